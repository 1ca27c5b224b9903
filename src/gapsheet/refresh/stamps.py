"""The cells in which a refresh says that it was: columns of the Sources table, and the names refresh_*."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC

from gapsheet.package.addresses import CellKey
from gapsheet.quantities import CellValue
from gapsheet.refresh.book import Book, Described, Place
from gapsheet.refresh.controls import word
from gapsheet.refresh.outcome import Run, SourceOutcome, overall, short
from gapsheet.refresh.periods import serial_of
from gapsheet.refresh.records import Status

Cells = dict[str, dict[CellKey, CellValue]]
AS_OF = "refresh_as_of"


def by_sheet(cells: Iterable[tuple[Place, CellValue]]) -> Cells:
    """Cells in the way a rewrite takes them."""
    found: Cells = {}
    for (sheet, key), value in cells:
        found.setdefault(sheet, {})[key] = value
    return found


def as_of_cells(book: Book, run: Run) -> Cells:
    """The cell that tells as of when the report is, if the workbook has one and it is to change."""
    place = book.reader.names.get(AS_OF)
    if place is None:
        return {}
    serial = serial_of(run.as_of, book.reader.dates_1904)
    return {} if book.reader.values((place,))[place] == serial else by_sheet([(place, serial)])


def stamp_cells(book: Book, outcomes: Mapping[str, SourceOutcome], run: Run) -> Cells:
    """Every stamp of a refresh.

    Args:
        book: The workbook.
        outcomes: How the sources that were asked stand, by id.
        run: The refresh.
    """
    cells = by_sheet((*_source_stamps(book, outcomes, run), *_named_stamps(book, outcomes, run)))
    for sheet, values in as_of_cells(book, run).items():
        cells.setdefault(sheet, {}).update(values)
    return cells


def _source_stamps(book: Book, outcomes: Mapping[str, SourceOutcome], run: Run) -> Iterator[tuple[Place, CellValue]]:
    table = book.sources_table
    for item in book.described:
        outcome = outcomes.get(item.id)
        stamps = _stamps(outcome, run, book.say) if outcome else _unasked(item, book.say)
        for header, value in stamps.items():
            if table.has(header):
                yield (table.data.sheet, table.cell(item.row, header)), value


def _stamps(outcome: SourceOutcome, run: Run, say: Callable[[str], str]) -> dict[str, CellValue]:
    """The stamps of a source; one that failed keeps what is said of the old values."""
    stamps: dict[str, CellValue] = {
        "State": say(outcome.status.value),
        "Run": run.id,
        "Version": run.version,
        "Message": outcome.said_in(say) or None,
    }
    if outcome.status is not Status.FAILED:
        stamps |= {
            "As of": outcome.as_of or None,
            "Vintage": outcome.vintage or None,
            "Retrieved (UTC)": outcome.retrieved,
            "Rows": None if outcome.rows is None else float(outcome.rows),
        }
    return stamps


def _unasked(item: Described, say: Callable[[str], str]) -> dict[str, CellValue]:
    """The status of a source that is switched off or was never asked for; others keep theirs."""
    known = status_of(item)
    if item.source is not None and not item.source.on:
        return {} if known is Status.OFF else {"State": say(Status.OFF.value)}
    return {"State": say(Status.NEVER.value)} if known in (None, Status.OFF) else {}


def status_of(item: Described) -> Status | None:
    """The status that the workbook shows for a source."""
    known = word(item.status, [status.value for status in Status])
    return Status(known) if known else None


def _named_stamps(book: Book, outcomes: Mapping[str, SourceOutcome], run: Run) -> Iterator[tuple[Place, CellValue]]:
    """Each refresh_* name that the workbook defines."""
    standing = [outcomes[item.id].status if item.id in outcomes else status_of(item) for item in book.described]
    worst = overall(status for status in standing if status)
    said: dict[str, CellValue] = {
        "refresh_run": run.id,
        "refresh_time": serial_of(run.time.astimezone(UTC).replace(tzinfo=None, microsecond=0), book.reader.dates_1904),
        "refresh_version": run.version,
        "refresh_status": book.say(short(worst)),
        "refresh_stale": float(sum(status in (Status.STALE, Status.FAILED) for status in standing)),
    }
    for name, value in said.items():
        place = book.reader.names.get(name)
        if place is not None:
            yield place, value

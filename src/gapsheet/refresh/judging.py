"""What becomes of a source after it was asked: taken over, unchanged, stale, or refused with the old values kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date

from gapsheet.errors import DataError, GapsheetError, SourceError
from gapsheet.package.addresses import cell_name
from gapsheet.package.tabledata import TableData
from gapsheet.refresh.answers import Answered
from gapsheet.refresh.book import Book, Described
from gapsheet.refresh.comparing import compared
from gapsheet.refresh.comparison import Change, Comparison, What
from gapsheet.refresh.controls import spelled
from gapsheet.refresh.messages import (
    FORMULAS,
    LOST_FORMULAS,
    ODD_THRESHOLD,
    accepted,
    counted,
    staleness,
    unexplained,
    was_accepted,
)
from gapsheet.refresh.outcome import Run, SourceOutcome
from gapsheet.refresh.periods import is_stale, period_of
from gapsheet.refresh.records import CHANGES, LOG, Source, Status
from gapsheet.refresh.rows import Row
from gapsheet.refresh.sentences import Sentence
from gapsheet.refresh.shrinking import shrunk
from gapsheet.refresh.wording import past_threshold


@dataclass(frozen=True, slots=True)
class Judgement:
    """A source's outcome, and the comparison that the workbook takes over; None where it keeps the old values."""

    outcome: SourceOutcome
    comparison: Comparison | None = None


def judged(book: Book, item: Described, answer: Answered | GapsheetError, run: Run, accept: str = "") -> Judgement:
    """Decide about a source.

    Args:
        book: The workbook.
        item: The source as the workbook describes it.
        answer: What came from it, or why nothing did.
        run: The refresh.
        accept: The reason for accepting revisions past the threshold and data that stop short, given for this run.
    """
    source = item.source
    if source is None:
        return _failed(item, item.fault)
    if isinstance(answer, GapsheetError):
        return _failed(item, str(answer))
    try:
        comparison = _compared(book, item, source, answer)
        lost = shrunk(comparison)
        reason = _reason(book, source, comparison, lost.doubts, accept)
    except (DataError, SourceError) as problem:
        return _failed(item, problem.args[0])
    if reason:
        let_in = (What.REVISED, What.REMOVED) if lost.doubts else (What.REVISED,)
        changes = tuple(it._replace(reason=reason) if it.what in let_in else it for it in comparison.changes)
        comparison = replace(comparison, changes=changes)
    outcome = _outcome(item, source, comparison, answer, run)
    if not comparison.is_unchanged:
        told = (accepted(source.id, lost.doubts, reason),) if lost.doubts else ()
        formulas = _lost_formulas(source, book.reader.rows(source.table))
        outcome = replace(outcome, warnings=(*told, *lost.warnings, *outcome.warnings, *formulas))
    return Judgement(outcome, comparison)


def _lost_formulas(source: Source, data: TableData) -> Iterator[str]:
    """Formulas that somebody typed into columns of the source, where data belong."""
    owned = {spelled(column.header) for column in source.columns}
    for header, positions in data.formulas.items():
        if spelled(header) in owned and positions:
            first = cell_name(data.first_row + min(positions), data.first_column + data.headers.index(header))
            lost = counted(FORMULAS, len(positions))
            yield Sentence.of(LOST_FORMULAS, formulas=lost, column=header, cell=first)


def _failed(item: Described, message: str) -> Judgement:
    table = item.source.table if item.source else ""
    return Judgement(SourceOutcome(item.id, table, Status.FAILED, item.as_of, item.vintage, message=message))


def _compared(book: Book, item: Described, source: Source, answer: Answered) -> Comparison:
    """The table beside the data."""
    data = book.reader.rows(source.table)
    calculated = {spelled(header) for header in data.calculated}
    filled = [column.header for column in source.columns if spelled(column.header) in calculated]
    if filled:
        raise SourceError(
            f"source {source.id}: a formula fills the column {filled[0]} of the table {source.table}; "
            "take the column out of SourceColumns, or the formula out of the table"
        )
    vintages = item.vintage, answer.vintage or answer.as_of
    return compared(source, owned_rows(source, data), answer.rows, vintages=vintages, dates_1904=book.reader.dates_1904)


def owned_rows(source: Source, data: TableData) -> list[Row]:
    """The columns of a table that a source fills, in its order."""
    places: Mapping[str, int] = {spelled(header): place for place, header in reversed([*enumerate(data.headers)])}
    wanted = [places[spelled(column.header)] for column in source.columns]
    rows: Iterable[Row] = data.rows
    if wanted != [*range(len(data.headers))]:
        rows = (tuple([row[place] for place in wanted]) for row in data.rows)
    return [_without_empty(row) if "" in row else row for row in rows]


def _without_empty(row: Row) -> Row:
    """An empty text counts as a blank."""
    return tuple(None if value == "" else value for value in row)


def _reason(book: Book, source: Source, comparison: Comparison, doubts: Sequence[str], accept: str) -> str:
    """The reason that lets in revisions past the threshold, and data that stop short; "" where none is needed.

    A reason typed into the workbook serves once: it says why one edition of the data was accepted, not the next.

    Raises:
        DataError: One is needed and there is none.
    """
    largest = comparison.excess
    if largest is not None:
        doubts = (past_threshold(largest, source.threshold or 0.0), *doubts)
    if not doubts:
        return ""
    reason = accept.strip() or _unused(book, source)
    if not reason:
        raise DataError(unexplained(source.id, doubts))
    return reason


def _unused(book: Book, source: Source) -> str:
    """The reason on the Sources sheet, unless an earlier refresh has used it.

    It then stands in Changes beside what it let in; where that had no figures, only in the log.
    """
    used = any(reason == source.reason for reason in _said(book, CHANGES, source, "Reason"))
    used = used or any(was_accepted(source.reason, text, book.say) for text in _said(book, LOG, source, "Message"))
    return "" if used else source.reason


def _said(book: Book, name: str, source: Source, header: str) -> Iterator[str]:
    """What a log says of a source in a column."""
    table = book.control(name)
    if table is None or not table.has("Source", header):
        return
    for row in range(len(table.data.rows)):
        if spelled(table.text(row, "Source")) == spelled(source.id):
            yield table.text(row, header)


def _outcome(item: Described, source: Source, comparison: Comparison, answer: Answered, run: Run) -> SourceOutcome:
    """How a source stands; its data are as of their latest period, or where they tell none as of their edition."""
    latest = comparison.latest
    as_of = str(latest) if latest else answer.as_of
    last = latest.last_day if latest else _last_day(as_of)
    vintage = answer.vintage or comparison.vintage or answer.as_of
    changed = not comparison.is_unchanged or (as_of, vintage) != (item.as_of, item.vintage)
    stale = last is not None and is_stale(last, source.expected, run.as_of)
    counted = comparison.count
    return SourceOutcome(
        id=item.id,
        table=source.table,
        status=Status.STALE if stale else Status.FRESH if changed else Status.UNCHANGED,
        as_of=as_of,
        vintage=vintage,
        retrieved=f"{answer.retrieved.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        rows=len(comparison.new),
        new=counted(What.NEW),
        revised=counted(What.REVISED),
        removed=counted(What.REMOVED),
        breaks=counted(What.BREAK, What.UNIT),
        texts=comparison.texts,
        message=staleness(as_of, source.expected, is_observed=latest is not None) if stale else "",
        warnings=(*_odd_threshold(source), *answer.warnings),
        is_cached=answer.is_cached,
    )


def _odd_threshold(source: Source) -> Iterator[str]:
    """A threshold that lets nearly everything in: five typed for five percent."""
    if source.threshold is not None and source.threshold > 1:
        yield Sentence.of(ODD_THRESHOLD, source=source.id, threshold=f"{source.threshold * 100:,.4g}%")


def _last_day(as_of: str) -> date | None:
    period = period_of(as_of)
    return period.last_day if period else None


def accepted_changes(judgements: list[Judgement]) -> tuple[Change, ...]:
    """Every change that the workbook takes over."""
    return tuple(change for item in judgements if item.comparison for change in item.comparison.changes)

"""How a prepared refresh is carried out on a workbook file: calculated in memory, then put in its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

from gapsheet.errors import ConflictError, DamagedWorkbookError, GapsheetError, UnwritableFileError
from gapsheet.hosts.gaps import Kept
from gapsheet.hosts.headless import Calculation, calculate
from gapsheet.package.archive import Archive, open_archive, write_archive
from gapsheet.package.changed import changed
from gapsheet.package.packed import Packed
from gapsheet.package.parts import Parts
from gapsheet.package.rewrites import BookRewrite
from gapsheet.package.rewriting import rewritten
from gapsheet.package.sheetrows import remembering
from gapsheet.package.structure import located_tables
from gapsheet.package.tablesamples import table_sample
from gapsheet.quantities import CellValue
from gapsheet.recalc import calculated_parts
from gapsheet.refresh.apart import Tell
from gapsheet.refresh.backups import back_up
from gapsheet.refresh.book import Book
from gapsheet.refresh.bookfile import FileReader
from gapsheet.refresh.controls import spelled
from gapsheet.refresh.effects import Effect, Values, effects
from gapsheet.refresh.headlinecells import headline_cells
from gapsheet.refresh.prepared import SAMPLED, ExpectedRows, Prepared


@dataclass(frozen=True, slots=True)
class Carried:
    """A refresh carried out in memory."""

    parts: Parts
    headlines: tuple[Effect, ...]
    kept: tuple[Kept, ...]
    notes: tuple[str, ...]


def carried_out(archive: Archive, book: Book, prepared: Prepared, tell: Tell) -> Carried:
    """Calculate a workbook whose tables are rewritten, and tell what became of its headlines.

    Args:
        archive: The workbook as it is.
        book: The same, as a refresh sees it.
        prepared: The refresh.
        tell: Is told what begins.

    Raises:
        WorkbookError: The workbook cannot be calculated.
    """
    tell("calculating")
    notes = [*book.headline_faults, *prepared.notes]
    parts, kept, final = _calculated(archive, prepared.parts)
    moved = _moved(archive, book, prepared, final, notes)
    if not book.headlines:
        return Carried(parts, moved, kept, tuple(notes))
    with changed(archive, parts.contents()) as now:
        then = Book(FileReader(now), now.path)
        cells = headline_cells(then, moved, elapsed=prepared.elapsed, is_changed=prepared.is_changed)
        if not cells:
            return Carried(parts, moved, kept, tuple(notes))
        parts = parts.joined(rewritten(now, BookRewrite(cells=cells)))
    if _is_referred_to(archive, parts, set(cells)):
        parts, kept, _ = _calculated(archive, parts)
    return Carried(parts, moved, kept, tuple(notes))


def _moved(archive: Archive, book: Book, prepared: Prepared, final: Values, notes: list[str]) -> tuple[Effect, ...]:
    """The movements of the headlines; where a step between cannot be calculated, unsplit and with a note."""
    told = partial(effects, book.headlines, _stored(book), final)
    calculated = partial(_headlines_of, archive)
    unsplit = told((), calculated)
    if not any(effect.is_moved for effect in unsplit):
        return unsplit
    try:
        with remembering(archive):
            return told(prepared.steps.get(), calculated)
    except GapsheetError as problem:
        notes.append(f"what moved the headlines could not be told apart: {problem}")
        return unsplit


def _calculated(archive: Archive, parts: Parts) -> tuple[Parts, tuple[Kept, ...], Values]:
    """The parts with all formulas calculated, the formulas that could not be, and the headlines."""
    with changed(archive, parts.contents()) as now:
        calculation = calculate(now)
        fresh = Parts()
        for name, pieces in calculated_parts(now, calculation).items():
            fresh.put(name, b"".join(pieces))
        return parts.joined(fresh), calculation.kept, _headlines(now, calculation)


def _headlines_of(archive: Archive, rewrite: BookRewrite) -> Values:
    """The headlines of a copy of the workbook."""
    with changed(archive, rewritten(archive, rewrite).contents()) as copy:
        return _headlines(copy, calculate(copy))


def _stored(book: Book) -> Values:
    """The headlines as the file has them."""
    places = {row: place for row, place in book.headline_places().items() if place}
    values = book.reader.values(tuple(places.values()))
    return {row: values[place] for row, place in places.items()}


def _headlines(archive: Archive, calculation: Calculation) -> Values:
    """The headlines of a calculated workbook: from their formulas, else as they are stored."""
    book = Book(FileReader(archive), archive.path)
    stored, calculated = _stored(book), calculation.values
    found: dict[int, CellValue] = {}
    for row, value in stored.items():
        place = book.headline_places()[row]
        found[row] = calculated.get(place[0], {}).get(place[1], value) if place else value
    return found


def _is_referred_to(archive: Archive, parts: Parts, sheets: set[str]) -> bool:
    """Whether a formula may refer to these sheets: one that stands on them, or names them or the Headlines table."""
    names = {sheet.name: sheet.part for sheet in archive.sheets}
    words = [b"Headlines["] + [
        sheet.replace("'", "''").encode("utf-8") + mark for sheet in sheets for mark in (b"!", b"'!")
    ]
    for name, part in names.items():
        content = parts.get(part) or archive.read(part)
        if b"<f" in content and (name in sheets or any(word in content for word in words)):
            return True
    return any(word in archive.read(archive.workbook_part) for word in words)


def put_in_place(archive: Archive, prepared: Prepared, carried: Carried, workbook: Path) -> Path | None:
    """Write the workbook, and a copy of what it was where more than stamps changed; the copy's place.

    Raises:
        ConflictError: Another program changed the file since it was read; it is as that program left it.
        UnwritableFileError: The file could not be written; it is as it was.
    """
    content = archive.content or b""
    copies: list[Path] = []

    def confirm(stream: BinaryIO) -> None:
        _refuse_unlike(stream, workbook, prepared.expected, carried.parts)
        if prepared.is_changed:
            copies.append(back_up(workbook, content, prepared.run.time))
        refuse_replaced(workbook, content)

    write_archive(archive, workbook, carried.parts.contents(), confirm=confirm)
    return copies[0] if copies else None


def refuse_replaced(workbook: Path, content: bytes) -> None:
    """Refuse to go on when the file on the disk is no longer the one that was read.

    Raises:
        ConflictError: It is another one, or gone.
    """
    try:
        now = workbook.read_bytes()
    except OSError as problem:
        raise ConflictError(f"{workbook} was taken away while it was refreshed ({problem.strerror})") from problem
    if now != content:
        raise ConflictError(f"{workbook} was changed by another program while it was refreshed; refresh it again")


def _refuse_unlike(stream: BinaryIO, workbook: Path, tables: Sequence[ExpectedRows], parts: Parts) -> None:
    """Read the new file back: every part, and rows of every rewritten table.

    Raises:
        UnwritableFileError: A part or a table does not hold what was to be written.
    """
    stream.seek(0)
    content = stream.read()
    with (  # an archive is read from one thread only
        open_archive(workbook, content=content) as written,
        open_archive(workbook, content=content) as once_more,
        ThreadPoolExecutor(1) as aside,
    ):
        places = {table.name: sheet.part for table, _, sheet in located_tables(written)}
        sheets = {table.table: places.get(table.table, "") for table in tables}
        unlike = aside.submit(_unlike_part, once_more, parts, {*sheets.values()})
        table = _unlike_table(written, tables, sheets)
        part = unlike.result()
    wrong = f"the part {part}" if part else table
    if wrong:
        raise UnwritableFileError(
            f"{workbook} was not refreshed: {wrong} did not read back as written; the file is as it was"
        )


def _unlike_part(written: Archive, parts: Parts, looked_into: Collection[str]) -> str:
    """The first part that cannot be unpacked, or is not what it was to be; "" if there is none.

    Args:
        written: The new file.
        parts: What was to be written.
        looked_into: The parts that are unpacked anyway, for the tables in them.
    """
    for name in written.names:
        held = parts.held(name) if name in parts else None
        if isinstance(held, Packed) and written.packed(name) == held and name in looked_into:
            continue
        try:
            content = written.read(name)
        except DamagedWorkbookError:
            return name
        if name in parts and parts[name] != content:
            return name
    return next((name for name in parts if parts.held(name) and name not in written), "")


def _unlike_table(written: Archive, tables: Sequence[ExpectedRows], sheets: Mapping[str, str]) -> str:
    """The first table that does not have the rows that were planned; "" if there is none."""
    for table, following in zip_longest(tables, tables[1:]):
        if following is not None:
            written.unpack_ahead({sheets[following.table]} - {""})
        try:
            is_held = _holds(written, table) or _holds(written, table, thorough=True)
        except DamagedWorkbookError:
            is_held = False
        if not is_held:
            return f"the table {table.table}"
    return ""


def _holds(written: Archive, table: ExpectedRows, *, thorough: bool = False) -> bool:
    """Whether a table has the rows that were planned, as far as a sample of them shows."""
    sample = table_sample(written, table.table, SAMPLED, thorough=thorough)
    places = {spelled(header): place for place, header in enumerate(sample.headers)}
    wanted = [places[spelled(header)] for header in table.headers]
    if sample.count != table.count:
        return False
    return all(
        _same_row(tuple([row[place] for place in wanted]), table.rows[position])
        for position, row in sample.rows.items()
    )


def _same_row(held: tuple[CellValue, ...], planned: tuple[CellValue, ...]) -> bool:
    return held == planned or all((a or None) == (b or None) or a == b for a, b in zip(held, planned, strict=True))

"""How a plan is carried out on a workbook file: rewritten and calculated in memory, then put in its place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from gapsheet.errors import ConflictError, DamagedWorkbookError, GapsheetError, RewriteError, UnwritableFileError
from gapsheet.hosts.gaps import Kept
from gapsheet.hosts.headless import Calculation, calculate
from gapsheet.package.archive import Archive, open_archive, write_archive
from gapsheet.package.changed import changed
from gapsheet.package.packs import Packs
from gapsheet.package.rewrites import BookRewrite, TableRewrite
from gapsheet.package.rewriting import rewritten
from gapsheet.package.sheetrows import forget
from gapsheet.package.tablesamples import table_sample
from gapsheet.quantities import CellValue
from gapsheet.recalc import calculated_parts
from gapsheet.refresh.backups import back_up
from gapsheet.refresh.book import Book
from gapsheet.refresh.bookfile import FileReader
from gapsheet.refresh.controls import spelled
from gapsheet.refresh.effects import Effect, Values, effects
from gapsheet.refresh.plan import Plan, headline_cells

Parts = dict[str, bytes]
Tell = Callable[[str], None]
_SAMPLE = 200  # rows of each table that are read back one by one


@dataclass(frozen=True, slots=True)
class Carried:
    """A plan carried out in memory."""

    parts: Parts
    headlines: tuple[Effect, ...]
    kept: tuple[Kept, ...]
    notes: tuple[str, ...]
    packs: Packs  # holds what of the parts is packed already


def carried_out(archive: Archive, plan: Plan, tell: Tell) -> Carried:
    """Rewrite and calculate a workbook in memory.

    Raises:
        RewriteError: A table cannot take its rows.
        WorkbookError: The workbook cannot be calculated.
    """
    tell("rewriting")
    notes: list[str] = []
    packs = Packs()
    parts = rewritten(archive, plan.rewrite, notes, packs)
    if not plan.steps:
        forget(archive)
    tell("calculating")
    parts, kept, final = _calculated(archive, parts, packs)
    moved = _moved(archive, plan, final, notes)
    if not plan.book.headlines:
        return Carried(parts, moved, kept, tuple(notes), packs)
    with changed(archive, _pieces(parts)) as now:
        cells = headline_cells(plan, Book(FileReader(now), now.path), moved)
        if not cells:
            return Carried(parts, moved, kept, tuple(notes), packs)
        parts |= rewritten(now, BookRewrite(cells=cells))
    if _is_referred_to(archive, parts, set(cells)):
        parts, kept, _ = _calculated(archive, parts, packs)
    return Carried(parts, moved, kept, tuple(notes), packs)


def _moved(archive: Archive, plan: Plan, final: Values, notes: list[str]) -> tuple[Effect, ...]:
    """The movements of the headlines; where a step between cannot be calculated, unsplit and with a note."""
    told = partial(effects, plan.book.headlines, _stored(plan.book), final)
    calculated = partial(_headlines_of, archive)
    try:
        return told(plan.steps, calculated)
    except GapsheetError as problem:
        notes.append(f"what moved the headlines could not be told apart: {problem}")
        return told((), calculated)


def refused_rewrites(archive: Archive, plan: Plan) -> dict[str, RewriteError]:
    """The sources, by id, whose tables cannot take their rows, each for itself; and why."""
    found: dict[str, RewriteError] = {}
    for comparison, table in zip(plan.comparisons, plan.rewrite.tables, strict=False):  # the logs' tables come last
        try:
            rewritten(archive, BookRewrite((table,)))
        except RewriteError as problem:
            found[comparison.source.id] = problem
    return found


def _pieces(parts: Mapping[str, bytes]) -> dict[str, Iterable[bytes]]:
    return {name: (content,) for name, content in parts.items()}


def _calculated(archive: Archive, parts: Parts, packs: Packs) -> tuple[Parts, tuple[Kept, ...], Values]:
    """The parts with all formulas calculated, the formulas that could not be, and the headlines."""
    packs.start(parts)
    with changed(archive, _pieces(parts), packs) as now:
        calculation = calculate(now)
        fresh = {name: b"".join(pieces) for name, pieces in calculated_parts(now, calculation).items()}
        packs.start(fresh)
        return parts | fresh, calculation.kept, _headlines(now, calculation)


def _headlines_of(archive: Archive, rewrite: BookRewrite) -> Values:
    """The headlines of a copy of the workbook."""
    with changed(archive, _pieces(rewritten(archive, rewrite))) as copy:
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


def put_in_place(archive: Archive, plan: Plan, carried: Carried, workbook: Path) -> Path | None:
    """Write the workbook, and a copy of what it was where more than stamps changed; the copy's place.

    Raises:
        ConflictError: Another program changed the file since it was read; it is as that program left it.
        UnwritableFileError: The file could not be written; it is as it was.
    """
    content = archive.content or b""
    copies: list[Path] = []

    def confirm(stream: BinaryIO) -> None:
        _refuse_unlike(stream, workbook, changed(archive, _pieces(carried.parts)), plan.rewrite.tables, carried.parts)
        if plan.is_changed:
            copies.append(back_up(workbook, content, plan.run.time))
        refuse_replaced(workbook, content)

    write_archive(archive, workbook, _pieces(carried.parts), confirm=confirm, packs=carried.packs)
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


def _refuse_unlike(
    stream: BinaryIO, workbook: Path, planned: Archive, tables: Iterable[TableRewrite], parts: Parts
) -> None:
    """Read the new file back: every part, and rows of every rewritten table.

    Raises:
        UnwritableFileError: A part or a table does not hold what was to be written.
    """
    stream.seek(0)
    with open_archive(workbook, content=stream.read()) as written, ThreadPoolExecutor(1) as aside:
        unlike = aside.submit(_unlike_part, written, parts)
        table = _unlike_table(planned, tables)  # in memory, while it turns out that the file holds the same
        part = unlike.result()
    wrong = f"the part {part}" if part else table
    if wrong:
        raise UnwritableFileError(
            f"{workbook} was not refreshed: {wrong} did not read back as written; the file is as it was"
        )


def _unlike_part(written: Archive, parts: Parts) -> str:
    """The first part that cannot be unpacked, or is not what it was to be; "" if there is none."""
    for name in written.names:
        try:
            content = written.read(name)
        except DamagedWorkbookError:
            return name
        if parts.get(name, content) != content:
            return name
    return next((name for name, content in parts.items() if content and name not in written), "")


def _unlike_table(planned: Archive, tables: Iterable[TableRewrite]) -> str:
    """The first table that does not have the rows that were planned; "" if there is none."""
    for table in tables:
        if not _holds(planned, table) and not _holds(planned, table, thorough=True):
            return f"the table {table.table}"
    return ""


def _holds(planned: Archive, table: TableRewrite, *, thorough: bool = False) -> bool:
    """Whether a table has the rows that were planned, as far as a sample of them shows."""
    sample = table_sample(planned, table.table, _SAMPLE, thorough=thorough)
    places = {spelled(header): place for place, header in enumerate(sample.headers)}
    wanted = [places[spelled(header)] for header in table.headers]
    if sample.count != len(table.rows):
        return False
    return all(
        _same_row(tuple([row[place] for place in wanted]), table.rows[position])
        for position, row in sample.rows.items()
    )


def _same_row(held: tuple[CellValue, ...], planned: tuple[CellValue, ...]) -> bool:
    return held == planned or all((a or None) == (b or None) or a == b for a, b in zip(held, planned, strict=True))


def refuse_protected(workbook: Path) -> None:
    """Refuse a file that its owner has made read-only: replacing it would go around that.

    Raises:
        UnwritableFileError: Nobody may write to it.
    """
    if not workbook.exists():
        return
    if not (workbook.stat().st_mode & 0o222 and os.access(workbook, os.W_OK)):
        raise UnwritableFileError(f"{workbook} is read-only; make it writable, or copy it and refresh the copy")

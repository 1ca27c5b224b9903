"""What separates two states of a workbook, as edits that somebody could type: cells, tables, names, notes, sheets.

A refresh is laid out over the parts of a file; a workbook that is open in Excel gets the same changes as edits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gapsheet.errors import RewriteError
from gapsheet.names import typed
from gapsheet.package.addresses import CellKey, area, cell_name
from gapsheet.package.archive import Archive, SheetPart
from gapsheet.package.cellnotes import comments
from gapsheet.package.celltext import unescaped
from gapsheet.package.references import LAST_COLUMN, LAST_ROW
from gapsheet.package.sharedformulas import with_own_formulas
from gapsheet.package.sheetrows import COLUMNS, SheetRows, formula_of, value_of
from gapsheet.package.sheetxml import scan
from gapsheet.package.structure import Table, shared_strings, tables
from gapsheet.quantities import CellValue

MOST_CELLS = 50_000  # of one block, so that no single call into Excel grows without bound


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it is typed, with its equals sign."""

    text: str


Content = CellValue | Formula


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of cells that change: what they held, and what they hold afterwards."""

    sheet: str
    top: int
    left: int
    before: tuple[tuple[Content, ...], ...]
    after: tuple[tuple[Content, ...], ...]

    def reversed(self) -> Block:
        """The edit that takes this one back."""
        return Block(self.sheet, self.top, self.left, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Edits:
    """Everything to do, in this order.

    Attributes:
        sheets: Sheets to add at the end; their cells are among the blocks.
        tables: Tables that get another area: old and new state; the old one None for a table to be made.
        blocks: Cells that change.
        names: Defined names that refer to something else: name, sheet it belongs to ("" for all), reference.
        notes: For each sheet the notes that come or go: text by cell, None where one goes.
    """

    sheets: tuple[str, ...]
    tables: tuple[tuple[Table | None, Table], ...]
    blocks: tuple[Block, ...]
    names: tuple[tuple[str, str, str], ...]
    notes: Mapping[str, Mapping[CellKey, str | None]]

    @property
    def count(self) -> int:
        """How many cells change."""
        return sum(len(row) for block in self.blocks for row in block.after)


def edits(before: Archive, after: Archive) -> Edits:
    """The edits that lead from one state of a workbook to the other; formats and charts are left to Excel.

    Raises:
        RewriteError: An array formula would change, which cannot be typed cell by cell.
        DamagedWorkbookError: A part cannot be read.
    """
    old_sheets = {sheet.name: sheet for sheet in before.sheets}
    pairs = [(old_sheets.get(sheet.name), sheet) for sheet in after.sheets]
    old_tables = {table.name.casefold(): table for table in tables(before)}
    found = [(old_tables.get(table.name.casefold()), table) for table in tables(after)]
    return Edits(
        sheets=tuple(sheet.name for old, sheet in pairs if old is None),
        tables=tuple((old, new) for old, new in found if old is None or old.ref != new.ref),
        blocks=tuple(block for old, sheet in pairs for block in _blocks(before, after, old, sheet)),
        names=tuple(sorted(set(_names(after)) - set(_names(before)))),
        notes={sheet.name: notes for old, sheet in pairs if old and (notes := _notes(before, after, old, sheet))},
    )


def _blocks(before: Archive, after: Archive, old: SheetPart | None, new: SheetPart) -> Iterator[Block]:
    """The cells of a sheet that change, in rectangles."""
    xml = after.read(new.part)
    if old is not None and before.read(old.part) == xml:
        return
    earlier = _Cells(before, before.read(old.part), new.name) if old is not None else None
    yield from _rectangles(new.name, _changed_rows(earlier, _Cells(after, xml, new.name)))


class _Cells:
    """The cells of a sheet part, row by row."""

    def __init__(self, archive: Archive, xml: bytes, sheet: str) -> None:
        self.rows = SheetRows(with_own_formulas(xml, (1, 1, LAST_ROW, LAST_COLUMN)))
        self.sheet = sheet
        self._strings = shared_strings(archive)
        self._spilled = [
            area(cell.ref) for cell in scan(self.rows.sheet) if cell.kind == "array" and cell.ref and ":" in cell.ref
        ]

    def raw(self, row: int) -> bytes:
        """A row as it stands in the part; b"" where there is none."""
        position = self.rows.position(row)
        return b"" if position is None else self.rows.content[slice(*self.rows.span(position))]

    def contents(self, row: int) -> dict[int, tuple[Content, bool]]:
        """What the cells of a row hold by column, and whether an array formula fills the cell."""
        prefix = self.rows.prefix
        found: dict[int, tuple[Content, bool]] = {}
        for cell in self.rows.cells(row):
            formula = formula_of(cell, prefix)
            if formula is not None:
                is_array = b'"array"' in (formula[1] or b"")
                text = unescaped(formula[2] or b"")
                found[COLUMNS[cell[1]]] = (Formula(f"={typed(text)}"), is_array)
            elif (value := value_of(cell, prefix, self._strings)) is not None and not self._is_spilled(row, cell[1]):
                found[COLUMNS[cell[1]]] = (value, False)
        return found

    def _is_spilled(self, row: int, letters: bytes) -> bool:
        """Whether the value of a cell is that of an array formula beside or above it."""
        column = COLUMNS[letters]
        return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in self._spilled)


_Row = tuple[int, dict[int, tuple[Content, Content]]]  # its number; by column what was and what will be


def _changed_rows(before: _Cells | None, after: _Cells) -> Iterator[_Row]:
    numbers = set(after.rows.numbers) | set(before.rows.numbers if before else ())
    for row in sorted(numbers):
        if before is not None and before.raw(row) == after.raw(row):
            continue
        old, new = before.contents(row) if before else {}, after.contents(row)
        cells = {}
        for column in sorted({*old, *new}):
            was, will = old.get(column, (None, False)), new.get(column, (None, False))
            if was[0] != will[0] or type(was[0]) is not type(will[0]):
                _refuse_array(was[1] or will[1], after, row, column)
                cells[column] = (was[0], will[0])
        if cells:
            yield row, cells


def _refuse_array(is_array: bool, cells: _Cells, row: int, column: int) -> None:
    if is_array:
        raise RewriteError(
            f"'{cells.sheet}'!{cell_name(row, column)} holds an array formula that would have to move; "
            "save and close the workbook and run 'gapsheet refresh' on the file instead"
        )


def _rectangles(sheet: str, rows: Iterator[_Row]) -> Iterator[Block]:
    """Rows of the same columns that follow each other, gathered."""
    gathered: list[_Row] = []
    for row in rows:
        if gathered and not _continues(gathered, row):
            yield from _cut(sheet, gathered)
            gathered = []
        gathered.append(row)
    if gathered:
        yield from _cut(sheet, gathered)


def _continues(gathered: Sequence[_Row], row: _Row) -> bool:
    number, cells = gathered[-1]
    return number + 1 == row[0] and cells.keys() == row[1].keys() and (len(gathered) + 1) * len(cells) <= MOST_CELLS


def _cut(sheet: str, rows: Sequence[_Row]) -> Iterator[Block]:
    """Rows of the same columns as rectangles without gaps."""
    columns = list(rows[0][1])
    starts = [column for column in columns if column - 1 not in rows[0][1]]
    ends = [column for column in columns if column + 1 not in rows[0][1]]
    for first, last in zip(starts, ends, strict=True):
        old, new = (
            tuple(tuple(cells[column][state] for column in range(first, last + 1)) for _, cells in rows)
            for state in (0, 1)
        )
        yield Block(sheet, rows[0][0], first, old, new)


def _names(archive: Archive) -> Iterator[tuple[str, str, str]]:
    """The defined names: name, sheet it belongs to, what it refers to."""
    workbook = archive.parsed(archive.workbook_part)
    titles = [sheet.get("name", "") for sheet in workbook.iter("{*}sheet")]
    for element in workbook.iter("{*}definedName"):
        own = element.get("localSheetId")
        yield element.get("name", ""), titles[int(own)] if own else "", f"={element.text or ''}"


def _notes(before: Archive, after: Archive, old: SheetPart, new: SheetPart) -> dict[CellKey, str | None]:
    was, will = comments(before, old), comments(after, new)
    gone: dict[CellKey, str | None] = dict.fromkeys(key for key in was if key not in will)
    return gone | {key: text for key, text in will.items() if was.get(key) != text}

"""What a table of a workbook holds, row by row, and what the user has put into those rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gapsheet.package.addresses import CellKey, cell_name, column_letters
from gapsheet.package.archive import Archive
from gapsheet.package.cellnotes import comments
from gapsheet.package.celltext import unescaped
from gapsheet.package.columnformulas import ColumnFormulas, column_formulas
from gapsheet.package.evenrows import even_rows
from gapsheet.package.sharedformulas import with_own_formulas
from gapsheet.package.sheetaround import hung_cells
from gapsheet.package.sheetrows import COLUMNS, SheetRows, formula_of, is_blank, plain_number, sheet_rows, value_of
from gapsheet.package.structure import shared_strings
from gapsheet.package.tableblocks import TableBlock, TableFinder
from gapsheet.quantities import CellValue


class Holding(StrEnum):
    """What a user has put into a cell."""

    VALUE = "value"
    FORMULA = "formula"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class UserCell:
    """Something of the user's that belongs to a row of a table.

    Attributes:
        cell: Its address, as H7.
        header: The header of its column: of the table, or what stands beside the header row; else the letter.
        holding: Whether it is a value, a formula or a comment.
        content: The value; a formula with its equals sign; a comment's words.
        beside: Whether it stands outside the table.
    """

    cell: str
    header: str
    holding: Holding
    content: CellValue
    beside: bool


@dataclass(frozen=True, slots=True)
class TableData:
    """A table's data rows as the file stores them.

    Attributes:
        name: The table's name.
        sheet: The name of its sheet.
        ref: Its area, header row and totals included.
        headers: Its columns.
        first_row: The sheet's row of the first data row.
        first_column: The sheet's column of the first header.
        rows: The stored values, formulas' values included. Empty when the one row that a table keeps is blank.
        formulas: For each column with formulas the positions (from 0) of the rows that hold one.
        calculated: The columns that one formula fills.
        beside: By position the filled cells beside the table and the comments on them.
        odd: By position the single formulas of the user's inside the table, and the comments on its cells.
    """

    name: str
    sheet: str
    ref: str
    headers: tuple[str, ...]
    first_row: int
    first_column: int
    rows: tuple[tuple[CellValue, ...], ...]
    formulas: Mapping[str, Collection[int]]
    calculated: tuple[str, ...]
    beside: Mapping[int, tuple[UserCell, ...]]
    odd: Mapping[int, tuple[UserCell, ...]]

    def user_cells(self, owned: Collection[str]) -> dict[int, tuple[UserCell, ...]]:
        """What would be lost with each row: by position, the cells that neither a source nor a formula fills.

        Args:
            owned: The headers of the columns that a source fills.
        """
        spelled = {header.casefold() for header in owned}
        places = [place for place, header in enumerate(self.headers) if header.casefold() not in spelled]
        constants = [(place, self._formula_rows(place)) for place in places]
        found: dict[int, tuple[UserCell, ...]] = {}
        for position, row in enumerate(self.rows):
            own = [
                self._constant(position, place, row[place])
                for place, formulas in constants
                if row[place] is not None and position not in formulas
            ]
            more = [cell for cell in self.odd.get(position, ()) if self._is_kept(cell, spelled)]
            if own or more or position in self.beside:
                found[position] = (*own, *more, *self.beside.get(position, ()))
        return found

    def _is_kept(self, cell: UserCell, owned: Collection[str]) -> bool:
        return cell.holding is Holding.COMMENT or cell.header.casefold() not in owned

    def _formula_rows(self, place: int) -> Collection[int]:
        return self.formulas.get(self.headers[place], frozenset())

    def _constant(self, position: int, place: int, value: CellValue) -> UserCell:
        cell = cell_name(self.first_row + position, self.first_column + place)
        return UserCell(cell, self.headers[place], Holding.VALUE, value, beside=False)


def table_rows(archive: Archive, name: str) -> TableData:
    """Read a table.

    Raises:
        RewriteError: There is no such table, or it lacks a header row or a data row.
        DamagedWorkbookError: A part cannot be read.
    """
    finder = TableFinder(archive)
    sheet = finder.sheet(name)
    rows = sheet_rows(archive, sheet)
    notes = comments(archive, sheet)
    block = finder.block(name, rows, {*notes, *hung_cells(rows.content[rows.sheet.end :])})
    whole = with_own_formulas(rows.sheet, (block.top, block.first, block.end, block.last))
    rows = rows if whole is rows.sheet else SheetRows(whole)
    return read_block(block, rows, notes, column_formulas(archive, block, rows), shared_strings(archive))


def read_block(
    block: TableBlock,
    rows: SheetRows,
    notes: Mapping[CellKey, str],
    formulas: ColumnFormulas,
    strings: Sequence[str],
) -> TableData:
    """A table's data, from the rows of its sheet, in which no formula of the block is shared."""
    beside, odd = _of_the_user(block, rows, formulas, notes, strings)
    values = _all_values(rows, block, strings)
    if len(values) == 1 and not beside and not odd and _is_empty(values[0], block, formulas):
        values = ()
    return TableData(
        name=block.table.name,
        sheet=block.sheet.name,
        ref=block.table.ref,
        headers=block.table.headers,
        first_row=block.top,
        first_column=block.left,
        rows=values,
        formulas=_by_header(block, formulas) if values else {},
        calculated=tuple(
            block.table.headers[column - block.left]
            for column in sorted(formulas.patterns)
            if block.left <= column <= block.right
        ),
        beside=beside,
        odd=odd,
    )


def _all_values(rows: SheetRows, block: TableBlock, strings: Sequence[str]) -> tuple[tuple[CellValue, ...], ...]:
    """The stored values of the rows of a table: most at once, those unlike the others singly."""
    numbers = range(block.top, block.bottom + 1)
    even = even_rows(rows, block.top, block.bottom, strings)
    if even is None:
        return tuple(_values(rows, row, block, strings) for row in numbers)
    blank: list[CellValue] = [None] * len(even.numbers)
    read = zip(*(even.columns.get(column, blank) for column in range(block.left, block.right + 1)), strict=True)
    if len(even.numbers) == len(numbers):
        return tuple(read)
    known = dict(zip(even.numbers, read, strict=True))
    return tuple(known[row] if row in known else _values(rows, row, block, strings) for row in numbers)


def _values(rows: SheetRows, row: int, block: TableBlock, strings: Sequence[str]) -> tuple[CellValue, ...]:
    """The stored values of one row of a table."""
    left, right, prefix = block.left, block.right, rows.prefix
    values: list[CellValue] = [None] * (right - left + 1)
    for cell in rows.cells(row):
        column = COLUMNS[cell[1]]
        if left <= column <= right:
            if cell[3] and b"t" not in cell[2]:
                values[column - left] = plain_number(cell[3])
            else:
                values[column - left] = value_of(cell, prefix, strings)
    return tuple(values)


def _is_empty(values: tuple[CellValue, ...], block: TableBlock, formulas: ColumnFormulas) -> bool:
    """Whether a row holds nothing but what calculated columns say of a blank row."""
    return all(
        value is None or (block.left + place in formulas.patterns and block.left + place in formulas.formulas)
        for place, value in enumerate(values)
    )


def _by_header(block: TableBlock, formulas: ColumnFormulas) -> dict[str, Collection[int]]:
    found: dict[str, Collection[int]] = {}
    for column, listed in formulas.formulas.items():
        if block.left <= column <= block.right:
            count = block.bottom - block.top + 1
            whole = len(listed) == count
            positions = range(count) if whole else frozenset(row - block.top for row in listed)
            found[block.table.headers[column - block.left]] = positions
    return found


def _of_the_user(
    block: TableBlock,
    rows: SheetRows,
    formulas: ColumnFormulas,
    notes: Mapping[CellKey, str],
    strings: Sequence[str],
) -> tuple[dict[int, tuple[UserCell, ...]], dict[int, tuple[UserCell, ...]]]:
    """By position: the cells beside the table with the comments on them, and what is the user's inside the table."""
    headers = _headers(block, rows, strings)
    beside: dict[int, list[UserCell]] = {}
    odd: dict[int, list[UserCell]] = {}
    for row, column, holding, content in _found(block, rows, formulas, notes, strings):
        is_beside = not block.left <= column <= block.right
        cell = UserCell(cell_name(row, column), headers[column], holding, content, is_beside)
        (beside if is_beside else odd).setdefault(row - block.top, []).append(cell)
    return ({key: tuple(cells) for key, cells in mine.items()} for mine in (beside, odd))  # type: ignore[return-value]


def _found(
    block: TableBlock,
    rows: SheetRows,
    formulas: ColumnFormulas,
    notes: Mapping[CellKey, str],
    strings: Sequence[str],
) -> Iterable[tuple[int, int, Holding, CellValue]]:
    """Row, column and content of cells beside the table, of single formulas and of comments."""
    odd_rows = {row for row, _ in formulas.odd}
    looked_at = range(block.top, block.bottom + 1) if block.first < block.left or block.last > block.right else odd_rows
    for row in sorted(looked_at):
        for cell in rows.cells(row):
            column = COLUMNS[cell[1]]
            if column not in block.columns or is_blank(cell):
                continue
            formula = formula_of(cell, rows.prefix)
            if formula is None:
                if not block.left <= column <= block.right:
                    yield row, column, Holding.VALUE, value_of(cell, rows.prefix, strings)
            elif (row, column) in formulas.odd:
                yield row, column, Holding.FORMULA, f"={unescaped(formula[2] or b'')}"
    for (row, column), text in sorted(notes.items()):
        if block.top <= row <= block.bottom and column in block.columns:
            yield row, column, Holding.COMMENT, text


def _headers(block: TableBlock, rows: SheetRows, strings: Sequence[str]) -> dict[int, str]:
    """What each column of a block is called."""
    named = {column: column_letters(column) for column in block.columns}
    for cell in rows.cells(block.top - 1):
        value = value_of(cell, rows.prefix, strings)
        if COLUMNS[cell[1]] in named and isinstance(value, str) and value:
            named[COLUMNS[cell[1]]] = value
    return named | {block.left + place: header for place, header in enumerate(block.table.headers)}

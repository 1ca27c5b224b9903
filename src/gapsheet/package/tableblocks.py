"""Where a table and what belongs to its rows lie on a sheet: its cells and the filled columns directly beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from gapsheet.errors import DamagedWorkbookError, RewriteError
from gapsheet.package.addresses import CellKey, Corners, area, cell_name, is_area
from gapsheet.package.archive import Archive, SheetPart
from gapsheet.package.evenrows import even_places
from gapsheet.package.references import LAST_COLUMN
from gapsheet.package.sheetrows import COLUMNS, SheetRows, is_blank
from gapsheet.package.structure import Table, located_tables


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table's data rows over its own columns and those beside it.

    Attributes:
        table: The table.
        part: The part that defines it.
        sheet: The sheet on which it lies.
        first: The first column of the block; `left` where nothing stands before the table.
        left: The table's first column.
        right: The table's last column.
        last: The last column of the block.
        top: The first data row.
        bottom: The last data row.
        is_alone: Whether the rows have no cells outside the block, not even blank ones.
        has_neighbour: Whether another table shares the rows, so that their height and the like are not this one's.
    """

    table: Table
    part: str
    sheet: SheetPart
    first: int
    left: int
    right: int
    last: int
    top: int
    bottom: int
    is_alone: bool
    has_neighbour: bool

    @property
    def end(self) -> int:
        """The last row, totals included."""
        return self.bottom + self.table.totals_rows

    @property
    def columns(self) -> range:
        """Every column of the block."""
        return range(self.first, self.last + 1)

    def column(self, header: str) -> int:
        """The column of a header; headers are compared as Excel does, without regard to capitals.

        Raises:
            RewriteError: The table has no such column.
        """
        spelled = [name.casefold() for name in self.table.headers]
        if header.casefold() not in spelled:
            raise RewriteError(
                f"the table '{self.table.name}' has no column '{header}'; it has {', '.join(self.table.headers)}"
            )
        return self.left + spelled.index(header.casefold())

    def cell(self, row: int, column: int) -> str:
        """A cell as messages name it."""
        return f"'{self.sheet.name}'!{cell_name(row, column)}"


@dataclass(frozen=True, slots=True)
class _Located:
    table: Table
    part: str
    sheet: SheetPart
    corners: Corners


class TableFinder:
    """The tables of a workbook, looked up by name."""

    def __init__(self, archive: Archive) -> None:
        self._all: list[_Located] = []
        for table, part, sheet in located_tables(archive):
            if not is_area(table.ref):
                raise DamagedWorkbookError(
                    f"{archive.path}: the table '{table.name}' has no area; open the file in Excel and save it again"
                )
            self._all.append(_Located(table, part, sheet, area(table.ref)))

    def sheet(self, name: str) -> SheetPart:
        """The sheet on which a table lies."""
        return self._located(name).sheet

    def block(self, name: str, rows: SheetRows, notes: Iterable[CellKey] = ()) -> TableBlock:
        """A table with what stands beside it.

        Args:
            name: The table's name.
            rows: The rows of its sheet.
            notes: Cells that count as filled because a comment, a link or a sparkline is in them.

        Raises:
            RewriteError: There is no such table, or it has no header row or no data row.
        """
        located = self._located(name)
        table, (top, left, bottom, right) = located.table, located.corners
        first_row, last_row = top + table.header_rows, bottom - table.totals_rows
        if table.header_rows != 1 or last_row < first_row or len(table.headers) != right - left + 1:
            raise RewriteError(
                f"the table '{name}' needs one header row, a data row and as many columns as headers; "
                "switch its header row on in Excel (Table Design) and save the file"
            )
        present, filled = _found_outside(rows, (top, left, last_row, right))
        filled |= {column for row, column in notes if top <= row <= last_row and not left <= column <= right}
        first, last = self._widened(located, filled)
        return TableBlock(
            table=table,
            part=located.part,
            sheet=located.sheet,
            first=first,
            left=left,
            right=right,
            last=last,
            top=first_row,
            bottom=last_row,
            is_alone=all(first <= column <= last for column in present),
            has_neighbour=bool(self._neighbours(located)),
        )

    def others(self, block: TableBlock) -> list[tuple[str, Corners]]:
        """The names and places of the other tables on a block's sheet."""
        return [
            (item.table.name, item.corners)
            for item in self._all
            if item.sheet == block.sheet and item.part != block.part
        ]

    def _located(self, name: str) -> _Located:
        for item in self._all:
            if item.table.name.casefold() == name.casefold():
                return item
        known = ", ".join(item.table.name for item in self._all) or "none"
        raise RewriteError(f"the workbook has no table '{name}'; its tables: {known}")

    def _neighbours(self, located: _Located) -> list[Corners]:
        """The other tables that share rows with this one."""
        top, _, bottom, _ = located.corners
        return [
            item.corners
            for item in self._all
            if item.sheet == located.sheet
            and item is not located
            and item.corners[0] <= bottom
            and item.corners[2] >= top
        ]

    def _widened(self, located: _Located, filled: Collection[int]) -> tuple[int, int]:
        """First and last column of the filled ones that touch the table; a column between two goes to the left one."""
        _, left, _, right = located.corners
        neighbours = self._neighbours(located)

        def is_free(column: int) -> bool:
            return column in filled and not any(other[1] <= column <= other[3] for other in neighbours)

        first, last = _reached(left, -1, is_free), _reached(right, 1, is_free)
        if first < left and any(other[3] == first - 1 for other in neighbours):
            first = left
        return first, last


def _reached(column: int, step: int, is_free: Callable[[int], bool]) -> int:
    while 1 <= column + step <= LAST_COLUMN and is_free(column + step):
        column += step
    return column


def _found_outside(rows: SheetRows, corners: Corners) -> tuple[set[int], set[int]]:
    """The columns outside an area that have cells in its rows, and those of them that hold something."""
    top, left, bottom, right = corners
    present, filled = set[int](), set[int]()
    columns, even = even_places(rows, top + 1, bottom)
    is_inside = left <= columns.start and columns.stop - 1 <= right
    below = rows.between(top + 1, bottom)
    last = top if is_inside and len(even) >= len(below) else bottom  # rows of one form have nothing outside
    for cell in rows.cells_outside(top, last, range(left, right + 1)):
        present.add(COLUMNS[cell[1]])
        if not is_blank(cell):
            filled.add(COLUMNS[cell[1]])
    return present, filled

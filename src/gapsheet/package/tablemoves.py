"""Where the rows of rewritten tables go, and what that makes of any area that is named elsewhere in the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import pairwise

from gapsheet.package.addresses import Corners
from gapsheet.package.references import LAST_ROW, Reference
from gapsheet.package.tableblocks import TableBlock


class Reach(Enum):
    """How something that names an area follows a table.

    All of them grow and shrink with the whole of a table's data rows, and follow its totals.
    """

    FORMULA = "formula"  # a part of the data rows stays as it is written, as in Excel
    NAME = "name"  # a cell or a run of rows follows its rows; what runs to the last row does so afterwards
    SPAN = "span"  # formats, validations, charts: what runs to the last row does so afterwards


@dataclass(frozen=True, slots=True)
class TableMove:
    """A table before and after.

    Attributes:
        block: Where it lies with what stands beside it.
        origins: For each new row the position of the old one that it continues; None for a new one. Never empty: a
            table without rows keeps a blank one.
        places: For each old row its new position; None for one that vanishes.
        stays: Whether every row keeps its place, and there are as many as before.
        reorders: Whether rows that stay in the table come in another order.
        others_end: For each column outside the block that is filled in rows which vanish, the last such row.
    """

    block: TableBlock
    origins: Sequence[int | None]
    places: Sequence[int | None]
    stays: bool
    reorders: bool
    others_end: Mapping[int, int]

    @property
    def new_bottom(self) -> int:
        """The last data row afterwards."""
        return self.block.top + len(self.origins) - 1

    @property
    def shift(self) -> int:
        """By how many rows the table grows."""
        return self.new_bottom - self.block.bottom

    @property
    def new_end(self) -> int:
        """The last row afterwards, totals included."""
        return self.block.end + self.shift

    @classmethod
    def of(cls, block: TableBlock, origins: Sequence[int | None], others_end: Mapping[int, int]) -> TableMove:
        """The move of a table whose new rows continue these old ones."""
        places: list[int | None] = [None] * (block.bottom - block.top + 1)
        for place, origin in enumerate(origins):
            if origin is not None:
                places[origin] = place
        continued = [origin for origin in origins if origin is not None]
        reorders = any(before > after for before, after in pairwise(continued))
        return cls(block, origins, places, places == list(range(len(origins))), reorders, others_end)

    def row(self, row: int) -> int | None:
        """Where a row of the block goes; None if it vanishes. Rows above and below stay."""
        if row < self.block.top or row > self.block.end:
            return row
        if row > self.block.bottom:
            return row + self.shift
        place = self.places[row - self.block.top]
        return None if place is None else self.block.top + place

    def meets(self, corners: Corners) -> bool:
        """Whether an area has cells in common with the data rows or the totals."""
        top, left, bottom, right = corners
        block = self.block
        return left <= block.last and right >= block.first and top <= block.end and bottom >= block.top

    def covers(self, corners: Corners) -> bool:
        """Whether an area runs over all data rows."""
        return corners[0] <= self.block.top and corners[2] >= self.block.bottom

    def grown(self, corners: Corners) -> int:
        """The new last row of an area that covers the data rows."""
        _, left, bottom, right = corners
        if bottom > self.block.end:
            return max(bottom, self.new_end)
        others = [row for column, row in self.others_end.items() if left <= column <= right]
        return max(bottom + self.shift, *others) if others else bottom + self.shift

    def looks(self) -> list[int]:
        """For each new row the old row whose look it takes: its own, else the one before, the one after or the last."""
        look = next((origin for origin in self.origins if origin is not None), len(self.places) - 1)
        looks: list[int] = []
        for origin in self.origins:
            look = look if origin is None else origin
            looks.append(self.block.top + look)
        return looks


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of an area: where it is now, and whether it still names rows whose content may be another's."""

    corners: Corners | None
    doubtful: bool = False


class TableMoves:
    """All tables of a workbook that are rewritten, by sheet."""

    def __init__(self, moves: Iterable[TableMove]) -> None:
        self._by_sheet: dict[str, list[TableMove]] = {}
        for move in moves:
            self._by_sheet.setdefault(move.block.sheet.name.casefold(), []).append(move)
        self.sheets: Mapping[str, Sequence[TableMove]] = self._by_sheet

    @cached_property
    def only_grow(self) -> bool:
        """Whether every row of every table keeps its place, new ones coming only below: no single cell moves then."""
        return all(
            not move.block.table.totals_rows and [*move.origins[: len(move.places)]] == [*range(len(move.places))]
            for moves in self._by_sheet.values()
            for move in moves
        )

    def on(self, sheet: str) -> Sequence[TableMove]:
        """The moves on a sheet."""
        return self._by_sheet.get(sheet.casefold(), ())

    def area(self, sheet: str, corners: Corners, reach: Reach, *, is_range: bool = True) -> Moved:
        """What becomes of an area.

        Args:
            sheet: Its sheet.
            corners: The area.
            reach: How it follows.
            is_range: Whether it counts as the whole of a table with a single row.
        """
        met = [move for move in self.on(sheet) if move.meets(corners)]
        covered = [move for move in met if is_range and move.covers(corners)]
        if covered:
            return Moved((*corners[:2], _bottom(covered, corners), corners[3]))
        return _partial(met[0], corners, reach, is_range) if met else Moved(corners)

    def reference(self, sheet: str, reference: Reference, reach: Reach) -> tuple[Reference | None, bool]:
        """What becomes of a reference in a formula on a sheet, and whether that is doubtful."""
        name = reference.sheet or sheet
        if not reference.first.row or not self.on(name):
            return reference, False
        moved = self.area(name, reference.corners, reach, is_range=reference.is_range or reach is Reach.SPAN)
        if moved.corners is None:
            return None, True
        top, bottom = moved.corners[0], moved.corners[2]
        if (top, bottom) == (reference.corners[0], reference.corners[2]):
            return reference, moved.doubtful
        is_range = reference.is_range or top != bottom
        return reference.with_rows(top, bottom)._replace(is_range=is_range), moved.doubtful


def _bottom(covered: Sequence[TableMove], corners: Corners) -> int:
    """The new last row of an area over one or more tables: the lowest that any of them needs."""
    bottom = max(move.grown(corners) for move in covered)
    return min(bottom, LAST_ROW)


def _partial(move: TableMove, corners: Corners, reach: Reach, is_range: bool) -> Moved:
    """What becomes of an area that names some rows of a table."""
    top, left, bottom, right = corners
    block = move.block
    if top > block.bottom and bottom <= block.end:  # in the totals
        return Moved((top + move.shift, left, bottom + move.shift, right))
    to_last = is_range and block.top < top < bottom == block.bottom
    if reach is Reach.SPAN:
        return Moved((top, left, max(top, move.new_bottom), right)) if to_last else Moved(corners, not move.stays)
    if reach is Reach.FORMULA or top < block.top or bottom > block.bottom:
        return Moved(corners, doubtful=_changes(move, top, bottom))
    if to_last:
        first = next((row for old in range(top, bottom + 1) if (row := move.row(old)) is not None), move.new_bottom)
        return Moved((first, left, move.new_bottom, right))
    return _followed(move, corners)


def _followed(move: TableMove, corners: Corners) -> Moved:
    """A run of rows at its new place; as it was where its rows no longer stand together."""
    top, left, bottom, right = corners
    rows = [row for old in range(top, bottom + 1) if (row := move.row(old)) is not None]
    if not rows:
        return Moved(None, doubtful=True)
    if sorted(rows) != list(range(min(rows), max(rows) + 1)):
        return Moved(corners, doubtful=True)
    return Moved((min(rows), left, max(rows), right))


def _changes(move: TableMove, top: int, bottom: int) -> bool:
    """Whether other rows than before stand in these places."""
    rows = range(max(top, move.block.top), min(bottom, move.block.end) + 1)
    return any(move.row(row) != row for row in rows)

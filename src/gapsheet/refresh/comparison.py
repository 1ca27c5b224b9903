"""What a comparison of a table with new data holds: its changes, and what can be asked about them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from gapsheet.quantities import CellValue
from gapsheet.refresh.periods import LAST_SERIAL, Period, moment_of, period_of
from gapsheet.refresh.placement import Placement
from gapsheet.refresh.records import Column, Role, Source, Type
from gapsheet.refresh.rows import Row, key_text


class What(StrEnum):
    """What happened to a figure, as written in the column What."""

    NEW = "new observation"
    REVISED = "revised"
    REMOVED = "removed"
    BREAK = "break: definition changed"
    UNIT = "break: unit changed"

    @property
    def is_break(self) -> bool:
        """Whether figures before and after it do not compare."""
        return self in (What.BREAK, What.UNIT)


class Change(NamedTuple):  # there may be a hundred thousand, and a tuple is made in a fifth of the time
    """One figure that is not what it was. Dates are ISO text; `percent` is a fraction of the old figure."""

    source: str
    what: What
    key: str
    column: str
    old: CellValue
    new: CellValue
    percent: float | None = None
    old_vintage: str = ""
    new_vintage: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table's rows beside the data of its source.

    Attributes:
        old: The owned columns of the table, in the order of the source's columns.
        new: The rows of the new table; a figure that is the same to the last bits is the old one.
        placement: Which old row each of them continues.
        breaks: Positions in `new` of continued rows whose definition changed.
        texts: How many texts and vintages changed.
        changes: The changed figures.
        changed: Positions in `new` of rows that are not, value for value, the row that they continue.
    """

    source: Source
    old: tuple[Row, ...]
    new: tuple[Row, ...]
    placement: Placement
    breaks: frozenset[int]
    texts: int
    changes: tuple[Change, ...]
    dates_1904: bool = field(default=False, kw_only=True)
    changed: frozenset[int] | None = field(default=None, kw_only=True)

    @property
    def is_unchanged(self) -> bool:
        """Whether the table stays as it is."""
        return not self.placement.moves_rows and self.old == self.new

    @property
    def is_first(self) -> bool:
        """Whether the table was empty before."""
        return set(self.placement.origins) == {None} and not any(value is not None for row in self.old for value in row)

    def count(self, *whats: What) -> int:
        """How many changes of these kinds there are."""
        return sum(change.what in whats for change in self.changes)

    @property
    def excess(self) -> Change | None:
        """The largest revision, if it is past the source's threshold, which is a share: dates have none."""
        dates = {column.header for column in self.source.columns if column.type is Type.DATE}
        revisions = (it for it in self.changes if it.what is What.REVISED and it.column not in dates)
        largest = max(revisions, key=_share, default=None)
        threshold = self.source.threshold
        return largest if largest and threshold is not None and _share(largest) > threshold else None

    def period(self, row: Row) -> Period | None:
        """The period of a row."""
        for column, value in zip(self.source.columns, row, strict=True):
            if column.role is Role.PERIOD:
                return period_of(value, is_date=column.type is Type.DATE, dates_1904=self.dates_1904)
        return None

    def series(self, row: Row) -> Row:
        """What tells the series of a row from others: its key without the period."""
        return tuple(value for column, value in zip(self.source.columns, row, strict=True) if column.role is Role.KEY)

    def in_time(self) -> Iterator[list[int]]:
        """For each series the positions in `new` of its rows that have a period, the earliest first."""
        series: dict[Row, list[tuple[int, int]]] = {}
        for place, row in enumerate(self.new):
            period = self.period(row)
            if period is not None:
                series.setdefault(self.series(row), []).append((period.last_day.toordinal(), place))
        for members in series.values():
            yield [place for _, place in sorted(members)]

    def key(self, row: Row) -> str:
        """The key of a row as people read it."""
        columns = zip(self.source.columns, row, strict=True)
        return key_text(
            shown(column, value, dates_1904=self.dates_1904) for column, value in columns if column in self.source.keys
        )

    @property
    def latest(self) -> Period | None:
        """The latest period that has a figure in the data."""
        return self.latest_of(self.new)

    def latest_of(self, rows: Iterable[Row]) -> Period | None:
        """The latest period among rows that has a figure."""
        figures = [index for index, column in enumerate(self.source.columns) if column.role is Role.VALUE]
        if not figures:
            return self.last_of(rows)
        return self.last_of(row for row in rows if any(row[index] is not None for index in figures))

    @property
    def vintage(self) -> str:
        """The edition that the last row gives, where a column tells editions row by row."""
        at = next((place for place, column in enumerate(self.source.columns) if column.role is Role.VINTAGE), None)
        told = self.new[-1][at] if at is not None and self.new else None
        return "" if told is None else key_text([told])

    def last_of(self, rows: Iterable[Row]) -> Period | None:
        """The latest period among rows."""
        at = next((place for place, column in enumerate(self.source.columns) if column.role is Role.PERIOD), None)
        if at is None:
            return None
        told = {row[at]: row for row in rows}  # many rows, few periods
        return max(filter(None, map(self.period, told.values())), key=lambda period: period.last_day, default=None)


def _share(change: Change) -> float:
    """How large a revision is; what became a figure from nothing, or from text, is larger than any."""
    return math.inf if change.percent is None else abs(change.percent)


def shown(column: Column, value: CellValue, *, dates_1904: bool) -> CellValue:
    """A value as it stands in a list of changes: dates as ISO text."""
    if column.type is not Type.DATE or not isinstance(value, float) or not 0 <= value < LAST_SERIAL:
        return value
    moment = moment_of(value, dates_1904)
    return moment.date().isoformat() if value == int(value) else moment.isoformat(" ")

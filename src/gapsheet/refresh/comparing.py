"""What differs between a table's rows and new data: observations, revisions, removals, breaks."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from gapsheet.quantities import CellValue
from gapsheet.refresh.comparison import Change, Comparison, What, shown
from gapsheet.refresh.periods import period_of
from gapsheet.refresh.placement import Member, placed
from gapsheet.refresh.records import UNIT_WORDS, Column, Role, Source, Type
from gapsheet.refresh.rows import SAME, Row, differ, key_text


def compared(
    source: Source,
    old: Sequence[Row],
    new: Sequence[Row],
    *,
    vintages: tuple[str, str] = ("", ""),
    dates_1904: bool = False,
) -> Comparison:
    """Compare a table with data by key.

    Args:
        source: Which column is what; the rows hold its columns in its order.
        old: What the table holds.
        new: The validated data.
        vintages: The editions of old and new data, where no column tells them row by row.
        dates_1904: Whether the workbook counts dates from 1904.
    """
    comparer = _Comparer(source, vintages, dates_1904)
    members = partial(comparer.members, new) if comparer.has_periods else None
    placement = placed(comparer.keys(old), comparer.keys(new), members)
    rows, changed = comparer.merged(old, [new[position] for position in placement.order], placement.origins)
    breaks = frozenset(
        place
        for place in (changed if comparer.has_definitions else ())
        if (origin := placement.origins[place]) is not None and comparer.is_break(old[origin], rows[place])
    )
    for place in placement.gone:
        comparer.removed(old[place])
    comparison = Comparison(
        source,
        tuple(old),
        tuple(rows),
        placement,
        breaks,
        comparer.texts,
        (),
        dates_1904=dates_1904,
        changed=frozenset(changed),
    )
    return replace(comparison, changes=(*comparer.changes, *comparer.appearances(comparison)))


class _Comparer:
    """Compares row by row and gathers what differs."""

    def __init__(self, source: Source, vintages: tuple[str, str], dates_1904: bool) -> None:
        self.source, self.vintages, self.dates_1904 = source, vintages, dates_1904
        self.changes: list[Change] = []
        self.texts = 0
        columns = list(enumerate(source.columns))
        self._keys = [(place, column) for place, column in columns if column in source.keys]
        self._has_dates = any(column.type is Type.DATE for _, column in self._keys)
        self._values = [(place, column) for place, column in columns if column.role is Role.VALUE]
        self._definitions = [(place, column) for place, column in columns if column.role is Role.DEFINITION]
        self._quiet = [place for place, column in columns if column.role in (Role.TEXT, Role.VINTAGE)]
        self._vintage = next((place for place, column in columns if column.role is Role.VINTAGE), None)

    @property
    def has_definitions(self) -> bool:
        """Whether a column tells the definition."""
        return bool(self._definitions)

    def keys(self, rows: Sequence[Row]) -> Sequence[Hashable]:
        """What tells each row apart, alike whether a cell holds a number or a text; None for a row without."""
        columns = [_alike(column, [row[place] for row in rows]) for place, column in self._keys]
        if len(columns) == 1:
            return columns[0]
        if not any(None in column for column in columns):
            return [*zip(*columns, strict=True)]
        return [None if all(part is None for part in key) else key for key in zip(*columns, strict=True)]

    @property
    def has_periods(self) -> bool:
        """Whether rows are periods of series."""
        return any(column.role is Role.PERIOD for _, column in self._keys)

    def members(self, rows: Sequence[Row]) -> Sequence[Member]:
        """Of each row its series and the last day of its period."""
        at, column = next((place, column) for place, column in self._keys if column.role is Role.PERIOD)
        others = [place for place, _ in self._keys if place != at]
        told = partial(period_of, is_date=column.type is Type.DATE, dates_1904=self.dates_1904)
        days = {value: period.last_day.toordinal() for value in {row[at] for row in rows} if (period := told(value))}
        return [(tuple(row[place] for place in others), days.get(row[at])) for row in rows]

    def merged(self, old: Sequence[Row], rows: list[Row], origins: Sequence[int | None]) -> tuple[list[Row], set[int]]:
        """The new rows, those that say the same as the old ones replaced by them, and the places of the others."""
        merged = [row if origin is None else old[origin] for row, origin in zip(rows, origins, strict=True)]
        changed = {place for place, origin in enumerate(origins) if origin is None}
        unlike = [place for place, (before, row) in enumerate(zip(merged, rows, strict=True)) if before != row]
        pairs = [merged[place] for place in unlike], [rows[place] for place in unlike]
        for place, old_row, new_row, others in zip(unlike, *pairs, _others(*pairs), strict=True):
            if others:
                merged[place] = self._continued(old_row, new_row, others)
                if merged[place] is not old_row:
                    changed.add(place)
        return merged, changed

    def _continued(self, old: Row, new: Row, others: Sequence[int]) -> Row:
        """The new row, with the old figures but in the places given; tells what differs."""
        merged = _with(old, new, others)
        if merged == old:
            return old
        whats = self._break(old, merged) if self._definitions else []
        for place, column, what in whats:
            self._add(what, merged, column, old[place], merged[place], old)
        for place, column in self._values:
            if merged[place] != old[place]:
                self._figure(place, column, old, merged, whats[0][2] if whats else None)
        for place in self._quiet:
            self.texts += merged[place] != old[place]
        return merged

    def is_break(self, old: Row, new: Row) -> bool:
        """Whether the definition changed."""
        return bool(self._break(old, new))

    def _break(self, old: Row, new: Row) -> list[tuple[int, Column, What]]:
        return [
            (place, column, _break_of(column)) for place, column in self._definitions if differ(old[place], new[place])
        ]

    def _figure(self, place: int, column: Column, old: Row, new: Row, broken: What | None) -> None:
        """A figure that changed: filled in, taken away, not comparable, or revised."""
        if old[place] is None:
            what = What.NEW
        elif new[place] is None:
            what = What.REMOVED
        else:
            what = broken or What.REVISED
        self._add(what, new, column, old[place], new[place], old)

    def removed(self, row: Row) -> None:
        """Every figure of a row that the data no longer have."""
        for place, column in self._values:
            if row[place] is not None and any(row[key] is not None for key, _ in self._keys):
                self._add(What.REMOVED, row, column, row[place], None, row)

    def appearances(self, comparison: Comparison) -> Iterator[Change]:
        """Every figure of a new row, and a break where its definition is not that of the period before it."""
        self.changes = []
        before = _befores(comparison) if self._definitions else {}
        for place in sorted(comparison.changed or ()):
            row = comparison.new[place]
            if comparison.placement.origins[place] is None:
                previous = before.get(place)
                for at, column, what in self._break(previous, row) if previous is not None else ():
                    self._add(what, row, column, previous[at] if previous else None, row[at], previous)
                for at, column in self._values:
                    if row[at] is not None:
                        self._add(What.NEW, row, column, None, row[at], None)
        yield from self.changes

    def _add(self, what: What, row: Row, column: Column, old: CellValue, new: CellValue, before: Row | None) -> None:
        has_percent = what is What.REVISED and column.type is not Type.DATE  # a date has no share of itself
        self.changes.append(
            Change(
                self.source.id,
                what,
                self._key_text(row),
                column.header,
                self._shown(column, old),
                self._shown(column, new),
                _percent(old, new) if has_percent else None,
                self._edition(before, self.vintages[0]) if before is not None else "",
                self._edition(row, self.vintages[1]) if what is not What.REMOVED else "",
            )
        )

    def _edition(self, row: Row | None, otherwise: str) -> str:
        """The vintage of a row, from its own column where there is one."""
        if row is None or self._vintage is None:
            return otherwise
        edition = shown(self.source.columns[self._vintage], row[self._vintage], dates_1904=self.dates_1904)
        return key_text([edition]) if edition is not None else ""

    def _shown(self, column: Column, value: CellValue) -> CellValue:
        return shown(column, value, dates_1904=self.dates_1904) if column.type is Type.DATE else value

    def _key_text(self, row: Row) -> str:
        if self._has_dates:
            return key_text([self._shown(column, row[place]) for place, column in self._keys])
        return key_text([row[place] for place, _ in self._keys])


def _befores(comparison: Comparison) -> dict[int, Row]:
    """For the rows of a series their predecessors in time, by position."""
    return {place: comparison.new[before] for places in comparison.in_time() for before, place in pairwise(places)}


def _alike(column: Column, values: list[CellValue]) -> list[CellValue]:
    """Parts of keys in the column's own type: people's cells hold years as texts, and codes as numbers."""
    kind = str if column.type is Type.TEXT else float
    return values if {*map(type, values)} <= {kind} else [_typed(column, value) for value in values]


def _typed(column: Column, value: CellValue) -> CellValue:
    if column.type is Type.TEXT and isinstance(value, float):
        return f"{value:.15g}"
    if column.type in (Type.NUMBER, Type.INTEGER) and isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return value
    return None if value == "" else value


def _with(old: Row, new: Row, places: Collection[int]) -> Row:
    """The old row with the new values in some places."""
    if not places:
        return old
    values = list(old)
    for place in places:
        values[place] = new[place]
    return tuple(values)


def _others(old: Sequence[Row], new: Sequence[Row]) -> list[list[int]]:
    """For each pair of rows the places where more than the last bits of numbers differs.

    Whole columns at once, as they are many; what is not seen to be the same in a moment is looked at singly.
    """
    found: list[list[int]] = [[] for _ in old]
    for place, (before, after) in enumerate(zip(zip(*old, strict=True), zip(*new, strict=True), strict=True)):
        if before == after and {*map(type, before)} == {*map(type, after)} and len({*map(type, before)}) == 1:
            continue
        for pair in _maybe_other(before, after):
            if differ(before[pair], after[pair]):
                found[pair].append(place)
    return found


def _maybe_other(before: Row, after: Row) -> Sequence[int]:
    """Where two columns may differ in more than last bits."""
    if {*map(type, before), *map(type, after)} == {float}:
        return _not_close(before, after)
    return [place for place, (one, other) in enumerate(zip(before, after, strict=True)) if _is_other(one, other)]


def _is_other(one: CellValue, other: CellValue) -> bool:
    return one != other or type(one) is not type(other)


def _not_close(before: Row, after: Row) -> Sequence[int]:
    """Where two columns of numbers differ in more than last bits."""
    import numpy as np  # here, as the process that forks needs no numpy

    one, other = np.fromiter(before, float, len(before)), np.fromiter(after, float, len(after))
    with np.errstate(over="ignore", invalid="ignore"):
        are_close = np.abs(one - other) <= SAME * np.maximum(np.abs(one), np.abs(other))
    return np.flatnonzero(~are_close).tolist()


def _percent(old: CellValue, new: CellValue) -> float | None:
    if not isinstance(old, float) or not isinstance(new, float) or isinstance(old, bool) or old == 0:
        return None
    return (new - old) / abs(old)


def _break_of(column: Column) -> What:
    """Whether a column of definitions tells the unit."""
    names = {column.header.strip().casefold(), column.field.strip().casefold()}
    return What.UNIT if names & UNIT_WORDS else What.BREAK

"""A table on its way from the old rows to the new, one reason for change at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from gapsheet.counting import number_of
from gapsheet.package.addresses import CellKey
from gapsheet.package.rewrites import BookRewrite, TableRewrite
from gapsheet.quantities import CellValue
from gapsheet.refresh.comparison import Comparison
from gapsheet.refresh.periods import Frequency
from gapsheet.refresh.records import Purpose, Role
from gapsheet.refresh.rows import Row, differ


class Step(StrEnum):
    """A reason why a headline moves, in the order in which they are let in; the value is the word for it."""

    REVISION = "revision"  # what stood there is now another figure
    REMOVAL = "removed data"  # what stood there is gone
    TIME = "time passed"  # later periods, each with the figure of the one before, and the report's date
    NEWS = "new data"  # the figures that these periods, and those filled in, really have
    TARGET = "changed target"
    OTHER = "other causes"  # another order of the rows; a break in a series; what the steps do not see


PATH = (Step.OTHER, *Step)  # the order comes first: every other step then sees the rows in their new order


@dataclass(frozen=True, slots=True)
class State:
    """A table at a step: its rows, and the old row that each of them continues."""

    rows: tuple[Row, ...]
    origins: tuple[int | None, ...]


def states(comparison: Comparison) -> tuple[State, ...]:
    """A table at each step of the path, the last of them as it will be."""
    before = State(comparison.old, tuple(range(len(comparison.old))))
    after = State(comparison.new, comparison.placement.origins)
    if comparison.source.purpose is Purpose.TARGET:
        untouched = PATH.index(Step.TARGET)
        return (before,) * untouched + (after,) * (len(PATH) - untouched)
    left = _going_on(comparison)
    ordered = _ordered(comparison, before)
    return (
        ordered,
        _revised(comparison, ordered, left),
        _joined(comparison, left),
        _joined(comparison, left | _carried(comparison, left)),
        *(_without_breaks(comparison, after),) * 2,
        after,
    )


def _ordered(comparison: Comparison, before: State) -> State:
    """The old rows as the new table orders them; one that it lacks stays behind the row that it stood behind."""
    places = _places_of(comparison)
    if [*places] == sorted(places):
        return before
    ranks, rank = [], -1
    for position in range(len(comparison.old)):
        rank = places.get(position, rank)
        ranks.append((rank, position not in places))
    order = sorted(range(len(ranks)), key=ranks.__getitem__)
    return State(tuple([comparison.old[position] for position in order]), tuple(order))


def _places_of(comparison: Comparison) -> dict[int, int]:
    """By the position of each old row that goes on its place in the new table, in the order of the new table."""
    return {origin: place for place, origin in enumerate(comparison.placement.origins) if origin is not None}


def _revised(comparison: Comparison, ordered: State, left: Mapping[int, Row]) -> State:
    """All old rows, those that go on revised; what is gone still stands."""
    places, figures = _places_of(comparison), _places(comparison, Role.VALUE)
    rows = list(ordered.rows)
    for at, position in enumerate(ordered.origins):
        if position in places:
            old, row = rows[at], left[places[position]]
            if row is not old:
                rows[at] = _with(row, {index: old[index] for index in figures if row[index] is None})
    return State(tuple(rows), ordered.origins)


def _joined(comparison: Comparison, rows: Mapping[int, Row]) -> State:
    """The rows that are there, by their places in the new table."""
    origins = comparison.placement.origins
    return State(tuple([rows[place] for place in sorted(rows)]), tuple([origins[place] for place in sorted(rows)]))


def _places(comparison: Comparison, *roles: Role) -> list[int]:
    return [index for index, column in enumerate(comparison.source.columns) if column.role in roles]


def _going_on(comparison: Comparison) -> dict[int, Row]:
    """The old rows that go on, revised; without breaks, and without figures where there were none."""
    figures = _places(comparison, Role.VALUE)
    rows: dict[int, Row] = {}
    for place, (row, origin) in enumerate(zip(comparison.new, comparison.placement.origins, strict=True)):
        if origin is not None:
            old = comparison.old[origin]
            if row is old or place in comparison.breaks:
                rows[place] = old
            else:
                rows[place] = _with(row, {index: None for index in figures if old[index] is None})
    return rows


def _carried(comparison: Comparison, rows: Mapping[int, Row]) -> dict[int, Row]:
    """The rows that come after the end of their series, with its last figures, of the definition that these have."""
    copied, last = _places(comparison, Role.VALUE, Role.DEFINITION), _last_rows(comparison, rows)
    carried: dict[int, Row] = {}
    for place, row in enumerate(comparison.new):
        previous = last.get(comparison.series(row)) if place not in rows else None
        if previous is not None and _end(comparison, row) > _end(comparison, previous):
            carried[place] = _with(row, {index: previous[index] for index in copied})
    return carried


def _last_rows(comparison: Comparison, rows: Mapping[int, Row]) -> dict[Row, Row]:
    """For each series its latest row."""
    last: dict[Row, Row] = {}
    for row in rows.values():
        series = comparison.series(row)
        if series not in last or _end(comparison, row) > _end(comparison, last[series]):
            last[series] = row
    return last


def _end(comparison: Comparison, row: Row) -> int:
    """The last day of a row's period; 0 where it has none."""
    period = comparison.period(row)
    return period.last_day.toordinal() if period else 0


def _without_breaks(comparison: Comparison, after: State) -> State:
    """All rows as they will be up to where a series breaks; beyond it, those that were there, and time passed."""
    beyond = _beyond_breaks(comparison)
    if not (beyond or comparison.breaks):
        return after
    rows = {place: row for place, row in enumerate(comparison.new) if place not in beyond}
    for place in comparison.breaks:
        origin = comparison.placement.origins[place]
        if origin is not None:
            rows[place] = comparison.old[origin]
    return _joined(comparison, rows | _carried(comparison, rows) if beyond else rows)


def _beyond_breaks(comparison: Comparison) -> set[int]:
    """The new rows that a break separates from the old row before them; a row that goes on as it was ends it."""
    definitions, origins = _places(comparison, Role.DEFINITION), comparison.placement.origins
    beyond: set[int] = set()
    are_several = any(len({row[index] for row in comparison.new}) > 1 for index in definitions)
    if None not in origins or not (are_several or comparison.breaks):
        return beyond
    for places in comparison.in_time():
        previous: Row | None = None
        is_broken = False
        for place in places:
            row = comparison.new[place]
            if origins[place] is not None:
                previous, is_broken = row, place in comparison.breaks
            elif previous is not None:
                is_broken = is_broken or any(differ(previous[index], row[index]) for index in definitions)
                if is_broken:
                    beyond.add(place)
    return beyond


def _with(row: Row, values: Mapping[int, CellValue]) -> Row:
    return tuple(values.get(index, value) for index, value in enumerate(row)) if values else row


def rewrites(
    comparisons: Iterable[Comparison], as_of: Mapping[str, Mapping[CellKey, CellValue]]
) -> list[tuple[Step, BookRewrite]]:
    """The workbook after each step that has something to do.

    Args:
        comparisons: The tables that change.
        as_of: The cells that tell as of when the report is, which time changes.
    """
    tables = list(comparisons)
    walks = [states(comparison) for comparison in tables]
    last = [State(comparison.old, tuple(range(len(comparison.old)))) for comparison in tables]
    found: list[tuple[Step, BookRewrite]] = []
    for place, step in enumerate(PATH):
        now = [walk[place] for walk in walks]
        if now != last or (step is Step.TIME and as_of):
            cells = as_of if place >= PATH.index(Step.TIME) else {}
            found.append((step, BookRewrite(tuple(map(table_rewrite, tables, now)), cells)))
        last = now
    return found


def table_rewrite(comparison: Comparison, state: State) -> TableRewrite:
    """A table's rows at a step, on a copy that nobody keeps: what stands beside rows that vanish may vanish too."""
    source = comparison.source
    headers = tuple(column.header for column in source.columns)
    return TableRewrite(source.table, headers, state.rows, state.origins, lists_rest=True)


def elapsed(advances: Iterable[str]) -> str:
    """How far the data went on in time, such as "1 year"; "" where they did so differently or not at all."""
    told = {*advances} - {""}
    return told.pop() if len(told) == 1 else ""


def advance(comparison: Comparison) -> str:
    """How far the data of a table went on in time; "" where they did not, and of targets."""
    if comparison.source.purpose is not Purpose.DATA:
        return ""
    old, new = map(comparison.last_of, (comparison.old, comparison.new))
    if old is None or new is None or old.frequency is not new.frequency or new.ordinal <= old.ordinal:
        return ""
    return length(new.ordinal - old.ordinal, new.frequency)


def length(count: int, frequency: Frequency) -> str:
    """So many periods in words, such as "2 years"."""
    word = frequency.name.lower()
    return number_of(count, word, "halves" if word == "half" else "")

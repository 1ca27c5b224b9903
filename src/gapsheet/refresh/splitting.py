"""A table on its way from the old rows to the new, one reason for change at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from gapsheet.counting import number_of
from gapsheet.package.addresses import CellKey
from gapsheet.package.rewrites import BookRewrite, TableRewrite
from gapsheet.quantities import CellValue
from gapsheet.refresh.comparison import Comparison
from gapsheet.refresh.periods import Frequency
from gapsheet.refresh.records import Purpose, Role
from gapsheet.refresh.rows import Row


class Step(StrEnum):
    """A reason why a headline moves, in the order in which they are let in; the value is the word for it."""

    REVISION = "revision"  # what stood there is now another figure, or gone
    TIME = "time passed"  # later periods, each with the figure of the one before, and the report's date
    NEWS = "new data"  # the figures that these periods, and those filled in, really have
    TARGET = "changed target"
    OTHER = "other causes"  # a break in a series; what the steps do not see


@dataclass(frozen=True, slots=True)
class State:
    """A table at a step: its rows, and the old row that each of them continues."""

    rows: tuple[Row, ...]
    origins: tuple[int | None, ...]


def states(comparison: Comparison) -> Iterator[tuple[Step, State]]:
    """A table after each step, the last of them as it will be."""
    before = State(comparison.old, tuple(range(len(comparison.old))))
    after = State(comparison.new, comparison.placement.origins)
    if comparison.source.purpose is Purpose.TARGET:
        yield from ((step, before if step in (Step.REVISION, Step.TIME, Step.NEWS) else after) for step in Step)
        return
    revised = _revised(comparison)
    yield Step.REVISION, _joined(comparison, revised)
    yield Step.TIME, _joined(comparison, revised | _carried(comparison, revised))
    yield Step.NEWS, (news := _joined(comparison, _news(comparison)))
    yield Step.TARGET, news
    yield Step.OTHER, after


def _joined(comparison: Comparison, rows: Mapping[int, Row]) -> State:
    """The rows that are there, by their places in the new table."""
    origins = comparison.placement.origins
    return State(tuple(rows[place] for place in sorted(rows)), tuple(origins[place] for place in sorted(rows)))


def _figures(comparison: Comparison) -> list[int]:
    return [index for index, column in enumerate(comparison.source.columns) if column.role is Role.VALUE]


def _revised(comparison: Comparison) -> dict[int, Row]:
    """The old rows that go on, revised; without breaks, and without figures where there were none."""
    figures = _figures(comparison)
    rows: dict[int, Row] = {}
    for place, (row, origin) in enumerate(zip(comparison.new, comparison.placement.origins, strict=True)):
        if origin is not None:
            old = comparison.old[origin]
            blank = [index for index in figures if old[index] is None]
            rows[place] = old if place in comparison.breaks else _with(row, dict.fromkeys(blank))
    return rows


def _carried(comparison: Comparison, rows: Mapping[int, Row]) -> dict[int, Row]:
    """The new rows that come after the end of their series, with the last figures of the series."""
    figures, last = _figures(comparison), _last_rows(comparison, rows)
    carried: dict[int, Row] = {}
    for place, row in enumerate(comparison.new):
        previous = last.get(comparison.series(row)) if place not in rows else None
        if previous is not None and _end(comparison, row) > _end(comparison, previous):
            carried[place] = _with(row, {index: previous[index] for index in figures})
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


def _news(comparison: Comparison) -> dict[int, Row]:
    """All rows as they will be, but for breaks."""
    origins = comparison.placement.origins
    rows = dict(enumerate(comparison.new))
    for place in comparison.breaks:
        origin = origins[place]
        if origin is not None:
            rows[place] = comparison.old[origin]
    return rows


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
    walks = [dict(states(comparison)) for comparison in tables]
    last = [State(comparison.old, tuple(range(len(comparison.old)))) for comparison in tables]
    found: list[tuple[Step, BookRewrite]] = []
    for step in Step:
        now = [walk[step] for walk in walks]
        if now != last or (step is Step.TIME and as_of):
            cells = as_of if step is not Step.REVISION else {}
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

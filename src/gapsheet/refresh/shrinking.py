"""Whether data stop short of what the workbook holds: they end earlier, or have far fewer rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gapsheet.counting import number_of
from gapsheet.refresh.comparison import Comparison, What
from gapsheet.refresh.controls import spelled
from gapsheet.refresh.periods import Period
from gapsheet.refresh.records import Purpose, Role
from gapsheet.refresh.validation import Row, key_text, listed


def shortfalls(comparison: Comparison) -> tuple[str, ...]:
    """What a workbook would lose that no revision explains, in words; nothing where a table merely moves on."""
    if not (comparison.placement.gone or comparison.count(What.REMOVED)):
        return ()
    return (*_ended_earlier(comparison), *_fewer_rows(comparison))


def vanished(comparison: Comparison) -> tuple[str, ...]:
    """That the data have none of the workbook's rows any more, or which series; what asks for them often shows it."""
    if not comparison.placement.gone:
        return ()
    if set(comparison.placement.origins) == {None} and (old := _filled(comparison.old)) > 1:
        key = ", ".join(column.header for column in comparison.source.keys)
        return (
            f"source {comparison.source.id}: the data have none of the workbook's {old:,} rows any more, only others; "
            f"if they were meant to go on, see whether the key {key} is written as before",
        )
    gone = list(_gone_series(comparison))
    return (f"source {comparison.source.id}: the data no longer have the series {listed(gone)}",) if gone else ()


def _gone_series(comparison: Comparison) -> Iterator[str]:
    """The series that are not there any more, with their new spelling where nothing else changed."""
    known = _ends(comparison, comparison.new)
    now = {spelled(name): name for name in known}
    for name in _ends(comparison, comparison.old):
        if name and name not in known:
            yield f"{name} (now spelled '{now[spelled(name)]}')" if spelled(name) in now else name


def _filled(rows: Sequence[Row]) -> int:
    """How many rows hold anything."""
    return sum(any(value is not None for value in row) for row in rows)


def _ended_earlier(comparison: Comparison) -> Iterator[str]:
    """Data whose last figure is of an earlier period; goals may be set for an earlier year."""
    if comparison.source.purpose is Purpose.TARGET:
        return
    before, now = _ends(comparison, comparison.old), _ends(comparison, comparison.new)
    old, new = _latest(before), _latest(now)
    if old and new and new.last_day < old.last_day:
        yield f"the data end with {new}, the workbook's with {old}"
        return
    shorter = [
        f"{name} ends with {now[name]}, the workbook's with {end}"
        for name, end in before.items()
        if name in now and now[name].last_day < end.last_day
    ]
    if shorter:
        yield f"the series {listed(shorter)}"


def _fewer_rows(comparison: Comparison) -> Iterator[str]:
    """A table of which less than half would be left."""
    old, new = _filled(comparison.old), len(comparison.new)
    if new * 2 < old:
        yield f"the data have {number_of(new, 'row')}, less than half of the workbook's {old:,}"


def _latest(ends: Mapping[str, Period]) -> Period | None:
    return max(ends.values(), key=lambda period: period.last_day, default=None)


def _ends(comparison: Comparison, rows: Sequence[Row]) -> dict[str, Period]:
    """The last period with a figure of each series, by its name; a table with a single one calls it ""."""
    columns = comparison.source.columns
    at = next((place for place, column in enumerate(columns) if column.role is Role.PERIOD), None)
    if at is None:
        return {}
    figures = [place for place, column in enumerate(columns) if column.role is Role.VALUE]
    told = {
        (comparison.series(row), row[at]): row
        for row in rows
        if not figures or any(row[place] is not None for place in figures)
    }
    found: dict[str, Period] = {}
    for (series, _), row in told.items():
        name, period = key_text(series), comparison.period(row)  # people's cells hold codes as numbers
        if period and (name not in found or found[name].last_day < period.last_day):
            found[name] = period
    return found

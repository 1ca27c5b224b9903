"""Whether data stop short of what the workbook holds: they end earlier, have far fewer rows, or no figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from gapsheet.quantities import CellValue
from gapsheet.refresh import messages
from gapsheet.refresh.comparison import Comparison, What
from gapsheet.refresh.controls import spelled
from gapsheet.refresh.messages import counted
from gapsheet.refresh.periods import Period
from gapsheet.refresh.records import Purpose, Role
from gapsheet.refresh.rows import Row, key_text, listed
from gapsheet.refresh.sentences import Sentence

Ends = Mapping[str, Period]  # of series, by their names


@dataclass(frozen=True, slots=True)
class Shrunk:
    """What a workbook would lose that no revision explains, in words.

    Attributes:
        doubts: What looks like data cut off, and is taken over only for a reason.
        warnings: What else is not there any more; what asks for it often shows it.
    """

    doubts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def shrunk(comparison: Comparison) -> Shrunk:
    """See whether data stop short; nothing where a table merely moves on."""
    if not (comparison.placement.gone or comparison.count(What.REMOVED)):
        return Shrunk()
    before, now = _ends(comparison, comparison.old), _ends(comparison, comparison.new)
    there = _names(comparison) if before.keys() - now.keys() else set()
    doubts = (
        *_emptied(comparison),
        *_without_figures(before, now, there),
        *_ended_earlier(comparison, before, now),
        *_fewer_rows(comparison),
    )
    gone = [name for name in before if name and name not in now and name not in there]
    return Shrunk(doubts, tuple(_vanished(comparison, gone, now)))


def _names(comparison: Comparison) -> set[str]:
    """The series of which the data have rows."""
    columns = enumerate(comparison.source.columns)
    series = _picked([place for place, column in columns if column.role is Role.KEY])
    return {key_text(key) for key in set(map(series, comparison.new))}  # many rows, few series


def _emptied(comparison: Comparison) -> Iterator[str]:
    """Columns of figures that hold none any more, though rows came."""
    emptied = [
        column.header
        for place, column in enumerate(comparison.source.columns)
        if column.role is Role.VALUE
        and any(row[place] is not None for row in comparison.old)
        and all(row[place] is None for row in comparison.new)
    ]
    if emptied:
        yield counted(messages.EMPTIED, len(emptied), columns=listed(emptied))


def _without_figures(before: Ends, now: Ends, there: Collection[str]) -> Iterator[str]:
    """Series of which rows came, but no figure; where none has any, the columns say so."""
    blank = [name for name in before if name in there and name not in now]
    if now and blank:
        yield Sentence.of(messages.WITHOUT_FIGURES, series=listed(blank))


def _vanished(comparison: Comparison, gone: Sequence[str], now: Ends) -> Iterator[str]:
    """That the data have none of the workbook's rows any more, or which series."""
    source = comparison.source
    if set(comparison.placement.origins) == {None} and (old := _filled(comparison.old)) > 1:
        key = ", ".join(column.header for column in source.keys)
        yield Sentence.of(messages.ALL_OTHER, source=source.id, count=f"{old:,}", key=key)
    elif gone:
        yield Sentence.of(messages.VANISHED, source=source.id, series=listed(_respelled(gone, now)))


def _respelled(gone: Sequence[str], now: Ends) -> Iterator[str]:
    """The series that are not there any more, with their new spelling where nothing else changed."""
    there = {spelled(name): name for name in now}
    for name in gone:
        respelled = there.get(spelled(name))
        yield name if respelled is None else Sentence.of(messages.RESPELLED, name=name, now=respelled)


def _filled(rows: Sequence[Row]) -> int:
    """How many rows hold anything."""
    return sum(any(value is not None for value in row) for row in rows)


def _ended_earlier(comparison: Comparison, before: Ends, now: Ends) -> Iterator[str]:
    """Data whose last figure is of an earlier period; goals may be set for an earlier year."""
    if comparison.source.purpose is Purpose.TARGET:
        return
    old, new = comparison.latest_of(comparison.old), comparison.latest
    if old and new and new.last_day < old.last_day:
        yield Sentence.of(messages.ENDED_EARLIER, new=str(new), old=str(old))
        return
    shorter = [
        Sentence.of(messages.SERIES_ENDED, name=name, new=str(now[name]), old=str(end))
        for name, end in before.items()
        if name in now and now[name].last_day < end.last_day
    ]
    if shorter:
        yield Sentence.of(messages.SERIES, series=listed(shorter))


def _fewer_rows(comparison: Comparison) -> Iterator[str]:
    """A table of which less than half would be left."""
    old, new = _filled(comparison.old), len(comparison.new)
    if new * 2 < old:
        yield Sentence.of(messages.FEWER_ROWS, rows=counted(messages.ROWS, new), count=f"{old:,}")


def _ends(comparison: Comparison, rows: Sequence[Row]) -> dict[str, Period]:
    """The last period with a figure of each series, by its name; a table with a single one calls it ""."""
    at = next((place for place, column in enumerate(comparison.source.columns) if column.role is Role.PERIOD), None)
    if at is None:
        return {}
    told = {row[at]: row for row in rows}  # many rows, few periods
    periods = {value: period for value, row in told.items() if (period := comparison.period(row))}
    found: dict[str, Period] = {}
    for key, value in _last(comparison, rows, at, periods).items():
        name, period = key_text(key), periods[value]  # people's cells hold codes as numbers: two keys may read alike
        if name not in found or found[name].last_day < period.last_day:
            found[name] = period
    return found


def _last(
    comparison: Comparison, rows: Sequence[Row], at: int, periods: Mapping[CellValue, Period]
) -> dict[Row, CellValue]:
    """The last period with a figure, as its cell has it, by the keys of a series."""
    columns = list(enumerate(comparison.source.columns))
    series = _picked([place for place, column in columns if column.role is Role.KEY])
    figures = [place for place, column in columns if column.role is Role.VALUE]
    figured, blank = _picked(figures), (None,) * len(figures)
    days = {value: period.last_day.toordinal() for value, period in periods.items()}
    last: dict[Row, CellValue] = {}
    for row in rows:
        if row[at] in days and (not figures or figured(row) != blank):
            key = series(row)
            if key not in last or days[last[key]] < days[row[at]]:
                last[key] = row[at]
    return last


def _picked(places: Sequence[int]) -> Callable[[Row], Row]:
    """Takes some places out of rows."""
    if len(places) > 1:
        return itemgetter(*places)
    return (lambda row: (row[places[0]],)) if places else lambda row: ()

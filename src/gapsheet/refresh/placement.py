"""Which old row each new row continues, by their keys, and in which order the new rows stand."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gapsheet.quantities import CellValue

Member = tuple[Hashable, CellValue]  # a row's series, and its period


@dataclass(frozen=True, slots=True)
class Placement:
    """Where rows go.

    Attributes:
        order: For each row of the new table its position in the data.
        origins: For each row of the new table the position of the old row that it continues; None for a new one.
        gone: Positions of old rows that nothing continues.
    """

    order: tuple[int, ...]
    origins: tuple[int | None, ...]
    gone: tuple[int, ...]

    @property
    def moves_rows(self) -> bool:
        """Whether the table afterwards has other rows, or the same ones elsewhere."""
        return bool(self.gone) or self.origins != tuple(range(len(self.origins)))


def placed(
    old: Sequence[Hashable], new: Sequence[Hashable], series: Callable[[], Iterable[Member]] | None = None
) -> Placement:
    """Where the new rows go.

    A table takes the order of the data as soon as rows come or go, but goes on telling its series from the end from
    which it does. While the keys are the same, its rows stay where they are: a source that tells its rows in another
    order each time moves nothing.

    Args:
        old: The keys of the table's rows. Of rows with one key the first is continued; a key of None has none.
        new: The keys of the data, each once.
        series: Tells of each row of the data its series and its period, where rows are periods of series.
    """
    if list(new[: len(old)]) == list(old) and None not in old and len(set(old)) == len(old):  # most often by far
        places_of_all = tuple(range(len(new)))
        return Placement(places_of_all, (*places_of_all[: len(old)], *[None] * (len(new) - len(old))), ())
    places: dict[Hashable, int] = {}
    for place, key in enumerate(old):
        if key is not None:
            places.setdefault(key, place)
    found = [places.get(key) for key in new]
    continued = {place for place in found if place is not None}
    gone = tuple(place for place in range(len(old)) if place not in continued)
    order: Sequence[int] = range(len(new))
    if not gone and None not in found:
        order = sorted(order, key=lambda position: found[position] or 0)
    elif series is not None:
        order = _turned(found, series())
    return Placement(tuple(order), tuple(found[position] for position in order), gone)


def _turned(found: Sequence[int | None], rows: Iterable[Member]) -> Sequence[int]:
    """The order of the data, each series turned round where the table tells them from the other end.

    Args:
        found: For each row of the data its position in the table.
        rows: Its series and period.
    """
    series: dict[Hashable, dict[int, CellValue]] = {}
    for position, (name, period) in enumerate(rows):
        series.setdefault(name, {})[position] = period
    order = [*range(len(found))]
    if all(_run_one_way([*periods.values()]) for periods in series.values()) and _is_backward(found, series.values()):
        for positions in series.values():
            for place, position in zip(positions, reversed(positions), strict=True):
                order[place] = position
    return order


def _run_one_way(periods: Sequence[CellValue]) -> bool:
    """Whether periods only rise, or only fall."""
    if {*map(type, periods)} not in ({float}, {str}):
        return False
    return len({before < after for before, after in pairwise(periods)}) < 2  # type: ignore[operator]


def _is_backward(found: Sequence[int | None], series: Iterable[Iterable[int]]) -> bool:
    """Whether the table has the rows of the data from the other end, as far as it has them."""
    known = ([place for position in positions if (place := found[position]) is not None] for positions in series)
    return {before < after for places in known for before, after in pairwise(places)} == {False}

"""Which old row each new row continues, by their keys, and in which order the new rows stand."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Member = tuple[Hashable, int | None]  # a row's series, and the last day of its period; None where it tells none


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
    old: Sequence[Hashable], new: Sequence[Hashable], series: Callable[[], Sequence[Member]] | None = None
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


def _turned(found: Sequence[int | None], rows: Sequence[Member]) -> Sequence[int]:
    """The order of the data, turned round where the table tells series from the other end.

    Data are turned only where that leaves every row of the table in its order: each series within its own rows, the
    periods with the rows of each as they are, or all of it. Data that tell one series after the other go on doing so.

    Args:
        found: For each row of the data its position in the table.
        rows: Its series and period.
    """
    order = range(len(found))
    if _ascends(found, order):
        return order
    series: dict[Hashable, list[int]] = {}
    for position, (name, _) in enumerate(rows):
        series.setdefault(name, []).append(position)
    if not all(_run_one_way([rows[position][1] for position in positions]) for positions in series.values()):
        return order
    is_by_series = all(positions[-1] - positions[0] < len(positions) for positions in series.values())
    ranks = {period: rank for rank, period in enumerate(dict.fromkeys(period for _, period in rows))}
    by_period = sorted(order, key=lambda position: -ranks[rows[position][1]])
    within = {place: turned for each in series.values() for place, turned in zip(each, reversed(each), strict=True)}
    by_series = [within[place] for place in order]
    turned = (by_series, by_period) if is_by_series else (by_period, by_series)
    return next((candidate for candidate in (*turned, order[::-1]) if _ascends(found, candidate)), order)


def _run_one_way(periods: Sequence[int | None]) -> bool:
    """Whether periods only rise, or only fall."""
    known = [period for period in periods if period is not None]
    return len(known) == len(periods) and len({before < after for before, after in pairwise(known)}) < 2


def _ascends(found: Sequence[int | None], order: Iterable[int]) -> bool:
    """Whether the rows of the table come in its order."""
    known = [place for position in order if (place := found[position]) is not None]
    return all(before < after for before, after in pairwise(known))

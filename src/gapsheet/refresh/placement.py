"""Which old row each new row continues, by their keys, and in which order the new rows stand."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass


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


def placed(old: Sequence[Hashable], new: Sequence[Hashable]) -> Placement:
    """Where the new rows go.

    A table takes the order of the data as soon as rows come or go. While the keys are the same, its rows stay where
    they are: a source that tells its rows in another order each time moves nothing.

    Args:
        old: The keys of the table's rows. Of rows with one key the first is continued; a key of None has none.
        new: The keys of the data, each once.
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
    order = range(len(new))
    if not gone and None not in found:
        order = sorted(order, key=lambda position: found[position] or 0)  # type: ignore[assignment]
    return Placement(tuple(order), tuple(found[position] for position in order), gone)

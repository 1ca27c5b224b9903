"""Comparator cards: who stands behind a pay figure, so that a gap is never read without its mismatch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gapsheet.facts.reader import load
from gapsheet.facts.records import Fact
from gapsheet.facts.tables import read_table

COLUMNS = ("name", "population", "statistic", "period", "hours", "employment", "n", "caveat")


@dataclass(frozen=True, slots=True)
class ComparatorCard:
    """What a pay figure describes; `name` is the figure's name in the fact base, `n` the number of answers."""

    name: str
    population: str
    statistic: str
    period: str
    hours: str
    employment: str
    n: str
    caveat: str

    @property
    def fact(self) -> Fact:
        """The figure itself."""
        return load().fact(self.name)

    def mismatches(self, other: ComparatorCard) -> tuple[str, ...]:
        """The features in which two cards differ, in the order of the card."""
        features = ("population", "statistic", "period", "hours", "employment")
        return tuple(feature for feature in features if getattr(self, feature) != getattr(other, feature))


@cache
def comparators() -> Mapping[str, ComparatorCard]:
    """The cards by the name of their figure."""
    return {row["name"]: ComparatorCard(**row) for row in read_table("comparators.csv", COLUMNS)}

"""The audited article: what it says, what sources say, and the verdict on each of its figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from gapsheet.errors import FactError
from gapsheet.facts.reader import in_base_unit, load, units
from gapsheet.facts.records import Confidence
from gapsheet.facts.tables import Row, read_table, word_in

TITLE = (
    "Sanae Takaichi's Economic Ambitions: invest 1 trillion yen over five years to develop AI, "
    "and allocate 55 billion to rescue the anime industry"
)
PUBLISHED = "Gate, December 2025"
COLUMNS = (
    *("item", "claim", "printed", "printed_unit", "sourced"),
    *("fact_names", "verdict", "why", "confidence", "url"),
)


class Verdict(StrEnum):
    """What an audit can say of a claim."""

    RIGHT = "right"
    VAGUE = "vague"  # the figure can be found, but what it counts, when or for whom is not said or said loosely
    WRONG = "wrong"  # the statement as printed contradicts the sources
    UNVERIFIED = "unverified"
    NO_CLAIM = "no claim"  # the article is silent; the item gives context


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the article beside its sources.

    `printed` is the number as the article prints it, None where it prints none; `value` is the same in the base unit.
    """

    item: int
    claim: str
    printed: float | None
    printed_unit: str
    value: float | None
    sourced: str
    fact_names: tuple[str, ...]
    verdict: Verdict
    why: str
    confidence: Confidence
    url: str


@cache
def article() -> tuple[Claim, ...]:
    """All statements, by item number.

    Raises:
        FactError: A row names a figure or a unit that does not exist, or a figure that must not be used.
    """
    return tuple(_claim(row) for row in read_table("article.csv", COLUMNS))


def verdict_counts() -> dict[Verdict, int]:
    """How many statements got each verdict, all verdicts listed."""
    found = Counter(claim.verdict for claim in article())
    return {verdict: found[verdict] for verdict in Verdict}


def _claim(row: Row) -> Claim:
    """One statement, its figures looked up so that none is named in vain."""
    names = tuple(row["fact_names"].split())
    for name in names:
        load().fact(name)
    return Claim(
        item=int(row["item"]),
        claim=row["claim"],
        printed=float(row["printed"]) if row["printed"] else None,
        printed_unit=row["printed_unit"],
        value=_in_base_unit(row) if row["printed"] else None,
        sourced=row["sourced"],
        fact_names=names,
        verdict=word_in(row, "verdict", Verdict, _place(row)),
        why=row["why"],
        confidence=word_in(row, "confidence", Confidence, _place(row)),
        url=row["url"],
    )


def _in_base_unit(row: Row) -> float:
    """The printed number in its base unit."""
    unit = units().get(row["printed_unit"])
    if unit is None:
        raise FactError(f"{_place(row)}: the unit {row['printed_unit']!r} is not in units.csv")
    return in_base_unit(row["printed"], unit)


def _place(row: Row) -> str:
    """Where a row stands, for messages."""
    return f"article.csv, item {row['item']}"

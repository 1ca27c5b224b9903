"""Quarters: people ranked by pay in four bands of equal heads, and who is where when equal pay crosses a boundary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

import numpy as np

from gapsheet.errors import DomainError, UnknownLabelError
from gapsheet.guards import clipped
from gapsheet.quantities import FloatArray
from gapsheet.statutory.figures import rounded
from gapsheet.statutory.staff import Rows

NAMES = ("lower", "lower middle", "upper middle", "upper")
_EXTRA = ((0, 0, 0, 0), (1, 0, 0, 0), (1, 0, 1, 0), (1, 1, 1, 0))  # who takes the people left over when n is cut by 4
_SAME_PAY = 1e-9  # of the pay: what a formula's last digits add is no difference

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Band:
    """One quarter: its heads, where whole people are not asked for in fractions that add to a whole."""

    name: str
    men: Fraction
    women: Fraction
    shared: int  # people whose pay is also paid in another band

    @property
    def heads(self) -> int:
        """The people in it, always a whole number."""
        return int(self.men + self.women)

    @property
    def women_share(self) -> Fraction:
        """Women among the people in it."""
        return self.women / self.heads

    @property
    def tie(self) -> str:
        """A remark on the people of equal pay who were shared out."""
        if not self.shared:
            return ""
        return f"{self.shared:,} of {self.heads:,} at a pay that is also in another quarter, shared by proportion"

    def shares(self, decimals: int) -> tuple[Fraction, Fraction]:
        """Men's and women's share; the women's is rounded and the men's is the rest, so that both make 100 %."""
        women = rounded(self.women_share, decimals)
        return 1 - women, women


def quarters(pay: FloatArray, is_woman: Rows, whole: bool) -> list[Band]:
    """The four bands from the lowest pay to the highest.

    Args:
        pay: Pay of everyone who is ranked.
        is_woman: Which of them are women.
        whole: Whether women and men of one pay are shared out as whole people rather than in proportion.

    Raises:
        DomainError: There are fewer than four people.
    """
    if pay.size < len(NAMES):
        raise DomainError(f"{pay.size} people are ranked; four bands need at least four")
    order = np.argsort(pay, kind="stable")
    spans = _spans(pay.size)
    ties = list(_crossing(pay[order], spans))
    women = _women(is_woman[order], spans, ties, whole)
    bands = zip(NAMES, spans, women, strict=True)
    return [Band(name, last - first - part, part, _within((first, last), ties)) for name, (first, last), part in bands]


def is_whole(ties: str) -> bool:
    """Whether the tie rule wants whole people.

    Raises:
        UnknownLabelError: There is no such rule.
    """
    rules = {"fractional": False, "whole": True}
    found = rules.get(ties.strip().casefold())
    if found is None:
        raise UnknownLabelError(f"ties is '{clipped(ties)}'; it is fractional or whole")
    return found


def _spans(heads: int) -> list[Span]:
    """Where each band begins and ends among the ranked people."""
    quarter, rest = divmod(heads, len(NAMES))
    ends = accumulate((quarter + extra for extra in _EXTRA[rest]), initial=0)
    return list(pairwise(ends))


def _within(span: Span, ties: list[Span]) -> int:
    """How many people of a band belong to a tie that crosses a boundary."""
    return sum(max(0, min(span[1], last) - max(span[0], first)) for first, last in ties)


def _women(is_woman: Rows, spans: list[Span], ties: list[Span], whole: bool) -> list[Fraction]:
    """Women in each band: those above and below its boundaries, and their part of each tie that crosses one."""
    running = np.concatenate(([0], np.cumsum(is_woman)))

    def between(first: int, last: int) -> int:
        return int(running[last] - running[first]) if last > first else 0

    women = [Fraction(between(*span)) for span in spans]
    for tie in ties:
        inside = [(max(first, tie[0]), min(last, tie[1])) for first, last in spans]
        places = [max(0, last - first) for first, last in inside]
        parts = _shared_out(between(*tie), places, whole)
        women = [had - between(*span) + part for had, span, part in zip(women, inside, parts, strict=True)]
    return women


def _crossing(pay: FloatArray, spans: list[Span]) -> Iterator[Span]:
    """The runs of equal pay that lie on both sides of a boundary, each once."""
    starts = np.flatnonzero(np.diff(pay, prepend=-np.inf) > _SAME_PAY * np.abs(pay))
    ends = np.append(starts[1:], pay.size)
    seen = -1
    for boundary, _ in spans[1:]:
        run = int(np.searchsorted(starts, boundary, side="right")) - 1
        if starts[run] < boundary and run != seen:
            seen = run
            yield int(starts[run]), int(ends[run])


def _shared_out(women: int, places: list[int], whole: bool) -> list[Fraction]:
    """Women of one pay over the bands that it reaches, in proportion to the places there."""
    quotas = [Fraction(women * place, sum(places)) for place in places]
    if not whole:
        return quotas
    seats = [quota // 1 for quota in quotas]
    # Of equal remainders the lower band takes the woman: the sort is stable.
    by_remainder = sorted(range(len(quotas)), key=lambda band: seats[band] - quotas[band])
    for band in by_remainder[: women - sum(seats)]:
        seats[band] += 1
    return [Fraction(seat) for seat in seats]

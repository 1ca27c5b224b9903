"""Exact figures: pay as the decimals that a cell shows, sums without rounding, percentages rounded as publishers do."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

import numpy as np

from gapsheet.errors import DomainError, ZeroBaseError
from gapsheet.quantities import FloatArray

_EXACT = Context(prec=60)  # more digits than any sum of pay has
_MOST_DECIMALS = 6


def exact(value: float) -> Fraction:
    """A number as the decimal that a cell shows it as, to its 15 digits: 0.1 is a tenth."""
    return Fraction(Decimal(f"{value:.15g}"))


def total(values: FloatArray) -> Fraction:
    """The sum of the values; their order does not matter."""
    distinct, counts = np.unique(values, return_counts=True)
    result = Decimal(0)
    for value, count in zip(distinct.tolist(), counts.tolist(), strict=True):
        result = _EXACT.fma(Decimal(f"{value:.15g}"), count, result)
    return Fraction(result)


def mean(values: FloatArray) -> Fraction:
    """The average of one value or more."""
    return total(values) / values.size


def median(values: FloatArray) -> Fraction:
    """The middle value, or the average of the two middle ones."""
    middle = values.size // 2
    if values.size % 2:
        return exact(float(np.partition(values, middle)[middle]))
    around = np.partition(values, [middle - 1, middle])
    return (exact(float(around[middle - 1])) + exact(float(around[middle]))) / 2


def gap(women: Fraction, men: Fraction, what: str) -> Fraction:
    """(men - women) / men, positive = women are paid less.

    Raises:
        ZeroBaseError: The men's figure is 0.
    """
    if men == 0:
        raise ZeroBaseError(f"the men's {what} is 0; a gap needs a base")
    return (men - women) / men


def rounded(share: Fraction, decimals: int = 1) -> Fraction:
    """A share to a number of decimals of its percentage, a half away from zero as in Excel's ROUND."""
    unit = 100 * 10**decimals
    size = (abs(share) * unit * 2 + 1) // 2
    return Fraction(size if share >= 0 else -size, unit)


def percent(share: Fraction, decimals: int = 1) -> str:
    """A share in words, without its sign: 19.6 %."""
    return f"{float(abs(rounded(share, decimals)) * 100):,.{decimals}f} %"


def decimals_of(decimals: float) -> int:
    """How many decimals of a percentage are wanted.

    Raises:
        DomainError: It is no whole number from 0 to 6.
    """
    if decimals % 1 or not 0 <= decimals <= _MOST_DECIMALS:
        raise DomainError(f"decimals is {decimals:,.12g}; it is a whole number from 0 to {_MOST_DECIMALS}")
    return int(decimals)

"""The few operations that let one function body serve a single number and a whole array, without ever raising.

Where the result is no finite number, infinity or NaN comes back for a number as for an array; the border turns it away.
"""

from __future__ import annotations

import math
from typing import cast

import numpy as np


def ln(value: float) -> float:
    """Natural logarithm of a number or of each element."""
    if isinstance(value, np.ndarray):
        return cast(float, np.log(value))
    if value > 0:
        return math.log(value)
    return -math.inf if value == 0 else math.nan


def ln1p(value: float) -> float:
    """ln(1 + value), exact for rates close to zero."""
    if isinstance(value, np.ndarray):
        return cast(float, np.log1p(value))
    if value > -1:
        return math.log1p(value)
    return -math.inf if value == -1 else math.nan


def expm1(value: float) -> float:
    """exp(value) - 1, exact for exponents close to zero."""
    if isinstance(value, np.ndarray):
        return cast(float, np.expm1(value))
    try:
        return math.expm1(value)
    except OverflowError:
        return math.inf


def power(base: float, exponent: float) -> float:
    """A positive base to any exponent."""
    if isinstance(base, np.ndarray) or isinstance(exponent, np.ndarray):
        return cast(float, np.power(base, exponent))
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def quotient(dividend: float, divisor: float) -> float:
    """dividend / divisor, and 0 where both are 0."""
    return dividend / (divisor + (divisor == 0))  # the truth value puts 1 in the place of a zero divisor


def floor(value: float) -> float:
    """Largest whole number at or below a number or each element."""
    if isinstance(value, np.ndarray):
        return cast(float, np.floor(value))
    return float(math.floor(value)) if math.isfinite(value) else value


def ceiling(value: float) -> float:
    """Smallest whole number at or above a number or each element."""
    if isinstance(value, np.ndarray):
        return cast(float, np.ceil(value))
    return float(math.ceil(value)) if math.isfinite(value) else value


def at_least(value: float, bound: float) -> float:
    """The value, or the bound where the value lies below it."""
    return cast(float, np.maximum(value, bound)) if isinstance(value, np.ndarray) else max(value, bound)

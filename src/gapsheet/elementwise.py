"""The few operations that let one function body serve a single number and a whole array."""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np

from gapsheet.errors import CalculationError


def refuse_where(condition: bool, error: type[CalculationError], message: str, *received: float) -> None:
    """Raise `error` where the condition holds; for arrays, with a mask of the refused elements.

    Args:
        condition: The fault, as a boolean or an array of booleans.
        error: What to raise.
        message: What was wrong; each `{}` takes one of the received values (the first refused element's).
        received: The values to show.

    Raises:
        CalculationError: The condition holds for the number or for any element.
    """
    if condition is False:
        return
    where = np.asarray(condition)
    if not where.any():
        return
    shown = [_first(value, where) for value in received]
    refusal = error(message.format(*(f"{value:,.12g}" for value in shown)))
    if where.ndim:
        refusal.where = where
    raise refusal


def _first(value: float, where: np.ndarray[Any, Any]) -> float:
    """The value at the first refused element."""
    return float(np.broadcast_to(np.asarray(value, dtype=float), where.shape)[where][0])


def ln(value: float) -> float:
    """Natural logarithm of a number or of each element."""
    return cast(float, np.log(value)) if isinstance(value, np.ndarray) else math.log(value)


def ln1p(value: float) -> float:
    """ln(1 + value), exact for rates close to zero."""
    return cast(float, np.log1p(value)) if isinstance(value, np.ndarray) else math.log1p(value)


def expm1(value: float) -> float:
    """exp(value) - 1, exact for exponents close to zero."""
    return cast(float, np.expm1(value)) if isinstance(value, np.ndarray) else math.expm1(value)


def floor(value: float) -> float:
    """Largest whole number at or below a number or each element."""
    return cast(float, np.floor(value)) if isinstance(value, np.ndarray) else float(math.floor(value))


def ceiling(value: float) -> float:
    """Smallest whole number at or above a number or each element."""
    return cast(float, np.ceil(value)) if isinstance(value, np.ndarray) else float(math.ceil(value))


def at_least(value: float, bound: float) -> float:
    """The value, or the bound where the value lies below it."""
    return cast(float, np.maximum(value, bound)) if isinstance(value, np.ndarray) else max(value, bound)

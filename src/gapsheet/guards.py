"""How a function refuses its arguments: the condition, the error and a message that names argument and value."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from gapsheet.errors import CalculationError, DomainError, ZeroBaseError


class _Shown(float):
    """A number in a message: thousands separated, unless the message says otherwise (`{:.0f}`)."""

    def __format__(self, form: str) -> str:
        return super().__format__(form or ",.12g")


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
    shown = [_refused(value, where)[0] for value in received]
    refusal = error(_told(message, shown))
    if where.ndim:
        refusal.where = where
        refusal.reasons = partial(_reasons, message, received, where)
    raise refusal


def refuse_negative(name: str, value: float, what: str) -> None:
    """Raise where a value that counts or pays something lies below zero."""
    refuse_where(value < 0, DomainError, name + " is {}; " + what + " cannot be negative", value)


def refuse_total_loss(name: str, growth: float) -> None:
    """Raise where a growth rate takes away all there is, or more."""
    refuse_where(1 + growth <= 0, DomainError, name + " is {}; a loss of 100 % or more cannot be repeated", growth)


def refuse_no_duration(name: str, years: float) -> None:
    """Raise where growth or pay has no time to run."""
    refuse_where(years <= 0, DomainError, name + " is {}; it must be above 0", years)


def refuse_unfit_indices(divisor_name: str, divisor: float, other_name: str, other: float) -> None:
    """Raise where one of two index numbers is not above zero."""
    refuse_where(divisor == 0, ZeroBaseError, divisor_name + " is 0; an index is above 0")
    refuse_where(divisor < 0, DomainError, divisor_name + " is {}; an index is above 0", divisor)
    refuse_where(other <= 0, DomainError, other_name + " is {}; an index is above 0", other)


def refuse_no_compound_growth(start_name: str, start: float, end_name: str, end: float) -> None:
    """Raise where no constant rate of growth leads from one value to another."""
    refuse_where(start == 0, ZeroBaseError, f"{start_name} is 0; growth needs a base")
    refuse_where(end == 0, DomainError, f"{end_name} is 0; no constant rate of growth reaches it")
    refuse_opposite_signs(start_name, start, end_name, end)
    multiple = end / start
    unheld = (multiple == 0) | (multiple == math.inf)
    message = f"{end_name} {{}} over {start_name} {{}} is no multiple a cell can hold"
    refuse_where(unheld, DomainError, message, end, start)


def refuse_opposite_signs(start_name: str, start: float, end_name: str, end: float) -> None:
    """Raise where one value is positive and the other negative."""
    opposite = ((start < 0) & (end > 0)) | ((start > 0) & (end < 0))
    refuse_where(opposite, DomainError, f"{start_name} {{}} and {end_name} {{}} differ in sign", start, end)


def clipped(text: str, most: int = 40) -> str:
    """A text short enough for a message."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _refused(value: float, where: np.ndarray[Any, Any]) -> list[float]:
    """The received values at the refused places."""
    refused: list[float] = np.broadcast_to(np.asarray(value, dtype=float), where.shape)[where].tolist()
    return refused


def _told(message: str, values: list[float] | tuple[float, ...]) -> str:
    return message.format(*map(_Shown, values))


def _reasons(message: str, received: tuple[float, ...], where: np.ndarray[Any, Any]) -> list[str]:
    """The message for each refused element, in their order."""
    if not received:
        return [message] * int(where.sum())
    columns = [_refused(value, where) for value in received]
    return [_told(message, values) for values in zip(*columns, strict=True)]

"""Growth arithmetic: multiples, rates, targets and the years to reach them."""

from __future__ import annotations

from gapsheet.elementwise import refuse_where
from gapsheet.errors import DomainError, ZeroBaseError
from gapsheet.quantities import Amount, Multiple


def growth_multiple(start_value: Amount, end_value: Amount) -> Multiple:
    """How many times larger the end value is than the start value.

    Args:
        start_value: Value when the window opens.
        end_value: Value when the window closes, in the same unit.

    Returns:
        2.5 means two and a half times, 1 means unchanged.

    Raises:
        ZeroBaseError: start_value is zero.
        DomainError: The two values lie on opposite sides of zero.

    Working:
        end_value / start_value

    Source:
        Arithmetic definition.

    Examples:
        >>> growth_multiple(40.0, 100.0)
        2.5
    """
    refuse_where(start_value == 0, ZeroBaseError, "start_value is 0; a multiple needs a base")
    multiple = end_value / start_value
    refuse_where(multiple < 0, DomainError, "start_value {} and end_value {} differ in sign", start_value, end_value)
    return multiple

"""Wage gaps between two groups: your group first, the yardstick second; positive = your group earns less."""

from __future__ import annotations

from gapsheet.elementwise import refuse_where
from gapsheet.errors import DomainError, ZeroBaseError
from gapsheet.quantities import Gap, Pay


def wage_gap(group_pay: Pay, reference_pay: Pay) -> Gap:
    """Share of the reference pay by which the group earns less. Your group first, the yardstick second.

    Args:
        group_pay: Pay of your group.
        reference_pay: Pay of the yardstick, in the same unit and period.

    Returns:
        Fraction of the reference pay; positive = your group earns less, negative = it earns more.

    Raises:
        ZeroBaseError: reference_pay is zero.
        DomainError: A pay is negative.

    Working:
        (reference_pay - group_pay) / reference_pay

    Source:
        Eurostat, gender pay gap in unadjusted form (earn_grgpg2), with the groups named by their role.

    Examples:
        >>> wage_gap(1966.0, 2730.0)
        0.27985347985347986
    """
    refuse_where(group_pay < 0, DomainError, "group_pay is {}; pay cannot be negative", group_pay)
    refuse_where(reference_pay < 0, DomainError, "reference_pay is {}; pay cannot be negative", reference_pay)
    refuse_where(reference_pay == 0, ZeroBaseError, "reference_pay is 0; a gap needs a yardstick")
    return (reference_pay - group_pay) / reference_pay

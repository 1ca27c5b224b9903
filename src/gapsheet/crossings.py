"""Two values that grow side by side: what one of them adds up to, and when it overtakes the other."""

from __future__ import annotations

from gapsheet.elementwise import ceiling, expm1, ln, ln1p, quotient
from gapsheet.errors import DomainError, ZeroBaseError
from gapsheet.guards import refuse_no_duration, refuse_total_loss, refuse_where
from gapsheet.quantities import Amount, CalendarYear, Rate, Years

# Values that meet on the day itself may come out a hair late; a billionth of a year (0.03 seconds) is no delay.
_LATE_BY_ROUNDING = 1e-9


def cumulative_value(start_value: Amount, annual_growth: Rate, years: Years) -> Amount:
    """Sum of a yearly value over some years of constant growth, the first year's value included.

    Args:
        start_value: Value of the first year that is counted.
        annual_growth: Growth per year as a fraction: 4 % is 0.04; 0 leaves every year the same.
        years: How many years are counted, a whole number: from 2025 to 2035 it is 11, both ends included.

    Returns:
        The sum in the unit of start_value. An extrapolation, not a forecast.

    Raises:
        DomainError: annual_growth is -100 % or less, or years is no whole number above 0.

    Warnings:
        The first year counts as it is, without growth: one year gives start_value itself. Where the value known is
        that of the year before, grow it first: PROJECTED_VALUE(value, annual_growth, 1).

    Working:
        sum of start_value * (1 + annual_growth) ^ k, k = 0, 1, 2, … below years

    Source:
        Geometric series; Excel's FV(annual_growth, years, -start_value).

    Examples:
        >>> cumulative_value(100.0, 0.5, 3.0)
        475.0
        >>> cumulative_value(100.0, 0.0, 3.0)
        300.0
    """
    refuse_total_loss("annual_growth", annual_growth)
    refuse_no_duration("years", years)
    refuse_where(years % 1 != 0, DomainError, "years is {}; a sum counts whole years", years)
    # start_value * ((1 + annual_growth) ^ years - 1) / annual_growth, and start_value * years without growth
    terms = quotient(expm1(years * ln1p(annual_growth)), annual_growth) + years * (annual_growth == 0)
    return start_value * terms


def crossing_year(
    a_value: Amount, b_value: Amount, a_growth: Rate, b_growth: Rate, current_year: CalendarYear
) -> CalendarYear:
    """First calendar year in which value a is at or past value b, each with its own constant growth.

    Args:
        a_value: Value in current_year that is to catch up; it lies below b_value.
        b_value: Value in current_year that is to be overtaken, in the same unit.
        a_growth: Growth per year of a, as a fraction: 4 % is 0.04.
        b_growth: Growth per year of b, as a fraction.
        current_year: Calendar year of both values, such as 2024.

    Returns:
        The calendar year; current_year itself if the two are equal. An extrapolation, not a forecast.

    Raises:
        ZeroBaseError: a_value or b_value is zero.
        DomainError: a is past b already, a grows no faster than b and never reaches it, the values differ in sign, or
            a growth is -100 % or less.

    Warnings:
        Which value is a matters: to see when b overtakes a, swap the two.
        Two negative values (deficits) are compared by size: -5 is past -2.
        Values missed by less than a billionth of a year count as met, since that is rounding.

    Working:
        current_year + ceiling(ln(b_value / a_value) / ln((1 + a_growth) / (1 + b_growth)))

    Source:
        Compound interest, rounded up to whole years.

    Examples:
        >>> crossing_year(5.0, 20.0, 1.0, 0.0, 2024.0)
        2026.0
    """
    _refuse_values_that_never_meet(a_value, b_value)
    refuse_total_loss("a_growth", a_growth)
    refuse_total_loss("b_growth", b_growth)
    distance = ln(b_value / a_value)
    refuse_where(distance < 0, DomainError, "a_value {} is past b_value {} already, in current_year", a_value, b_value)
    closing_speed = ln1p(a_growth) - ln1p(b_growth)
    refuse_where(
        (distance != 0) & (closing_speed <= 0),
        DomainError,
        "a never reaches b: a_growth {} is not above b_growth {}",
        a_growth,
        b_growth,
    )
    return current_year + ceiling(quotient(distance, closing_speed) - _LATE_BY_ROUNDING)


def _refuse_values_that_never_meet(a_value: float, b_value: float) -> None:
    """Constant growth leaves zero at zero, and every other value on its side of it."""
    refuse_where(a_value == 0, ZeroBaseError, "a_value is 0; growth needs a base")
    refuse_where(b_value == 0, ZeroBaseError, "b_value is 0; growth needs a base")
    refuse_where(
        (a_value < 0) ^ (b_value < 0),
        DomainError,
        "a_value {} and b_value {} differ in sign; growth keeps each on its side of zero, so they never meet",
        a_value,
        b_value,
    )

"""Targets: the growth they require, the years they take and the path that leads there."""

from __future__ import annotations

from typing import Any

from gapsheet.elementwise import ceiling, ln, ln1p, power, quotient
from gapsheet.errors import DomainError, LimitError
from gapsheet.growth import cagr
from gapsheet.guards import refuse_no_compound_growth, refuse_total_loss, refuse_where
from gapsheet.quantities import MOST_ROWS, Amount, CalendarYear, PathTable, Rate, Years

# A target met on the day itself may come out a hair late; a billionth of a year (0.03 seconds) is no delay.
_LATE_BY_ROUNDING = 1e-9


def required_growth(
    current_value: Amount, target_value: Amount, current_year: CalendarYear, target_year: CalendarYear
) -> Rate:
    """Constant yearly growth that leads from the current value to the target in the target year.

    Args:
        current_value: Value in current_year.
        target_value: Value to be reached, in the same unit. It may lie below the current value.
        current_year: Calendar year of current_value, such as 2024.
        target_year: Calendar year of target_value, such as 2033.

    Returns:
        Growth per year as a fraction, over target_year - current_year years.

    Raises:
        ZeroBaseError: current_value is zero.
        DomainError: target_value is zero, the values differ in sign, or target_year is not after current_year.

    Working:
        (target_value / current_value) ^ (1 / (target_year - current_year)) - 1

    Excel:
        IF(current_value=0,#DIV/0!,IF(OR(target_value/current_value<=0,target_year<=current_year),#NUM!,
        (target_value/current_value)^(1/(target_year-current_year))-1))

    Source:
        Compound interest; Excel's RRI(target_year - current_year, current_value, target_value).

    Examples:
        >>> required_growth(5.0, 20.0, 2024.0, 2026.0)
        1.0
    """
    refuse_no_compound_growth("current_value", current_value, "target_value", target_value)
    _refuse_past_target_year(current_year, target_year)
    return cagr(current_value, target_value, target_year - current_year)


def years_to_target(current_value: Amount, target_value: Amount, annual_growth: Rate) -> Years:
    """Years until the target is reached at a constant rate of growth.

    Args:
        current_value: Value now.
        target_value: Value to be reached, in the same unit. It may lie below the current value.
        annual_growth: Growth per year as a fraction: 4 % is 0.04; negative on the way down.

    Returns:
        Duration in years; 0 if the target is met exactly.

    Raises:
        ZeroBaseError: current_value is zero.
        DomainError: The target is passed already, the value moves away from it or stands still, the values differ
            in sign, target_value is zero, or annual_growth is -100 % or less.

    Working:
        ln(target_value / current_value) / ln(1 + annual_growth)

    Excel:
        IF(current_value=0,#DIV/0!,IF(OR(target_value/current_value<=0,annual_growth<=-1),#NUM!,
        IF(target_value=current_value,0,IF(LN(target_value/current_value)*annual_growth<=0,#NUM!,
        LN(target_value/current_value)/LN(1+annual_growth)))))

    Source:
        Compound interest; Excel's NPER without payments.

    Examples:
        >>> years_to_target(5.0, 40.0, 1.0)
        3.0
    """
    refuse_no_compound_growth("current_value", current_value, "target_value", target_value)
    refuse_total_loss("annual_growth", annual_growth)
    distance = ln(target_value / current_value)
    pace = ln1p(annual_growth)
    refuse_where(
        (distance != 0) & (pace == 0),
        DomainError,
        "annual_growth is 0; current_value {} never reaches target_value {}",
        current_value,
        target_value,
    )
    years = quotient(distance, pace)
    refuse_where(
        years < 0,
        DomainError,
        "current_value {} has passed target_value {} or moves away from it at annual_growth {}",
        current_value,
        target_value,
        annual_growth,
    )
    return years


def year_reached(
    current_value: Amount, target_value: Amount, annual_growth: Rate, current_year: CalendarYear
) -> CalendarYear:
    """First calendar year whose value is at or past the target at a constant rate of growth.

    Args:
        current_value: Value in current_year.
        target_value: Value to be reached, in the same unit. It may lie below the current value.
        annual_growth: Growth per year as a fraction: 4 % is 0.04; negative on the way down.
        current_year: Calendar year of current_value, such as 2024.

    Returns:
        The calendar year; current_year itself if the target is met exactly.

    Raises:
        ZeroBaseError: current_value is zero.
        DomainError: The target is passed already, the value moves away from it or stands still, the values differ
            in sign, target_value is zero, or annual_growth is -100 % or less.

    Warnings:
        A target missed by less than a billionth of a year counts as met, since that is rounding.

    Working:
        current_year + ceiling(ln(target_value / current_value) / ln(1 + annual_growth))

    Excel:
        IF(current_value=0,#DIV/0!,IF(OR(target_value/current_value<=0,annual_growth<=-1),#NUM!,
        IF(target_value=current_value,current_year,IF(LN(target_value/current_value)*annual_growth<=0,#NUM!,
        current_year-INT(0.000000001-LN(target_value/current_value)/LN(1+annual_growth))))))

    Source:
        Compound interest, rounded up to whole years.

    Examples:
        >>> year_reached(6.008, 20.0, 0.04, 2024.0)
        2055.0
    """
    years = years_to_target(current_value, target_value, annual_growth)
    return current_year + ceiling(years - _LATE_BY_ROUNDING)


def projected_value(current_value: Amount, annual_growth: Rate, elapsed_years: Years) -> Amount:
    """Value after some years of constant growth.

    Args:
        current_value: Value now.
        annual_growth: Growth per year as a fraction: 4 % is 0.04.
        elapsed_years: Years of growth; a negative number looks back.

    Returns:
        The value in the unit of current_value. An extrapolation, not a forecast.

    Raises:
        DomainError: annual_growth is -100 % or less.

    Working:
        current_value * (1 + annual_growth) ^ elapsed_years

    Excel:
        IF(annual_growth<=-1,#NUM!,current_value*(1+annual_growth)^elapsed_years)

    Source:
        Compound interest; Excel's FV without payments, with the opposite sign.

    Examples:
        >>> projected_value(8.0, 0.5, 2.0)
        18.0
    """
    refuse_total_loss("annual_growth", annual_growth)
    return current_value * power(1 + annual_growth, elapsed_years)


def target_shortfall(current_value: Amount, target_value: Amount, annual_growth: Rate, elapsed_years: Years) -> Amount:
    """Target minus the value that constant growth leads to; positive = short of the target.

    Args:
        current_value: Value now.
        target_value: Value to be reached, in the same unit.
        annual_growth: Growth per year as a fraction: 4 % is 0.04.
        elapsed_years: Years until the target is due.

    Returns:
        The difference in the unit of current_value: positive = below the target, 0 = met, negative = above it.

    Raises:
        DomainError: annual_growth is -100 % or less.

    Warnings:
        For a target to get down to, read the sign the other way round: negative = still above the target.

    Working:
        target_value - current_value * (1 + annual_growth) ^ elapsed_years

    Excel:
        IF(annual_growth<=-1,#NUM!,target_value-current_value*(1+annual_growth)^elapsed_years)

    Source:
        Compound interest.

    Examples:
        >>> target_shortfall(8.0, 20.0, 0.5, 2.0)
        2.0
    """
    return target_value - projected_value(current_value, annual_growth, elapsed_years)


def target_path(
    current_value: Amount, target_value: Amount, current_year: CalendarYear, target_year: CalendarYear
) -> PathTable:
    """The value that each year needs on the way to the target at constant growth.

    Args:
        current_value: Value in current_year.
        target_value: Value to be reached, in the same unit. It may lie below the current value.
        current_year: Calendar year of current_value, a whole number such as 2024.
        target_year: Calendar year of target_value, a whole number such as 2033.

    Returns:
        A row for each year from current_year to target_year: year, value, growth since current_year as a fraction.

    Raises:
        ZeroBaseError: current_value is zero.
        DomainError: target_value is zero, the values differ in sign, a year is not whole, or target_year is not after
            current_year.
        LimitError: There would be more than 10,000 rows.

    Working:
        current_value * (target_value / current_value) ^ ((year - current_year) / (target_year - current_year))

    Source:
        Compound interest.

    Examples:
        >>> target_path(8.0, 18.0, 2024.0, 2026.0)
        [[2024.0, 8.0, 0.0], [2025.0, 12.0, 0.5], [2026.0, 18.0, 1.25]]
    """
    refuse_no_compound_growth("current_value", current_value, "target_value", target_value)
    for name, year in (("current_year", current_year), ("target_year", target_year)):
        refuse_where(year % 1 != 0, DomainError, name + " is {:.10g}; a path needs whole years", year)
    _refuse_past_target_year(current_year, target_year)
    span = target_year - current_year
    refuse_where(span >= MOST_ROWS, LimitError, "a path of {} years is too long for a sheet", span)
    multiple = target_value / current_value
    rows = [
        _path_row(current_year + step, current_value, power(multiple, step / span)) for step in range(int(span) + 1)
    ]
    rows[-1][1] = target_value  # what was asked for, not what rounding makes of it
    return rows


def _path_row(year: float, current_value: float, multiple: float) -> list[Any]:
    """One year of a path, by its multiple of the current value."""
    return [year, current_value * multiple, multiple - 1]


def _refuse_past_target_year(current_year: float, target_year: float) -> None:
    """A target lies ahead of the present."""
    refuse_where(
        target_year <= current_year,
        DomainError,
        "target_year {:.10g} is not after current_year {:.10g}",
        target_year,
        current_year,
    )

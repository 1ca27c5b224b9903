"""Growth arithmetic: multiples, rates, doubling, contributions and the removal of inflation."""

from __future__ import annotations

from gapsheet.elementwise import expm1, ln, ln1p
from gapsheet.errors import DomainError, ZeroBaseError
from gapsheet.guards import (
    refuse_no_compound_growth,
    refuse_no_duration,
    refuse_opposite_signs,
    refuse_unfit_indices,
    refuse_where,
)
from gapsheet.quantities import Amount, Change, Multiple, PriceIndex, Rate, Ratio, Years


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

    Warnings:
        Two negative values (deficits) are compared by size: from -2 to -5 is a multiple of 2.5.

    Working:
        end_value / start_value

    Excel:
        IF(start_value=0,#DIV/0!,IF(SIGN(start_value)*SIGN(end_value)<0,#NUM!,end_value/start_value))

    Source:
        Arithmetic definition.

    Examples:
        >>> growth_multiple(40.0, 100.0)
        2.5
    """
    refuse_where(start_value == 0, ZeroBaseError, "start_value is 0; a multiple needs a base")
    refuse_opposite_signs("start_value", start_value, "end_value", end_value)
    return end_value / start_value


def growth_rate(start_value: Amount, end_value: Amount) -> Change:
    """Change from the start value to the end value, as a fraction of the start value.

    Args:
        start_value: Value when the window opens.
        end_value: Value when the window closes, in the same unit.

    Returns:
        The multiple minus 1, over the whole window: 0.26 means 26 % more, -0.1 means 10 % less.

    Raises:
        ZeroBaseError: start_value is zero.
        DomainError: The two values lie on opposite sides of zero.

    Warnings:
        The rate of the whole window, not of a year; CAGR gives the rate of a year.
        Two negative values (deficits) are compared by size: from -2 to -5 is growth of 150 %.

    Working:
        (end_value - start_value) / start_value

    Excel:
        IF(start_value=0,#DIV/0!,IF(SIGN(start_value)*SIGN(end_value)<0,#NUM!,
        (end_value-start_value)/start_value))

    Source:
        Arithmetic definition.

    Examples:
        >>> growth_rate(50.0, 63.0)
        0.26
    """
    refuse_where(start_value == 0, ZeroBaseError, "start_value is 0; a rate of growth needs a base")
    refuse_opposite_signs("start_value", start_value, "end_value", end_value)
    return (end_value - start_value) / start_value


def cagr(start_value: Amount, end_value: Amount, elapsed_years: Years) -> Rate:
    """Compound annual growth rate: the constant yearly rate that leads from the start value to the end value.

    Args:
        start_value: Value when the window opens.
        end_value: Value when the window closes, in the same unit.
        elapsed_years: Years between the two values: from 2012 to 2024 it is 12, not 13.

    Returns:
        Growth per year as a fraction.

    Raises:
        ZeroBaseError: start_value is zero.
        DomainError: end_value is zero, the values differ in sign, or elapsed_years is not above zero.

    Warnings:
        Only the two end points count; TREND_GROWTH uses every value between them.
        Excel's RRI gives -100 % for an end value of 0; here it is #NUM!, since no constant rate reaches zero.

    Working:
        (end_value / start_value) ^ (1 / elapsed_years) - 1

    Excel:
        IF(start_value=0,#DIV/0!,IF(OR(end_value/start_value<=0,elapsed_years<=0),#NUM!,
        (end_value/start_value)^(1/elapsed_years)-1))

    Source:
        Compound interest; the arithmetic of Excel's RRI(elapsed_years, start_value, end_value).

    Examples:
        >>> cagr(100.0, 400.0, 2.0)
        1.0
    """
    refuse_no_compound_growth("start_value", start_value, "end_value", end_value)
    refuse_no_duration("elapsed_years", elapsed_years)
    # (end_value / start_value) ^ (1 / elapsed_years) - 1, without the digits that the subtraction would lose
    return expm1(ln(end_value / start_value) / elapsed_years)


def doubling_time(annual_growth: Rate) -> Years:
    """Years in which a value doubles at a constant rate of growth.

    Args:
        annual_growth: Growth per year as a fraction: 4 % is 0.04.

    Returns:
        Duration in years.

    Raises:
        DomainError: annual_growth is zero or negative, so the value never doubles.

    Warnings:
        The exact figure; the rule of 70 divides 70 by the percentage and comes close for small rates only.

    Working:
        ln(2) / ln(1 + annual_growth)

    Excel:
        IF(annual_growth<=0,#NUM!,LN(2)/LN(1+annual_growth))

    Source:
        Compound interest.

    Examples:
        >>> doubling_time(1.0)
        1.0
    """
    refuse_where(annual_growth <= 0, DomainError, "annual_growth is {}; nothing doubles without growth", annual_growth)
    return ln(2.0) / ln1p(annual_growth)


def contribution_to_growth(part_start: Amount, part_end: Amount, total_start: Amount) -> Change:
    """Growth of the total that one of its parts accounts for, in percentage points.

    Args:
        part_start: The part when the window opens.
        part_end: The part when the window closes.
        total_start: The total when the window opens, in the same unit.

    Returns:
        Percentage points as a fraction: 0.02 is 2 points. The contributions of all parts add up to the total's growth.

    Raises:
        ZeroBaseError: total_start is zero.

    Working:
        (part_end - part_start) / total_start

    Excel:
        IF(total_start=0,#DIV/0!,(part_end-part_start)/total_start)

    Source:
        National accounts practice (contribution to growth, 寄与度) for parts that add up to the total.

    Examples:
        >>> contribution_to_growth(20.0, 30.0, 80.0)
        0.125
    """
    refuse_where(total_start == 0, ZeroBaseError, "total_start is 0; a contribution needs a base")
    return (part_end - part_start) / total_start


def share_of_growth(part_start: Amount, part_end: Amount, total_start: Amount, total_end: Amount) -> Ratio:
    """Share of the total's change that one of its parts accounts for.

    Args:
        part_start: The part when the window opens.
        part_end: The part when the window closes.
        total_start: The total when the window opens, in the same unit.
        total_end: The total when the window closes.

    Returns:
        1 means the part explains all of the change; above 1 the other parts moved the other way;
        negative means the part itself moved against the total.

    Raises:
        ZeroBaseError: The total did not change.

    Working:
        (part_end - part_start) / (total_end - total_start)

    Excel:
        IF(total_end=total_start,#DIV/0!,(part_end-part_start)/(total_end-total_start))

    Source:
        National accounts practice (share of growth, 寄与率).

    Examples:
        >>> share_of_growth(20.0, 30.0, 80.0, 96.0)
        0.625
    """
    change = total_end - total_start
    refuse_where(
        change == 0, ZeroBaseError, "total_end equals total_start ({}); there is no growth to share", total_start
    )
    return (part_end - part_start) / change


def real_value(nominal_value: Amount, price_index: PriceIndex, base_index: PriceIndex) -> Amount:
    """A nominal value in the prices of another period.

    Args:
        nominal_value: Value in the prices of its own period.
        price_index: Price index of that period.
        base_index: Price index, on the same base, of the period whose prices are wanted.

    Returns:
        The value in the prices of the period of base_index.

    Raises:
        ZeroBaseError: price_index is zero.
        DomainError: price_index is negative, or base_index is not above zero.

    Working:
        nominal_value * base_index / price_index

    Excel:
        IF(price_index=0,#DIV/0!,IF(OR(price_index<0,base_index<=0),#NUM!,nominal_value*base_index/price_index))

    Source:
        Deflation by a price index.

    Examples:
        >>> real_value(210.0, 105.0, 100.0)
        200.0
    """
    refuse_unfit_indices("price_index", price_index, "base_index", base_index)
    return nominal_value * base_index / price_index

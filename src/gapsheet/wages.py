"""Wage gaps between two groups: your group first, the yardstick second; positive = your group earns less."""

from __future__ import annotations

from gapsheet.elementwise import at_least, floor, ln, ln1p, quotient
from gapsheet.errors import DomainError, ZeroBaseError
from gapsheet.guards import (
    refuse_negative,
    refuse_no_duration,
    refuse_total_loss,
    refuse_unfit_indices,
    refuse_where,
)
from gapsheet.quantities import Amount, Change, Gap, Headcount, HourlyPay, Hours, Pay, PriceIndex, Rate, Ratio, Years

# Three people's money divided by one person's may come out as 2.9999999999999996 people. A trillionth is far above
# what rounding takes away and far below one person.
_ROUNDING = 1e-12


def wage_gap(group_pay: Pay, reference_pay: Pay) -> Gap:
    """Pay gap: your group first, the yardstick second; positive = your group earns less.

    Args:
        group_pay: Pay of your group.
        reference_pay: Pay of the yardstick, in the same unit, for the same period and the same statistic.

    Returns:
        Fraction of the yardstick's pay: 0.28 means 28 % less, negative means your group earns more.

    Raises:
        DomainError: A pay is negative.
        ZeroBaseError: reference_pay is zero.

    Warnings:
        Japan and the United States publish the ratio instead (WAGE_RATIO); gap = 1 - ratio for the same statistic.

    Working:
        (reference_pay - group_pay) / reference_pay

    Excel:
        IF(OR(group_pay<0,reference_pay<0),#NUM!,IF(reference_pay=0,#DIV/0!,
        (reference_pay-group_pay)/reference_pay))

    Source:
        Eurostat, gender pay gap in unadjusted form (earn_grgpg2), with the groups named by their role.

    Examples:
        >>> wage_gap(1966.0, 2730.0)
        0.27985347985347986
    """
    refuse_negative("group_pay", group_pay, "pay")
    _refuse_no_yardstick(reference_pay)
    return (reference_pay - group_pay) / reference_pay


def wage_ratio(group_pay: Pay, reference_pay: Pay) -> Ratio:
    """Pay of your group as a fraction of the yardstick's: your group first, the yardstick second.

    Args:
        group_pay: Pay of your group.
        reference_pay: Pay of the yardstick, in the same unit, for the same period and the same statistic.

    Returns:
        1 means equal pay, 0.72 means 72 % of the yardstick's pay.

    Raises:
        DomainError: A pay is negative.
        ZeroBaseError: reference_pay is zero.

    Working:
        group_pay / reference_pay

    Excel:
        IF(OR(group_pay<0,reference_pay<0),#NUM!,IF(reference_pay=0,#DIV/0!,group_pay/reference_pay))

    Source:
        The ratio published in Japan (女性活躍推進法, 男女の賃金の差異) and by the U.S. Bureau of Labor Statistics.

    Examples:
        >>> wage_ratio(1800.0, 2400.0)
        0.75
    """
    refuse_negative("group_pay", group_pay, "pay")
    _refuse_no_yardstick(reference_pay)
    return group_pay / reference_pay


def raise_to_close(group_pay: Pay, reference_pay: Pay) -> Change:
    """Raise that would lift your group to the yardstick: your group first, the yardstick second.

    Args:
        group_pay: Pay of your group.
        reference_pay: Pay of the yardstick, in the same unit, for the same period and the same statistic.

    Returns:
        Fraction of your group's own pay: 0.389 means a raise of 38.9 %; negative means it earns more already.

    Raises:
        ZeroBaseError: group_pay is zero.
        DomainError: A pay is negative.

    Warnings:
        Larger than the gap, because the base is the smaller pay: a gap of 28 % takes a raise of 38.9 %.

    Working:
        (reference_pay - group_pay) / group_pay

    Excel:
        IF(group_pay<0,#NUM!,IF(group_pay=0,#DIV/0!,IF(reference_pay<0,#NUM!,
        (reference_pay-group_pay)/group_pay)))

    Source:
        Arithmetic definition.

    Examples:
        >>> raise_to_close(2000.0, 2750.0)
        0.375
    """
    refuse_negative("group_pay", group_pay, "pay")
    refuse_where(group_pay == 0, ZeroBaseError, "group_pay is 0; a raise needs a base")
    refuse_negative("reference_pay", reference_pay, "pay")
    return (reference_pay - group_pay) / group_pay


def years_to_parity(group_pay: Pay, reference_pay: Pay, group_growth: Rate, reference_growth: Rate) -> Years:
    """Years until two groups earn the same, each with its own growth: your group first, the yardstick second.

    Args:
        group_pay: Pay of your group.
        reference_pay: Pay of the yardstick, in the same unit and for the same period.
        group_growth: Growth per year of your group's pay, as a fraction: 4 % is 0.04.
        reference_growth: Growth per year of the yardstick's pay, as a fraction.

    Returns:
        Duration in years; 0 if the two earn the same already.

    Raises:
        ZeroBaseError: A pay is zero.
        DomainError: A pay is negative, a growth is -100 % or less, or the two never meet.

    Warnings:
        It does not matter which group earns more now: a group ahead of the yardstick that grows slower meets it too.

    Working:
        ln(reference_pay / group_pay) / ln((1 + group_growth) / (1 + reference_growth))

    Excel:
        IF(group_pay<0,#NUM!,IF(group_pay=0,#DIV/0!,IF(reference_pay<0,#NUM!,IF(reference_pay=0,#DIV/0!,
        IF(OR(group_growth<=-1,reference_growth<=-1),#NUM!,IF(reference_pay=group_pay,0,
        IF(LN(reference_pay/group_pay)*(group_growth-reference_growth)<=0,#NUM!,
        LN(reference_pay/group_pay)/LN((1+group_growth)/(1+reference_growth)))))))))

    Source:
        Compound interest.

    Examples:
        >>> years_to_parity(1000.0, 4000.0, 1.0, 0.0)
        2.0
    """
    refuse_negative("group_pay", group_pay, "pay")
    refuse_where(group_pay == 0, ZeroBaseError, "group_pay is 0; it never grows")
    _refuse_no_yardstick(reference_pay)
    refuse_total_loss("group_growth", group_growth)
    refuse_total_loss("reference_growth", reference_growth)
    distance = ln(reference_pay / group_pay)
    closing_speed = ln1p(group_growth) - ln1p(reference_growth)
    years = quotient(distance, closing_speed)
    refuse_where(
        (years < 0) | ((distance != 0) & (closing_speed == 0)),
        DomainError,
        "group_growth {} and reference_growth {} never bring group_pay {} and reference_pay {} together",
        group_growth,
        reference_growth,
        group_pay,
        reference_pay,
    )
    return years


def hourly_pay(annual_pay: Pay, annual_hours: Hours) -> HourlyPay:
    """Pay for one hour.

    Args:
        annual_pay: Pay of a year.
        annual_hours: Hours worked in that year: 12 times the hours of a month.

    Returns:
        Pay per hour, in the unit of annual_pay.

    Raises:
        DomainError: annual_pay or annual_hours is negative.
        ZeroBaseError: annual_hours is zero.

    Working:
        annual_pay / annual_hours

    Excel:
        IF(OR(annual_pay<0,annual_hours<0),#NUM!,IF(annual_hours=0,#DIV/0!,annual_pay/annual_hours))

    Source:
        Arithmetic definition.

    Examples:
        >>> hourly_pay(4000000.0, 2000.0)
        2000.0
    """
    refuse_negative("annual_pay", annual_pay, "pay")
    _refuse_no_hours("annual_hours", annual_hours)
    return annual_pay / annual_hours


def hourly_wage_gap(group_pay: Pay, reference_pay: Pay, group_hours: Hours, reference_hours: Hours) -> Gap:
    """Hourly pay gap: your group first, the yardstick second; positive = your group earns less.

    Args:
        group_pay: Pay of your group.
        reference_pay: Pay of the yardstick, in the same unit and for the same period.
        group_hours: Hours that your group works for its pay.
        reference_hours: Hours that the yardstick works for its pay, counted in the same way.

    Returns:
        Fraction of the yardstick's pay per hour: 0.28 means 28 % less, negative means your group earns more.

    Raises:
        DomainError: A pay is negative, or hours are.
        ZeroBaseError: reference_pay, group_hours or reference_hours is zero.

    Working:
        (reference_pay / reference_hours - group_pay / group_hours) / (reference_pay / reference_hours)

    Excel:
        IF(OR(group_pay<0,reference_pay<0),#NUM!,IF(reference_pay=0,#DIV/0!,
        IF(group_hours<0,#NUM!,IF(group_hours=0,#DIV/0!,
        IF(reference_hours<0,#NUM!,IF(reference_hours=0,#DIV/0!,
        (reference_pay/reference_hours-group_pay/group_hours)/(reference_pay/reference_hours)))))))

    Source:
        Eurostat, gender pay gap in unadjusted form (earn_grgpg2): gross hourly earnings.

    Examples:
        >>> hourly_wage_gap(3000.0, 4000.0, 2400.0, 2000.0)
        0.375
    """
    refuse_negative("group_pay", group_pay, "pay")
    _refuse_no_yardstick(reference_pay)
    _refuse_no_hours("group_hours", group_hours)
    _refuse_no_hours("reference_hours", reference_hours)
    yardstick = reference_pay / reference_hours
    return (yardstick - group_pay / group_hours) / yardstick


def cost_to_close(group_pay: Pay, reference_pay: Pay, headcount: Headcount, elapsed_years: Years = 1.0) -> Amount:
    """Money that lifts a number of people from your group's pay to the yardstick's.

    Args:
        group_pay: Pay of your group per person and year.
        reference_pay: Pay of the yardstick per person and year.
        headcount: People in your group.
        elapsed_years: Years for which it is paid; 1 if omitted.

    Returns:
        The cost in the unit of pay; 0 where your group earns as much or more.

    Raises:
        DomainError: A pay, headcount or elapsed_years is negative.

    Warnings:
        Pay only: no employer contributions and no taxes, and pay does not grow meanwhile.

    Working:
        max(reference_pay - group_pay, 0) * headcount * elapsed_years

    Excel:
        IF(OR(group_pay<0,reference_pay<0,headcount<0,elapsed_years<0),#NUM!,
        MAX(reference_pay-group_pay,0)*headcount*elapsed_years)

    Source:
        Arithmetic definition.

    Examples:
        >>> cost_to_close(2000.0, 2500.0, 30.0)
        15000.0
        >>> cost_to_close(2000.0, 2500.0, 30.0, 2.0)
        30000.0
    """
    refuse_negative("group_pay", group_pay, "pay")
    refuse_negative("reference_pay", reference_pay, "pay")
    refuse_negative("headcount", headcount, "a number of people")
    refuse_negative("elapsed_years", elapsed_years, "a duration")
    return at_least(reference_pay - group_pay, 0.0) * headcount * elapsed_years


def headcount_covered(budget: Amount, group_pay: Pay, reference_pay: Pay, elapsed_years: Years = 1.0) -> Headcount:
    """Whole people whom a budget lifts from your group's pay to the yardstick's.

    Args:
        budget: Money there is, in the unit of pay.
        group_pay: Pay of your group per person and year.
        reference_pay: Pay of the yardstick per person and year.
        elapsed_years: Years for which it is to last; 1 if omitted.

    Returns:
        A whole number of people, rounded down. It may exceed the number of people there are.

    Raises:
        DomainError: There is no gap to close, budget or a pay is negative, or elapsed_years is not above zero.

    Warnings:
        Pay only: no employer contributions and no taxes, and pay does not grow meanwhile.
        A person missed by a trillionth counts as whole, since that is rounding.

    Working:
        floor(budget / ((reference_pay - group_pay) * elapsed_years))

    Excel:
        IF(OR(budget<0,group_pay<0,reference_pay<=group_pay,elapsed_years<=0),#NUM!,
        INT(budget/((reference_pay-group_pay)*elapsed_years)*(1+0.000000000001)))

    Source:
        Arithmetic definition.

    Examples:
        >>> headcount_covered(1700.0, 2000.0, 2500.0)
        3.0
        >>> headcount_covered(1700.0, 2000.0, 2500.0, 2.0)
        1.0
    """
    refuse_negative("budget", budget, "a budget")
    refuse_negative("group_pay", group_pay, "pay")
    refuse_negative("reference_pay", reference_pay, "pay")
    gap = reference_pay - group_pay
    refuse_where(
        gap <= 0,
        DomainError,
        "group_pay {} is not below reference_pay {}; there is no gap to close",
        group_pay,
        reference_pay,
    )
    refuse_no_duration("elapsed_years", elapsed_years)
    return floor(budget / (gap * elapsed_years) * (1 + _ROUNDING))


def uprated_pay(pay: Pay, index_then: PriceIndex, index_now: PriceIndex) -> Pay:
    """Pay of an earlier period carried forward by a price or pay index.

    Args:
        pay: Pay of the earlier period.
        index_then: Index of that period.
        index_now: Index, on the same base, of the period to which the pay is carried.

    Returns:
        Pay that is worth the same in the later period, or that kept up with other pay, as the index has it.

    Raises:
        DomainError: pay is negative, or an index is not above zero.
        ZeroBaseError: index_then is zero.

    Working:
        pay * index_now / index_then

    Excel:
        IF(pay<0,#NUM!,IF(index_then=0,#DIV/0!,IF(OR(index_then<0,index_now<=0),#NUM!,
        pay*index_now/index_then)))

    Source:
        Indexation by a price or pay index.

    Examples:
        >>> uprated_pay(2000.0, 100.0, 104.5)
        2090.0
    """
    refuse_negative("pay", pay, "pay")
    refuse_unfit_indices("index_then", index_then, "index_now", index_now)
    return pay * index_now / index_then


def _refuse_no_yardstick(reference_pay: float) -> None:
    """The pay against which others are measured is above zero."""
    refuse_negative("reference_pay", reference_pay, "pay")
    refuse_where(reference_pay == 0, ZeroBaseError, "reference_pay is 0; a gap needs a yardstick")


def _refuse_no_hours(name: str, hours: float) -> None:
    """Pay per hour needs hours."""
    refuse_negative(name, hours, "hours")
    refuse_where(hours == 0, ZeroBaseError, name + " is 0; pay per hour needs hours")

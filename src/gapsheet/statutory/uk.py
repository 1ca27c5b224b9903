"""Gender pay gap figures of employers in Great Britain: the numbers of the official form and the four quarters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from gapsheet.errors import DomainError, ZeroBaseError
from gapsheet.guards import refuse_negative, refuse_where
from gapsheet.quantities import FloatArray, HourlyPay, Label, Pay, Text
from gapsheet.statutory.bands import Band, is_whole, quarters
from gapsheet.statutory.figures import decimals_of, gap, mean, median, rounded
from gapsheet.statutory.staff import (
    Rows,
    Sexes,
    counted,
    direction,
    flags,
    left_out,
    pay_column,
    refuse_one_sex,
    sexes,
    told,
)
from gapsheet.statutory.units import (
    Decimals,
    Flags,
    FormTable,
    HourlyRates,
    PeriodDays,
    QuarterTable,
    StaffLabels,
    StaffPay,
    WeeklyHours,
)

_PROPORTIONS = ("Men who received bonus pay", "Women who received bonus pay")
_BONUS_GAPS = ("Mean gender pay gap using bonus pay", "Median gender pay gap using bonus pay")
_NO_BONUS_COLUMN = "bonus_pay is omitted or blank; type 0 for those who had none"
_NO_MAN = "no man had a bonus: the form wants both bonus gaps left empty"
_NO_WOMAN = "no woman had a bonus: the gap is 100 %"


@dataclass(frozen=True, slots=True)
class Payroll:
    """The full-pay relevant employees, with what must be said about them."""

    pay: FloatArray
    is_woman: Rows
    whole: bool
    remarks: str

    @property
    def men(self) -> FloatArray:
        """The men's hourly pay."""
        return self.pay[~self.is_woman]

    @property
    def women(self) -> FloatArray:
        """The women's hourly pay."""
        return self.pay[self.is_woman]

    @property
    def bands(self) -> list[Band]:
        """The four quarters, lowest pay first."""
        return quarters(self.pay, self.is_woman, self.whole)


def uk_hourly_pay(
    ordinary_pay: Pay,
    weekly_hours: WeeklyHours,
    period_days: PeriodDays = 30.44,
    bonus_pay: Pay = 0.0,
    bonus_days: PeriodDays = 365.25,
) -> HourlyPay:
    """An employee's hourly rate for UK gender pay gap reports, with a bonus cut to the days of the pay period.

    Args:
        ordinary_pay: Ordinary pay of the relevant pay period: basic pay, allowances, shift premium, paid leave; no
            overtime, redundancy pay, expenses or benefits in kind, after salary sacrifice.
        weekly_hours: Normal working hours of a week, without overtime; the average of 12 weeks where they vary.
        period_days: Days of the pay period: 7, 14, 28, or 30.44 for a month, as if omitted.
        bonus_pay: Bonus paid in the pay period, whatever period it is for; 0 if omitted.
        bonus_days: Days that the bonus is for: 365.25 for a year, as if omitted, 91.31 for a quarter, 30.44 for a
            month.

    Returns:
        Pay for one hour, not rounded.

    Raises:
        DomainError: A pay or a number of hours is negative, or period_days or bonus_days is not above 0.
        ZeroBaseError: weekly_hours is 0.

    Warnings:
        A bonus for a year that is paid in the pay period and not cut to its days is among the commonest mistakes.
        Employees on reduced or no pay because of leave are left out of the rates altogether.

    Working:
        (ordinary_pay + bonus_pay / bonus_days * period_days) * 7 / period_days / weekly_hours

    Source:
        SI 2017/172, reg. 6 (steps 1 to 6) and reg. 7 on weekly working hours; a month is 30.44 days, a year 365.25.

    Examples:
        >>> uk_hourly_pay(1400.0, 35.0, 28.0)
        10.0
        >>> uk_hourly_pay(1400.0, 35.0, 28.0, 730.5, 365.25)
        10.4
    """
    refuse_negative("ordinary_pay", ordinary_pay, "pay")
    refuse_negative("weekly_hours", weekly_hours, "a number of hours")
    refuse_where(weekly_hours == 0, ZeroBaseError, "weekly_hours is 0; pay per hour needs hours")
    refuse_where(period_days <= 0, DomainError, "period_days is {}; it is above 0", period_days)
    refuse_negative("bonus_pay", bonus_pay, "a bonus")
    refuse_where(bonus_days <= 0, DomainError, "bonus_days is {}; it is above 0", bonus_days)
    return (ordinary_pay + bonus_pay / bonus_days * period_days) * 7 / period_days / weekly_hours


def uk_pay_gap(
    hourly_pay: HourlyRates,
    gender: StaffLabels,
    reference_value: Label,
    bonus_pay: StaffPay | None = None,
    full_pay: Flags | None = None,
    ties: Text = "fractional",
    group_value: Label | None = None,
    decimals: Decimals = 1.0,
) -> FormTable:
    """The 14 numbers of the UK gender pay gap form from a staff table, in the form's order: quarters, pay, bonus.

    Args:
        hourly_pay: Hourly rate of each relevant employee, as UK_HOURLY_PAY gives it; blank for one on reduced or no
            pay because of leave, who still counts for the bonus.
        gender: Gender of each employee, as many as hourly_pay; a blank row is left out and counted.
        reference_value: The men's label in gender, such as "M"; capitals do not matter.
        bonus_pay: Bonus of each employee in the 12 months to the snapshot date; blank or 0 for none. If omitted, the
            four bonus figures stay empty.
        full_pay: Yes or no for each employee: a full-pay relevant employee or not; blank counts as yes. If omitted,
            everyone with an hourly pay is one.
        ties: "fractional" (the usual) shares people of one pay over quarters in proportion, "whole" as whole people
            by largest remainder.
        group_value: The women's label. Needed where gender holds a third label; those rows are left out and counted.
        decimals: Decimals of each percentage, 1 if omitted; the form takes at most 1.

    Returns:
        14 rows: item, figure to file, men and women it rests on, and a note with direction, ties and rows left out.

    Raises:
        DomainError: A number is infinite or negative, one sex has no hourly pay, fewer than four people have one,
            gender has not two labels without group_value, or decimals is no whole number from 0 to 6.
        UnknownLabelError: A label, ties or a yes or no is not understood.
        ShapeError: The columns differ in length.
        ZeroBaseError: The men's mean or median hourly pay is 0.

    Warnings:
        A preparation aid, not legal advice. Quarters are equal counts of people, not cuts at quartile values. Women's
        share is rounded and men's is the rest, so that both make 100.0 %; a half is rounded away from zero. People
        left over when heads are cut by 4 go to the lower, then the upper middle, then the lower middle quarter. Bonus
        gaps stay empty where men's share rounds to 0, as the form wants them, and are 100 % where no woman had one.

    Working:
        gap = (men - women) / men, by mean and median; quarters by rank of the rates; rounded to 0.1 %

    Source:
        Equality Act 2010 (Gender Pay Gap Information) Regulations 2017, SI 2017/172, regs 2(1), 6 and 8 to 13 (public
        bodies: SI 2017/353, Sch. 1). Order, decimals and empty bonus gaps as the government's reporting service.

    Examples:
        >>> uk_pay_gap(  # doctest: +NORMALIZE_WHITESPACE
        ...     [20.0, 16.0, 12.0, 10.0], ["M", "F", "M", "F"], "M", [900.0, 500.0, 0.0, 400.0])
        [['Upper hourly pay quarter: men', 1.0, 1.0, 0.0, ''],
         ['Upper hourly pay quarter: women', 0.0, 1.0, 0.0, ''],
         ['Upper middle hourly pay quarter: men', 0.0, 0.0, 1.0, ''],
         ['Upper middle hourly pay quarter: women', 1.0, 0.0, 1.0, ''],
         ['Lower middle hourly pay quarter: men', 1.0, 1.0, 0.0, ''],
         ['Lower middle hourly pay quarter: women', 0.0, 1.0, 0.0, ''],
         ['Lower hourly pay quarter: men', 0.0, 0.0, 1.0, ''],
         ['Lower hourly pay quarter: women', 1.0, 0.0, 1.0, ''],
         ['Mean gender pay gap using hourly pay', 0.188, 2.0, 2.0,
          "women's mean hourly pay is 18.8 % lower than men's"],
         ['Median gender pay gap using hourly pay', 0.188, 2.0, 2.0,
          "women's median hourly pay is 18.8 % lower than men's"],
         ['Men who received bonus pay', 0.5, 2.0, 2.0, '1 of 2 men'],
         ['Women who received bonus pay', 1.0, 2.0, 2.0, '2 of 2 women'],
         ['Mean gender pay gap using bonus pay', 0.5, 1.0, 2.0, "women's mean bonus is 50.0 % lower than men's"],
         ['Median gender pay gap using bonus pay', 0.5, 1.0, 2.0, "women's median bonus is 50.0 % lower than men's"]]
    """
    places = decimals_of(decimals)
    rates = pay_column("hourly_pay", hourly_pay)
    sex = sexes(gender, reference_value, group_value, rates.size, "hourly_pay")
    payroll = _payroll(rates, sex, full_pay, ties)
    bonus = None if bonus_pay is None else pay_column("bonus_pay", bonus_pay, "hourly_pay", rates.size)
    return [
        *_quarter_rows(payroll, places),
        *_hourly_rows(payroll, places),
        *_bonus_rows(bonus, sex, places, ~np.isnan(rates)),
    ]


def uk_pay_quarters(
    hourly_pay: HourlyRates,
    gender: StaffLabels,
    reference_value: Label,
    ties: Text = "fractional",
    full_pay: Flags | None = None,
    group_value: Label | None = None,
    decimals: Decimals = 1.0,
) -> QuarterTable:
    """Men and women in each of the four quarters by hourly pay, lowest first, with the UK's rules for ties and rests.

    Args:
        hourly_pay: Hourly rate of each employee by regulation 6; blank for one on reduced or no pay because of leave.
        gender: Gender of each employee, as many as hourly_pay; a blank row is left out and counted.
        reference_value: The men's label in gender, such as "M"; capitals do not matter.
        ties: "fractional" (the usual) shares people of one pay over quarters in proportion, "whole" as whole people
            by largest remainder.
        full_pay: Yes or no for each employee: a full-pay relevant employee or not; blank counts as yes. If omitted,
            everyone with an hourly pay is one.
        group_value: The women's label. Needed where gender holds a third label; those rows are left out and counted.
        decimals: Decimals of each percentage, 1 if omitted; the form takes at most 1.

    Returns:
        Four rows, from lower to upper: quarter, people, men, women, men's share, women's share, note. Under the
        fractional rule men and women need not be whole people; people always are.

    Raises:
        DomainError: A number is infinite or negative, one sex has no hourly pay, fewer than four people have one,
            gender has not two labels without group_value, or decimals is no whole number from 0 to 6.
        UnknownLabelError: A label, ties or a yes or no is not understood.
        ShapeError: The columns differ in length.

    Warnings:
        Equal counts of people, not cuts at quartile values. Rates that differ by less than a billionth are the same.
        People left over when heads are cut by 4 go to the lower, then the upper middle, then the lower middle quarter.
        Women's share is rounded and men's is the rest. Of equal remainders the lower quarter takes the woman.

    Working:
        people ranked by rate, cut in four; women at a rate that crosses a boundary are shared in proportion

    Source:
        SI 2017/172, reg. 13 with 13(2) on equal rates; remainders as in the government's guidance on the regulations.

    Examples:
        >>> uk_pay_quarters(  # doctest: +NORMALIZE_WHITESPACE
        ...     [9.0, 9.0, 9.0, 8.0, 9.0], ["M", "F", "M", "F", "M"], "M", "whole")
        [['lower', 2.0, 0.0, 2.0, 0.0, 1.0, '1 of 2 at a pay that is also in another quarter, shared by proportion'],
         ['lower middle', 1.0, 1.0, 0.0, 1.0, 0.0,
          '1 of 1 at a pay that is also in another quarter, shared by proportion'],
         ['upper middle', 1.0, 1.0, 0.0, 1.0, 0.0,
          '1 of 1 at a pay that is also in another quarter, shared by proportion'],
         ['upper', 1.0, 1.0, 0.0, 1.0, 0.0, '1 of 1 at a pay that is also in another quarter, shared by proportion']]
    """
    places = decimals_of(decimals)
    rates = pay_column("hourly_pay", hourly_pay)
    sex = sexes(gender, reference_value, group_value, rates.size, "hourly_pay")
    payroll = _payroll(rates, sex, full_pay, ties)
    rows: list[list[Any]] = []
    for band in payroll.bands:
        men, women = band.shares(places)
        rows.append([band.name, float(band.heads), *_heads(band), float(men), float(women), band.tie])
    rows[0][-1] = told(rows[0][-1], payroll.remarks)
    return rows


def _payroll(rates: FloatArray, sex: Sexes, full_pay: list[Any] | None, ties: str) -> Payroll:
    """Who is ranked and compared by hourly pay."""
    whole = is_whole(ties)
    paid = ~np.isnan(rates)
    meant = np.ones(rates.size, dtype=bool)
    if full_pay is not None:
        meant = flags("full_pay", full_pay, True, "hourly_pay", rates.size)
    used = paid & meant & sex.known
    refuse_one_sex("hourly_pay", int((used & sex.men).sum()), int((used & sex.women).sum()))
    remarks = told(left_out(sex, paid & meant), _unpaid(sex, paid, meant, full_pay is not None), _zeros(rates[used]))
    return Payroll(rates[used], sex.women[used], whole, remarks)


def _unpaid(sex: Sexes, paid: Rows, meant: Rows, is_told: bool) -> str:
    """A remark on people without an hourly pay."""
    number = int((sex.known & meant & ~paid).sum())
    if is_told:
        consequence = "on full pay without an hourly pay, left out"
        return counted(number, f"person {consequence}", f"people {consequence}")
    consequence = "without an hourly pay, taken as not on full pay"
    return counted(number, f"person {consequence}", f"people {consequence}")


def _zeros(rates: FloatArray) -> str:
    """A remark on rates of 0, which are seldom meant."""
    doubt = "on full pay with an hourly pay of 0: is it meant?"
    return counted(int((rates == 0).sum()), f"person {doubt}", f"people {doubt}")


def _heads(band: Band) -> list[float]:
    return [float(band.men), float(band.women)]


def _quarter_rows(payroll: Payroll, decimals: int) -> list[list[Any]]:
    """The eight shares of the form, which begins with the upper quarter."""
    rows: list[list[Any]] = []
    for band in reversed(payroll.bands):
        name = f"{band.name.capitalize()} hourly pay quarter"
        men, women = band.shares(decimals)
        rows.append([f"{name}: men", float(men), *_heads(band), band.tie])
        rows.append([f"{name}: women", float(women), *_heads(band), band.tie])
    rows[0][-1] = told(rows[0][-1], payroll.remarks)
    return rows


def _hourly_rows(payroll: Payroll, decimals: int) -> Iterator[list[Any]]:
    """The mean and the median gap in hourly pay."""
    heads = [float(payroll.men.size), float(payroll.women.size)]
    for word, statistic in (("mean", mean), ("median", median)):
        found = gap(statistic(payroll.women), statistic(payroll.men), f"{word} hourly pay")
        item = f"{word.capitalize()} gender pay gap using hourly pay"
        note = told(direction(found, f"{word} hourly pay", decimals), payroll.remarks if word == "mean" else "")
        yield [item, float(rounded(found, decimals)), *heads, note]


def _bonus_rows(bonus: FloatArray | None, sex: Sexes, decimals: int, paid: Rows) -> Iterator[list[Any]]:
    """Who was paid a bonus, and the gap among those who were."""
    men_all, women_all = int(sex.men.sum()), int(sex.women.sum())
    if bonus is None:
        for item in (*_PROPORTIONS, *_BONUS_GAPS):
            yield [item, "", float(men_all), float(women_all), _NO_BONUS_COLUMN]
        return
    had = np.nan_to_num(bonus) > 0
    men, women = bonus[had & sex.men], bonus[had & sex.women]
    proportions = [rounded(Fraction(men.size, men_all), decimals), rounded(Fraction(women.size, women_all), decimals)]
    among = [f"{men.size:,} of {men_all:,} men", f"{women.size:,} of {women_all:,} women"]
    remarks = left_out(sex, had | paid)
    for item, share, who in zip(_PROPORTIONS, proportions, among, strict=True):
        yield [item, float(share), float(men_all), float(women_all), told(who, remarks)]
    for item, word, statistic in zip(_BONUS_GAPS, ("mean", "median"), (mean, median), strict=True):
        found, note = _bonus_gap(men, women, statistic, word, proportions, decimals)
        yield [item, found, float(men.size), float(women.size), note]


def _bonus_gap(
    men: FloatArray, women: FloatArray, statistic: Any, word: str, proportions: list[Fraction], decimals: int
) -> tuple[Any, str]:
    """The gap as the form takes it, with the reason where that is not the plain one."""
    if not men.size:
        return "", _NO_MAN
    if proportions[0] == 0:
        return (
            "",
            f"{men.size:,} of the men had a bonus, which rounds to 0 %: the form wants both bonus gaps left empty",
        )
    if not women.size:
        return 1.0, _NO_WOMAN
    found = gap(statistic(women), statistic(men), f"{word} bonus")
    doubt = "women's share rounds to 0 % although some had a bonus" if proportions[1] == 0 else ""
    return float(rounded(found, decimals)), told(direction(found, f"{word} bonus", decimals), doubt)

"""Ireland's gender pay gap figures: the UK's comparisons, and part-time, temporary and benefits in kind besides."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from gapsheet.errors import CellError
from gapsheet.quantities import FloatArray, Label, Text
from gapsheet.statutory.bands import is_whole, quarters
from gapsheet.statutory.figures import decimals_of, mean, median, rounded
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
from gapsheet.statutory.units import Decimals, Flags, FormTable, HourlyRates, StaffLabels, StaffPay


def ie_pay_gap(
    hourly_pay: HourlyRates,
    gender: StaffLabels,
    reference_value: Label,
    bonus_pay: StaffPay | None = None,
    part_time: Flags | None = None,
    temporary: Flags | None = None,
    benefit_in_kind: Flags | None = None,
    ties: Text = "fractional",
    group_value: Label | None = None,
    decimals: Decimals = 1.0,
) -> FormTable:
    """The 20 figures of an Irish gender pay gap report from a staff table: pay, bonus, part-time, temporary, quarters.

    Args:
        hourly_pay: Hourly remuneration of each employee over the 12 months to the snapshot date in June: pay and
            bonus over hours worked, overtime included. A blank row is left out.
        gender: Gender of each employee, as many as hourly_pay; a blank row is left out and counted.
        reference_value: The men's label in gender, such as "M"; capitals do not matter.
        bonus_pay: Bonus of each employee in the 12 months; blank or 0 for none. If omitted, the bonus figures are not
            available.
        part_time: Yes or no for each employee; blank counts as no. If omitted, its figures are not available.
        temporary: Yes or no for each employee: on a temporary contract; blank counts as no. If omitted, its figures
            are not available.
        benefit_in_kind: Yes or no for each employee: received a benefit in kind; blank counts as no. If omitted, its
            figures are not available.
        ties: "fractional" (the usual) shares people of one pay over quarters in proportion, "whole" as whole people
            by largest remainder.
        group_value: The women's label. Needed where gender holds a third label; those rows are left out and counted.
        decimals: Decimals of each percentage, 1 if omitted.

    Returns:
        20 rows: item, figure, men and women it rests on, note. Where one sex has nobody to compare the figure is not
        available (#N/A).

    Raises:
        DomainError: A number is infinite or negative, one sex has no hourly pay, fewer than four people have one,
            gender has not two labels without group_value, or decimals is no whole number from 0 to 6.
        UnknownLabelError: A label, ties or a yes or no is not understood.
        ShapeError: The columns differ in length.

    Warnings:
        A preparation aid, not legal advice. The regulations fix neither rounding nor ties: a half is rounded away from
        zero, women's share of a quarter is rounded and men's is the rest, ties and rests are handled as in the UK.

    Working:
        gap = (men - women) / men, by mean and median, of all, of those with a bonus, by contract

    Source:
        Employment Equality Act 1998, s. 20A(1)(b)(i) to (viii) (Gender Pay Gap Information Act 2021); S.I. No. 264/2022
        on temporary contracts, quartiles and how pay and hours are counted.

    Examples:
        >>> ie_pay_gap(  # doctest: +NORMALIZE_WHITESPACE
        ...     [20.0, 20.0, 12.0, 10.0], ["M", "F", "M", "F"], "M", [900.0, 500.0, 0.0, 400.0],
        ...     ["y", "y", "n", "n"], ["n", "n", "y", "y"], ["y", "n", "y", "y"])
        [['Mean gender pay gap, hourly pay', 0.063, 2.0, 2.0, "women's mean hourly pay is 6.3 % lower than men's"],
         ['Median gender pay gap, hourly pay', 0.063, 2.0, 2.0,
          "women's median hourly pay is 6.3 % lower than men's"],
         ['Mean gender pay gap, bonus', 0.5, 1.0, 2.0, "women's mean bonus is 50.0 % lower than men's"],
         ['Median gender pay gap, bonus', 0.5, 1.0, 2.0, "women's median bonus is 50.0 % lower than men's"],
         ['Mean gender pay gap, part-time hourly pay', 0.0, 1.0, 1.0,
          "women's mean part-time hourly pay is as high as men's, to the decimals shown"],
         ['Median gender pay gap, part-time hourly pay', 0.0, 1.0, 1.0,
          "women's median part-time hourly pay is as high as men's, to the decimals shown"],
         ['Mean gender pay gap, temporary contract hourly pay', 0.167, 1.0, 1.0,
          "women's mean temporary contract hourly pay is 16.7 % lower than men's"],
         ['Median gender pay gap, temporary contract hourly pay', 0.167, 1.0, 1.0,
          "women's median temporary contract hourly pay is 16.7 % lower than men's"],
         ['Men who received a bonus', 0.5, 2.0, 2.0, '1 of 2'],
         ['Women who received a bonus', 1.0, 2.0, 2.0, '2 of 2'],
         ['Men who received benefits in kind', 1.0, 2.0, 2.0, '2 of 2'],
         ['Women who received benefits in kind', 0.5, 2.0, 2.0, '1 of 2'],
         ['Lower quartile: men', 0.0, 0.0, 1.0, ''],
         ['Lower quartile: women', 1.0, 0.0, 1.0, ''],
         ['Lower middle quartile: men', 1.0, 1.0, 0.0, ''],
         ['Lower middle quartile: women', 0.0, 1.0, 0.0, ''],
         ['Upper middle quartile: men', 0.5, 0.5, 0.5,
          '1 of 1 at a pay that is also in another quarter, shared by proportion'],
         ['Upper middle quartile: women', 0.5, 0.5, 0.5,
          '1 of 1 at a pay that is also in another quarter, shared by proportion'],
         ['Upper quartile: men', 0.5, 0.5, 0.5,
          '1 of 1 at a pay that is also in another quarter, shared by proportion'],
         ['Upper quartile: women', 0.5, 0.5, 0.5,
          '1 of 1 at a pay that is also in another quarter, shared by proportion']]
    """
    places, whole = decimals_of(decimals), is_whole(ties)
    rates = pay_column("hourly_pay", hourly_pay)
    sex = sexes(gender, reference_value, group_value, rates.size, "hourly_pay")
    used = ~np.isnan(rates) & sex.known
    refuse_one_sex("hourly_pay", int((used & sex.men).sum()), int((used & sex.women).sum()))
    bonus = None if bonus_pay is None else pay_column("bonus_pay", bonus_pay, "hourly_pay", rates.size)
    had_bonus = None if bonus is None else np.nan_to_num(bonus) > 0
    rows = [
        *_gaps("hourly pay", rates, sex, used, places),
        *_gaps("bonus", bonus, sex, had_bonus, places),
        *_gaps("part-time hourly pay", rates, sex, _among(used, "part_time", part_time), places),
        *_gaps("temporary contract hourly pay", rates, sex, _among(used, "temporary", temporary), places),
        *_shares("a bonus", sex, had_bonus, places),
        *_shares("benefits in kind", sex, _among(sex.known, "benefit_in_kind", benefit_in_kind), places),
        *_quarter_shares(rates[used], sex.women[used], whole, places),
    ]
    without = int((sex.known & np.isnan(rates)).sum())
    unpaid = counted(without, "person without an hourly pay is left out", "people without an hourly pay are left out")
    rows[0][-1] = told(rows[0][-1], left_out(sex, ~np.isnan(rates)), unpaid)
    return rows


def _among(rows: Rows, name: str, column: list[Any] | None) -> Rows | None:
    """The rows whose flag is yes; None where there is no such column."""
    return None if column is None else rows & flags(name, column, False, "hourly_pay", rows.size)


def _gaps(what: str, pay: FloatArray | None, sex: Sexes, rows: Rows | None, decimals: int) -> Iterator[list[Any]]:
    """The mean and the median gap among some people."""
    for word, statistic in (("mean", mean), ("median", median)):
        item = f"{word.capitalize()} gender pay gap, {what}"
        if pay is None or rows is None:
            yield [item, CellError.NA, "", "", "the column is omitted"]
            continue
        men, women = pay[rows & sex.men], pay[rows & sex.women]
        heads = [float(men.size), float(women.size)]
        if not (men.size and women.size):
            yield [item, CellError.NA, *heads, "there are not both men and women to compare"]
            continue
        base = statistic(men)
        if not base:
            yield [item, CellError.DIV0, *heads, "the men's figure is 0: no gap can be formed"]
            continue
        found = (base - statistic(women)) / base
        yield [item, float(rounded(found, decimals)), *heads, direction(found, f"{word} {what}", decimals)]


def _shares(what: str, sex: Sexes, rows: Rows | None, decimals: int) -> Iterator[list[Any]]:
    """The share of men and of women who received something."""
    heads = [float(sex.men.sum()), float(sex.women.sum())]
    for word, side in (("Men", sex.men), ("Women", sex.women)):
        item = f"{word} who received {what}"
        if rows is None:
            yield [item, CellError.NA, "", "", "the column is omitted"]
            continue
        received = int((rows & side).sum())
        share = rounded(Fraction(received, int(side.sum())), decimals)
        yield [item, float(share), *heads, f"{received:,} of {int(side.sum()):,}"]


def _quarter_shares(rates: FloatArray, is_woman: Rows, whole: bool, decimals: int) -> Iterator[list[Any]]:
    """Men's and women's share of each quarter, lowest pay first."""
    for band in quarters(rates, is_woman, whole):
        heads = [float(band.men), float(band.women)]
        for word, share in zip(("men", "women"), band.shares(decimals), strict=True):
            yield [f"{band.name.capitalize()} quartile: {word}", float(share), *heads, band.tie]

"""Spain's pay register: means and medians by sex for each group of equal work, and the 25 % that need a reason."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from gapsheet.errors import CellError, LimitError
from gapsheet.quantities import MOST_ROWS, FloatArray, Label
from gapsheet.samples import label_codes
from gapsheet.statutory.figures import mean, median
from gapsheet.statutory.staff import (
    counted,
    in_order,
    left_out,
    pay_column,
    refuse_one_sex,
    refuse_other_length,
    sexes,
    told,
)
from gapsheet.statutory.units import RegisterTable, StaffLabels, StaffPay

_LIMIT = Fraction(125, 100)  # RD 902/2020, Art. 6(b): at least 25 per cent above the other sex's
_REASON = "25 % or more: the register needs a reason other than sex (Art. 28.3 ET; Art. 6 b RD 902/2020)"


def es_pay_register(
    pay: StaffPay,
    gender: StaffLabels,
    reference_value: Label,
    category: StaffLabels | None = None,
    group_value: Label | None = None,
) -> RegisterTable:
    """Spain's pay register (registro retributivo): means and medians by sex, of all and each group, with a 25 % flag.

    Args:
        pay: Pay of each worker, of one concept or in total, for one period; a blank row is left out.
        gender: Gender of each worker, as many as pay; a blank row is left out and counted.
        reference_value: The men's label in gender, such as "H"; capitals do not matter.
        category: Professional group or group of equal value of each worker; one row for all if omitted.
        group_value: The women's label. Needed where gender holds a third label; those rows are left out and counted.

    Returns:
        A row for all and one for each group, not rounded: women, men, means, gap of means, medians, gap of medians,
        whether one sex's mean or median lies 25 % or more above the other's, note.

    Raises:
        DomainError: A number is infinite or negative, one sex has no pay, or gender has not two labels without
            group_value.
        UnknownLabelError: A label is not among the rows.
        ShapeError: The columns differ in length.
        LimitError: There are more than 9,998 groups.

    Warnings:
        A preparation aid, not legal advice. The 25 % of the law are of total pay: on one component the flag is a hint.
        The law measures the 25 % on the lower figure (1,250 against 1,000), the
        gap columns on the men's (20 %): a gap of 20 % against women reaches it. A group of one sex has no gap (#N/A).

    Working:
        gap = (men - women) / men of means and of medians; 25 % reached = higher >= 1.25 * lower

    Source:
        Estatuto de los Trabajadores, Art. 28.2 and 28.3; Real Decreto 902/2020, Arts 5 and 6(b).

    Examples:
        >>> es_pay_register([1000.0, 1250.0], ["M", "H"], "H")  # doctest: +NORMALIZE_WHITESPACE
        [['all', 1.0, 1.0, 1000.0, 1250.0, 0.2, 1000.0, 1250.0, 0.2, True,
          '25 % or more: the register needs a reason other than sex (Art. 28.3 ET; Art. 6 b RD 902/2020)']]
    """
    amounts = pay_column("pay", pay)
    sex = sexes(gender, reference_value, group_value, amounts.size, "pay")
    used = ~np.isnan(amounts) & sex.known
    refuse_one_sex("pay", int((used & sex.men).sum()), int((used & sex.women).sum()))
    all_row = _row("all", amounts[used & sex.women], amounts[used & sex.men])
    all_row[-1] = told(all_row[-1], left_out(sex, ~np.isnan(amounts)))
    if category is None:
        return [all_row]
    refuse_other_length("category", len(category), "pay", amounts.size)
    codes, labels = label_codes(category)
    _refuse_too_many(len(labels))
    without = int((used & (codes < 0)).sum())
    all_row[-1] = told(all_row[-1], counted(without, "worker in no group", "workers in no group"))
    groups = sorted(range(len(labels)), key=lambda code: in_order(labels[code]))
    sides = [(used & sex.women & (codes == code), used & sex.men & (codes == code)) for code in groups]
    rows = [_row(labels[code], amounts[women], amounts[men]) for code, (women, men) in zip(groups, sides, strict=True)]
    return [all_row, *rows]


def _refuse_too_many(groups: int) -> None:
    if groups > MOST_ROWS - 2:
        raise LimitError(f"category has {groups:,} labels; at most {MOST_ROWS - 2:,} can be shown")


def _row(group: Any, women: FloatArray, men: FloatArray) -> list[Any]:
    """One group of the register."""
    heads = [float(women.size), float(men.size)]
    if not (women.size and men.size):
        sides = [float(of(side)) if side.size else CellError.NA for of in (mean, median) for side in (women, men)]
        only = f"{'women' if women.size else 'men'} only: no comparison" if women.size or men.size else "nobody has pay"
        return [group, *heads, *sides[:2], CellError.NA, *sides[2:], CellError.NA, "", only]
    means, medians = (mean(women), mean(men)), (median(women), median(men))
    reached = any(_above(*pair) for pair in (means, medians))
    return [group, *heads, *_compared(*means), *_compared(*medians), reached, _REASON if reached else ""]


def _compared(women: Fraction, men: Fraction) -> list[Any]:
    """Both figures and their gap."""
    return [float(women), float(men), float((men - women) / men) if men else CellError.DIV0]


def _above(women: Fraction, men: Fraction) -> bool:
    """Whether one figure lies 25 % or more above the other."""
    low, high = sorted((women, men))
    return high > 0 and high >= _LIMIT * low

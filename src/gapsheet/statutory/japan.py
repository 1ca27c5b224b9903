"""男女の賃金の差異: women's average pay as a percentage of men's, for all, regular and non-regular workers in Japan."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from gapsheet.errors import CellError, DomainError, MissingValueError, UnknownLabelError
from gapsheet.guards import clipped
from gapsheet.quantities import FloatArray, Label
from gapsheet.samples import label_codes, label_key
from gapsheet.statutory.figures import exact, rounded, total
from gapsheet.statutory.staff import Rows, pay_column, refuse_other_length, sexes, told
from gapsheet.statutory.units import Counts, Heads, RatioTable, RowHours, ScheduledHours, StaffLabels, TotalPay

_CONVERTED = "part-timers converted by hours: say so in the notes (人員数の換算)"
_UNEVEN = "hours are given for one sex only; heads must be counted alike for both"
_ABSENT = "so no ratio (「－」)"


@dataclass(frozen=True, slots=True)
class Cell:
    """Total pay and heads of some workers."""

    pay: Fraction
    heads: Fraction

    @property
    def average(self) -> Fraction:
        """平均年間賃金, where there are workers."""
        return self.pay / self.heads


def jp_pay_ratio(
    total_pay: TotalPay,
    headcount: Heads,
    gender: StaffLabels,
    employment: StaffLabels,
    reference_value: Label,
    regular_value: Label,
    hours: RowHours | None = None,
    regular_hours: ScheduledHours | None = None,
    counts: Counts = 1.0,
) -> RatioTable:
    """男女の賃金の差異 (Japan): women's average annual pay over men's, of all, regular and non-regular workers.

    Args:
        total_pay: Total pay (総賃金) of each row's people; as many rows as wanted for each sex and kind of employment.
        headcount: People (人員数) of each row.
        gender: Gender of each row's people: two labels.
        employment: Kind of employment of each row; every label but the regular one is non-regular.
        reference_value: The men's label in gender, such as "男性"; capitals do not matter.
        regular_value: The label of regular workers in employment, such as "正規".
        hours: Scheduled hours of one person of a row. Non-regular rows with hours count as headcount * hours /
            regular_hours people; blank rows count as they are.
        regular_hours: Scheduled hours of a regular worker, in the same unit.
        counts: How many times in the year people were counted: 12 for rows month by month, whose headcounts are then
            averaged; 1 if omitted.

    Returns:
        Three rows, all, regular, non-regular: English and Japanese name, ratio rounded to 0.1 %, gap = 1 - ratio,
        women's and men's average annual pay, women and men, note.

    Raises:
        DomainError: A number is infinite or negative, some workers have pay but no heads, gender has not two labels,
            regular_hours is not above 0, or counts is no whole number of 1 or more.
        UnknownLabelError: reference_value or regular_value is not among its labels.
        MissingValueError: A row has pay or people without the other, or without gender or employment, or hours stand
            without regular_hours.
        ShapeError: The columns differ in length.

    Warnings:
        A preparation aid, not legal advice. The ratio for all workers is pooled, total pay over total heads of each
        sex: it can lie far below both others. Hours conversion is allowed, not required; it must be noted, alike for
        both sexes and kept over the years. Dispatched workers count with the dispatching employer.

    Working:
        (women's total pay / women's heads) / (men's total pay / men's heads), a half rounded up

    Source:
        女性活躍推進法 and its ordinance; notices 雇均発0708第2号 (8 July 2022: one decimal, the second
        rounded half up) and 雇均発1228第1号 (28 December 2022: hours conversion).

    Examples:
        >>> jp_pay_ratio(  # doctest: +NORMALIZE_WHITESPACE
        ...     [60.0, 18.0, 4.0, 9.0], [10.0, 4.0, 2.0, 6.0], ["M", "F", "M", "F"],
        ...     ["正規", "正規", "他", "他"], "M", "正規")
        [['all', '全労働者', 0.506, 0.494, 2.7, 5.333333333333333, 10.0, 12.0,
          "50.6 = women's average pay as % of men's; gap 49.4"],
         ['regular', '正規雇用労働者', 0.75, 0.25, 4.5, 6.0, 4.0, 10.0,
          "75.0 = women's average pay as % of men's; gap 25.0"],
         ['non-regular', '非正規雇用労働者', 0.75, 0.25, 1.5, 2.0, 6.0, 2.0,
          "75.0 = women's average pay as % of men's; gap 25.0"]]
    """
    pay = pay_column("total_pay", total_pay)
    heads = pay_column("headcount", headcount, "total_pay", pay.size)
    sex = sexes(gender, reference_value, None, pay.size, "total_pay")
    codes, labels = label_codes(employment)
    refuse_other_length("employment", codes.size, "total_pay", pay.size)
    regular = codes == _regular_code(regular_value, labels)
    used = _used(pay, heads, sex.known, codes >= 0)
    people, remark = _people(heads, hours, regular_hours, used & ~regular, sex.women)
    if counts % 1 or counts < 1:
        raise DomainError(f"counts is {counts:,.12g}; it is a whole number of 1 or more")
    parts = (("all", "全労働者", used), ("regular", "正規雇用労働者", used & regular))
    rows: list[list[Any]] = []
    for english, japanese, part in (*parts, ("non-regular", "非正規雇用労働者", used & ~regular)):
        women = _cell(pay, people, part & sex.women, counts)
        men = _cell(pay, people, part & sex.men, counts)
        rows.append([english, japanese, *_compared(women, men, "" if english == "regular" else remark)])
    return rows


def _regular_code(regular_value: Any, labels: list[Any]) -> int:
    """The position of the regular workers' label."""
    wanted = label_key(regular_value)
    for position, label in enumerate(labels):
        if label_key(label) == wanted:
            return position
    known = ", ".join(f"'{clipped(str(label))}'" for label in labels[:6])
    raise UnknownLabelError(f"regular_value '{clipped(str(regular_value))}' is not in employment, which has {known}")


def _used(pay: FloatArray, heads: FloatArray, has_sex: Rows, has_employment: Rows) -> Rows:
    """The rows with people; a row without pay and people is nobody's, and half a row is refused."""
    empty = np.isnan(pay) & np.isnan(heads)
    whole = ~np.isnan(pay) & ~np.isnan(heads) & has_sex & has_employment
    half = np.flatnonzero(~empty & ~whole)
    if half.size:
        raise MissingValueError(
            f"row {half[0] + 1} of total_pay lacks its total_pay, headcount, gender or employment; type 0 for none"
        )
    return whole


def _people(
    heads: FloatArray, hours: FloatArray | None, regular_hours: float | None, convertible: Rows, is_woman: Rows
) -> tuple[list[Fraction], str]:
    """The heads of each row, part-timers converted where hours are given, and what to say about it."""
    people = [exact(head) if head == head else Fraction(0) for head in heads.tolist()]
    if hours is None:
        return people, ""
    column = pay_column("hours", hours, "total_pay", heads.size)
    if regular_hours is None:
        raise MissingValueError("regular_hours is blank; hours are converted by those of a regular worker")
    if regular_hours <= 0:
        raise DomainError(f"regular_hours is {regular_hours:,.12g}; it is above 0")
    converted = convertible & ~np.isnan(column)
    for row in np.flatnonzero(converted).tolist():
        people[row] *= exact(column[row]) / exact(regular_hours)
    of_women, of_men = (bool((converted & side).any()) for side in (is_woman, ~is_woman))
    uneven = of_women != of_men and bool((convertible & (is_woman if of_men else ~is_woman)).any())
    return people, told(_CONVERTED if of_women or of_men else "", _UNEVEN if uneven else "")


def _cell(pay: FloatArray, people: list[Fraction], rows: Rows, counts: float) -> Cell:
    """The pay and the average number of some people."""
    heads = sum((people[row] for row in np.flatnonzero(rows).tolist()), Fraction(0)) / int(counts)
    cell = Cell(total(pay[rows]), heads)
    if cell.pay and not cell.heads:
        raise DomainError(f"total_pay is {float(cell.pay):,.12g} for workers whose headcount is 0")
    return cell


def _compared(women: Cell, men: Cell, remark: str) -> list[Any]:
    """Ratio, gap, averages and heads of a group of workers."""
    sides = (women, men)
    heads = [float(side.heads) for side in sides]
    averages = [float(side.average) if side.heads else CellError.NA for side in sides]
    if not (women.heads and men.heads):
        absent = " and ".join(word for word, side in (("women", women), ("men", men)) if not side.heads)
        return [CellError.NA, CellError.NA, *averages, *heads, told(f"no {absent} among them, {_ABSENT}", remark)]
    if not men.pay:
        return [CellError.DIV0, CellError.DIV0, *averages, *heads, told("the men's pay is 0", remark)]
    ratio = rounded(women.average / men.average)
    words = f"{float(ratio * 100):.1f} = women's average pay as % of men's; gap {float((1 - ratio) * 100):.1f}"
    return [float(ratio), float(1 - ratio), *averages, *heads, told(words, remark)]

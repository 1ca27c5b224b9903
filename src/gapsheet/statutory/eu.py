"""Pay gap reports under Directive (EU) 2023/970: the points of Article 9(1), the 5 % of Article 10, and the dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gapsheet.errors import CellError, DomainError, LimitError, UnknownLabelError
from gapsheet.guards import clipped
from gapsheet.quantities import MOST_ROWS, FloatArray, Label, Text
from gapsheet.samples import label_codes
from gapsheet.statutory.bands import quarters
from gapsheet.statutory.figures import mean, median, percent
from gapsheet.statutory.staff import (
    Rows,
    counted,
    in_order,
    left_out,
    pay_column,
    refuse_one_sex,
    refuse_other_length,
    sexes,
    told,
)
from gapsheet.statutory.units import DueTable, PointTable, StaffLabels, StaffPay, Workers

_TRIGGER = Fraction(5, 100)  # Art. 10(1)(a): a difference of at least 5 %
_JOINT = (
    "at least 5 %: joint pay assessment (Art. 10), unless objective, gender-neutral criteria justify it or it is "
    "remedied within six months"
)
_NO_VARIABLE = "variable_pay is omitted or blank; type 0 for those who receive none"
_NO_CATEGORY = "category is omitted: point g needs each worker's category by Art. 4(4)"
_NO_BASE = "the men's figure is 0: no gap can be formed"
_MEDIAN_OF_NONE = 'the median man receives none; ask for "recipients"'
_MOST_CATEGORIES = (MOST_ROWS - 9) // 3  # nine rows for points a to f, three for each category

# Art. 9(2) to (4): fewest workers, size in words, first report, years between reports, the rule in words.
_FIRST_2027, _FIRST_2031 = dt.date(2027, 6, 7), dt.date(2031, 6, 7)
_DUTIES = (
    (250, "250 or more", _FIRST_2027, 1, "Art. 9(2): by 7 June 2027 on the year before, then every year"),
    (150, "150 to 249", _FIRST_2027, 3, "Art. 9(3): by 7 June 2027 on the year before, then every three years"),
    (100, "100 to 149", _FIRST_2031, 3, "Art. 9(4): by 7 June 2031 on the year before, then every three years"),
)
_NO_DUTY = ("fewer than 100", "", "", "Art. 9(5): voluntary, unless national law asks for a report")
_EPOCH = dt.date(1899, 12, 30)  # serial day 0 of the 1900 date system, from 1 March 1900 on

Statistic = Callable[[FloatArray], Fraction]


@dataclass(frozen=True, slots=True)
class Workforce:
    """The workers who are compared: ordinary basic wage, complementary or variable components, sex."""

    basic: FloatArray
    variable: FloatArray | None
    is_woman: Rows

    @property
    def level(self) -> FloatArray:
        """The pay level: everything received."""
        return self.basic if self.variable is None else self.basic + self.variable

    def among(self, rows: Rows | NDArray[np.intp]) -> Workforce:
        """Some of the workers, by a mask or by their places."""
        return Workforce(self.basic[rows], None if self.variable is None else self.variable[rows], self.is_woman[rows])


def eu_pay_gap(
    basic_pay: StaffPay,
    gender: StaffLabels,
    reference_value: Label,
    variable_pay: StaffPay | None = None,
    category: StaffLabels | None = None,
    variable_basis: Text = "all",
    group_value: Label | None = None,
) -> PointTable:
    """Points a to g of an EU pay gap report from a staff table, with the 5 % test of Article 10 in each category.

    Args:
        basic_pay: Ordinary basic wage of each worker, gross, all for one period: hourly, or annual at full time. A
            blank row is left out.
        gender: Gender of each worker, as many as basic_pay; a blank row is left out and counted.
        reference_value: The men's label in gender, such as "M"; capitals do not matter.
        variable_pay: Complementary or variable components of each worker in the same unit; blank or 0 for none. If
            omitted, points b, d and e are not available.
        category: Category of each worker by Art. 4(4): equal work or work of equal value. If omitted, point g is not
            available.
        variable_basis: Whom the rows on variable pay compare: "all" (the usual) counts those without variable pay as 0,
            "recipients" leaves them out.
        group_value: The women's label. Needed where gender holds a third label; those rows are left out and counted.

    Returns:
        Rows for a to d, e, f (four bands) and g (three a category: basic wage, variable components, pay level), not
        rounded: point, item, category, women's and men's figure, gap, women and men counted, whether 5 % is reached
        in either direction, note.

    Raises:
        DomainError: A number is infinite or negative, one sex has no basic_pay, fewer than four people have one, or
            gender has not two labels without group_value.
        UnknownLabelError: A label or variable_basis is not understood.
        ShapeError: The columns differ in length.
        LimitError: There are more than 3,330 categories.

    Warnings:
        A preparation aid, not legal advice: the Directive leaves bands, ties, rounding and workers without variable
        pay to national law. Bands follow the United Kingdom's rules (equal heads, ties in proportion). The 5 % test
        compares mean pay levels inside a category, unrounded, never the overall gap. A category of one sex has no
        gap (#N/A); a men's figure of 0 gives #DIV/0!. A small category can give a single worker's pay away (Art. 12).

    Working:
        gap = (men - women) / men; a and b by mean, c and d by median, g by mean for each kind of work

    Source:
        Directive (EU) 2023/970, Arts 3(1), 4(4), 9(1)(a) to (g) and 10(1)(a).

    Examples:
        >>> eu_pay_gap(  # doctest: +NORMALIZE_WHITESPACE
        ...     [40.0, 36.0, 20.0, 20.0], ["M", "F", "M", "F"], "M", [4.0, 4.0, 0.0, 2.0],
        ...     ["A", "A", "A", "A"])
        [['a', 'mean pay', '', 31.0, 32.0, 0.03125, 2.0, 2.0, '', 'women are paid 3.13 % less'],
         ['b', 'mean variable pay (all workers, none = 0)', '', 3.0, 2.0, -0.5, 2.0, 2.0, '',
          'women are paid 50.00 % more'],
         ['c', 'median pay', '', 31.0, 32.0, 0.03125, 2.0, 2.0, '', 'women are paid 3.13 % less'],
         ['d', 'median variable pay (all workers, none = 0)', '', 3.0, 2.0, -0.5, 2.0, 2.0, '',
          'women are paid 50.00 % more'],
         ['e', 'share receiving variable pay', '', 1.0, 0.5, '', 2.0, 2.0, '', '2 of 2 women; 1 of 2 men'],
         ['f', 'lower quartile band', '', 0.0, 1.0, '', 0.0, 1.0, '', ''],
         ['f', 'lower middle quartile band', '', 1.0, 0.0, '', 1.0, 0.0, '', ''],
         ['f', 'upper middle quartile band', '', 1.0, 0.0, '', 1.0, 0.0, '', ''],
         ['f', 'upper quartile band', '', 0.0, 1.0, '', 0.0, 1.0, '', ''],
         ['g', 'mean basic wage', 'A', 28.0, 30.0, 0.06666666666666667, 2.0, 2.0, '', 'women are paid 6.67 % less'],
         ['g', 'mean variable pay (all workers, none = 0)', 'A', 3.0, 2.0, -0.5, 2.0, 2.0, '',
          'women are paid 50.00 % more'],
         ['g', 'mean pay level', 'A', 31.0, 32.0, 0.03125, 2.0, 2.0, False, 'women are paid 3.13 % less']]
    """
    basic = pay_column("basic_pay", basic_pay)
    sex = sexes(gender, reference_value, group_value, basic.size, "basic_pay")
    variable = None
    if variable_pay is not None:
        variable = np.nan_to_num(pay_column("variable_pay", variable_pay, "basic_pay", basic.size))
    only_recipients = _only_recipients(variable_basis)
    used = ~np.isnan(basic) & sex.known
    refuse_one_sex("basic_pay", int((used & sex.men).sum()), int((used & sex.women).sum()))
    workforce = Workforce(basic, variable, sex.women).among(used)
    remarks = told(left_out(sex, ~np.isnan(basic)), _without_basic(sex.known & np.isnan(basic)))
    rows = [*_overall_rows(workforce, only_recipients), *_band_rows(workforce)]
    rows[0][-1] = told(rows[0][-1], remarks)
    if category is not None:
        refuse_other_length("category", len(category), "basic_pay", basic.size)
        category = [label for label, counts in zip(category, used.tolist(), strict=True) if counts]
    return [*rows, *_category_rows(workforce, category, only_recipients)]


def eu_report_due(workers: Workers) -> DueTable:
    """When an employer in the EU must first report its pay gap, and how often, by the number of its workers.

    Args:
        workers: Number of workers of the employer.

    Returns:
        One row: size class, date by which the first report is due, years between reports, the rule in words. Below
        100 workers no report is due under the Directive and date and years stay empty.

    Raises:
        DomainError: workers is negative.

    Warnings:
        National law may ask for earlier, more frequent or further reports; it also says how workers are counted.

    Working:
        the size class that workers falls into

    Source:
        Directive (EU) 2023/970, Art. 9(2) to (5).

    Examples:
        >>> eu_report_due(180.0)  # doctest: +NORMALIZE_WHITESPACE
        [['150 to 249', 46545.0, 3.0,
          'Art. 9(3): by 7 June 2027 on the year before, then every three years']]
        >>> eu_report_due(99.0)
        [['fewer than 100', '', '', 'Art. 9(5): voluntary, unless national law asks for a report']]
    """
    if workers < 0:
        raise DomainError(f"workers is {workers:,.12g}; a number of people cannot be negative")
    for fewest, size, first, every, rule in _DUTIES:
        if workers >= fewest:
            return [[size, float((first - _EPOCH).days), float(every), rule]]
    return [list(_NO_DUTY)]


def _only_recipients(variable_basis: str) -> bool:
    rules = {"all": False, "recipients": True}
    found = rules.get(variable_basis.strip().casefold())
    if found is None:
        raise UnknownLabelError(f"variable_basis is '{clipped(variable_basis)}'; it is all or recipients")
    return found


def _without_basic(rows: Rows) -> str:
    return counted(
        int(rows.sum()), "worker without a basic wage is left out", "workers without a basic wage are left out"
    )


def _overall_rows(workforce: Workforce, only_recipients: bool) -> Iterator[list[Any]]:
    """Points a to e."""
    yield _compared("a", "mean pay", "", workforce.level, workforce.is_woman, mean)
    yield _variable_row("b", "mean variable pay", "", workforce, only_recipients, mean)
    yield _compared("c", "median pay", "", workforce.level, workforce.is_woman, median)
    yield _variable_row("d", "median variable pay", "", workforce, only_recipients, median)
    yield _recipients_row(workforce)


def _compared(point: str, item: str, category: Any, pay: FloatArray, is_woman: Rows, statistic: Statistic) -> list[Any]:
    """A row that compares women's and men's pay."""
    sides = (pay[is_woman], pay[~is_woman])
    heads = [float(side.size) for side in sides]
    women, men = (statistic(side) if side.size else None for side in sides)
    shown = [CellError.NA if figure is None else float(figure) for figure in (women, men)]
    if women is None or men is None:
        return [point, item, category, *shown, CellError.NA, *heads, "", _one_sided(women, men)]
    if men == 0:
        return [point, item, category, *shown, CellError.DIV0, *heads, "", _NO_BASE]
    found = (men - women) / men
    return [point, item, category, *shown, float(found), *heads, "", _direction(found)]


def _one_sided(women: Fraction | None, men: Fraction | None) -> str:
    """Why there is no comparison."""
    if women is men:
        return "nobody receives any"
    return f"{'women' if men is None else 'men'} only: no comparison"


def _direction(found: Fraction) -> str:
    """A gap in words."""
    if found == 0:
        return "equal"
    return f"women are paid {percent(found, 2)} {'less' if found > 0 else 'more'}"


def _variable_row(
    point: str, item: str, category: Any, workforce: Workforce, only_recipients: bool, statistic: Statistic
) -> list[Any]:
    """A row on complementary or variable components."""
    if workforce.variable is None:
        return _absent(point, item, category, _NO_VARIABLE)
    whom = "recipients only" if only_recipients else "all workers, none = 0"
    rows = workforce.variable > 0 if only_recipients else np.ones(workforce.variable.size, dtype=bool)
    row = _compared(point, f"{item} ({whom})", category, workforce.variable[rows], workforce.is_woman[rows], statistic)
    if row[5] is CellError.DIV0 and statistic is median and row[4] == 0 and not only_recipients:
        row[-1] = _MEDIAN_OF_NONE
    return row


def _absent(point: str, item: str, category: Any, note: str) -> list[Any]:
    """A row for which a column is missing."""
    return [point, item, category, CellError.NA, CellError.NA, CellError.NA, "", "", "", note]


def _recipients_row(workforce: Workforce) -> list[Any]:
    """Point e: who receives complementary or variable components."""
    item = "share receiving variable pay"
    if workforce.variable is None:
        return _absent("e", item, "", _NO_VARIABLE)
    sides = (workforce.variable[workforce.is_woman], workforce.variable[~workforce.is_woman])
    received = [int((side > 0).sum()) for side in sides]
    shares = [number / side.size for number, side in zip(received, sides, strict=True)]
    among = [f"{n:,} of {side.size:,} {who}" for n, side, who in zip(received, sides, ("women", "men"), strict=True)]
    heads = [float(side.size) for side in sides]
    return ["e", item, "", *shares, "", *heads, "", told(*among)]


def _band_rows(workforce: Workforce) -> Iterator[list[Any]]:
    """Point f: women and men in each quartile pay band."""
    for band in quarters(workforce.level, workforce.is_woman, whole=False):
        share, heads = float(band.women_share), [float(band.women), float(band.men)]
        yield ["f", f"{band.name} quartile band", "", share, 1 - share, "", *heads, "", band.tie]


def _category_rows(workforce: Workforce, category: list[Any] | None, only_recipients: bool) -> Iterator[list[Any]]:
    """Point g: three rows for each category, in the order of their names."""
    if category is None:
        yield _absent("g", "pay by category", "", _NO_CATEGORY)
        return
    codes, labels = label_codes(category)
    if len(labels) > _MOST_CATEGORIES:
        raise LimitError(f"category has {len(labels):,} labels; at most {_MOST_CATEGORIES:,} can be shown")
    without = int((codes < 0).sum())
    by_category = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[by_category], np.arange(len(labels) + 1))
    for code in sorted(range(len(labels)), key=lambda code: in_order(labels[code])):
        part = workforce.among(by_category[starts[code] : starts[code + 1]])
        yield _compared("g", "mean basic wage", labels[code], part.basic, part.is_woman, mean)
        yield _variable_row("g", "mean variable pay", labels[code], part, only_recipients, mean)
        yield _tested(_compared("g", "mean pay level", labels[code], part.level, part.is_woman, mean), part)
    if without:
        note = counted(without, "worker in none: counted in a to f only", "workers in none: counted in a to f only")
        yield _absent("g", "no category", "", note)


def _tested(row: list[Any], part: Workforce) -> list[Any]:
    """A category's pay level under the test of Article 10."""
    women, men = part.level[part.is_woman], part.level[~part.is_woman]
    if not (women.size and men.size):
        return row
    base = mean(men)
    difference = abs(base - mean(women))
    row[-2] = difference > 0 and difference >= _TRIGGER * base
    row[-1] = told(row[-1], _JOINT if row[-2] else "")
    return row

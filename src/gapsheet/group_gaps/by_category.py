"""The gap category by category: who is counted, what both groups earn there, and where too few people are behind it."""

from __future__ import annotations

from typing import Any

from gapsheet.group_gaps.category_tables import Pair, category_table, refuse_too_many
from gapsheet.group_gaps.subgroups import Subgroups, statistic_called, statistic_of, subgroups
from gapsheet.group_gaps.units import CategoryTable, Flag, GroupLabels, Heads, PeoplesPay, Statistic
from gapsheet.quantities import Columns, Label, Weights


def wage_gap_by(
    pay: PeoplesPay,
    group: GroupLabels,
    reference_value: Label,
    weights: Weights | None = None,
    by: Columns | None = None,
    statistic: Statistic = "mean",
    smallest: Heads = 10.0,
    hide_small: Flag = False,
) -> CategoryTable:
    """Pay gap in each category and in total: heads, pay of both groups, gap and ratio; positive = the group earns less.

    Args:
        pay: Pay of each person, in one unit; a blank leaves the person out.
        group: Group of each person, two labels such as M and F; a blank leaves the person out.
        reference_value: Label of the yardstick group, such as "M"; capitals do not matter.
        weights: Sampling weight of each person, 0 or more; 1 each if omitted. A blank or 0 leaves the person out.
        by: Category of each person, such as grade; of several columns each combination is a category. A blank is a
            category of its own. Only the total if omitted.
        statistic: "mean" (平均) or "median" (中央値) of pay; mean if omitted.
        smallest: Heads below which a group is noted as small; 10 if omitted.
        hide_small: TRUE shows #N/A in place of the pay of a small group, and of gap and ratio; FALSE if omitted.

    Returns:
        A header that names both groups and the sign, a row for each category in the order of its labels, and a row
        Total: category, heads of the reference, heads of the group, pay of each, gap = (reference - group) /
        reference, ratio = group / reference, note.

    Raises:
        DomainError: group has not exactly two labels, a weight is negative, all weights are 0, a number is infinite,
            or smallest or hide_small is out of its range.
        MissingValueError: No row has pay, group and weight.
        UnknownLabelError: reference_value is not in group, or statistic is neither mean nor median.
        ShapeError: The columns differ in length.
        LimitError: There would be more than 10,000 rows.

    Warnings:
        Heads are rows, whatever they weigh. A category that only one group has shows #N/A in gap and ratio and says
        which group is missing; a reference pay of 0 gives #DIV/0!, a negative one #NUM!. Hiding small groups does not
        stop a reader from subtracting the other categories from the total. With a row more than pay, the first row of
        by is its heading.

    Working:
        in each category (statistic of pay of reference_value - that of the others) / that of reference_value

    Source:
        Eurostat, gender pay gap in unadjusted form (earn_grgpg2), category by category; weighted medians as
        WEIGHTED_MEDIAN.

    Examples:
        >>> wage_gap_by(
        ...     [20.0, 15.0, 30.0, 27.0], ["M", "F", "M", "F"], "M", None, ["A", "A", "B", "B"]
        ... )  # doctest: +NORMALIZE_WHITESPACE
        [['category', 'heads: M', 'heads: F', 'mean pay: M', 'mean pay: F',
          'gap = (M - F) / M, positive = F earns less', 'ratio = F / M', 'note'],
         ['A', 1.0, 1.0, 20.0, 15.0, 0.25, 0.75, 'fewer than 10 M and F'],
         ['B', 1.0, 1.0, 30.0, 27.0, 0.1, 0.9, 'fewer than 10 M and F'],
         ['Total', 2.0, 2.0, 25.0, 21.0, 0.16, 0.84, 'fewer than 10 M and F']]
    """
    measure = statistic_called(statistic)
    people = subgroups(pay, group, reference_value, weights, "by", by, keep_blanks=True)
    heads = (people.reference.sample.heads, people.group.sample.heads)
    pays = (statistic_of(people.reference.sample, measure), statistic_of(people.group.sample, measure))
    categories = _categories(people, measure) if by is not None else ()
    return category_table(people, measure, categories, (heads, pays), smallest, hide_small, people.remark)


def _categories(people: Subgroups, statistic: str) -> list[tuple[tuple[Any, ...], Pair, Pair]]:
    """Each category with the heads and the pay of both groups."""
    cells = len(people.cells)
    refuse_too_many(cells)
    heads = zip(people.reference.heads(cells).tolist(), people.group.heads(cells).tolist(), strict=True)
    pays = zip(*(side.tolist() for side in people.statistics(statistic)), strict=True)
    return list(zip(people.cells, heads, pays, strict=True))

"""Gaps between like and like: cell by cell of the same factors, weighed by people (ILO) or matched exactly (Nopo)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gapsheet.errors import DomainError, ZeroBaseError
from gapsheet.group_gaps.figures import gap_heading, gap_in_total, heads_headings, joined
from gapsheet.group_gaps.subgroups import (
    MEAN,
    People,
    Subgroups,
    in_cells,
    shown,
    statistic_called,
    statistic_of,
    subgroups,
)
from gapsheet.group_gaps.units import FactorWeightedTable, GroupLabels, NopoTable, PeoplesPay, Statistic
from gapsheet.guards import clipped
from gapsheet.quantiles import weighted_mean_of
from gapsheet.quantities import Columns, FloatArray, Label, Weights
from gapsheet.samples import Sample


def factor_weighted_gap(
    pay: PeoplesPay,
    group: GroupLabels,
    reference_value: Label,
    factors: Columns,
    weights: Weights | None = None,
    statistic: Statistic = "mean",
) -> FactorWeightedTable:
    """Pay gap between people with the same factors, cell by cell, each weighed by its share of all people (ILO).

    Args:
        pay: Pay of each person, in one unit, best per hour; a blank leaves the person out.
        group: Group of each person, two labels such as M and F; a blank leaves the person out.
        reference_value: Label of the yardstick group, such as "M"; capitals do not matter.
        factors: Columns such as education, age class, full or part time, public or private; every combination that
            occurs is a cell. A blank leaves the person out.
        weights: Sampling weight of each person, 0 or more; 1 each if omitted. A blank or 0 leaves the person out.
        statistic: "mean" (平均) or "median" (中央値) of pay in each cell; mean if omitted.

    Returns:
        A header that names both groups and the sign, and one row: factor-weighted gap, raw gap of the same people,
        coverage (the share of all people in cells that hold both groups), cells with both, cells with the reference
        only, cells with the group only, heads of the reference, heads of the group, note.

    Raises:
        ZeroBaseError: The reference's pay is zero in a cell, or in total.
        DomainError: No cell holds both groups, pay is negative in a cell, group has not exactly two labels, a weight
            is negative, all weights are 0, or a number is infinite.
        MissingValueError: No row has pay, group, factors and weight.
        UnknownLabelError: reference_value is not in group, or statistic is neither mean nor median.
        ShapeError: The columns differ in length.

    Warnings:
        Numbers are taken as categories: give age classes rather than ages. Cells with one group only are left out and
        the shares of the others add to 1, so that with many factors the result rests on few people: read the
        coverage. The gap of a cell with one person on a side counts like any other. The result is what is left within
        cells, not discrimination by itself.

    Working:
        sum over cells with both of (share of all people) * (statistic of pay of reference_value - that of the others) /
        that of reference_value

    Source:
        Factor-weighted gender pay gap of the ILO's Global Wage Report 2018/19.

    Examples:
        >>> factor_weighted_gap(
        ...     [20.0, 15.0, 40.0, 30.0, 30.0, 60.0],
        ...     ["M", "F", "M", "F", "F", "M"],
        ...     "M",
        ...     ["clerk", "clerk", "cook", "cook", "cook", "pilot"],
        ... )  # doctest: +NORMALIZE_WHITESPACE
        [['factor-weighted gap = (M - F) / M, positive = F earns less',
          'raw gap = (M - F) / M, positive = F earns less',
          'coverage: share of all people in cells with both', 'cells with both', 'cells with M only',
          'cells with F only', 'heads: M', 'heads: F', 'note'],
         [0.25, 0.375, 0.8333333333333334, 2.0, 1.0, 0.0, 3.0, 3.0, 'mean pay']]
    """
    measure = statistic_called(statistic)
    people = subgroups(pay, group, reference_value, weights, "factors", factors)
    reference, other = people.reference, people.group
    both = _shared(people)
    bases, others = (pays[both] for pays in people.statistics(measure))
    _refuse_unfit_cells(people, np.flatnonzero(both), bases, others)
    cells = len(people.cells)
    weight = reference.weights(cells) + other.weights(cells)
    gap = weighted_mean_of((bases - others) / bases, weight[both])
    raw = gap_in_total(people, measure)
    only = [np.count_nonzero(side.heads(cells)) - np.count_nonzero(both) for side in (reference, other)]
    heads = [float(reference.sample.heads), float(other.sample.heads)]
    coverage = float(weight[both].sum() / weight.sum())
    row = [
        gap,
        raw,
        coverage,
        float(np.count_nonzero(both)),
        *map(float, only),
        *heads,
        joined(f"{measure} pay", people.remark),
    ]
    return [_factor_weighted_header(people), row]


def nopo_gap(
    pay: PeoplesPay,
    group: GroupLabels,
    reference_value: Label,
    factors: Columns,
    weights: Weights | None = None,
) -> NopoTable:
    """Mean pay gap in four parts by exact matching (Nopo): unexplained, composition, and the unmatched of each group.

    Args:
        pay: Pay of each person, in one unit; a blank leaves the person out.
        group: Group of each person, two labels such as M and F; a blank leaves the person out.
        reference_value: Label of the yardstick group, such as "M"; capitals do not matter.
        factors: Columns such as education, occupation, sector; people match who have the same in all of them. A blank
            leaves the person out.
        weights: Sampling weight of each person, 0 or more; 1 each if omitted. A blank or 0 leaves the person out.

    Returns:
        A header that names both groups and the sign, and five rows: D, the gap in mean pay; D0, between matched people
        of the same factors; DX, from how the matched spread over the cells; DM, from people of the reference without a
        match; DF, from people of the group without a match. In each row: amount, amount as a fraction of the
        reference's mean pay, number of cells, heads and shares of both groups that the part is about, meaning.

    Raises:
        ZeroBaseError: The reference's mean pay is zero.
        DomainError: No cell holds both groups, the mean pay of a group is negative, group has not exactly two labels,
            a weight is negative, all weights are 0, or a number is infinite.
        MissingValueError: No row has pay, group, factors and weight.
        UnknownLabelError: reference_value is not in group.
        ShapeError: The columns differ in length.

    Warnings:
        Amounts are reference - group in the unit of pay, and D0 + DX + DM + DF = D. Fractions are of the reference's
        mean, so that D's is WAGE_GAP; Nopo's article and Stata's nopomatch relate the parts to the group's mean.
        Numbers match only if equal: give classes of age or pay rather than the numbers. The more factors, the fewer
        people match.

    Working:
        D = mean pay of reference_value - mean pay of the others = D0 + DX + DM + DF

    Source:
        Nopo (2008), Matching as a Tool to Decompose Wage Gaps, Review of Economics and Statistics 90(2).

    Examples:
        >>> nopo_gap(
        ...     [20.0, 40.0, 60.0, 40.0, 16.0, 16.0, 16.0, 32.0],
        ...     ["M", "M", "M", "M", "F", "F", "F", "F"],
        ...     "M",
        ...     ["clerk", "cook", "pilot", "pilot", "clerk", "clerk", "clerk", "cook"],
        ... )  # doctest: +NORMALIZE_WHITESPACE
        [['part of the gap', 'M - F in pay, positive = F earns less', 'the same / mean pay of M', 'cells', 'heads: M',
          'heads: F', 'share of M', 'share of F', 'meaning'],
         ['D', 20.0, 0.5, 3.0, 4.0, 4.0, 1.0, 1.0, 'gap in mean pay'],
         ['D0', 5.0, 0.125, 2.0, 2.0, 4.0, 0.5, 1.0,
          'unexplained: M and F with the same factors, spread over cells as F'],
         ['DX', 5.0, 0.125, 2.0, 2.0, 4.0, 0.5, 1.0,
          'composition: matched M and F are spread differently over cells'],
         ['DM', 10.0, 0.25, 1.0, 2.0, 0.0, 0.5, 0.0, 'M without a match, compared with matched M'],
         ['DF', 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 'matched F, compared with F without a match']]
    """
    people = subgroups(pay, group, reference_value, weights, "factors", factors)
    both = _shared(people)
    reference, other = _matched(people.reference, both), _matched(people.group, both)
    gap = gap_in_total(people, MEAN)
    # What matched people of the reference would earn if they stood in the cells as the matched of the group do
    like_group = weighted_mean_of(
        in_cells(people.reference, both.size, MEAN)[both], people.group.weights(both.size)[both]
    )
    parts = (
        like_group - other.matched_mean,
        reference.matched_mean - like_group,
        reference.mean - reference.matched_mean,  # = share of the unmatched * (their mean - the matched's mean)
        other.matched_mean - other.mean,
    )
    whole = [
        *("D", reference.mean - other.mean, gap, float(both.size)),
        *(reference.heads, other.heads, 1.0, 1.0, joined("gap in mean pay", people.remark)),
    ]
    return [_nopo_header(people), whole, *_part_rows(people, parts, reference, other, both)]


@dataclass(frozen=True, slots=True)
class _Matched:
    """One group's mean pay, and that of the people who have a match in the other."""

    mean: float
    matched_mean: float
    heads: float
    matched_heads: float
    matched_share: float  # of the group's weight
    cells: float  # that hold this group and not the other


def _matched(people: People, both: NDArray[np.bool_]) -> _Matched:
    """How one group divides into people with and without a match."""
    sample = people.sample
    inside = both[people.cells]
    matched = Sample(sample.values[inside], sample.weights[inside])
    return _Matched(
        statistic_of(sample, MEAN),
        statistic_of(matched, MEAN),
        float(sample.heads),
        float(matched.heads),
        matched.total_weight / sample.total_weight,
        float(np.count_nonzero(people.heads(both.size)) - np.count_nonzero(both)),
    )


def _part_rows(
    people: Subgroups, parts: tuple[float, ...], reference: _Matched, other: _Matched, both: NDArray[np.bool_]
) -> list[list[Any]]:
    """The four parts with the people they are about and their meaning."""
    one, two = people.reference_name, people.group_name
    matched = [float(np.count_nonzero(both)), reference.matched_heads, other.matched_heads]
    matched += [reference.matched_share, other.matched_share]
    alone = [reference.cells, reference.heads - reference.matched_heads, 0.0, 1 - reference.matched_share, 0.0]
    other_alone = [other.cells, 0.0, other.heads - other.matched_heads, 0.0, 1 - other.matched_share]
    meanings = (
        ("D0", matched, f"unexplained: {one} and {two} with the same factors, spread over cells as {two}"),
        ("DX", matched, f"composition: matched {one} and {two} are spread differently over cells"),
        ("DM", alone, f"{one} without a match, compared with matched {one}"),
        ("DF", other_alone, f"matched {two}, compared with {two} without a match"),
    )
    return [
        [name, part, part / reference.mean, *about, meaning]
        for (name, about, meaning), part in zip(meanings, parts, strict=True)
    ]


def _nopo_header(people: Subgroups) -> list[Any]:
    """The headings of the columns, with the names of the groups."""
    one, two = people.reference_name, people.group_name
    return [
        "part of the gap",
        f"{one} - {two} in pay, positive = {two} earns less",
        f"the same / mean pay of {one}",
        "cells",
        *heads_headings(people),
        f"share of {one}",
        f"share of {two}",
        "meaning",
    ]


def _factor_weighted_header(people: Subgroups) -> list[Any]:
    """The headings of the columns, with the names of the groups."""
    return [
        f"factor-weighted {gap_heading(people)}",
        f"raw {gap_heading(people)}",
        "coverage: share of all people in cells with both",
        "cells with both",
        f"cells with {people.reference_name} only",
        f"cells with {people.group_name} only",
        *heads_headings(people),
        "note",
    ]


def _shared(people: Subgroups) -> NDArray[np.bool_]:
    """Which cells hold people of both groups."""
    cells = len(people.cells)
    both: NDArray[np.bool_] = (people.reference.heads(cells) > 0) & (people.group.heads(cells) > 0)
    if not both.any():
        raise DomainError("factors put no two people of both groups in the same cell; use fewer or broader categories")
    return both


def _refuse_unfit_cells(people: Subgroups, cells: Any, bases: FloatArray, others: FloatArray) -> None:
    """Every cell's gap needs a base."""
    negative, baseless = np.minimum(bases, others) < 0, bases == 0
    if negative.any():
        raise DomainError(f"pay of a group is negative in the cell '{_first(people, cells[negative])}' of factors")
    if baseless.any():
        raise ZeroBaseError(f"the reference's pay is 0 in the cell '{_first(people, cells[baseless])}' of factors")


def _first(people: Subgroups, cells: Any) -> str:
    """The first of some cells as a message shows it."""
    return clipped(" / ".join(map(shown, people.cells[int(cells[0])])))

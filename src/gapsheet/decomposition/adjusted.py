"""The adjusted gap in a cell: what remains between people alike in every factor, and its rating against a limit."""

from __future__ import annotations

from gapsheet.decomposition.adjustment import adjusted_table
from gapsheet.decomposition.moments import gathered
from gapsheet.decomposition.observations import observations, scaled
from gapsheet.decomposition.units import GroupLabels, ItemTable, Pays, ReferenceLabel, SampleWeights, Threshold
from gapsheet.errors import DomainError
from gapsheet.quantities import Columns


def adjusted_gap(
    pay: Pays,
    group: GroupLabels,
    reference_value: ReferenceLabel,
    factors: Columns,
    weights: SampleWeights | None = None,
    target: Threshold = 0.025,
    limit: Threshold = 0.05,
) -> ItemTable:
    """The gap in pay that remains between people with the same factors, with its test and its rating against a limit.

    Args:
        pay: Pay of each person, above 0; blanks are skipped.
        group: The group of each person, under exactly two labels.
        reference_value: Label of the yardstick group; capitals do not matter.
        factors: Columns of numbers or of texts (categories), a row for each person; one row more above holds names.
        weights: Sampling weights; 1 each if omitted.
        target: Target value that the gap should not exceed; 0.025 (2.5 %) if omitted.
        limit: Limit value that the gap must not exceed; 0.05 (5 %) if omitted.

    Returns:
        A header and a row for each item: its name, value and meaning. Adjusted gap (reference minus group, as a
        fraction of the reference's pay, positive = the group earns less) and its standard error, the gap without
        factors, the coefficient with standard error, t and p value, the gap cut to a tenth of a percent as it is
        rated, the rating, R squared, and the rows used.

    Raises:
        ShapeError: pay, group, factors or weights differ in length.
        MissingValueError: No row is complete, or a factor is blank throughout.
        UnknownLabelError: reference_value is not in group.
        ArgumentTypeError: A factor mixes numbers and texts.
        DomainError: There are not two groups, pay of zero or less, an infinite number, bad weights, too few rows,
            factors that cannot be told apart (from the group neither), or 0 <= target <= limit does not hold.
        LimitError: Factors make more than 1,000 variables.

    Warnings:
        A gap in either direction is rated. The rating needs a gap that differs from 0 at 5 %, two-sided; with weights
        the test is by robust (HC1) errors. Logib's own factors are training, service, experience and its square,
        level of requirements and position, for 50 employees or more: that choice is the user's here.

    Working:
        1 - exp(b - V(b) / 2), b the coefficient of not being reference_value in least squares of ln pay on group and
        factors; rated against target and limit

    Source:
        Kennedy (1981); van Garderen and Shah (2002) for the standard error; rating as Logib, the Swiss
        Confederation's tool, since 2024.

    Examples:
        >>> adjusted_gap([2.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0, 1.0], ["M", "M", "M", "M", "F", "F", "F", "F"], "M",
        ...     [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0])  # doctest: +NORMALIZE_WHITESPACE
        [['item', 'value', 'meaning'],
         ['adjusted gap', 0.5,
          "fraction of M's pay, M minus F, positive = F earns less; same factors, Kennedy's correction"],
         ['standard error of the adjusted gap', 0.0, 'in the same unit'],
         ['gap without factors', 0.5,
          "fraction of M's pay, M minus F, positive = F earns less; of geometric means"],
         ['coefficient', -0.6931471805599453, 'ln(pay) of F minus M, same factors: negative = F earns less'],
         ['standard error of the coefficient', 0.0, 'conventional'],
         ['t value', '', 'coefficient over its standard error'],
         ['p value', 0.0, 'of no gap at all, two-sided'],
         ['rated gap', 0.5, 'adjusted gap without its sign, cut to 0.1 %'],
         ['rating', 'significant, above the limit of 5 %', 'F earns less than M'],
         ['R squared', 1.0, 'share of the variance of ln(pay) that factors and group account for'],
         ['rows used of M', 4.0, 'complete rows'],
         ['rows used of F', 4.0, 'complete rows']]
    """
    if not 0 <= target <= limit:
        raise DomainError(f"target is {target:.12g}, limit {limit:.12g}; 0 <= target <= limit is needed")
    observed = scaled(observations(pay, group, reference_value, factors, weights), "log")
    return adjusted_table(observed.layout, observed.labels, gathered(observed.rows), target, limit, observed.rows)

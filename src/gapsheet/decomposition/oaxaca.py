"""Blinder and Oaxaca's decompositions: the parts of a gap in mean pay, as a whole and factor by factor."""

from __future__ import annotations

from gapsheet.decomposition.observations import is_log, observations, scaled
from gapsheet.decomposition.references import CHOICES, chosen, model_of
from gapsheet.decomposition.tables import detail_table, part_table
from gapsheet.decomposition.units import (
    DetailTable,
    GroupLabels,
    PartTable,
    Pays,
    ReferenceChoice,
    ReferenceLabel,
    SampleWeights,
    Scale,
)
from gapsheet.quantities import Columns


def oaxaca(
    pay: Pays,
    group: GroupLabels,
    reference_value: ReferenceLabel,
    factors: Columns,
    weights: SampleWeights | None = None,
    reference: ReferenceChoice | None = None,
    scale: Scale = "log",
) -> PartTable:
    """The gap in mean pay between two groups, split into what their factors explain and what they do not.

    Args:
        pay: Pay of each person; blanks are skipped.
        group: The group of each person, under exactly two labels.
        reference_value: Label of the yardstick group; capitals do not matter.
        factors: Columns of numbers or of texts (categories), a row for each person; one row more above holds names.
        weights: Sampling weights; 1 each if omitted.
        reference: Coefficients of the twofold split: reference, comparison, reimers, cotton, neumark, pooled, or a
            weight from 0 to 1 of the yardstick's own; all six in turn if omitted.
        scale: log (natural logarithms of pay) if omitted, or level (pay as it is).

    Returns:
        A header and a row for each part: its name, estimate, standard error, share of the gap. First the two means,
        the gap (reference minus group: positive = the group earns less; under logs also the gap of geometric means)
        and the rows used; then the threefold split (endowments, coefficients, interaction, seen from the group), and
        for each reference the explained and the unexplained part, the latter as advantage and disadvantage too.

    Raises:
        ShapeError: pay, group, factors or weights differ in length.
        MissingValueError: No row is complete, or a factor is blank throughout.
        UnknownLabelError: reference_value is not in group, or reference or scale is no such choice.
        ArgumentTypeError: A factor mixes numbers and texts.
        DomainError: There are not two groups, pay of zero or less under log, an infinite number, bad weights, too
            few rows in a group, a level that only one group has, or factors that cannot be told apart.
        LimitError: Factors make more than 1,000 variables.

    Warnings:
        Standard errors are by the delta method with random factors. Without weights the groups' own regressions have
        conventional covariances; with weights, and for neumark and pooled, they are robust (as Stata's suest). Cotton
        weighs by each group's share; statsmodels weighs by the other group's where it swaps them (swap=True).

    Working:
        mean of pay (scale) by group, reference_value minus the other = endowments + coefficients + interaction =
        explained + unexplained, by least squares on factors in each

    Source:
        Blinder (1973), Oaxaca (1973), Reimers (1983), Cotton (1988), Neumark (1988), Oaxaca and Ransom (1994);
        standard errors and the pooled reference by Jann (2008).

    Examples:
        >>> oaxaca([4.0, 4.0, 10.0, 1.0, 1.0, 4.0], ["M", "M", "M", "F", "F", "F"], "M", [1.0, 1.0, 4.0, 0.0, 0.0, 3.0],
        ...     None, "reference", "level")  # doctest: +NORMALIZE_WHITESPACE
        [['part, M minus F: positive = F earns less', 'mean pay', 'standard error', 'share of the gap'],
         ['mean of M', 6.0, 2.0, ''],
         ['mean of F', 2.0, 1.0, ''],
         ['gap: M minus F, positive = F earns less', 4.0, 2.23606797749979, 1.0],
         ['rows used of M', 3.0, '', ''],
         ['rows used of F', 3.0, '', ''],
         ["threefold, endowments: more of the factors in M, valued as F's", 1.0, 1.4142135623730951, 0.25],
         ["threefold, coefficients: F's factors, paid as M's", 2.0, 1.0, 0.5],
         ['threefold, interaction: both differences together', 1.0, 1.4142135623730951, 0.25],
         ['reference (coefficients of M): explained by factors', 2.0, 2.8284271247461903, 0.5],
         ['reference (coefficients of M): unexplained', 2.0, 1.0, 0.5]]
    """
    observed = scaled(observations(pay, group, reference_value, factors, weights), scale)
    choices = list(CHOICES) if reference is None else [chosen(reference)]
    model = model_of(observed.layout, observed.labels, observed.rows)
    return part_table(model, choices, is_log(scale))


def oaxaca_detail(
    pay: Pays,
    group: GroupLabels,
    reference_value: ReferenceLabel,
    factors: Columns,
    weights: SampleWeights | None = None,
    reference: ReferenceChoice = "reference",
    scale: Scale = "log",
) -> DetailTable:
    """What each factor contributes to the explained and to the unexplained part of the gap in mean pay.

    Args:
        pay: Pay of each person; blanks are skipped.
        group: The group of each person, under exactly two labels.
        reference_value: Label of the yardstick group; capitals do not matter.
        factors: Columns of numbers or of texts (categories), a row for each person; one row more above holds names.
        weights: Sampling weights; 1 each if omitted.
        reference: Coefficients that value the factors: reference if omitted, comparison, reimers, cotton, neumark,
            pooled, or a weight from 0 to 1 of the yardstick's own.
        scale: log (natural logarithms of pay) if omitted, or level (pay as it is).

    Returns:
        A header and a row for each factor, for each level of a category, for the constant and for the total: factor,
        level, its mean in the reference and in the group, contribution to the explained part with standard error, to
        the unexplained part with standard error; all reference minus group, positive = the group earns less.

    Raises:
        ShapeError: pay, group, factors or weights differ in length.
        MissingValueError: No row is complete, or a factor is blank throughout.
        UnknownLabelError: reference_value is not in group, or reference or scale is no such choice.
        ArgumentTypeError: A factor mixes numbers and texts.
        DomainError: There are not two groups, pay of zero or less under log, an infinite number, bad weights, too
            few rows in a group, a level that only one group has, or factors that cannot be told apart.
        LimitError: Factors make more than 1,000 variables.

    Warnings:
        Coefficients of a category are deviations from their plain mean over levels, so that no level is the base.
        How the unexplained part divides between the constant and a number still depends on where the number has its
        zero: age counted from 0 or from 15 shifts pay between the two.

    Working:
        mean of pay (scale) by group, reference_value minus the other = explained + unexplained, by least squares on
        factors in each: difference of means times coefficient, and difference of coefficients times mean

    Source:
        Jann (2008); normalisation of categories by Yun (2005) and Gardeazabal and Ugidos (2004).

    Examples:
        >>> oaxaca_detail([4.0, 4.0, 10.0, 1.0, 1.0, 4.0], ["M", "M", "M", "F", "F", "F"], "M",
        ...     [["years"], [1.0], [1.0], [4.0], [0.0], [0.0], [3.0]],
        ...     None, "reference", "level")  # doctest: +NORMALIZE_WHITESPACE
        [['factor', 'level', 'mean of M', 'mean of F',
          'explained: M minus F in pay, reference coefficients', 'standard error',
          'unexplained: M minus F, positive = F earns less', 'standard error'],
         ['years', '', 2.0, 1.0, 2.0, 2.8284271247461903, 1.0, 1.0],
         ['constant', '', 1.0, 1.0, 0.0, 0.0, 1.0, 0.0],
         ['total', '', '', '', 2.0, 2.8284271247461903, 2.0, 1.0]]
    """
    choice = chosen(reference)
    observed = scaled(observations(pay, group, reference_value, factors, weights), scale)
    model = model_of(observed.layout, observed.labels, observed.rows)
    return detail_table(model, choice, is_log(scale))

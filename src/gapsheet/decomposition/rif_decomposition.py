"""Gaps in a quantile, the variance or the Gini index, split by regressions on recentred influences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gapsheet.decomposition.observations import Observations, is_log, observations, scaled
from gapsheet.decomposition.parts import Part, Twofold, gap_between, share_of_gap, threefold, twofold
from gapsheet.decomposition.references import Model, chosen, coefficients, model_of
from gapsheet.decomposition.rif import Influence, asked, influence
from gapsheet.decomposition.units import (
    Bandwidth,
    GroupLabels,
    PartTable,
    Pays,
    ReferenceChoice,
    ReferenceLabel,
    SampleWeights,
    Scale,
    Statistic,
)
from gapsheet.errors import DomainError
from gapsheet.quantities import Columns


def rif_decomposition(
    pay: Pays,
    group: GroupLabels,
    reference_value: ReferenceLabel,
    factors: Columns,
    statistic: Statistic,
    weights: SampleWeights | None = None,
    reference: ReferenceChoice = "reference",
    scaling: Scale | None = None,
    bandwidth: Bandwidth | None = None,
) -> PartTable:
    """The gap in a quantile, the variance or the Gini index of pay, split into what factors explain and what not.

    Args:
        pay: Pay of each person; blanks are skipped.
        group: The group of each person, under exactly two labels.
        reference_value: Label of the yardstick group; capitals do not matter.
        factors: Columns of numbers or of texts (categories), a row for each person; one row more above holds names.
        statistic: A quantile between 0 and 1 (0.5 or median), variance, gini or mean.
        weights: Sampling weights; 1 each if omitted.
        reference: Coefficients that value the factors: reference if omitted, comparison, reimers, cotton, neumark,
            pooled, or a weight from 0 to 1 of the yardstick's own.
        scaling: log (natural logarithms of pay) or level; log if omitted, but level for gini.
        bandwidth: Width of the Gaussian kernel at a quantile, in the unit of the scaled pay; by Silverman's rule
            in each group if omitted.

    Returns:
        A header and a row for each part: its name, estimate, standard error, share of the gap. The statistic of both
        groups, the gap (reference minus group), the widths of the kernel and the rows used; the threefold split, the
        explained and the unexplained part, what the regressions miss of the gap, and each factor's share in both.

    Raises:
        ShapeError: pay, group, factors or weights differ in length.
        MissingValueError: No row is complete, or a factor is blank throughout.
        UnknownLabelError: reference_value is not in group, or statistic, reference or scaling is no such choice.
        ArgumentTypeError: A factor mixes numbers and texts.
        DomainError: There are not two groups, pay that the statistic or log does not allow, an infinite number, bad
            weights, too few rows in a group, a level that only one group has, factors that cannot be told apart, or
            a bandwidth of zero or less.
        LimitError: Factors make more than 1,000 variables.

    Warnings:
        The split is a linear approximation around each group's own pay: trust it for small differences in factors.
        Standard errors take the influences as given, without the error of the density. Influences at a quantile do
        not average to it exactly; the row "missed by the regressions" says by how much the gap differs.

    Working:
        statistic of pay by group, reference_value minus the other = explained + unexplained, by least squares of each
        influence on factors in each

    Source:
        Firpo, Fortin and Lemieux (2009, 2018); Gini by Cowell and Flachaire (2007); quantiles of type 2.

    Examples:
        >>> rif_decomposition([4.0, 4.0, 10.0, 1.0, 1.0, 4.0], ["M", "M", "M", "F", "F", "F"], "M",
        ...     [["years"], [1.0], [1.0], [4.0], [0.0], [0.0], [3.0]],
        ...     "mean", None, "reference", "level")  # doctest: +NORMALIZE_WHITESPACE
        [['part, M minus F', 'mean of pay', 'standard error', 'share of the gap'],
         ['mean of pay: M', 6.0, '', ''],
         ['mean of pay: F', 2.0, '', ''],
         ['gap: M minus F, positive = F has less', 4.0, '', 1.0],
         ['rows used of M', 3.0, '', ''],
         ['rows used of F', 3.0, '', ''],
         ["threefold, endowments: more of the factors in M, valued as F's", 1.0, 1.4142135623730951, 0.25],
         ["threefold, coefficients: F's factors, valued as M's", 2.0, 1.0, 0.5],
         ['threefold, interaction: both differences together', 1.0, 1.4142135623730951, 0.25],
         ['explained by factors (reference coefficients)', 2.0, 2.8284271247461903, 0.5],
         ['unexplained (reference coefficients)', 2.0, 1.0, 0.5],
         ['missed by the regressions: gap minus explained minus unexplained', 0.0, '', 0.0],
         ['explained, by years', 2.0, 2.8284271247461903, 0.5],
         ['unexplained, by years', 1.0, 1.0, 0.25],
         ['unexplained, constant', 1.0, 0.0, 0.25]]
    """
    measure = asked(statistic)
    if bandwidth is not None and bandwidth <= 0:
        raise DomainError(f"bandwidth is {bandwidth:.12g}; it must be above 0")
    choice = chosen(reference)
    unit = scaling or ("level" if measure == "gini" else "log")
    observed = scaled(observations(pay, group, reference_value, factors, weights), unit)
    first, second = (influence(rows.pay, rows.weights, measure, bandwidth) for rows in observed.rows)
    recentred = observed.with_pay((first.values, second.values))
    model = model_of(recentred.layout, recentred.labels, recentred.rows)
    return list(_table(observed, model, (first, second), _named(measure, unit), choice))


def _named(measure: float | str, unit: str) -> str:
    name = measure if isinstance(measure, str) else f"quantile {measure:.6g}"
    return f"{name} of {'ln(pay)' if is_log(unit) else 'pay'}"


def _table(
    observed: Observations, model: Model, found: tuple[Influence, Influence], name: str, choice: Any
) -> Iterator[list[Any]]:
    own, other = observed.labels
    gap = gap_between(found[0].statistic, found[1].statistic)
    yield [f"part, {own} minus {other}", name, "standard error", "share of the gap"]
    for label, side in zip(observed.labels, found, strict=True):
        yield [f"{name}: {label}", side.statistic, "", ""]
    yield [f"gap: {own} minus {other}, positive = {other} has less", gap, "", share_of_gap(gap, gap)]
    yield from _notes(observed, found)
    central = model.central
    split = threefold(central, coefficients(central, "reference"))
    yield _row(f"threefold, endowments: more of the factors in {own}, valued as {other}'s", split.endowments, gap)
    yield _row(f"threefold, coefficients: {other}'s factors, valued as {own}'s", split.coefficients, gap)
    yield _row("threefold, interaction: both differences together", split.interaction, gap)
    parts = twofold(central, coefficients(central, choice))
    at = choice if isinstance(choice, str) else f"{choice:.6g} of {own}"
    yield _row(f"explained by factors ({at} coefficients)", parts.explained, gap)
    yield _row(f"unexplained ({at} coefficients)", parts.unexplained, gap)
    missed = gap - parts.explained.total - parts.unexplained.total
    yield ["missed by the regressions: gap minus explained minus unexplained", missed, "", share_of_gap(missed, gap)]
    yield from _by_factor(model, twofold(model, coefficients(model, choice)), gap)


def _by_factor(model: Model, parts: Twofold, gap: float) -> Iterator[list[Any]]:
    """Each factor, a category as a whole, in the explained and in the unexplained part."""
    whole = [term for term in model.layout.terms() if term.level is None]
    for word, part in (("explained", parts.explained), ("unexplained", parts.unexplained)):
        for term in whole:
            value, error = part.over(term.positions)
            yield [f"{word}, by {term.factor}", value, error, share_of_gap(value, gap)]
    value, error = parts.unexplained.over((0,))
    yield ["unexplained, constant", value, error, share_of_gap(value, gap)]


def _notes(observed: Observations, found: tuple[Influence, Influence]) -> Iterator[list[Any]]:
    """Widths of the kernel, and the rows used."""
    for label, side in zip(observed.labels, found, strict=True):
        if side.bandwidth is not None:
            yield [f"width of the kernel: {label}", side.bandwidth, "", ""]
    for label, rows in zip(observed.labels, observed.rows, strict=True):
        yield [f"rows used of {label}", float(len(rows)), "", ""]


def _row(name: str, part: Part, gap: float) -> list[Any]:
    return [name, part.total, part.error, share_of_gap(part.total, gap)]

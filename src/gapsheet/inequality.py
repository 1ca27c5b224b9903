"""Inequality of pay as one number: Gini, Theil and the mean logarithmic deviation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gapsheet.errors import DomainError, ZeroBaseError
from gapsheet.guards import refuse_where
from gapsheet.quantiles import ranked, weighted_mean_of
from gapsheet.quantities import Amounts, FloatArray, Inequality, Weights
from gapsheet.samples import weighted_sample


def gini(values: Amounts, weights: Weights | None = None) -> Inequality:
    """Gini coefficient: half the average distance between two values drawn at random, as a fraction of the mean.

    Args:
        values: A row or a column of numbers of 0 or more; blanks are skipped with their weights.
        weights: Sampling weight of each value, 0 or more; 1 each if omitted. A blank or 0 leaves its value out.

    Returns:
        0 = all equal, near 1 = one has everything.

    Raises:
        DomainError: A value or a weight is negative, all weights are 0, or a number is infinite.
        ZeroBaseError: All values are zero.
        MissingValueError: No row has both a value and a weight.
        ShapeError: values and weights differ in length, or one of them is no single row or column.

    Warnings:
        This is the Gini of these people. Some programs multiply by n / (n - 1) to guess at a larger population.

    Working:
        half the mean difference between two of values / their mean, weighted by weights

    Source:
        Gini coefficient from the Lorenz curve, without small-sample correction, as in laeken and dineq.

    Examples:
        >>> gini([0.0, 0.0, 0.0, 100.0])
        0.75
        >>> gini([10.0, 30.0], [3.0, 1.0])
        0.25
    """
    amounts, counts = weighted_sample(values, weights)
    _refuse_unfit(amounts, amounts < 0, "0 or more")
    sample = ranked(amounts, counts)
    # The weight below each step between neighbours, times the weight above it, times the step: no term is negative
    steps = np.diff(sample.values)
    below = sample.cumulative[:-1]
    above = sample.total - below
    everything = sample.total * float(sample.values[0]) + float(above @ steps)
    refuse_where(everything == 0, ZeroBaseError, "values are all 0; shares of nothing have no inequality")
    return float((below / sample.total * above) @ steps) / everything


def theil(values: Amounts, weights: Weights | None = None) -> Inequality:
    """Theil index: inequality that weighs differences at the top of the scale more than the Gini does.

    Args:
        values: A row or a column of numbers above 0; blanks are skipped with their weights.
        weights: Sampling weight of each value, 0 or more; 1 each if omitted. A blank or 0 leaves its value out.

    Returns:
        Weighted mean of r * ln(r), where r = value / mean. 0 = all equal, ln(n) = one of n has nearly everything.

    Raises:
        DomainError: A value is not above 0, a weight is negative, all weights are 0, or a number is infinite.
        MissingValueError: No row has both a value and a weight.
        ShapeError: values and weights differ in length, or one of them is no single row or column.

    Warnings:
        Values of 0 or less have no logarithm. Some programs drop them silently; here they are refused, so that
        whoever leaves them out knows it.

    Working:
        mean of r * ln(r), r = each of values / their mean, weighted by weights

    Source:
        Theil (1967); generalised entropy GE(1).

    Examples:
        >>> theil([10.0, 10.0, 30.0], [1.0, 2.0, 0.0])
        0.0
        >>> round(theil([10.0, 30.0]), 12)
        0.130812035941
    """
    excess, counts = _excess(values, weights)
    # r * ln(r) - (r - 1) has the same mean, and no term of it is negative
    terms = (1 + excess) * np.log1p(excess) - excess
    return _mean(terms, counts)


def mean_log_deviation(values: Amounts, weights: Weights | None = None) -> Inequality:
    """Mean logarithmic deviation: inequality that weighs differences at the bottom of the scale most.

    Args:
        values: A row or a column of numbers above 0; blanks are skipped with their weights.
        weights: Sampling weight of each value, 0 or more; 1 each if omitted. A blank or 0 leaves its value out.

    Returns:
        Weighted mean of ln(mean / value). 0 = all equal; there is no upper limit.

    Raises:
        DomainError: A value is not above 0, a weight is negative, all weights are 0, or a number is infinite.
        MissingValueError: No row has both a value and a weight.
        ShapeError: values and weights differ in length, or one of them is no single row or column.

    Warnings:
        Values of 0 or less have no logarithm. Some programs drop them silently; here they are refused, so that
        whoever leaves them out knows it.

    Working:
        mean of ln(mean / each of values), weighted by weights

    Source:
        Theil's second measure; generalised entropy GE(0).

    Examples:
        >>> mean_log_deviation([10.0, 10.0, 30.0], [1.0, 2.0, 0.0])
        0.0
        >>> round(mean_log_deviation([10.0, 30.0]), 12)
        0.143841036226
    """
    excess, counts = _excess(values, weights)
    # (r - 1) - ln(r) has the same mean, and no term of it is negative
    return _mean(excess - np.log1p(excess), counts)


def _excess(values: FloatArray, weights: FloatArray | None) -> tuple[FloatArray, FloatArray]:
    """How far each value lies above the mean, as a fraction of it, and the weights."""
    amounts, counts = weighted_sample(values, weights)
    _refuse_unfit(amounts, amounts <= 0, "above 0")
    mean = weighted_mean_of(amounts, counts)
    return (amounts - mean) / mean, counts


def _mean(terms: FloatArray, weights: FloatArray) -> float:
    """The weighted mean of terms that only rounding can make negative."""
    return float(np.maximum(weights @ terms / weights.sum(), 0.0))


def _refuse_unfit(values: FloatArray, unfit: NDArray[np.bool_], wanted: str) -> None:
    """Say how many values have no place in the measure, and which is the lowest."""
    count = np.count_nonzero(unfit)
    if count:
        raise DomainError(
            f"values holds {count:,} of {values.size:,} numbers that are not {wanted}, the lowest {values.min():,.12g}"
        )

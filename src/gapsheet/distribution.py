"""How pay is distributed: weighted means and quantiles, and the distances between quantiles."""

from __future__ import annotations

from gapsheet.errors import DomainError, ZeroBaseError
from gapsheet.guards import refuse_where
from gapsheet.quantiles import TYPES, ranked, weighted_mean_of, weighted_quantile_of
from gapsheet.quantities import (
    Amount,
    Amounts,
    Dispersion,
    FloatArray,
    QuantileMultiple,
    QuantileShare,
    QuantileType,
    Weights,
)
from gapsheet.samples import weighted_sample


def weighted_mean(values: Amounts, weights: Weights | None = None) -> Amount:
    """Mean of values, each counted as often as its weight says.

    Args:
        values: A row or a column of numbers; blanks are skipped with their weights.
        weights: Sampling weight of each value, 0 or more; 1 each if omitted. A blank or 0 leaves its value out.

    Returns:
        sum of weight * value / sum of weights.

    Raises:
        DomainError: A weight is negative, all weights are 0, or a number is infinite.
        MissingValueError: No row has both a value and a weight.
        ShapeError: values and weights differ in length, or one of them is no single row or column.

    Working:
        the mean of values weighted by weights

    Source:
        Arithmetic definition.

    Examples:
        >>> weighted_mean([10.0, 20.0], [3.0, 1.0])
        12.5
        >>> weighted_mean([10.0, 20.0])
        15.0
    """
    return weighted_mean_of(*weighted_sample(values, weights))


def weighted_median(values: Amounts, weights: Weights | None = None) -> Amount:
    """Median of values, each counted as often as its weight says.

    Args:
        values: A row or a column of numbers, in any order; blanks are skipped with their weights.
        weights: Sampling weight of each value, 0 or more; 1 each if omitted. A blank or 0 leaves its value out.

    Returns:
        The value below which half of the weight lies; the middle of two neighbours where the halves part exactly
        between them. Without weights it is Excel's MEDIAN.

    Raises:
        DomainError: A weight is negative, all weights are 0, or a number is infinite.
        MissingValueError: No row has both a value and a weight.
        ShapeError: values and weights differ in length, or one of them is no single row or column.

    Warnings:
        Some programs take the upper of the two middle values (laeken) or the lower one (numpy, quantreg), or draw a
        line between neighbours (matrixStats): with few values or heavy weights they differ from this.

    Working:
        the median of values weighted by weights

    Source:
        Averaged inverse of the cumulative distribution: type 2 of Hyndman and Fan (1996), as Stata's summarize and
        SAS's PCTLDEF=5.

    Examples:
        >>> weighted_median([10.0, 20.0, 30.0, 40.0])
        25.0
        >>> weighted_median([10.0, 20.0, 30.0, 40.0], [1.0, 2.0, 2.0, 3.0])
        30.0
    """
    return weighted_quantile_of(*weighted_sample(values, weights), 0.5)


def weighted_quantile(
    values: Amounts, quantile: QuantileShare, weights: Weights | None = None, method: QuantileType = 2.0
) -> Amount:
    """The value below which a given share of the weight lies: a decile, a quartile, any percentile.

    Args:
        values: A row or a column of numbers, in any order; blanks are skipped with their weights.
        quantile: Share of the weight below the result, from 0 (the smallest value) to 1 (the largest). 0.9 is the
            ninth decile.
        weights: Sampling weight of each value, 0 or more; 1 each if omitted. A blank or 0 leaves its value out.
        method: 1 = always a value that occurs; 2 = the same, or the middle of two where the share is reached exactly;
            7 = on a line between neighbours, as Excel's PERCENTILE.INC; 2 if omitted.

    Returns:
        The quantile in the unit of values.

    Raises:
        DomainError: quantile is not from 0 to 1, method is none of 1, 2 and 7, a weight is negative, all weights are
            0, a number is infinite, or method 7 is given weights of several values that add up to less than 2.
        MissingValueError: No row has both a value and a weight.
        ShapeError: values and weights differ in length, or one of them is no single row or column.

    Warnings:
        Methods 1 and 2 depend on the proportions of the weights only. Method 7 counts people: a weight of 3 is three
        people of that value, and a weight of 2.5 reaches halfway to the next person's place, so scaling the weights
        changes the result; use method 2 where weights are no numbers of people. A share that is reached within a
        billionth of the total weight counts as reached.

    Working:
        the value at quantile of values weighted by weights, type method

    Source:
        Hyndman and Fan (1996), types 1, 2 and 7. With weights: type 1 as survey's "math", type 2 as Stata's summarize
        and survey's "school", type 7 as Hmisc's wtd.quantile.

    Examples:
        >>> weighted_quantile([10.0, 20.0, 30.0, 40.0], 0.25)
        15.0
        >>> weighted_quantile([10.0, 20.0, 30.0, 40.0], 0.25, [1.0, 1.0, 1.0, 1.0], 7.0)
        17.5
        >>> weighted_quantile([10.0, 20.0, 30.0, 40.0], 0.9, [5.0, 1.0, 1.0, 1.0], 1.0)
        40.0
    """
    _refuse_outside("quantile", quantile)
    kind = _type(method)
    return weighted_quantile_of(*weighted_sample(values, weights), quantile, kind)


def quantile_ratio(
    values: Amounts,
    upper_quantile: QuantileShare,
    lower_quantile: QuantileShare,
    weights: Weights | None = None,
    method: QuantileType = 2.0,
) -> QuantileMultiple:
    """How many times the upper quantile is the lower one: P90/P10, P90/P50, P50/P10.

    Args:
        values: A row or a column of numbers, in any order; blanks are skipped with their weights.
        upper_quantile: The upper share, from 0 to 1: 0.9 for the ninth decile.
        lower_quantile: The lower share, from 0 to 1: 0.1 for the first decile. It is not above upper_quantile.
        weights: Sampling weight of each value, 0 or more; 1 each if omitted. A blank or 0 leaves its value out.
        method: Quantile type 1, 2 or 7 as in WEIGHTED_QUANTILE; 2 if omitted.

    Returns:
        Value at upper_quantile / value at lower_quantile. 1 means no distance, 4 that the top earns four times as much.

    Raises:
        ZeroBaseError: The value at lower_quantile is zero.
        DomainError: A quantile is not from 0 to 1, they stand in the wrong order, the value at lower_quantile is
            negative, method is none of 1, 2 and 7, or the weights cannot be used.
        MissingValueError: No row has both a value and a weight.
        ShapeError: values and weights differ in length, or one of them is no single row or column.

    Working:
        the value at upper_quantile / the value at lower_quantile of values weighted by weights, type method

    Source:
        Quantile ratio, as in the OECD's decile ratios of gross earnings.

    Examples:
        >>> quantile_ratio([10.0, 20.0, 30.0, 40.0, 50.0], 0.9, 0.1)
        5.0
        >>> quantile_ratio([10.0, 20.0, 30.0, 40.0], 0.5, 0.25, [1.0, 2.0, 2.0, 3.0])
        1.5
    """
    upper, lower = _two_quantiles(values, weights, upper_quantile, lower_quantile, method)[:2]
    refuse_where(lower == 0, ZeroBaseError, "values is 0 at lower_quantile {}; a ratio needs a base", lower_quantile)
    refuse_where(lower < 0, DomainError, "values is {} at lower_quantile {}; it is above 0", lower, lower_quantile)
    return upper / lower


def quantile_dispersion(
    values: Amounts,
    lower_quantile: QuantileShare = 0.25,
    upper_quantile: QuantileShare = 0.75,
    weights: Weights | None = None,
    method: QuantileType = 2.0,
) -> Dispersion:
    """Half the distance between two quantiles, as a fraction of the median: the Japanese wage census' 分位分散係数.

    Args:
        values: A row or a column of numbers, in any order; blanks are skipped with their weights.
        lower_quantile: The lower share, from 0 to 1; 0.25, the first quartile (四分位分散係数), if omitted. 0.1 for
            deciles (十分位分散係数).
        upper_quantile: The upper share, not below the lower one; 0.75, the third quartile, if omitted. 0.9 for
            deciles.
        weights: Sampling weight of each value, 0 or more; 1 each if omitted. A blank or 0 leaves its value out.
        method: Quantile type 1, 2 or 7 as in WEIGHTED_QUANTILE; 2 if omitted.

    Returns:
        (upper - lower) / (2 * median). 0 means no spread.

    Raises:
        ZeroBaseError: The median is zero.
        DomainError: A quantile is not from 0 to 1, they stand in the wrong order, the median is negative, method is
            none of 1, 2 and 7, or the weights cannot be used.
        MissingValueError: No row has both a value and a weight.
        ShapeError: values and weights differ in length, or one of them is no single row or column.

    Working:
        (value at upper_quantile - value at lower_quantile) / (2 * median) of values weighted by weights, type method

    Source:
        Basic Survey on Wage Structure (賃金構造基本統計調査), explanation of terms.

    Examples:
        >>> quantile_dispersion([10.0, 20.0, 30.0, 40.0, 50.0])
        0.3333333333333333
        >>> quantile_dispersion([100.0, 200.0, 300.0, 400.0], 0.0, 1.0)
        0.6
    """
    upper, lower, median = _two_quantiles(values, weights, upper_quantile, lower_quantile, method)
    refuse_where(median == 0, ZeroBaseError, "values has the median 0; a dispersion needs a base")
    refuse_where(median < 0, DomainError, "values has the median {}; it is above 0", median)
    return (upper - lower) / (2 * median)


def _two_quantiles(
    values: FloatArray, weights: FloatArray | None, upper: float, lower: float, method: float
) -> tuple[float, float, float]:
    """The values at an upper and a lower quantile, and the median."""
    _refuse_outside("upper_quantile", upper)
    _refuse_outside("lower_quantile", lower)
    refuse_where(lower > upper, DomainError, "lower_quantile {} is above upper_quantile {}", lower, upper)
    kind = _type(method)
    sample = ranked(*weighted_sample(values, weights))
    return sample.quantile(upper, kind), sample.quantile(lower, kind), sample.quantile(0.5, kind)


def _refuse_outside(name: str, quantile: float) -> None:
    """A quantile is a share; 90 typed for 90 % is the commonest slip."""
    refuse_where(
        not 0 <= quantile <= 1, DomainError, name + " is {}; it lies from 0 to 1, and 0.9 is the ninth decile", quantile
    )


def _type(method: float) -> int:
    """A quantile type that is offered."""
    refuse_where(method not in TYPES, DomainError, "method is {}; quantile types are 1, 2 and 7", method)
    return int(method)

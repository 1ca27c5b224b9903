"""Statistics of published tables: quantiles and means where only classes and the people in each are known."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gapsheet.errors import DomainError, MissingValueError, ShapeError, UnknownLabelError
from gapsheet.guards import clipped, refuse_where
from gapsheet.quantiles import ROUNDING
from gapsheet.quantities import Amount, ClassCounts, FloatArray, LowerBounds, QuantileShare, Text

_RULES = ("linear", "pareto")


def grouped_quantile(
    lower_bounds: LowerBounds, counts: ClassCounts, quantile: QuantileShare, method: Text = "linear"
) -> Amount:
    """Quantile of a table of classes: the median, a decile or any percentile, read off within the class it falls into.

    Args:
        lower_bounds: Lower bound of each class, smallest first; 0, say, where the first class is open below. One bound
            more than counts, or a last one without a count, closes the top class; otherwise it is open.
        counts: People in each class, or shares; 0 for an empty class.
        quantile: Share of the people below the result, from 0 to 1. 0.5 is the median.
        method: linear = people are spread evenly within the class; pareto = they thin out upwards by Pareto's law;
            linear if omitted.

    Returns:
        The quantile in the unit of lower_bounds.

    Raises:
        DomainError: quantile is not from 0 to 1 or falls where the table does not tell (linear: into the open top
            class), the bounds do not rise, a count is negative, nobody is counted, or a number is infinite.
        MissingValueError: A bound or a count between others is blank.
        UnknownLabelError: method is neither linear nor pareto.
        ShapeError: lower_bounds and counts do not fit together, or one of them is no single row or column.

    Warnings:
        Pareto's law needs a lower bound above 0 and somebody above the class: a class that starts at 0 or below, and
        a closed top class, are read linearly by either method. In an open top class it takes its slope from the class
        below. Offices that use finer classes than they print differ most in wide classes.

    Working:
        the value at quantile of counts in classes from lower_bounds, by the method rule

    Source:
        Interpolation within classes, as in the Japanese wage census (linear) and the US Census Bureau's medians from
        grouped income (linear and Pareto).

    Examples:
        >>> grouped_quantile([0.0, 10.0, 20.0, 30.0], [2.0, 4.0, 2.0], 0.5)
        15.0
        >>> grouped_quantile([0.0, 100.0, 200.0], [4.0, 2.0, 2.0], 0.5)
        100.0
        >>> grouped_quantile([100.0, 200.0, 400.0, 800.0], [4.0, 2.0, 2.0], 0.5, "pareto")
        200.0
    """
    table = _table(lower_bounds, counts)
    message = "quantile is {}; it lies from 0 to 1, and 0.9 is the ninth decile"
    refuse_where(not 0 <= quantile <= 1, DomainError, message, quantile)
    rule = _rule(method)
    position = table.class_at(quantile)
    within = quantile * table.total - table.below(position)
    if within <= ROUNDING * table.total:
        return float(table.lower[position])
    if not table.is_open(position):
        return table.between(position, within, rule)
    if rule == "linear":
        raise DomainError(
            f"quantile {quantile:.12g} falls into the open class from {table.lower[position]:,.12g} upwards, which a "
            f"linear rule cannot divide; add its upper bound, or use the method pareto"
        )
    return table.above(position, within)


def grouped_mean(
    lower_bounds: LowerBounds, counts: ClassCounts, method: Text = "linear", top_mean: Amount | None = None
) -> Amount:
    """Mean of a table of classes, with the mean of an open top class by Pareto's law.

    Args:
        lower_bounds: Lower bound of each class, smallest first; 0, say, where the first class is open below. One bound
            more than counts, or a last one without a count, closes the top class; otherwise it is open.
        counts: People in each class, or shares; 0 for an empty class.
        method: linear = the mean of a class is its middle; pareto = people thin out within it by Pareto's law; linear
            if omitted.
        top_mean: Mean of the open top class where it is known; by Pareto's law from the two top classes if omitted.

    Returns:
        The mean in the unit of lower_bounds.

    Raises:
        DomainError: The mean of the open top class cannot be told, top_mean lies below that class, the bounds do not
            rise, a count is negative, nobody is counted, or a number is infinite.
        MissingValueError: A bound or a count between others is blank.
        UnknownLabelError: method is neither linear nor pareto.
        ShapeError: lower_bounds and counts do not fit together, or one of them is no single row or column.

    Warnings:
        The open top class decides: with Pareto's alpha near 1 its mean has no meaning, at 1 or below none exists. A
        class that starts at 0 or below, and a closed top class, count with their middle by either method.

    Working:
        the mean of counts in classes from lower_bounds, by the method rule

    Source:
        Class midpoints; mean of a Pareto tail L * alpha / (alpha - 1), where alpha = ln((f1 + f2) / f2) / ln(L2 / L1)
        from the two top classes.

    Examples:
        >>> grouped_mean([0.0, 10.0, 20.0, 30.0], [2.0, 4.0, 2.0])
        15.0
        >>> grouped_mean([0.0, 100.0, 200.0], [4.0, 6.0, 2.0])
        158.33333333333334
        >>> grouped_mean([0.0, 100.0, 200.0], [4.0, 6.0, 2.0], "linear", 350.0)
        150.0
    """
    table = _table(lower_bounds, counts)
    rule = _rule(method)
    last = table.counts.size - 1
    means = [table.middle(position, rule) for position in range(last)]
    means.append(_top_mean(table, top_mean) if table.is_open(last) else table.middle(last, rule))
    return float(table.counts @ np.array(means)) / table.total


@dataclass(frozen=True, slots=True)
class _Table:
    """The classes that hold anybody, lowest first."""

    lower: FloatArray
    upper: FloatArray  # infinite where the class is open
    counts: FloatArray
    cumulative: FloatArray

    @property
    def total(self) -> float:
        """The people of all classes."""
        return float(self.cumulative[-1])

    def below(self, position: int) -> float:
        """The people in lower classes."""
        return float(self.cumulative[position - 1]) if position else 0.0

    def is_open(self, position: int) -> bool:
        """Whether a class has no upper bound."""
        return math.isinf(self.upper[position])

    def class_at(self, quantile: float) -> int:
        """The first class within which, or at whose end, a share of the people is reached."""
        wanted = (quantile - ROUNDING) * self.total
        return min(int(np.searchsorted(self.cumulative, wanted, "left")), self.counts.size - 1)

    def between(self, position: int, within: float, rule: str) -> float:
        """The value that so many people of a closed class lie below."""
        lower, upper = float(self.lower[position]), float(self.upper[position])
        if rule == "linear" or not self._thins_out(position):
            return min(lower + within / float(self.counts[position]) * (upper - lower), upper)
        start = self.total - self.below(position)
        return min(lower * math.pow(start / (start - within), 1 / self._slope(position)), upper)

    def above(self, position: int, within: float) -> float:
        """The value that so many people of the open top class lie below, by Pareto's law."""
        people = float(self.counts[position])
        left = people - within
        if left <= ROUNDING * self.total:
            raise DomainError(f"quantile 1 has no value: the class from {self.lower[position]:,.12g} is open above")
        return float(self.lower[position]) * math.pow(people / left, 1 / self.top_slope())

    def middle(self, position: int, rule: str) -> float:
        """The mean of a closed class."""
        lower, upper = float(self.lower[position]), float(self.upper[position])
        if rule == "linear" or not self._thins_out(position):
            return lower + (upper - lower) / 2
        from scipy.special import exprel  # slow to import, and needed here only

        slope, width = self._slope(position), math.log(upper / lower)
        # The integral of x times the density; exprel(x) = (e^x - 1) / x keeps it exact where the slope is 1
        return lower * float(exprel((1 - slope) * width) / exprel(-slope * width))

    def top_slope(self) -> float:
        """Pareto's alpha of the open top class: the one that leads to it through the class below."""
        last = self.counts.size - 1
        if last == 0 or self.lower[last - 1] <= 0:
            raise DomainError(
                f"Pareto's law for the open class from {self.lower[last]:,.12g} takes its slope from the class below, "
                f"which has to hold people and start above 0"
            )
        people, above = float(self.counts[last - 1]), float(self.counts[last])
        return math.log((people + above) / above) / math.log(self.lower[last] / self.lower[last - 1])

    def _thins_out(self, position: int) -> bool:
        """Whether a closed class can follow Pareto's law: it starts above 0 and somebody lies above it."""
        return bool(self.lower[position] > 0 and position < self.counts.size - 1)

    def _slope(self, position: int) -> float:
        """Pareto's alpha within a closed class."""
        start = self.total - self.below(position)
        end = self.total - float(self.cumulative[position])
        return math.log(start / end) / math.log(self.upper[position] / self.lower[position])


def _top_mean(table: _Table, top_mean: float | None) -> float:
    """The mean of the open top class, as given or by Pareto's law."""
    lower = float(table.lower[-1])
    if top_mean is not None:
        message = "top_mean is {}, below the open class that starts at {}"
        refuse_where(top_mean < lower, DomainError, message, top_mean, lower)
        return top_mean
    slope = table.top_slope()
    message = "the open class from {} has Pareto's alpha {:.3g}; a mean needs one above 1: give top_mean"
    refuse_where(slope <= 1, DomainError, message, lower, slope)
    return lower * slope / (slope - 1)


def _table(lower_bounds: FloatArray, counts: FloatArray) -> _Table:
    """The classes as they can be calculated with."""
    bounds, people = _rows(np.asarray(lower_bounds, dtype=float), np.asarray(counts, dtype=float))
    _refuse_unfit(bounds, people)
    held = people > 0
    upper = np.append(bounds[1:], math.inf)
    return _Table(bounds[held], upper[held], people[held], np.cumsum(people[held]))


def _rows(bounds: FloatArray, counts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Bounds and counts side by side; a last bound without a count is followed by nobody."""
    if counts.size == bounds.size - 1:
        counts = np.append(counts, math.nan)
    if counts.size != bounds.size:
        raise ShapeError(
            f"lower_bounds has {bounds.size} cells, counts {counts.size}; each count needs its bound, and one bound "
            f"more closes the top class"
        )
    filled = ~(np.isnan(bounds) & np.isnan(counts))
    bounds, counts = bounds[filled], counts[filled]
    if np.isnan(bounds).any():
        raise MissingValueError("lower_bounds is blank beside a count; write 0, or where the first class starts")
    if np.isnan(counts[:-1]).any():
        blank = bounds[:-1][np.isnan(counts[:-1])][0]
        raise MissingValueError(f"counts is blank in the class from {blank:,.12g}; write 0 where there is nobody")
    return bounds, np.nan_to_num(counts, posinf=math.inf)


def _refuse_unfit(bounds: FloatArray, counts: FloatArray) -> None:
    """Classes rise, and somebody is in them."""
    if not (np.isfinite(bounds).all() and np.isfinite(counts).all()):
        raise DomainError("lower_bounds or counts holds an infinite number")
    falling = np.flatnonzero(np.diff(bounds) <= 0)
    if falling.size:
        first, second = bounds[falling[0]], bounds[falling[0] + 1]
        raise DomainError(f"lower_bounds has {second:,.12g} after {first:,.12g}; bounds rise from class to class")
    if (counts < 0).any():
        raise DomainError(f"counts holds {counts.min():,.12g}; a class holds 0 people or more")
    if not counts.any():
        raise DomainError("counts are all 0; somebody has to be in a class")


def _rule(method: str) -> str:
    """The rule within classes, however it is capitalised."""
    rule = method.strip().casefold()
    if rule not in _RULES:
        raise UnknownLabelError(f"method is '{clipped(method)}'; it is linear or pareto")
    return rule

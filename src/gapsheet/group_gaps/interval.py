"""How sure a sample makes us of the gap: its standard error and interval, by the delta method or by drawing anew."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gapsheet.errors import CellError, DomainError, LimitError
from gapsheet.group_gaps.figures import gap_heading, gap_in_total, heads_headings, is_true, joined, whole_number
from gapsheet.group_gaps.subgroups import MEAN, Subgroups, statistic_called, statistic_of, subgroups
from gapsheet.group_gaps.units import Flag, GroupLabels, IntervalTable, PeoplesPay, Resamples, Statistic
from gapsheet.quantiles import ROUNDING
from gapsheet.quantities import Confidence, FloatArray, Label, Seed, Weights
from gapsheet.samples import Sample

_USUAL_RESAMPLES = 1_000
_FEWEST_RESAMPLES = 100  # fewer say little about the tails
_MOST_RESAMPLES = 100_000
_MOST_DRAWS = 100_000_000  # people times resamples: about two seconds for one cell
_LARGEST_SEED = 10**15 - 1  # as many digits as a cell keeps
_WHOLE = "whole payroll: nobody was sampled, so the gap has no sampling error"


@dataclass(frozen=True, slots=True)
class _Interval:
    """A standard error with its limits; error values where there are none."""

    error: Any
    low: Any
    high: Any
    note: str


def wage_gap_interval(
    pay: PeoplesPay,
    group: GroupLabels,
    reference_value: Label,
    weights: Weights | None = None,
    statistic: Statistic = "mean",
    confidence: Confidence = 0.95,
    whole_payroll: Flag = False,
    resamples: Resamples | None = None,
    seed: Seed = 1.0,
) -> IntervalTable:
    """Pay gap of a sample with its standard error and confidence interval; positive = the group earns less.

    Args:
        pay: Pay of each person, in one unit; a blank leaves the person out.
        group: Group of each person, two labels such as M and F; a blank leaves the person out.
        reference_value: Label of the yardstick group, such as "M"; capitals do not matter.
        weights: Sampling weight of each person, 0 or more; 1 each if omitted. A blank or 0 leaves the person out.
        statistic: "mean" (平均) or "median" (中央値) of pay; mean if omitted.
        confidence: Confidence level of the interval, between 0 and 1; 0.95 if omitted.
        whole_payroll: TRUE if pay is everybody's rather than a sample's: the gap then has no sampling error. FALSE if
            omitted.
        resamples: How often the people are drawn anew for a median, from 100 to 100,000; 1,000 if omitted, fewer for
            very large weighted samples.
        seed: Start of the random numbers for a median, a whole number; 1 if omitted. The same seed gives the same
            result.

    Returns:
        A header that names both groups and the sign, and one row: gap, standard error, low, high, heads of the
        reference, heads of the group, note on the method. For a whole payroll the error is 0 and both limits are the
        gap. A group of one person gives no error (#N/A).

    Raises:
        ZeroBaseError: The reference's pay is zero.
        DomainError: The pay of a group is negative, group has not exactly two labels, a weight is negative, all
            weights are 0, a number is infinite, or confidence, whole_payroll, resamples or seed is out of its range.
        MissingValueError: No row has pay, group and weight.
        UnknownLabelError: reference_value is not in group, or statistic is neither mean nor median.
        ShapeError: The columns differ in length.
        LimitError: More than 100,000,000 weighted people would be drawn.

    Warnings:
        People are taken as drawn independently, each group for itself: strata, clusters and calibrated weights of an
        official survey change the error. The mean's interval is gap +/- normal quantile * error, which is too narrow
        for a handful of people. Weights are sampling weights: replicating rows keeps the gap and shrinks the error.
        An interval says nothing about how the gap came about.

    Working:
        (statistic of pay of reference_value - that of the others) / that of reference_value, with an interval at
        confidence

    Source:
        Mean: delta method, s_g^2 / (n_g m^2) + g^2 s_m^2 / (n_m m^4), with linearised variances of weighted means.
        Median: bootstrap within each group (Efron), percentile interval, random numbers of numpy's PCG64; without
        weights a resample's median is drawn directly, as the order statistic that it is.

    Examples:
        >>> wage_gap_interval(
        ...     [20.0, 15.0, 30.0, 25.0], ["M", "F", "M", "F"], "M", None, "mean", 0.95, True
        ... )  # doctest: +NORMALIZE_WHITESPACE
        [['gap = (M - F) / M, positive = F earns less', 'standard error', 'low (95 %)', 'high (95 %)',
          'heads: M', 'heads: F', 'note'],
         [0.2, 0.0, 0.2, 0.2, 2.0, 2.0,
          'mean; whole payroll: nobody was sampled, so the gap has no sampling error']]
    """
    measure = statistic_called(statistic)
    if not 0 < confidence < 1:
        raise DomainError(f"confidence is {confidence:.12g}; it lies between 0 and 1")
    is_whole = is_true("whole_payroll", whole_payroll)
    start = whole_number("seed", seed, 0, _LARGEST_SEED)
    if resamples is not None:
        resamples = whole_number("resamples", resamples, _FEWEST_RESAMPLES, _MOST_RESAMPLES)
    people = subgroups(pay, group, reference_value, weights)
    reference, other = people.reference.sample, people.group.sample
    gap = gap_in_total(people, measure)
    if is_whole:
        found = _Interval(0.0, gap, gap, _WHOLE)
    elif min(reference.heads, other.heads) < 2:
        found = _no_interval(CellError.NA, "one person tells no standard error")
    elif measure == MEAN:
        found = _of_means(reference, other, gap, confidence)
    else:
        found = _of_medians(reference, other, confidence, resamples, start)
    heads = [float(reference.heads), float(other.heads)]
    note = joined(measure, found.note, people.remark)
    return [_header(people, confidence), [gap, found.error, found.low, found.high, *heads, note]]


def _header(people: Subgroups, confidence: float) -> list[Any]:
    """The headings of the columns, with the names of the groups."""
    level = f"{confidence * 100:.12g} %"
    limits = [f"low ({level})", f"high ({level})"]
    return [gap_heading(people), "standard error", *limits, *heads_headings(people), "note"]


def _no_interval(error: CellError, note: str) -> _Interval:
    """Where no error can be told, the reason why."""
    return _Interval(error, error, error, note)


def _of_means(reference: Sample, group: Sample, gap: float, confidence: float) -> _Interval:
    """The delta method for 1 - group / reference, two means of independent samples."""
    from scipy.special import ndtri  # slow to import, and needed for this alone

    base, other = statistic_of(reference, MEAN), statistic_of(group, MEAN)
    error = math.hypot(_mean_error(group, other), other / base * _mean_error(reference, base)) / base
    reach = float(ndtri((1 + confidence) / 2)) * error
    return _Interval(error, gap - reach, gap + reach, "delta method, independent samples")


def _mean_error(sample: Sample, mean: float) -> float:
    """Standard error of a weighted mean, linearised; without weights it is s / sqrt(n)."""
    shares = sample.weights / sample.weights.sum()
    away = shares * (sample.values - mean)
    return math.sqrt(sample.heads / (sample.heads - 1) * float(away @ away))


def _of_medians(reference: Sample, group: Sample, confidence: float, resamples: int | None, seed: int) -> _Interval:
    """The spread of the gap over resamples of both groups."""
    times = _resamples(reference, group, resamples)
    bits = np.random.PCG64(seed)
    bases, others = _medians(reference, times, bits), _medians(group, times, bits)
    note = f"bootstrap, {times:,} resamples"
    if (bases <= 0).any():
        return _no_interval(CellError.NUM, f"{note}, some of them with a reference median of 0 or less")
    gaps = (bases - others) / bases
    low, high = np.quantile(gaps, [(1 - confidence) / 2, (1 + confidence) / 2]).tolist()
    return _Interval(float(gaps.std(ddof=1)), low, high, note)


def _resamples(reference: Sample, group: Sample, wanted: int | None) -> int:
    """How many resamples are drawn: as many as wanted, or as time allows."""
    drawn = sum(sample.heads for sample in (reference, group) if not _is_even(sample))
    most = _MOST_DRAWS // max(drawn, 1)
    if wanted is None:
        return max(_FEWEST_RESAMPLES, min(_USUAL_RESAMPLES, most))
    if wanted > most:
        raise LimitError(f"resamples is {wanted:,} of {drawn:,} weighted people; at most {most:,} are drawn")
    return wanted


def _is_even(sample: Sample) -> bool:
    """Whether everybody weighs the same."""
    return bool((sample.weights == sample.weights[0]).all())


def _medians(sample: Sample, times: int, bits: np.random.PCG64) -> FloatArray:
    """The medians of so many resamples."""
    if _is_even(sample):
        return _middles(np.sort(sample.values), times, bits)
    order = np.lexsort((sample.weights, sample.values))
    values, weights = sample.values[order], sample.weights[order]
    return np.array([_resampled_median(values, weights, bits) for _ in range(times)])


def _middles(values: FloatArray, times: int, bits: np.random.PCG64) -> FloatArray:
    """Medians of resamples without drawing anybody but the middle one, or two.

    The people of a resample stand at n * u, u uniform between 0 and 1. In order, the k-th u follows a beta law, and
    the one after it is what is left of 1 times a power of another uniform number.
    """
    from scipy.special import betaincinv  # slow to import, and needed for this alone

    heads = values.size
    middle = (heads + 1) // 2
    lower = betaincinv(middle, heads + 1 - middle, _uniform(times, bits))
    below: FloatArray = values[_places(lower, heads)]
    if heads % 2:
        return below
    upper = 1 - (1 - lower) * _uniform(times, bits) ** (1 / (heads - middle))
    medians: FloatArray = below + (values[_places(upper, heads)] - below) / 2
    return medians


def _resampled_median(values: FloatArray, weights: FloatArray, bits: np.random.PCG64) -> float:
    """The weighted median of one resample, from values in order."""
    heads = values.size
    counts = np.bincount(_places(_uniform(heads, bits), heads), minlength=heads)
    cumulative = np.cumsum(counts * weights)
    half, near = cumulative[-1] / 2, ROUNDING * cumulative[-1]
    reached, passed = np.searchsorted(cumulative, [half - near, half + near], side="left").tolist()
    return float(values[reached] + (values[min(passed, heads - 1)] - values[reached]) / 2)


def _uniform(number: int, bits: np.random.PCG64) -> FloatArray:
    """Numbers from 0 up to but not including 1, from raw bits, which numpy keeps the same in every version."""
    fractions: FloatArray = np.multiply(np.asarray(bits.random_raw(number)) >> np.uint64(11), 2.0**-53)
    return fractions


def _places(uniform: FloatArray, heads: int) -> Any:
    """Positions from 0 to heads - 1."""
    return np.minimum((uniform * heads).astype(np.intp), heads - 1)

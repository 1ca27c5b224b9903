"""How sure a target is: the chance of reaching it by a normal law or by the past drawn anew, and what waiting costs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import numpy as np

from gapsheet.elementwise import expm1, ln, ln1p, power
from gapsheet.errors import DomainError, LimitError, MissingValueError
from gapsheet.guards import (
    refuse_negative,
    refuse_no_compound_growth,
    refuse_no_duration,
    refuse_total_loss,
    refuse_where,
)
from gapsheet.quantities import (
    MOST_ROWS,
    Amount,
    Amounts,
    BlockLength,
    CalendarYear,
    FanTable,
    FloatArray,
    LogRate,
    Paths,
    Probability,
    Quantiles,
    Rate,
    Seed,
    Years,
)

_FEWEST_RATES = 8  # fewer growth rates say too little about the future to be drawn from
_MOST_PATHS = 1_000_000  # the probability is then good to 0.05 percentage points
_MOST_STEPS = 100_000_000  # paths times years: some seconds of work for one cell
_MOST_QUANTILES = 100
_MOST_KEPT = 1000  # numbers of a fan that is remembered
_LARGEST_SEED = 10**15 - 1  # as many digits as a cell keeps
_USUAL_QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
_ROUNDING = 1e-12  # of a logarithm: a target missed by a trillionth of itself is met


def target_probability(
    current_value: Amount, target_value: Amount, mean_growth: LogRate, growth_deviation: LogRate, years: Years
) -> Probability:
    """Probability of being at or past the target in the final year, if the logs of yearly growth are normal.

    Args:
        current_value: Value now.
        target_value: Value to be reached, in the same unit. If it lies below the current value, past means below it.
        mean_growth: Mean of the yearly ln(1 + growth), not of the growth itself: of +10 % and -10 % it is -0.005.
        growth_deviation: Standard deviation of the same logs, of one year; 0 makes the future certain.
        years: Years until the target is due.

    Returns:
        A fraction between 0 and 1. It counts the final year only, not paths that passed the target earlier and
        fell back.

    Raises:
        ZeroBaseError: current_value is zero.
        DomainError: target_value is zero, the values differ in sign, growth_deviation is negative, or years is not
            above zero.

    Warnings:
        Mean and deviation are taken as known and the years as independent. A mean from a short series is itself
        uncertain, so the real probability lies nearer to one half.
        A target equal to the current value is one to stay at or above. Two negative values are compared by size.
        Without deviation a target missed by a trillionth of itself counts as met, since that is rounding.

    Working:
        probability that a normal ln(multiple), mean mean_growth * years, deviation growth_deviation * years ^ 0.5,
        is at or past ln(target_value / current_value)

    Source:
        Sum of independent normal variables; geometric random walk with drift.

    Examples:
        >>> target_probability(100.0, 100.0, 0.0, 0.1, 9.0)
        0.5
        >>> target_probability(5.0, 20.0, 0.7, 0.0, 2.0)
        1.0
    """
    refuse_no_compound_growth("current_value", current_value, "target_value", target_value)
    refuse_negative("growth_deviation", growth_deviation, "a standard deviation")
    refuse_no_duration("years", years)
    distance = ln(target_value / current_value)
    direction = 1 - 2 * (distance < 0)  # -1 on the way down, where the other tail counts
    margin = direction * (mean_growth * years - distance)
    return _normal_share(margin, growth_deviation * power(years, 0.5))


def target_probability_history(
    values: Amounts,
    target_value: Amount,
    years: Years,
    paths: Paths = 10_000.0,
    seed: Seed = 1.0,
    block: BlockLength | None = None,
) -> Probability:
    """Share of simulated futures at or past the target in the final year, each drawn from a series' own past growth.

    Args:
        values: A row or a column of positive yearly values, oldest first. Growth is taken between neighbours only; a
            blank interrupts it.
        target_value: Value to be reached from the last value. If it lies below that, past means below it.
        years: Years from the last value until the target is due, a whole number.
        paths: How many futures are simulated, at most 1,000,000; 10,000 if omitted.
        seed: Start of the random numbers, a whole number; 1 if omitted. The same seed gives the same result.
        block: How many consecutive years are drawn together; the cube root of the number of growth rates, rounded,
            if omitted.

    Returns:
        A fraction between 0 and 1. With 10,000 paths chance moves it by up to a percentage point (two standard
        errors), with 1,000,000 by a tenth of one. It counts the final year only.

    Raises:
        MissingValueError: values gives fewer than 8 growth rates.
        DomainError: A value or target_value is not positive, or years, paths, seed or block is no whole number in
            its range.
        LimitError: There would be more than 1,000,000 paths, 10,000 years, or 100,000,000 years over all paths.

    Warnings:
        The future is put together from blocks of the past: growth never seen before never happens, and a rate at
        either end of the series is drawn less often than one in the middle. Rates on both sides of a blank count as
        neighbours. A block is never longer than years. A target missed by a trillionth of itself counts as met.

    Working:
        share of paths futures at or past target_value in year years, each the last of values and growth drawn anew
        from them (random numbers from seed)

    Source:
        Moving-block bootstrap (Künsch 1989) of ln(1 + growth), with numpy's PCG64; default block length by the cube
        root rule of Hall, Horowitz and Jing (1995).

    Examples:
        >>> target_probability_history([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0], 1000.0, 2.0)
        1.0
        >>> target_probability_history([8.0, 9.0, 9.0, 10.0, 12.0, 11.0, 12.0, 14.0, 15.0], 20.0, 4.0, 1000.0, 7.0, 1.0)
        0.628
    """
    history = _history(values)
    if target_value <= 0:
        raise DomainError(f"target_value is {target_value:,.12g}; positive values never reach it")
    span = _whole("years", years, 1)
    run = _run(history, span, paths, seed, block)
    distance = ln(target_value / history.last)
    direction = -1 if distance < 0 else 1
    growth = sum(_drawn(history, run), np.zeros(run.paths))
    return int(np.count_nonzero(direction * (growth - distance) >= -_ROUNDING)) / run.paths


def fan_path(
    values: Amounts,
    current_year: CalendarYear,
    target_year: CalendarYear,
    quantiles: Quantiles | None = None,
    paths: Paths = 10_000.0,
    seed: Seed = 1.0,
) -> FanTable:
    """The widening band of futures year by year, each drawn from a series' own past growth: the data of a fan chart.

    Args:
        values: A row or a column of positive yearly values, oldest first. Growth is taken between neighbours only; a
            blank interrupts it.
        current_year: Calendar year of the last value, a whole number such as 2024.
        target_year: Calendar year in which the fan ends, a whole number such as 2033.
        quantiles: Shares of futures below each line, between 0 and 1, a column of the result each; 0.1, 0.25, 0.5,
            0.75 and 0.9 if omitted.
        paths: How many futures are simulated, at most 1,000,000; 10,000 if omitted.
        seed: Start of the random numbers, a whole number; 1 if omitted. The same seed gives the same result.

    Returns:
        A row for each year from current_year to target_year: the year, then the value at each quantile in the order
        given. The first row is the last value.

    Raises:
        MissingValueError: values gives fewer than 8 growth rates.
        DomainError: A value is not positive, a quantile is not between 0 and 1, a year, paths or seed is no whole
            number in its range, or target_year is not after current_year.
        LimitError: There would be more than 10,000 rows, 100 quantiles, 1,000,000 paths, or 100,000,000 years over
            all paths.

    Warnings:
        A line of the fan is no path: it joins each year's own quantile. The future is put together from blocks of
        the past, of the cube root of the number of growth rates, as in TARGET_PROBABILITY_HISTORY, which draws the
        same futures from the same seed.

    Working:
        shares of paths futures, each the last of values and growth drawn anew from them, from current_year to
        target_year (random numbers from seed)

    Source:
        Moving-block bootstrap (Künsch 1989) of ln(1 + growth), with numpy's PCG64; quantiles as Excel's
        PERCENTILE.INC.

    Examples:
        >>> fan_path([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0], 2024.0, 2025.0, [0.1, 0.9])
        [[2024.0, 256.0, 256.0], [2025.0, 512.0, 512.0]]
    """
    history = _history(values)
    span = _span(current_year, target_year)
    shares = _shares(quantiles)
    run = _run(history, span, paths, seed, None)
    rows: list[list[Any]] = [[current_year, *[history.last] * shares.size]]
    simulated = _kept_fan if span * shares.size <= _MOST_KEPT else _fan
    lines = simulated(history.last, tuple(history.rates.tolist()), run, tuple(shares.tolist()))
    return rows + [[current_year + year, *line] for year, line in enumerate(lines, start=1)]


def _fan(last: float, rates: tuple[float, ...], run: _Run, shares: tuple[float, ...]) -> tuple[tuple[float, ...], ...]:
    """The values at each quantile, year by year."""
    history = _History(last, np.array(rates))
    lines = []
    growth = np.zeros(run.paths)
    for drawn in _drawn(history, run):
        growth += drawn
        lines.append(tuple(np.quantile(last * np.exp(growth), shares).tolist()))
    return tuple(lines)


_kept_fan = lru_cache(maxsize=32)(_fan)  # sheets ask cell by cell, each for one place of the same fan


def required_growth_after(
    current_value: Amount, target_value: Amount, annual_growth: Rate, delay_years: Years, years: Years
) -> Rate:
    """Constant yearly growth that still reaches the target after some years at another rate: what waiting costs.

    Args:
        current_value: Value now.
        target_value: Value to be reached, in the same unit. It may lie below the current value.
        annual_growth: Growth per year during the delay, as a fraction: 4 % is 0.04.
        delay_years: Years at that rate before anything changes; 0 for a start at once.
        years: Years from now until the target is due, the delay included.

    Returns:
        Growth per year as a fraction, over the years - delay_years that are left. Negative where the delay itself
        leads past the target.

    Raises:
        ZeroBaseError: current_value is zero.
        DomainError: target_value is zero, the values differ in sign, annual_growth is -100 % or less, delay_years is
            negative, or the delay leaves no time.

    Working:
        (target_value / (current_value * (1 + annual_growth) ^ delay_years)) ^ (1 / (years - delay_years)) - 1

    Source:
        Compound interest.

    Examples:
        >>> required_growth_after(5.0, 20.0, 0.0, 2.0, 4.0)
        1.0
    """
    refuse_no_compound_growth("current_value", current_value, "target_value", target_value)
    refuse_total_loss("annual_growth", annual_growth)
    refuse_negative("delay_years", delay_years, "a delay")
    refuse_where(delay_years >= years, DomainError, "delay_years {} leaves no time: years is {}", delay_years, years)
    # In logarithms, where no value on the way is too small or too large to hold
    left = ln(target_value / current_value) - delay_years * ln1p(annual_growth)
    return expm1(left / (years - delay_years))


@dataclass(frozen=True, slots=True)
class _History:
    """What the past offers to the future."""

    last: float
    rates: FloatArray  # ln(1 + growth) of each year that follows a year with a value


@dataclass(frozen=True, slots=True)
class _Run:
    """One simulation."""

    years: int
    paths: int
    seed: int
    block: int  # consecutive years drawn together


def _normal_share(margin: float, deviation: float) -> float:
    """Probability that a normal variable with this mean margin and deviation is at least 0."""
    certain = deviation == 0
    met = margin >= -_ROUNDING
    return certain * met + (1 - certain) * _normal(margin / (deviation + certain))


def _normal(value: float) -> float:
    """The standard normal distribution function, of a number or of each element."""
    if isinstance(value, np.ndarray):
        from scipy.special import ndtr  # slow to import, and needed for ranges only

        return cast(float, ndtr(value))
    return math.erfc(-value * math.sqrt(0.5)) / 2


def _history(values: FloatArray) -> _History:
    """The last value and the growth between neighbours of which both exist."""
    values = np.asarray(values, dtype=float)
    present = values[~np.isnan(values)]
    if (present <= 0).any():
        raise DomainError(f"values holds {present.min():,.12g}; growth is drawn from values above 0")
    rates = np.log(values[1:] / values[:-1])
    rates = rates[~np.isnan(rates)]
    if rates.size < _FEWEST_RATES:
        raise MissingValueError(
            f"values gives too few growth rates from one year to the next, {rates.size}; drawing from the past needs "
            f"at least {_FEWEST_RATES}"
        )
    return _History(float(present[-1]), rates)


def _run(history: _History, years: int, paths: float, seed: float, block: float | None) -> _Run:
    """A simulation within its limits."""
    count = _whole("paths", paths, 1)
    if count > _MOST_PATHS:
        raise LimitError(f"paths is {paths:,.12g}; at most {_MOST_PATHS:,} are simulated")
    if years >= MOST_ROWS or years * count > _MOST_STEPS:
        raise LimitError(f"{paths:,.12g} paths of {years:,.12g} years are too many; ask for fewer of either")
    start = _whole("seed", seed, 0, _LARGEST_SEED)
    rates = history.rates.size
    length = round(rates ** (1 / 3)) if block is None else _whole("block", block, 1, rates)
    return _Run(years, count, start, min(length, years))


def _drawn(history: _History, run: _Run) -> Iterator[FloatArray]:
    """ln(1 + growth) of every path, year by year."""
    choices = np.uint64(history.rates.size - run.block + 1)
    half = np.uint64(32)
    bits = np.random.PCG64(run.seed)
    for year in range(run.years):
        offset = year % run.block
        if offset == 0:
            # Raw numbers are what numpy keeps the same in every version; the upper half of each, as a fraction of
            # 2^32, times the number of choices is the block that begins here.
            starts = ((bits.random_raw(run.paths) >> half) * choices >> half).view(np.int64)
        yield history.rates[offset:].take(starts)


def _span(current_year: float, target_year: float) -> int:
    """Years from the last value to the end of a fan."""
    for name, year in (("current_year", current_year), ("target_year", target_year)):
        refuse_where(year % 1 != 0, DomainError, name + " is {:.10g}; a path needs whole years", year)
    refuse_where(
        target_year <= current_year,
        DomainError,
        "target_year {:.10g} is not after current_year {:.10g}",
        target_year,
        current_year,
    )
    return int(target_year - current_year)


def _shares(quantiles: FloatArray | None) -> FloatArray:
    """The quantiles of a fan; blanks are skipped."""
    if quantiles is None:
        return np.array(_USUAL_QUANTILES)
    shares: FloatArray = np.asarray(quantiles, dtype=float)
    shares = shares[~np.isnan(shares)]
    outside = shares[(shares <= 0) | (shares >= 1)]
    if outside.size:
        raise DomainError(f"quantiles holds {outside[0]:,.12g}; each lies between 0 and 1")
    if shares.size > _MOST_QUANTILES:
        raise LimitError(f"quantiles has {shares.size:,} numbers; a fan has at most {_MOST_QUANTILES}")
    return shares


def _whole(name: str, value: float, least: int, most: int | None = None) -> int:
    """A whole number in its range."""
    if value % 1 or value < least or (most is not None and value > most):
        reach = f"{least:,} or more" if most is None else f"from {least:,} to {most:,}"
        raise DomainError(f"{name} is {value:,.12g}; a whole number is needed, {reach}")
    return int(value)

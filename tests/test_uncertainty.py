"""Uncertainty against scipy, against simulation, against every case there is, and against a second, slower way."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gapsheet import catalog, cells, growth, targets, uncertainty
from gapsheet.errors import DomainError, LimitError, MissingValueError, ZeroBaseError

NAN = math.nan
# The overseas anime market in bn yen, 2015 to 2024, as the Association of Japanese Animations reported it.
ANIME = [583.3, 767.6, 994.8, 1009.2, 1200.9, 1239.4, 1313.4, 1459.2, 1722.2, 2170.2]
UNEVEN = [10.0, 13.0, 12.0, 18.0, 17.0, 21.0, 30.0, 28.0, 33.0]  # eight growth rates, none like another

positive = st.floats(1e-3, 1e9)
log_growth = st.floats(-0.5, 0.5)
deviation = st.floats(0.01, 1)
horizon = st.floats(0.5, 40)


def standard_error(share: float, paths: int) -> float:
    return math.sqrt(share * (1 - share) / paths)


# By a normal law


@given(positive, st.floats(0.1, 10), log_growth, deviation, horizon)
def test_probability_agrees_with_scipy(current: float, times: float, mean: float, spread: float, years: float) -> None:
    normal = stats.norm(mean * years, spread * math.sqrt(years))
    distance = math.log(current * times / current)
    wanted = normal.cdf(distance) if distance < 0 else normal.sf(distance)
    found = uncertainty.target_probability(current, current * times, mean, spread, years)
    assert found == pytest.approx(wanted, rel=1e-9, abs=1e-12)


def test_probability_agrees_with_simulated_years() -> None:
    paths, years = 1_000_000, 9
    drawn = np.random.Generator(np.random.PCG64(20)).normal(0.1, 0.15, (years, paths))
    ends = 6.008 * np.exp(drawn.sum(axis=0))
    for target, met in ((20.0, ends >= 20.0), (6.0, ends <= 6.0)):
        share = float(met.mean())
        found = uncertainty.target_probability(6.008, target, 0.1, 0.15, float(years))
        assert abs(found - share) <= 4 * standard_error(share, paths)


@pytest.mark.parametrize(
    ("standard_deviations", "share"), [(0.0, 0.5), (1.0, 0.841345), (-1.0, 0.158655), (1.96, 0.975002), (3.0, 0.99865)]
)
def test_probability_is_that_of_normal_tables(standard_deviations: float, share: float) -> None:
    # Over four years the logs have a mean of 0.4 * standard_deviations and a deviation of 0.2 * 2.
    found = uncertainty.target_probability(7.0, 7.0, 0.1 * standard_deviations, 0.2, 4.0)
    assert found == pytest.approx(share, abs=5e-7)


@given(st.floats(1.001, 10), log_growth, deviation, horizon)
def test_way_down_mirrors_the_way_up(times: float, mean: float, spread: float, years: float) -> None:
    up = uncertainty.target_probability(1.0, times, mean, spread, years)
    down = uncertainty.target_probability(times, 1.0, -mean, spread, years)
    assert down == pytest.approx(up, rel=1e-9, abs=1e-12)


def test_negative_values_are_compared_by_size() -> None:
    up = uncertainty.target_probability(5.0, 8.0, 0.05, 0.1, 5.0)
    assert uncertainty.target_probability(-5.0, -8.0, 0.05, 0.1, 5.0) == up


@given(st.floats(0.01, 0.5), st.integers(1, 40))
def test_certain_growth_reaches_the_target_in_the_year_reached(annual_growth: float, years: int) -> None:
    target = (1 + annual_growth) ** years

    def probability(year: float) -> float:
        return uncertainty.target_probability(1.0, target, math.log1p(annual_growth), 0.0, year)

    reached = targets.year_reached(1.0, target, annual_growth, 0.0)
    assert probability(reached) == 1.0
    assert reached == 1 or probability(reached - 1) == 0.0


def test_certain_shrinking_reaches_a_target_below() -> None:
    assert uncertainty.target_probability(8.0, 2.0, -math.log(2), 0.0, 2.0) == 1.0
    assert uncertainty.target_probability(8.0, 1.0, -math.log(2), 0.0, 2.0) == 0.0


def test_range_with_and_without_deviation_is_its_elements() -> None:
    spreads = np.array([0.0, 0.1, 0.3])
    together = uncertainty.target_probability(5.0, 8.0, 0.05, spreads, 5.0)  # type: ignore[arg-type]
    alone = [uncertainty.target_probability(5.0, 8.0, 0.05, spread, 5.0) for spread in spreads.tolist()]
    assert alone[0] == 0.0
    assert np.asarray(together) == pytest.approx(alone, rel=1e-13)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((0.0, 5.0, 0.1, 0.1, 5.0), ZeroBaseError, "current_value is 0"),
        ((5.0, 0.0, 0.1, 0.1, 5.0), DomainError, "target_value is 0"),
        ((5.0, -8.0, 0.1, 0.1, 5.0), DomainError, "current_value 5 and target_value -8 differ in sign"),
        ((5.0, 8.0, 0.1, -0.1, 5.0), DomainError, r"growth_deviation is -0\.1; a standard deviation cannot"),
        ((5.0, 8.0, 0.1, 0.1, 0.0), DomainError, "years is 0"),
    ],
)
def test_probability_refuses(arguments: tuple[float, ...], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        uncertainty.target_probability(*arguments)


# By the past drawn anew


def log_rates(values: list[float]) -> list[float]:
    return [math.log(after / before) for before, after in itertools.pairwise(values)]


def every_future(values: list[float], years: int, block: int) -> list[float]:
    """The final value of each future that a moving-block bootstrap can draw; all are equally likely."""
    rates = log_rates(values)
    blocks = [rates[first : first + block] for first in range(len(rates) - block + 1)]
    return [
        values[-1] * math.exp(sum(list(itertools.chain(*drawn))[:years]))
        for drawn in itertools.product(blocks, repeat=math.ceil(years / block))
    ]


def futures(values: list[float], years: int, paths: int, seed: int, block: int) -> list[list[float]]:
    """The same draws one by one: each path's value in each year."""
    rates = log_rates(values)
    bits = np.random.PCG64(seed)
    drawn: list[list[float]] = [[] for _ in range(paths)]
    while len(drawn[0]) < years:
        for path in drawn:
            first = (int(bits.random_raw()) >> 32) * (len(rates) - block + 1) >> 32
            path += rates[first : first + block]
    return [[values[-1] * math.exp(sum(path[:year])) for year in range(1, years + 1)] for path in drawn]


@pytest.mark.parametrize(("years", "block"), [(1, 1), (3, 1), (3, 2), (4, 2), (5, 3), (4, 4)])
@pytest.mark.parametrize("target", [25.0, 45.0, 60.0])
def test_history_agrees_with_every_future_there_is(years: int, block: int, target: float) -> None:
    paths = 200_000
    ends = every_future(UNEVEN, years, block)
    met = [end <= target if target < UNEVEN[-1] else end >= target for end in ends]
    share = sum(met) / len(met)
    found = uncertainty.target_probability_history(np.array(UNEVEN), target, years, paths, 5.0, block)
    assert abs(found - share) <= 4 * standard_error(share, paths)


@pytest.mark.parametrize(("years", "block"), [(1, 1), (9, 2), (10, 3), (7, 7)])
@pytest.mark.parametrize("seed", [0, 1, 999_999_999_999_999])
def test_history_agrees_with_drawing_one_by_one(years: int, block: int, seed: int) -> None:
    ends = [path[-1] for path in futures(ANIME, years, 400, seed, block)]
    target = 1.05 * statistics.median(ends)
    share = sum(end >= target for end in ends) / len(ends)
    assert 0 < share < 0.5
    assert uncertainty.target_probability_history(np.array(ANIME), target, years, 400.0, seed, block) == share


def test_history_of_normal_growth_agrees_with_the_normal_law() -> None:
    rates = np.random.Generator(np.random.PCG64(3)).normal(0.06, 0.12, 4000)
    values = np.exp(np.concatenate([[0.0], rates.cumsum()]))
    found = uncertainty.target_probability_history(values, values[-1] * 2, 10.0, 1_000_000.0, 1.0, 1.0)
    wanted = uncertainty.target_probability(1.0, 2.0, float(rates.mean()), float(rates.std()), 10.0)
    assert found == pytest.approx(wanted, abs=0.003)


@pytest.mark.parametrize(("years", "ups"), [(1, 1), (9, 4), (10, 7), (30, 18)])
def test_two_growth_rates_at_random_follow_the_binomial_law(years: int, ups: int) -> None:
    # Five rates of +20 % and three of -10 %: of so many years drawn singly, a binomial number are good ones.
    values = list(
        itertools.accumulate([1.2, 0.9, 1.2, 0.9, 1.2, 0.9, 1.2, 1.2], lambda value, step: value * step, initial=1.0)
    )
    target = values[-1] * 1.2**ups * 0.9 ** (years - ups)
    paths = 1_000_000
    share = float(stats.binom(years, 5 / 8).sf(ups - 1))
    found = uncertainty.target_probability_history(np.array(values), target * (1 - 1e-9), years, paths, 11.0, 1.0)
    assert abs(found - share) <= 4 * standard_error(share, paths)


def test_bits_are_those_of_numpys_published_generator() -> None:
    # numpy's documentation prints default_rng(12345).random() as 0.22733602246716966: the upper 53 bits of PCG64.
    assert (np.random.PCG64(12345).random_raw() >> 11) * 2.0**-53 == 0.22733602246716966
    entry = catalog.find("TARGET_PROBABILITY_HISTORY")
    assert entry is not None
    assert "PCG64" in entry.source


@pytest.mark.parametrize("years", [1.0, 3.0, 40.0])
def test_constant_growth_leaves_no_doubt(years: float) -> None:
    values = np.array([1.1**year for year in range(12)])
    reached = values[-1] * 1.1**years
    assert uncertainty.target_probability_history(values, reached, years) == 1.0
    assert uncertainty.target_probability_history(values, reached * (1 + 1e-9), years) == 0.0


def test_constant_shrinking_leads_to_a_target_below() -> None:
    values = np.array([0.5**year for year in range(12)])
    assert uncertainty.target_probability_history(values, values[-1] / 4, 2.0) == 1.0
    assert uncertainty.target_probability_history(values, values[-1] / 4.001, 2.0) == 0.0


def test_same_seed_gives_the_same_and_another_seed_another_result() -> None:
    found = [uncertainty.target_probability_history(np.array(ANIME), 6000.0, 9.0, 5000.0, seed) for seed in (4, 4, 5)]
    assert found[0] == found[1] != found[2]


def test_defaults_are_ten_thousand_paths_seed_one_and_the_cube_root() -> None:
    values = np.array(ANIME)  # nine rates, whose cube root is 2.08
    found = uncertainty.target_probability_history(values, 6000.0, 9.0)
    assert found == uncertainty.target_probability_history(values, 6000.0, 9.0, 10_000.0, 1.0, 2.0)
    assert found != uncertainty.target_probability_history(values, 6000.0, 9.0, 10_000.0, 1.0, 3.0)


def test_block_is_no_longer_than_the_years() -> None:
    values = np.array(ANIME)
    short, long = (uncertainty.target_probability_history(values, 3000.0, 2.0, 5000.0, 1.0, block) for block in (2, 7))
    assert short == long


def test_blank_interrupts_growth() -> None:
    # 240.8 was the figure of 2012; with 2013 and 2014 blank it offers no rate of one year.
    blanks = np.array([240.8, NAN, NAN, *ANIME, NAN])
    with_blanks = uncertainty.target_probability_history(blanks, 6000.0, 9.0)
    assert with_blanks == uncertainty.target_probability_history(np.array(ANIME), 6000.0, 9.0)


@pytest.mark.parametrize(
    ("values", "count"),
    [(UNEVEN[:8], 7), ([*UNEVEN[:4], NAN, *UNEVEN[4:]], 7), ([5.0], 0), ([NAN, NAN], 0), (UNEVEN[::2] + [NAN] * 8, 4)],
)
@pytest.mark.parametrize("function", ["TARGET_PROBABILITY_HISTORY", "FAN_PATH"])
def test_fewer_than_eight_growth_rates_are_refused(function: str, values: list[float], count: int) -> None:
    call: Callable[..., Any] = getattr(uncertainty, function.lower())
    with pytest.raises(MissingValueError, match=f"values gives too few growth rates .*, {count}; .* at least 8"):
        call(np.array(values), 2024.0, 2030.0)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((50.0, 2.5), DomainError, r"years is 2\.5; a whole number is needed, 1 or more"),
        ((50.0, 0.0), DomainError, "years is 0;"),
        ((0.0, 5.0), DomainError, "target_value is 0; positive values never reach it"),
        ((-5.0, 5.0), DomainError, "target_value is -5;"),
        ((50.0, 5.0, 0.0), DomainError, "paths is 0;"),
        ((50.0, 5.0, 10.5), DomainError, r"paths is 10\.5;"),
        ((50.0, 5.0, 1_000_001.0), LimitError, "paths is 1,000,001; at most 1,000,000"),
        ((50.0, 10_000.0, 1.0), LimitError, "1 paths of 10,000 years"),
        ((50.0, 101.0, 1_000_000.0), LimitError, "1,000,000 paths of 101 years"),
        ((50.0, 1e300), LimitError, r"years are too many"),
        ((50.0, 5.0, 10.0, -1.0), DomainError, "seed is -1;"),
        ((50.0, 5.0, 10.0, 1e15), DomainError, "seed is 1e\\+15;"),
        ((50.0, 5.0, 10.0, 1.0, 0.0), DomainError, "block is 0; a whole number is needed, from 1 to 8"),
        ((50.0, 5.0, 10.0, 1.0, 9.0), DomainError, "block is 9;"),
        ((50.0, 5.0, 10.0, 1.0, 1.5), DomainError, r"block is 1\.5;"),
    ],
)
def test_history_refuses(arguments: tuple[float, ...], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        uncertainty.target_probability_history(np.array(UNEVEN), *arguments)


@pytest.mark.parametrize("faulty", [0.0, -3.0])
def test_values_that_are_not_positive_are_refused(faulty: float) -> None:
    values = np.array([*UNEVEN, faulty])
    with pytest.raises(DomainError, match=f"values holds {faulty:g};"):
        uncertainty.target_probability_history(values, 50.0, 5.0)
    with pytest.raises(DomainError, match=f"values holds {faulty:g};"):
        uncertainty.fan_path(values, 2024.0, 2030.0)


# Fans


def test_fan_agrees_with_drawing_one_by_one() -> None:
    paths = futures(ANIME, 6, 300, 8, 2)
    fan = uncertainty.fan_path(np.array(ANIME), 2024.0, 2030.0, np.array([0.1, 0.5, 0.9]), 300.0, 8.0)
    assert [row[0] for row in fan] == [2024.0 + year for year in range(7)]
    assert fan[0][1:] == [2170.2] * 3
    for year, row in enumerate(fan[1:]):
        tenths = statistics.quantiles([path[year] for path in paths], n=10, method="inclusive")  # PERCENTILE.INC
        assert row[1:] == pytest.approx([tenths[0], tenths[4], tenths[8]], rel=1e-12)


def test_what_a_caller_does_to_a_fan_is_not_remembered() -> None:
    first = uncertainty.fan_path(np.array(ANIME), 2024.0, 2030.0, None, 500.0)
    spoilt = [list(row) for row in first]
    first[3][2] = 0.0
    assert uncertainty.fan_path(np.array(ANIME), 2024.0, 2030.0, None, 500.0) == spoilt


def test_fans_that_differ_in_one_argument_differ() -> None:
    def fan(last: float = ANIME[-1], until: float = 2030.0, paths: float = 500.0, seed: float = 1.0) -> float:
        return sum(uncertainty.fan_path(np.array([*ANIME[:-1], last]), 2024.0, until, None, paths, seed)[6][1:])

    assert len({fan(), fan(last=2000.0), fan(paths=501.0), fan(seed=2.0)}) == 4
    assert fan(until=2031.0) == fan()


def test_fan_shows_the_five_usual_quantiles() -> None:
    usual = uncertainty.fan_path(np.array(ANIME), 2024.0, 2033.0)
    assert usual == uncertainty.fan_path(np.array(ANIME), 2024.0, 2033.0, np.array([0.1, 0.25, 0.5, 0.75, 0.9]))
    for row in usual[1:]:
        assert row[1:] == sorted(row[1:])
        assert len(set(row)) == 6


def test_quantiles_keep_their_order_and_blanks_are_skipped() -> None:
    wide = uncertainty.fan_path(np.array(ANIME), 2024.0, 2027.0, np.array([0.9, NAN, 0.1]))
    high, low = (uncertainty.fan_path(np.array(ANIME), 2024.0, 2027.0, np.array([share])) for share in (0.9, 0.1))
    assert wide == [[year, top, bottom] for (year, top), (_, bottom) in zip(high, low, strict=True)]


def test_median_follows_the_trend_and_the_fan_widens() -> None:
    rates = np.random.Generator(np.random.PCG64(7)).normal(0.05, 0.1, 2000)
    values = np.exp(np.concatenate([[0.0], rates.cumsum()]))
    fan = uncertainty.fan_path(values, 2024.0, 2034.0, np.array([0.1, 0.5, 0.9]), 100_000.0)
    for year, (_, low, median, high) in enumerate(fan[1:], start=1):
        assert math.log(median / values[-1]) == pytest.approx(year * rates.mean(), abs=0.015)
        reach = 1.2816 * rates.std() * math.sqrt(year)  # 1.2816: 90 % of a normal variable lie below it
        assert math.log(high / low) == pytest.approx(2 * reach, rel=0.15)  # blocks keep what correlation there is


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_line_of_the_fan_is_passed_with_its_probability(share: float) -> None:
    line = uncertainty.fan_path(np.array(ANIME), 2024.0, 2033.0, np.array([share]))[-1][1]
    at, beyond = (
        uncertainty.target_probability_history(np.array(ANIME), target, 9.0) for target in (line, line * (1 + 1e-9))
    )
    assert beyond - 1e-4 <= 1 - share <= at + 1e-4  # several of the 10,000 paths end on the same value


def test_constant_growth_makes_a_fan_of_one_line() -> None:
    values = np.array([1.1**year for year in range(12)])
    for year, *line in uncertainty.fan_path(values, 2024.0, 2030.0):
        assert line == pytest.approx([values[-1] * 1.1 ** (year - 2024)] * 5, rel=1e-12)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((2024.5, 2030.0), DomainError, r"current_year is 2024\.5; a path needs whole years"),
        ((2024.0, 2030.5), DomainError, r"target_year is 2030\.5; a path needs whole years"),
        ((2024.0, 2024.0), DomainError, "target_year 2024 is not after current_year 2024"),
        ((0.0, 10_000.0, None, 1.0), LimitError, "1 paths of 10,000 years"),
        ((2024.0, 2030.0, np.array([0.5, 0.0])), DomainError, "quantiles holds 0; each lies between 0 and 1"),
        ((2024.0, 2030.0, np.array([1.0])), DomainError, "quantiles holds 1;"),
        ((2024.0, 2030.0, np.array([50.0])), DomainError, "quantiles holds 50;"),
        ((2024.0, 2030.0, np.full(101, 0.5)), LimitError, "quantiles has 101 numbers; a fan has at most 100"),
        ((2024.0, 2030.0, None, 2_000_000.0), LimitError, "paths is 2,000,000"),
        ((2024.0, 2030.0, None, 10.0, 1.5), DomainError, r"seed is 1\.5"),
    ],
)
def test_fan_refuses(arguments: tuple[Any, ...], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        uncertainty.fan_path(np.array(UNEVEN), *arguments)


def test_fan_fills_ten_thousand_rows() -> None:
    fan = uncertainty.fan_path(np.full(9, 5.0), 1.0, 10_000.0, np.array([0.5]), 1.0)
    assert len(fan) == 10_000
    assert fan[-1] == [10_000.0, 5.0]


# In cells


def bound(name: str) -> Callable[..., Any]:
    entry = catalog.find(name)
    assert entry is not None
    return cells.bind(entry, catalog.find)


def test_too_short_a_history_is_not_available_and_why_says_so() -> None:
    sales = [[4.534], [4.6882], [5.7769], [6.008]]
    assert bound("TARGET_PROBABILITY_HISTORY")(sales, 20, 9) == "#N/A"
    assert bound("FAN_PATH")(sales, 2024, 2033) == "#N/A"
    reason = "values gives too few growth rates from one year to the next, 3; drawing from the past needs at least 8"
    assert bound("WHY")("TARGET_PROBABILITY_HISTORY", sales, 20, 9) == reason


@pytest.mark.parametrize("quantiles", [None, [[0.5]], [[0.1, 0.5, 0.9]]], ids=["usual", "one", "three"])
def test_working_of_a_fan_shows_its_first_and_last_row(quantiles: Any) -> None:
    values = [[5.0]] * 9
    lines = ", ".join(["5"] * (5 if quantiles is None else len(quantiles[0])))
    working = bound("HOW")("FAN_PATH", values, 2024, 2030, quantiles)
    assert working.endswith(f"(year, value at each quantile) from 2024, {lines} to 2030, {lines}")


def test_mean_growth_above_100_percent_is_remarked_on() -> None:
    reason = bound("WHY")("TARGET_PROBABILITY", 6.008, 20, 4, 0.1, 9)
    assert reason == "mean_growth is 400 % a year; was 4 % meant?"


# What waiting costs


def test_growth_after_waiting_is_that_worked_out_by_hand() -> None:
    # 6.008 at +4 % for three years is 6.7582; 20 is 2.9594 times that; the sixth root is 1.1982.
    assert uncertainty.required_growth_after(6.008, 20.0, 0.04, 3.0, 9.0) == pytest.approx(0.1982, abs=5e-5)


@given(positive, st.floats(0.1, 10), horizon)
def test_without_a_delay_it_is_the_compound_rate(current: float, times: float, years: float) -> None:
    found = uncertainty.required_growth_after(current, current * times, 0.3, 0.0, years)
    assert found == pytest.approx(growth.cagr(current, current * times, years), rel=1e-12, abs=1e-15)


@given(positive, st.floats(0.1, 10), st.floats(-0.3, 0.3), st.floats(0, 20), st.floats(0.5, 20))
def test_growth_after_waiting_hits_the_target(
    current: float, times: float, annual_growth: float, delay: float, left: float
) -> None:
    required = uncertainty.required_growth_after(current, current * times, annual_growth, delay, delay + left)
    waited = targets.projected_value(current, annual_growth, delay)
    reached = targets.projected_value(waited, required, (delay + left) - delay)
    assert reached == pytest.approx(current * times, rel=1e-9)


@given(st.floats(1.5, 10), st.floats(-0.1, 0.03), st.floats(0, 4), st.floats(0.1, 4))
def test_waiting_longer_at_too_low_a_rate_asks_for_more(times: float, slow: float, delay: float, more: float) -> None:
    sooner, later = (uncertainty.required_growth_after(1.0, times, slow, wait, 9.0) for wait in (delay, delay + more))
    assert later > sooner > slow


def test_delay_that_leads_past_the_target_leaves_room_to_shrink() -> None:
    assert uncertainty.required_growth_after(10.0, 20.0, 1.0, 2.0, 3.0) == pytest.approx(-0.5)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((0.0, 5.0, 0.1, 1.0, 5.0), ZeroBaseError, "current_value is 0"),
        ((5.0, -8.0, 0.1, 1.0, 5.0), DomainError, "differ in sign"),
        ((5.0, 8.0, -1.0, 1.0, 5.0), DomainError, "annual_growth is -1"),
        ((5.0, 8.0, 0.1, -1.0, 5.0), DomainError, "delay_years is -1; a delay cannot be negative"),
        ((5.0, 8.0, 0.1, 5.0, 5.0), DomainError, "delay_years 5 leaves no time: years is 5"),
        ((5.0, 8.0, 0.1, 0.0, 0.0), DomainError, "delay_years 0 leaves no time: years is 0"),
    ],
)
def test_growth_after_waiting_refuses(arguments: tuple[float, ...], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        uncertainty.required_growth_after(*arguments)

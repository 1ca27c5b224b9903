"""Gini, Theil and the mean logarithmic deviation against their definitions, pair by pair, and the laws they obey."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapsheet.errors import DomainError, MissingValueError, ShapeError, ZeroBaseError
from gapsheet.inequality import gini, mean_log_deviation, theil

NAN = math.nan
pay = st.floats(0.01, 1e6)
rows = st.lists(st.tuples(pay, st.integers(1, 6)), min_size=1, max_size=20)  # value, people
every_measure = pytest.mark.parametrize("measure", [gini, theil, mean_log_deviation])
Measure = Callable[..., float]


def columns(sample: list[tuple[float, int]]) -> tuple[np.ndarray, np.ndarray]:
    values, weights = np.array(sample, dtype=float).T
    return values, weights


def pair_by_pair(values: np.ndarray, weights: np.ndarray) -> float:
    distances = np.abs(values[:, None] - values[None, :])
    return float(weights @ distances @ weights) / (2 * weights.sum() * (weights @ values))


@given(rows)
def test_gini_is_half_the_relative_mean_difference(sample: list[tuple[float, int]]) -> None:
    values, weights = columns(sample)
    assert gini(values, weights) == pytest.approx(pair_by_pair(values, weights), rel=1e-9, abs=1e-15)


@given(rows)
def test_entropies_follow_their_definition(sample: list[tuple[float, int]]) -> None:
    values, weights = columns(sample)
    relative = values / np.average(values, weights=weights)
    assert theil(values, weights) == pytest.approx(
        np.average(relative * np.log(relative), weights=weights), rel=1e-6, abs=1e-12
    )
    assert mean_log_deviation(values, weights) == pytest.approx(
        -np.average(np.log(relative), weights=weights), rel=1e-6, abs=1e-12
    )


@given(rows)
def test_measures_stay_within_their_limits(sample: list[tuple[float, int]]) -> None:
    values, weights = columns(sample)
    assert 0 <= gini(values, weights) < 1
    assert 0 <= theil(values, weights) <= math.log(weights.sum()) + 1e-12
    assert mean_log_deviation(values, weights) >= 0


@every_measure
@given(sample=rows)
def test_weight_is_as_good_as_repetition(measure: Measure, sample: list[tuple[float, int]]) -> None:
    repeated = np.array([value for value, people in sample for _ in range(people)])
    assert measure(*columns(sample)) == pytest.approx(measure(repeated), rel=1e-9, abs=1e-15)


@every_measure
@given(sample=rows, chance=st.randoms())
def test_order_of_rows_does_not_matter(measure: Measure, sample: list[tuple[float, int]], chance: Random) -> None:
    shuffled = sample.copy()
    chance.shuffle(shuffled)
    assert measure(*columns(shuffled)) == pytest.approx(measure(*columns(sample)), rel=1e-9, abs=1e-15)


@every_measure
@given(sample=rows, unit=st.floats(1e-3, 1e3))
def test_unit_does_not_matter(measure: Measure, sample: list[tuple[float, int]], unit: float) -> None:
    values, weights = columns(sample)
    assert measure(values * unit, weights) == pytest.approx(measure(values, weights), rel=1e-9, abs=1e-15)
    assert measure(values, weights * unit) == pytest.approx(measure(values, weights), rel=1e-9, abs=1e-15)


@every_measure
def test_taking_from_the_rich_lowers_inequality(measure: Measure) -> None:
    before, after = np.array([10.0, 20.0, 40.0, 90.0]), np.array([10.0, 25.0, 40.0, 85.0])
    assert measure(after) < measure(before)


@every_measure
def test_million_equal_values_have_no_inequality(measure: Measure) -> None:
    assert measure(np.full(1_000_000, 0.1), np.linspace(0.1, 3.0, 1_000_000)) == 0


@every_measure
def test_tiny_inequality_is_still_told(measure: Measure) -> None:
    # Two values 1 - e and 1 + e: Gini e / 2, both entropies e^2 / 2
    tiny = 1e-7
    wanted = tiny / 2 if measure is gini else tiny**2 / 2
    assert measure(np.array([1 - tiny, 1 + tiny])) == pytest.approx(wanted, rel=1e-6)


def test_gini_of_one_who_has_everything() -> None:
    assert gini(np.array([0.0] * 9 + [5.0])) == pytest.approx(0.9)


def test_entropies_of_two_values() -> None:
    # r is 0.5 and 1.5
    assert theil([1.0, 3.0]) == pytest.approx((0.5 * math.log(0.5) + 1.5 * math.log(1.5)) / 2, rel=1e-14)
    assert mean_log_deviation([1.0, 3.0]) == pytest.approx(-(math.log(0.5) + math.log(1.5)) / 2, rel=1e-14)


@every_measure
def test_blanks_and_weightless_rows_are_left_out(measure: Measure) -> None:
    values, weights = [10.0, NAN, 30.0, -5.0, 50.0], [1.0, 5.0, 1.0, 0.0, NAN]
    assert measure(values, weights) == measure([10.0, 30.0])


def test_zero_pay_counts_in_the_gini_and_has_no_logarithm() -> None:
    assert gini([0.0, 10.0]) == 0.5
    for measure in (theil, mean_log_deviation):
        with pytest.raises(DomainError, match=r"values holds 2 of 4 numbers that are not above 0, the lowest -1"):
            measure([0.0, 10.0, -1.0, 20.0])


def test_negative_pay_has_no_gini() -> None:
    with pytest.raises(DomainError, match=r"values holds 1 of 2 numbers that are not 0 or more, the lowest -1"):
        gini([-1.0, 10.0])


def test_nothing_cannot_be_shared_out() -> None:
    with pytest.raises(ZeroBaseError, match="values are all 0"):
        gini([0.0, 0.0])


@every_measure
def test_unusable_input_is_refused(measure: Measure) -> None:
    with pytest.raises(DomainError, match="values holds an infinite number"):
        measure([1.0, math.inf])
    with pytest.raises(DomainError, match="weights holds -1"):
        measure([1.0, 2.0], [1.0, -1.0])
    with pytest.raises(DomainError, match="weights are all 0"):
        measure([1.0, 2.0], [0.0, 0.0])
    with pytest.raises(ShapeError, match="weights has 3 cells, values 2"):
        measure([1.0, 2.0], [1.0, 1.0, 1.0])
    with pytest.raises(MissingValueError, match="no row"):
        measure([NAN, NAN])

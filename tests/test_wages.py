"""Wage gaps against their own laws, and against counting year by year and person by person."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapsheet import wages
from gapsheet.errors import DomainError, ZeroBaseError

pay = st.floats(1, 1e9)
gap_between = [wages.wage_gap, wages.wage_ratio]


@given(pay, pay)
def test_gap_and_ratio_add_up_to_one(group: float, reference: float) -> None:
    ratio = wages.wage_ratio(group, reference)
    assert wages.wage_gap(group, reference) == pytest.approx(1 - ratio, rel=1e-12, abs=1e-15 * (1 + ratio))


@given(pay, pay, st.floats(1e-3, 1e3))
def test_gap_does_not_depend_on_the_unit(group: float, reference: float, unit: float) -> None:
    scaled = wages.wage_gap(group * unit, reference * unit)
    assert scaled == pytest.approx(wages.wage_gap(group, reference), rel=1e-9, abs=1e-12)


@given(pay, st.floats(0.01, 100))
def test_raise_to_close_closes_the_gap(group: float, ratio: float) -> None:
    reference = group * ratio
    raised = group * (1 + wages.raise_to_close(group, reference))
    assert raised == pytest.approx(reference, rel=1e-12)


def test_group_that_earns_more_has_a_negative_gap() -> None:
    assert wages.wage_gap(300.0, 200.0) == -0.5
    assert wages.raise_to_close(400.0, 300.0) == -0.25


@given(pay, st.floats(0.2, 5), st.floats(-0.1, 0.3), st.floats(-0.1, 0.3))
def test_pays_meet_after_the_years_to_parity(group: float, ratio: float, growth: float, other: float) -> None:
    reference = group * ratio
    try:
        years = wages.years_to_parity(group, reference, growth, other)
    except DomainError:
        # never: the one behind does not grow faster
        assert (growth <= other) if ratio > 1 else (growth >= other)
        return
    if years < 1000:
        met = group * (1 + growth) ** years
        assert met == pytest.approx(reference * (1 + other) ** years, rel=1e-9)


def test_equal_pay_is_parity_whatever_grows() -> None:
    assert wages.years_to_parity(5.0, 5.0, 0.02, 0.02) == 0.0
    assert wages.years_to_parity(5.0, 5.0, 0.01, 0.02) == 0.0


def test_group_ahead_that_grows_slower_meets_the_yardstick() -> None:
    assert wages.years_to_parity(4.0, 1.0, 0.0, 1.0) == 2.0


@pytest.mark.parametrize(("growth", "other"), [(0.02, 0.02), (0.01, 0.02)], ids=["in step", "falling behind"])
def test_pays_that_drift_apart_never_meet(growth: float, other: float) -> None:
    with pytest.raises(DomainError, match="never bring"):
        wages.years_to_parity(4.0, 5.0, growth, other)


@given(pay, pay, st.floats(1, 4000))
def test_hourly_gap_with_equal_hours_is_the_gap(group: float, reference: float, hours: float) -> None:
    hourly = wages.hourly_wage_gap(group, reference, hours, hours)
    assert hourly == pytest.approx(wages.wage_gap(group, reference), rel=1e-9, abs=1e-12)


def test_longer_hours_widen_the_gap() -> None:
    # 2.0 m yen for 2,376 hours (12 months of 198) against 2.73 m for 2,000: 841.75 against 1,365 yen.
    assert wages.hourly_wage_gap(2_000_000.0, 2_730_000.0, 2376.0, 2000.0) == pytest.approx(0.38333, abs=5e-6)


@given(pay, pay, st.integers(0, 10**6), st.integers(1, 40))
def test_cost_covers_exactly_the_heads_it_was_reckoned_for(low: float, more: float, heads: int, years: int) -> None:
    cost = wages.cost_to_close(low, low + more, float(heads), float(years))
    assert wages.headcount_covered(cost, low, low + more, float(years)) == heads


@given(st.integers(0, 10**11), st.integers(1, 10**7), st.integers(1, 10**7))
def test_covered_heads_are_whole_and_affordable(budget: int, group: int, gap: int) -> None:
    covered = wages.headcount_covered(float(budget), float(group), float(group + gap))
    assert covered == budget // gap


def test_decimal_pay_does_not_cost_a_head() -> None:
    # 0.3 / 0.1 is 2.9999999999999996 in binary.
    assert wages.headcount_covered(0.3, 0.0, 0.1) == 3.0


def test_no_gap_costs_nothing() -> None:
    assert wages.cost_to_close(300.0, 200.0, 10.0) == 0.0


@pytest.mark.parametrize("reference", [200.0, 100.0])
def test_no_gap_covers_nobody_in_particular(reference: float) -> None:
    with pytest.raises(DomainError, match="no gap to close"):
        wages.headcount_covered(1e6, 200.0, reference)


def test_durations_are_one_year_by_default() -> None:
    assert wages.cost_to_close(1.0, 3.0, 5.0) == wages.cost_to_close(1.0, 3.0, 5.0, 1.0)
    assert wages.headcount_covered(9.0, 1.0, 3.0) == wages.headcount_covered(9.0, 1.0, 3.0, 1.0)


@pytest.mark.parametrize("function", gap_between)
def test_gap_needs_a_yardstick(function: Callable[[float, float], float]) -> None:
    with pytest.raises(ZeroBaseError, match="reference_pay is 0"):
        function(5.0, 0.0)


def test_raise_needs_pay() -> None:
    with pytest.raises(ZeroBaseError, match="group_pay is 0"):
        wages.raise_to_close(0.0, 5.0)


@pytest.mark.parametrize(
    ("function", "arguments", "named"),
    [
        (wages.wage_gap, (-1.0, 2.0), "group_pay"),
        (wages.wage_ratio, (1.0, -2.0), "reference_pay"),
        (wages.raise_to_close, (1.0, -2.0), "reference_pay"),
        (wages.years_to_parity, (-1.0, 2.0, 0.1, 0.0), "group_pay"),
        (wages.hourly_pay, (-1.0, 2.0), "annual_pay"),
        (wages.hourly_pay, (1.0, -2.0), "annual_hours"),
        (wages.hourly_wage_gap, (1.0, 2.0, -1.0, 2.0), "group_hours"),
        (wages.hourly_wage_gap, (1.0, 2.0, 1.0, -2.0), "reference_hours"),
        (wages.cost_to_close, (1.0, 2.0, -3.0), "headcount"),
        (wages.cost_to_close, (1.0, 2.0, 3.0, -1.0), "elapsed_years"),
        (wages.headcount_covered, (-1.0, 1.0, 2.0), "budget"),
        (wages.headcount_covered, (1.0, 1.0, 2.0, 0.0), "elapsed_years"),
        (wages.uprated_pay, (-1.0, 1.0, 2.0), "pay"),
        (wages.uprated_pay, (1.0, -1.0, 2.0), "index_then"),
        (wages.uprated_pay, (1.0, 1.0, 0.0), "index_now"),
    ],
)
def test_nonsensical_argument_is_named(
    function: Callable[..., float], arguments: tuple[float, ...], named: str
) -> None:
    with pytest.raises(DomainError, match=rf"^{named} is "):
        function(*arguments)


@given(pay, st.floats(50, 200), st.floats(50, 200))
def test_uprating_there_and_back_changes_nothing(amount: float, then: float, now: float) -> None:
    there = wages.uprated_pay(amount, then, now)
    assert math.isclose(wages.uprated_pay(there, now, then), amount, rel_tol=1e-12)

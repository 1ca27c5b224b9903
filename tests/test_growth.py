"""Growth arithmetic against its own laws, and against counting year by year."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapsheet import growth
from gapsheet.errors import DomainError, ZeroBaseError

positive = st.floats(1e-6, 1e12)
factor = st.floats(1e-3, 1e3)


@given(positive, positive, positive)
def test_multiples_chain(first: float, second: float, third: float) -> None:
    chained = growth.growth_multiple(first, second) * growth.growth_multiple(second, third)
    assert chained == pytest.approx(growth.growth_multiple(first, third), rel=1e-12)


@given(positive, positive, factor)
def test_multiples_do_not_depend_on_the_unit(start: float, end: float, unit: float) -> None:
    scaled = growth.growth_multiple(start * unit, end * unit)
    assert scaled == pytest.approx(growth.growth_multiple(start, end), rel=1e-12)


@given(positive, positive)
def test_rate_is_multiple_minus_one(start: float, end: float) -> None:
    rate = growth.growth_rate(start, end)
    assert rate == pytest.approx(growth.growth_multiple(start, end) - 1, rel=1e-9, abs=1e-12)


@given(positive, st.floats(0.2, 5), st.integers(1, 60))
def test_cagr_compounds_to_the_end_value(start: float, multiple: float, years: int) -> None:
    value = start
    annual_growth = growth.cagr(start, start * multiple, float(years))
    for _ in range(years):
        value *= 1 + annual_growth
    assert value == pytest.approx(start * multiple, rel=1e-12)


@given(positive, positive, factor, st.floats(0.5, 50))
def test_cagr_does_not_depend_on_the_unit(start: float, end: float, unit: float, years: float) -> None:
    scaled = 1 + growth.cagr(start * unit, end * unit, years)
    assert scaled == pytest.approx(1 + growth.cagr(start, end, years), rel=1e-12)


@given(st.floats(1e-4, 3))
def test_doubling_time_doubles(annual_growth: float) -> None:
    assert (1 + annual_growth) ** growth.doubling_time(annual_growth) == pytest.approx(2, rel=1e-9)


@given(st.lists(st.tuples(positive, positive), min_size=1, max_size=6))
def test_contributions_add_up_to_growth(parts: list[tuple[float, float]]) -> None:
    start, end = (math.fsum(column) for column in zip(*parts, strict=True))
    contributions = [growth.contribution_to_growth(part_start, part_end, start) for part_start, part_end in parts]
    assert math.fsum(contributions) == pytest.approx(end / start - 1, rel=1e-9, abs=1e-9)


def test_shares_of_growth_add_up_to_one() -> None:
    shares = [growth.share_of_growth(start, end, 60.0, 90.0) for start, end in ((10.0, 30.0), (50.0, 60.0))]
    assert shares == pytest.approx([2 / 3, 1 / 3])


def test_part_against_the_total_has_a_negative_share() -> None:
    assert growth.share_of_growth(10.0, 5.0, 100.0, 110.0) == -0.5


def test_real_value_removes_inflation() -> None:
    # Two years of 5 % inflation: 110.25 of the later prices bought what 100 buys in the earlier ones.
    assert growth.real_value(110.25, 110.25, 100.0) == pytest.approx(100.0)


@pytest.mark.parametrize("function", [growth.growth_multiple, growth.growth_rate])
def test_zero_start_has_no_multiple(function: object) -> None:
    with pytest.raises(ZeroBaseError, match="start_value is 0"):
        function(0.0, 5.0)  # type: ignore[operator]


@pytest.mark.parametrize("function", [growth.growth_multiple, growth.growth_rate])
def test_values_across_zero_have_no_multiple(function: object) -> None:
    with pytest.raises(DomainError, match="start_value -2 and end_value 5 differ in sign"):
        function(-2.0, 5.0)  # type: ignore[operator]


def test_deficits_are_compared_by_size() -> None:
    assert growth.growth_multiple(-2.0, -5.0) == 2.5


def test_fall_to_zero_is_minus_one_hundred_percent() -> None:
    assert growth.growth_rate(5.0, 0.0) == -1.0


@pytest.mark.parametrize("years", [0.0, -3.0])
def test_cagr_needs_a_duration(years: float) -> None:
    with pytest.raises(DomainError, match="elapsed_years is"):
        growth.cagr(1.0, 2.0, years)


def test_no_constant_growth_reaches_zero() -> None:
    with pytest.raises(DomainError, match="end_value is 0"):
        growth.cagr(5.0, 0.0, 3.0)


@pytest.mark.parametrize("annual_growth", [0.0, -0.04])
def test_nothing_doubles_without_growth(annual_growth: float) -> None:
    with pytest.raises(DomainError, match="annual_growth is"):
        growth.doubling_time(annual_growth)


def test_unchanged_total_has_no_growth_to_share() -> None:
    with pytest.raises(ZeroBaseError, match=r"total_end equals total_start \(1,234.5\)"):
        growth.share_of_growth(1.0, 2.0, 1234.5, 1234.5)


@pytest.mark.parametrize(
    ("price", "base", "error"), [(0.0, 1.0, ZeroBaseError), (-1.0, 1.0, DomainError), (1.0, 0.0, DomainError)]
)
def test_price_index_is_above_zero(price: float, base: float, error: type[Exception]) -> None:
    with pytest.raises(error, match="index is"):
        growth.real_value(100.0, price, base)


@pytest.mark.parametrize(("start", "end"), [(1e308, 1e-308), (1e-308, 1e308), (-1e308, -1e-300)])
def test_a_multiple_outside_the_range_of_numbers_has_no_yearly_rate(start: float, end: float) -> None:
    with pytest.raises(DomainError, match="no multiple a cell can hold"):
        growth.cagr(start, end, 2.0)

"""Sums and crossings against adding up and comparing year by year, and against printed tables."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gapsheet import crossings, wages
from gapsheet.errors import DomainError, ZeroBaseError

amount = st.floats(1e-3, 1e9)
rate = st.floats(-0.3, 0.5)


@given(amount, rate, st.integers(1, 60))
def test_sum_is_every_year_added_up(start: float, annual_growth: float, years: int) -> None:
    added = sum(start * (1 + annual_growth) ** year for year in range(years))
    assert crossings.cumulative_value(start, annual_growth, float(years)) == pytest.approx(added, rel=1e-12)


@pytest.mark.parametrize(
    ("annual_growth", "years", "factor"),
    [(0.05, 10.0, 12.5779), (0.08, 20.0, 45.7620), (0.01, 5.0, 5.1010), (0.12, 30.0, 241.3327)],
)
def test_sum_is_that_of_annuity_tables(annual_growth: float, years: float, factor: float) -> None:
    # Future value of 1 paid at the end of each period, as compound-interest tables print it to four places.
    assert crossings.cumulative_value(1.0, annual_growth, years) == pytest.approx(factor, abs=5e-5)


def test_first_year_counts_as_it_is() -> None:
    assert crossings.cumulative_value(6.85, 0.092, 1.0) == pytest.approx(6.85)


@pytest.mark.parametrize("annual_growth", [0.0, 1e-17, -1e-17, 5e-324, 1e-10])
def test_next_to_no_growth_adds_equal_years(annual_growth: float) -> None:
    assert crossings.cumulative_value(6.85, annual_growth, 11.0) == pytest.approx(75.35, rel=1e-8)


def test_sum_of_deficits_is_negative() -> None:
    assert crossings.cumulative_value(-100.0, 0.5, 3.0) == pytest.approx(-475.0)


@pytest.mark.parametrize(
    ("annual_growth", "years", "message"),
    [
        (-1.0, 5.0, "annual_growth is -1"),
        (0.04, 0.0, "years is 0; it must be above 0"),
        (0.04, -3.0, "years is -3"),
        (0.04, 2.5, r"years is 2\.5; a sum counts whole years"),
    ],
)
def test_sum_refuses(annual_growth: float, years: float, message: str) -> None:
    with pytest.raises(DomainError, match=message):
        crossings.cumulative_value(100.0, annual_growth, years)


@given(amount, st.floats(1.001, 20), rate, st.floats(0.01, 0.5))
def test_crossing_is_the_first_year_at_or_past(a: float, times: float, b_growth: float, faster: float) -> None:
    a_growth = b_growth + faster
    b = a * times
    found = crossings.crossing_year(a, b, a_growth, b_growth, 2024.0)

    def past(year: int) -> bool:
        return a * (1 + a_growth) ** year >= b * (1 + b_growth) ** year * (1 - 1e-9)

    assert found == 2024 + next(year for year in itertools.count() if past(year))


@given(amount, st.floats(1.001, 20), rate, st.floats(0.01, 0.5))
def test_crossing_is_parity_rounded_up(a: float, times: float, b_growth: float, faster: float) -> None:
    years = wages.years_to_parity(a, a * times, b_growth + faster, b_growth)
    assume(abs(years - round(years)) > 1e-6)
    found = crossings.crossing_year(a, a * times, b_growth + faster, b_growth, 2024.0)
    assert 0 < found - 2024.0 - years < 1


def test_whole_years_are_not_rounded_up_by_a_hair() -> None:
    # 1.1 ** 3 is 1.3310000000000004 in binary: three years, not four.
    assert crossings.crossing_year(1.0, 1.1**3, 0.1, 0.0, 2024.0) == 2027.0


def test_crossing_while_both_shrink() -> None:
    # 8, 7.2, 6.48 against 10, 8, 6.4
    assert crossings.crossing_year(8.0, 10.0, -0.1, -0.2, 2024.0) == 2026.0


def test_negative_values_are_compared_by_size() -> None:
    assert crossings.crossing_year(-5.0, -20.0, 1.0, 0.0, 2024.0) == 2026.0


@pytest.mark.parametrize("a_growth", [0.1, 0.0, -0.1])
def test_equal_values_have_met_in_the_current_year(a_growth: float) -> None:
    assert crossings.crossing_year(5.0, 5.0, a_growth, 0.0, 2024.0) == 2024.0


@pytest.mark.parametrize(("a_growth", "b_growth"), [(0.5, 0.0), (0.0, 0.5)])
def test_already_past_is_refused_whoever_grows_faster(a_growth: float, b_growth: float) -> None:
    with pytest.raises(DomainError, match="a_value 25 is past b_value 20 already"):
        crossings.crossing_year(25.0, 20.0, a_growth, b_growth, 2024.0)


@pytest.mark.parametrize(("a_growth", "b_growth"), [(0.02, 0.02), (0.01, 0.02), (-0.1, 0.0)])
def test_value_that_grows_no_faster_never_crosses(a_growth: float, b_growth: float) -> None:
    with pytest.raises(DomainError, match=f"a never reaches b: a_growth {a_growth:g} is not above b_growth"):
        crossings.crossing_year(5.0, 20.0, a_growth, b_growth, 2024.0)


@pytest.mark.parametrize(
    ("a", "b", "error", "message"),
    [
        (0.0, 5.0, ZeroBaseError, "a_value is 0; growth needs a base"),
        (5.0, 0.0, ZeroBaseError, "b_value is 0; growth needs a base"),
        (-5.0, 5.0, DomainError, "a_value -5 and b_value 5 differ in sign"),
        (5.0, -5.0, DomainError, "they never meet"),
    ],
)
def test_values_on_two_sides_of_zero_never_meet(a: float, b: float, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        crossings.crossing_year(a, b, 0.1, 0.0, 2024.0)


@pytest.mark.parametrize(("a_growth", "b_growth", "name"), [(-1.0, 0.0, "a_growth"), (0.0, -1.5, "b_growth")])
def test_total_loss_is_no_rate_of_growth(a_growth: float, b_growth: float, name: str) -> None:
    with pytest.raises(DomainError, match=f"{name} is -1"):
        crossings.crossing_year(5.0, 20.0, a_growth, b_growth, 2024.0)

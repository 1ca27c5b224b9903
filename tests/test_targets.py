"""Targets: what one function promises, another keeps; and counting year by year finds the same."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gapsheet import targets
from gapsheet.errors import DomainError, LimitError, ZeroBaseError

positive = st.floats(1e-3, 1e9)
multiple = st.floats(0.1, 10)


@given(positive, st.floats(0.01, 100), st.integers(1, 60))
def test_required_growth_hits_the_target(current: float, times: float, years: int) -> None:
    target = current * times
    required = targets.required_growth(current, target, 2024.0, 2024.0 + years)
    assert targets.projected_value(current, required, float(years)) == pytest.approx(target, rel=1e-12)


@given(positive, st.floats(-0.5, 1).filter(lambda rate: abs(rate) > 1e-6), st.floats(0.1, 40))
def test_years_to_target_undoes_projected_value(current: float, annual_growth: float, years: float) -> None:
    target = targets.projected_value(current, annual_growth, years)
    found = targets.years_to_target(current, target, annual_growth)
    # ln loses what the ratio of two nearly equal values has lost already
    assert found == pytest.approx(years, rel=1e-9, abs=1e-15 / abs(annual_growth))


@given(positive, multiple, st.floats(0.01, 0.5))
def test_year_reached_is_the_first_at_or_past_the_target(current: float, times: float, rate: float) -> None:
    assume(abs(times - 1) > 1e-6)
    annual_growth = rate if times > 1 else -rate
    reached = targets.year_reached(current, current * times, annual_growth, 2024.0)

    def past(year: int) -> bool:
        value = current * (1 + annual_growth) ** year
        return value >= current * times * (1 - 1e-9) if times > 1 else value <= current * times * (1 + 1e-9)

    assert reached == 2024 + next(year for year in itertools.count() if past(year))


def test_whole_years_are_not_rounded_up_by_a_hair() -> None:
    # 1.1 ** 3 is 1.3310000000000004 in binary: three years, not four.
    assert targets.year_reached(1.0, 1.1**3, 0.1, 2024.0) == 2027.0


@pytest.mark.parametrize("annual_growth", [0.04, 0.0, -0.04])
def test_target_met_exactly_takes_no_time(annual_growth: float) -> None:
    assert targets.years_to_target(5.0, 5.0, annual_growth) == 0.0


def test_target_below_is_reached_by_shrinking() -> None:
    assert targets.years_to_target(8.0, 1.0, -0.5) == 3.0


@pytest.mark.parametrize(
    ("current", "target", "annual_growth"),
    [(10.0, 5.0, 0.04), (5.0, 10.0, -0.04), (5.0, 10.0, 0.0)],
    ids=["passed already", "moving away", "standing still"],
)
def test_target_out_of_reach_has_no_year(current: float, target: float, annual_growth: float) -> None:
    with pytest.raises(DomainError, match="target_value"):
        targets.years_to_target(current, target, annual_growth)


@pytest.mark.parametrize("annual_growth", [-1.0, -1.5])
def test_total_loss_is_no_rate_of_growth(annual_growth: float) -> None:
    with pytest.raises(DomainError, match=f"annual_growth is {annual_growth:g}"):
        targets.projected_value(1.0, annual_growth, 2.0)


def test_negative_years_look_back() -> None:
    assert targets.projected_value(18.0, 0.5, -2.0) == pytest.approx(8.0)


def test_shortfall_is_positive_below_the_target() -> None:
    assert targets.target_shortfall(100.0, 150.0, 0.1, 2.0) == pytest.approx(29.0)
    assert targets.target_shortfall(100.0, 110.0, 0.1, 2.0) == pytest.approx(-11.0)


@pytest.mark.parametrize("target_year", [2024.0, 2020.0])
def test_target_year_lies_ahead(target_year: float) -> None:
    for function in (targets.required_growth, targets.target_path):
        with pytest.raises(DomainError, match=f"target_year {target_year:.0f} is not after current_year 2024"):
            function(1.0, 2.0, 2024.0, target_year)


def test_nothing_has_no_rate_of_growth() -> None:
    for function in (targets.required_growth, targets.target_path):
        with pytest.raises(ZeroBaseError, match="current_value is 0"):
            function(0.0, 2.0, 2024.0, 2030.0)


@given(positive, multiple, st.integers(1, 100))
def test_path_grows_at_the_required_rate_and_ends_on_the_target(current: float, times: float, span: int) -> None:
    target = current * times
    path = targets.target_path(current, target, 2024.0, 2024.0 + span)
    required = targets.required_growth(current, target, 2024.0, 2024.0 + span)
    assert [row[0] for row in path] == [2024.0 + step for step in range(span + 1)]
    assert (path[0][1], path[-1][1]) == (current, target)
    for before, after in itertools.pairwise(path):
        assert after[1] / before[1] == pytest.approx(1 + required, rel=1e-12)
        assert after[2] == pytest.approx(after[1] / current - 1, rel=1e-9, abs=1e-12)


def test_path_needs_whole_years() -> None:
    with pytest.raises(DomainError, match=r"target_year is 2030\.5"):
        targets.target_path(1.0, 2.0, 2024.0, 2030.5)


def test_path_has_at_most_ten_thousand_rows() -> None:
    assert len(targets.target_path(1.0, 2.0, 1.0, 10_000.0)) == 10_000
    with pytest.raises(LimitError, match="10,000 years"):
        targets.target_path(1.0, 2.0, 0.0, 10_000.0)

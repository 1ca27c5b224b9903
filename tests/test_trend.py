"""Trends against scipy's regression, which shares no code with them, and against series made to be recognised."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from gapsheet import trend
from gapsheet.errors import CellError, DomainError, ShapeError

series = st.lists(st.floats(0.01, 1e6), min_size=3, max_size=20)
NAN = math.nan


def reference(values: list[float], years: list[float], confidence: float) -> tuple[float, float, float]:
    fit = stats.linregress(years, np.log(values))
    reach = stats.t.ppf((1 + confidence) / 2, len(values) - 2) * fit.stderr
    return tuple(math.exp(slope) - 1 for slope in (fit.slope, fit.slope - reach, fit.slope + reach))


@given(series, st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_summary_agrees_with_scipy(values: list[float], confidence: float) -> None:
    assume(max(values) > min(values) * (1 + 1e-6))  # scipy has no interval for a level series
    years = [2000.0 + position for position in range(len(values))]
    [[growth, low, high, n, first, last]] = trend.trend_summary(np.array(values), np.array(years), confidence)
    wanted = reference(values, years, confidence)
    assert [1 + growth, 1 + low, 1 + high] == pytest.approx([1 + value for value in wanted], rel=1e-6)
    assert (n, first, last) == (len(values), years[0], years[-1])


@given(series, st.floats(1e-3, 1e3))
def test_trend_does_not_depend_on_the_unit(values: list[float], unit: float) -> None:
    scaled = trend.trend_growth(np.array(values) * unit)
    assert 1 + scaled == pytest.approx(1 + trend.trend_growth(np.array(values)), rel=1e-12)


@given(st.floats(-0.5, 1), st.integers(2, 30))
def test_constant_growth_is_found(annual_growth: float, n: int) -> None:
    values = np.array([100 * (1 + annual_growth) ** year for year in range(n)])
    assert trend.trend_growth(values) == pytest.approx(annual_growth, abs=1e-12)


def test_confidence_is_95_percent_by_default() -> None:
    values = np.array([4.0, 5.0, 5.5, 7.0])
    assert trend.trend_summary(values) == trend.trend_summary(values, None, 0.95)


def test_blanks_are_skipped_with_their_years() -> None:
    values, years = np.array([100.0, NAN, 121.0, 133.1]), np.array([2020.0, 2021.0, 2022.0, NAN])
    assert trend.trend_growth(values, years) == pytest.approx(0.1)
    assert trend.trend_summary(values, years)[0][3:] == [2.0, 2020.0, 2022.0]


def test_blanks_keep_their_place_where_years_are_omitted() -> None:
    assert trend.trend_growth(np.array([100.0, NAN, NAN, 133.1])) == pytest.approx(0.1)


def test_years_need_no_order() -> None:
    values, years = np.array([121.0, 100.0, 110.0]), np.array([2022.0, 2020.0, 2021.0])
    assert trend.trend_growth(values, years) == pytest.approx(0.1)
    assert trend.trend_summary(values, years)[0][3:] == [3.0, 2020.0, 2022.0]


def test_two_points_have_no_interval() -> None:
    assert trend.trend_summary(np.array([100.0, 200.0])) == [[1.0, CellError.NA, CellError.NA, 2.0, 1.0, 2.0]]


def test_perfect_fit_has_an_interval_of_no_width() -> None:
    [[growth, low, high, *_]] = trend.trend_summary(np.array([100.0, 110.0, 121.0, 133.1]))
    assert low == growth == high == pytest.approx(0.1)


def test_negative_values_have_no_trend() -> None:
    with pytest.raises(DomainError, match="values holds -3;"):
        trend.trend_growth(np.array([1.0, -3.0, 5.0]))


def test_value_without_a_year_is_not_judged() -> None:
    assert trend.trend_growth(np.array([1.0, -3.0, 4.0]), np.array([1.0, NAN, 3.0])) == pytest.approx(1.0)


@pytest.mark.parametrize("values", [[5.0], [5.0, NAN], [NAN, NAN]])
def test_one_point_has_no_trend(values: list[float]) -> None:
    with pytest.raises(DomainError, match=r"usable numbers in values: [01]; a trend needs two"):
        trend.trend_growth(np.array(values))


def test_one_year_has_no_trend() -> None:
    with pytest.raises(DomainError, match="all 2024"):
        trend.trend_growth(np.array([5.0, 6.0]), np.array([2024.0, 2024.0]))


def test_each_value_needs_its_year() -> None:
    with pytest.raises(ShapeError, match="values has 3 cells, calendar_years 2"):
        trend.trend_growth(np.array([5.0, 6.0, 7.0]), np.array([2023.0, 2024.0]))


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0, -0.5])
def test_confidence_lies_between_zero_and_one(confidence: float) -> None:
    with pytest.raises(DomainError, match="confidence is"):
        trend.trend_summary(np.array([1.0, 2.0, 3.0]), None, confidence)

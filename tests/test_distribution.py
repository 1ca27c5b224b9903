"""Weighted means and quantiles against numpy and statsmodels, and the laws that every quantile obeys."""

from __future__ import annotations

import math
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.weightstats import DescrStatsW

from gapsheet import catalog, cells, distribution, explanation
from gapsheet.arguments import Asked
from gapsheet.errors import CellError, DomainError, MissingValueError, ShapeError, ZeroBaseError

NAN = math.nan
pay = st.floats(0.01, 1e6)
rows = st.lists(st.tuples(pay, st.integers(1, 6)), min_size=1, max_size=25)  # value, people
uneven_rows = st.lists(st.tuples(pay, st.floats(0.1, 10)), min_size=2, max_size=25)  # value, any weight
eighths = st.integers(0, 64).map(lambda part: part / 64)  # shares that floating point holds exactly
shares = st.floats(0, 1)
types = st.sampled_from([1.0, 2.0, 7.0])
NUMPY_NAMES = {1.0: "inverted_cdf", 2.0: "averaged_inverted_cdf", 7.0: "linear"}


def columns(sample: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    values, weights = np.array(sample, dtype=float).T
    return values, weights


def replicated(sample: list[tuple[float, int]]) -> np.ndarray:
    return np.array([value for value, people in sample for _ in range(people)])


@given(rows, eighths)
def test_lower_quantiles_agree_with_numpy(sample: list[tuple[float, int]], share: float) -> None:
    values, weights = columns(sample)
    wanted = np.quantile(values, share, weights=weights, method="inverted_cdf")
    assert distribution.weighted_quantile(values, share, weights, 1.0) == wanted


@given(rows, eighths, types)
def test_unweighted_quantiles_agree_with_numpy(sample: list[tuple[float, int]], share: float, method: float) -> None:
    values, _ = columns(sample)
    wanted = np.quantile(values, share, method=NUMPY_NAMES[method])
    assert distribution.weighted_quantile(values, share, None, method) == pytest.approx(wanted, rel=1e-12)


@given(rows, eighths)
def test_averaged_quantiles_agree_with_statsmodels(sample: list[tuple[float, int]], share: float) -> None:
    values, weights = columns(sample)
    wanted = DescrStatsW(values, weights).quantile(share, return_pandas=False)[0]
    assert distribution.weighted_quantile(values, share, weights) == pytest.approx(wanted, rel=1e-12)


@given(rows)
def test_mean_agrees_with_numpy(sample: list[tuple[float, int]]) -> None:
    values, weights = columns(sample)
    wanted = np.average(values, weights=weights)
    assert distribution.weighted_mean(values, weights) == pytest.approx(wanted, rel=1e-9)


@given(rows, shares, types)
def test_weight_is_as_good_as_repetition(sample: list[tuple[float, int]], share: float, method: float) -> None:
    values, weights = columns(sample)
    found = distribution.weighted_quantile(values, share, weights, method)
    assert found == pytest.approx(distribution.weighted_quantile(replicated(sample), share, None, method), rel=1e-9)
    assert distribution.weighted_mean(values, weights) == pytest.approx(replicated(sample).mean(), rel=1e-9)


@given(uneven_rows, shares, types, st.randoms())
def test_order_of_rows_does_not_matter(
    sample: list[tuple[float, float]], share: float, method: float, chance: Random
) -> None:
    sample = [*sample, (1.0, 2.0)]  # so that method 7 finds two people
    shuffled = sample.copy()
    chance.shuffle(shuffled)
    (values, weights), (others, their_weights) = columns(sample), columns(shuffled)
    found = distribution.weighted_quantile(others, share, their_weights, method)
    assert found == pytest.approx(distribution.weighted_quantile(values, share, weights, method), rel=1e-9)


@given(uneven_rows, shares, types, st.floats(1e-3, 1e3))
def test_quantile_has_the_unit_of_its_values(
    sample: list[tuple[float, float]], share: float, method: float, unit: float
) -> None:
    values, weights = columns([*sample, (1.0, 2.0)])
    found = distribution.weighted_quantile(values * unit, share, weights, method)
    assert found == pytest.approx(unit * distribution.weighted_quantile(values, share, weights, method), rel=1e-9)


@given(rows, eighths, st.sampled_from([1.0, 2.0]), st.sampled_from([1e-6, 0.1, 0.3, 7.0, 1e9]))
def test_only_proportions_of_weights_matter(
    sample: list[tuple[float, int]], share: float, method: float, factor: float
) -> None:
    values, weights = columns(sample)
    found = distribution.weighted_quantile(values, share, weights * factor, method)
    assert found == distribution.weighted_quantile(values, share, weights, method)


@given(uneven_rows, shares, shares, types)
def test_quantiles_rise_with_their_share(
    sample: list[tuple[float, float]], first: float, second: float, method: float
) -> None:
    values, weights = columns([*sample, (1.0, 2.0)])
    low, high = (distribution.weighted_quantile(values, share, weights, method) for share in sorted((first, second)))
    assert values.min() <= low <= high * (1 + 1e-15)
    assert high <= values.max() * (1 + 1e-15)


@given(uneven_rows, types)
def test_quantiles_end_at_the_smallest_and_the_largest(sample: list[tuple[float, float]], method: float) -> None:
    values, weights = columns([*sample, (1.0, 2.0)])
    assert distribution.weighted_quantile(values, 0.0, weights, method) == values.min()
    assert distribution.weighted_quantile(values, 1.0, weights, method) == values.max()


@given(rows)
def test_median_of_mirrored_values_is_mirrored(sample: list[tuple[float, int]]) -> None:
    values, weights = columns(sample)
    assert distribution.weighted_median(-values, weights) == -distribution.weighted_median(values, weights)


def test_median_without_weights_is_that_of_excel() -> None:
    assert distribution.weighted_median([4.0, 1.0, 3.0, 2.0]) == 2.5
    assert distribution.weighted_median([4.0, 1.0, 3.0]) == 3.0


@pytest.mark.parametrize("weight", [0.1, 1 / 3, 0.7, 1e-3])
@pytest.mark.parametrize("share", [0.1, 0.2, 0.3, 0.6, 0.7, 0.9])
def test_rounded_weights_still_reach_their_share(weight: float, share: float) -> None:
    # 0.1 added three times is not 0.3: without a tolerance the two neighbours would not always be averaged
    values = np.arange(1.0, 11.0)
    found = distribution.weighted_quantile(values, share, np.full(10, weight))
    assert found == 10 * share + 0.5


def test_million_equal_values_are_that_value() -> None:
    values = np.full(1_000_000, 0.1)
    weights = np.linspace(0.1, 3.0, 1_000_000)
    assert distribution.weighted_mean(values, weights) == 0.1
    assert distribution.weighted_median(values, weights) == 0.1
    assert distribution.quantile_dispersion(values, 0.1, 0.9, weights) == 0
    assert distribution.quantile_ratio(values, 0.9, 0.1, weights) == 1


def test_fractions_of_people_stand_between_two_places() -> None:
    # four and a half people: 10, 10, 20, 30 and half of another 30
    found = distribution.weighted_quantile([10.0, 20.0, 30.0], 0.5, [2.0, 1.0, 1.5], 7.0)
    assert found == pytest.approx(17.5)  # place 1 + 3.5 / 2 = 2.75 between 10 and 20


def test_shares_are_no_people() -> None:
    # Hmisc 4.8-0 gives 3.00 to 4.00 as the quartiles of 1 to 5 with these weights, the heaviest of which is that of 1
    with pytest.raises(DomainError, match=r"weights add up to 1.5; method 7 counts people and needs at least 2"):
        distribution.weighted_quantile([1.0, 2.0, 3.0, 4.0, 5.0], 0.25, [0.5, 0.4, 0.3, 0.2, 0.1], 7.0)
    assert distribution.weighted_quantile([1.0, 2.0, 3.0, 4.0, 5.0], 0.25, [0.5, 0.4, 0.3, 0.2, 0.1]) == 1


def test_one_person_is_every_quantile() -> None:
    for method in (1.0, 2.0, 7.0):
        assert distribution.weighted_quantile([7.0], 0.3, [0.5], method) == 7


def test_blanks_and_weightless_rows_are_left_out() -> None:
    values, weights = [10.0, NAN, 30.0, 99.0, 50.0], [1.0, 5.0, 1.0, 0.0, NAN]
    assert distribution.weighted_mean(values, weights) == 20
    assert distribution.weighted_median(values, weights) == 20


@pytest.mark.parametrize("share", [-0.1, 1.1, 90.0, NAN])
def test_quantile_is_a_share(share: float) -> None:
    with pytest.raises(DomainError, match=r"quantile is .*; it lies from 0 to 1, and 0.9 is the ninth decile"):
        distribution.weighted_quantile([1.0, 2.0], share)


@pytest.mark.parametrize("method", [0.0, 3.0, 6.0, 2.5])
def test_other_quantile_types_are_refused(method: float) -> None:
    with pytest.raises(DomainError, match=r"method is .*; quantile types are 1, 2 and 7"):
        distribution.weighted_quantile([1.0, 2.0], 0.5, None, method)


def test_unusable_weights_are_refused() -> None:
    with pytest.raises(DomainError, match="weights holds -1"):
        distribution.weighted_mean([1.0, 2.0], [1.0, -1.0])
    with pytest.raises(DomainError, match="weights are all 0"):
        distribution.weighted_median([1.0, 2.0], [0.0, 0.0])
    with pytest.raises(ShapeError, match="weights has 1 cells, values 2"):
        distribution.weighted_quantile([1.0, 2.0], 0.5, [1.0])
    with pytest.raises(MissingValueError, match="values has no row"):
        distribution.quantile_ratio([1.0, NAN], 0.9, 0.1, [NAN, 1.0])


def test_ratio_is_that_of_two_quantiles() -> None:
    values, weights = np.arange(1.0, 101.0), np.full(100, 2.5)
    assert distribution.quantile_ratio(values, 0.9, 0.1, weights) == 90.5 / 10.5
    assert distribution.quantile_ratio(values, 0.5, 0.5, weights) == 1


def test_ratio_follows_the_method() -> None:
    values = [10.0, 20.0, 30.0, 40.0]
    assert distribution.quantile_ratio(values, 0.75, 0.25, None, 1.0) == 3
    assert distribution.quantile_ratio(values, 0.75, 0.25, None, 7.0) == 32.5 / 17.5


def test_ratio_needs_a_positive_base() -> None:
    with pytest.raises(ZeroBaseError, match=r"values is 0 at lower_quantile 0.1"):
        distribution.quantile_ratio([0.0, 5.0], 0.9, 0.1)
    with pytest.raises(DomainError, match=r"values is -3 at lower_quantile 0.1"):
        distribution.quantile_ratio([-3.0, 5.0], 0.9, 0.1)


def test_quantiles_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(DomainError, match=r"lower_quantile 0.9 is above upper_quantile 0.1"):
        distribution.quantile_ratio([1.0, 5.0], 0.1, 0.9)
    with pytest.raises(DomainError, match=r"lower_quantile 0.9 is above upper_quantile 0.1"):
        distribution.quantile_dispersion([1.0, 5.0], 0.9, 0.1)
    with pytest.raises(DomainError, match="upper_quantile is 90"):
        distribution.quantile_ratio([1.0, 5.0], 90.0, 0.1)


@given(rows, st.floats(1e-3, 1e3))
def test_distances_have_no_unit(sample: list[tuple[float, int]], unit: float) -> None:
    values, weights = columns(sample)
    for found in (
        lambda amounts: distribution.quantile_ratio(amounts, 0.9, 0.1, weights),
        lambda amounts: distribution.quantile_dispersion(amounts, 0.25, 0.75, weights),
    ):
        assert found(values * unit) == pytest.approx(found(values), rel=1e-9, abs=1e-15)


def test_dispersion_needs_a_positive_median() -> None:
    with pytest.raises(ZeroBaseError, match="median 0"):
        distribution.quantile_dispersion([-1.0, 0.0, 1.0])
    with pytest.raises(DomainError, match="median -2"):
        distribution.quantile_dispersion([-3.0, -2.0, 1.0])


def test_text_and_errors_in_a_column_decide_the_cell() -> None:
    entry = catalog.find("WEIGHTED_MEDIAN")
    assert entry is not None
    function = cells.bind(entry, catalog.find)
    assert function([[10.0], ["n/a"], [30.0]]) is CellError.VALUE
    assert function([[10.0], [CellError.DIV0], [30.0]]) is CellError.DIV0
    assert function([[10.0], [None], [30.0]]) == 20
    assert function([[10.0, 20.0], [30.0, 40.0]]) is CellError.VALUE


@pytest.mark.parametrize(
    "column",
    [[1, 2.0, True], [[1], [2.0], [True]], [[1, 2.0, True]], ((1,), (2.0,), (True,)), np.array([[1.0], [2.0], [1.0]])],
)
def test_column_may_lie_in_any_form(column: Any) -> None:
    entry = catalog.find("WEIGHTED_MEAN")
    assert entry is not None
    assert cells.bind(entry, catalog.find)(column, [[3.0], [1.0], [2.0]]) == pytest.approx(7 / 6)


@pytest.mark.parametrize("column", [[], [[]], [[1.0, 2.0], [3.0, 4.0]], [[1.0], [2.0, 3.0]], ["12"], [["1"], ["2"]]])
def test_other_forms_are_no_column(column: Any) -> None:
    entry = catalog.find("WEIGHTED_MEAN")
    assert entry is not None
    assert cells.bind(entry, catalog.find)(column) is CellError.VALUE


def test_working_shows_the_weights_or_that_there_are_none() -> None:
    entry = catalog.find("WEIGHTED_QUANTILE")
    assert entry is not None
    asked = Asked(entry)
    values, weights = [[10.0], [20.0], [30.0]], [[2.0], [1.0], [1.0]]
    assert (
        explanation.how(asked, values, 0.5, weights)
        == "the value at 50 % of {10, 20, 30} weighted by {2, 1, 1}, type 2 = 15"
    )
    assert "weighted by {1, 1, 1, …}, type 2 = 20" in explanation.how(asked, values, 0.5)

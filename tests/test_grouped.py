"""Grouped tables by hand, against simulated people whose law is known, and the laws that quantiles obey."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapsheet import catalog, cells
from gapsheet.errors import CellError, DomainError, MissingValueError, ShapeError, UnknownLabelError
from gapsheet.grouped import grouped_mean, grouped_quantile

NAN = math.nan
BOUNDS = [0.0, 100.0, 200.0, 400.0]
COUNTS = [2.0, 4.0, 3.0, 1.0]  # the top class is open
counts = st.lists(st.integers(0, 50), min_size=2, max_size=12).filter(any)
widths = st.lists(st.floats(1, 1000), min_size=13, max_size=13)
shares = st.floats(0, 1)
methods = st.sampled_from(["linear", "pareto"])


def bounds_of(widths: list[float], counts: list[int]) -> np.ndarray:
    """Bounds from 10 upwards, one more than counts."""
    return 10 + np.concatenate([[0.0], np.cumsum(widths[: len(counts)])])


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 0.0), (0.1, 50.0), (0.2, 100.0), (0.5, 175.0), (0.6, 200.0), (0.75, 300.0), (0.9, 400.0)]
)
def test_people_are_spread_evenly_within_a_class(share: float, value: float) -> None:
    assert grouped_quantile(BOUNDS, COUNTS, share) == pytest.approx(value, rel=1e-12)


def test_open_class_cannot_be_divided_evenly() -> None:
    with pytest.raises(DomainError, match=r"quantile 0.95 falls into the open class from 400 upwards.*method pareto"):
        grouped_quantile(BOUNDS, COUNTS, 0.95)


def test_reason_is_told_in_the_cell_beside() -> None:
    function, reason = (catalog.find(name) for name in ("GROUPED_QUANTILE", "WHY"))
    assert function is not None
    assert reason is not None
    bounds, people = [[bound] for bound in BOUNDS], [[count] for count in COUNTS]
    assert cells.bind(function, catalog.find)(bounds, people, 0.95) is CellError.NUM
    told = cells.bind(reason, catalog.find)("GROUPED_QUANTILE", bounds, people, 0.95)
    assert told.startswith("quantile 0.95 falls into the open class from 400 upwards")


def test_open_class_thins_out_as_the_class_below() -> None:
    # alpha = ln((3 + 1) / 1) / ln(400 / 200) = 2; above 400 a quarter of the class is left at 800
    assert grouped_quantile(BOUNDS, COUNTS, 0.975, "pareto") == pytest.approx(800)
    # and within the class below: 4 people above 200, 2 above 200 * sqrt(2)
    assert grouped_quantile(BOUNDS, COUNTS, 0.8, "pareto") == pytest.approx(200 * math.sqrt(2))


def test_open_class_has_no_largest_value() -> None:
    with pytest.raises(DomainError, match="quantile 1 has no value: the class from 400 is open above"):
        grouped_quantile(BOUNDS, COUNTS, 1.0, "pareto")


@pytest.mark.parametrize(
    ("bounds", "people"),
    [
        ([*BOUNDS, 800.0], COUNTS),
        ([*BOUNDS, 800.0], [*COUNTS, NAN]),
        ([*BOUNDS, 800.0], [*COUNTS, 0.0]),
        ([*BOUNDS, 800.0, NAN], [*COUNTS, 0.0, NAN]),
    ],
)
def test_last_bound_without_people_closes_the_top_class(bounds: list[float], people: list[float]) -> None:
    assert grouped_quantile(bounds, people, 0.95) == pytest.approx(600)
    assert grouped_quantile(bounds, people, 1.0) == 800
    assert grouped_mean(bounds, people) == pytest.approx((2 * 50 + 4 * 150 + 3 * 300 + 600) / 10)


def test_class_from_zero_is_read_evenly_by_either_method() -> None:
    assert grouped_quantile(BOUNDS, COUNTS, 0.1, "pareto") == grouped_quantile(BOUNDS, COUNTS, 0.1, "linear")


def test_closed_top_class_is_read_evenly_by_either_method() -> None:
    assert grouped_quantile([*BOUNDS, 800.0], COUNTS, 0.95, "pareto") == pytest.approx(600)


def test_share_reached_in_an_empty_class_is_where_it_begins() -> None:
    assert grouped_quantile([0.0, 10.0, 20.0, 30.0], [2.0, 0.0, 2.0], 0.5) == 10
    assert grouped_quantile([0.0, 10.0, 20.0, 30.0], [0.0, 2.0, 2.0], 0.0) == 10


@given(counts, widths, shares, shares, methods)
def test_quantiles_rise_with_their_share(
    counts: list[int], widths: list[float], first: float, second: float, method: str
) -> None:
    bounds = bounds_of(widths, counts)
    low, high = (grouped_quantile(bounds, counts, share, method) for share in sorted((first, second)))
    assert bounds[0] <= low <= high * (1 + 1e-12)
    assert high <= bounds[-1]


@given(counts, widths, shares, methods, st.floats(1e-3, 1e3))
def test_units_come_out_as_they_go_in(
    counts: list[int], widths: list[float], share: float, method: str, unit: float
) -> None:
    bounds, people = bounds_of(widths, counts), np.array(counts, dtype=float)
    quantile, mean = grouped_quantile(bounds, people, share, method), grouped_mean(bounds, people, method)
    assert grouped_quantile(bounds * unit, people, share, method) == pytest.approx(quantile * unit, rel=1e-6)
    assert grouped_mean(bounds * unit, people, method) == pytest.approx(mean * unit, rel=1e-9)
    assert grouped_mean(bounds, people * unit, method) == pytest.approx(mean, rel=1e-9)


@given(counts, widths, shares)
def test_dividing_a_class_evenly_changes_nothing(counts: list[int], widths: list[float], share: float) -> None:
    bounds = bounds_of(widths, counts)
    finer = np.sort(np.concatenate([bounds, (bounds[1:] + bounds[:-1]) / 2]))
    halves = np.repeat(np.array(counts) / 2, 2)
    assert grouped_mean(finer, halves) == pytest.approx(grouped_mean(bounds, counts), rel=1e-9)
    if np.count_nonzero(counts) == len(counts):  # at an empty class two values are equally right
        found = grouped_quantile(bounds, counts, share)
        assert grouped_quantile(finer, halves, share) == pytest.approx(found, rel=1e-6)


def test_pareto_law_is_found_again() -> None:
    # The whole population follows alpha = 2.5 from 100 upwards: survivors (100 / x) ^ 2.5
    bounds = np.array([100.0, 120.0, 150.0, 200.0, 300.0, 500.0])
    survivors = (100 / bounds) ** 2.5
    people = survivors - np.append(survivors[1:], 0.0)
    for share in (0.05, 0.5, 0.9, 0.99, 0.9999):
        found = grouped_quantile(bounds, people, share, "pareto")
        assert found == pytest.approx(100 * (1 - share) ** (-1 / 2.5), rel=1e-9)
    assert grouped_mean(bounds, people, "pareto") == pytest.approx(100 * 2.5 / 1.5, rel=1e-9)


def test_mean_where_the_law_has_no_power_left() -> None:
    # alpha = 1 from 100 to 200 with half of the people above: the mean of that class is 200 ln 2
    found = grouped_mean([100.0, 200.0, 400.0], [2.0, 2.0], "pareto")
    assert found == pytest.approx((200 * math.log(2) + 300) / 2, rel=1e-12)


def test_open_class_enters_the_mean_by_its_own_law() -> None:
    # alpha = 2: the mean above 400 is 800
    assert grouped_mean(BOUNDS, COUNTS) == pytest.approx((2 * 50 + 4 * 150 + 3 * 300 + 800) / 10)
    assert grouped_mean(BOUNDS, COUNTS, "linear", 500.0) == pytest.approx((100 + 600 + 900 + 500) / 10)


def test_heavy_top_has_no_mean() -> None:
    # alpha = ln(4 / 2) / ln(400 / 200) = 1
    with pytest.raises(DomainError, match=r"open class from 400 has Pareto's alpha 1; .* above 1: give top_mean"):
        grouped_mean([100.0, 200.0, 400.0], [5.0, 2.0, 2.0])
    assert grouped_mean([100.0, 200.0, 400.0], [5.0, 2.0, 2.0], "linear", 600.0) == pytest.approx(2550 / 9)


def test_top_mean_lies_in_the_open_class() -> None:
    with pytest.raises(DomainError, match="top_mean is 300, below the open class that starts at 400"):
        grouped_mean(BOUNDS, COUNTS, "linear", 300.0)


@pytest.mark.parametrize(
    ("bounds", "people"), [([400.0], [3.0]), ([0.0, 400.0], [1.0, 3.0]), ([50.0, 400.0], [0, 3.0])]
)
def test_open_class_without_one_below_has_no_law(bounds: list[float], people: list[float]) -> None:
    with pytest.raises(DomainError, match=r"Pareto's law for the open class from 400 takes its slope"):
        grouped_quantile(bounds, people, 0.9, "pareto")
    with pytest.raises(DomainError, match=r"Pareto's law for the open class from 400 takes its slope"):
        grouped_mean(bounds, people)


def test_rule_is_named_however_capitalised() -> None:
    assert grouped_quantile(BOUNDS, COUNTS, 0.975, " Pareto ") == pytest.approx(800)
    with pytest.raises(UnknownLabelError, match="method is 'log'; it is linear or pareto"):
        grouped_mean(BOUNDS, COUNTS, "log")


@pytest.mark.parametrize(
    ("bounds", "people", "error", "message"),
    [
        ([0.0, 10.0, 10.0], [1.0, 1.0, 1.0], DomainError, "lower_bounds has 10 after 10; bounds rise"),
        ([20.0, 10.0, 0.0], [1.0, 1.0, 1.0], DomainError, "lower_bounds has 10 after 20"),
        ([0.0, 10.0], [1.0, -1.0], DomainError, "counts holds -1; a class holds 0 people or more"),
        ([0.0, 10.0], [0.0, 0.0], DomainError, "counts are all 0"),
        ([0.0, math.inf], [1.0, 1.0], DomainError, "infinite"),
        ([0.0, 10.0], [1.0, math.inf], DomainError, "infinite"),
        ([0.0, NAN], [1.0, 1.0], MissingValueError, "lower_bounds is blank beside a count"),
        ([0.0, 10.0, 20.0], [1.0, NAN, 1.0], MissingValueError, "counts is blank in the class from 10; write 0"),
        ([0.0, 10.0], [1.0, 2.0, 3.0], ShapeError, "lower_bounds has 2 cells, counts 3"),
        ([0.0, 10.0, 20.0], [1.0], ShapeError, "lower_bounds has 3 cells, counts 1"),
    ],
)
def test_tables_that_make_no_sense_are_refused(
    bounds: list[float], people: list[float], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        grouped_quantile(bounds, people, 0.5)
    with pytest.raises(error, match=message):
        grouped_mean(bounds, people)


@pytest.mark.parametrize("share", [-0.1, 1.5, 50.0])
def test_quantile_is_a_share(share: float) -> None:
    with pytest.raises(DomainError, match="it lies from 0 to 1"):
        grouped_quantile(BOUNDS, COUNTS, share)

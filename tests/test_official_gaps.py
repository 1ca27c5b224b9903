"""Gaps as statistical offices publish them: the statistic of each, and the people each asks about."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from gapsheet.errors import DomainError, MissingValueError, ShapeError, UnknownLabelError, ZeroBaseError
from gapsheet.group_gaps.official import bls_ratio, eurostat_gap, oecd_gap

PAY = np.array([10.0, 20.0, 60.0, 10.0, 12.0, 23.0])
SEX = ["M", "M", "M", "F", "F", "F"]


def test_each_office_has_its_statistic() -> None:
    assert eurostat_gap(PAY, SEX, "M") == pytest.approx(1 - 15 / 30)
    assert oecd_gap(PAY, SEX, "M") == pytest.approx(1 - 12 / 20)
    assert bls_ratio(PAY, SEX, "M") == pytest.approx(12 / 20)


def test_gap_of_the_oecd_and_ratio_of_the_bls_add_to_one() -> None:
    weights = np.array([1.0, 2.0, 3.0, 1.5, 1.0, 2.5])
    assert oecd_gap(PAY, SEX, "M", weights) + bls_ratio(PAY, SEX, "M", weights) == pytest.approx(1)


def test_weights_are_rows_repeated() -> None:
    times = np.array([1, 2, 3, 3, 1, 2])
    repeated, sexes = np.repeat(PAY, times), np.repeat(SEX, times).tolist()
    for function in (eurostat_gap, oecd_gap, bls_ratio):
        assert function(PAY, SEX, "M", times) == pytest.approx(function(repeated, sexes, "M"), rel=1e-12)


def test_eurostat_leaves_small_enterprises_out() -> None:
    sizes = np.array([10.0, 250.0, 9.0, 10.0, math.nan, 3.0])
    assert eurostat_gap(PAY, SEX, "M", None, sizes) == pytest.approx(1 - 10 / 15)


FLAGS = (True, "Yes", 1.0, " y ", "TRUE", "1"), (False, "no", 0.0, "N", "false", None)


@pytest.mark.parametrize("function", [oecd_gap, bls_ratio])
@pytest.mark.parametrize(("yes", "no"), list(zip(*FLAGS, strict=True)))
def test_part_timers_are_left_out(function: Any, yes: Any, no: Any) -> None:
    chosen = function(np.array([20.0, 12.0]), ["M", "F"], "M")
    assert function(PAY, SEX, "M", None, [no, yes, no, no, yes, no]) == chosen


def test_people_left_out_may_have_any_pay() -> None:
    pay = np.array([20.0, 16.0, math.inf])
    assert oecd_gap(pay, ["M", "F", "other"], "M", None, [True, True, False]) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("function", "arguments", "error", "message"),
    [
        (eurostat_gap, (None, [1.0] * 6), DomainError, "enterprise_size is below 10 for everybody"),
        (eurostat_gap, (None, [50.0]), ShapeError, "enterprise_size has 1 cells for 6 rows of pay"),
        (oecd_gap, (None, [False] * 6), DomainError, "full_time is TRUE for nobody"),
        (bls_ratio, (None, [True] * 5), ShapeError, "full_time has 5 cells for 6 rows of pay"),
        (bls_ratio, (None, [40.0] * 6), UnknownLabelError, "full_time holds '40.0'; it is TRUE or FALSE"),
        (oecd_gap, (None, ["full"] * 6), UnknownLabelError, "full_time holds 'full'"),
        (oecd_gap, (None, [True] * 3 + [False] * 3), DomainError, "group has 1 label"),
        (eurostat_gap, ([-1.0] * 6,), DomainError, "weights holds -1"),
        (eurostat_gap, ([0.0] * 6,), DomainError, "weights are all 0"),
    ],
)
def test_bad_data_is_refused_with_a_reason(
    function: Any, arguments: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        function(PAY, SEX, "M", *arguments)


def test_pay_that_is_no_base_is_refused() -> None:
    with pytest.raises(ZeroBaseError, match="median pay of M is 0; a gap needs a yardstick"):
        oecd_gap(np.array([0.0, 5.0]), ["M", "F"], "M")
    with pytest.raises(DomainError, match="mean hourly_pay of F is -5; pay cannot be negative"):
        eurostat_gap(np.array([1.0, -5.0]), ["M", "F"], "M")
    with pytest.raises(MissingValueError, match="weekly_pay has no row"):
        bls_ratio(np.array([math.nan, math.nan]), ["M", "F"], "M")
    with pytest.raises(UnknownLabelError, match="reference_value 'men' is not in group"):
        bls_ratio(PAY, SEX, "men")

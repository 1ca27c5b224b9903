"""Which rows of a sample count, and what is refused before anything is estimated."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from gapsheet import samples
from gapsheet.errors import DomainError, MissingValueError, ShapeError, UnknownLabelError

NAN = math.nan
PAY = np.array([10.0, 20.0, 30.0, 40.0])
SEXES = ["M", "F", "M", "F"]


def listed(sample: samples.Sample) -> list[tuple[float, float]]:
    return list(zip(sample.values.tolist(), sample.weights.tolist(), strict=True))


def test_rows_count_once_without_weights() -> None:
    values, weights = samples.weighted_sample(PAY)
    assert values.tolist() == PAY.tolist()
    assert weights.tolist() == [1.0, 1.0, 1.0, 1.0]


def test_rows_with_a_blank_are_left_out() -> None:
    values, weights = samples.weighted_sample(np.array([10.0, NAN, 30.0, 40.0]), np.array([1.0, 2.0, NAN, 4.0]))
    assert values.tolist() == [10.0, 40.0]
    assert weights.tolist() == [1.0, 4.0]


def test_rows_of_no_weight_are_left_out() -> None:
    values, weights = samples.weighted_sample(PAY, np.array([0.0, 2.0, 0.0, 1.0]))
    assert values.tolist() == [20.0, 40.0]
    assert weights.tolist() == [2.0, 1.0]


def test_what_stands_in_a_blank_row_is_not_judged() -> None:
    values, _ = samples.weighted_sample(np.array([math.inf, 20.0]), np.array([NAN, 1.0]))
    assert values.tolist() == [20.0]


@pytest.mark.parametrize(
    ("values", "weights", "message"),
    [
        ([1.0, 2.0], [1.0, -0.5], "weights holds -0.5; a weight is 0 or more"),
        ([1.0, 2.0], [1.0, math.inf], "weights holds an infinite number"),
        ([1.0, 2.0], [0.0, 0.0], "weights are all 0"),
        ([1.0, -math.inf], [1.0, 1.0], "pay holds an infinite number"),
    ],
)
def test_unusable_numbers_are_refused(values: list[float], weights: list[float], message: str) -> None:
    with pytest.raises(DomainError, match=message):
        samples.weighted_sample(np.array(values), np.array(weights), "pay")


def test_each_row_needs_its_weight() -> None:
    with pytest.raises(ShapeError, match="weights has 3 cells, values 4"):
        samples.weighted_sample(PAY, np.array([1.0, 1.0, 1.0]))


@pytest.mark.parametrize(("values", "weights"), [([NAN, NAN], [1.0, 1.0]), ([1.0, NAN], [NAN, 1.0]), ([], [])])
def test_nothing_left_is_not_available(values: list[float], weights: list[float]) -> None:
    with pytest.raises(MissingValueError, match="values has no row in which every cell is filled"):
        samples.weighted_sample(np.array(values), np.array(weights))


def test_rows_are_told_apart_by_group() -> None:
    found = samples.two_groups(PAY, SEXES, "M", np.array([1.0, 2.0, 3.0, 4.0]))
    assert listed(found.reference) == [(10.0, 1.0), (30.0, 3.0)]
    assert listed(found.group) == [(20.0, 2.0), (40.0, 4.0)]
    assert (found.reference_label, found.group_label) == ("M", "F")
    assert (found.group.heads, found.group.total_weight) == (2, 6.0)


def test_capitals_of_a_label_do_not_matter() -> None:
    found = samples.two_groups(PAY, ["m", "F", "M", "f"], "M")
    assert (found.reference.heads, found.group.heads) == (2, 2)
    assert (found.reference_label, found.group_label) == ("m", "F")


@pytest.mark.parametrize("groups", [[1.0, 0.0, 1.0, 0.0], np.array([1, 0, 1, 0]), [1, 0, 1.0, 0]])
def test_numbers_are_labels_too(groups: Any) -> None:
    found = samples.two_groups(PAY, groups, 1.0)
    assert found.reference.values.tolist() == [10.0, 30.0]


def test_true_is_not_one() -> None:
    found = samples.two_groups(PAY, [True, 1.0, True, 1.0], True)
    assert found.reference.values.tolist() == [10.0, 30.0]
    assert found.group_label == 1.0


@pytest.mark.parametrize("blank", [None, "", NAN])
def test_rows_without_a_group_are_left_out(blank: Any) -> None:
    found = samples.two_groups(np.array([10.0, 20.0, 99.0]), ["M", "F", blank], "M")
    assert (found.reference.heads, found.group.heads) == (1, 1)


def test_only_complete_rows_decide_what_the_groups_are() -> None:
    found = samples.two_groups(np.array([10.0, 20.0, NAN, 5.0]), ["M", "F", "X", "Y"], "M", np.array([1.0, 1, 1, 0]))
    assert (found.reference_label, found.group_label) == ("M", "F")


def test_three_groups_are_named() -> None:
    with pytest.raises(DomainError, match=r"group has 3 labels \('M', 'F', 'X'\) in complete rows; .* exactly two"):
        samples.two_groups(PAY, ["M", "F", "X", "F"], "M")


def test_many_groups_are_named_in_part() -> None:
    with pytest.raises(DomainError, match=r"group has 10 labels \('M', 'a1', 'a2', 'a3', 'a4', 'a5', …\)"):
        samples.two_groups(np.arange(10.0), ["M", *(f"a{place}" for place in range(1, 10))], "M")


def test_one_sex_has_no_gap() -> None:
    with pytest.raises(DomainError, match=r"group has 1 label \('M'\) in complete rows; a gap compares exactly two"):
        samples.two_groups(PAY, ["M"] * 4, "M")


def test_yardstick_that_nobody_has_is_unknown() -> None:
    with pytest.raises(UnknownLabelError, match=r"reference_value 'men' is not in group, which has 2 labels \('M', 'F"):
        samples.two_groups(PAY, SEXES, "men")


def test_each_row_needs_its_group() -> None:
    with pytest.raises(ShapeError, match="group has 3 cells, pay 4"):
        samples.two_groups(PAY, ["M", "F", "M"], "M")


def test_nobody_with_pay_is_not_available() -> None:
    with pytest.raises(MissingValueError, match="hourly has no row"):
        samples.two_groups(np.array([NAN, NAN]), ["M", "F"], "M", None, "hourly")


def test_label_codes_keep_the_first_spelling() -> None:
    codes, labels = samples.label_codes(["North", None, "north", "South", "NORTH"])
    assert codes.tolist() == [0, -1, 0, 1, 0]
    assert labels == ["North", "South"]

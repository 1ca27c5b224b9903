"""Gaps between like and like against loops over people, and the cases in which nobody or everybody matches."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any, TypeAlias

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gapsheet import catalog, cells
from gapsheet.errors import CellError, DomainError, MissingValueError, ShapeError, UnknownLabelError, ZeroBaseError
from gapsheet.group_gaps.by_category import wage_gap_by
from gapsheet.group_gaps.matching import factor_weighted_gap, nopo_gap

Person: TypeAlias = tuple[float, str, int, str, float]  # pay, sex, weight, job, school

person = st.tuples(
    st.floats(1, 1e4).map(lambda pay: round(pay, 2)),
    st.sampled_from("MF"),
    st.integers(1, 4),
    st.sampled_from(["cook", "clerk", "pilot"]),
    st.sampled_from([9.0, 12.0]),
)


def cell_of(one: Person) -> tuple[str, float]:
    return one[3], one[4]


def jobs_of(people: list[Person], sex: str) -> set[tuple[str, float]]:
    return {cell_of(one) for one in people if one[1] == sex}


staffs = st.lists(person, min_size=4, max_size=50).filter(lambda people: jobs_of(people, "M") & jobs_of(people, "F"))


def columns(people: list[Person]) -> tuple[Any, ...]:
    """The arguments: pay, group, reference_value, factors, weights."""
    pay, sex, weights, *factors = (list(column) for column in zip(*people, strict=True))
    return np.array(pay), sex, "M", [list(row) for row in zip(*factors, strict=True)], np.array(weights, dtype=float)


def mean(people: list[Person]) -> float:
    return sum(one[0] * one[2] for one in people) / sum(one[2] for one in people)


def by_cell(people: list[Person]) -> dict[tuple[str, float], dict[str, list[Person]]]:
    found: dict[tuple[str, float], dict[str, list[Person]]] = defaultdict(lambda: {"M": [], "F": []})
    for one in people:
        found[cell_of(one)][one[1]].append(one)
    return found


def nopo_by_loops(people: list[Person]) -> dict[str, float]:
    """The four parts as the article words them: shares of the unmatched times distances of means."""
    cells_with_both = {cell for cell, sexes in by_cell(people).items() if sexes["M"] and sexes["F"]}
    men, women = ([one for one in people if one[1] == sex] for sex in "MF")
    matched_men, matched_women = ([one for one in side if cell_of(one) in cells_with_both] for side in (men, women))
    rest_men, rest_women = ([one for one in side if cell_of(one) not in cells_with_both] for side in (men, women))
    weight_of_women = sum(one[2] for one in matched_women)
    unexplained = men_like_women = 0.0
    for cell in cells_with_both:
        sexes = by_cell(people)[cell]
        share = sum(one[2] for one in sexes["F"]) / weight_of_women
        unexplained += share * (mean(sexes["M"]) - mean(sexes["F"]))
        men_like_women += share * mean(sexes["M"])
    parts = {"D0": unexplained, "DX": mean(matched_men) - men_like_women, "DM": 0.0, "DF": 0.0}
    if rest_men:
        share = sum(one[2] for one in rest_men) / sum(one[2] for one in men)
        parts["DM"] = share * (mean(rest_men) - mean(matched_men))
    if rest_women:
        share = sum(one[2] for one in rest_women) / sum(one[2] for one in women)
        parts["DF"] = share * (mean(matched_women) - mean(rest_women))
    return parts


@given(staffs)
def test_parts_agree_with_loops_over_people(people: list[Person]) -> None:
    rows = {row[0]: row for row in nopo_gap(*columns(people))}
    for name, amount in nopo_by_loops(people).items():
        assert rows[name][1] == pytest.approx(amount, rel=1e-9, abs=1e-8)


@given(staffs)
def test_parts_add_up_to_the_gap(people: list[Person]) -> None:
    pay, sex, label, factors, weights = columns(people)
    _, whole, *parts = nopo_gap(pay, sex, label, factors, weights)
    assert sum(part[1] for part in parts) == pytest.approx(whole[1], rel=1e-9, abs=1e-8)
    assert sum(part[2] for part in parts) == pytest.approx(whole[2], rel=1e-9, abs=1e-9)
    assert whole[2] == pytest.approx(wage_gap_by(pay, sex, label, weights)[1][5], abs=1e-12)


@given(staffs)
def test_matched_and_unmatched_are_everybody(people: list[Person]) -> None:
    _, whole, matched, again, alone, other_alone = nopo_gap(*columns(people))
    assert matched[3:8] == again[3:8]
    for place in (4, 5):
        assert matched[place] + alone[place] + other_alone[place] == whole[place]
    for place in (3, 6, 7):
        assert matched[place] + alone[place] + other_alone[place] == pytest.approx(whole[place])


def factor_weighted_by_loops(people: list[Person]) -> tuple[float, float]:
    """Gap and coverage."""
    total = covered = 0.0
    for sexes in by_cell(people).values():
        if sexes["M"] and sexes["F"]:
            weight = sum(one[2] for one in sexes["M"] + sexes["F"])
            covered += weight
            total += weight * (1 - mean(sexes["F"]) / mean(sexes["M"]))
    return total / covered, covered / sum(one[2] for one in people)


@given(staffs)
def test_factor_weighted_gap_agrees_with_loops(people: list[Person]) -> None:
    [_, found] = factor_weighted_gap(*columns(people))
    gap, coverage = factor_weighted_by_loops(people)
    assert found[0] == pytest.approx(gap, rel=1e-9, abs=1e-9)
    assert found[2] == pytest.approx(coverage)
    assert found[3:6] == [
        len(jobs_of(people, "M") & jobs_of(people, "F")),
        len(jobs_of(people, "M") - jobs_of(people, "F")),
        len(jobs_of(people, "F") - jobs_of(people, "M")),
    ]


@given(staffs, st.sampled_from(["mean", "median"]))
def test_one_cell_gives_the_raw_gap(people: list[Person], statistic: str) -> None:
    pay, sex, label, _, weights = columns(people)
    [_, found] = factor_weighted_gap(pay, sex, label, ["all"] * pay.size, weights, statistic)
    assert found[0] == pytest.approx(found[1], abs=1e-12)
    assert found[2:6] == [1.0, 1.0, 0.0, 0.0]
    assert found[1] == wage_gap_by(pay, sex, label, weights, None, statistic)[1][5]


@given(staffs, st.randoms(use_true_random=False))
def test_order_of_rows_and_of_columns_does_not_matter(people: list[Person], chance: Any) -> None:
    pay, sex, label, factors, weights = columns(chance.sample(people, len(people)))
    turned = [row[::-1] for row in factors]
    for function in (nopo_gap, factor_weighted_gap):
        for row, other in zip(function(*columns(people)), function(pay, sex, label, turned, weights), strict=True):
            assert [cell for cell in row if isinstance(cell, float)] == pytest.approx(
                [cell for cell in other if isinstance(cell, float)], rel=1e-8, abs=1e-8
            )


@given(staffs)
def test_weights_are_rows_repeated(people: list[Person]) -> None:
    repeated = [(one[0], one[1], 1, one[3], one[4]) for one in people for _ in range(one[2])]
    for row, other in zip(nopo_gap(*columns(people)), nopo_gap(*columns(repeated)), strict=True):
        chosen = (1, 2, 6, 7)  # heads differ, estimates and shares do not
        if isinstance(row[1], float):
            assert [row[place] for place in chosen] == pytest.approx([other[place] for place in chosen], abs=1e-8)
    for statistic in ("mean", "median"):
        found, other = (factor_weighted_gap(*columns(staff), statistic)[1] for staff in (people, repeated))
        assert found[:6] == pytest.approx(other[:6], abs=1e-9)


@given(staffs, st.sampled_from([0.01, 3.0, 1e5]))
def test_unit_of_pay_scales_amounts_only(people: list[Person], unit: float) -> None:
    pay, *rest = columns(people)
    for row, other in zip(nopo_gap(pay, *rest)[1:], nopo_gap(pay * unit, *rest)[1:], strict=True):
        assert other[1] == pytest.approx(row[1] * unit, rel=1e-9, abs=1e-8 * unit)
        assert other[2:8] == pytest.approx(row[2:8], abs=1e-9)


@given(staffs)
def test_same_people_in_every_cell_leave_nothing_to_composition(people: list[Person]) -> None:
    twins = [one for one in people if cell_of(one) in jobs_of(people, "M") & jobs_of(people, "F")]
    mirrored = [(one[0], sex, one[2], one[3], one[4]) for one in twins for sex in "MF"]
    assume(mirrored)
    _, whole, *parts = nopo_gap(*columns(mirrored))
    assert [part[1] for part in (whole, *parts)] == pytest.approx([0.0] * 5, abs=1e-8)


def test_median_of_cells_is_offered() -> None:
    pay = np.array([10.0, 20.0, 90.0, 10.0, 10.0, 40.0])
    [_, found] = factor_weighted_gap(pay, ["M"] * 3 + ["F"] * 3, "M", ["a"] * 6, None, "中央値")
    assert found[:2] == [0.5, 0.5]


def test_headings_of_factors_are_no_people() -> None:
    pay, sex = np.array([10.0, 8.0]), ["M", "F"]
    named = nopo_gap(pay, sex, "M", [["job", "site"], ["cook", 1.0], ["cook", 1.0]])
    assert named == nopo_gap(pay, sex, "M", [["cook", 1.0], ["cook", 1.0]])


def test_capitals_do_not_divide_a_cell() -> None:
    [_, found] = factor_weighted_gap(np.array([10.0, 8.0]), ["M", "F"], "M", ["Cook", "COOK"])
    assert found[3:6] == [1.0, 0.0, 0.0]


def test_people_without_a_factor_are_left_out_and_counted() -> None:
    pay, sex = np.array([10.0, 8.0, 99.0, 7.0]), ["M", "F", "M", "X"]
    jobs = ["cook", "cook", None, ""]
    [_, found] = factor_weighted_gap(pay, sex, "M", jobs)
    assert found[0] == pytest.approx(0.2)
    assert found[6:] == [1.0, 1.0, "mean pay; 2 rows left out: a cell is blank, or the weight is 0"]
    assert nopo_gap(pay, sex, "M", jobs)[1][-1].endswith("; 2 rows left out: a cell is blank, or the weight is 0")


def test_header_names_groups_and_sign() -> None:
    arguments = (np.array([10.0, 8.0]), ["men", "women"], "men", ["a", "a"])
    assert nopo_gap(*arguments)[0][1] == "men - women in pay, positive = women earns less"
    assert factor_weighted_gap(*arguments)[0][0].startswith("factor-weighted gap = (men - women) / men, positive = ")


PAY, SEX, JOBS = [10.0, 8.0, 9.0], ["M", "F", "M"], ["a", "a", "b"]


@pytest.mark.parametrize("function", [nopo_gap, factor_weighted_gap])
@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((PAY, SEX, "M", ["a", "b", "c"]), DomainError, "factors put no two people of both groups in the same cell"),
        ((PAY, ["M"] * 3, "M", JOBS), DomainError, "group has 1 label"),
        ((PAY, SEX, "X", JOBS), UnknownLabelError, "reference_value 'X' is not in group"),
        ((PAY, SEX, "M", ["a"]), ShapeError, "factors has 1 rows, pay 3"),
        ((PAY, SEX, "M", [None] * 3), MissingValueError, "pay has no row"),
        ((PAY, SEX, "M", JOBS, [1.0, -1.0, 1.0]), DomainError, "weights holds -1"),
        ((PAY, SEX, "M", JOBS, [0.0, 0.0, 0.0]), DomainError, "weights are all 0"),
        (([math.inf, 8.0, 9.0], SEX, "M", JOBS), DomainError, "pay holds an infinite number"),
        (([0.0, 8.0, 0.0], SEX, "M", JOBS), ZeroBaseError, "0"),
        (([-10.0, 8.0, -9.0], SEX, "M", JOBS), DomainError, "negative"),
    ],
)
def test_bad_data_is_refused_with_a_reason(
    function: Any, arguments: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        function(*arguments)


@pytest.mark.parametrize(
    ("pay", "error", "message"),
    [
        ([0.0, 8.0, 9.0], ZeroBaseError, "the reference's pay is 0 in the cell 'a / 1' of factors"),
        ([10.0, -8.0, 9.0], DomainError, "pay of a group is negative in the cell 'a / 1' of factors"),
    ],
)
def test_cell_without_a_base_is_named(pay: list[float], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        factor_weighted_gap(np.array(pay), SEX, "M", [["a", 1.0], ["a", 1.0], ["b", 2.0]])


@pytest.mark.parametrize("name", ["NOPO_GAP", "FACTOR_WEIGHTED_GAP"])
def test_bad_cells_become_error_values(name: str) -> None:
    entry = catalog.find(name)
    assert entry is not None
    function = cells.bind(entry, catalog.find)
    assert function(["ten", 8.0], ["M", "F"], "M", ["a", "a"]) is CellError.VALUE
    assert function([10.0, 8.0], ["M", "F"], "M", ["a", CellError.NA]) is CellError.NA
    assert function([10.0, 8.0], ["M", "F"], "M", [math.inf, math.inf]) is CellError.NUM
    assert function([10.0, 8.0], ["M", "F"], "M", None) is CellError.NA


def test_a_million_equal_pays_have_no_gap() -> None:
    pay, sex, jobs = np.full(1_000_000, 0.1), ["M", "F"] * 500_000, ["a", "a", "b", "b"] * 250_000
    assert [row[1] for row in nopo_gap(pay, sex, "M", jobs)[1:]] == [0.0] * 5
    assert factor_weighted_gap(pay, sex, "M", jobs)[1][:6] == [0.0, 0.0, 1.0, 2.0, 0.0, 0.0]

"""The gap category by category against pandas, and what a table says of small, one-sided and blank categories."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapsheet import catalog, cells
from gapsheet.distribution import weighted_mean, weighted_median
from gapsheet.errors import CellError, DomainError, LimitError, MissingValueError, ShapeError, UnknownLabelError
from gapsheet.group_gaps.by_category import wage_gap_by

NAN = math.nan
NA = CellError.NA
Staff: TypeAlias = list[tuple[float, str, int, str]]  # pay, sex, weight, grade

person = st.tuples(
    st.floats(1, 1e4).map(lambda pay: round(pay, 2)),
    st.sampled_from("MF"),
    st.integers(1, 4),
    st.sampled_from(["A", "B", "C"]),
)
staffs = st.lists(person, min_size=2, max_size=40).filter(lambda people: len({sex for _, sex, _, _ in people}) == 2)
statistics = st.sampled_from(["mean", "median"])


def table(people: Staff, statistic: str = "mean", smallest: float = 0.0) -> list[list[Any]]:
    pay, sex, weights, grades = (list(column) for column in zip(*people, strict=True))
    weighed = np.array(weights, dtype=float)
    return wage_gap_by(np.array(pay), sex, "M", weighed, grades, statistic, smallest)


def by_pandas(people: Staff, statistic: str) -> pd.DataFrame:
    """Pay by grade and sex of the people that weights stand for, one row each."""
    frame = pd.DataFrame(people, columns=["pay", "sex", "weight", "grade"])
    each = frame.loc[frame.index.repeat(frame["weight"])]
    return each.groupby(["grade", "sex"])["pay"].agg(statistic).unstack()


@given(staffs, statistics)
def test_categories_agree_with_pandas(people: Staff, statistic: str) -> None:
    wanted = by_pandas(people, statistic)
    _, *rows, _ = table(people, statistic)
    assert [row[0] for row in rows] == list(wanted.index)
    for row, (_, pays) in zip(rows, wanted.iterrows(), strict=True):
        for cell, sex in zip(row[3:5], "MF", strict=True):
            expected = pays.get(sex, NAN)
            assert cell is NA if math.isnan(expected) else cell == pytest.approx(expected, rel=1e-12)
        if NA not in row:
            assert row[5] == pytest.approx(1 - pays["F"] / pays["M"], abs=1e-12)
            assert row[6] == pytest.approx(pays["F"] / pays["M"], rel=1e-12)


@given(staffs)
def test_heads_are_rows(people: Staff) -> None:
    counts = pd.DataFrame(people, columns=["pay", "sex", "weight", "grade"]).groupby(["grade", "sex"]).size()
    _, *rows, total = table(people)
    for row in rows:
        assert row[1:3] == [counts.get((row[0], sex), 0) for sex in "MF"]
    assert total[1:3] == [sum(row[place] for row in rows) for place in (1, 2)]


@given(staffs, statistics)
def test_total_is_the_gap_without_categories(people: Staff, statistic: str) -> None:
    pay, sex, weights, _ = zip(*people, strict=True)
    alone = wage_gap_by(np.array(pay), list(sex), "M", np.array(weights, dtype=float), None, statistic, 0.0)
    assert len(alone) == 2
    assert table(people, statistic)[-1] == alone[-1]
    measure = {"mean": weighted_mean, "median": weighted_median}[statistic]
    for cell, label in zip(alone[1][3:5], "MF", strict=True):
        chosen = [(one, weight) for one, other, weight, _ in people if other == label]
        assert cell == measure(*(np.array(column, dtype=float) for column in zip(*chosen, strict=True)))


@given(staffs, statistics, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(people: Staff, statistic: str, chance: Any) -> None:
    shuffled = chance.sample(people, len(people))
    for row, other in zip(table(people, statistic), table(shuffled, statistic), strict=True):
        assert same(row, other)


@given(staffs, statistics, st.sampled_from([0.001, 0.5, 7.0, 1e6]))
def test_gaps_do_not_depend_on_the_unit(people: Staff, statistic: str, unit: float) -> None:
    scaled = [(pay * unit, *rest) for pay, *rest in people]
    for row, other in zip(table(people, statistic), table(scaled, statistic), strict=True):
        assert same([*row[:3], *row[5:]], [*other[:3], *other[5:]])


@given(staffs, statistics)
def test_weights_are_rows_repeated(people: Staff, statistic: str) -> None:
    repeated = [(pay, sex, 1, grade) for pay, sex, weight, grade in people for _ in range(weight)]
    for row, other in zip(table(people, statistic), table(repeated, statistic), strict=True):
        assert same(row[3:], other[3:])


def same(row: list[Any], other: list[Any]) -> bool:
    return all(
        math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-9) if isinstance(one, float) else one == two
        for one, two in zip(row, other, strict=True)
    )


def test_header_names_groups_and_sign() -> None:
    header = wage_gap_by(np.array([2.0, 1.0]), ["men", "women"], "MEN")[0]
    assert header[1:3] == ["heads: men", "heads: women"]
    assert header[5:7] == ["gap = (men - women) / men, positive = women earns less", "ratio = women / men"]


def test_header_names_numbers_as_groups() -> None:
    header = wage_gap_by(np.array([2.0, 1.0]), [1.0, False], 1.0)[0]
    assert header[6] == "ratio = group FALSE / group 1"


def test_one_sided_category_says_who_is_missing() -> None:
    rows = wage_gap_by(np.array([10.0, 8.0, 7.0]), ["M", "F", "F"], "M", None, ["A", "A", "B"], "mean", 0.0)
    assert rows[2] == ["B", 0.0, 1.0, NA, 7.0, NA, NA, "no M"]


def test_small_category_is_noted_and_shown() -> None:
    pay, sex = np.array([10.0, 10.0, 8.0]), ["M", "M", "F"]
    [_, total] = wage_gap_by(pay, sex, "M", None, None, "mean", 2.0)
    assert total == ["Total", 2.0, 1.0, 10.0, 8.0, pytest.approx(0.2), 0.8, "fewer than 2 F"]
    [_, total] = wage_gap_by(pay, sex, "M")
    assert total[-1] == "fewer than 10 M and F"


def test_small_category_is_hidden_on_request() -> None:
    pay, sex = np.array([10.0, 10.0, 8.0]), ["M", "M", "F"]
    [_, total] = wage_gap_by(pay, sex, "M", None, None, "mean", 2.0, True)
    assert total == ["Total", 2.0, 1.0, 10.0, NA, NA, NA, "fewer than 2 F"]


def test_blank_category_is_a_category_and_comes_last() -> None:
    by = ["z", None, "", "z"]
    rows = wage_gap_by(np.array([10.0, 9.0, 8.0, 7.0]), ["M", "M", "F", "F"], "M", None, by, "mean", 0.0)
    assert [row[0] for row in rows] == ["category", "z", "(blank)", "Total"]
    assert rows[2][1:5] == [1.0, 1.0, 9.0, 8.0]


def test_rows_left_out_are_counted() -> None:
    pay = np.array([10.0, 8.0, NAN, 5.0, 6.0])
    [_, total] = wage_gap_by(pay, ["M", "F", "F", None, "M"], "M", np.array([1.0, 1, 1, 1, 0]), None, "mean", 0.0)
    assert total[1:3] == [1.0, 1.0]
    assert total[-1] == "3 rows left out: a cell is blank, or the weight is 0"


def test_several_columns_make_a_category_of_each_combination() -> None:
    by = [["site", "full time"], ["Oslo", True], ["Oslo", True], ["Bergen", 2.0], ["Bergen", None]]
    rows = wage_gap_by(np.array([10.0, 8.0, 9.0, 7.0]), ["M", "F", "M", "F"], "M", None, by, "mean", 0.0)
    assert [row[0] for row in rows[1:-1]] == ["Bergen / 2", "Bergen / (blank)", "Oslo / TRUE"]


def test_categories_stand_as_a_sheet_sorts_them() -> None:
    by = ["beta", True, 10.0, "Alpha", 9.0, "alpha"]
    rows = wage_gap_by(np.arange(1.0, 7.0), ["M", "F"] * 3, "M", None, by)
    assert [row[0] for row in rows[1:-1]] == [9.0, 10.0, "Alpha", "beta", True]


@pytest.mark.parametrize(("pays", "error"), [((0.0, 5.0), CellError.DIV0), ((-1.0, 5.0), CellError.NUM)])
def test_pay_that_is_no_base_shows_an_error(pays: tuple[float, float], error: CellError) -> None:
    [_, total] = wage_gap_by(np.array(pays), ["M", "F"], "M")
    assert total[3:7] == [*pays, error, error]


@pytest.mark.parametrize("name", ["median", " Median ", "中央値"])
def test_statistic_is_found_by_its_names(name: str) -> None:
    [header, total] = wage_gap_by(np.array([1.0, 2.0, 9.0, 1.0]), ["M", "M", "M", "F"], "M", None, None, name)
    assert (header[3], total[3]) == ("median pay: M", 2.0)


def test_a_million_equal_pays_have_no_gap() -> None:
    pay = np.full(1_000_000, 0.1)
    sex, grades = ["M", "F"] * 500_000, ["A", "A", "B", "B"] * 250_000
    for statistic in ("mean", "median"):
        _, *rows = wage_gap_by(pay, sex, "M", None, grades, statistic)
        assert [row[3:7] for row in rows] == [[0.1, 0.1, 0.0, 1.0]] * 3


def test_more_categories_than_a_table_shows_are_refused() -> None:
    pay, sex = np.ones(10_000), ["M", "F"] * 5_000
    assert len(wage_gap_by(pay[:9_998], sex[:9_998], "M", None, list(range(9_998)))) == 10_000
    with pytest.raises(LimitError, match="by has 10,000 categories"):
        wage_gap_by(pay, sex, "M", None, list(range(10_000)))


PAY, SEX = [10.0, 8.0, 9.0], ["M", "F", "M"]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((PAY, ["M"] * 3, "M"), DomainError, r"group has 1 label \('M'\)"),
        ((PAY, ["M", "F", "X"], "M"), DomainError, r"group has 3 labels \('M', 'F', 'X'\)"),
        ((PAY, SEX, "men"), UnknownLabelError, "reference_value 'men' is not in group"),
        ((PAY, ["M", "F"], "M"), ShapeError, "group has 2 cells, pay 3"),
        ((PAY, [None] * 3, "M"), MissingValueError, "pay has no row"),
        (([NAN] * 3, SEX, "M"), MissingValueError, "pay has no row"),
        (([10.0, math.inf, 9.0], SEX, "M"), DomainError, "pay holds an infinite number"),
        ((PAY, SEX, "M", [1.0, -1.0, 1.0]), DomainError, "weights holds -1"),
        ((PAY, SEX, "M", [0.0] * 3), DomainError, "weights are all 0"),
        ((PAY, SEX, "M", [1.0]), ShapeError, "weights has 1 cells"),
        ((PAY, SEX, "M", None, ["A"]), ShapeError, "by has 1 rows, pay 3"),
        ((PAY, SEX, "M", None, None, "mode"), UnknownLabelError, "statistic is 'mode'"),
        ((PAY, SEX, "M", None, None, "mean", 2.5), DomainError, "smallest is 2.5"),
        ((PAY, SEX, "M", None, None, "mean", -1.0), DomainError, "smallest is -1"),
        ((PAY, SEX, "M", None, None, "mean", 1.0, 2.0), DomainError, "hide_small is 2"),
    ],
)
def test_bad_data_is_refused_with_a_reason(arguments: tuple[Any, ...], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        wage_gap_by(*arguments)


BAD_CELLS = {
    "text in pay": ((["10", "ten"], ["M", "F"], "M"), CellError.VALUE),
    "error in group": (([1.0, 2.0], ["M", CellError.REF], "M"), CellError.REF),
    "text in weights": (([1.0, 2.0], ["M", "F"], "M", ["one", 1.0]), CellError.VALUE),
    "infinite pay": (([1.0, math.inf], ["M", "F"], "M"), CellError.NUM),
    "blank reference": (([1.0, 2.0], ["M", "F"], None), CellError.NA),
    "block of pay": (([[1.0, 2.0], [3.0, 4.0]], ["M", "F"], "M"), CellError.VALUE),
    "number for the statistic": (([1.0, 2.0], ["M", "F"], "M", None, None, 0.5), CellError.NA),
}


@pytest.mark.parametrize(("arguments", "error"), BAD_CELLS.values(), ids=BAD_CELLS)
def test_bad_cells_become_error_values(arguments: tuple[Any, ...], error: CellError) -> None:
    entry = catalog.find("WAGE_GAP_BY")
    assert entry is not None
    assert cells.bind(entry, catalog.find)(*arguments) is error


def test_ranges_may_lie_across() -> None:
    entry = catalog.find("WAGE_GAP_BY")
    assert entry is not None
    upright = cells.bind(entry, catalog.find)([[10.0], [8.0]], [["M"], ["F"]], "M", None, [["A"], ["A"]])
    across = cells.bind(entry, catalog.find)([[10.0, 8.0]], [["M", "F"]], "M", None, [["A", "A"]])
    assert across == upright
    assert across[1][:3] == ["A", 1.0, 1.0]

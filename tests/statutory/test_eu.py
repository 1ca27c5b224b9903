"""The EU's points a to g, the 5 % of Article 10 on both sides of the line, and the dates of Article 9."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapsheet import catalog, cells
from gapsheet.errors import CellError, DomainError, LimitError, ShapeError, UnknownLabelError
from gapsheet.statutory.eu import eu_pay_gap, eu_report_due

NAN = math.nan
# Women 30, 20, 10; men 40, 30, 20. Variable: women 6, 0, 0; men 8, 2, 0.
BASIC = np.array([40.0, 30.0, 20.0, 30.0, 20.0, 10.0])
VARIABLE = np.array([8.0, 2.0, NAN, 6.0, 0.0, NAN])
GENDER = ["M", "M", "M", "F", "F", "F"]
CATEGORY = ["A", "B", "B", "A", "B", "B"]
POINT, ITEM, NAME, WOMEN, MEN, GAP, WOMEN_COUNTED, MEN_COUNTED, REACHED, NOTE = range(10)


def points(table: list[list[Any]], point: str) -> list[list[Any]]:
    return [row for row in table if row[POINT] == point]


def levels(men: float, women: float, category: str = "A") -> list[Any]:
    """The test row of a category with two men and two women."""
    pay = np.array([men, women, men, women])
    return points(eu_pay_gap(pay, ["M", "F", "M", "F"], "M", None, [category] * 4), "g")[2]


def test_points_come_in_the_order_of_the_article() -> None:
    table = eu_pay_gap(BASIC, GENDER, "M", VARIABLE, CATEGORY)
    assert "".join(row[POINT] for row in table) == "abcde" + "ffff" + "gggggg"
    assert [row[NAME] for row in points(table, "g")] == ["A"] * 3 + ["B"] * 3
    assert [row[ITEM] for row in points(table, "f")] == [
        f"{band} quartile band" for band in ("lower", "lower middle", "upper middle", "upper")
    ]


# Pay levels: women 36, 20, 10 (mean 22, median 20); men 48, 32, 20 (mean 100/3, median 32).
def test_mean_and_median_are_of_everything_received() -> None:
    table = eu_pay_gap(BASIC, GENDER, "M", VARIABLE)
    assert table[0][WOMEN : MEN_COUNTED + 1] == pytest.approx([22, 100 / 3, 0.34, 3, 3])
    assert table[2][WOMEN : MEN_COUNTED + 1] == [20, 32, 0.375, 3, 3]


# Variable pay with zeros: women 2, men 10/3 (gap 40 %), medians 0 and 2 (100 %).
def test_variable_pay_counts_those_without_it_as_zero() -> None:
    table = eu_pay_gap(BASIC, GENDER, "M", VARIABLE)
    assert table[1][WOMEN : MEN_COUNTED + 1] == pytest.approx([2, 10 / 3, 0.4, 3, 3])
    assert table[3][WOMEN : MEN_COUNTED + 1] == [0, 2, 1, 3, 3]
    assert "none = 0" in table[1][ITEM]


# Recipients: women 6; men 8 and 2, mean and median 5 (gap -20 %).
def test_variable_pay_may_be_compared_among_recipients_only() -> None:
    table = eu_pay_gap(BASIC, GENDER, "M", VARIABLE, None, "Recipients")
    assert table[1][WOMEN : MEN_COUNTED + 1] == [6, 5, -0.2, 1, 2]
    assert table[3][WOMEN : MEN_COUNTED + 1] == [6, 5, -0.2, 1, 2]
    assert "recipients only" in table[1][ITEM]


def test_point_e_tells_who_receives_variable_pay() -> None:
    row = eu_pay_gap(BASIC, GENDER, "M", VARIABLE)[4]
    assert row[WOMEN : MEN_COUNTED + 1] == pytest.approx([1 / 3, 2 / 3, "", 3, 3], nan_ok=True)
    assert row[NOTE] == "1 of 3 women; 2 of 3 men"


# Levels 10 20 20 32 36 48: bands of 2, 1, 2, 1. The two at 20 (one woman) lie over the first boundary.
def test_point_f_shares_add_to_one_and_ties_are_in_proportion() -> None:
    rows = points(eu_pay_gap(BASIC, GENDER, "M", VARIABLE), "f")
    assert [row[WOMEN] for row in rows] == [0.75, 0.5, 0.5, 0.0]
    assert [row[WOMEN] + row[MEN] for row in rows] == [1.0] * 4
    assert [row[WOMEN_COUNTED] + row[MEN_COUNTED] for row in rows] == [2, 1, 2, 1]
    assert [row[NOTE] for row in rows] == [
        f"1 of {heads} at a pay that is also in another quarter, shared by proportion" for heads in (2, 1)
    ] + [""] * 2


# A: woman 30 + 6, man 40 + 8. B: women 20, 10; men 30 + 2, 20.
def test_point_g_compares_means_inside_each_category() -> None:
    rows = points(eu_pay_gap(BASIC, GENDER, "M", VARIABLE, CATEGORY), "g")
    assert [row[GAP] for row in rows] == pytest.approx([0.25, 0.25, 0.25, 0.4, 1.0, 22 / 52])
    assert [row[REACHED] for row in rows] == ["", "", True, "", "", True]
    assert rows[5][NOTE].startswith("women are paid 42.31 % less; at least 5 %: joint pay assessment (Art. 10)")


@pytest.mark.parametrize(
    ("men", "women", "reached"),
    [
        (100.0, 95.0, True),  # exactly 5 %
        (1.0, 0.95, True),  # exactly 5 % in decimals, less in binary arithmetic
        (100.0, 95.01, False),
        (100.0, 95.04, False),  # 4.96 %, which would round to 5.0
        (100.0, 105.0, True),  # the other direction counts alike
        (100.0, 104.99, False),
        (100.0, 100.0, False),
        (0.0, 1.0, True),
        (0.0, 0.0, False),
    ],
)
def test_five_percent_is_tested_unrounded_and_in_either_direction(men: float, women: float, reached: bool) -> None:
    row = levels(men, women)
    assert row[REACHED] is reached
    assert ("joint pay assessment" in row[NOTE]) is reached


def test_direction_is_told_in_words() -> None:
    assert levels(100.0, 95.04)[NOTE] == "women are paid 4.96 % less"
    assert levels(100.0, 104.0)[NOTE] == "women are paid 4.00 % more"
    assert levels(100.0, 100.0)[NOTE] == "equal"


def test_an_overall_gap_is_no_trigger() -> None:
    table = eu_pay_gap(np.array([50.0, 50.0, 20.0, 20.0, 20.0]), list("MFMFF"), "M", None, list("AABBB"))
    assert table[0][GAP] == pytest.approx(1 / 7)
    assert [row[REACHED] for row in points(table, "g")] == ["", "", False, "", "", False]


def test_category_of_one_sex_is_named_and_has_no_gap() -> None:
    rows = points(eu_pay_gap(BASIC, GENDER, "M", VARIABLE, ["A", "B", "B", "C", "B", "B"]), "g")
    alone = [row for row in rows if row[NAME] in ("A", "C")]
    assert [row[GAP] for row in alone] == [CellError.NA] * 6
    assert [row[REACHED] for row in alone] == [""] * 6
    assert [row[NOTE] for row in alone] == ["men only: no comparison"] * 3 + ["women only: no comparison"] * 3
    assert alone[2][MEN] == 48
    assert alone[2][WOMEN] is CellError.NA


def test_category_in_which_nobody_receives_variable_pay() -> None:
    rows = points(eu_pay_gap(BASIC, GENDER, "M", np.zeros(6), CATEGORY, "recipients"), "g")
    assert rows[1][GAP] is CellError.NA
    assert rows[1][NOTE] == "nobody receives any"


def test_workers_without_a_category_count_above_and_are_told() -> None:
    table = eu_pay_gap(BASIC, GENDER, "M", VARIABLE, ["A", None, None, "A", "A", "A"])
    assert table[0][MEN_COUNTED] == 3
    assert table[-1][ITEM] == "no category"
    assert table[-1][NOTE] == "2 workers in none: counted in a to f only"


def test_workers_left_out_are_told_in_the_first_row() -> None:
    basic = np.concatenate((BASIC, [NAN, 50.0]))
    table = eu_pay_gap(basic, [*GENDER, "F", None], "M")
    assert table[0][WOMEN_COUNTED] == 3
    told = "1 row without a gender is left out; 1 worker without a basic wage is left out"
    assert table[0][NOTE].endswith(told)


def test_what_is_omitted_is_not_available_and_says_so() -> None:
    table = eu_pay_gap(BASIC, GENDER, "M")
    assert [row[POINT] for row in table if row[GAP] is CellError.NA] == ["b", "d", "e", "g"]
    assert "variable_pay is omitted" in table[1][NOTE]
    assert "category is omitted" in table[-1][NOTE]


def test_median_man_without_variable_pay_leaves_no_gap() -> None:
    row = eu_pay_gap(BASIC, GENDER, "M", np.array([8.0, 0.0, 0.0, 6.0, 0.0, 0.0]))[3]
    assert row[GAP] is CellError.DIV0
    assert row[NOTE] == 'the median man receives none; ask for "recipients"'


def test_categories_stand_in_their_own_order_numbers_first() -> None:
    table = eu_pay_gap(BASIC, GENDER, "M", None, ["b", 10.0, 9.0, "A", "b", 9.0])
    assert [row[NAME] for row in points(table, "g")[::3]] == [9.0, 10.0, "A", "b"]


workers = st.lists(
    st.tuples(
        st.decimals("1", "200", places=1).map(float),
        st.sampled_from("MF"),
        st.sampled_from([0.0, 0.0, 5.5, 20.0]),
        st.sampled_from(["A", "B", "C"]),
    ),
    min_size=4,
    max_size=30,
).filter(lambda rows: {gender for _, gender, _, _ in rows} == {"M", "F"})


def report(rows: list[Any], unit: float = 1.0) -> list[list[Any]]:
    basic, gender, variable, category = zip(*rows, strict=True)
    return eu_pay_gap(np.array(basic) * unit, list(gender), "M", np.array(variable) * unit, list(category))


@given(workers, st.randoms())
def test_order_of_rows_changes_nothing(rows: list[Any], chance: Any) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert report(shuffled) == report(rows)


@given(workers, st.sampled_from([0.01, 2.0, 1000.0]))
def test_unit_of_pay_changes_no_gap(rows: list[Any], unit: float) -> None:
    assert [row[GAP:] for row in report(rows, unit)] == [row[GAP:] for row in report(rows)]


@given(workers)
def test_gaps_agree_with_plain_arithmetic(rows: list[Any]) -> None:
    for row in points(report(rows), "g")[2::3]:
        men, women = (
            [basic + variable for basic, sex, variable, category in rows if sex == side and category == row[NAME]]
            for side in "MF"
        )
        if men and women:
            assert row[GAP] == pytest.approx(1 - np.mean(women) / np.mean(men), abs=1e-12)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"gender": GENDER[:-1]}, ShapeError, "gender has 5 cells, basic_pay 6"),
        ({"variable_pay": VARIABLE[:-1]}, ShapeError, "variable_pay has 5 cells"),
        ({"category": CATEGORY[:-1]}, ShapeError, "category has 5 cells"),
        ({"variable_pay": -VARIABLE}, DomainError, "variable_pay holds -8"),
        ({"basic_pay": BASIC * math.inf}, DomainError, "basic_pay holds an infinite"),
        ({"gender": ["M"] * 6}, DomainError, "two are needed, men and women"),
        ({"gender": ["M", "F", "X"] * 2}, DomainError, "gender has 3 labels"),
        ({"variable_basis": "some"}, UnknownLabelError, "variable_basis is 'some'; it is all or recipients"),
        ({"reference_value": "H"}, UnknownLabelError, "reference_value 'H'"),
    ],
)
def test_bad_staff_table_is_refused(changes: dict[str, Any], error: type[Exception], message: str) -> None:
    given_columns: dict[str, Any] = {"basic_pay": BASIC, "gender": GENDER, "reference_value": "M"}
    with pytest.raises(error, match=message):
        eu_pay_gap(**(given_columns | changes))


def test_too_many_categories_are_refused() -> None:
    heads = 6662
    gender = ["M", "F"] * (heads // 2)
    with pytest.raises(LimitError, match="category has 3,331 labels; at most 3,330"):
        eu_pay_gap(np.ones(heads), gender, "M", None, [float(row // 2) for row in range(heads)])


# Dates of the Directive's text, as serials counted from 1 January 2000 = 36526.
def serial(day: str) -> float:
    return 36526.0 + (dt.date.fromisoformat(day) - dt.date(2000, 1, 1)).days


@pytest.mark.parametrize(
    ("number", "size", "first", "every"),
    [
        (5000.0, "250 or more", serial("2027-06-07"), 1),
        (250.0, "250 or more", serial("2027-06-07"), 1),
        (249.0, "150 to 249", serial("2027-06-07"), 3),
        (150.0, "150 to 249", serial("2027-06-07"), 3),
        (149.0, "100 to 149", serial("2031-06-07"), 3),
        (100.0, "100 to 149", serial("2031-06-07"), 3),
        (99.0, "fewer than 100", "", ""),
        (0.0, "fewer than 100", "", ""),
    ],
)
def test_first_report_by_size(number: float, size: str, first: Any, every: Any) -> None:
    assert eu_report_due(number)[0][:3] == [size, first, every]


def test_number_of_workers_is_not_negative() -> None:
    with pytest.raises(DomainError, match="workers is -1"):
        eu_report_due(-1.0)


def test_errors_inside_the_table_reach_the_cells() -> None:
    entry = catalog.find("EU_PAY_GAP")
    assert entry is not None
    table = cells.bind(entry, catalog.find)([[40.0], [30.0], [20.0], [10.0]], [["M"], ["F"], ["M"], ["F"]], "M")
    assert [row[0] for row in table if row[5] is CellError.NA] == ["b", "d", "e", "g"]

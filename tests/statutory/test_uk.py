"""The UK form: its order, who counts, blank bonus figures, rounding, and bad staff tables."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapsheet import catalog, cells
from gapsheet.errors import (
    CellError,
    DomainError,
    ShapeError,
    UnknownLabelError,
    ZeroBaseError,
)
from gapsheet.statutory.uk import uk_hourly_pay, uk_pay_gap, uk_pay_quarters

NAN = math.nan
PAY, GENDER = np.array([20.0, 16.0, 12.0, 10.0]), ["M", "F", "M", "F"]
BONUS_ITEMS = slice(10, 14)


def figures(table: list[list[Any]]) -> list[Any]:
    return [row[1] for row in table]


def at_border(name: str, *arguments: Any) -> Any:
    entry = catalog.find(name)
    assert entry is not None
    return cells.bind(entry, catalog.find)(*arguments)


def reason(*arguments: Any) -> Any:
    return at_border("WHY", "UK_PAY_GAP", *arguments)


def test_numbers_stand_in_the_order_of_the_official_form() -> None:
    assert [row[0] for row in uk_pay_gap(PAY, GENDER, "M")] == [
        "Upper hourly pay quarter: men",
        "Upper hourly pay quarter: women",
        "Upper middle hourly pay quarter: men",
        "Upper middle hourly pay quarter: women",
        "Lower middle hourly pay quarter: men",
        "Lower middle hourly pay quarter: women",
        "Lower hourly pay quarter: men",
        "Lower hourly pay quarter: women",
        "Mean gender pay gap using hourly pay",
        "Median gender pay gap using hourly pay",
        "Men who received bonus pay",
        "Women who received bonus pay",
        "Mean gender pay gap using bonus pay",
        "Median gender pay gap using bonus pay",
    ]


def test_quarters_of_the_form_and_of_the_table_are_the_same_from_opposite_ends() -> None:
    table = uk_pay_quarters(PAY, GENDER, "M")
    assert [row[0] for row in table] == ["lower", "lower middle", "upper middle", "upper"]
    assert figures(uk_pay_gap(PAY, GENDER, "M"))[:8] == [share for row in reversed(table) for share in row[4:6]]


# Bonus: men 900 and 300 of 3, women 500 of 2: 600 against 500 = 16.7 %, both medians the same.
def test_bonus_gap_is_among_those_who_had_one() -> None:
    pay, gender = np.array([20.0, 18.0, 12.0, 16.0, 10.0]), ["M", "M", "M", "F", "F"]
    table = uk_pay_gap(pay, gender, "M", np.array([900.0, 300.0, 0.0, 500.0, NAN]))
    assert figures(table)[BONUS_ITEMS] == [0.667, 0.5, 0.167, 0.167]
    assert [row[2:4] for row in table[BONUS_ITEMS]] == [[3, 2], [3, 2], [2, 1], [2, 1]]


@pytest.mark.parametrize(
    ("bonus", "wanted"),
    [
        ([0.0, 100.0, 0.0, 0.0], [0.0, 0.5, "", ""]),  # no man: the service refuses a gap
        ([0.0, 0.0, 0.0, 0.0], [0.0, 0.0, "", ""]),
        ([100.0, 0.0, 0.0, 0.0], [0.5, 0.0, 1.0, 1.0]),  # no woman: 100 %
        ([100.0, 0.0, 0.0, 150.0], [0.5, 0.5, -0.5, -0.5]),
    ],
)
def test_bonus_figures_are_blank_or_100_as_the_service_wants_them(bonus: list[float], wanted: list[Any]) -> None:
    assert figures(uk_pay_gap(PAY, GENDER, "M", np.array(bonus)))[BONUS_ITEMS] == wanted


def test_bonus_of_so_few_men_that_it_rounds_to_none_leaves_the_gaps_blank() -> None:
    gender = ["M"] * 3000 + ["F"] * 3000
    bonus = np.zeros(6000)
    bonus[[0, 3000, 3001]] = 500.0
    table = uk_pay_gap(np.full(6000, 15.0), gender, "M", bonus)
    assert figures(table)[BONUS_ITEMS] == [0.0, 0.001, "", ""]
    assert table[12][-1] == "1 of the men had a bonus, which rounds to 0 %: the form wants both bonus gaps left empty"
    turned = uk_pay_gap(np.full(6000, 15.0), gender, "F", bonus)[12]
    assert turned[1:4] == [0.0, 2.0, 1.0]
    assert turned[-1].endswith("; women's share rounds to 0 % although some had a bonus")


def test_without_a_bonus_column_its_figures_stay_blank() -> None:
    table = uk_pay_gap(PAY, GENDER, "M")
    assert figures(table)[BONUS_ITEMS] == [""] * 4
    assert all("bonus_pay is omitted or blank; type 0" in row[-1] for row in table[BONUS_ITEMS])


def test_people_on_reduced_pay_count_for_the_bonus_only() -> None:
    pay, gender = np.array([20.0, 16.0, 12.0, 10.0, 3.0, NAN]), ["M", "F", "M", "F", "F", "M"]
    bonus, full = np.array([0.0, 0.0, 0.0, 0.0, 100.0, 100.0]), ["yes", None, True, "Y", "No", False]
    table = uk_pay_gap(pay, gender, "M", bonus, full)
    assert figures(table)[:10] == figures(uk_pay_gap(PAY, GENDER, "M"))[:10]
    assert figures(table)[BONUS_ITEMS] == [0.333, 0.333, 0.0, 0.0]


def test_blank_hourly_pay_means_not_on_full_pay() -> None:
    table = uk_pay_gap(np.append(PAY, NAN), [*GENDER, "F"], "M", np.array([0.0, 0.0, 100.0, 0.0, 100.0]))
    assert figures(table)[:10] == figures(uk_pay_gap(PAY, GENDER, "M"))[:10]
    assert figures(table)[11] == 0.333
    assert "1 person without an hourly pay, taken as not on full pay" in table[8][-1]


def test_person_on_full_pay_without_pay_is_told() -> None:
    table = uk_pay_quarters(np.append(PAY, NAN), [*GENDER, "F"], "M", "fractional", ["yes"] * 5)
    assert table[0][-1] == "1 person on full pay without an hourly pay, left out"


def test_rows_without_a_gender_are_left_out_and_counted() -> None:
    table = uk_pay_gap(np.append(PAY, [99.0, NAN]), [*GENDER, None, None], "M")
    assert figures(table) == figures(uk_pay_gap(PAY, GENDER, "M"))
    assert table[0][-1] == "1 row without a gender is left out"


def test_a_third_gender_is_left_out_once_the_womens_label_is_named() -> None:
    pay, gender = np.append(PAY, [99.0, 98.0]), ["m", "F", "M", "f", "X", "not told"]
    with pytest.raises(DomainError, match=r"gender has 4 labels .*'X'.*name the women's in group_value"):
        uk_pay_gap(pay, gender, "M")
    table = uk_pay_gap(pay, gender, "M", None, None, "fractional", "F")
    assert figures(table) == figures(uk_pay_gap(PAY, GENDER, "M"))
    assert "2 rows of another gender are left out" in table[0][-1]
    with_bonus = uk_pay_gap(pay, gender, "M", np.full(6, 10.0), None, "fractional", "F")
    assert with_bonus[10][-1] == "2 of 2 men; 2 rows of another gender are left out"


def test_hourly_pay_of_zero_is_told() -> None:
    table = uk_pay_quarters(np.array([0.0, 16.0, 12.0, 10.0]), GENDER, "M")
    assert table[0][-1] == "1 person on full pay with an hourly pay of 0: is it meant?"


@pytest.mark.parametrize(
    ("men", "women", "mean_gap"),
    [
        (10.0, 9.995, 0.001),  # 0.05 %: a half is rounded away from zero
        (10.0, 10.005, -0.001),
        (8.0, 7.66, 0.043),  # 4.25 %, which binary arithmetic puts below the half
        (10.0, 9.99501, 0.0),
        (10.0, 25.0, -1.5),
    ],
)
def test_gap_is_rounded_as_a_decimal(men: float, women: float, mean_gap: float) -> None:
    table = uk_pay_gap(np.array([men, women, men, women]), GENDER, "M")
    assert table[8][1] == table[9][1] == mean_gap


def test_decimals_may_be_chosen() -> None:
    pay = np.array([9.0, 7.0, 9.0, 7.0])
    assert [uk_pay_gap(pay, GENDER, "M", decimals=places)[8][1] for places in (0.0, 1.0, 4.0)] == [
        0.22,
        0.222,
        0.222222,
    ]
    for wrong in (-1.0, 1.5, 7.0):
        with pytest.raises(DomainError, match="decimals is"):
            uk_pay_gap(pay, GENDER, "M", decimals=wrong)


staff = st.lists(
    st.tuples(
        st.decimals("0.01", "200", places=2).map(float), st.sampled_from("MF"), st.sampled_from([0.0, 10.0, 25.5])
    ),
    min_size=6,
    max_size=40,
).filter(lambda rows: {gender for _, gender, _ in rows} == {"M", "F"})


def columns(rows: list[tuple[float, str, float]]) -> tuple[Any, list[str], Any]:
    pay, gender, bonus = zip(*rows, strict=True)
    return np.array(pay), list(gender), np.array(bonus)


@given(staff, st.sampled_from(["fractional", "whole"]), st.sampled_from([0.0, 1.0, 2.0]))
def test_shares_of_each_quarter_add_to_exactly_100(rows: list[Any], ties: str, decimals: float) -> None:
    pay, gender, _ = columns(rows)
    for *_, men, women, _note in uk_pay_quarters(pay, gender, "M", ties, None, None, decimals):
        assert Decimal(repr(men)) + Decimal(repr(women)) == 1
        assert men + women == 1.0


@given(staff, st.randoms())
def test_order_of_rows_changes_nothing(rows: list[Any], chance: Any) -> None:
    pay, gender, bonus = columns(rows)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    other_pay, other_gender, other_bonus = columns(shuffled)
    assert uk_pay_gap(other_pay, other_gender, "M", other_bonus) == uk_pay_gap(pay, gender, "M", bonus)


@given(staff, st.sampled_from([0.01, 2.0, 1000.0]))
def test_unit_of_pay_changes_nothing(rows: list[Any], unit: float) -> None:
    pay, gender, bonus = columns(rows)
    assert uk_pay_gap(pay * unit, gender, "M", bonus * unit) == uk_pay_gap(pay, gender, "M", bonus)


@given(staff)
def test_gaps_agree_with_plain_arithmetic(rows: list[Any]) -> None:
    pay, gender, _ = columns(rows)
    is_man = np.array(gender) == "M"
    table = uk_pay_gap(pay, gender, "M", decimals=6.0)
    for row, statistic in ((table[8], np.mean), (table[9], np.median)):
        assert row[1] == pytest.approx(1 - statistic(pay[~is_man]) / statistic(pay[is_man]), abs=1e-8)


@pytest.mark.parametrize(
    ("pay", "gender", "reference", "error", "message"),
    [
        ([5.0, 6.0, 7.0], ["M", "F"], "M", ShapeError, "gender has 2 cells, hourly_pay 3"),
        ([5.0, math.inf, 7.0, 8.0], GENDER, "M", DomainError, "hourly_pay holds an infinite number"),
        ([5.0, -6.0, 7.0, 8.0], GENDER, "M", DomainError, "hourly_pay holds -6; it is 0 or more"),
        ([5.0, 6.0, 7.0, 8.0], ["M"] * 4, "M", DomainError, r"gender has 1 label \('M'\); two are needed"),
        ([5.0, NAN, 7.0, NAN], GENDER, "M", DomainError, "hourly_pay is filled for no woman"),
        ([NAN, 5.0, NAN, 7.0], GENDER, "M", DomainError, "hourly_pay is filled for no man; a gap compares both"),
        ([5.0, 6.0, 7.0, 8.0], GENDER, "W", UnknownLabelError, "reference_value 'W' is not in gender"),
        ([5.0, 6.0, NAN, 8.0], GENDER, "M", DomainError, "3 people are ranked"),
        ([0.0, 6.0, 0.0, 8.0], GENDER, "M", ZeroBaseError, "the men's mean hourly pay is 0"),
    ],
)
def test_bad_staff_table_is_refused(
    pay: list[float], gender: list[str], reference: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        uk_pay_gap(np.array(pay), gender, reference)


def test_womens_label_is_one_of_the_labels_and_not_the_mens() -> None:
    with pytest.raises(UnknownLabelError, match="group_value 'W' is not in gender"):
        uk_pay_quarters(PAY, GENDER, "M", "whole", None, "W")
    with pytest.raises(DomainError, match="are both 'M'"):
        uk_pay_quarters(PAY, GENDER, "M", "whole", None, "m")


@pytest.mark.parametrize("name", ["bonus_pay", "full_pay"])
def test_optional_columns_are_as_long_as_hourly_pay(name: str) -> None:
    with pytest.raises(ShapeError, match=f"{name} has 3 cells, hourly_pay 4"):
        uk_pay_gap(PAY, GENDER, "M", **{name: [1.0, 0.0, 1.0]})


def test_negative_bonus_is_refused() -> None:
    with pytest.raises(DomainError, match="bonus_pay holds -50"):
        uk_pay_gap(PAY, GENDER, "M", np.array([0.0, 0.0, -50.0, 0.0]))


def test_flag_that_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(UnknownLabelError, match="full_pay holds 'perhaps'; TRUE or FALSE"):
        uk_pay_gap(PAY, GENDER, "M", None, ["yes", "perhaps", "no", "no"])


COLUMN = [[20.0], [16.0], [12.0], [10.0]]
LABELS = [["M"], ["F"], ["M"], ["F"]]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((COLUMN, LABELS), CellError.VALUE),
        ((COLUMN, LABELS, None), CellError.NA),
        ((COLUMN, LABELS, "W"), CellError.NA),
        (([[20.0], ["16"], [12.0], [10.0]], LABELS, "M"), CellError.VALUE),
        (([[20.0], [CellError.REF], [12.0], [10.0]], LABELS, "M"), CellError.REF),
        (([[math.inf], [1.0], [12.0], [10.0]], LABELS, "M"), CellError.NUM),
        ((LABELS, COLUMN, "M"), CellError.VALUE),
        (([[None]] * 4, LABELS, "M"), CellError.NA),
        ((COLUMN, [[None]] * 4, "M"), CellError.NA),
        ((COLUMN, [[1.0], [2.0], [1.0], [2.0]], "M"), CellError.NA),
        ((COLUMN, LABELS, "M", [["a"]] * 4), CellError.VALUE),
        ((COLUMN, LABELS, "M", COLUMN, LABELS), CellError.NA),
        ((COLUMN, LABELS, "M", COLUMN, None, "random"), CellError.NA),
        (([[20.0, 1.0], [16.0, 1.0]], LABELS, "M"), CellError.VALUE),
        ((COLUMN[:3], LABELS[:3], "M"), CellError.NUM),
    ],
)
def test_wrong_columns_give_one_error_value(arguments: tuple[Any, ...], error: CellError) -> None:
    assert at_border("UK_PAY_GAP", *arguments) is error
    assert reason(*arguments)


def test_labels_may_be_numbers_and_optional_arguments_blank() -> None:
    numbered = at_border("UK_PAY_GAP", COLUMN, [[1.0], [2.0], [1.0], [2.0]], 1.0, None, None, None, None, None)
    assert figures(numbered) == figures(at_border("UK_PAY_GAP", COLUMN, LABELS, "M"))


def test_how_tells_the_first_and_last_row() -> None:
    told = at_border("HOW", "UK_PAY_QUARTERS", COLUMN, LABELS, "M")
    assert told.endswith(
        "4 rows (quarter, people, men, women, men's share, women's share, note) from "
        "lower, 1, 0, 1, 0.0 %, 100.0 %,  to upper, 1, 1, 0, 100.0 %, 0.0 %, "
    )


# Worked by hand after reg. 6: weekly pay = pay of the period * 7 / its days.
@pytest.mark.parametrize(
    ("arguments", "rate"),
    [
        ((560.0, 35.0, 7.0), "16.00"),
        ((2435.20, 35.0), "16.00"),  # 2,435.20 * 7 / 30.44 = 560
        ((2240.0, 35.0, 28.0), "16.00"),
        ((2435.20, 35.0, 30.44, 3652.50), "18.00"),  # 10 a day for a year = 70 a week
        ((2435.20, 35.0, 30.44, 304.40, 30.44), "18.00"),  # the same 10 a day for a month
    ],
)
def test_hourly_rate_by_regulation_6(arguments: tuple[float, ...], rate: str) -> None:
    assert f"{uk_hourly_pay(*arguments):.2f}" == rate


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((-1.0, 35.0), DomainError, "ordinary_pay is -1"),
        ((500.0, 0.0), ZeroBaseError, "weekly_hours is 0"),
        ((500.0, -5.0), DomainError, "weekly_hours is -5"),
        ((500.0, 35.0, 0.0), DomainError, "period_days is 0"),
        ((500.0, 35.0, 7.0, -1.0), DomainError, "bonus_pay is -1"),
        ((500.0, 35.0, 7.0, 1.0, 0.0), DomainError, "bonus_days is 0"),
    ],
)
def test_hourly_rate_needs_pay_hours_and_days(
    arguments: tuple[float, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        uk_hourly_pay(*arguments)


def test_hourly_rates_of_a_column_feed_the_quarters() -> None:
    rates = at_border("UK_HOURLY_PAY", [[560.0], [700.0], [420.0], [None]], [[35.0]] * 4, 7.0)
    assert rates[:3] == [[16.0], [20.0], [12.0]]
    assert rates[3] == [CellError.NA]

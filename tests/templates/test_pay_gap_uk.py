"""The UK pay gap workbook: the 14 figures of published and made-up payrolls, faulty rows, small groups, bare cases."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from support.answers import Answers
from support.cps1985 import People
from support.staff_lists import Row, pasted, people_of

Paste = Callable[..., Answers]
QUARTERS = ("upper quarter", "upper middle", "lower middle", "lower quarter")


@pytest.fixture(scope="module")
def example(built: Mapping[str, Path]) -> Answers:
    return Answers(built["pay_gap_uk"])


@pytest.fixture
def paste(built: Mapping[str, Path], tmp_path: Path) -> Paste:
    def after(rows: Sequence[Row], **typed: Any) -> Answers:
        return pasted(built["pay_gap_uk"], tmp_path, rows, typed)

    return after


def person(number: int, sex: str, pay: float, **more: Any) -> dict[str, Any]:
    """Somebody on full pay for ten hours a week; a pay period of a week makes the hourly pay a tenth of it."""
    return {
        "Id": f"P{number}",
        "Sex": sex,
        "Full pay": "yes",
        "Reason": "–",
        "Weekly hours": 10.0,
        "BASIC": pay,
        **more,
    }


def staff(men: Sequence[float], women: Sequence[float]) -> list[dict[str, Any]]:
    """People with these rates per hour."""
    rates = [("M", rate) for rate in men] + [("F", rate) for rate in women]
    return [person(number, sex, rate * 10) for number, (sex, rate) in enumerate(rates)]


def filed(answers: Answers) -> list[Any]:
    """The figures of Results in their order."""
    sheet, _, cells = answers.book.names["filed"].replace("$", "").rpartition("!")
    first, last = (int(cell[1:]) for cell in cells.split(":"))
    return [answers.book.cells[sheet.strip("'"), f"D{row}"].value for row in range(first, last + 1)]


def women(answers: Answers) -> list[Any]:
    """Women's share of each quarter, the upper one first."""
    return filed(answers)[1:8:2]


def faults(answers: Answers) -> dict[str, tuple[Any, Any]]:
    """Rows and first row of each rule of Data checks that a row fails."""
    cells = answers.book.cells
    top = answers.row("error value in the row", "Data checks")
    end = answers.row("The first rows with a fault", "Data checks")
    rows = range(top, end - 1)
    found = {str(cells["Data checks", f"B{row}"].value): row for row in rows if ("Data checks", f"B{row}") in cells}
    counted = {
        fault: tuple(cells["Data checks", f"{column}{row}"].value for column in "EF") for fault, row in found.items()
    }
    return {fault: at for fault, at in counted.items() if at[0]}


# -- the example, worked out anew -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def by_hand(built: Mapping[str, Path]) -> dict[str, list[float]]:
    """Hourly pay and bonuses of the example's men and women, by the regulations."""
    found: dict[str, list[float]] = {f"{what} {sex}": [] for what in ("hourly", "bonus", "all") for sex in "MF"}
    seen = set()
    for row in people_of(built["pay_gap_uk"]):
        if row["Id"] in seen or not row["Weekly hours"] or row["Sex"] not in "MF":
            continue
        seen.add(row["Id"])
        ordinary = row["BASIC"] + row["SHIFT"] + row["ALLOW"] + row["SALSAC"]
        bonus = row["COMMIS"] + row["ANNUAL"] / 365.25 * 30.44
        if row["Full pay"] == "yes":
            found[f"hourly {row['Sex']}"].append((ordinary + bonus) * 7 / 30.44 / row["Weekly hours"])
        if row["BONUS12"]:
            found[f"bonus {row['Sex']}"].append(row["BONUS12"])
        found[f"all {row['Sex']}"].append(1.0)
    return found


def gap(men: float, others: float) -> float:
    return (men - others) / men * 100


def test_the_examples_figures_follow_from_its_people(example: Answers, by_hand: dict[str, list[float]]) -> None:
    figures = filed(example)
    for place, what, average in (
        (8, "hourly", statistics.mean),
        (9, "hourly", statistics.median),
        (12, "bonus", statistics.mean),
        (13, "bonus", statistics.median),
    ):
        expected = gap(average(by_hand[f"{what} M"]), average(by_hand[f"{what} F"]))
        assert figures[place] == pytest.approx(expected, abs=0.0501), (what, average)
    for place, sex in ((10, "M"), (11, "F")):
        share = len(by_hand[f"bonus {sex}"]) / len(by_hand[f"all {sex}"]) * 100
        assert figures[place] == pytest.approx(share, abs=0.0501)


def test_the_examples_quarters_are_equal_numbers_of_ranked_people(
    example: Answers, by_hand: dict[str, list[float]]
) -> None:
    ranked = sorted([(rate, sex) for sex in "MF" for rate in by_hand[f"hourly {sex}"]], reverse=True)
    assert len(ranked) == 52
    shares = [sum(sex == "F" for _, sex in ranked[start : start + 13]) / 13 * 100 for start in range(0, 52, 13)]
    assert women(example) == [pytest.approx(share, abs=0.0501) for share in shares]
    assert example["master_check"] is True


def test_two_faulty_rows_of_the_example_are_named_and_left_out(example: Answers) -> None:
    assert faults(example) == {
        "id listed before": (1, 54),
        "working hours missing or 0": (1, 66),
        "neither man nor woman": (1, 45),
        "hourly pay very high": (1, 68),
    }
    assert (example["staff_rows"], example["staff_used"], example["staff_excluded"]) == (60, 58, 2)
    listed = [text for text in example.texts("Data checks") if text in ("E013", "E058", "E037", "E060")]
    assert sorted(listed) == ["E013", "E037", "E058", "E060"]


def test_the_text_repeats_the_figures(example: Answers) -> None:
    texts = example.texts("Notes text")
    assert "Women's median hourly pay is 7.3 % lower than men's" in texts
    assert "Women's mean bonus is 77.9 % lower than men's" in texts
    assert "On that date there were 58 relevant employees, among them 29 women and 28 men." in texts
    assert "2027-04-04" in texts  # within 12 months that begin with 5 April 2026
    assert any("is accurate" in text for text in texts)


# -- published and hand-checkable payrolls ----------------------------------------------------------------------------

MEN = [10, 10, 12, 12, 12, 15, 15, 18, 22, 25, 30, 40]
WOMEN = [10, 10, 10, 12, 12, 15, 15, 16, 20, 28]


def test_equal_pay_across_quarters_is_shared_in_proportion(paste: Paste) -> None:
    """22 people in bands of 6, 5, 6, 5; the women in them 3.4, 2.1, 3.5 and 1.0."""
    answers = paste(staff(MEN, WOMEN), pay_period="week")
    assert women(answers) == [20.0, 58.3, 42.0, 56.7]
    assert [answers.book.cells["Results", f"D{row}"].value for row in range(10, 18, 2)] == [80.0, 41.7, 58.0, 43.3]
    assert filed(answers)[8:10] == [19.6, 10.0]
    assert answers["master_check"] is True


def test_whole_people_on_request(paste: Paste) -> None:
    answers = paste(staff(MEN, WOMEN), pay_period="week", tie_rule="whole")
    for share, people in zip(women(answers), (5, 6, 5, 6), strict=True):
        assert share * people / 100 == pytest.approx(round(share * people / 100), abs=0.01)


def test_whole_percentages_on_request(paste: Paste) -> None:
    answers = paste(staff(MEN, WOMEN), pay_period="week", decimals=0)
    assert filed(answers)[8:10] == [20, 10]
    assert women(answers) == [20, 58, 42, 57]


@pytest.mark.optional_part("R")
def test_a_larger_employer_has_ties_at_all_three_boundaries(paste: Paste, cps1985: People) -> None:
    """CPS1985 as one employer: 534 people in bands of 134, 133, 134 and 133."""
    sexes = ["M" if gender == "male" else "F" for gender in cps1985.labels("gender")]
    rows = [
        person(number, sex, wage * 10)
        for number, (sex, wage) in enumerate(zip(sexes, cps1985.numbers("wage"), strict=True))
    ]
    answers = paste(rows, pay_period="week")
    assert women(answers) == [29.0, 46.2, 46.4, 61.8]
    assert filed(answers)[8:10] == [21.2, 23.9]


def test_a_years_bonus_is_cut_to_the_pay_period(paste: Paste) -> None:
    """Of SI 2017/172, reg. 6: 1,400 in four weeks of 35 hours is 10.00 an hour; 2 a day of bonus makes it 10.40."""
    rows = [person(number, sex, 1400.0, **{"Weekly hours": 35.0}) for number, sex in enumerate("MMFF")]
    rows[0]["ANNUAL"] = 730.5
    answers = paste(rows, pay_period="four weeks")
    hourly = [answers.book.cells["Employees", f"S{row}"].value for row in range(9, 13)]
    assert hourly == [pytest.approx(10.4), pytest.approx(10.0), pytest.approx(10.0), pytest.approx(10.0)]


# -- rows that are wrong ----------------------------------------------------------------------------------------------

WRONG: tuple[tuple[str, dict[str, Any]], ...] = (
    ("error value in the row", {"SHIFT": "#DIV/0!"}),
    ("no id", {"Id": None}),
    ("id listed before", {"Id": "P0"}),
    ("sex missing or unknown", {"Sex": "man"}),
    ("full pay not answered", {"Full pay": None}),
    ("working hours missing or 0", {"Weekly hours": None}),
    ("working hours over the limit", {"Weekly hours": 163.0}),
    ("text among the pay", {"SHIFT": "n/a"}),
    ("no ordinary pay on full pay", {"BASIC": 0.0}),
    ("negative bonus", {"BONUS12": -5.0}),
    ("neither man nor woman", {"Sex": "X"}),
    ("reduced pay without a reason", {"Full pay": "no"}),
    ("full pay with a reason", {"Reason": "unpaid leave"}),
    ("hourly pay too low to be true", {"BASIC": 20.0}),
    ("hourly pay very high", {"BASIC": 9000.0}),
    ("long working hours", {"Weekly hours": 60.0, "BASIC": 900.0}),
)
ERRORS = 10  # of them; the others are warnings


def test_each_fault_is_named_counted_and_left_out_by_its_severity(paste: Paste) -> None:
    good = staff(MEN, WOMEN)
    bad = [{**person(100 + number, "M", 200.0), **change} for number, (_, change) in enumerate(WRONG)]
    answers = paste([*good, *bad], pay_period="week", least_hourly=5.0)
    first = 9 + len(good)
    assert faults(answers) == {name: (1, first + number) for number, (name, _) in enumerate(WRONG)}
    assert answers["staff_excluded"] == ERRORS
    assert answers["staff_used"] == len(good) + len(WRONG) - ERRORS
    assert answers["master_check"] is False  # more than a tenth of the rows are left out
    assert [error for error in answers.errors if not error.startswith("Employees")] == []


@pytest.mark.parametrize("head", ["Id", "Sex", "Full pay", "Reason", "Weekly hours", "BASIC", "BONUS12"])
def test_an_error_in_a_row_stays_in_that_row(paste: Paste, head: str) -> None:
    """Twelve men and ten women, and one row with an error value in it."""
    answers = paste([*staff(MEN, WOMEN), {**person(50, "M", 990.0), head: "#N/A"}], pay_period="week")
    assert faults(answers)["error value in the row"] == (1, 31)
    assert filed(answers)[8:10] == [19.6, 10.0]
    assert [error for error in answers.errors if not error.startswith("Employees")] == []
    assert answers["master_check"] is True


def test_rows_left_out_change_no_figure(paste: Paste) -> None:
    good = staff(MEN, WOMEN)
    bad = [{**person(100 + number, "M", 990.0, BONUS12=9e6), **change} for number, (_, change) in enumerate(WRONG[:7])]
    assert filed(paste([*good, *bad], pay_period="week")) == filed(paste(good, pay_period="week"))


def test_a_code_that_is_not_mapped_fails_the_master_check_and_is_named(paste: Paste, example: Answers) -> None:
    row = next(
        cell.row for (place, _), cell in example.book.cells.items() if (place, cell.value) == ("Pay elements", "SHIFT")
    )
    answers = paste(staff(MEN, WOMEN), **{f"Pay elements!B{row}": "OTHER"})
    assert answers["master_check"] is False
    assert answers.measure("code not mapped", "Data checks") == 1
    assert answers.measure("code not mapped", "Data checks", "F") == "SHIFT"


def test_a_bonus_without_days_fails_the_master_check(paste: Paste, example: Answers) -> None:
    row = next(
        cell.row for (place, _), cell in example.book.cells.items() if (place, cell.value) == ("Pay elements", "ANNUAL")
    )
    answers = paste(staff(MEN, WOMEN), **{f"Pay elements!E{row}": 0})
    assert answers["master_check"] is False
    assert answers.measure("bonus without days", "Data checks") == 1


# -- leave, bonuses, small groups -------------------------------------------------------------------------------------


def test_people_on_leave_count_for_bonuses_only(paste: Paste) -> None:
    away = person(50, "F", 1.0, BONUS12=400.0, **{"Full pay": "no", "Reason": "maternity leave"})
    rows = staff(MEN, WOMEN)
    rows[0]["BONUS12"] = 1000.0
    answers = paste([*rows, away], pay_period="week")
    assert filed(answers)[8] == 19.6
    # one of 12 men, one of 11 women; 400 against 1000
    assert filed(answers)[10:] == [8.3, 9.1, 60.0, 60.0]


def test_without_a_mans_bonus_the_gaps_stay_empty(paste: Paste) -> None:
    rows = staff(MEN, WOMEN)
    rows[-1]["BONUS12"] = 500.0
    assert filed(paste(rows, pay_period="week"))[10:] == [0.0, 10.0, "leave empty", "leave empty"]


def test_without_a_womans_bonus_the_gaps_are_the_whole(paste: Paste) -> None:
    rows = staff(MEN, WOMEN)
    rows[0]["BONUS12"] = 500.0
    answers = paste(rows, pay_period="week")
    assert filed(answers)[10:] == [8.3, 0.0, 100.0, 100.0]
    assert answers["master_check"] is True


def test_small_groups_are_hidden_where_the_user_wants_it(paste: Paste) -> None:
    """Of the four quarters one has a single woman; all four go, the gaps of 12 men and 10 women stay."""
    answers = paste(staff(MEN, WOMEN), pay_period="week", least_heads=2)
    assert filed(answers)[:8] == ["[c]"] * 8
    assert filed(answers)[8:10] == [19.6, 10.0]
    assert "The quarters are not shown" in answers.texts("Chart")
    assert answers["master_check"] is True


def test_the_few_without_a_bonus_are_hidden_too(paste: Paste) -> None:
    """Eleven of twelve men had one: the share would tell of the twelfth."""
    rows = [{**row, "BONUS12": 100.0 + number} for number, row in enumerate(staff(MEN, WOMEN))]
    rows[0]["BONUS12"] = 0.0
    assert filed(paste(rows, pay_period="week", least_heads=2))[10:] == ["[c]"] * 4
    assert "[c]" not in filed(paste(rows, pay_period="week", least_heads=1))[10:]


def test_small_sexes_are_hidden_in_figures_and_text(paste: Paste) -> None:
    answers = paste(staff(MEN, WOMEN), pay_period="week", least_heads=11)
    assert filed(answers)[8:10] == ["[c]", "[c]"]
    assert "On that date there were 22 relevant employees, among them [c] women and 12 men." in answers.texts(
        "Notes text"
    )
    assert "The median gap is not shown" in answers.texts("Results")


# -- bare cases and many rows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(staff(MEN, []), id="men only"),
        pytest.param(staff([], WOMEN), id="women only"),
        pytest.param(staff([20], [15]), id="one of each"),
        pytest.param([], id="nobody"),
    ],
)
def test_too_few_people_leave_no_error(paste: Paste, rows: list[dict[str, Any]]) -> None:
    answers = paste(rows, pay_period="week")
    assert answers.errors == []
    assert set(filed(answers)) == {"[x]"}
    assert answers["master_check"] is bool(rows)


def test_twenty_thousand_people_are_counted(paste: Paste) -> None:
    """Men earn 20 and 30 in turn, women 16 and 24: every gap is 20 %, and quarters follow from the four rates."""
    rates = {("M", 0): 20.0, ("M", 1): 30.0, ("F", 0): 16.0, ("F", 1): 24.0}
    rows = [person(number, sex := "MF"[number % 2], rates[sex, number // 2 % 2] * 10) for number in range(20_000)]
    answers = paste(rows, pay_period="week")
    assert answers["staff_used"] == 20_000
    assert filed(answers)[8:10] == [20.0, 20.0]
    assert women(answers) == [0.0, 100.0, 0.0, 100.0]
    assert answers["master_check"] is True

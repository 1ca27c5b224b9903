"""The staff list of Japan's pay ratio workbook: a cross-check of the months, with faulty rows named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from support.answers import Answers
from support.staff_lists import Row, pasted, people_of

Ask = Callable[..., Answers]
FAR = "Groups that differ from the staff list by more than 5 %: {} of 4"
_FIRST_GROUP = 6  # its row on Calculation: regular women, regular men, non-regular women, non-regular men


@pytest.fixture(scope="module")
def example(built: Mapping[str, Path]) -> Answers:
    return Answers(built["pay_gap_japan"])


@pytest.fixture
def paste(built: Mapping[str, Path], tmp_path: Path) -> Ask:
    return lambda rows, typed=None: pasted(built["pay_gap_japan"], tmp_path, rows, typed)


def person(number: int, **other: Any) -> dict[str, Any]:
    """A regular woman for a whole year, or what is said otherwise."""
    own = {"Id": f"P{number}", "Sex": "女性", "Employment": "正規", "Months paid": 12, "Hours": 40, "基本給": 4_000_000}
    return {**own, **other}


def listed(answers: Answers, column: str) -> list[Any]:
    """Years (K) and pay (L) of the four groups by the staff list, or how far they are from the months (M, N)."""
    return [answers.book.cells["Calculation", f"{column}{_FIRST_GROUP + group}"].value for group in range(4)]


def count(answers: Answers, rule: str) -> Any:
    return answers.measure(rule, "Data checks", "E")


def test_the_list_is_compared_with_the_months(example: Answers, built: Mapping[str, Path]) -> None:
    rows = {str(row["Id"]): row for row in people_of(built["pay_gap_japan"])}.values()  # one was exported twice
    counted = ("基本給", "役職手当", "住宅手当", "時間外手当", "賞与")
    groups = [("女性", "正規"), ("男性", "正規"), ("女性", "非正規"), ("男性", "非正規")]
    pay = [
        sum(row[code] for row in rows if (row["Sex"], row["Employment"]) == group for code in counted)
        for group in groups
    ]
    assert len(rows) == 60
    assert listed(example, "L") == pytest.approx(pay)
    sheet = load_workbook(built["pay_gap_japan"])["Months"]
    months = [sum(sheet[f"{letter}{row}"].value for row in range(6, 18)) for letter in "HIJK"]
    assert listed(example, "N") == pytest.approx([ours / theirs - 1 for ours, theirs in zip(pay, months, strict=True)])
    assert FAR.format(1) in example.texts("Results")


def test_the_example_names_a_row_left_out_and_a_warning(example: Answers) -> None:
    assert (example["staff_rows"], example["staff_excluded"], example["staff_warned"]) == (61, 1, 1)
    assert "J012" in example.texts("Data checks")
    assert "id listed before" in example.texts("Employees")


def test_part_timers_on_the_list_are_converted_as_in_the_months(paste: Ask) -> None:
    rows = [
        person(1),
        person(2, Employment="非正規", Hours=30),
        person(3, Employment="非正規", Hours=20, **{"Months paid": 6}),
    ]
    assert listed(paste(rows), "K") == pytest.approx([1, 0, 0.75 + 0.25, 0])
    assert listed(paste(rows, {"converts": "no"}), "K") == pytest.approx([1, 0, 1.5, 0])


FAULTY: Mapping[str, dict[str, Any]] = {
    "no id": {"Id": None},
    "id listed before": {"Id": "P1"},
    "sex missing or unknown": {"Sex": "女"},
    "employment missing or unknown": {"Employment": "契約"},
    "months missing, 0 or over 12": {"Months paid": 13},
    "working hours missing or 0": {"Hours": 0},
    "text among the pay": {"賞与": "unknown"},
    "no pay, or less than none": {"基本給": 0, "通勤手当": 50_000},
    "hours above a regular worker's": {"Hours": 44},
    "pay of a full year very low": {"基本給": 40_000},
    "pay of a full year very high": {"基本給": 400_000_000},
    "negative amount among the pay": {"賞与": -1},
    "neither man nor woman": {"Sex": "その他"},
}


def test_every_fault_of_a_row_is_named_and_errors_are_left_out(paste: Ask) -> None:
    rows: list[Row] = [person(1)]
    rows += [{**person(number), **fault} for number, fault in enumerate(FAULTY.values(), start=2)]
    answers = paste(rows)
    assert {rule: count(answers, rule) for rule in FAULTY} == dict.fromkeys(FAULTY, 1)
    assert (answers["staff_excluded"], answers["staff_used"]) == (8, 6)
    assert set(FAULTY) <= set(answers.texts("Data checks"))
    assert answers["master_check"] is False  # more than a tenth of the rows are left out
    assert answers.errors == []
    assert answers["months_used"] == 12  # the list decides nothing about the ratios


def test_a_code_that_is_not_mapped_is_an_error(built: Mapping[str, Path], tmp_path: Path) -> None:
    book = load_workbook(built["pay_gap_japan"])
    sheet = book["Pay elements"]
    row = next(cell.row for cell in sheet["B"] if cell.value == "賞与")
    sheet[f"B{row}"].value = "賞与2"
    book.save(tmp_path / "unmapped.xlsx")
    answers = pasted(tmp_path / "unmapped.xlsx", tmp_path, [person(1, 賞与=100)])
    assert count(answers, "code not mapped") == 1
    assert "賞与" in answers.texts("Data checks")
    assert answers["master_check"] is False
    assert (
        answers["verdict"] == "▲ Complete; read the errors and warnings on Month checks and Data checks before you file"
    )


def test_without_a_list_the_months_stand_alone(paste: Ask) -> None:
    answers = paste([])
    assert answers.errors == []
    assert listed(answers, "M") == ["–"] * 4
    assert "The staff list cannot be compared: no rows, or a month is left out." in answers.texts("Results")
    assert answers.measure("All workers (全労働者)", "Results", "D") == 0.724


def test_a_list_without_a_fault_makes_the_result_ready_to_file(built: Mapping[str, Path], paste: Ask) -> None:
    rows = list(
        {str(row["Id"]): {**row, "Hours": min(row["Hours"], 40)} for row in people_of(built["pay_gap_japan"])}.values()
    )
    answers = paste(rows, {"staff_tolerance": 0.2})
    assert answers["verdict"] == "✓ Ready to file: twelve months, no fault found"
    assert FAR.format(0).replace("5 %", "20 %") in answers.texts("Results")


def test_twenty_thousand_people_are_compared(paste: Ask) -> None:
    rows = [person(number, Sex="男性" if number % 2 else "女性", 基本給=3_000_000 + number) for number in range(20_000)]
    rows[-1]["Sex"] = None
    answers = paste(rows)
    assert (answers["staff_used"], answers["staff_excluded"]) == (19_999, 1)
    women, men = range(0, 20_000, 2), range(1, 19_999, 2)
    pay = [sum(3_000_000 + number for number in side) for side in (women, men)]
    assert listed(answers, "L")[:2] == pytest.approx(pay)
    assert count(answers, "sex missing or unknown") == 1

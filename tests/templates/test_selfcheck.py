"""The selfcheck: every example of the catalogue is in it, and a wrong result turns the master check."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from gapsheet.catalog import FUNCTIONS
from gapsheet.hosts import headless
from gapsheet.templates.selfcheck import author
from support.answers import Answers, answered


@pytest.fixture(scope="module")
def selfcheck(built: Mapping[str, Path]) -> Answers:
    return Answers(built["selfcheck"])


def first_row(answers: Answers) -> int:
    """The first line of the comparisons."""
    return int(answers.book.names["check_results"].split("$")[2].rstrip(":"))


def test_all_examples_pass(selfcheck: Answers) -> None:
    assert selfcheck["master_check"] is True
    assert selfcheck["checks_passed"] == selfcheck["checks_made"]
    assert selfcheck.errors == []


def test_every_function_is_called(selfcheck: Answers) -> None:
    formulas = [cell.formula or "" for cell in selfcheck.book.formulas if cell.sheet == "Selfcheck"]
    for entry in FUNCTIONS:
        called = sum(f"{entry.name}(" in formula for formula in formulas)
        assert called >= len(entry.examples) > 0, entry.name


def test_a_wrong_expectation_turns_the_master_check(
    selfcheck: Answers, built: Mapping[str, Path], tmp_path: Path
) -> None:
    top = first_row(selfcheck)
    expected = selfcheck.book.cells["Selfcheck", f"G{top}"].value
    assert isinstance(expected, float)
    answers = answered(built["selfcheck"], tmp_path, {f"Selfcheck!G{top}": expected * (1 + 1e-8)})
    assert answers["master_check"] is False
    assert answers["checks_line"] == f"Checks {int(answers['checks_made']) - 1} of {int(answers['checks_made'])} ✗"  # type: ignore[arg-type]


def test_a_difference_in_the_last_digits_passes(selfcheck: Answers, built: Mapping[str, Path], tmp_path: Path) -> None:
    top = first_row(selfcheck)
    expected = selfcheck.book.cells["Selfcheck", f"G{top}"].value
    assert isinstance(expected, float)
    answers = answered(built["selfcheck"], tmp_path, {f"Selfcheck!G{top}": expected * (1 + 1e-12)})
    assert answers["master_check"] is True


def test_a_wrong_text_turns_the_master_check(selfcheck: Answers, built: Mapping[str, Path], tmp_path: Path) -> None:
    place = next(
        cell.address
        for cell in selfcheck.book.cells.values()
        if cell.sheet == "Selfcheck" and cell.address.startswith("G") and cell.value == "1.2387 trillion yen"
    )
    answers = answered(built["selfcheck"], tmp_path, {f"Selfcheck!{place}": "1.2387 Trillion yen"})
    assert answers["master_check"] is False


def test_an_argument_typed_over_turns_the_master_check(built: Mapping[str, Path], tmp_path: Path) -> None:
    assert answered(built["selfcheck"], tmp_path, {"Data!E5": 41.0})["master_check"] is False


def test_where_a_function_fails_its_lines_fail_and_nothing_else(tmp_path: Path) -> None:
    authored = tmp_path / "selfcheck.xlsx"
    authored.write_bytes(author().saved())
    functions = {**headless.catalogue_functions(), "WAGE_GAP": lambda *arguments: {"type": "Error", "kind": "Num"}}
    values = headless.calculate(authored, functions=functions).values["Selfcheck"]
    assert sum(value is False for (_, column), value in values.items() if column == 8) == len(
        next(entry for entry in FUNCTIONS if entry.name == "WAGE_GAP").examples
    )

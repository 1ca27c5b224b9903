"""The wage gap workbook: its example, and what it refuses to compare."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from support.answers import Answers, Typed, answered

Ask = Callable[..., Answers]

LIKE_FOR_LIKE: dict[str, Typed] = {
    "group_hours_basis": "full time",
    "reference_hours_basis": "full time",
    "group_employment": "employees",
    "reference_employment": "employees",
}


@pytest.fixture(scope="module")
def example(built: Mapping[str, Path]) -> Answers:
    return Answers(built["wage_gap"])


@pytest.fixture
def ask(built: Mapping[str, Path], tmp_path: Path) -> Ask:
    def after(typed: Mapping[str, Typed] | None = None, **named: Typed) -> Answers:
        return answered(built["wage_gap"], tmp_path, {**(typed or {}), **named})

    return after


def test_the_example_gives_the_published_figures(example: Answers) -> None:
    assert example["pay_gap"] == pytest.approx(0.280, abs=0.0005)
    assert example["raise_needed"] == pytest.approx(0.389, abs=0.0005)
    assert example.measure("Short of the reference, a head and year") == pytest.approx(764)
    assert example.measure("People the budget covers for a year") == 71_989
    assert example["master_check"] is True


def test_the_example_tells_what_does_not_match(example: Answers) -> None:
    assert example["verdict"] == "▲ The group earns less; more than pay differs"
    assert example["differing"] == "employment"
    assert example["unstated"] == "hours"
    assert "Differs: employment; not stated on one side or both: hours." in example.texts("Result")


def test_what_is_not_typed_is_not_available(example: Answers) -> None:
    for label in ("Gap in pay an hour", "Cost a year", "Share of the group it covers", "Years until the pays meet"):
        assert example.measure(label) == "[x]", label


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ({"group_statistic": "median"}, "≠ Not comparable: statistic or year differ or are not stated"),
        ({"reference_year": 2023}, "≠ Not comparable: statistic or year differ or are not stated"),
        ({"reference_year": None}, "≠ Not comparable: statistic or year differ or are not stated"),
        ({"group_answers": 12}, "◌ Cannot be called: too few answers"),
        ({"group_amount": 2800}, "✓ No gap: the group earns as much or more"),
        (LIKE_FOR_LIKE, "✗ The group earns less, like for like"),
        ({**LIKE_FOR_LIKE, "reference_ages": "20-29"}, "▲ The group earns less; more than pay differs"),
        ({"group_status": "unverified"}, "◌ No verdict: a figure is unverified"),
        ({"reference_amount": None}, "◌ Inputs are incomplete"),
    ],
)
def test_the_first_test_that_holds_decides(ask: Ask, typed: dict[str, Typed], verdict: str) -> None:
    answers = ask(typed)
    assert answers["verdict"] == verdict
    assert answers.errors == []


def test_hours_people_and_growth_fill_the_rest(ask: Ask) -> None:
    answers = ask(reference_hours=1700, headcount=5000, group_growth=0.05, reference_growth=0.02)
    assert answers.measure("Gap in pay an hour") == pytest.approx(1 - (1966 / 2376) / (2730 / 1700))
    assert answers.measure("Cost a year") == pytest.approx(5000 * 764_000 / 1e9)
    assert answers.measure("Share of the group it covers") == 1.0
    # the group's pay, growing 1.05 / 1.02 times faster each year, makes up 2730 / 1966
    years = math.log(2730 / 1966) / math.log(1.05 / 1.02)
    assert answers.measure("Years until the pays meet") == pytest.approx(years)


def test_pays_that_drift_apart_never_meet(ask: Ask) -> None:
    assert ask(group_growth=0.01, reference_growth=0.02).measure("Years until the pays meet") == "–"


def test_pay_by_the_month_counts_twelve_times(ask: Ask) -> None:
    answers = ask(group_period="a month", group_amount=200)
    assert answers["group_pay"] == pytest.approx(2_400_000)
    assert answers["pay_gap"] == pytest.approx(1 - 2400 / 2730)


def test_a_group_that_earns_more_is_said_to(ask: Ask) -> None:
    answers = ask(group_amount=3003)
    assert "People who make anime, 20-24: pay is 10.0 % above that of employees in Japan, 20-24." in answers.texts(
        "Result"
    )
    assert answers.measure("People the budget covers for a year") == "–"


def test_an_emptied_workbook_holds_no_error(ask: Ask) -> None:
    sides = [f"{side}_{what}" for side in ("group", "reference") for what in ("amount", "period", "status", "year")]
    answers = ask(dict.fromkeys([*sides, "budget_amount", "scale", "budget_scale", "group_hours"]))
    assert answers.errors == []
    assert answers["verdict"] == "◌ Inputs are incomplete"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "People who make anime, 20-24: pay is 28.0 % below that of employees in Japan, 20-24"),
        ({"group_amount": 2730}, "People who make anime, 20-24: pay is equal to that of employees in Japan, 20-24"),
        (
            {"reference_statistic": "median"},
            "Arithmetic only: People who make anime, 20-24: pay is 28.0 % below that of employees in Japan, 20-24",
        ),
    ],
)
def test_the_headline_says_no_more_than_the_verdict(ask: Ask, typed: dict[str, Typed], said: str) -> None:
    assert said in ask(typed).texts("Result")


@pytest.mark.parametrize(
    ("pay", "bar"),
    [(27.98333333, 27.98), (0.0034567, 0.003457), (1966.0, 1966.0), (28.0, 28.0), (0.0, 0.0), ("none", 0.0)],
)
def test_a_bar_is_labelled_with_few_digits(ask: Ask, pay: Typed, bar: float) -> None:
    answers = ask(group_amount=pay)
    heads = answers.row("Bars of the chart", "Result")
    assert answers.book.cells["Result", f"C{heads + 1}"].value == bar
    assert answers.errors == []

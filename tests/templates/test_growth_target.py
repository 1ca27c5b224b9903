"""The target workbook: its example, and the verdict as the user overwrites the inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest

from support.answers import Answers, Typed, answered

Ask = Callable[..., Answers]

FIVE_YEARS = {2020: 4.0, 2021: 4.4, 2022: 4.85, 2023: 5.33, 2024: 5.86}  # about 10 % a year


@pytest.fixture(scope="module")
def example(built: Mapping[str, Path]) -> Answers:
    return Answers(built["growth_target"])


@pytest.fixture
def ask(built: Mapping[str, Path], tmp_path: Path) -> Ask:
    def after(typed: Mapping[str, Typed] | None = None, **named: Typed) -> Answers:
        return answered(built["growth_target"], tmp_path, {**(typed or {}), **named})

    return after


def history(figures: Mapping[int, float], first_row: int) -> dict[str, Typed]:
    """What is typed to replace the history, the example's last rows emptied."""
    rows = [*figures.items(), *[(None, None)] * 4]
    typed: dict[str, Typed] = {}
    for row, (year, value) in enumerate(rows, start=first_row):
        typed |= {f"Inputs!B{row}": year, f"Inputs!C{row}": value}
    return typed


@pytest.fixture(scope="module")
def first_row(example: Answers) -> int:
    return int(example.book.names["history_years"].split("$")[2].rstrip(":"))


def test_the_example_gives_the_published_figures(example: Answers) -> None:
    assert example.measure("Multiple needed") == pytest.approx(3.33, abs=0.005)
    assert example["required_rate"] == pytest.approx(0.143, abs=0.0005)
    assert example["years_left"] == 9
    assert example["trend_rate"] == pytest.approx(0.111, abs=0.0005)
    assert example["trend_low"] == pytest.approx(0.0, abs=0.005)
    assert example["trend_high"] == pytest.approx(0.23, abs=0.005)
    assert example.measure("Figures in the trend") == 4
    assert example.measure("Latest change") == pytest.approx(0.04, abs=0.0005)
    assert example.measure("Target reached at the latest change") == 2055


def test_four_years_cannot_be_called(example: Answers) -> None:
    assert example["verdict"] == "◌ Cannot be called: too few figures"
    assert example["master_check"] is True


def test_with_three_figures_enough_the_interval_decides(ask: Ask) -> None:
    assert ask(least_observations=3)["verdict"] == "◌ Cannot be called: the interval holds the growth needed"


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ({"target_amount": 8.0}, "✓ On pace"),
        ({"target_amount": 40.0}, "✗ Below pace"),
        ({"target_amount": 8.0, "kind": "warning"}, "✗ Faster than the projection"),
        ({"target_amount": 40.0, "kind": "warning"}, "✓ Slower than the projection"),
    ],
)
def test_five_steady_years_can_be_called(ask: Ask, first_row: int, typed: dict[str, Typed], verdict: str) -> None:
    answers = ask({**history(FIVE_YEARS, first_row), "current_amount": 5.86, **typed})
    assert answers["observations"] == 5
    assert answers["verdict"] == verdict


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ({"target_amount": 5.0}, "✓ Achieved"),
        ({"target_amount": 5.0, "kind": "warning"}, "✗ Already there"),
        ({"target_amount": 7.0, "direction": "at most"}, "✓ Achieved"),
        ({"target_year": 2020}, "✗ Missed: the target year is over"),
        ({"comparable": "no"}, "≠ Not comparable: target and figures are counted differently"),
        ({"target_amount": None}, "◌ Inputs are incomplete"),
        ({"kind": None}, "◌ Inputs are incomplete"),
        ({"current_year": None}, "◌ Inputs are incomplete"),
    ],
)
def test_the_first_test_that_holds_decides(ask: Ask, typed: dict[str, Typed], verdict: str) -> None:
    answers = ask(typed)
    assert answers["verdict"] == verdict
    assert answers.errors == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "needs 14.3 % a year"),
        ({"kind": "warning"}, "would take 14.3 % a year"),
        ({"current_amount": 25.0}, "target reached"),
        ({"target_year": 2020}, "no growth rate can be worked out"),
    ],
)
def test_the_headline_suits_the_state(ask: Ask, typed: dict[str, Typed], said: str) -> None:
    start = f"Overseas sales of Japanese content: {said}"
    assert f"{start}, trend of 11.1 %" in ask(typed).texts("Result")


def test_an_unverified_figure_carries_no_verdict(ask: Ask, first_row: int) -> None:
    answers = ask({f"Inputs!F{first_row + 1}": "unverified"})
    assert answers["verdict"] == "◌ No verdict: a figure is unverified"
    assert answers["sources_line"] == "Figures: 1 primary, 2 secondary, 3 derived, 1 unverified"


def test_an_emptied_workbook_holds_no_error(ask: Ask, first_row: int) -> None:
    amounts = dict.fromkeys(("current_amount", "target_amount", "milestone_amount"), None)
    years = dict.fromkeys(("current_year", "target_year", "milestone_year"), None)
    answers = ask({**amounts, **years, **history({}, first_row)})
    assert answers.errors == []
    assert answers.measure("Growth needed") == "[x]"
    assert answers.measure("Trend") == "[x]"
    assert answers.measure("Target reached at the trend") == "–"


def test_the_unit_changes_what_is_shown_and_no_rate(ask: Ask, example: Answers) -> None:
    answers = ask(scale="bn")
    assert answers["unit_shown"] == "bn yen"
    assert answers["current_value"] == pytest.approx(6.008e9)
    assert answers["required_rate"] == pytest.approx(example["required_rate"])
    assert answers.measure("Shortfall in the target year") == pytest.approx(
        example.measure("Shortfall in the target year")
    )


def test_a_gap_in_the_history_is_told(ask: Ask, first_row: int) -> None:
    answers = ask(history({2019: 4.0, 2021: 4.4, 2022: 4.85, 2023: 5.33, 2024: 6.008}, first_row))
    assert answers["master_check"] is False
    assert str(answers["checks_line"]).endswith("✗")
    assert answers.measure("Figures in the trend") == 5


def test_a_latest_figure_unlike_the_history_is_told(ask: Ask) -> None:
    assert ask(current_amount=6.5)["master_check"] is False


def test_the_path_ends_at_the_target_whatever_its_year(ask: Ask) -> None:
    for year in (2026, 2100):
        answers = ask(target_year=year)
        assert answers["path_end"] == pytest.approx(20.0)
        assert answers.errors == []


def test_the_chart_has_a_reading_for_those_who_do_not_see_it(example: Answers) -> None:
    drawings = [content for name, content in example.book.parts.items() if name.startswith("xl/drawings/drawing")]
    assert len(drawings) == 1
    assert b"growth needed" in drawings[0]


def test_every_sheet_is_linked_from_the_cover(built: Mapping[str, Path]) -> None:
    book = openpyxl.load_workbook(built["growth_target"])
    linked = {cell.hyperlink.location for row in book["Cover"].iter_rows() for cell in row if cell.hyperlink}
    assert linked == {f"'{name}'!A1" for name in book.sheetnames if name != "Cover"}

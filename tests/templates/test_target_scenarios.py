"""The scenario workbook: its example, the switch, the refusals, and simulation against a second implementation."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from itertools import pairwise
from math import erf, log, sqrt
from pathlib import Path
from statistics import mean, stdev

import numpy as np
import openpyxl
import pytest

from gapsheet.recalc import recalculate
from support.answers import Answers, Typed, answered
from support.edits import with_cell
from support.libreoffice import LibreOffice
from support.secondengine import disagreements, without_gapsheet
from support.stored import CellValue, StoredWorkbook

Ask = Callable[..., Answers]

# Overseas anime market in bn yen, as printed by the association; the target is the example's illustration.
ANIME = (583.3, 767.6, 994.8, 1009.2, 1200.9, 1239.4, 1313.4, 1459.2, 1722.2, 2170.2)
TARGET, YEARS = 7200.0, 9
LOGS = [log(later / earlier) for earlier, later in pairwise(ANIME)]
CHOSEN, SHORT, USUAL, LONG = (
    "Drawn from the history, as chosen on Inputs",
    "Drawn from the history, short spells",
    "Drawn from the history, usual spells",
    "Drawn from the history, long spells",
)
NORMAL = "Normal law with the history's mean and deviation, years independent"


@pytest.fixture(scope="module")
def example(built: Mapping[str, Path]) -> Answers:
    return Answers(built["target_scenarios"])


@pytest.fixture
def ask(built: Mapping[str, Path], tmp_path: Path) -> Ask:
    def after(typed: Mapping[str, Typed] | None = None, **named: Typed) -> Answers:
        return answered(built["target_scenarios"], tmp_path, {**(typed or {}), **named})

    return after


@pytest.fixture(scope="module")
def first_row(example: Answers) -> int:
    return int(example.book.names["history_years"].split("$")[2].rstrip(":"))


@pytest.fixture(scope="module")
def scenario_row(example: Answers) -> Callable[[str], int]:
    """The row of a line of the table of scenarios on Inputs."""
    head = next(cell.row for cell in example.book.cells.values() if cell.value == "What differs")

    def row(label: str) -> int:
        cells = example.book.cells.values()
        return next(c.row for c in cells if (c.sheet, c.value) == ("Inputs", label) and c.row > head)

    return row


def emptied(first_row: int, keep: int = 0) -> dict[str, Typed]:
    """What is typed to take all but the first rows out of the history."""
    rows = range(first_row + keep, first_row + 11)
    return {f"Inputs!{letter}{row}": None for row in rows for letter in "BC"}


def chance(answers: Answers, label: str) -> CellValue:
    return answers.measure(label, "Chances", "F")


def drawn_share(block: int, paths: int = 20_000) -> float:
    """Share of futures at or past the target: blocks of past growth drawn one after the other, plainly."""
    generator = random.Random(20)
    reached = 0
    for _ in range(paths):
        growth: list[float] = []
        while len(growth) < YEARS:
            start = generator.randrange(len(LOGS) - block + 1)
            growth += LOGS[start : start + block]
        reached += sum(growth[:YEARS]) >= log(TARGET / ANIME[-1])
    return reached / paths


def test_the_example_needs_and_grew_what_arithmetic_says(example: Answers) -> None:
    slope = np.polyfit(range(10), np.log(ANIME), 1)[0]
    assert example["required_rate"] == pytest.approx((TARGET / ANIME[-1]) ** (1 / YEARS) - 1, rel=1e-12)
    assert example["trend_rate"] == pytest.approx(np.exp(slope) - 1, rel=1e-9)
    assert example["rates_n"] == 9
    assert example["observations"] == 10
    assert example.measure("Latest change") == pytest.approx(2170.2 / 1722.2 - 1)
    assert example["verdict"] == "◌ Cannot be called: the interval holds the growth needed"
    assert example["master_check"] is True


@pytest.mark.parametrize(("label", "block"), [(SHORT, 1), (USUAL, 2), (LONG, 3)])
def test_chances_agree_with_a_second_implementation(example: Answers, label: str, block: int) -> None:
    expected = drawn_share(block)
    four_errors = 4 * sqrt(expected * (1 - expected) * (1 / 10_000 + 1 / 20_000))
    assert chance(example, label) == pytest.approx(expected, abs=four_errors)
    assert example.measure(label, "Chances", "C") == block
    assert example.measure(label, "Chances", "D") == 9


def test_the_normal_law_is_the_closed_form(example: Answers) -> None:
    margin = (mean(LOGS) * YEARS - log(TARGET / ANIME[-1])) / (stdev(LOGS) * sqrt(YEARS))
    assert chance(example, NORMAL) == pytest.approx((1 + erf(margin / sqrt(2))) / 2, rel=1e-9)


def test_the_chance_is_told_with_its_rates_and_spells(example: Answers) -> None:
    (line,) = (text for text in example.texts("Result") if "drawn" in text and text.startswith("At 13.0 % a year"))
    assert "Chance 47 %, 9 growth rates drawn 2 years at a time" in line
    assert "From 32 to 66 % as the same 9 growth rates are drawn 1, 2 or 3 years at a time" in line


def test_a_year_before_a_gap_moves_the_trend_and_no_growth_rate(ask: Ask, example: Answers) -> None:
    answers = ask(first_year=2012)
    years = [2012, *range(2015, 2025)]
    slope = np.polyfit(years, np.log([240.8, *ANIME]), 1)[0]
    assert answers["trend_rate"] == pytest.approx(np.exp(slope) - 1, rel=1e-9)
    assert answers.measure("Years missing in between") == 2
    assert answers["rates_n"] == 9
    assert chance(answers, CHOSEN) == chance(example, CHOSEN)


def test_too_short_a_history_gives_a_reason_and_no_chance(ask: Ask) -> None:
    answers = ask(first_year=2017)
    assert answers["rates_n"] == 7
    for label in (CHOSEN, SHORT, USUAL, LONG, NORMAL):
        assert chance(answers, label) == "[x]"
        assert "at least 8" in str(answers.measure(label, "Chances", "H"))
    assert str(answers["chance_line"]).startswith("No chance is stated: ")
    assert answers.errors == []
    assert answers["fan_high"] == answers["current_value"]  # no fan is drawn


def test_eight_growth_rates_are_enough(ask: Ask) -> None:
    answers = ask(first_year=2016)
    assert answers["rates_n"] == 8
    assert isinstance(chance(answers, CHOSEN), float)


def test_spells_longer_than_the_history_give_a_reason(ask: Ask) -> None:
    answers = ask(block=10, target_due=2040)
    assert chance(answers, CHOSEN) == "[x]"
    assert "block is 10" in str(answers["chance_reason"])
    assert isinstance(chance(answers, USUAL), float)
    assert answers.errors == []


def test_the_title_of_the_fan_follows_its_middle_line(ask: Ask) -> None:
    assert any(text.startswith("40 % of the futures end above ") for text in ask(quantile_3=0.6).texts("Chances"))


def test_spells_are_stated_no_longer_than_the_years_left(ask: Ask) -> None:
    answers = ask(target_due=2025)
    assert [answers.measure(label, "Chances", "C") for label in (SHORT, USUAL, LONG)] == [1, 1, 1]
    assert chance(answers, SHORT) == chance(answers, LONG)


@pytest.mark.parametrize(
    ("scenario", "growth", "years"), [("low", None, 9), ("base", None, 9), ("high", None, 9), ("user", 0.16, 11)]
)
def test_one_cell_switches_the_scenario(ask: Ask, scenario: str, growth: float | None, years: int) -> None:
    answers = ask(scenario=scenario)
    named = {"low": "trend_low", "base": "trend_rate", "high": "trend_high"}
    rate = growth if growth is not None else float(str(answers[named[scenario]]))
    assert answers["growth_used"] == rate
    assert answers["value_used"] == pytest.approx(ANIME[-1] * (1 + rate) ** years)
    assert answers["required_rate"] == pytest.approx((TARGET / ANIME[-1]) ** (1 / years) - 1)
    assert answers["path_end"] == pytest.approx(TARGET)
    assert answers["master_check"] is True
    assert f"({scenario} scenario)" in " ".join(answers.texts("Result"))


def test_the_closed_forms_make_the_target_reachable(ask: Ask, scenario_row: Callable[[str], int]) -> None:
    answers = ask()
    start, year = float(str(answers["start_needed"])), float(str(answers["year_needed"]))
    start_cell, growth_cell = f"Inputs!D{scenario_row('Latest figure')}", f"Inputs!D{scenario_row('Growth a year')}"
    assert ask({start_cell: start})["value_used"] == pytest.approx(TARGET)
    assert ask({growth_cell: float(str(answers["required_rate"]))})["value_used"] == pytest.approx(TARGET)
    year_cell = f"Inputs!D{scenario_row('Year of the target')}"
    values = [float(str(ask({year_cell: due})["value_used"])) for due in (year - 1, year)]
    assert values[0] < TARGET <= values[1]


@pytest.mark.parametrize(("growth", "year"), [(0.0068, 2201), (0.00685, 2200)])  # first whole year of 7,200 / 2,170.2
def test_a_year_past_the_last_one_inputs_accept_is_told_in_words(
    ask: Ask, scenario_row: Callable[[str], int], growth: float, year: int
) -> None:
    answers = ask({f"Inputs!D{scenario_row('Growth a year')}": growth})
    assert answers["last_year"] == 2200
    assert answers["year_needed"] == (year if year <= 2200 else "after 2200")
    assert answers.errors == []


def test_another_latest_figure_counts_like_another_target(ask: Ask, scenario_row: Callable[[str], int]) -> None:
    higher = ask({f"Inputs!D{scenario_row('Latest figure')}": ANIME[-1] * 2})
    nearer = ask(target_amount=TARGET / 2)
    assert chance(higher, CHOSEN) == chance(nearer, CHOSEN)
    assert higher["fan_middle"] == pytest.approx(2 * float(str(nearer["fan_middle"])))


def test_tornado_bars_are_what_the_moved_inputs_give(ask: Ask, example: Answers) -> None:
    later = float(str(ask(target_due=2035)["required_rate"]))
    change = (later - float(str(example["required_rate"]))) * 100
    assert example.measure("Target year", "Sensitivity", "H") == pytest.approx(change)
    dearer = float(str(ask(target_amount=TARGET * 1.1)["required_rate"]))
    change = (dearer - float(str(example["required_rate"]))) * 100
    assert example.measure("Target", "Sensitivity", "H") == pytest.approx(change)
    assert example.measure("Target year", "Sensitivity", "J") == 1  # the widest


def test_a_wider_swing_moves_up_in_the_tornado(ask: Ask) -> None:
    answers = ask(swing_target=0.5)
    assert answers.measure("Target", "Sensitivity", "J") == 1
    assert "moves most with: target" in " ".join(answers.texts("Sensitivity"))


def test_waiting_two_years_costs_what_compounding_says(example: Answers) -> None:
    rows = {cell.value: cell.row for cell in example.book.cells.values() if (cell.sheet, cell.column) == ("Waiting", 2)}
    after = example.book.cells["Waiting", f"E{rows[2.0]}"].value
    assert after == pytest.approx((TARGET / (ANIME[-1] * 1.05**2)) ** (1 / 7) - 1)
    assert example.book.cells["Waiting", f"E{rows[9.0]}"].value == "–"


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ({"target_amount": 3000.0}, "✓ On pace"),
        ({"target_amount": 20000.0}, "✗ Below pace"),
        ({"target_amount": 20000.0, "kind": "warning"}, "✓ Slower than the projection"),
        ({"target_amount": 2000.0}, "✓ Achieved"),
        ({"target_due": 2020}, "✗ Missed: the target year is over"),
        ({"comparable": "no"}, "≠ Not comparable: target and figures are counted differently"),
        ({"target_status": "unverified"}, "◌ No verdict: a figure is unverified"),
        ({"target_amount": None}, "◌ Inputs are incomplete"),
    ],
)
def test_the_first_test_that_holds_decides(ask: Ask, typed: dict[str, Typed], verdict: str) -> None:
    answers = ask(typed)
    assert answers["verdict"] == verdict
    assert answers.errors == []


@pytest.mark.parametrize("typed", [{"target_amount": 2000.0}, {"target_due": 2020}, {"target_amount": None}])
def test_no_chance_where_there_is_no_future(ask: Ask, typed: dict[str, Typed]) -> None:
    answers = ask(typed)
    assert {chance(answers, label) for label in (CHOSEN, SHORT, USUAL, LONG, NORMAL)} == {"[x]"}
    assert "the target year is over" in str(answers["chance_reason"])


@pytest.mark.parametrize("keep", [0, 1, 2])
def test_a_history_taken_away_leaves_no_error(ask: Ask, first_row: int, keep: int) -> None:
    answers = ask({**emptied(first_row, keep), "first_year": 2000})
    assert answers.errors == []
    assert answers["observations"] == keep
    assert chance(answers, CHOSEN) == "[x]"


@pytest.mark.parametrize("emptied", ["quantile_1", "quantile_3", "quantile_5", "paths", "waiting_growth"])
def test_a_choice_taken_away_leaves_no_error(ask: Ask, emptied: str) -> None:
    answers = ask({emptied: None})
    assert answers.errors == []
    if emptied == "waiting_growth":
        assert answers["wait_line"] == "No growth while one waits is given"
        assert answers["wait_none"] == "–"
    else:
        assert ("paths is 0;" if emptied == "paths" else "quantiles holds 0;") in str(answers["fan_reason"])


def test_a_target_year_that_is_over_is_not_put_down_to_growth(ask: Ask) -> None:
    texts = " ".join(ask(target_due=2020).texts("Result"))
    assert "The target year is over, or a figure is missing" in texts
    assert "No growth rate in this scenario" not in texts


def test_a_target_below_is_reached_from_above(ask: Ask) -> None:
    answers = ask(target_amount=1500.0, direction="at most")
    assert answers["verdict"] == "✗ Below pace"
    assert answers["year_needed"] == "–"
    assert chance(answers, SHORT) == 0.0  # growth was never negative in this history
    assert answers.errors == []


def test_a_year_given_twice_is_told(ask: Ask, first_row: int) -> None:
    assert ask({f"Inputs!B{first_row + 2}": 2015})["master_check"] is False


def test_a_far_target_is_drawn_for_thirty_years(ask: Ask) -> None:
    answers = ask(target_due=2090)
    assert answers["drawn_until"] == 2054
    assert answers.errors == []
    assert answers["master_check"] is True


@pytest.mark.optional_part("LibreOffice")
@pytest.mark.parametrize("scenario", ["low", "user"])
def test_a_second_program_agrees_after_the_switch(
    scenario: str, built: Mapping[str, Path], recalculating: LibreOffice, tmp_path: Path
) -> None:
    switched, native = tmp_path / "switched.xlsx", tmp_path / "native.xlsx"
    switched.write_bytes(built["target_scenarios"].read_bytes())
    for where, value in (("scenario", scenario), ("swing_year", 3), ("step_growth", 0.01)):
        switched = with_cell(switched, where, value)
    recalculate(switched, switched)
    book = StoredWorkbook.of(switched)
    without_gapsheet(book, native, recalculate)
    theirs = StoredWorkbook.of(recalculating.convert(native, "xlsx", tmp_path / "calculated"))
    assert disagreements(book, theirs) == []


def test_every_sheet_is_linked_from_the_cover(built: Mapping[str, Path]) -> None:
    book = openpyxl.load_workbook(built["target_scenarios"])
    linked = {cell.hyperlink.location for row in book["Cover"].iter_rows() for cell in row if cell.hyperlink}
    assert linked == {f"'{name}'!A1" for name in book.sheetnames if name != "Cover"}

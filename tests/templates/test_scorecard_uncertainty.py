"""The flagship's scenarios, chances and deficits: worked out a second way, switched, and kept off the Scorecard."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from itertools import pairwise
from math import erf, log, sqrt
from pathlib import Path
from statistics import mean, quantiles, stdev

import numpy as np
import openpyxl
import pytest

from gapsheet.recalc import recalculate
from support import edits
from support.answers import Answers, Typed, answered
from support.edits import with_cell
from support.libreoffice import LibreOffice
from support.review import Review
from support.secondengine import disagreements, without_gapsheet
from support.stored import CellValue, StoredWorkbook

Ask = Callable[..., Answers]

# Overseas anime market in bn yen, as printed by the association; its part of the 20 tn by its share of 2024.
ANIME = (583.3, 767.6, 994.8, 1009.2, 1200.9, 1239.4, 1313.4, 1459.2, 1722.2, 2170.2)
SALES, TARGET, YEARS = 6.008, 20.0, 9  # tn yen, Human Media and the government's strategy
ANIME_TARGET = TARGET * ANIME[-1] / SALES
LOGS = [log(later / earlier) for earlier, later in pairwise(ANIME)]
START, BASE, HIGH, HIDDEN = 6.85, 18.0, 28.0, 45.3  # tn yen, the project report's start of 2024 and ends of 2035
RECEIPTS, GOODS = 3.4, (-3.66, -0.85)
LENGTHS = {"Anime abroad, short spells": 1, "Anime abroad, usual spells": 2, "Anime abroad, long spells": 3}
NORMAL = "Normal law with the history's mean and deviation, years independent"
TOTALS = ("Total overseas sales to 20 tn", "Total overseas sales to 10 tn, milestone")
SCENARIO_COLUMNS = {"low": "C", "base": "D", "high": "E", "user": "F"}
CROSSINGS = {"base": "E", "pessimistic": "F", "receipts": "G", "article": "H"}


@pytest.fixture(scope="module")
def flagship(built: Mapping[str, Path]) -> Answers:
    return Answers(built["japan_policy_scorecard"])


@pytest.fixture
def ask(built: Mapping[str, Path], tmp_path: Path) -> Ask:
    def after(typed: Mapping[str, Typed] | None = None, **named: Typed) -> Answers:
        return answered(built["japan_policy_scorecard"], tmp_path, {**(typed or {}), **named})

    return after


def number(value: CellValue) -> float:
    assert isinstance(value, float)
    return value


def scenario_cell(answers: Answers, line: str, scenario: str) -> str:
    """Where a line of a scenario is typed on Inputs."""
    row = answers.book.names[f"typed_{line}"].rpartition("$")[2]
    return f"Inputs!{SCENARIO_COLUMNS[scenario]}{row}"


def figure_cell(answers: Answers, name: str) -> str:
    """Where the published value of a figure is typed."""
    return edits.figure_cell(answers.book, name)


def below(answers: Answers, sheet: str, section: str, label: str, column: str) -> CellValue:
    """The value in the row of a label, in the first such row below a section."""
    cells = [cell for cell in answers.book.cells.values() if (cell.sheet, cell.column) == (sheet, 2)]
    top = next(cell.row for cell in cells if cell.value == section)
    row = min(cell.row for cell in cells if cell.value == label and cell.row > top)
    return answers.book.cells[sheet, f"{column}{row}"].value


def chance(answers: Answers, label: str) -> CellValue:
    section = "Total overseas sales: too short a series to draw from"
    column = "F"
    return (
        below(answers, "Uncertainty", section, label, column)
        if label in TOTALS
        else answers.measure(label, "Uncertainty", column)
    )


def drawn_ends(block: int, paths: int) -> list[float]:
    """Where futures end: blocks of past growth drawn one after the other, plainly."""
    generator = random.Random(20)
    ends = []
    for _ in range(paths):
        growth: list[float] = []
        while len(growth) < YEARS:
            start = generator.randrange(len(LOGS) - block + 1)
            growth += LOGS[start : start + block]
        ends.append(ANIME[-1] * float(np.exp(sum(growth[:YEARS]))))
    return ends


# Chances


@pytest.mark.parametrize("label", LENGTHS)
def test_chances_agree_with_a_second_implementation(flagship: Answers, label: str) -> None:
    ends = drawn_ends(LENGTHS[label], 20_000)
    expected = sum(end >= ANIME_TARGET for end in ends) / len(ends)
    four_errors = 4 * sqrt(expected * (1 - expected) * (1 / 10_000 + 1 / 20_000))
    assert chance(flagship, label) == pytest.approx(expected, abs=four_errors)
    assert flagship.measure(label, "Uncertainty", "C") == LENGTHS[label]
    assert flagship.measure(label, "Uncertainty", "D") == len(LOGS)


def test_the_normal_law_is_the_closed_form(flagship: Answers) -> None:
    margin = (mean(LOGS) * YEARS - log(ANIME_TARGET / ANIME[-1])) / (stdev(LOGS) * sqrt(YEARS))
    assert chance(flagship, NORMAL) == pytest.approx((1 + erf(margin / sqrt(2))) / 2, rel=1e-9)


def test_a_range_is_quoted_and_never_one_chance(flagship: Answers) -> None:
    shares = [number(chance(flagship, label)) for label in LENGTHS]
    head = str(flagship.book.cells["Uncertainty", "B4"].value)
    assert f"from {min(shares):.0%} to {max(shares):.0%}".replace("%", "").replace("  ", " ") in head
    assert "as the same 9 growth rates are drawn 1, 2 or 3 years at a time" in head
    assert head.count("%") == 1


def test_what_is_assumed_stands_beside_every_chance(flagship: Answers) -> None:
    for label in (*LENGTHS, NORMAL):
        assert len(str(flagship.measure(label, "Uncertainty", "I"))) > 30


@pytest.mark.parametrize("label", TOTALS)
def test_the_total_has_no_chance_and_says_why_with_its_number_of_figures(flagship: Answers, label: str) -> None:
    section = "Total overseas sales: too short a series to draw from"
    assert chance(flagship, label) == "[x]"
    reason = "values gives too few growth rates from one year to the next, 3; drawing from the past needs at least 8"
    assert below(flagship, "Uncertainty", section, label, "H") == reason
    assert flagship.measure(label, "Uncertainty", "G") == 4
    assert flagship.book.cells["Uncertainty", "B5"].value == (
        f"Total overseas sales, n = 4: no chance is stated, because {reason}."
    )


def test_no_growth_rate_leads_across_the_missing_years(flagship: Answers) -> None:
    cells = flagship.book.cells
    row = next(
        cell.row for cell in cells.values() if (cell.sheet, cell.column, cell.value) == ("Uncertainty", 2, 2015.0)
    )
    assert cells["Uncertainty", f"C{row}"].value == pytest.approx(583.3e9)
    assert cells["Uncertainty", f"E{row}"].value in (None, "")
    assert number(cells["Uncertainty", f"E{row + 1}"].value) == pytest.approx(LOGS[0])


def test_a_year_without_a_figure_is_no_point_at_zero(flagship: Answers) -> None:
    """A chart draws an empty text as zero: 2013 and 2014, which nobody published, lie under the point of 2015."""
    page = openpyxl.load_workbook(flagship.path, data_only=True)["Uncertainty"]
    history = page._charts[0].ser[0]
    years, values = (
        [cell.value for (cell,) in page[source.f.rpartition("!")[2]]]
        for source in (history.xVal.numRef, history.yVal.numRef)
    )
    assert years == [2012, 2015, 2015, *range(2015, 2025)]
    assert values == pytest.approx([240.8e9] + [ANIME[0] * 1e9] * 2 + [figure * 1e9 for figure in ANIME])
    assert page[history.yVal.numRef.f.rpartition("!")[2]][0][0].row > int(page.print_area.rpartition("$")[2])


def test_the_fan_ends_where_futures_drawn_another_way_end(flagship: Answers) -> None:
    tenths = quantiles(drawn_ends(2, 40_000), n=20, method="inclusive")
    for name, share in (("fan_low", 0.1), ("fan_middle", 0.5), ("fan_high", 0.9)):
        assert number(flagship[name]) / 1e9 == pytest.approx(tenths[round(share * 20) - 1], rel=0.02)


def test_another_seed_moves_a_chance_by_its_error_and_no_more(ask: Ask, flagship: Answers) -> None:
    other = ask(seed=7)
    for label in LENGTHS:
        ours, theirs = number(chance(flagship, label)), number(chance(other, label))
        assert 0 < abs(ours - theirs) < 6 * sqrt(ours * (1 - ours) / 10_000)


def test_no_probability_reaches_the_scorecard(built: Mapping[str, Path]) -> None:
    """Neither a formula of the Scorecard nor one of any sheet that it draws on uses Uncertainty; the heads excepted."""
    review = Review.of(built["japan_policy_scorecard"])
    formulas = [cell for cell in review.formulas() if cell.row > 3]
    leads = {sheet: set[str]() for sheet in review.roles}
    for cell in formulas:
        leads[cell.sheet] |= set(review.sheets_referred_to(cell))
    reached, waiting = {"Scorecard"}, ["Scorecard"]
    while waiting:
        found = leads[waiting.pop()] - reached
        reached |= found
        waiting += found
    assert {"Targets", "Facts"} <= reached
    assert "Uncertainty" not in reached
    simulating = {
        cell.sheet for cell in formulas if "PROBABILITY" in str(cell.formula) or "FAN_PATH" in str(cell.formula)
    }
    assert simulating == {"Uncertainty"}
    words = " ".join(str(cell.value) for cell in review.stored.cells.values() if cell.sheet == "Scorecard").lower()
    assert not any(word in words for word in ("chance", "probability", "futures", "odds", "likel"))


# Scenarios


@pytest.mark.parametrize("scenario", ["low", "base", "high", "user"])
def test_one_cell_switches_the_scenario(ask: Ask, flagship: Answers, scenario: str) -> None:
    years, values = [2021, 2022, 2023, 2024], [4.534, 4.6882, 5.7769, SALES]
    slope, _ = np.polyfit(years, np.log(values), 1)
    residuals = np.log(values) - np.polyval(np.polyfit(years, np.log(values), 1), years)
    reach = 4.302653 * sqrt((residuals**2).sum() / 2 / 5)  # 4.302653: 97.5 % of Student's t with two degrees lie below
    rate = {"low": slope - reach, "high": slope + reach, "base": slope, "user": log(1.2)}[scenario]
    answers = ask({scenario_cell(flagship, "growth", "user"): 0.2}, scenario=scenario)
    assert answers["growth_used"] == pytest.approx(np.exp(rate) - 1, rel=1e-6, abs=1e-8)
    assert answers["value_used"] == pytest.approx(SALES * 1e12 * np.exp(rate * YEARS), rel=1e-6)
    assert answers["required_rate"] == pytest.approx((TARGET / SALES) ** (1 / YEARS) - 1)
    assert f"{scenario} scenario" in str(answers.book.cells["Sensitivity", "B4"].value)
    assert answers["master_check"] is True


def test_a_year_too_far_ahead_is_told_in_words(ask: Ask, flagship: Answers) -> None:
    crawling = ask({scenario_cell(flagship, "growth", "base"): 0.0003})  # the low scenario's is as small
    assert crawling["year_needed"] == "after 2200"
    assert "at that growth a year after 2200" in str(crawling.book.cells["Sensitivity", "B5"].value)
    assert crawling["master_check"] is True


def test_the_closed_forms_make_the_target_reachable(ask: Ask, flagship: Answers) -> None:
    start, rate = number(flagship["start_needed"]), number(flagship["required_rate"])
    year = number(flagship["year_needed"])
    enough = ask({scenario_cell(flagship, "start", "base"): start / 1e12})
    assert enough["value_used"] == pytest.approx(TARGET * 1e12)
    assert ask({scenario_cell(flagship, "growth", "base"): rate})["value_used"] == pytest.approx(TARGET * 1e12)
    due = scenario_cell(flagship, "year", "base")
    before, at = (number(ask({due: when})["value_used"]) for when in (year - 1, year))
    assert before < TARGET * 1e12 <= at


def test_tornado_bars_are_what_the_moved_inputs_give(ask: Ask, flagship: Answers) -> None:
    needed, led = "Growth needed, when one thing moves", "Value in the target year, when one thing moves"
    rate, value = number(flagship["required_rate"]), number(flagship["value_used"])
    dearer = number(ask({scenario_cell(flagship, "target", "base"): TARGET * 1.1})["required_rate"])
    assert below(flagship, "Sensitivity", needed, "Target", "J") == pytest.approx((dearer - rate) * 100)
    later = ask({scenario_cell(flagship, "year", "base"): 2035})
    assert below(flagship, "Sensitivity", needed, "Target year", "J") == pytest.approx(
        (number(later["required_rate"]) - rate) * 100
    )
    assert below(flagship, "Sensitivity", led, "Target year", "J") == pytest.approx(number(later["value_used"]) - value)
    assert below(flagship, "Sensitivity", needed, "Target year", "L") == 1  # the widest


def test_two_way_tables_hold_what_their_heads_say(flagship: Answers) -> None:
    cells = flagship.book.cells
    heads = [cell.row for cell in cells.values() if (cell.sheet, cell.value) == ("Sensitivity", "Down / across")]
    assert len(heads) == 2
    for row in range(1, 8):
        for letter in "EFGHIJK":
            years = number(cells["Sensitivity", f"{letter}{heads[0]}"].value) - 2024
            start = number(cells["Sensitivity", f"D{heads[0] + row}"].value)
            found = cells["Sensitivity", f"{letter}{heads[0] + row}"].value
            assert found == pytest.approx((TARGET * 1e12 / start) ** (1 / years) - 1)
            rate = number(cells["Sensitivity", f"D{heads[1] + row}"].value)
            share = cells["Sensitivity", f"{letter}{heads[1] + row}"].value
            assert share == pytest.approx(SALES * (1 + rate) ** years / TARGET)


@pytest.mark.parametrize(
    ("line", "value"), [("year", 2020.0), ("start", 25.0), ("growth", -0.1), ("target", 1.0), ("growth", 1.0)]
)
def test_scenarios_at_the_edge_leave_no_error(ask: Ask, flagship: Answers, line: str, value: float) -> None:
    answers = ask({scenario_cell(flagship, line, "base"): value})
    assert answers.errors == []
    assert answers["master_check"] is True


def test_large_numbers_turn_no_check(ask: Ask, flagship: Answers) -> None:
    answers = ask({"scenario": "high", scenario_cell(flagship, "year", "high"): 2200.0})
    assert answers["master_check"] is True


@pytest.mark.parametrize(
    ("line", "value", "leads", "would_do"),
    [
        ("year", 2024.0, "The target year is over, or a figure is missing.", "Nothing can be worked out"),
        (
            "target",
            5.0,
            "the target is reached already.",
            "Reached already, and kept until 2033 at -2.0 % a year or more.",
        ),
        ("growth", -0.1, "needed are 14.3 % a year.", "at that growth no later year"),
    ],
)
def test_the_sentences_say_why(ask: Ask, flagship: Answers, line: str, value: float, leads: str, would_do: str) -> None:
    cells = ask({scenario_cell(flagship, line, "base"): value}).book.cells
    assert leads in str(cells["Sensitivity", "B4"].value)
    assert would_do in str(cells["Sensitivity", "B5"].value)


@pytest.mark.parametrize("emptied", ["quantile_1", "quantile_3", "quantile_5", "paths"])
def test_a_choice_of_the_drawing_taken_away_gives_a_reason(ask: Ask, emptied: str) -> None:
    answers = ask({emptied: None})
    assert answers.errors == []
    assert answers["master_check"] is False  # an input that must be filled
    assert ("paths is 0;" if emptied == "paths" else "quantiles holds 0;") in str(answers["fan_reason"])


@pytest.mark.parametrize(("figure", "value"), [("overseas_sales_2024", 21.0), ("anime_overseas_2024", 9000.0)])
def test_a_target_already_met_leaves_no_error(ask: Ask, flagship: Answers, figure: str, value: float) -> None:
    answers = ask({figure_cell(flagship, figure): value})
    assert answers.errors == []
    if figure == "overseas_sales_2024":
        assert "the target is reached already" in str(answers.book.cells["Sensitivity", "B4"].value)


# Deficits


def years_until(a: float, b: float, a_growth: float, b_growth: float) -> int:
    """The first year, one after the other, in which a is at or past b."""
    year = 2024
    while a < b:
        a, b, year = a * (1 + a_growth), b * (1 + b_growth), year + 1
    return year


@pytest.mark.parametrize(("column", "end"), [("E", BASE), ("F", HIGH), ("G", START * 1.05**11)])
def test_deficits_add_up_year_by_year(flagship: Answers, column: str, end: float) -> None:
    path = [START * (end / START) ** (year / 11) for year in range(12)]

    def trillions(label: str) -> float:
        return number(flagship.measure(label, "Deficit scenarios", column)) / 1e12

    assert trillions("Sum after the start, to the end year") == pytest.approx(sum(path[1:]))
    assert trillions("More than that") == pytest.approx(sum(path[1:]) - 11 * START)
    assert trillions("This path in that year") == pytest.approx(path[6])
    assert trillions("Path less estimate") == pytest.approx(path[6] - 10)


def test_the_hidden_part_is_shown_and_no_growth_leads_to_it(flagship: Answers) -> None:
    hidden = number(flagship.measure("Hidden part in the end year", "Deficit scenarios", "F")) / 1e12
    assert hidden == pytest.approx(HIDDEN - HIGH)
    for column in "EFG":
        assert flagship.measure("Growth to it from the start", "Deficit scenarios", column) == "–"
    growths = [number(flagship.measure("Growth", "Deficit scenarios", column)) for column in "EFG"]
    assert max(growths) == pytest.approx((HIGH / START) ** (1 / 11) - 1)  # and not that to 45.3


@pytest.mark.parametrize("scenario", ["base", "high"])
def test_crossings_come_in_the_year_that_stepping_finds(ask: Ask, scenario: str) -> None:
    answers = ask(scenario=scenario)
    pace, needed = number(answers["growth_used"]), (TARGET / SALES) ** (1 / YEARS) - 1
    base, high = ((end / START) ** (1 / 11) - 1 for end in (BASE, HIGH))
    in_use = "At the growth of the scenario in use (the article: base case)"
    reached = "If the 20 tn were reached (the article: pessimistic case)"
    for section, rate in ((in_use, pace), (reached, needed)):
        for which, a, growth in (("base", SALES, base), ("pessimistic", SALES, high), ("receipts", RECEIPTS, base)):
            found = below(answers, "Deficit scenarios", section, "First year at or past it", CROSSINGS[which])
            reason = str(below(answers, "Deficit scenarios", section, "Why there is no such year", CROSSINGS[which]))
            if rate > growth:
                assert (found, reason) == (years_until(a, START, rate, growth), "–")
            else:
                assert found == "[x]"
                assert reason.startswith("a never reaches b")


def test_the_trade_surplus_cannot_be_swallowed_and_the_sheet_says_so(flagship: Answers) -> None:
    section = "At the growth of the scenario in use (the article: base case)"
    assert below(flagship, "Deficit scenarios", section, "First year at or past it", "H") == "[x]"
    assert "differ in sign" in str(below(flagship, "Deficit scenarios", section, "Why there is no such year", "H"))
    said = str(flagship.book.cells["Deficit scenarios", "B5"].value)
    assert "goods trade was in deficit itself, -3.66 tn yen in 2024 and -0.85 in 2025" in said
    for label in ("Services", "Travel", "Primary income"):
        assert flagship.measure(label, "Deficit scenarios") == "[x]"


def test_a_surplus_would_be_set_against_the_deficit(ask: Ask, flagship: Answers) -> None:
    answers = ask({figure_cell(flagship, "goods_trade_balance_2024"): 30.0})
    section = "At the growth of the scenario in use (the article: base case)"
    found = below(answers, "Deficit scenarios", section, "First year at or past it", "H")
    assert found == years_until(START, 30.0, (BASE / START) ** (1 / 11) - 1, 0.0)
    assert "had a surplus" in str(answers.book.cells["Deficit scenarios", "B5"].value)
    assert answers.errors == []


@pytest.mark.optional_part("LibreOffice")
def test_a_second_program_agrees_after_the_switch(
    built: Mapping[str, Path], recalculating: LibreOffice, tmp_path: Path
) -> None:
    switched, native = tmp_path / "switched.xlsx", tmp_path / "native.xlsx"
    switched.write_bytes(built["japan_policy_scorecard"].read_bytes())
    moved = (
        ("scenario", "high"),
        ("swing_year", 3),
        ("step_growth", 0.01),
        ("deficit_growth_user", 0.08),
        ("block_long", 4),
    )
    for where, value in moved:
        switched = with_cell(switched, where, value)
    recalculate(switched, switched)
    book = StoredWorkbook.of(switched)
    without_gapsheet(book, native, recalculate)
    theirs = StoredWorkbook.of(recalculating.convert(native, "xlsx", tmp_path / "calculated"))
    assert Answers(switched)["scenario_code"] == 3
    assert disagreements(book, theirs) == []

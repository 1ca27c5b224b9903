"""The flagship's refreshed series: what ships is what the fact base says, and late sources are marked where used."""

from __future__ import annotations

import csv
import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from gapsheet import facts
from gapsheet.publishing.brief import brief_of
from gapsheet.publishing.snapshot import snapshot
from support.answers import Answers, answered
from support.edits import figure_cell
from support.stored import StoredWorkbook

SERIES = ("overseas_sales", "anime_overseas", "jpy_per_usd", "overseas_target")


@pytest.fixture
def flagship(built: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copy(built["japan_policy_scorecard"], tmp_path))


def ask(path: Path, *typed: tuple[str, float | str | None]) -> Answers:
    """The workbook's answers after cells were typed."""
    folder = path.parent / "asked"
    folder.mkdir(exist_ok=True)
    return answered(path, folder, dict(typed))


def source_cell(path: Path, source: str, head: str) -> str:
    """A cell of the Sources table."""
    cells = StoredWorkbook.of(path).cells.values()
    row = next(cell.row for cell in cells if cell.sheet == "Sources" and cell.value == source)
    column = next(cell for cell in cells if cell.sheet == "Sources" and cell.value == head)
    return f"Sources!{column.address.rstrip('0123456789')}{row}"


def scorecard(answers: Answers, claim: str, head: str) -> object:
    cells = [cell for cell in answers.book.cells.values() if cell.sheet == "Scorecard"]
    row = next(cell.row for cell in cells if cell.value == claim)
    column = next(cell.column for cell in cells if cell.value == head)
    return next(cell.value for cell in cells if (cell.row, cell.column) == (row, column))


@pytest.mark.parametrize("name", SERIES)
def test_what_ships_is_what_the_fact_base_says(name: str) -> None:
    text = files("gapsheet.refresh").joinpath("series", f"{name}.csv").read_text(encoding="utf-8")
    shipped = [(row["Year"], float(row["Value"]), row["Confidence"]) for row in csv.DictReader(text.splitlines())]
    known = [(fact.period, fact.stated_value, fact.confidence.value) for fact in facts.load().series(name)]
    assert shipped == sorted(known)


@pytest.mark.parametrize("state", ["stale", "failed: kept old"])
def test_a_late_source_is_marked_where_it_is_used(flagship: Path, state: str) -> None:
    answers = ask(flagship, (source_cell(flagship, "overseas_sales", "State"), state))
    assert str(scorecard(answers, "Overseas content sales to 20 tn", "Weakest source")).endswith("▲ late")
    assert "late" not in str(scorecard(answers, "Digital deficit, base case", "Weakest source"))
    assert "late" not in str(scorecard(answers, "Anime abroad, its part of the 20 tn", "Weakest source"))
    assert str(answers["checks_line"]).endswith("sources stale or failed: 1 ▲")


GOALS = (
    "Overseas content sales to 20 tn",
    "Overseas content sales to 10 tn, milestone",
    "Anime abroad, its part of the 20 tn",
)
# Where each sheet says how the sources of its figures stand: its sentences, and its rows of states.
SAID = {
    "overseas_sales": {
        "Targets": ["Overseas sales: ", "State of the source", "State of the source of sales"],
        "Sensitivity": ["Overseas sales, base scenario", "State of the source of sales"],
        "Uncertainty": ["Total overseas sales, n = ", "Total overseas sales to 20 tn"],
        "Deficit scenarios": ["State of the sources of growth"],
        "Series": ["State", "Mark"],
    },
    "anime_overseas": {
        "Targets": ["State of the source", "State of the source of anime"],
        "Uncertainty": ["Anime abroad: from", "Anime abroad to its part of the 20 tn"],
        "Series": ["State", "Mark"],
    },
    "jpy_per_usd": {"Targets": ["State of the source of the rate"], "Rates and goals": ["State", "Mark"]},
    "overseas_target": {
        "Targets": ["Overseas sales: ", "State of the target's source"],
        "Sensitivity": ["Overseas sales, base scenario", "State of the source of the goals"],
        "Uncertainty": ["Anime abroad: from", "Total overseas sales, n = ", "Total overseas sales to 10 tn, milestone"],
        "Deficit scenarios": ["State of the sources of growth"],
        "Rates and goals": ["State", "Mark"],
    },
}


def late_rows(answers: Answers, sheet: str) -> set[str]:
    """The texts that begin the rows, or parts of rows, in which something is said to be stale or late."""
    cells = sorted(
        (cell for cell in answers.book.cells.values() if cell.sheet == sheet), key=lambda it: (it.row, it.column)
    )
    rows: dict[int, list[str]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(str(cell.value or ""))
    return {
        text
        for texts in rows.values()
        for place, text in enumerate(texts)
        if text and any("stale" in other or "▲ late" in other for other in texts[place:])
    }


@pytest.mark.parametrize("source", SERIES)
def test_every_sheet_that_uses_a_late_source_says_so(flagship: Path, source: str) -> None:
    answers = ask(flagship, (source_cell(flagship, source, "State"), "stale"))
    fresh = Answers(flagship)
    for sheet, texts in SAID[source].items():
        found = late_rows(answers, sheet)
        assert [text for text in texts if not any(other.startswith(text) for other in found)] == [], sheet
        assert not any("▲ late" in text for text in fresh.texts(sheet))
    assert answers.errors == []


def test_the_fan_and_the_past_turn_amber_with_their_own_source(flagship: Path) -> None:
    """By the sheet's rules of colour, on the rows of the latest year: its fan, and the two series it is drawn from."""
    page = openpyxl.load_workbook(flagship, data_only=True)["Uncertainty"]
    fan, past = [row for row in range(1, page.max_row + 1) if page.cell(row, 2).value == 2024][:2]

    def sources(address: str) -> set[str]:
        rules = (
            rule for area in page.conditional_formatting if address in area.cells for rule in area.rules if rule.formula
        )
        return {name for rule in rules for name in SERIES if f"{name}_late" in rule.formula[0]}

    assert sources(f"C{fan}") == sources(f"G{fan}") == {"anime_overseas", "overseas_target"}
    assert sources(f"C{past}") == sources(f"E{past}") == {"anime_overseas"}
    assert sources(f"D{past}") == sources(f"F{past}") == {"overseas_sales"}


def test_a_goal_that_is_late_is_marked_like_a_late_figure(flagship: Path) -> None:
    answers = ask(flagship, (source_cell(flagship, "overseas_target", "State"), "failed: kept old"))
    assert all(str(scorecard(answers, claim, "Weakest source")).endswith("▲ late") for claim in GOALS)


def test_the_cover_says_that_sources_are_late_beside_the_checks_that_pass(flagship: Path) -> None:
    late = [(source_cell(flagship, source, "State"), "stale") for source in SERIES[1:]]
    told = "▲ every check passes, but sources are stale or failed: 3, see Sources"
    assert told in ask(flagship, *late).texts("Cover")
    assert "every check passes" in Answers(flagship).texts("Cover")


def test_the_head_of_every_sheet_of_figures_tells_the_state_of_the_sources(flagship: Path) -> None:
    """The sheets of the refresh itself, whose states stand in their rows, have no such line."""
    answers = ask(flagship, (source_cell(flagship, "jpy_per_usd", "State"), "stale"))
    cells = [cell for cell in answers.book.cells.values() if cell.row == 1 and str(cell.value).endswith("▲")]
    sheets = {cell.sheet for cell in answers.book.cells.values()}
    without = {"Sources", "Source columns", "Headlines", "Changes", "Removed rows", "Refresh log"}
    assert {cell.sheet for cell in cells} == sheets - without


def test_a_failed_check_outranks_a_late_source(flagship: Path) -> None:
    late = (source_cell(flagship, "overseas_sales", "State"), "stale")
    wrong = (figure_cell(StoredWorkbook.of(flagship), "studio_revenue_2024"), 9.0)
    assert str(ask(flagship, late, wrong)["checks_line"]).endswith("✗")


def test_the_latest_year_of_the_table_is_what_is_measured(flagship: Path) -> None:
    """2024 becomes 2026: two years less to go, and the change over two years is told per year."""
    book = StoredWorkbook.of(flagship)
    value = figure_cell(book, "overseas_sales_2024")
    sheet, _, address = value.partition("!")
    year = f"{sheet}!B{address[1:]}"
    row = ask(flagship, (year, 2026.0))
    claim = "Overseas content sales to 20 tn"
    assert scorecard(row, claim, "Latest year") == 2026
    assert scorecard(row, claim, "Required a year") == pytest.approx((20 / 6.008) ** (1 / 7) - 1, rel=1e-9)
    assert scorecard(row, claim, "Latest change") == pytest.approx((6.008 / 5.7769) ** (1 / 3) - 1, rel=1e-9)


def counted_otherwise(flagship: Path) -> Answers:
    """The flagship with the sales of 2024 counted otherwise than those before."""
    book = StoredWorkbook.of(flagship)
    cells = [cell for cell in book.cells.values() if cell.sheet == "Series"]
    head = next(cell for cell in cells if cell.value == "Definition")
    value = figure_cell(book, "overseas_sales_2024")
    row = value.rpartition("!")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return ask(flagship, (f"Series!{head.address.rstrip('0123456789')}{row}", "music counted too"))


def test_no_trend_is_drawn_across_a_change_of_definition(flagship: Path) -> None:
    """One comparable figure is left, so there is neither trend nor latest change, and Targets says until when."""
    answers = counted_otherwise(flagship)
    claim = "Overseas content sales to 20 tn"
    assert scorecard(answers, claim, "Latest") == 6.008e12
    assert scorecard(answers, claim, "Latest change") == "–"
    assert scorecard(answers, claim, "Trend a year") in ("–", "[x]")
    assert scorecard(answers, claim, "Verdict") == "Cannot be called: too few years"
    told = "counted otherwise up to 2023; figures before and after the change are not compared"
    assert answers.texts("Targets").count(told) == 2
    assert answers.errors == []
    assert answers["master_check"] is True


def test_a_break_is_the_strongest_caveat_of_the_brief(flagship: Path) -> None:
    first, *_, last = brief_of(snapshot(counted_otherwise(flagship).path)).points
    assert first.caveat == (
        "Counted otherwise up to 2023; figures before and after the change are not compared. "
        "Comparable annual figures: 1, too few for a trend."
    )
    assert "Counted otherwise" not in last.caveat


def drawn_on(answers: Answers, sheet: str, last: int) -> list[list[object]]:
    """The lines of a sheet's chart of paths, from column E to the last, whose numbers stand below what is printed."""
    page = openpyxl.load_workbook(answers.path, data_only=True)[sheet]
    title = next(cell.row for cell in page["B"] if str(cell.value).startswith("Numbers of"))
    assert title > int(page.print_area.rpartition("$")[2])
    return [[cell.value for cell in line] for line in page.iter_cols(min_col=5, max_col=last, min_row=title + 2)]


def test_without_a_trend_no_line_is_seen_and_no_band(flagship: Path) -> None:
    """Its table shows a dash, which a chart would draw along zero: the line lies under the path needed, drawn last."""
    answers = counted_otherwise(flagship)
    sales, required, trend, low, band = drawn_on(answers, "Targets", 9)
    assert sales[3] == 6.008e12
    assert required[-1] == pytest.approx(20e12)
    assert trend == required
    assert (set(low), set(band)) == ({None, 0}, {None, 0})
    parts = [part for chart in openpyxl.load_workbook(answers.path)["Targets"]._charts for part in chart._charts]
    assert [line.tx.v for line in parts[-1].series][-2:] == ["At the trend", "Required path"]
    page = openpyxl.load_workbook(answers.path, data_only=True)["Targets"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_col=4, max_col=7)]
    assert {row[3] for row in rows if row[0] == "arithmetic from the latest figure"} == {"–"}


def test_a_scenario_without_growth_is_drawn_as_a_point(flagship: Path) -> None:
    """The chart has a numeric axis: all years of such a line are that of the latest figure."""
    needed, *lines = drawn_on(counted_otherwise(flagship), "Sensitivity", 13)
    assert needed[-1] == pytest.approx(20e12)
    assert [set(line) for line in lines] == [{6.008e12}] * 4 + [{2024}] * 4


def test_what_is_drawn_is_what_the_tables_show(flagship: Path) -> None:
    """As it comes: the trend of four years from 6.0 tn on."""
    answers = Answers(flagship)
    sales, _, trend, *_ = drawn_on(answers, "Targets", 9)
    slope = np.polyfit(range(4), np.log([4.534, 4.6882, 5.7769, 6.008]), 1)[0]
    assert sales[:4] == [4.534e12, 4.6882e12, 5.7769e12, 6.008e12]
    assert trend[3:] == pytest.approx([6.008e12 * np.exp(slope * year) for year in range(10)])
    lines = drawn_on(answers, "Sensitivity", 13)
    assert lines[2][:10] == pytest.approx(trend[3:])
    assert lines[6][:10] == list(range(2024, 2034))


def test_old_figures_make_the_head_amber_and_fail_no_check(flagship: Path) -> None:
    answers = ask(flagship, ("refresh_as_of", 47484.0))  # 1 January 2030
    assert str(answers["checks_line"]).endswith("▲")
    assert answers["master_check"] is True


def test_a_missing_year_leaves_no_error(flagship: Path) -> None:
    """2022 becomes 2020: the check of years tells the gap, and where 2022 would stand it says not available."""
    value = figure_cell(StoredWorkbook.of(flagship), "overseas_sales_2022")
    year = value.replace("!C", "!B")
    answers = ask(flagship, (year, 2020.0))
    assert answers.errors == []
    assert answers["master_check"] is False
    assert "[x]" in answers.texts("Targets")


def test_a_missing_figure_counts_nowhere_and_not_as_nought(flagship: Path) -> None:
    """2022 is taken out: the trend is that of three years. Then the latest: 2023 is what growth is measured from."""
    figures = {"2021": 4.534, "2023": 5.7769, "2024": 6.008}
    book, claim = StoredWorkbook.of(flagship), "Overseas content sales to 20 tn"
    answers = ask(flagship, (figure_cell(book, "overseas_sales_2022"), None))
    slope = np.polyfit([int(year) for year in figures], np.log(list(figures.values())), 1)[0]
    assert scorecard(answers, claim, "Trend a year") == pytest.approx(np.expm1(slope), rel=1e-9)
    assert (scorecard(answers, claim, "n"), answers.errors) == (3, [])
    answers = ask(flagship, (figure_cell(book, "overseas_sales_2024"), None))
    assert scorecard(answers, claim, "Latest year") == 2023
    assert scorecard(answers, claim, "Required a year") == pytest.approx((20 / 5.7769) ** (1 / 10) - 1, rel=1e-9)
    assert answers.errors == []


def test_a_missing_goal_is_no_goal(flagship: Path) -> None:
    """Without the goal for 2033 the milestone of 2028 is the last one; without the milestone 2033 is the first."""
    book, claim = StoredWorkbook.of(flagship), "Overseas content sales to 20 tn"
    answers = ask(flagship, (figure_cell(book, "overseas_target_2033"), None))
    assert (scorecard(answers, claim, "Year"), answers.errors) == (2028, [])
    answers = ask(flagship, (figure_cell(book, "overseas_target_2028"), None))
    assert (scorecard(answers, claim, "Year"), answers.errors) == (2033, [])


def test_a_confidence_that_nobody_knows_vouches_for_nothing(flagship: Path) -> None:
    """As a file of one's own may bring it."""
    book = StoredWorkbook.of(flagship)
    value = figure_cell(book, "overseas_sales_2024")
    answers = ask(flagship, (value.replace("!C", "!D"), "fairly sure"))
    claim = "Overseas content sales to 20 tn"
    assert scorecard(answers, claim, "Verdict") == "Unverified source"
    assert str(scorecard(answers, claim, "Weakest source")).startswith("○")
    assert answers.errors == []

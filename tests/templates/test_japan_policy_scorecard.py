"""The flagship: the figures that its sources give come out, and an input that changes moves the Scorecard."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from gapsheet.recalc import recalculate
from support.edits import with_cell

PUBLISHED = Path(__file__).parents[1] / "published" / "derived.csv"
DERIVED = list(csv.DictReader(PUBLISHED.read_text(encoding="utf-8").splitlines()))
SHEETS = (
    "Cover",
    "Scorecard",
    "Targets",
    "Sensitivity",
    "Uncertainty",
    "Budgets",
    "AI plan",
    "Digital deficit",
    "Deficit scenarios",
    "Wages",
    "Invoice",
    "Article check",
    "Inputs",
    "Invoice rules",
    "Facts",
    "Series",
    "Rates and goals",
    "Sources",
    "Source columns",
    "Checks",
    "Notes",
    "Headlines",
    "Changes",
    "Removed rows",
    "Refresh log",
)


@pytest.fixture(scope="module")
def flagship(built: Mapping[str, Path]) -> Workbook:
    return openpyxl.load_workbook(built["japan_policy_scorecard"], data_only=True)


def rows_by_label(sheet: Worksheet, label_column: int = 2) -> dict[str, int]:
    """The first row of each label."""
    found: dict[str, int] = {}
    for row in range(1, sheet.max_row + 1):
        found.setdefault(str(sheet.cell(row, label_column).value), row)
    return found


def scorecard_row(book: Workbook, claim: str) -> dict[str, object]:
    """One row of the Scorecard by its heads."""
    sheet = book["Scorecard"]
    rows = rows_by_label(sheet)
    heads = [cell.value for cell in sheet[rows["Claim"]]]
    return dict(zip(heads, (cell.value for cell in sheet[rows[claim]]), strict=True))


def facts_cell(path: Path, fact: str, head: str) -> str:
    """Where a column of Facts tells something of a figure."""
    sheet = openpyxl.load_workbook(path)["Facts"]
    heads = {cell.value: cell.column_letter for cell in sheet[rows_by_label(sheet)["Id"]]}
    return f"Facts!{heads[head]}{rows_by_label(sheet)[fact]}"


def stated_value_cell(path: Path, fact: str) -> str:
    """Where the published value of a figure stands on Facts."""
    return facts_cell(path, fact, "Value")


def series_cell(path: Path, name: str, row: int) -> str:
    """Where a figure of a refreshed series stands, counted from its first row."""
    book = openpyxl.load_workbook(path)
    sheet, first = (
        book.defined_names[f"{name}_years"].attr_text.replace("$", "").replace("'", "").split(":")[0].split("!")
    )
    return f"{sheet}!{chr(ord(first[0]) + 1)}{int(first[1:]) + row}"


def test_the_sheets_stand_in_reading_order(flagship: Workbook) -> None:
    assert tuple(flagship.sheetnames) == SHEETS


@pytest.mark.parametrize(
    "row", list(csv.DictReader(PUBLISHED.read_text(encoding="utf-8").splitlines())), ids=lambda row: row["id"]
)
def test_derived_figures_agree_with_their_published_values(flagship: Workbook, row: dict[str, str]) -> None:
    sheet = flagship["Checks"]
    at = rows_by_label(sheet)[row["id"]]
    calculated = next(sheet.cell(at, column).value for column in (5,))
    assert round(calculated, int(row["digits"])) == float(row["expected"])


def test_every_check_passes(flagship: Workbook) -> None:
    rows = rows_by_label(flagship["Checks"])
    assert flagship["Checks"].cell(rows["Master check"], 5).value is True


@pytest.mark.parametrize(
    ("claim", "multiple", "required", "trend", "n"),
    [
        ("Overseas content sales to 20 tn", 3.33, 0.143, 0.111, 4),
        ("Overseas content sales to 10 tn, milestone", 1.66, 0.136, 0.111, 4),
        ("Digital deficit, base case", 2.63, 0.092, 0.123, 2),
        ("Digital deficit, pessimistic case", 4.09, 0.137, 0.123, 2),
    ],
)
def test_targets_and_projections(
    flagship: Workbook, claim: str, multiple: float, required: float, trend: float, n: int
) -> None:
    row = scorecard_row(flagship, claim)
    assert round(row["Multiple"], 2) == multiple
    assert round(row["Required a year"], 3) == required
    assert round(row["Trend a year"], 3) == trend
    assert row["n"] == n
    assert row["Verdict"] == "Cannot be called: too few years"


def test_four_years_of_sales_leave_an_interval_from_about_0_to_23_per_cent(flagship: Workbook) -> None:
    row = scorecard_row(flagship, "Overseas content sales to 20 tn")
    assert row["Interval of the trend"] == "0 to 23 %"
    assert round(row["Latest change"], 3) == 0.04


def test_the_largest_deficit_is_shown_but_never_as_a_growth_rate(flagship: Workbook) -> None:
    row = scorecard_row(flagship, "Digital deficit, hidden part included")
    assert row["Target or yardstick"] == 45.3e12
    assert {row[head] for head in ("Multiple", "Required a year", "Trend a year")} == {"–"}
    assert row["Verdict"] == "Not comparable"


def test_years_reached_at_four_per_cent_a_year(flagship: Workbook) -> None:
    sheet = flagship["Targets"]
    rows = rows_by_label(sheet)
    assert sheet.cell(rows["First year at the target, at the latest year's pace"], 5).value == 2055


def wages_column(book: Workbook, group: str, reference: str) -> dict[str, object]:
    """The column of one comparison on Wages, by the labels of its lines."""
    sheet = book["Wages"]
    rows = rows_by_label(sheet)
    for column in range(5, sheet.max_column + 1):
        if (sheet.cell(rows["Your group"], column).value, sheet.cell(rows["Yardstick"], column).value) == (
            group,
            reference,
        ):
            return {label: sheet.cell(row, column).value for label, row in rows.items()}
    raise LookupError(f"no column compares {group} with {reference}")


@pytest.mark.parametrize(
    ("group", "reference", "gap"),
    [
        ("janica_mean_20_24_2023", "nta_mean_20_24_2022", 0.280),
        ("janica_mean_25_29_2023", "nta_mean_25_29_2022", 0.247),
        ("janica_mean_20_24_2023", "doda_median_20s_2023", 0.404),
        ("janica_mean_25_29_2023", "doda_median_20s_2023", 0.113),
    ],
)
def test_pay_gaps(flagship: Workbook, group: str, reference: str, gap: float) -> None:
    assert round(wages_column(flagship, group, reference)["Gap"], 3) == gap


def test_what_closing_the_youngest_gap_takes(flagship: Workbook) -> None:
    column = wages_column(flagship, "janica_mean_20_24_2023", "nta_mean_20_24_2022")
    assert round(column["Raise that closes the gap"], 3) == 0.389
    assert column["People whose gap 55 bn would close"] == 71989


@pytest.mark.parametrize(
    ("claim", "latest", "yardstick"),
    [
        ("Animators 20-24 against employees' mean", 1_966_000, 2_730_000),
        ("Animators 25-29 against employees' mean", 2_928_000, 3_890_000),
        ("Animators 20-24 against doda median, as printed", 1_966_000, 3_300_000),
        ("Animators 25-29 against doda median, as printed", 2_928_000, 3_300_000),
        ("Content support against the earlier 25.2 bn", 55e9, 25.2e9),
        ("Content support against South Korea 2026", 55e9, 170.2e9),
    ],
)
def test_comparisons_stand_beside_their_own_yardstick(
    flagship: Workbook, claim: str, latest: float, yardstick: float
) -> None:
    row = scorecard_row(flagship, claim)
    assert row["Latest"] == latest
    assert row["Target or yardstick"] == pytest.approx(yardstick, rel=1e-3)


def test_a_figure_of_the_article_alone_carries_no_verdict(flagship: Workbook) -> None:
    row = scorecard_row(flagship, "Animators 25-29 against employees' mean")
    assert row["Verdict"] == "Unverified source"


def test_a_mean_against_a_median_is_not_comparable(flagship: Workbook) -> None:
    row = scorecard_row(flagship, "Animators 20-24 against doda median, as printed")
    assert row["Verdict"] == "Not comparable"


def test_the_article_check_lists_every_item_and_counts_verdicts(flagship: Workbook) -> None:
    sheet = flagship["Article check"]
    numbers = {
        cell.value for column in sheet.iter_cols(2, 2) for cell in column if isinstance(cell.value, (int, float))
    }
    assert numbers == set(range(1, 28))


def test_an_edited_base_moves_the_scorecard(built: Mapping[str, Path], tmp_path: Path) -> None:
    source = tmp_path / "scorecard.xlsx"
    source.write_bytes(built["japan_policy_scorecard"].read_bytes())
    edited = with_cell(source, series_cell(source, "overseas_sales", 3), 10.0)
    recalculate(edited)
    row = scorecard_row(openpyxl.load_workbook(edited, data_only=True), "Overseas content sales to 20 tn")
    assert row["Multiple"] == pytest.approx(2.0, rel=1e-12)
    assert row["Required a year"] == pytest.approx(2 ** (1 / 9) - 1, rel=1e-12)
    assert (
        scorecard_row(openpyxl.load_workbook(edited, data_only=True), "Overseas content sales to 10 tn, milestone")[
            "Verdict"
        ]
        == "Achieved"
    )


def test_an_edited_figure_turns_the_master_check_false(built: Mapping[str, Path], tmp_path: Path) -> None:
    source = tmp_path / "scorecard.xlsx"
    source.write_bytes(built["japan_policy_scorecard"].read_bytes())
    edited = with_cell(source, stated_value_cell(source, "WG01"), 2500)
    recalculate(edited)
    book = openpyxl.load_workbook(edited, data_only=True)
    rows = rows_by_label(book["Checks"])
    assert book["Checks"].cell(rows["Master check"], 5).value is False


def test_fewer_years_asked_for_let_a_trend_be_called(built: Mapping[str, Path], tmp_path: Path) -> None:
    source = tmp_path / "scorecard.xlsx"
    source.write_bytes(built["japan_policy_scorecard"].read_bytes())
    edited = with_cell(source, "least_observations", 4)
    recalculate(edited)
    book = openpyxl.load_workbook(edited, data_only=True)
    assert scorecard_row(book, "Overseas content sales to 20 tn")["Verdict"] == "Cannot be called"


def test_a_goal_that_is_no_number_fails_a_check(built: Mapping[str, Path], tmp_path: Path) -> None:
    source = tmp_path / "scorecard.xlsx"
    source.write_bytes(built["japan_policy_scorecard"].read_bytes())
    edited = with_cell(source, series_cell(source, "overseas_target", 1), "twenty")
    recalculate(edited)
    sheet = openpyxl.load_workbook(edited, data_only=True)["Checks"]
    passes = {sheet.cell(row, 3).value: sheet.cell(row, 9).value for row in range(1, sheet.max_row + 1)}
    assert passes["Series, rates and goals: every year has a figure"] is False
    assert sheet.cell(rows_by_label(sheet)["Master check"], 5).value is False


def test_an_error_on_a_sheet_fails_its_check(built: Mapping[str, Path], tmp_path: Path) -> None:
    source = tmp_path / "scorecard.xlsx"
    source.write_bytes(built["japan_policy_scorecard"].read_bytes())
    edited = with_cell(source, facts_cell(source, "OZ02", "Confidence"), "hearsay")  # a word on no list
    recalculate(edited)
    sheet = openpyxl.load_workbook(edited, data_only=True)["Checks"]
    passes = {sheet.cell(row, 3).value: sheet.cell(row, 9).value for row in range(1, sheet.max_row + 1)}
    assert sheet.cell(rows_by_label(sheet)["Master check"], 5).value is False
    assert passes["No cell of Targets holds an error"] is False
    assert passes["No cell of AI plan holds an error"] is True

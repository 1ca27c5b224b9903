"""What happens when somebody types another figure and recalculates: findings move, checks fail when they should."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gapsheet.recalc import recalculate
from gapsheet.templates import TEMPLATES
from support.compare import compare_workbooks
from support.edits import figure_cell, with_cell
from support.stored import CellValue, StoredWorkbook


@pytest.fixture
def flagship(built: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copy(built["japan_policy_scorecard"], tmp_path))


@pytest.fixture
def selfcheck(built: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copy(built["selfcheck"], tmp_path))


def recalculated(path: Path, where: str, value: float | str | None) -> StoredWorkbook:
    """The workbook after somebody typed a value and recalculated."""
    edited = with_cell(path, where, value)
    assert recalculate(edited).kept == ()
    return StoredWorkbook.of(edited)


def row_of(book: StoredWorkbook, sheet: str, label: str) -> dict[str, CellValue]:
    """A row by its first text, with the heads of its columns as keys."""
    cells = [cell for cell in book.cells.values() if cell.sheet == sheet]
    row = next(cell.row for cell in cells if cell.value == label)
    heads = next(cell.row for cell in cells if cell.value in ("Claim", "Id", "Check"))
    names = {cell.column: str(cell.value) for cell in cells if cell.row == heads}
    return {names[cell.column]: cell.value for cell in cells if cell.row == row and cell.column in names}


@pytest.mark.parametrize("name", TEMPLATES)
def test_recalculating_without_an_edit_changes_nothing(name: str, built: dict[str, Path], tmp_path: Path) -> None:
    recalculate(built[name], tmp_path / "again.xlsx")
    assert compare_workbooks(built[name], tmp_path / "again.xlsx") == []


CLAIM = "Overseas content sales to 20 tn"


def test_another_base_moves_the_scorecard(flagship: Path) -> None:
    before = StoredWorkbook.of(flagship)
    after = recalculated(flagship, figure_cell(before, "overseas_sales_2024"), 8.0)
    row = row_of(after, "Scorecard", CLAIM)
    assert row["Latest"] == 8e12
    assert row["Multiple"] == 2.5
    assert row["Required a year"] == pytest.approx(2.5 ** (1 / 9) - 1, rel=1e-12)
    assert row["Latest change"] == pytest.approx(8 / 5.7769 - 1, rel=1e-12)
    assert row_of(before, "Scorecard", CLAIM)["Multiple"] == pytest.approx(20 / 6.008, rel=1e-12)


def test_a_target_already_met_is_told(flagship: Path) -> None:
    cell = figure_cell(StoredWorkbook.of(flagship), "overseas_sales_2024")
    row = row_of(recalculated(flagship, cell, 21.0), "Scorecard", CLAIM)
    assert row["Verdict"] == "Achieved"


def test_a_threshold_moves_the_verdict(flagship: Path) -> None:
    assert row_of(StoredWorkbook.of(flagship), "Scorecard", CLAIM)["Verdict"] == "Cannot be called: too few years"
    row = row_of(recalculated(flagship, "least_observations", 4.0), "Scorecard", CLAIM)
    assert row["Verdict"] == "Cannot be called"  # the interval holds the required rate


def test_a_wrong_figure_fails_the_master_check(flagship: Path) -> None:
    cell = figure_cell(StoredWorkbook.of(flagship), "overseas_sales_anime_2024")
    after = recalculated(flagship, cell, 2.0)
    sheet, _, address = after.names["master_check"].replace("'", "").replace("$", "").rpartition("!")
    assert after.cells[sheet, address].value is False


def test_one_altered_expectation_fails_the_selfcheck(selfcheck: Path) -> None:
    before = StoredWorkbook.of(selfcheck)
    cells = [cell for cell in before.cells.values() if cell.sheet == "Selfcheck"]
    expected = next(cell.column for cell in cells if cell.value == "Expected")
    typed = next(cell for cell in cells if cell.column == expected and isinstance(cell.value, float))
    after = recalculated(selfcheck, typed.place, float(str(typed.value)) * (1 + 1e-6))
    master = before.names["master_check"].replace("'", "").replace("$", "").rpartition("!")
    place = master[0], master[2]
    assert (before.cells[place].value, after.cells[place].value) == (True, False)
    false = [cell.place for cell in after.cells.values() if cell.sheet == "Selfcheck" and cell.value is False]
    assert len(false) == 2  # the line and the master


@pytest.mark.parametrize("name", ["ai_plan_years", "ai_data_centre_years", "least_for_interval"])
def test_an_emptied_input_leaves_no_error(flagship: Path, name: str) -> None:
    """The answers that rest on it show a dash or a mark."""
    after = recalculated(flagship, name, None)
    assert [cell.place for cell in after.cells.values() if cell.is_error] == []


@pytest.mark.parametrize(
    ("figure", "claim"),
    [
        ("content_budget_fy2025_supplementary", "Content support against South Korea 2026"),
        ("digital_deficit_2024_pivot_base", "Digital deficit, base case"),
        ("janica_mean_20_24_2023", "Animators 20-24 against employees' mean"),
    ],
)
def test_a_figure_taken_away_is_told_and_counts_nowhere(flagship: Path, figure: str, claim: str) -> None:
    after = recalculated(flagship, figure_cell(StoredWorkbook.of(flagship), figure), None)
    row = row_of(after, "Scorecard", claim)
    assert (row["Latest"], row["Verdict"]) == ("[x]", "A figure is missing")
    assert row_of(after, "Checks", "GAPS")["Passes"] is False


def test_a_text_for_a_width_fails_a_check_and_moves_nothing(flagship: Path) -> None:
    after = recalculated(flagship, "swing_start", "ten percent")
    assert row_of(after, "Checks", "TEXT1")["Passes"] is False
    assert [cell.place for cell in after.cells.values() if cell.is_error] == []


def test_without_a_confidence_no_verdict_names_another_reason(flagship: Path) -> None:
    after = recalculated(flagship, "confidence_level", None)
    row = row_of(after, "Scorecard", "Anime abroad, its part of the 20 tn")
    assert row["n"] == 11
    assert row["Verdict"] == "A figure is missing"
    assert "trend with [x] % interval" in str(after.cells["Scorecard", "B2"].value)
    assert row_of(after, "Checks", "TEXT2")["Passes"] is False


def test_a_threshold_taken_away_is_not_taken_for_zero(flagship: Path) -> None:
    after = recalculated(flagship, "least_observations", None)
    assert row_of(after, "Scorecard", CLAIM)["Verdict"] == "A figure is missing"


def test_without_a_growth_of_ones_own_there_is_no_third_path(flagship: Path) -> None:
    after = recalculated(flagship, "deficit_growth_user", None)
    cells = [cell for cell in after.cells.values() if cell.sheet == "Deficit scenarios"]
    (head,) = (cell for cell in cells if cell.value == "Your own growth" and cell.row < 10)
    (total,) = (cell for cell in cells if cell.value == "Sum after the start, to the end year")
    assert after.cells["Deficit scenarios", f"{head.address[0]}{total.row}"].value == "[x]"


@pytest.mark.parametrize(("name", "first"), [("japan_policy_scorecard", "E"), ("target_scenarios", "C")])
def test_a_width_taken_away_leaves_no_ends(name: str, first: str, built: dict[str, Path], tmp_path: Path) -> None:
    after = recalculated(Path(shutil.copy(built[name], tmp_path)), "swing_start", None)
    labels = {
        cell.row: cell.value for cell in after.cells.values() if cell.sheet == "Sensitivity" and cell.address[0] == "B"
    }
    moved = next(row + 1 for row, value in sorted(labels.items()) if value == "What moves")
    assert labels[moved] == "Latest figure"
    assert after.cells["Sensitivity", f"{first}{moved}"].value == "[x]"


def test_a_length_of_spells_taken_away_is_refused(flagship: Path) -> None:
    after = recalculated(flagship, "block_short", None)
    cells = [cell for cell in after.cells.values() if cell.sheet == "Uncertainty"]
    (label,) = (cell for cell in cells if cell.value == "Anime abroad, short spells")
    assert after.cells["Uncertainty", f"F{label.row}"].value == "[x]"


def test_without_the_income_the_return_by_hand_has_no_figure(flagship: Path) -> None:
    after = recalculated(flagship, figure_cell(StoredWorkbook.of(flagship), "janica_mean_20_24_2023"), None)
    cells = [cell for cell in after.cells.values() if cell.sheet == "Invoice"]
    first, last = (
        next(cell.row for cell in cells if cell.value == label) for label in ("Taxable base", "Tax due, by hand")
    )
    lines = [cell for cell in cells if first <= cell.row <= last and cell.address[0] in "EFGH"]
    shares = next(cell.row for cell in cells if cell.value == "Share kept")
    assert {cell.value for cell in lines if cell.row != shares} == {"[x]"}
    assert [
        cell.place for cell in cells if "[x]" in str(cell.value) and cell.value != "[x]"
    ] == []  # no reason names it


# What the step moves, and the cells from the middle of its table to the next head and figure: rows up, columns left.
STEPS = {
    "step_start": ("required_middle", ((1, 4), (1, 0))),
    "step_growth": ("share_middle", ((1, 4), (1, 0))),
    "step_year": ("required_middle", ((4, 1), (0, 1))),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_taken_away_leaves_the_middle_of_its_table(step: str, built: dict[str, Path], tmp_path: Path) -> None:
    after = recalculated(Path(shutil.copy(built["target_scenarios"], tmp_path)), step, None)
    middle, beside = STEPS[step]
    sheet, _, address = after.names[middle].replace("$", "").replace("'", "").rpartition("!")
    column, row = "ABCDEFGH".index(address[0]), int(address[1:])
    assert isinstance(after.cells[sheet, address].value, float)
    for up, left in beside:
        assert after.cells[sheet, f"{'ABCDEFGH'[column - left]}{row - up}"].value == "[x]"


def lines_of(book: StoredWorkbook, label: str) -> list[CellValue]:
    """What the lines of Invoice with this label show for the first band, from top to bottom."""
    cells = [cell for cell in book.cells.values() if (cell.sheet, cell.value) == ("Invoice", label)]
    shown = [book.cells.get(("Invoice", f"E{cell.row}")) for cell in sorted(cells, key=lambda cell: cell.row)]
    return [cell.value if cell else None for cell in shown]


def test_without_the_costs_no_income_is_left_and_no_tax_on_invoices_deducted(flagship: Path) -> None:
    before, after = StoredWorkbook.of(flagship), recalculated(flagship, "invoice_costs_share", None)
    is_open, tax, cut, left = lines_of(after, "Two-tenths (2割特例)")[:4]
    assert [is_open, tax, cut] == lines_of(before, "Two-tenths (2割特例)")[:3]
    assert left == "[x]"
    assert lines_of(after, "Standard (本則課税)")[:2] == [1.0, "[x]"]


def test_without_the_price_cut_only_staying_exempt_has_no_figure(flagship: Path) -> None:
    before, after = StoredWorkbook.of(flagship), recalculated(flagship, "invoice_price_cut", None)
    assert lines_of(after, "Exempt (免税)")[:3] == [1.0, 0.0, "[x]"]
    assert None not in lines_of(before, "Two-tenths (2割特例)")[:5]
    assert lines_of(after, "Two-tenths (2割特例)") == lines_of(before, "Two-tenths (2割特例)")


def test_without_the_income_nothing_is_called_closed(flagship: Path, built: dict[str, Path], tmp_path: Path) -> None:
    income = figure_cell(StoredWorkbook.of(flagship), "janica_mean_20_24_2023")
    assert lines_of(recalculated(flagship, income, None), "Exempt (免税)")[0] == "[x]"
    after = recalculated(Path(shutil.copy(built["invoice_system"], tmp_path)), "sales", None)
    assert {cell.value for cell in after.cells.values() if cell.sheet == "Result" and cell.address[0] == "D"} >= {"[x]"}
    assert "closed" not in {cell.value for cell in after.cells.values() if cell.sheet == "Result"}

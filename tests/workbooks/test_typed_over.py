"""Inputs and figures taken away, typed as 0 or pasted over by a text: a dash, a mark or a sentence, no raw error."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from support.edits import figure_cell
from support.stored import StoredWorkbook
from support.typing_over import OpenWorkbook, Typed, must_be_filled, typed_cells

STAFF_BOOKS = ("pay_gap_uk", "pay_gap_japan", "pay_gap_eu", "pay_equity")
BOOKS = ("japan_policy_scorecard", "growth_target", "target_scenarios", "wage_gap", "invoice_system")

Opened = dict[Path, tuple[OpenWorkbook, list[Typed]]]


@pytest.fixture(scope="module")
def opened() -> Opened:
    """The workbooks that were opened already, with the cells that a reader may type over."""
    return {}


def errors_after(path: Path, value: float | str | None, opened: Opened, sheet: str = "") -> dict[str, list[str]]:
    """The cells that show an error, by the cell, on one sheet or on all, over which a value was typed."""
    if path not in opened:
        opened[path] = OpenWorkbook(path), typed_cells(path)
    book, cells = opened[path]
    asked = [cell for cell in cells if sheet in ("", cell.sheet)]
    assert len(asked) > 10
    return {cell.place: errors for cell in asked if (errors := book.errors_after(cell, value))}


@pytest.mark.parametrize("value", [None, "a text", 0.0], ids=["emptied", "a text", "0"])
@pytest.mark.parametrize("name", BOOKS)
def test_no_cell_typed_over_leaves_an_error(
    name: str, value: float | str | None, built: dict[str, Path], opened: Opened
) -> None:
    assert errors_after(built[name], value, opened) == {}


@pytest.mark.parametrize("value", [None, "a text", 0.0], ids=["emptied", "a text", "0"])
@pytest.mark.parametrize("name", STAFF_BOOKS)
def test_no_input_typed_over_leaves_an_error(
    name: str, value: float | str | None, built: dict[str, Path], opened: Opened
) -> None:
    assert errors_after(built[name], value, opened, "Inputs") == {}


@pytest.mark.parametrize(
    ("figure", "value", "told"),
    [
        ("jpy_per_usd_december_2025", 0.0, {"FX2512X": ("empty or 0", False), "DV17": ("empty or 0", False)}),
        ("digital_deficit_2024_pivot_base", 0.0, {"DV22": ("empty or 0", False), "SURE10": (0.0, True)}),
        ("studio_revenue_overseas_2024", 0.0, {"DV14": (0.0, False)}),
        ("studio_revenue_overseas_2024", None, {"DV14": ("empty or 0", False)}),
    ],
    ids=["divided by", "grown from, and added", "divided", "divided, but emptied"],
)
def test_a_figure_of_zero_fails_in_words_the_checks_that_divide_by_it(
    figure: str, value: float | None, told: dict[str, tuple[object, bool]], built: dict[str, Path]
) -> None:
    path = built["japan_policy_scorecard"]
    place = figure_cell(StoredWorkbook.of(path), figure)
    book, (cell,) = OpenWorkbook(path), (it for it in typed_cells(path) if it.place == place)
    rows = {name: row for row in range(1, 60) if (name := book.value("Checks", f"B{row}")) in told}
    with book.typed_over(cell, value):
        found = {name: (book.value("Checks", f"E{row}"), book.value("Checks", f"I{row}")) for name, row in rows.items()}
    assert found == told


@pytest.mark.parametrize("name", BOOKS)
def test_no_input_that_must_be_filled_is_emptied_unseen(name: str, built: dict[str, Path]) -> None:
    book, cells = OpenWorkbook(built[name]), must_be_filled(built[name])
    names = openpyxl.load_workbook(built[name]).defined_names
    sheet, _, address = names["master_check"].attr_text.replace("'", "").replace("$", "").rpartition("!")
    assert len(cells) > 8
    assert book.value(sheet, address) is True
    unseen = []
    for cell in cells:
        with book.typed_over(cell, None):
            if book.value(sheet, address) is not False:
                unseen.append(cell.place)
    assert unseen == []

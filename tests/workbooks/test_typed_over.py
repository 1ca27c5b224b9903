"""Inputs and figures taken away, typed as 0 or pasted over by a text: a dash, a mark or a sentence, no raw error."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.cell import rows_from_range

from support.edits import figure_cell
from support.stored import StoredWorkbook
from support.typing_over import OpenWorkbook, Typed, beyond_limits, must_be_filled, numbers_of_inputs, typed_cells

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


@pytest.mark.parametrize("name", BOOKS + STAFF_BOOKS)
def test_a_number_beyond_the_limits_of_its_input_is_told_in_words_and_leaves_no_error(
    name: str, built: dict[str, Path]
) -> None:
    book, asked = OpenWorkbook(built[name]), beyond_limits(built[name])
    names = openpyxl.load_workbook(built[name]).defined_names
    (master, told) = (
        names[cell].attr_text.replace("'", "").replace("$", "").split("!") for cell in ("master_check", "outside_place")
    )
    assert len(asked) > 10
    assert (book.value(*master), book.value(*told)) == (True, "–")
    wrong = []
    for place, (cell, numbers) in asked.items():
        for number in numbers:
            with book.typed_over(cell, number):
                errors = list(book.errors())
                # Faulty rows of staff are named one by one on Data checks and left out; the rest remains sound.
                seen = cell.sheet == "Employees" or book.value(*master) is False
                named = cell.sheet == "Employees" or book.value(*told).startswith(f"{cell.sheet}, ")
                if errors or not seen or not named:
                    wrong.append((place, number, errors[:3], book.value(*told)))
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "cell", "number"),
    [
        ("growth_target", "C23", 1e9),  # the year of the target
        ("pay_gap_uk", "C11", -5.0),  # a date
        ("wage_gap", "C36", -1.0),  # people
    ],
)
def test_the_line_that_fails_names_the_input_to_look_at(
    name: str, cell: str, number: float, built: dict[str, Path]
) -> None:
    book, sheet = OpenWorkbook(built[name]), openpyxl.load_workbook(built[name])["Checks"]
    (row,) = (row for row in range(1, 60) if "Typed numbers lie within" in str(sheet[f"C{row}"].value))
    assert book.value("Checks", f"C{row}") == "Typed numbers lie within the limits of their inputs"
    with book.typed_over(Typed("Inputs", cell, None), number):
        assert book.value("Checks", f"C{row}") == f"A number lies outside the limits of its input: Inputs, {cell}"
        assert (book.value("Checks", f"D{row}"), book.value("Checks", f"F{row}")) == (1, False)


def unseen(path: Path, cells: list[Typed], value: str | None) -> list[str]:
    """The cells over which a value may be typed while the master check stays TRUE."""
    book, names = OpenWorkbook(path), openpyxl.load_workbook(path).defined_names
    sheet, _, address = names["master_check"].attr_text.replace("'", "").replace("$", "").rpartition("!")
    assert len(cells) > 8
    assert book.value(sheet, address) is True
    found = []
    for cell in cells:
        with book.typed_over(cell, value):
            if book.value(sheet, address) is not False:
                found.append(cell.place)
    return found


@pytest.mark.parametrize("name", BOOKS + STAFF_BOOKS)
def test_no_input_that_must_be_filled_is_emptied_unseen(name: str, built: dict[str, Path]) -> None:
    assert unseen(built[name], must_be_filled(built[name]), None) == []


@pytest.mark.parametrize("name", STAFF_BOOKS)
def test_no_number_among_the_inputs_becomes_a_text_unseen(name: str, built: dict[str, Path]) -> None:
    assert unseen(built[name], numbers_of_inputs(built[name]), "about 1") == []


@pytest.mark.parametrize("value", [None, "a text"], ids=["emptied", "a text"])
@pytest.mark.parametrize(
    ("name", "label", "area"),
    [
        ("pay_gap_uk", "People behind each figure, at least", "D10:D23"),
        ("pay_gap_uk", "Decimals", "D10:D23"),
        ("pay_gap_eu", "People behind each figure, at least", "D11:D14 D24:D28 H24:I28"),
        ("pay_gap_eu", "Days of the pay period", "D11:D14 D24:D28 H24:I28"),
        ("pay_gap_japan", "People behind each figure, at least", "C23:F25"),
        ("pay_equity", "People behind each figure, at least", "C10:C22"),
    ],
)
def test_no_figure_is_shown_that_rests_on_what_is_not_said(
    name: str, label: str, area: str, value: str | None, built: dict[str, Path]
) -> None:
    def shown() -> list[str]:
        places = [place for part in area.split() for row in rows_from_range(part) for place in row]
        return [place for place in places if isinstance(book.value("Results", place), float)]

    book, labels = OpenWorkbook(built[name]), openpyxl.load_workbook(built[name])["Inputs"]
    (cell,) = (it for it in numbers_of_inputs(built[name]) if labels[f"B{it.address[1:]}"].value == label)
    assert shown() != []
    with book.typed_over(cell, value):
        assert shown() == []

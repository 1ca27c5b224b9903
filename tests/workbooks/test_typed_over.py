"""Inputs and figures taken away or pasted over by a text: answers show a dash, a mark or a sentence, no raw error."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from support.typing_over import OpenWorkbook, Typed, must_be_filled, typed_cells

BOOKS = ("japan_policy_scorecard", "growth_target", "target_scenarios", "wage_gap", "invoice_system")


@pytest.fixture(scope="module")
def opened() -> dict[Path, tuple[OpenWorkbook, list[Typed]]]:
    """The workbooks that were opened already, with the cells that a reader may type over."""
    return {}


@pytest.mark.parametrize("value", [None, "a text"], ids=["emptied", "a text"])
@pytest.mark.parametrize("name", BOOKS)
def test_no_cell_typed_over_leaves_an_error(
    name: str, value: str | None, built: dict[str, Path], opened: dict[Path, tuple[OpenWorkbook, list[Typed]]]
) -> None:
    if (path := built[name]) not in opened:
        opened[path] = OpenWorkbook(path), typed_cells(path)
    book, cells = opened[path]
    found = {cell.place: errors for cell in cells if (errors := book.errors_after(cell, value))}
    assert len(cells) > 10
    assert found == {}


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

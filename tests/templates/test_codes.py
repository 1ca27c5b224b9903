"""The signs that Notes explains: each is one that the workbook can show."""

from __future__ import annotations

from importlib import import_module

import pytest

from gapsheet.templates import TEMPLATES
from gapsheet.templates.page import FIRST

SIGNS = set("✓✗▲◌≠")
BOOKS = sorted(TEMPLATES.keys() - {"japan_policy_scorecard"})  # whose Notes have another order


@pytest.mark.parametrize("name", BOOKS)
def test_notes_explains_the_signs_of_its_own_workbook(name: str) -> None:
    workbook = import_module(TEMPLATES[name]).author().workbook
    explained = {cell.value for (cell,) in workbook["Notes"].iter_rows(min_col=FIRST, max_col=FIRST)} & SIGNS
    others = [sheet for sheet in workbook.worksheets if sheet.title != "Notes"]
    shown = {
        sign for sheet in others for row in sheet.iter_rows() for cell in row for sign in SIGNS & set(str(cell.value))
    }
    assert explained == shown

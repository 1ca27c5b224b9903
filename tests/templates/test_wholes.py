"""Amounts of any kind: whole numbers stand without a decimal point, others with the decimals they have."""

from __future__ import annotations

import subprocess
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from gapsheet.hosts import headless
from gapsheet.templates import style
from gapsheet.templates.wholes import show_whole
from support.libreoffice import LibreOffice

AMOUNTS = (1966, 0, -25, 25.2, 2170199999999.9998, 109.8429, 1234.5)  # the fifth is 2.1702 times 10 to the 12th
SHOWN = ("1,966", "0", "-25", "25.2", "2,170,200,000,000", "109.8429", "1,234.5")


def sheet_of_amounts() -> Worksheet:
    """A column of amounts, with an empty cell and a text among them."""
    sheet = openpyxl.Workbook().active
    assert isinstance(sheet, Worksheet)
    for row, amount in enumerate((*AMOUNTS, None, "[x]"), start=1):
        sheet.cell(row, 2, amount).number_format = style.PLAIN_FINE
    sheet.column_dimensions["B"].width = 30
    show_whole(sheet)
    return sheet


def test_the_condition_holds_for_whole_numbers_only(tmp_path: Path) -> None:
    sheet = sheet_of_amounts()
    (area,) = sheet.conditional_formatting
    ((rule,), condition) = area.rules, area.rules[0].formula[0]
    assert str(area.sqref) == "B1:B9"
    assert rule.dxf.numFmt.formatCode == "#,##0"
    for row in range(1, 8):
        sheet.cell(row, 3, "=1*(" + condition.replace("B1", f"B{row}") + ")")
    sheet.parent.save(tmp_path / "amounts.xlsx")
    values = headless.calculate(tmp_path / "amounts.xlsx").values
    assert [values["Sheet"][row, 3] for row in range(1, 8)] == [1, 1, 1, 0, 1, 0, 0]


@pytest.mark.optional_part("LibreOffice", "poppler")
def test_libreoffice_shows_them_so(tmp_path: Path, trusting: LibreOffice) -> None:
    sheet_of_amounts().parent.save(tmp_path / "amounts.xlsx")
    page = trusting.convert(tmp_path / "amounts.xlsx", "pdf", tmp_path / "pdf")
    told = subprocess.run(["pdftotext", "-layout", str(page), "-"], capture_output=True, text=True, check=True).stdout
    assert tuple(told.split()) == (*SHOWN, "[x]")


@pytest.mark.parametrize("name", ["japan_policy_scorecard", "pay_gap_japan", "wage_gap"])
def test_every_such_cell_has_its_condition(name: str, built: dict[str, Path]) -> None:
    formats = (style.PLAIN, style.PLAIN_FINE)
    found = bare = 0
    for sheet in openpyxl.load_workbook(built[name]).worksheets:
        areas = [
            range_boundaries(str(area.sqref))
            for area in sheet.conditional_formatting
            if any(rule.dxf is not None and rule.dxf.numFmt is not None for rule in area.rules)
        ]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.number_format in formats]
        found += len(cells)
        bare += sum(not any(a <= cell.column <= c and b <= cell.row <= d for a, b, c, d in areas) for cell in cells)
    assert found > 5
    assert bare == 0


@pytest.mark.parametrize(
    ("number", "number_format"),
    [(55.0, "#,##0"), (25.2, "#,##0.0"), (0.01, "#,##0.00"), (1e12, "#,##0"), (3.0, "#,##0")],
)
def test_a_number_that_stays_has_the_decimals_it_has(number: float, number_format: str) -> None:
    assert style.by_value(number) == number_format

"""Rows that wait for more categories or payroll codes: without rules until they are used."""

from __future__ import annotations

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter

from gapsheet.templates import style
from gapsheet.templates.page import FIRST, Page


def low(page: Page, row: int) -> None:
    """Make a row so low that forty of them fit on one printed page: a blank page would follow those that wait."""
    page.height(row, 14.5 if page.book.language.is_original else 16)  # Yu Gothic stands higher


def unlined(page: Page, top: int, last: int, column: int, until: int | None = None) -> None:
    """Draw the rule under a row of a block only where its cell in `column` holds words."""
    end = until or page.last_column
    for cells in page.sheet.iter_rows(top, last, FIRST, end):
        for cell in cells:
            cell.border = Border()
    letter = get_column_letter(column)
    area = f"{get_column_letter(FIRST)}{top}:{get_column_letter(end)}{last}"
    rule = Border(bottom=Side(style="thin", color=style.HAIRLINE))
    page.sheet.conditional_formatting.add(area, FormulaRule([f'${letter}{top}<>""'], border=rule))

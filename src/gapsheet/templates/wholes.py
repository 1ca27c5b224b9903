"""Whole numbers without a decimal point, where a cell may as well hold decimals: a format for them, by condition."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from gapsheet.templates import style

# A format whose decimals are all optional would leave a bare point behind a whole number, in Excel. These keep one
# decimal; the condition takes it away. What arithmetic adds to a whole number is in the 16th digit.
_WHOLE = "ABS({cell}-ROUND({cell},0))<=1E-12*ABS({cell})"
_BUILT_IN = 3  # the number of #,##0 in every file


def show_whole(sheet: Worksheet) -> None:
    """Show whole numbers without decimals wherever a cell has one of the formats for amounts of any kind."""
    for number_format in (style.PLAIN, style.PLAIN_FINE):
        for column, first, last in _blocks(sheet, number_format):
            letter = get_column_letter(column)
            look = DifferentialStyle(numFmt=NumberFormat(numFmtId=_BUILT_IN, formatCode=style.WHOLE))
            rule = Rule(type="expression", dxf=look, formula=[_WHOLE.format(cell=f"{letter}{first}")])
            sheet.conditional_formatting.add(f"{letter}{first}:{letter}{last}", rule)


def _blocks(sheet: Worksheet, number_format: str) -> Iterator[tuple[int, int, int]]:
    """Cells with a format that stand one below the other: the column, the first row and the last."""
    for cells in sheet.iter_cols():
        rows = {cell.row: None for cell in cells if cell.number_format == number_format}  # in order, found at once
        firsts = [row for row in rows if row - 1 not in rows]
        lasts = [row for row in rows if row + 1 not in rows]
        yield from ((cells[0].column, first, last) for first, last in zip(firsts, lasts, strict=True))

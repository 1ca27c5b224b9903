"""The workbook that is measured: two inputs and three formulas a row, one of them a gapsheet call."""

from __future__ import annotations

from pathlib import Path

import openpyxl

ROWS = 100_000
FEW_ROWS = 2_000


def write_book(path: Path, rows: int) -> None:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("Data")
    for row in range(1, rows + 1):
        group, reference = 1000.0 + row, 1500.0 + 2 * row
        page.append([group, reference, f"=WAGE_GAP(A{row},B{row})", f"=C{row}*100", f"=SUM(A{row}:B{row})"])
    book.save(path)

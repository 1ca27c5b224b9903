"""The workbooks that are measured: rows of two inputs and three formulas, and the flagship with and without chances."""

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


def write_flagships(whole: Path, without: Path) -> None:
    """The flagship, and the same with the formulas of its sheet Uncertainty taken out; both saved in one way."""
    from gapsheet.templates import build

    build(whole.stem, whole.parent)
    for out, emptied in ((without, ("Uncertainty",)), (whole, ())):
        book = openpyxl.load_workbook(whole)
        for name in emptied:
            for row in book[name].iter_rows():
                for cell in row:
                    if cell.data_type in ("f", "a"):
                        cell.value = None
        book.save(out)

"""The same workbook for Excel on Windows: with the functions that its formulas call inside, as an .xlsm."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from gapsheet import catalog
from gapsheet.entries import Entry
from gapsheet.hosts.formulas import called_functions
from gapsheet.hosts.vba.modules import workbook_macros
from gapsheet.package.macros import with_macros


def with_functions(book: Path, out: Path, timestamp: date) -> None:
    """Write a finished workbook anew as an .xlsm whose formulas find their functions in it.

    Raises:
        MacroError: The installed xlwings lacks the files that Excel's side is made from.
        UnwritableFileError: The file could not be written; what stood at `out` is as it was.
    """
    with_macros(book, out, workbook_macros(functions_used(book)), timestamp=timestamp)


def functions_used(book: Path) -> tuple[Entry, ...]:
    """The functions of the catalogue that a workbook's formulas call, in reading order."""
    called: set[str] = set()
    for sheet in load_workbook(book).worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                value = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
                if cell.data_type == "f" and value:
                    called.update(name.upper() for name in called_functions(value))
    return tuple(entry for entry in catalog.FUNCTIONS if entry.name in called)

"""The add-in as a file: its macros, its ribbon, and the sheet of functions that the ribbon's help copies."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from gapsheet import __version__
from gapsheet.entries import Entry
from gapsheet.hosts.vba.modules import add_in_macros
from gapsheet.package.archive import open_archive, write_archive
from gapsheet.package.fonts import ordered_fonts
from gapsheet.package.macros import with_macros
from gapsheet.package.properties import dated

NAME = "gapsheet.xlam"  # gapsheet_formulas looks for links to a file of this name
SHEET = "Functions"  # gapsheet_ribbon copies the sheet of this name
_WIDTHS = {
    "Family": 14,
    "Function": 30,
    "How it is called": 60,
    "What it is for": 60,
    "What it gives": 60,
    "Source": 46,
}
_HEAD = 3  # row of the headings; a title stands above


def write_add_in(
    out: Path, entries: Sequence[Entry], templates: Mapping[str, str], *, timestamp: datetime | date
) -> None:
    """Write gapsheet.xlam for the xlwings that is installed.

    Args:
        out: The file to write; Excel's links go by its name, which should be NAME.
        entries: All functions, in reading order.
        templates: Title of each workbook by the name of its file, in reading order.
        timestamp: The moment that the file's properties and its parts give as theirs.

    Raises:
        MacroError: A function that VBA would not take, or an xlwings without its files.
        UnwritableFileError: The file could not be written; what stood at `out` is as it was.
    """
    macros = add_in_macros(entries, templates)
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "functions.xlsx"
        with open_archive(book, content=_book(entries)) as archive:
            tidied = ordered_fonts(archive) | dated(archive, timestamp)
            write_archive(archive, book, {part: (content,) for part, content in tidied.items()}, timestamp)
        with_macros(book.read_bytes(), out, macros, kind="xlam", timestamp=timestamp)


def _book(entries: Sequence[Entry]) -> bytes:
    """The sheet of functions, as openpyxl writes it."""
    book = Workbook()
    book.properties.title = f"gapsheet {__version__}"
    book.properties.description = "Growth multiples, required rates and wage gaps as functions, calculated by Python."
    book.properties.creator = "gapsheet"
    book.calculation.calcId = 191029  # what current Excel writes: nothing to calculate anew
    book.calculation.fullCalcOnLoad = False
    _write(book.worksheets[0], entries)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write(sheet: Worksheet, entries: Sequence[Entry]) -> None:
    sheet.title = SHEET
    sheet.cell(1, 1, f"Functions of gapsheet {__version__}").font = Font(bold=True, size=14)
    for place, (heading, width) in enumerate(_WIDTHS.items(), start=1):
        cell = sheet.cell(_HEAD, place, heading)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for row, entry in enumerate(entries, start=_HEAD + 1):
        texts = (entry.family, entry.name, entry.usage, entry.summary, entry.returns, entry.source)
        for place, text in enumerate(texts, start=1):
            sheet.cell(row, place, text or None).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = sheet.cell(_HEAD + 1, 3)
    sheet.auto_filter.ref = f"A{_HEAD}:F{_HEAD + len(entries)}"

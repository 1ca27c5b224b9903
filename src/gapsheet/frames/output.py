"""How an answer is shown and stored: on a terminal, as a formatted sheet, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gapsheet.errors import CellError, UnwritableFileError
from gapsheet.frames.answers import Answer
from gapsheet.package.atomic import refuse_unwritable, replacement

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ENDINGS = (".xlsx", ".csv", ".json")
_LINE = 200  # characters of a line where no terminal says how many it has
_WIDTHS = {"General": 34, "#,##0": 12}  # of a sheet's columns by their number format; 14 for others


def check_place(out: Path) -> None:
    """Find out before any work whether a file can be written there.

    Raises:
        UnwritableFileError: Its ending says no known kind, the folder is missing, or the file is in use.
    """
    if out.suffix.casefold() not in ENDINGS:
        raise UnwritableFileError(f"{out} ends with none of {', '.join(ENDINGS)}; the ending chooses the kind of file")
    refuse_unwritable(out)


def write(answer: Answer, out: Path) -> None:
    """The answer as a file of the kind that its ending says; the old file stays if anything fails.

    Raises:
        UnwritableFileError: The file cannot be written.
    """
    check_place(out)
    makers = {".xlsx": _as_sheet, ".csv": _as_csv, ".json": _as_json}
    content = makers[out.suffix.casefold()](answer)
    with replacement(out) as stream:
        stream.write(content)


def show(answer: Answer) -> None:
    """Print the answer on standard output, as wide as the terminal, or wide enough for a pipe."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _LINE
    table = Table(box=box.SIMPLE_HEAD, title=answer.title, title_justify="left")
    for name, form in zip(answer.table[0], answer.formats, strict=True):
        table.add_column(Text(str(name)), justify="left" if form == "General" else "right")
    for place, row in enumerate(answer.table[1:], start=1):
        table.add_row(*(Text(written(cell, form)) for cell, form in zip(row, answer.formats_of(place), strict=True)))
    console.print(table)
    console.print(Text(str(answer.rows)))


def written(cell: Any, form: str) -> str:
    """A cell in words, by its number format."""
    if isinstance(cell, (str, CellError)):
        return str(cell)
    if isinstance(cell, bool):
        return str(cell).upper()
    if form == "General":
        return f"{cell:.15g}"
    if form.endswith("%"):
        return f"{cell:z.{_decimals(form[:-1])}%}"  # z: no minus before a zero
    return f"{cell:z,.{_decimals(form)}f}"


def _decimals(form: str) -> int:
    return len(form.partition(".")[2])


def _as_csv(answer: Answer) -> bytes:
    """Every digit, so that nothing is lost on the way; the mark in front tells Excel that this is UTF-8."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(answer.table)
    return stream.getvalue().encode("utf-8-sig")


def _as_json(answer: Answer) -> bytes:
    """The table with the rows that stand behind it; error values are texts such as #N/A."""
    content = {
        "title": answer.title,
        "columns": answer.table[0],
        "rows": answer.table[1:],
        "rows_read": answer.rows.read,
        "rows_used": answer.rows.used,
        "rows_left_out": answer.rows.left_out,
    }
    return (json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _as_sheet(answer: Answer) -> bytes:
    """A workbook of one sheet: title, table, and what was left out."""
    from openpyxl import Workbook

    from gapsheet.templates.style import register

    workbook = Workbook()
    register(workbook)
    sheet = workbook.active
    assert sheet is not None  # a new workbook has one
    sheet.title = "Gap"
    _fill(sheet, answer)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _fill(sheet: Worksheet, answer: Answer) -> None:
    from openpyxl.utils import get_column_letter

    head = 4
    sheet["A1"], sheet["A1"].style = answer.title, "Sheet title"
    sheet["A2"], sheet["A2"].style = str(answer.rows), "Lead"
    for down, row in enumerate(answer.table):
        for across, (value, form) in enumerate(zip(row, answer.formats_of(down), strict=True), start=1):
            cell = sheet.cell(head + down, across)
            _put(cell, value)
            text = form == "General"
            cell.style = ("Calculated text" if text else "Calculated") if down else "Column head"
            cell.number_format = form if down else "General"
    for across, form in enumerate(answer.formats, start=1):
        sheet.column_dimensions[get_column_letter(across)].width = _WIDTHS.get(form, 14)
    sheet.freeze_panes = sheet.cell(head + 1, 2)
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head}:{head}"


def _put(cell: Any, value: Any) -> None:
    """Store a value as what it is: a text that begins like a formula stays a text."""
    if isinstance(value, CellError):
        cell.value, cell.data_type = value.value, "e"
    elif isinstance(value, str):
        cell.value = value or None
        cell.data_type = "s" if value else "n"
    else:
        cell.value = value

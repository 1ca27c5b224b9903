"""The first sheet of a workbook: what it is for, how it stands, what each of its sheets holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.hyperlink import Hyperlink

from gapsheet import __version__
from gapsheet.phrases import Phrase
from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page

WITHOUT_ADD_IN = (
    "Without the gapsheet functions every figure is stored in the file and can be read, copied, printed and charted. "
    "A changed input recalculates Excel's own formulas only; a cell that calls gapsheet then shows #NAME?. "
    "Undo the change, or recalculate the file with the command “gapsheet recalc”."
)
FROZEN_NOTE = "frozen_note"  # the cell that a frozen copy fills with what it is
_PASSED = '"every check passes"'


def cover(
    book: Book, lead: str, purpose: str, limits: str, state: Sequence[tuple[str, str]], passed: str = _PASSED
) -> Page:
    """The first sheet, without its contents: `state` are lines whose text is a formula or a fixed word.

    `passed` is the part of a formula that says that every check passes.
    """
    page = Page(book, "Cover", "cover", (26, 110, 44))
    page.head(book.title, lead)
    page.sheet.page_setup.fitToHeight = 1
    lines = (
        ("Purpose", purpose),
        *state,
        ("Master check", f'=IF(master_check=TRUE,{passed},"a check fails: read its line")'),
        ("Without the add-in", WITHOUT_ADD_IN),
        ("Limits of use", limits),
        ("Generator", _generator(book)),
        ("Contact", "questions and errors: the issue list of the gapsheet project"),
    )
    row = page.heads(TOP, ("About", "This workbook", ""))
    for label, text in lines:
        _cover_line(page, row, label, text)
        if text is WITHOUT_ADD_IN:
            book.define(FROZEN_NOTE, page.sheet, (row, FIRST + 1))
        if label == "Master check" and passed != _PASSED:
            page.colour_by(f"C{row}", f'LEFT($C${row},1)="▲"', style.CAUTION)
        page.fit(row)
        row += 1
    page.freeze(TOP + 1)
    page.close(row)
    return page


def _generator(book: Book) -> Phrase:
    pattern = "gapsheet {version}, template of {day}, BSD-3-Clause licence"
    return Phrase(pattern, version=__version__, day=book.as_of)


def _cover_line(page: Page, row: int, label: str, text: str) -> Cell:
    """A label with its text; the rule runs on to the right edge, above which the status stands. Gives the label."""
    page.put(row, FIRST + 1, text, "Calculated text")
    page.put(row, FIRST + 2, None, "Label")
    return page.put(row, FIRST, label, "Label")


def contents(page: Page, sheets: Mapping[str, str]) -> None:
    """Add to the cover a link to every sheet with one line on each."""
    row = page.heads((page.sheet.max_row or TOP) + 2, ("Sheet", "What it holds", ""))
    for name, text in sheets.items():
        cell = _cover_line(page, row, name, text)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!A1", display=name)
        cell.style = "Link"  # a hyperlink brings a style of its own
        page.height(row)
        row += 1
    page.close(row)

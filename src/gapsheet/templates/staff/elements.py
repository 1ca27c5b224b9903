"""The Pay elements sheet: each payroll code with what it counts as, the days it is paid for, and the reason."""

from __future__ import annotations

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import TableFormula

from gapsheet.phrases import Kept
from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Allowed, Page, choice
from gapsheet.templates.staff.model import Element, StaffList

ELEMENTS = "Pay_elements"
HEADS = ("Code", "Name", "Treatment", "Days", "Reason", "On Employees")
MOST_CODES = 500
STATES = ("not in Employees", "in Employees", "listed twice")

_LEAD = (
    "Every payroll code once, spelt as its column head in Employees. Type more below the table: it grows. "
    "Codes that are missing here are errors on Data checks, never silently 0."
)
_CODE = Allowed("textLength", 1, 60, "A code of 1 to 60 characters is expected.", "As the payroll export spells it")
_WORDS = Allowed("textLength", 0, 250, "At most 250 characters are expected.", "Text", blank=True)
_DAYS = Allowed(
    "decimal",
    0,
    3660,
    "Days from 0 to 3,660 are expected.",
    "Days that one payment is for: 365.25 a year, 91.31 a quarter, 30.44 a month; 0 where it does not matter",
)


def write_elements(book: Book, staff: StaffList, lead: str = _LEAD) -> Page:
    """Write the sheet with the codes of the example, and below nothing, so that the table can grow."""
    page = Page(book, "Pay elements", "data", (16, 44, 26, 12, 64, 20))
    page.head("Pay elements", lead)
    head = _treatments(page, TOP, staff) + 2
    page.section(head - 1, "Payroll codes")
    page.heads(head, HEADS, right=(3,))
    for row, element in enumerate(staff.elements, start=head + 1):
        _element(page, row, staff, element)
    last = head + len(staff.elements)
    for offset, allowed in enumerate((_CODE, _WORDS, choice("treatments", "What it counts as"), _DAYS, _WORDS)):
        letter = get_column_letter(FIRST + offset)
        page.validate(f"{letter}{head + 1}:{letter}{head + MOST_CODES}", allowed)
    table = page.table(
        ELEMENTS, head, FIRST, len(staff.elements), HEADS, "Payroll codes with treatment, days and reason"
    )
    table.tableColumns[-1].calculatedColumnFormula = TableFormula(attr_text=_state(staff).removeprefix("="))
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(last)
    return page


def _treatments(page: Page, row: int, staff: StaffList) -> int:
    """What a code may count as: words that formulas look for; the row after them."""
    row = page.heads(row, ("No.", "What it means", "Treatment"))
    for number, item in enumerate(staff.treatments, start=1):
        page.put(row, FIRST, number, "Label", style.YEAR)
        page.put(row, FIRST + 1, item.meaning, "Aside")
        page.put(row, FIRST + 2, item.word, "Calculated text")
        page.fit(row)
        row += 1
    page.book.define("treatments", page.sheet, (row - len(staff.treatments), FIRST + 2), (row - 1, FIRST + 2))
    return row


def _element(page: Page, row: int, staff: StaffList, element: Element) -> None:
    values = (Kept(element.code), element.name, element.treatment, element.days, element.reason)
    for offset, value in enumerate(values):
        is_number = isinstance(value, float)
        cell = page.put(row, FIRST + offset, value, "Input", '0.00;;"–"' if is_number else style.TEXT)
        if not is_number:
            sheets.left(cell)
    page.put(row, FIRST + len(values), _state(staff), "Aside")
    page.fit(row)


def _state(staff: StaffList) -> str:
    """Whether a code heads a column of Employees, or stands here twice."""
    heads = staff.code_heads
    code = f"{ELEMENTS}[[#This Row],[Code]]"
    return f"=INDEX(element_states,1+IF(COUNTIF({ELEMENTS}[Code],{code})>1,2,COUNTIF({heads},{code})))"

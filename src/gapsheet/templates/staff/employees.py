"""The Employees sheet: the staff as an Excel table with pay by payroll code, and what follows for each row."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import TableFormula

from gapsheet.phrases import Kept
from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Allowed, Page
from gapsheet.templates.staff.model import FAULT, FAULT_NUMBER, ID, MONEY, SEX, TABLE, Calculated, StaffList

MOST_ROWS = 100_000
_PAY_WIDTH = 11.5
_WORDS = Alignment(horizontal="left", vertical="center", indent=1)
_PAY = Allowed("decimal", -1e12, 1e12, "A number is expected; 0 where nothing was paid.", "As the payroll has it")


def write_employees(book: Book, staff: StaffList, lead: str) -> Page:
    """Write the sheet with the people of the example."""
    codes = [_PAY_WIDTH] * len(staff.codes)
    widths = [item.width for item in staff.columns] + codes + [item.width for item in staff.followed]
    page = Page(book, TABLE, "data", widths)
    page.head("Employees", lead)
    head = _rows_above(page, staff)
    _captions(page, head - 1, staff)
    _heads(page, head, staff)
    for offset, cells in enumerate(staff.rows, start=1):
        _person(page, head + offset, staff, cells)
    _validations(page, head, staff)
    last = head + len(staff.rows)
    _colour_faults(page, head + 1, last, staff)
    _as_table(page, head, staff)
    page.freeze(head + 1)
    page.sheet.print_title_rows = f"{head - 1}:{head}"
    page.close(last)
    return page


def _rows_above(page: Page, staff: StaffList) -> int:
    """What each pay column counts as, by its head; the row of the table's heads."""
    first = FIRST + len(staff.columns)
    last = first + len(staff.codes) - 1
    lines = _lines(staff)
    head = TOP + len(lines) + 1
    for row, (name, (label, formula, number_format)) in enumerate(lines.items(), start=TOP):
        page.put(row, FIRST, label, "Note")
        for column in range(first, last + 1):
            letter = get_column_letter(column)
            style_name = "Case name" if name == "code_treatments" else "Calculated"
            page.put(row, column, formula.format(c=letter, head=head), style_name, number_format)
        page.book.define(name, page.sheet, (row, first), (row, last))
        page.height(row, 26 if name == "code_treatments" else 20)
    return head


def _lines(staff: StaffList) -> Mapping[str, tuple[str, str, str]]:
    """The rows above the heads by the name of each: label, formula, number format."""
    place = "MATCH({c}${head},Pay_elements[Code],0)"
    found = f"ISNUMBER({place})"
    treated = f"=IF({found},INDEX(Pay_elements[Treatment],{place}),not_mapped)"
    lines = {"code_treatments": ("Counts as, by Pay elements", treated, style.GENERAL)}
    if staff.prorated:
        days = f"=IF({found},N(INDEX(Pay_elements[Days],{place})),0)"
        part = f"=IF(({{c}}${TOP}=INDEX(treatments,{staff.prorated}))*({{c}}${TOP + 1}>0)=1,N(period_days)/{{c}}${TOP + 1},0)"
        lines["code_days"] = ("Days that it is paid for", days, '0.00;;"–"')
        lines["code_weights"] = ("Part that belongs to the pay period", part, '0.0000;;"–"')
    return lines


def _captions(page: Page, row: int, staff: StaffList) -> None:
    """What each column means, in the row above its head."""
    names = [element.name for element in staff.elements]
    captions = [*(item.caption for item in staff.columns), *names, *(item.caption for item in staff.followed)]
    for offset, caption in enumerate(captions):
        page.put(row, FIRST + offset, caption, "Note wrapped")
    page.fit(row)


def _heads(page: Page, row: int, staff: StaffList) -> None:
    """The heads; they are the same in every language, as formulas call the columns by them."""
    numeric = [
        place
        for place, _ in enumerate(staff.heads)
        if len(staff.columns) <= place < len(staff.columns) + len(staff.codes)
    ]
    numeric += [place for place, head in enumerate(staff.heads) if head in _numbers(staff)]
    page.heads(row, [Kept(head) if head in staff.codes else head for head in staff.heads], right=numeric)
    page.height(row, 32)


def _numbers(staff: StaffList) -> set[str]:
    """Heads of the other columns that hold numbers."""
    filled = {item.head for item in staff.columns if item.allowed.kind in ("decimal", "whole", "date")}
    return filled | {item.head for item in staff.followed if item.style_name == "Calculated"}


def _person(page: Page, row: int, staff: StaffList, cells: tuple[object, ...]) -> None:
    """One row: what the user fills, then what follows."""
    formats = [item.number_format for item in staff.columns] + [MONEY] * len(staff.codes)
    for offset, (value, number_format) in enumerate(zip(cells, formats, strict=True)):
        shown = Kept(value) if isinstance(value, str) and offset < len((ID, SEX)) else value
        cell = page.put(row, FIRST + offset, shown, "Input", number_format)
        is_label = offset < len(staff.columns) and staff.columns[offset].head not in _numbers(staff)
        if is_label or isinstance(value, str):
            cell.alignment = _WORDS
    for offset, item in enumerate(staff.followed, start=len(cells)):
        cell = page.put(row, FIRST + offset, staff.formula(item.formula), item.style_name, item.number_format)
        if item.style_name != "Calculated":
            cell.alignment = _WORDS
    page.height(row, 16)


def _colour_faults(page: Page, first: int, last: int, staff: StaffList) -> None:
    """Faults in the colour of their severity; the sheet Data checks says in words which it is."""
    letter = get_column_letter(FIRST + staff.heads.index(FAULT))
    number = f"${get_column_letter(FIRST + staff.heads.index(FAULT_NUMBER))}{first}"
    page.colour_by(f"{letter}{first}:{letter}{last}", f"{number}<=error_rules", style.BAD, bold=True)
    page.colour_by(f"{letter}{first}:{letter}{last}", f"{number}<ROWS(fault_names)", style.CAUTION)


def _validations(page: Page, head: int, staff: StaffList) -> None:
    """What each column accepts, for as many rows as the book is made for."""
    for offset, item in enumerate(staff.columns):
        letter = get_column_letter(FIRST + offset)
        page.validate(f"{letter}{head + 1}:{letter}{head + MOST_ROWS}", item.allowed)
    first = FIRST + len(staff.columns)
    letters = get_column_letter(first), get_column_letter(first + len(staff.codes) - 1)
    page.validate(f"{letters[0]}{head + 1}:{letters[1]}{head + MOST_ROWS}", _PAY)


def _as_table(page: Page, head: int, staff: StaffList) -> None:
    """Make it a table whose calculated columns Excel fills down when rows are added."""
    alt_text = (
        "The staff: one person a row with pay by payroll code, what follows from it, and the first fault of the row"
    )
    table = page.table(TABLE, head, FIRST, len(staff.rows), staff.heads, alt_text)
    table.autoFilter = AutoFilter(ref=table.ref)
    by_head = {item.head: item for item in staff.followed}
    for column in table.tableColumns:
        item = by_head.get(column.name)
        if item is not None:
            column.calculatedColumnFormula = _filled_down(staff, item)


def _filled_down(staff: StaffList, item: Calculated) -> TableFormula:
    return TableFormula(attr_text=staff.formula(item.formula).removeprefix("="))

"""The workbook for 男女の賃金の差異 in Japan: from twelve months of heads and total pay to the form and its notes."""

from __future__ import annotations

from gapsheet.facts import load
from gapsheet.languages.language import ENGLISH, Language
from gapsheet.templates import covers, sheets
from gapsheet.templates.book import Book
from gapsheet.templates.page import Page
from gapsheet.templates.pay_gap_japan.checks import checks
from gapsheet.templates.pay_gap_japan.figures import MEDIANS, write_figures
from gapsheet.templates.pay_gap_japan.inputs import write_inputs
from gapsheet.templates.pay_gap_japan.lists import CODES, write_lists
from gapsheet.templates.pay_gap_japan.method import METHOD, STEPS
from gapsheet.templates.pay_gap_japan.month_checks import write_month_checks
from gapsheet.templates.pay_gap_japan.months import write_months
from gapsheet.templates.pay_gap_japan.notes_text import write_notes_text
from gapsheet.templates.pay_gap_japan.results import TITLE, write_chart, write_results
from gapsheet.templates.pay_gap_japan.rules import RULE_SOURCES, write_rules_sheet
from gapsheet.templates.pay_gap_japan.staff_list import staff_list
from gapsheet.templates.pay_gap_japan.working import write_working
from gapsheet.templates.staff import words
from gapsheet.templates.staff.data_checks import write_data_checks
from gapsheet.templates.staff.elements import write_elements
from gapsheet.templates.staff.employees import write_employees
from gapsheet.templates.staff.instructions import NOTICE, write_instructions
from gapsheet.templates.staff.model import MONEY

CONTENTS = {
    "Results": "The three ratios in the form's table, ready to file, and in words",
    "Chart": "The three ratios as bars",
    "Notes text": "The notes (説明欄) in words and in Japanese, to be copied",
    "Instructions": "What to do, in order",
    "Inputs": "Employer, year, how heads are counted and converted, limits: overwrite the blue cells",
    "Months": "Heads and total pay of four groups in twelve months, hours of part-timers",
    "Pay elements": "What counts in total pay (総賃金) and what is left out, with the reason",
    "Employees": "The staff list, one person a row: a cross-check of the months, nothing more",
    "Month checks": "Every figure of Months against the rules: months left out, months to look at",
    "Data checks": "The same for the rows of Employees",
    "Working": "The months line by line",
    "Calculation": "Groups, ratios by the function and by hand, tests of the finding, words",
    "Who publishes": "Sizes, dates and what else the rules say, with sources",
    "Lists": "Words of the form, choices, faults, findings",
    "Checks": "Arithmetic and data checks with the master check",
    "Notes": "Method, functions, codes, sources, change log",
}
_EMPLOYEES = "A cross-check only: a staff list of one day cannot give the twelve months. 60 invented people; paste your own over them, as values."
_ELEMENTS = "Codes are the heads of Employees. What counts and what is left out is the employer's choice; the notes name it, and Months must follow it."


def author(language: Language = ENGLISH) -> Book:
    """The workbook as authored: formulas without values."""
    book = Book(
        "pay_gap_japan",
        TITLE,
        "Women's pay as % of men's: all, regular and non-regular workers, with notes and data checks",
        load().as_of,
        keywords="男女の賃金の差異; gender pay gap; Japan",
        language=language,
    )
    staff = staff_list()
    cover = covers.cover(book, f"From twelve months to the form and its notes. {NOTICE}", *_cover_texts())
    write_instructions(book, NOTICE, STEPS)
    write_inputs(book)
    write_months(book)
    write_elements(book, staff, _ELEMENTS)
    _in_yen(write_employees(book, staff, _EMPLOYEES))
    write_month_checks(book)
    write_data_checks(book, staff)
    write_working(book, MEDIANS)
    told = write_figures(book)
    write_results(book, told)
    write_chart(book, told)
    write_notes_text(book)
    write_rules_sheet(book)
    write_lists(book, staff)
    sheets.checks(book, checks(book, staff), _MONTHS_LINE)
    sheets.notes(book, METHOD, RULE_SOURCES, "First version; the example is an invented company.", CODES)
    covers.contents(cover, CONTENTS)
    book.order(["Cover", *CONTENTS])
    sheets.footers(book)
    return book


_MONTHS_LINE = '="Months: "&FIXED(months_used,0)&" used; warnings on all sheets: "&FIXED(SUM(month_warning_n)+staff_warned+SUM(cross_far),0)'


def _in_yen(page: Page) -> None:
    """Pay without decimals."""
    for row in page.sheet.iter_rows():
        for cell in row:
            if cell.number_format == MONEY:
                cell.number_format = '#,##0;-#,##0;"–"'


def _cover_texts() -> tuple[str, str, list[tuple[str, str]]]:
    purpose = (
        "Turns twelve months of head counts and total pay into the three ratios that employers in Japan publish under the "
        "Act on Women's Participation (女性活躍推進法): all, regular and non-regular workers; with the notes that go with "
        "them, checks of every month, and a staff list as a cross-check."
    )
    limits = (
        "A preparation aid, not legal advice. Rules as of November 2026, only those that were read; look for later "
        "changes. Company and people of the example are invented. Whoever holds this file can read the pay of single "
        "persons: pass on Results and Notes text only."
    )
    return purpose, limits, words.state("verdict")

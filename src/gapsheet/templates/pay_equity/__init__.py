"""The workbook for pay equity: from the payroll to the gap between people with the same factors, and what explains it."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from gapsheet.facts import load
from gapsheet.languages.language import ENGLISH, Language
from gapsheet.templates import covers, sheets
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, Page
from gapsheet.templates.pay_equity.inputs import LIMITS, typed_lines, write_factors, write_inputs, write_lists
from gapsheet.templates.pay_equity.model import write_model
from gapsheet.templates.pay_equity.results import write_chart, write_results
from gapsheet.templates.pay_equity.staff_list import equity_staff
from gapsheet.templates.pay_equity.text import METHOD, SOURCES, STEPS, write_text
from gapsheet.templates.sheets import Check
from gapsheet.templates.staff import lists, words
from gapsheet.templates.staff.data_checks import data_checks, write_data_checks
from gapsheet.templates.staff.elements import write_elements
from gapsheet.templates.staff.employees import write_employees
from gapsheet.templates.staff.hourly import HOURLY
from gapsheet.templates.staff.inputs import typed_numbers
from gapsheet.templates.staff.instructions import NOTICE, write_instructions
from gapsheet.templates.staff.model import StaffList

TITLE = "Pay equity: the adjusted gap"
CONTENTS = {
    "Results": "The adjusted gap in words, its rating, what explains the gap, warnings",
    "Chart": "From the gap without factors to what is not explained",
    "Notes text": "Text to copy into a report",
    "Instructions": "What to do, in order",
    "Inputs": "Employer, pay period, labels, limit, confidence: overwrite the blue cells",
    "Factors": "What may explain pay: up to eight columns of Employees",
    "Pay elements": "Payroll codes with what each counts as",
    "Employees": "The staff, one person a row: paste over the example",
    "Data checks": "Rows left out and rows to look at, each fault named",
    "Model": "Estimates and parts",
    "Lists": "Choices, rules for the rows, words, slots",
    "Checks": "Arithmetic and data checks with the master check",
    "Notes": "Method, functions, codes, sources, change log",
}
_ORDER = ("Cover", *CONTENTS)


def author(language: Language = ENGLISH) -> Book:
    """The workbook as authored: formulas without values."""
    book = Book(
        "pay_equity",
        TITLE,
        "The gap in pay between people with the same factors, with its test, its parts and its limits",
        load().as_of,
        keywords="pay equity; adjusted gap; Oaxaca-Blinder; Logib",
        language=language,
    )
    staff = equity_staff()
    cover = covers.cover(book, f"From the payroll to the gap between people alike. {NOTICE}", *_cover_texts())
    write_instructions(book, f"{NOTICE} Ten steps from the payroll to the finding.", STEPS)
    write_inputs(book)
    write_factors(book)
    write_elements(book, staff)
    _print_what_is_typed(write_employees(book, staff, words.LEAD), staff)
    write_data_checks(book, staff)
    write_model(book)
    write_results(book)
    write_chart(book)
    write_text(book)
    write_lists(book, staff)
    sheets.checks(book, [*_checks(), *typed_numbers(typed_lines(book), LIMITS), *data_checks(staff)], words.ROWS_LINE)
    sheets.notes(book, METHOD, SOURCES, "First version; the example is 60 invented people.", lists.CODES)
    covers.contents(cover, CONTENTS)
    book.order(list(_ORDER))
    sheets.footers(book)
    return book


def _print_what_is_typed(page: Page, staff: StaffList) -> None:
    """Print Employees up to hourly pay: the columns of slots and faults are for the screen, and would make all tiny."""
    last = get_column_letter(FIRST + staff.heads.index(HOURLY))
    page.sheet.print_area = f"A1:{last}{page.sheet.max_row}"


def _cover_texts() -> tuple[str, str, list[tuple[str, str]]]:
    purpose = (
        "Answers whether women and men who are alike in training, experience and the demands of their jobs are paid alike: "
        "payroll codes are mapped, faulty rows named and left out, the gap adjusted for factors that you choose, tested "
        "against a limit, and split into what each factor explains."
    )
    limits = (
        "A preparation aid, not legal advice. An adjusted gap proves nothing by itself: factors may be missing, and factors "
        "may carry discrimination. The people of the example are invented. Whoever holds this file can read the pay of "
        "single persons: pass on Results and Notes text only."
    )
    return purpose, limits, words.state()


def _checks() -> list[Check]:
    """The figures against a second way to them."""
    wrong = "Report it: the arithmetic is wrong."
    return [
        Check("The parts make the gap in logarithms", _if_split("explained_log+unexplained_log"), _if_split("gap_log"), wrong, "0.0000"),
        Check("What the factors explain makes the explained part", _if_split("SUM(part_logs)"), _if_split("explained_log"), wrong, "0.0000"),
        Check("The gap without factors is that of the geometric means", "=IF(can_adjust=1,gap_raw,0)", f"=IF(can_adjust=1,{_BY_HAND},0)", wrong, "0.0000"),
        Check("With pooled coefficients the unexplained part is the sex's coefficient",
              _if_split("(split_at=INDEX(split_choices,1))*unexplained_log"), _if_split("(split_at=INDEX(split_choices,1))*-coefficient"), wrong, "0.0000"),
        Check("People in the model are all who are compared", "=SUM(model_men,model_women)", "=can_adjust*model_people", wrong),
        Check("Every slot of Factors names a column and a kind, or a dash", "=factor_count+COUNTIF(Factor_list[Column],dash)+COUNTBLANK(Factor_list[Column])", "=ROWS(Factor_list[Column])", "Choose from the lists on Factors."),
        Check("The model can be estimated", "=can_adjust", "=1", "Read why under Warnings on Results."),
        Check("The coefficients of the parts are on the list", "=COUNTIF(split_choices,split_at)", "=1", "Choose from the list on Inputs."),
        Check("The confidence lies between 0 and 1", "=(N(confidence_level)>0)*(N(confidence_level)<1)", "=1", "Correct Inputs."),
        Check("The target is not above the limit", "=1*(N(gap_target)<=N(gap_limit))", "=1", "Correct Inputs."),
    ]  # fmt: skip


_LOGS = "SUMIF(Employees[Compared as],{label},Employees[Log of pay])"
_BY_HAND = f"1-EXP({_LOGS.format(label='women_label')}/MAX(1,women_compared)-{_LOGS.format(label='men_label')}/MAX(1,men_compared))"


def _if_split(value: str) -> str:
    return f"=IF(can_split=1,{value},0)"

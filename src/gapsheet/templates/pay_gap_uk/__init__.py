"""The workbook for gender pay gap reports in Great Britain: from the payroll to the 14 numbers of the official form."""

from __future__ import annotations

from gapsheet.facts import load
from gapsheet.languages.language import ENGLISH, Language
from gapsheet.templates import covers, sheets
from gapsheet.templates.book import Book
from gapsheet.templates.pay_gap_uk.figures import FIRST_SHARE, write_calculation, write_chart, write_results
from gapsheet.templates.pay_gap_uk.inputs import LIMITS, typed_lines, write_inputs, write_lists
from gapsheet.templates.pay_gap_uk.staff_list import uk_staff
from gapsheet.templates.pay_gap_uk.text import METHOD, SOURCES, STEPS, write_text
from gapsheet.templates.sheets import Check
from gapsheet.templates.staff import lists, words
from gapsheet.templates.staff.data_checks import data_checks, write_data_checks
from gapsheet.templates.staff.elements import write_elements
from gapsheet.templates.staff.employees import write_employees
from gapsheet.templates.staff.inputs import typed_numbers
from gapsheet.templates.staff.instructions import NOTICE, write_instructions

TITLE = "Gender pay gap report, Great Britain"
CONTENTS = {
    "Results": "The 14 figures in the order of the official form, ready to file",
    "Chart": "Women in each quarter by hourly pay",
    "Notes text": "The supporting narrative and the written statement, to be copied",
    "Instructions": "What to do, in order",
    "Inputs": "Employer, dates, pay period, rules, limits, signatory: overwrite the blue cells",
    "Pay elements": "Payroll codes with what each counts as",
    "Employees": "The staff, one person a row: paste over the example",
    "Data checks": "Rows left out and rows to look at, each fault named",
    "Calculation": "People counted, quarters and raw figures",
    "Lists": "Choices, rules for the rows, words",
    "Checks": "Arithmetic and data checks with the master check",
    "Notes": "Method, functions, codes, sources, change log",
}
_ORDER = ("Cover", *CONTENTS)


def author(language: Language = ENGLISH) -> Book:
    """The workbook as authored: formulas without values."""
    book = Book(
        "pay_gap_uk",
        TITLE,
        "The 14 figures of SI 2017/172 from a payroll, with data checks, narrative and statement",
        load().as_of,
        keywords="gender pay gap; SI 2017/172; quarters; payroll",
        language=language,
    )
    staff = uk_staff()
    cover = covers.cover(book, f"From the payroll to the official form. {NOTICE}", *_cover_texts())
    write_instructions(book, f"{NOTICE} Ten steps from the payroll to the form.", STEPS)
    write_inputs(book)
    write_elements(book, staff)
    write_employees(book, staff, words.LEAD)
    write_data_checks(book, staff)
    write_calculation(book)
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


def _cover_texts() -> tuple[str, str, list[tuple[str, str]]]:
    purpose = (
        "Turns a payroll export into the figures that employers in Great Britain with 250 employees or more publish each "
        "year: payroll codes are mapped, faulty rows named and left out, the 14 numbers worked out as the official service "
        "takes them, and the text that goes with them written."
    )
    limits = (
        "A preparation aid, not legal advice. Rules as of November 2026; look for later changes. The people of the example "
        "are invented. Whoever holds this file can read the pay of single persons: pass on Results and Notes text only."
    )
    return purpose, limits, words.state()


def _checks() -> list[Check]:
    """The figures against a second way to them."""
    wrong = "Report it: the arithmetic is wrong."
    return [
        Check("The mean gap in hourly pay is that of the averages", _near(9, "mean_gap_by_hand", "can_rank"), "=1", wrong),
        Check("The mean gap in bonuses is that of the averages",
              _near(13, "mean_bonus_by_hand", "can_rank*bonus_gap_wanted*(bonus_women>0)"), "=1", wrong),
        Check("People in the four quarters are all who are ranked", "=SUM(quarter_people)", "=can_rank*(ranked_men+ranked_women)", wrong),
        Check("Women in the four quarters are all women who are ranked", "=SUM(quarter_women)", "=can_rank*ranked_women", wrong, "0.0"),
        Check("The quarters' heads differ by one at most", "=1*(MAX(quarter_people)-MIN(quarter_people)<=1)", "=1", wrong),
        Check("The form has the upper quarter first", f"=IF(can_rank=1,{FIRST_SHARE},0)", "=IF(can_rank=1,INDEX(form_fractions,2),0)", wrong, "0.0000"),
        Check("Hourly pay of the first person ranked is that of the function", f"=IF(can_rank=1,{_HOURLY},0)",
              f"=IF(can_rank=1,INDEX(Employees[Hourly pay],{_FIRST}),0)", wrong, "0.00"),
        Check("The pay period is on the list", "=COUNTIF(pay_periods,pay_period)", "=1", "Choose from the list on Inputs."),
        Check("The tie rule is on the list", "=COUNTIF(tie_rules,tie_rule)", "=1", "Choose from the list on Inputs."),
        Check("Decimals are 0 or 1", "=1*AND(ISNUMBER(decimals),N(decimals)=decimals_used)", "=1", "Correct Inputs."),
        Check("All 14 figures are there, or say why not", "=COUNT(filed)+COUNTIF(filed,suppressed)+COUNTIF(filed,INDEX(no_gap_words,1))+COUNTIF(filed,INDEX(no_gap_words,2))", "=ROWS(filed)", "Correct the inputs; the functions may be missing."),
    ]  # fmt: skip


_FIRST = "MATCH(1,Employees[Ranked],0)"
_HOURLY = (
    f"UK_HOURLY_PAY(INDEX(Employees[Ordinary pay],{_FIRST})+INDEX(Employees[Bonus part],{_FIRST}),"
    f"INDEX(Employees[Weekly hours],{_FIRST}),period_days)"
)


def _near(place: int, other: str, asked: str) -> str:
    """Whether a figure of the form differs from another by no more than rounding; 1 where it is not asked for."""
    return f"=IF({asked}=1,1*(ABS(INDEX(form_fractions,{place})-{other})<=rounding_step/2+N(tolerance)),1)"

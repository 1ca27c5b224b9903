"""The workbook for a pay gap report under the EU's Pay Transparency Directive, from a staff list to points a to g."""

from __future__ import annotations

from gapsheet.facts import load
from gapsheet.languages.language import ENGLISH, Language
from gapsheet.templates import covers, sheets
from gapsheet.templates.book import Book
from gapsheet.templates.known import day_told
from gapsheet.templates.pay_gap_eu.assessment import write_assessment, write_chart
from gapsheet.templates.pay_gap_eu.categories import write_means, write_tests
from gapsheet.templates.pay_gap_eu.columns import BASIC, CATEGORY, SEX, VARIABLE, staff_list
from gapsheet.templates.pay_gap_eu.inputs import LIMITS, typed_lines, write_categories, write_inputs
from gapsheet.templates.pay_gap_eu.overall import write_overall
from gapsheet.templates.pay_gap_eu.people import people
from gapsheet.templates.pay_gap_eu.results import write_results
from gapsheet.templates.pay_gap_eu.rules import CODES, write_countries, write_lists
from gapsheet.templates.pay_gap_eu.sentences import write_sentences
from gapsheet.templates.sheets import Check
from gapsheet.templates.staff import instructions
from gapsheet.templates.staff.data_checks import data_checks, write_data_checks
from gapsheet.templates.staff.elements import write_elements
from gapsheet.templates.staff.employees import write_employees
from gapsheet.templates.staff.inputs import typed_numbers
from gapsheet.templates.staff.instructions import NOTICE, write_instructions
from gapsheet.templates.staff.model import StaffList

TITLE = "EU pay gap report"
ORDER = ("Cover", "Instructions", "Inputs", "Categories", "Pay elements", "Employees", "Data checks", "Results", "Chart",
         "Assessment", "Notes text", "Overall", "Category means", "Category tests", "Countries", "Lists", "Checks",
         "Notes")  # fmt: skip
CONTENTS = {
    "Instructions": "What to do, step by step",
    "Inputs": "Employer, country, year and day of the report, labels, limits: overwrite the blue cells",
    "Categories": "Categories of equal work, with justification and remedy",
    "Pay elements": "What each payroll code counts as, and why",
    "Employees": "The staff: 60 invented workers to paste over",
    "Data checks": "Rows used and left out, and every fault by its row",
    "Results": "Points a to g of Article 9(1), ready to file",
    "Chart": "Gap by category with the 5 % of Article 10",
    "Assessment": "Article 10 by category: justified, remedied, or a joint pay assessment; not for publication",
    "Notes text": "Paragraphs that go with the report",
    "Overall": "Points a to f before anything is held back, and the dates",
    "Category means": "Means and gaps by category",
    "Category tests": "The tests of Article 10 and what may be shown",
    "Countries": "The Member States, and where national law must be looked up",
    "Lists": "The Directive's numbers, choices, codes and words",
    "Checks": "Arithmetic and data checks with the master check",
    "Notes": "Method, functions, codes, sources, change log",
}
METHOD = (
    ("State of the law", "Directive (EU) 2023/970 of 10 May 2023 as published; due in national law by 7 June 2026. National laws are not built in, but for two remarks on Countries: check yours."),
    ("Pay level", "Pay of the calendar year by the hour: ordinary basic wage and complementary or variable components, each divided by hours a week times weeks paid. Article 3(1)(b) knows pay by the year and by the hour; this book files the hourly one."),
    ("Gaps", "(men − women) / men: positive, women are paid less. Points a to d, the shares of e and the heads of f come from EU_PAY_GAP; nothing is rounded but for show."),
    ("Categories", "Means by sex in each category, added up by Excel's own SUMIFS, so that point g recalculates without the add-in; Checks compare it with EU_PAY_GAP."),
    ("The 5 % of Article 10", "At least 5 % of men's average pay level, in any category, in either direction, on unrounded means; digits beyond the ninth decimal of pay an hour are rounding of the processor."),
    ("Joint pay assessment", "All three conditions: 5 % reached, not justified in words by objective, gender-neutral criteria, and not remedied within six months of the report. Without an answer a category is open until those months are past. It binds employers with a duty to report."),
    ("Quartile bands", "Four bands of equal heads; people left over are placed as the United Kingdom's guidance places them; equal pay on a boundary is shared in proportion, so heads may be fractions. The Directive leaves this open."),
    ("Small groups", "A gap is held back as [c] where fewer women or men than the least number on Inputs stand behind it; 0 shows all. Results, Chart and Notes text show gaps and heads, never an amount of pay, so a gap that is held back cannot be worked back from totals. Assessment, Overall and the sheets behind it show everything: they are for you."),
    ("Not in here", "Sorting jobs into categories (Article 4), the individual's right to information (Article 7), and causes of gaps. Up to 40 categories; a longer list of categories is an error of its rows on Data checks."),
)  # fmt: skip
SOURCES = (
    ("The Directive", "Directive (EU) 2023/970 of the European Parliament and of the Council of 10 May 2023, OJ L 132, 17 May 2023, p. 21; http://data.europa.eu/eli/dir/2023/970/oj"),
    ("Remark on Ireland", "Gender Pay Gap Information Act 2021, irishstatutebook.ie"),
    ("Remark on Spain", "Real Decreto 902/2020, de 13 de octubre, de igualdad retributiva entre mujeres y hombres, boe.es"),
)  # fmt: skip
_FILL = (
    "Describe the report",
    "On Inputs choose the country, the year and the day of the report, and the workers of the employer as national law counts them; read on Countries and in your national law what differs from the Directive.",
)
_CATEGORIES = (
    "List the categories",
    "On Categories name each category of the same work or work of equal value and the criteria: skills, effort, responsibility, working conditions. Leave the answers empty for now.",
)
_ANSWER = (
    "Answer for differences of 5 % or more",
    "Assessment shows the categories that reach the trigger. On Categories say whether objective, gender-neutral criteria justify the difference, in words, and later whether it was remedied within six months. What stays open or unjustified needs a joint pay assessment with the workers' representatives.",
)
_FILE = (
    "File and inform",
    "Copy Results and Notes text. The management confirms the figures after consulting the workers' representatives (Article 9(6)); they may see the method (Article 9(7)).",
)


def author(language: Language = ENGLISH) -> Book:
    """The workbook as authored: formulas without values."""
    staff = staff_list(people())
    book = Book(
        "pay_gap_eu",
        TITLE,
        "Points a to g of Article 9(1), Directive (EU) 2023/970",
        load().as_of,
        keywords="gender pay gap; Directive (EU) 2023/970; joint pay assessment; payroll",
        language=language,
    )
    cover = covers.cover(
        book, f"{NOTICE} The law of your country decides; this book knows the Directive.", *_cover_texts()
    )
    _filled(book, staff)
    _worked_out(book, staff)
    checks = [*_checks(), *typed_numbers(typed_lines(book), LIMITS), *data_checks(staff)]
    sheets.checks(book, checks, '="Rows used "&FIXED(staff_used,0)&" of "&FIXED(staff_rows,0)')
    sheets.notes(book, METHOD, SOURCES, "First version; the example is 60 invented workers.", CODES)
    covers.contents(cover, CONTENTS)
    sheets.footers(book)
    book.order(list(ORDER))
    return book


def _filled(book: Book, staff: StaffList) -> None:
    """What the user fills, and the lists behind it."""
    steps = (instructions.EXAMPLE, _FILL, _CATEGORIES, instructions.MAP, instructions.PASTE, instructions.CHECK, _ANSWER,
             instructions.PRIVACY, instructions.BEFORE_FILING, _FILE)  # fmt: skip
    write_instructions(book, NOTICE, steps)
    write_inputs(book)
    write_categories(book)
    write_elements(book, staff)
    lead = "60 invented workers: paste your own over the blue columns. Pay by payroll code is of the calendar year."
    write_employees(book, staff, lead)
    write_countries(book)
    write_lists(book, staff)


def _worked_out(book: Book, staff: StaffList) -> None:
    """What follows."""
    write_data_checks(book, staff)
    write_overall(book)
    write_means(book)
    write_tests(book)
    write_results(book)
    write_assessment(book)
    write_chart(book)
    write_sentences(book)


def _cover_texts() -> tuple[str, str, list[tuple[str, str]]]:
    purpose = (
        "Turns a payroll export into the pay gap report of the EU's Pay Transparency Directive: points a to g, quartile "
        "bands, gaps by category of equal work, and the test of Article 10 with room for your justification."
    )
    limits = (
        "National law may ask for more, earlier or otherwise, and is not built in. What a category is, and whether a "
        "difference is justified, only you and the workers' representatives can say."
    )
    state = [
        ("Report", "=report_line"),
        ("Finding", "=finding_line"),
        ("As of", "=" + day_told("as_of")),
        ("Owner", "=owner"),
        ("Version", "=version"),
    ]
    return purpose, limits, state


def _checks() -> list[Check]:
    """Arithmetic against a second way to the same figure."""
    call = f"EU_PAY_GAP({BASIC},{SEX},men_label,{VARIABLE},{CATEGORY},whom_code,women_label)"
    wrong = "Report it: the arithmetic is wrong."
    return [
        Check("Everybody compared is in one category", "=SUM(means_women)+SUM(means_men)", "=women_n+men_n", "See Data checks."),
        Check("Bands hold everybody once", "=SUM(band_heads)", "=can_compare*(women_n+men_n)", wrong),
        Check("Shares of the bands make 100 %", "=SUM(band_women)+SUM(band_men)", "=can_compare*ROWS(band_women)", wrong, "0.00"),
        Check("The gap of all follows from the categories", f"=IF(can_compare=1,1-{_average('women')}/{_average('men')},0)",
              "=IF(can_compare=1,N(gap_a),0)", wrong, "0.0000"),
        Check("The function finds as many categories at 5 %",
              f"=IF(can_compare=1,SUMPRODUCT(1*(INDEX({call},0,9)=TRUE)),0)", "=SUM(reached)*can_compare", wrong),
        Check("Every category is named once", "=SUM(named_before)", "=0", "Delete the second row of that name on Categories."),
        Check("Choices come from their lists", "=COUNTIF(countries,country)+COUNTIF(whom_choices,variable_whom)", "=1+1",
              "Choose from the lists on Inputs."),
    ]  # fmt: skip


def _average(sex: str) -> str:
    """The average pay level of a sex, from the means of the categories and their heads."""
    return f"(SUMPRODUCT(means_{sex},level_{sex})/{sex}_n)"

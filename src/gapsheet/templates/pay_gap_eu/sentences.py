"""The EU pay gap workbook in sentences: what Results and Assessment open with, and the notes that go with a report."""

from __future__ import annotations

from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.pay_gap_eu.lines import unlined
from gapsheet.templates.staff.elements import ELEMENTS
from gapsheet.templates.staff.instructions import NOTICE

_LONG = ("Report", "National law", "Article 10")  # paragraphs that may take two lines
LISTED = 40  # payroll codes that the notes can name
_DAY = '"yyyy-mm-dd"'

# Name, sentence; [name] is another one, put together first because formulas are kept short.
_LINES = (
    ("trigger_words", '=FIXED(trigger*100,0)&" %"'),
    ("shown_yes", "=COUNTIF(shown_reached,INDEX(reached_words,2))"),
    ("gap_words", '=IF(ISNUMBER(filed_a),FIXED(ABS(N(filed_a))*100,1)&" % "&INDEX(gap_sides,1+(N(filed_a)>0)),filed_a)'),
    ("finding_line", '="Pay gap "&gap_words&"; categories shown at "&trigger_words&" or more: "&shown_yes&" of "&COUNT(shown_level)'),
    ("report_line",
     '=employer_name&", "&country&": pay of "&report_year&"; women: "&women_n&", men: "&men_n&", rows left out: "&staff_excluded'),
    ("every_words", '=IF(N(report_every)>1,"every "&report_every&" years","every year")'),
    ("due_words", f'="Directive, "&workers_n&" workers: first report by "&TEXT(first_report,{_DAY})&", then "&every_words'),
    ("voluntary_words",
     '="Directive, "&workers_n&" workers: below "&smallest_duty&" a report is voluntary, unless national law asks for it"'),
    ("duty_words", "=IF(has_duty=1,due_words,voluntary_words)"),
    ("duty_line", "=IF(ISTEXT(workers),not_available,duty_words)"),
    ("national_line", '=country&": "&INDEX(country_rules,country_row)&IF(national_asked=1," It asks for one from your size.","")'),
    ("coverage_gap", '="▲ The list holds "&staff_rows&" of "&workers_n&" workers; a report covers all of them"'),
    ("coverage_words", '=IF(staff_rows<workers_n,coverage_gap,"The list holds "&staff_rows&" rows for "&workers_n&" workers")'),
    ("coverage_line", "=IF(ISTEXT(workers),not_available,coverage_words)"),
    ("remedy_line",
     f'="Remedy of what is not justified: until "&TEXT(remedy_until,{_DAY})&IF(remedy_past=1,", which is past","")'),
)  # fmt: skip
# What goes with the report, in paragraphs.
_NOTES = (
    ("Report", "=report_line"),
    ("Duty", "=duty_line"),
    ("National law", "=national_line"),
    ("Pay level", '="Gross pay of "&report_year&" divided by the hours paid: hours a week times weeks. Gaps are (men − women) / men, not rounded."'),
    ("Pay elements", "Each payroll code is ordinary basic wage, a complementary or variable component, or no pay: listed below with the reason."),
    ("Points b, d and g", '="Variable components compare "&variable_whom&"."'),
    ("Bands", "Four bands of equal heads by hourly pay; people of equal pay on a boundary are shared in proportion, women and men alike."),
    ("People left out", '="Rows left out for errors: "&staff_excluded&"; people of neither label, in no comparison: "&(staff_used-women_n-men_n)&"."'),
    ("Coverage", "=coverage_line"),
    ("Categories", '="Categories of the same work or work of equal value with both sexes: "&compared_categories&", by the criteria on Categories."'),
    ("Article 10", '="Categories shown at "&trigger_words&" or more in average pay level: "&shown_yes&". "&remedy_line&"."'),
    ("Small groups", '=IF(ISNUMBER(least_heads),"[c]: fewer than "&N(least_heads)&" women or men; the figure is held back (Article 12).",not_available)'),
    ("Accuracy", "Confirmed by the management after consulting the workers' representatives (Article 9(6)): fill in day and names."),
)  # fmt: skip


def write_sentences(book: Book) -> Page:
    """Write the sheet: paragraphs and pay elements to copy and print, then the sentences that other sheets open with."""
    page = Page(book, "Notes text", "output", (34, 110, 44))
    page.head("Notes text", f"{NOTICE} Copy what the report needs; every paragraph follows from the inputs.")
    row = page.heads(TOP, ("Subject", "Wording"))
    for label, text in _NOTES:
        page.put(row, FIRST, label, "Label")
        page.put(row, FIRST + 1, text, "Long text")
        page.fit(row, 2 if label in _LONG else 1)
        row += 1
    last = _elements(page, row + 1)
    row = page.section(last + 2, "Sentences at the head of other sheets")
    for name, formula in _LINES:
        page.put(row, FIRST, name.replace("_", " "), "Aside")
        page.put(row, FIRST + 1, formula, "Long text", style.WHOLE)
        book.define(name, page.sheet, (row, FIRST + 1))
        page.height(row, 18)
        row += 1
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(last)  # the sentences have been read where they stand
    return page


def _elements(page: Page, row: int) -> int:
    """Each payroll code by its name with what it counts as and why; rows that are not used stay empty. The last row."""
    row = top = page.heads(row, ("Pay element", "Counted as, and why"))
    for row in range(top, top + LISTED):
        number = f"ROWS(A${top}:A{row})"
        cells = (
            f'=IF({number}<=ROWS({ELEMENTS}[Code]),INDEX({ELEMENTS}[Name],{number})&"","")',
            f'=IF(B{row}="","",INDEX({ELEMENTS}[Treatment],{number})&": "&INDEX({ELEMENTS}[Reason],{number}))',
        )
        for offset, formula in enumerate(cells):
            page.put(row, FIRST + offset, formula, "Long text")
        page.height(row, 13.5 if page.book.language.is_original else 16)  # all of them on one printed page
    unlined(page, top, row, FIRST, FIRST + 1)
    return row

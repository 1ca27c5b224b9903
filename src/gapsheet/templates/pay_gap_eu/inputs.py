"""What the user types into the EU pay gap workbook: the report, and the categories of workers with their reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from gapsheet.phrases import Phrase
from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.inputs import DAY, TEXT, Line, copy_lines, write_lines
from gapsheet.templates.page import FIRST, TOP, Allowed, Page, choice, year
from gapsheet.templates.pay_gap_eu.rules import WHOM
from gapsheet.templates.staff.inputs import COPY, closing_lines, inputs_page, limit_lines, write_closing, write_labels

SLOTS = 40  # categories that the book has room for
_YES_NO = Allowed("list", "yes_no", None, "Choose yes or no, or leave it empty.", "yes, no, or empty: open", blank=True)
_LONG = Allowed("textLength", 0, 1000, "At most 1,000 characters are expected.", "Text, or empty", blank=True)
_ALLOWED = (TEXT, _LONG, _YES_NO, _LONG, _YES_NO, _LONG)
_HEADS = ("Row", "Category", "Work that is equal or of equal value, by which criteria", "Justified", "Justification in words",
          "Remedied", "Remark")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Category:
    """A category of the example, with what the user answered for it."""

    name: str
    criteria: str
    justified: str | None = None
    words: str | None = None
    remedied: str | None = None
    remark: str | None = None


EXAMPLE = (
    Category("Production", "Grade 3: trained on the job, shifts, works to instructions"),
    Category("Logistics", "Grade 3: trained on the job, shifts, keeps stocks"),
    Category("Engineering", "Grade 6: degree, plans work of others, project risk", "yes",
             "Steps for years of service and the on-call premium, both by the collective agreement and the same for women and men."),
    Category("Selling", "Grade 5: vocational training, own customers", "no", None, None, "Bonus plan under review."),
    Category("Administration", "Grade 4: vocational training, no customers of their own", "no", None, "no",
             "Here men are paid less; the test looks at either direction."),
    Category("Legal", "Grade 7: degree, decides alone"),
    Category("Caretaking", "Grade 2: short training, outdoor work"),
)  # fmt: skip


def write_inputs(book: Book) -> Page:
    """The employer, the report, the labels of the staff list, and how figures are shown."""
    page, row = inputs_page(
        book,
        "Blue on cream: overwrite these. Categories, Pay elements and Employees are filled on sheets of their own.",
    )
    row = write_lines(page, page.section(row, "This copy"), copy_lines(book, COPY))
    row = write_lines(page, page.section(row, "The employer and the report"), _REPORT)
    row = write_labels(page, page.section(row, "Labels in Employees"))
    page.new_page(row)
    row = write_lines(page, page.section(row, "Limits of the data checks"), LIMITS)
    row = write_closing(page, page.section(row, "Settings"), _SETTINGS)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row - 1)
    return page


_WHY = "Of each sex. Article 12(3) protects workers who can be identified but gives no number: check national law."
_WORKERS = Allowed(
    "whole", 1, 10_000_000, "A whole number of workers is expected.", "As national law counts them", True
)
_REPORT = (
    Line("employer_name", "Employer", "Example employer (invented)", TEXT, "text", remark="Used in sentences."),
    Line("country", "Country", "Austria", choice("countries", "The Member State whose law applies"), "from the list",
         remark="Chooses what Results say beside the Directive; see Countries."),
    Line("workers", "Workers of the employer", 160, _WORKERS, "1 or more; empty: as many as are used", "workers", style.WHOLE,
         "As national law counts them; decides when the report is due. The example lists 60 of 160, so that it can be read."),
    Line("report_year", "Calendar year of the pay", 2026, year("The year before the report"), "1900 to 2200", "year",
         style.YEAR, "Article 9(2) to (4): the previous calendar year."),
    Line("filed_on", "Day of the report", dt.date(2027, 5, 31), DAY, "a date", "date", style.DATE,
         "The six months of Article 10(1)(c) count from here. May lie ahead."),
    Line("variable_whom", "Points on variable pay compare", WHOM[0][0],
         choice("whom_choices", "all workers, or only those who receive some"), "from the list",
         remark="The Directive leaves this to national law: check it."),
)  # fmt: skip
_YEAR = (
    Line("period_days", "Days of the pay period", 365.25, Allowed("decimal", 1, 3660, "Days from 1 to 3,660 are expected.", "Days"),
         "1 to 3,660", "days", "0.00", "A calendar year; what is paid for longer is cut to it by the days on Pay elements."),
    Line("most_weeks", "Weeks are wrong above", 53, Allowed("decimal", 1, 54, "Weeks from 1 to 54 are expected.", "Weeks"),
         "1 to 54", "weeks a year", "0.0", "An error: the row is left out."),
)  # fmt: skip
LIMITS = (*limit_lines(60, 48, 8, 300, "euro"), *_YEAR)
_SETTINGS = closing_lines(3, _WHY)


def typed_lines(book: Book) -> tuple[Line, ...]:
    """What is typed on the sheet, apart from the labels and the limits of the data checks."""
    return (*copy_lines(book, COPY), *_REPORT, *_SETTINGS)


def write_categories(book: Book, example: Sequence[Category] = EXAMPLE) -> Page:
    """One row a category: who does equal work, and what was answered where its gap reaches the trigger."""
    page = Page(book, "Categories", "inputs", (14, 28, 50, 12, 58, 12, 40))
    page.head(
        "Categories of workers",
        "Same work or work of equal value, by objective, gender-neutral criteria (Article 4(4)). Spell each as in Employees.",
    )
    top = page.heads(TOP, _HEADS)
    for number in range(1, SLOTS + 1):
        item = example[number - 1] if number <= len(example) else Category("", "")
        _category(page, top + number - 1, number, item)
    last = top + SLOTS - 1
    for name, offset in (
        ("category_names", 1),
        ("category_justified", 3),
        ("category_words", 4),
        ("category_remedied", 5),
    ):
        book.define(name, page.sheet, (top, FIRST + offset), (last, FIRST + offset))
    for offset in range(1, len(_HEADS)):
        letter = page.sheet.cell(top, FIRST + offset).column_letter
        page.validate(f"{letter}{top}:{letter}{last}", _ALLOWED[offset - 1])
    page.freeze(TOP + 1, FIRST + 2)
    page.sheet.page_setup.fitToHeight = 1
    page.close(last)
    return page


def _category(page: Page, row: int, number: int, item: Category) -> None:
    page.put(row, FIRST, Phrase("Category {number}", number=number), "Label")
    values = (item.name, item.criteria, item.justified, item.words, item.remedied, item.remark)
    for offset, value in enumerate(values, start=1):
        sheets.left(page.put(row, FIRST + offset, value or None, "Input"))
    page.fit(row)

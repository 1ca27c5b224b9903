"""What the user types into the pay equity workbook: employer, period, labels, limits; and which factors the model has."""

from __future__ import annotations

import datetime as dt

from gapsheet.phrases import Kept
from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.inputs import DAY, TEXT, Line, copy_lines, write_followed, write_lines
from gapsheet.templates.page import FIRST, TOP, Allowed, Page, choice
from gapsheet.templates.pay_equity.slots import FACTOR_TABLE, write_slots
from gapsheet.templates.pay_equity.staff_list import CANDIDATE_HEADS, CANDIDATES, SLOTS
from gapsheet.templates.staff.inputs import (
    COPY,
    WEEKLY_PART,
    closing_lines,
    inputs_page,
    limit_lines,
    write_closing,
    write_labels,
)
from gapsheet.templates.staff.lists import write_rules
from gapsheet.templates.staff.model import StaffList

HEADS = ("Slot", "Column", "Kind", "Doubtful", "Why")
CHOICES = ("pooled", "reference", "comparison", "reimers", "cotton", "neumark")
KINDS = (
    ("number", "one step more is worth the same at every height"),
    ("square", "the number times itself, beside the number: the worth may bend, as that of age does"),
    ("category", "each value is a level of its own; grades, functions, sites"),
)
_SHARE = Allowed("decimal", 0, 1, "A share from 0 to 100 % is expected.", "A fraction of men's pay")
_SURE = Allowed("decimal", 0.5, 0.999, "50 % to 99.9 % is expected.", "How sure the interval is to hold the gap")
_COUNT = Allowed("whole", 0, 100000, "A whole number from 0 is expected.", "People")
_DAYS = Allowed("decimal", 1, 366, "1 to 366 days are expected.", "30.44 for a month, 28 for four weeks, 7 for a week")
_AGE = Allowed("decimal", 0, 30, "Years from 0 to 30 are expected.", "Years")
_FACTOR_TEXT = Allowed(
    "textLength", 0, 250, "At most 250 characters are expected.", "Why it may explain pay", blank=True
)


def write_inputs(book: Book) -> Page:
    """Write the sheet with the example."""
    page, row = inputs_page(
        book, "Blue on cream: overwrite these. Factors are chosen on Factors; the staff stands on Employees."
    )
    row = write_lines(page, page.section(row, "This copy"), copy_lines(book, COPY))
    row = write_lines(page, page.section(row, "Employer and period"), _PERIOD)
    row = write_followed(page, row, (WEEKLY_PART,))
    row = write_labels(page, page.section(row, "Labels in Employees"))
    row = write_lines(page, page.section(row, "Test of the adjusted gap"), _TEST)
    page.new_page(row)
    row = write_lines(page, page.section(row, "When the model warns"), _WARNINGS)
    row = write_lines(page, page.section(row, "Limits of the data checks"), LIMITS)
    row = write_closing(page, page.section(row, "Settings"), _SETTINGS)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row - 1)
    return page


_PERIOD = (
    Line("employer", "Employer", "Example Ltd (invented)", TEXT, "text", remark="As a report names it."),
    Line("period_end", "Pay period ends", dt.date(2026, 10, 31), DAY, "a date", "date", style.DATE, "One pay period, the same for all."),
    Line("period_days", "Days of the pay period", 30.44, _DAYS, "1 to 366", "days", "0.00", "Bonuses are cut to it by their days on Pay elements."),
)  # fmt: skip
_TEST = (
    Line("gap_limit", "Limit of the adjusted gap", 0.05, _SHARE, "0 % to 100 %", "of men's pay", "0.0%", "Logib's limit value is 5 %; Directive (EU) 2023/970 acts on 5 % of a category's mean gap, another figure."),
    Line("gap_target", "Target of the adjusted gap", 0.025, _SHARE, "0 % to 100 %, up to the limit", "of men's pay", "0.0%", "Logib's target value is 2.5 %."),
    Line("confidence_level", "Confidence of the interval", 0.95, _SURE, "50 % to 99.9 %", "share", "0.0%", "With certainty: the whole interval lies on one side of the limit."),
    Line("split_at", "Coefficients of the parts", Kept("pooled"), choice("split_choices", "See Lists"), "from the list", remark="pooled: one pay structure for all, so that what is not explained is the adjusted gap."),
)  # fmt: skip
_WARNINGS = (
    Line("least_people", "People in the model, at least", 50, _COUNT, "0 or more", "people", style.WHOLE, "Logib's model wants 50 or more."),
    Line("least_per_factor", "People for each coefficient, at least", 10, _COUNT, "0 or more", "people", style.WHOLE, "A rule of thumb: with fewer a model fits chance."),
    Line("least_overlap", "People with a match, at least", 0.8, _SHARE, "0 % to 100 %", "of either sex", "0%", "A match has the same value in every category of the model."),
)  # fmt: skip
_ENTRY = Line("least_entry_age", "Age at entry is doubtful below", 15, _AGE, "0 to 30", "years", style.YEAR, "A warning; age minus years of service.")  # fmt: skip
LIMITS = (*limit_lines(80.0, 48.0, 12.0, 90.0, "francs, euros or pounds"), _ENTRY)
_SETTINGS = closing_lines(5, "Fewer men or women in the model than this hide every figure of it; 0 shows all.")


def typed_lines(book: Book) -> tuple[Line, ...]:
    """What is typed on the sheet, apart from the labels and the limits of the data checks."""
    return (*copy_lines(book, COPY), *_PERIOD, *_TEST, *_WARNINGS, *_SETTINGS)


_EXAMPLE = (
    ("Grade", "category", "yes", "Demands of the job. Doubtful if women are graded lower for the same work."),
    ("Job function", "category", "no", "What the job is."),
    ("Training", "number", "no", "Years of school and training, as far as the job asks for them."),
    ("Service", "number", "no", "Years with the firm."),
    ("Age", "number", "no", "Stands for experience before the firm."),
)


def write_factors(book: Book) -> Page:
    """Write the sheet on which the factors of the model are chosen."""
    page = Page(book, "Factors", "inputs", (8, 24, 14, 12, 70, 40))
    page.head(
        "Factors",
        "What may explain pay: up to eight columns of Employees. A dash leaves a slot out; gaps do not matter.",
    )
    head = TOP
    row = page.heads(head, HEADS)
    for slot in range(1, SLOTS + 1):
        chosen = _EXAMPLE[slot - 1] if slot <= len(_EXAMPLE) else (Kept("–"), "number", "no", Kept("–"))
        page.put(row, FIRST, slot, "Label", "0")
        for offset, value in enumerate(chosen, start=1):
            sheets.left(page.put(row, FIRST + offset, value, "Input", style.GENERAL))
        page.fit(row)
        row += 1
    areas = [f"{letter}{head + 1}:{letter}{row - 1}" for letter in "CDEF"]
    rules = (
        choice("factor_choices", "A column of Employees, or a dash"),
        choice("factor_kinds", "See Lists"),
        choice("yes_no", "May it carry discrimination itself?"),
        _FACTOR_TEXT,
    )
    for area, allowed in zip(areas, rules, strict=True):
        page.validate(area, allowed)
    page.table(
        FACTOR_TABLE, head, FIRST, SLOTS, HEADS, "The factors of the model: column of Employees, kind, doubt, reason"
    )
    for offset, text in enumerate(_ADVICE, start=1):
        page.note(row + offset, text)
    page.freeze(TOP + 1)
    page.close(row + len(_ADVICE))
    return page


_ADVICE = (
    "Doubtful: yes where the employer's own decisions stand behind the factor (grade, function, bonus group, performance). Such a factor can hide unequal treatment; Results name it.",
    "A square stands beside the number itself: choose Age twice, once as number and once as square. Numbers of grades are a category unless each step is worth the same.",
    "Full-time share: Weekly hours. A factor of your own: type it under Own factor in Employees; a renamed head shows up in the list.",
)


def write_lists(book: Book, staff: StaffList) -> Page:
    """The choices of the inputs, the rules for rows, and single words."""
    page = Page(book, "Lists", "data", (44, 30, 60, 60, 12, 12))
    page.head("Lists", "Choices of the inputs, rules for the rows of Employees, and the words that formulas show.")
    row = page.section(TOP, "Choices")
    row = sheets.words(page, row, ("Kind of a factor", "Meaning"), KINDS, ("factor_kinds", ""))
    row = sheets.words(page, row + 1, ("Yes or no",), [("yes",), ("no",)], ("yes_no",))
    row = sheets.words(page, row + 1, ("Coefficients of the parts", "Meaning"), _CHOICES, ("split_choices", ""))
    row = page.heads(row + 1, ("Column for a factor",))
    page.put(row, FIRST, Kept("–"), "Label")
    for offset in range(1, len(CANDIDATES) + 1):
        page.put(row + offset, FIRST, f"=INDEX({CANDIDATE_HEADS},ROWS(A${row + 1}:A{row + offset}))", "Label")
    page.book.define("factor_choices", page.sheet, (row, FIRST), (row + len(CANDIDATES), FIRST))
    row += len(CANDIDATES) + 1
    row = sheets.words(page, row + 1, ("Rating of the adjusted gap",), _RATINGS, ("rating_words",))
    row = sheets.words(page, row + 1, ("Against the limit",), _VERDICTS, ("limit_words",))
    row = sheets.words(page, row + 1, ("Direction of a gap",), _DIRECTIONS, ("direction_words",))
    row = sheets.words(page, row + 1, ("State of a warning",), _STATES, ("warning_states",))
    row = sheets.single_words(page, row + 1, _SINGLE)
    row = write_rules(page, row + 1, staff)
    row = write_slots(page, row + 1)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row)
    return page


_CHOICES = (
    (Kept("pooled"), "one pay structure for all, with the sex beside it"),
    (Kept("reference"), "men's pay structure"),
    (Kept("comparison"), "women's pay structure"),
    (Kept("reimers"), "half of each"),
    (Kept("cotton"), "each by its share of people"),
    (Kept("neumark"), "one for all, without the sex beside it"),
)
_RATINGS = (
    ("not available",),
    ("not significantly different from 0",),
    ("significant, above the limit",),
    ("significant, above the target, not above the limit",),
    ("significant, not above the target",),
)
_VERDICTS = (
    ("cannot be told: there is no interval, or no limit",),
    ("is exceeded with certainty",),
    ("is kept with certainty",),
    ("may be exceeded or kept: the interval holds it",),
)
_DIRECTIONS = (("more than",), ("as much as",), ("less than",))
_STATES = (("fine",), ("look",))
_SINGLE = (
    ("week_days", 7, "days of a week"),
    ("significance", 0.05, "of the rating, two-sided, as in Logib"),
    ("no_finding", "The adjusted gap is not shown", "title of Results without a model, or hidden"),
    ("no_factor", "No factor is chosen on Factors.", "for Results"),
    ("no_parts", "The parts are not shown", "title of Chart without parts, or hidden"),
    ("none_doubtful", "No factor is marked as one that may carry discrimination itself.", "for Results and Notes text"),
    (
        "doubtful_words",
        "May carry discrimination themselves, and so hide unequal treatment",
        "for Results and Notes text",
    ),
    ("detail_name", Kept("factors "), "what functions call a factor without a name, before its number"),
    ("explained_column", 5, "of OAXACA_DETAIL: the explained part"),
    ("error_column", 6, "of OAXACA_DETAIL: the standard error of the explained part"),
)

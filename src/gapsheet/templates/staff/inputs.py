"""Lines of a book's Inputs sheet: how one is written, and those that every book on a staff list has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gapsheet.phrases import Kept, Phrase
from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Allowed, Page

WIDTHS = (44, 40, 18, 34, 70)
HEADS = ("Input", "Value", "Unit", "Accepted", "What it is for, or where it comes from")
TEXT = Allowed("textLength", 0, 250, "At most 250 characters are expected.", "Text, or empty", blank=True)
LABEL = Allowed("textLength", 1, 30, "A label of 1 to 30 characters is expected.", "As it stands in Employees")
DAY = Allowed("date", 36526, 109574, "A date from 2000 to 2199 is expected.", "A date")


@dataclass(frozen=True, slots=True)
class Line:
    """One input with what stands beside it."""

    name: str
    label: str
    value: Any
    allowed: Allowed
    accepted: str
    unit: str = ""
    number_format: str | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """A figure among the inputs that follows from them."""

    name: str
    label: str
    formula: str
    number_format: str
    unit: str = ""
    remark: str = ""


WEEKLY_PART = Followed(
    "weekly_part",
    "Part of the period that is a week",
    "=week_days/period_days",
    "0.0000",
    "weeks",
    "7 days / days of the period",
)


def write_lines(page: Page, row: int, lines: Sequence[Line]) -> int:
    """Write inputs one below the other, each named; the row after them."""
    for line in lines:
        page.put(row, FIRST, line.label, "Label")
        cell = page.input(row, FIRST + 1, line.value, line.allowed, line.number_format, line.name)
        if line.number_format is None or line.number_format == style.TEXT:
            sheets.left(cell)
        for offset, text in enumerate((line.unit, line.accepted, line.remark), start=2):
            page.put(row, FIRST + offset, text, "Aside")
        page.fit(row)
        row += 1
    return row


def write_followed(page: Page, row: int, lines: Sequence[Followed]) -> int:
    """Write what follows from the inputs above, each named; the row after them."""
    for line in lines:
        page.put(row, FIRST, line.label, "Label")
        page.put(row, FIRST + 1, line.formula, "Calculated", line.number_format)
        page.book.define(line.name, page.sheet, (row, FIRST + 1))
        for offset, text in enumerate((line.unit, "follows from the inputs", line.remark), start=2):
            page.put(row, FIRST + offset, text, "Aside")
        page.fit(row)
        row += 1
    return row


def copy_lines(book: Book) -> tuple[Line, ...]:
    """Owner, version and date of the user's copy."""
    remark = "The day on which this copy was last brought up to date."
    return (
        Line("owner", "Owner", "whoever uses this copy", TEXT, "text"),
        Line("version", "Version", Kept("1"), TEXT, "text", remark="Count up when figures change."),
        Line("as_of", "As of", book.as_of, DAY, "a date", "date", style.DATE, remark),
    )


def write_labels(page: Page, row: int, men: str = "M", women: str = "F", other: str = "X") -> int:
    """The labels of Employees, each with its name and all three as sex_labels; the row after them."""
    page.book.define("sex_labels", page.sheet, (row, FIRST + 1), (row + 2, FIRST + 1))
    lines = (
        Line("men_label", "Men's label", Kept(men), LABEL, "text, spelt as in Employees", remark="Men are the base of every gap."),
        Line("women_label", "Women's label", Kept(women), LABEL, "text, spelt as in Employees"),
        Line("other_label", "Label of all others", Kept(other), LABEL, "text, spelt as in Employees",
             remark="Stays in the list and in no comparison of men and women; a warning counts them."),
    )  # fmt: skip
    return write_lines(page, row, lines)


def limit_lines(
    most_hours: float, long_hours: float, least_hourly: float, most_hourly: float, currency: str
) -> tuple[Line, ...]:
    """The limits of the data checks."""
    hours = Allowed("decimal", 1, 168, "Hours from 1 to 168 are expected.", "Hours a week")
    pay = Allowed("decimal", 0, 1e9, "A number from 0 is expected.", "Pay for one hour")
    share = Allowed("decimal", 0, 1, "A share from 0 to 100 % is expected.", "Of all rows")
    unit = Phrase("{currency} an hour", currency=currency)
    return (
        Line("most_hours", "Working hours are wrong above", most_hours, hours, "1 to 168", "hours a week", "0.0", "An error: the row is left out."),
        Line("long_hours", "Working hours are doubtful above", long_hours, hours, "1 to 168", "hours a week", "0.0", "A warning: the row stays."),
        Line("least_hourly", "Hourly pay is doubtful below", least_hourly, pay, "0 or more", unit, "#,##0.00", "A warning; the minimum wage is a good limit."),
        Line("most_hourly", "Hourly pay is doubtful above", most_hourly, pay, "0 or more", unit, "#,##0.00", "A warning; often a bonus that is not cut to the period."),
        Line("most_excluded", "Rows that may be left out", 0.1, share, "0 % to 100 %", "of all rows", "0%", "Above it a line of Checks fails."),
    )  # fmt: skip


def closing_lines(least_heads: int, why: str) -> tuple[Line, ...]:
    """The least number of people behind a figure, and the tolerance of the checks."""
    heads = Allowed("whole", 0, 1000, "A whole number from 0 to 1,000 is expected.", "0 shows every figure")
    small = Allowed(
        "decimal", 1e-15, 0.01, "A small number from 1E-15 to 0.01 is expected.", "Relative difference allowed"
    )
    return (
        Line("least_heads", "People behind each figure, at least", least_heads, heads, "0 to 1,000", "people", style.WHOLE, why),
        Line("tolerance", "Tolerance of the checks", 1e-9, small, "1E-15 to 0.01", "fraction", "0E+00",
             "Rounding of the processor, nothing more."),
    )  # fmt: skip


def inputs_page(book: Book, lead: str) -> tuple[Page, int]:
    """An Inputs sheet with its heads, and the row after them."""
    page = Page(book, "Inputs", "inputs", WIDTHS)
    page.head("Inputs", lead)
    return page, page.heads(TOP, HEADS)

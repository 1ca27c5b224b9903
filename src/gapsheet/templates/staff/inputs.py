"""Lines of the Inputs sheet that every book on a staff list has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gapsheet.phrases import Kept, Phrase
from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.inputs import TOLERANCE, Followed, Line, filled, write_followed, write_lines
from gapsheet.templates.page import FIRST, TOP, Allowed, Page
from gapsheet.templates.sheets import Check

WIDTHS = (44, 40, 18, 34, 70)
HEADS = ("Input", "Value", "Unit", "Accepted", "What it is for, or where it comes from")
LABEL = Allowed("textLength", 1, 30, "A label of 1 to 30 characters is expected.", "As it stands in Employees")
COPY = "The day on which this copy was last brought up to date."
WEEKLY_PART = Followed(
    "weekly_part",
    "Part of the period that is a week",
    "=IF(N(period_days)>0,week_days/period_days,0)",
    "0.0000",
    "weeks",
    "7 days / days of the period",
)
HEADS_NEEDED = Followed(
    "heads_needed",
    "People that a figure needs",
    "=IF(ISNUMBER(least_heads),least_heads,1000^3)",
    style.WHOLE,
    "people",
    "The least number above; more than anybody has where it is empty or a text, so that every figure is hidden.",
)
_NUMBERS = ("whole", "decimal", "date")


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
    return (
        Line(
            "least_heads",
            "People behind each figure, at least",
            least_heads,
            heads,
            "0 to 1,000",
            "people",
            style.WHOLE,
            why,
        ),
        TOLERANCE,
    )


def write_closing(page: Page, row: int, lines: Sequence[Line]) -> int:
    """The last lines of the sheet, and the people that a figure needs; the row after them."""
    return write_followed(page, write_lines(page, row, lines), (HEADS_NEEDED,))


def typed_numbers(lines: Sequence[Line], limits: Sequence[Line]) -> tuple[Check, Check]:
    """The checks that numbers and dates among these inputs, and the limits of the data checks, are such."""
    of_limits = replace(_hold_numbers(limits), what="Limits of the data checks are numbers")
    return _hold_numbers(lines), of_limits


def _hold_numbers(lines: Sequence[Line]) -> Check:
    numbers = [line for line in lines if line.allowed.kind in _NUMBERS]
    needed = [line.name for line in numbers if not line.allowed.blank]
    return filled(needed, [line.name for line in numbers if line.allowed.blank])


def inputs_page(book: Book, lead: str) -> tuple[Page, int]:
    """An Inputs sheet with its heads, and the row after them."""
    page = Page(book, "Inputs", "inputs", WIDTHS)
    page.head("Inputs", lead)
    return page, page.heads(TOP, HEADS)

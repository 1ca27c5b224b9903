"""The sheet of the twelve months: head counts and total pay of four groups, and the hours of part-timers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Allowed, Page
from gapsheet.templates.pay_gap_japan.inputs import STARTED
from gapsheet.templates.pay_gap_japan.people import CELLS, MONTHS, SEXES, heads, part_timers, total_pay

SHEET = "Months"
FIRST_ROW = TOP + 2  # below the section's title and the heads
_CONVERSION_TITLE = FIRST_ROW + MONTHS + 1
CONVERSION_ROW = _CONVERSION_TITLE + 2
MONTH_FORMAT = "yyyy-mm"
_GROUPS = (
    ("Regular women, heads (正規・女性 人員数)", "Regular women, total pay (正規・女性 総賃金)"),
    ("Regular men, heads (正規・男性 人員数)", "Regular men, total pay (正規・男性 総賃金)"),
    ("Non-regular women, heads (非正規・女性 人員数)", "Non-regular women, total pay (非正規・女性 総賃金)"),
    ("Non-regular men, heads (非正規・男性 人員数)", "Non-regular men, total pay (非正規・男性 総賃金)"),
)
_CONVERSION_HEADS = (
    "Part-time women among the non-regular (短時間・女性)",
    "Hours a week of one of these women, on average",
    "Part-time men among the non-regular (短時間・男性)",
    "Hours a week of one of these men, on average",
)
_HEADS = Allowed(
    "decimal", 0, 1e7, "A number of 0 or more is expected.", "People on the payroll; type 0 for none", blank=True
)
_PAY = Allowed(
    "decimal", 0, 1e13, "Yen, 0 or more, are expected.", "Total pay of the month in yen; type 0 for none", blank=True
)
_HOURS = Allowed(
    "decimal", 0, 168, "Hours a week, 0 to 168, are expected.", "Hours of one part-timer, on average", blank=True
)
UNIT = FIRST + 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column of twelve inputs: place, first row, what is accepted, and what the example holds."""

    column: int
    first: int
    allowed: Allowed
    number_format: str
    example: tuple[float, ...]


def heads_column(group: int) -> int:
    """The column of a group's heads."""
    return UNIT + 1 + group


def pay_column(group: int) -> int:
    """The column of a group's total pay."""
    return UNIT + 1 + len(CELLS) + group


def part_time_column(place: int) -> int:
    """The column of part-time women (0) or men (1); the next column holds their hours."""
    return UNIT + 1 + 2 * place


def write_months(book: Book) -> Page:
    """Write the sheet with the example's months."""
    page = Page(book, SHEET, "inputs", (12, 16, *(20.5,) * 2 * len(CELLS)))
    page.head(
        "Twelve months (総賃金・人員数)",
        "From the payroll: heads counted alike every month, and total pay in yen. Type 0 where there is nobody.",
    )
    page.section(TOP, "Heads and total pay")
    titles = ("Month", "Unit", *(title for title, _ in _GROUPS), *(title for _, title in _GROUPS))
    page.heads(TOP + 1, _stacked(book, titles), right=range(2, len(titles)))
    _month_names(page, FIRST_ROW, "people · yen")
    book.define("year_begins", page.sheet, (FIRST_ROW, FIRST))
    for column in _columns():
        _fill(page, column)
    page.section(_CONVERSION_TITLE, "Conversion of part-timers by hours (人員数の換算)")
    page.heads(_CONVERSION_TITLE + 1, _stacked(book, ("Month", "Unit", *_CONVERSION_HEADS)), right=range(2, 6))
    _month_names(page, CONVERSION_ROW, "people · hours")
    for column in _conversion_columns():
        _fill(page, column)
    last = page.note(
        CONVERSION_ROW + MONTHS,
        "Part-timers are among the non-regular heads above; one counts as hours / hours of a regular worker. Left empty: no conversion.",
    )
    page.sheet.page_setup.fitToHeight = 1
    page.freeze(FIRST_ROW)
    sheets.repeat_title(page)
    page.close(last - 1)
    return page


def _stacked(book: Book, titles: Sequence[str]) -> list[str]:
    """Heads with their Japanese on a line of its own, where both are written: programs break it anywhere."""
    return [title.replace(" (", "\n(") if book.language.is_original else title for title in titles]


def _month_names(page: Page, first: int, unit: str) -> None:
    """The months of the business year, once typed as a day, then followed."""
    for month in range(MONTHS):
        above = f"=EDATE(B{first + month - 1},1)" if month else f"={STARTED}"
        named = above if first == FIRST_ROW else f"=B{FIRST_ROW + month}"
        page.put(first + month, FIRST, named, "Calculated text", MONTH_FORMAT)
        page.put(first + month, UNIT, unit, "Aside")
        page.height(first + month)


def _columns() -> list[Column]:
    """Heads of the four groups, then their pay."""
    months = range(MONTHS)
    counted = (tuple(float(heads(*cell, month)) for month in months) for cell in CELLS)
    paid = (tuple(float(total_pay(*cell, month)) for month in months) for cell in CELLS)
    return [
        *(Column(heads_column(group), FIRST_ROW, _HEADS, style.GENERAL, row) for group, row in enumerate(counted)),
        *(Column(pay_column(group), FIRST_ROW, _PAY, style.WHOLE, row) for group, row in enumerate(paid)),
    ]


def _conversion_columns() -> list[Column]:
    """Part-time women and their hours, part-time men and theirs."""
    columns = []
    for place, sex in enumerate(SEXES):
        at, rows = part_time_column(place), [part_timers(sex, month) for month in range(MONTHS)]
        counted, hours = tuple(float(people) for people, _ in rows), tuple(round(hours, 2) for _, hours in rows)
        columns.append(Column(at, CONVERSION_ROW, _HEADS, style.GENERAL, counted))
        columns.append(Column(at + 1, CONVERSION_ROW, _HOURS, "0.00", hours))
    return columns


def _fill(page: Page, column: Column) -> None:
    """Twelve inputs with one validation."""
    for month, value in enumerate(column.example):
        page.put(column.first + month, column.column, value, "Input", column.number_format)
    letter = get_column_letter(column.column)
    page.validate(f"{letter}{column.first}:{letter}{column.first + MONTHS - 1}", column.allowed)

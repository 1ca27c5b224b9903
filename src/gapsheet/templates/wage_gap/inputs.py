"""What the user types into the wage gap workbook: two sides with their comparator cards, and what a rise would cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from openpyxl.styles import Alignment, Border
from openpyxl.styles import Side as Edge
from openpyxl.utils import get_column_letter

from gapsheet.facts import ComparatorCard, Fact
from gapsheet.phrases import Phrase
from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.inputs import TEXT, TOLERANCE, Followed, Line, copy_lines
from gapsheet.templates.page import FIRST, TOP, Allowed, Page, choice, positive, rate, year

GROUP, REFERENCE, UNIT, ACCEPTED, REMARK = range(FIRST + 1, FIRST + 6)
STATISTICS = ("mean", "median", "other")
PERIODS = (("a year", 1), ("a month", 12))
# In the order of the tests on Result.
VERDICTS = (
    ("Inputs are incomplete", "◌", "Inputs are incomplete"),
    ("A figure is unverified", "◌", "No verdict: a figure is unverified"),
    ("Statistic or year differ", "≠", "Not comparable: statistic or year differ or are not stated"),
    ("Too few answers", "◌", "Cannot be called: too few answers"),
    ("No gap", "✓", "No gap: the group earns as much or more"),
    ("Other features differ", "▲", "The group earns less; more than pay differs"),
    ("Otherwise", "✗", "The group earns less, like for like"),
)
_BETWEEN = Edge(style="thick", color="FFFFFF")  # keeps the two sides apart
_OPEN_AMOUNT = replace(positive("A number above zero, or empty"), blank=True)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the example: its figure, its card, and what the card holds only in words."""

    name: str
    fact: Fact
    card: ComparatorCard
    year: int
    ages: str
    hours_basis: str | None
    annual_hours: float | None


@dataclass(frozen=True, slots=True)
class _Pair:
    """One line with a value for each side; the cells are named group_... and reference_..."""

    name: str
    label: str
    values: tuple[Any, Any]
    allowed: Allowed
    accepted: str
    unit: str = ""
    number_format: str | None = None
    remark: str = ""


def write_inputs(book: Book, group: Side, reference: Side, budget: Fact) -> Page:
    """Write the sheet with the example."""
    page = Page(book, "Inputs", "inputs", (36, 44, 44, 18, 36, 58))
    page.head(
        "Inputs",
        "Blue on cream: overwrite these. Your group stands first, the yardstick second; a positive gap means that your group earns less.",
    )
    row = page.heads(TOP, ("Input", "Group, or value", "Reference", "Unit", "Accepted", "Source or remark"))
    row = _singles(
        page, page.section(row, "This copy"), copy_lines(book, "The check for stale figures uses it.", _DATED)
    )
    row = _singles(page, page.section(row, "Unit of pay"), _UNITS)
    row = _followed(page, row, _UNIT_LINES)
    row = page.section(row, "The two sides")
    for pair in _sides(group, reference):
        row = _pair(page, row, pair)
    row = _pay_lines(page, row)
    row = page.section(row, "Comparator card: who stands behind each figure")
    for pair in _cards(group, reference):
        row = _pair(page, row, pair)
    page.new_page(row)
    row = page.section(row, "Optional: leave empty what you do not know")
    for pair in _options(group, reference):
        row = _pair(page, row, pair)
    row = _singles(page, row, _closing(budget))
    row = _followed(page, row, _CLOSING_LINES)
    row = _singles(page, page.section(row, "Settings"), _SETTINGS)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row)
    return page


_DATED = Allowed(
    "date", 36526, 109574, "A date from 2000 to 2199 is expected.", "The day to which the figures are up to date"
)


_UNITS = (
    Line("counted_in", "Currency", "yen", TEXT, "text: yen, euros, US dollars ..."),
    Line("scale", "Scale of pay", "thousand", choice("scales", "The unit of both pays"), "from the list"),
)
_UNIT_LINES = (
    Followed("unit_shown", "Unit shown", '=IF(scale=INDEX(scales,1),counted_in,TRIM(scale&" "&counted_in))', style.WHOLE),
    Followed("unit_factor", "Base units in one", "=IF(COUNTIF(scales,scale)=1,INDEX(scale_factors,MATCH(scale,scales,0)),1)", style.WHOLE),
)  # fmt: skip
_CLOSING_LINES = (
    Followed("budget_unit", "Unit of the budget", '=IF(budget_scale=INDEX(scales,1),counted_in,TRIM(budget_scale&" "&counted_in))', style.WHOLE),
    Followed("budget_factor", "Base units in one", "=IF(COUNTIF(scales,budget_scale)=1,INDEX(scale_factors,MATCH(budget_scale,scales,0)),1)", style.WHOLE),
    Followed("budget_value", "Budget in base units", "=N(budget_amount)*budget_factor", style.WHOLE),
)  # fmt: skip
_SETTINGS = (
    Line("least_answers", "Answers needed behind each figure", 30,
            Allowed("whole", 1, 100000, "A whole number from 1 to 100,000 is expected.", "Fewer answers: cannot be called"),
            "1 to 100,000", "answers", style.WHOLE, "Asked only where the number of answers is given."),
    Line("stale_after", "Pay is stale after", 5,
            Allowed("whole", 1, 20, "A whole number from 1 to 20 is expected.", "Years from the pay to the as-of date"),
            "1 to 20", "years", style.YEAR, "Only a check uses it."),
    TOLERANCE,
)  # fmt: skip


def _sides(group: Side, reference: Side) -> tuple[_Pair, ...]:
    pay = positive("Pay in the unit chosen, before tax unless both are after")
    return (
        _Pair("name", "Name", (group.name, reference.name), TEXT, "text", remark="Used in sentences and in the chart."),
        _Pair("amount", "Pay", (group.fact.stated_value, reference.fact.stated_value), pay, "above 0", "=unit_shown",
              style.PLAIN, "Both in the same unit, before tax, with bonus or without alike."),
        _Pair("period", "Paid", ("a year", "a year"), choice("periods", "a year or a month"), "a year or a month"),
        _Pair("status", "Source status", (sheets.status_of(group.fact), sheets.status_of(reference.fact)),
              choice("statuses", "How close to its origin"), "from the list", remark="An unverified figure carries no verdict."),
        _Pair("source", "Source", (group.fact.publisher, reference.fact.publisher), TEXT, "text"),
        _Pair("published", "As of", (group.fact.published, reference.fact.published), TEXT, "when it was published"),
    )  # fmt: skip


def _cards(group: Side, reference: Side) -> tuple[_Pair, ...]:
    cards = (group.card, reference.card)
    statistics = replace(choice("statistics", "A mean never stands beside a median"), blank=True)
    whole = Allowed(
        "whole", 1, 1e9, "A whole number above 0 is expected, or nothing.", "Number of answers, or empty", blank=True
    )
    return (
        _Pair("population", "Who is counted", (cards[0].population, cards[1].population), TEXT, "text", remark="Two groups differ here by nature: read both."),
        _Pair("statistic", "Statistic", (cards[0].statistic, cards[1].statistic), statistics, "mean, median or other",
              remark="Decides: a mean and a median are not comparable."),
        _Pair("year", "Year of the pay", (group.year, reference.year), replace(year(), blank=True), "1900 to 2200", "year",
              style.YEAR, "Decides: pay of different years is not comparable."),
        _Pair("period_words", "Period, in words", (cards[0].period, cards[1].period), TEXT, "text", remark="What the year above rests on."),
        _Pair("ages", "Ages", (group.ages, reference.ages), TEXT, "text, spelt alike"),
        _Pair("hours_basis", "Hours", (group.hours_basis, reference.hours_basis), TEXT, "text, or empty: not stated"),
        _Pair("employment", "Employment", (cards[0].employment, cards[1].employment), TEXT, "text, or empty: not stated"),
        _Pair("answers", "Number of answers", (None, None), whole, "above 0, or empty: not stated", "answers", style.WHOLE),
        _Pair("caveat", "To be kept in mind", (cards[0].caveat, cards[1].caveat), TEXT, "text"),
    )  # fmt: skip


def _options(group: Side, reference: Side) -> tuple[_Pair, ...]:
    growth = replace(rate("Yearly growth of the pay: 3 % or 0.03, or empty"), blank=True)
    return (
        _Pair("hours", "Hours worked", (group.annual_hours, reference.annual_hours), _OPEN_AMOUNT, "above 0, or empty",
              "hours a year", style.WHOLE, "Example: 198 hours a month over all ages, times 12; none published for the yardstick."),
        _Pair("growth", "Growth of pay", (None, None), growth, "-50 % to 100 %, or empty", "a year", style.PERCENT,
              "For the years until the two pays meet."),
    )  # fmt: skip


def _closing(budget: Fact) -> tuple[Line, ...]:
    return (
        Line("headcount", "People in the group", None, _OPEN_AMOUNT, "above 0, or empty", "people", style.WHOLE,
                "For the cost of closing the gap."),
        Line("budget_amount", "Budget", budget.stated_value, _OPEN_AMOUNT, "above 0, or empty", "=budget_unit",
                style.PLAIN, Phrase("Illustration: {title}; it is not meant for pay.", title=budget.title)),
        Line("budget_scale", "Scale of the budget", "bn", choice("scales", "The unit of the budget"), "from the list"),
    )  # fmt: skip


def _aside(page: Page, row: int, unit: str, accepted: str, remark: str) -> int:
    for column, text in ((UNIT, unit), (ACCEPTED, accepted), (REMARK, remark)):
        page.put(row, column, text, "Aside")
    page.sheet.cell(row, UNIT).alignment = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
    page.fit(row)
    return row + 1


def _typed(page: Page, row: int, column: int, item: _Pair | Line, value: Any, name: str) -> None:
    cell = page.input(row, column, value, item.allowed, item.number_format, name)
    cell.border = Border(bottom=cell.border.bottom, right=_BETWEEN)
    if item.number_format is None:
        sheets.left(cell)


def _pair(page: Page, row: int, item: _Pair) -> int:
    page.put(row, FIRST, item.label, "Label")
    for column, side, value in zip((GROUP, REFERENCE), ("group", "reference"), item.values, strict=True):
        _typed(page, row, column, item, value, f"{side}_{item.name}")
    if item.name == "status":
        page.book.define("pay_status", page.sheet, (row, GROUP), (row, REFERENCE))
    return _aside(page, row, item.unit, item.accepted, item.remark)


def _singles(page: Page, row: int, items: Sequence[Line]) -> int:
    for item in items:
        page.put(row, FIRST, item.label, "Label")
        _typed(page, row, GROUP, item, item.value, item.name)
        page.put(row, REFERENCE, None, "Aside")
        row = _aside(page, row, item.unit, item.accepted, item.remark)
    return row


def _followed(page: Page, row: int, lines: Sequence[Followed]) -> int:
    """Lines that follow from choices above them."""
    for line in lines:
        page.put(row, FIRST, line.label, "Label")
        page.put(row, GROUP, line.formula, "Calculated", line.number_format)
        page.put(row, REFERENCE, None, "Aside")
        page.book.define(line.name, page.sheet, (row, GROUP))
        row = _aside(page, row, "", "follows from the inputs", "")
    return row


def _pay_lines(page: Page, row: int) -> int:
    """Both pays in base units a year: what every formula uses."""
    page.put(row, FIRST, "Payments a year", "Label")
    page.put(row + 1, FIRST, "Pay a year in base units", "Label")
    for column, side in ((GROUP, "group"), (REFERENCE, "reference")):
        times = f"=IF(COUNTIF(periods,{side}_period)=1,INDEX(period_factors,MATCH({side}_period,periods,0)),1)"
        page.put(row, column, times, "Calculated", style.WHOLE)
        pay = f"=N({side}_amount)*unit_factor*{get_column_letter(column)}{row}"
        page.put(row + 1, column, pay, "Calculated", style.WHOLE)
        page.book.define(f"{side}_pay", page.sheet, (row + 1, column))
    row = _aside(page, row, "", "follows from the inputs", "")
    return _aside(page, row, "=counted_in", "follows from the inputs", "pay × scale × payments a year")


def write_lists(book: Book) -> Page:
    """The choices, the factors, and what the verdicts say."""
    page = Page(book, "Lists", "data", (34, 24, 60, 30))
    page.head(
        "Lists",
        "Choices of the inputs and words of the verdicts; change the words to suit your readers or your language.",
    )
    row = page.section(TOP, "Scales")
    row = sheets.words(page, row, ("Scale", "Base units"), sheets.SCALES, ("scales", "scale_factors"))
    row = page.section(row + 1, "Paid")
    row = sheets.words(page, row, ("Paid", "Times a year"), PERIODS, ("periods", "period_factors"))
    row = page.section(row + 1, "Statistics")
    row = sheets.words(page, row, ("Statistic",), [(word,) for word in STATISTICS], ("statistics",))
    page.new_page(row + 1)
    row = page.section(row + 1, "Source status")
    row = sheets.statuses(page, row, ("pay_status",))
    row = page.section(row + 1, "What the verdicts say")
    heads, names = ("Test", "Symbol", "Words"), ("", "verdict_symbols", "verdict_words")
    row = sheets.words(page, row, heads, VERDICTS, names)
    row = page.section(row + 1, "Single words")
    row = sheets.single_words(page, row, SINGLE_WORDS)
    first = row - len(SINGLE_WORDS)
    book.define("empty_codes", page.sheet, (first, FIRST + 1), (first + 1, FIRST + 1))
    book.define("match_words", page.sheet, (first + 2, FIRST + 1), (first + 4, FIRST + 1))
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row)
    return page


SINGLE_WORDS: tuple[tuple[str, object, str], ...] = (
    ("not_available", "[x]", "not available: an input is empty"),
    ("dash", "–", "does not apply"),
    ("", "not stated", "one side or both say nothing"),
    ("", "differs", "both sides say something else"),
    ("", "same", "both sides say the same"),
)

"""What the user types into the target workbook, and the lists and words its formulas look into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from gapsheet.facts import Fact
from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Allowed, Page, choice, positive, year

ROWS = 30  # rows of the history table
VALUE, UNIT, BASE, STATUS, AS_OF, SOURCE, ACCEPTED = range(FIRST + 1, FIRST + 8)
HEADS = ("Input", "Value", "Unit", "In base units", "Source status", "As of", "Source or remark", "Accepted")
# In the order of the tests on Result: what each says of a goal and of a warning.
VERDICTS = (
    ("Inputs are incomplete", "◌", "Inputs are incomplete", "◌", "Inputs are incomplete"),
    ("A figure is unverified", "◌", "No verdict: a figure is unverified", "◌", "No verdict: a figure is unverified"),
    ("Counted differently", "≠", "Not comparable: target and figures are counted differently",
     "≠", "Not comparable: projection and figures are counted differently"),
    ("Reached", "✓", "Achieved", "✗", "Already there"),
    ("Target year is over", "✗", "Missed: the target year is over", "✓", "Did not come true: the year is over"),
    ("Too few figures", "◌", "Cannot be called: too few figures", "◌", "Cannot be called: too few figures"),
    ("Interval holds the growth needed", "◌", "Cannot be called: the interval holds the growth needed",
     "◌", "Cannot be called: the interval holds the growth projected"),
    ("Trend is ahead", "✓", "On pace", "✗", "Faster than the projection"),
    ("Otherwise", "✗", "Below pace", "✓", "Slower than the projection"),
)  # fmt: skip
KINDS = (("goal", "wanted"), ("warning", "unwanted projection"))
DIRECTIONS = (("at least", "reached from below"), ("at most", "reached from above"))


@dataclass(frozen=True, slots=True)
class _Row:
    """One input line; `name` is the name in formulas, `base` the name of the amount in base units."""

    name: str
    label: str
    value: Any
    allowed: Allowed | None  # None: free text
    accepted: str
    unit: str = ""
    number_format: str | None = None
    base: str = ""
    fact: Fact | None = None
    remark: str = ""


def write_inputs(book: Book, history: Sequence[Fact], target: Fact, milestone: Fact) -> tuple[Page, int, int]:
    """Write the sheet with the example; gives it with the first and last row of the history."""
    page = Page(book, "Inputs", "inputs", (40, 26, 16, 24, 14, 14, 58, 38))
    page.head(
        "Inputs",
        "Blue on cream: overwrite these. Amounts are typed in the unit chosen; the next column turns them into base units.",
    )
    row = page.heads(TOP, HEADS, right=(1, 3))
    for title, rows in (
        ("This copy", _copy(book)),
        ("What is measured", _measured(history[-1])),
        ("The figures", _figures(history[-1], target, milestone)),
        ("Settings", _SETTINGS),
    ):
        row = page.section(row, title)
        first = row
        for item in rows:
            row = _input_row(page, row, item)
        if title == "What is measured":
            row = _units(page, row)
        if title == "The figures":
            book.define("figure_status", page.sheet, (first, STATUS), (row - 1, STATUS))
    page.new_page(row)
    row = page.section(row, "History: one row a year, up to 30; leave the rest empty")
    top = page.heads(row, ("Year", *HEADS[1:]), right=(1, 3))
    _history(page, top, history)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(top + ROWS - 1)
    return page, top, top + ROWS - 1


def _copy(book: Book) -> tuple[_Row, ...]:
    dates = Allowed(
        "date", 36526, 109574, "A date from 2000 to 2199 is expected.", "The day to which the figures are up to date"
    )
    return (
        _Row("owner", "Owner", "whoever uses this copy", None, "text"),
        _Row("version", "Version", "1", None, "text", remark="count up when figures change"),
        _Row(
            "as_of",
            "As of",
            book.as_of,
            dates,
            "a date",
            "date",
            style.DATE,
            remark="the check for stale figures uses it",
        ),
    )


def _measured(latest: Fact) -> tuple[_Row, ...]:
    """What is counted, in which unit, and whether it can be compared at all."""
    return (
        _Row("measure_name", "What is measured", latest.title, None, "text", remark=latest.definition),
        _Row("counted_in", "Counted in", "yen", None, "text: yen, people, tonnes ..."),
        _Row("scale", "Scale", "tn", choice("scales", "The unit of the amounts below"), "from the list"),
        _Row("kind", "Kind", "goal", choice("kinds", "goal: wanted; warning: a projection nobody wants"), "goal or warning"),
        _Row("direction", "The target means", "at least", choice("directions", "at least: from below; at most: from above"),
             "at least or at most"),
        _Row("comparable", "Are target and figures counted alike?", "yes",
             choice("yes_no", "yes: same definition, scope and vintage"), "yes or no",
             remark="The target was set on a base of 4.7 tn for 2022, the figure of this series."),
    )  # fmt: skip


def _figures(latest: Fact, target: Fact, milestone: Fact) -> tuple[_Row, ...]:
    amount = positive("An amount above zero in the unit chosen")
    open_amount, open_year = replace(amount, blank=True), replace(year(), blank=True)
    return (
        _Row("current_amount", "Latest figure", latest.stated_value, amount, "above 0", "=unit_shown", style.GENERAL,
             "current_value", latest, "current_source"),
        _Row("current_year", "Year of the latest figure", latest.year, year(), "1900 to 2200", "year", style.YEAR),
        _Row("target_amount", "Target", target.stated_value, amount, "above 0", "=unit_shown", style.GENERAL,
             "target_value", target, "target_source"),
        _Row("target_year", "Year of the target", target.year, year(), "after the latest figure", "year", style.YEAR),
        _Row("milestone_amount", "Milestone", milestone.stated_value, open_amount, "above 0, or empty", "=unit_shown",
             style.GENERAL, "milestone_value", milestone),
        _Row("milestone_year", "Year of the milestone", milestone.year, open_year, "after the latest figure, or empty",
             "year", style.YEAR),
    )  # fmt: skip


def _whole(low: int, high: int, prompt: str) -> Allowed:
    return Allowed("whole", low, high, f"A whole number from {low} to {high} is expected.", prompt)


_SETTINGS = (
    _Row("confidence_level", "Confidence of the interval", 0.95,
         Allowed("decimal", 0.5, 0.999, "A fraction from 50 % to 99.9 % is expected, such as 95% or 0.95.", "Such as 95%"),
         "50 % to 99.9 %", "fraction", "0%", remark="A wider interval calls fewer verdicts."),
    _Row("least_observations", "Figures needed for a verdict", 5, _whole(3, ROWS, "Fewer figures: cannot be called"),
         "3 to 30", "figures", style.YEAR, remark="Three or four points say little about the years ahead."),
    _Row("history_step", "Expected step of the history", 1, _whole(1, 20, "1: a figure every year"), "1 to 20", "years",
         style.YEAR, remark="Only a check uses it; the trend allows for gaps."),
    _Row("stale_after", "A latest figure is stale after", 3, _whole(1, 20, "Years from the latest figure to the as-of date"),
         "1 to 20", "years", style.YEAR, remark="Only a check uses it."),
    _Row("tolerance", "Tolerance of the checks", 1e-9,
         Allowed("decimal", 1e-15, 0.01, "A small number from 1E-15 to 0.01 is expected.", "Relative difference allowed"),
         "1E-15 to 0.01", "fraction", "0E+00", remark="Rounding of the processor, nothing more."),
)  # fmt: skip

# What may not stay empty among the numbers.
NEEDED = ("as_of", "current_amount", "current_year", "target_amount", "target_year", *(item.name for item in _SETTINGS))


def _input_row(page: Page, row: int, item: _Row) -> int:
    """Label, input, unit, amount in base units, and where the figure comes from."""
    page.put(row, FIRST, item.label, "Label")
    if item.allowed is None:
        sheets.text_input(page, row, VALUE, item.value, item.label, item.name)
    else:
        cell = page.input(row, VALUE, item.value, item.allowed, item.number_format, item.name)
        if item.allowed.kind == "list":
            sheets.left(cell)
    for column in (UNIT, BASE, STATUS, AS_OF, SOURCE):
        page.put(row, column, None, "Aside")
    page.put(row, UNIT, item.unit, "Aside")
    page.put(row, ACCEPTED, item.accepted, "Aside")
    if item.base:
        page.put(row, BASE, f"=N({item.name})*unit_factor", "Calculated", '#,##0;-#,##0;"–"')
        page.book.define(item.base, page.sheet, (row, BASE))
    if item.fact is not None:
        _source(page, row, item.fact, item.remark)
    else:
        page.put(row, SOURCE, item.remark, "Aside")
    page.fit(row)
    return row + 1


def _source(page: Page, row: int, fact: Fact | None, name: str = "") -> None:
    """Who says so, how close to the origin, and when it was published."""
    status = page.input(
        row, STATUS, fact and sheets.status_of(fact), replace(choice("statuses", "How close to its origin"), blank=True)
    )
    sheets.left(status)
    sheets.text_input(page, row, AS_OF, fact.published if fact else None, "When the figure was published")
    sheets.text_input(
        page, row, SOURCE, fact.publisher if fact else None, "Who publishes the figure, and where", name or None
    )


def _units(page: Page, row: int) -> int:
    """The unit that follows from the choices above."""
    lines = (
        ("Unit shown", "=IF(scale=INDEX(scales,1),counted_in,TRIM(scale&\" \"&counted_in))", "unit_shown", "Calculated"),
        ("Base units in one", "=IF(COUNTIF(scales,scale)=1,INDEX(scale_factors,MATCH(scale,scales,0)),1)", "unit_factor", "Calculated"),
        ("Sign of the direction", "=IF(direction=direction_up,1,-1)", "direction_sign", "Calculated"),
    )  # fmt: skip
    for label, formula, name, style_name in lines:
        page.put(row, FIRST, label, "Label")
        page.put(row, VALUE, formula, style_name, style.WHOLE)
        for column in range(UNIT, ACCEPTED):
            page.put(row, column, None, "Aside")
        page.put(row, ACCEPTED, "follows from the choices above", "Aside")
        page.book.define(name, page.sheet, (row, VALUE))
        page.height(row)
        row += 1
    return row


def _history(page: Page, top: int, history: Sequence[Fact]) -> None:
    """The table that the user pastes over; rows past the example are empty inputs."""
    for offset in range(ROWS):
        fact = history[offset] if offset < len(history) else None
        row = top + offset
        sheets.left(page.put(row, FIRST, fact and fact.year, "Input", style.YEAR))
        page.put(row, VALUE, fact and fact.stated_value, "Input", style.GENERAL)
        page.put(row, UNIT, "=unit_shown", "Aside")
        page.put(row, BASE, f'=IF(ISNUMBER(C{row}),C{row}*unit_factor,"")', "Calculated", style.WHOLE)
        for column, text in (
            (STATUS, fact and sheets.status_of(fact)),
            (AS_OF, fact and fact.published),
            (SOURCE, fact and fact.publisher),
        ):
            sheets.left(page.put(row, column, text, "Input"))
        page.put(row, ACCEPTED, "year and value above 0, or empty", "Aside")
        page.fit(row)
    validate_history(page, top, top + ROWS - 1, status="F", texts=("G", "H"))
    for name, column in (("years", FIRST), ("amounts", VALUE), ("values", BASE), ("status", STATUS)):
        page.book.define(f"history_{name}", page.sheet, (top, column), (top + ROWS - 1, column))
    page.book.define("history_earlier", page.sheet, (top, FIRST), (top + ROWS - 2, FIRST))
    page.book.define("history_later", page.sheet, (top + 1, FIRST), (top + ROWS - 1, FIRST))


def validate_history(page: Page, first: int, last: int, *, status: str, texts: Sequence[str]) -> None:
    """What a pasted history accepts: years in column B, amounts in C, the status and free texts where they stand."""
    text = Allowed(
        "textLength", 0, 250, "At most 250 characters are expected.", "Who publishes it, and when", blank=True
    )
    rules = {
        "B": replace(year(), blank=True),
        "C": positive("An amount above zero in the unit chosen", blank=True),
        status: replace(choice("statuses", "How close to its origin"), blank=True),
        **dict.fromkeys(texts, text),
    }
    for letter, rule in rules.items():
        page.validate(f"{letter}{first}:{letter}{last}", rule)


def write_lists(book: Book) -> Page:
    """The choices, the factors of the scales, and what the verdicts say."""
    page = Page(book, "Lists", "data", (34, 24, 52, 14, 52))
    page.head(
        "Lists",
        "Choices of the inputs and words of the verdicts; change the words to suit your readers or your language.",
    )
    row = page.section(TOP, "Scales")
    row = sheets.words(page, row, ("Scale", "Base units"), sheets.SCALES, ("scales", "scale_factors"))
    row = page.section(row + 1, "Source status")
    row = sheets.statuses(page, row, ("figure_status", "history_status"))
    row = write_kinds_and_verdicts(page, row)
    write_single_words(page, row, SINGLE_WORDS)
    return page


def write_kinds_and_verdicts(page: Page, row: int) -> int:
    """What a target can be, on which side of it one wants to stand, and what the verdicts say; the row after them."""
    row = page.section(row + 1, "Kinds")
    row = sheets.words(page, row, ("Kind", "Meaning"), KINDS, ("kinds",))
    page.book.define("kind_goal", page.sheet, (row - 2, FIRST))
    row = page.section(row + 1, "Directions")
    row = sheets.words(page, row, ("The target means", "Meaning"), DIRECTIONS, ("directions",))
    page.book.define("direction_up", page.sheet, (row - 2, FIRST))
    page.new_page(row + 1)
    row = page.section(row + 1, "What the verdicts say")
    heads = ("Test", "Goal: symbol", "Goal: words", "Warning: symbol", "Warning: words")
    names = ("", "goal_symbols", "goal_words", "warning_symbols", "warning_words")
    return sheets.words(page, row, heads, VERDICTS, names)


def write_single_words(page: Page, row: int, words: Sequence[tuple[str, object, str]]) -> None:
    """The last section of Lists; the last two of its words are yes and no."""
    row = page.section(row + 1, "Single words and numbers")
    row = sheets.single_words(page, row, words)
    yes = row - 2
    page.book.define("yes_no", page.sheet, (yes, FIRST + 1), (yes + 1, FIRST + 1))
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row)


SINGLE_WORDS: tuple[tuple[str, object, str], ...] = (
    ("dash", "–", "does not apply"),
    ("not_available", "[x]", "not available: an input is empty or there are too few figures"),
    ("least_for_interval", 3, "figures: two points leave nothing to judge their spread by"),
    ("word_yes", "yes", "an answer"),
    ("", "no", "an answer"),
)

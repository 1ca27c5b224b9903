"""The Inputs sheet: thresholds, choices and assumptions, the units, and the wording of verdicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gapsheet.facts import Confidence, units
from gapsheet.phrases import Kept
from gapsheet.refresh.records import Status
from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Allowed, Page, positive
from gapsheet.templates.sheets import repeat_title

OWNER = "whoever uses the workbook"
HEADS = ("Input", "Value", "Unit", "Accepted", "Source", "As of", "Owner", "Name in formulas", "Why")
KINDS = ("goal", "warning", "comparison")


@dataclass(frozen=True, slots=True)
class InputRow:
    """One input: named, with unit, accepted values, source and the reason it exists."""

    name: str
    label: str
    value: float | str | dt.date | None
    unit: str
    allowed: Allowed
    accepted: str
    why: str
    source: str = "choice of this workbook"
    number_format: str = style.GENERAL


THRESHOLDS = (
    InputRow(
        "confidence_level",
        "Confidence of the trend's interval",
        0.95,
        "fraction",
        Allowed(
            "decimal", 0.5, 0.999, "A fraction between 0.5 and 0.999 is expected, such as 95% or 0.95.", "Such as 95%"
        ),
        "50 % to 99.9 %",
        "A wider interval calls fewer verdicts.",
        number_format="0%",
    ),
    InputRow(
        "least_observations",
        "Annual figures needed for a verdict",
        5,
        "figures",
        Allowed(
            "whole",
            3,
            50,
            "A whole number from 3 to 50 is expected.",
            "With fewer figures the verdict is: cannot be called",
        ),
        "3 to 50",
        "A line through three or four points says little about the years ahead.",
        number_format="0",
    ),
    InputRow(
        "least_for_interval",
        "Annual figures needed for an interval",
        3,
        "figures",
        Allowed(
            "whole", 3, 50, "A whole number from 3 to 50 is expected.", "Least squares leaves n - 2 degrees of freedom"
        ),
        "3 to 50",
        "Two points fix a line and leave nothing to judge its spread by.",
        "statistics: n − 2 degrees of freedom",
        "0",
    ),
    InputRow(
        "stale_after_years",
        "A figure is stale after",
        3,
        "years",
        positive("Years after which a figure counts as old"),
        "above 0",
        "The last annual figure of a series that is published every year.",
        number_format="0",
    ),
)

# What each test says, in the order in which the tests are asked; the last one always holds.
VERDICTS = (
    ("figure missing", "◌", "A figure is missing", "◌", "A figure is missing", "◌", "A figure is missing"),
    ("unverified source", "◌", "Unverified source", "◌", "Unverified source", "◌", "Unverified source"),
    ("not comparable", "≠", "Not comparable", "≠", "Not comparable", "≠", "Not comparable"),
    ("achieved", "✓", "Achieved", "✗", "Already there", "✓", "No gap"),
    ("too few figures", "◌", "Cannot be called: too few years", "◌", "Cannot be called: too few years", "–", "–"),
    ("interval holds the required rate", "◌", "Cannot be called", "◌", "Cannot be called", "–", "–"),
    ("trend above the required rate", "✓", "On pace", "✗", "Growing faster than this case", "–", "–"),
    ("otherwise", "✗", "Below pace", "✓", "Growing more slowly", "▲", "Below the yardstick"),
)

CONFIDENCE_RANK = {
    Confidence.PRIMARY: 1,
    Confidence.SECONDARY: 2,
    Confidence.DERIVED: 3,
    Confidence.ARTICLE_ONLY: 4,
    Confidence.COULD_NOT_VERIFY: 5,
}
CONFIDENCE_MARKS = {
    Confidence.PRIMARY: "● primary",
    Confidence.SECONDARY: "◐ secondary",
    Confidence.DERIVED: "◐ derived",
    Confidence.ARTICLE_ONLY: "○ article only",
    Confidence.COULD_NOT_VERIFY: "○ unverified",
}


def write(book: Book, rows: Iterable[InputRow], blocks: Iterable[Callable[[Page, int], int]] = ()) -> Page:
    """Write the sheet: thresholds first, then what the topic sheets ask for; each block is given its row."""
    page = Page(book, "Inputs", "inputs", (44, 20, 30, 24, 32, 19, 26, 25, 46))
    page.head(
        "Inputs",
        "Blue on cream: change these. Sourced figures are inputs too and stand on Facts, each in its published unit.",
    )
    row = input_rows(page, TOP, (*THRESHOLDS, *rows))
    row = page.note(
        row,
        "[x]: not available until the input is filled. Empty inputs are allowed only where the column Accepted says so.",
    )
    for block in blocks:
        row = block(page, row + 1)
    page.new_page(row + 1)
    row = _units(page, page.section(row + 1, "Units"))
    row = _verdicts(page, page.section(row + 1, "What verdicts say"))
    row = _confidence(page, page.section(row + 1, "Confidence of sources"))
    row = _words(page, page.section(row + 1, "Words that formulas use"))
    page.freeze(TOP + 1)
    repeat_title(page)
    page.close(row)
    return page


def input_rows(page: Page, row: int, items: Iterable[InputRow]) -> int:
    """Inputs with their heads; the row after them."""
    row = page.heads(row, HEADS, right=(1,))
    for item in items:
        row = _input_row(page, row, item)
    return row


def _input_row(page: Page, row: int, item: InputRow) -> int:
    page.put(row, FIRST, item.label, "Label")
    page.input(row, FIRST + 1, item.value, item.allowed, item.number_format, item.name)
    texts = (item.unit, item.accepted, item.source, page.book.as_of.isoformat(), OWNER, Kept(item.name), item.why)
    for offset, text in enumerate(texts, start=2):
        page.put(row, FIRST + offset, text, "Aside")
    page.fit(row)
    return row + 1


def _block(page: Page, row: int, column: int, count: int, name: str) -> None:
    """Name a column of `count` cells that starts at (row, column)."""
    page.book.define(name, page.sheet, (row, column), (row + count - 1, column))


def _units(page: Page, row: int) -> int:
    """Factors from published units to base units; every amount on Facts passes through one of them, once."""
    row = page.heads(row, ("Unit", "Factor", "Base unit", "In words"), right=(1,))
    listed = list(units().values())
    for offset, unit in enumerate(listed):
        page.put(row + offset, FIRST, unit.unit, "Label")
        page.put(row + offset, FIRST + 1, float(unit.factor), "Calculated", style.by_value(float(unit.factor)))
        page.put(row + offset, FIRST + 2, unit.base, "Aside")
        page.put(row + offset, FIRST + 3, unit.words, "Aside")
        page.fit(row + offset)
    _block(page, row, FIRST, len(listed), "unit_code")
    _block(page, row, FIRST + 1, len(listed), "unit_factor")
    for name, code in (("unit_trillion", "tn JPY"), ("unit_billion", "bn JPY")):
        page.book.define(name, page.sheet, (row + [unit.unit for unit in listed].index(code), FIRST + 1))
    return row + len(listed)


def _verdicts(page: Page, row: int) -> int:
    heads = ["Test, in this order"]
    for kind in KINDS:
        heads += [f"{kind}: symbol", f"{kind}: words"]
    row = page.heads(row, heads)
    for offset, cells in enumerate(VERDICTS):
        for column, text in enumerate(cells):
            style_name = "Label" if column == 0 else "Sign" if column % 2 else "Aside"
            page.put(row + offset, FIRST + column, text, style_name)
        page.fit(row + offset)
    for position, kind in enumerate(KINDS):
        _block(page, row, FIRST + 1 + 2 * position, len(VERDICTS), f"{kind}_symbols")
        _block(page, row, FIRST + 2 + 2 * position, len(VERDICTS), f"{kind}_words")
    return row + len(VERDICTS)


def _confidence(page: Page, row: int) -> int:
    row = page.heads(row, ("Word", "Rank", "Mark"), right=(1,))
    for offset, (word, rank) in enumerate(CONFIDENCE_RANK.items()):
        page.put(row + offset, FIRST, word.value, "Label")
        page.put(row + offset, FIRST + 1, rank, "Calculated", "0")
        page.put(row + offset, FIRST + 2, CONFIDENCE_MARKS[word], "Aside")
        page.fit(row + offset)
    for column, name in enumerate(("confidence_word", "confidence_rank", "confidence_mark")):
        _block(page, row, FIRST + column, len(CONFIDENCE_RANK), name)
    first_unverified = list(CONFIDENCE_RANK).index(Confidence.ARTICLE_ONLY)
    page.book.define("unverified_rank", page.sheet, (row + first_unverified, FIRST + 1))
    return row + len(CONFIDENCE_RANK)


def _words(page: Page, row: int) -> int:
    """Single words that formulas compare with or print, so that none stands inside a formula."""
    words = (
        ("dash", "–", "does not apply"),
        ("not_available", "[x]", "not available: an input is empty"),
        ("empty_or_zero", "empty or 0", "on Checks: a figure that it divides by, or grows from, is missing or 0"),
        ("figure_missing", "A figure is missing", "in place of a sentence about it"),
        ("word_yes", "yes", "comparable"),
        ("word_no", "no", "not comparable"),
        ("status_stale", Status.STALE.value, "state of a source whose new figures are overdue"),
        ("status_failed", Status.FAILED.value, "state of a source that could not be read"),
        ("stale_mark", " ▲ late", "follows the source's mark on the Scorecard when its figures are stale or failed"),
        ("check_marks", "✓", "everything passes"),
        ("", "▲", "a source is stale or failed"),
        ("", "✗", "a check fails"),
        *((f"kind_{kind}", kind, "kind of a row on the Scorecard") for kind in KINDS),
    )
    row = page.heads(row, ("Name", "Word", "Meaning"))
    for offset, (name, word, meaning) in enumerate(words):
        page.put(row + offset, FIRST, Kept(name), "Label")
        page.put(row + offset, FIRST + 1, word, "Calculated text")
        page.put(row + offset, FIRST + 2, meaning, "Aside")
        page.fit(row + offset)
        if name not in ("", "check_marks"):  # these stand in a list
            page.book.define(name, page.sheet, (row + offset, FIRST + 1))
    yes, marks = (row + [name for name, *_ in words].index(first) for first in ("word_yes", "check_marks"))
    _block(page, row, FIRST + 1, 2, "empty_codes")  # the dash and what is not available
    _block(page, yes, FIRST + 1, 2, "yes_no")
    _block(page, marks, FIRST + 1, 3, "check_marks")
    return row + len(words)

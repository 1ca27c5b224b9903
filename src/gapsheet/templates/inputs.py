"""Lines of an Inputs sheet: what one says, how it is written, and those that several books have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gapsheet.phrases import Kept
from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.known import numbers_given
from gapsheet.templates.page import FIRST, Allowed, Page

TEXT = Allowed("textLength", 0, 250, "At most 250 characters are expected.", "Text, or empty", blank=True)
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


TOLERANCE = Line(
    "tolerance",
    "Tolerance of the checks",
    1e-9,
    Allowed("decimal", 1e-15, 0.01, "A small number from 1E-15 to 0.01 is expected.", "Relative difference allowed"),
    "1E-15 to 0.01",
    "fraction",
    "0E+00",
    "Rounding of the processor, nothing more.",
)


def filled(names: Sequence[str], may_be_empty: Sequence[str] = ()) -> sheets.Check:
    """The check that inputs which must not stay empty hold numbers, and those that may hold no text."""
    found, expected = numbers_given(names, may_be_empty)
    cure = "Type a number: an input may stay empty only where the column Accepted says so."
    return sheets.Check("Inputs that must be filled hold numbers", f"={found}", f"={expected}", cure)


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


def copy_lines(book: Book, remark: str, day: Allowed = DAY) -> tuple[Line, ...]:
    """Owner, version and date of the user's copy; the remark tells what the date means."""
    return (
        Line("owner", "Owner", "whoever uses this copy", TEXT, "text"),
        Line("version", "Version", Kept("1"), TEXT, "text", remark="Count up when figures change."),
        Line("as_of", "As of", book.as_of, day, "a date", "date", style.DATE, remark),
    )

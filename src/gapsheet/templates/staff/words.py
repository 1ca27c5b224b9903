"""What the workbooks about a staff list say alike, and how the words of their charts are written."""

from __future__ import annotations

from collections.abc import Sequence

from gapsheet.templates.known import day_told
from gapsheet.templates.page import FIRST, Page

LEAD = "One person a row: blue columns are yours, those on the right follow. 60 invented people: paste your own over them, as values."
ROWS_LINE = '="Rows: "&FIXED(staff_used,0)&" used, "&FIXED(staff_excluded,0)&" left out, "&FIXED(staff_warned,0)&" with a warning"'


def state(finding: str = "finding") -> list[tuple[str, str]]:
    """Whose report it is, what it finds, how old it is; `finding` is the name of the cell with the finding."""
    return [
        ("Employer", '=employer&""'),
        ("Finding", f"={finding}"),
        ("As of", "=" + day_told("as_of")),
        ("Owner", "=owner"),
        ("Version", "=version"),
    ]


def write_words(page: Page, first: int, words: Sequence[tuple[str, str, str]]) -> dict[str, int]:
    """Parts of sentences, each in a row of its own: label, text or formula, and a name or ""; their rows by label."""
    rows = {}
    for row, (label, text, name) in enumerate(words, start=first):
        page.put(row, FIRST, label, "Aside")
        page.put(row, FIRST + 1, text, "Reading")
        page.height(row)
        rows[label] = row
        if name:
            page.book.define(name, page.sheet, (row, FIRST + 1))
    return rows

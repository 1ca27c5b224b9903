"""The Instructions sheet: what to do, in order; and the notice that these books are an aid and no advice."""

from __future__ import annotations

from collections.abc import Sequence

from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page

NOTICE = "A preparation aid, not legal advice."
MAP = (
    "Map the payroll codes",
    "On Pay elements list every code of the payroll export and say what it counts as and why; type new codes below the table. Delete the rows of the example that you do not have. Nothing is guessed: an unknown code is an error.",
)
PASTE = (
    "Paste your staff",
    "On Employees overwrite the column heads of the pay with your codes (insert columns between the first and the last one and copy the cells above the heads, or delete some), then paste one person a row over the example, as values, in the blue columns only. The table grows, up to 100,000 rows; delete the rows of the example that are left over. Columns on the right follow by themselves. Before you print, set the print area of Employees anew.",
)
CHECK = (
    "Read Data checks",
    "Every rule with the rows that fail it, and the first rows to look at. Rows with an error are left out and counted, rows with a warning stay. Mend them in Employees until what is left is meant.",
)
BEFORE_FILING = (
    "Before you file",
    "Save a copy with its date. Another person should read Pay elements and the rows with warnings: codes in the wrong place and bonuses that are not cut to the period are the commonest mistakes.",
)
PRIVACY = (
    "Protect the people",
    "Use numbers, not names. The file holds pay of single persons: pass on Results and Notes text only, and mind the least number of people behind each figure on Inputs.",
)
EXAMPLE = (
    "The example",
    "60 invented people: no company's payroll. Every figure you see follows from them until you paste your own.",
)


def write_instructions(book: Book, lead: str, steps: Sequence[tuple[str, str]]) -> Page:
    """Write the sheet: steps in their order, each with a heading and what to do."""
    page = Page(book, "Instructions", "inputs", (8, 34, 96, 26))
    page.head("Instructions", lead)
    row = page.heads(TOP, ("Step", "What", "How to", ""))
    for number, (what, how) in enumerate(steps, start=1):
        page.put(row, FIRST, number, "Label", "0")
        page.put(row, FIRST + 1, what, "Label")
        page.put(row, FIRST + 2, how, "Calculated text")
        page.put(row, FIRST + 3, None, "Label")  # the rule runs on to the right edge
        page.fit(row)
        row += 1
    page.freeze(TOP + 1)
    page.close(row - 1)
    return page

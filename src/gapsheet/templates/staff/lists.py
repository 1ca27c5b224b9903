"""The words that the staff sheets look up: the rules for rows, the states of codes, labels for what has no figure."""

from __future__ import annotations

from gapsheet.phrases import Kept
from gapsheet.templates import sheets
from gapsheet.templates.page import FIRST, Page
from gapsheet.templates.staff.elements import STATES
from gapsheet.templates.staff.model import StaffList

SEVERITIES = ("error", "warning")
SUPPRESSED = "[c]"
CODES = (
    ("[c]", "confidential: fewer people stand behind the figure than the least number on Inputs"),
    ("[x]", "not available: an input is empty, or there are too few people to compare"),
    ("–", "does not apply, or nothing was paid"),
    ("✓", "every check passes"),
    ("✗", "a check fails"),
    ("blue on cream", "an input you may change; everything else follows from the inputs"),
)
_SINGLE = (
    ("dash", "–", "does not apply"),
    ("not_available", Kept("[x]"), "not available"),
    ("suppressed", Kept(SUPPRESSED), "confidential: too few people"),
    ("not_mapped", "not mapped", "a payroll code that is missing on Pay elements"),
)


def write_rules(page: Page, row: int, staff: StaffList) -> int:
    """Write the lists of the staff sheets on a book's sheet of lists, of five columns or more; the row after them."""
    row = page.section(row, "Rules for the rows of Employees, in the order in which they are asked")
    rules: list[tuple[str, ...]] = [(fault.name, fault.severity, fault.rule, fault.cure) for fault in staff.rules]
    rules.append(("–", "–", "The row fails no rule.", "Nothing."))
    heads = ("Fault", "Severity", "Rule", "What to do")
    first = row + 1
    row = sheets.words(page, row, heads, rules, ("", "", "", ""))
    last = row - 2  # the line of rows without a fault is for fault_names only
    for name, column, end in (
        ("fault_names", FIRST, row - 1),
        ("fault_severities", FIRST + 1, last),
        ("fault_rules", FIRST + 2, last),
        ("fault_cures", FIRST + 3, last),
    ):
        page.book.define(name, page.sheet, (first, column), (end, column))
    page.book.keep(page.sheet, page.sheet.cell(row - 1, FIRST).coordinate)
    row = page.section(row + 1, "Words")
    row = sheets.words(page, row, ("Severity",), [(word,) for word in SEVERITIES], ("severities",))
    row = sheets.words(page, row + 1, ("State of a code",), [(word,) for word in STATES], ("element_states",))
    row = sheets.single_words(page, row + 1, _SINGLE)
    page.put(row, FIRST, Kept("error_rules"), "Label")
    page.put(row, FIRST + 1, "=COUNTIF(fault_severities,INDEX(severities,1))", "Calculated text", "0")
    page.put(row, FIRST + 2, "how many rules are errors", "Aside")
    page.book.define("error_rules", page.sheet, (row, FIRST + 1))
    page.fit(row)
    return row + 1

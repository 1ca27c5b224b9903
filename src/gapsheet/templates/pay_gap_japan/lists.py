"""The words of the Japanese pay workbook: labels of the form, choices with their Japanese, faults, verdicts, codes."""

from __future__ import annotations

from collections.abc import Sequence

from gapsheet.phrases import Kept
from gapsheet.templates import sheets
from gapsheet.templates.book import Book
from gapsheet.templates.page import TOP, Page
from gapsheet.templates.staff.lists import write_rules
from gapsheet.templates.staff.model import StaffList

# As the form has them; Employees and the working use the labels typed on Inputs.
WORKERS = (
    ("All workers (全労働者)", "全労働者"),
    ("Regular workers (正規雇用労働者)", "正規雇用労働者"),
    ("Non-regular workers (非正規雇用労働者)", "非正規雇用労働者"),
)
YES_NO = ("yes", "no")
COUNTING = (
    ("on the last day of each month", "各月末日"),
    ("on the pay day of each month", "各月の給与支給日"),
    ("on the first day of each month", "各月1日"),
)
WITHHOLDING = (
    ("show the three ratios", "Averages and heads of a small group are withheld, the ratios are shown"),
    ("withhold ratios of small groups, too", "For copies that are not the disclosure itself"),
)
# In the order in which a cell of Months is tested.
FAULTS = (
    "head count missing",
    "total pay missing",
    "head count is no number of 0 or more",
    "total pay is no number of 0 or more",
)
CONVERSION_FAULTS = (
    "part-timers missing",
    "hours of part-timers missing",
    "part-timers are no number of 0 or more, or too many",
    "hours of part-timers are no number above 0",
)
WARNINGS = (
    "pay, but nobody on the payroll",
    "people, but no pay",
    "head count is no whole number",
    "head count far from the median month",
    "pay a head far from the median month",
)
CONVERSION_WARNING = "hours of part-timers are longer than a regular worker's"
# In the order of the tests on Calculation.
VERDICTS = (
    ("No month can be used", "◌", "No figures: no month is complete; see Month checks"),
    ("The function refuses", "◌", "No figures: the function refuses the months; the reason stands on Calculation"),
    ("A month is left out", "✗", "Not ready to file: a month with an error is left out; see Month checks"),
    (
        "The staff list has an error",
        "▲",
        "Complete; read the errors and warnings on Month checks and Data checks before you file",
    ),
    (
        "A month or the staff list has a warning",
        "▲",
        "Complete; read the warnings on Month checks and Data checks before you file",
    ),
    ("A group has one sex only", "▲", "Complete; a group without women or without men has no ratio"),
    ("Otherwise", "✓", "Ready to file: twelve months, no fault found"),
)
CODES = (
    ("[c]", "withheld: fewer people than the threshold on Inputs, or others could be worked out from it"),
    ("[x]", "not available: an input is empty, or a month has an error"),
    ("–", "does not apply: nobody in this group, so the form shows 「－」"),
    ("✓", "nothing was found that keeps the figures from being filed"),
    ("▲", "figures are complete; something should be read first"),
    ("✗", "not ready to file"),
    ("◌", "no figures are possible with these inputs"),
    ("blue on cream", "an input you may change; everything else follows from the inputs"),
)


def write_lists(book: Book, staff: StaffList) -> Page:
    """Write the sheet."""
    page = Page(book, "Lists", "data", (48, 34, 62, 62, 12))
    page.head("Lists", "Words that formulas look up; the words of the form stand beside the English ones.")
    row = page.section(TOP, "Words of the form")
    row = sheets.words(page, row, ("Workers", "As the form says"), _kept(WORKERS), ("workers", "workers_in_japanese"))
    row = page.section(row + 1, "Choices")
    names = ("countings", "countings_in_japanese")
    row = sheets.words(page, row, ("Heads are counted", "As the form says"), _kept(COUNTING), names)
    row = sheets.words(page, row + 1, ("Yes or no",), [(word,) for word in YES_NO], ("yes_no",))
    row = sheets.words(page, row + 1, ("Small groups", "", "Meaning"), _spread(WITHHOLDING), ("withholdings",))
    page.new_page(row + 1)
    row = page.section(row + 1, "Faults of the months")
    for title, rows, name in (
        ("Error of a month", FAULTS, "month_faults"),
        ("Error in the conversion", CONVERSION_FAULTS, "conversion_faults"),
        ("Warning", WARNINGS, "month_warnings"),
        ("Warning in the conversion", (CONVERSION_WARNING,), "conversion_warning"),
    ):
        row = sheets.words(page, row, (title,), [(word,) for word in rows], (name,)) + 1
    page.new_page(row)
    row = write_rules(page, row, staff)
    page.new_page(row + 1)
    row = page.section(row + 1, "What the findings say")
    said = ("", "verdict_symbols", "verdict_words")
    row = sheets.words(page, row, ("Test", "Symbol", "Words"), VERDICTS, said)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row - 1)
    return page


def _kept(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Words with their Japanese, which stays as it is."""
    return [(word, Kept(japanese)) for word, japanese in rows]


def _spread(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Words with their meaning in the third column."""
    return [(word, "", meaning) for word, meaning in rows]

"""The sheet Month checks: which figures of the months are faulty, and which months are used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.pay_gap_japan import months, working
from gapsheet.templates.pay_gap_japan.lists import CONVERSION_FAULTS, CONVERSION_WARNING, FAULTS, WARNINGS
from gapsheet.templates.pay_gap_japan.months import MONTH_FORMAT
from gapsheet.templates.pay_gap_japan.people import CELLS, MONTHS

NAME = "Month checks"
FIRST_GROUP = TOP + 2  # its row on Calculation
_LEAD = "An error leaves the whole month out, for women and men alike, and the figures are not ready to file; a warning does not."
_CURES = {
    FAULTS[0]: "Type the heads; 0 where there was nobody.",
    FAULTS[1]: "Type the total pay; 0 where nothing was paid.",
    FAULTS[2]: "Type a number of 0 or more.",
    FAULTS[3]: "Type a number of 0 or more; corrections belong to the month that they correct.",
    CONVERSION_FAULTS[0]: "Type the part-timers of the month; 0 where there were none.",
    CONVERSION_FAULTS[1]: "Type their hours, or take them out of the conversion.",
    CONVERSION_FAULTS[2]: "Part-timers are among the non-regular heads: at most as many.",
    CONVERSION_FAULTS[3]: "Type hours above 0.",
    WARNINGS[0]: "Right for people who left before the day of counting; check.",
    WARNINGS[1]: "Right for people on unpaid leave; check.",
    WARNINGS[2]: "Heads that are converted already must not be converted again.",
    WARNINGS[3]: "Check for a mistyped figure, or a change in the way of counting.",
    WARNINGS[4]: "Check for a missing digit, or a bonus larger than the limit on Inputs allows.",
    CONVERSION_WARNING: "Check that overtime is not in the hours.",
}


def write_month_checks(book: Book) -> Page:
    """Write the sheet."""
    page = Page(book, NAME, "calc", (56, 11, 10, 13, 14, 10, 54, 54))
    page.head(NAME, _LEAD)
    page.put(TOP, FIRST, _FINDING, "Section")
    heads = ("Month", "Used", "Errors", "Warnings", "", "", "First error", "First warning")
    row = page.heads(TOP + 2, heads, right=(1, 2, 3))
    for month in range(MONTHS):
        _month(page, row + month, month)
    last = row + MONTHS - 1
    for offset, name in enumerate(("month_dates", "month_used", "month_error_n", "month_warning_n")):
        book.define(name, page.sheet, (row, FIRST + offset), (last, FIRST + offset))
    row = page.section(last + 2, "Rules for every figure of Months")
    heads = ("Fault", "Severity", "Figures", "First month", "Workers", "Sex", "What to do", "")
    top = row = page.heads(row, heads, right=(2,))
    for rule in _rules():
        _rule(page, row, rule)
        row += 1
    page.colour_by(f"C{top}:D{row - 1}", f"($D{top}>0)*($C{top}=INDEX(severities,1))", style.BAD, bold=True)
    page.colour_by(f"C{top}:D{row - 1}", f"($D{top}>0)*($C{top}=INDEX(severities,2))", style.CAUTION, bold=True)
    row = _groups(page, row + 1)
    page.sheet.page_setup.fitToHeight = 1
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row - 1)
    return page


def _groups(page: Page, row: int) -> int:
    """How far the staff list is from the months, group by group; the row after them."""
    row = page.section(row, "The four groups against the staff list (a warning above the tolerance on Inputs)")
    heads = ("Workers", "Sex", "People", "Pay", "Too far", "", "What to do", "")
    top = page.heads(row, heads, right=(2, 3, 4))
    points = "+0.0%;-0.0%;0.0%"
    for group in range(len(CELLS)):
        at = FIRST_GROUP + group
        cells = (
            (f"='Calculation'!B{at}", "Label", None),
            (f"='Calculation'!C{at}", "Calculated text", None),
            (f"='Calculation'!M{at}", "Calculated", points),
            (f"='Calculation'!N{at}", "Calculated", points),
            (f"='Calculation'!O{at}", "Calculated", style.YEAR),
            (None, "Aside", None),
            ("People who left are missing on the list; look for others.", "Aside", None),
            (None, "Aside", None),
        )
        for offset, (content, style_name, number_format) in enumerate(cells):
            page.put(top + group, FIRST + offset, content, style_name, number_format)
        page.height(top + group)
    last = top + len(CELLS) - 1
    page.colour_by(f"F{top}:F{last}", f"$F{top}=1", style.CAUTION, bold=True)
    return last + 1


_FINDING = (
    '=FIXED(months_used,0)&" of "&FIXED(ROWS(month_used),0)&" months are used; "&FIXED(SUM(month_error_n),0)'
    '&" errors, "&FIXED(SUM(month_warning_n),0)&" warnings"'
)


def _month(page: Page, row: int, month: int) -> None:
    """One month: whether it is used, errors and warnings, and the first of each in words."""
    cells = (
        (f"='{months.SHEET}'!B{months.FIRST_ROW + month}", "Calculated text", MONTH_FORMAT),
        (f"=(D{row}=0)*(SUMIF(work_month,B{row},work_in_use)>0)", "Calculated", style.YEAR),
        (f"=SUMIF(work_month,B{row},work_error)", "Calculated", style.YEAR),
        (f"=SUMIF(work_month,B{row},work_warned)", "Calculated", style.YEAR),
        (None, "Aside", None),
        (None, "Aside", None),
        (f"=IF(D{row}>0,INDEX(work_fault,MATCH(B{row},error_keys,0)),dash)", "Aside", None),
        (f"=IF(E{row}>0,INDEX(work_warning,MATCH(B{row},warning_keys,0)),dash)", "Aside", None),
    )
    for offset, (formula, style_name, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, formula, style_name, number_format)
    page.height(row)


@dataclass(frozen=True, slots=True)
class _Rule:
    """One rule: its words, where they stand, its severity (1 error, 2 warning), and its column of the working."""

    word: str
    place: str
    severity: int
    column: Callable[[str], str]
    letter: str


def _rules() -> list[_Rule]:
    """Errors first: the four groups, then part-timers."""
    cells, parts = working.cells_of, working.part_timers_of
    groups = (
        (FAULTS, "month_faults", 1, cells, working.ERRORS),
        (CONVERSION_FAULTS, "conversion_faults", 1, parts, working.ERRORS),
        (WARNINGS, "month_warnings", 2, cells, working.WARNINGS),
    )
    listed = [
        _Rule(word, f"=INDEX({name},{place})", severity, column, letter)
        for words, name, severity, column, letters in groups
        for place, (word, letter) in enumerate(zip(words, letters, strict=True), start=1)
    ]
    return [*listed, _Rule(CONVERSION_WARNING, "=conversion_warning", 2, parts, working.WARNINGS[-1])]


def _rule(page: Page, row: int, rule: _Rule) -> None:
    """How many figures break a rule, and the first of them; the row is made high enough for its words."""
    flags = rule.column(rule.letter)
    found = [f"=IF(D{row}>0,INDEX({rule.column(letter)},MATCH(1,{flags},0)),dash)" for letter in "BDC"]
    page.put(row, FIRST, rule.word, "Label")
    cells = (
        (rule.place, "Label", None),
        (f"=INDEX(severities,{rule.severity})", "Calculated text", None),
        (f"=COUNTIF({flags},1)", "Calculated", style.YEAR),
        (found[0], "Calculated text", MONTH_FORMAT),
        (found[1], "Calculated text", None),
        (found[2], "Calculated text", None),
        (_CURES[rule.word], "Aside", None),
        (None, "Aside", None),
    )
    page.put(row, FIRST + 6, _CURES[rule.word], "Aside")
    page.fit(row)
    for offset, (content, style_name, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, content, style_name, number_format)

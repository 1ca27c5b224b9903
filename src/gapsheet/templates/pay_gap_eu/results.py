"""Points a to g of Article 9(1), ready to file: gaps, shares and head counts, never an amount of pay."""

from __future__ import annotations

from openpyxl.styles import Alignment

from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.pay_gap_eu.inputs import SLOTS
from gapsheet.templates.pay_gap_eu.lines import low, unlined
from gapsheet.templates.pay_gap_eu.overall import BANDS, GAPS
from gapsheet.templates.staff import suppression
from gapsheet.templates.staff.instructions import NOTICE

Cells = tuple[tuple[str | None, str, str | None], ...]

_SIDE = "INDEX(direction_words,1+ISNUMBER({gap})*(1+(N({gap})>0)+2*(N({gap})<0)))"
_HOW = {
    "a": "(men − women) / men, average pay level; positive: women are paid less",
    "b": "the same for complementary or variable components",
    "c": "the same with the middle person of each sex",
    "d": "the same for complementary or variable components",
}
_GAP_HEADS = ("Point", "What is compared", "Gap", "Paid less", "Women", "Men", "How", "", "")
_SHARE_HEADS = ("Point", "Share of women and of men", "Women", "", "Men", "People", "How", "", "")
_CATEGORY_HEADS = ("g", "Category of workers", "Gap, pay level", "Paid less", "Women", "Men", "Gap, basic wage",
                   "Gap, variable pay", "Difference in pay level of 5 % or more (Article 10)")  # fmt: skip


def write_results(book: Book) -> Page:
    """Write the sheet."""
    page = Page(book, "Results", "output", (7, 56, 15, 12, 12, 12, 15, 15, 50))
    page.head(
        "Results ready to file",
        f"{NOTICE} Article 9(1)(a) to (g) of Directive (EU) 2023/970; gaps stand unrounded in their cells.",
    )
    page.put(TOP, FIRST, "=finding_line", "Section")
    for offset, name in enumerate(("report_line", "coverage_line", "duty_line", "national_line"), start=1):
        page.put(TOP + offset, FIRST, f"={name}", "Reading")
    row = _points(page, TOP + 6)
    row = _shares(page, row + 1)
    page.new_page(row + 1)
    top = page.heads(row + 1, _CATEGORY_HEADS, right=(2, 4, 5, 6, 7))
    for row in range(top, top + SLOTS):
        _cells(page, row, _category(row, top))
        sheets.left(page.sheet.cell(row, FIRST))
        low(page, row)
    unlined(page, top, row, FIRST + 1)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row)
    return page


def _points(page: Page, row: int) -> int:
    """Points a to d."""
    row = page.heads(row, _GAP_HEADS, right=(2, 4, 5))
    for point, label, flag in GAPS:
        who = "b" if flag == "can_vary" else "n"
        cells: Cells = (
            (point, "Label", None),
            (label, "Label", None),
            (suppression.shown(f"gap_{point}", f"women_{who}", f"men_{who}"), "Calculated", style.PERCENT),
            (f"={_SIDE.format(gap=f'D{row}')}", "Calculated text", None),
            (f"=1*women_{who}", "Calculated", style.WHOLE),
            (f"=1*men_{who}", "Calculated", style.WHOLE),
            *_remark(_HOW[point]),
        )
        _cells(page, row, cells)
        _run_on(page, row)
        if point == "a":
            page.book.define("filed_a", page.sheet, (row, FIRST + 2))
        row += 1
    return row


def _shares(page: Page, row: int) -> int:
    """Points e and f; the heads of bands are no pay, and are shown."""
    row = page.heads(row, _SHARE_HEADS, right=(2, 4, 5))
    who = (suppression.shown(name, "women_n", "men_n") for name in ("receive_women", "receive_men"))
    lines = [
        ("e", "Receive complementary or variable components", *who, "=women_n+men_n", "of all women, and of all men")
    ]
    for place, label in enumerate(BANDS, start=1):
        parts = (f"=INDEX(band_{what},{place})" for what in ("women", "men", "heads"))
        lines.append(("f", label, *parts, "of the people of the band; both make 100 %"))
    for point, label, women, men, people, how in lines:
        cells: Cells = (
            (point, "Label", None),
            (label, "Label", None),
            (women, "Calculated", style.PERCENT),
            (None, "Label", None),
            (men, "Calculated", style.PERCENT),
            (people, "Calculated", style.WHOLE),
            *_remark(how),
        )
        _cells(page, row, cells)
        _run_on(page, row)
        row += 1
    return row


def _run_on(page: Page, row: int) -> None:
    """Let the remark of a row run over the empty cells beside it."""
    page.sheet.cell(row, FIRST + 6).alignment = Alignment(horizontal="left", vertical="center", indent=1)
    page.height(row)


def _remark(text: str) -> Cells:
    """Words that run on over the columns that points a to f do not need."""
    return (text, "Aside", None), (None, "Aside", None), (None, "Aside", None)


def _category(row: int, top: int) -> Cells:
    """Point g for one category; a row that is not used stays empty."""
    number = f"ROWS($A${top}:$A{row})"

    def if_used(value: str) -> str:
        return f'=IF($C{row}<>"",{value},"")'

    return (
        (if_used(number), "Calculated", style.WHOLE),
        (f"=INDEX(means_category,{number})", "Calculated text", None),
        (if_used(f"INDEX(shown_level,{number})"), "Calculated", style.PERCENT),
        (if_used(_SIDE.format(gap=f"D{row}")), "Calculated text", None),
        (if_used(f"INDEX(means_women,{number})"), "Calculated", style.WHOLE),
        (if_used(f"INDEX(means_men,{number})"), "Calculated", style.WHOLE),
        (if_used(f"INDEX(shown_basic,{number})"), "Calculated", style.PERCENT),
        (if_used(f"INDEX(shown_variable,{number})"), "Calculated", style.PERCENT),
        (if_used(f"INDEX(shown_reached,{number})"), "Calculated text", None),
    )


def _cells(page: Page, row: int, cells: Cells) -> None:
    for offset, (value, style_name, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, value, style_name, number_format)
    page.fit(row)

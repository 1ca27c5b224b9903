"""Who has to publish 男女の賃金の差異 and from when: the dated rules, their sources, and what follows for the employer."""

from __future__ import annotations

import datetime as dt

from gapsheet.phrases import Kept
from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page

SHEET = "Who publishes"
# Largest first: least number of workers, from when, months until about when, what is asked, source.
_SIZES = (
    ("301 or more", 301, dt.date(2022, 7, 8), None, "has to publish the three ratios", "雇均発0708第2号 (2022-07-08)"),
    ("101 to 300", 101, dt.date(2026, 4, 1), 3, "has to publish the three ratios",
     "令和7年法律第63号 (2025-06-11), 省令第125号 (2025-12-23)"),
    ("100 or fewer", 1, None, None, "is asked to make an effort (努力義務)", "令和7年法律第63号 (2025-06-11)"),
)  # fmt: skip
_OTHERS = (
    ("101 to 300: the first disclosure",
     "For the business year that ends on or after 1 April 2026, within about three months after the next one begins: a year that ends on 30 April 2026 by the end of July 2026, one that ends on 31 December 2026 by the end of March 2027."),
    ("301 or more: until when",
     "No day is built in: ask the labour bureau."),
    ("Share of women among managers (女性管理職比率)", "Obligatory from 101 workers on, from 1 April 2026."),
    ("Listed companies", "The securities report (有価証券報告書) shows the figures for business years that end on or after 31 March 2023."),
    ("The ratio", "Women's average annual pay / men's, the second decimal of the percentage rounded half up; average annual pay = 総賃金 / 人員数. All workers: sums of both kinds, never the average of two ratios."),
    ("Total pay (総賃金)", "From the wage ledger (賃金台帳) or the tax record (源泉徴収簿): base pay, allowances, overtime, bonuses. Retirement and commuting allowances and the like may be left out; the notes say so."),
    ("Heads (人員数)", "Any reasonable way that is the same for women and men and from year to year; a change is said with its reason. Part-timers may be converted by the hours of regular workers (雇均発1228第1号, 2022-12-28); the notes say so."),
    ("Dispatched workers (派遣労働者)", "Count with the employer that dispatches them (派遣元)."),
    ("The law itself", "Extended to 31 March 2036."),
)  # fmt: skip
RULE_SOURCES = (
    ("Ratio, heads, from 301 workers", "雇均発0708第2号, 2022-07-08, in copies of labour bureaus and consultants"),
    ("Conversion by hours", "雇均発1228第1号, 2022-12-28"),
    ("From 101 workers, to 2036", "令和7年法律第63号, 2025-06-11; 省令第125号, 2025-12-23"),
)


def write_rules_sheet(book: Book) -> Page:
    """Write the sheet."""
    page = Page(book, SHEET, "data", (46, 14, 16, 18, 44, 76))
    page.head(
        SHEET,
        "Only what was read in the rules and in papers about them is built in; what is not here is not known here.",
    )
    row = page.section(TOP, "By size")
    heads = ("Workers regularly employed (常時雇用する労働者)", "From workers", "From", "Months to publish", "What the employer does", "Source")  # fmt: skip
    top = row = page.heads(row, heads, right=(1, 3))
    for size, least, first, within, duty, source in _SIZES:
        values = (
            (size, "Label", None),
            (least, "Calculated", style.WHOLE),
            (first or "–", "Calculated text", style.DATE),
            ("–" if within is None else within, "Calculated", style.YEAR),
            (duty, "Calculated text", None),
            (Kept(source), "Aside", None),
        )
        for offset, (value, style_name, number_format) in enumerate(values):
            page.put(row, FIRST + offset, value, style_name, number_format)
        page.fit(row)
        row += 1
    for offset, name in ((1, "size_least"), (2, "size_first"), (3, "size_months"), (4, "size_duty")):
        book.define(name, page.sheet, (top, FIRST + offset), (row - 1, FIRST + offset))
    row = _followed(page, row + 1)
    row = page.section(row + 1, "What else the rules say")
    row = sheets.words(page, row, ("Subject", "", "", "", "", "What they say"), [(name, "", "", "", "", text) for name, text in _OTHERS], ())  # fmt: skip
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row - 1)
    return page


def _followed(page: Page, row: int) -> int:
    """What the size and the year on Inputs lead to; Results tells it in words."""
    place = "SUMPRODUCT(1*(size_least>N(workers_employed)))+1"
    lines = (
        ("Place in the table", f"={place}", "size_place", style.YEAR),
        ("The rule holds for this business year (1 = yes)", "=1*(period_end>=N(INDEX(size_first,size_place)))", "size_holds", style.YEAR),
        ("Publish by about", '=IF(size_holds*ISNUMBER(INDEX(size_months,size_place))=1,EOMONTH(period_end,N(INDEX(size_months,size_place))),"–")',
         "publish_by", style.DATE),
        ("The rules were compiled on", page.book.as_of, "rules_date", style.DATE),
    )  # fmt: skip
    row = page.section(row, "For the employer on Inputs")
    for label, formula, name, number_format in lines:
        page.put(row, FIRST, label, "Label")
        page.put(row, FIRST + 1, formula, "Calculated", number_format)
        page.book.define(name, page.sheet, (row, FIRST + 1))
        page.height(row)
        row += 1
    return row

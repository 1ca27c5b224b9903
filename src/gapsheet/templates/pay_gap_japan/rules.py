"""Who has to publish 男女の賃金の差異 and from when: the dated rules, their sources, and what follows for the employer."""

from __future__ import annotations

import datetime as dt

from gapsheet.phrases import Kept
from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page

SHEET = "Who publishes"
_LISTED = dt.date(2023, 3, 31)
_HEADS = ("Workers regularly employed (常時雇用する労働者)", "What the employer does", "From workers", "From", "Months to publish", "Source")  # fmt: skip
# Largest first: least number of workers, from when, months until about when, what is asked, source.
_SIZES = (
    ("301 or more", 301, dt.date(2022, 7, 8), None, "has to publish the three ratios", Kept("雇均発0708第2号 (2022-07-08)")),
    ("101 to 300", 101, dt.date(2026, 4, 1), 3, "has to publish the three ratios",
     Kept("令和7年法律第63号 (2025-06-11), 省令第125号 (2025-12-23)")),
    ("100 or fewer", 1, None, None, "is asked to make an effort (努力義務)", "papers about 令和7年法律第63号"),
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
    page = Page(book, SHEET, "data", (48, 92, 14, 14, 18, 52))
    page.head(
        SHEET,
        "Only what was read in the rules and in papers about them is built in; what is not here is not known here.",
    )
    row = page.section(TOP, "By size")
    top = row = page.heads(row, _HEADS, right=(2, 4))
    for size, least, first, within, duty, source in _SIZES:
        values = (
            (size, "Label", None),
            (duty, "Calculated text", None),
            (least, "Calculated", style.WHOLE),
            (first or "–", "Calculated text", style.DATE),
            ("–" if within is None else within, "Calculated", style.YEAR),
            (source, "Aside", None),
        )
        for offset, (value, style_name, number_format) in enumerate(values):
            page.put(row, FIRST + offset, value, style_name, number_format)
        page.fit(row)
        row += 1
    for offset, name in enumerate(("size_duty", "size_least", "size_first", "size_months"), start=1):
        book.define(name, page.sheet, (top, FIRST + offset), (row - 1, FIRST + offset))
    row = _followed(page, row + 1)
    row = page.section(row + 1, "What else the rules say")
    row = sheets.words(page, row, ("Subject", "What they say"), _OTHERS, ())
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row - 1)
    return page


def _followed(page: Page, row: int) -> int:
    """What the size and the year on Inputs lead to; Results tells it in words."""
    months = "N(INDEX(size_months,size_place))"
    lines = (
        ("Place in the table", "=MIN(ROWS(size_least),SUMPRODUCT(1*(size_least>N(workers_employed)))+1)", "size_place", style.YEAR),
        ("Workers in words", "=IF(ISNUMBER(workers_employed),FIXED(workers_employed,0),not_available)", "workers_told", style.GENERAL),
        ("What it says", "=IF(ISNUMBER(workers_employed),INDEX(size_duty,size_place),not_available)", "duty_told", style.GENERAL),
        ("The rule holds for this business year (1 = yes)", "=1*(period_end>=N(INDEX(size_first,size_place)))", "size_holds", style.YEAR),
        ("Publish by about", f'=IF(size_holds*({months}>0)=1,EOMONTH(period_end,{months}),"–")', "publish_by", style.DATE),
        ("Listed companies: business years that end from", _LISTED, "listed_first", style.DATE),
        ("The rules were compiled on", page.book.as_of, "rules_date", style.DATE),
    )  # fmt: skip
    row = page.section(row, "For the employer on Inputs")
    for label, value, name, number_format in lines:
        page.put(row, FIRST, label, "Label")
        page.put(row, FIRST + 1, None, "Aside")
        page.put(row, FIRST + 2, value, "Calculated", number_format)
        page.book.define(name, page.sheet, (row, FIRST + 2))
        page.height(row)
        row += 1
    return row

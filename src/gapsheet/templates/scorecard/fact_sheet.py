"""The Facts sheet: every figure with its source, converted once to its base unit and named where a formula uses it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from gapsheet.facts import Fact, FactBase
from gapsheet.phrases import Kept, Listing
from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Allowed, Page
from gapsheet.templates.scorecard import series

_PRINTED = {  # head and width; the rest is for the screen
    "Id": 9,
    "Figure": 38,
    "Period": 13,
    "Year": 7,
    "Bound": 8,
    "Value": 10,
    "Unit": 12,
    "In base unit": 19,
    "Confidence": 12,
    "Use": 12,
    "Publisher": 32,
    "Published": 11,
}
_ON_SCREEN = {  # wide enough for two lines of each text; the citation runs on in one
    "Base unit": 16,
    "Factor": 20,
    "Used on": 34,
    "Name in formulas": 44,
    "Definition": 110,
    "Vintage": 60,
    "Source": 40,
    "Address": 100,
    "Remark": 100,
    "Citation": 110,
}
HEADS = (*_PRINTED, *_ON_SCREEN)
WIDTHS = (*_PRINTED.values(), *_ON_SCREEN.values())
COLUMN = {head: FIRST + offset for offset, head in enumerate(HEADS)}
NUMERIC = tuple(HEADS.index(head) for head in ("Year", "Value", "In base unit", "Factor"))
_ALLOWED = Allowed(
    "decimal", -1e15, 1e15, "A number in the unit beside it is expected.", "The figure in the unit beside it"
)
_ONE_LINE = Alignment(vertical="center", horizontal="left", indent=1)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")


def ordered(base: FactBase) -> list[Fact]:
    """Series by series, each by year, so that a series is one block that a trend can be fitted to."""
    first = {fact.series: position for position, fact in reversed(list(enumerate(base.facts)))}
    return sorted(base.facts, key=lambda fact: (first[fact.series], fact.year or 0, fact.period))


def write(book: Book, base: FactBase) -> Page:
    """Write the sheet last: it names just the figures that the other sheets mention."""
    mentioned = _mentioned(book)
    facts = ordered(base)
    rows = {fact.name: TOP + 1 + offset for offset, fact in enumerate(facts)}
    page = Page(book, "Facts", "data", WIDTHS)
    page.head(
        "Facts",
        "Every figure as published, with its source; each is converted once, here, and formulas use the base unit.",
        at=COLUMN["Published"],
    )
    page.heads(TOP, HEADS, right=NUMERIC)
    for fact in facts:
        _row(page, rows[fact.name], fact, sorted(mentioned.get(fact.name, ())))
    last = TOP + len(facts)
    letter = get_column_letter(COLUMN["Value"])
    page.validate(f"{letter}{TOP + 1}:{letter}{last}", _ALLOWED)
    page.table("Facts", TOP, FIRST, len(facts), HEADS, "Every figure with value, unit, definition, vintage and source")
    for name, head in (
        ("fact_name", "Name in formulas"),
        ("fact_confidence", "Confidence"),
        ("fact_used", "Used on"),
        ("fact_value", "In base unit"),
        ("fact_unit", "Unit"),
        ("fact_definition", "Definition"),
        ("fact_vintage", "Vintage"),
    ):
        book.define(name, page.sheet, (TOP + 1, COLUMN[head]), (last, COLUMN[head]))
    _define_figures(book, page, base, rows, mentioned)
    page.freeze(TOP + 1, COLUMN["Period"])
    page.close(last, COLUMN["Published"])
    return page


def _mentioned(book: Book) -> Mapping[str, set[str]]:
    """Every word in the formulas and figure columns of the sheets so far, with the sheets it stands on."""
    found: dict[str, set[str]] = defaultdict(set)
    for sheet in book.workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    for word in _WORD.findall(cell.value):
                        found[word].add(sheet.title)
    return found


def _row(page: Page, row: int, fact: Fact, used_on: list[str]) -> None:
    """One figure."""
    unit, factor = page.sheet.cell(row, COLUMN["Unit"]), page.sheet.cell(row, COLUMN["Factor"])
    value = page.sheet.cell(row, COLUMN["Value"])
    cells = {
        "Id": fact.id,
        "Figure": fact.title,
        "Period": fact.period,
        "Year": fact.year or "–",
        "Bound": fact.bound.value or "–",
        "Value": fact.stated_value,
        "Unit": fact.unit,
        "Factor": f"=INDEX(unit_factor,MATCH({unit.coordinate},unit_code,0))",
        "In base unit": f"=IF(ISNUMBER({value.coordinate}),{value.coordinate}*{factor.coordinate},not_available)",
        "Base unit": fact.base_unit,
        "Confidence": fact.confidence.value,
        "Use": fact.use.value or "free",
        "Used on": Listing(used_on) if used_on else "–",
        "Name in formulas": fact.name,
        "Definition": fact.definition,
        "Vintage": fact.vintage,
        "Publisher": fact.publisher,
        "Source": Kept(fact.source),
        "Published": fact.published,
        "Address": fact.url or "–",
        "Remark": fact.note or "–",
        "Citation": fact.citation,
    }
    styles = {"Value": "Input", "Factor": "Calculated", "In base unit": "Calculated", "Year": "Calculated"}
    formats = {
        "Value": style.PLAIN_FINE,
        "Factor": style.PLAIN_FINE,
        "In base unit": style.PLAIN_FINE,
        "Year": style.YEAR,
    }
    for head, content in cells.items():
        page.put(row, COLUMN[head], content, styles.get(head, "Long text"), formats.get(head))
    page.sheet.cell(row, COLUMN["Citation"]).alignment = _ONE_LINE
    page.fit(row)


_REFRESHED = {item.name for item in series.ALL}  # these series stand in tables of their own


def _define_figures(
    book: Book, page: Page, base: FactBase, rows: Mapping[str, int], mentioned: Mapping[str, set[str]]
) -> None:
    """Names for the figures, years and series that formulas mention; the fact base refuses forbidden ones."""
    for name, row in rows.items():
        if name in mentioned:
            book.define(base.fact(name).name, page.sheet, (row, COLUMN["In base unit"]))
        if f"{name}_year" in mentioned:
            book.define(f"{name}_year", page.sheet, (row, COLUMN["Year"]))
    for name in dict.fromkeys(fact.series for fact in base.facts):
        if name not in _REFRESHED and f"{name}_values" in mentioned:
            members = base.series(name)
            first, last = rows[members[0].name], rows[members[-1].name]
            book.define(f"{name}_values", page.sheet, (first, COLUMN["In base unit"]), (last, COLUMN["In base unit"]))
            book.define(f"{name}_years", page.sheet, (first, COLUMN["Year"]), (last, COLUMN["Year"]))

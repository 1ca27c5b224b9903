"""The Digital deficit sheet: projections nobody wants, against a past told by definition and vintage."""

from __future__ import annotations

from gapsheet.facts import Fact, FactBase, Use
from gapsheet.phrases import Phrase
from gapsheet.templates import charts, style
from gapsheet.templates import sheets as pieces
from gapsheet.templates.book import Book
from gapsheet.templates.cases import Case, Placed, place
from gapsheet.templates.known import known, worked_out
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.scorecard import verdicts
from gapsheet.templates.scorecard.inputs import InputRow

INPUTS: tuple[InputRow, ...] = ()

_START = {
    "kind": "=kind_warning",
    "current_fact": "digital_deficit_2024_pivot_base",
    "current": "=digital_deficit_2024_pivot_base",
    "current_year": "=digital_deficit_2024_pivot_base_year",
}
_BEFORE, _LATEST = "digital_deficit_2023_revised_5_items", "digital_deficit_2024_revised_5_items"
_PAST = {
    **verdicts.trend_cells("digital_deficit_3_items_prelim_2025"),
    "latest_change": "=" + known(f"GROWTH_RATE({_BEFORE},{_LATEST})", f"{_LATEST}/{_BEFORE}"),
}


def _case(title: str, target: str, comparable: str, differs: str, past: dict[str, object]) -> Case:
    cells = {
        **_START,
        "target_fact": target,
        "comparable": comparable,
        "differs": differs,
        "target": f"={target}",
        "target_year": f"={target}_year",
        **past,
    }
    return Case(title, cells)


CASES = (
    _case("Base case", "digital_deficit_2035_base", "yes", "same report and items as the start", _PAST),
    _case("Pessimistic case", "digital_deficit_2035_pessimistic", "yes", "same report and items as the start", _PAST),
    _case(
        "Hidden part included",
        "digital_deficit_2035_with_hidden",
        "no",
        "the start holds no hidden part: no growth rate is drawn",
        verdicts.without_trend(),
    ),
)
_HISTORY_HEADS = ("Figure", "Period", "Vintage", "Value, tn yen", "Confidence", "Use", "Definition")
VALUE = FIRST + 3
_WIDTHS = (46, 15, 44, 26, 26, 26, 14)


def write(book: Book, base: FactBase) -> Placed:
    """Write the sheet; gives the places of its target block."""
    page = Page(book, "Digital deficit", "calc", _WIDTHS)
    page.head(
        "Digital deficit: how fast would it have to grow?",
        "Projections of one ministry project of April 2025, not official forecasts. Start and end are of the same report.",
    )
    measures = (
        *verdicts.SOURCE_MEASURES,
        *verdicts.DISTANCE_MEASURES,
        *verdicts.TREND_MEASURES,
        *verdicts.OUTLOOK_MEASURES,
        *verdicts.VERDICT_MEASURES,
    )
    placed = place(page, TOP, measures, CASES, pages=(verdicts.HEADING,))
    verdicts.dress(page, placed)
    row = _notes(page, placed.end + 1)
    row = _parts(page, row + 1)
    row = _history(page, row + 1, base)
    page.freeze(TOP + 1)
    pieces.repeat_title(page)
    page.close(row)
    return placed


def _notes(page: Page, row: int) -> int:
    """What the columns of the past rest on."""
    row = page.note(
        row,
        "Trend: end points 2014 and 2024 of the three-item figure, one vintage; another definition than the start; two points give no interval.",
    )
    return page.note(
        row, "Latest year's change: five-item figure, revised vintage of 2025; another definition than the start."
    )


def _parts(page: Page, row: int) -> int:
    """What the largest printed figure is made of, as a chart of cases."""
    row = page.section(row, "What 45.3 trillion is made of")
    row = page.heads(row, ("Case in 2035", "Unit", "How", "Value"), right=(3,))
    lines = (
        ("Start, 2024", "as the report gives it", "=digital_deficit_2024_pivot_base"),
        ("Base case", "services only", "=digital_deficit_2035_base"),
        ("Pessimistic case", "services only", "=digital_deficit_2035_pessimistic"),
        (
            "Hidden part",
            "45.3 less the pessimistic case",
            "=" + worked_out("digital_deficit_2035_with_hidden-digital_deficit_2035_pessimistic"),
        ),
        ("Pessimistic case with hidden part", "the printed figure", "=digital_deficit_2035_with_hidden"),
    )
    for offset, (label, how, formula) in enumerate(lines):
        page.put(row + offset, FIRST, label, "Label")
        page.put(row + offset, FIRST + 1, "tn yen", "Aside")
        page.put(row + offset, FIRST + 2, how, "Aside")
        page.put(row + offset, FIRST + 3, formula, "Calculated", style.TRILLION)
        page.height(row + offset)
    last = row + len(lines) - 1
    finding = (row - 2, FIRST + 4)
    page.put(*finding, _finding(last), "Note")
    frame = charts.Frame(
        finding,
        finding,
        "Bar chart of Japan's digital deficit: 2024 start, 2035 base case, pessimistic case, the hidden part and their sum.",
        "Source: economy ministry's PIVOT report, 30 April 2025; see Facts.",
        width=12.8,
        height=6.6,
        source_rows=11,
    )
    charts.bars(
        page, frame, (FIRST, row, last), (FIRST + 3, row, last), axis_titles=("Case", "tn yen"), number_format="0.0,,,,"
    )
    return row + 11


def _finding(last: int) -> str:
    """The sentence over the chart."""
    part, whole = f"FIXED($E${last - 1}/$E${last}*100,0)", f"FIXED($E${last}/unit_trillion,1)"
    said = f'{part}&" % of "&{whole}&" tn is a part that no past figure holds"'
    return "=" + known(said, f"$E${last - 1}/$E${last}", "figure_missing")


def _history(page: Page, row: int, base: FactBase) -> int:
    """Every published figure, never joined across definitions or vintages."""
    page.new_page(row)
    row = page.section(row, "The past, by definition and vintage (never fitted across them)")
    row = page.heads(row, _HISTORY_HEADS, right=(3,))
    figures = [fact for fact in base.facts if _is_past(fact)]
    definitions = list(dict.fromkeys(fact.definition for fact in figures))
    for offset, fact in enumerate(figures):
        _history_row(page, row + offset, fact, f"[{definitions.index(fact.definition) + 1}]")
    row += len(figures) + 1
    for number, definition in enumerate(definitions, start=1):
        row = page.note(row, Phrase("Definition [{number}]: {definition}", number=number, definition=definition))
    return row


def _history_row(page: Page, row: int, fact: Fact, definition: str) -> None:
    """One published figure."""
    texts = (fact.title, fact.period, fact.vintage, None, fact.confidence.value, fact.use.value or "free", definition)
    for column, text in enumerate(texts):
        page.put(row, FIRST + column, text, "Label" if column == 0 else "Aside")
    page.put(row, VALUE, f"={fact.name}", "Linked number", style.TRILLION)
    page.fit(row)


def _is_past(fact: Fact) -> bool:
    """Whether a figure is an observation of the deficit itself."""
    observed = fact.year is not None and fact.year <= 2025
    return fact.name.startswith("digital_deficit") and observed and fact.use is not Use.DO_NOT_USE

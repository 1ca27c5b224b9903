"""The series that a refresh fills: a table each, the latest figure above it, and where its source stands."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from gapsheet.facts import units
from gapsheet.phrases import Kept
from gapsheet.refresh.records import Column, Role, Type
from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, LEAD_ROW, TOP, Allowed, Page

HEADS = ("Year", "Value", "Confidence", "Definition", "Vintage", "Source", "In base unit", "For trends")
WIDTHS = (11, 10, 11, 16, 16, 26, 18, 18)
_DEFINITION, _IN_BASE_UNIT, _FOR_TRENDS = (HEADS.index(head) for head in ("Definition", "In base unit", "For trends"))
_ROOM = len(HEADS) + 1  # columns from one table to the next
_BREAK = "Blank under For trends: another definition than the latest figure's. No trend, chance or growth is drawn across it."
_ALLOWED = Allowed(
    "decimal", 1e-9, 1e15, "A number in the unit above is expected.", "A refresh replaces what is typed here"
)


@dataclass(frozen=True, slots=True)
class Series:
    """A series of the fact base as a table of its own.

    `name` is that of its source, of the CSV file that comes with gapsheet and of the series on Facts.
    """

    name: str
    table: str
    title: str
    unit: str
    low: float
    high: float
    number_format: str

    @property
    def columns(self) -> tuple[Column, ...]:
        """What the source owns in the table; the last column is calculated there."""
        return (
            Column("Year", "Year", Role.PERIOD, Type.INTEGER, low=1900, high=2200),
            Column("Value", "Value", Role.VALUE, Type.NUMBER, self.unit, self.low, self.high),
            Column("Confidence", "Confidence", Role.TEXT, Type.TEXT),
            Column("Definition", "Definition", Role.DEFINITION, Type.TEXT),
            Column("Vintage", "Vintage", Role.VINTAGE, Type.TEXT),
            Column("Source", "Source", Role.TEXT, Type.TEXT),
        )

    @property
    def base_format(self) -> str:
        """How its figures are shown in their base unit: those of trillions and billions are whole there."""
        return style.WHOLE if float(units()[self.unit].factor) > 1 else self.number_format

    def rows(self) -> tuple[tuple[object, ...], ...]:
        """The rows as shipped."""
        return tuple(_read(self))


SALES = Series("overseas_sales", "OverseasSales", "Overseas sales of Japanese content", "tn JPY", 0.1, 1000, "0.0000")
ANIME = Series("anime_overseas", "AnimeAbroad", "Overseas anime market", "bn JPY", 1, 1e6, "#,##0.0")
DOLLAR = Series(
    "jpy_per_usd", "YenPerDollar", "Yen per US dollar, average of the year", "JPY per USD", 50, 500, "0.0000"
)
TARGETS = Series(
    "overseas_target", "OverseasTargets", "Government targets for overseas content sales", "tn JPY", 0.1, 1000, "0.0"
)
SHEETS = (("Series", (SALES, ANIME)), ("Rates and goals", (DOLLAR, TARGETS)))
MEASURED = (SALES, ANIME)  # against a target, from their latest figure
ALL = tuple(series for _, members in SHEETS for series in members)


def figures() -> tuple[str, ...]:
    """The names of the figures of every series in base units, whatever their definition."""
    return tuple(f"{item.name}_all_values" if item in MEASURED else f"{item.name}_values" for item in ALL)


def shipped(name: str) -> list[dict[str, str]]:
    """A series as it comes with gapsheet, a dictionary for each row."""
    text = files("gapsheet.refresh").joinpath("series", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _read(series: Series) -> Iterator[tuple[object, ...]]:
    numbers = {"Year": int, "Value": float}
    for row in shipped(series.name):
        yield tuple(numbers.get(head, str)(row[head]) for head in HEADS[:_IN_BASE_UNIT])


def write(book: Book) -> None:
    """Write both sheets."""
    leads = {
        "Series": "What Targets and Uncertainty measure, year by year. A refresh brings new years and revisions; Facts keeps what the article could know.",
        "Rates and goals": "The exchange rate and the goals, refreshed like the series; a changed goal is told apart from news.",
    }
    for name, members in SHEETS:
        page = Page(book, name, "data", (*WIDTHS, 3, *WIDTHS))
        page.head(name if name != "Series" else "Series of overseas sales and anime", leads[name])
        if name == "Series":
            page.put(LEAD_ROW + 1, FIRST, _BREAK, "Lead")
        page.height(TOP, 26)  # off the lines above
        page.height(TOP + 2, 30)  # for a definition of two lines
        last = max(_table(page, FIRST + offset * _ROOM, series) for offset, series in enumerate(members))
        page.freeze(TOP + _HEAD_LINES + 1, FIRST)
        page.close(last)


_HEAD_LINES = 7  # above the column heads


def _table(page: Page, left: int, series: Series) -> int:
    """One series with the lines above it; gives its last row."""
    top = TOP + _HEAD_LINES
    page.put(TOP, left, series.title, "Section")
    page.heads(top, HEADS, right=(0, 1, _IN_BASE_UNIT, _FOR_TRENDS), column=left)
    rows = series.rows()
    for offset, cells in enumerate(rows, start=1):
        _row(page, top + offset, left, series, cells)
    last = top + len(rows)
    page.table(series.table, top, left, len(rows), HEADS, f"{series.title}, year by year, with confidence and vintage")
    letter = get_column_letter(left + 1)
    figures = f"{letter}{top + 1}:{letter}{last} {get_column_letter(left + _IN_BASE_UNIT)}{top + 1}:{get_column_letter(left + _FOR_TRENDS)}{last}"
    page.colour_by(figures, is_late(series.name), style.CAUTION)
    page.validate(f"{letter}{top + 1}:{letter}{last}", _ALLOWED)
    named = [("years", 0), ("values", _FOR_TRENDS)]
    if series in MEASURED:
        named += [("confidence", 2), ("definitions", _DEFINITION), ("all_values", _IN_BASE_UNIT)]
    for suffix, column in named:
        page.book.define(f"{series.name}_{suffix}", page.sheet, (top + 1, left + column), (last, left + column))
    _latest(page, left, series)
    return last


def _row(page: Page, row: int, left: int, series: Series, cells: Sequence[object]) -> None:
    """One year; the figure in its base unit is calculated."""
    year, value, *texts = cells
    page.put(row, left, year, "Calculated", style.YEAR)
    page.put(row, left + 1, value, "Input", series.number_format)
    for offset, text in enumerate(texts, start=2):
        page.put(row, left + offset, text, "Long text")
    value_cell = f"{get_column_letter(left + 1)}{row}"
    factor = f"INDEX(unit_factor,MATCH({get_column_letter(left + 1)}${TOP + 1},unit_code,0))"
    known = f'=IF(N({value_cell})>0,{value_cell}*{factor},"")'  # what is missing counts nowhere, not as 0
    page.put(row, left + _IN_BASE_UNIT, known, "Calculated", series.base_format)
    in_base_unit = f"{get_column_letter(left + _IN_BASE_UNIT)}{row}"
    same = f"{get_column_letter(left + _DEFINITION)}{row}={series.name}_definition"
    trend = f'=IF({same},{in_base_unit},"")' if series in MEASURED else f"={in_base_unit}"
    page.put(row, left + _FOR_TRENDS, trend, "Calculated", series.base_format)
    page.fit(row)


_NO_YEAR = 9999  # later than any


def _latest(page: Page, left: int, series: Series) -> None:
    """Unit, source and its state; the latest figure and the one before it, which other sheets take by name."""
    name, measured = series.name, series in MEASURED
    years, values = f"{name}_years", f"{name}_values"
    known = f"{name}_all_values" if measured else values  # in base units, an empty text where no figure is
    table = f"{get_column_letter(left + 1)}{TOP + 2}"
    lines = (
        ("Unit", series.unit, "", None),
        ("Table", Kept(series.table), "", None),
        ("Source", f"={_of_source('source_id', table)}", "", None),
        ("State", f"={_of_source('source_status', table)}", f"{name}_state", None),
        ("Mark", f'=IF(OR({name}_state=status_stale,{name}_state=status_failed),stale_mark,"")', f"{name}_late", None),
        ("Latest year", f"={_last_year(years, known)}", f"{name}_latest_year" * (series is not TARGETS), style.YEAR),
    )
    for offset, (label, content, cell_name, number_format) in enumerate(lines, start=1):
        page.put(TOP + offset, left, label, "Aside")
        cell = page.put(TOP + offset, left + 1, content, "Lead", number_format)
        cell.alignment = Alignment(horizontal="left", vertical="center", indent=1)
        if label in ("State", "Mark"):
            page.colour_by(cell.coordinate, is_late(name), style.CAUTION)
        if cell_name:
            page.book.define(cell_name, page.sheet, (TOP + offset, left + 1))
    if measured:
        _two_latest(page, left, series, years, known)
    if series is TARGETS:
        _goals(page, left, series, years, values)


def _of_source(column: str, table: str) -> str:
    """What Sources says of the one source that fills the table named in a cell; the dash without one.

    As in a refresh, one that is not said to be off is on.
    """
    place = f"MATCH(1,INDEX((source_table={table})*(source_on<>word_no),0),0)"
    return f'IF(COUNTIFS(source_table,{table},source_on,"<>"&word_no)=1,INDEX({column},{place}),dash)'


def is_late(*names: str) -> str:
    """Whether the source of one of these series is stale or failed; part of a formula."""
    return "&".join(f"{name}_late" for name in names) + '<>""'


def late(*names: str, otherwise: str = '""') -> str:
    """The mark of figures that rest on these series, an empty text while their sources are in time; part of a formula."""
    return f"IF({is_late(*names)},stale_mark,{otherwise})"


def _last_year(years: str, values: str, before: str = "") -> str:
    """The last year that has a figure; of the years before another one, where that is given."""
    condition = f"*({years}<{before})" if before else ""
    return f'SUMPRODUCT(MAX(({values}<>""){condition}*{years}))'


def _first_year(years: str, values: str) -> str:
    """The first year that has a figure."""
    return f'{_NO_YEAR}-SUMPRODUCT(MAX(({values}<>"")*({_NO_YEAR}-{years})))'


def _goals(page: Page, left: int, series: Series, years: str, values: str) -> None:
    """The goals by the order of their years: the last one, and the first as a milestone on the way."""
    lines = (
        (
            "Year of the final goal",
            f"={_last_year(years, values)}",
            "overseas_goal_year",
            style.YEAR,
        ),
        (
            "Final goal, in base unit",
            f"=INDEX({values},MATCH(overseas_goal_year,{years},0))",
            "overseas_goal",
            series.base_format,
        ),
        (
            "Year of the milestone",
            f"={_first_year(years, values)}",
            "overseas_milestone_year",
            style.YEAR,
        ),
        (
            "Milestone, in base unit",
            f"=INDEX({values},MATCH(overseas_milestone_year,{years},0))",
            "overseas_milestone",
            series.base_format,
        ),
    )
    for offset, (label, formula, name, number_format) in enumerate(lines, start=1):
        page.put(TOP + offset, left + _IN_BASE_UNIT - 1, label, "Aside")
        page.put(TOP + offset, left + _IN_BASE_UNIT, formula, "Calculated", number_format)
        page.book.define(name, page.sheet, (TOP + offset, left + _IN_BASE_UNIT))


def _two_latest(page: Page, left: int, series: Series, years: str, values: str) -> None:
    """What growth is measured from: the latest figure, its confidence, and the figure before."""
    name = series.name
    place = f"MATCH({name}_latest_year,{years},0)"
    known = f"{name}_all_values"
    until = f'SUMPRODUCT(MAX(({known}<>"")*({name}_values="")*{years}))'
    lines = (
        ("Latest, in base unit", f"=INDEX({name}_all_values,{place})", "latest", series.base_format),
        ("Its definition", f"=INDEX({name}_definitions,{place})", "definition", None),
        ("Its confidence", f"=INDEX({name}_confidence,{place})", "latest_confidence", None),
        ("Year before it", f"={_last_year(years, values, f'{name}_latest_year')}", "before_year", style.YEAR),
        (
            "Figure of that year",
            f"=INDEX({name}_values,MATCH({name}_before_year,{years},0))",
            "before",
            series.base_format,
        ),
        ("Counted otherwise up to", f"=IF(COUNT({known})>COUNT({name}_values),{until},dash)", "break_year", style.YEAR),
    )
    for offset, (label, formula, suffix, number_format) in enumerate(lines, start=1):
        page.put(TOP + offset, left + _IN_BASE_UNIT - 1, label, "Aside")
        style_name = "Calculated" if number_format else "Case text"
        page.put(TOP + offset, left + _IN_BASE_UNIT, formula, style_name, number_format)
        page.book.define(f"{name}_{suffix}", page.sheet, (TOP + offset, left + _IN_BASE_UNIT))

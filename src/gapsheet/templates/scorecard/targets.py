"""The Targets sheet: overseas sales against 20 tn yen, the milestone, and anime's part of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from gapsheet.facts import FactBase
from gapsheet.templates import charts, style
from gapsheet.templates import sheets as pieces
from gapsheet.templates.book import Book
from gapsheet.templates.cases import FIRST_CASE, Case, Measure, Placed, place
from gapsheet.templates.known import worked_out
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.scorecard import drawn, series, verdicts
from gapsheet.templates.scorecard.inputs import InputRow

INPUTS: tuple[InputRow, ...] = ()

_CHART_ROWS = 25  # from its title to its source
_PATH_PAST, _PATH_AHEAD = 4, 9  # rows of the path up to its latest year and after it
_SAME = "same definition, user spending abroad"
_GOAL = "overseas_target"
_SALES = {
    "kind": "=kind_goal",
    "comparable": "yes",
    "target_state": f"={_GOAL}_state",
    "mark": f"={series.late('overseas_sales', _GOAL, otherwise='dash')}",
    **verdicts.latest_cells("overseas_sales"),
    **verdicts.trend_cells("overseas_sales"),
}
CASES = (
    Case(
        "20 tn in 2033",
        {
            **_SALES,
            "target_fact": "overseas_target_2033",
            "differs": _SAME,
            "target": "=overseas_goal",
            "target_year": "=1*overseas_goal_year",
        },
    ),
    Case(
        "10 tn in 2028",
        {
            **_SALES,
            "target_fact": "overseas_target_2028",
            "differs": _SAME,
            "target": "=overseas_milestone",
            "target_year": "=1*overseas_milestone_year",
        },
    ),
    Case(
        "Anime's part of the 20 tn",
        {
            "kind": "=kind_goal",
            "target_fact": "overseas_target_2033",
            "target_state": f"={_GOAL}_state",
            "mark": f"={series.late('anime_overseas', _GOAL, otherwise='dash')}",
            "comparable": "yes",
            "differs": "no official goal: 20 tn times anime's share of 2024",
            **verdicts.latest_cells("anime_overseas"),
            "target": "=" + worked_out("overseas_goal*anime_overseas_2024/overseas_sales_2024"),
            "target_year": "=1*overseas_goal_year",
            **verdicts.trend_cells("anime_overseas"),
        },
    ),
)

_PATH_HEADS = (
    "Year",
    "Unit",
    "What it is",
    "Sales",
    "Required path",
    "At the trend",
    "Trend, low end",
    "Low to high end",
)
_PATH_INPUTS = ("current", "current_year", "target", "target_year", "required", "trend", "low", "high", "first_year")
YEAR = FIRST
SALES, REQUIRED, TREND, LOW, BAND = range(FIRST_CASE, FIRST_CASE + 5)


def _in_year(series: str, year: str) -> str:
    """The figure of a year from a refreshed series."""
    return f"=IF(COUNTIF({series}_years,{year})=1,INDEX({series}_values,MATCH({year},{series}_years,0)),not_available)"


def _growth(before: str, now: str) -> str:
    """Growth where there are two figures and both are above zero."""
    return f"=IF((N({before})>0)*(N({now})>0)=1,GROWTH_RATE({before},{now}),not_available)"


def _ratio(amount: str, rate: str) -> str:
    """An amount in dollars, where both are there."""
    return f"=IF(COUNT({amount},{rate})=2,{amount}/{rate},not_available)"


def _less(whole: str, part: str) -> str:
    """What is left, where both are there."""
    return f"=IF(COUNT({whole},{part})=2,{whole}-{part},not_available)"


_IN_DOLLARS = ("overseas_sales", "jpy_per_usd", "anime_overseas")  # the series that the block rests on
_STATES = ("State of the source of sales", "State of the source of the rate", "State of the source of anime")
_PER_YEAR = "on the year before; [x]: a year is missing"
_DOLLARS: tuple[Measure | str, ...] = (
    Measure("year", "Year", "year", "the last three of the series", None, style.YEAR),
    *(
        Measure(f"{name}_state", label, "word", "as on Sources", f"={name}_state", style_name="Case name")
        for name, label in zip(_IN_DOLLARS, _STATES, strict=True)
    ),
    Measure("sales", "Overseas sales", "tn yen", "", _in_year("overseas_sales", "{year}"), style.TRILLION_3),
    Measure("rate", "Yen per dollar", "yen", "average of the year", _in_year("jpy_per_usd", "{year}"), "0.00"),
    Measure("dollars", "Overseas sales", "bn dollars", "yen / rate", _ratio("{sales}", "{rate}"), style.BILLION),
    Measure(
        "sales_before",
        "Overseas sales, year before",
        "tn yen",
        "",
        _in_year("overseas_sales", "{year}-1"),
        style.TRILLION_3,
    ),
    Measure("rate_before", "Yen per dollar, year before", "yen", "", _in_year("jpy_per_usd", "{year}-1"), "0.00"),
    Measure(
        "sales_growth", "Growth in yen", "per year", _PER_YEAR, _growth("{sales_before}", "{sales}"), style.PERCENT
    ),
    Measure(
        "dollars_before",
        "Overseas sales, year before",
        "bn dollars",
        "",
        _ratio("{sales_before}", "{rate_before}"),
        style.BILLION,
    ),
    Measure(
        "dollar_growth", "Growth in dollars", "per year", "", _growth("{dollars_before}", "{dollars}"), style.PERCENT
    ),
    Measure("anime", "Anime abroad", "tn yen", "", _in_year("anime_overseas", "{year}"), style.TRILLION_3),
    Measure("anime_dollars", "Anime abroad", "bn dollars", "yen / rate", _ratio("{anime}", "{rate}"), style.BILLION),
    Measure(
        "anime_before",
        "Anime abroad, year before",
        "tn yen",
        "",
        _in_year("anime_overseas", "{year}-1"),
        style.TRILLION_3,
    ),
    Measure(
        "anime_growth", "Anime, growth in yen", "per year", "", _growth("{anime_before}", "{anime}"), style.PERCENT
    ),
    Measure(
        "anime_dollars_before",
        "Anime abroad, year before",
        "bn dollars",
        "",
        _ratio("{anime_before}", "{rate_before}"),
        style.BILLION,
    ),
    Measure(
        "anime_dollar_growth",
        "Anime, growth in dollars",
        "per year",
        "",
        _growth("{anime_dollars_before}", "{anime_dollars}"),
        style.PERCENT,
    ),
    Measure("other", "Everything but anime", "tn yen", "sales − anime", _less("{sales}", "{anime}"), style.TRILLION_3),
    Measure(
        "other_before",
        "Everything but anime, year before",
        "tn yen",
        "",
        _less("{sales_before}", "{anime_before}"),
        style.TRILLION_3,
    ),
    Measure(
        "other_growth",
        "Everything but anime, growth in yen",
        "per year",
        "",
        _growth("{other_before}", "{other}"),
        style.PERCENT,
    ),
)


@dataclass(frozen=True, slots=True)
class Targets:
    """Where the target block stands, and the path with the cell that holds its finding."""

    block: Placed
    page: Page
    path_rows: tuple[int, int]
    finding: tuple[int, int]


def write(book: Book, base: FactBase) -> Targets:
    """Write the sheet."""
    del base
    page = Page(book, "Targets", "calc", (46, 11, 44, 25, 25, 25, 15, 16))
    page.head(
        "Overseas sales: how far is 20 trillion yen?",
        "Each column is one target; each line is the same formula across. Sales abroad are what users there spend, not exports.",
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
    row = page.section(placed.end + 1, "In dollars, and without anime")
    dollars = place(page, row, _DOLLARS, _years())
    figures = f"{get_column_letter(FIRST_CASE)}{row + 1}:{get_column_letter(dollars.columns[-1])}{dollars.end - 1}"
    page.colour_by(figures, series.is_late(*_IN_DOLLARS), style.CAUTION)
    row = _receipts(page, dollars.end + 1)
    rows, finding = _path(page, row + 1, placed)
    last = finding[0] + _CHART_ROWS
    under = {TREND: f"{get_column_letter(REQUIRED)}{{row}}"}
    table = drawn.Table(_PATH_HEADS[3:], (YEAR, SALES, BAND), rows, under, flat=(LOW, BAND))
    numbers = drawn.write(page, last + 2, table)
    draw(page, page, finding, finding, numbers, width=35.0, height=12.5, source_rows=_CHART_ROWS - 1)
    page.freeze(TOP + 1)
    pieces.repeat_title(page)
    page.close(last)  # what is drawn stands below what is printed
    return Targets(placed, page, numbers, finding)


def _years() -> tuple[Case, ...]:
    """One column for each of the last three years."""
    ahead = (("Two years before", "=overseas_sales_latest_year-2"), ("Year before", "=overseas_sales_latest_year-1"))
    return tuple(
        Case(title, {"year": year}) for title, year in (*ahead, ("Latest year", "=1*overseas_sales_latest_year"))
    )


def _receipts(page: Page, row: int) -> int:
    """What of the sales reaches Japan."""
    lines = (
        (
            "Receipts that reach Japan",
            "tn yen",
            "part of the sales of the same year",
            "=overseas_receipts_2024",
            style.TRILLION,
        ),
        (
            "Share of sales that reaches Japan",
            "share",
            "receipts / sales",
            "=" + worked_out("overseas_receipts_2024/overseas_sales_2024"),
            "0%",
        ),
        (
            "Studios' revenue from abroad in the overseas anime market",
            "share",
            "revenue / market",
            "=" + worked_out("studio_revenue_overseas_2024/anime_overseas_2024"),
            style.PERCENT,
        ),
    )
    row = page.section(row, "Sales abroad are not income in Japan")
    row = page.heads(row, ("Measure", "Unit", "How", "2024"), right=(3,))
    for offset, (label, unit, how, formula, number_format) in enumerate(lines):
        page.put(row + offset, FIRST, label, "Label")
        page.put(row + offset, FIRST + 1, unit, "Aside")
        page.put(row + offset, FIRST + 2, how, "Aside")
        page.put(row + offset, FIRST_CASE, formula, "Calculated", number_format)
        page.fit(row + offset)
    return row + len(lines)


def _path(page: Page, row: int, placed: Placed) -> tuple[tuple[int, int], tuple[int, int]]:
    """The path year by year; history and path share the latest year. Gives its rows and the cell of the finding."""
    page.new_page(row)
    row = page.section(row, "Path to 20 tn")
    at = {key: f"$E${placed.rows[key]}" for key in _PATH_INPUTS}
    page.heads(row, _PATH_HEADS, right=(3, 4, 5, 6, 7))
    top = row + 1
    last = top + _PATH_PAST - 1 + _PATH_AHEAD
    for offset in range(_PATH_PAST + _PATH_AHEAD):
        _path_row(page, top + offset, offset + 1 - _PATH_PAST, at)
    finding = (last + 2, FIRST)
    needed = f'IF({at["current"]}<{at["target"]},FIXED({at["required"]}*100,1)&" % a year needed","target reached")'
    known = f'", trend of "&FIXED({at["trend"]}*100,1)&" % since "&{at["first_year"]}'
    trend = f'=IF(ISNUMBER({at["trend"]}),{known},", no trend: too few years of one definition")'
    words = page.put(finding[0] + 1, FIRST, trend, "Note")  # under the chart
    late = series.late("overseas_sales", _GOAL)
    page.put(*finding, f'="Overseas sales: "&{needed}&{words.coordinate}&{late}', "Note")
    area = f"{get_column_letter(SALES)}{top}:{get_column_letter(BAND)}{last}"
    page.colour_by(area, series.is_late("overseas_sales", _GOAL), style.CAUTION)
    return (top, last), finding


def _path_row(page: Page, row: int, ahead: int, at: Mapping[str, str]) -> None:
    """One year of the path, so many years ahead of the latest: sales as published, then growth from the latest figure."""
    published = ahead <= 0
    what = "as published" if published else "arithmetic from the latest figure"
    for column, text in (
        (FIRST + 1, "tn yen"),
        (FIRST + 2, what),
        *((column, None) for column in range(SALES, BAND + 1)),
    ):
        page.put(row, column, text, "Aside")
    year_cell = f"$B{row}"
    later = f"=B{row - 1}+1" if ahead else "=1*overseas_sales_latest_year"
    year_formula = f"=B{row + 1}-1" if ahead < 0 else later
    pieces.left(page.put(row, YEAR, year_formula, "Calculated", style.YEAR))
    if published:
        page.put(row, SALES, _in_year("overseas_sales", year_cell), "Linked number", style.TRILLION)
    if ahead >= 0:
        # Words beside the trend count for nothing in MIN and MAX: without an interval there is no band. The limits keep
        # an interval beyond all sense from giving no number.
        low = f"MAX(MIN({at['low']},{at['trend']}),1/1000-1)"
        high = f"MIN(MAX({at['high']},{at['trend']}),1000)"
        until = f"MIN({year_cell},MAX({at['target_year']},{at['current_year']}))"  # what is reached is kept
        top = f"2*MAX({at['current']},{at['target']})"  # what lies above it would flatten all else
        band = f"MAX(0,MIN({_grown(high, year_cell, at)},{top})-H{row})"
        has_trend = f"ISNUMBER({at['trend']})"
        page.put(row, REQUIRED, f"={_grown(at['required'], until, at)}", "Calculated", style.TRILLION)
        for column, formula in (
            (TREND, _grown(at["trend"], year_cell, at)),
            (LOW, _grown(low, year_cell, at)),
            (BAND, band),
        ):
            page.put(row, column, f"=IF({has_trend},{formula},dash)", "Calculated", style.TRILLION)
    page.height(row, 16)


def _grown(rate: str, year: str, at: Mapping[str, str]) -> str:
    """The latest figure, grown at a rate until a year."""
    return f"PROJECTED_VALUE({at['current']},{rate},{year}-{at['current_year']})"


def draw(
    page: Page,
    data: Page,
    anchor: tuple[int, int],
    finding: tuple[int, int],
    rows: tuple[int, int],
    *,
    width: float,
    height: float,
    source_rows: int,
) -> None:
    """The chart of the path, on this sheet or another."""
    first, last = rows
    frame = charts.Frame(
        anchor,
        finding,
        "Line chart of Japan's overseas content sales in the last four years published, the path that reaches the "
        "target, and the trend with its confidence interval as a band.",
        "Source: Human Media (sales), government strategy of June 2024 (target); details on Facts.",
        width=width,
        height=height,
        source_rows=source_rows,
    )
    charts.lines(
        page,
        frame,
        (YEAR, first, last),
        (
            charts.Line("Sales", (SALES, first, last), style.INK),
            charts.Line("At the trend", (TREND, first, last), style.GREY, dashed=True),
            charts.Line(
                "Required path", (REQUIRED, first, last), style.ACCENT
            ),  # last, for it hides a line that there is not
        ),
        axis_titles=("Year", "tn yen"),
        number_format="0,,,,",
        band=((LOW, first, last), (BAND, first, last), "Interval of the trend, up to twice the target"),
        data=data,
    )

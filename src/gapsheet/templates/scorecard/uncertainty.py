"""The Uncertainty sheet: what the past, drawn anew, says of a target where the series is long enough, and why not where not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from gapsheet.facts import FactBase
from gapsheet.templates import charts, style
from gapsheet.templates import sheets as pieces
from gapsheet.templates.book import Book
from gapsheet.templates.cases import Placed
from gapsheet.templates.known import known, numbers_given
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.scorecard import series as refreshed
from gapsheet.templates.scorecard.checks import Balance
from gapsheet.templates.scorecard.inputs import InputRow, input_rows
from gapsheet.templates.target_scenarios.chances import (
    Drawn,
    chance_row,
    fan,
    fan_curves,
    fan_reason,
    log_growth,
    normal_row,
    rate_facts,
)
from gapsheet.templates.target_scenarios.inputs import SIMULATION

INPUTS = tuple(
    InputRow(
        item.name,
        item.label,
        item.value,
        item.unit,
        item.allowed,
        item.accepted,
        item.remark or "A choice of what is drawn and shown; it changes no past figure.",
        number_format=item.number_format or style.GENERAL,
    )
    for item in SIMULATION
    if item.allowed is not None and item.name != "block"  # here three lengths stand side by side
)
_NUMBERS = (*(item.name for item in INPUTS), "confidence_level")
CHECKS = (
    Balance("TEXT2", "Inputs: what is drawn and the confidence hold numbers, no text", "inputs",
            *numbers_given(_NUMBERS)),
    Balance("SURE6", "Uncertainty: mean growth times the number of rates is the growth since 2015",
            "logarithm", "log_mean*rates_n", "LN(anime_overseas_2024/anime_overseas_2015)", 8),
    Balance("SURE7", "Uncertainty: the chance by the normal law is that of NORMSDIST", "share",
            "N(chance_normal)", "IF(ISNUMBER(chance_normal),NORMSDIST((log_mean*anime_years-LN(anime_target/anime_now))"
            "/(log_deviation*SQRT(anime_years))),0)", 8),
    Balance("SURE8", "Uncertainty: the lines of the fan do not cross", "1 = yes",
            "1*(fan_low<=fan_middle)*(fan_middle<=fan_high)", "1"),
)  # fmt: skip
_CHANCE_HEADS = ("How the futures are made", "Years drawn together", "Growth rates", "Futures", "Chance",
                 "Error of drawing, ±", "Why there is none", "What is assumed")  # fmt: skip
_ASKED_HEADS = ("What is asked", "Latest, tn yen", "Target, tn yen", "Target year", "Years left, 0: reached", "Figures",
                "How it is counted", "State of the sources")  # fmt: skip
_LENGTHS = (
    ("Anime abroad, short spells", "block_short",
     "each year comes by itself: good and bad years do not follow on each other"),
    ("Anime abroad, usual spells", "block_usual",
     "years come in the usual short spells, as they did in the past"),
    ("Anime abroad, long spells", "block_long",
     "longer spells stay together; the years at both ends, the fastest, are drawn less often"),
)  # fmt: skip
_NORMAL = "yearly growth follows a normal law whose mean and deviation are known: surer than anything is"
_NONE = "nothing: too few years to draw from"
_GOALS = "overseas_target"  # the series that every question rests on besides its own
_QUANTILES = 5
_ANIME = ("anime_series", "anime_year", "anime_until")


@dataclass(frozen=True, slots=True)
class _Rows:
    """Where the series stand, year by year."""

    first: int
    last: int
    facts: int  # the first of the rows about growth rates


def typed(page: Page, row: int) -> int:
    """What Inputs holds for this sheet."""
    return input_rows(page, page.section(row, "Futures drawn from the past, on Uncertainty"), INPUTS)


def write(book: Book, base: FactBase, targets: Placed) -> Page:
    """Write the sheet; `targets` holds the targets, whose cases are 20 tn, 10 tn and anime's part."""
    page = Page(book, "Uncertainty", "output", (46, 15, 15, 15, 15, 15, 50, 46))
    page.head(
        "How sure is it?",
        "Shares of futures drawn from a series' own past growth, in the final year: no forecast, and part of no verdict.",
    )
    asked = TOP + 5  # the first question's row
    chances = _heads(
        page, _asked(page, asked - 2, targets) + 1, "Anime abroad: chance of its target, by how the past is drawn"
    )
    total = _heads(page, _anime(page, chances) + 1, "Total overseas sales: too short a series to draw from")
    after = _total(page, total, asked + 1)
    for top, bottom, name in ((chances, total - 3, "anime_overseas"), (total, after - 1, "overseas_sales")):
        page.colour_by(f"C{top}:G{bottom}", refreshed.is_late(name, _GOALS), style.CAUTION)
    words = _words(page, after + 1, chances, total)
    page.put(TOP, FIRST, f"=$C${words}", "Section")
    page.put(TOP + 1, FIRST, f"=$C${words + 3}", "Reading")
    end = words + _WORDS
    page.new_page(end + 1)
    points = _fan(page, end + 1, base)
    rows = _series(page, points[1] + 10, base)
    _mark_late(page, points, rows)
    _chart(page, end + 1, words, points, _dots(page, rows.last + 2, rows))
    page.freeze(TOP)
    pieces.repeat_title(page)
    page.close(rows.last)  # what is drawn stands below what is printed
    return page


def _asked(page: Page, row: int, targets: Placed) -> int:
    """The three questions with their figures; the row after them."""
    row = page.section(row, "What is asked")
    row = page.heads(row, _ASKED_HEADS, right=range(1, 6))
    anime = "what users abroad pay for anime in every form; the target is its share of 2024 in the 20 tn, and nobody's"
    sales = "what users abroad spend on all content; older totals leave out console online sales and cannot be joined"
    lines = (("Anime abroad to its part of the 20 tn", 2, "anime_series", anime),
             ("Total overseas sales to 20 tn", 0, "sales_series", sales),
             ("Total overseas sales to 10 tn, milestone", 1, "sales_series", sales))  # fmt: skip
    for offset, (label, case, series, counted) in enumerate(lines):
        at = row + offset
        page.put(at, FIRST, label, "Label")
        cells = (
            (f"={targets.ref('current', case)}", style.TRILLION),
            (f"={targets.ref('target', case)}", style.TRILLION),
            (f"={targets.ref('target_year', case)}", style.YEAR),
            (f"=IF(N(D{at})>N(C{at}),E{at}-{targets.ref('current_year', case)},0)", style.YEAR),
            (f"=COUNT({series})", style.YEAR),
        )
        for column, (formula, number_format) in enumerate(cells, start=FIRST + 1):
            page.put(at, column, formula, "Calculated", number_format)
        page.put(at, FIRST + 6, counted, "Long text")
        name = "anime_overseas" if series == "anime_series" else "overseas_sales"
        page.put(at, FIRST + 7, f'="figures: "&{name}_state&"; goals: "&{_GOALS}_state', "Long text")
        page.colour_by(f"C{at}:G{at} I{at}", refreshed.is_late(name, _GOALS), style.CAUTION)
        page.fit(at)
    for name, column in (("anime_now", 1), ("anime_target", 2), ("anime_until", 3), ("anime_years", 4)):
        page.book.define(name, page.sheet, (row, FIRST + column))
    page.book.define("sales_figures", page.sheet, (row + 1, FIRST + 5))
    return row + len(lines)


def _heads(page: Page, row: int, title: str) -> int:
    return page.heads(page.section(row, title), _CHANCE_HEADS, right=range(1, 6))


def _anime(page: Page, row: int) -> int:
    """The chance in three lengths of spells and by the normal law; the row after them."""
    ahead = "1*(anime_years>0)"
    drawn = Drawn(
        "anime_series", "rates_n", "anime_now", "anime_target", "anime_years", ahead, "log_mean", "log_deviation"
    )
    for label, block, assumed in _LENGTHS:
        chance_row(page, row, label, block, drawn)
        row = _assumed(page, row, assumed)
    normal_row(page, row, drawn)
    page.book.define("chance_normal", page.sheet, (row, FIRST + 4))
    return _assumed(page, row, _NORMAL)


def _total(page: Page, row: int, asked: int) -> int:
    """The total, which the functions refuse, and in which words; `asked` is the row of its first question."""
    for label in ("Total overseas sales to 20 tn", "Total overseas sales to 10 tn, milestone"):
        years = f"$F${asked}"
        drawn = Drawn("sales_series", "sales_rates", f"$C${asked}", f"$D${asked}", years, f"1*({years}>0)")
        chance_row(page, row, label, "block_short", drawn)
        row, asked = _assumed(page, row, _NONE), asked + 1
    return row


def _assumed(page: Page, row: int, text: str) -> int:
    """What is assumed, beside the chance; the row after it."""
    page.put(row, FIRST + 7, text, "Long text")
    page.fit(row, 2)
    return row + 1


_WORDS = 10


def _words(page: Page, row: int, chances: int, total: int) -> int:
    """The sentences of the head and of the chart; the row of the first."""
    area = f"$F${chances}:$F${chances + 2}"
    anime, sales = (refreshed.late(name, _GOALS) for name in ("anime_overseas", "overseas_sales"))
    row = page.section(row, "Words for the head and the chart")
    at = [f"$C${row + offset}" for offset in range(_WORDS)]
    lines = (
        ("Head", f'=IF(COUNT({area})>0,{at[1]}&{at[2]},"Anime abroad: no chance is stated: "&H{chances})&{anime}'),
        ("Range", f'="Anime abroad: from "&FIXED(MIN({area})*100,0)&" to "&FIXED(MAX({area})*100,0)&" % of futures reach "'
                  f'&{at[9]}&" tn yen in "&anime_until'),
        ("Lengths", f'=", as the same "&rates_n&" growth rates are drawn "&C{chances}&", "&C{chances + 1}&" or "'
                    f'&C{chances + 2}&" years at a time."'),
        ("Total", f'=IF(H{total}=dash,"Total overseas sales: a chance stands below.",{at[4]}&H{total}&".")&{sales}'),
        ("No chance", '="Total overseas sales, n = "&sales_figures&": no chance is stated, because "'),
        ("Title of the fan", f'=IF(fan_reason=dash,{at[6]}&"; target "&{at[9]},"No fan: "&fan_reason)&{anime}'),
        ("Middle line", '="Anime abroad: "&FIXED((1-N(quantile_3))*100,0)&" % of the futures end above "'
                        '&FIXED(fan_middle/unit_trillion,1)&" tn yen in "&anime_until'),
        ("Why there is no fan", f"={fan_reason('1*(anime_until>anime_year)', *_ANIME)}"),
        ("Lines of the fan", "=" + '&", "&'.join(f"FIXED(N(quantile_{number})*100,0)" for number in range(1, _QUANTILES + 1))),
        ("Target, tn yen", "=" + known("FIXED(anime_target/unit_trillion,1)", "1*anime_target")),
    )  # fmt: skip
    for offset, (label, formula) in enumerate(lines):
        page.put(row + offset, FIRST, label, "Aside")
        page.put(row + offset, FIRST + 1, formula, "Reading")
        page.height(row + offset)
    page.book.define("fan_reason", page.sheet, (row + 7, FIRST + 1))
    return row


def _fan(page: Page, row: int, base: FactBase) -> tuple[int, int]:
    """The five lines of anime's fan, a scalar cell each; gives the first and the last row."""
    row = page.section(row, "Fan of anime abroad, tn yen: below each line lies its share of the futures")
    page.put(row, FIRST, "Share of futures below the line", "Label")
    for number in range(1, _QUANTILES + 1):
        page.put(row, FIRST + number, f"=N(quantile_{number})", "Calculated", "0%")
    page.book.define("fan_shares", page.sheet, (row, FIRST + 1), (row, FIRST + _QUANTILES))
    heads = ("Year", *(f"Line {number}" for number in range(1, _QUANTILES + 1)))
    shares, top = row, page.heads(row + 1, heads, right=range(1, 6))
    last = top + _years_ahead(base)
    for at in range(top, last + 1):
        year = "=1*anime_year" if at == top else f"=B{at - 1}+1"
        pieces.left(page.put(at, FIRST, year, "Calculated", style.YEAR))
        for column in range(FIRST + 1, FIRST + 1 + _QUANTILES):
            line = fan(*_ANIME, f"{get_column_letter(column)}${shares}")
            formula = f"=IF(fan_reason=dash,INDEX({line},MIN($B{at},anime_until)-anime_year+1,2),anime_now)"
            page.put(at, column, formula, "Calculated", style.TRILLION)
        page.height(at, 16)
    for name, column in (("fan_low", 1), ("fan_middle", 3), ("fan_high", 5)):
        page.book.define(name, page.sheet, (last, FIRST + column))
    return top, last


def _years_ahead(base: FactBase) -> int:
    target, latest = base.fact("overseas_target_2033").year, base.fact("anime_overseas_2024").year
    assert target is not None
    assert latest is not None
    return target - latest


def _series(page: Page, row: int, base: FactBase) -> _Rows:
    """Both series year by year, a missing year left empty so that no growth rate leads across it."""
    row = page.section(row, "The past, year by year, tn yen: growth is taken between neighbours only")
    heads = ("Year", "Anime abroad", "All content", "Log growth, anime", "Log growth, all")
    page.heads(row, ("Number", "What it is"), right=(0,), column=FIRST + 5)
    first = page.heads(row, heads, right=range(1, 5))
    years = [fact.year or 0 for fact in base.series("anime_overseas")]
    last = first + years[-1] - years[0]
    for at in range(first, last + 1):
        year = "=1*anime_year" if at == last else f"=B{at + 1}-1"
        pieces.left(page.put(at, FIRST, year, "Calculated", style.YEAR))
        for column, series in ((FIRST + 1, "anime_overseas"), (FIRST + 2, "overseas_sales")):
            letter = get_column_letter(column)
            known = f'COUNTIFS({series}_years,$B{at},{series}_values,">0")=1'  # blank where the definition is another
            value = f'=IF({known},SUMIF({series}_years,$B{at},{series}_values),"")'
            page.put(at, column, value, "Calculated", style.TRILLION_3)
            page.put(at, column + 2, log_growth(f"{letter}{at}", f"{letter}{at - 1}"), "Calculated", "0.000")
        page.height(at, 16)
    for name, column in (("anime_series", 1), ("sales_series", 2), ("anime_logs", 3), ("sales_logs", 4)):
        page.book.define(name, page.sheet, (first, FIRST + column), (last, FIRST + column))
    return _Rows(first, last, _rate_facts(page, first))


def _rate_facts(page: Page, row: int) -> int:
    """What is drawn from, right of the series."""
    names = ("rates_n", "block_usual", "log_mean", "log_deviation")
    lines: Sequence[tuple[str, str, str, str]] = (
        ("Last year of anime abroad", "=1*anime_overseas_latest_year", style.YEAR, "anime_year"),
        *((f"Anime abroad: {label[0].lower()}{label[1:]}", formula, number_format, name)
          for (label, formula, number_format), name in zip(rate_facts("anime_logs", "rates_n"), names, strict=True)),
        ("All content: growth rates between neighbours", "=COUNT(sales_logs)", style.YEAR, "sales_rates"),
    )  # fmt: skip
    for offset, (label, formula, number_format, name) in enumerate(lines):
        page.put(row + offset, FIRST + 5, formula, "Calculated", number_format)
        page.put(row + offset, FIRST + 6, label, "Label")
        page.book.define(name, page.sheet, (row + offset, FIRST + 5))
    return row


def _mark_late(page: Page, points: tuple[int, int], rows: _Rows) -> None:
    """The fan and the past turn amber with the sources they rest on."""
    past = {letter: f"{letter}{rows.first}:{letter}{rows.last}" for letter in "CDEF"}
    facts = f"G{rows.facts}:G{rows.facts + 4}"
    page.colour_by(f"C{points[0]}:G{points[1]}", refreshed.is_late("anime_overseas", _GOALS), style.CAUTION)
    page.colour_by(f"{past['C']} {past['E']} {facts}", refreshed.is_late("anime_overseas"), style.CAUTION)
    page.colour_by(f"{past['D']} {past['F']} G{rows.facts + 5}", refreshed.is_late("overseas_sales"), style.CAUTION)


def _dots(page: Page, row: int, rows: _Rows) -> tuple[int, int]:
    """The points of the past, from the last year upwards: a blank, which would be drawn as zero, repeats the next."""
    row = page.section(row, "Numbers of the chart; the point of a year without a figure lies under the next year's")
    top = page.heads(row, ("Year", "Anime abroad"), right=(1,))
    last = top + rows.last - rows.first
    for at, source in zip(range(top, last + 1), range(rows.first, rows.last + 1), strict=True):
        is_number = f"ISNUMBER($C{source})"
        year, value = ("anime_year", "anime_now") if at == last else (f"B{at + 1}", f"C{at + 1}")
        pieces.left(page.put(at, FIRST, f"=IF({is_number},B{source},{year})", "Calculated", style.YEAR))
        page.put(at, FIRST + 1, f"=IF({is_number},C{source},{value})", "Calculated", style.TRILLION_3)
        page.height(at, 16)
    return top, last


def _chart(page: Page, row: int, words: int, points: tuple[int, int], past: tuple[int, int]) -> None:
    """The past as points, then the fan, beside its numbers; the target stands in the title."""
    history = charts.Curve("History", page, (FIRST, *past), (FIRST + 1, *past), style.INK, dots=True)
    frame = charts.Frame(
        (row, FIRST + 6),
        (words + 5, FIRST + 1),
        "Fan chart over the years: what users abroad paid for anime as points, then the five lines of the fan to the "
        "target year, below each of which the share of simulated futures on Inputs lies; the middle line is strongest.",
        "Source: Association of Japanese Animations, yearly reports (see Facts); futures drawn by FAN_PATH.",
        width=18.0,
        height=10.2,
        source_rows=points[1] + 6 - row,
    )
    curves = [history, *fan_curves(page, (FIRST, *points), FIRST + 1)]
    charts.curves(page, frame, curves, axis_titles=("Year", "tn yen"), number_format="0,,,,")
    below = f'="Lines, from below: "&$C${words + 8}&" % of the futures lie below each, usual spells."'
    page.put(points[1] + 7, FIRST + 6, below, "Note")

"""The working sheets of the scenario workbook: the yearly series, the paths, the chances, and what waiting costs."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from gapsheet.templates import charts, sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.target_scenarios.chances import (
    Drawn,
    chance_row,
    fan,
    fan_curves,
    fan_reason,
    in_year,
    log_growth,
    normal_row,
    rate_facts,
)
from gapsheet.templates.target_scenarios.inputs import CHOICES, Layout
from gapsheet.templates.target_scenarios.measures import AMOUNT, scenario_path

GRID = 40  # years of history that are used, up to the last
YEARS = 30  # years ahead that are drawn
WAITS = 20  # delays listed
_QUANTILES = 5
_FIRST_QUANTILE = FIRST + 8
_LINES = "=" + '&", "&'.join(f"FIXED(N(quantile_{number})*100,0)" for number in range(1, _QUANTILES + 1))
_FAN = ("series_values", "current_year", "drawn_until")
_DRAWN = Drawn(
    "series_values",
    "rates_n",
    "current_value",
    "target_value",
    "years_left",
    "can_measure*(1-achieved)",
    "log_mean",
    "log_deviation",
    drawn_target="target_scaled",
)


def series(book: Book) -> Page:
    """The history year by year: a missing year stays empty, so that no growth rate leads across it."""
    page = Page(book, "Series", "calc", (48, 24, 44))
    page.head("The history, year by year", "A missing year stays empty; growth is taken between neighbours.")
    top = TOP + 9
    last = top + GRID - 1
    for name, column in (("years", FIRST), ("values", FIRST + 1), ("logs", FIRST + 2)):
        book.define(f"series_{name}", page.sheet, (top, column), (last, column))
    book.define("latest_log", page.sheet, (last, FIRST + 2))
    facts = (
        ("Last year with a figure", "=MAX(0,history_used)", "current_year", style.YEAR),
        ("Its figure", "=SUMIF(history_used,current_year,history_amounts)", "latest_value", AMOUNT),
        ("Figures used", "=COUNT(series_values)", "observations", style.YEAR),
        *(
            (label, formula, name, number_format)
            for (label, formula, number_format), name in zip(
                rate_facts("series_logs", "rates_n"),
                ("rates_n", "block_usual", "log_mean", "log_deviation"),
                strict=True,
            )
        ),
    )
    for offset, (label, formula, name, number_format) in enumerate(facts):
        page.put(TOP + offset, FIRST, label, "Label")
        page.put(TOP + offset, FIRST + 1, formula, "Calculated", number_format)
        book.define(name, page.sheet, (TOP + offset, FIRST + 1))
    page.heads(top - 1, ("Year", "Value", "ln(1 + growth)"), right=range(1, 3))
    for row in range(top, last + 1):
        year = "=1*current_year" if row == last else f"=B{row + 1}-1"
        value = in_year(f"B{row}", "history_used", "history_amounts")
        growth = log_growth(f"C{row}", f"C{row - 1}")
        for offset, (formula, number_format) in enumerate(((year, style.YEAR), (value, AMOUNT), (growth, "0.000"))):
            page.put(row, FIRST + offset, formula, "Calculated", number_format)
        sheets.left(page.sheet.cell(row, FIRST))
    page.colour_by(f"B{top}:B{last}", f'$C{top}=""', style.GREY)  # years without a figure
    page.sheet.page_setup.fitToHeight = 1
    page.freeze(top)
    page.close(last)
    return page


def path(book: Book) -> tuple[Page, tuple[int, int]]:
    """The points of the charts, a row a year; past the target year they stand still. With the first and last row."""
    page = Page(book, "Path", "output", (36, 12, 10, 16, *[14] * 4, *[14] * _QUANTILES))
    page.head(
        "Paths to the target",
        "Points of the charts, up to 30 years ahead; rows after the target year repeat its values.",
    )
    heads = ("Years ahead", "Year", "Drawn", "Growth needed", *(f"{title.capitalize()} scenario" for title in CHOICES))
    heads = (*heads, *(f"Fan line {number}" for number in range(1, _QUANTILES + 1)))
    _path_facts(page)
    below = TOP + 4
    page.put(below, FIRST, "Share of futures below the line", "Label")
    for number in range(1, _QUANTILES + 1):
        page.put(below, _FIRST_QUANTILE + number - 1, f"=N(quantile_{number})", "Calculated", "0%")
    book.define("fan_shares", page.sheet, (below, _FIRST_QUANTILE), (below, _FIRST_QUANTILE + _QUANTILES - 1))
    top = page.heads(below + 1, heads, right=range(1, len(heads)))
    for row in range(top, top + YEARS + 1):
        _path_row(page, row, top, below)
    book.define("path_steps", page.sheet, (top, FIRST), (top + YEARS, FIRST))
    book.define("path_end", page.sheet, (top + YEARS, FIRST + 3))
    for name, number in (("fan_low", 0), ("fan_middle", 2), ("fan_high", 4)):
        book.define(name, page.sheet, (top + YEARS, _FIRST_QUANTILE + number))
    last_letter = get_column_letter(FIRST + len(heads) - 1)
    page.colour_by(f"B{top}:{last_letter}{top + YEARS}", f"$D{top}=0", style.GREY)  # rows that repeat the target year
    page.freeze(top)
    page.close(top + YEARS)
    return page, (top, top + YEARS)


def _path_facts(page: Page) -> None:
    """How far the paths are drawn, and whether there is a fan."""
    facts = (
        ("Drawn until", "=IF(can_measure=1,MIN(target_year,current_year+MAX(path_steps)),current_year)", "drawn_until", 0),
        ("Against the history", "=IF(latest_value>0,current_value/latest_value,1)", "start_ratio", 0),
        ("Why there is no fan", "=" + fan_reason("can_measure", *_FAN), "fan_reason", 1),
    )  # fmt: skip
    for offset, (label, formula, name, text) in enumerate(facts):
        page.put(TOP + offset, FIRST, label, "Label")
        page.put(TOP + offset, FIRST + 1, formula, "Reading" if text else "Calculated", "0" if offset == 0 else "0.00")
        page.book.define(name, page.sheet, (TOP + offset, FIRST + 1))


def _path_row(page: Page, row: int, top: int, below: int) -> None:
    """One year of every path; a path without a growth rate lies on the latest figure."""
    first = row == top
    cells = [
        ("=0" if first else f"=B{row - 1}+1", style.YEAR),
        (f"=MIN(current_year+B{row},drawn_until)", style.YEAR),
        (f"=1*(current_year+B{row}<=drawn_until)", style.YEAR),
        *((formula, AMOUNT) for formula in scenario_path(f"C{row}")),
    ]
    for number in range(_QUANTILES):
        letter = get_column_letter(_FIRST_QUANTILE + number)
        line = fan(*_FAN, f"{letter}${below}")
        later = f"=IF((fan_reason=dash)*D{row}=1,INDEX({line},B{row}+1,2)*start_ratio,{letter}{row - 1})"
        cells.append(("=1*current_value" if first else later, AMOUNT))
    for offset, (formula, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, formula, "Calculated", number_format)
    sheets.left(page.sheet.cell(row, FIRST))
    page.height(row, 16)


def chances(book: Book, layout: Layout, points: Page, rows: tuple[int, int]) -> Page:
    """The probability by the history and by a normal law, each with its growth rates and block, and the fan."""
    page = Page(book, "Chances", "output", (46, 18, 16, 16, 16, 18, 70))
    page.head(
        "How sure is it?",
        "A share of futures drawn from the past, in the final year: no forecast. Read it with the number of growth rates.",
    )
    page.put(TOP, FIRST, "=chance_line", "Section")
    heads = ("How the futures are made", "Years drawn together", "Growth rates", "Futures", "Chance", "Error of drawing, ±",
             "Why there is none")  # fmt: skip
    top = page.heads(TOP + 1, heads, right=range(1, 6))
    blocks = (
        ("Drawn from the history, as chosen on Inputs", "IF(N(block)>0,block,block_usual)", "chance"),
        ("Drawn from the history, short spells", "block_short", ""),
        ("Drawn from the history, usual spells", "block_usual", "chance_usual"),
        ("Drawn from the history, long spells", "block_long", ""),
    )
    for offset, (label, block, name) in enumerate(blocks):
        chance_row(page, top + offset, label, block, _DRAWN)
        if name:
            book.define(name, page.sheet, (top + offset, FIRST + 4))
    book.define("block_used", page.sheet, (top, FIRST + 1))
    book.define("chance_reason", page.sheet, (top, FIRST + 6))
    normal_row(page, top + len(blocks), _DRAWN)
    end = top + len(blocks) + 1
    end = _chance_words(page, end, top)
    page.new_page(end + 1)
    _fan_chart(page, end + 1, layout, points, rows)
    page.freeze(TOP + 2)
    sheets.repeat_title(page)
    page.close(end + 30)
    return page


def _chance_words(page: Page, row: int, top: int) -> int:
    """The sentences about the spread over block lengths, the fan's title and its source; the row after them."""
    area = f"$F${top}:$F${top + 3}"
    end = row + 2
    lengths = (
        f'="From "&FIXED(MIN({area})*100,0)&" to "&FIXED(MAX({area})*100,0)&" % as the same "&rates_n&$C${end + 1}'
    )
    blocks = f'=" growth rates are drawn "&C{top + 1}&", "&C{top + 2}&" or "&C{top + 3}&" years at a time"'
    median = '=FIXED((1-N(quantile_3))*100,0)&" % of the futures end above "&FIXED(fan_middle,1)&" in "&drawn_until&" (target "&FIXED(target_value,1)'
    lines = (
        ("Head", f'=IF(COUNT({area})>0,$C${end + 2},"No chance is stated: "&chance_reason)', "chance_line"),
        ("Lengths", blocks, ""),
        ("Spread", lengths, ""),
        ("Title of the fan", f'=IF(fan_reason=dash,$C${end + 4}&$C${end + 5},"No fan: "&fan_reason)', ""),
        ("Middle", median + '&"), "', ""),
        ("Growth rates", f'=rates_n&" growth rates, "&C{top + 2}&" years at a time"', ""),
        ("Futures reach for", "=IF(can_measure=1,target_value/start_ratio,0)", "target_scaled"),
        ("Lines", _LINES, ""),
        ("Axis", "=unit_shown", ""),
        ("Source", '="Sources: "&latest_source&"; target: "&target_source', ""),
    )
    row = page.section(row + 1, "Words for the head and the chart")
    for offset, (label, formula, name) in enumerate(lines):
        page.put(row + offset, FIRST, label, "Aside")
        page.put(row + offset, FIRST + 1, formula, "Reading", AMOUNT)
        if name:
            page.book.define(name, page.sheet, (row + offset, FIRST + 1))
    return row + len(lines)


def _fan_chart(page: Page, row: int, layout: Layout, points: Page, rows: tuple[int, int]) -> None:
    """History and the five lines of the fan; the target stands in the title, since more lines are hard to tell apart."""
    years = (FIRST + 1, *rows)
    curves = [
        charts.Curve(
            "History", layout.page, (FIRST, *layout.history), (FIRST + 1, *layout.history), style.INK, dots=True
        )
    ]
    curves += fan_curves(points, years, _FIRST_QUANTILE)
    frame = charts.Frame(
        (row, FIRST),
        (row - 8, FIRST + 1),
        "Fan chart over the years: the history as points, then the five lines of the fan, below each of which the share "
        "of simulated futures on Inputs lies; the middle line is drawn strongest.",
        f"=$C${row - 2}",
        width=26.0,
        height=13.0,
        source_rows=27,
    )
    charts.curves(page, frame, curves, axis_titles=("Year", (row - 3, FIRST + 1)), number_format="#,##0")
    page.note(row + 28, f'="Lines, from below: "&$C${row - 4}&" % of the futures lie below each."')


def waiting(book: Book) -> Page:
    """What each year of waiting adds to the growth needed."""
    page = Page(book, "Waiting", "output", (30, 18, 22, 22, 22))
    page.head(
        "What waiting costs", "Growth needed after some years at the pace assumed on Inputs; the target year stays."
    )
    page.put(TOP, FIRST, "=wait_line", "Section")
    heads = ("Years waited", "Start in", "Years left then", "Growth needed then", "More than at once")
    top = page.heads(TOP + 2, heads, right=range(1, 5))
    after = "REQUIRED_GROWTH_AFTER(current_value,target_value,waiting_growth,B{row},years_left)"
    for row in range(top, top + WAITS + 1):
        open_ = f"can_measure*(current_year+B{row}<target_year)=1"
        cells = (
            ("=0" if row == top else f"=B{row - 1}+1", style.YEAR),
            (f"=IF({open_},current_year+B{row},dash)", style.YEAR),
            (f"=IF({open_},years_left-B{row},dash)", style.YEAR),
            (
                f"=IF(ISNUMBER(LN(1+waiting_growth)/COUNT(waiting_growth))*{open_},{after.format(row=row)},dash)",
                style.PERCENT,
            ),
            (f"=IF(ISNUMBER(E{row}),(N(E{row})-required_rate)*100,dash)", style.POINTS),
        )
        for offset, (formula, number_format) in enumerate(cells):
            page.put(row, FIRST + offset, formula, "Calculated", number_format)
        sheets.left(page.sheet.cell(row, FIRST))
        page.height(row, 16)
    end = top + WAITS
    words = (
        f'=IF(ISNUMBER(E{top + 2}),"Two years at "&FIXED(waiting_growth*100,1)&C{end + 3},C{end + 4})',
        f'=" % a year move the growth needed from "&FIXED(N(E{top})*100,1)&" to "&FIXED(N(E{top + 2})*100,1)&" % a year"',
        '=IF(ISNUMBER(waiting_growth),"No time to wait","No growth while one waits is given")',
    )
    labels = ("Head", "How the head goes on", "Head without a figure")
    for offset, (label, formula) in enumerate(zip(labels, words, strict=True)):
        page.put(end + 2 + offset, FIRST, label, "Aside")
        page.put(end + 2 + offset, FIRST + 1, formula, "Reading")
    book.define("wait_line", page.sheet, (end + 2, FIRST + 1))
    book.define("wait_none", page.sheet, (top, FIRST + 3))
    page.sheet.page_setup.fitToHeight = 1
    page.freeze(top)
    page.close(end + 4)
    return page


def latest_source(page: Page, row: int) -> None:
    """Where the latest figure comes from, looked up in the history."""
    page.put(row, FIRST, "source of the latest figure", "Aside")
    formula = '=IF(current_year>0,INDEX(history_sources,MATCH(current_year,history_used,0))&"",not_available)'
    page.put(row, FIRST + 1, formula, "Reading")
    page.height(row)
    page.book.define("latest_source", page.sheet, (row, FIRST + 1))

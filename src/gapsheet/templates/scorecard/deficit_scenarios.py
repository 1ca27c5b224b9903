"""The Deficit scenarios sheet: the digital deficit's paths to 2035, what they add up to, and what could cross what."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from gapsheet.facts import FactBase
from gapsheet.templates import charts, style
from gapsheet.templates import sheets as pieces
from gapsheet.templates.book import Book
from gapsheet.templates.cases import FIRST_CASE, UNIT_COLUMN, Case, Measure, Placed, place
from gapsheet.templates.known import known, worked_out
from gapsheet.templates.page import FIRST, TOP, Page, rate
from gapsheet.templates.scorecard import series
from gapsheet.templates.scorecard.checks import Balance
from gapsheet.templates.scorecard.inputs import InputRow, input_rows

INPUTS = (
    InputRow(
        "deficit_growth_user",
        "Your own growth of the deficit",
        0.05,
        "a year",
        rate(),
        "−50 % to 100 %",
        "A third path beside the two of the report; nobody's forecast.",
        number_format=style.PERCENT,
    ),
)
_SAID = (
    ("within the report's years", "said of a crossing"),
    ("after the report's last year: growth carried on", "said of a crossing"),
    ("–", "there is no crossing"),
)
_ASKED_BY_NAME = (("by_crossing", "CROSSING_YEAR", "the function that WHY asks about"),)
CHECKS = (
    Balance("SURE9", "Deficit scenarios: the base case's sum is that of its years, one after the other", "tn JPY",
            "N(deficit_sum_base)/unit_trillion", "N(deficit_added_base)/unit_trillion", 6),
    Balance("SURE10", "Deficit scenarios: the pessimistic case's sum is that of its years", "tn JPY",
            "(N(deficit_sum_high)+digital_deficit_2024_pivot_base)/unit_trillion", "SUM(deficit_years_high)/unit_trillion", 6),
    Balance("SURE11", "Deficit scenarios: the base path ends at the report's figure", "tn JPY",
            "N(deficit_end_base)/unit_trillion", "digital_deficit_2035_base/unit_trillion", 6),
    Balance("SURE12", "Deficit scenarios: the first crossing by logarithms in Excel's own functions", "year",
            "N(crossing_base)", "IF(ISNUMBER(crossing_base),digital_deficit_2024_pivot_base_year+ROUNDUP(ROUND("
            "LN(digital_deficit_2024_pivot_base/overseas_sales_2024)/LN((1+growth_used)/(1+deficit_growth_base)),9),0),0)"),
)  # fmt: skip
_WORDS = 5  # lines of words that the head is put together from
_WIDTHS = (44, 11, 46, 28, 28, 28, 28)
_START = {
    "start": "=digital_deficit_2024_pivot_base",
    "start_year": "=digital_deficit_2024_pivot_base_year",
    "end_year": "=digital_deficit_2035_base_year",
}


def _grown(start: str, growth: str, years: str) -> str:
    """A level grown at a rate, where both are there."""
    return known(f"PROJECTED_VALUE({start},{growth},{years})", f"{start}*LN(1+{growth})")


_NEEDED = "=" + known("REQUIRED_GROWTH({start},{end},{start_year},{end_year})", "LN({end}/{start})")
PATHS = (
    Case(
        "Base case",
        {**_START, "end": "=digital_deficit_2035_base", "growth": _NEEDED, "hidden": "=dash", "with_hidden": "=dash"},
        names={"growth": "deficit_growth_base", "sum": "deficit_sum_base"},
    ),
    Case(
        "Pessimistic case",
        {
            **_START,
            "end": "=digital_deficit_2035_pessimistic",
            "growth": _NEEDED,
            "hidden": "=" + worked_out("digital_deficit_2035_with_hidden-digital_deficit_2035_pessimistic"),
            "with_hidden": "=digital_deficit_2035_with_hidden",
        },
        names={"growth": "deficit_growth_high", "sum": "deficit_sum_high"},
    ),
    Case(
        "Your own growth",
        {
            **_START,
            "end": "=" + _grown("{start}", "{growth}", "{years}"),
            "growth": "=" + known("1*deficit_growth_user", "deficit_growth_user"),
            "hidden": "=dash",
            "with_hidden": "=dash",
        },
    ),
)
_PATH_MEASURES: tuple[Measure | str, ...] = (
    "The paths",
    Measure("start", "Start", "tn yen", "as the report gives it, services only", None, style.TRILLION_3),
    Measure("start_year", "Its year", "year", "", None, style.YEAR),
    Measure("end", "End", "tn yen", "services only, without the hidden part", None, style.TRILLION_3),
    Measure("end_year", "Its year", "year", "", None, style.YEAR),
    Measure("years", "Years between", "years", "", "={end_year}-{start_year}", style.YEAR),
    Measure("growth", "Growth", "per year", "(end / start) ^ (1 / years) − 1; your own: Inputs", None, style.PERCENT),
    "What they add up to",
    Measure("first", "First year added", "tn yen", "start × (1 + growth)",
            "=" + _grown("{start}", "{growth}", "1"), style.TRILLION_3),
    Measure("sum", "Sum after the start, to the end year", "tn yen", "each year's deficit added, the start left out",
            "=" + known("CUMULATIVE_VALUE({first},{growth},{years})", "{first}*{growth}"), style.TRILLION),
    Measure("still", "Sum if it stayed as at the start", "tn yen", "start × years", "=" + worked_out("{start}*{years}"), style.TRILLION),
    Measure("more", "More than that", "tn yen", "difference of the two sums", "=" + worked_out("{sum}-{still}"), style.TRILLION),
    "Beside an older estimate",
    Measure("outlook_year", "Year of the older estimate", "year", "economy ministry, October 2024",
            "=1*digital_deficit_2030_outlook_year", style.YEAR),
    Measure("in_between", "This path in that year", "tn yen", "start × (1 + growth) ^ years",
            "=" + _grown("{start}", "{growth}", "{outlook_year}-{start_year}"), style.TRILLION),
    Measure("outlook", "The older estimate", "tn yen", "another vintage: beside it, never joined to it",
            "=digital_deficit_2030_outlook", style.TRILLION),
    Measure("apart", "Path less estimate", "tn yen", "difference of two levels, no growth", "=" + worked_out("{in_between}-{outlook}"),
            "+#,##0.0,,,,;-#,##0.0,,,,;0.0,,,,"),
    "The hidden part: shown, never as growth",
    Measure("hidden", "Hidden part in the end year", "tn yen", "software inside imported goods; no start holds it",
            None, style.TRILLION),
    Measure("with_hidden", "End with the hidden part", "tn yen", "the article's “up to 45 tn”", None, style.TRILLION),
    Measure("hidden_growth", "Growth to it from the start", "per year", "does not apply: the start holds no hidden part",
            "=dash"),
)  # fmt: skip

_BASE_GROWTH, _HIGH_GROWTH = (f"={worked_out(f'1*{name}')}" for name in ("deficit_growth_base", "deficit_growth_high"))
_YEAR = {"year": "=digital_deficit_2024_pivot_base_year"}
_SALES = {
    **_YEAR,
    "a_name": "overseas content sales",
    "a": "=overseas_sales_2024",
    "a_growth": "=IF(can_scenario=1,1*growth_used,not_available)",
    "a_other": "=IF(can_measure=1,1*required_rate,not_available)",
    "a_state": '="sales: "&overseas_sales_state&"; goals: "&overseas_target_state',
}
_GROSS = "sales are what users abroad pay, part of which reaches Japan; the deficit is net, of services"
CROSSINGS = (
    Case("Sales abroad pass the base case",
         {**_SALES, "b_name": "digital deficit, base case", "b": "=digital_deficit_2024_pivot_base",
          "b_growth": _BASE_GROWTH, "differs": _GROSS},
         names={"crossing": "crossing_base"}),
    Case("Sales abroad pass the pessimistic case",
         {**_SALES, "b_name": "digital deficit, pessimistic case", "b": "=digital_deficit_2024_pivot_base",
          "b_growth": _HIGH_GROWTH, "differs": _GROSS}),
    Case("Receipts from abroad pass the base case",
         {**_SALES, "a_name": "receipts of these sales that reach Japan", "a": "=overseas_receipts_2024",
          "b_name": "digital deficit, base case", "b": "=digital_deficit_2024_pivot_base",
          "b_growth": _BASE_GROWTH,
          "differs": "one year of receipts is known: they are taken to grow as sales do; the deficit is net, of services"}),
    Case("The article: the deficit passes the trade surplus",
         {**_YEAR, "a_name": "digital deficit, base and pessimistic", "a": "=digital_deficit_2024_pivot_base",
          "a_growth": _BASE_GROWTH, "a_other": _HIGH_GROWTH,
          "b_name": "goods trade balance, negative", "b": "=goods_trade_balance_2024", "b_growth": "=0",
          "differs": "no surplus to swallow: both are deficits or of two signs, so no crossing can be drawn"}),
)  # fmt: skip
# In trillions: the reason quotes the values it is given, and a crossing does not depend on their unit.
_ASKED = "{a}/unit_trillion,{b}/unit_trillion,%s,{b_growth},{year}"
_WHY = "WHY(by_crossing," + _ASKED + ")"
_REASON = "=" + known("LEFT(dash,N(" + _WHY + '=""))&' + _WHY, "{a}*{b}*{b_growth}", "figure_missing")
_CROSSED = "=IF({%s}=dash,CROSSING_YEAR(" + _ASKED + "),not_available)"
_HOW_FAR = "=INDEX(crossing_words,1+(N({%s})>digital_deficit_2035_base_year)+2*(1-ISNUMBER({%s})))"


def _crossing(number: str, growth: str, title: str, how: str) -> tuple[Measure, ...]:
    """One growth rate of a, the year it leads to, whether the report goes so far, and why there is none."""
    year, reason, cell = f"crossing{number}", f"reason{number}", "{" + growth + "}"
    return (
        Measure(growth, title, "per year", how, None, style.PERCENT),
        Measure(year, "First year at or past it", "year", "CROSSING_YEAR", _CROSSED % (reason, cell), style.YEAR),
        Measure(f"said{number}", "How far ahead", "words", "the report's paths end in 2035", _HOW_FAR % (year, year),
                style_name="Case name", lines=2),
        Measure(reason, "Why there is no such year", "words", "WHY; figures in tn yen", _REASON % (cell, cell),
                style_name="Case name", lines=3),
    )  # fmt: skip


_CROSSING_MEASURES: tuple[Measure | str, ...] = (
    "Levels and what does not match",
    Measure("a_name", "What grows past", "", "a", style_name="Case name"),
    Measure("a", "Its level", "tn yen", "", None, style.TRILLION_3),
    Measure("b_name", "What is passed", "", "b", style_name="Case name"),
    Measure("b", "Its level", "tn yen", "", None, style.TRILLION_3),
    Measure("b_growth", "Growth of what is passed", "per year", "the path above; a negative balance is held still", None,
            style.PERCENT),
    Measure("year", "Year of both levels", "year", "", None, style.YEAR),
    Measure("differs", "What does not match", "words", "", style_name="Case name", lines=3),
    Measure("a_state", "State of the sources of growth", "words", "as on Sources; – : typed on Facts", "=dash",
            style_name="Case name", lines=2),
    "At the growth of the scenario in use (the article: base case)",
    *_crossing("", "a_growth", "Growth of what grows past", "Sensitivity, scenario in use; the article: base case"),
    "If the 20 tn were reached (the article: pessimistic case)",
    *_crossing("_other", "a_other", "Growth of what grows past", "Sensitivity, growth needed; the article: pessimistic"),
)  # fmt: skip


def typed(page: Page, row: int) -> int:
    """What Inputs holds for this sheet."""
    return input_rows(page, page.section(row, "Digital deficit, on Deficit scenarios"), INPUTS)


def words(page: Page, row: int) -> int:
    """The words on Inputs that formulas about crossings look up."""
    row = page.section(row, "Words about crossings")
    row = pieces.words(page, row, ("What is said", "When"), _SAID, ("crossing_words",))
    return pieces.single_words(page, row + 1, _ASKED_BY_NAME)


def write(book: Book, base: FactBase) -> Page:
    """Write the sheet."""
    page = Page(book, "Deficit scenarios", "output", _WIDTHS)
    page.head(
        "Digital deficit: what would it add up to?",
        "The paths of one ministry project of April 2025, not official forecasts: the report gives ends, the years between "
        "are steady growth.",
    )
    placed = place(page, TOP + 4, _PATH_MEASURES, PATHS)
    said = _words(page, page.section(placed.end + 1, "Words for the head"), _cell(placed, "hidden", 1))
    row, finding = _path(page, said + _WORDS + 1, placed, base)
    page.new_page(row)
    row = page.section(row, "What could cross what: steady growth carried on, no forecast")
    crossings = place(page, row, _CROSSING_MEASURES, CROSSINGS)
    _mark(page, crossings)
    last = _trade(page, crossings.end + 1)
    page.put(TOP, FIRST, f"={finding}", "Section")
    page.put(TOP + 1, FIRST, f"=$C${said}", "Reading")
    page.put(TOP + 2, FIRST, f'="The 45 tn of the article hold a hidden part of "&$C${said + 4}', "Reading")
    page.freeze(TOP)
    pieces.repeat_title(page)
    page.close(last)
    return page


def _mark(page: Page, crossings: Placed) -> None:
    """What grows with sales or towards their goal is amber while the source of either is stale or failed."""
    cases = [case for case, item in enumerate(CROSSINGS) if "a_state" in item.cells]
    first, last = (get_column_letter(crossings.columns[case]) for case in (cases[0], cases[-1]))
    area = f"{first}{crossings.rows['a_state']}:{last}{crossings.end - 1}"
    page.colour_by(area, series.is_late("overseas_sales", "overseas_target"), style.CAUTION)


def _path(page: Page, row: int, placed: Placed, base: FactBase) -> tuple[int, str]:
    """The paths year by year with running sums and chart; the row after them, and the cell of the finding."""
    page.new_page(row)
    row = page.section(row, "Year by year, tn yen: the ends are the report's, the years between steady growth")
    heads = ("Year", "Unit", "What it is", *(case.title for case in PATHS), "Sum, base case")
    top = page.heads(row, heads, right=(3, 4, 5, 6))
    first, end = (
        base.fact(name).year or 0 for name in ("digital_deficit_2024_pivot_base", "digital_deficit_2035_base")
    )
    last = top + end - first
    for at in range(top, last + 1):
        year = f"=1*{_cell(placed, 'start_year', 0)}" if at == top else f"=B{at - 1}+1"
        pieces.left(page.put(at, FIRST, year, "Calculated", style.YEAR))
        page.put(at, UNIT_COLUMN, "tn yen", "Aside")
        page.put(at, UNIT_COLUMN + 1, "as the report gives it" if at == top else "arithmetic from the start", "Aside")
        for case in range(len(PATHS)):
            start, growth, since = (_cell(placed, key, case) for key in ("start", "growth", "start_year"))
            formula = "=" + _grown(start, growth, f"$B{at}-{since}")
            page.put(at, FIRST_CASE + case, formula, "Calculated", style.TRILLION)
        sums = "=0" if at == top else "=" + worked_out(f"H{at - 1}+E{at}")
        page.put(at, FIRST_CASE + len(PATHS), sums, "Calculated", style.TRILLION)
        page.height(at, 16)
    page.book.define("deficit_end_base", page.sheet, (last, FIRST_CASE))
    page.book.define("deficit_years_high", page.sheet, (top, FIRST_CASE + 1), (last, FIRST_CASE + 1))
    page.book.define("deficit_added_base", page.sheet, (last, FIRST_CASE + len(PATHS)))
    return _chart(page, last + 2, (top, last), placed)


def _cell(placed: Placed, key: str, case: int) -> str:
    """A measure of a case, for formulas on this sheet."""
    return placed.ref(key, case).rpartition("!")[2]


def _chart(page: Page, row: int, rows: tuple[int, int], placed: Placed) -> tuple[int, str]:
    """The chart of the paths under its finding."""
    base, high = (f"FIXED({_cell(placed, 'sum', case)}/unit_trillion,0)" for case in (0, 1))
    ends = (f"FIXED({_cell(placed, 'end', case)}/unit_trillion,0)" for case in (0, 1))
    said = f'"Digital deficit: "&{next(ends)}&" to "&{next(ends)}&" tn yen in "&{_cell(placed, "end_year", 0)}&$B${row + 1}'
    both = "+".join(_cell(placed, "sum", case) for case in (0, 1))
    page.put(row, FIRST, "=" + known(said, both, "figure_missing"), "Reading")
    added = f'"; added up after the start: "&{base}&" to "&{high}&" tn"'
    page.put(row + 1, FIRST, "=" + known(added, both, "dash"), "Reading")
    years = (FIRST, *rows)
    looks = ((style.INK, "solid"), (style.ACCENT, "solid"), (style.GREY, "dash"))
    curves = [
        charts.Curve(case.title, page, years, (FIRST_CASE + offset, *rows), colour, dash)
        for offset, (case, (colour, dash)) in enumerate(zip(PATHS, looks, strict=True))
    ]
    frame = charts.Frame(
        (row, FIRST),
        (row, FIRST),
        "Scatter chart of Japan's digital deficit from 2024 to 2035 in tn yen: base case, pessimistic case and the user's "
        "own growth, each steady from the same start; the hidden part is left out.",
        "Source: economy ministry's PIVOT report, 30 April 2025 (start and ends); see Facts.",
        width=30.0,
        height=9.5,
        source_rows=19,
    )
    charts.curves(page, frame, curves, axis_titles=("Year", "tn yen"), number_format="0,,,,")
    return row + 21, f"$B${row}"


def _trade(page: Page, row: int) -> int:
    """The balances there are beside the article's words; the last row."""
    row = page.section(row, "“Would swallow the trade surplus”: the balances there are")
    row = page.heads(row, ("Balance", "Unit", "How", "Value"), right=(3,))
    lines = (
        ("Goods trade, 2024", "exports − imports; negative = deficit", "=goods_trade_balance_2024"),
        ("Goods trade, 2025", "two years, one of them past the start: no growth", "=goods_trade_balance_2025"),
        ("Services", "not in the fact base", "=not_available"),
        ("Travel", "not in the fact base", "=not_available"),
        ("Primary income", "not in the fact base", "=not_available"),
    )
    for offset, (label, how, formula) in enumerate(lines):
        for column, text in ((FIRST, label), (UNIT_COLUMN, "tn yen"), (UNIT_COLUMN + 1, how)):
            page.put(row + offset, column, text, "Aside" if column > FIRST else "Label")
        page.put(row + offset, FIRST_CASE, formula, "Calculated", "#,##0.00,,,,")
    return row + len(lines) - 1


def _words(page: Page, row: int, hidden: str) -> int:
    """The sentences about the trade balance and the hidden part, whose cell is given; the row of the first."""
    at = [f"$C${row + offset}" for offset in range(4)]
    before, later = "goods_trade_balance_2024", "goods_trade_balance_2025"
    tn = [f"FIXED({balance}/unit_trillion,2)" for balance in (before, later)]
    first = f'"No surplus to swallow: goods trade was in deficit itself, "&{tn[0]}&" tn yen in "&{before}_year'
    second = f'" and "&{tn[1]}&" in "&{later}_year&". A crossing cannot be drawn."'
    surplus = '"In one of the two years goods trade had a surplus: set it against the deficit above."'
    part = f'FIXED({hidden}/unit_trillion,1)&" tn that the start does not: it is shown, and no growth leads to it."'
    lines = (
        ("Trade", f"=IF((N({before})<0)*(N({later})<0)=1,{at[1]}&{at[2]},{at[3]})"),
        ("Deficits", "=" + known(first, f"1*{before}", "figure_missing")),
        ("Deficits, later", "=" + known(second, f"1*{later}", "figure_missing")),
        ("A surplus", f"=IF(COUNT({before},{later})=2,{surplus},figure_missing)"),
        ("Hidden part", "=" + known(part, f"1*{hidden}")),
    )  # fmt: skip
    for offset, (label, formula) in enumerate(lines):
        page.put(row + offset, FIRST, label, "Aside")
        page.put(row + offset, FIRST + 1, formula, "Reading")
        page.height(row + offset)
    return row

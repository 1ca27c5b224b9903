"""The blank workbook for one target: how far, how fast, whether the past gets there, with one example filled in."""

from __future__ import annotations

from dataclasses import replace

from gapsheet.facts import load
from gapsheet.languages.language import ENGLISH, Language
from gapsheet.templates import charts, covers, sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.cases import FIRST_CASE, Case, Placed, place
from gapsheet.templates.growth_target.inputs import NEEDED, write_inputs, write_lists
from gapsheet.templates.growth_target.measures import MEASURES, NAMES, SENTENCES, TESTS
from gapsheet.templates.inputs import filled
from gapsheet.templates.known import day_told, known, of_day
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.sheets import Check

TITLE = "How far is the target?"
STEPS = 40  # points of the drawn path; any target year fits, since the steps divide the time that is left
_TESTS = FIRST_CASE + 2  # column G, right of the block of measures


def author(language: Language = ENGLISH) -> Book:
    """The workbook as authored: formulas without values."""
    base = load()
    history, target = base.series("overseas_sales"), base.fact("overseas_target_2033")
    milestone = base.fact("overseas_target_2028")
    book = Book(
        "growth_target",
        TITLE,
        "A target against its own past: growth needed, trend, verdict",
        base.as_of,
        language=language,
    )
    cover = covers.cover(book, "One target, one past, one verdict; overwrite the example on Inputs.", *_cover_texts())
    inputs = write_inputs(book, history, target, milestone)
    result, placed = _result(book)
    path = _path(book)
    _chart(result, path, inputs, placed)
    write_lists(book)
    sheets.checks(book, _checks(placed), sheets.SOURCES_LINE)
    sheets.notes(
        book, METHOD, sheets.sources((*history, target, milestone)), "First version; worked example: overseas sales."
    )
    covers.contents(cover, CONTENTS)
    sheets.footers(book)
    return book


CONTENTS = {
    "Inputs": "What is measured, latest figure, target, history: overwrite the blue cells",
    "Result": "Growth needed, trend, outlook and verdict, with the chart",
    "Path": "The points that the chart draws",
    "Lists": "Choices, units and the words of the verdicts",
    "Checks": "Arithmetic and data checks with the master check",
    "Notes": "Method, functions, codes, sources, change log",
}
METHOD = (
    ("Growth needed", "The steady yearly growth that carries the latest figure to the target: (target / latest) ^ (1 / years) − 1."),
    ("Trend", "Least squares on the logarithms of the yearly figures; blanks are skipped with their years. It is the average pace of the whole history, not of its two ends."),
    ("Interval", "The t interval of the slope on n − 2 degrees of freedom at the confidence level on Inputs. It says how surely the past pace is known; it is no forecast band."),
    ("Verdict", "Tests are asked in the order shown on Result; the first that holds decides. A verdict is refused where figures are unverified, unlike or too few, or where the interval holds the growth needed."),
    ("Goal or warning", "A goal is wanted. A warning is a projection that nobody wants: its verdicts are worded the other way round."),
    ("Units", "Amounts are typed in the unit chosen and turned into base units once, beside the input. Formulas use base units; Result and Path show the unit chosen."),
    ("Chart", "The band is the interval of the trend carried forward from the latest figure, drawn up to twice the larger of latest figure and target."),
    ("Not in here", "Prices are as typed: no inflation, exchange rates or seasonality. A change of definition inside the history must not be pasted as one series."),
)  # fmt: skip


def _cover_texts() -> tuple[str, str, list[tuple[str, str]]]:
    purpose = (
        "Sets a published target against its own past: the yearly growth it needs, the growth there has been with its "
        "interval, the year it would be reached, and a verdict that may also be that none is possible. The example, "
        "overseas sales of Japanese content against the target for 2033, is there to be overwritten."
    )
    limits = (
        "One target and one history at a time, up to 30 figures, amounts above zero. A trend is arithmetic about the "
        "past, not a forecast. The verdict is only as good as the sources typed beside the figures."
    )
    state = [
        ("Measured", "=measure_name"),
        ("Verdict", "=verdict"),
        ("As of", "=" + day_told("as_of")),
        ("Owner", "=owner"),
        ("Version", "=version"),
    ]
    return purpose, limits, state


def _result(book: Book) -> tuple[Page, Placed]:
    """The sheet people read: verdict and sentences, measures on the left, chart and tests on the right."""
    page = Page(book, "Result", "output", (42, 15, 42, 18, 3, 44, 10, 36))
    page.head(
        TITLE, "Growth a year; the verdict is the first test on the right that holds. All figures follow from Inputs."
    )
    placed = place(page, TOP + 4, MEASURES, [Case("Value", {}, names=NAMES)])
    flags = placed.rows["figures_given"] - 1
    sheets.verdict_tests(page, flags, _TESTS, TESTS, _VERDICT)
    book.define("achieved", page.sheet, (flags + 4, _TESTS + 1))
    page.new_page(flags)
    rows = sheets.sentences(page, placed, SENTENCES)
    at = {key: f"$C${row}" for key, row in rows.items()}
    sheets.verdict_line(page, TOP)
    first = f'=IF(can_measure=1,measure_name&", "&{at["span"]}&": "&{at["need"]}&".",measure_name)'
    page.put(TOP + 1, FIRST, first, "Reading")
    page.put(TOP + 2, FIRST, f'="So far: "&{at["since"]}&{at["interval"]}&{at["latest_words"]}&"."', "Reading")
    page.freeze(TOP + 5)
    page.close(max(rows.values()) + 1)
    return page, placed


_VERDICT = (
    "=IF(kind=kind_goal,INDEX(goal_symbols,verdict_code),INDEX(warning_symbols,verdict_code))",
    '=verdict_symbol&" "&IF(kind=kind_goal,INDEX(goal_words,verdict_code),INDEX(warning_words,verdict_code))',
)


def _path(book: Book) -> Page:
    """The points of the chart, in steps that divide the time left."""
    page = Page(book, "Path", "output", (26, 16, 20, 16, 20, 20, 24))
    page.head(
        "Path to the target",
        "Points of the chart on Result, in the unit chosen. Without a trend its points lie on the latest figure.",
    )
    both_ends = (
        "1*ISNUMBER(" + "*".join(f"LN(1+trend_{end})*(1+trend_{end})^years_left" for end in ("low", "high")) + ")"
    )
    lines = (
        ("Unit", "=unit_shown", "", style.GENERAL),
        ("Steps drawn", "=MAX(path_step)", "last_step", style.YEAR),
        ("Path starts in", "=IF(can_measure=1,current_year,MAX(0,history_years))", "origin_year", style.YEAR),
        ("Path starts at", "=N(current_amount)", "origin_amount", style.GENERAL),
        ("Interval drawn up to", "=(1+1)*MAX(N(current_amount),N(target_amount))", "chart_top", style.GENERAL),
        ("Interval can be drawn (1 = yes)", f"=IF(can_measure*has_interval=1,{both_ends},0)", "can_band", style.YEAR),
    )
    for offset, (label, formula, name, number_format) in enumerate(lines):
        page.put(TOP + offset, FIRST, label, "Label")
        page.put(TOP + offset, FIRST + 1, formula, "Calculated", number_format)
        if name:
            book.define(name, page.sheet, (TOP + offset, FIRST + 1))
    heads = (
        "Step number",
        "Year",
        "Growth needed",
        "Year, trend",
        "At the trend",
        "Trend, low end",
        "Trend, high end",
    )
    top = page.heads(TOP + 7, heads, right=range(1, 7))
    for row in range(top, top + STEPS + 1):
        _path_row(page, row, top)
    book.define("path_step", page.sheet, (top, FIRST), (top + STEPS, FIRST))
    book.define("path_end", page.sheet, (top + STEPS, FIRST + 2))
    book.define("trend_end", page.sheet, (top + STEPS, FIRST + 4))
    page.sheet.page_setup.fitToHeight = 1
    page.freeze(top)
    page.close(top + STEPS)
    return page


def _path_row(page: Page, row: int, top: int) -> None:
    """One step: the year, and what each rate makes of the latest figure by then."""
    year, trend_year = f"C{row}-current_year", f"E{row}-current_year"
    band = f"F{row}"
    cells = (
        ("=0" if row == top else f"=B{row - 1}+1", style.YEAR),
        (f"=IF(can_measure=1,current_year+years_left*B{row}/last_step,origin_year)", "0.0"),
        (f"=IF(can_measure=1,PROJECTED_VALUE(current_value,required_rate,{year})/unit_factor,origin_amount)", "#,##0.00"),
        (f"=IF(can_project=1,C{row},origin_year)", "0.0"),
        (f"=IF(can_project=1,PROJECTED_VALUE(current_value,trend_rate,{trend_year})/unit_factor,origin_amount)", "#,##0.00"),
        (f"=IF(can_band=1,PROJECTED_VALUE(current_value,trend_low,{trend_year})/unit_factor,{band})", "#,##0.00"),
        (f"=IF(can_band=1,MIN(chart_top,PROJECTED_VALUE(current_value,trend_high,{trend_year})/unit_factor),{band})", "#,##0.00"),
    )  # fmt: skip
    for offset, (formula, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, formula, "Calculated", number_format)
    sheets.left(page.sheet.cell(row, FIRST))
    page.height(row, 16)


def _chart(page: Page, path: Page, inputs: tuple[Page, int, int], placed: Placed) -> None:
    """History, growth needed, trend and its interval over the years."""
    rows = {page.sheet.cell(row, FIRST).value: row for row in range(placed.end, page.sheet.max_row + 1)}
    top = next(row for row in range(TOP, 20) if path.sheet.cell(row, FIRST).value == "Step number") + 1
    steps = (top, top + STEPS)
    history, first, last = inputs
    band = charts.Curve(
        "Interval of the trend", path, (FIRST + 3, *steps), (FIRST + 5, *steps), dash="sysDash", width=15875
    )
    series = (
        charts.Curve("History", history, (FIRST, first, last), (FIRST + 1, first, last), style.INK, dots=True),
        charts.Curve("Growth needed", path, (FIRST + 1, *steps), (FIRST + 2, *steps), style.ACCENT),
        charts.Curve("At the trend", path, (FIRST + 3, *steps), (FIRST + 4, *steps), dash="dash"),
        band,
        replace(band, title="Interval, high end", upward=(FIRST + 6, *steps), listed=False),
    )
    frame = charts.Frame(
        (TOP + 5, _TESTS),
        (rows["headline"], FIRST + 1),
        "Scatter chart over the years: the history as points, the path of the growth needed from the latest figure to the "
        "target, the path at the trend, and the ends of the trend's interval.",
        f"=$C${rows['source']}",
        width=17.2,
        height=15.0,
        source_rows=21,
    )
    charts.curves(page, frame, series, axis_titles=("Year", (rows["axis"], FIRST + 1)), number_format="General")
    page.put(TOP + 5 + frame.source_rows + 1, _TESTS, f"=$C${rows['target source']}", "Note")


def _checks(placed: Placed) -> list[Check]:
    """Arithmetic against a second way to the same figure, then the data themselves."""
    at = placed.ref
    errors = f"=1*ISERROR(SUMPRODUCT(1*('Result'!$E${TOP + 5}:$E${placed.end - 1}=\"\")))"
    years = '(history_earlier<>"")*(history_later<>"")'
    return [
        Check("The path of the growth needed ends at the target", "=IF(can_measure=1,path_end,0)",
              "=IF(can_measure=1,target_amount,0)", "Report it: the arithmetic is wrong.", "#,##0.0000"),
        Check("The multiple is the growth needed, compounded over the years left",
              "=IF(can_measure=1,(1+required_rate)^years_left,0)", f"=IF(can_measure=1,{at('multiple')},0)",
              "Report it: the arithmetic is wrong.", "0.0000"),
        Check("Value at the trend and shortfall add up to the target",
              f"=IF(can_project=1,{at('at_trend')}+{at('shortfall')},0)", "=IF(can_project=1,target_amount,0)",
              "Report it: the arithmetic is wrong.", "#,##0.0000"),
        Check("The trend drawn ends at the value at the trend", "=IF(can_project=1,trend_end,0)",
              f"=IF(can_project=1,{at('at_trend')},0)", "Report it: the arithmetic is wrong.", "#,##0.0000"),
        Check("Every filled row of the history is in the trend", f"=IF(can_fit=1,{at('fitted')},observations)",
              "=COUNTA(history_amounts)", "Give every value above 0 its year; delete values that are no numbers."),
        Check("Years of the history rise from row to row", f"=SUMPRODUCT({years}*(history_later<=history_earlier))", "=0",
              "Sort the history by year; give each year once."),
        Check("The history has the expected step between years",
              "=IF(COUNT(history_years)=COUNTA(history_years),"
              f"SUMPRODUCT({years}*(history_later-history_earlier<>history_step)),not_available)", "=0",
              "Fill the missing years, or change the expected step on Inputs; the trend allows for gaps."),
        Check("The latest figure agrees with the history where both have its year",
              "=COUNTIFS(history_years,current_year,history_amounts,\">0\")*N(current_amount)",
              "=COUNTIFS(history_years,current_year,history_amounts,\">0\")*SUMIF(history_years,current_year,history_amounts)",
              "Type the same figure in both places, or correct its year.", "#,##0.0000"),
        Check("Every figure of the history has a source status", "=COUNTA(history_status)", "=COUNTA(history_amounts)",
              "Choose a status beside each figure; clear it where there is none."),
        Check("Latest figure and target have a source", '=1*(current_source<>"")+(target_source<>"")', "=1+1",
              "Name who says so."),
        Check("The latest figure is not stale", "=" + known("1*OR(N(current_year)=0,YEAR(as_of)-N(current_year)<=stale_after)", of_day("as_of")), "=1",
              "Look for a newer figure, or allow for slower publication on Inputs."),
        Check("Unit and kind come from their lists",
              "=COUNTIF(scales,scale)+COUNTIF(kinds,kind)+COUNTIF(directions,direction)+COUNTIF(yes_no,comparable)", "=1+1+1+1",
              "Choose from the lists on Inputs."),
        filled(NEEDED),
        Check("No measure is an error", errors, "=0", "Correct the inputs; the functions may be missing."),
    ]  # fmt: skip

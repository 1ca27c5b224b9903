"""The blank workbook for one target under several scenarios: paths, sensitivity, chances and what waiting costs."""

from __future__ import annotations

from collections.abc import Mapping

from gapsheet.facts import load
from gapsheet.languages.language import ENGLISH, Language
from gapsheet.templates import charts, covers, sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.cases import FIRST_CASE, Case, Placed, place
from gapsheet.templates.growth_target.measures import TESTS
from gapsheet.templates.inputs import filled
from gapsheet.templates.known import day_told, known, numbers_given, of_day
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.sheets import Check
from gapsheet.templates.target_scenarios import working
from gapsheet.templates.target_scenarios.inputs import (
    DRAWN,
    MOVED,
    NEEDED,
    OPEN,
    OWN,
    Example,
    Layout,
    write_inputs,
    write_lists,
)
from gapsheet.templates.target_scenarios.measures import (
    RESULT_MEASURES,
    RESULT_NAMES,
    SCENARIO_MEASURES,
    SENTENCES,
    scenario_cases,
)
from gapsheet.templates.target_scenarios.sensitivity import write as write_sensitivity

TITLE = "What would it take?"
_TESTS = FIRST_CASE + 2  # column G, right of the block of measures
_TYPE_NUMBERS = "Type numbers, such as 5% or 0.05: a text counts there as nothing."
_ILLUSTRATION = "illustration: anime's 2024 share of the 20 tn yen"


def author(language: Language = ENGLISH) -> Book:
    """The workbook as authored: formulas without values."""
    base = load()
    history, all_content = base.series("anime_overseas"), base.fact("overseas_target_2033")
    book = Book(
        "target_scenarios",
        TITLE,
        "One target under scenarios, with sensitivity and chances",
        base.as_of,
        language=language,
    )
    cover = covers.cover(
        book, "Any target, any history: scenarios, sensitivity, chances, and what waiting costs.", *_COVER
    )
    example = Example(history, 2015, 7200.0, 2033, _ILLUSTRATION)
    layout = write_inputs(book, example)
    result, placed = _result(book)
    scenarios = _scenarios(book, layout)
    sensitivity = write_sensitivity(book)
    points, rows = working.path(book)
    chances = working.chances(book, layout, points, rows)
    waiting = working.waiting(book)
    series = working.series(book)
    pages = (sensitivity, points, chances, waiting, series)
    areas = {page.name: f"$B${TOP}:$N${page.sheet.max_row}" for page in pages}
    _chart(result, points, rows, layout, placed)
    write_lists(book)
    sheets.checks(book, _checks(placed, scenarios, areas), sheets.SOURCES_LINE)
    sheets.notes(
        book, METHOD, sheets.sources((*history, all_content)), "First version; worked example: anime sold abroad."
    )
    covers.contents(cover, CONTENTS)
    sheets.footers(book)
    return book


CONTENTS = {
    "Inputs": "Target, scenarios and the cell that switches them, history: overwrite the blue cells",
    "Result": "Growth needed, trend and verdict, with the paths of the scenarios",
    "Scenarios": "Low, base, high and user side by side; which figure, rate or year would make the target reachable",
    "Sensitivity": "What moves the answer most: tornados and two-way tables",
    "Path": "The points that the charts draw",
    "Chances": "Share of futures that reach the target, by how the past is drawn, with the fan chart",
    "Waiting": "What each year of waiting adds to the growth needed",
    "Series": "The history year by year, with its growth rates",
    "Lists": "Choices, units and the words of the verdicts",
    "Checks": "Arithmetic and data checks with the master check",
    "Notes": "Method, functions, codes, sources, change log",
}
METHOD = (
    ("Scenarios", "Low, base and high follow the history unless something is typed: the growth of the trend and of the ends of its interval. The user's scenario follows the base where nothing is typed. One cell on Inputs says which scenario all sheets use."),
    ("Growth needed", "The steady yearly growth that carries the latest figure to the target: (target / latest) ^ (1 / years) − 1."),
    ("Trend", "Least squares on the logarithms of the yearly figures from the first year used; missing years are left out with their years. Its interval is the t interval of the slope: it says how surely the past pace is known, and is no forecast band."),
    ("Missing years", "Growth rates are taken between neighbouring years only. The growth over a gap is no yearly growth and is neither drawn nor averaged."),
    ("Chances", "Past growth rates are drawn anew, some consecutive years at a time, until the target year; the chance is the share of such futures at or past the target in that year. Growth never seen before never happens in them, and a short history is drawn as if it were all there is to know."),
    ("Years drawn together", "One year at a time takes the years as independent; longer spells keep good and bad times together, and draw the years at both ends of the history less often. On a short series this choice matters more than the number of futures, so the chance stands for several lengths. A spell is never longer than the years left. The error shown is that of the drawing alone."),
    ("No chance", "Fewer than eight growth rates say too little about the years ahead; [x] stands there with the reason. The functions refuse by themselves."),
    ("Normal law", "The chance if the logarithms of yearly growth were normal and independent with the mean and the deviation of the history. Both are taken as known, which makes it look surer than it is."),
    ("Fan", "In each year, the values below which the shares of futures on Inputs lie, drawn from the usual spells. A line of the fan is no path: it joins each year's own share. Another latest figure of a scenario shifts the fan in proportion."),
    ("Tornado", "One thing moves to its low and its high end, all else stays as in the scenario in use. The ends are yours: they are not equally likely, so the width of a bar depends on them."),
    ("Closed forms", "Latest figure that would do: target / (1 + growth) ^ years. Growth that would do: the growth needed. Year that would do: the first whole year at or past the target at that growth. Each changes one thing."),
    ("Waiting", "Growth needed over the years left after some years at the pace on Inputs; the target year stays."),
    ("Units", "All amounts are typed and shown in one unit; growth rates and chances do not depend on it."),
    ("The example", "What users abroad pay for anime, as the association's yearly reports printed it; 2018 is worked out from 2019 and its stated growth. The target is an illustration and nobody's: anime's share in 2024 (2.17 of 6.01 tn yen) of the 20 tn yen that the government wants in 2033 from all content sold abroad. The figures of 2013 and 2014 are missing, so the history is used from 2015: ten figures, nine growth rates. Its fastest years stand at both ends, which longer spells draw less often; that, and no knowledge of the future, lowers the chance as the spells grow longer."),
    ("Not in here", "Prices are as typed: no inflation or exchange rates. A weaker yen by itself raises sales abroad that are counted in yen. A change of definition inside the history must not be pasted as one series."),
)  # fmt: skip
_COVER = (
    "Takes a target and its history and asks what it would take: the growth needed, what low, base, high and your own "
    "scenario lead to, which latest figure, growth or year would make the target reachable, what moves the answer most, "
    "how sure it is by the past drawn anew, and what waiting costs. The example, anime sold abroad against an "
    "illustrative target for 2033, is there to be overwritten.",
    "One target and one history at a time, up to 30 figures within 40 years, amounts above zero; paths are drawn up to 30 "
    "years ahead. A chance is arithmetic about the past, not a forecast, and enters no verdict.",
    [
        ("Measured", "=measure_name"),
        ("Scenario in use", "=scenario"),
        ("Verdict", "=verdict"),
        ("Chance", "=chance_line"),
        ("As of", "=" + day_told("as_of")),
        ("Owner", "=owner"),
        ("Version", "=version"),
    ],
)


def _result(book: Book) -> tuple[Page, Placed]:
    """The sheet people read: verdict and sentences, measures on the left, chart and tests on the right."""
    page = Page(book, "Result", "output", (42, 15, 42, 18, 3, 44, 10, 36))
    page.head(TITLE, "The verdict sets the history against the growth needed in the scenario in use.")
    placed = place(page, TOP + 5, RESULT_MEASURES, [Case("Value", {}, names=RESULT_NAMES)])
    flags = placed.rows["complete"] - 1
    sheets.verdict_tests(page, flags, _TESTS, TESTS, _VERDICT)
    page.new_page(flags)
    rows = sheets.sentences(page, placed, SENTENCES)
    last = max(rows.values()) + 1
    working.latest_source(page, last)
    page.height(flags + len(TESTS) + 3, 36)  # the verdict of two lines, beside the words
    at = {key: f"$C${row}" for key, row in rows.items()}
    sheets.verdict_line(page, TOP)
    first = f'=IF(can_measure=1,measure_name&", "&{at["span"]}&": "&{at["need"]}&".",measure_name)'
    page.put(TOP + 1, FIRST, first, "Reading")
    page.put(TOP + 2, FIRST, f'="So far: "&{at["so_far"]}&{at["interval"]}&"."', "Reading")
    page.put(TOP + 3, FIRST, f'={at["leads"]}&{at["year_words"]}&". "&{at["chance_words"]}&chance_line&"."', "Reading")
    page.freeze(TOP + 6)
    page.close(last)
    return page, placed


_VERDICT = (
    "=IF(kind=kind_goal,INDEX(goal_symbols,verdict_code),INDEX(warning_symbols,verdict_code))",
    '=verdict_symbol&" "&IF(kind=kind_goal,INDEX(goal_words,verdict_code),INDEX(warning_words,verdict_code))',
)


def _scenarios(book: Book, layout: Layout) -> Placed:
    """The scenarios side by side with the one in use, and the closed forms."""
    page = Page(book, "Scenarios", "output", (44, 16, 40, *[16] * 5))
    page.head("Scenarios", "What each leads to, and which figure, growth or year would make its target reachable.")
    top = TOP + 3
    placed = place(page, top, SCENARIO_MEASURES, scenario_cases(layout.scenario, top))
    code = "=IF(COUNTIF(scenario_words,scenario)=1,MATCH(scenario,scenario_words,0),2)"
    page.put(TOP, FIRST, '="In use: the "&scenario&" scenario"', "Section")
    sign = "=IF(direction=direction_up,1,-1)"
    for row, label, formula, name in (
        (TOP + 1, "Number of the scenario in use", code, "scenario_code"),
        (TOP + 2, "Sign of the direction: 1 from below", sign, "direction_sign"),
    ):
        page.put(row, FIRST, label, "Label")
        page.put(row, FIRST + 1, formula, "Calculated", style.YEAR)
        book.define(name, page.sheet, (row, FIRST + 1))
    page.freeze(top + 1)
    page.close(placed.end - 1)
    return placed


def _chart(result: Page, points: Page, rows: tuple[int, int], layout: Layout, placed: Placed) -> None:
    """History, growth needed, and the path of each scenario."""
    words = {result.sheet.cell(row, FIRST).value: row for row in range(placed.end, result.sheet.max_row + 1)}
    years = (FIRST + 1, *rows)
    looks = (
        ("Needed", 3, style.ACCENT, "solid"),
        ("Low", 4, style.GREY, "sysDot"),
        ("Base", 5, style.GREY, "solid"),
        ("High", 6, style.GREY, "dash"),
        ("User", 7, style.CAUTION, "dash"),
    )
    history = layout.history
    curves = [charts.Curve("History", layout.page, (FIRST, *history), (FIRST + 1, *history), style.INK, dots=True)]
    curves += [
        charts.Curve(title, points, years, (FIRST + column, *rows), colour, dash)
        for title, column, colour, dash in looks
    ]
    frame = charts.Frame(
        (TOP + 6, _TESTS),
        (words["headline"], FIRST + 1),
        "Scatter chart over the years: the history as points, the path of the growth needed to the target of the scenario "
        "in use, and the paths of the low, base, high and user scenarios until the same year.",
        f"=$C${words['source']}",
        width=17.2,
        height=10.4,
        source_rows=15,
    )
    charts.curves(result, frame, curves, axis_titles=("Year", (words["axis"], FIRST + 1)), number_format="#,##0")


def _checks(placed: Placed, scenarios: Placed, more: Mapping[str, str]) -> list[Check]:
    """Arithmetic against a second way to the same figure, then the data themselves."""
    years = '(history_earlier<>"")*(history_later<>"")'
    bad = "Report it: the arithmetic is wrong."
    areas = {
        placed.sheet: f"$E${TOP + 6}:$E${placed.end - 1}",
        scenarios.sheet: f"$E${TOP + 4}:$I${scenarios.end - 1}",
        **more,
    }
    given = {
        "Scenarios, widths and steps hold numbers, no text": numbers_given(MOVED, OWN),
        "What is drawn and the confidence hold numbers, no text": numbers_given(DRAWN, OPEN),
    }
    near = "(can_measure=1)*(target_year<=current_year+MAX(path_steps))=1"
    return [
        Check("The path of the growth needed ends at the target", f"=IF({near},path_end,0)",
              f"=IF({near},target_value,0)", bad, "#,##0.0000"),
        Check("The multiple is the growth needed, compounded over the years left",
              "=IF(can_measure=1,(1+required_rate)^years_left,0)", "=IF(can_measure=1,1*multiple_used,0)", bad, "0.0000"),
        Check("Value of the scenario and shortfall add up to the target",
              "=IF(can_scenario=1,value_used+shortfall_used,0)", "=IF(can_scenario=1,target_value,0)", bad, "#,##0.0000"),
        Check("The latest figure that would do grows to the target",
              "=IF(can_scenario=1,PROJECTED_VALUE(start_needed,growth_used,years_left),0)",
              "=IF(can_scenario=1,target_value,0)", bad, "#,##0.0000"),
        Check("The middle of the first two-way table is the growth needed", "=IF(can_measure=1,1*required_middle,0)",
              "=IF(can_measure=1,1*required_rate,0)", bad, "0.0000"),
        Check("The middle of the second is value / target", "=IF(can_scenario*ISNUMBER(share_middle)=1,1*share_middle,0)",
              "=IF(can_scenario=1,value_used/target_value,0)", bad, "0.0000"),
        Check("Waiting no year leaves the growth needed as it is", "=IF(ISNUMBER(wait_none),1*wait_none,0)",
              "=IF(ISNUMBER(wait_none),1*required_rate,0)", bad, "0.0000"),
        Check("The chance as chosen is the usual one where no length is typed",
              "=IF(AND(N(block)=0,ISNUMBER(chance)),1*chance,0)", "=IF(AND(N(block)=0,ISNUMBER(chance)),1*chance_usual,0)",
              bad, "0.0000"),
        Check("The lines of the fan do not cross", "=1*(fan_low<=fan_middle)*(fan_middle<=fan_high)", "=1",
              "Type the shares on Inputs from low to high."),
        *(Check(what, f"={found}", f"={expected}", _TYPE_NUMBERS) for what, (found, expected) in given.items()),
        filled(NEEDED),
        Check("Every figure of the history is used or older than the first year used",
              '=COUNT(history_used)+COUNTIFS(history_years,"<"&N(first_year),history_amounts,">0")',
              "=COUNTA(history_amounts)", "Give every value above 0 its year; delete values that are no numbers."),
        Check("Every figure used stands in the yearly series", "=1*observations", "=COUNT(history_used)",
              "Give each year once; only the last 40 years are used."),
        Check("Years of the history rise from row to row", f"=SUMPRODUCT({years}*(history_later<=history_earlier))", "=0",
              "Sort the history by year; give each year once."),
        Check("Every figure of the history has a source status", "=COUNTA(history_status)", "=COUNTA(history_amounts)",
              "Choose a status beside each figure; clear it where there is none."),
        Check("Target and latest figure have a source", '=1*(target_source<>"")+LEN(latest_source)/MAX(1,LEN(latest_source))',
              "=1+1", "Name who says so."),
        Check("The latest figure is not stale", "=" + known("1*OR(current_year=0,YEAR(as_of)-current_year<=stale_after)", of_day("as_of")), "=1",
              "Look for a newer figure, or allow for slower publication on Inputs."),
        Check("Scenario, kind and direction come from their lists",
              "=COUNTIF(scenario_words,scenario)+COUNTIF(kinds,kind)+COUNTIF(directions,direction)+COUNTIF(yes_no,comparable)", "=1+1+1+1",
              "Choose from the lists on Inputs."),
        *(Check(f"No cell of {sheet} is an error", f"=1*ISERROR(SUMPRODUCT(1*('{sheet}'!{cells}=\"\")))", "=0",
                "Correct the inputs; the functions may be missing.") for sheet, cells in areas.items()),
    ]  # fmt: skip

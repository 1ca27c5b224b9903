"""The Sensitivity sheet: the 20 tn target under scenarios, what would make it reachable, and what moves the answer."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from gapsheet.templates import charts, style
from gapsheet.templates import sheets as pieces
from gapsheet.templates.book import Book
from gapsheet.templates.cases import FIRST_CASE, UNIT_COLUMN, Case, place
from gapsheet.templates.known import numbers_given
from gapsheet.templates.page import FIRST, TOP, Page, choice
from gapsheet.templates.scorecard import drawn, series
from gapsheet.templates.scorecard.checks import Balance
from gapsheet.templates.scorecard.inputs import InputRow, input_rows
from gapsheet.templates.scorecard.targets import Targets
from gapsheet.templates.target_scenarios.inputs import (
    CHOICES,
    MOVED,
    OWN,
    SCENARIO_WORDS,
    SCENARIOS,
    STEPS,
    SWINGS,
    VALUE,
    scenario_table,
)
from gapsheet.templates.target_scenarios.measures import NO_WAY, Shown, scenario_cases, scenario_measures, scenario_path
from gapsheet.templates.target_scenarios.sensitivity import Place, tornados, two_way_tables

SHOWN = Shown("tn yen", style.TRILLION, "+#,##0.0,,,,;-#,##0.0,,,,;0.0,,,,", '"tn yen"', "/unit_trillion")
_SOURCE = "Source: Human Media (sales), government strategy of June 2024 (target); details on Facts."
_PLACE = Place(FIRST_CASE, SHOWN, _SOURCE)
_NO_REMARK = "Ends and steps are yours: none is likelier than another."
INPUTS = tuple(
    InputRow(
        item.name,
        item.label,
        item.value,
        item.unit,
        item.allowed,
        item.accepted,
        item.remark or _NO_REMARK,
        number_format=item.number_format or style.GENERAL,
    )
    for item in (*SWINGS, *STEPS)
    if item.allowed is not None
)
CHECKS = (
    Balance("TEXT1", "Inputs: scenarios, widths and steps hold numbers, no text", "inputs",
            *numbers_given(MOVED, OWN)),
    Balance("LISTED", "Inputs: the scenario in use is one of the list", "1 = yes", "COUNTIF(scenario_words,scenario)", "1"),
    Balance("SURE1", "Sensitivity: growth needed, compounded over the years left, is the multiple", "times",
            "IF(can_measure=1,(1+required_rate)^years_left,0)", "IF(can_measure=1,1*multiple_used,0)", 8),
    Balance("SURE2", "Sensitivity: value of the scenario and shortfall add to the target", "share",
            "IF(can_scenario=1,(value_used+shortfall_used)/MAX(value_used,target_value),0)",
            "IF(can_scenario=1,target_value/MAX(value_used,target_value),0)", 8),
    Balance("SURE3", "Sensitivity: the latest figure that would do grows to the target", "tn JPY",
            "IF(can_scenario=1,PROJECTED_VALUE(start_needed,growth_used,years_left),0)/unit_trillion",
            "can_scenario*target_value/unit_trillion", 6),
    Balance("SURE4", "Sensitivity: the middle of the first two-way table is the growth needed", "a year",
            "IF(can_measure=1,1*required_middle,0)", "IF(can_measure=1,1*required_rate,0)", 8),
    Balance("SURE5", "Sensitivity: the middle of the second is value / target", "share",
            "IF(can_scenario*ISNUMBER(share_middle)=1,1*share_middle,0)", "IF(can_scenario=1,value_used/target_value,0)", 8),
)  # fmt: skip
_SERIES = ("overseas_sales", "overseas_target")  # what the sheet rests on besides Inputs
_CHART_ROWS = 18
_PATH_HEADS = ("Growth needed", *map(str.capitalize, CHOICES))
_POINT_HEADS = tuple(f"Year, {title}" for title in CHOICES)
_POINTS = FIRST_CASE + len(_PATH_HEADS)  # the first of their columns
_YEARS_DRAWN = 12  # rows of the path: the year of the latest figure and eleven more


def typed(page: Page, row: int) -> int:
    """What Inputs holds for this sheet: the switch, the scenarios, how far things move, and words."""
    page.new_page(row)
    row = page.section(row, "Scenarios for overseas sales: an empty cell follows the published figures")
    page.put(row, FIRST, "Scenario in use", "Label")
    allowed = choice("scenario_words", "The scenario that Sensitivity and Deficit scenarios use")
    pieces.left(page.input(row, VALUE, CHOICES[1], allowed, name="scenario"))
    for column, text in (
        (VALUE + 1, "word"),
        (VALUE + 2, "from the list"),
        (VALUE + 7, "One cell switches the sheets."),
    ):
        page.put(row, column, text, "Aside")
    means = {
        "start": "overseas sales of 2024, as on Facts",
        "growth": "low, high: the ends of the trend's interval on Targets; base: the trend; user: as base",
        "target": "the government's target, as on Facts",
        "year": "the target's year",
    }
    row, rows = scenario_table(page, row + 1, means, (VALUE + 7, VALUE + 5), {})
    page.put(rows["start"] - 1, VALUE + 4, "Unit", "Column head")
    for at, unit in zip(rows.values(), ("tn yen", "a year", "tn yen", "year"), strict=True):
        page.put(at, VALUE + 4, unit, "Aside")
    row = page.section(row + 1, "How far things move on Sensitivity, and the steps of its tables")
    return input_rows(page, row, INPUTS)


def words(page: Page, row: int) -> int:
    """The words and numbers on Inputs that formulas about scenarios and chances look up."""
    page.new_page(row)
    row = page.section(row, "Words about scenarios and chances")
    row = pieces.words(page, row, ("Scenario", "Meaning"), SCENARIOS, ("scenario_words",))
    return pieces.single_words(page, row + 1, SCENARIO_WORDS)


def write(book: Book, path: Targets) -> Page:
    """Write the sheet."""
    page = Page(book, "Sensitivity", "output", (40, 13, 42, *[14.5] * 8))
    page.head(
        "What would make 20 trillion yen reachable?",
        "Overseas sales in four scenarios, one of them in use (switch, ends and steps on Inputs); then what moves the answer.",
    )
    top = _facts(page, TOP + 3) + 1
    placed = place(page, top, scenario_measures(SHOWN), _cases(path, top))
    page.new_page(placed.end)
    said = pieces.sentences(page, placed, _SENTENCES)
    _readings(page, said)
    chart = _path(page, max(said.values()) + 2)
    row = chart + _CHART_ROWS
    page.new_page(row)
    row = tornados(page, row, _PLACE)
    page.new_page(row)
    row = two_way_tables(page, row, _PLACE)
    figures = f"{get_column_letter(FIRST_CASE)}{TOP + 3}:{get_column_letter(page.last_column)}{row - 1}"
    page.colour_by(figures, series.is_late(*_SERIES), style.CAUTION)
    row = page.note(
        row, "In accent: the scenario in use. [x]: no figure, because a year is over or an input is missing."
    )
    page.freeze(TOP)
    pieces.repeat_title(page)
    page.close(row)  # what is drawn stands below what is printed
    rows = chart - 1 - _YEARS_DRAWN, chart - 2
    columns = (FIRST, FIRST_CASE, FIRST_CASE + len(CHOICES))
    start = {FIRST_CASE + number: f"start_{title}" for number, title in enumerate(CHOICES, start=1)}
    numbers = drawn.write(page, row + 2, drawn.Table(_PATH_HEADS, columns, rows, start))
    _points(page, rows, numbers)
    _path_chart(page, chart, said["headline"], numbers)
    return page


def _facts(page: Page, row: int) -> int:
    """Which scenario is in use, and what all of them share."""
    code = "=IF(COUNTIF(scenario_words,scenario)=1,MATCH(scenario,scenario_words,0),2)"
    lines = (
        ("Number of the scenario in use", "number", "chosen on Inputs", code, "scenario_code"),
        ("Year of the latest figure", "year", "as on Series", "=1*overseas_sales_latest_year", "current_year"),
        ("Sign of the direction", "sign", "1: the target is reached from below", "=1", "direction_sign"),
        ("State of the source of sales", "word", "as on Sources", "=overseas_sales_state", ""),
        ("State of the source of the goals", "word", "as on Sources", "=overseas_target_state", ""),
    )
    for offset, (label, unit, how, formula, name) in enumerate(lines):
        for column, text in enumerate((label, unit, how)):
            page.put(row + offset, FIRST + column, text, "Aside" if column else "Label")
        page.put(row + offset, FIRST_CASE, formula, "Calculated" if name else "Case name", style.YEAR)
        if name:
            page.book.define(name, page.sheet, (row + offset, FIRST_CASE))
    return row + len(lines)


def _cases(path: Targets, top: int) -> list[Case]:
    """The scenarios: what is typed, or the figures and the trend of Targets."""
    trend = tuple(path.block.ref(key) for key in ("low", "trend", "high"))
    otherwise = {
        "start": ("overseas_sales_latest",) * 4,
        "growth": (*trend, "F{growth_row}"),
        "target": ("overseas_goal",) * 4,
        "year": ("overseas_goal_year",) * 4,
    }
    factors = dict.fromkeys(("start", "target"), "*unit_trillion")
    return scenario_cases(lambda line, number: f"INDEX(typed_{line},1,{number + 1})", top, otherwise, factors)


_SENTENCES = (
    (
        "leads",
        '=IF(can_scenario=1,"At "&FIXED(growth_used*100,1)&" % a year sales are "'
        '&FIXED(value_used/unit_trillion,1)&" tn yen in "&target_year,[no_way])',
    ),
    ("no_way", NO_WAY),
    (
        "need",
        '=IF(can_measure*(1-achieved)=1,"; needed are "&FIXED(required_rate*100,1)&" % a year",[no_need])',
    ),
    ("no_need", '=IF(achieved=1,"; the target is reached already","")'),
    (
        "year_words",
        '=IF(ISNUMBER(year_needed),"at that growth the year "&year_needed,[late_words])',
    ),
    (
        "late_words",
        '=IF(year_needed=dash,"at that growth no later year","at that growth a year "&year_needed)',
    ),
    (
        "start_words",
        '=IF(can_scenario=1,", or a latest figure of "&FIXED(start_needed/unit_trillion,1)&" tn yen","")',
    ),
    (
        "rate_words",
        '=IF(can_measure=1,", or a growth of "&FIXED(required_rate*100,1)&" % a year","")',
    ),
    (
        "kept",
        '=IF(can_measure=1,"Reached already, and kept until "&target_year&" at "'
        '&FIXED(required_rate*100,1)&" % a year or more","Nothing can be worked out")',
    ),
    (
        "headline",
        f'="Overseas sales, "&scenario&" scenario: "&[leads]&{series.late(*_SERIES)}',
    ),
)


def _readings(page: Page, words: dict[str, int]) -> None:
    """The answer where the sheet is read first."""
    at = {key: f"$C${row}" for key, row in words.items()}
    page.put(
        TOP,
        FIRST,
        f'="Overseas sales, "&scenario&" scenario: "&{at["leads"]}&{at["need"]}&"."&{series.late(*_SERIES)}',
        "Section",
    )
    changed = f'"What would do, one thing changed: "&{at["year_words"]}&{at["start_words"]}&{at["rate_words"]}&"."'
    closed = f'=IF(can_measure*(1-achieved)=1,{changed},{at["kept"]}&".")'
    page.put(TOP + 1, FIRST, closed, "Reading")


def _path(page: Page, row: int) -> int:
    """The scenarios year by year; the row of their chart."""
    row = page.section(row, "Paths, up to eleven years ahead; rows after the target year repeat its values")
    heads = ("Year", "Unit", "What it is", *_PATH_HEADS)
    top = page.heads(row, heads, right=(3, 4, 5, 6, 7))
    last = top + _YEARS_DRAWN - 1
    for at in range(top, last + 1):
        year = "=1*current_year" if at == top else f"=MAX(B{at - 1},MIN(B{at - 1}+1,target_year))"
        pieces.left(page.put(at, FIRST, year, "Calculated", style.YEAR))
        page.put(at, UNIT_COLUMN, "tn yen", "Aside")
        page.put(at, UNIT_COLUMN + 1, "arithmetic from the latest figure", "Aside")
        needed, *paths = scenario_path(f"$B{at}")
        without = [formula.replace(f",start_{title})", ",dash)") for title, formula in zip(CHOICES, paths, strict=True)]
        for offset, formula in enumerate((needed, *without)):
            page.put(at, FIRST_CASE + offset, formula, "Calculated", style.TRILLION)
        page.height(at, 16)
    return last + 2


def _points(page: Page, rows: tuple[int, int], drawn_rows: tuple[int, int]) -> None:
    """The years of each scenario, so that one without growth is drawn as a point at its start."""
    page.heads(drawn_rows[0] - 1, _POINT_HEADS, right=range(len(CHOICES)), column=_POINTS)
    for at, source in enumerate(range(rows[0], rows[1] + 1), start=drawn_rows[0]):
        for offset in range(len(CHOICES)):
            cell = f"{get_column_letter(FIRST_CASE + 1 + offset)}{source}"
            page.put(at, _POINTS + offset, f"=IF(ISNUMBER({cell}),$B{at},current_year)", "Calculated", style.YEAR)


def _path_chart(page: Page, row: int, headline: int, rows: tuple[int, int]) -> None:
    """The chart of the paths, whose numbers stand in these rows."""
    looks = (
        ("Growth needed", style.ACCENT, "solid"),
        ("Low", style.GREY, "sysDot"),
        ("Base", style.GREY, "solid"),
        ("High", style.GREY, "dash"),
        ("User", style.CAUTION, "dash"),
    )
    years = (FIRST, *range(_POINTS, _POINTS + len(CHOICES)))
    curves = [
        charts.Curve(title, page, (years[offset], *rows), (FIRST_CASE + offset, *rows), colour, dash)
        for offset, (title, colour, dash) in enumerate(looks)
    ]
    frame = charts.Frame(
        (row, FIRST),
        (headline, FIRST + 1),
        "Scatter chart over the years: overseas content sales on the path of the growth needed to the target, and in the "
        "low, base, high and user scenarios.",
        _SOURCE,
        width=30.0,
        height=8.0,
        source_rows=16,
    )
    charts.curves(page, frame, curves, axis_titles=("Year", "tn yen"), number_format="0,,,,")

"""What the user types into the scenario workbook: a target, scenarios, a history, and how it is simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gapsheet.facts import Fact
from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.growth_target.inputs import validate_history, write_kinds_and_verdicts, write_single_words
from gapsheet.templates.page import FIRST, LAST_YEAR, TOP, Allowed, Page, choice, positive, rate, year

ROWS = 30  # rows of the history table
CHOICES = ("low", "base", "high", "user")
LINES = ("start", "growth", "target", "year")  # of a scenario, in the order of their rows
VALUE, UNIT, STATUS, AS_OF, SOURCE, ACCEPTED = range(FIRST + 1, FIRST + 7)
HEADS = ("Input", "Value", "Unit", "Source status", "As of", "Source or remark", "Accepted")
_WIDTHS = (44, 26, 18, 18, 18, 58, 38)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the cells stand that other sheets refer to by place."""

    page: Page
    scenario_rows: dict[str, int]
    history: tuple[int, int]  # first and last row

    def scenario(self, line: str, number: int) -> str:
        """The cell of one line of one scenario, counted from 0."""
        return f"Inputs!{'CDEF'[number]}{self.scenario_rows[line]}"


@dataclass(frozen=True, slots=True)
class _Row:
    """One input line; without `allowed` it is free text."""

    name: str
    label: str
    value: Any
    allowed: Allowed | None
    accepted: str
    unit: str = ""
    number_format: str | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """The history and the target that the workbook opens with."""

    history: Sequence[Fact]
    first_year: int
    target: float
    target_year: int
    target_source: str


def write_inputs(book: Book, example: Example) -> Layout:
    """Write the sheet with the example."""
    page = Page(book, "Inputs", "inputs", _WIDTHS)
    page.head(
        "Inputs", "Blue on cream: overwrite these. All amounts stand in one unit of your choice; nothing is converted."
    )
    row = page.heads(TOP, HEADS, right=(1,))
    for title, rows in (("This copy", _copy(book)), ("What is measured", _measured(example.history[-1]))):
        row = _lines(page, page.section(row, title), rows)
    row = _target(page, page.section(row, "The target"), example)
    row, scenario_rows = _scenarios(page, row)
    page.new_page(row)
    for title, rows in (
        ("How far things move, one at a time", SWINGS),
        ("Steps of the two-way tables, and waiting", (*STEPS, _WAITING)),
        ("Futures drawn from the past", SIMULATION),
        ("Settings", _SETTINGS),
    ):
        row = _lines(page, page.section(row, title), rows)
    page.new_page(row)
    row = page.section(row, "History: one row a year, up to 30; missing years are left out")
    top = page.heads(row, ("Year", "Value", "Year used", *HEADS[3:]), right=(1, 2))
    _history(page, top, example.history)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(top + ROWS - 1)
    return Layout(page, scenario_rows, (top, top + ROWS - 1))


def _whole(low: int, high: int, prompt: str, *, blank: bool = False) -> Allowed:
    return Allowed("whole", low, high, f"A whole number from {low} to {high} is expected.", prompt, blank)


def _share(low: float, high: float, prompt: str) -> Allowed:
    message = f"A fraction from {low:.1%} to {high:.1%} is expected. For 10 % type 10% or 0.1."
    return Allowed("decimal", low, high, message, prompt)


def _copy(book: Book) -> tuple[_Row, ...]:
    dates = Allowed("date", 36526, 109574, "A date from 2000 to 2199 is expected.", "The day of these figures")
    return (
        _Row("owner", "Owner", "whoever uses this copy", None, "text"),
        _Row("version", "Version", "1", None, "text", remark="count up when figures change"),
        _Row("as_of", "As of", book.as_of, dates, "a date", "date", style.DATE, "the check for stale figures uses it"),
    )


def _measured(latest: Fact) -> tuple[_Row, ...]:
    return (
        _Row("measure_name", "What is measured", latest.title, None, "text", remark=latest.definition),
        _Row("unit_shown", "Unit of all amounts", "bn yen", None, "text: bn yen, people ..."),
        _Row("kind", "Kind", "goal", choice("kinds", "goal: wanted; warning: a projection nobody wants"), "goal or warning"),
        _Row("direction", "The target means", "at least", choice("directions", "at least: from below; at most: from above"),
             "at least or at most"),
        _Row("comparable", "Are target and history counted alike?", "yes",
             choice("yes_no", "yes: same definition, scope and vintage"), "yes or no"),
        _Row("first_year", "First year used of the history", 2015, year("Figures of earlier years are shown, not used"),
             "1900 to 2200", "year", style.YEAR,
             "2012 stands alone: 2013 and 2014 are missing, so no yearly growth leads from it to 2015."),
    )  # fmt: skip


SWINGS = (
    _Row("swing_start", "Latest figure, up and down", 0.1, _share(0.001, 0.9, "A share of the latest figure"),
         "0.1 % to 90 %", "share of it", "0.0%"),
    _Row("swing_target", "Target, up and down", 0.1, _share(0.001, 0.9, "A share of the target"),
         "0.1 % to 90 %", "share of it", "0.0%"),
    _Row("swing_growth", "Growth, up and down", 0.05, _share(0.001, 0.4, "Points of yearly growth"),
         "0.1 % to 40 %", "growth a year", "0.0%", "5 % stands for 5 percentage points"),
    _Row("swing_year", "Target year, earlier and later", 2, _whole(1, 20, "Years"), "1 to 20", "years", style.YEAR),
)  # fmt: skip
STEPS = (
    _Row("step_start", "Step of the latest figure", 0.1, _share(0.001, 0.3, "A share of the latest figure"),
         "0.1 % to 30 %", "share of it", "0.0%"),
    _Row("step_growth", "Step of growth", 0.025, _share(0.001, 0.15, "Points of yearly growth"),
         "0.1 % to 15 %", "growth a year", "0.0%"),
    _Row("step_year", "Step of the target year", 1, _whole(1, 10, "Years"), "1 to 10", "years", style.YEAR),
)  # fmt: skip
# What moves the answer, and what is drawn: counted in a check, because a text among them counts as nothing typed.
OWN = tuple(f"typed_{line}" for line in LINES)  # empty cells follow the history and the target
MOVED = tuple(item.name for item in (*SWINGS, *STEPS))
_WAITING = _Row(
    "waiting_growth", "Growth while one waits", 0.05, rate("Growth a year before anything changes"), "−50 % to 100 %",
    "a year", style.PERCENT, "An assumption: set the pace that would go on if nothing were done.",
)  # fmt: skip
SIMULATION = (
    _Row("paths", "Futures simulated", 10_000, _whole(100, 1_000_000, "More futures take longer and err less"),
         "100 to 1,000,000", "futures", "#,##0", "10,000: chance moves a probability by about a point."),
    _Row("seed", "Start of the random numbers", 1, _whole(0, 10**9, "The same start gives the same result"),
         "0 to 1,000,000,000", "number", "0"),
    _Row("block", "Years drawn together", None, _whole(1, 29, "Empty: the usual length", blank=True),
         "1 to 29, or empty", "years", "0", "Empty: the cube root of the number of growth rates, rounded."),
    _Row("block_short", "Years drawn together, to compare: short", 1, _whole(1, 29, "1: every year by itself"), "1 to 29",
         "years", "0"),
    _Row("block_long", "Years drawn together, to compare: long", 3, _whole(1, 29, "Longer keeps good and bad spells"),
         "1 to 29", "years", "0"),
    *(_Row(f"quantile_{number}", f"Line {number} of the fan", share, _share(0.001, 0.999, "Share of futures below the line"),
           "0.1 % to 99.9 %", "of futures", "0%") for number, share in enumerate((0.1, 0.25, 0.5, 0.75, 0.9), start=1)),
)  # fmt: skip
OPEN = ("block",)  # empty: the usual length
DRAWN = (*(item.name for item in SIMULATION if item.name not in OPEN), "confidence_level")
_SETTINGS = (
    _Row("confidence_level", "Confidence of the interval", 0.95, _share(0.5, 0.999, "Such as 95%"), "50 % to 99.9 %",
         "fraction", "0%", "A wider interval calls fewer verdicts."),
    _Row("least_observations", "Figures needed for a verdict", 5, _whole(3, ROWS, "Fewer figures: cannot be called"),
         "3 to 30", "figures", style.YEAR),
    _Row("stale_after", "A latest figure is stale after", 3, _whole(1, 20, "Years to the as-of date"), "1 to 20", "years",
         style.YEAR, "Only a check uses it."),
    _Row("tolerance", "Tolerance of the checks", 1e-9,
         Allowed("decimal", 1e-15, 0.01, "A small number from 1E-15 to 0.01 is expected.", "Relative difference allowed"),
         "1E-15 to 0.01", "fraction", "0E+00", "Rounding of the processor, nothing more."),
)  # fmt: skip

# The other numbers that answers and checks rest on.
NEEDED = (
    "as_of",
    "first_year",
    "target_amount",
    "target_due",
    "waiting_growth",
    *(item.name for item in _SETTINGS[1:]),
)


def _lines(page: Page, row: int, rows: Sequence[_Row]) -> int:
    for item in rows:
        row = _line(page, row, item)
    return row


def _line(page: Page, row: int, item: _Row) -> int:
    """Label, input, unit, remark and what is accepted."""
    page.put(row, FIRST, item.label, "Label")
    if item.allowed is None:
        sheets.text_input(page, row, VALUE, item.value, item.label, item.name)
    else:
        cell = page.input(row, VALUE, item.value, item.allowed, item.number_format, item.name)
        if item.allowed.kind == "list":
            sheets.left(cell)
    for column, text in (
        (UNIT, item.unit),
        (STATUS, None),
        (AS_OF, None),
        (SOURCE, item.remark),
        (ACCEPTED, item.accepted),
    ):
        page.put(row, column, text, "Aside")
    page.fit(row)
    return row + 1


def _target(page: Page, row: int, example: Example) -> int:
    """The target with its source, and its year."""
    amount = positive("An amount above zero in the unit chosen")
    row = _line(
        page, row, _Row("target_amount", "Target", example.target, amount, "above 0", "=unit_shown", "#,##0.0##")
    )
    target = row - 1
    status = replace(choice("statuses", "How close to its origin"), blank=True)
    sheets.left(page.input(target, STATUS, "derived", status, name="target_status"))
    sheets.text_input(page, target, AS_OF, page.book.as_of.isoformat(), "When the target was published")
    sheets.text_input(page, target, SOURCE, example.target_source, "Who set the target, and where", "target_source")
    page.fit(target)
    return _line(
        page,
        row,
        _Row("target_due", "Year of the target", example.target_year, year(), "after the history", "year", "0"),
    )


def _scenarios(page: Page, row: int) -> tuple[int, dict[str, int]]:
    """The table of scenarios, whose empty cells follow the history and the target, and the cell that switches."""
    row = page.section(row, "Scenarios: an empty cell follows the history and the target above")
    switch = choice("scenario_words", "The scenario that all sheets use")
    row = _line(
        page,
        row,
        _Row(
            "scenario", "Scenario in use", CHOICES[1], switch, "from the list", remark="One cell switches every sheet."
        ),
    )
    means = {
        "start": "the last figure of the history",
        "growth": "low, high: the ends of the trend's interval; base: the trend; user: as base",
        "target": "the target above",
        "year": "the year above",
    }
    own = {"growth": 0.16, "year": 2035}  # of the user's scenario, to show how one is typed
    return scenario_table(page, row, means, (SOURCE, ACCEPTED), own)


def scenario_table(
    page: Page, row: int, means: Mapping[str, str], remarks: tuple[int, int], own: Mapping[str, float]
) -> tuple[int, dict[str, int]]:
    """What differs between the scenarios, a column each from the second on: the row after it, and the row of each line.

    `means` says what an empty cell stands for, `own` what the user's scenario opens with; `remarks` are the columns of
    that meaning and of what is accepted.
    """
    heads = ("What differs", *map(str.capitalize, CHOICES))
    row = page.heads(row, heads, right=(1, 2, 3, 4))
    for column, title in zip(remarks, ("An empty cell means", "Accepted"), strict=True):
        page.put(row - 1, column, title, "Column head")
    open_amount = replace(positive("An amount above zero, or empty"), blank=True)
    lines = (
        ("start", "Latest figure", open_amount, "#,##0.0##", "above 0, or empty"),
        ("growth", "Growth a year", replace(rate("A yearly rate, or empty"), blank=True), style.PERCENT,
         "−50 % to 100 %, or empty"),
        ("target", "Target", open_amount, "#,##0.0##", "above 0, or empty"),
        ("year", "Year of the target", replace(year(), blank=True), "0", "1900 to 2200, or empty"),
    )  # fmt: skip
    rows = {}
    for key, label, allowed, number_format, accepted in lines:
        page.put(row, FIRST, label, "Label")
        for offset, title in enumerate(CHOICES):
            page.input(row, VALUE + offset, own.get(key) if title == "user" else None, allowed, number_format)
        for column, text in zip(remarks, (means[key], accepted), strict=True):
            page.put(row, column, text, "Aside")
        page.fit(row)
        page.book.define(f"typed_{key}", page.sheet, (row, VALUE), (row, VALUE + len(CHOICES) - 1))
        rows[key] = row
        row += 1
    return row, rows


def _history(page: Page, top: int, history: Sequence[Fact]) -> None:
    """The table that the user pastes over; rows past the example are empty inputs."""
    for offset in range(ROWS):
        fact = history[offset] if offset < len(history) else None
        row = top + offset
        sheets.left(page.put(row, FIRST, fact and fact.year, "Input", style.YEAR))
        page.put(row, VALUE, fact and fact.stated_value, "Input", "#,##0.0##")
        used = f'=IF(AND(ISNUMBER(B{row}),N(C{row})>0,N(B{row})>=N(first_year)),B{row},"")'
        page.put(row, UNIT, used, "Calculated", style.YEAR)
        for column, text in (
            (STATUS, fact and sheets.status_of(fact)),
            (AS_OF, fact and fact.published),
            (SOURCE, fact and fact.publisher),
        ):
            sheets.left(page.put(row, column, text, "Input"))
        page.put(row, ACCEPTED, "year and value above 0, or empty", "Aside")
        page.fit(row)
    last = top + ROWS - 1
    validate_history(page, top, last, status="E", texts=("F", "G"))
    for name, column in (("years", FIRST), ("amounts", VALUE), ("used", UNIT), ("status", STATUS), ("sources", SOURCE)):
        page.book.define(f"history_{name}", page.sheet, (top, column), (last, column))
    page.book.define("history_earlier", page.sheet, (top, FIRST), (last - 1, FIRST))
    page.book.define("history_later", page.sheet, (top + 1, FIRST), (last, FIRST))


def write_lists(book: Book) -> Page:
    """The choices, and what the verdicts say."""
    page = Page(book, "Lists", "data", (34, 24, 52, 14, 52))
    page.head("Lists", "Choices of the inputs and words of the verdicts; change the words to suit your readers.")
    row = page.section(TOP, "Scenarios")
    row = sheets.words(page, row, ("Scenario", "Meaning"), SCENARIOS, ("scenario_words",))
    row = page.section(row + 1, "Source status")
    row = sheets.statuses(page, row, ("target_status", "history_status"))
    row = write_kinds_and_verdicts(page, row)
    page.new_page(row + 1)
    write_single_words(page, row, _SINGLE_WORDS)
    return page


SCENARIOS = (
    ("low", "growth at the low end of the trend's interval"),
    ("base", "growth at the trend"),
    ("high", "growth at the high end of the trend's interval"),
    ("user", "your own"),
)
# What the formulas of scenarios and chances refer to, in every workbook that has them.
SCENARIO_WORDS: tuple[tuple[str, object, str], ...] = (
    ("least_rates", 8, "growth rates: fewer say too little about the years ahead to be drawn from"),
    ("root", 3, "the usual length of a block is this root of the number of growth rates"),
    ("lowest_growth", -0.99, "growth a year: a lower one leaves nothing to grow"),
    ("last_year", LAST_YEAR, "a year past this one is shown in words"),
    ("no_future", "the inputs are incomplete, the target year is over or the target is reached", "a reason"),
    ("by_history", "TARGET_PROBABILITY_HISTORY", "the function that WHY asks about"),
    ("by_fan", "FAN_PATH", "the function that WHY asks about"),
)
_SINGLE_WORDS: tuple[tuple[str, object, str], ...] = (
    ("dash", "–", "does not apply"),
    ("not_available", "[x]", "not available: the reason stands beside it, or an input is empty"),
    ("least_for_interval", 3, "figures: two points leave nothing to judge their spread by"),
    *SCENARIO_WORDS,
    ("word_yes", "yes", "an answer"),
    ("", "no", "an answer"),
)

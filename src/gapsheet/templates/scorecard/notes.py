"""The Notes sheet: functions used, method, what is missing and why, signs, sources, assumptions and changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from gapsheet import __version__
from gapsheet.catalog import find
from gapsheet.facts import FactBase
from gapsheet.hosts.formulas import called_functions
from gapsheet.phrases import Listing, Phrase
from gapsheet.templates import sheets as pieces
from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.invoice_system.rules import rule_sources
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.scorecard import (
    ai_plan,
    budgets,
    deficit_scenarios,
    inputs,
    invoice_inputs,
    sensitivity,
    uncertainty,
    wages,
)
from gapsheet.templates.scorecard.inputs import InputRow

WIDTHS = (38, 52, 50, 36, 22)

HOW_SURE = (
    (
        "Scenarios",
        "Low, base and high follow the published figures and their trend unless something is typed; the user's scenario "
        "follows the base. One cell on Inputs says which one Sensitivity and Deficit scenarios use.",
        "Names without a subject, such as current_value, belong to the scenario in use.",
    ),
    (
        "What would do",
        "Latest figure: target / (1 + growth) ^ years. Growth: the growth needed. Year: the first whole year at or past "
        "the target. Each changes one thing and is a closed form, not a search.",
        "REQUIRED_GROWTH, YEAR_REACHED",
    ),
    (
        "Tornado",
        "One thing moves to its low and its high end, all else stays as in the scenario in use. The ends are choices on "
        "Inputs and not equally likely, so the width of a bar depends on them.",
        "Ranks and bars are formulas.",
    ),
    (
        "Chance",
        "Past growth rates are drawn anew, some consecutive years at a time, until the target year; the chance is the "
        "share of such futures at or past the target in that year. Growth never seen before never happens in them.",
        "Only a range over the years drawn together is quoted, never one chance, and no verdict uses it.",
    ),
    (
        "No chance",
        "Fewer than eight yearly growth rates say too little about the years ahead: the functions refuse, [x] stands "
        "there, and WHY gives the reason with the number of rates.",
        "TARGET_PROBABILITY_HISTORY, FAN_PATH",
    ),
    (
        "Futures simulated",
        "10,000 unless changed: chance then moves a probability by about one percentage point, far less than the length "
        "of the spells does, and a cell takes milliseconds. A million futures take a hundred times as long.",
        "Set paths on Inputs; the seed makes every run the same.",
    ),
    (
        "Fan",
        "In each year, the values below which the shares of futures on Inputs lie. A line of the fan is no path: it joins "
        "each year's own share.",
        "FAN_PATH",
    ),
    (
        "Deficits added up",
        "The report gives a start and ends; the years between are steady growth. Sums leave the start out.",
        "CUMULATIVE_VALUE",
    ),
    (
        "Crossings",
        "The first year in which one figure is at or past another, both at steady growth. Sales abroad are gross and what "
        "users pay; the deficit is net, of services: a crossing says when two sizes meet, not that one pays for the other.",
        "CROSSING_YEAR",
    ),
)
METHOD = (
    (
        "Required growth",
        "The steady yearly rate that leads from the latest figure to the target in the years between.",
        "REQUIRED_GROWTH",
    ),
    (
        "Trend",
        "Least squares on the logarithm of the annual figures of one series: one definition, one vintage. Blank years "
        "are skipped; a series is never fitted across a change of definition or of vintage.",
        "TREND_SUMMARY",
    ),
    (
        "Interval",
        "The t interval of the trend's slope on n - 2 degrees of freedom, at the confidence level on Inputs. It covers "
        "the spread around the line; it knows nothing of changes still to come.",
        "Two figures give no interval.",
    ),
    (
        "Verdict",
        "Tests in a fixed order, the first that holds decides: figure missing, unverified source, not comparable, achieved, "
        "too few figures, interval holds the required rate, trend above the required rate, otherwise.",
        "The wording stands on Inputs.",
    ),
    (
        "Goal and warning",
        "A goal is wanted; a warning is a projection nobody wants, so growing more slowly than it is good news.",
        "The same tests, other words.",
    ),
    *HOW_SURE,
    (
        "Comparison",
        "Two levels side by side, with a yes or no for comparability that the user may change. On no, the arithmetic "
        "stays and no verdict is given.",
        "WAGE_GAP, GROWTH_MULTIPLE",
    ),
    (
        "Pay of freelancers against employees",
        "Called comparable where statistic and age group agree and both samples are whole, because the question is what "
        "a person of that age lives on. Status, hours and year differ all the same: the card beside the gap says so.",
        "The survey's year of income is probably 2022; the gap for 2023 stands beside it.",
    ),
    (
        "Heads covered",
        "One year's gap of one person divides the 55 bn yen; whole people, at most those there are. It shows an order of "
        "magnitude and is no plan of anybody's.",
        "HEADCOUNT_COVERED",
    ),
    (
        "Invoice System",
        "Income is taken as sales with tax at 10 %, in the tax period on Inputs. The gap after tax sets what is left against "
        "the yardstick of Wages; it gets no verdict, because salary bears no consumption tax and other deductions.",
        "CONSUMPTION_TAX_DUE, INVOICE_NET_INCOME. No tax advice; registering is voluntary.",
    ),
    (
        "Bounds",
        "“More than 55 bn” enters as 55: multiples of it are upper bounds, its shares of others lower bounds.",
        "The bound of each figure stands on Facts.",
    ),
    (
        "Currencies",
        "Yearly averages of daily rates. Won amounts of 2026 use the rate of 2025, the last there is.",
        "The rate used stands in the working of each table.",
    ),
    (
        "Refreshed series",
        "Overseas sales, anime abroad, the dollar and the goals stand in tables of their own on Series and Rates and goals. "
        "Targets, Sensitivity and Uncertainty start from the latest year there, whichever that is; Facts and "
        "the article's claims stay as they were checked.",
        "Sources, Changes; “gapsheet refresh”",
    ),
    (
        "Moved by what",
        "After a refresh, Headlines takes each change apart in this order: revised history, removed figures, time passed "
        "(new years with the last figure gone on), new figures, changed targets. Another order would share the parts out differently.",
        "Headlines",
    ),
    (
        "Late sources",
        "A source is stale when its next figure is overdue by its expected rhythm, failed when it could not be read: the "
        "old figures stay, ▲ stands beside every claim that uses them, and in the head of every sheet.",
        "Sources",
    ),
    (
        "Amounts",
        "Published units are converted once, on Facts or in the table of their series; every formula works in yen and number formats show bn and tn.",
        "Factors: Inputs.",
    ),
    (
        "The article's claims",
        "Right: the figure stands. Vague: it can be found, but what it counts is left open. Wrong: the sources contradict "
        "it as printed. Unverified: the article alone has it, or no source says what it counts.",
        "Verdicts of this workbook, with the reason beside each.",
    ),
)

MISSING = (
    ("Hours of employees by age", "not in the fact base", "reference_annual_hours on Inputs"),
    ("Number of people who make anime", "not in the fact base", "animators_20_24, animators_25_29, animators_all"),
    ("Years over which the 55 bn is spent", "said to be several, not how many", "content_fund_years on Inputs"),
    ("Population of Japan and of South Korea", "not in the fact base", "population_japan, population_korea"),
    ("South Korea's content market", "not in the fact base", "content_market_korea on Inputs"),
    ("Digital deficit of 2015 to 2021, whole year 2025", "not found; for 2025 a lower bound only", "a source"),
    ("Overseas sales before 2021 on today's definition", "older totals leave out console online sales", "a source"),
    ("Medians and sample size of the 2023 survey", "the survey itself was not found", "the survey"),
    ("Income of ages 25-29 elsewhere than in the article", "not found", "the survey"),
    ("Items behind 25.2, 76.2, 123.8 and 617.6 bn yen", "the Diet answer does not list them", "the ministry"),
    ("Music sold abroad", "no series exists", "a source"),
    ("Balances of services, travel and primary income", "not in the fact base", "balance-of-payments statistics"),
    ("Anime makers' costs of their own", "the surveys ask for income only", "invoice_costs_share on Inputs"),
)

_ASSUMED = (
    *inputs.THRESHOLDS,
    *budgets.INPUTS,
    *ai_plan.INPUTS,
    *wages.INPUTS,
    *invoice_inputs.INPUTS,
    *sensitivity.INPUTS,
    *uncertainty.INPUTS,
    *deficit_scenarios.INPUTS,
)

CODES = (
    ("✓", "good: a goal on pace, a warning that comes more slowly, no gap"),
    ("▲", "mind the gap: below the yardstick"),
    ("✗", "bad: a goal below pace, a warning that comes faster"),
    ("◌", "no honest verdict: unverified source, too few figures, or the interval holds the required rate"),
    ("≠", "unlike things: arithmetic only"),
    ("–", "does not apply"),
    ("[x]", "not available: an input is empty, the fact base has no figure, or there are too few figures"),
    ("● ◐ ○", "confidence of a source: primary; secondary or derived; the article alone or not verified"),
    ("blue on cream", "an input; everything else follows from the inputs"),
)


def write(book: Book, base: FactBase) -> Page:
    """Write the sheet last: it lists the functions that the other sheets call."""
    page = Page(book, "Notes", "notes", WIDTHS)
    page.head("Notes", "How the figures are worked out, what is missing and why, and what the signs mean.")
    row = _functions(page, TOP, _used_on(book))
    row = _table(page, row, "Method", ("Step", "How it is done", "See also"), METHOD)
    page.new_page(row + 1)
    row = _table(page, row, "Not in here, and why", ("Figure", "Why", "What would fill it"), MISSING)
    row = _table(page, row, "Signs and codes", ("Sign", "Meaning"), CODES)
    row = _table(page, row, "Sources", ("Where", "What"), _sources(base))
    row = _assumptions(page, row)
    row = _table(page, row, "Change log", ("Version", "Change"), _changes(book))
    page.freeze(TOP + 1)
    pieces.repeat_title(page)
    page.close(row)
    return page


def _used_on(book: Book) -> Mapping[str, Sequence[str]]:
    """The sheets that call each function of the catalogue, functions in the order of their first call."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for sheet in book.workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    for name in called_functions(str(cell.value)):
                        found[name.upper()][sheet.title] = None
    return {name: list(sheets) for name, sheets in found.items() if find(name) is not None}


def _functions(page: Page, row: int, used: Mapping[str, Sequence[str]]) -> int:
    """One line per function: usage, meaning, what replaces it, origin, where it is called."""
    lines = []
    for name, sheets in used.items():
        entry = find(name)
        assert entry is not None
        by_hand = Phrase("the stored value; by hand: {working}", working=entry.working)
        fallback = by_hand if entry.working else "the stored value"
        lines.append((entry.usage, entry.summary, fallback, entry.source, Listing(sheets)))
    heads = ("Function", "What it gives", "Without the add-in", "Source", "Used on")
    return _rows(page, page.heads(row, heads), lines)


def _table(page: Page, row: int, title: str, heads: Sequence[str], lines: Sequence[Sequence[str]]) -> int:
    """A titled table of texts; the row after it."""
    return _rows(page, page.heads(page.section(row + 1, title), heads), lines)


def _rows(page: Page, row: int, lines: Sequence[Sequence[str]]) -> int:
    for offset, texts in enumerate(lines):
        for column, text in enumerate(texts):
            page.put(row + offset, FIRST + column, text, "Aside" if column else pieces.label_style(text))
        page.fit(row + offset)
    return row + len(lines)


def _sources(base: FactBase) -> tuple[tuple[str, str], ...]:
    """Where sources stand, and what "as of" means."""
    return (
        (
            "Facts",
            Phrase(
                "{number} figures, each with definition, vintage, source, publisher, address, date, confidence and "
                "a sentence to cite; compiled on {day}.",
                number=len(base.facts),
                day=base.as_of,
            ),
        ),
        ("Article check", "Every claim of the article beside what sources say."),
        ("Checks", "Derived figures against the values published for them."),
        ("Column Source above", "Where each function's definition comes from."),
        *((f"Invoice rules: {names}", source) for names, source in rule_sources()),
    )


def _assumptions(page: Page, row: int) -> int:
    """The inputs as they are now, with the reason for each."""
    row = page.heads(page.section(row + 1, "Assumptions"), ("Assumption", "Now", "Why", "Source"))
    for offset, item in enumerate(_ASSUMED):
        _assumption(page, row + offset, item)
    return row + len(_ASSUMED)


def _assumption(page: Page, row: int, item: InputRow) -> None:
    page.put(row, FIRST, Phrase("{input}, {unit}", input=item.label, unit=item.unit), "Label")
    number_format = style.PLAIN if item.number_format == style.GENERAL else item.number_format
    formula = f"=IF(ISNUMBER({item.name}),{item.name},not_available)"
    pieces.left(page.put(row, FIRST + 1, formula, "Calculated text", number_format))
    for column, text in ((2, item.why), (3, item.source)):
        page.put(row, FIRST + column, text, "Aside")
    page.fit(row)


def _changes(book: Book) -> tuple[tuple[str, str], ...]:
    return (
        (Phrase("gapsheet {version}, {day}", version=__version__, day=book.as_of), "First edition."),
        ("Your copy", "Note your own changes here: date, cell, old and new value, reason."),
    )

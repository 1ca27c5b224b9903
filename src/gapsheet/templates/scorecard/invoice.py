"""The Invoice sheet: what consumption tax leaves of anime makers' income, and what not registering costs their studios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from gapsheet.facts import FactBase, comparators
from gapsheet.invoice.rules import METHODS, rules_of
from gapsheet.templates import charts, style
from gapsheet.templates import sheets as pieces
from gapsheet.templates.book import Book
from gapsheet.templates.cases import FIRST_CASE, NOTE_COLUMN, UNIT_COLUMN, Case, Placed, place
from gapsheet.templates.invoice_system.rules import TAX_NUMBERS, VOLUNTARY, RuleSheet, write_rules
from gapsheet.templates.invoice_system.working import methods_by_hand, return_by_hand
from gapsheet.templates.known import known, of_day
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.scorecard import wages
from gapsheet.templates.scorecard.checks import Balance
from gapsheet.templates.scorecard.invoice_measures import (
    AFTER,
    CARD_PARTS,
    KEYS,
    MEASURES,
    REGISTERED,
    method,
    sellers,
    steps,
)

NAME, RULES = "Invoice", "Invoice rules"
WIDTHS = (42, 15, 40, 29, 29, 29, 29, 29, 29)
BANDS = {"Aged 20-24": wages.TAX_20_24, "Aged 25-29": wages.TAX_25_29, "All ages": wages.TAX_ALL}
FIRST_YEAR, YEARS = 2023, 9  # the tax periods that the calendar shows: from the system's start to the last step
_NAMED = (
    *("first_day", "type_rates", "kept_two", "kept_three", "exempt_limit", "simplified_limit"),
    *("step_first", "step_last", "step_names", "step_limit", "step_rate", "later_first", "earlier_last"),
)


@dataclass(frozen=True, slots=True)
class Invoice:
    """Where the blocks of the sheet stand."""

    bands: Placed
    studio: Placed
    by_hand: Placed


def write(book: Book, base: FactBase, pay: wages.Gaps) -> Invoice:
    """Write the sheet and the sheet of its rules."""
    _write_rules(book)
    page = Page(book, NAME, "calc", WIDTHS)
    page.head("Invoice System: what is left after consumption tax?", VOLUNTARY)
    bands = place(page, TOP, MEASURES, [_band(base, pay, *item) for item in BANDS.items()], pages=(AFTER,))
    _grey(page, bands)
    row = _reasons(page, bands, bands.end + 1)
    page.new_page(row)
    row = _calendar(page, bands, row)
    studio, row = _studio(page, bands, row)
    page.new_page(row)
    row = _sellers(page, bands, row)
    page.new_page(row)
    by_hand, row = _by_hand(page, bands, row)
    for text in _REMARKS:
        row = page.note(row, text)
    page.freeze(TOP + 1)
    pieces.repeat_title(page)
    page.close(row)
    return Invoice(bands, studio, by_hand)


def _write_rules(book: Book) -> RuleSheet:
    """The dated rules, and below them the methods, the numbers of a return and a word, each named for formulas."""
    rules = write_rules(book, RULES, _NAMED)
    page = rules.page
    row = max(rules.rows.values()) + 2
    page.new_page(row)
    row = page.heads(page.section(row, "Methods, numbers and words"), ("Name", "Value", "Meaning"))
    book.define("methods", page.sheet, (row, UNIT_COLUMN), (row + len(METHODS) - 1, UNIT_COLUMN))
    for number, (name, japanese) in enumerate(METHODS.items(), start=1):
        row = _named_value(page, row, (f"Method {number}", name, japanese))
    for name, value, meaning, number_format in TAX_NUMBERS:
        book.define(name, page.sheet, (row, UNIT_COLUMN))
        row = _named_value(page, row, (name, value, meaning), number_format)
    book.define("word_open", page.sheet, (row, UNIT_COLUMN))
    row = _named_value(page, row, ("word_open", "open", "the rules allow the method"))
    pieces.repeat_title(page)
    page.close(row)
    return rules


def _named_value(page: Page, row: int, cells: tuple[str, str | float, str], number_format: str | None = None) -> int:
    """A line of the list: its meaning runs on over the empty cells to its right."""
    name, value, meaning = cells
    page.put(row, FIRST, name, "Label")
    pieces.left(page.put(row, UNIT_COLUMN, value, "Calculated text", number_format))
    page.put(row, NOTE_COLUMN, meaning, "Note")
    page.height(row)
    return row + 1


def _band(base: FactBase, pay: wages.Gaps, title: str, case: int) -> Case:
    """One age band: the income and the yardstick that Wages compares, with their cards."""
    compared, cards = wages.COMPARISONS[case], comparators()
    group, reference = base.fact(compared.group).name, base.fact(compared.reference).name
    texts = {
        f"{side}_{part}": getattr(cards[name], part)
        for side, name in (("group", group), ("reference", reference))
        for part in CARD_PARTS
    }
    cells = {
        "group_fact": group,
        "reference_fact": reference,
        "income": f"={group}",
        "reference": f"={reference}",
        "symbol": "=" + pay.block.ref("symbol", case),
        "verdict": "=" + pay.block.ref("verdict", case),
        "differs": _DIFFERS,
        **texts,
    }
    return Case(title, cells)


_DIFFERS = (
    "Income is turnover: costs of one's own, social insurance and income tax come off it. Salary is before income tax and "
    "the employee's half of social insurance, has no costs and bears no consumption tax. Income probably of 2022 under "
    "the rules of another year."
)


def _grey(page: Page, bands: Placed) -> None:
    """Figures that only the article has are grey; verdicts have their colours."""
    first, last = (get_column_letter(bands.columns[place]) for place in (0, -1))
    symbol, rank = bands.rows["symbol"], bands.rows["rank"]
    page.colour_verdicts(f"{first}{symbol}:{last}{symbol + 1}", f"{first}${symbol}")
    area = f"{first}{bands.rows['income']}:{last}{bands.rows['reading']}"
    page.colour_by(area, f"{first}${rank}>=unverified_rank", style.GREY)


def _at(bands: Placed, key: str, case: int = 0) -> str:
    """A cell of the bands as a fixed address on the same sheet."""
    row, column = bands.at(key, case)
    return f"${get_column_letter(column)}${row}"


def _reasons(page: Page, bands: Placed, row: int) -> int:
    """Why a dash stands above: one line per method, asked for the band with the largest sales of the base period."""
    row = page.section(
        row, "Why a method shows a dash: the rule, for the band with the largest sales of the base period"
    )
    largest = f"MAX({_at(bands, 'base')}:{_at(bands, 'base', -1)})"
    for name, key in KEYS.items():
        asked = f"{_at(bands, 'income')},{method(key)},invoice_period_end,{largest},TRUE,0,invoice_business_type"
        flags = f"{_at(bands, f'open_{key}')}:{_at(bands, f'open_{key}', -1)}"
        why = f'LEFT(dash,MIN({flags}))&WHY("CONSUMPTION_TAX_DUE",{asked})'  # no reason where all bands may use it
        page.put(row, FIRST, f"{name.capitalize()} ({METHODS[name]})", "Label")
        page.put(row, UNIT_COLUMN, "=" + known(why, _at(bands, "income"), "figure_missing"), "Note")
        page.height(row)
        row += 1
    return row + 1


_YEAR_HEADS = ("Tax period ends", "Studio credits", "Step on that day")


def _calendar(page: Page, bands: Placed, row: int) -> int:
    """Both sides year by year on the first band's income, and their chart."""
    band = next(iter(BANDS)).lower()
    row = page.section(
        row, f"The calendar to {FIRST_YEAR + YEARS - 1}: the same income, {band}, under each year's rules, yen"
    )
    methods = ["=" + method(key) for key in list(KEYS.values())[1:]]
    heads = (*_YEAR_HEADS, *methods, "Cheapest open, yen", "The studio loses, yen")
    top = page.heads(row, heads, right=(1, *range(3, 9)))
    for offset in range(YEARS):
        _year(page, bands, (row, top + offset), is_first=offset == 0)
    last = top + YEARS - 1
    row = page.note(
        last + 1,
        "A dash: closed in that period. The studio: one that deducts by invoices, if the seller is not registered. "
        "Each line is a whole year under the rules of its last day, also 2023, when the system began in October.",
    )
    for column, offset in ((UNIT_COLUMN, 4), (NOTE_COLUMN, 5)):  # under the chart, like the title that takes them up
        first, final = (f"FIXED(N({get_column_letter(FIRST_CASE + offset)}{at}),0)" for at in (top, last))
        page.put(row + 2, column, f'={first}&" to "&{final}', "Note")
    page.put(row + 1, FIRST, "=" + known(_finding(row + 2), f"1*{_at(bands, 'income')}", "figure_missing"), "Note")
    _draw(page, row, (top, last))
    return row + 24


def _finding(row: int) -> str:
    """The sentence over the chart, from the two texts in a row below it."""
    band, last = next(iter(BANDS)), FIRST_YEAR + YEARS - 1
    span = f"{band}, {FIRST_YEAR} to {last}"
    return f'"{span}: registering costs "&C{row}&" yen a year, not registering costs the studio "&D{row}'


def _year(page: Page, bands: Placed, rows: tuple[int, int], *, is_first: bool) -> None:
    """One tax period: the step of the credit, the tax by method, and the studio's loss on its last day."""
    heads, row = rows
    start = f"=IF(ISNUMBER({of_day('invoice_period_end')}),EDATE(invoice_period_end,12*(YEAR(first_day)-YEAR(invoice_period_end))),first_day)"
    step = f"MAX(1,SUMPRODUCT(1*(step_first<=$B{row})))"
    page.put(row, FIRST, start if is_first else f"=EDATE(B{row - 1},12)", "Calculated text", style.DATE)
    page.put(row, UNIT_COLUMN, f"=INDEX(step_rate,{step})", "Calculated", "0%")
    page.put(row, NOTE_COLUMN, f"=INDEX(step_names,{step})", "Calculated text")
    for offset, key in enumerate(REGISTERED):
        input_tax = _at(bands, "input_tax") if key == "standard" else "0"
        case = f"$B{row},{_at(bands, 'base')},TRUE,{input_tax},invoice_business_type"
        asked = f"{_at(bands, 'income')},{get_column_letter(FIRST_CASE + offset)}${heads},{case}"
        formula = f'=IF(WHY("CONSUMPTION_TAX_DUE",{asked})="",CONSUMPTION_TAX_DUE({asked}),dash)'
        page.put(row, FIRST_CASE + offset, formula, "Calculated", style.WHOLE)
    taxes = f"E{row}:H{row}"
    page.put(row, FIRST_CASE + 4, f"=IF(COUNT({taxes})>0,MIN({taxes}),dash)", "Calculated", style.WHOLE)
    income = _at(bands, "income")
    loss = f"=IF(ISNUMBER({income})*(B{row}>=first_day)=1,BUYER_CREDIT_LOSS({income},B{row}),dash)"
    page.put(row, FIRST_CASE + 5, loss, "Calculated", style.WHOLE)
    page.height(row)


def _draw(page: Page, row: int, rows: tuple[int, int]) -> None:
    """What registering costs the seller, and staying exempt the studio, year by year."""
    frame = charts.Frame(
        (row, FIRST),
        (row + 1, FIRST),
        "Lines from 2023 to 2031: the tax of a registered maker of anime aged 20-24 by the cheapest open method, and the "
        "loss of a studio that buys the same work from one who is not registered. The loss is never below the tax; it runs away from it from 2030.",
        "Sources: notices of a software house and of tax offices, see Invoice rules; income: JAniCA survey of 2023. Three-tenths: reform outline, enactment not seen.",
        width=51.0,
        height=11.0,
        source_rows=22,
    )
    lines = (
        charts.Line("Tax if registered, cheapest open method", (FIRST_CASE + 4, *rows), style.ACCENT),
        charts.Line("The studio's loss if not registered", (FIRST_CASE + 5, *rows), dashed=True),
    )
    axes = ("Tax period ends", "yen a year")
    charts.lines(page, frame, (FIRST, *rows), lines, axis_titles=axes, number_format="#,##0")


def _studio(page: Page, bands: Placed, row: int) -> tuple[Placed, int]:
    """What a studio loses on the same purchase at each step of the credit."""
    row = page.section(row, "The studio's side: the same purchase from a seller who is not registered, at each step")
    incomes = {title: _at(bands, "income", case) for case, title in enumerate(BANDS)}
    placed = place(page, row, steps(incomes), [_step(number) for number in range(1, len(rules_of("buyer credit")) + 1)])
    row = page.note(
        placed.end,
        "A studio that uses simplified taxation, the two- or three-tenths rule or is exempt itself loses nothing.",
    )
    return placed, row + 1


def _step(number: int) -> Case:
    """A column of the studio's side: the dates, the credit and the cap of one step on the sheet of rules."""
    columns = {"first": "step_first", "last": "step_last", "credit": "step_rate", "cap": "step_limit"}
    rule = rules_of("buyer credit")[number - 1]
    return Case(f"{rule.rule.capitalize()}", {key: f"=INDEX({name},{number})" for key, name in columns.items()})


def _sellers(page: Page, bands: Placed, row: int) -> int:
    """Which methods are open to whom in the chosen tax period, and why the others are closed."""
    row = page.section(
        row, "Which methods are open to whom in the tax period of Inputs, and the rule where one is closed"
    )
    exempt, simplified = (rules_of(name)[0].limit or 0 for name in ("exempt", "simplified"))
    few, many = (f"{limit / 1e6:g} m yen" for limit in (exempt, simplified))
    cases = [
        _seller(f"A person, base sales {few}", "=exempt_limit", is_person=True),
        _seller(f"A company, base sales {few}", "=exempt_limit", is_person=False),
        _seller(f"A person, one yen above {few}", "=exempt_limit+1", is_person=True),
        _seller(f"A person, one yen above {many}", "=simplified_limit+1", is_person=True),
    ]
    spans = {key: _span(name) for name, key in KEYS.items()}
    return place(page, row, sellers(_at(bands, "income"), spans), cases).end + 1


def _seller(title: str, base: str, *, is_person: bool) -> Case:
    return Case(title, {"person": is_person, "base": base})


def _span(name: str) -> str:
    """From when to when a method may be used, by its rules."""
    spans = dict.fromkeys(f"{rule.who}: tax periods that end {rule.span}" for rule in rules_of(name))
    return "; ".join(spans)


def _by_hand(page: Page, bands: Placed, row: int) -> tuple[Placed, int]:
    """The first band's return once more, line by line."""
    row = page.section(row, f"The return by hand, {next(iter(BANDS)).lower()}: a second way to the same tax")
    lines = return_by_hand(_at(bands, "income"), _at(bands, "input_tax"))
    placed = place(page, row, lines, methods_by_hand("invoice_business_type"))
    return placed, placed.end + 1


_REMARKS = (
    "No tax advice. Sources and legal basis: each rule with its publisher and date on Invoice rules, with its page on Notes; rounding by the Act on General Rules for National Taxes, articles 118 to 120.",
    "Three-tenths stands in the text of the tax reform outline for fiscal 2026; its enactment was not seen. Only dates, person or company and base-period sales are tested; simplified taxation must have been elected beforehand.",
    "Whether JAniCA's income contains consumption tax is not known; it is taken as sales with tax, all at 10 %.",
)


def balances(sheet: Invoice) -> Sequence[Balance]:
    """Arithmetic of the sheet against a second way to the same figure."""
    bands, by_hand = sheet.bands, sheet.by_hand

    def cell(key: str) -> str:
        return bands.ref(key)

    def across(key: str) -> str:
        return f"SUM({cell(f'{key}_exempt')}:{_at(bands, f'{key}_standard')})"

    tax, nets = across("tax"), across("net").replace("SUM(", "COUNT(")
    kept = f"{across('net')}+{tax}*({nets}>0)"
    hands = "+".join(
        f"N({cell(f'open_{key}')})*N({by_hand.ref('by_hand', case)})"
        for case, key in enumerate(list(KEYS.values())[1:])
    )
    income = f"N({cell('income')})"
    cut = f"ISNUMBER({cell('net_exempt')})*N(invoice_price_cut)*{income}"
    turnover = f"{nets}*({income}-N({cell('costs')}))-{cut}"
    both = f"N({cell('open_exempt')})*ISNUMBER({cell('best_share')})*ISNUMBER({cell('costs')})=1"
    exempt = (
        f"INVOICE_NET_INCOME({cell('income')},{cell('costs')},{method('exempt')},invoice_period_end,{cell('best_share')},"
        f"{cell('base')})"
    )
    losses = f"SUM({sheet.studio.ref('loss_0')}:{_at(sheet.studio, 'loss_0', -1)})"
    inside = f"{income}*tax_rate/(1+tax_rate)*(ROWS(step_rate)-SUM(step_rate))"
    return (
        Balance("TAX1", "Invoice: the tax of all open methods, aged 20-24, is that of the return by hand", "JPY", tax, hands),
        Balance("TAX2", "Invoice: income left, tax, costs and price cut add up to the income of all open methods", "JPY", kept, turnover),
        Balance("TAX3", "Invoice: at the break-even cut staying exempt leaves as much as registering", "JPY",
                f"IF({both},{exempt},0)", f"IF({both},{cell('income')}-{cell('costs')}-N({cell('best_tax')}),0)"),
        Balance("TAX4", "Invoice: the studio's losses of all steps are the tax in the price less the credits", "JPY",
                f"ROUND({losses},2)", f"ROUND({inside},2)"),
        Balance("TAX5", "Invoice rules: each step of the credit begins the day after the one before", "steps",
                "SUMPRODUCT(1*(later_first-earlier_last=1))", "ROWS(later_first)"),
    )  # fmt: skip

"""The Checks sheet: derived figures against their published values, sums, counts, staleness, and the master check."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from openpyxl.utils import get_column_letter

from gapsheet.facts import load, units
from gapsheet.phrases import Kept
from gapsheet.templates import limits, style
from gapsheet.templates.book import Book
from gapsheet.templates.known import known
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.scorecard import series

_FORMATS = {"as_of": style.DATE, "master_check": style.TRUTH, "as_of_year": style.YEAR, "confidence_shown": "0.0"}
HEADS = ("Check", "What is checked", "Unit", "Calculated", "Expected", "Digits", "Difference", "Passes")
_WORD = re.compile(r"[a-z]\w+")
# Where arithmetic divides: after a stroke, and in the functions that divide by a figure or take its logarithm.
_DIVIDES = re.compile(r"/|\b(?:CAGR|GROWTH_MULTIPLE|GROWTH_RATE|LN|REQUIRED_GROWTH|WAGE_GAP|WAGE_RATIO)(?=\()")
_WIDTHS = (15, 74, 14, 16, 16, 9, 14, 11)
CALCULATED, EXPECTED, DIGITS, DIFFERENCE, PASSES = range(FIRST + 3, FIRST + 8)


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure that the workbook derives, and the value that was published for it."""

    id: str
    what: str
    published: str
    unit: str
    digits: int
    formula: str


def derived() -> tuple[Derived, ...]:
    """The derived figures, in the order of their table."""
    table = files(__package__).joinpath("derived.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines())
    return tuple(
        Derived(row["id"], row["what"], row["published"], row["unit"], int(row["digits"]), row["formula"])
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Balance:
    """A check of the workbook itself: two formulas that must agree to the digits given."""

    id: str
    what: str
    unit: str
    calculated: str
    expected: str
    digits: int = 0


def balances(sheets: Sequence[tuple[str, str]], claims: int) -> tuple[Balance, ...]:
    """Sums, row counts, missing data, dates and errors; `sheets` are (name, area) of the calculating sheets."""
    counts = "article_right+article_vague+article_wrong+article_unverified+article_no_claim"
    return (
        Balance("SUM1", "Studio revenue: domestic and overseas parts add to the whole, 2024", "bn JPY",
                "(studio_revenue_domestic_2024+studio_revenue_overseas_2024)/unit_billion",
                "studio_revenue_2024/unit_billion", 1),
        Balance("SUM2", "Anime market: domestic and overseas parts add to the whole, 2024", "bn JPY",
                "(anime_domestic_2024+anime_overseas_2024)/unit_billion", "anime_market_2024/unit_billion", 1),
        Balance("SAME", "Anime abroad: the sector of overseas sales equals the association's figure, 2024", "bn JPY",
                "overseas_sales_anime_2024/unit_billion", "anime_overseas_2024/unit_billion", 1),
        Balance("ROWS", f"Article check: the verdicts of all {claims} items are counted", "items", counts, str(claims)),
        Balance("YEARS", "Overseas sales: no year is missing between first and last", "years",
                "overseas_sales_latest_year-MIN(overseas_sales_years)+1", "COUNT(overseas_sales_years)"),
        Balance("GAPS", "Facts: every figure has a value", "figures", "COUNT(fact_value)", "ROWS(fact_value)"),
        Balance("GAPS2", "Series, rates and goals: every year has a figure", "figures",
                f"COUNT({','.join(series.figures())})", "+".join(map(_years, series.ALL))),
        Balance("LIMITS", limits.WHAT, "numbers", limits.FOUND, "0"),
        *(
            Balance(f"ERROR{number}", f"No cell of {name} holds an error", "1 = yes", f"IF(ISERROR(SUMPRODUCT(1*('{name}'!{area}=\"\"))),1,0)", "0")
            for number, (name, area) in enumerate(sheets, start=1)
        ),
    )  # fmt: skip


def _years(item: series.Series) -> str:
    """How many figures a series should have; of the exchange rate, a year that is listed before its end is none yet."""
    years = f"{item.name}_years"
    return f'COUNTIF({years},"<="&{item.name}_latest_year)' if item is series.DOLLAR else f"COUNT({years})"


def write(book: Book, sheets: Sequence[tuple[str, str]], claims: int, topics: Sequence[Balance] = ()) -> Page:
    """Write the sheet and name the master check and the two header lines; `topics` are the checks of single sheets."""
    page = Page(book, "Checks", "checks", _WIDTHS)
    page.head(
        "Checks",
        "Derived figures against the values published for them, to the digits published; sums, counts and dates of the workbook itself.",
    )
    row = top = page.heads(TOP, HEADS, right=(3, 4, 5, 6, 7))
    for item in derived():
        row = _derived_row(page, row, item)
    for balance in (*topics, *balances(sheets, claims)):
        row = _balance_row(page, row, balance)
    _name_results(page, top, row - 1)
    _master(page, page.section(row + 1, "What the heads of all sheets say"))
    page.freeze(top)  # the lines of the heads stand below, where they take no room from a screen, nor from a print
    page.close(row - 1)
    return page


def write_limits(page: Page) -> None:
    """Write the limits of the inputs last, when all sheets that have inputs are there."""
    limits.write_limits(page, page.section((page.sheet.max_row or TOP) + 2, "Limits of the inputs"))


def _master(page: Page, row: int) -> int:
    """The lines that every sheet's head repeats."""
    lines = (
        ("Master check", "TRUE when every check above passes", "=AND(check_results)", "master_check", "Check"),
        (
            "Header line",
            "shown at the top right of every sheet",
            '="Arithmetic checks "&COUNTIF(check_results,TRUE)&" of "&ROWS(check_results)'
            '&IF(sources_stale>0,"; sources stale or failed: "&sources_stale,"")&" "&check_mark',
            "checks_line",
            "Lead",
        ),
        (
            "Mark",
            "✗ when a check fails, else ▲ when a source is stale or failed or figures are old, else ✓",
            "=INDEX(check_marks,MAX(1+1*(sources_stale+figures_old>0),ROWS(check_marks)*(1-1*master_check)))",
            "check_mark",
            "Sign",
        ),
        (
            "Sources line",
            "counts of the figures that formulas use, by confidence",
            '="Figures used: "&primary_used&" primary, "&secondary_used&" secondary, "&derived_used&" derived, "'
            '&unverified_used&" unverified"',
            "sources_line",
            "Lead",
        ),
        ("Primary", "figures used", _used("primary"), "primary_used", "Calculated"),
        ("Secondary", "figures used", _used("secondary"), "secondary_used", "Calculated"),
        ("Derived", "figures used", _used("derived"), "derived_used", "Calculated"),
        (
            "Unverified",
            "article only, or could not verify",
            '=COUNTIF(fact_used,"<>"&dash)-primary_used-secondary_used-derived_used',
            "unverified_used",
            "Calculated",
        ),
        (
            "Old figures",
            "1 when the latest overseas sales are older than the years on Inputs",
            "=IF(as_of_year-overseas_sales_latest_year<=stale_after_years,0,1)",
            "figures_old",
            "Calculated",
        ),
        (
            "Interval",
            "confidence of the trend's interval, in percent",
            "=" + known("ROUND(confidence_level*100,1)", "confidence_level"),
            "confidence_shown",
            "Calculated",
        ),
        ("As of", "day the figures were compiled", page.book.as_of, "as_of", "Calculated"),
        ("Year", "of that day, or of the last refresh", "=YEAR(MAX(as_of,refresh_as_of))", "as_of_year", "Calculated"),
    )
    for offset, (label, meaning, formula, name, style_name) in enumerate(lines):
        page.put(row + offset, FIRST, label, "Label")
        page.put(row + offset, FIRST + 1, meaning, "Aside")
        page.put(row + offset, CALCULATED, formula, style_name, _FORMATS.get(name, style.WHOLE))
        page.fit(row + offset)
        page.book.define(name, page.sheet, (row + offset, CALCULATED))
    return row + len(lines)


def _used(word: str) -> str:
    """How many figures of a confidence some formula uses."""
    return f'=COUNTIFS(fact_confidence,"{word}",fact_used,"<>"&dash)'


def _derived_row(page: Page, row: int, item: Derived) -> int:
    """A derived figure, turned into the published unit."""
    factor = f"INDEX(unit_factor,MATCH($D{row},unit_code,0))"
    is_base = float(units()[item.unit].factor) == 1
    formula = _with_figures(item.formula, item.formula if is_base else f"({item.formula})/{factor}")
    texts = (Kept(item.id), item.what, item.unit)
    return _row(page, row, texts, f"={formula}", float(item.published), item.digits)


def _balance_row(page: Page, row: int, item: Balance) -> int:
    calculated, expected = (f"={_with_figures(side, side)}" for side in (item.calculated, item.expected))
    is_number = item.expected.isdigit()
    texts = (Kept(item.id), item.what, item.unit)
    return _row(page, row, texts, calculated, float(item.expected) if is_number else expected, item.digits)


def _with_figures(arithmetic: str, formula: str) -> str:
    """A formula where none of the figures in its arithmetic is missing, and none that it divides by is 0.

    Words stand in their place, which are no number, so the check fails; a formula with an IF sees to that itself.
    """
    named = _named(arithmetic)
    if formula.startswith("IF(") or not named:
        return formula
    if divisors := _divisors(arithmetic):
        proofs = (name if name in divisors else f"ISNUMBER({name})" for name in named)
        return known(formula, f"1/({'*'.join(proofs)})", "empty_or_zero")
    return known(formula, "+".join(named) if len(named) > 1 else f"1*{named[0]}")


def _named(arithmetic: str) -> list[str]:
    """The figures in some arithmetic, each once."""
    return [word for word in dict.fromkeys(_WORD.findall(arithmetic)) if word in _figures()]


def _divisors(arithmetic: str) -> frozenset[str]:
    """The figures that stand behind a stroke, or in a function that divides."""
    operands = (_operand(arithmetic[found.end() :]) for found in _DIVIDES.finditer(arithmetic))
    return frozenset(name for operand in operands for name in _named(operand))


def _operand(arithmetic: str) -> str:
    """What some arithmetic begins with: a name, a pair of brackets, or a function with its arguments."""
    depth = 0
    for at, sign in enumerate(arithmetic):
        if depth == 0 and sign in "+-*/^=<>&,)":
            return arithmetic[:at]
        depth += (sign == "(") - (sign == ")")
    return arithmetic


@cache
def _figures() -> frozenset[str]:
    return frozenset(fact.name for fact in load().facts)


def _row(page: Page, row: int, texts: tuple[str, str, str], calculated: str, expected: object, digits: int) -> int:
    """One check: passes when both sides agree to the digits."""
    for offset, text in enumerate(texts):
        page.put(row, FIRST + offset, text, "Label" if offset < 2 else "Aside")
    left, right, places = (f"{get_column_letter(column)}{row}" for column in (CALCULATED, EXPECTED, DIGITS))
    number_format = style.YEAR if texts[2] == "year" else _decimals(digits)
    page.put(row, CALCULATED, calculated, "Calculated", number_format)
    page.put(row, EXPECTED, expected, "Calculated", number_format)
    page.put(row, DIGITS, digits, "Calculated", "0")
    page.put(
        row,
        DIFFERENCE,
        "=" + known(f"ROUND({left}-{right},12)", f"{left}-{right}"),
        "Calculated",
        _decimals(digits + 2),
    )
    agree = f"ROUND({left},{places})=ROUND({right},{places})"
    page.put(row, PASSES, f"=IF(ISNUMBER({left}-{right}),{agree},FALSE)", "Check", style.TRUTH)
    page.fit(row)
    return row + 1


def _decimals(digits: int) -> str:
    """The number format with so many decimals."""
    return "#,##0" + ("." + "0" * digits if digits > 0 else "")


def _name_results(page: Page, first: int, last: int) -> None:
    page.book.define("check_results", page.sheet, (first, PASSES), (last, PASSES))
    area = f"{get_column_letter(PASSES)}{first}:{get_column_letter(PASSES)}{last}"
    anchor = f"${get_column_letter(PASSES)}{first}"
    page.colour_by(area, f"{anchor}=TRUE", style.GOOD)
    page.colour_by(area, f"{anchor}=FALSE", style.BAD)

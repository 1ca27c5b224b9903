"""The half of Budgets that may be compared: figures of one series, whose definition, vintage and unit on Facts are one."""

from __future__ import annotations

from dataclasses import dataclass

from gapsheet.facts import FactBase
from gapsheet.templates import style
from gapsheet.templates.known import worked_out
from gapsheet.templates.page import TOP, Page
from gapsheet.templates.scorecard.checks import Balance
from gapsheet.templates.scorecard.peers import (
    AMOUNT,
    COMPARABLE,
    DIFFERS,
    MULTIPLE,
    PERIOD,
    SCOPE,
    SOURCE,
    STAGE,
    SYMBOL,
    TITLE,
    VERDICT,
    YEARLY,
)
from gapsheet.templates.scorecard.rows import RANK
from gapsheet.templates.sheets import left

COMPARED = "May be compared: one series each, with one definition, one stage and one year per figure"
HEADS = (
    *("Figure", "Period", "Stage", "Scope", "Source", "Amount, bn yen", "Growth a year"),
    *("Multiple of the base", "Comparable?", "", "Own currency, bn won", "Why, and what the yen rest on"),
)
WORKING_HEADS = (
    *("Working of the series", "Years since the base", "Rate on Facts", "Name on Facts", "Rank of the source"),
    *("Definition is one", "Vintage is one", "Unit is one", "All three", "", "Rate, yen per won", "Name of the base"),
)


@dataclass(frozen=True, slots=True)
class Yearly:
    """One year of a series: its figure, the series' first figure, and the rate that turns it into yen."""

    title: str
    fact: str
    base: str
    stage: str
    scope: str
    rate: str
    why: str


_FINAL, _DRAFT = "korea_content_budget_2023_final", "korea_content_budget_2023_rebased"
_SECTION = ("final budget", "Content section of Korea's culture ministry")
_FIELD = ("draft", "Content field, as the draft for 2024 has it")
_SERIES = "Same definition and stage; the multiple is in won, so no rate moves it."
SERIES = (
    Yearly("Final budget 2023 (base)", _FINAL, _FINAL, *_SECTION, "jpy_per_krw_2023", "The first figure of the series."),
    Yearly(
        "Final budget 2025",
        "korea_content_budget_2025_final",
        _FINAL,
        *_SECTION,
        "jpy_per_krw_2025",
        _SERIES,
    ),
    Yearly(
        "Final budget 2026",
        "korea_content_budget_2026_final",
        _FINAL,
        *_SECTION,
        "jpy_per_krw_2025",
        _SERIES + " In yen at the rate of 2025, the last there is.",
    ),
    Yearly("Draft's own 2023 (base)", _DRAFT, _DRAFT, *_FIELD, "jpy_per_krw_2023", "Derived from the growth in the report."),
    Yearly("Draft for 2024", "korea_content_budget_2024_draft", _DRAFT, *_FIELD, "jpy_per_krw_2024", _SERIES),
)  # fmt: skip
NO_JAPAN = (
    "No figure of Japan stands here: the 55 bn and the 25.2 bn share neither period nor stage, and a yearly series on one "
    "definition is not in the fact base."
)
FIRST_ROW = TOP + 2
LAST = FIRST_ROW + len(SERIES) - 1


def place_series(page: Page, base: FactBase, working: int) -> None:
    """Write the half; `working` is the row where place_working will write the heads of its working."""
    page.heads(page.section(TOP, COMPARED), HEADS, right=(5, 6, 7, 8, 10))
    for offset, item in enumerate(SERIES):
        row, at = FIRST_ROW + offset, working + 1 + offset
        first = FIRST_ROW + [other.fact for other in SERIES].index(item.base)
        texts = {TITLE: item.title, PERIOD: f"year {base.fact(item.fact).period}", STAGE: item.stage, SCOPE: item.scope}
        for column, text in {**texts, DIFFERS: item.why}.items():
            page.put(row, column, text, "Label" if column in (TITLE, DIFFERS) else "Aside")
        page.put(row, SOURCE, f"=INDEX(confidence_mark,F{at})", "Aside")
        page.put(row, AMOUNT, "=" + worked_out(f"{item.fact}*{item.rate}"), "Calculated", style.BILLION)
        page.put(row, SYMBOL, None, "Label")
        page.put(row, COMPARABLE, f"=INDEX(yes_no,2-J{at})", "Calculated")
        page.put(row, VERDICT, f"={item.fact}", "Linked number", style.BILLION)
        for column, formula, number_format in _growth(row, at, first):
            page.put(row, column, formula, "Calculated", number_format)
        page.fit(row)
    page.note(LAST + 1, NO_JAPAN)


def _growth(row: int, at: int, first: int) -> tuple[tuple[int, str, str], ...]:
    """Multiple and yearly growth since the base, in the series' own currency; the base has neither."""
    if row == first:
        return (YEARLY, "=dash", style.PERCENT), (MULTIPLE, "=dash", style.MULTIPLE)
    times = f"LN(L{row}/L${first})"  # a number where both figures are there
    growth, multiple = f"CAGR(L${first},L{row},C{at})", f"GROWTH_MULTIPLE(L${first},L{row})"
    return (
        (YEARLY, f"=IF(J{at}*ISNUMBER({times})=1,{growth},not_available)", style.PERCENT),
        (MULTIPLE, f"=IF(J{at}*ISNUMBER({times})=1,{multiple},not_available)", style.MULTIPLE),
    )


def same(column: str, row: int, base: str) -> str:
    """1 where a column of Facts holds the same for the figure named in E and for the one named in a cell."""
    found, expected = (f"INDEX({column},MATCH({cell},fact_name,0))" for cell in (f"E{row}", base))
    return f"=1*({found}={expected})"


def place_working(page: Page, row: int) -> int:
    """Write what the half rests on, one row per figure; the row after it."""
    page.heads(row, WORKING_HEADS, right=(*range(1, 9), 10))
    for offset, item in enumerate(SERIES):
        at, above = row + 1 + offset, FIRST_ROW + offset
        page.put(at, TITLE, f"=B{above}", "Calculated text")
        page.put(at, PERIOD, f"={item.fact}_year-{item.base}_year", "Calculated", style.YEAR)
        page.put(at, STAGE, item.rate, "Case name")
        page.put(at, SCOPE, item.fact, "Case name")
        page.put(at, SOURCE, "=" + RANK.format(f"E{at}"), "Calculated", "0")
        for column, name in ((AMOUNT, "fact_definition"), (YEARLY, "fact_vintage"), (MULTIPLE, "fact_unit")):
            page.put(at, column, same(name, at, f"M{at}"), "Calculated", "0")
        page.put(at, COMPARABLE, f"=G{at}*H{at}*I{at}", "Calculated", "0")
        page.put(at, SYMBOL, None, "Label")
        page.put(at, VERDICT, f"={item.rate}", "Linked number", "0.00000")
        left(page.put(at, DIFFERS, item.base, "Case name"))
        page.fit(at)
    return row + 1 + len(SERIES)


def balances(sheet: str) -> tuple[Balance, ...]:
    """Both halves hold what they say: the series are one, and the multiple is that of the yearly growth."""
    last, growth = FIRST_ROW + 2, f"'{sheet}'!$H${FIRST_ROW + 2}"
    years = "korea_content_budget_2026_final_year-korea_content_budget_2023_final_year"
    return (
        Balance("BUD1", "Budgets: every row of the comparable half has one definition, vintage and unit", "rows",
                f"COUNTIF('{sheet}'!$J${FIRST_ROW}:$J${LAST},INDEX(yes_no,1))", f"ROWS('{sheet}'!$J${FIRST_ROW}:$J${LAST})"),
        Balance("BUD2", "Budgets: the final budgets' multiple is their yearly growth over the years between", "ratio",
                f"N('{sheet}'!$I${last})", f"(1+N({growth}))^({years})", 9),
    )  # fmt: skip

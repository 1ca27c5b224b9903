"""How each amount on Budgets becomes yen, and yen of one year: the rate with its year, the prices with theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gapsheet.templates import style
from gapsheet.templates.known import known, worked_out
from gapsheet.templates.page import Page
from gapsheet.templates.scorecard.budget_series import same
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
    Peer,
)

HEADS = (
    *("Figure", "As published, bn", "Rate on Facts", "Name on Facts", "Rate, average of", "Rate, yen per won"),
    *("In bn yen at it", "Price index, 2020 = 100", "Like the 55 bn on Facts", "", "At prices of 2024, bn yen"),
    "What the conversion and the prices rest on",
)
_INDEX_2024, _INDEX_2025 = "cpi_ex_fresh_food_index_2024", "cpi_ex_fresh_food_index_2025"


@dataclass(frozen=True, slots=True)
class Prices:
    """The price index of an amount's year, "" where there is none, and the remark about rate and prices."""

    index: str
    remark: str


_FOREIGN = "Converted by the Cabinet Office at a rate that is not stated."
_WON = "The year's average; Korea's prices are not in the fact base."
PRICES: Mapping[str, Prices] = {
    "content_budget_fy2025_supplementary": Prices(
        _INDEX_2025,
        "Yen; at the prices of 2025, consumer prices without fresh food. What is spent later buys less.",
    ),
    "content_budget_reference": Prices("", "Yen; the fiscal year is not stated, so no price level belongs to it."),
    "korea_content_support": Prices("", _FOREIGN),
    "korea_content_support_keidanren": Prices("", "Converted by the federation at a rate that is not stated."),
    "china_content_support": Prices("", _FOREIGN + " Year unknown."),
    "us_content_support": Prices("", _FOREIGN + " Year unknown."),
    "keidanren_content_budget_ask": Prices(_INDEX_2024, "Yen of 2024, the year of the proposal."),
}


def place_rates(page: Page, row: int, peers: Sequence[Peer]) -> int:
    """Write the table, the home amount first; the row after it."""
    row = page.section(row, "Converted and real amounts: every rate and every price index with its year")
    top = page.heads(row, HEADS, right=(1, 2, 3, 4, 5, 6, 7, 8, 10)) - 1
    for offset, peer in enumerate(peers, start=1):
        _row(page, top + offset, peer, f"E${top + 1}")
    end = top + len(peers) + 1
    page.book.define("budgets_like_home", page.sheet, (top + 1, COMPARABLE), (end - 1, COMPARABLE))
    return end


def _row(page: Page, row: int, peer: Peer, home: str) -> None:
    """One amount: as published, the rate and its year, the amount in yen, and at the prices of 2024."""
    prices = PRICES.get(peer.fact, Prices("", _WON))
    year, rate = (f"={peer.rate}_year", f"={peer.rate}") if peer.rate else ("=dash", "=dash")
    yen = worked_out(f"C{row}*G{row}") if peer.rate else f"C{row}"
    real = known(f"REAL_VALUE(H{row},I{row},{_INDEX_2024})", f"H{row}/I{row}/{_INDEX_2024}")
    cells = (
        (TITLE, peer.title, "Label", None),
        (PERIOD, f"={peer.fact}", "Linked number", style.BILLION),
        (STAGE, peer.rate or "=dash", "Case name", None),
        (SCOPE, peer.fact, "Case name", None),
        (SOURCE, year, "Calculated", style.YEAR),
        (AMOUNT, rate, "Calculated", "0.00000"),
        (YEARLY, f"={yen}", "Calculated", style.BILLION),
        (MULTIPLE, f"={prices.index or 'not_available'}", "Calculated", "0.0"),
        (COMPARABLE, _like(row, home), "Calculated", "0"),
        (SYMBOL, None, "Label", None),
        (VERDICT, f"={real}", "Calculated", style.BILLION),
        (DIFFERS, prices.remark, "Label", None),
    )  # fmt: skip
    for column, value, style_name, number_format in cells:
        page.put(row, column, value, style_name, number_format)
    page.fit(row)


def _like(row: int, home: str) -> str:
    """1 where definition and vintage are those of the home amount."""
    definition, vintage = (same(name, row, home).removeprefix("=1*") for name in ("fact_definition", "fact_vintage"))
    return f"={definition}*{vintage}"

"""The dated rules of the Invoice System as a sheet of a workbook: table, names, sources, and what they do not say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gapsheet.invoice.rules import Rule, rules_of, table
from gapsheet.phrases import Kept, Phrase
from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Allowed, Page

VOLUNTARY = "Registering is voluntary. This is arithmetic on published rules, not tax advice: ask a tax office before you decide."
# Cells of the sheet that formulas look into by name.
NAMES = (
    *("rule_status", "first_day", "type_rates", "kept_two", "kept_three"),
    *("step_first", "step_names", "step_limit", "step_rate", "later_first", "earlier_last"),
)
# The numbers that a return is worked out with: name in formulas, value, meaning, number format.
TAX_NUMBERS: tuple[tuple[str, float, str, str], ...] = (
    ("tax_rate", 0.1, "consumption tax, national and local together", style.PERCENT),
    ("national_rate", 0.078, "its national part", style.PERCENT),
    ("local_rate", 0.022, "its local part", style.PERCENT),
    ("base_step", 1000, "yen: the taxable base is cut to whole steps of this", style.WHOLE),
    ("tax_step", 100, "yen: tax due is cut to whole steps of this", style.WHOLE),
)
_EPOCH = dt.date(1899, 12, 30)
LAW = Allowed(
    "date", 45200, 109574, "A date from 1 October 2023 is expected: the rules begin then.", "A date from 2023-10-01 on"
)

_HEADS = (
    "Rule",
    "For whom",
    "From",
    "To",
    "Share",
    "Limit, yen",
    "Condition",
    "Status",
    "Published",
    "Publisher",
    "Remark",
)


@dataclass(frozen=True, slots=True)
class RuleSheet:
    """The sheet of the rules, and the row of each rule by its name."""

    page: Page
    rows: Mapping[str, int]


def write_rules(book: Book, name: str = "Rules", named: Collection[str] = NAMES) -> RuleSheet:
    """The dated rules, one row each; `named` are the columns and cells that the workbook's formulas look into."""
    page = Page(book, name, "data", (30, 14, 12, 12, 8, 15, 50, 11, 12, 34, 52))
    page.head(
        name,
        "The dated rules behind every figure. Share: the part of the tax that the seller keeps or the buyer credits.",
    )
    top = page.heads(TOP, _HEADS, right=(4, 5))
    rows = {rule.rule: top + offset for offset, rule in enumerate(table())}
    for rule in table():
        _rule(page, rows[rule.rule], rule)
    last = top + len(rows) - 1
    page.table(
        "rules", TOP, FIRST, len(rows), _HEADS, "Rules of the Invoice System with dates, limits, conditions and status"
    )
    for key, cells in _places(rows).items():
        if key in named:
            book.define(key, page.sheet, *cells)
    page.freeze(TOP + 1)
    page.close(last)
    return RuleSheet(page, rows)


def _rule(page: Page, row: int, rule: Rule) -> None:
    cells: Sequence[tuple[Any, str, str | None]] = (
        (rule.rule, "Label", None),
        (rule.who, "Aside", None),
        (_date(rule.first), "Calculated text", style.DATE),
        (_date(rule.last) if rule.last else "–", "Calculated text", style.DATE),
        ("–" if rule.rate is None else rule.rate / 100, "Calculated", "0%"),
        ("–" if rule.limit is None else rule.limit, "Calculated", style.WHOLE),
        (rule.condition, "Calculated text", None),
        (rule.confidence, "Aside", None),
        (rule.published, "Aside", None),
        (rule.publisher, "Aside", None),
        (rule.note or "–", "Aside", None),
    )
    for offset, (value, style_name, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, value, style_name, number_format)
    page.fit(row)


def _places(rows: Mapping[str, int]) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Where the cells stand that formulas look into: one cell, or the first and the last of several."""
    steps = [rows[rule.rule] for rule in rules_of("buyer credit")]
    kinds = [rows[rule.rule] for rule in rules_of("simplified")]
    first, last = min(rows.values()), max(rows.values())
    return {
        "rule_status": ((first, FIRST + 7), (last, FIRST + 7)),
        "first_day": ((first, FIRST + 2),),
        "step_first": ((steps[0], FIRST + 2), (steps[-1], FIRST + 2)),
        "step_last": ((steps[0], FIRST + 3), (steps[-1], FIRST + 3)),
        "step_names": ((steps[0], FIRST), (steps[-1], FIRST)),
        "step_limit": ((steps[0], FIRST + 5), (steps[-1], FIRST + 5)),
        "step_rate": ((steps[0], FIRST + 4), (steps[-1], FIRST + 4)),
        "later_first": ((steps[1], FIRST + 2), (steps[-1], FIRST + 2)),
        "earlier_last": ((steps[0], FIRST + 3), (steps[-2], FIRST + 3)),
        "type_rates": ((kinds[0], FIRST + 4), (kinds[-1], FIRST + 4)),
        "simplified_limit": ((kinds[0], FIRST + 5),),
        "exempt_limit": ((rows["exempt"], FIRST + 5),),
        "kept_two": ((rows["two-tenths for individuals"], FIRST + 4),),
        "kept_three": ((rows["three-tenths"], FIRST + 4),),
    }


def _date(serial: int) -> dt.date:
    return _EPOCH + dt.timedelta(days=serial)


def rule_sources() -> list[tuple[str, str]]:
    """One line for each source of the rules: which rules rest on it, who says so, where, when, and how sure it is."""
    found: dict[tuple[str, str], list[Rule]] = {}
    for rule in table():
        found.setdefault((rule.publisher, rule.url), []).append(rule)
    return [_source(rules) for rules in found.values()]


def _source(rules: Sequence[Rule]) -> tuple[str, str]:
    rule = rules[0]
    when = "no date" if rule.published == "not stated" else Kept(rule.published)
    cited = Phrase(
        "{publisher}, “{source}”, {when}, {address} ({confidence}).",
        publisher=rule.publisher,
        source=rule.source,
        when=when,
        address=Kept(rule.url),
        confidence=rule.confidence,
    )
    notes = _row_of(dict.fromkeys(item.note for item in rules if item.note))
    remarked = Phrase("{citation} Remark: {remark}.", citation=cited, remark=notes)
    return _row_of([item.rule for item in rules]), remarked if notes else cited


def _row_of(texts: Iterable[str]) -> Phrase:
    """Texts with semicolons between."""
    listed = {f"part_{number}": text for number, text in enumerate(texts)}
    return Phrase("; ".join(f"{{{name}}}" for name in listed), **listed)

"""The list of functions, in reading order: what hosts, help, templates and tests take as complete."""

from __future__ import annotations

from gapsheet import explanation, growth, wages
from gapsheet.entries import Entry, section

FUNCTIONS: tuple[Entry, ...] = (
    *section(
        "Growth",
        growth.growth_multiple,
    ),
    *section(
        "Wages",
        wages.wage_gap,
    ),
    *section(
        "Explanation",
        explanation.why,
        explanation.how,
    ),
)

_BY_NAME = {entry.name: entry for entry in FUNCTIONS}


def find(name: str) -> Entry | None:
    """The entry with this cell name, however it is capitalised; None if there is none."""
    return _BY_NAME.get(name.strip().upper())

"""A calculation block: one line per measure, one column per case, the same formula across."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from gapsheet.templates import style
from gapsheet.templates.page import FIRST, Page

UNIT_COLUMN, NOTE_COLUMN, FIRST_CASE = FIRST + 1, FIRST + 2, FIRST + 3


@dataclass(frozen=True, slots=True)
class Measure:
    """One line: `formula` holds {key} for other lines of the same column; without one, each case gives its own."""

    key: str
    label: str
    unit: str = ""
    note: str = ""
    formula: str | None = None
    number_format: str = style.GENERAL
    style_name: str = "Calculated"
    lines: int = 1  # of text that a formula may give


@dataclass(frozen=True, slots=True)
class Case:
    """One column: its head, its own cells by measure key, and its own number formats where they differ."""

    title: str
    cells: Mapping[str, object]
    formats: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a block's cells stand."""

    sheet: str
    rows: Mapping[str, int]
    columns: tuple[int, ...]
    end: int

    def at(self, key: str, case: int = 0) -> tuple[int, int]:
        """Row and column of a measure of a case."""
        return self.rows[key], self.columns[case]

    def ref(self, key: str, case: int = 0) -> str:
        """The same as a reference that other sheets can use."""
        return f"'{self.sheet}'!${get_column_letter(self.columns[case])}${self.rows[key]}"


def place(
    page: Page, top: int, measures: Sequence[Measure | str], cases: Sequence[Case], *, pages: Sequence[str] = ()
) -> Placed:
    """Write a block with its column heads; a plain string among the measures is a heading inside the block.

    Headings among `pages` begin a printed page, below the column heads once more.
    """
    columns = tuple(range(FIRST_CASE, FIRST_CASE + len(cases)))
    _heads(page, top, cases, columns)
    at, end = _rows(top + 1, measures, pages)
    rows = {item.key: row for item, row in at if isinstance(item, Measure)}
    for item, row in at:
        if isinstance(item, Measure):
            _line(page, row, item, cases, columns, rows)
            continue
        if item in pages:
            page.new_page(row - 1)
            _heads(page, row - 1, cases, columns)
        page.section(row, item)
    return Placed(page.name, rows, columns, end)


def _rows(
    row: int, measures: Sequence[Measure | str], pages: Sequence[str]
) -> tuple[list[tuple[Measure | str, int]], int]:
    """The row of each line of a block, and the row after them."""
    placed: list[tuple[Measure | str, int]] = []
    for item in measures:
        row += isinstance(item, str) and item in pages  # the row of the heads
        placed.append((item, row))
        row += 1
    return placed, row


def _heads(page: Page, row: int, cases: Sequence[Case], columns: Sequence[int]) -> None:
    titles = ("Measure", "Unit", "How", *(case.title for case in cases))
    page.heads(row, titles, right=range(FIRST_CASE - FIRST, FIRST_CASE - FIRST + len(columns)))


def _line(
    page: Page, row: int, measure: Measure, cases: Sequence[Case], columns: Sequence[int], rows: Mapping[str, int]
) -> None:
    """One measure across all cases."""
    page.put(row, FIRST, measure.label, "Label")
    page.put(row, UNIT_COLUMN, measure.unit, "Aside")
    page.put(row, NOTE_COLUMN, measure.note, "Aside")
    for column, case in zip(columns, cases, strict=True):
        value = case.cells.get(measure.key, measure.formula)
        if isinstance(value, str) and value.startswith("="):
            value = _filled(value, get_column_letter(column), rows)
        number_format = case.formats.get(measure.key, measure.number_format)
        if measure.unit:
            number_format = style.BESIDE_UNIT.get(number_format or "", number_format)
        page.put(row, column, value, measure.style_name, number_format)
        if measure.key in case.names:
            page.book.define(case.names[measure.key], page.sheet, (row, column))
    page.fit(row, measure.lines)


def _filled(formula: str, letter: str, rows: Mapping[str, int]) -> str:
    """The formula with {key} replaced by that line's cell in this column."""
    return re.sub(r"\{(\w+)\}", lambda match: f"{letter}{rows[match.group(1)]}", formula)

"""Structured references on their way into the engine: plain ones, written into the file that it loads.

A table's column has one formula for all rows. It is respelled once, with a row that no sheet has in the place of its
own; replacing the formulas one by one after loading would take minutes for twenty thousand rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from gapsheet.hosts.formulas import Speller
from gapsheet.package.sheetxml import FormulaCell
from gapsheet.package.structure import Table

ANY_ROW = 9_999_999  # stands for the row of a formula
_ANY_ROW = str(ANY_ROW)


class Tables:
    """The tables of a workbook, and how formulas that name them are spelled without them."""

    def __init__(self, found: Iterable[Table]) -> None:
        self.by_name = {table.name.casefold(): table for table in found}
        self._patterns: dict[bytes, str | None] = {}

    def reference(self, name: str, specifier: str, row: int) -> str | None:
        """What a structured reference stands for; None where it is no table's."""
        table = self.by_name.get(name.casefold())
        return table.reference(specifier, row) if table else None

    def plain(self, cell: FormulaCell) -> str | None:
        """An ordinary formula with plain references in the place of its structured ones; None where it has none."""
        text = cell.formula_text
        if not self.by_name or cell.formula_attributes is not None or text is None or b"[" not in text:
            return None
        if text not in self._patterns:
            self._patterns[text] = self._pattern(cell)
        pattern = self._patterns[text]
        return None if pattern is None else for_row(pattern, cell.row)

    def is_met(self, text: bytes) -> bool:
        """Whether a formula, as bytes of the file, is one that `plain` was asked for."""
        return text in self._patterns

    def _pattern(self, cell: FormulaCell) -> str | None:
        """The formula for any row; None where nothing is changed, or the row could not be put in again."""
        formula = cell.formula or ""
        if not is_for_any_row(formula):
            return None
        spelled = self._speller.respelled(formula, ANY_ROW)
        return None if spelled == formula else spelled

    @cached_property
    def _speller(self) -> Speller:
        """Respells nothing but tables."""
        return Speller.of((), "", self.reference, self.by_name)


def is_for_any_row(formula: str) -> bool:
    """Whether a formula can be respelled for any row at once: it has brackets, and not the row that stands for any."""
    return "[" in formula and _ANY_ROW not in formula


def for_row(pattern: str, row: int) -> str:
    """A formula for any row, in this row."""
    return pattern.replace(_ANY_ROW, str(row))

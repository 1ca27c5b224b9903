"""Structured references on their way into the engine: plain ones, written into the file that it loads.

A table's column has one formula for all rows. It is respelled once, with a row that no sheet has in the place of its
own, and written once, to be shared by the other rows: replacing formulas one by one after loading would take minutes
for twenty thousand rows, and the engine keeps one formula for a column only where it is shared and names no sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from gapsheet.formula_tree import Piece, Pieces, parsed, written
from gapsheet.hosts.formulas import Speller
from gapsheet.package.addresses import column_letters, quoted
from gapsheet.package.sheetxml import FormulaCell
from gapsheet.package.structure import Table

ANY_ROW = 9_999_999  # stands for the row of a formula
_ANY_ROW = str(ANY_ROW)
_FIRST_INDEX = 1_000_000  # of shared formulas: far from those of the file
_CELL = re.compile(r"(?<![\w.$])\$?([A-Z]{1,3})\$?([0-9]+)(?![\w.(])")


class Tables:
    """The tables of a workbook, and how formulas that name them are spelled without them."""

    def __init__(self, found: Iterable[Table]) -> None:
        self.by_name = {table.name.casefold(): table for table in found}
        self._patterns: dict[bytes, str | None] = {}
        self._at_home: dict[tuple[str, bytes], str] = {}

    def reference(self, name: str, specifier: str, row: int) -> str | None:
        """What a structured reference stands for; None where it is no table's."""
        table = self.by_name.get(name.casefold())
        reference = table.reference(specifier, row) if table else None
        if reference is None or "@" in specifier or "#this row" in specifier.casefold():
            return reference
        sheet, _, cells = reference.rpartition("!")
        return f"{sheet}!{_CELL.sub(_fixed, cells)}"  # one that all rows can share

    def plain(self, cell: FormulaCell) -> str | None:
        """An ordinary formula with plain references in the place of its structured ones; None where it has none."""
        text = cell.formula_text
        if not self.by_name or cell.formula_attributes is not None or text is None or b"[" not in text:
            return None
        if text not in self._patterns:
            self._patterns[text] = self._pattern(cell)
        pattern = self._patterns[text]
        return None if pattern is None else for_row(pattern, cell.row)

    def pattern(self, cell: FormulaCell) -> str | None:
        """What `plain` made of an ordinary formula, for any row."""
        return self._patterns.get(cell.formula_text or b"") if cell.formula_attributes is None else None

    def loaded(self, cells: Sequence[FormulaCell], sheet: str) -> Iterator[tuple[bytes, str] | None]:
        """For each formula of a sheet what the engine loads in its place: the first of a column, or a share in it."""
        last = {(cell.column, cell.formula_text): cell.row for cell in cells if self.plain(cell) is not None}
        shared: dict[tuple[int, bytes | None], bytes] = {}
        for cell in cells:
            column = (cell.column, cell.formula_text)
            if column not in last:
                yield None
            elif column in shared:
                yield shared[column], ""
            elif self._is_shareable(cell) and last[column] > cell.row:
                index = b' t="shared" si="%d"' % (_FIRST_INDEX + len(shared))
                letters = column_letters(cell.column)
                ref = f' ref="{letters}{cell.row}:{letters}{last[column]}"'.encode("ascii")
                shared[column] = index
                yield index + ref, self._home_spelling(cell, sheet)
            else:
                yield b"", self._home_spelling(cell, sheet)

    def _home_spelling(self, cell: FormulaCell, sheet: str) -> str:
        """The plain formula without the name of its own sheet.

        With it the engine would keep the whole formula for each row of a column, which takes six times the memory.
        """
        text = cell.formula_text or b""
        if (sheet, text) not in self._at_home:
            self._at_home[sheet, text] = written(
                _without_sheet(parsed(self._patterns[text] or ""), f"{quoted(sheet)}!")
            )
        return for_row(self._at_home[sheet, text], cell.row)

    def _is_shareable(self, cell: FormulaCell) -> bool:
        """Whether the formula reads the same in every row but for the row itself."""
        pattern = self._patterns.get(cell.formula_text or b"") or ""
        return all(
            (place[0].startswith("$") and "$" in place[0][1:]) or place[2] == _ANY_ROW
            for place in _CELL.finditer(pattern)
        )

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


def _fixed(cell: re.Match[str]) -> str:
    """A cell that stays the same in the next row."""
    return f"${cell[1]}${cell[2]}"


def _without_sheet(pieces: Pieces, sheet: str) -> Pieces:
    """Without the references' mention of this sheet."""
    return tuple(
        Piece(piece.kind, piece.text, piece.brackets, tuple(_without_sheet(each, sheet) for each in piece.arguments))
        if piece.arguments
        else piece
        for piece in pieces
        if not (piece.kind == "sheet" and piece.text == sheet)
    )


def is_for_any_row(formula: str) -> bool:
    """Whether a formula can be respelled for any row at once: it has brackets, and not the row that stands for any."""
    return "[" in formula and _ANY_ROW not in formula


def for_row(pattern: str, row: int) -> str:
    """A formula for any row, in this row."""
    return pattern.replace(_ANY_ROW, str(row))

"""The cells of a table's rows in their new order: owned values, and everything that follows its row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from gapsheet.errors import DamagedWorkbookError
from gapsheet.package.addresses import AREA, area, area_name, column_letters
from gapsheet.package.celltext import escaped, number, unescaped
from gapsheet.package.columnformulas import ColumnFormulas
from gapsheet.package.constants import constant, holds, style_of
from gapsheet.package.formulamoves import FormulaMoves, place_of
from gapsheet.package.newfigures import NewFigures, NewNumber
from gapsheet.package.newrows import NewColumn
from gapsheet.package.references import Pattern
from gapsheet.package.rewrites import TableRewrite
from gapsheet.package.sheetrows import COLUMNS, Cell, SheetRows, formula_of
from gapsheet.package.tablemoves import TableMove
from gapsheet.quantities import CellValue

Placed = tuple[int, bytes]  # a column, and its cell as bytes
_PLAIN = (b"", b's="0"')
_ARRAY_REF = re.compile(rb"(\sref\s*=\s*[\"'])(" + AREA + rb")(?=[\"'])")


@dataclass(frozen=True, slots=True)
class _Filled:
    """A formula that fills a column down: as it was and as it is after the rewrite."""

    old: Pattern
    new: Pattern
    is_same: bool


class BlockRows:
    """One table's rows: what stands at each of them after the rewrite."""

    def __init__(
        self,
        move: TableMove,
        rewrite: TableRewrite,
        rows: SheetRows,
        formulas: ColumnFormulas,
        formula_moves: FormulaMoves,
        strings: Sequence[str],
        looks: Mapping[int, bytes] | None = None,
    ) -> None:
        """A table's rows.

        Args:
            move: Where its rows go.
            rewrite: What they hold.
            rows: The rows of its sheet.
            formulas: The formulas that fill its columns.
            formula_moves: What becomes of formulas.
            strings: The texts of the workbook.
            looks: Style attributes for columns whose cells have none of their own.
        """
        self.move = move
        self._own_looks = looks or {}
        self._block = move.block
        self._values = rewrite.rows
        self._held = rewrite.held
        self._kept = dict(self._kept_runs(rewrite, rows))
        self._owned = {self._block.column(header): place for place, header in enumerate(rewrite.headers)}
        self._rows = rows
        self._prefix = rows.prefix
        self._opening = b'<%bc r="' % rows.prefix
        self._odd = formulas.odd
        self._strings = strings
        self._formula_moves = formula_moves
        self._filled = {
            column: self._filled_down(column, pattern, formulas.formulas.get(column, ()))
            for column, pattern in formulas.patterns.items()
            if column not in self._owned
        }
        self._models: dict[int, list[tuple[int, bytes]]] = {}
        self._is_still = formula_moves.is_still
        self._looks = move.looks()
        # Whether a formula was moved, added or removed.
        self.formulas_changed = None in move.places and bool(formulas.formulas)

    def _kept_runs(self, rewrite: TableRewrite, rows: SheetRows) -> list[tuple[int, int]]:
        """The runs of rows, from one to another, that surely stay where and as they are."""
        block, held = self.move.block, rewrite.held
        if held is None or not block.is_alone or rows.has_formulas(block.top, block.bottom):
            return []
        count = min(len(self.move.origins), len(rewrite.rows), len(held))
        pairs = enumerate(zip(self.move.origins, rewrite.rows, held, strict=False))
        borders = [-1, *(place for place, (origin, new, old) in pairs if origin != place or new is not old), count]
        return [
            (block.top + before + 1, block.top + after - 1)
            for before, after in pairwise(borders)
            if before + 1 < after <= count
        ]

    def unmoved(self, row: int) -> tuple[int, Sequence[NewNumber]] | None:
        """The rows from this one on that keep their place, and in which nothing but numbers changes.

        Returns:
            The last of them, and the numbers that change; None where this row is not one of them.
        """
        numbers: list[NewNumber] = []
        following = row
        while True:
            until = self._kept.get(following)
            found = self._new_numbers(following) if until is None else ()
            if found is None:
                return None if following == row else (following - 1, numbers)
            numbers += found
            following = (until or following) + 1

    def _new_numbers(self, row: int) -> Sequence[NewNumber] | None:
        """The numbers that change in a row; None where it moves, or something else changes."""
        position = row - self._block.top
        origins = self.move.origins
        if not self._values or position >= len(origins) or origins[position] != position:
            return None
        return self._figures.numbers(row, self._values[position], self._held[position] if self._held else None)

    def gained(self, row: int) -> range:
        """The new rows from this one on that look alike and need nothing but constants; none where they need more."""
        place, origins = row - self._block.top, self.move.origins
        if self._filled or not self._values or place >= len(origins):
            return range(0)
        look, end = self._looks[place], place
        while end < len(origins) and origins[end] is None and self._looks[end] == look:
            end += 1
        return range(row, self._block.top + end)

    def new_columns(self, gained: range) -> list[NewColumn]:
        """The cells of rows that are gained."""
        values = self._values[gained.start - self._block.top : gained.stop - self._block.top]
        blank: tuple[CellValue, ...] = (None,) * len(values)
        by_place = [*zip(*values, strict=True)]
        return [
            NewColumn(
                column_letters(column).encode("ascii"),
                style,
                by_place[self._owned[column]] if column in self._owned else blank,
            )
            for column, style in self._model(self.model(gained.start))
        ]

    @cached_property
    def _figures(self) -> NewFigures:
        return NewFigures(self._rows, self._block.top, self._block.bottom, self._owned, self._strings)

    def _filled_down(self, column: int, pattern: Pattern, rows: Sequence[int]) -> _Filled:
        row = rows[len(rows) // 2] if rows else self._block.top  # one with others around it, of which it may speak
        text, sheet = pattern.at(row), self._block.sheet.name
        new = self._formula_moves.copied(text, sheet, f"the column of {place_of(sheet, row, column)}", row)
        return _Filled(pattern, pattern if new == text else Pattern(new, row), new == text)

    def row(self, row: int) -> tuple[list[Placed], bool]:
        """The cells of the block in this row, and whether they are the very cells that stand there now."""
        position = row - self._block.top
        if position < len(self.move.origins):
            origin = self.move.origins[position]
            values = self._values[position] if self._values else (None,) * len(self._owned)
            if origin is None:
                return self._new(row, values), False
            return self._continued(self._block.top + origin, row, values)
        if row <= self.move.new_end:
            return self._totals(row), self.move.shift == 0
        return [], False

    def _continued(self, old: int, row: int, values: Sequence[CellValue]) -> tuple[list[Placed], bool]:
        """A row that was there, at its new place."""
        first, last, owned, prefix = self._block.first, self._block.last, self._owned, self._prefix
        placed: list[Placed] = []
        strings, formula = self._strings, b"<%bf" % prefix
        same, missing = old == row, len(owned)
        cut, digits = len(self._opening) + len(str(old)), b"%d" % row
        for cell in self._rows.cells(old):
            raw, letters, attributes, _, inner = cell
            column = COLUMNS[letters]
            if not first <= column <= last:
                continue
            place = owned.get(column)
            if place is not None:
                missing -= 1
                if not holds(cell, values[place], prefix, strings):
                    self.formulas_changed |= bool(inner) and formula in inner
                    style = self._style(column, style_of(attributes))
                    placed.append((column, self._constant(letters, digits, style, values[place])))
                    same = False
                    continue
            elif inner and formula in inner:
                new = self._formula(cell, column, old, row)
                same &= new is raw
                placed.append((column, new))
                continue
            placed.append(
                (column, raw if old == row else b"".join((self._opening, letters, digits, raw[cut + len(letters) :])))
            )
        return placed, same if not missing else self._add_missing(placed, digits, values) and same

    def _add_missing(self, placed: list[Placed], digits: bytes, values: Sequence[CellValue]) -> bool:
        """Put in the owned cells that the row lacked; whether there was nothing to put in."""
        present = {column for column, _ in placed}
        added = [
            (column, self._constant(column_letters(column).encode("ascii"), digits, self._style(column, b""), value))
            for column, place in self._owned.items()
            if column not in present and (value := values[place]) is not None and value != ""
        ]
        placed += added
        placed.sort()
        return not added

    def _style(self, column: int, style: bytes) -> bytes:
        """The style attribute of a column's cell: its own where it has one."""
        return style if style.strip() not in _PLAIN else self._own_looks.get(column, style)

    def _constant(self, letters: bytes, digits: bytes, style: bytes, value: CellValue) -> bytes:
        """A cell with a constant."""
        start = b"".join((self._opening, letters, digits, b'"', style))
        if type(value) is float and value - value == 0:  # finite
            return b"%b><%bv>%b</%bv></%bc>" % (start, self._prefix, number(value), self._prefix, self._prefix)
        if value is None or value == "":
            return start + b"/>"
        kind, content = constant(
            value, self._prefix, f"'{self._block.sheet.name}'!{(letters + digits).decode('ascii')}"
        )
        return b"%b%b>%b</%bc>" % (start, kind, content, self._prefix)

    def _formula(self, cell: Cell, column: int, old: int, row: int) -> bytes:
        """A formula that goes with its row; the cell's own bytes where nothing changes."""
        raw, letters, _, _, _ = cell
        if self._is_still:
            return raw
        filled = self._filled.get(column) if (old, column) not in self._odd else None
        if filled is not None and filled.is_same and (old == row or filled.old.is_same_everywhere):
            self.formulas_changed |= old != row
            return raw if old == row else self._renumbered(raw, letters, old, row)
        found = formula_of(cell, self._prefix)
        if found is None:
            raise DamagedWorkbookError(
                f"{self._block.cell(old, column)} holds a formula that cannot be read; open the file in Excel "
                "and save it again"
            )
        text = unescaped(found[2] or b"")
        if filled is not None:
            new = filled.new.at(row)
        else:
            sheet = self._block.sheet.name
            new = self._formula_moves.carried(text, sheet, place_of(sheet, row, column), old, row - old)
        if new == text and old == row:
            return raw
        self.formulas_changed |= old != row
        return self._with_formula(cell, found, new, old, row)

    def _renumbered(self, raw: bytes, letters: bytes, old: int, row: int) -> bytes:
        """A cell in another row."""
        return b"%b%b%d%b" % (self._opening, letters, row, raw[len(self._opening) + len(letters) + len(str(old)) :])

    def _new(self, row: int, values: Sequence[CellValue]) -> list[Placed]:
        """A new row: values, formulas filled down, and the look of the nearest old row."""
        digits = b"%d" % row
        placed: list[Placed] = []
        for column, style in self._model(self.model(row)):
            letters = column_letters(column).encode("ascii")
            place, filled = self._owned.get(column), self._filled.get(column)
            if place is not None:
                cell = self._constant(letters, digits, style, values[place])
            elif filled is not None:
                text = escaped(filled.new.at(row))
                parts = (self._opening, letters, digits, style, self._prefix, text, self._prefix, self._prefix)
                cell = b'%b%b%b"%b><%bf>%b</%bf></%bc>' % parts
                self.formulas_changed = True
            else:
                cell = self._constant(letters, digits, style, None)
            if style or not cell.endswith(b'"/>'):
                placed.append((column, cell))
        return placed

    def model(self, row: int) -> int:
        """The old row whose look a new row takes: that of the nearest row before it, else after it, else the last."""
        return self._looks[row - self._block.top]

    def _model(self, row: int) -> list[tuple[int, bytes]]:
        """The columns of a new row with their styles."""
        if row not in self._models:
            styles = {
                COLUMNS[cell[1]]: style_of(cell[2])
                for cell in self._rows.cells(row)
                if COLUMNS[cell[1]] in self._block.columns
            }
            missing = dict.fromkeys([*self._owned, *self._filled], b"")
            found = (missing | styles).items()
            self._models[row] = sorted((column, self._style(column, style)) for column, style in found)
        return self._models[row]

    def _totals(self, row: int) -> list[Placed]:
        """A row of totals: its cells as they are, but areas over the table grow and shrink."""
        old = row - self.move.shift
        placed: list[Placed] = []
        for cell in self._rows.cells(old):
            column = COLUMNS[cell[1]]
            if column in self._block.columns:
                placed.append((column, self._total(cell, column, old, row)))
        return placed

    def _total(self, cell: Cell, column: int, old: int, row: int) -> bytes:
        raw, letters, _, _, _ = cell
        found = formula_of(cell, self._prefix)
        if found is None:
            return self._renumbered(raw, letters, old, row)
        self.formulas_changed |= old != row
        sheet, text = self._block.sheet.name, unescaped(found[2] or b"")
        new = self._formula_moves.elsewhere(text, sheet, place_of(sheet, row, column))
        return raw if new == text and old == row else self._with_formula(cell, found, new, old, row)

    def _with_formula(self, cell: Cell, found: re.Match[bytes], text: str, old: int, row: int) -> bytes:
        """A cell in another row, with another formula."""
        raw, letters, _, _, inner = cell
        attributes = _moved_ref(found[1] or b"", row - old)
        formula = b"<%bf%b>%b</%bf>" % (self._prefix, attributes, escaped(text), self._prefix)
        start = raw[len(self._opening) + len(letters) + len(str(old)) : raw.index(b">") + 1]
        inside = inner[: found.start()] + formula + inner[found.end() :]
        return b"%b%b%d%b%b</%bc>" % (self._opening, letters, row, start, inside, self._prefix)


def _moved_ref(attributes: bytes, rows: int) -> bytes:
    """The attributes of a formula, with the range of an array formula at its new row."""
    if not rows or b"ref" not in attributes:
        return attributes

    def moved(match: re.Match[bytes]) -> bytes:
        top, left, bottom, right = area(match[2].decode("ascii"))
        return match[1] + area_name((top + rows, left, bottom + rows, right)).encode("ascii")

    return _ARRAY_REF.sub(moved, attributes)

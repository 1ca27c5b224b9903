"""The references inside a formula: where they stand, and the same formula with other ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from gapsheet.package.addresses import Corners, column_letters, column_number

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
_BEFORE = -1  # in the place of a row or column 0, which stands for something else
_CELL = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_TOKEN = re.compile(
    rf"""
    "(?:[^"]|"")*"
  | (?P<sheet> (?: '(?:[^']|'')*' | (?:\[[^\[\]]+\])?[^\W\d][\w.]*(?::[\w.]+)? ) ! )?
    (?P<first> {_CELL} | (?P<columns>\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}) | (?P<rows>\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}}) )
    (?: (?<=[0-9]) : (?P<last> {_CELL}) )?
    (?! [\w.(!\[] )
  | '(?:[^']|'')*' !
  | \[ (?: [^\[\]'] | '. | \[ (?: [^\[\]'] | '. )* \] )* \]
  | [\w.\\?]+ !?
    """,
    re.VERBOSE | re.DOTALL,
)
_CORNER = re.compile(r"(\$?)([A-Z]*)(\$?)([0-9]*)")
_POINTS = re.compile(r"[A-Z]\$?[0-9]|[0-9]:\$?[0-9]|[A-Z]:\$?[A-Z]")  # what every reference has in it


class Corner(NamedTuple):
    """One end of a reference; 0 stands for the column of whole rows, and for the row of whole columns."""

    fixed_column: bool
    column: int
    fixed_row: bool
    row: int

    @classmethod
    def of(cls, text: str) -> Corner:
        """The corner that `$B$3`, `B` or `$3` names."""
        match = _CORNER.fullmatch(text)
        assert match is not None, text
        dollar, letters, second, digits = match.groups()
        if not letters:
            return cls(False, 0, bool(dollar or second), int(digits))
        return cls(bool(dollar), column_number(letters), bool(second), int(digits or 0))

    @property
    def written(self) -> str:
        """The corner as a formula has it."""
        letters = f"{'$' * self.fixed_column}{column_letters(self.column)}" if self.column else ""
        return f"{letters}{'$' * self.fixed_row}{self.row}" if self.row else letters

    def moved(self, rows: int, columns: int) -> Corner:
        """The corner as copying a formula by so many rows and columns moves it."""
        return self._replace(
            row=self.row if self.fixed_row or not self.row else (self.row + rows or _BEFORE),
            column=self.column if self.fixed_column or not self.column else (self.column + columns or _BEFORE),
        )

    @property
    def exists(self) -> bool:
        """Whether a sheet has this place."""
        return 0 <= self.row <= LAST_ROW and 0 <= self.column <= LAST_COLUMN


class Reference(NamedTuple):
    """A reference to a cell, an area, whole rows or whole columns."""

    prefix: str  # the sheet as the formula spells it, with its exclamation mark; "" for the formula's own
    first: Corner
    last: Corner
    is_range: bool  # whether it is spelled with a colon

    @property
    def sheet(self) -> str:
        """The sheet's name; "" for the formula's own."""
        name = self.prefix[:-1]
        return name[1:-1].replace("''", "'") if name.startswith("'") else name

    @property
    def corners(self) -> Corners:
        """The area; whole rows and columns run to the edges of a sheet."""
        top, bottom = sorted((self.first.row or 1, self.last.row or LAST_ROW))
        left, right = sorted((self.first.column or 1, self.last.column or LAST_COLUMN))
        return top, left, bottom, right

    @property
    def written(self) -> str:
        """The reference as a formula has it."""
        first = f"{self.prefix}{self.first.written}"
        return f"{first}:{self.last.written}" if self.is_range else first

    def moved(self, rows: int, columns: int = 0) -> Reference | None:
        """The reference as copying a formula moves it; None where it leaves the sheet."""
        first, last = self.first.moved(rows, columns), self.last.moved(rows, columns)
        if not (first.exists and last.exists):
            return None
        return self if (first, last) == self[1:3] else self._replace(first=first, last=last)

    def with_rows(self, top: int, bottom: int) -> Reference:
        """The same columns over other rows."""
        if self.first.row > self.last.row:
            top, bottom = bottom, top
        return self._replace(first=self.first._replace(row=top), last=self.last._replace(row=bottom))


Change = Callable[[Reference], Reference | None]  # None: what it pointed at is gone


def with_references(formula: str, change: Change) -> str:
    """The formula with each reference replaced by what `change` makes of it; #REF! where that is None."""
    if not _POINTS.search(formula):
        return formula

    def replaced(match: re.Match[str]) -> str:
        if match["first"] is None:
            return match[0]
        reference = _reference(match)
        new = change(reference)
        if new is reference:
            return match[0]
        return "#REF!" if new is None else new.written

    return _TOKEN.sub(replaced, formula)


def references(formula: str) -> list[Reference]:
    """The references of a formula in their order."""
    found: list[Reference] = []

    def noted(reference: Reference) -> Reference:
        found.append(reference)
        return reference

    with_references(formula, noted)
    return found


def translated(formula: str, rows: int, columns: int = 0) -> str:
    """The formula as copying it by so many rows and columns changes it."""
    if not (rows or columns):
        return formula
    return with_references(formula, lambda reference: reference.moved(rows, columns))


class Pattern:
    """What a formula is in every row into which it is copied."""

    def __init__(self, formula: str, row: int) -> None:
        self._formula = formula
        self._row = row
        pieces: list[str | int] = []
        done = 0
        for match in _TOKEN.finditer(formula) if _POINTS.search(formula) else ():
            if match["first"] is not None:
                pieces.append(formula[done : match.start()])
                pieces += _pieces(_reference(match), row)
                done = match.end()
        pieces.append(formula[done:])
        self._pieces = tuple(pieces)
        offsets = [piece for piece in pieces if isinstance(piece, int)]
        self._reach = (min(offsets, default=0), max(offsets, default=0))
        self.is_same_everywhere = not offsets

    def at(self, row: int) -> str:
        """The formula in this row."""
        if self.is_same_everywhere:
            return self._formula
        if row + self._reach[0] < 1 or row + self._reach[1] > LAST_ROW:
            return translated(self._formula, row - self._row)
        return "".join([piece if isinstance(piece, str) else str(row + piece) for piece in self._pieces])


def _pieces(reference: Reference, row: int) -> list[str | int]:
    """A reference cut before and after each row number that copying moves."""
    pieces: list[str | int] = [reference.prefix]
    for corner in (reference.first, reference.last) if reference.is_range else (reference.first,):
        moves = corner.row and not corner.fixed_row
        pieces += [corner._replace(row=0).written, corner.row - row] if moves else [corner.written]
        pieces.append(":")
    return pieces[:-1]


def _reference(match: re.Match[str]) -> Reference:
    first, last = match["first"], match["last"]
    is_range = bool(last or match["columns"] or match["rows"])
    if is_range and not last:
        first, _, last = first.partition(":")
    corner = Corner.of(first)
    return Reference(match["sheet"] or "", corner, Corner.of(last) if last else corner, is_range)

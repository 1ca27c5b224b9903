"""The cells that a formula reads: addresses, ranges, names and columns of tables, as areas of sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gapsheet.formula_tree import Piece, Pieces, parsed
from gapsheet.names import is_address
from gapsheet.package.addresses import Corners, area, column_number
from gapsheet.package.structure import Table

_COLUMN, _ROW = re.compile(r"[A-Z]{1,3}"), re.compile(r"[0-9]{1,7}")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_DEEPEST = 8  # names that stand for names

Place = tuple[str, Corners]  # a sheet in lower case, and an area of it


@dataclass(frozen=True, slots=True)
class Reader:
    """Finds what formulas read, in a workbook with these names and tables (both by their names in lower case)."""

    names: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)

    def places(self, formula: str, sheet: str, row: int = 0, depth: int = 0) -> Iterator[Place]:
        """Every area that a formula on a sheet reads; `row` is the formula's, for [@Column]."""
        yield from self._places(parsed(formula), sheet.lower(), row, depth)

    def cell(self, pieces: Pieces, sheet: str) -> Place | None:
        """The single cell that an expression is, if it is nothing but a reference to one."""
        bare = [piece for piece in pieces if piece.kind != "space"]
        if not bare or len(bare) > 2 or bare[-1].kind != "word" or (len(bare) == 2 and bare[0].kind != "sheet"):
            return None
        found = list(self._places(tuple(bare), sheet.lower(), 0, 0))
        return found[0] if len(found) == 1 and found[0][1][:2] == found[0][1][2:] else None

    def _places(self, pieces: Pieces, sheet: str, row: int, depth: int) -> Iterator[Place]:
        position = 0
        while position < len(pieces):
            piece = pieces[position]
            position += 1
            for argument in piece.arguments:
                yield from self._places(argument, sheet, row, depth)
            home = sheet
            if piece.kind == "sheet" and position < len(pieces):
                home, piece = _sheet_name(piece), pieces[position]
                position += 1
            if piece.kind != "word":
                continue
            following = pieces[position : position + 2]
            if len(following) == 2 and following[0].text == ":" and following[1].kind == "word":
                corners = _range(piece.text, following[1].text)
                position += 2
                if corners is not None:
                    yield home, corners
            elif following and following[0].kind == "brackets":
                yield from self._column(piece, following[0], row)
                position += 1
            else:
                yield from self._word(piece.text, home, depth)

    def _word(self, text: str, sheet: str, depth: int) -> Iterator[Place]:
        plain = text.replace("$", "").upper()
        if is_address(plain):
            yield sheet, area(plain)
        elif text.lower() in self.names and depth < _DEEPEST:
            yield from self.places(self.names[text.lower()], sheet, 0, depth + 1)
        elif text.lower() in self.tables:
            yield from self._column(Piece("word", text), Piece("brackets", "[]"), 0)

    def _column(self, name: Piece, brackets: Piece, row: int) -> Iterator[Place]:
        table = self.tables.get(name.text.lower())
        reference = table.reference(brackets.text, row) if table is not None else None
        if table is not None and reference is not None:
            yield table.sheet.lower(), area(reference.rpartition("!")[2])


def readers_tables(found: Sequence[Table]) -> dict[str, Table]:
    """Tables by their names in lower case."""
    return {table.name.lower(): table for table in found}


def _sheet_name(piece: Piece) -> str:
    text = piece.text[:-1]
    return (text[1:-1].replace("''", "'") if text.startswith("'") else text).lower()


def _range(first: str, last: str) -> Corners | None:
    first, last = first.replace("$", "").upper(), last.replace("$", "").upper()
    if is_address(first) and is_address(last):
        top, left, bottom, right = area(f"{first}:{last}")
        return min(top, bottom), min(left, right), max(top, bottom), max(left, right)
    if _COLUMN.fullmatch(first) and _COLUMN.fullmatch(last):
        return 1, column_number(first), _LAST_ROW, column_number(last)
    if _ROW.fullmatch(first) and _ROW.fullmatch(last):
        return int(first), 1, int(last), _LAST_COLUMN
    return None

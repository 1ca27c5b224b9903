"""gapsheet's functions as expressions of Excel's own, with the same errors for the same faults."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gapsheet import catalog
from gapsheet.entries import Argument, Entry
from gapsheet.formula_tree import Piece, Pieces, parsed, without_links, written
from gapsheet.publishing.references import Reader
from gapsheet.reference import literal

LONGEST = 8000  # characters; Excel stores 8,192
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?%?", re.IGNORECASE)
_OPERATORS = set("+-*/^%")


class NoExpressionError(Exception):
    """A call that no single expression of Excel replaces."""


@dataclass(frozen=True, slots=True)
class Given:
    """An argument as it goes into the expression, and whether it has to be looked at first."""

    text: str
    guarded: bool


def converted(formula: str, sheet: str, reader: Reader) -> str | None:
    """A formula in which every gapsheet call is an expression of Excel's own; None where one has none."""
    pieces = without_links(parsed(formula), catalog.NAMES)
    try:
        text = _Converter(sheet, reader).text(pieces)
    except NoExpressionError:
        return None
    return text if len(text) <= LONGEST else None


@dataclass(frozen=True, slots=True)
class _Converter:
    """Converts the formulas of one sheet."""

    sheet: str
    reader: Reader

    def text(self, pieces: Pieces) -> str:
        """Pieces with calls replaced."""
        return "".join(map(self._piece, pieces))

    def _piece(self, piece: Piece) -> str:
        if piece.kind != "group":
            return piece.text
        entry = catalog.find(piece.text.lower().removeprefix("_xldudf_")) if piece.text else None
        if entry is not None:
            return f"({self._call(entry, piece)})"
        opening, closing = piece.brackets
        return f"{piece.text}{opening}{','.join(map(self.text, piece.arguments))}{closing}"

    def _call(self, entry: Entry, call: Piece) -> str:
        """The expression for one call."""
        if not entry.excel or len(call.arguments) > len(entry.arguments):
            raise NoExpressionError
        arguments = call.arguments if written(call.arguments[0]) or len(call.arguments) > 1 else ()
        given = [self._given(argument, arguments, place) for place, argument in enumerate(entry.arguments)]
        names = {argument.name: item.text for argument, item in zip(entry.arguments, given, strict=True)}
        expression = _filled(parsed(entry.excel), names)
        watched = [item.text for item in given if item.guarded]
        if not watched:
            return expression
        return f"IF(COUNT({','.join(watched)})={len(watched)},{expression},{_fault(watched)})"

    def _given(self, argument: Argument, arguments: tuple[Pieces, ...], place: int) -> Given:
        pieces = arguments[place] if place < len(arguments) else ()
        text = self.text(pieces).strip()
        if not text:
            if argument.required:
                raise NoExpressionError
            return Given(literal(argument.default), guarded=False)
        if _NUMBER.fullmatch(text):
            return Given(text if text[0] not in "+-" else f"({text})", guarded=False)
        if self.reader.cell(pieces, self.sheet) is not None:
            return self._cell(argument, text)
        self._refuse_ranges(pieces)
        is_number = any(piece.kind == "sign" and piece.text in _OPERATORS for piece in pieces)
        is_own = len(pieces) == 1 and catalog.find(pieces[0].text) is not None
        return Given(f"({text})", guarded=not (is_number or is_own))

    @staticmethod
    def _cell(argument: Argument, text: str) -> Given:
        """A single cell; an optional argument takes its default where the cell is blank."""
        if argument.required:
            return Given(text, guarded=True)
        return Given(f'IF({text}="",{literal(argument.default)},{text})', guarded=True)

    def _refuse_ranges(self, pieces: Pieces) -> None:
        """Several cells in the place of one number give several results, which no plain expression does."""
        for position, piece in enumerate(pieces):
            if piece.kind in ("text", "error", "trim") or piece.text == ":" or piece.brackets[0] == "{":
                raise NoExpressionError
            if piece.kind == "brackets" and "@" not in piece.text:
                raise NoExpressionError
            if piece.kind == "group" and not piece.text:
                for argument in piece.arguments:
                    self._refuse_ranges(argument)
            before = pieces[position - 1 : position] if position else ()
            is_column = pieces[position + 1 : position + 2] and pieces[position + 1].kind == "brackets"
            if piece.kind == "word" and not is_column and not _NUMBER.fullmatch(piece.text):
                named = (*(item for item in before if item.kind == "sheet"), piece)
                if self.reader.cell(named, self.sheet) is None:
                    raise NoExpressionError


def _filled(pieces: Pieces, names: dict[str, str]) -> str:
    """An expression with texts in the places of its arguments' names."""
    return "".join(_filled_piece(piece, names) for piece in pieces)


def _filled_piece(piece: Piece, names: dict[str, str]) -> str:
    if piece.kind != "group":
        return names.get(piece.text, piece.text) if piece.kind == "word" else piece.text
    opening, closing = piece.brackets
    inside = ",".join(_filled(argument, names) for argument in piece.arguments)
    return f"{piece.text}{opening}{inside}{closing}"


def _fault(watched: list[str]) -> str:
    """What shows where an argument is no number: #N/A for a blank, an error itself, else #VALUE!; the first decides."""
    *others, last = watched
    fault = f'IF({last}="",#N/A,#VALUE!)'
    for text in reversed(others):
        fault = f'IF({text}="",#N/A,IF(ISTEXT({text}),#VALUE!,{fault}))'
    return fault

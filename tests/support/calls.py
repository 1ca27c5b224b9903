"""gapsheet's calls inside stored formulas: where they are, and how a value is spelled in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

from gapsheet import catalog

from .stored import ERRORS, CellValue

Rows = list[list[CellValue]]


@dataclass(frozen=True, slots=True)
class Call:
    """An outermost gapsheet call: its text and the name of the function called."""

    name: str
    text: str


def calls(formula: str) -> list[Call]:
    """The outermost gapsheet calls of a formula, from the left."""
    return [piece for piece in _pieces(formula) if isinstance(piece, Call)]


def replaced(formula: str, text_of: Callable[[Call], str]) -> str:
    """The formula with another text in the place of each outermost gapsheet call."""
    return "".join(piece if isinstance(piece, str) else text_of(piece) for piece in _pieces(formula))


def functions(formula: str) -> list[str]:
    """The names of all functions called, as stored, from the left."""
    return [token.value[:-1] for token in tokens(formula) if _opens(token)]


def tokens(formula: str) -> list[Token]:
    return list(Tokenizer(f"={formula}").items)


def spelled(value: CellValue | Rows) -> str:
    """A value as a formula writes it: number, quoted text, TRUE or FALSE, error, array constant."""
    if isinstance(value, list):
        return "{" + ";".join(",".join(_constant(cell) for cell in row) for row in value) + "}"
    text = _constant(value)
    return f"({text})" if text.startswith("-") else text


def _constant(value: CellValue) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if value is None:
        return '""'
    if isinstance(value, str):
        return value if value in ERRORS else '"' + value.replace('"', '""') + '"'
    digits = repr(float(value)).upper()
    return digits.removesuffix(".0")


def _pieces(formula: str) -> Iterator[str | Call]:
    """The formula in pieces: text that stays, and outermost gapsheet calls."""
    depth, name, inside = 0, "", ""
    for token in tokens(formula):
        if not name and _opens(token) and catalog.find(token.value[:-1]):
            name = token.value[:-1].upper()
        if not name:
            yield token.value
            continue
        inside += token.value
        depth += _opens(token) - _closes(token)
        if depth == 0:
            yield Call(name, inside)
            name, inside = "", ""


def _opens(token: Token) -> bool:
    return bool(token.type == Token.FUNC and token.subtype == Token.OPEN)


def _closes(token: Token) -> bool:
    return bool(token.type == Token.FUNC and token.subtype == Token.CLOSE)

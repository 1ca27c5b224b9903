"""Which number formats the engine's TEXT writes as Excel does; with any other it gives wrong texts, not errors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gapsheet.formula_tree import Piece, parsed, walk

_COLOUR = r"(?:\[(?:black|blue|cyan|green|magenta|red|white|yellow)\])?"
_WORDS = r'"[^"]*"|\\.|[^\x00-\x7f]'  # quoted, escaped, or of letters that no format uses, such as 円
_AROUND = rf"(?:{_WORDS}|[ +()$%-])*"
_SECTION = rf"{_COLOUR}{_AROUND}[#0,]*(?:\.[#0]+)?,*{_AROUND}"
_NUMBER = rf"{_SECTION}(?:;{_SECTION}){{0,2}}"
_MOMENT = rf"(?:{_WORDS}|\[(?:h+|m+|s+)\]|am/pm|[ymdhs]+|(?<=s)\.0+|[ :/.,()T-])+"
_KNOWN = re.compile(rf"{_NUMBER}|{_MOMENT}|@|general", re.IGNORECASE)


def unknown_format(formula: str) -> str:
    """The first format written inside a TEXT of the formula that the engine would get wrong, "" if there is none."""
    if "TEXT(" not in formula.upper():
        return ""
    return next((form for form in _formats(formula) if not _KNOWN.fullmatch(form)), "")


def _formats(formula: str) -> Iterator[str]:
    """The formats that stand as texts in the calls of TEXT; one from a cell is known only when it is calculated."""
    for piece in walk(parsed(formula)):
        if piece.kind == "group" and piece.text.upper() == "TEXT" and len(piece.arguments) == 2:
            yield from (_unquoted(part) for part in _alone(piece.arguments[1]))


def _alone(argument: tuple[Piece, ...]) -> list[Piece]:
    """The text that an argument is; nothing if it is something else."""
    parts = [part for part in argument if part.kind != "space"]
    return parts if len(parts) == 1 and parts[0].kind == "text" else []


def _unquoted(piece: Piece) -> str:
    return piece.text[1:-1].replace('""', '"')

"""A formula cut into pieces: texts, sheet names, words, and what stands between brackets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""
    (?P<text> "(?:[^"]|"")*" )
  | (?P<error> \#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|[A-Z_]+!) )
  | (?P<sheet> (?: '(?:[^']|'')*' | (?:\[[^\[\]]+\])?[\w.]+(?::[\w.]+)? | \[[^\[\]]+\] ) ! )
  | (?P<trim> \$?[A-Z]{1,3}(?:\$?\d+)?(?:\.:\.?|:\.)\$?[A-Z]{1,3}(?:\$?\d+)? | \$?\d+(?:\.:\.?|:\.)\$?\d+ )(?![\w(])
  | (?P<brackets> \[ (?: [^\[\]'] | '. | \[ (?: [^\[\]'] | '. )* \] )* \] )
  | (?P<word> [\w$.\\?]+ )
  | (?P<space> \s+ )
  | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)

_CLOSING = {"(": ")", "{": "}"}
_DEEPEST = 100  # Excel allows 64 levels; whatever lies deeper stands as plain signs, so that no formula is too deep
_ADD_IN_LINK = re.compile(r"\[\d+\]!|'?[^']*gapsheet\.xlam'?!", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A token, or a bracketed group with the name before it and its arguments."""

    kind: str  # the token's kind; "group" for a group
    text: str  # the token; for a group the name before the bracket, "" if there is none
    brackets: tuple[str, str] = ("", "")  # the closing one is "" where a formula breaks off
    arguments: tuple[tuple[Piece, ...], ...] = ()

    @property
    def written(self) -> str:
        """The piece as the formula has it."""
        opening, closing = self.brackets
        return f"{self.text}{opening}{','.join(map(written, self.arguments))}{closing}"

    @property
    def parameters(self) -> frozenset[str]:
        """The names, in capitals, that a LET or a LAMBDA gives out to what stands in its brackets."""
        match self.text.upper():
            case "LET":
                return frozenset(map(parameter, self.arguments[:-1:2]))
            case "LAMBDA":
                return frozenset(map(parameter, self.arguments[:-1]))
        return frozenset()


Pieces = tuple[Piece, ...]


def written(pieces: Pieces) -> str:
    """Pieces as the formula has them."""
    return "".join(piece.written for piece in pieces)


def parameter(declaration: Pieces) -> str:
    """The name, in capitals, of a parameter where it is declared: an optional one stands in square brackets."""
    return written(declaration).strip().strip("[]").upper()


@lru_cache(maxsize=16)  # the same formula is asked for several times in a row
def parsed(formula: str) -> Pieces:
    """A formula as pieces whose texts, put together, are the formula."""
    tokens = [(match.lastgroup or "sign", match.group()) for match in _TOKEN.finditer(formula)]
    pieces, _ = _sequence(tokens, 0, "", 0)
    return pieces


def walk(pieces: Pieces) -> Iterator[Piece]:
    """Every piece, also those between brackets, in the order of the formula."""
    for piece in pieces:
        yield piece
        for argument in piece.arguments:
            yield from walk(argument)


def without_links(pieces: Pieces, functions: Collection[str]) -> Pieces:
    """Without the add-in's path, which Excel writes before its functions; a path of one machine helps no other.

    Args:
        pieces: The formula.
        functions: The names of the add-in's functions, in capitals.
    """
    kept: list[Piece] = []
    for piece in pieces:
        is_own = piece.kind == "group" and piece.text.upper() in functions
        if is_own and kept and kept[-1].kind == "sheet" and _ADD_IN_LINK.fullmatch(kept[-1].text):
            kept.pop()
        arguments = tuple(without_links(argument, functions) for argument in piece.arguments)
        kept.append(Piece(piece.kind, piece.text, piece.brackets, arguments) if arguments else piece)
    return tuple(kept)


def _sequence(tokens: list[tuple[str, str]], start: int, closing: str, depth: int) -> tuple[Pieces, int]:
    """The pieces up to a comma on this level, the closing bracket or the end, and where they end."""
    pieces: list[Piece] = []
    position = start
    while position < len(tokens):
        kind, text = tokens[position]
        if text == closing or (text == "," and closing == ")"):
            break
        if text in _CLOSING and kind == "sign" and depth < _DEEPEST:
            name = pieces.pop().text if text == "(" and pieces and pieces[-1].kind == "word" else ""
            piece, position = _group(tokens, position + 1, name, text, depth + 1)
            pieces.append(piece)
        else:
            pieces.append(Piece(kind, text))
            position += 1
    return tuple(pieces), position


def _group(tokens: list[tuple[str, str]], start: int, name: str, bracket: str, depth: int) -> tuple[Piece, int]:
    """What stands between two brackets, argument by argument, and where it ends."""
    closing = _CLOSING[bracket]
    arguments: list[Pieces] = []
    position = start
    while True:
        argument, position = _sequence(tokens, position, closing, depth)
        arguments.append(argument)
        end = tokens[position][1] if position < len(tokens) else ""
        if end != ",":
            return Piece("group", name, (bracket, end), tuple(arguments)), position + 1
        position += 1

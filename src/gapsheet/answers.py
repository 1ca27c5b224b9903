"""What `gapsheet eval` says about a formula: its value, the reason for an error, the working of each function in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from gapsheet import catalog
from gapsheet.errors import CellError
from gapsheet.formula_tree import Piece, Pieces, parsed, walk, without_links, written
from gapsheet.hosts.headless import evaluate
from gapsheet.names import is_address

# Why Excel's own functions give an error; they do not tell more.
_EXCEL_REASONS = {
    CellError.NULL: "two ranges have no cell in common",
    CellError.DIV0: "something is divided by zero, or an average has no numbers",
    CellError.VALUE: "a text stands where a number belongs, or ranges do not fit together",
    CellError.REF: "there is no such cell",
    CellError.NAME: "a name or a function in the formula is not known",
    CellError.NUM: "the calculation has no result for these numbers",
    CellError.NA: "a value is not available, or was not found",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A formula's value as text, and why it is an error, "" if it is none."""

    text: str
    reason: str


def answered(formula: str) -> Answer:
    """Calculate a formula; of an error the innermost gapsheet function that gives one tells the reason."""
    evaluation = evaluate(formula)
    error = _first_error(evaluation.value)
    if error is None:
        return Answer(shown(evaluation.value), "")
    reason = next(_reasons(formula), "") or evaluation.reason or _EXCEL_REASONS[error]
    return Answer(shown(evaluation.value), reason)


def workings(formula: str) -> Iterator[str]:
    """How each gapsheet function in a formula came to its result, the innermost first."""
    for name, arguments in _calls(_read(formula)):
        working = evaluate(f'HOW("{name}",{arguments})').value
        if isinstance(working, str) and not isinstance(working, CellError):
            yield f"{name}: {working}"


def _reasons(formula: str) -> Iterator[str]:
    """Why gapsheet functions in a formula give errors, the innermost first."""
    for name, arguments in _calls(_read(formula)):
        if _first_error(evaluate(f"{name}({arguments})").value) is not None:
            asked = arguments if name == "HOW" else f'"{name}",{arguments}'
            reason = evaluate(f"WHY({asked})").value
            if isinstance(reason, str) and reason and not isinstance(reason, CellError):
                yield f"{name}: {reason}"


def _read(formula: str) -> Pieces:
    return without_links(parsed(formula), catalog.NAMES)


def _first_error(value: Any) -> CellError | None:
    """The error in a result, row by row."""
    cells = [cell for row in value for cell in row] if isinstance(value, list) else [value]
    return next((cell for cell in cells if isinstance(cell, CellError)), None)


def shown(value: Any) -> str:
    """A result as text: numbers with all their digits, a table row by row with tabs between."""
    if isinstance(value, list):
        return "\n".join("\t".join(shown(cell) for cell in row) for row in value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _calls(pieces: Pieces, parameters: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Each call of a gapsheet function with its arguments' text, the innermost first.

    Calls that use a parameter of LET or LAMBDA around them cannot be calculated alone and are left out.
    """
    for piece in pieces:
        inner = parameters | piece.parameters
        for argument in piece.arguments:
            yield from _calls(argument, inner)
        if piece.kind == "group" and catalog.find(piece.text) and not _uses(piece, inner):
            yield piece.text.upper(), ",".join(map(written, piece.arguments))


def _uses(piece: Piece, names: frozenset[str]) -> bool:
    """Whether any of these names stands in a piece."""
    return any(part.text.upper() in names for part in walk((piece,)))


def first_reference(formula: str) -> str:
    """The first reference to cells or tables in a formula, "" if there is none; names are none."""
    return next(_references(_read(formula)), "")


def _references(pieces: Pieces) -> Iterator[str]:
    for piece, after in pairwise((*pieces, Piece("space", ""))):
        is_column_of_table = piece.kind == "word" and after.kind == "brackets"
        if piece.kind == "sheet" or is_column_of_table:
            yield f"{piece.text}{after.text}"
        elif _is_reference(piece) or after == Piece("sign", ":"):
            yield piece.text
        for argument in piece.arguments:
            yield from _references(argument)


def _is_reference(piece: Piece) -> bool:
    """Whether a piece alone refers to cells, of a sheet or of a table."""
    if piece.kind == "word":
        return is_address(piece.text.replace("$", "").upper())
    return piece.kind == "trim" or piece.text.startswith("[@")

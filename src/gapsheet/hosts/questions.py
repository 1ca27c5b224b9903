"""Functions that ask what a value is, ISERROR and its kin, spelled so that the engine answers where it would break off.

Some of its functions, such as YEAR, MEDIAN and TRIM, do not give an error back as a value: they end the formula with
it, and whoever asked never learns. IFERROR does catch it, but does not tell which error it was.
"""

from __future__ import annotations

import re

from gapsheet.errors import CellError
from gapsheet.formula_tree import Piece, Pieces, parsed, walk, written

_QUESTIONS = ("ISERROR", "ISERR", "ISNA", "ISNONTEXT", "ISNUMBER", "ISTEXT", "ISLOGICAL", "ISBLANK")
_QUESTION = re.compile(rf"\b(?:{'|'.join(_QUESTIONS)})\s*\(", re.IGNORECASE)


def answering(formula: str, error: CellError) -> str | None:
    """The formula with its questions put so that each has an answer; None where it asks nothing of a call's result.

    ISNA and ISERR want to know which error it was. That is known where all questions are about one and the same call.

    Args:
        formula: A formula that gives an error.
        error: This error: the one that ended a question, if any was ended.
    """
    if not _QUESTION.search(formula):
        return None
    pieces = parsed(formula)
    asked = [piece for piece in walk(pieces) if _asks_a_call(piece)]
    has_kinds = any(piece.text.upper() in ("ISNA", "ISERR") for piece in asked)
    if not asked or (has_kinds and len({written(piece.arguments[0]).strip() for piece in asked}) > 1):
        return None
    yes = {"ISERROR", "ISNONTEXT", "ISNA" if error is CellError.NA else "ISERR"}
    return _spelled(pieces, {question: question in yes for question in _QUESTIONS})


def _spelled(pieces: Pieces, answers: dict[str, bool]) -> str:
    return "".join(_call(piece, answers) if piece.kind == "group" else piece.written for piece in pieces)


def _call(call: Piece, answers: dict[str, bool]) -> str:
    opening, closing = call.brackets
    spelled = f"{call.text}{opening}{','.join(_spelled(each, answers) for each in call.arguments)}{closing}"
    return f"IFERROR({spelled},{str(answers[call.text.upper()]).upper()})" if _asks_a_call(call) else spelled


def _asks_a_call(piece: Piece) -> bool:
    """Whether a piece is a question about what a call gives."""
    return piece.text.upper() in _QUESTIONS and any(
        inner.kind == "group" for argument in piece.arguments for inner in argument
    )

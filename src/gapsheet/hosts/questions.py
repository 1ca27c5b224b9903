"""Functions that ask what a value is, ISERROR and its kin, spelled so that the engine answers where it would break off.

Some of its functions, such as YEAR, MEDIAN and TRIM, do not give an error back as a value: they end the formula with
it, and whoever asked never learns. IFERROR does catch it.
"""

from __future__ import annotations

import re

from gapsheet.errors import CellError
from gapsheet.formula_tree import Piece, Pieces, parsed

_QUESTIONS = ("ISERROR", "ISERR", "ISNA", "ISNONTEXT", "ISNUMBER", "ISTEXT", "ISLOGICAL", "ISBLANK")
_QUESTION = re.compile(rf"\b(?:{'|'.join(_QUESTIONS)})\s*\(", re.IGNORECASE)


def answering(formula: str, error: CellError) -> str | None:
    """The formula with its questions put so that each has an answer; None where it asks nothing of a call's result.

    Args:
        formula: A formula that gives an error.
        error: This error: the one that ended a question, if any was ended.
    """
    if not _QUESTION.search(formula):
        return None
    yes = {"ISERROR", "ISNONTEXT", "ISNA" if error is CellError.NA else "ISERR"}
    spelled = _spelled(parsed(formula), {question: question in yes for question in _QUESTIONS})
    return None if spelled == formula else spelled


def _spelled(pieces: Pieces, answers: dict[str, bool]) -> str:
    return "".join(_call(piece, answers) if piece.kind == "group" else piece.written for piece in pieces)


def _call(call: Piece, answers: dict[str, bool]) -> str:
    opening, closing = call.brackets
    spelled = f"{call.text}{opening}{','.join(_spelled(each, answers) for each in call.arguments)}{closing}"
    answer = answers.get(call.text.upper())
    asks_a_call = any(piece.kind == "group" for argument in call.arguments for piece in argument)
    return spelled if answer is None or not asks_a_call else f"IFERROR({spelled},{str(answer).upper()})"

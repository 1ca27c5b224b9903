"""How a name is spelled: as a person types a formula, as each host's file stores it, and which names Excel refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Literal

from gapsheet import catalog
from gapsheet.excel_functions import ENGLISH, JAPANESE, NEWER, SHEET_ONLY, TAKING_FUNCTIONS
from gapsheet.formula_tree import Piece, Pieces, parameter, parsed, without_links, written
from gapsheet.package.addresses import column_number

Host = Literal["xlsx", "officejs"]

_TRIMS = {".:": "_TRO_LEADING", ":.": "_TRO_TRAILING", ".:.": "_TRO_ALL"}
_SIGNS_OF_TRIMS = {name: sign for sign, name in _TRIMS.items()}
_STORED_PREFIX = re.compile(r"_xl(?:fn|ws|pm|eta|dudf)[._]", re.IGNORECASE)

_CELL = re.compile(r"([A-Z]{1,3})(\d+)")
_ROW_AND_COLUMN = re.compile(r"R\d*(?:C\d*)?|C\d*")
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576  # XFD1048576, Excel 2007 and later


def stored(formula: str, host: Host = "xlsx") -> str:
    """A formula as a host's file stores it.

    Newer functions get `_xlfn.`, parameters of LET and LAMBDA `_xlpm.`; `@`, `#` and trimmed ranges become the
    functions that stand for them. What is stored already stays as it is.

    Args:
        formula: The formula as typed, with or without its equals sign.
        host: "xlsx" for a workbook or its VBA (gapsheet's functions by their plain names), "officejs" for
            Excel's custom functions (`_xldudf_` before them).
    """
    return _spelled(without_links(parsed(formula), catalog.NAMES), frozenset(), host)


def typed(formula: str) -> str:
    """A stored formula as a person types it: the reverse of `stored`, for every host."""
    return _unspelled(without_links(parsed(formula), catalog.NAMES))


def invalid_reason(name: str) -> str:
    """Why a name cannot be a function's or a cell's name, "" if it can.

    Args:
        name: The name, in any case.
    """
    upper = name.upper()
    if not re.fullmatch(r"[A-Z_][A-Z0-9_]{2,}", upper):
        return f"{name}: a name has three or more letters, digits and underscores, and starts with no digit"
    if _is_cell(upper):
        return f"{name} is the address of a cell"
    if upper in ENGLISH:
        return f"{name} is a function of Excel"
    if upper in JAPANESE:
        return f"{name} is the function {JAPANESE[upper]} in Japanese Excel"
    return ""


def _is_cell(name: str) -> bool:
    """Whether Excel reads the name as a cell, a row or a column, in either notation."""
    return bool(_ROW_AND_COLUMN.fullmatch(name)) or is_address(name)


def is_address(name: str) -> bool:
    """Whether the name is a cell's address, such as B7."""
    cell = _CELL.fullmatch(name)
    return cell is not None and column_number(cell[1]) <= _LAST_COLUMN and 0 < int(cell[2]) <= _LAST_ROW


@cache
def _spelling(name: str, host: Host) -> str:
    """A function's name as the host stores it; unknown names stay as they are."""
    upper = name.upper().removeprefix("_XLDUDF_")
    if upper in NEWER:
        return f"_xlfn.{upper}"
    if upper in SHEET_ONLY:
        return f"_xlfn._xlws.{upper}"
    if catalog.find(upper):
        return f"_xldudf_{upper}" if host == "officejs" else upper
    return upper if upper in ENGLISH else name


def _spelled(pieces: Pieces, parameters: frozenset[str], host: Host) -> str:
    """Pieces as a file stores them; `parameters` are the names that LET and LAMBDA gave out around them."""
    marked = _with_functions_for_signs(pieces)
    return "".join(_stored_piece(piece, parameters, host) for piece in marked)


def _stored_piece(piece: Piece, parameters: frozenset[str], host: Host) -> str:
    if piece.kind == "group":
        return _stored_group(piece, parameters, host)
    if piece.kind == "trim":
        return _stored_trim(piece.text)
    if piece.kind == "word" and piece.text.upper() in parameters:
        return f"_xlpm.{piece.text}"
    return piece.text


def _stored_group(group: Piece, parameters: frozenset[str], host: Host) -> str:
    """A call or a bracketed expression."""
    upper = group.text.upper()
    name = f"_xlpm.{group.text}" if upper in parameters else _spelling(group.text, host)
    if upper == "LET":
        arguments = list(_let_arguments(group.arguments, parameters, host))
    elif upper == "LAMBDA":
        arguments = _lambda_arguments(group.arguments, parameters, host)
    else:
        arguments = [_spelled(argument, parameters, host) for argument in group.arguments]
        if upper in TAKING_FUNCTIONS:
            arguments = [_as_function(text, host) for text in arguments]
    opening, closing = group.brackets
    return f"{name}{opening}{','.join(arguments)}{closing}"


def _let_arguments(arguments: tuple[Pieces, ...], parameters: frozenset[str], host: Host) -> Iterator[str]:
    """LET(name, value, ..., result): a name counts from its value's end on."""
    for position, argument in enumerate(arguments):
        if position % 2 == 0 and position < len(arguments) - 1:
            yield _stored_parameter(argument)
            continue
        yield _spelled(argument, parameters, host)
        if position % 2:
            parameters |= {parameter(arguments[position - 1])}


def _lambda_arguments(arguments: tuple[Pieces, ...], parameters: frozenset[str], host: Host) -> list[str]:
    """LAMBDA(name, [optional name], ..., result)."""
    inner = parameters | {parameter(name) for name in arguments[:-1]}
    return [*map(_stored_parameter, arguments[:-1]), _spelled(arguments[-1], inner, host)]


def _stored_parameter(pieces: Pieces) -> str:
    """A parameter where it is declared; an optional one stands in square brackets."""
    text = written(pieces)
    name = text.strip()
    if name.lower().startswith("_xl"):
        return text
    optional = name.startswith("[")
    return text.replace(name, f"_xlop.{name[1:-1]}" if optional else f"_xlpm.{name}")


def _as_function(argument: str, host: Host) -> str:
    """A bare function name handed to another function, as in BYROW(A1:B9,SUM)."""
    name = argument.strip()
    is_function = name.upper() in ENGLISH - {"TRUE", "FALSE"} or catalog.find(name) is not None
    return argument.replace(name, f"_xleta.{name.upper()}") if name and is_function else argument


def _stored_trim(text: str) -> str:
    """A range that leaves out its blank edges, A1:.A99."""
    first, sign, last = re.split(r"(\.:\.?|:\.)", text)
    return f"_xlfn.{_TRIMS[sign]}({first}:{last})"


def _with_functions_for_signs(pieces: Pieces) -> Pieces:
    """The operators @ (one cell of a range) and # (a whole spill) as the functions that files hold instead."""
    done: list[Piece] = []
    for piece in pieces:
        start = _reference_start(done) if piece == Piece("sign", "#") else len(done)
        if start < len(done):
            done[start:] = [Piece("group", "_xlfn.ANCHORARRAY", ("(", ")"), (tuple(done[start:]),))]
        else:
            done.append(piece)
    for at in reversed(range(len(done))):
        end = _reference_end(done, at + 1) if done[at] == Piece("sign", "@") else at
        if end > at + 1:
            done[at:end] = [Piece("group", "_xlfn.SINGLE", ("(", ")"), (tuple(done[at + 1 : end]),))]
    return tuple(done)


def _reference_start(pieces: list[Piece]) -> int:
    """Where the reference starts that ends with the last piece."""
    start = len(pieces)
    if start and pieces[start - 1].kind == "brackets":
        start -= 1
    if start and pieces[start - 1].kind in ("word", "group"):
        start -= 1
    if start and pieces[start - 1].kind == "sheet":
        start -= 1
    return start


def _reference_end(pieces: list[Piece], start: int) -> int:
    """Where the reference ends that starts here; a range's colon joins two."""
    end = start
    while end < len(pieces) and pieces[end].kind in ("sheet", "word", "group", "trim", "brackets"):
        end += 1
    if end < len(pieces) and pieces[end].text == ":" and end > start:
        return _reference_end(pieces, end + 1)
    return end


def _unspelled(pieces: Pieces) -> str:
    """Pieces as a person types them."""
    return "".join(_typed_piece(piece) for piece in pieces)


def _typed_piece(piece: Piece) -> str:
    if piece.kind == "group":
        return _typed_group(piece)
    if piece.kind == "word" and piece.text.lower().startswith("_xlop."):
        return f"[{piece.text[6:]}]"
    return _typed_name(piece.text) if piece.kind == "word" else piece.text


def _typed_name(name: str) -> str:
    """A name without the prefixes that files give it."""
    while match := _STORED_PREFIX.match(name):
        name = name[match.end() :]
    return name


def _typed_group(group: Piece) -> str:
    """A call; those that stand for an operator become the operator."""
    name = _typed_name(group.text)
    arguments = [_unspelled(argument) for argument in group.arguments]
    if name != group.text and name.upper() in _OPERATORS and len(arguments) == 1:
        return _OPERATORS[name.upper()](group.arguments[0], arguments[0])
    opening, closing = group.brackets
    return f"{name}{opening}{','.join(arguments)}{closing}"


def _in_brackets(argument: Pieces, text: str) -> str:
    """An operand that is more than a reference needs brackets before or after an operator."""
    return text if _reference_end(list(argument), 0) == len(argument) else f"({text})"


def _trimmed(sign: str) -> Callable[[Pieces, str], str]:
    return lambda argument, text: text.replace(":", sign)


_OPERATORS: dict[str, Callable[[Pieces, str], str]] = {
    "SINGLE": lambda argument, text: f"@{_in_brackets(argument, text)}",
    "ANCHORARRAY": lambda argument, text: f"{_in_brackets(argument, text)}#",
    **{name: _trimmed(sign) for name, sign in _SIGNS_OF_TRIMS.items()},
}

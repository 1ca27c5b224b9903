"""How VBA spells a text, and which names and lengths a generated function may have."""

from __future__ import annotations

import re
from itertools import groupby

from gapsheet.entries import Entry
from gapsheet.errors import MacroError
from gapsheet.names import invalid_reason
from gapsheet.package.vba import code_of
from gapsheet.package.vba.identifiers import RESERVED, refuse_text

LONGEST_HELP = 255  # characters of a description: Excel's function window, Application.MacroOptions
LONGEST_LIST = 254  # characters of a function's name and its arguments', with commas; more breaks the function window
# Statements and clauses that the compiler knows by their place, and statements that a name would hide. The language
# reference of Visual Basic for Applications, "Statements"; the reserved words proper are in package.vba.identifiers.
_STATEMENTS = """
access alias append appactivate base beep begin binary chdir chdrive class compare deletesetting error explicit filecopy
kill lib line load mid mkdir module name object output property random randomize read reset rmdir savesetting sendkeys
setattr step time unload width
"""
WITH_A_MEANING = frozenset(_STATEMENTS.split())
# What a wrapper's own body says; an argument of that name would stand before it.
USED_IN_WRAPPERS = frozenset({"callpython", "cellvalue", "finished", "infunctionwizard", "failed", "given", "place"})

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_LONGEST_LITERAL = 200  # characters of a text on one line


def refuse_entry(entry: Entry) -> None:
    """Raise unless Excel and VBA take the function and its arguments by their names.

    Raises:
        MacroError: A name is taken, is a word of the language or no name; or the names are too long together.
    """
    if reason := invalid_reason(entry.name):
        raise MacroError(f"the function {reason}; give it another name")
    _refuse_word(entry.name, f"the function {entry.name}")
    for argument in entry.arguments:
        _refuse_word(argument.name, f"{entry.name}'s argument {argument.name}")
    _refuse_twins(entry)
    together = len(",".join([entry.name, *(argument.name for argument in entry.arguments)]))
    if together > LONGEST_LIST:
        raise MacroError(
            f"{entry.name} and its arguments' names take {together} characters; {LONGEST_LIST} is the most"
        )


def _refuse_word(name: str, what: str) -> None:
    lower = name.lower()
    if not _IDENTIFIER.fullmatch(name):
        raise MacroError(f"{what} is not a VBA name: a letter, then letters, digits and underscores")
    if lower in RESERVED | WITH_A_MEANING:
        raise MacroError(f"{what} is a word of the VBA language; choose another")
    if lower in USED_IN_WRAPPERS:
        raise MacroError(f"{what} is used by the wrapper itself; choose another")


def _refuse_twins(entry: Entry) -> None:
    """VBA takes capitals and small letters for the same."""
    names = [entry.name.lower(), *(argument.name.lower() for argument in entry.arguments)]
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise MacroError(f"{entry.name} uses the name {twins[0]} twice; VBA tells no capitals from small letters")


def checked(text: str, module: str) -> str:
    """The text of a module, if VBA takes every line of it.

    Raises:
        MacroError: A line is too long, continued too often or not ASCII.
    """
    refuse_text(module, code_of(text).splitlines())
    return text


def literal(text: str) -> str:
    """A text as VBA writes it in ASCII: "quoted" & ChrW$(26085) & "quoted"."""
    runs = groupby(text, key=lambda character: character.isascii() and character.isprintable())
    pieces = [_quoted("".join(run)) if plain else _coded("".join(run)) for plain, run in runs]
    return " & ".join(pieces) or '""'


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _coded(text: str) -> str:
    """Characters by the numbers of their UTF-16 units, which is what VBA's texts are made of."""
    units = text.encode("utf-16-le")
    numbers = [int.from_bytes(units[place : place + 2], "little") for place in range(0, len(units), 2)]
    return " & ".join(f"ChrW$({number})" for number in numbers)


def assignments(variable: str, text: str) -> list[str]:
    """The statements that give a variable a text, each on a line that is short enough for any text."""
    lines: list[str] = []
    rest = text
    while rest or not lines:
        piece = _first_piece(rest)
        rest = rest[len(piece) :]
        lines.append(f"{variable} = {literal(piece)}" if not lines else f"{variable} = {variable} & {literal(piece)}")
    return lines


def _first_piece(text: str) -> str:
    """As much of a text as a line can hold: a coded character takes up to fourteen places, or twice that."""
    length = len(text)
    while len(literal(text[:length])) > _LONGEST_LITERAL and length > 1:
        length = max(1, length * _LONGEST_LITERAL // len(literal(text[:length])))
    return text[:length]


def shortened(text: str, longest: int = LONGEST_HELP) -> str:
    """A text cut at a word, with an ellipsis, where it has more than the permitted UTF-16 units."""
    if _units(text) <= longest:
        return text
    while _units(text) > longest - 1:
        text = text[:-1]
    return (text.rpartition(" ")[0] or text).rstrip(" ,;:.") + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2

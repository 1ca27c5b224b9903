"""What a formula speaks of: sheets, names and tables, other files, functions that only some programs have."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from gapsheet import catalog
from gapsheet.excel_functions import ENGLISH, NEWER, SHEET_ONLY
from gapsheet.formula_tree import Piece, parsed, walk, written
from gapsheet.names import is_address, typed

# What fetches from elsewhere, tells where the file lies, or looks up what a copy no longer has.
OUTGOING = frozenset({
    *("CALL", "CELL", "CUBEKPIMEMBER", "CUBEMEMBER", "CUBEMEMBERPROPERTY", "CUBERANKEDMEMBER", "CUBESET"),
    *("CUBESETCOUNT", "CUBEVALUE", "GETPIVOTDATA", "IMAGE", "INFO", "REGISTER.ID", "RTD", "STOCKHISTORY", "WEBSERVICE"),
})  # fmt: skip
_OF_FILE = re.compile(r"[\[\]\\/]|\.(?:xl\w+|ods|csv)'?!$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gone:
    """What a copy leaves out."""

    sheets: frozenset[str] = frozenset()  # in lower case
    words: frozenset[str] = field(default_factory=frozenset)  # names and tables, in lower case
    own: frozenset[str] = frozenset()  # all sheets of the workbook, some of which may be called like files; so too

    def touches(self, formula: str) -> bool:
        """Whether a formula speaks of anything that is gone, or of another file."""
        if leads_out(formula, self.own) or "#REF!" in formula:
            return True
        return bool(self.sheets.intersection(sheets_in(formula)) or self.words.intersection(words_in(formula)))

    def spares(self, formula: str) -> bool:
        """Whether a formula speaks of nothing that is gone, and Excel alone calculates it."""
        return not (self.touches(formula) or calls_gapsheet(formula)) and is_excels(formula)

    def with_words(self, words: Collection[str]) -> Gone:
        """The same with more names."""
        return Gone(self.sheets, self.words | {word.lower() for word in words}, self.own)


def leads_out(formula: str, own: Collection[str] = ()) -> bool:
    """Whether a formula reads another file or program, or opens a page: [1]S!A1, '[b.xlsx]S'!A1, app|topic!item.

    Args:
        formula: The formula.
        own: The sheets of its workbook, in lower case.
    """
    return any(_leads_out(piece, own) for piece in walk(parsed(formula)))


def _leads_out(piece: Piece, own: Collection[str]) -> bool:
    if piece.kind == "sheet":  # no sheet's name may hold such signs, only the path of a file
        return bool(_OF_FILE.search(piece.text)) and not set(_bare(piece.text[:-1]).lower().split(":")) <= set(own)
    if piece.kind == "group" and piece.text.upper() == "HYPERLINK":
        return not written(piece.arguments[0]).strip().startswith('"#')  # within the file
    return piece.kind == "sign" and piece.text == "|"


def sheets_in(formula: str) -> set[str]:
    """The sheets a formula names, in lower case; of a range of sheets the first and the last."""
    found: set[str] = set()
    for piece in walk(parsed(formula)):
        if piece.kind == "sheet":
            found.update(_sheet_names(piece.text[:-1]))
    return found


def words_in(formula: str) -> set[str]:
    """The names and tables a formula uses, in lower case."""
    return {piece.text.lower() for piece in walk(parsed(formula)) if _is_name(piece)}


def functions_in(formula: str) -> set[str]:
    """The functions a formula calls, in capitals and without the prefixes of the file."""
    pieces = walk(parsed(formula))
    return {typed(piece.text).upper() for piece in pieces if piece.kind == "group" and piece.text}


def is_excels(formula: str) -> bool:
    """Whether Excel alone, without add-ins, macros and the world outside, calculates a formula."""
    known = ENGLISH | NEWER | SHEET_ONLY
    called = functions_in(formula) - set(_parameters(formula))
    return all(name in known and name not in OUTGOING for name in called) and "!_xldudf" not in formula.lower()


def calls_gapsheet(formula: str) -> bool:
    """Whether a formula calls a function of the catalogue."""
    return any(catalog.find(name.removeprefix("_XLDUDF_")) is not None for name in functions_in(formula))


def _parameters(formula: str) -> Iterator[str]:
    for piece in walk(parsed(formula)):
        yield from (typed(name).upper() for name in piece.parameters)


def _is_name(piece: Piece) -> bool:
    if piece.kind != "word" or not piece.text:
        return False
    plain = piece.text.replace("$", "").upper()
    return not is_address(plain) and not plain.replace(".", "").isdigit() and not plain[0].isdigit()


def _sheet_names(text: str) -> Iterator[str]:
    for name in _bare(text).rpartition("]")[2].split(":"):
        yield name.lower()


def _bare(text: str) -> str:
    """What names a sheet, or several, without quotes."""
    return text[1:-1].replace("''", "'") if text.startswith("'") else text

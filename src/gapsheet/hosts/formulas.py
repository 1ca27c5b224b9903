"""How a formula is respelled so that the calculation engine understands it, and what the engine would not."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from gapsheet.formula_tree import Piece, Pieces, parsed, walk, without_links
from gapsheet.hosts import doubts
from gapsheet.hosts.engine import knows, table_functions
from gapsheet.hosts.faults import FUNCTIONS, fault, may_spread
from gapsheet.hosts.sheets import alike
from gapsheet.hosts.textformats import unknown_format

_OTHER_FILE = re.compile(r"'?\[[0-9]+\]")
_RANGE = re.compile(
    r"(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?(?:\$?[A-Z]{1,3}\$?[0-9]+:\$?[A-Z]{1,3}\$?[0-9]+|\$?[A-Z]{1,3}:\$?[A-Z]{1,3})"
)
_SUSPECT = r",\s*[,)]|\(\s*,|\[|![\w.]+\(|SINGLE\("
_SINGLE = ("_XLFN.SINGLE", "SINGLE")
_NOTHING = Piece("space", "")
_LOOKED_AT = FUNCTIONS | doubts.FUNCTIONS | {"TEXT", "SUBTOTAL", "AGGREGATE"}  # every time, not only the first

# A table of one cell that holds an error is a refusal, of which INDEX can give nothing but that error.
_INDEX_OF = "LET({x},{table},IF(ROWS({x})*COLUMNS({x})*ISERROR(INDEX({x},1,1))=1,INDEX({x},1,1),INDEX({x},{rest})))"
_NAME_OF_TABLE = "gapsheet_table"

# A table's name, a specifier such as [#All] and the row it is read from -> a plain reference.
FindTable = Callable[[str, str, int], str | None]


def called_functions(formula: str) -> Iterator[str]:
    """The names of the functions a formula calls, in capitals; what stands in texts and sheet names does not count."""
    return (piece.text.upper() for piece in walk(parsed(formula)) if piece.kind == "group" and piece.text)


def reads_other_files(formula: str) -> bool:
    """Whether a formula refers to another workbook, as in [1]Sheet1!A1 or '[2]My sheet'!A1."""
    if "[" not in formula:
        return False
    return any(piece.kind == "sheet" and _OTHER_FILE.match(piece.text) for piece in walk(parsed(formula)))


@dataclass(frozen=True, slots=True)
class Speller:
    """Respells formulas for the engine.

    Args:
        functions: Names of the catalogue's functions, in capitals.
        blank: A reference to a cell that is certainly blank.
        table: What a structured reference stands for; None where it is no table's.
        suspect: Finds the formulas that could need respelling, so that the others pass quickly.
    """

    functions: Collection[str]
    blank: str
    table: FindTable
    suspect: re.Pattern[str]

    @classmethod
    def of(cls, functions: Collection[str], blank: str, table: FindTable, table_names: Collection[str]) -> Speller:
        """A speller for a workbook with these tables."""
        named = "".join(rf"|\b{re.escape(name)}\b" for name in table_names)
        named += rf"|\bINDEX\s*\(\s*(?:{'|'.join(table_functions())})\b"
        return cls(functions, blank, table, re.compile(_SUSPECT + named, re.IGNORECASE))

    def respelled(self, formula: str, row: int = 0) -> str:
        """The same formula in the engine's spelling: usually as it was.

        An empty argument of a catalogue function becomes a blank cell (the engine would pass 0), the add-in's path in
        front of a catalogue function goes, structured references become plain ones, SINGLE() becomes @, and INDEX
        passes on the error of a catalogue function (the engine would give #REF! for every place but the first).
        """
        if not self.suspect.search(formula):
            return formula
        return self._spelled(without_links(parsed(formula), self.functions), row)

    def _spelled(self, pieces: Pieces, row: int) -> str:
        spelled: list[str] = []
        for before, piece, after in zip((_NOTHING, *pieces), pieces, (*pieces[1:], _NOTHING), strict=False):
            if piece.kind == "group":
                spelled.append(self._call(piece, row))
            elif piece.kind == "word" and before.kind != "sheet":
                specifier = after.text if after.kind == "brackets" else ""
                spelled.append(self.table(piece.text, specifier, row) or piece.text)
            elif not (piece.kind == "brackets" and before.kind == "word" and spelled[-1] != before.text):
                spelled.append(piece.text)  # all but the specifier of a table, which its reference covers
        return "".join(spelled)

    def _call(self, call: Piece, row: int) -> str:
        """A call or another bracketed group; a blank cell in the place of a catalogue function's empty arguments."""
        arguments = [self._spelled(argument, row) for argument in call.arguments]
        if len(arguments) > 1 and call.text.upper() in self.functions:
            arguments = [argument if argument.strip() else self.blank for argument in arguments]
        if call.text.upper() == "INDEX" and len(arguments) > 1 and _is_table_call(call.arguments[0]):
            return _INDEX_OF.format(x=_NAME_OF_TABLE, table=arguments[0], rest=",".join(arguments[1:]))
        opening, closing = call.brackets
        name = "@" if call.text.upper() in _SINGLE else call.text
        return f"{name}{opening}{','.join(arguments)}{closing}"


class Known:
    """Which functions the engine has, and so which formulas need no second look.

    Args:
        functions: Names of the catalogue's functions, in capitals.
        words: Names of tables and of ranges, which deserve a second look.
        linked: Whether the engine has the values of linked workbooks.
    """

    _SHEET = rb"'[\w .\x80-\xff-]++'!(?=\$?[A-Z]{1,3}\$?[0-9]{1,7}(?![\w.(\x80-\xff]))"  # before a cell: no token
    _TOKENS = rb"(?<![\w.\x80-\xff])[\w.\x80-\xff]++(?=\s*\()|[\"'\[#]|!(?=[\w.\x80-\xff]+\()|,(?=\s*[,)])|\((?=\s*,)"

    def __init__(self, functions: Collection[str], words: Collection[str], linked: bool) -> None:
        self._names = set(functions)
        self._words = frozenset(word.casefold() for word in words)
        self._plain = {b"", *(name.encode("utf-8") for name in self._names - table_functions())}
        self._linked = linked
        self._written = [word.encode("utf-8") for word in words]
        self._all_plain = self._plain.issuperset

    def plain_in(self, content: bytes) -> Callable[[bytes], bool]:
        """The test whether a formula, as bytes of the file, only calls functions met before and gives one value.

        Args:
            content: Bytes in which all these formulas stand, digits left aside. Words that are not in there are not
                looked for.
        """
        tokens, all_plain = self._tokens(self._words_in(content)), self._all_plain
        return lambda formula: all_plain(tokens(formula)) and not may_spread(formula)

    def plain_alike_in(self, content: bytes) -> Callable[[bytes], bool]:
        """The same test for all formulas at once that differ in nothing but digits, given with 1 for every digit.

        A function with digits in its name does not pass: it may stand for another one.
        """
        tokens, all_plain = self._tokens(alike(word) for word in self._words_in(content)), self._all_plain
        return lambda formula: (
            all_plain(found := tokens(formula)) and b"1" not in b"".join(found) and not may_spread(formula)
        )

    def _words_in(self, content: bytes) -> list[bytes]:
        lowered = alike(content.lower())
        return [word for word in self._written if alike(word.lower()) in lowered]

    def _tokens(self, words: Iterable[bytes]) -> Callable[[bytes], list[bytes]]:
        """Finds what deserves a second look: functions, signs, and these words however they are capitalised."""
        listed = b"".join(b"|(?i:%b)" % re.escape(word) for word in words)
        return re.compile(b"%b|(%b%b)" % (self._SHEET, self._TOKENS, listed)).findall

    def objection(self, formula: str) -> str:
        """Why the engine cannot calculate a formula, as far as its text tells; "" if it probably can."""
        for name in called_functions(formula):
            if name not in self._names:
                if not name.startswith("_XLPM.") and not knows(name):
                    return f"the function {name} is not known"
                self._names.add(name)
                plain = name.removeprefix("_XLFN.")
                if plain not in _LOOKED_AT:
                    self._plain.add(name.encode("utf-8"))
        if form := unknown_format(formula):
            return f"the number format {form} is not known"
        if what := fault(formula, self._words):
            return f"it has {what}"
        if not self._linked and reads_other_files(formula):
            return "it reads another workbook"
        return ""


def intersected(formula: str, functions: Collection[str]) -> str | None:
    """The formula as it calculates in one cell: ranges outside of functions give the cell of their own row or column.

    None where it is not certain what Excel would take; a call of a catalogue function gives its first cell.
    """
    pieces = parsed(formula)
    respelled, outside = "", ""
    for piece in pieces:
        if piece.kind in ("group", "text"):
            respelled, outside = respelled + _with_at(outside) + piece.written, ""
        else:
            outside += piece.text
    respelled += _with_at(outside)
    if respelled != formula:
        return respelled
    return f"@{formula}" if pieces and pieces[0].text.upper() in functions else None


def _is_table_call(pieces: Pieces) -> bool:
    """Whether an argument is nothing but a call of a catalogue function whose result spills."""
    calls = [piece for piece in pieces if piece.kind != "space"]
    return len(calls) == 1 and calls[0].kind == "group" and calls[0].text.upper() in table_functions()


def _with_at(text: str) -> str:
    return _RANGE.sub(lambda reference: f"@{reference[0]}", text)

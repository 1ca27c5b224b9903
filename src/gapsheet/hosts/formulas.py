"""Formula texts: their pieces, and how one is respelled so that the calculation engine understands it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from gapsheet.hosts.engine import knows, table_functions

# A text, a quoted sheet name, a bracketed part (two deep, ' escapes), a word, or any other character.
_PIECES = re.compile(
    r'"(?:[^"]|"")*"'
    r"|'(?:[^']|'')*'"
    r"|\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"
    r"|[^\W\d][\w.?\\]*"
    r"|[ \t\r\n]+"
    r"|.",
    re.DOTALL,
)
_WORD = re.compile(r"[^\W\d][\w.?\\]*\Z")
_CALL = re.compile(r"([^\W\d][\w.]*)\s*\(")
_EXTERNAL = re.compile(r"\[[0-9]+\]")
_TOP_RANGE = re.compile(
    r"(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?(?:\$?[A-Z]{1,3}\$?[0-9]+:\$?[A-Z]{1,3}\$?[0-9]+|\$?[A-Z]{1,3}:\$?[A-Z]{1,3})"
)
_SUSPECT = r",\s*[,)]|\(\s*,|[!\[]|SINGLE\("

# A table's name, a specifier such as [#All] and the row it is read from -> a plain reference.
FindTable = Callable[[str, str, int], str | None]


def pieces(formula: str) -> list[str]:
    """The formula cut into texts, quoted names, bracketed parts, words and single characters."""
    return _PIECES.findall(formula)


def called_functions(formula: str) -> Iterator[str]:
    """The names of the functions a formula calls, in capitals; what stands in texts and sheet names does not count."""
    if '"' in formula or "'" in formula:
        formula = "".join('""' if piece[0] in "\"'" else piece for piece in pieces(formula))
    return (name.upper() for name in _CALL.findall(formula))


def reads_other_files(formula: str) -> bool:
    """Whether a formula refers to another workbook, as in [1]Sheet1!A1 or '[2]My sheet'!A1."""
    if "[" not in formula:
        return False
    previous = ""
    for piece in pieces(formula):
        if _EXTERNAL.match(piece.lstrip("'")) and not _WORD.match(previous):
            return True
        previous = piece
    return False


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
        return cls(functions, blank, table, re.compile(_SUSPECT + named, re.IGNORECASE))

    def respelled(self, formula: str, row: int = 0) -> str:
        """The same formula in the engine's spelling: usually as it was.

        An empty argument of a catalogue function becomes a blank cell (the engine would pass 0), paths in front of a
        catalogue function go, structured references become plain ones, SINGLE() becomes @.
        """
        if not self.suspect.search(formula):
            return formula
        cut = self._without_tables(self._without_paths(pieces(formula)), row)
        return "".join(self._filled(cut))

    def _without_paths(self, cut: list[str]) -> list[str]:
        """NAME( instead of 'C:\\folder\\book.xlam'!NAME( and of [1]!NAME(."""
        kept: list[str] = []
        for place, piece in enumerate(cut):
            calls = piece.upper() in self.functions and cut[place + 1 : place + 2] == ["("]
            if calls and kept and kept[-1] == "!":
                kept.pop()
                while kept and (kept[-1][0] in "'[" or _WORD.match(kept[-1])):
                    kept.pop()
            kept.append("@" if piece.upper() in ("_XLFN.SINGLE", "SINGLE") and cut[place + 1] == "(" else piece)
        return kept

    def _without_tables(self, cut: list[str], row: int) -> list[str]:
        """Plain references instead of Table[Column]."""
        kept: list[str] = []
        place = 0
        while place < len(cut):
            piece, after = cut[place], cut[place + 1] if place + 1 < len(cut) else ""
            reference = None
            if _WORD.match(piece) and after[:1] not in ("(", "!") and kept[-1:] != ["!"]:
                specifier = after if after[:1] == "[" else ""
                reference = self.table(piece, specifier, row)
            kept.append(reference or piece)
            place += 2 if reference and after[:1] == "[" else 1
        return kept

    def _filled(self, cut: list[str]) -> Iterator[str]:
        """A blank cell in the place of every empty argument of a catalogue function."""
        callers: list[bool] = []
        previous = word = ""
        for piece in cut:
            if piece in (",", ")") and callers and callers[-1] and self._is_gap(previous, piece):
                yield self.blank
            if piece in ("(", "{"):
                callers.append(piece == "(" and previous == word and word.upper() in self.functions)
            elif piece in (")", "}") and callers:
                callers.pop()
            if not piece.isspace():
                previous = piece
                word = piece if _WORD.match(piece) else ""
            yield piece

    @staticmethod
    def _is_gap(previous: str, piece: str) -> bool:
        return previous == "," or (previous == "(" and piece == ",")


class Known:
    """Which functions the engine has, and so which formulas need no second look.

    Args:
        functions: Names of the catalogue's functions, in capitals.
        words: Names of tables and of ranges, which deserve a second look.
        linked: Whether the engine has the values of linked workbooks.
    """

    _TOKENS = rb"(?<![\w.\x80-\xff])[\w.\x80-\xff]++(?=\s*\()|[\"'\[!#]|,(?=\s*[,)])|\((?=\s*,)"

    def __init__(self, functions: Collection[str], words: Collection[str], linked: bool) -> None:
        self._names = set(functions)
        self._plain = {name.encode("utf-8") for name in self._names - table_functions()}
        self._linked = linked
        listed = b"".join(b"|(?i:%b)" % re.escape(word.encode("utf-8")) for word in words)
        self._tokens = re.compile(self._TOKENS + listed).findall
        self._all_plain = self._plain.issuperset

    def is_plain(self, formula: bytes) -> bool:
        """Whether a formula, as bytes of the file, only calls functions met before and gives one value as it stands."""
        return self._all_plain(self._tokens(formula))

    def objection(self, formula: str) -> str:
        """Why the engine cannot calculate a formula, as far as its text tells; "" if it probably can."""
        for name in called_functions(formula):
            if name not in self._names:
                if not name.startswith("_XLPM.") and not knows(name):
                    return f"the function {name} is not known"
                self._names.add(name)
                self._plain.add(name.encode("utf-8"))
        if not self._linked and reads_other_files(formula):
            return "it reads another workbook"
        return ""


def intersected(formula: str, functions: Collection[str]) -> str | None:
    """The formula as it calculates in one cell: ranges outside of functions give the cell of their own row or column.

    None where it is not certain what Excel would take; a call of a catalogue function gives its first cell.
    """
    depth, outside, result = 0, "", []
    for piece in pieces(formula):
        if piece in ("(", "{"):
            depth += 1
        if depth:
            result += [_with_at(outside), piece]
            outside = ""
        else:
            outside += piece
        if piece in (")", "}"):
            depth -= 1
    respelled = "".join([*result, _with_at(outside)])
    if respelled != formula:
        return respelled
    call = _CALL.match(formula)
    return f"@{formula}" if call and call[1].upper() in functions else None


def _with_at(text: str) -> str:
    return _TOP_RANGE.sub(lambda reference: f"@{reference[0]}", text)

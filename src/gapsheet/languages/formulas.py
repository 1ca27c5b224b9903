"""The texts inside formulas: a chain of & is one sentence with places for what is not text, and is translated whole.

`="needs "&FIXED(rate*100,1)&" % a year"` asks for `needs {rate} % a year`. A language may put the places into another
order; the expressions move with them. A place is called after the one defined name in its expression, or by number. A
translation may tell a number in another unit: `{sales*0.1}` is a tenth of it, taken before it is rounded. WHY and HOW
are asked in the language, `WHY("ja:WAGE_GAP",…)`, and a lone ", " is the comma of a list. Columns of tables follow
their heads: `Employees[Pay]` becomes `Employees[給与]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from gapsheet.catalog import FUNCTIONS, find
from gapsheet.errors import LanguageError
from gapsheet.formula_tree import Piece, Pieces, parsed, walk, written
from gapsheet.languages.texts import is_text
from gapsheet.quantities import Shape

Say = Callable[[str, Mapping[str, str]], str]  # a pattern, and what stands in each place

_PLACE = re.compile(r"\{(\w+)(?:\*([\d.]+))?\}")
_ROUNDED = frozenset({"FIXED", "ROUND", "TEXT"})  # functions that write or round a number, their first argument
_NAME = re.compile(r"(?!unit_(?:trillion|billion|factor)\b)[a-z][a-z0-9_]{2,}")
_SIGNS_BETWEEN = frozenset("=<>,;")  # comparisons bind less than &; commas and semicolons part an array
_CRITERIA = re.compile(r"[<>=]+")
_EXPLAINING = frozenset(
    entry.name for entry in FUNCTIONS if any(argument.shape is Shape.FUNCTION for argument in entry.arguments)
)
_ITEM = re.compile(r"\[((?:[^\[\]']|'.)*)\]")  # one column or part of a table, with quotes before special signs
_COMMA = ", "
_LONGEST = 255  # letters of one text in a formula


@dataclass(frozen=True, slots=True)
class Wording:
    """How a language writes formulas: texts, names of sheets and columns, formats inside TEXT, comma, WHY and HOW."""

    say: Say
    sheets: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)
    comma: str = _COMMA
    explains: str = ""
    heads: Mapping[str, str] = field(default_factory=dict)

    def worded(self, formula: str) -> str:
        """The formula with its texts and sheet names in the language."""
        if not any(sign in formula for sign in ('"', "!", "[", *(f"{name}(" for name in _EXPLAINING))):
            return formula
        return self._level(parsed(formula))

    def _level(self, pieces: Pieces) -> str:
        """What stands on one level of brackets: comparisons of chains."""
        done: list[str] = []
        chain: list[Piece] = []
        for piece in pieces:
            if piece.kind == "sign" and piece.text in _SIGNS_BETWEEN:
                done += [self._chain(tuple(chain)), piece.text]
                chain = []
            else:
                chain.append(piece)
        return "".join([*done, self._chain(tuple(chain))])

    def _chain(self, pieces: Pieces) -> str:
        """Operands of &: one sentence if there are words or marks among them."""
        operands = list(_operands(pieces))
        texts = [_text(operand) for operand in operands]
        if texts == [_COMMA]:
            return _quoted(self.comma)
        if not _is_sentence(texts):
            return "&".join(self._operand(operand) for operand in operands)
        pattern, places = _pattern(operands, texts)
        said = self.say(pattern, {name: written(operand).strip() for name, operand in places.items()})
        return _joined(said, places, self._operand)

    def _operand(self, pieces: Pieces) -> str:
        return "".join(self._piece(piece) for piece in pieces)

    def _piece(self, piece: Piece) -> str:
        if piece.kind == "sheet":
            return self._sheet(piece.text)
        if piece.kind == "brackets":
            return self._column(piece.text)
        if piece.kind != "group":
            return piece.text
        opening, closing = piece.brackets
        arguments = (self._argument(piece.text, place, argument) for place, argument in enumerate(piece.arguments))
        return f"{piece.text}{opening}{','.join(arguments)}{closing}"

    def _argument(self, function: str, place: int, argument: Pieces) -> str:
        """An argument; words that a function of the catalogue is given are its own, and formats are no words."""
        text = _text(argument)
        if self.explains and place == 0 and function.upper() in _EXPLAINING:
            return self._explained(argument, text)
        if text is None:
            return self._level(argument)
        if function.upper() == "TEXT" and place == 1:
            return _quoted(self.formats.get(text, text))
        if function.upper() == "T" or find(function) is not None:
            return written(argument)
        return self._level(argument)

    def _explained(self, argument: Pieces, name: str | None) -> str:
        """The function to explain, with the language before its name."""
        if name is not None:
            return _quoted(f"{self.explains}:{name}")
        return f"{_quoted(f'{self.explains}:')}&{self._level(argument).strip()}"

    def _column(self, text: str) -> str:
        """The columns of a table reference, called by their heads in the language."""
        inside = text[1:-1]
        if "[" in inside:
            return "[{}]".format(_ITEM.sub(lambda item: f"[{self._head(item[1])}]", inside))
        if inside.startswith("@"):
            return f"[@[{self._head(inside[1:])}]]" if len(inside) > 1 else text
        return f"[{self._head(inside)}]"

    def _head(self, written: str) -> str:
        """A column's name with quotes before special signs; parts such as #Data stay."""
        plain = re.sub(r"'(.)", r"\1", written)
        if written.startswith("#") or plain not in self.heads:
            return written
        return re.sub(r"(['\[\]#@])", r"'\1", self.heads[plain])

    def _sheet(self, text: str) -> str:
        """A sheet's name before its exclamation mark."""
        name = text[1:-2].replace("''", "'") if text.startswith("'") else text[:-1]
        return "'{}'!".format(self.sheets[name].replace("'", "''")) if name in self.sheets else text


def _operands(pieces: Pieces) -> Iterator[Pieces]:
    """What stands between the signs &."""
    operand: list[Piece] = []
    for piece in pieces:
        if piece.kind == "sign" and piece.text == "&":
            yield tuple(operand)
            operand = []
        else:
            operand.append(piece)
    yield tuple(operand)


def _text(pieces: Pieces) -> str | None:
    """The text that an operand is, None if it is something else."""
    parts = [piece for piece in pieces if piece.kind != "space"]
    if len(parts) != 1 or parts[0].kind != "text":
        return None
    return parts[0].text[1:-1].replace('""', '"')


def _is_sentence(texts: list[str | None]) -> bool:
    """Words; or, in a chain, any marks between its operands, for these differ between languages too."""
    said = [text for text in texts if text]
    if len(texts) == 1:
        return any(map(is_text, said))
    return bool(said) and not any(_CRITERIA.fullmatch(text) for text in said)


def _pattern(operands: list[Pieces], texts: list[str | None]) -> tuple[str, dict[str, Pieces]]:
    """The sentence with its places, and the expression of each place."""
    places: dict[str, Pieces] = {}
    pattern = ""
    for operand, text in zip(operands, texts, strict=True):
        if text is not None:
            pattern += text
            continue
        name = _place_name(operand, places)
        places[name] = operand
        pattern += f"{{{name}}}"
    return pattern, places


def _place_name(operand: Pieces, taken: Mapping[str, Pieces]) -> str:
    """The one defined name in the expression, or the next number."""
    names = {piece.text for piece in walk(operand) if piece.kind == "word" and _NAME.fullmatch(piece.text)}
    name = names.pop() if len(names) == 1 else ""
    return name if name and name not in taken else str(len(taken) + 1)


def _joined(said: str, places: Mapping[str, Pieces], shown: Callable[[Pieces], str]) -> str:
    """A sentence as a chain of texts and expressions."""
    parts: list[str] = []
    split = _PLACE.split(said)
    texts, names, factors = split[::3], split[1::3], split[2::3]
    for text, name, factor in zip_longest(texts, names, factors):
        parts += [_quoted(text[at : at + _LONGEST]) for at in range(0, len(text), _LONGEST)]
        if name:
            parts.append(shown(_times(places[name], factor) if factor else places[name]).strip())
    if len(parts) < 2 and (not parts or places):
        parts.append('""')  # a lone expression would lose its being a text
    return "&".join(parts)


def _times(operand: Pieces, factor: str) -> Pieces:
    """The expression with the number that it writes multiplied."""
    for at, piece in enumerate(operand):
        if piece.kind == "group" and piece.text.upper() in _ROUNDED:
            number, *others = piece.arguments
            told = (Piece("group", "", ("(", ")"), (number,)), Piece("sign", "*"), Piece("word", factor))
            return (*operand[:at], Piece("group", piece.text, piece.brackets, (told, *others)), *operand[at + 1 :])
    raise LanguageError(f"{written(operand)} writes no number that could be multiplied by {factor}")


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))

"""Known faults of the engine that show in values: what came out of a cell, or what stands in the cells it reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from gapsheet.formula_tree import Piece, Pieces, parsed, walk, written
from gapsheet.hosts.engine import EngineError
from gapsheet.hosts.faults import plain_name
from gapsheet.quantities import CellValue

Values = Sequence[CellValue | EngineError]

_DIGITS = 15  # that Excel shows of a number
_DECIMAL = re.compile(r"\d+\.\d+")
_HUGE = re.compile(r"(?<!\d)[1-9]\d{21,}(?!\d)")  # Excel would write 1E+21
_REFERENCE = re.compile(r"(?:(?:'(?:[^']|'')+'|[\w.]+)!)?[\w$.:]+")
_NUMBER_TEXT = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?%?\s*", re.ASCII)
# Texts that Excel calculates with though they are no plain numbers: dates, times, money, thousands, fractions.
_EXCEL_READS = re.compile(
    r"""\s*(?:
      \d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?
    | \d{1,2}[-\s][A-Za-z]{3,9}(?:[-\s,]+\d{2,4})? | [A-Za-z]{3,9}\s\d{1,2},?\s\d{4}
    | \d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:\s?[AaPp][Mm])?
    | [-+(]?\s?[$¥€£]?\s?\d{1,3}(?:,\d{3})+(?:\.\d*)?\)? | [-+(]?[$¥€£]\s?\d[\d.]*\)? | \(\d[\d.]*\) | \d+\s\d+/\d+
    )\s*""",
    re.VERBOSE,
)


def is_text_that_excel_reads(value: object) -> bool:
    """Whether a value is a text that Excel takes for a number where it needs one, and the engine may not."""
    return isinstance(value, str) and _EXCEL_READS.fullmatch(value) is not None


def texts_in(formula: str) -> Iterable[str]:
    """The texts written in a formula."""
    return (piece.text[1:-1] for piece in walk(parsed(formula)) if piece.kind == "text")


def doubtful_text(text: str, formula: str) -> str:
    """Why a text that a formula gave is not the one that Excel gives, as far as it shows; "" if it may be."""
    if not ("&" in formula or "(" in formula):
        return ""
    if any(len(number.replace(".", "").lstrip("0")) > _DIGITS for number in _DECIMAL.findall(text)):
        return f"it writes a number with more than {_DIGITS} digits into a text"
    if _HUGE.search(text):
        return "it writes a number of more than 21 digits into a text"
    if not text.isascii() and _keeps_case(text, formula.upper()):
        return "UPPER or LOWER leaves letters beyond A to Z as they are"
    return ""


def _keeps_case(text: str, formula: str) -> bool:
    beyond = [sign for sign in text if not sign.isascii()]
    small = any(sign != sign.upper() and len(sign.upper()) == 1 for sign in beyond)
    capital = any(sign != sign.lower() for sign in beyond)
    return ("UPPER(" in formula and small) or ("LOWER(" in formula and capital)


class Block:
    """The values of an area, column by column, and what is worth knowing of them; many formulas may ask."""

    def __init__(self, columns: Sequence[Values]) -> None:
        self.columns = columns

    @cached_property
    def has_numbers_in_disguise(self) -> bool:
        """Whether there are texts of digits, or TRUE or FALSE."""
        return any(isinstance(value, bool) or is_number_text(value) for column in self.columns for value in column)

    @cached_property
    def has_other_than_numbers(self) -> bool:
        """Whether there are blanks, texts or TRUE or FALSE."""
        return any(
            type(value) is not float and not isinstance(value, EngineError)
            for column in self.columns
            for value in column
        )

    @cached_property
    def differs_in_capitals(self) -> bool:
        """Whether two texts differ in nothing but capitals."""
        texts = {value for column in self.columns for value in column if isinstance(value, str)}
        return len({text.casefold() for text in texts}) < len(texts)

    @cached_property
    def vector(self) -> list[CellValue | EngineError]:
        """What is searched: the first column, or the row if there is only one; without the blanks at the end."""
        if not self.columns:
            return []
        is_row = len(self.columns[0]) == 1
        vector = [column[0] for column in self.columns] if is_row else list(self.columns[0])
        while vector and vector[-1] is None:
            vector.pop()
        return vector

    @cached_property
    def is_ordered(self) -> bool:
        """Whether what is searched is in order and all of one kind; a title may stand above texts."""
        return _is_ordered(self.vector)


Read = Callable[[str], Block]  # a reference as written -> its values
NOTHING = Block(())


Rule = Callable[[tuple[Pieces, ...], Read], str]  # says why a call is in doubt
Doubt = tuple[Rule, tuple[Pieces, ...]]


def _rule(call: Piece) -> Rule | None:
    rule = _RULES.get(plain_name(call))
    if rule is _approximate and not _is_approximate(call):
        return None
    return rule


def doubts_of(formula: str) -> list[Doubt]:
    """What can be in doubt about a formula once the cells it reads have values."""
    if not _WATCHED.search(formula):
        return []
    calls = (piece for piece in walk(parsed(formula)) if piece.kind == "group")
    return [(rule, call.arguments) for call in calls if (rule := _rule(call)) is not None]


def _block(argument: Pieces, read: Read) -> Block:
    """The values of an argument that is nothing but a reference."""
    reference = written(argument).strip()
    return read(reference) if _REFERENCE.fullmatch(reference) else NOTHING


def _product(arguments: tuple[Pieces, ...], read: Read) -> str:
    if any(_block(argument, read).has_numbers_in_disguise for argument in arguments):
        return "SUMPRODUCT counts texts and TRUE or FALSE in its ranges as numbers"
    return ""


def is_number_text(value: object) -> bool:
    """Whether a value is a text of digits."""
    return isinstance(value, str) and _NUMBER_TEXT.fullmatch(value) is not None


def _returns(arguments: tuple[Pieces, ...], read: Read) -> str:
    if _block(arguments[0], read).has_other_than_numbers:
        return "a rate of return over cells without a number, which the calculation counts as 0"
    return ""


def _unique(arguments: tuple[Pieces, ...], read: Read) -> str:
    if _block(arguments[0], read).differs_in_capitals:
        return "UNIQUE keeps texts apart that differ in capitals only"
    return ""


_MODE_PLACES = {"MATCH": 2, "VLOOKUP": 3, "HLOOKUP": 3, "XLOOKUP": 4, "XMATCH": 2}


def _is_approximate(call: Piece) -> bool:
    """Whether a search may end at a neighbour of what it looks for."""
    name = plain_name(call)
    place = _MODE_PLACES.get(name, len(call.arguments))
    mode = written(call.arguments[place]).strip().upper() if place < len(call.arguments) else None
    if name in ("XLOOKUP", "XMATCH"):
        return mode in ("1", "-1")
    return mode in (None, "1", "-1", "TRUE", "TRUE()")


def _approximate(arguments: tuple[Pieces, ...], read: Read) -> str:
    searched = _block(arguments[1], read) if len(arguments) > 1 else NOTHING
    if not searched.is_ordered:
        return "an approximate search among values that are not in order, or not all of one kind"
    sought = _block(arguments[0], read).columns
    text = sought[0][0] if sought else _text(arguments[0])
    if searched.vector and is_number_text(text) and type(searched.vector[0]) is float:
        return "an approximate search for a number that is a text"
    return ""


def _text(argument: Pieces) -> str:
    word = written(argument).strip()
    return word[1:-1] if word.startswith('"') else ""


def _is_ordered(values: Values) -> bool:
    numbers = [value for value in values if type(value) is float]
    texts = [value.casefold() for value in values if isinstance(value, str)]
    if len(numbers) == len(values):
        return numbers in (sorted(numbers), sorted(numbers, reverse=True))
    texts_alike = len(texts) == len(values) or (len(texts) == len(values) - 1 and not isinstance(values[0], str))
    return texts_alike and texts in (sorted(texts), sorted(texts, reverse=True))


_RULES: dict[str, Rule] = {
    "SUMPRODUCT": _product,
    "IRR": _returns,
    "MIRR": _returns,
    "UNIQUE": _unique,
    **dict.fromkeys((*_MODE_PLACES, "LOOKUP"), _approximate),
}
FUNCTIONS = frozenset(_RULES)
_WATCHED = re.compile(rf"\b(?:{'|'.join(FUNCTIONS)})\s*\(", re.IGNORECASE)

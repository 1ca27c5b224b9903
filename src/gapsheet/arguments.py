"""What stands in a cell as what a function receives: blanks, texts, errors, dates and ranges, on every host."""

from __future__ import annotations

import datetime as dt
import math
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any, Protocol

import numpy as np

from gapsheet.entries import Argument, Entry
from gapsheet.errors import (
    ArgumentTypeError,
    CellError,
    DomainError,
    MissingValueError,
    PassedError,
    ShapeError,
    UnknownLabelError,
)
from gapsheet.guards import clipped
from gapsheet.quantities import Shape
from gapsheet.reasons import CODES, ORIGINAL

# Error values that only some programs know arrive as the one that all of them know.
_LATER_ERRORS = ("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#GETTING_DATA", "#BUSY!", "#UNKNOWN!")
_EXCEL_EPOCH = dt.datetime(1899, 12, 30)  # serial day 0 of the 1900 date system, from 1 March 1900 on
_PLAIN_KINDS = {float, str, bool, type(None)}  # what a cell holds; anything else is turned into one of them


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error value on its way to a cell, with the reason in words."""

    error: CellError
    reason: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A function of the catalogue that another one is to explain, and the language of the explanation."""

    entry: Entry
    language: str = ORIGINAL


NOT_FINITE = Refusal(CellError.NUM, "the result is not a finite number")


class Codec(Protocol):
    """How one host writes an error value; everything else travels as plain Python values."""

    def decode(self, value: Any) -> Any:
        """A host's single value as float, str, bool, None or CellError; what is decoded already comes back as it is."""

    def encode(self, refusal: Refusal) -> Any:
        """The host's error object."""


class PlainCodec:
    """Errors travel as CellError: for tests and for Python callers."""

    def decode(self, value: Any) -> Any:
        """The value as it is."""
        return value

    def encode(self, refusal: Refusal) -> Any:
        """The bare error value."""
        return refusal.error


class ReasonCodec(PlainCodec):
    """Errors keep their reasons: for functions and commands that explain."""

    def encode(self, refusal: Refusal) -> Any:
        """The error value with its reason."""
        return refusal


PLAIN = PlainCodec()
REASONS = ReasonCodec()
Find = Callable[[str], Entry | None]


def is_rows(value: Any) -> bool:
    """Whether a value is a range rather than one cell."""
    return isinstance(value, (list, tuple, np.ndarray))


def is_row(value: Any) -> bool:
    """Whether a range lies across: one row, several columns."""
    return is_rows(value) and len(value) == 1 and is_rows(value[0]) and len(value[0]) > 1


def kinds_and_sizes(arguments: Sequence[Any]) -> str:
    """What a log may say of arguments: of each its kind, of a range its rows and columns too, never a value."""
    return ", ".join(_kind_and_size(argument) for argument in arguments)


def _kind_and_size(value: Any) -> str:
    if not is_rows(value):
        return type(value).__name__
    width = len(value[0]) if len(value) and is_rows(value[0]) else 1
    return f"{len(value)} x {width} {type(value).__name__}"


def one_cell(argument: Argument, value: Any) -> Any:
    """A range of one cell is that cell; a range without cells is refused."""
    whole = value
    while is_rows(value) and len(value) == 1:
        value = value[0]
    if not is_rows(value):
        return value
    if len(value) == 0 or (is_rows(value[0]) and len(value[0]) == 0):
        raise ShapeError(f"{argument.name} is a range without cells")
    return whole


def received(argument: Argument, value: Any, find: Find, codec: Codec) -> Any:
    """What the function receives for what stands in the cells."""
    shape = argument.shape
    if shape is Shape.ANYTHING:
        return decoded_rows(value, codec) if is_rows(value) else _decoded(value, codec)
    if shape in (Shape.RANGE, Shape.LABELS):
        return _sequence(argument, value, codec)
    if shape is Shape.COLUMNS:
        return _columns(argument, value, codec)
    if is_rows(value):
        raise ShapeError(f"{argument.name} takes one cell, not a range")
    plain = _decoded(value, codec)
    if isinstance(plain, CellError):
        raise PassedError(f"{argument.name} is {plain}", plain)
    if plain is None or plain == "":
        if argument.required:
            raise MissingValueError(f"{argument.name} is blank")
        return argument.default
    return _typed(argument, plain, find)


def _typed(argument: Argument, value: Any, find: Find) -> Any:
    """A filled cell as the kind of value the argument wants."""
    match argument.shape:
        case Shape.NUMBER:
            return _number(argument, value)
        case Shape.TEXT:
            return _text(argument, value)
        case Shape.FUNCTION:
            return _function(argument, value, find)
        case _:
            return value


def _number(argument: Argument, value: Any) -> float:
    if isinstance(value, str):
        raise ArgumentTypeError(f"{argument.name} is the text '{clipped(value)}'; a number is needed")
    if not math.isfinite(value):
        raise DomainError(f"{argument.name} is not a finite number")
    return float(value)


def _text(argument: Argument, value: Any) -> str:
    """Text as it is; a number written out, without an exponent."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        raise ArgumentTypeError(f"{argument.name} is {str(value).upper()}; a text is needed")
    return f"{Decimal(repr(_number(argument, value))):f}".removesuffix(".0")


def _function(argument: Argument, value: Any, find: Find) -> Asked:
    """A function by its name, before which a language may stand: ja:WAGE_GAP."""
    before, colon, name = str(value).rpartition(":")
    language = before.strip().lower() if colon else ORIGINAL
    if language not in CODES:
        known = ", ".join(CODES)
        raise UnknownLabelError(f"{argument.name} is '{clipped(str(value))}', a language that is not among {known}")
    entry = find(name)
    if entry is None:
        raise UnknownLabelError(f"{argument.name} is '{clipped(str(value))}', which is no function of the catalogue")
    return Asked(entry, language)


def _decoded(value: Any, codec: Codec) -> Any:
    """A host's single value as float, str, bool, None or CellError."""
    value = codec.decode(value)
    if type(value) is float or value is None or isinstance(value, (bool, CellError)):
        return value
    if isinstance(value, str):
        return CellError.VALUE if value in _LATER_ERRORS else value
    return _scalar(value)


def _scalar(value: Any) -> Any:
    """Numbers and dates of other kinds as a cell stores them."""
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, (int, Decimal, np.number)):
        return _as_float(value)
    if isinstance(value, dt.datetime):
        return (value.replace(tzinfo=None) - _EXCEL_EPOCH) / dt.timedelta(days=1)
    if isinstance(value, dt.date):
        return float((value - _EXCEL_EPOCH.date()).days)
    if isinstance(value, dt.time):
        return (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / 86400
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    raise ArgumentTypeError(f"a value of the kind {type(value).__name__} cannot stand in a cell")


def _as_float(value: Any) -> float:
    """A number of another kind as a float; one that is too large comes out infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf


def decoded_rows(value: Any, codec: Codec) -> list[list[Any]]:
    """Any range as rows of plain values, of equal length."""
    rows = [list(row) if is_rows(row) else [row] for row in value]
    if len({len(row) for row in rows}) > 1:
        raise ShapeError("the rows of a range differ in length")
    return [[cell if type(cell) is float else _decoded(cell, codec) for cell in row] for row in rows]


def _plain_numbers(value: Any) -> Any:
    """A row or a column in which every cell holds a finite number, read at once; None where it is anything else."""
    if not is_rows(value) or len(value) == 0:
        return None
    nested = is_rows(value[0])
    try:
        if nested and len(value) > 1 and set(map(len, value)) != {1}:
            return None
        numbers = np.array(array("d", chain.from_iterable(value) if nested else value))
    except (TypeError, OverflowError):  # a blank, a text, an error or an endless whole number is among them
        return None
    return numbers if numbers.size and np.isfinite(numbers).all() else None


def _sequence(argument: Argument, value: Any, codec: Codec) -> Any:
    """A row or a column as an array of numbers (NaN marks a blank) or as a list of labels."""
    if argument.shape is Shape.RANGE and (numbers := _plain_numbers(value)) is not None:
        return numbers
    if argument.shape is Shape.LABELS and (labels := _plain_cells(value, codec, 1)) is not None:
        return labels
    rows = decoded_rows(value, codec) if is_rows(value) else [[_decoded(value, codec)]]
    if len(rows) > 1 and len(rows[0]) > 1:
        raise ShapeError(f"{argument.name} has {len(rows)} rows and {len(rows[0])} columns; one of them must be 1")
    cells = [None if cell == "" else cell for row in rows for cell in row]
    _refuse_errors(argument, cells)
    if all(cell is None for cell in cells):
        return _default(argument)
    if argument.shape is Shape.LABELS:
        return cells
    return np.array([math.nan if cell is None else _number(argument, cell) for cell in cells], dtype=float)


def _columns(argument: Argument, value: Any, codec: Codec) -> Any:
    """A block as rows of numbers, truth values and texts; None marks a blank, and a flat list is a column."""
    if _plain_cells(value, codec) is not None:
        return value
    rows = decoded_rows(value, codec) if is_rows(value) else [[_decoded(value, codec)]]
    rows = [[None if cell == "" else cell for cell in row] for row in rows]
    for row in rows:
        _refuse_errors(argument, row)
        for cell in row:
            if type(cell) is float and not math.isfinite(cell):
                raise DomainError(f"{argument.name} holds a number that is not finite")
    return rows if any(cell is not None for row in rows for cell in row) else _default(argument)


def _plain_cells(value: Any, codec: Codec, widest: int | None = None) -> list[Any] | None:
    """The cells of a range that can stay as they are; None where one of them, or the shape, wants a second look.

    A column of a million labels has few distinct ones, so that looking at those alone is ten times as fast.
    """
    kinds = set(map(type, value)) if is_rows(value) else set()
    nested = kinds <= {list, tuple}
    if not kinds or (nested and len(set(map(len, value))) > 1):
        return None
    if nested and widest is not None and len(value) > 1 and len(value[0]) > widest:
        return None
    cells = list(chain.from_iterable(value)) if nested else list(value)
    if not set(map(type, cells)) <= _PLAIN_KINDS:
        return None
    distinct = set(cells)
    return cells if distinct - {None} and all(_is_plain(cell, codec) for cell in distinct) else None


def _is_plain(cell: Any, codec: Codec) -> bool:
    """Whether a cell reaches a function as it is."""
    if cell == "" or (type(cell) is float and not math.isfinite(cell)):
        return False
    decoded = _decoded(cell, codec)
    return type(decoded) is type(cell) and bool(decoded == cell)


def _refuse_errors(argument: Argument, cells: Sequence[Any]) -> None:
    """An error value inside a range is the result of the whole."""
    for cell in cells:
        if isinstance(cell, CellError):
            raise PassedError(f"{argument.name} contains {cell}", cell)


def _default(argument: Argument) -> Any:
    """What a range without a filled cell stands for."""
    if argument.required:
        raise MissingValueError(f"{argument.name} is blank")
    return argument.default

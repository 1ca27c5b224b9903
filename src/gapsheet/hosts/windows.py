"""The functions as xlwings calls them from Excel on Windows: what COM hands over in, what COM can carry out."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import xlwings

from gapsheet import __version__, catalog, cells
from gapsheet.arguments import Refusal
from gapsheet.entries import Argument, Entry
from gapsheet.errors import CellError
from gapsheet.hosts import windows_log

_NUMBERS = {  # what VBA's CVErr takes
    CellError.NULL: 2000,
    CellError.DIV0: 2007,
    CellError.VALUE: 2015,
    CellError.REF: 2023,
    CellError.NAME: 2029,
    CellError.NUM: 2036,
    CellError.NA: 2042,
}
_ERRORS = {number: error for error, number in _NUMBERS.items()}
_SENTINELS = {error: f"\x01gapsheet {number}" for error, number in _NUMBERS.items()}  # VBA makes CVErr of these
_FIRST_CODE = -0x7FF60000  # an error value arrives as the whole number 0x800A0000 + CVErr's number
_CODES = range(_FIRST_CODE, _FIRST_CODE + 0x10000)
_MISSING = -0x7FFDFFFC  # DISP_E_PARAMNOTFOUND, an argument that was left out
_RANGES = (tuple, list)

Rows = list[list[Any]]

log = logging.getLogger("gapsheet")


class ComCodec:
    """Errors arrive as whole numbers and leave as texts that no cell can hold."""

    def decode(self, value: Any) -> Any:
        """A value as COM hands it over as float, str, bool, None or CellError; dates and Decimals are left to cells."""
        return _whole(value) if type(value) is int else value

    def encode(self, refusal: Refusal) -> str:
        """The text that VBA turns into the error value."""
        return _SENTINELS[refusal.error]


def _whole(value: int) -> Any:
    """COM's error values are whole numbers, as is its word for a missing argument; numbers of cells never are."""
    if value in _CODES:
        return _ERRORS.get(value - _FIRST_CODE, CellError.VALUE)
    return None if value == _MISSING else value


def _received(value: Any) -> Any:
    """An argument with its error values made out; the others are dealt with where cells are read."""
    kind = type(value)
    if kind in _RANGES:
        return _rows(value)
    return _whole(value) if kind is int else value


def _rows(value: Sequence[Any]) -> Sequence[Any]:
    """A range; Excel hands over an array of one row flat."""
    rows = value if not value or type(value[0]) in _RANGES else (value,)
    if int in set(map(type, chain.from_iterable(rows))):
        return [[_received(cell) for cell in row] for row in rows]
    return rows


def _callable(entry: Entry) -> Callable[..., Rows]:
    """The function as xlwings calls it: always rows, since its COM object takes the only cell out of them."""
    bound = cells.bind(entry, catalog.find, ComCodec())

    def function(*arguments: Any) -> Rows:
        try:
            result = bound(*map(_received, arguments))
        except Exception as fault:
            windows_log.fault(entry.name, arguments, fault)
            return [[_SENTINELS[CellError.VALUE]]]
        return result if type(result) is list else [[result]]

    return function


def _published(entry: Entry) -> Callable[..., Rows]:
    """The function with all that xlwings reads off it: name, signature, help and category.

    Values travel raw, because xlwings' own conversion loses errors, blanks and the direction of ranges.
    """
    function: Any = _callable(entry)
    function.__name__ = function.__qualname__ = entry.name.lower()
    function.__doc__ = entry.summary
    function.__annotations__ = {}  # which xlwings would take for conversions
    function.__signature__ = inspect.Signature([_parameter(argument) for argument in entry.arguments])
    for argument in entry.arguments:
        function = xlwings.arg(argument.name, "raw", doc=argument.description)(function)
    function = xlwings.ret("raw")(function)
    return xlwings.func(category=f"gapsheet {entry.family}")(function)  # type: ignore[no-any-return]  # the last to speak


def _parameter(argument: Argument) -> inspect.Parameter:
    """An argument as xlwings reads it; one that may be left out arrives as None, which the cell rules know."""
    kind = inspect.Parameter.VAR_POSITIONAL if argument.repeats else inspect.Parameter.POSITIONAL_OR_KEYWORD
    default = inspect.Parameter.empty if argument.required or argument.repeats else None
    return inspect.Parameter(argument.name, kind, default=default)


windows_log.start()
globals().update({entry.name.lower(): _published(entry) for entry in catalog.FUNCTIONS})
log.info("gapsheet %s ready for xlwings %s", __version__, xlwings.__version__)

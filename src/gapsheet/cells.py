"""The border between cells and functions: any cell values in, a cell value or rows of them out, nothing raised."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from gapsheet.arguments import (
    NOT_FINITE,
    PLAIN,
    REASONS,
    Codec,
    Find,
    Refusal,
    is_row,
    is_rows,
    kinds_and_sizes,
    one_cell,
    received,
)
from gapsheet.entries import Argument, Entry
from gapsheet.errors import ArgumentCountError, CalculationError, CellError, DomainError
from gapsheet.quantities import Shape
from gapsheet.ranges import each_element, over_ranges

log = logging.getLogger("gapsheet")

_IN_TABLES = {  # why single cells of a table hold an error
    CellError.DIV0: "the base of this comparison is zero",
    CellError.NUM: "this comparison is not defined for these numbers",
}


def bind(entry: Entry, find: Find, codec: Codec = PLAIN) -> Callable[..., Any]:
    """The function as a host calls it: any cell values in, a cell value or rows of them out, nothing raised.

    Args:
        entry: The catalogue's record of the function.
        find: Looks up an entry by its cell name, for functions that explain others.
        codec: How the host writes errors.
    """
    function = entry.function

    def general(*arguments: Any) -> Any:
        return evaluate(entry, arguments, find, codec)

    def plain(*arguments: Any) -> Any:
        for argument in arguments:
            if type(argument) is not float or argument - argument != 0.0:  # infinities and NaN among the floats
                return general(*arguments)
        try:
            result = function(*arguments)
        except Exception:
            return general(*arguments)  # the long way round finds the error value and its reason
        if type(result) is float and result - result == 0.0:
            return result + 0.0  # which turns -0 into 0
        return general(*arguments)

    return plain if entry.plain_numbers else general


def evaluate(entry: Entry, arguments: Sequence[Any], find: Find, codec: Codec = REASONS) -> Any:
    """The result by the cell rules, a value or rows; where there is none, what the codec makes of a Refusal."""
    try:
        given = list(_matched(entry, arguments))
        if entry.broadcasts and any(is_rows(value) for _, value in given):
            return _spilled(entry, given, find, codec)
        return _single(entry, given, find, codec)
    except Exception as fault:
        return codec.encode(_refusal(entry, arguments, fault))


def _spilled(entry: Entry, given: list[tuple[Argument, Any]], find: Find, codec: Codec) -> list[list[Any]]:
    """A range in a scalar argument gives a range out."""
    if entry.plain_numbers:
        return over_ranges(entry, given, codec)
    values = [value for _, value in given]
    return each_element(values, lambda cells: evaluate(entry, cells, find, codec), codec)


def _refusal(entry: Entry, arguments: Sequence[Any], fault: Exception) -> Refusal:
    """The error value for what went wrong; unexpected faults are logged by type and shape, never by value."""
    if isinstance(fault, CalculationError):
        return Refusal(fault.cell_error, str(fault))
    if isinstance(fault, (ZeroDivisionError, OverflowError)):  # what becomes infinite in arrays; zero bases are guarded
        return NOT_FINITE
    log.error("%s failed on (%s): %s", entry.name, kinds_and_sizes(arguments), type(fault).__name__)
    return Refusal(CellError.VALUE, "an unexpected fault inside the function; the log has its type")


def _matched(entry: Entry, arguments: Sequence[Any]) -> Iterator[tuple[Argument, Any]]:
    """Each argument of the function with the value given for it; one-cell ranges become their cell."""
    most = entry.most_arguments
    if most is not None and len(arguments) > most:
        raise ArgumentCountError(f"{entry.name} was given {len(arguments)} arguments and takes no more than {most}")
    for position, argument in enumerate(entry.arguments):
        if argument.repeats:
            yield from ((argument, one_cell(argument, value)) for value in arguments[position:])
        elif position < len(arguments):
            yield argument, one_cell(argument, arguments[position])
        elif argument.required:
            raise ArgumentCountError(f"{argument.name} is missing: {entry.usage}")


def _single(entry: Entry, given: list[tuple[Argument, Any]], find: Find, codec: Codec) -> Any:
    """Call the function once; the first faulty argument from the left decides."""
    values = [received(argument, value, find, codec) for argument, value in given]
    with np.errstate(all="ignore"):
        result = entry.function(*values)
    if entry.result.shape is Shape.TABLE:
        return [[_in_table(value, codec) for value in row] for row in result]
    if entry.result.shape is Shape.SERIES:
        across = is_row(given[0][1])
        values = [_in_table(value, codec) for value in result]
        return [values] if across else [[value] for value in values]
    return _checked(result)


def _in_table(value: Any, codec: Codec) -> Any:
    """One cell of a table as the host wants it."""
    value = _finite(value)
    return codec.encode(value) if isinstance(value, Refusal) else value


def _checked(value: Any) -> Any:
    """A single result that a cell can hold."""
    value = _finite(value)
    if isinstance(value, Refusal):
        raise DomainError(value.reason)
    return value


def _finite(value: Any) -> Any:
    """A value as a cell holds it: never NaN, never infinity, never -0."""
    if isinstance(value, CellError):
        return Refusal(value, _IN_TABLES.get(value, "there is no figure here"))
    if isinstance(value, (str, bool, Refusal)):
        return value
    number = float(value) + 0.0  # which turns -0 into 0
    return number if math.isfinite(number) else NOT_FINITE


def first_refusal(result: Any) -> Refusal | None:
    """The first error in a result, row by row; in a range its place is told."""
    if isinstance(result, Refusal):
        return result
    if isinstance(result, list):
        for row, cells in enumerate(result, start=1):
            for column, cell in enumerate(cells, start=1):
                if isinstance(cell, Refusal):
                    return Refusal(cell.error, f"row {row}, column {column}: {cell.reason}")
    return None

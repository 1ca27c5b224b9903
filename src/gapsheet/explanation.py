"""Functions about functions: why a result is an error, and how a number came about."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import chain, repeat
from typing import Annotated, Any

from gapsheet import cells, reasons
from gapsheet.arguments import Asked, Refusal, is_rows
from gapsheet.entries import Argument, Entry
from gapsheet.errors import CellError, PassedError, UnknownLabelError
from gapsheet.quantities import LOG_RATE, RATE, Quantity, Shape, Text

FunctionName = Annotated[
    Asked, Quantity("name of a gapsheet function, such as WAGE_GAP or ja:WAGE_GAP", "@", Shape.FUNCTION)
]
Anything = Annotated[
    Any, Quantity("the arguments as in the formula; errors and blanks are welcome", "General", Shape.ANYTHING)
]

_MOST_SHOWN = 6  # values of a range that one line shows
_MOST_DIGITS = 15  # as many as a cell keeps


def why(function_name: FunctionName, *arguments: Anything) -> Text:
    """Why a function gives an error with these arguments, in words; "" if it gives none.

    Args:
        function_name: The function, as text; in Japanese with ja: before it, as in "ja:WAGE_GAP".
        arguments: Its arguments, as in the formula. Errors and blanks are welcome.

    Returns:
        The reason, naming the argument; for ranges the first failing element and its place.
        A growth above 100 % a year is remarked on, since 4 is easily typed for 4 %.

    Raises:
        UnknownLabelError: function_name is no gapsheet function, or is WHY or HOW, or the language before it is neither
            en nor ja.
        MissingValueError: function_name is blank.

    Working:
        the functions' own checks

    Source:
        The checks inside each function.

    Examples:
        >>> why("WAGE_GAP", 1966.0, 0.0)  # doctest: +SKIP
        'reference_pay is 0; a gap needs a yardstick'
    """
    entry, language = _explained(function_name)
    refusal = cells.first_refusal(cells.evaluate(entry, arguments, _no_function))
    remark = _remark(entry, arguments, language)
    if refusal is None:
        return remark
    return _remarked(reasons.said(refusal.reason, language), remark, language)


def how(function_name: FunctionName, *arguments: Anything) -> Text:
    """The working of a function with these arguments, in one line.

    Args:
        function_name: The function, as text; in Japanese with ja: before it, as in "ja:WAGE_GAP".
        arguments: Its arguments, as in the formula; of ranges in scalar arguments the first element is shown.

    Returns:
        The formula with the numbers put in, and the result; a remark on growth above 100 % a year.

    Raises:
        UnknownLabelError: function_name is no gapsheet function, or is WHY or HOW, or the language before it is neither
            en nor ja.
        MissingValueError: function_name is blank.
        PassedError: The function gives an error with these arguments; the same error comes back.

    Working:
        the formula in the function's own help

    Source:
        The formula in each function's help.

    Examples:
        >>> how("WAGE_GAP", 1966.0, 2730.0)  # doctest: +SKIP
        '(2,730 - 1,966) / 2,730 = 28.0 %'
    """
    entry, language = _explained(function_name)
    given = [_first_element(value) for value in arguments] if entry.broadcasts else list(arguments)
    result = cells.evaluate(entry, given, _no_function)
    if isinstance(result, Refusal):
        raise PassedError(result.reason, result.error)
    working = f"{_filled(entry, given, language)} = {_result(entry, result, language)}"
    return _remarked(working, _remark(entry, given, language), language)


def _explained(asked: Asked) -> tuple[Entry, str]:
    """The function and the language; an explanation of an explanation is the explanation itself."""
    entry = asked.entry
    if any(argument.shape is Shape.FUNCTION for argument in entry.arguments):
        raise UnknownLabelError(f"function_name is '{entry.name}'; name the function that it was asked about")
    return entry, asked.language


def _remarked(text: str, remark: str, language: str) -> str:
    """A text with a remark, if there is one, in brackets behind it."""
    return reasons.put("{} ({})", text, remark, code=language) if remark else text


def _no_function(name: str) -> Entry | None:
    """No function that is explained takes the name of another."""
    return None


def _first_element(value: Any) -> Any:
    """The first cell of a range."""
    while is_rows(value) and len(value):
        value = value[0]
    return value


def _flat(value: Any) -> list[Any]:
    """The cells of a range, row by row."""
    if not is_rows(value):
        return [value]
    return [cell for row in value for cell in (row if is_rows(row) else [row])]


def _filled(entry: Entry, values: Sequence[Any], language: str) -> str:
    """The formula text with each argument's name replaced by what was given for it."""
    texts = {
        argument.name: _shown(argument, values[position] if position < len(values) else None, language)
        for position, argument in enumerate(entry.arguments)
    }
    names = "|".join(sorted(map(re.escape, texts), key=len, reverse=True))
    working = reasons.word(entry.working, language)
    return re.sub(rf"\b({names})\b", lambda match: texts[match.group()], working, flags=re.ASCII)


def _shown(argument: Argument, value: Any, language: str) -> str:
    """What was given for an argument, as a reader writes it; the default where nothing was."""
    flat = [None if cell == "" else cell for cell in _flat(value)]
    if all(cell is None for cell in flat):
        if argument.default is None:
            return argument.quantity.omitted or reasons.word("nothing", language)
        return _bracketed(_written(argument.default, argument.quantity))
    if argument.shape in (Shape.RANGE, Shape.LABELS, Shape.COLUMNS):
        blank = reasons.word("blank", language)
        return _listed([blank if cell is None else _written(cell, argument.quantity) for cell in flat])
    return _bracketed(_written(flat[0], argument.quantity))


def _bracketed(text: str) -> str:
    """Negative numbers in brackets, so that no two signs meet."""
    return f"({text})" if text.startswith("-") else text


def _listed(texts: Sequence[str]) -> str:
    """The first few values of a range."""
    return "{" + ", ".join([*texts[:_MOST_SHOWN], *(["…"] if len(texts) > _MOST_SHOWN else [])]) + "}"


def _written(value: Any, quantity: Quantity) -> str:
    """An argument as a reader writes it: thousands separated, percentages with their sign, all digits."""
    if isinstance(value, (str, CellError)):
        return str(value)
    if quantity.is_percent:
        return f"{value * 100:,.{_MOST_DIGITS - 3}g} %"
    return f"{value:.{_MOST_DIGITS}g}" if quantity.is_year else f"{value:,.{_MOST_DIGITS}g}"


def _rounded(value: Any, quantity: Quantity) -> str:
    """A result as a reader writes it: percentages to one place, other numbers to six digits or the whole number."""
    if isinstance(value, Refusal):
        return str(value.error)
    if isinstance(value, str):
        return str(value)
    if quantity.is_percent:
        return f"{value * 100:,.1f} %" if value == 0 or abs(value) >= 0.0005 else f"{value * 100:.3g} %"
    if value == 0 or not 1e-9 <= abs(value) < 1e15:
        return f"{value:.6g}"
    places = max(0, 5 - math.floor(math.log10(abs(value))))
    text = f"{value:.{places}f}" if quantity.is_year else f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _result(entry: Entry, result: Any, language: str) -> str:
    """The result in words: of a table its size with the first and last row."""
    quantity = entry.result
    if quantity.shape is Shape.SERIES:
        return _listed([_rounded(cell, quantity) for cell in _flat(result)])
    if quantity.shape is not Shape.TABLE:
        return _rounded(result, quantity)
    names, rows = _headed(quantity, result, language)
    if len(rows) == 1:
        cells_shown = zip(names, quantity.columns, rows[0], strict=True)
        return ", ".join(f"{name} {_rounded(cell, unit)}" for name, (_, unit), cell in cells_shown)
    shown = (_row(entry, rows[place], language) for place in (0, -1))
    return reasons.put("{} rows ({}) from {} to {}", f"{len(rows):,}", ", ".join(names), *shown, code=language)


def _headed(quantity: Quantity, result: list[list[Any]], language: str) -> tuple[list[str], list[list[Any]]]:
    """The names of a table's columns, from its own header where it has one, and the rows below."""
    if len(result) > 1 and all(isinstance(cell, str) and cell for cell in result[0]):
        return [reasons.said(name, language) for name in result[0]], result[1:]
    return [reasons.word(name, language) for name, _ in quantity.columns], result


def _row(entry: Entry, row: list[Any], language: str) -> str:
    """One row of a table; of its texts those that the function makes itself are said in the language."""
    columns = chain(entry.result.columns, repeat(entry.result.columns[-1]))  # the last one may stand more than once
    shown = [_rounded(cell, unit) for (_, unit), cell in zip(columns, row, strict=False)]
    if all(argument.shape is not Shape.LABELS for argument in entry.arguments):
        shown = [reasons.said(text, language) if text in row else text for text in shown]
    return ", ".join(shown)


def _remark(entry: Entry, values: Sequence[Any], language: str) -> str:
    """A word on growth above 100 % a year, which is more often 4 typed for 4 %."""
    for argument, value in zip(entry.arguments, values, strict=False):
        if argument.quantity not in (RATE, LOG_RATE):
            continue
        for number in _flat(value):
            if isinstance(number, (int, float)) and not isinstance(number, bool) and number > 1:
                percents = f"{number * 100:,.6g}", f"{number:,.6g}"
                return reasons.put("{} is {} % a year; was {} % meant?", argument.name, *percents, code=language)
    return ""

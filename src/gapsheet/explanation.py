"""Functions about functions: why a result is an error, and how a number came about."""

from __future__ import annotations

import re
from typing import Annotated, Any

from gapsheet import cells
from gapsheet.arguments import Refusal
from gapsheet.entries import Argument, Entry
from gapsheet.errors import CellError, PassedError
from gapsheet.quantities import Quantity, Rate, Shape, Text

FunctionName = Annotated[Entry, Quantity("name of a gapsheet function, such as WAGE_GAP", "@", Shape.FUNCTION)]
Anything = Annotated[
    Any, Quantity("the arguments as in the formula; errors and blanks are welcome", "General", Shape.ANYTHING)
]

_RATE = Rate.__metadata__[0]  # type: ignore[attr-defined]  # Annotated carries it; mypy sees the bare float
_MOST_SHOWN = 6  # numbers of a range that one line shows


def why(function_name: FunctionName, *arguments: Anything) -> Text:
    """Why a function gives an error with these arguments, in words; "" if it gives none.

    Args:
        function_name: The function, as text.
        arguments: Its arguments, as in the formula.

    Returns:
        The reason, naming the argument; for ranges the first failing element and its place.
        A growth above 100 % a year is remarked on, since 4 is easily typed for 4 %.

    Raises:
        UnknownLabelError: function_name is no gapsheet function.

    Working:
        not a calculation

    Source:
        The functions' own checks.

    Examples:
        >>> why("WAGE_GAP", 1966.0, 0.0)
        'reference_pay is 0; a gap needs a yardstick'
    """
    refusal = cells.first_refusal(cells.evaluate(function_name, arguments, _no_function))
    return refusal.reason if refusal else _remark(function_name, arguments)


def how(function_name: FunctionName, *arguments: Anything) -> Text:
    """The working of a function with these arguments, in one line.

    Args:
        function_name: The function, as text.
        arguments: Its arguments, as in the formula; of ranges in scalar arguments the first element is shown.

    Returns:
        The formula with the numbers put in, and the result.

    Raises:
        UnknownLabelError: function_name is no gapsheet function.
        PassedError: The function gives an error with these arguments; the same error comes back.

    Working:
        not a calculation

    Source:
        The formula in each function's own help.

    Examples:
        >>> how("WAGE_GAP", 1966.0, 2730.0)
        '(2,730 - 1,966) / 2,730 = 28.0 %'
    """
    entry = function_name
    shown = [_first_element(value) for value in arguments] if entry.broadcasts else list(arguments)
    result = cells.evaluate(entry, shown, _no_function)
    refusal = result if isinstance(result, Refusal) else None
    if refusal:
        raise PassedError(refusal.reason, refusal.error)
    remark = _remark(entry, shown)
    return f"{_filled(entry, shown)} = {_result(entry, result)}" + (f" ({remark})" if remark else "")


def _no_function(name: str) -> Entry | None:
    """Explanations of explanations are not given."""
    return None


def _first_element(value: Any) -> Any:
    while isinstance(value, list) and value:
        value = value[0]
    return value


def _filled(entry: Entry, values: list[Any]) -> str:
    """The formula text with each argument's name replaced by what was given for it."""
    texts = {
        argument.name: shown(argument, values[position] if position < len(values) else None)
        for position, argument in enumerate(entry.arguments)
    }
    names = "|".join(sorted(map(re.escape, texts), key=len, reverse=True))
    return re.sub(rf"\b({names})\b", lambda match: texts[match.group()], entry.working)


def shown(argument: Argument, value: Any) -> str:
    """What was given for an argument, as a reader writes it."""
    if value is None or value == "":
        value = argument.default
    if isinstance(value, list):
        flat = [cell for row in value for cell in row]
        texts = ["blank" if cell is None else written(cell, argument.quantity) for cell in flat[:_MOST_SHOWN]]
        return "{" + ", ".join([*texts, *(["…"] if len(flat) > _MOST_SHOWN else [])]) + "}"
    if value is None:
        return f"[{argument.name}]"
    text = written(value, argument.quantity)
    return f"({text})" if text.startswith("-") else text


def written(value: Any, quantity: Quantity, digits: int = 10) -> str:
    """A value as a reader writes it: thousands separated, percentages with their sign."""
    if isinstance(value, (str, CellError)):
        return str(value)
    if quantity.is_percent:
        return f"{value * 100:,.{digits}g} %"
    separator = "" if quantity.number_format == "0" else ","
    return f"{value:{separator}.{digits}g}"


def _result(entry: Entry, result: Any) -> str:
    """The result as its cell would show it; of a table its size."""
    if isinstance(result, list):
        return f"{len(result)} rows of {len(result[0])}"
    if isinstance(result, str):
        return result
    if entry.result.is_percent:
        return f"{result * 100:,.1f} %"
    digits = 4 if abs(result) < 1000 else 0
    text = f"{result:,.{digits}f}" if entry.result.number_format != "0" else f"{result:.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _remark(entry: Entry, values: list[Any] | tuple[Any, ...]) -> str:
    """A word on growth above 100 % a year, which is more often 4 typed for 4 %."""
    for argument, value in zip(entry.arguments, values, strict=False):
        number = _first_element(value)
        if argument.quantity == _RATE and isinstance(number, float) and abs(number) > 1:
            return f"{argument.name} is {number * 100:,.6g} % a year; was {number:,.6g} % meant?"
    return ""

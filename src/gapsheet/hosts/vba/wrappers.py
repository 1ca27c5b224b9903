"""The VBA of the functions: one for each entry of the catalogue, handing values to Python and results to cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gapsheet.entries import Argument, Entry
from gapsheet.hosts.vba.spelling import checked, refuse_entry

MODULE = "gapsheet_functions"

# Not a private module: Excel shows a private module's functions in no list and to no other workbook.
_HEAD = f"""Attribute VB_Name = "{MODULE}"
'The functions as cells call them. Generated from the catalogue; a change here is lost with the next build.
'Each asks Python once. Whatever goes wrong on the way, the cell shows #N/A and the log says why.

Option Explicit
"""


def functions_text(entries: Iterable[Entry]) -> str:
    """The module `gapsheet_functions`.

    Args:
        entries: The functions that it shall hold, in their order there.

    Raises:
        MacroError: A function that Excel or VBA would not take; the message names it and what to change.
    """
    return checked("\n".join([_HEAD, *map(wrapper, entries)]), MODULE)


def wrapper(entry: Entry) -> str:
    """One function.

    Raises:
        MacroError: Excel or VBA would not take it by its name or its arguments'.
    """
    refuse_entry(entry)
    repeats = any(argument.repeats for argument in entry.arguments)
    body = _body_of_any_number(entry) if repeats else _body(entry)
    return "\n".join(
        (
            _signature(entry),
            *(f"    {line}" for line in body),
            "    Exit Function",
            "failed:",
            f"    {entry.name} = CVErr(2042)",
            "End Function",
            "",
        )
    )


def _signature(entry: Entry) -> str:
    """The line of declaration; long ones go on in the next lines."""
    opening = f"Public Function {entry.name}("
    return _filled(opening, [_declared(argument) for argument in entry.arguments], ") As Variant")


def _declared(argument: Argument) -> str:
    if argument.repeats:
        return f"ParamArray {argument.name}() As Variant"  # VBA knows no ByVal here
    return f"{'' if argument.required else 'Optional '}ByVal {argument.name} As Variant"


def _body(entry: Entry) -> Iterator[str]:
    """A fixed number of arguments: one statement."""
    yield from _guard()
    opening = f'{entry.name} = Finished(CallPython("{entry.name.lower()}", Array('
    yield _filled(opening, [f"CellValue({argument.name})" for argument in entry.arguments], ")))", margin="        ")


def _body_of_any_number(entry: Entry) -> Iterator[str]:
    """Arguments without end: their values are gathered first. VBA counts the repeating ones from 0."""
    *leading, repeating = entry.arguments
    yield "Dim given() As Variant"
    yield "Dim place As Long"
    yield from _guard()
    yield f"ReDim given(0 To UBound({repeating.name}) + {len(leading)})"
    for place, argument in enumerate(leading):
        yield f"given({place}) = CellValue({argument.name})"
    yield f"For place = 0 To UBound({repeating.name})"
    yield f"    given(place + {len(leading)}) = CellValue({repeating.name}(place))"
    yield "Next place"
    yield f'{entry.name} = Finished(CallPython("{entry.name.lower()}", given))'


def _guard() -> Iterator[str]:
    """In the function window nothing is calculated; the cell gets #N/A there, never Empty, which shows as 0."""
    yield "On Error GoTo failed"
    yield "If InFunctionWizard() Then GoTo failed"


def _filled(opening: str, items: list[str], closing: str, margin: str = "    ") -> str:
    """Items between an opening and a closing, as many on a line as fit."""
    lines, line = [], opening
    for item in [f"{item}, " for item in items[:-1]] + [items[-1] + closing]:
        if len(line) + len(item) > 118:
            lines.append(line.rstrip(" ") + " _")
            line = margin
        line += item
    return "\n".join([*lines, line])

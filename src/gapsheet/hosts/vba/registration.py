"""The VBA that tells Excel what its function window shows of each function: purpose, category, arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gapsheet.entries import Argument, Entry
from gapsheet.hosts.vba.spelling import assignments, checked, refuse_entry, shortened

MODULE = "gapsheet_registration"

# Excel is asked to call RegisterFunctions when it is idle, which wants a public procedure without arguments.
_HEAD = f"""Attribute VB_Name = "{MODULE}"
'What Excel's function window shows. Generated from the catalogue; a change here is lost with the next build.
'Known: Excel keeps descriptions only as long as the workbook or add-in is open, and refuses them while no workbook is
'in front. What is refused is logged, and the function calculates without a description.

Option Explicit

Private is_done As Boolean

'Once in a session; whoever asks while no workbook is in front has to ask again.
Public Sub RegisterFunctions()
    If is_done Then Exit Sub
    is_done = IsBookInFront()
    If is_done Then DescribeFunctions
End Sub
"""

_TAIL = """Private Sub Describe(ByVal function_name As String, ByVal category As String, ByRef texts() As String)
    Dim descriptions() As String
    Dim place As Long
    On Error GoTo failed
    ReDim descriptions(1 To UBound(texts))
    For place = 1 To UBound(texts)
        descriptions(place) = texts(place)
    Next place
    DescribeFunction function_name, category, texts(0), descriptions
    Exit Sub
failed:
    LogLine "description of " & function_name, Err.Number, Err.Description
End Sub
"""


def registration_text(entries: Iterable[Entry]) -> str:
    """The module `gapsheet_registration`.

    Args:
        entries: The functions that the same file holds.

    Raises:
        MacroError: A function that Excel or VBA would not take; the message names it and what to change.
    """
    functions = tuple(entries)
    for entry in functions:
        refuse_entry(entry)
    return checked("\n".join([_HEAD, _all(functions), *map(_description, functions), _TAIL]), MODULE)


def _all(entries: Iterable[Entry]) -> str:
    """Every description. A workbook is no more in need of saving afterwards than before."""
    return "\n".join(
        (
            "Public Sub DescribeFunctions()",
            "    Dim was_saved As Boolean",
            "    On Error GoTo failed",
            "    was_saved = IsBookSaved()",
            *(f"    Describe{entry.name}" for entry in entries),
            "    If was_saved Then CountBookAsSaved",
            "    Exit Sub",
            "failed:",
            '    LogLine "descriptions", Err.Number, Err.Description',
            "End Sub",
            "",
        )
    )


def _description(entry: Entry) -> str:
    """A procedure for each function, because VBA bounds the size of a procedure."""
    return "\n".join(
        (
            f"Private Sub Describe{entry.name}()",
            f"    Dim texts(0 To {len(entry.arguments)}) As String",
            *(f"    {line}" for line in _texts(entry)),
            f'    Describe "{entry.name}", "gapsheet {entry.family}", texts',
            "End Sub",
            "",
        )
    )


def _texts(entry: Entry) -> Iterator[str]:
    """The function's purpose, then its arguments."""
    yield from assignments("texts(0)", shortened(entry.summary))
    for place, argument in enumerate(entry.arguments, start=1):
        yield from assignments(f"texts({place})", shortened(_help(argument)))


def _help(argument: Argument) -> str:
    return f"{argument.description} ({argument.quantity.unit})"

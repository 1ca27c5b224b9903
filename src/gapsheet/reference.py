"""The catalogue as reading matter: Markdown, JSON and plain text, all from the same entries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from textwrap import indent
from typing import Any

from gapsheet import errors
from gapsheet.catalog import FUNCTIONS
from gapsheet.entries import Argument, Entry, Example
from gapsheet.errors import CalculationError, PassedError

# Where the functions calculate today, and where not yet; one line for each place.
PLACES = (
    ("`gapsheet build`, `recalc` and `eval`", "yes", "all functions, on Windows, macOS and Linux, without Excel"),
    ("Python", "yes", "the same functions, for numbers and numpy arrays: `from gapsheet.wages import wage_gap`"),
    (
        "Excel, LibreOffice and previewers, reading a workbook",
        "values",
        "every cell shows its stored value; after a change of input `gapsheet recalc` calculates anew",
    ),
    (
        "Excel on Windows, typed into a cell",
        "with the add-in",
        "`gapsheet install` once, for you alone; built and tested without Excel, not yet tried in a real one",
    ),
    ("Excel on the Mac and the web, typed into a cell", "not yet", "comes with the Office add-in"),
    ("LibreOffice Calc, typed into a cell", "not yet", "comes with the extension for Calc"),
)

_INTRODUCTION = """# Functions

Made by `gapsheet functions --markdown` from the functions' own documentation; a test keeps it current.

Rates, gaps and shares are fractions: 0.28 is 28 %. An argument in square brackets may be left out. Where an argument
takes one number, a range gives a range of results. A blank or missing argument gives `#N/A`, text in place of a number
`#VALUE!`, and an error comes back unchanged.
"""


def markdown() -> str:
    """The whole reference, as addin/FUNCTIONS.md holds it."""
    parts = [_INTRODUCTION, _places(), _contents()]
    for family, entries in groupby(FUNCTIONS, key=lambda entry: entry.family):
        parts.append(f"## {family}\n")
        parts.extend(function_markdown(entry) for entry in entries)
    return "\n".join(parts)


def function_markdown(entry: Entry) -> str:
    """One function as a section of the reference."""
    lines = [f"### {entry.name}", "", f"`{entry.usage}`", "", entry.summary]
    for paragraph in (entry.description, f"**Note.** {entry.warnings}" if entry.warnings else ""):
        lines += ["", paragraph] if paragraph else []
    lines += ["", "| Argument | Unit | Meaning |", "|---|---|---|"]
    lines += [
        f"| `{_shown(argument)}` | {_in_table(argument.quantity.unit)} | {_in_table(argument.description)} |"
        for argument in entry.arguments
    ]
    lines += ["", f"**Result** ({entry.result.unit}): {entry.returns}", ""]
    lines += [f"**Columns**: {_columns(entry)}", ""] if entry.result.columns else []
    lines += [f"- `{value}`: {reason}" for value, reason in cell_errors(entry)]
    lines += ["", f"**Working**: `{entry.working}`", ""]
    lines += [f"**Without gapsheet**: `{entry.excel}`", ""] if entry.excel else []
    lines += [f"**Source**: {entry.source}", "", "```"]
    return "\n".join([*lines, *_examples(entry, ""), "```", ""])


def function_text(entry: Entry) -> str:
    """One function as a terminal shows it."""
    lines = [entry.usage, "", entry.summary]
    lines += [text for text in (entry.description, entry.warnings) if text]
    lines += ["", "Arguments"]
    lines += [
        f"  {_shown(argument)}: {argument.description} ({argument.quantity.unit})" for argument in entry.arguments
    ]
    lines += ["", "Result", f"  {entry.returns} ({entry.result.unit})", ""]
    errors_shown = [f"  {value}  {reason}" for value, reason in cell_errors(entry)]
    lines += ["Errors", *errors_shown, ""] if errors_shown else []
    lines += ["Working", f"  {entry.working}", "", "Source", f"  {entry.source}", "", "Examples"]
    return "\n".join([*lines, *_examples(entry, "  ")])


def _examples(entry: Entry, margin: str) -> Iterator[str]:
    """Each example as formula and result."""
    for example in entry.examples:
        yield indent(f"={call(entry, example)}\n{indent(result(example.expected), '    ')}", margin)


def _columns(entry: Entry) -> str:
    """What the columns of a table hold."""
    return "; ".join(f"{name} ({quantity.unit})" for name, quantity in entry.result.columns)


def list_text() -> str:
    """All functions by family, a line each."""
    width = max(len(entry.name) for entry in FUNCTIONS)
    lines: list[str] = []
    for family, entries in groupby(FUNCTIONS, key=lambda entry: entry.family):
        lines += ["", family] if lines else [family]
        lines += [f"  {entry.name:{width}}  {entry.summary}" for entry in entries]
    return "\n".join(lines)


def as_json(entries: tuple[Entry, ...] = FUNCTIONS) -> str:
    """Functions as JSON: a list of objects in reading order."""
    return json.dumps([_record(entry) for entry in entries], ensure_ascii=False, indent=2)


def _record(entry: Entry) -> dict[str, Any]:
    """One function as JSON holds it."""
    return {
        "name": entry.name,
        "family": entry.family,
        "usage": entry.usage,
        "summary": entry.summary,
        "description": entry.description,
        "arguments": [_argument_record(argument) for argument in entry.arguments],
        "result": {
            "description": entry.returns,
            "unit": entry.result.unit,
            "format": entry.result.number_format,
            "columns": [{"name": name, "unit": quantity.unit} for name, quantity in entry.result.columns],
        },
        "errors": [{"value": value, "reason": reason} for value, reason in cell_errors(entry)],
        "working": entry.working,
        "excel": entry.excel,
        "note": entry.warnings,
        "source": entry.source,
        "examples": [{"formula": f"={call(entry, example)}", "result": example.expected} for example in entry.examples],
    }


def _argument_record(argument: Argument) -> dict[str, Any]:
    return {
        "name": argument.name,
        "description": argument.description,
        "unit": argument.quantity.unit,
        "required": argument.required,
        "default": argument.default,
        "repeats": argument.repeats,
    }


def cell_errors(entry: Entry) -> Iterator[tuple[str, str]]:
    """The error values a function documents, each with its reason."""
    for name, reason in entry.raises:
        error: type[CalculationError] = getattr(errors, name)
        yield ("the same error" if error is PassedError else str(error.cell_error)), reason


def call(entry: Entry, example: Example) -> str:
    """An example as a person types it into a cell."""
    return f"{entry.name}({', '.join(literal(argument) for argument in example.arguments)})"


def result(value: Any) -> str:
    """An example's result: text as it is, a table row by row."""
    if isinstance(value, list):
        return "\n".join("  ".join(result(cell) for cell in row) for row in _rows(value))
    return value if isinstance(value, str) else literal(value)


def _rows(value: list[Any]) -> list[list[Any]]:
    """A flat list is a column."""
    return [row if isinstance(row, list) else [row] for row in value]


def literal(value: Any) -> str:
    """A Python value as a formula writes it; a list is an array constant, "" in it a blank."""
    if isinstance(value, list):
        return "{" + ";".join(",".join(literal(cell) for cell in row) for row in _rows(value)) + "}"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if value is None:
        return '""'
    return str(value) if isinstance(value, int) else '"' + str(value).replace('"', '""') + '"'


def _places() -> str:
    rows = [f"| {place} | {state} | {how} |" for place, state, how in PLACES]
    return "\n".join(["## What works where", "", "| Place | Works | How |", "|---|---|---|", *rows, ""])


def _contents() -> str:
    lines = ["## Contents", "", "| Function | Gives |", "|---|---|"]
    lines += [f"| [{entry.name}](#{entry.name.lower()}) | {_in_table(entry.summary)} |" for entry in FUNCTIONS]
    return "\n".join([*lines, ""])


def _shown(argument: Argument) -> str:
    if argument.repeats:
        return f"{argument.name}, ..."
    return argument.name if argument.required else f"[{argument.name}]"


def _in_table(text: str) -> str:
    """Text in a table's cell must not end the cell."""
    return text.replace("|", "\\|")

"""The workbook that checks the functions wherever it is opened: every example of the catalogue, live against its result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from gapsheet.catalog import FUNCTIONS
from gapsheet.entries import Entry, Example
from gapsheet.facts import AS_OF
from gapsheet.languages.language import ENGLISH, Language
from gapsheet.phrases import Kept, Phrase
from gapsheet.quantities import Shape
from gapsheet.templates import covers, sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Allowed, Page

CALL, ROW, COLUMN, RESULT, EXPECTED, PASSES, FAMILY = range(FIRST + 1, FIRST + 8)
VALUES = FIRST + 3  # first column of an argument's values on Data
CONTENTS = {
    "Selfcheck": "Every example: the call, its live result, the result expected, and whether they agree",
    "Data": "The arguments of the examples, one row each",
    "Notes": "How results are compared, what each function gives, what the signs mean",
}
CODES = (sheets.DASH, ("✓", "every check passes"), ("✗", "a check fails"), sheets.INPUT)
METHOD = (
    (
        "Examples",
        "Each example stands in the help text of its function, with the result that it must give on every host.",
    ),
    (
        "Tables",
        "Of a result that is a table, its first and its last cell are compared, each taken out by row and column.",
    ),
    ("Numbers", "Pass when they differ by no more than the tolerance, relative to the larger of the two."),
    ("Texts", "Pass when they are the same, letter by letter, capitals included."),
    (
        "Without the functions",
        "Where gapsheet is absent a recalculation turns the results to #NAME? and the master check to FALSE.",
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison: the call as help texts show it, as a formula, and the value expected."""

    entry: Entry
    shown: str
    formula: str
    expected: Any
    place: tuple[int, int] | None  # row and column in a table


def author(language: Language = ENGLISH) -> Book:
    """The workbook as authored: formulas without values."""
    book = Book(
        "selfcheck",
        "Do the functions work here?",
        "Every example of the gapsheet functions, live",
        AS_OF,
        language=language,
    )
    purpose = (
        "Shows within a second whether the gapsheet functions work in the program that opened this file, and whether they "
        "give the results that their help texts promise."
    )
    limits = "Examples only: blanks, errors and ranges in place of single values are tested with the source code."
    state = [
        ("As of", Phrase("{day}", day=book.as_of)),
        ("Owner", "the gapsheet project"),
        ("Version", "made anew with every version of the functions"),
    ]
    cover = covers.cover(book, "Recalculate (Ctrl+Alt+F9 in Excel) and read the master check.", purpose, limits, state)
    page = Page(book, "Selfcheck", "checks", (30, 78, 9, 9, 46, 46, 12, 15))
    lines = _data(book)
    _lines(page, lines)
    sheets.notes(book, METHOD, (), "Made from the help texts of the functions.", CODES)
    covers.contents(cover, CONTENTS)
    return book


def _data(book: Book) -> list[Line]:
    """Write the arguments of all examples, one row each; gives the lines that use them."""
    arguments = [argument for entry in FUNCTIONS for example in entry.examples for argument in example.arguments]
    widest = max(len(cells) for argument in arguments for cells in _rows(argument))
    page = Page(book, "Data", "data", (30, 22, 12, *[24] * widest))
    page.head(
        "Arguments of the examples", "Ranges lie in rows. Change one, recalculate, and the check that uses it fails."
    )
    heads = (
        "Function",
        "Argument",
        "Kind",
        "Value",
        *[Phrase("Value {number}", number=number) for number in range(2, widest + 1)],
    )
    row = page.heads(TOP, heads, right=range(3, len(heads)))
    lines: list[Line] = []
    for entry in FUNCTIONS:
        for example in entry.examples:
            areas, row = _arguments(page, row, entry, example)
            lines += _compared(entry, example, areas)
    page.freeze(TOP + 1)
    page.close(row)
    return lines


def _rows(argument: Any) -> list[list[Any]]:
    """An argument as the rows that it fills."""
    if not isinstance(argument, list):
        return [[argument]]
    return argument if argument and isinstance(argument[0], list) else [argument]


def _name(entry: Entry, position: int) -> str:
    """The name of the argument at a position; the last one may repeat."""
    return entry.arguments[min(position, len(entry.arguments) - 1)].name


def _arguments(page: Page, row: int, entry: Entry, example: Example) -> tuple[list[str], int]:
    """Write the arguments of one example; their areas and the row after them."""
    areas: list[str] = []
    for position, argument in enumerate(example.arguments):
        rows = _rows(argument)
        first = f"Data!${get_column_letter(VALUES)}${row}"
        end = f"${get_column_letter(VALUES + max(map(len, rows)) - 1)}${row + len(rows) - 1}"
        is_range = isinstance(argument, list)
        areas.append(f"{first}:{end}" if is_range else first)
        for cells in rows:
            texts = (entry.name, _name(entry, position), "range" if is_range else "one value")
            _argument(page, row, texts, cells)
            row += 1
    return areas, row


def _argument(page: Page, row: int, texts: tuple[str, str, str], cells: list[Any]) -> None:
    for offset, text in enumerate(texts):
        page.put(row, FIRST + offset, text if offset > 1 else Kept(text), "Aside" if offset else "Label")
    for offset, value in enumerate(cells):
        page.put(row, VALUES + offset, _as_it_is(value), "Calculated", style.GENERAL)
    page.height(row)


def _compared(entry: Entry, example: Example, areas: list[str]) -> Iterator[Line]:
    """A line for a single result, or one for the first and one for the last cell of a table."""
    shown = f"{entry.name}({', '.join(_shown(argument) for argument in example.arguments)})"
    call = f"{entry.name}({','.join(areas)})"
    if entry.result.shape not in (Shape.TABLE, Shape.SERIES):
        yield Line(entry, shown, f"={call}", example.expected, None)
        return
    table = example.expected if entry.result.shape is Shape.TABLE else [example.expected]  # ranges lie in rows
    for row, column in dict.fromkeys([(1, 1), (len(table), len(table[-1]))]):
        yield Line(entry, shown, f"INDEX({call},", table[row - 1][column - 1], (row, column))


def _shown(value: Any) -> str:
    """An argument as one types it in a cell."""
    if isinstance(value, list):
        return "{" + ", ".join(_shown(cell) for cell in value) + "}"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).upper()
    return f"{value:.15g}"


def _as_it_is(value: Any) -> Any:
    """What a function is given and gives is in its own words, whatever the language of the sheet."""
    return Kept(value) if isinstance(value, str) else value


def _lines(page: Page, lines: list[Line]) -> None:
    """The sheet of comparisons, with the tolerance and the master check above them."""
    page.head(
        "Selfcheck",
        "Every example of the functions' help texts, calculated here and now, against the result it must give.",
    )
    row = sheets.header_lines(page, TOP, "Examples only: no sourced figures")
    row = _settings(page, row) + 1
    heads = ("Function", "Call", "Row", "Column", "Result", "Expected", "Passes", "Family")
    top = row = page.heads(row, heads, right=(2, 3, 4, 5, 6))
    for line in lines:
        _line(page, row, line)
        row += 1
    sheets.name_results(page, PASSES, top, row - 1)
    page.freeze(top)
    page.close(row - 1)


def _settings(page: Page, row: int) -> int:
    """The tolerance of the comparisons."""
    allowed = Allowed(
        "decimal", 0, 0.01, "A number from 0 to 0.01 is expected.", "Relative difference allowed between numbers"
    )
    page.put(row, FIRST, "Tolerance", "Label")
    page.put(row, FIRST + 1, "relative difference allowed between numbers; from 0 to 0.01", "Calculated text")
    page.input(row, FIRST + 2, 1e-9, allowed, "0E+00", "tolerance")
    return row + 1


def _line(page: Page, row: int, line: Line) -> None:
    """One comparison."""
    page.put(row, FIRST, Kept(line.entry.name), "Label")
    page.put(row, CALL, Kept(line.shown), "Calculated text")
    for column, number in zip((ROW, COLUMN), line.place or ("–", "–"), strict=True):
        page.put(row, column, number, "Calculated", "0")
    formula = f"={line.formula}D{row},E{row})" if line.place else line.formula
    style_name = "Calculated text" if isinstance(line.expected, str) else "Calculated"
    page.put(row, RESULT, Kept(formula), style_name, style.GENERAL)
    page.put(row, EXPECTED, _as_it_is(line.expected), style_name, style.GENERAL)
    result, expected = f"F{row}", f"G{row}"
    near = f"ABS({result}-{expected})<=MIN(tolerance,1/100)*MAX(ABS({result}),ABS({expected}))"
    kind = f"1+ISNUMBER({result})+(1+1)*ISERROR({result})"  # a text, a number, an error
    page.put(row, PASSES, f"=CHOOSE({kind},EXACT({result},{expected}),{near},FALSE)", "Check", sheets.TRUE_FALSE)
    page.put(row, FAMILY, line.entry.family, "Aside")
    page.fit(row)

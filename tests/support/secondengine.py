"""A workbook calculated by two programs: what the second one needs to be told, and where the two disagree."""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from lxml import etree
from openpyxl.utils import get_column_letter

from gapsheet import catalog
from gapsheet.quantities import Shape

from .calls import Call, Rows, calls, replaced, spelled
from .stored import ERRORS, CellValue, StoredCell, StoredWorkbook, column_number

TOLERANCE = 1e-9  # relative
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SCRATCH_COLUMN = "XEA"  # far from anything a template writes
_SPREADING = {Shape.TABLE, Shape.SERIES}
_SIZES = ("ROWS", "COLUMNS")

Question = tuple[str, str]  # a sheet and an expression as a formula on that sheet would hold it
Recalculate = Callable[[Path, Path], object]


def without_gapsheet(book: StoredWorkbook, out: Path, recalculate: Recalculate) -> None:
    """Write a copy in which every gapsheet call is replaced by its value, as the headless host calculates it."""
    asked = [(cell.sheet, call) for cell in book.formulas for call in calls(cell.formula or "")]
    values = _call_values(book, asked, out.with_suffix(".scratch.xlsx"), recalculate)
    texts, spare = _texts(values)

    def native(cell: StoredCell) -> str:
        return replaced(cell.formula or "", lambda call: texts[cell.sheet, call.text])

    _write_with_formulas(book, {**{(cell.sheet, cell.address): native(cell) for cell in book.formulas}, **spare}, out)


def _texts(values: Mapping[Question, CellValue | Rows]) -> tuple[dict[Question, str], dict[tuple[str, str], str]]:
    """What stands in the place of each call, and spare cells for tables with errors in them.

    LibreOffice makes every element of an array constant an error if one of them is; a range it reads cell by cell.
    """
    texts: dict[Question, str] = {}
    spare: dict[tuple[str, str], str] = {}
    top = 1
    for (sheet, text), value in values.items():
        texts[sheet, text] = spelled(value)
        if isinstance(value, list) and any(cell in ERRORS for row in value for cell in row):
            first = column_number(_SCRATCH_COLUMN)
            for row, cells in enumerate(value):
                for column, cell in enumerate(cells):
                    spare[sheet, f"{get_column_letter(first + column)}{top + row}"] = spelled(cell)
            end = f"{get_column_letter(first + len(value[0]) - 1)}{top + len(value) - 1}"
            texts[sheet, text] = f"${_SCRATCH_COLUMN}${top}:{end}"
            top += len(value)
    return texts, spare


def disagreements(book: StoredWorkbook, other: StoredWorkbook) -> list[str]:
    """Formula cells whose stored value another program does not get, with both values."""
    found = []
    for cell in book.formulas:
        theirs = other.cells.get((cell.sheet, cell.address))
        if theirs is None or not same_value(cell.value, theirs.value):
            found.append(f"{cell.place}: stored {cell.value!r}, second program {theirs and theirs.value!r}")
    return found


def same_value(ours: CellValue, theirs: CellValue) -> bool:
    """Whether two programs mean the same: numbers to nine digits, an empty text like a blank.

    LibreOffice writes a truth value as 1 or 0 where its cell has a number format.
    """
    if isinstance(ours, bool) and isinstance(theirs, float):
        theirs = {0.0: False, 1.0: True}.get(theirs)
    if isinstance(ours, float) and isinstance(theirs, float):
        return math.isclose(ours, theirs, rel_tol=TOLERANCE, abs_tol=1e-300)
    blank = (None, "")
    return (ours in blank and theirs in blank) or (type(ours) is type(theirs) and ours == theirs)


def _call_values(
    book: StoredWorkbook, asked: Iterable[tuple[str, Call]], scratch: Path, recalculate: Recalculate
) -> Mapping[Question, CellValue | Rows]:
    """The value of each call on its sheet; tables are asked for their size first and then cell by cell."""
    scalar = [(sheet, call.text) for sheet, call in asked if not _spreads(call)]
    tables = [(sheet, call.text) for sheet, call in asked if _spreads(call)]
    sizes = _answers(
        book, [(sheet, f"{size}({text})") for sheet, text in tables for size in _SIZES], scratch, recalculate
    )
    places = {
        (sheet, text): [
            [(sheet, f"INDEX({text},{row},{column})") for column in range(1, _size(sizes, sheet, text, "COLUMNS") + 1)]
            for row in range(1, _size(sizes, sheet, text, "ROWS") + 1)
        ]
        for sheet, text in tables
    }
    elements = [question for rows in places.values() for row in rows for question in row]
    answers = _answers(book, scalar + elements, scratch, recalculate)
    whole = {table: [[answers[question] for question in row] for row in rows] for table, rows in places.items()}
    return {**{question: answers[question] for question in scalar}, **whole}


def _size(sizes: Mapping[Question, CellValue], sheet: str, text: str, which: str) -> int:
    size = sizes[sheet, f"{which}({text})"]
    assert isinstance(size, float), f"{text} on {sheet} has {which} {size}"
    return int(size)


def _spreads(call: Call) -> bool:
    entry = catalog.find(call.name)
    return entry is not None and entry.result.shape in _SPREADING


def _answers(
    book: StoredWorkbook, questions: Iterable[Question], scratch: Path, recalculate: Recalculate
) -> Mapping[Question, CellValue]:
    """The values of expressions, calculated in spare cells of their own sheets."""
    wanted = list(dict.fromkeys(questions))
    places = {question: (question[0], f"{_SCRATCH_COLUMN}{row}") for row, question in enumerate(wanted, start=1)}
    if not wanted:
        return {}
    _write_with_formulas(book, {places[question]: question[1] for question in wanted}, scratch)
    recalculate(scratch, scratch)
    cells = StoredWorkbook.of(scratch).cells
    return {question: cells[place].value for question, place in places.items()}


def _write_with_formulas(book: StoredWorkbook, formulas: Mapping[tuple[str, str], str], out: Path) -> None:
    """A copy of a workbook with these formulas in these cells, existing or new; nothing else changes."""
    parts = dict(book.parts)
    for sheet, part in book.sheets.items():
        own = {address: text for (name, address), text in formulas.items() if name == sheet}
        if own:
            parts[part] = _sheet_with(parts[part], own)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)


def _sheet_with(xml: bytes, formulas: Mapping[str, str]) -> bytes:
    root = etree.fromstring(xml)
    data = next(root.iter(f"{_MAIN}sheetData"))
    rows = {row.get("r"): row for row in data}
    cells = {cell.get("r"): cell for row in data for cell in row}
    for address, text in formulas.items():
        cell = cells.get(address)
        if cell is None:
            cell = _new_cell(_row(data, rows, re.sub("[A-Z]", "", address)), address)
        formula = cell.find(f"{_MAIN}f")
        if formula is None:
            formula = etree.SubElement(cell, f"{_MAIN}f")
        formula.text = text
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _new_cell(row: etree._Element, address: str) -> etree._Element:
    """A cell after those to its left: spare cells lie to the right of everything else, in the order they are asked."""
    return etree.SubElement(row, f"{_MAIN}c", {"r": address})


def _row(data: etree._Element, rows: dict[str | None, etree._Element], number: str) -> etree._Element:
    if number not in rows:
        before = sum(int(known or 0) < int(number) for known in rows)
        rows[number] = etree.Element(f"{_MAIN}row", {"r": number})
        data.insert(before, rows[number])
    return rows[number]


def with_stored_value(book: StoredWorkbook, cell: StoredCell, value: str, out: Path) -> None:
    """A copy in which one cell stores another value; for proving that a wrong value would be noticed."""
    part = book.sheets[cell.sheet]
    pattern = rb'(<c r="%b"[^>]*>(?:(?!</c>).)*<v[^>]*>)[^<]*(</v>)' % cell.address.encode()
    changed, count = re.subn(pattern, rb"\g<1>%b\g<2>" % value.encode(), book.parts[part], flags=re.DOTALL)
    assert count == 1, f"{cell.place} is stored {count} times"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in book.parts.items():
            container.writestr(name, changed if name == part else content)

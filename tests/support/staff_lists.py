"""A workbook about a staff list after somebody pasted other people over the example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from gapsheet.recalc import recalculate

from .answers import Answers

Row = Mapping[str, Any]


def pasted(path: Path, folder: Path, rows: Sequence[Row], typed: Mapping[str, Any] | None = None) -> Answers:
    """What the workbook says with these rows in Employees, by head, and these cells typed, by name or as Sheet!A1.

    Columns that a row does not name are left blank; calculated columns are filled down, as Excel does. Without rows the
    table keeps one blank row, the least that a table has.
    """
    copy = with_rows(path, folder / f"pasted-{path.name}", rows, typed or {})
    recalculate(copy, copy)
    return Answers(copy)


def with_rows(path: Path, copy: Path, rows: Sequence[Row], typed: Mapping[str, Any]) -> Path:
    """A copy of the workbook with other rows, not calculated."""
    book = load_workbook(path)
    sheet = book["Employees"]
    table = sheet.tables["Employees"]
    left, top, right, bottom = range_boundaries(table.ref)
    heads = [sheet.cell(top, column).value for column in range(left, right + 1)]
    formulas = {
        column.name: f"={column.calculatedColumnFormula.attr_text}"
        for column in table.tableColumns
        if column.calculatedColumnFormula
    }
    sheet.delete_rows(top + 1, bottom - top)
    for offset, row in enumerate(rows or [{}], start=1):
        assert set(row) <= set(heads), set(row) - set(heads)
        for column, head in enumerate(heads, start=left):
            sheet.cell(top + offset, column).value = formulas.get(head, row.get(head))
    table.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{top + max(len(rows), 1)}"
    table.autoFilter.ref = table.ref
    for name, value in typed.items():
        where = book.defined_names[name].attr_text if name in book.defined_names else name
        place, _, address = where.replace("$", "").rpartition("!")
        book[place.strip("'")][address].value = value
    book.save(copy)
    return copy


def people_of(path: Path) -> list[dict[str, Any]]:
    """The rows of the example, by head, without the calculated columns."""
    sheet = load_workbook(path)["Employees"]
    table = sheet.tables["Employees"]
    left, top, _, bottom = range_boundaries(table.ref)
    columns = [
        (column, item.name)
        for column, item in enumerate(table.tableColumns, start=left)
        if not item.calculatedColumnFormula
    ]
    return [{head: sheet.cell(row, column).value for column, head in columns} for row in range(top + 1, bottom + 1)]

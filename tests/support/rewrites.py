"""Rewrites of the torture workbook, and what an independent reader finds in the files they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from gapsheet.package.archive import open_archive, write_archive
from gapsheet.package.rewrites import BookRewrite, NewSheet, TableRewrite
from gapsheet.package.rewriting import rewritten
from gapsheet.quantities import CellValue

OWNED = ("Key", "Year", "Value")
Row = tuple[CellValue, ...]


def new_row(number: int) -> Row:
    """A row that the table has not had."""
    return (f"new{number}", 2100.0 + number, 1000.0 + number)


def pay(rows: Sequence[Row], origins: Sequence[int | None], *, lists_rest: bool = False) -> BookRewrite:
    """A rewrite of the table Pay."""
    return BookRewrite((TableRewrite("Pay", OWNED, tuple(rows), tuple(origins), lists_rest),))


def cells(values: Mapping[str, Mapping[tuple[int, int], CellValue]]) -> BookRewrite:
    """A rewrite of single cells."""
    return BookRewrite(cells=values)


def sheets(*new: NewSheet) -> BookRewrite:
    """A rewrite that adds sheets."""
    return BookRewrite(sheets=new)


def carried_out(book: Path, rewrite: BookRewrite, out: Path, notes: list[str] | None = None) -> dict[str, bytes]:
    """Write the rewritten workbook and give back its changed parts."""
    with open_archive(book) as archive:
        parts = rewritten(archive, rewrite, notes)
        write_archive(archive, out, {part: (content,) for part, content in parts.items()})
    return parts


def grid(path: Path, sheet: str) -> Worksheet:
    """A sheet as openpyxl reads it, formulas as formulas."""
    return openpyxl.load_workbook(path)[sheet]


def column(sheet: Worksheet, letter: str, first: int, last: int) -> list[Any]:
    """The cells of a column from one row to another."""
    return [sheet[f"{letter}{row}"].value for row in range(first, last + 1)]

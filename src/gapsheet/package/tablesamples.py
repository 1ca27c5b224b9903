"""The rows of a table, read on their own, or enough of them to see whether a file holds what it should."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gapsheet.errors import DamagedWorkbookError
from gapsheet.package.addresses import area
from gapsheet.package.archive import Archive
from gapsheet.package.evenrows import EvenRows, even_rows
from gapsheet.package.sheetrows import COLUMNS, sheet_rows, value_of
from gapsheet.package.structure import located_tables, shared_strings
from gapsheet.quantities import CellValue


@dataclass(frozen=True, slots=True)
class TableSample:
    """Rows of a table by position (from 0), and how many it has."""

    headers: tuple[str, ...]
    count: int
    rows: dict[int, tuple[CellValue, ...]]


def table_sample(archive: Archive, name: str, most: int) -> TableSample:
    """Rows of a table: those that are all alike, which are read at once, and about `most` of the others.

    They are spread evenly, the first and the last row among them.

    Raises:
        DamagedWorkbookError: There is no such table, or its sheet cannot be read.
    """
    found = next((item for item in located_tables(archive) if item[0].name.casefold() == name.casefold()), None)
    if found is None:
        raise DamagedWorkbookError(f"{archive.path} has no table {name}; open it in Excel and save it again")
    table, _, sheet = found
    top, left, bottom, right = area(table.ref)
    first = top + table.header_rows
    count = bottom - table.totals_rows - first + 1
    rows, strings = sheet_rows(archive, sheet), shared_strings(archive)
    even = even_rows(rows, first, first + count - 1, strings) if count > 0 else None
    sample = _even_sample(even, first, range(left, right + 1)) if even is not None else {}
    for position in sorted({*range(0, count, max(count // most, 1)), count - 1} - sample.keys()):
        cells = {COLUMNS[cell[1]]: value_of(cell, rows.prefix, strings) for cell in rows.cells(first + position)}
        sample[position] = tuple(cells.get(column) for column in range(left, right + 1))
    return TableSample(table.headers, count, sample)


def _even_sample(even: EvenRows, first: int, columns: Iterable[int]) -> dict[int, tuple[CellValue, ...]]:
    """The rows of one form by position."""
    blank: list[CellValue] = [None] * len(even.numbers)
    read = zip(*(even.columns.get(column, blank) for column in columns), strict=True)
    return {number - first: row for number, row in zip(even.numbers, read, strict=True)}

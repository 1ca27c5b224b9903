"""Some rows of a table, read on their own: enough to see whether a file holds what it should."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gapsheet.errors import DamagedWorkbookError
from gapsheet.package.addresses import area
from gapsheet.package.archive import Archive, SheetPart
from gapsheet.package.sheetrows import COLUMNS, Cell, SheetRows, cell_pattern, sheet_rows, value_of
from gapsheet.package.structure import located_tables, shared_strings
from gapsheet.quantities import CellValue

_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData[\s/>]")


@dataclass(frozen=True, slots=True)
class TableSample:
    """Rows of a table by position (from 0), and how many it has."""

    headers: tuple[str, ...]
    count: int
    rows: dict[int, tuple[CellValue, ...]]


def sampled(count: int, most: int) -> list[int]:
    """About `most` positions among so many rows, spread evenly, the first and the last among them."""
    return sorted({*range(0, count, max(count // most, 1)), count - 1})


def table_sample(archive: Archive, name: str, most: int, *, thorough: bool = False) -> TableSample:
    """About `most` rows of a table, spread evenly, the first and the last among them.

    Args:
        archive: The workbook.
        name: The table's.
        most: How many rows, about.
        thorough: Find all rows of the sheet first. To look for each alone takes a third of the time, and relies on
            the sheet being written plainly.

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
    strings = shared_strings(archive)
    positions = sampled(count, most)
    sample: dict[int, tuple[CellValue, ...]] = {}
    for position, (prefix, row) in zip(
        positions, _rows(archive, sheet, [first + position for position in positions], thorough=thorough), strict=True
    ):
        cells = {COLUMNS[cell[1]]: value_of(cell, prefix, strings) for cell in row}
        sample[position] = tuple(cells.get(column) for column in range(left, right + 1))
    return TableSample(table.headers, count, sample)


def _rows(
    archive: Archive, sheet: SheetPart, numbers: Sequence[int], *, thorough: bool
) -> Iterator[tuple[bytes, list[Cell]]]:
    """The prefix and the cells of some rows, looked for one after the other as long as each is found."""
    content = archive.read(sheet.part)
    opening = None if thorough or (b"!" in content and b"<!" in content) else _DATA.search(content)
    place = opening.end() if opening is not None else 0
    all_rows: SheetRows | None = None
    for number in numbers:
        found = _row(content, opening[1], number, place) if opening is not None and all_rows is None else None
        if opening is not None and found is not None:
            cells, place = found
            yield opening[1], cells
        else:
            all_rows = all_rows or sheet_rows(archive, sheet)
            yield all_rows.prefix, all_rows.cells(number)


def _row(content: bytes, prefix: bytes, number: int, place: int) -> tuple[list[Cell], int] | None:
    """The cells of a row further down, and where it ends; None if it is not there, blank, or spelled in another way."""
    start = content.find(b'<%brow r="%d"' % (prefix, number), place)
    body = content.find(b">", start) + 1
    end = content.find(b"</%brow>" % prefix, body)
    if start < 0 or end < 0 or content[body - 2] == 0x2F:
        return None
    cells = cell_pattern(prefix).findall(content, body, end)
    return (cells, end) if len(cells) == content.count(b"<%bc" % prefix, body, end) else None

"""Some rows of a table, read on their own: enough to see whether a file holds what it should."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gapsheet.errors import DamagedWorkbookError
from gapsheet.package.addresses import area
from gapsheet.package.archive import Archive, SheetPart
from gapsheet.package.sheetrows import COLUMNS, Cell, SheetRows, cell_pattern, sheet_rows, value_of
from gapsheet.package.sheetxml import SheetXml
from gapsheet.package.structure import located_tables, shared_strings
from gapsheet.quantities import CellValue


@dataclass(frozen=True, slots=True)
class TableSample:
    """Rows of a table by position (from 0), and how many it has."""

    headers: tuple[str, ...]
    count: int
    rows: dict[int, tuple[CellValue, ...]]


def table_sample(archive: Archive, name: str, most: int) -> TableSample:
    """About `most` rows of a table, spread evenly, the first and the last among them.

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
    positions = sorted({*range(0, count, max(count // most, 1)), count - 1})
    sample: dict[int, tuple[CellValue, ...]] = {}
    for position, (prefix, row) in zip(
        positions, _rows(archive, sheet, [first + position for position in positions]), strict=True
    ):
        cells = {COLUMNS[cell[1]]: value_of(cell, prefix, strings) for cell in row}
        sample[position] = tuple(cells.get(column) for column in range(left, right + 1))
    return TableSample(table.headers, count, sample)


def _rows(archive: Archive, sheet: SheetPart, numbers: Sequence[int]) -> Iterator[tuple[bytes, list[Cell]]]:
    """The prefix and the cells of some rows, which are looked for one after the other: faster than to find all rows."""
    xml = SheetXml.of(archive.read(sheet.part))
    pattern, place = cell_pattern(xml.prefix), xml.start
    closing = b"</%brow>" % xml.prefix
    all_rows: SheetRows | None = None
    for number in numbers:
        start = xml.content.find(b'<%brow r="%d"' % (xml.prefix, number), place, xml.end)
        body = xml.content.find(b">", start, xml.end) + 1
        end = xml.content.find(closing, body, xml.end)
        if start < 0 or end < 0 or xml.content[body - 2] == 0x2F:  # not there, blank, or spelled in another way
            all_rows = all_rows or sheet_rows(archive, sheet)
            yield all_rows.prefix, all_rows.cells(number)
        else:
            yield xml.prefix, pattern.findall(xml.content, body, end)
            place = end

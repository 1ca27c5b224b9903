"""How values come into cells that have no formula of their own: the cells that an array formula fills."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from gapsheet.package.celltext import written
from gapsheet.package.sheetxml import CellKey, SheetXml, cell_name, column_number
from gapsheet.quantities import CellValue

_NUMBER = re.compile(rb"\sr\s*=\s*[\"']([0-9]+)")
_ADDRESS = re.compile(rb"\sr\s*=\s*[\"']([A-Z]+)")
_TYPE = re.compile(rb"\s(?:t|cm|vm)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_SPANS = re.compile(rb"\sspans\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def with_members(xml: bytes | SheetXml, values: Mapping[CellKey, CellValue]) -> SheetXml:
    """The part with these values in cells without formulas; cells and rows that are missing are put in.

    Args:
        xml: The part.
        values: Values by (row, column); None empties a cell, which keeps its style.
    """
    sheet = SheetXml.of(xml)
    if not values:
        return sheet
    head, tail = sheet.content[: sheet.start], sheet.content[sheet.end :]
    if head.endswith(b"/>"):  # no rows at all: the element has to be opened first
        head, tail = head[:-2] + b">", b"</%bsheetData>" % sheet.prefix + tail
    return SheetXml.of(head + b"".join(_rows(sheet, _by_row(values))) + tail)


def _by_row(values: Mapping[CellKey, CellValue]) -> dict[int, dict[int, CellValue]]:
    rows: dict[int, dict[int, CellValue]] = {}
    for (row, column), value in sorted(values.items()):
        rows.setdefault(row, {})[column] = value
    return rows


@cache
def _patterns(prefix: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """A row and a cell: attributes, then the content if it is not empty."""
    p = re.escape(prefix)
    element = rb"<%b%b(\s[^<>]*?)?(?:/>|>(.*?)</%b%b\s*>)"
    row, cell = (re.compile(element % (p, name, p, name), re.DOTALL) for name in (b"row", b"c"))
    return row, cell


def _rows(sheet: SheetXml, rows: dict[int, dict[int, CellValue]]) -> Iterator[bytes]:
    """The rows of the sheet with the new cells in them."""
    content, prefix, done, number = sheet.content, sheet.prefix, sheet.start, 0
    for match in _patterns(prefix)[0].finditer(content, sheet.start, sheet.end):
        stated = _NUMBER.search(match[1] or b"")
        number = int(stated[1]) if stated else number + 1
        yield content[done : match.start()]
        for missing in [row for row in rows if row < number]:
            yield _row(missing, b"", b"", rows.pop(missing), prefix)
        cells = rows.pop(number, None)
        yield match[0] if cells is None else _row(number, match[1] or b"", match[2] or b"", cells, prefix)
        done = match.end()
    yield content[done : sheet.end]
    for missing in list(rows):
        yield _row(missing, b"", b"", rows.pop(missing), prefix)


def _row(number: int, attributes: bytes, content: bytes, cells: dict[int, CellValue], prefix: bytes) -> bytes:
    """One row; its spans hint is dropped, since new cells may lie outside."""
    if not _NUMBER.search(attributes):
        attributes = b' r="%d"%b' % (number, attributes)
    inside = b"".join(_cells(number, content, dict(cells), prefix))
    return b"<%brow%b>%b</%brow>" % (prefix, _SPANS.sub(b"", attributes), inside, prefix)


def _cells(row: int, content: bytes, cells: dict[int, CellValue], prefix: bytes) -> Iterator[bytes]:
    done = 0
    for match in _patterns(prefix)[1].finditer(content):
        stated = _ADDRESS.search(match[1] or b"")
        column = column_number(stated[1].decode("ascii")) if stated else 0
        yield content[done : match.start()]
        for missing in [key for key in cells if key < column]:
            yield _cell(row, missing, b"", cells.pop(missing), prefix)
        yield _cell(row, column, match[1], cells.pop(column), prefix) if column in cells else match[0]
        done = match.end()
    yield content[done:]
    for missing in list(cells):
        yield _cell(row, missing, b"", cells.pop(missing), prefix)


def _cell(row: int, column: int, attributes: bytes, value: CellValue, prefix: bytes) -> bytes:
    """One cell with a value and its old style."""
    attributes = _TYPE.sub(b"", attributes) or b' r="%b"' % cell_name(row, column).encode("ascii")
    if value is None:
        return b"<%bc%b/>" % (prefix, attributes)
    kind, element = written(value, prefix)
    return b"<%bc%b%b>%b</%bc>" % (prefix, attributes, kind, element, prefix)

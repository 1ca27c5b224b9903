"""How values come into cells that have no formula of their own: the cells that an array formula fills."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from gapsheet.package.addresses import CellKey, cell_name, column_number, keys
from gapsheet.package.celltext import stored_value, written
from gapsheet.package.sheetxml import SheetXml
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


def member_values(
    xml: bytes | SheetXml, areas: Iterable[tuple[int, int, int, int]], strings: Sequence[str] = ()
) -> dict[CellKey, CellValue]:
    """The stored values of the cells without formulas inside these areas; cells that do not exist count as blank."""
    sheet = SheetXml.of(xml)
    wanted = {key for corners in areas for key in keys(corners)}
    found: dict[CellKey, CellValue] = dict.fromkeys(sorted(wanted))
    row_pattern, cell_pattern = _patterns(sheet.prefix)
    rows = {row for row, _ in wanted}
    for row in row_pattern.finditer(sheet.content, sheet.start, sheet.end):
        number = _NUMBER.search(row[1] or b"")
        if number and int(number[1]) in rows:
            for cell in cell_pattern.finditer(row[2] or b""):
                address = _ADDRESS.search(cell[1] or b"")
                key = (int(number[1]), column_number(address[1].decode("ascii")) if address else 0)
                if key in wanted:
                    found[key] = _plain_value(cell, sheet.prefix, strings)
    return found


def _plain_value(cell: re.Match[bytes], prefix: bytes, strings: Sequence[str]) -> CellValue:
    kind = re.search(rb"\st\s*=\s*[\"']([^\"']*)", cell[1] or b"")
    value = re.search(rb"<%bv(?:\s[^<>]*)?>([^<]*)<" % re.escape(prefix), cell[2] or b"")
    return stored_value(kind[1] if kind else b"", value[1] if value else None, cell[2] or b"", strings)


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

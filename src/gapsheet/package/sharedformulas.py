"""Formulas that cells share, written out so that each cell has its own."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from gapsheet.package.addresses import Corners, area, is_area
from gapsheet.package.celltext import escaped
from gapsheet.package.references import translated
from gapsheet.package.sheetxml import FormulaCell, SheetXml, scan

_FILLING = re.compile(rb"\st\s*=\s*[\"'](?:array|dataTable)[\"']")


def with_own_formulas(xml: bytes | SheetXml, place: Corners) -> SheetXml:
    """The part with every shared formula written out that reaches into this area."""
    sheet = SheetXml.of(xml)
    if not sheet.formulas or (b'"shared"' not in sheet.content and b"'shared'" not in sheet.content):
        return sheet
    cells = list(scan(sheet))
    touched = {cell.shared_index for cell in cells if cell.kind == "shared" and _inside(cell, place)}
    return SheetXml.of(b"".join(_written_out(sheet, cells, touched))) if touched else sheet


def _inside(cell: FormulaCell, place: Corners) -> bool:
    if place[0] <= cell.row <= place[2] and place[1] <= cell.column <= place[3]:
        return True
    if cell.ref is None or not is_area(cell.ref):
        return False
    top, left, bottom, right = area(cell.ref)
    return top <= place[2] and bottom >= place[0] and left <= place[3] and right >= place[1]


def _written_out(sheet: SheetXml, cells: list[FormulaCell], touched: Container[int | None]) -> Iterator[bytes]:
    masters = {cell.shared_index: cell for cell in cells if cell.kind == "shared" and cell.formula is not None}
    content, done = sheet.content, 0
    for match, cell in zip(sheet.matches(), cells, strict=True):
        master = masters.get(cell.shared_index) if cell.kind == "shared" else None
        if master is not None and cell.shared_index in touched:
            text = translated(master.formula or "", cell.row - master.row, cell.column - master.column)
            start = content.index(b"<%bf" % sheet.prefix, match.end(3))
            yield content[done:start] + b"<%bf>%b</%bf>" % (sheet.prefix, escaped(text), sheet.prefix)
            done = _end_of_formula(content, start, sheet.prefix)
    yield content[done:]


def _end_of_formula(content: bytes, start: int, prefix: bytes) -> int:
    """Where the formula element that begins here ends."""
    opened = content.index(b">", start) + 1
    if content[opened - 2] == 0x2F:
        return opened
    return content.index(b">", content.index(b"</%bf" % prefix, opened)) + 1


def array_areas(sheet: SheetXml) -> list[Corners]:
    """The areas of several rows that one formula fills; such an area cannot be taken apart."""
    if not sheet.formulas or not _FILLING.search(sheet.content):
        return []
    refs = [cell.ref for cell in scan(sheet) if cell.kind in ("array", "dataTable")]
    areas = [area(ref) for ref in refs if ref and is_area(ref)]
    return [corners for corners in areas if corners[0] < corners[2]]

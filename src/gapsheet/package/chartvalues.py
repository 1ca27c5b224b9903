"""Charts over rewritten tables: their series, and the points that they remember of the tables' cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from gapsheet.package.archive import SheetPart
from gapsheet.package.bookreferences import typed_parts, with_series
from gapsheet.package.chartcaches import number_point, text_point
from gapsheet.package.draft import Draft
from gapsheet.package.formulamoves import FormulaMoves
from gapsheet.package.references import Reference, references
from gapsheet.package.sheetrows import COLUMNS, SheetRows, sheet_rows, value_of
from gapsheet.package.smallparts import CHART, serialised
from gapsheet.quantities import CellValue

_CACHES = {"numCache": number_point, "strCache": text_point}
_PLAIN = re.compile(r"(?:'(?:[^']|'')*'|[^'!(),]+)![$A-Z0-9:]+")


class _NewCells:
    """The cells of the rewritten sheets as charts ask for them."""

    def __init__(self, draft: Draft, sheets: Iterable[SheetPart]) -> None:
        self._draft = draft
        self._sheets = {sheet.name.casefold(): sheet for sheet in sheets}
        self._read: dict[str, SheetRows] = {}

    def _rows(self, name: str) -> SheetRows | None:
        """The rows of a rewritten sheet; None for another one."""
        sheet = self._sheets.get(name.casefold())
        if sheet is None:
            return None
        return self._read.setdefault(sheet.part, self._read.get(sheet.part) or sheet_rows(self._draft, sheet))

    def at(self, reference: Reference) -> list[CellValue] | None:
        """The values of an area row by row; None for an area on another sheet."""
        rows = self._rows(reference.sheet)
        if rows is None:
            return None
        top, left, bottom, right = reference.corners
        return [value for row in range(top, bottom + 1) for value in self._values(rows, row, left, right)]

    def _values(self, rows: SheetRows, row: int, left: int, right: int) -> list[CellValue]:
        values: list[CellValue] = [None] * (right - left + 1)
        for cell in rows.cells(row):
            column = COLUMNS[cell[1]]
            if left <= column <= right:
                values[column - left] = value_of(cell, rows.prefix, self._draft.strings)
        return values


def follow_in_charts(draft: Draft, formula_moves: FormulaMoves, sheets: Iterable[SheetPart]) -> None:
    """Bring the charts in line: series first, then what they remember.

    Args:
        draft: The workbook, its sheets rewritten.
        formula_moves: The moves.
        sheets: The rewritten sheets.
    """
    cells = _NewCells(draft, sheets)
    for part in typed_parts(draft, "drawingml.chart+xml", "ms-office.chartex+xml"):
        old = draft.read(part)
        new = with_series(old, formula_moves)
        draft.put(part, new)
        root = draft.parsed(part)
        changes = [_remember(reference, cells, formula_moves) for reference in _references(root)]
        if any(changes):
            draft.put(part, serialised(root))


def _references(root: etree._Element) -> Iterator[etree._Element]:
    return root.iter(f"{{{CHART}}}numRef", f"{{{CHART}}}strRef")


def _remember(element: etree._Element, cells: _NewCells, formula_moves: FormulaMoves) -> bool:
    """Let one reference remember the values that its cells hold now; whether it remembered others."""
    formula = (element.findtext(f"{{{CHART}}}f") or "").strip()
    cache = next((child for child in element if etree.QName(child).localname in _CACHES), None)
    if cache is None or not _PLAIN.fullmatch(formula):
        return False
    found = references(formula)
    if len(found) != 1:
        return False
    (reference,) = found
    if not any(move.meets(reference.corners) for move in formula_moves.moves.on(reference.sheet)):
        return False
    values = cells.at(reference)
    if values is None:
        return False
    point = _CACHES[etree.QName(cache).localname]
    return _fill(cache, [point(value) for value in values])


def _fill(cache: etree._Element, points: Sequence[str | None]) -> bool:
    """Put these points into a cache; whether it held others."""
    old = {item.get("idx"): item.findtext(f"{{{CHART}}}v") for item in cache.iterfind(f"{{{CHART}}}pt")}
    new = {str(place): text for place, text in enumerate(points) if text is not None}
    count = cache.find(f"{{{CHART}}}ptCount")
    if count is not None and count.get("val") == str(len(points)) and _same(old, new):
        return False
    formats = {item.get("idx"): item.get("formatCode") for item in cache.iterfind(f"{{{CHART}}}pt")}
    for item in list(cache.iterfind(f"{{{CHART}}}pt")):
        cache.remove(item)
    if count is None:
        count = etree.SubElement(cache, f"{{{CHART}}}ptCount")
    count.set("val", str(len(points)))
    _add(cache, count, new, formats)
    return True


def _add(
    cache: etree._Element, count: etree._Element, points: dict[str, str], formats: dict[str | None, str | None]
) -> None:
    """Points after their number, each with the number format it had."""
    place = cache.index(count) + 1
    for offset, (index, text) in enumerate(points.items()):
        point = etree.Element(f"{{{CHART}}}pt", {"idx": index})
        if formats.get(index):
            point.set("formatCode", formats[index] or "")
        etree.SubElement(point, f"{{{CHART}}}v").text = text
        cache.insert(place + offset, point)


def _same(old: dict[str | None, str | None], new: dict[str, str]) -> bool:
    """Whether two sets of points show the same, however their numbers are spelled."""
    return old.keys() == new.keys() and all(_equal(old[index], text) for index, text in new.items())


def _equal(old: str | None, new: str) -> bool:
    try:
        return old == new or (old is not None and float(old) == float(new))
    except ValueError:
        return False

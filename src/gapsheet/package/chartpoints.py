"""What the charts of a calculated workbook remember of its formulas' values, brought up to date where it differs."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from gapsheet.package.addresses import CellKey
from gapsheet.package.archive import Archive
from gapsheet.package.chartcaches import SheetValues, chart_parts, number_point, text_point
from gapsheet.package.smallparts import CHART, serialised
from gapsheet.quantities import CellValue

_CACHES = {f"{{{CHART}}}numCache": number_point, f"{{{CHART}}}strCache": text_point}


def refreshed_charts(archive: Archive, values: SheetValues) -> dict[str, bytes]:
    """The chart parts whose remembered points differ from the calculated values, by part name.

    Points of typed cells stay, and so do references that are no plain range (defined names, several areas): the
    program that opens the workbook refreshes those.
    """
    parts: dict[str, bytes] = {}
    for part in chart_parts(archive):
        root = archive.parsed(part)
        changes = [_refresh(cache, values) for cache in root.iter(*_CACHES)]
        if any(changes):
            parts[part] = serialised(root)
    return parts


def _refresh(cache: etree._Element, values: SheetValues) -> bool:
    """Bring one cache up to date; whether anything had to change."""
    parent = cache.getparent()
    formula = parent.findtext(f"{{{CHART}}}f") if parent is not None else None
    changed = False
    for index, value in _calculated(formula or "", values):
        changed |= _set_point(cache, index, _CACHES[str(cache.tag)](value))
    return changed


def _calculated(reference: str, values: SheetValues) -> Iterator[tuple[int, CellValue]]:
    """The calculated cells of a plain range, with their positions in it."""
    quoted, _, cells = reference.rpartition("!")
    sheet = quoted[1:-1].replace("''", "'") if quoted.startswith("'") else quoted
    calculated = values.get(sheet)
    if not calculated:
        return
    for index, key in enumerate(_cells(cells)):
        if key in calculated:
            yield index, calculated[key]


def _cells(reference: str) -> Iterator[CellKey]:
    """Row by row; nothing for what is no range with rows and columns."""
    from openpyxl.utils import range_boundaries  # takes long to import, and few workbooks have such charts

    try:
        left, top, right, bottom = range_boundaries(reference)
    except ValueError:
        return
    if left and top and right and bottom:
        yield from ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def _set_point(cache: etree._Element, index: int, text: str | None) -> bool:
    """Let a cache hold this text at a position, or nothing; whether it held something else."""
    point = next((item for item in cache.iterfind(f"{{{CHART}}}pt") if item.get("idx") == str(index)), None)
    held = None if point is None else point.findtext(f"{{{CHART}}}v")
    if held == text or _same_number(held, text):
        return False
    if point is not None:
        cache.remove(point)
    if text is not None:
        _insert_point(cache, index, text)
    return True


def _same_number(held: str | None, text: str | None) -> bool:
    try:
        return held is not None and text is not None and float(held) == float(text)
    except ValueError:
        return False


def _insert_point(cache: etree._Element, index: int, text: str) -> None:
    """Add a point before those of later positions, and before what may follow all points."""
    point = etree.Element(f"{{{CHART}}}pt", {"idx": str(index)})
    etree.SubElement(point, f"{{{CHART}}}v").text = text
    later = (item for item in cache.iterfind(f"{{{CHART}}}pt") if int(item.get("idx", "0")) > index)
    following = next(later, cache.find(f"{{{CHART}}}extLst"))
    if following is None:
        cache.append(point)
    else:
        following.addprevious(point)

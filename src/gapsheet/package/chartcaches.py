"""What a chart keeps of the cells it draws, so that programs which do not calculate can draw it too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree

from gapsheet.errors import CellError
from gapsheet.package.addresses import CellKey
from gapsheet.package.alttext import linked_parts
from gapsheet.package.archive import Archive
from gapsheet.package.celltext import number
from gapsheet.package.smallparts import CHART, serialised
from gapsheet.quantities import CellValue

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook  # where it is needed: it takes long to import, and few workbooks do

SheetValues = Mapping[str, Mapping[CellKey, CellValue]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as a chart sees it: its value and its number format."""

    value: CellValue
    number_format: str


class Figures:
    """Every cell of the authored book with its value, calculated or typed, by the references that charts use."""

    def __init__(self, authored: bytes, calculated: SheetValues) -> None:
        self._authored = authored
        self._calculated = calculated

    @cached_property
    def _book(self) -> Workbook:
        """The authored book, loaded when the first chart asks for a cell."""
        from openpyxl import load_workbook

        return load_workbook(BytesIO(self._authored))

    def at(self, reference: str) -> list[Shown]:
        """The cells of a reference such as `'AI plan'!$B$4:$B$9` or a defined name, row by row.

        Raises:
            ValueError: The reference leads nowhere.
        """
        from openpyxl.utils import range_boundaries

        sheet, _, cells = self._located(reference).rpartition("!")
        sheet = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
        if sheet not in self._book.sheetnames:
            raise ValueError(f"a chart refers to {reference}, and there is no sheet '{sheet}'")
        left, top, right, bottom = range_boundaries(cells)
        if not (left and top and right and bottom):
            raise ValueError(f"a chart refers to {reference}; give it a range with rows and columns")
        return [self._shown(sheet, row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]

    def _located(self, reference: str) -> str:
        """The range behind a defined name; anything else as it is."""
        name = reference.rpartition("!")[2]
        named = self._book.defined_names.get(name)
        return str(named.attr_text) if named is not None else reference

    def _shown(self, sheet: str, row: int, column: int) -> Shown:
        cell = self._book[sheet].cell(row, column)
        values = self._calculated.get(sheet, {})
        value = values[row, column] if (row, column) in values else _typed(cell.value)
        return Shown(value, str(cell.number_format))


def _typed(value: object) -> CellValue:
    """A typed value as its cell stores it; formulas without a calculated value count as blank."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (datetime, date, time, timedelta)):
        from openpyxl.utils.datetime import to_excel

        return float(to_excel(value))
    if isinstance(value, (int, float)):
        return float(value)
    return value if isinstance(value, str) and not value.startswith("=") else None


def with_caches(archive: Archive, figures: Figures) -> dict[str, bytes]:
    """The chart parts with the values of the cells they refer to, by part name."""
    parts: dict[str, bytes] = {}
    for part in chart_parts(archive):
        root = archive.parsed(part)
        for reference in list(root.iter(f"{{{CHART}}}numRef", f"{{{CHART}}}strRef")):
            _remember(reference, figures)
        parts[part] = serialised(root)
    return parts


def chart_parts(archive: Archive) -> Iterator[str]:
    """The parts of the charts that stand on worksheets."""
    for sheet in archive.sheets:
        for drawing in linked_parts(archive, sheet, "drawing"):
            links = archive.relationships(drawing).values()
            yield from (link.target for link in links if link.kind == "chart")


def _remember(reference: etree._Element, figures: Figures) -> None:
    """Store the values behind one reference, after its formula."""
    formula = reference.find(f"{{{CHART}}}f")
    if formula is None or not formula.text:
        raise ValueError("a chart has a reference without a formula")
    cells = figures.at(formula.text)
    if _holds_words(cells) and _is_category(reference):
        reference.tag = f"{{{CHART}}}strRef"  # openpyxl calls all categories numbers
    for old in list(reference.iterfind(f"{{{CHART}}}numCache")) + list(reference.iterfind(f"{{{CHART}}}strCache")):
        reference.remove(old)
    cache = _number_cache(cells) if reference.tag == f"{{{CHART}}}numRef" else _text_cache(cells)
    formula.addnext(cache)


def _is_category(reference: etree._Element) -> bool:
    parent = reference.getparent()
    return parent is not None and parent.tag == f"{{{CHART}}}cat"


def _holds_words(cells: list[Shown]) -> bool:
    return any(isinstance(cell.value, str) and not isinstance(cell.value, CellError) for cell in cells)


def _number_cache(cells: list[Shown]) -> etree._Element:
    """Numbers and their format; a blank or an error is a gap, as Excel draws it."""
    cache = etree.Element(f"{{{CHART}}}numCache")
    etree.SubElement(cache, f"{{{CHART}}}formatCode").text = cells[0].number_format
    _add_points(cache, [number_point(cell.value) for cell in cells])
    return cache


def _text_cache(cells: list[Shown]) -> etree._Element:
    cache = etree.Element(f"{{{CHART}}}strCache")
    _add_points(cache, [text_point(cell.value) for cell in cells])
    return cache


def _add_points(cache: etree._Element, points: list[str | None]) -> None:
    etree.SubElement(cache, f"{{{CHART}}}ptCount", {"val": str(len(points))})
    for index, text in enumerate(points):
        if text is not None:
            point = etree.SubElement(cache, f"{{{CHART}}}pt", {"idx": str(index)})
            etree.SubElement(point, f"{{{CHART}}}v").text = text


def number_point(value: CellValue) -> str | None:
    """A number as a chart's cache holds it; None for what is none."""
    if value is None or isinstance(value, str):
        return None
    return number(float(value)).decode()


def text_point(value: CellValue) -> str | None:
    """A label's text. Numbers appear as General shows them, whatever the cell's format."""
    if value is None or isinstance(value, str):
        return value
    return str(value).upper() if isinstance(value, bool) else f"{value:.15g}"

"""How a formula that may return several cells is stored, so that Excel lets it spill instead of inserting `@`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from gapsheet.package.addresses import area, cell_name
from gapsheet.package.archive import Archive
from gapsheet.package.celltext import written
from gapsheet.package.smallparts import CONTENT_TYPES, LINKS, MAIN, listing_of, serialised
from gapsheet.quantities import CellValue

Cell = tuple[int, int]  # row and column, from 1
Size = tuple[int, int]  # rows and columns of a spill, anchor included

_CELL_METADATA = "1"  # the cm attribute: entry 1 of cellMetadata below
_METADATA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
_METADATA_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sheetMetadata"
# [MS-XLSX] 2.6.197: XLDAPR marks an array formula as dynamic. All flags say that the mark stays with the cell.
_METADATA = (
    b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    b'<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    b' xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    b'<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1"'
    b' pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1"'
    b' coerce="1" cellMeta="1"/></metadataTypes>'
    b'<futureMetadata name="XLDAPR" count="1"><bk><extLst><ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}">'
    b'<xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext></extLst></bk></futureMetadata>'
    b'<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)


def with_spills(xml: bytes, spills: Mapping[Cell, Size], values: Mapping[Cell, CellValue], sheet: str) -> bytes:
    """A sheet whose anchors are dynamic array formulas, with the spilled values in the cells around them.

    The anchors' own values are left to whoever writes the values of formula cells.

    Raises:
        ValueError: An anchor has no formula, or the place of a spill is taken.
    """
    root = etree.fromstring(xml)
    cells = _Cells(root)
    for anchor, size in spills.items():
        _mark(cells, anchor, size, sheet)
        for place in list(_area(anchor, size))[1:]:
            _fill(cells.made(place), values.get(place), f"{sheet}!{cell_name(*place)}")
    _widen_dimension(root, cells)
    return serialised(root)


def spilled_places(spills: Mapping[Cell, Size]) -> set[Cell]:
    """The cells that hold spilled values, anchors excluded."""
    return {place for anchor, size in spills.items() for place in _area(anchor, size) if place != anchor}


def metadata_parts(archive: Archive) -> dict[str, bytes]:
    """The part that marks formulas as dynamic, and the two lists in which it is entered, by part name."""
    folder = archive.workbook_part.rpartition("/")[0]
    part = f"{folder}/metadata.xml"
    listing = listing_of(archive.workbook_part)
    return {
        "[Content_Types].xml": serialised(_with_type(archive.parsed("[Content_Types].xml"), f"/{part}")),
        listing: serialised(_with_link(archive.parsed(listing), "metadata.xml")),
        part: _METADATA,
    }


class _Cells:
    """The cells of a sheet by place; missing ones are made in order."""

    def __init__(self, root: etree._Element) -> None:
        self._data = next(root.iter(f"{{{MAIN}}}sheetData"))
        self._rows = {int(row.get("r", "0")): row for row in self._data}
        self._cells = {
            (number, _column(cell)): cell for number, row in self._rows.items() for cell in row if cell.get("r")
        }

    def places(self) -> list[Cell]:
        return list(self._cells)

    def get(self, place: Cell) -> etree._Element | None:
        return self._cells.get(place)

    def made(self, place: Cell) -> etree._Element:
        if place not in self._cells:
            row = self._row(place[0])
            before = sum(_column(cell) < place[1] for cell in row)
            cell = etree.Element(f"{{{MAIN}}}c", {"r": cell_name(*place)})
            row.insert(before, cell)
            self._cells[place] = cell
        return self._cells[place]

    def _row(self, number: int) -> etree._Element:
        if number not in self._rows:
            before = sum(known < number for known in self._rows)
            self._rows[number] = etree.Element(f"{{{MAIN}}}row", {"r": str(number)})
            self._data.insert(before, self._rows[number])
        return self._rows[number]


def _mark(cells: _Cells, anchor: Cell, size: Size, sheet: str) -> None:
    cell = cells.get(anchor)
    formula = cell.find(f"{{{MAIN}}}f") if cell is not None else None
    if cell is None or formula is None:
        raise ValueError(f"{sheet}!{cell_name(*anchor)} is to spill but holds no formula")
    cell.set("cm", _CELL_METADATA)
    formula.set("t", "array")
    last = (anchor[0] + size[0] - 1, anchor[1] + size[1] - 1)
    formula.set("ref", cell_name(*anchor) if last == anchor else f"{cell_name(*anchor)}:{cell_name(*last)}")


def _fill(cell: etree._Element, value: CellValue, place: str) -> None:
    """Put a spilled value into a cell, which keeps its style and must be empty so far."""
    if len(cell):
        raise ValueError(f"{place} lies inside a spill and is not empty")
    if value is None:
        return
    kind, element = written(value)
    model = etree.fromstring(b'<c xmlns="%b"%b>%b</c>' % (MAIN.encode(), kind, element))
    for name, given in model.items():
        cell.set(name, given)
    cell.append(model[0])


def _area(anchor: Cell, size: Size) -> Iterator[Cell]:
    for row in range(anchor[0], anchor[0] + size[0]):
        for column in range(anchor[1], anchor[1] + size[1]):
            yield row, column


def _column(cell: etree._Element) -> int:
    return area(cell.get("r", ""))[1]


def _widen_dimension(root: etree._Element, cells: _Cells) -> None:
    """The range that the sheet says it uses, with the spilled cells in it."""
    dimension = root.find(f"{{{MAIN}}}dimension")
    if dimension is not None:
        rows, columns = zip(*cells.places(), strict=True)
        first, last = (min(rows), min(columns)), (max(rows), max(columns))
        dimension.set("ref", f"{cell_name(*first)}:{cell_name(*last)}")


def _with_type(types: etree._Element, part: str) -> etree._Element:
    etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override", {"PartName": part, "ContentType": _METADATA_TYPE})
    return types


def _with_link(links: etree._Element, target: str) -> etree._Element:
    taken = {link.get("Id") for link in links}
    free = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    etree.SubElement(links, f"{{{LINKS}}}Relationship", {"Id": free, "Type": _METADATA_LINK, "Target": target})
    return links

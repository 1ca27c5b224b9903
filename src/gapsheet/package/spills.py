"""How a formula that may return several cells is stored, so that Excel lets it spill instead of inserting `@`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree

from gapsheet.package.addresses import CellKey, Corners, area, area_name, cell_name, column_number, keys
from gapsheet.package.archive import Archive, SheetPart
from gapsheet.package.members import member_values, with_members
from gapsheet.package.sheetxml import SheetXml, scan
from gapsheet.package.smallparts import CONTENT_TYPES, LINKS, listing_of, serialised
from gapsheet.package.structure import shared_strings
from gapsheet.quantities import CellValue

Size = tuple[int, int]  # rows and columns of a spill, anchor included

_CELL_METADATA = b"1"  # the cm attribute: entry 1 of cellMetadata below
_DIMENSION = re.compile(rb"(<dimension ref=\")([^\"]+)")
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


def with_spills(
    archive: Archive, sheet: SheetPart, spills: Mapping[CellKey, Size], values: Mapping[CellKey, CellValue]
) -> SheetXml:
    """A sheet whose anchors are dynamic array formulas, with the spilled values in the cells around them.

    The anchors' own values are left to whoever writes the values of formula cells.

    Raises:
        ValueError: An anchor has no formula, or the place of a spill is taken.
    """
    xml = SheetXml.of(archive.read(sheet.part))
    areas = {anchor: _area(anchor, size) for anchor, size in spills.items()}
    filled = spilled_places(spills)
    _refuse_taken(xml, sheet.name, areas.values(), filled, shared_strings(archive))
    marked = b"".join(_marked(xml, sheet.name, areas))
    return with_members(_widened(marked, areas.values()), {place: values.get(place) for place in filled})


def spilled_places(spills: Mapping[CellKey, Size]) -> set[CellKey]:
    """The cells that hold spilled values, anchors excluded."""
    return {place for anchor, size in spills.items() for place in keys(_area(anchor, size)) if place != anchor}


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


def _area(anchor: CellKey, size: Size) -> Corners:
    return *anchor, anchor[0] + size[0] - 1, anchor[1] + size[1] - 1


def _refuse_taken(
    xml: SheetXml, sheet: str, areas: Iterable[Corners], filled: set[CellKey], strings: Sequence[str]
) -> None:
    """Raise where a cell that a spill would fill holds something."""
    formulas = {(cell.row, cell.column) for cell in scan(xml)}
    typed = {place for place, value in member_values(xml, areas, strings).items() if value is not None}
    if taken := sorted(filled & (formulas | typed)):
        raise ValueError(f"{sheet}!{cell_name(*taken[0])} lies inside a spill and is not empty")


def _marked(xml: SheetXml, sheet: str, areas: Mapping[CellKey, Corners]) -> Iterator[bytes]:
    """The part in pieces, its anchors marked as dynamic arrays that fill their areas."""
    content, formula, done = xml.content, b"<%bf" % xml.prefix, 0
    missing = set(areas)
    for match in xml.matches():
        anchor = (int(match[2]), column_number(match[1].decode("ascii")))
        if anchor in areas:
            missing.discard(anchor)
            end_of_attributes = content.index(formula, match.end(3)) + len(formula) + len(match[4] or b"")
            ref = area_name(areas[anchor]).encode("ascii")
            yield content[done : match.end(3)] + b' cm="%b">%b t="array" ref="%b"' % (_CELL_METADATA, formula, ref)
            done = end_of_attributes
    if missing:
        raise ValueError(f"{sheet}!{cell_name(*min(missing))} is to spill but holds no formula")
    yield content[done:]


def _widened(xml: bytes, areas: Iterable[Corners]) -> bytes:
    """The part with the spilled cells inside the range that the sheet says it uses."""

    def wider(stated: re.Match[bytes]) -> bytes:
        tops, lefts, bottoms, rights = zip(area(stated[2].decode("ascii")), *areas, strict=True)
        return stated[1] + area_name((min(tops), min(lefts), max(bottoms), max(rights))).encode("ascii")

    return _DIMENSION.sub(wider, xml, count=1)


def _with_type(types: etree._Element, part: str) -> etree._Element:
    etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override", {"PartName": part, "ContentType": _METADATA_TYPE})
    return types


def _with_link(links: etree._Element, target: str) -> etree._Element:
    taken = {link.get("Id") for link in links}
    free = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    etree.SubElement(links, f"{{{LINKS}}}Relationship", {"Id": free, "Type": _METADATA_LINK, "Target": target})
    return links

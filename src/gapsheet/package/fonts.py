"""The order in which Excel requires the children of a font; openpyxl writes them in one of its own."""

from __future__ import annotations

from lxml import etree

from gapsheet.package.archive import Archive
from gapsheet.package.smallparts import MAIN, serialised

# [MS-OI29500] 2.1.706 on ISO/IEC 29500-1 18.8.22: any order by the standard, but Excel requires this one
_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)
_PLACES = {f"{{{MAIN}}}{name}": place for place, name in enumerate(_ORDER)}


def ordered_fonts(archive: Archive) -> dict[str, bytes]:
    """The style part with every font in Excel's order, by part name; empty if there is nothing to do."""
    links = archive.relationships(archive.workbook_part).values()
    part = next((link.target for link in links if link.kind == "styles" and link.target in archive), None)
    if part is None:
        return {}
    root = archive.parsed(part)
    changed = [font for font in root.iter(f"{{{MAIN}}}font") if _reorder(font)]
    return {part: serialised(root)} if changed else {}


def _reorder(font: etree._Element) -> bool:
    """Put the children in order; whether that changed anything. What is unknown here stays at the end."""
    before = list(font)
    after = sorted(before, key=lambda child: _PLACES.get(str(child.tag), len(_ORDER)))
    font[:] = after
    return before != after

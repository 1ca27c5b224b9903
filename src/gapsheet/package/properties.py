"""Where a workbook states when it was made, and how that moment is set."""

from __future__ import annotations

from datetime import date, datetime

from lxml import etree

from gapsheet.package.archive import Archive
from gapsheet.package.smallparts import serialised

_TERMS = "http://purl.org/dc/terms/"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def dated(archive: Archive, timestamp: datetime | date) -> dict[str, bytes]:
    """The core properties with this moment as creation and change, by part name; empty if the file has none."""
    part = next((link.target for link in archive.relationships("").values() if link.kind == "core-properties"), None)
    if part is None:
        return {}
    root = archive.parsed(part)
    for name in ("created", "modified"):
        _set(root, name, _written(timestamp))
    return {part: serialised(root)}


def _set(root: etree._Element, name: str, moment: str) -> None:
    element = root.find(f"{{{_TERMS}}}{name}")
    if element is None:
        element = etree.SubElement(root, f"{{{_TERMS}}}{name}", {_TYPE: "dcterms:W3CDTF"}, nsmap={"dcterms": _TERMS})
    element.text = moment


def _written(moment: datetime | date) -> str:
    """The moment as W3CDTF; a bare date is its midnight, a time without a zone is taken as UTC."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"

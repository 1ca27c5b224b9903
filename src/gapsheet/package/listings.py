"""The lists in which a package enters its parts: content types and relationships, changed entry by entry."""

from __future__ import annotations

import re

from lxml import etree

from gapsheet.package.archive import Archive
from gapsheet.package.celltext import escaped
from gapsheet.package.draft import Draft
from gapsheet.package.smallparts import CONTENT_TYPES, LINKS, listing_of, serialised

TYPES_PART = "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EMPTY_LISTING = f'<Relationships xmlns="{LINKS}"/>'.encode("ascii")


def enter_type(draft: Draft, part: str, content_type: str) -> None:
    """Enter a new part with its type."""
    types = draft.parsed(TYPES_PART)
    etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override", {"PartName": f"/{part}", "ContentType": content_type})
    draft.put(TYPES_PART, serialised(types))


def enter_link(draft: Draft, part: str, kind: str, target: str) -> str:
    """Enter a link from a part to another one, and give back its id."""
    listing = listing_of(part)
    links = draft.parsed(listing) if listing in draft else etree.fromstring(_EMPTY_LISTING)
    taken = {link.get("Id") for link in links}
    free = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    attributes = {"Id": free, "Type": f"{OFFICE}/{kind}", "Target": f"/{target}"}
    etree.SubElement(links, f"{{{LINKS}}}Relationship", attributes)
    draft.put(listing, serialised(links))
    return free


def drop_calculation_chain(draft: Draft) -> None:
    """Leave out the order in which Excel last calculated the cells: Excel makes a new one where there is none."""
    part = _chain_part(draft)
    if part is None:
        return
    draft.drop(part)
    listing = listing_of(draft.workbook_part)
    link = re.compile(rb"<(?:[\w.-]+:)?Relationship\s[^<>]*/calcChain[\"'][^<>]*?/>")
    draft.put(listing, link.sub(b"", draft.read(listing)))
    name = re.escape(escaped(part))
    override = re.compile(
        rb"<(?:[\w.-]+:)?Override\s[^<>]*PartName\s*=\s*[\"']/?%b[\"'][^<>]*?/>" % name, re.IGNORECASE
    )
    draft.put(TYPES_PART, override.sub(b"", draft.read(TYPES_PART)))


def _chain_part(archive: Archive) -> str | None:
    links = archive.relationships(archive.workbook_part).values()
    return next((link.target for link in links if link.kind == "calcChain" and link.target in archive), None)

"""What a frozen copy says about itself: title and date stay, people go, and a note tells what it is."""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from gapsheet.publishing.parts import Element, Parts, drop, elements, local
from gapsheet.publishing.scrubbing import Scrub

MAKER = "gapsheet"
_KEPT_CORE = {"title", "subject", "description", "keywords", "language", "category", "created", "modified", "creator"}
_KEPT_CUSTOM = {"as of", "generator", "sheet roles", "run id", "source hash"}
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the fmtid of every custom property
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
NOTE = "frozen"


def without_people(parts: Parts, made: datetime, scrub: Scrub) -> None:
    """Take names, firms, machines and the list of sheets out of the properties."""
    for part in parts.linked("", "core-properties"):
        _core(parts.tree(part), made)
        scrub.tree(parts.tree(part))
    for part in parts.linked("", "extended-properties"):
        root = parts.tree(part)
        for child in list(root):
            if local(child) not in ("Application", "AppVersion", "DocSecurity", "ScaleCrop"):
                drop(child)


def noted(parts: Parts, note: str, gone: set[str], scrub: Scrub) -> bool:
    """Write the note into the custom properties, and the sheets' roles anew; False where the file has none."""
    for part in parts.linked("", "custom-properties"):
        root = parts.tree(part)
        for item in list(root):
            if item.get("name") not in _KEPT_CUSTOM:
                drop(item)
            elif item.get("name") == "sheet roles":
                _without_roles(item, gone)
        scrub.tree(root)
        _add(root, NOTE, note)
        for number, item in enumerate(root, start=2):
            item.set("pid", str(number))
        return True
    return False


def described(parts: Parts, note: str) -> None:
    """Put the note into the description, for files without custom properties."""
    for part in parts.linked("", "core-properties"):
        root = parts.tree(part)
        found = next((item for item in root if local(item) == "description"), None)
        if found is None:
            found = etree.SubElement(root, "{http://purl.org/dc/elements/1.1/}description")
        found.text = f"{found.text} {note}" if found.text else note


def language_of(parts: Parts) -> str:
    """The language a workbook says it is in, "ja" or "en"."""
    for part in parts.linked("", "core-properties"):
        for item in elements(parts.tree(part), "language"):
            return "ja" if (item.text or "").lower().startswith("ja") else "en"
    return "en"


def _core(root: Element, made: datetime) -> None:
    for child in list(root):
        if local(child) not in _KEPT_CORE:
            drop(child)
        elif local(child) == "creator":
            child.text = MAKER
        elif local(child) == "modified":
            child.text = f"{made:%Y-%m-%dT%H:%M:%SZ}"


def _without_roles(item: Element, gone: set[str]) -> None:
    for text in item:
        roles = [role for role in (text.text or "").split(";") if role.partition("=")[0] not in gone]
        text.text = ";".join(roles)


def _add(root: Element, name: str, text: str) -> None:
    space = etree.QName(root).namespace
    added = etree.SubElement(root, f"{{{space}}}property", {"fmtid": _FORMAT, "pid": "2", "name": name})
    etree.SubElement(added, f"{{{_VALUES}}}lpwstr").text = text

"""The cell formats that added cells need: one that the workbook has, else one entered at the end of its list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from gapsheet.package.draft import Draft
from gapsheet.package.smallparts import MAIN, serialised

_BUILT_IN = {"0": "1", "0.00": "2", "#,##0": "3", "#,##0.00": "4", "0%": "9", "0.00%": "10"}
DATE = "yyyy-mm-dd"
_FIRST_OWN = 164  # number formats below belong to Excel
_PLAIN = {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0", "xfId": "0"}


def bold_style(draft: Draft) -> bytes:
    """The style attribute of bold text; b"" where the workbook has no list of formats."""
    part, root = _styles(draft)
    formats, fonts = root.find("{*}cellXfs"), root.find("{*}fonts")
    if formats is None or fonts is None:
        return b""
    bold = {str(place) for place, font in enumerate(fonts) if _is_bold(font)}
    found = next(_plain_formats(formats, bold, "0"), None)
    if found is None:
        font = _add_bold(fonts)
        found = _added(formats, {"fontId": font, "applyFont": "1"})
        draft.put(part, serialised(root))
    return b' s="%d"' % found


def number_style(draft: Draft, code: str) -> bytes:
    """The style attribute of a number format; b"" where the workbook has no list of formats."""
    part, root = _styles(draft)
    formats = root.find("{*}cellXfs")
    if formats is None:
        return b""
    number = _BUILT_IN.get(code) or _number_of(root, code)
    found = next(_plain_formats(formats, {"0"}, number), None)
    if found is None:
        found = _added(formats, {"numFmtId": number, "applyNumberFormat": "1"})
    draft.put(part, serialised(root))
    return b' s="%d"' % found


def _styles(draft: Draft) -> tuple[str, etree._Element]:
    """The part with the formats, and what it holds; an empty one where there is none."""
    links = draft.relationships(draft.workbook_part).values()
    part = next((link.target for link in links if link.kind == "styles"), "")
    return part, draft.parsed(part) if part and part in draft else etree.Element("none")


def _plain_formats(formats: etree._Element, fonts: set[str], number: str) -> Iterator[int]:
    """The formats with one of these fonts and this number format, and nothing else."""
    for place, item in enumerate(formats):
        plain = all(item.get(name, "0") == "0" for name in ("fillId", "borderId", "xfId"))
        if plain and item.get("fontId", "0") in fonts and item.get("numFmtId", "0") == number and not len(item):
            yield place


def _added(formats: etree._Element, attributes: Mapping[str, str]) -> int:
    """A new format's place."""
    etree.SubElement(formats, f"{{{MAIN}}}xf", {**_PLAIN, **attributes})
    _count(formats)
    return len(formats) - 1


def _number_of(root: etree._Element, code: str) -> str:
    """The number of a number format, which is entered where the list lacks it."""
    listed = root.find("{*}numFmts")
    if listed is None:
        listed = etree.Element(f"{{{MAIN}}}numFmts")
        root.insert(0, listed)  # the schema wants it first
    known = next((item.get("numFmtId", "") for item in listed if item.get("formatCode") == code), "")
    if known:
        return known
    number = str(max((int(item.get("numFmtId", "0")) for item in listed), default=0) + 1)
    number = str(max(int(number), _FIRST_OWN))
    etree.SubElement(listed, f"{{{MAIN}}}numFmt", {"numFmtId": number, "formatCode": code})
    _count(listed)
    return number


def _is_bold(font: etree._Element) -> bool:
    mark = font.find("{*}b")
    color = font.find("{*}color")
    is_dark = color is None or color.get("theme", "1") == "1" or (color.get("rgb") or "")[2:] == "000000"
    return mark is not None and mark.get("val", "1") in ("1", "true") and is_dark


def _add_bold(fonts: etree._Element) -> str:
    """The place of the workbook's usual font in bold, which is added."""
    font = etree.fromstring(etree.tostring(fonts[0])) if len(fonts) else etree.Element(f"{{{MAIN}}}font")
    font.insert(0, etree.Element(f"{{{MAIN}}}b"))
    fonts.append(font)
    _count(fonts)
    return str(len(fonts) - 1)


def _count(element: etree._Element) -> None:
    """Let a list say how many items it has."""
    element.set("count", str(len(element)))

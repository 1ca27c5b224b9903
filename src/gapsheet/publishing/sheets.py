"""What stands around a worksheet's cells in a frozen copy: links, conditions, sparklines, tables, comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from gapsheet.package.addresses import Corners, area, area_name
from gapsheet.package.archive import Relationship
from gapsheet.package.sheetxml import SheetXml
from gapsheet.package.smallparts import serialised
from gapsheet.publishing.mentions import Gone, calls_gapsheet
from gapsheet.publishing.parts import Element, Parts, drop, drop_empty, elements, forget, link_attributes, local, parsed
from gapsheet.publishing.withheld import Band

_DATA = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData\s*/>")
_NEVER = ("oleObjects", "controls", "customSheetViews", "scenarios", "dataConsolidate", "smartTags", "customProperties")
_NEVER_EITHER = ("protectedRanges", "webPublishItems", "queryTableParts", "cellWatches")
_KEPT_EXTENSIONS = {  # [MS-XLSX] 2.2.6.2: conditional formats, validations, sparklines, ignored errors
    "{78C0D931-6437-407D-A8EE-F0AAD7539E65}",
    "{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}",
    "{05C60535-1F16-4FD2-B633-F4F36F0B64E0}",
    "{01252117-D84E-4E92-8308-4BE1C098FCBB}",
}
_PATH_CODE = re.compile(r"&Z")  # in a header or footer: the folder of the file

Keeps = Callable[[Corners], bool]  # whether a validation over an area still serves an input


@dataclass(frozen=True, slots=True)
class Shell:
    """A worksheet part without its rows, as a tree, and the bytes of the rows."""

    root: Element
    rows: bytes

    @classmethod
    def of(cls, xml: SheetXml, rows: bytes, place: str) -> Shell:
        """Take a part apart; `rows` are what its rows are to be."""
        head, tail = xml.content[: xml.start], xml.content[xml.end :]
        return cls(parsed(head + tail, place), rows)

    def joined(self) -> bytes:
        """The part put together again."""

        def filled(match: re.Match[bytes]) -> bytes:
            return b"<%bsheetData>%b</%bsheetData>" % (match[1], self.rows, match[1])

        return _DATA.sub(filled, serialised(self.root), count=1)


def cleaned_links(parts: Parts, part: str, root: Element, unwanted: Callable[[Relationship], bool]) -> None:
    """Take unwanted links out of a part, and what hangs on them out of its tree."""
    parts.unlink(part, unwanted)
    kept = set(parts.links(part))
    for element, name, link in link_attributes(root):
        if link in kept:
            continue
        if local(element) == "pageSetup" or not name.endswith("}id"):
            del element.attrib[name]
        else:
            drop(element)


def cleaned_shell(root: Element, gone: Gone, bands: Collection[Band], keeps: Keeps) -> None:
    """Take out of a sheet what is dead, private or speaks of what is gone."""
    for name in (*_NEVER, *_NEVER_EITHER):
        for element in elements(root, name):
            drop(element)
    for extension in elements(root, "ext"):
        parent = extension.getparent()
        is_sheets = parent is not None and parent.getparent() is root
        if is_sheets and extension.get("uri", "").upper() not in _KEPT_EXTENSIONS:
            drop(extension)
    _clean_conditions(root, gone, bands)
    _clean_validations(root, gone, bands, keeps)
    _clean_sparklines(root, gone, bands)
    for link in elements(root, "hyperlink"):
        if gone.touches(link.get("location", "")) or _in_bands(area(link.get("ref", "A1")), bands):
            drop(link)
    for merged in elements(root, "mergeCell"):
        if _in_bands(area(merged.get("ref", "A1")), bands):
            drop(merged)
    for text in (*elements(root, "oddHeader"), *elements(root, "oddFooter"), *elements(root, "evenHeader")):
        text.text = _PATH_CODE.sub("", text.text) if text.text else text.text
    drop_empty(root, "hyperlinks", "mergeCells", "dataValidations", "sparklines", "sparklineGroup", "sparklineGroups")
    for extension in [item for item in elements(root, "ext") if len(item) == 0]:
        drop(extension)
    drop_empty(root, "extLst")


def cleaned_table(root: Element, *, cleared: bool, keeps: Callable[[str], bool]) -> None:
    """A table of the copy: its columns lose queries and formulas that are not kept; an emptied one has a blank row."""
    for name in ("totalsRowFormula", "xmlColumnPr"):
        for element in elements(root, name):
            drop(element)
    for element in elements(root, "calculatedColumnFormula"):
        if not keeps(element.text or ""):
            drop(element)
    for column in elements(root, "tableColumn"):
        for attribute in ("queryTableFieldId", "totalsRowFunction"):
            forget(column, attribute)
    forget(root, "tableType")
    forget(root, "connectionId")
    if cleared:
        _shrink(root)


def cleaned_comments(root: Element, bands: Collection[Band]) -> None:
    """Comments without their authors, and without those on rows that are emptied."""
    names = [author.text or "" for author in elements(root, "author")]
    for author in elements(root, "author"):
        author.text = ""
    for comment in elements(root, "comment"):
        if _in_bands(area(comment.get("ref", "A1")), bands):
            drop(comment)
            continue
        runs = elements(comment, "t")
        whole = "".join(run.text or "" for run in runs)
        own = _without_author(whole, names)
        if own != whole and runs:
            _cut(runs, len(whole) - len(own))


def cleaned_shapes(root: Element, bands: Collection[Band]) -> None:
    """The shapes of old drawings: those of comments stay, buttons and other controls go."""
    for shape in elements(root, "shape"):
        data = next(iter(elements(shape, "ClientData")), None)
        if data is None:
            continue
        row = next((int(item.text or "0") + 1 for item in elements(data, "Row")), 0)
        is_cleared = any(first <= row <= last for first, last in bands)
        if data.get("ObjectType") not in ("Note", "Pict") or (row and is_cleared):
            drop(shape)


def _clean_conditions(root: Element, gone: Gone, bands: Collection[Band]) -> None:
    """Conditional formats whose formulas can still be calculated."""
    for rule in elements(root, "cfRule"):
        formulas = [item.text or "" for item in (*elements(rule, "formula"), *elements(rule, "f"))]
        if any(gone.touches(formula) or calls_gapsheet(formula) for formula in formulas):
            drop(rule)
    for block in elements(root, "conditionalFormatting"):
        in_bands = any(_in_bands(item, bands) for item in areas(block))
        if in_bands or not elements(block, "cfRule"):
            drop(block)
    drop_empty(root, "conditionalFormattings")


def _clean_validations(root: Element, gone: Gone, bands: Collection[Band], keeps: Keeps) -> None:
    """Validations of inputs that still drive something."""
    for rule in elements(root, "dataValidation"):
        formulas = [item.text or "" for item in rule.iter() if item.text and local(item)[:7] in ("formula", "f")]
        kept = [item for item in areas(rule) if keeps(item) and not _in_bands(item, bands)]
        if not kept or any(gone.touches(formula) for formula in formulas):
            drop(rule)
        elif rule.get("sqref") is not None:
            rule.set("sqref", " ".join(map(area_name, kept)))


def _clean_sparklines(root: Element, gone: Gone, bands: Collection[Band]) -> None:
    """Sparklines over cells that are still there."""
    for line in elements(root, "sparkline"):
        formula = next((item.text or "" for item in elements(line, "f")), "")
        place = next((item.text or "" for item in elements(line, "sqref")), "A1")
        if gone.touches(formula) or _in_bands(area(place.split()[0]), bands):
            drop(line)


def areas(rule: Element) -> list[Corners]:
    """The areas that a rule covers, said in an attribute or, newer ones, in an element."""
    stated = rule.get("sqref") or " ".join(item.text or "" for item in elements(rule, "sqref"))
    return [area(item) for item in stated.split() if re.fullmatch(r"\$?[A-Z]+\$?\d+(:\$?[A-Z]+\$?\d+)?", item)]


def _in_bands(corners: Corners, bands: Collection[Band]) -> bool:
    return any(corners[0] <= last and first <= corners[2] for first, last in bands)


def _shrink(root: Element) -> None:
    top, left, _, right = area(root.get("ref", "A1"))
    bottom = top + int(root.get("headerRowCount", "1"))
    ref = area_name((top, left, bottom, right))
    root.set("ref", ref)
    forget(root, "totalsRowCount")
    for name in ("sortState", "filterColumn"):
        for element in elements(root, name):
            drop(element)
    for element in elements(root, "autoFilter"):
        element.set("ref", ref)


def _without_author(text: str, names: Collection[str]) -> str:
    """A comment's text without the name that Excel puts before it, and without its note on threads."""
    if text.startswith("[Threaded comment]") and "Comment:" in text:
        return text.partition("Comment:")[2].lstrip()
    name = next((name for name in names if name and text.startswith(f"{name}:")), None)
    return text if name is None else text[len(name) + 1 :].lstrip("\n")


def _cut(runs: list[Element], length: int) -> None:
    """Take so many characters off the front of a text in runs."""
    for run in runs:
        text = run.text or ""
        run.text = text[length:]
        length = max(0, length - len(text))

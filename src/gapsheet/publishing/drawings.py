"""Charts and shapes of a frozen copy: what they drew from cells that are gone they keep as numbers of their own."""

from __future__ import annotations

from collections.abc import Callable, Collection
from copy import deepcopy

from lxml import etree

from gapsheet.package.addresses import column_letters
from gapsheet.package.smallparts import CHART
from gapsheet.publishing.mentions import Gone
from gapsheet.publishing.parts import Element, drop, elements, local
from gapsheet.publishing.withheld import Band

_MAIN_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_LITERALS = {"numRef": ("numCache", "numLit"), "strRef": ("strCache", "strLit")}

Hides = Callable[[str], bool]  # whether a reference leads to rows of people


def frozen_chart(root: Element, gone: Gone, hides: Hides) -> None:
    """A chart that no longer refers to what is gone: its remembered points become points of its own."""
    for name in ("externalData", "pivotSource", "pivotOptions"):
        for element in elements(root, name):
            drop(element)
    for reference in (*elements(root, "numRef"), *elements(root, "strRef"), *elements(root, "multiLvlStrRef")):
        formula = _formula(reference)
        if hides(formula):
            _forget(reference)
        elif gone.touches(formula):
            _detach(reference)
    for formula_element in (*elements(root, "f"), *elements(root, "sqref")):
        text = formula_element.text or ""
        if _outer(formula_element) is not None and (gone.touches(text) or hides(text)):
            drop(_outer(formula_element))  # type: ignore[arg-type]


def moved_chart(root: Element, sheet: str) -> list[list[str | None]]:
    """A chart that draws from columns of a sheet of its own; gives the columns, the points that it remembered.

    (LibreOffice shows no legend for a chart whose points are all its own.)
    """
    columns: list[list[str | None]] = []
    for reference in (*elements(root, "numRef"), *elements(root, "strRef"), *elements(root, "multiLvlStrRef")):
        parent = reference.getparent()
        if parent is not None and local(parent) == "tx":
            _detach(reference)
            continue
        if local(reference) == "multiLvlStrRef":
            _one_level(reference)
        columns.append(_points(reference))
        letters = column_letters(len(columns))
        for formula in [item for item in reference if local(item) == "f"]:
            formula.text = f"{sheet}!${letters}$1:${letters}${max(1, len(columns[-1]))}"
    return columns


def _points(reference: Element) -> list[str | None]:
    """What a reference remembers, gaps included."""
    count = next((int(item.get("val", "0")) for item in elements(reference, "ptCount")), 0)
    points = {int(item.get("idx", "0")): item for item in elements(reference, "pt")}
    return [
        next((v.text for v in elements(points[place], "v")), None) if place in points else None
        for place in range(count)
    ]


def frozen_drawing(root: Element, bands: Collection[Band]) -> None:
    """A drawing without controls, slicers and macros, and without shapes on rows that are emptied."""
    for element in list(root.iter()):
        name, space = local(element), etree.QName(element).namespace if isinstance(element.tag, str) else ""
        if name in ("compatExt", "timeslicer") or (name == "slicer" and "slicer" in (space or "").lower()):
            drop(_anchor(element))
        elif name == "cameraTool":
            drop(element)
        elif name in ("sp", "pic", "graphicFrame", "cxnSp", "grpSp"):
            for attribute in ("macro", "textlink"):
                if element.get(attribute):
                    element.set(attribute, "")
    for row in elements(root, "row"):
        parent = row.getparent()
        is_start = parent is not None and local(parent) == "from"
        number = int(row.text or "0") + 1
        if is_start and any(first <= number <= last for first, last in bands):
            anchor = _anchor(row)
            if not elements(anchor, "graphicFrame"):
                drop(anchor)


def _formula(reference: Element) -> str:
    return next((item.text or "" for item in reference if local(item) == "f"), "")


def _detach(reference: Element) -> None:
    """Put a reference's remembered points in its place."""
    parent = reference.getparent()
    if parent is None:
        return
    if local(reference) == "multiLvlStrRef":
        _one_level(reference)
    cache_name, literal_name = _LITERALS[local(reference)]
    cache = next(iter(elements(reference, cache_name)), None)
    if local(parent) == "tx":
        _write_text(parent, reference, cache)
    elif cache is None:
        drop(_dispensable(reference))
    else:
        cache.tag = f"{{{CHART}}}{literal_name}"
        for extension in elements(cache, "extLst"):
            drop(extension)
        parent.replace(reference, cache)


def _forget(reference: Element) -> None:
    """Take a reference out with its points; a series without values goes as a whole."""
    drop(_dispensable(reference))


def _dispensable(reference: Element) -> Element:
    """What has to go for a reference to go: its series, if it has the values, else its own element."""
    element = reference
    while (parent := element.getparent()) is not None and local(parent) not in ("ser", "plotArea", "chart"):
        element = parent
    is_data = local(element) in ("val", "yVal", "xVal", "bubbleSize") and parent is not None
    return parent if is_data and parent is not None else element


def _one_level(reference: Element) -> None:
    """Of labels in several levels the innermost: a chart can hold no more without cells."""
    reference.tag = f"{{{CHART}}}strRef"
    for cache in elements(reference, "multiLvlStrCache"):
        cache.tag = f"{{{CHART}}}strCache"
        levels = elements(cache, "lvl")
        for point in list(levels[0]) if levels else []:
            cache.append(point)
        for level in levels:
            drop(level)


def _write_text(parent: Element, reference: Element, cache: Element | None) -> None:
    """A title or the name of a series as a text of its own."""
    points = elements(cache, "v") if cache is not None else []
    text = " ".join(point.text or "" for point in points)
    holder = parent.getparent()
    if holder is not None and local(holder) == "ser":
        value = etree.Element(f"{{{CHART}}}v")
        value.text = text
        parent.replace(reference, value)
        return
    parent.replace(reference, _rich(text, holder))


def _rich(text: str, holder: Element | None) -> Element:
    """A title's text in the letters that it had."""
    rich = etree.Element(f"{{{CHART}}}rich", nsmap={"a": _MAIN_DRAWING})
    etree.SubElement(rich, f"{{{_MAIN_DRAWING}}}bodyPr")
    paragraph = etree.SubElement(rich, f"{{{_MAIN_DRAWING}}}p")
    run = etree.Element(f"{{{_MAIN_DRAWING}}}r")
    letters = (
        next((item for old in elements(holder, "txPr") for item in elements(old, "defRPr")), None)
        if holder is not None
        else None
    )
    if letters is not None:
        etree.SubElement(paragraph, f"{{{_MAIN_DRAWING}}}pPr").append(deepcopy(letters))
        own = deepcopy(letters)
        own.tag = f"{{{_MAIN_DRAWING}}}rPr"
        run.append(own)
    etree.SubElement(run, f"{{{_MAIN_DRAWING}}}t").text = text
    paragraph.append(run)
    for old in elements(holder, "txPr") if holder is not None else ():
        drop(old)
    return rich


def _anchor(element: Element) -> Element:
    """The anchor that holds a shape."""
    while (parent := element.getparent()) is not None and not local(element).endswith("Anchor"):
        element = parent
    return element


def _outer(element: Element) -> Element | None:
    """The extension in which an element stands, if it stands in one."""
    while (parent := element.getparent()) is not None:
        if local(parent) == "ext":
            return parent
        element = parent
    return None

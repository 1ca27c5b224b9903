"""The workbook part of a frozen copy: which sheets and names stay, and nothing about machine, people or queries."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from gapsheet.errors import PublishingError
from gapsheet.package.archive import Relationship
from gapsheet.publishing.mentions import Gone, calls_gapsheet, is_excels, words_in
from gapsheet.publishing.parts import Element, Parts, drop, drop_empty, elements, forget, local

MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SHEET_KINDS = ("worksheet", "chartsheet")
_KEPT_CHILDREN = {
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "definedNames",
    "calcPr",
    "fileVersion",
}
_PLAIN_REFERENCE = re.compile(r"(?:'(?:[^']|'')+'|[\w.]+)!\$?[A-Z]*\$?\d*(?::\$?[A-Z]*\$?\d*)?")


def hidden_sheets(parts: Parts) -> list[str]:
    """The sheets that nobody sees, and those that hold macros of old."""
    links = parts.links(parts.workbook)
    gone = []
    for sheet in elements(parts.tree(parts.workbook), "sheet"):
        link = links.get(_link_of(sheet))
        if sheet.get("state", "visible") != "visible" or link is None or link.kind not in _SHEET_KINDS:
            gone.append(sheet.get("name", ""))
    return gone


def without_sheets(parts: Parts, gone: Collection[str]) -> None:
    """Take sheets out, with the names that belong to them alone; the others' numbers follow.

    Raises:
        PublishingError: No sheet would be left.
    """
    root = parts.tree(parts.workbook)
    sheets = elements(root, "sheet")
    kept = [sheet for sheet in sheets if sheet.get("name", "") not in gone]
    if not kept:
        raise PublishingError(f"{parts.path} has no visible sheet to freeze; unhide one in Excel first")
    place = {old: kept.index(sheet) for old, sheet in enumerate(sheets) if sheet in kept}
    for name in elements(root, "definedName"):
        own = name.get("localSheetId")
        if own is not None and int(own) not in place:
            drop(name)
        elif own is not None:
            name.set("localSheetId", str(place[int(own)]))
    dropped = {_link_of(sheet) for sheet in sheets if sheet not in kept}
    parts.unlink(parts.workbook, lambda link: link.id in dropped)
    for sheet in sheets:
        if sheet not in kept:
            drop(sheet)
    _show_first(root, place, len(kept))


def without_settings(root: Element) -> None:
    """Take out what tells of folders, people, queries and macros."""
    for child in list(root):
        if local(child) not in _KEPT_CHILDREN:
            drop(child)
    for properties in elements(root, "workbookPr"):
        forget(
            properties, "codeName", "filterPrivacy", "updateLinks", "refreshAllConnections", "saveExternalLinkValues"
        )
    for settings in elements(root, "calcPr"):  # as stored means right: nothing is to be calculated on opening
        forget(settings, "fullCalcOnLoad", "forceFullCalc")


def without_names(root: Element, gone: Gone, *, live: bool) -> Gone:
    """Take out the names of what is gone, of formulas that only gapsheet calculates, and hidden ones; gives all gone.

    Args:
        root: The workbook part.
        gone: What is left out so far.
        live: Whether formulas stay; without them no name needs one.
    """
    before = None
    while before != gone:
        before = gone
        removed = [name for name in elements(root, "definedName") if _is_dead(name, gone, live)]
        for name in removed:
            drop(name)
        left = {name.get("name", "").lower() for name in elements(root, "definedName")}
        gone = gone.with_words({name.get("name", "") for name in removed if name.get("name", "").lower() not in left})
    for name in elements(root, "definedName"):
        for attribute in ("comment", "description", "help", "statusBar", "customMenu"):
            forget(name, attribute)
    drop_empty(root, "definedNames")
    return gone


def unwanted(locations: Collection[str], kinds: Iterable[str]) -> Refuse:
    """What decides which links go: whole kinds, and whatever leads out of the file but to public pages."""
    return Refuse(frozenset(locations), frozenset(kinds))


class Refuse:
    """Whether a link goes."""

    def __init__(self, locations: frozenset[str], kinds: frozenset[str]) -> None:
        self._locations = locations
        self._kinds = kinds

    def __call__(self, link: Relationship) -> bool:
        """True for what may not stay."""
        if link.kind in self._kinds:
            return True
        is_public = link.kind == "hyperlink" and link.target.lower().startswith(("https://", "http://"))
        return link.external and (not is_public or link.target in self._locations)


def _link_of(sheet: Element) -> str:
    return next((str(value) for name, value in sheet.items() if str(name).endswith("relationships}id")), "")


def _is_dead(name: Element, gone: Gone, live: bool) -> bool:
    formula = (name.text or "").strip()
    is_built_in = name.get("name", "").startswith("_xlnm.")
    if not formula or gone.touches(formula) or (name.get("hidden") in ("1", "true") and not is_built_in):
        return True
    if name.get("function") in ("1", "true") or name.get("vbProcedure") in ("1", "true"):
        return True
    return calls_gapsheet(formula) or not is_excels(formula) or (not live and not is_built_in and _calculates(formula))


def _calculates(formula: str) -> bool:
    """Whether a name stands for a calculation rather than for cells or a constant."""
    return "(" in formula and not _PLAIN_REFERENCE.fullmatch(formula) and bool(words_in(formula) or "!" in formula)


def _show_first(root: Element, place: dict[int, int], count: int) -> None:
    for view in elements(root, "workbookView"):
        for attribute in ("activeTab", "firstSheet"):
            if view.get(attribute) is not None:
                view.set(attribute, str(min(place.get(int(view.get(attribute, "0")), 0), count - 1)))

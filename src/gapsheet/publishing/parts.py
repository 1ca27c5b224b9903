"""A workbook's parts while a copy of it is made: read once, changed in memory, and only what is linked is kept."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from lxml import etree

from gapsheet.errors import DamagedWorkbookError
from gapsheet.package.archive import Archive, Relationship
from gapsheet.package.smallparts import listing_of, serialised

TYPES = "[Content_Types].xml"
Element = etree._Element


class Parts:
    """The parts of a workbook by name; trees are kept until the end, so that every change lands in them."""

    def __init__(self, archive: Archive) -> None:
        self.path = archive.path
        self.workbook = archive.workbook_part
        self.contents: dict[str, bytes] = {name: archive.read(name) for name in archive.names if name[-1] != "/"}
        self._archive = archive
        self._trees: dict[str, Element] = {}
        self._links: dict[str, dict[str, Relationship]] = {}
        self._spelled = {name.lower(): name for name in self.contents}

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._spelled

    def spelled(self, part: str) -> str:
        """A part's name as the file has it, however a link capitalises it."""
        return self._spelled[part.lower()]

    def tree(self, part: str) -> Element:
        """A part as a tree; what is changed in it is written."""
        if part not in self._trees:
            is_old_drawing = part.lower().endswith(".vml")  # Excel itself leaves tags open in these
            self._trees[part] = parsed(self.contents[part], f"{self.path}: {part}", repair=is_old_drawing)
        return self._trees[part]

    def links(self, part: str) -> dict[str, Relationship]:
        """The links of a part by id; taking one out takes it out of the copy."""
        if part not in self._links:
            self._links[part] = dict(self._archive.relationships(part))
        return self._links[part]

    def linked(self, part: str, kind: str) -> list[str]:
        """The parts of one kind that a part links to, each once."""
        links = self.links(part).values()
        return list(dict.fromkeys(self.spelled(link.target) for link in links if _is_inside(link, kind, self)))

    def unlink(self, part: str, unwanted: Callable[[Relationship], bool]) -> set[str]:
        """Take out the links that are not wanted; gives their ids."""
        links = self.links(part)
        gone = {link.id for link in links.values() if unwanted(link)}
        for link in gone:
            del links[link]
        return gone

    def reachable(self) -> list[str]:
        """Every part that the workbook still links to, in the order of the file."""
        found: set[str] = set()
        waiting = [""]
        while waiting:
            part = waiting.pop()
            targets = {self.spelled(link.target) for link in self.links(part).values() if _leads_inside(link, self)}
            waiting += targets - found
            found |= targets
        return [name for name in self.contents if name in found]

    def written(self) -> dict[str, bytes]:
        """The parts of the copy: those that are linked, with lists of links and types that name nothing else."""
        kept = self.reachable()
        listings = {listing_of(part): part for part in ["", *kept]}
        parts: dict[str, bytes] = {TYPES: b""}
        for name in self.contents:
            if name in listings and listings[name] in ("", *kept):
                parts[name] = self._listing(name, listings[name])
            elif name in kept:
                parts[name] = serialised(self._trees[name]) if name in self._trees else self.contents[name]
        parts[TYPES] = self._types(set(kept))
        return parts

    def _listing(self, name: str, part: str) -> bytes:
        """The list of a part's links without those taken out."""
        root, wanted = self.tree(name), self.links(part)
        for link in [item for item in root if isinstance(item.tag, str) and item.get("Id") not in wanted]:
            root.remove(link)
        return serialised(root)

    def _types(self, kept: set[str]) -> bytes:
        """The list of content types without parts that are gone."""
        root = self.tree(TYPES)
        names = {f"/{name}".lower() for name in kept}
        for item in [item for item in root.iter("{*}Override") if item.get("PartName", "").lower() not in names]:
            root.remove(item)
        endings = {posixpath.splitext(name)[1][1:].lower() for name in kept} | {"rels", "xml"}
        for item in [item for item in root.iter("{*}Default") if item.get("Extension", "").lower() not in endings]:
            root.remove(item)
        return serialised(root)

    def set_type(self, part: str, content_type: str) -> None:
        """Say anew what a part is."""
        for item in self.tree(TYPES).iter("{*}Override"):
            if item.get("PartName", "").lower() == f"/{part}".lower():
                item.set("ContentType", content_type)


def parsed(content: bytes, place: str, *, repair: bool = False) -> Element:
    """Bytes as a tree, without fetching or expanding anything.

    Args:
        content: The part.
        place: What a message calls it.
        repair: Whether tags that are left open are closed.

    Raises:
        DamagedWorkbookError: They are not well-formed XML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=repair)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        raise DamagedWorkbookError(
            f"{place} is not well-formed XML ({problem.msg}); open the file in Excel and save it again"
        ) from problem


def elements(root: Element, name: str) -> list[Element]:
    """All elements below of one name in any namespace, as a list that survives removals."""
    return list(root.iter(f"{{*}}{name}"))


def local(element: Element) -> str:
    """An element's name without its namespace; "" for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def drop(element: Element) -> None:
    """Take an element out, leaving the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def forget(element: Element, *attributes: str) -> None:
    """Take attributes out, where there are any."""
    for name in attributes:
        if name in element.attrib:
            del element.attrib[name]


def drop_empty(root: Element, *names: str) -> None:
    """Take out containers that hold nothing any more, and correct the counts of those that do."""
    for name in names:
        for container in elements(root, name):
            if len(container) == 0:
                drop(container)
            elif container.get("count") is not None:
                container.set("count", str(len(container)))


def link_attributes(root: Element) -> Iterator[tuple[Element, str, str]]:
    """Every attribute that names a link: its element, its own name in full, the link's id."""
    for element in list(root.iter()):
        for name, value in list(element.attrib.items()):
            if "/relationships}" in str(name):
                yield element, str(name), str(value)


def _is_inside(link: Relationship, kind: str, parts: Parts) -> bool:
    return link.kind == kind and _leads_inside(link, parts)


def _leads_inside(link: Relationship, parts: Parts) -> bool:
    return not link.external and link.target in parts

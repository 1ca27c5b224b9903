"""Where charts and tables keep the words that stand in for them when they cannot be seen."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from lxml import etree

from gapsheet.counting import number_of
from gapsheet.package.archive import Archive, SheetPart
from gapsheet.package.smallparts import DRAWING, MAIN, serialised

_TABLE_EXTENSION = "{504A1905-F514-4f6f-8877-14C23A59335A}"  # [MS-XLSX] 2.6.2: the ext that holds x14:table
_MAIN_2009 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"


def described_charts(archive: Archive, texts: Mapping[str, Sequence[str]]) -> dict[str, bytes]:
    """The drawing parts with a description on every chart, by part name.

    Args:
        archive: The authored workbook.
        texts: For each sheet the descriptions of its charts, in the order in which they were added.

    Raises:
        ValueError: A sheet has more or fewer charts than descriptions.
    """
    _refuse_unknown(texts, [sheet.name for sheet in archive.sheets], "sheet")
    parts: dict[str, bytes] = {}
    for sheet in archive.sheets:
        wanted = list(texts.get(sheet.name, ()))
        drawings = [(part, archive.parsed(part)) for part in linked_parts(archive, sheet, "drawing")]
        frames = [frame for _, root in drawings for frame in root.iter(f"{{{DRAWING}}}graphicFrame")]
        if len(frames) != len(wanted):
            charts, descriptions = number_of(len(frames), "chart"), number_of(len(wanted), "description")
            raise ValueError(f"sheet '{sheet.name}' has {charts} and {descriptions}")
        for number, (frame, text) in enumerate(zip(frames, wanted, strict=True), start=1):
            _describe(frame, f"{sheet.name} chart {number}", text)
        parts.update({part: serialised(root) for part, root in drawings})
    return parts


def described_tables(archive: Archive, texts: Mapping[str, str]) -> dict[str, bytes]:
    """The table parts with a description on every table, by part name.

    Raises:
        ValueError: A table lacks a description, or a description its table.
    """
    tables = {root.get("displayName", ""): (part, root) for part, root in _tables(archive)}
    _refuse_unknown(texts, tables, "table")
    if missing := sorted(set(tables) - set(texts)):
        raise ValueError(f"no description for the tables {', '.join(missing)}")
    for name, (_, root) in tables.items():
        _describe_table(root, name.replace("_", " "), texts[name])
    return {part: serialised(root) for part, root in tables.values()}


def linked_parts(archive: Archive, sheet: SheetPart, kind: str) -> list[str]:
    """The parts of one kind that a sheet refers to, each once, in the order of its links."""
    links = archive.relationships(sheet.part).values()
    return list(dict.fromkeys(link.target for link in links if link.kind == kind and not link.external))


def _refuse_unknown(texts: Iterable[str], known: Container[str], what: str) -> None:
    if unknown := [name for name in texts if name not in known]:
        raise ValueError(f"descriptions for {what}s that do not exist: {', '.join(unknown)}")


def _describe(frame: etree._Element, name: str, text: str) -> None:
    if not text.strip():
        raise ValueError(f"the description of {name} is empty")
    properties = next(frame.iter(f"{{{DRAWING}}}cNvPr"))
    properties.set("name", name)
    properties.set("descr", text)


def _tables(archive: Archive) -> Iterator[tuple[str, etree._Element]]:
    for sheet in archive.sheets:
        for part in linked_parts(archive, sheet, "table"):
            yield part, archive.parsed(part)


def _describe_table(root: etree._Element, title: str, text: str) -> None:
    """Set title and description; Excel keeps them in an extension, which must be the last child."""
    extensions = root.find(f"{{{MAIN}}}extLst")
    if extensions is None:
        extensions = etree.SubElement(root, f"{{{MAIN}}}extLst")
    for old in [ext for ext in extensions if ext.get("uri") == _TABLE_EXTENSION]:
        extensions.remove(old)
    ext = etree.SubElement(extensions, f"{{{MAIN}}}ext", {"uri": _TABLE_EXTENSION}, nsmap={"x14": _MAIN_2009})
    etree.SubElement(ext, f"{{{_MAIN_2009}}}table", {"altText": title, "altTextSummary": text})

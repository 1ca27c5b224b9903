"""How a finished .xlsx becomes an .xlsm or .xlam: the parts and names that macros need, all others byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Literal

from lxml import etree
from openpyxl import Workbook

from gapsheet.errors import MacroError
from gapsheet.package.archive import Archive, open_archive, write_archive
from gapsheet.package.fonts import ordered_fonts
from gapsheet.package.properties import dated
from gapsheet.package.smallparts import CONTENT_TYPES, LINKS, MAIN, listing_of, serialised
from gapsheet.package.vba import Module, ModuleKind, Seed, VbaProject, seed

Kind = Literal["xlsm", "xlam"]

_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MAIN_TYPES: dict[Kind, str] = {  # [MS-OFFMACRO2]: the workbook part of each kind of file
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "xlam": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
}
_PROJECT_TYPE = "application/vnd.ms-office.vbaProject"  # [MS-XLSB] VBA Project part, the same in .xlsm
_PROJECT_LINK = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"  # [MS-XLSB] likewise
_RIBBON_PART = "customUI/customUI14.xml"  # the name that Office's own editor for it gives
_RIBBON_LINK = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"  # [MS-OI29500] 3.4.1.4
_RIBBON_ROOT = "{http://schemas.microsoft.com/office/2009/07/customui}customUI"  # [MS-CUSTOMUI2]
_BEFORE_PROPERTIES = ("fileVersion", "fileSharing")  # ISO/IEC 29500-1 18.2.27: what stands before workbookPr
_DOCUMENTS = {"worksheet": ModuleKind.WORKSHEET, "chartsheet": ModuleKind.CHARTSHEET}
_LEAD = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>)?(?:\s|<!--.*?-->)*", re.DOTALL)
_START = re.compile(
    rb"<(?P<prefix>(?:[\w.-]+:)?)(?:worksheet|chartsheet)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?(?P<empty>/?)>", re.DOTALL
)
_PROPERTIES = re.compile(rb"\s*<(?:[\w.-]+:)?sheetPr(?=[\s/>])(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)/?>")
_CODE_NAME = re.compile(rb"\scodeName\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet of any kind: its part, which kind, and the code name it has; "" for none."""

    part: str
    kind: ModuleKind
    code_name: str


@dataclass(frozen=True, slots=True)
class Macros:
    """What a workbook is to run, whatever its sheets are called.

    Args:
        modules: Standard and class modules; those of the workbook and of its sheets are added when it is written.
        project_name: The VBA project's name, which the list of macros and other projects' references show.
        workbook_code: The code of the workbook's own module, where its events are met.
        custom_ui: The ribbon, as XML in the namespace of 2009/07; None for none.
        seed: What the VBA project starts from; that of the installed xlwings if not given.
    """

    modules: tuple[Module, ...]
    project_name: str = "VBAProject"
    workbook_code: str = ""
    custom_ui: str | None = None
    seed: Seed | None = None


def with_macros(
    book: bytes | Path, out: Path, macros: Macros, *, kind: Kind = "xlsm", timestamp: datetime | date
) -> None:
    """Write a finished workbook anew, with macros.

    Args:
        book: The workbook without macros: its bytes or its file.
        out: The file to write.
        macros: What it is to run.
        kind: Macro-enabled workbook or add-in.
        timestamp: The moment stored with every part of the file.

    Raises:
        MacroError: VBA that Excel would not take, a book that already has macros or is a template, a kind of sheet
            that macros here cannot cope with, or an xlwings without its files.
        WorkbookError: The book cannot be read.
        UnwritableFileError: The file could not be written; what stood at `out` is as it was.
    """
    with open_archive(out, content=book) if isinstance(book, bytes) else open_archive(book) as archive:
        _write(archive, out, _parts(archive, macros, kind), timestamp)


def add_in(out: Path, macros: Macros, *, title: str, description: str = "", timestamp: datetime | date) -> None:
    """Write an add-in: a workbook of one blank sheet that Excel loads hidden, with macros.

    Args:
        out: The .xlam file to write.
        macros: What it is to run.
        title: What Excel's list of add-ins calls it.
        description: What that list says about it.
        timestamp: The moment that the file's properties and its parts give as theirs.

    Raises:
        MacroError: As for `with_macros`.
        UnwritableFileError: The file could not be written; what stood at `out` is as it was.
    """
    with open_archive(out, content=_blank_book(title, description)) as archive:
        tidied = ordered_fonts(archive) | dated(archive, timestamp)
        _write(archive, out, tidied | _parts(archive, macros, "xlam"), timestamp)


def _write(archive: Archive, out: Path, parts: Mapping[str, bytes], timestamp: datetime | date) -> None:
    write_archive(archive, out, {part: (content,) for part, content in parts.items()}, timestamp)


def _parts(archive: Archive, macros: Macros, kind: Kind) -> dict[str, bytes]:
    """Every part that macros add or change, by part name."""
    parts = _with_project(archive, macros, kind)
    if macros.custom_ui is not None:
        parts |= _with_ribbon(archive, macros.custom_ui, parts["[Content_Types].xml"])
    return parts


def _blank_book(title: str, description: str) -> bytes:
    """A workbook of one blank sheet, as openpyxl writes it."""
    book = Workbook()
    book.properties.title = title
    book.properties.description = description or None
    book.properties.creator = "gapsheet"
    book.calculation.calcId = 191029  # what current Excel writes: nothing to calculate anew
    book.calculation.fullCalcOnLoad = False
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _with_project(archive: Archive, macros: Macros, kind: Kind) -> dict[str, bytes]:
    """The parts that the project adds or changes, by part name."""
    _refuse_documents(macros.modules)
    sheets = tuple(_sheets(archive))
    workbook = archive.parsed(archive.workbook_part)
    properties = _workbook_properties(workbook)
    own, *names = _code_names(properties.get("codeName", ""), sheets, [module.name for module in macros.modules])
    documents = (
        Module(own, ModuleKind.WORKBOOK, macros.workbook_code),
        *(Module(name, sheet.kind) for name, sheet in zip(names, sheets, strict=True)),
    )
    project = VbaProject(macros.project_name, (*documents, *macros.modules), macros.seed or seed())
    properties.set("codeName", own)
    part = archive.workbook_part.rpartition("/")[0] + "/vbaProject.bin"
    listing = listing_of(archive.workbook_part)
    return {
        "[Content_Types].xml": _typed(archive, kind, part),
        archive.workbook_part: serialised(workbook),
        listing: serialised(_linked(archive.parsed(listing), _PROJECT_LINK, "vbaProject.bin")),
        **{sheet.part: _named(archive, sheet, name) for name, sheet in zip(names, sheets, strict=True)},
        part: project.to_bytes(),
    }


def _refuse_documents(modules: Iterable[Module]) -> None:
    if documents := [module.name for module in modules if module.kind.is_document]:
        raise MacroError(f"the modules of workbook and sheets are added here; leave out {', '.join(documents)}")


def _sheets(archive: Archive) -> Iterator[_Sheet]:
    """Every sheet in the order of the tabs."""
    links = archive.relationships(archive.workbook_part)
    for element in archive.parsed(archive.workbook_part).iter(f"{{{MAIN}}}sheet"):
        named = (str(value) for key, value in element.items() if str(key).endswith("relationships}id"))
        link = links.get(next(named, ""))
        kind = link.kind if link else "sheet without a part"
        if link is None or kind not in _DOCUMENTS:
            name = element.get("name", "")
            raise MacroError(
                f"{archive.path}: sheet '{name}' is a {kind}; only worksheets and chart sheets take macros"
            )
        part = next(part for part in archive.names if part.lower() == link.target.lower())
        yield _Sheet(part, _DOCUMENTS[kind], _code_name(archive.read(part)))


def _code_names(workbook: str, sheets: Sequence[_Sheet], modules: Sequence[str]) -> list[str]:
    """The code names of the workbook and of each sheet; those there are stay."""
    taken = {name.lower() for name in (*modules, workbook, *(sheet.code_name for sheet in sheets))}
    names = [workbook or _free("ThisWorkbook", taken)]
    for number, sheet in enumerate(sheets, start=1):
        stem = "Sheet" if sheet.kind is ModuleKind.WORKSHEET else "Chart"
        names.append(sheet.code_name or _free(f"{stem}{number}", taken))
    return names


def _free(wanted: str, taken: set[str]) -> str:
    """The name, with underscores behind it until nobody has it."""
    while wanted.lower() in taken:
        wanted += "_"
    taken.add(wanted.lower())
    return wanted


def _workbook_properties(workbook: etree._Element) -> etree._Element:
    """The element workbookPr, put in its place if there is none."""
    properties = workbook.find(f"{{{MAIN}}}workbookPr")
    if properties is None:
        place = sum(child.tag in {f"{{{MAIN}}}{name}" for name in _BEFORE_PROPERTIES} for child in workbook)
        properties = etree.Element(f"{{{MAIN}}}workbookPr")
        workbook.insert(place, properties)
    return properties


def _typed(archive: Archive, kind: Kind, project: str) -> bytes:
    """The list of content types with the workbook as one with macros, and the project's type."""
    types = archive.parsed("[Content_Types].xml")
    if project in archive or any(element.get("ContentType") == _PROJECT_TYPE for element in types):
        raise MacroError(f"{archive.path} has macros already; start from the workbook without them")
    main = _override(types, archive.workbook_part)
    if main is None or main.get("ContentType") not in (_PLAIN, *_MAIN_TYPES.values()):
        raise MacroError(f"{archive.path} is not an ordinary workbook (perhaps a template); save it as .xlsx first")
    main.set("ContentType", _MAIN_TYPES[kind])
    etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override", {"PartName": f"/{project}", "ContentType": _PROJECT_TYPE})
    return serialised(types)


def _override(types: etree._Element, part: str) -> etree._Element | None:
    """The entry of one part."""
    wanted = f"/{part}".lower()
    return next((entry for entry in types if (entry.get("PartName") or "").lower() == wanted), None)


def _linked(links: etree._Element, kind: str, target: str) -> etree._Element:
    """A list of relationships with one more."""
    taken = {link.get("Id") for link in links}
    free = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    etree.SubElement(links, f"{{{LINKS}}}Relationship", {"Id": free, "Type": kind, "Target": target})
    return links


def _with_ribbon(archive: Archive, custom_ui: str, content_types: bytes) -> dict[str, bytes]:
    """The part that describes the ribbon, and the lists in which it is entered."""
    written = custom_ui.encode("utf-8")
    try:
        root = etree.fromstring(written, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as problem:
        raise MacroError(f"the ribbon is not well-formed XML ({problem.msg})") from problem
    if root.tag != _RIBBON_ROOT:
        raise MacroError(f"the ribbon's root is {root.tag}; {_RIBBON_ROOT} is expected")
    if any(link.kind == "extensibility" for link in archive.relationships("").values()):
        raise MacroError(f"{archive.path} has a ribbon already; start from the workbook without it")
    types = etree.fromstring(content_types)
    entry = {"PartName": f"/{_RIBBON_PART}", "ContentType": "application/xml"}  # [MS-OI29500] 3.4.1.4
    etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override", entry)
    listing = listing_of("")
    return {
        "[Content_Types].xml": serialised(types),
        listing: serialised(_linked(archive.parsed(listing), _RIBBON_LINK, _RIBBON_PART)),
        _RIBBON_PART: written,
    }


def _places(xml: bytes) -> tuple[re.Match[bytes], re.Match[bytes] | None] | None:
    """The start tag of a sheet part, and that of its properties if it has any; None if it is not found."""
    lead = _LEAD.match(xml)
    start = _START.match(xml, lead.end() if lead else 0)
    return (start, _PROPERTIES.match(xml, start.end())) if start else None


def _code_name(xml: bytes) -> str:
    """The code name that a sheet part has."""
    places = _places(xml)
    found = _CODE_NAME.search(places[1]["attributes"]) if places and places[1] else None
    return (found[1] or found[2] or b"").decode("utf-8") if found else ""


def _named(archive: Archive, sheet: _Sheet, name: str) -> bytes:
    """The sheet part with its code name; all its other bytes stay.

    Raises:
        MacroError: The part does not begin as sheets do, or in another encoding.
    """
    xml = archive.read(sheet.part)
    places = _places(xml)
    if places is None or places[0]["empty"]:
        raise MacroError(f"{archive.path}: {sheet.part} does not begin as a sheet does; save it again in Excel")
    start, properties = places
    if sheet.code_name:
        return xml
    attribute = b' codeName="%b"' % name.encode("ascii")
    if properties is None:
        return xml[: start.end()] + b"<%bsheetPr%b/>" % (start["prefix"], attribute) + xml[start.end() :]
    place = properties.start("attributes")
    kept = _CODE_NAME.sub(b"", properties["attributes"])  # an empty one may stand there
    return xml[:place] + attribute + kept + xml[properties.end("attributes") :]

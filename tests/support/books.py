"""Small workbooks written part by part, so that a test says exactly which bytes a file holds."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ROW = re.compile(r"r=[\"'][A-Z]+([0-9]+)")
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def sheet(rows: str, after: str = "") -> str:
    """A worksheet part around its rows."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{MAIN}" xmlns:r="{LINKS}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def cell(ref: str, formula: str = "", value: str | None = None, kind: str = "", attributes: str = "") -> str:
    """A cell element; `formula` may be a whole f element."""
    element = formula if formula.startswith("<f") else f"<f>{formula}</f>" if formula else ""
    typed = f' t="{kind}"' if kind else ""
    held = "" if value is None else f"<v>{value}</v>"
    return f'<c r="{ref}"{attributes}{typed}>{element}{held}</c>'


def rows(*cells: str) -> str:
    """Cells as rows, grouped by the row of their address; the cells come in the order of the sheet."""
    grouped: dict[str, list[str]] = {}
    for item in cells:
        grouped.setdefault(_ROW.search(item)[1], []).append(item)  # type: ignore[index]
    return "".join(f'<row r="{number}">{"".join(items)}</row>' for number, items in grouped.items())


def book_parts(
    sheets: Mapping[str, str], *, before: str = "", after: str = "", extra: Mapping[str, bytes | str] | None = None
) -> dict[str, bytes]:
    """The parts of a workbook; sheets lie in parts whose names do not give their order away."""
    places = {name: f"xl/worksheets/page{len(sheets) - index}.xml" for index, name in enumerate(sheets)}
    listed = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rel{n}"/>' for n, name in enumerate(sheets, 1))
    links = "".join(
        f'<Relationship Id="rel{n}" Type="{LINKS}/worksheet" Target="/{places[name]}"/>'
        for n, name in enumerate(sheets, 1)
    )
    types = "".join(f'<Override PartName="/{part}" ContentType="{SHEET_TYPE}"/>' for part in places.values())
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="bin" ContentType="application/octet-stream"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{BOOK_TYPE}"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{before}<sheets>{listed}</sheets>{after}'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
    }
    parts |= {places[name]: content for name, content in sheets.items()}
    parts |= extra or {}
    return {name: content.encode() if isinstance(content, str) else content for name, content in parts.items()}


def write_book(path: Path, sheets: Mapping[str, str], **more: object) -> Path:
    """A workbook file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in book_parts(sheets, **more).items():  # type: ignore[arg-type]
            container.writestr(zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10)), content, zipfile.ZIP_DEFLATED)
    return path


def read_parts(path: Path) -> dict[str, bytes]:
    """Every part of a file."""
    with zipfile.ZipFile(path) as container:
        return {name: container.read(name) for name in container.namelist()}

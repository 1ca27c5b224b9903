"""A workbook of one printed sheet, texts in one wide column and a chart among them, written part by part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from gapsheet.package.addresses import cell_name
from gapsheet.package.celltext import escaped
from gapsheet.package.smallparts import CHART, CONTENT_TYPES, DRAWING, LINKS, MAIN, serialised
from gapsheet.publishing.drawings import moved_chart
from gapsheet.publishing.parts import Parts

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWINGML = "http://schemas.openxmlformats.org/drawingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument."
_EMU = 12_700  # to a point
_WIDTH = 108  # of the column, in characters of the first font: what an A4 page holds between half an inch of margin
_FIRST_FONT = "Calibri"
_SHRINK = 0.82  # of letters: a page is narrower than a sheet
_DATA = "Data"
_NUMBER = re.compile(r"-?\d+\.?\d*(?:[eE][+-]?\d+)?")
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class Look:
    """How a line of text looks."""

    size: float
    colour: str
    bold: bool = False
    rule: bool = False  # a hairline above


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet: a text in the look of that number, as high as stated, in points."""

    text: str
    look: int
    height: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart over columns of numbers and texts, with the colours of its workbook."""

    chart: bytes
    theme: bytes
    columns: tuple[tuple[str | None, ...], ...]


def drawn(parts: Parts, sheets: Sequence[tuple[str, str]], wanted: Sequence[str]) -> Drawn | None:
    """The first chart of the first wanted sheet that has one.

    Args:
        parts: A frozen copy.
        sheets: The names of its sheets with their parts.
        wanted: Sheets in the order in which they are looked at.
    """
    where = dict(sheets)
    for name in wanted:
        for drawing in parts.linked(where[name], "drawing") if name in where else ():
            for chart in parts.linked(drawing, "chart"):
                root = parts.tree(chart)
                columns = tuple(map(tuple, moved_chart(root, _DATA)))
                _smaller(root)
                theme = next((parts.contents[part] for part in parts.linked(parts.workbook, "theme")), b"")
                return Drawn(serialised(root), theme, columns)
    return None


def _smaller(root: etree._Element) -> None:
    """Letters that suit a chart on a portrait page."""
    for letters in root.iter(f"{{{_DRAWINGML}}}defRPr", f"{{{_DRAWINGML}}}rPr", f"{{{_DRAWINGML}}}endParaRPr"):
        if size := letters.get("sz"):
            letters.set("sz", str(round(int(size) * _SHRINK)))


def one_sheet(
    name: str,
    lines: Sequence[Line],
    looks: Sequence[Look],
    font: str,
    chart: Drawn | None,
    at: int,
    size: tuple[float, float],
) -> dict[str, bytes]:
    """The parts of the workbook.

    Args:
        name: The sheet's name.
        lines: Its rows from the top.
        looks: The looks of its lines.
        font: The font of all.
        chart: What is drawn.
        at: The row, from 1, that the chart starts in.
        size: The chart's width and height in points.
    """
    parts = {
        "[Content_Types].xml": _types(chart),
        "_rels/.rels": _links(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _HEAD
        + f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="'.encode()
        + escaped(name).replace(b'"', b"&quot;")
        + b'" sheetId="1" r:id="rId1"/>'
        + (f'<sheet name="{_DATA}" sheetId="2" state="hidden" r:id="rId2"/>'.encode() if chart is not None else b"")
        + b"</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _links(
            ("worksheet", "worksheets/sheet1.xml"),
            *([("worksheet", "worksheets/sheet2.xml")] if chart is not None else []),
            ("styles", "styles.xml"),
            *([("theme", "theme/theme1.xml")] if chart is not None and chart.theme else []),
        ),
        "xl/styles.xml": _styles(looks, font),
        "xl/worksheets/sheet1.xml": _sheet(lines, chart is not None),
    }
    if chart is not None:
        parts |= {
            "xl/worksheets/sheet2.xml": _data(chart),
            "xl/worksheets/_rels/sheet1.xml.rels": _links(("drawing", "../drawings/drawing1.xml")),
            "xl/drawings/drawing1.xml": _drawing(at, size),
            "xl/drawings/_rels/drawing1.xml.rels": _links(("chart", "../charts/chart1.xml")),
            "xl/charts/chart1.xml": chart.chart,
            **({"xl/theme/theme1.xml": chart.theme} if chart.theme else {}),
        }
    return parts


def _sheet(lines: Sequence[Line], has_drawing: bool) -> bytes:
    rows = b"".join(
        b'<row r="%d" ht="%.1f" customHeight="1"><c r="A%d" s="%d" t="inlineStr"><is><t>%b</t></is></c></row>'
        % (number, line.height, number, line.look + 1, escaped(line.text))
        for number, line in enumerate(lines, start=1)
    )
    drawing = b'<drawing r:id="rId1"/>' if has_drawing else b""
    return (
        _HEAD
        + f'<worksheet xmlns="{MAIN}" xmlns:r="{_OFFICE}">'
        f'<sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews>'
        f'<cols><col min="1" max="1" width="{_WIDTH}" customWidth="1"/></cols><sheetData>'.encode()
        + rows
        + b'</sheetData><pageMargins left="0.5" right="0.5" top="0.45" bottom="0.45" header="0" footer="0"/>'
        b'<pageSetup paperSize="9" orientation="portrait"/>' + drawing + b"</worksheet>"
    )


def _data(chart: Drawn) -> bytes:
    """The sheet that the chart draws from."""
    rows = b""
    for row in range(1, max(map(len, chart.columns), default=0) + 1):
        cells = b"".join(
            _data_cell(row, place, column[row - 1])
            for place, column in enumerate(chart.columns, 1)
            if row <= len(column)
        )
        rows += b'<row r="%d">%b</row>' % (row, cells)
    return _HEAD + f'<worksheet xmlns="{MAIN}"><sheetData>'.encode() + rows + b"</sheetData></worksheet>"


def _data_cell(row: int, column: int, text: str | None) -> bytes:
    if text is None:
        return b""
    place = cell_name(row, column).encode()
    if _NUMBER.fullmatch(text):
        return b'<c r="%b"><v>%b</v></c>' % (place, text.encode())
    return b'<c r="%b" t="inlineStr"><is><t>%b</t></is></c>' % (place, escaped(text))


def _styles(looks: Sequence[Look], font: str) -> bytes:
    root = etree.Element(f"{{{MAIN}}}styleSheet", nsmap={None: MAIN})  # type: ignore[dict-item]

    def add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
        return etree.SubElement(parent, f"{{{MAIN}}}{tag}", attributes)

    fonts = add(root, "fonts")
    for name, look in ((_FIRST_FONT, Look(10, "000000")), *((font, look) for look in looks)):
        made = add(fonts, "font")
        if look.bold:
            add(made, "b")
        add(made, "sz", val=f"{look.size:g}")
        add(made, "color", rgb=f"FF{look.colour}")
        add(made, "name", val=name)
    add(add(add(root, "fills"), "fill"), "patternFill", patternType="none")
    borders = add(root, "borders")
    add(borders, "border")
    rule = add(borders, "border")
    add(rule, "left"), add(rule, "right")
    add(add(rule, "top", style="hair"), "color", rgb="FF616E7C")
    add(add(root, "cellStyleXfs"), "xf")
    formats = add(root, "cellXfs")
    add(formats, "xf", fontId="0", xfId="0")
    for number, look in enumerate(looks, start=1):
        made = add(formats, "xf", fontId=str(number), borderId=str(int(look.rule)), xfId="0", applyAlignment="1")
        add(made, "alignment", wrapText="1", vertical="top")
    return serialised(root)


def _types(chart: Drawn | None) -> bytes:
    root = etree.Element(f"{{{CONTENT_TYPES}}}Types", nsmap={None: CONTENT_TYPES})  # type: ignore[dict-item]
    for ending, kind in (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
    ):
        etree.SubElement(root, f"{{{CONTENT_TYPES}}}Default", {"Extension": ending, "ContentType": kind})
    listed = [
        ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
        ("xl/worksheets/sheet1.xml", "spreadsheetml.worksheet+xml"),
        ("xl/styles.xml", "spreadsheetml.styles+xml"),
    ]
    if chart is not None:
        listed.append(("xl/worksheets/sheet2.xml", "spreadsheetml.worksheet+xml"))
        listed += [("xl/drawings/drawing1.xml", "drawing+xml"), ("xl/charts/chart1.xml", "drawingml.chart+xml")]
    if chart is not None and chart.theme:
        listed.append(("xl/theme/theme1.xml", "theme+xml"))
    for part, kind in listed:
        attributes = {"PartName": f"/{part}", "ContentType": f"{_TYPE}{kind}"}
        etree.SubElement(root, f"{{{CONTENT_TYPES}}}Override", attributes)
    return serialised(root)


def _links(*targets: tuple[str, str]) -> bytes:
    root = etree.Element(f"{{{LINKS}}}Relationships", nsmap={None: LINKS})  # type: ignore[dict-item]
    for number, (kind, target) in enumerate(targets, start=1):
        attributes = {"Id": f"rId{number}", "Type": f"{_OFFICE}/{kind}", "Target": target}
        etree.SubElement(root, f"{{{LINKS}}}Relationship", attributes)
    return serialised(root)


def _drawing(at: int, size: tuple[float, float]) -> bytes:
    width, height = (round(points * _EMU) for points in size)
    frame = (
        '<xdr:graphicFrame><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Chart"/><xdr:cNvGraphicFramePr/>'
        '</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>'
        f'<a:graphic><a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" xmlns:r="{_OFFICE}" r:id="rId1"/>'
        "</a:graphicData></a:graphic></xdr:graphicFrame>"
    )
    drawing = (
        f'<xdr:wsDr xmlns:xdr="{DRAWING}" xmlns:a="{_DRAWINGML}"><xdr:oneCellAnchor><xdr:from><xdr:col>0</xdr:col>'
        f"<xdr:colOff>0</xdr:colOff><xdr:row>{at - 1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="{width}" cy="{height}"/>{frame}<xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>'
    )
    return _HEAD + drawing.encode()

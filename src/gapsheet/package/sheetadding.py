"""A sheet added at the end of a workbook: a title, a line about it, and an empty table, entered in every list."""

from __future__ import annotations

import re

from lxml import etree

from gapsheet.errors import RewriteError
from gapsheet.package.addedstyles import bold_style, number_style
from gapsheet.package.addresses import area, area_name, column_letters
from gapsheet.package.celltext import escaped
from gapsheet.package.constants import cell_with
from gapsheet.package.draft import Draft
from gapsheet.package.listings import OFFICE, enter_link, enter_type
from gapsheet.package.rewrites import NewSheet
from gapsheet.package.sheetrows import COLUMNS, sheet_rows
from gapsheet.package.smallparts import MAIN, serialised
from gapsheet.package.structure import Table, located_tables

HEADER_ROW = 4  # title, line, blank row, headers
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_END_OF_SHEETS = re.compile(rb"</((?:[\w.-]+:)?)sheets\s*>")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|\A'|'\Z")
_LONGEST_NAME = 31  # characters of a sheet's name
_NARROWEST, _WIDEST = 10, 60  # characters of a column
_STYLE = re.compile(rb"\ss=\"([0-9]+)\"")


def add_sheet(draft: Draft, new: NewSheet) -> None:
    """Add a sheet with its table.

    Raises:
        RewriteError: The name of the sheet or table is taken, or no name that Excel allows.
    """
    tables = list(located_tables(draft))
    _refuse_names(draft, new, [table for table, _, _ in tables])
    folder = draft.workbook_part.rpartition("/")[0]
    sheet_part = draft.free_part(f"{folder}/worksheets/sheet{{}}.xml")
    table_part = draft.free_part(f"{folder}/tables/table{{}}.xml")
    header = _header_style(draft, tables[0]) if tables else b""
    look = _table_style(draft, tables[0][1]) if tables else b"TableStyleMedium2"
    draft.put(table_part, _table(new, _free_table_id(draft), look))
    enter_type(draft, sheet_part, _SHEET_TYPE)
    enter_type(draft, table_part, _TABLE_TYPE)
    link = enter_link(draft, sheet_part, "table", table_part)
    draft.put(sheet_part, _sheet(new, bold_style(draft), header, _blank_row(draft, new), link))
    _list_sheet(draft, new.name, enter_link(draft, draft.workbook_part, "worksheet", sheet_part))
    _list_title(draft, new.name)
    draft.list_sheets_anew()


def _refuse_names(draft: Draft, new: NewSheet, tables: list[Table]) -> None:
    names = {element.get("name", "").casefold() for element in draft.parsed(draft.workbook_part).iter("{*}sheet")}
    if not new.name or len(new.name) > _LONGEST_NAME or _FORBIDDEN.search(new.name):
        raise RewriteError(f"{new.name!r} is no name for a sheet; give up to 31 characters without []:*?/\\ in them")
    if new.name.casefold() in names:
        raise RewriteError(f"the workbook has a sheet '{new.name}' already; rename that sheet and refresh again")
    defined = {element.get("name", "") for element in draft.parsed(draft.workbook_part).iter("{*}definedName")}
    if new.table.casefold() in {name.casefold() for name in [*defined, *(table.name for table in tables)]}:
        raise RewriteError(f"the workbook has something named '{new.table}' already; rename it and refresh again")
    if len({header.casefold() for header in new.headers}) < len(new.headers) or not all(new.headers):
        raise ValueError(f"the headers of the table {new.table} have to differ and not to be empty")


def _blank_row(draft: Draft, new: NewSheet) -> bytes:
    """The row under the headers: blank cells with the formats that the rows of the table will take from them."""
    codes = {place: new.formats[text] for place, text in enumerate(new.headers, 1) if text in new.formats}
    cells = (cell_with(b"", HEADER_ROW + 1, place, number_style(draft, code), None) for place, code in codes.items())
    return b'<row r="%d">%b</row>' % (HEADER_ROW + 1, b"".join(cells)) if codes else b""


def _sheet(new: NewSheet, title: bytes, header: bytes, blank: bytes, link: str) -> bytes:
    """The worksheet part."""
    last = column_letters(len(new.headers))
    needed = new.widths or tuple(min(max(len(text) + 4, _NARROWEST), _WIDEST) for text in new.headers)
    widths = b"".join(
        b'<col min="%d" max="%d" width="%g" customWidth="1"/>' % (place, place, width)
        for place, width in enumerate(needed, start=1)
    )
    headers = b"".join(cell_with(b"", HEADER_ROW, place, header, text) for place, text in enumerate(new.headers, 1))
    return b"".join(
        (
            _DECLARATION,
            b'<worksheet xmlns="%b" xmlns:r="%b">' % (MAIN.encode(), OFFICE.encode()),
            b'<dimension ref="A1:%b%d"/>' % (last.encode(), HEADER_ROW + 1),
            b'<sheetViews><sheetView workbookViewId="0">',
            b'<pane ySplit="%d" topLeftCell="A%d" ' % (HEADER_ROW, HEADER_ROW + 1),
            b'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>',
            b'<sheetFormatPr defaultRowHeight="15"/><cols>%b</cols><sheetData>' % widths,
            b'<row r="1">%b</row>' % cell_with(b"", 1, 1, title, new.title),
            b'<row r="2">%b</row>' % cell_with(b"", 2, 1, b"", new.lead),
            b'<row r="%d">%b</row>%b</sheetData>' % (HEADER_ROW, headers, blank),
            b'<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>',
            b'<tableParts count="1"><tablePart r:id="%b"/></tableParts></worksheet>' % link.encode(),
        )
    )


def _table(new: NewSheet, number: int, look: bytes) -> bytes:
    """The part of the table: a header row and the blank row that every table keeps."""
    name = _quoted(new.table)
    ref = area_name((HEADER_ROW, 1, HEADER_ROW + 1, len(new.headers))).encode()
    columns = b"".join(
        b'<tableColumn id="%d" name="%b"/>' % (place, _quoted(text)) for place, text in enumerate(new.headers, 1)
    )
    return b"".join(
        (
            _DECLARATION,
            b'<table xmlns="%b" id="%d" name="%b" displayName="%b" ' % (MAIN.encode(), number, name, name),
            b'ref="%b" totalsRowShown="0"><autoFilter ref="%b"/>' % (ref, ref),
            b'<tableColumns count="%d">%b</tableColumns>' % (len(new.headers), columns),
            b'<tableStyleInfo name="%b" showFirstColumn="0" showLastColumn="0" showRowStripes="1" ' % look,
            b'showColumnStripes="0"/></table>',
        )
    )


def _quoted(text: str) -> bytes:
    """A text as an attribute's value; a line break inside a header is spelled as Excel does."""
    return escaped(text).replace(b'"', b"&quot;").replace(b"\n", b"_x000a_").replace(b"\t", b"&#9;")


def _free_table_id(draft: Draft) -> int:
    return max((int(draft.parsed(part).get("id", "0")) for _, part, _ in located_tables(draft)), default=0) + 1


def _table_style(draft: Draft, part: str) -> bytes:
    """The style of another table of the workbook."""
    info = draft.parsed(part).find("{*}tableStyleInfo")
    return _quoted(info.get("name", "") if info is not None else "") or b"TableStyleMedium2"


def _header_style(draft: Draft, table: tuple[Table, str, object]) -> bytes:
    """The style attribute of another table's first header."""
    sheet = next(sheet for sheet in draft.sheets if sheet.name == table[0].sheet)
    top, left = area(table[0].ref)[:2]
    rows = sheet_rows(draft, sheet)
    attributes = next((cell[2] for cell in rows.cells(top) if COLUMNS[cell[1]] == left), b"")
    found = _STYLE.search(attributes)
    return found[0] if found and found[1] != b"0" else b""


def _list_sheet(draft: Draft, name: str, link: str) -> None:
    """Enter the sheet at the end of the workbook's list."""
    xml = draft.read(draft.workbook_part)
    taken = [int(element.get("sheetId", "0")) for element in draft.parsed(draft.workbook_part).iter("{*}sheet")]
    end = _END_OF_SHEETS.search(xml)
    if end is None:
        raise RewriteError("the workbook's list of sheets cannot be read; open the file in Excel and save it again")
    entry = b'<%bsheet xmlns:r="%b" name="%b" sheetId="%d" r:id="%b"/>' % (  # whatever the prefixes around it are
        end[1], OFFICE.encode(), _quoted(name), max(taken, default=0) + 1, link.encode(),
    )  # fmt: skip
    draft.put(draft.workbook_part, xml[: end.start()] + entry + xml[end.start() :])


def _list_title(draft: Draft, name: str) -> None:
    """Enter the sheet in the file's properties, where they list the sheets."""
    part = next((link.target for link in draft.relationships("").values() if link.kind == "extended-properties"), "")
    if not part or part not in draft:
        return
    root = draft.parsed(part)
    pairs, titles = root.find("{*}HeadingPairs/{*}vector"), root.find("{*}TitlesOfParts/{*}vector")
    counts = [] if pairs is None else list(pairs.iter("{*}i4"))
    if titles is None or not counts or not (counts[0].text or "").isdigit():
        return
    sheets = int(counts[0].text or "0")
    counts[0].text = str(sheets + 1)
    title = etree.Element(titles[0].tag if len(titles) else "lpstr")
    title.text = name
    titles.insert(sheets, title)
    titles.set("size", str(len(titles)))
    draft.put(part, serialised(root))

"""A workbook with everything in it that a refresh must not lose, written by XlsxWriter and by hand."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import xlsxwriter

TOP = 6  # the table's first data row, as people count
COUNT = 8
KEYS = tuple(f"k{place}" for place in range(COUNT))
HEADERS = ("Key", "Year", "Value", "Twice", "Note", "Plain")
NOTED = 2  # the row position with a comment, a link, a note beside the table, a height
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PIVOT = (
    f'<pivotCacheDefinition xmlns="{_MAIN}" xmlns:r="{_OFFICE}" '
    'saveData="0" refreshedVersion="6" recordCount="0"><cacheSource type="worksheet">'
    f'<worksheetSource ref="B5:G{TOP + COUNT - 1}" sheet="Data"/></cacheSource><cacheFields count="6">'
    + "".join(f'<cacheField name="{header}" numFmtId="0"><sharedItems/></cacheField>' for header in HEADERS)
    + "</cacheFields></pivotCacheDefinition>"
)
_THREADS = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    f'<threadedComment ref="F{TOP + NOTED}" dT="2026-01-02T03:04:05.00" personId="{{A}}" id="{{B}}"><text>first</text>'
    f'</threadedComment><threadedComment ref="F{TOP + NOTED}" dT="2026-01-02T03:05:05.00" personId="{{A}}" '
    'id="{C}" parentId="{B}"><text>reply</text></threadedComment></ThreadedComments>'
)


def value(place: int) -> float:
    """The figure in the row at this position."""
    return 10.0 * place + 0.5


def torture_book(path: Path) -> Path:
    """Write the workbook; with the ending .xlsm it carries macros."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    if path.suffix == ".xlsm":
        book.add_vba_project(io.BytesIO(bytes(range(256)) * 20), is_stream=True)
    _data(book)
    _report(book)
    _user_sheets(book)
    book.define_name("all_values", f"=Data!$D${TOP}:$D${TOP + COUNT - 1}")
    book.define_name("third_value", f"=Data!$D${TOP + 2}")
    book.define_name("last_three", f"=Data!$D${TOP + COUNT - 3}:$D${TOP + COUNT - 1}")
    book.define_name("moving", f"=OFFSET(Data!$D${TOP},0,0,COUNTA(Data!$B:$B)-3)")
    book.define_name("elsewhere", "=Inputs!$B$2")
    book.close()
    path.write_bytes(_with_more_parts(content.getvalue()))
    return path


def _data(book: xlsxwriter.Workbook) -> None:
    """The table that is refreshed, with the user's things in it, beside it and around it."""
    sheet = book.add_worksheet("Data")
    money, italic = book.add_format({"num_format": "#,##0.00"}), book.add_format({"italic": True})
    sheet.write("B2", "Figures that are refreshed")
    columns = [{"header": header} for header in HEADERS]
    columns[2] |= {"format": money, "total_function": "sum"}
    columns[3] |= {"formula": "=Pay[[#This Row],[Value]]*2"}
    last = TOP + COUNT - 1
    look = {"name": "Pay", "columns": columns, "total_row": True, "style": "Table Style Light 9"}
    sheet.add_table(f"B{TOP - 1}:G{last + 1}", look)
    sheet.write_formula(f"D{last + 1}", "=SUBTOTAL(109,Pay[Value])", None, sum(map(value, range(COUNT))))
    for place, key in enumerate(KEYS):
        row = TOP + place
        sheet.write(f"B{row}", key)
        sheet.write(f"C{row}", 2000 + place)
        sheet.write(f"D{row}", value(place), money)
        sheet.write_formula(f"E{row}", "=Pay[[#This Row],[Value]]*2", None, value(place) * 2)
        sheet.write_formula(f"G{row}", f"=D{row}+C{row}", None, value(place) + 2000 + place)
        sheet.write_formula(f"I{row}", f"=SUM(D${TOP}:D{row})/SUM($D${TOP}:$D${last})", None, 0.5)
        sheet.add_sparkline(f"J{row}", {"range": f"Data!C{row}:D{row}"})
    noted = TOP + NOTED
    sheet.write(f"H{TOP - 1}", "My notes")
    sheet.write(f"H{noted}", "mine", italic)
    sheet.write(f"F{noted}", "inside")
    sheet.write_comment(f"F{noted}", "a comment on the third row")
    sheet.write_comment("B2", "a comment above the table")
    sheet.write_url(f"H{noted}", "https://example.org/third", italic, "mine")
    sheet.write_url("B3", f"internal:Data!D{noted}", None, "to the third")
    sheet.set_row(noted - 1, 30)
    sheet.conditional_format(f"D{TOP}:D{last}", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format(
        f"B{TOP}:G{last}", {"type": "formula", "criteria": f"=$D{TOP}>AVERAGE($D${TOP}:$D${last})", "format": italic}
    )
    years = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 9999}
    sheet.data_validation(f"C{TOP}:C{last}", years)
    sheet.data_validation(f"F{TOP + 1}", {"validate": "list", "source": ["inside", "outside"]})
    sheet.write("M8", "far from the table")
    sheet.write_formula("M9", f"=D{noted}", None, value(NOTED))
    sheet.write_formula("M10", f"=D{last + 1}", None, 1)
    sheet.print_area(f"B2:J{last + 1}")
    sheet.write("B40", "far below")


def _report(book: xlsxwriter.Workbook) -> None:
    """Formulas, a spill, charts, a sparkline, a text box and a list over the table."""
    sheet = book.add_worksheet("Report")
    last = TOP + COUNT - 1
    sheet.write_formula("A1", f"=SUM(Data!$D${TOP}:$D${last})", None, sum(map(value, range(COUNT))))
    sheet.write_formula("A2", f"=Data!D{TOP + 1}", None, value(1))
    sheet.write_formula("A3", "=SUM(Pay[Value])", None, sum(map(value, range(COUNT))))
    sheet.write_formula("A4", f'=COUNTIF(Data!B{TOP}:B{last},"k*")&" of Data!B{TOP}:B{last}"', None, "8")
    sheet.write_formula("A5", "=third_value", None, value(2))
    sheet.write_dynamic_array_formula("C1:C3", "=UNIQUE(Inputs!B2:B4)", None, 1)
    sheet.add_sparkline("A7", {"range": f"Data!D{TOP}:D{last}"})
    sheet.data_validation("A8", {"validate": "list", "source": f"=Data!$B${TOP}:$B${last}"})
    chart = book.add_chart({"type": "line"})
    chart.add_series(
        {
            "name": f"=Data!$D${TOP - 1}",
            "categories": f"=Data!$C${TOP}:$C${last}",
            "values": f"=Data!$D${TOP}:$D${last}",
            "categories_data": [2000 + place for place in range(COUNT)],
            "values_data": [value(place) for place in range(COUNT)],
        }
    )
    sheet.insert_chart("E2", chart)
    sheet.insert_textbox("E20", "Third", {"textlink": f"=Data!$D${TOP + 2}"})


def _user_sheets(book: xlsxwriter.Workbook) -> None:
    """Three sheets of the user's that nothing may touch."""
    inputs = book.add_worksheet("Inputs")
    for place in range(3):
        inputs.write(place + 1, 1, place * 1.25)
    inputs.write_formula("B6", "=SUM(B2:B4)", None, 3.75)
    inputs.write_formula("C6", f"=D{TOP}+D{TOP + COUNT - 1}", None, 0)
    pictures = book.add_worksheet("Drawing")
    pictures.insert_textbox("B2", "hello")
    pictures.write_comment("A1", "another comment")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Inputs!$B$2:$B$4"})
    pictures.insert_chart("D2", chart)
    lists = book.add_worksheet("Listes & co")
    lists.add_table("A1:B3", {"name": "Small", "data": [["a", 1], ["b", 2]]})
    lists.merge_range("D1:E2", "merged")


def _with_more_parts(content: bytes) -> bytes:
    """The file with a pivot cache, a calculation chain and a thread of comments, as Excel would add them."""
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    parts["xl/pivotCache/pivotCacheDefinition1.xml"] = _PIVOT.encode()
    parts["xl/threadedComments/threadedComment1.xml"] = _THREADS.encode()
    chain = f'<c r="A1" i="2"/><c r="E{TOP}" i="1"/>'
    parts["xl/calcChain.xml"] = f'<calcChain xmlns="{_MAIN}">{chain}</calcChain>'.encode()
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>'
        for part, kind in (
            ("xl/pivotCache/pivotCacheDefinition1.xml", f"{main}.pivotCacheDefinition+xml"),
            ("xl/calcChain.xml", f"{main}.calcChain+xml"),
            ("xl/threadedComments/threadedComment1.xml", "application/vnd.ms-excel.threadedcomments+xml"),
        )
    )
    _insert(parts, "[Content_Types].xml", "</Types>", types)
    links = "".join(
        f'<Relationship Id="own{place}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(
            (("pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"), ("calcChain", "calcChain.xml"))
        )
    )
    _insert(parts, "xl/_rels/workbook.xml.rels", "</Relationships>", links)
    thread = (
        '<Relationship Id="thread" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
        'Target="../threadedComments/threadedComment1.xml"/>'
    )
    _insert(parts, "xl/worksheets/_rels/sheet1.xml.rels", "</Relationships>", thread)
    caches = '<pivotCaches><pivotCache cacheId="1" r:id="own0"/></pivotCaches>'
    parts["xl/workbook.xml"] = re.sub(rb"(<calcPr[^>]*/>)", rb"\1" + caches.encode(), parts["xl/workbook.xml"])
    return _zipped(parts)


def _insert(parts: dict[str, bytes], part: str, before: str, text: str) -> None:
    assert before.encode() in parts[part]
    parts[part] = parts[part].replace(before.encode(), text.encode() + before.encode())


def _zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        for name, part in parts.items():
            container.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6)), part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()

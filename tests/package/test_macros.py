from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference

from gapsheet.errors import MacroError, MissingFileError, UnwritableFileError
from gapsheet.package.archive import open_archive, write_archive
from gapsheet.package.macros import Macros, add_in, with_macros
from gapsheet.package.vba import Module, ModuleKind
from support.libreoffice import LibreOffice
from support.vba import basic_of, modules_of, opened, project_of

MOMENT = dt.datetime(2026, 3, 31, 12, 30)
RIBBON = (
    '<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui">'
    '<ribbon><tabs><tab id="t" label="Löhne"/></tabs></ribbon></customUI>'
)
FUNCTIONS = Module("own_functions", ModuleKind.STANDARD, "Public Function TWICE(x)\n    TWICE = 2 * x\nEnd Function\n")
HELPER = Module("Helper", ModuleKind.CLASS, "Public kept As Long\n")
EVENTS = "Private Sub Workbook_Open()\nEnd Sub\n"
MACROS = Macros((FUNCTIONS, HELPER), project_name="gapsheet", workbook_code=EVENTS, custom_ui=RIBBON)
READER = "Calc MS Excel 2007 XML"  # LibreOffice 7.4 does not know the ending .xlam, but reads the file
SPELLED = re.compile(rb"<(?:\w+:)?sheetPr codeName=\"\w+\"/>| codeName=\"\w+\"")


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def authored() -> Workbook:
    """Two worksheets about a chart sheet, the last with a code name of its own."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sales & more"
    sheet.append(["year", 2024])
    sheet.append(["twice", "=B1*2"])
    sheet.column_dimensions["A"].width = 30
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2))
    book.create_chartsheet("Picture").add_chart(chart)
    book.create_sheet("Ünïcode").sheet_properties.codeName = "OwnName"
    return book


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book before, as macro-enabled workbook and as add-in, and an add-in of its own."""
    folder = tmp_path_factory.mktemp("macros")
    (folder / "book.xlsx").write_bytes(saved(authored()))
    with_macros(folder / "book.xlsx", folder / "book.xlsm", MACROS, timestamp=MOMENT)
    with_macros(folder / "book.xlsx", folder / "book.xlam", MACROS, kind="xlam", timestamp=MOMENT)
    add_in(folder / "own.xlam", MACROS, title="gapsheet", description="Growth and gaps", timestamp=MOMENT)
    return folder


def parts(book: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(book) as container:
        return {name: container.read(name) for name in container.namelist()}


def content_type(book: Path, part: str) -> str:
    types = etree.fromstring(parts(book)["[Content_Types].xml"])
    return next(entry.get("ContentType", "") for entry in types if entry.get("PartName") == part)


def test_every_other_part_is_as_it_was(folder: Path) -> None:
    before, after = parts(folder / "book.xlsx"), parts(folder / "book.xlsm")
    changed = {"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    sheets = {"xl/worksheets/sheet1.xml", "xl/chartsheets/sheet1.xml"}
    assert set(after) - set(before) == {"xl/vbaProject.bin", "customUI/customUI14.xml"}
    assert {name for name in before if before[name] != after[name]} == changed | sheets
    for name in sheets:
        assert SPELLED.sub(b"", after[name], count=1) == before[name]


def test_code_names_tie_sheets_to_their_modules(folder: Path) -> None:
    read = modules_of(project_of(folder / "book.xlsm"))
    assert list(read) == [
        "ThisWorkbook.cls",
        "Sheet1.cls",
        "Chart2.cls",
        "OwnName.cls",
        "own_functions.bas",
        "Helper.cls",
    ]
    for name, module in [
        ("worksheets/sheet1", "Sheet1"),
        ("chartsheets/sheet1", "Chart2"),
        ("worksheets/sheet2", "OwnName"),
    ]:
        first = etree.fromstring(parts(folder / "book.xlsm")[f"xl/{name}.xml"])[0]
        assert (etree.QName(first).localname, first.get("codeName")) == ("sheetPr", module)
    assert "00020821-" in read["Chart2.cls"]  # Excel's class of chart sheets
    assert "00020820-" in read["OwnName.cls"]  # and of worksheets


def test_modules_read_back_as_written(folder: Path) -> None:
    for book in ("book.xlsm", "book.xlam", "own.xlam"):
        read = modules_of(project_of(folder / book))
        assert read["own_functions.bas"] == FUNCTIONS.text
        assert read["Helper.cls"] == HELPER.text
        assert read["ThisWorkbook.cls"].endswith(EVENTS.replace("\n", "\r\n"))
        opened(project_of(folder / book)).close()


def test_content_types_say_what_the_file_is(folder: Path) -> None:
    kinds = {"xlsm": "sheet", "xlam": "addin"}
    for name in ("book.xlsm", "book.xlam", "own.xlam"):
        assert (
            content_type(folder / name, "/xl/workbook.xml")
            == f"application/vnd.ms-excel.{kinds[name[-4:]]}.macroEnabled.main+xml"
        )
        assert content_type(folder / name, "/xl/vbaProject.bin") == "application/vnd.ms-office.vbaProject"


def test_relationships_lead_to_project_and_ribbon(folder: Path) -> None:
    for name in ("book.xlsm", "own.xlam"):
        with open_archive(folder / name) as archive:
            links = [*archive.relationships("xl/workbook.xml").values(), *archive.relationships("").values()]
            targets = {link.kind: link.target for link in links}
            assert targets["vbaProject"] == "xl/vbaProject.bin"
            assert targets["extensibility"] == "customUI/customUI14.xml"
            assert len({link.id for link in archive.relationships("").values()}) == 4
            assert archive.read("customUI/customUI14.xml").decode("utf-8") == RIBBON


def test_openpyxl_reads_the_workbook_with_its_macros(folder: Path) -> None:
    book = load_workbook(folder / "book.xlsm")
    assert book.code_name == "ThisWorkbook"
    assert book.sheetnames == ["Sales & more", "Picture", "Ünïcode"]
    assert book["Sales & more"]["B2"].value == "=B1*2"
    assert book["Sales & more"].sheet_properties.codeName == "Sheet1"


def test_add_in_has_one_blank_sheet_and_its_title(folder: Path) -> None:
    written = parts(folder / "own.xlam")
    workbook, core = etree.fromstring(written["xl/workbook.xml"]), written["docProps/core.xml"]
    assert len(list(workbook.iter("{*}sheet"))) == 1
    assert list(etree.fromstring(written["xl/worksheets/sheet1.xml"]).iter("{*}row")) == []
    assert next(workbook.iter("{*}calcPr")).get("fullCalcOnLoad") in (None, "0")
    assert b">gapsheet</dc:title>" in core
    assert b">Growth and gaps</dc:description>" in core
    assert set(re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {b"2026-03-31T12:30:00Z"}


def test_same_input_makes_the_same_file(folder: Path, tmp_path: Path) -> None:
    with_macros((folder / "book.xlsx").read_bytes(), tmp_path / "again.xlsm", MACROS, timestamp=MOMENT)
    add_in(tmp_path / "again.xlam", MACROS, title="gapsheet", description="Growth and gaps", timestamp=MOMENT)
    assert (tmp_path / "again.xlsm").read_bytes() == (folder / "book.xlsm").read_bytes()
    assert (tmp_path / "again.xlam").read_bytes() == (folder / "own.xlam").read_bytes()


def test_without_a_ribbon_there_is_no_part_for_it(folder: Path, tmp_path: Path) -> None:
    with_macros(folder / "book.xlsx", tmp_path / "plain.xlsm", Macros((FUNCTIONS,)), timestamp=MOMENT)
    before, after = parts(folder / "book.xlsx"), parts(tmp_path / "plain.xlsm")
    assert set(after) - set(before) == {"xl/vbaProject.bin"}
    assert after["_rels/.rels"] == before["_rels/.rels"]


def rewritten(folder: Path, **changes: tuple[bytes, bytes]) -> bytes:
    """The book before with text replaced in parts, `sheet` and `workbook` being short for their names."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "workbook": "xl/workbook.xml", "links": "xl/_rels/workbook.xml.rels"}
    every = parts(folder / "book.xlsx")
    for short, (old, new) in changes.items():
        assert old in every[names[short]]
        every[names[short]] = every[names[short]].replace(old, new, 1)
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        for name, content in every.items():
            container.writestr(name, content)
    return stream.getvalue()


MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PROPERTIES = b'<sheetPr><outlinePr summaryBelow="1" summaryRight="1"/><pageSetUpPr/></sheetPr>'


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (PROPERTIES, b"", b'<sheetPr codeName="Sheet1"/>'),
        (PROPERTIES, b"<sheetPr/>", b'<sheetPr codeName="Sheet1"/>'),
        (PROPERTIES, b'<sheetPr filterMode="1" />', b'<sheetPr codeName="Sheet1" filterMode="1" />'),
        (PROPERTIES, b"<sheetPr codeName=''/>", b'<sheetPr codeName="Sheet1"/>'),
        (PROPERTIES, b"<sheetPr codeName='Kept'/>", b"<sheetPr codeName='Kept'/>"),
        (
            b"<worksheet",
            b"<?xml version='1.0'?>\n<!-- <worksheet> -->\n<worksheet a=\">\"",
            b'<sheetPr codeName="Sheet1"><out',
        ),
    ],
    ids=["none", "empty", "attributes", "empty name", "named", "comment before"],
)
def test_code_name_is_put_where_the_sheet_has_its_properties(
    folder: Path, tmp_path: Path, old: bytes, new: bytes, named: bytes
) -> None:
    out = tmp_path / "out.xlsm"
    with_macros(rewritten(folder, sheet=(old, new)), out, Macros((FUNCTIONS,)), timestamp=MOMENT)
    sheet = parts(out)["xl/worksheets/sheet1.xml"]
    assert named in sheet
    assert sheet.count(b"<sheetPr") == 1
    assert etree.fromstring(sheet)[0].get("codeName") in ("Sheet1", "Kept")


def test_workbook_without_properties_gets_them_in_their_place(folder: Path, tmp_path: Path) -> None:
    content = rewritten(folder, workbook=(b"<workbookPr/>", b'<fileVersion appName="xl"/>'))
    with_macros(content, tmp_path / "out.xlsm", Macros((FUNCTIONS,)), timestamp=MOMENT)
    children = [
        etree.QName(child).localname for child in etree.fromstring(parts(tmp_path / "out.xlsm")["xl/workbook.xml"])
    ]
    assert children[:2] == ["fileVersion", "workbookPr"]


def test_prefixed_sheets_are_named_under_their_prefix(folder: Path, tmp_path: Path) -> None:
    sheet = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData/></x:worksheet>'
    )
    with open_archive(folder / "book.xlsx") as archive:
        write_archive(archive, tmp_path / "in.xlsx", {"xl/worksheets/sheet1.xml": (sheet,)})
    with_macros(tmp_path / "in.xlsx", tmp_path / "out.xlsm", Macros((FUNCTIONS,)), timestamp=MOMENT)
    assert (
        b'main"><x:sheetPr codeName="Sheet1"/><x:sheetData/>'
        in parts(tmp_path / "out.xlsm")["xl/worksheets/sheet1.xml"]
    )


def test_code_names_keep_clear_of_the_modules_given(folder: Path, tmp_path: Path) -> None:
    own = Module("SHEET1", ModuleKind.STANDARD, "' mine\n")
    with_macros(folder / "book.xlsx", tmp_path / "out.xlsm", Macros((own,)), timestamp=MOMENT)
    assert {"SHEET1.bas", "Sheet1_.cls"} < set(modules_of(project_of(tmp_path / "out.xlsm")))


def refusals(folder: Path) -> Iterator[tuple[str, bytes, Macros]]:
    good, plain = (folder / "book.xlsx").read_bytes(), Macros((FUNCTIONS,))
    template = authored()
    template.template = True
    yield "has macros already", (folder / "book.xlsm").read_bytes(), plain
    yield "perhaps a template", saved(template), plain
    yield "is a dialogsheet", rewritten(folder, links=(b"relationships/worksheet", b"relationships/dialogsheet")), plain
    yield "does not begin as a sheet", rewritten(folder, sheet=(b"<worksheet", b"<sheet")), plain
    yield "leave out Sheet9", good, Macros((Module("Sheet9", ModuleKind.WORKSHEET),))
    yield "not well-formed", good, Macros((FUNCTIONS,), custom_ui="<customUI>")
    yield "root is", good, Macros((FUNCTIONS,), custom_ui=RIBBON.replace("2009/07", "2006/01"))
    yield "choose another", good, Macros((FUNCTIONS, FUNCTIONS))


@pytest.mark.parametrize("number", range(8))
def test_what_cannot_be_done_is_refused_and_nothing_is_written(folder: Path, tmp_path: Path, number: int) -> None:
    said, content, macros = list(refusals(folder))[number]
    out = tmp_path / "out.xlsm"
    out.write_bytes(b"as it was")
    with pytest.raises(MacroError, match=said):
        with_macros(content, out, macros, timestamp=MOMENT)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("out.xlsm", b"as it was")]


def test_book_that_is_missing_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"gone\.xlsx does not exist"):
        with_macros(tmp_path / "gone.xlsx", tmp_path / "out.xlsm", MACROS, timestamp=MOMENT)


def test_a_book_may_be_replaced_by_itself_with_macros(folder: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes((folder / "book.xlsx").read_bytes())
    with_macros(book, book, MACROS, timestamp=MOMENT)
    assert book.read_bytes() == (folder / "book.xlsm").read_bytes()


def test_folder_that_is_missing_is_said_so(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UnwritableFileError, match="no such folder"):
        with_macros(folder / "book.xlsx", tmp_path / "gone" / "out.xlsm", MACROS, timestamp=MOMENT)


def cells_of(document: Path) -> list[Any]:
    """Sheets, cells and charts as LibreOffice saw them, whatever it calls its styles."""
    body = next(etree.fromstring(parts(document)["content.xml"]).iter("{*}spreadsheet"))
    return [(element.tag, element.text, element.get(f"{{{element.nsmap['office']}}}value")) for element in body.iter()]


@pytest.mark.optional_part("LibreOffice")
def test_libreoffice_opens_the_files_and_lists_the_modules(folder: Path, trusting: LibreOffice, tmp_path: Path) -> None:
    before = trusting.convert(folder / "book.xlsx", "ods", tmp_path / "before")
    after = trusting.convert(folder / "book.xlsm", "ods", tmp_path / "after")
    own = trusting.convert(folder / "own.xlam", "ods", tmp_path / "own", reader=READER)
    assert cells_of(after) == cells_of(before)
    documents = {"ThisWorkbook", "Sheet1", "Chart2", "OwnName"}
    assert set(basic_of(after)) == documents | {"own_functions", "Helper"}
    assert set(basic_of(own)) == {"ThisWorkbook", "Sheet1", "own_functions", "Helper"}
    for document in (after, own):
        assert "TWICE = 2 * x" in basic_of(document)["own_functions"]
        assert "Workbook_Open" in basic_of(document)["ThisWorkbook"]

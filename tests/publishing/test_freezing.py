"""Frozen copies: every value stays, and nothing of formulas, people, sources and machines does."""

from __future__ import annotations

import re
import warnings
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, NamedStyle, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableFormula

from gapsheet.errors import DamagedWorkbookError, PublishingError, SourceError
from gapsheet.package.archive import write_archive
from gapsheet.publishing.freezing import FROZEN_NOTE, Frozen, freeze
from gapsheet.publishing.scrubbing import Scrub
from gapsheet.publishing.sheets import cleaned_comments
from gapsheet.recalc import recalculate
from gapsheet.refresh.book import read_described, read_sources
from gapsheet.refresh.records import SOURCES_HEADERS
from support.books import read_parts
from support.libreoffice import LibreOffice
from support.refreshing import Said, access_to, put_table, write_controls
from support.stored import StoredWorkbook

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
MADE = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
NAMES = sorted(path.stem for path in WORKBOOKS.glob("*.xlsx"))
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

# What must be nowhere in a copy: typed into the places where such things hide.
PLANTED = (
    "Sato Hanako",
    "E-4711",
    "Jane Doe",
    "ACME Widgets",
    "C:\\Users\\jane",
    "fileserver",
    "salaries.parquet",
    "SELECT name, pay FROM wages WHERE year",
    "PAYROLL_TOKEN",
    "postgresql://reader@db.internal",
    "hidden figure",
    "pivot record",
    "DataMashup",
    "Sub Steal",
    "[1]",
)
SPARKLINES = (
    '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup>'
    "<x14:sparklines><x14:sparkline><xm:f>Report!B2:B4</xm:f><xm:sqref>D2</xm:sqref></x14:sparkline>"
    "<x14:sparkline><xm:f>Deep!A1:A3</xm:f><xm:sqref>D3</xm:sqref></x14:sparkline></x14:sparklines>"
    '</x14:sparklineGroup></x14:sparklineGroups></ext><ext uri="{A8765BA9-456A-4DAB-B4F3-ACF838C121DE}"/></extLst>'
)
TEXT_BOX = (
    "<xdr:twoCellAnchor><xdr:from><xdr:col>6</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>20</xdr:row>"
    "<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>24</xdr:row>"
    '<xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:sp macro="[0]!Steal" textlink="Report!$B$6"><xdr:nvSpPr>'
    '<xdr:cNvPr id="9" name="Text box"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr/><xdr:txBody>'
    '<a:bodyPr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>'
    '<a:p xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:r><a:t>Boxed words, see '
    "C:\\Users\\jane\\pay.docx</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor>"
)


def opened(path: Path) -> Workbook:
    """The workbook as openpyxl reads it; it cannot show sparklines."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparkline Group extension", UserWarning)
        return load_workbook(path)


def report_sheet(book: Workbook) -> None:
    sheet = book.active
    sheet.title = "Report"
    for row in (("Grade", "Pay"), ("a", 100), ("b", 250), ("c", 300)):
        sheet.append(row)
    sheet.add_table(Table(displayName="Grades", ref="A1:B4"))
    sheet["B6"], sheet["B7"] = "=SUM(B2:B4)", "=WAGE_GAP(B2,B4)"
    sheet["B8"], sheet["B9"] = "=WAGE_GAP(B2,0)", "=INDEX(Employees[Name],2)"
    sheet["B10"], sheet["B11"] = '="first: "&INDEX(Employees[Id],1)', "=SUM(Employees[Pay])"
    sheet["C9"], sheet["C10"], sheet["C11"] = "=Staff!C3*12", "=INDEX(Employees[Pay],3)", "=MAX(Employees[Pay])"
    sheet["B12"], sheet["B13"] = "=Deep!A1*2", "see \\\\fileserver\\hr\\list.xlsx"
    sheet["A15"] = "note goes here"
    for cell in ("B2", "B3", "B4"):
        sheet[cell].style = "Input"
    sheet["A2"].comment = Comment("Jane Doe:\nlooks low", "Jane Doe")
    sheet["A20"].hyperlink, sheet["A21"].hyperlink = "https://example.org/figures", "file:///C:/Users/jane/x.xlsx"
    sheet["A22"].hyperlink = "#Deep!A1"
    sheet.add_data_validation(DataValidation(type="decimal", formula1="0", formula2="1000", sqref="B2:B4"))
    sheet.conditional_formatting.add("B2:B4", FormulaRule(formula=["B2>$B$6/4"], font=Font(bold=True)))
    sheet.conditional_formatting.add("B2:B4", FormulaRule(formula=["B2>hidden_total"], font=Font(bold=True)))
    sheet.oddFooter.left.text = "&Z&F"
    for rows, place in ((Reference(sheet, min_col=2, min_row=1, max_row=4), "F2"), (None, "F20"), (None, "F40")):
        chart = BarChart()
        home = book["Deep"] if place == "F20" else book["Staff"] if place == "F40" else sheet
        data = rows or Reference(home, min_col=1 if place == "F20" else 3, min_row=1, max_row=4)
        chart.add_data(data, titles_from_data=place != "F20")
        sheet.add_chart(chart, place)


def staff_sheets(book: Workbook) -> None:
    staff = book.create_sheet("Staff")
    people = (("E-4711", "Sato Hanako", 2000), ("E-4712", "Suzuki Jiro", 2500), ("E-4713", "Mori Aiko", 2600))
    for row in (("Id", "Name", "Pay"), *people):
        staff.append(row)
    staff.add_table(Table(displayName="Employees", ref="A1:C4"))
    staff["E3"], staff["A8"] = "is Sato Hanako's sister", "Rows of people stand above."
    staff["B2"].comment = Comment("on leave", "Jane Doe")
    deep = book.create_sheet("Deep")
    deep.sheet_state = "veryHidden"
    deep["A1"], deep["A2"], deep["A3"], deep["B1"] = 7, 8, 9, "hidden figure"
    sources = book.create_sheet("Sources")
    sources.append(SOURCES_HEADERS)
    rows = (
        ("pay", "yes", "query", "C:\\Users\\jane\\data\\salaries.parquet", "SELECT name, pay FROM wages WHERE year"),
        (
            "db",
            "yes",
            "database",
            "postgresql://reader@db.internal/hr",
            "SELECT 1 FROM salaries.parquet x",
            "PAYROLL_TOKEN",
        ),
        ("official", "yes", "https csv", "https://example.org/figures.csv", ""),
    )
    for row in rows:
        padded = [*row, *[None] * (len(SOURCES_HEADERS) - len(row))]
        padded[SOURCES_HEADERS.index("As of")] = "2025"
        padded[SOURCES_HEADERS.index("State")] = "fresh"
        padded[SOURCES_HEADERS.index("Message")] = "read from C:\\Users\\jane\\data"
        sources.append(padded)
    sources.add_table(Table(displayName="Sources", ref=f"A1:{get_column_letter(len(SOURCES_HEADERS))}4"))


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A macro workbook with whatever a frozen copy must do without."""
    path = tmp_path_factory.mktemp("lived in") / "lived in.xlsm"
    book = Workbook()
    style = NamedStyle("Input", protection=Protection(locked=False))
    book.add_named_style(style)
    staff_sheets(book)
    report_sheet(book)
    for name, target in (
        ("hidden_total", "Deep!$A$1"),
        ("pays", "Employees[Pay]"),
        ("of_hidden", "hidden_total*2"),
        ("elsewhere", "[1]Sheet1!$A$1"),
        ("total", "Report!$B$6"),
        (FROZEN_NOTE, "Report!$A$15"),
    ):
        book.defined_names[name] = DefinedName(name, attr_text=target)
    book.properties.creator = book.properties.lastModifiedBy = "Jane Doe"
    book.properties.title = "Pay report"
    book.save(path)
    recalculate(path)
    parts = read_parts(path)
    parts |= outlawed(parts)
    write_archive(parts, path)
    return path


def outlawed(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Parts that openpyxl does not write: macros, links, queries, pivots, threads, and paths in odd places."""
    workbook, links = parts["xl/workbook.xml"].decode(), parts["xl/_rels/workbook.xml.rels"].decode()
    types = parts["[Content_Types].xml"].decode()
    extra = {
        "vbaProject": ("xl/vbaProject.bin", b"Sub Steal"),
        "externalLink": ("xl/externalLinks/externalLink1.xml", b'<externalLink x="C:\\Users\\jane\\other.xlsx"/>'),
        "connections": ("xl/connections.xml", b'<connections x="postgresql://reader@db.internal"/>'),
        "pivotCacheDefinition": ("xl/pivotCache/pivotCacheDefinition1.xml", b"<p>pivot record</p>"),
        "customXml": ("customXml/item1.xml", b"<DataMashup/>"),
        "person": ("xl/persons/person.xml", b"<p>Jane Doe</p>"),
        "calcChain": ("xl/calcChain.xml", b"<calcChain/>"),
    }
    listed = "".join(
        f'<Relationship Id="x{n}" Type="{REL}/{kind}" Target="/{part}"/>'
        for n, (kind, (part, _)) in enumerate(extra.items())
    )
    settings = (
        '<fileSharing userName="Jane Doe"/>',
        f'<externalReferences><externalReference xmlns:r="{REL}" r:id="x1"/></externalReferences>'
        f'<pivotCaches><pivotCache cacheId="1" xmlns:r="{REL}" r:id="x3"/></pivotCaches>'
        '<extLst><ext uri="a"><absPath url="C:\\Users\\jane\\Documents"/></ext></extLst>',
    )
    sheet = next(name for name, content in parts.items() if b"note goes here" in content and "worksheets" in name)
    drawing = next(name for name in parts if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name))
    root = etree.fromstring(parts[drawing])
    box = f'<x xmlns:xdr="{etree.QName(root).namespace}">{TEXT_BOX}</x>'
    root.extend(etree.fromstring(box))
    app = parts["docProps/app.xml"].decode()
    return {
        "xl/workbook.xml": workbook.replace("<bookViews>", f"{settings[0]}<bookViews>")
        .replace("</workbook>", f"{settings[1]}</workbook>")
        .encode(),
        "xl/_rels/workbook.xml.rels": links.replace("</Relationships>", f"{listed}</Relationships>").encode(),
        "[Content_Types].xml": types.replace("sheet.main+xml", "x")
        .replace(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.x",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )
        .encode(),
        sheet: re.sub(rb"</worksheet>", SPARKLINES.encode() + b"</worksheet>", parts[sheet]),
        drawing: etree.tostring(root),
        "docProps/app.xml": app.replace("</Properties>", "<Company>ACME Widgets</Company></Properties>").encode(),
        **dict(extra.values()),
    }


@pytest.fixture(scope="module")
def frozen(lived_in: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Frozen]:
    out = tmp_path_factory.mktemp("frozen") / "frozen.xlsx"
    return out, freeze(lived_in, out, made=MADE)


@pytest.fixture(scope="module")
def parts(frozen: tuple[Path, Frozen]) -> dict[str, bytes]:
    return read_parts(frozen[0])


@pytest.mark.parametrize("planted", PLANTED)
def test_what_must_not_leave_is_in_no_part(planted: str, lived_in: Path, parts: dict[str, bytes]) -> None:
    def held(content: dict[str, bytes]) -> list[str]:
        return [name for name, data in content.items() if planted in data.decode("utf-8", "replace")]

    assert held(read_parts(lived_in)), "the test planted nothing"
    assert held(parts) == []


def test_no_formula_is_left_and_every_other_value_is(lived_in: Path, frozen: tuple[Path, Frozen]) -> None:
    before, after = StoredWorkbook.of(lived_in), StoredWorkbook.of(frozen[0])
    assert after.formulas == []
    held = {place: cell.value for place, cell in after.cells.items() if place[0] == "Report"}
    expected = {place: cell.value for place, cell in before.cells.items() if place[0] == "Report"}
    expected["Report", "B9"] = expected["Report", "B10"] = None  # one person's name and number
    expected["Report", "B13"], expected["Report", "A15"] = (
        "see (removed)",
        "Frozen copy: values only, made on 2026-03-04.",
    )
    expected["Report", "A21"] = expected["Report", "C9"] = expected["Report", "C10"] = "(removed)"
    for place, value in expected.items():
        if value is not None:
            assert held[place] == value, place
    assert held["Report", "B9"] == "(removed)"
    assert held["Report", "B10"] == "first: (removed)"
    assert held["Report", "C11"] == 2600.0
    assert held["Report", "B8"] == "#DIV/0!"
    assert held["Report", "B12"] == 14.0


def test_the_rows_of_people_go_and_the_headings_stay(frozen: tuple[Path, Frozen]) -> None:
    sheet = opened(frozen[0])["Staff"]
    assert [[cell.value for cell in row] for row in sheet["A1:E4"]] == [
        ["Id", "Name", "Pay", None, None],
        *[[None] * 5] * 3,
    ]
    assert sheet.tables["Employees"].ref == "A1:C2"
    assert sheet["A8"].value == "Rows of people stand above."
    assert sheet["B2"].comment is None
    assert frozen[1].tables == ("Employees",)


def test_sources_keep_their_provenance(frozen: tuple[Path, Frozen]) -> None:
    rows = list(opened(frozen[0])["Sources"].values)
    first = dict(zip(rows[0], rows[1], strict=True))
    assert {name: first[name] for name in ("Source", "On", "Kind", "As of", "State")} == {
        "Source": "pay", "On": "no", "Kind": "query", "As of": "2025", "State": "fresh",
    }  # fmt: skip
    assert {first[name] for name in ("Location", "Query", "Message")} == {"(removed)"}
    assert first["Secret"] is None


@pytest.mark.parametrize(
    ("yes", "no", "language", "word"), [("yes", "no", "en", "(removed)"), ("はい", "いいえ", "ja", "（削除）")]
)
def test_no_source_of_a_copy_can_be_read_again(yes: str, no: str, language: str, word: str, tmp_path: Path) -> None:
    book = Workbook()
    put_table(book.active, "Sales", ("year", "value"), [(2024, 1)])
    write_controls(book, [Said("sales", "Sales", cells={"On": yes}), Said("more", "Sales", cells={"On": "no"})])
    book["Sources"]["B1"] = "“gapsheet refresh” reads every source that is on."
    book["Sources"]["B2"] = "Figures of the shops"
    book.properties.language = language
    book.save(tmp_path / "book.xlsx")
    freeze(tmp_path / "book.xlsx", tmp_path / "copy.xlsx")
    sheet = opened(tmp_path / "copy.xlsx")["Sources"]
    assert [sheet[cell].value for cell in ("B1", "B2", "C4", "E4")] == [None, "Figures of the shops", no, word]
    (tmp_path / "r").write_text("year,value\n2024,5\n", encoding="utf-8")
    assert [source.on for source in read_sources(tmp_path / "copy.xlsx")] == [False, False]
    source = replace(read_sources(tmp_path / "copy.xlsx")[0], on=True)
    with pytest.raises(SourceError, match="there is no file"):
        access_to(tmp_path / "copy.xlsx").files(source, (".csv", "r"))


def test_where_no_cell_says_that_a_source_is_off_it_has_no_location(tmp_path: Path) -> None:
    book = Workbook()
    put_table(book.active, "Sales", ("year", "value"), [(2024, 1)])
    write_controls(book, [Said("sales", "Sales", cells={"On": None})])
    book.save(tmp_path / "book.xlsx")
    freeze(tmp_path / "book.xlsx", tmp_path / "copy.xlsx")
    (described,) = read_described(tmp_path / "copy.xlsx")
    assert described.fault == "source sales: its column Location in the table Sources is blank; fill it in"


# As Excel, openpyxl and LibreOffice write what leads out of the file.
LINKS = (
    "'[other.xlsx]S'!A1",
    "[other.xlsx]S!A1",
    "SUM('C:\\data\\[other.xlsx]S'!A1:A9)",
    "'https://example.org/[other.xlsx]S'!$A$1",
    "'C:\\data\\other.xlsx'!total",
    "other.xlsx!total",
    "[1]S!A1",
    "[2]!total",
    "cmd|'/C calc'!A0",
    'HYPERLINK("http://example.org/x","click")',
    'HYPERLINK(A1&"x")',
    'IF(A1=1,HYPERLINK("mailto:a@example.org"),2)',
)


def test_a_sheet_called_like_a_file_is_no_link(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "data.csv"
    book.active["A1"] = 10
    book.create_sheet("S")["A1"] = "='data.csv'!A1*2"
    book.save(tmp_path / "book.xlsx")
    recalculate(tmp_path / "book.xlsx")
    freeze(tmp_path / "book.xlsx", tmp_path / "copy.xlsx", native=True)
    assert opened(tmp_path / "copy.xlsx")["S"]["A1"].value == "='data.csv'!A1*2"


@pytest.mark.parametrize("native", [False, True])
def test_links_are_gone_from_every_copy(native: bool, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "S"
    for row, formula in enumerate(LINKS, 1):
        sheet.cell(row, 1, f"={formula}")
        book.defined_names[f"link_{row}"] = DefinedName(f"link_{row}", attr_text=formula)
    book.defined_names["here"] = DefinedName("here", attr_text="S!$C$1")
    put_table(sheet, "Rows", ("x", "linked", "doubled"), [(1, None, None)], "F1")
    table = sheet.tables["Rows"]
    table._initialise_columns()
    for column, name, formula in zip(
        table.tableColumns, ("x", "linked", "doubled"), (None, LINKS[0], "Rows[[#This Row],[x]]*2"), strict=True
    ):
        column.name = name
        column.calculatedColumnFormula = formula and TableFormula(attr_text=formula)
    sheet.conditional_formatting.add("C1", FormulaRule(formula=[f"{LINKS[0]}>1"], font=Font(bold=True)))
    sheet["C1"], sheet["C2"] = 5, "=C1*2"
    sheet["C3"], sheet["C4"] = '=HYPERLINK("#S!C1","here")', '="a|[b.xlsx]"&C1'
    book.save(tmp_path / "book.xlsx")
    recalculate(tmp_path / "book.xlsx")
    values(tmp_path / "book.xlsx")
    freeze(tmp_path / "book.xlsx", tmp_path / "copy.xlsx", native=native)
    copy = opened(tmp_path / "copy.xlsx")
    kept = [cell.value for row in copy["S"].iter_rows() for cell in row if cell.data_type == "f"]
    assert kept == (["=C1*2", '=HYPERLINK("#S!C1","here")', '="a|[b.xlsx]"&C1'] if native else [])
    assert [*copy.defined_names] == ["here"]
    everything = b"".join(read_parts(tmp_path / "copy.xlsx").values())
    assert everything.count(b"other.xlsx") == everything.count(b"example.org") == 0
    assert len(copy["S"].conditional_formatting) == 0
    filled = [column.calculatedColumnFormula for column in copy["S"].tables["Rows"].tableColumns]
    assert [formula is not None for formula in filled] == [False, False, native]


def values(path: Path) -> None:
    """Give every formula that nobody could calculate a value, as the program that could has stored it."""
    parts = read_parts(path)
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb"(</f>)(?:<v\s*/>|<v></v>)?(</c>)", rb"\1<v>7</v>\2", parts[sheet])
    write_archive(parts, path)


def test_what_people_made_around_the_cells_stays(parts: dict[str, bytes], frozen: tuple[Path, Frozen]) -> None:
    book = opened(frozen[0])
    sheet = book["Report"]
    assert sheet["A2"].comment.text == "looks low"
    assert sheet["A20"].hyperlink.target == "https://example.org/figures"
    assert (sheet["A21"].hyperlink, sheet["A22"].hyperlink) == (None, None)
    assert sheet.tables["Grades"].ref == "A1:B4"
    assert [rule.formula for block in sheet.conditional_formatting for rule in block.rules] == [["B2>$B$6/4"]]
    assert sorted(book.defined_names) == [FROZEN_NOTE, "total"]
    everything = b"".join(parts.values()).decode("utf-8", "replace")
    assert everything.count("<x14:sparkline>") == 1
    assert "Boxed words, see (removed)" in everything
    assert 'textlink="Report' not in everything
    assert "<formula1>" not in everything


def test_charts_over_what_is_gone_keep_their_points_but_never_peoples(lived_in: Path, parts: dict[str, bytes]) -> None:
    charts = [etree.fromstring(content) for name, content in sorted(parts.items()) if "charts/chart" in name]
    references = [[item.text for item in chart.iter("{*}f")] for chart in charts]
    assert references[0] == ["'Report'!B1", "'Report'!$B$2:$B$4"]
    assert [item for item in references[1] if "Deep" in (item or "")] == []
    assert list(charts[2].iter("{*}ser")) == []


def test_inputs_look_like_results_since_nothing_follows_them(frozen: tuple[Path, Frozen]) -> None:
    sheet = opened(frozen[0])["Report"]
    assert sheet["B3"].style == "Normal"
    assert sheet["B3"].protection.locked
    assert frozen[1].inputs == 3


def test_the_copy_is_a_plain_workbook_without_loose_ends(parts: dict[str, bytes]) -> None:
    types = parts["[Content_Types].xml"].decode()
    assert "macroEnabled" not in types
    assert "spreadsheetml.sheet.main+xml" in types
    listed = set(re.findall(r'PartName="/([^"]+)"', types))
    assert listed <= set(parts)
    for name, content in parts.items():
        if name.endswith(".rels"):
            root = etree.fromstring(content)
            targets = [link.get("Target") for link in root if link.get("TargetMode") != "External"]
            folder = Path(name).parent.parent
            resolved = {str(Path(target[1:]) if target.startswith("/") else folder / target) for target in targets}
            assert {target for target in resolved if ".." not in target} <= set(parts)


def test_properties_name_nobody(frozen: tuple[Path, Frozen]) -> None:
    properties = opened(frozen[0]).properties
    assert (properties.creator, properties.lastModifiedBy, properties.title) == ("gapsheet", None, "Pay report")
    assert "Frozen copy" in (properties.description or "")


def test_the_same_moment_gives_the_same_bytes(lived_in: Path, frozen: tuple[Path, Frozen], tmp_path: Path) -> None:
    freeze(lived_in, tmp_path / "again.xlsx", made=MADE)
    assert (tmp_path / "again.xlsx").read_bytes() == frozen[0].read_bytes()


def test_the_original_is_only_read(lived_in: Path, tmp_path: Path) -> None:
    before = lived_in.read_bytes()
    freeze(lived_in, tmp_path / "copy.xlsx", native=True)
    assert lived_in.read_bytes() == before


def test_more_tables_can_be_emptied(lived_in: Path, tmp_path: Path) -> None:
    report = freeze(lived_in, tmp_path / "copy.xlsx", drop_tables=["grades"], made=MADE)
    assert report.tables == ("Grades", "Employees")
    sheet = opened(tmp_path / "copy.xlsx")["Report"]
    assert [cell.value for cell in sheet["B"][:6]] == ["Pay", None, None, None, None, 650]


@pytest.mark.parametrize(
    ("out", "options", "message"),
    [
        ("copy.xlsm", {}, "has to end in .xlsx"),
        ("copy.xlsx", {"drop_tables": ["Payroll"]}, "no table Payroll; its tables: "),
    ],
)
def test_what_cannot_be_done_is_said(lived_in: Path, tmp_path: Path, out: str, options: dict, message: str) -> None:
    with pytest.raises(PublishingError, match=message):
        freeze(lived_in, tmp_path / out, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_formula_without_a_value_stops_it(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "=1+1"
    book.save(tmp_path / "new.xlsx")
    with pytest.raises(PublishingError, match=r"Sheet!A1 has no value yet.*gapsheet recalc"):
        freeze(tmp_path / "new.xlsx", tmp_path / "copy.xlsx")
    with pytest.raises(PublishingError, match="is the workbook itself"):
        freeze(tmp_path / "new.xlsx", tmp_path / "new.xlsx")


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/workbook.xml", b'activeTab="', b'activeTab="x'),
        ("xl/worksheets/sheet1.xml", b' s="', b' s="x'),
    ],
)
def test_a_workbook_that_contradicts_itself_ends_in_one_sentence(
    part: str, old: bytes, new: bytes, lived_in: Path, tmp_path: Path
) -> None:
    parts = read_parts(lived_in)
    assert old in parts[part]
    write_archive(parts | {part: parts[part].replace(old, new, 1)}, tmp_path / "broken.xlsm")
    with pytest.raises(DamagedWorkbookError, match=r"broken.xlsm is damaged: .*open it in Excel"):
        freeze(tmp_path / "broken.xlsm", tmp_path / "copy.xlsx")
    assert not (tmp_path / "copy.xlsx").exists()


def _is_id(value: object) -> bool:
    """What the invented people of the pay books are called: E013."""
    return isinstance(value, str) and value[:1] == "E" and value[1:].isdigit()


def _tells_of_people(book: StoredWorkbook, place: tuple[str, str]) -> bool:
    """A row of Employees, or a cell that fetches from one."""
    formula = book.cells[place].formula or ""
    return place[0] == "Employees" or "Employees[" in formula


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_workbook_freezes_whole(name: str, tmp_path: Path) -> None:
    source, out = WORKBOOKS / f"{name}.xlsx", tmp_path / f"{name}.xlsx"
    freeze(source, out, made=MADE)
    before, after = StoredWorkbook.of(source), StoredWorkbook.of(out)
    assert after.formulas == []
    differing = [
        place for place, cell in before.cells.items() if (cell.value or None) != (after.cells[place].value or None)
    ]
    heads = {cell.column: cell.value for cell in before.cells.values() if cell.sheet == "Sources" and cell.row == 10}
    kept = [
        place
        for place in differing
        if place[0] != "Sources" or heads.get(before.cells[place].column) not in ("On", "Location", "Query", "Message")
    ]
    if name == "japan_policy_scorecard":
        kept.remove(("Sources", "B2"))  # how to refresh
    note = tuple(before.names["frozen_note"].replace("'", "").replace("$", "").split("!"))
    assert after.cells[note].value == "Frozen copy: values only, made on 2026-03-04."
    kept.remove(note)
    people = {place for place in kept if _tells_of_people(before, place)}
    assert [place for place in kept if place not in people] == [], "all but people, and where sources lie"
    ids = {cell.value for cell in before.cells.values() if cell.sheet == "Employees" and _is_id(cell.value)}
    assert [cell.place for cell in after.cells.values() if cell.value in ids] == []
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out) as new:
        assert set(new.namelist()) == set(old.namelist()) - {"xl/calcChain.xml"}


@pytest.mark.optional_part("LibreOffice")
def test_libreoffice_opens_what_is_left_of_a_lived_in_workbook(
    frozen: tuple[Path, Frozen], recalculating: LibreOffice, tmp_path: Path
) -> None:
    shown = StoredWorkbook.of(recalculating.convert(frozen[0], "xlsx", tmp_path))
    stored = StoredWorkbook.of(frozen[0])
    assert list(shown.sheets) == list(stored.sheets) == ["Report", "Staff", "Sources"]
    for place, cell in stored.cells.items():
        if cell.value not in (None, ""):
            assert _alike(cell.value, shown.cells[place].value), place


def test_comments_of_threads_lose_their_preamble_and_their_authors() -> None:
    text = "[Threaded comment]\n\nYour version of Excel allows you to read this.\n\nComment:\n    Is this gross?"
    root = etree.fromstring(
        f"<comments><authors><author>tc=1</author></authors><commentList><comment ref='A1' authorId='0'><text><t>{text}"
        "</t></text></comment><comment ref='A5' authorId='0'><text><t>about Mori</t></text></comment></commentList>"
        "</comments>"
    )
    cleaned_comments(root, [(5, 9)])
    assert ["".join(item.itertext()) for item in root.iter("comment")] == ["Is this gross?"]
    assert root.findtext("authors/author") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see C:\\Users\\jane\\a.xlsx now", "see # now"),
        ("at \\\\fileserver\\hr\\a.xlsx", "at #"),
        ("from /home/jane/data.csv", "from #"),
        ("file:///elsewhere/x", "#"),
        ("https://example.org/home/x and a/b", "https://example.org/home/x and a/b"),
        ("h:mm yyyy/mm/dd", "h:mm yyyy/mm/dd"),
        ("either/or", "either/or"),
    ],
)
def test_paths_of_a_machine_are_told_from_other_texts(text: str, expected: str) -> None:
    assert Scrub("#").text(text) == expected


@pytest.mark.optional_part("LibreOffice")
def test_libreoffice_shows_the_frozen_flagship_as_stored(recalculating: LibreOffice, tmp_path: Path) -> None:
    source = WORKBOOKS / "japan_policy_scorecard.xlsx"
    freeze(source, tmp_path / "flagship.xlsx", made=MADE)
    before = StoredWorkbook.of(source)
    shown = StoredWorkbook.of(recalculating.convert(tmp_path / "flagship.xlsx", "xlsx", tmp_path / "out"))
    differing = [
        (place, cell.value, shown.cells[place].value)
        for place, cell in before.cells.items()
        if cell.formula and cell.value not in (None, "") and not _alike(cell.value, shown.cells[place].value)
    ]
    assert differing == []


def _alike(ours: object, theirs: object) -> bool:
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return bool(ours) == bool(theirs)
    return ours == pytest.approx(theirs, rel=1e-12) if isinstance(ours, float) else ours == theirs


@pytest.mark.parametrize(
    ("count", "told"), [(1, "1 cell shows an error; "), (2, "2 cells show an error; "), (1000, "1,000 cells show an ")]
)
def test_errors_in_a_copy_are_counted(tmp_path: Path, count: int, told: str) -> None:
    book = Workbook()
    for row in range(1, count + 1):
        book.active.cell(row, 1, "=1/0")
    book.save(tmp_path / "book.xlsx")
    recalculate(tmp_path / "book.xlsx")
    notes = freeze(tmp_path / "book.xlsx", tmp_path / "frozen.xlsx").notes
    assert [note.startswith(told) for note in notes] == [True]

"""A workbook calculated anew: its values change, everything else stays."""

from __future__ import annotations

import re
import subprocess
import warnings
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from gapsheet.package.archive import open_archive, write_archive
from gapsheet.recalc import recalculate
from support.books import cell, read_parts, rows, sheet, write_book

SPARKLINES = (
    b'<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" '
    b'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    b'<x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup>'
    b"<x14:sparklines><x14:sparkline><xm:f>Pay!B2:B4</xm:f><xm:sqref>D2</xm:sqref></x14:sparkline></x14:sparklines>"
    b"</x14:sparklineGroup></x14:sparklineGroups></ext></extLst></worksheet>"
)


def values_of(path: Path, name: str) -> dict[str, Any]:
    """The values a reader sees."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparkline Group extension", UserWarning)  # openpyxl cannot show them
        page = openpyxl.load_workbook(path, data_only=True)[name]
    return {item.coordinate: item.value for row in page.iter_rows() for item in row if item.value is not None}


@pytest.fixture
def lived_in(tmp_path: Path) -> Path:
    """What people's workbooks have: table, chart, comment, validation, macros, custom XML, sparklines."""
    book = openpyxl.Workbook()
    pay = book.active
    pay.title = "Pay"
    for row in (("who", "pay"), ("a", 100), ("b", 200), ("c", 300)):
        pay.append(row)
    pay.add_table(Table(displayName="People", ref="A1:B4"))
    pay["B6"], pay["B7"] = "=SUM(B2:B4)", "=SUM(People[pay])"
    pay["B8"], pay["B9"] = '=TEXT(B6,"0")&" in all"', "=WAGE_GAP(B2,B4)"
    pay["A2"].comment = Comment("seen", "me")
    pay.conditional_formatting.add("B2:B4", CellIsRule(operator="lessThan", formula=["B6/3"]))
    pay.add_data_validation(DataValidation(type="decimal", formula1="0", formula2="B6", sqref="B2:B4"))
    chart = BarChart()
    chart.add_data(Reference(pay, min_col=2, min_row=1, max_row=4), titles_from_data=True)
    pay.add_chart(chart, "F2")
    hidden = book.create_sheet("Rates & Notes")
    hidden.sheet_state = "hidden"
    hidden["A1"], hidden["A2"] = "='Pay'!B6*2", "=total/2"
    book.defined_names["total"] = openpyxl.workbook.defined_name.DefinedName("total", attr_text="Pay!$B$6")
    path = tmp_path / "lived_in.xlsm"
    book.save(path)
    parts = read_parts(path)
    first = next(name for name in parts if name.endswith("sheet1.xml"))
    parts[first] = parts[first].replace(b"</worksheet>", SPARKLINES)
    parts |= {"xl/vbaProject.bin": bytes(range(256)), "customXml/item1.xml": b"<mine xmlns='urn:x'/>\r\n"}
    parts |= {"xl/calcChain.xml": b"<calcChain/>", "xl/printerSettings/printerSettings1.bin": b"\0\1"}
    write_archive(parts, path)
    return path


def test_everything_but_values_survives(lived_in: Path) -> None:
    before = read_parts(lived_in)
    report = recalculate(lived_in)
    after = read_parts(lived_in)
    assert (report.formulas, report.kept) == (6, ())
    assert list(after) == list(before)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}
    for name in changed:
        assert _without_values(after[name]) == _without_values(before[name])


def _without_values(xml: bytes) -> bytes:
    """The part without the values and types of its formula cells."""
    bare = re.sub(rb"(</f>)<v[^>]*?(?:/>|>[^<]*</v>)", rb"\1", xml)
    return re.sub(rb'(<c r="[A-Z]+\d+"[^>]*?) t="(?:str|e|b|n)"(><f>)', rb"\1\2", bare)


def test_values_are_those_of_the_formulas(lived_in: Path) -> None:
    recalculate(lived_in)
    pay, hidden = values_of(lived_in, "Pay"), values_of(lived_in, "Rates & Notes")
    assert (pay["B6"], pay["B7"], pay["B8"]) == (600, 600, "600 in all")
    assert pay["B9"] == pytest.approx(2 / 3, rel=1e-15)
    assert hidden == {"A1": 1200, "A2": 300}


def test_a_copy_leaves_the_original_alone(lived_in: Path, tmp_path: Path) -> None:
    before = lived_in.read_bytes()
    report = recalculate(lived_in, tmp_path / "copy.xlsm")
    assert lived_in.read_bytes() == before
    assert report.out == tmp_path / "copy.xlsm"
    assert values_of(report.out, "Pay")["B6"] == 600


def test_a_second_time_changes_no_byte(lived_in: Path) -> None:
    recalculate(lived_in)
    once = lived_in.read_bytes()
    recalculate(lived_in)
    assert lived_in.read_bytes() == once


def test_changed_inputs_move_the_values(lived_in: Path) -> None:
    recalculate(lived_in)
    with open_archive(lived_in) as archive:
        part = archive.sheets[0].part
        write_archive(archive, lived_in, {part: [archive.read(part).replace(b"<v>300</v>", b"<v>1000</v>")]})
    recalculate(lived_in)
    assert values_of(lived_in, "Pay")["B6"] == 1300


def test_unknown_functions_keep_their_values_and_are_listed(tmp_path: Path) -> None:
    content = sheet(rows(cell("A1", "MYSTERY(2)", "42"), cell("B1", "A1+1", "0"), cell("C1", "OTHER()", "old", "str")))
    path = write_book(tmp_path / "book.xlsx", {"Data": content})
    report = recalculate(path)
    assert values_of(path, "Data") == {"A1": 42, "B1": 43, "C1": "old"}
    assert [(kept.sheet, kept.cell, kept.reason) for kept in report.kept] == [
        ("Data", "A1", "the function MYSTERY is not known"),
        ("Data", "C1", "the function OTHER is not known"),
    ]
    assert report.calculated == 1
    assert read_parts(path)["xl/worksheets/page1.xml"].decode() == content.replace("<v>0</v>", "<v>43</v>")


def test_shared_formulas_are_calculated_cell_by_cell(tmp_path: Path) -> None:
    shared = [cell("B1", '<f t="shared" ref="B1:B3" si="0">A1*2</f>', "0")]
    shared += [cell(f"B{n}", '<f t="shared" si="0"/>', "0") for n in (2, 3)]
    numbers = [cell(f"A{n}", value=str(n)) for n in (1, 2, 3)]
    paired = [item for pair in zip(numbers, shared, strict=True) for item in pair]
    path = write_book(tmp_path / "book.xlsx", {"Data": sheet(rows(*paired))})
    recalculate(path)
    assert [values_of(path, "Data")[name] for name in ("B1", "B2", "B3")] == [2, 4, 6]


def test_a_spill_that_grows_gets_its_range_and_cells(tmp_path: Path) -> None:
    anchor = cell("C1", '<f t="array" ref="C1:C2">A1:A3*2</f>', "2", attributes=' cm="1"')
    numbers = [cell("A1", value="1"), anchor, cell("E1", "SUM(C1:C9)", "0")]
    numbers += [cell("A2", value="2"), cell("C2", value="4"), cell("A3", value="3"), cell("D3", value="9")]
    path = write_book(tmp_path / "book.xlsx", {"Data": sheet(rows(*numbers))})
    report = recalculate(path)
    assert report.kept == ()
    assert values_of(path, "Data") == {
        "A1": 1, "A2": 2, "A3": 3, "C1": 2, "C2": 4, "C3": 6, "D3": 9, "E1": 12
    }  # fmt: skip
    written = read_parts(path)["xl/worksheets/page1.xml"].decode()
    assert 'cm="1"><f t="array" ref="C1:C3">A1:A3*2</f><v>2</v>' in written
    assert '<c r="A3"><v>3</v></c><c r="C3"><v>6</v></c><c r="D3"><v>9</v></c>' in written


def test_array_formulas_of_openpyxl_are_filled(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page["A1"], page["A2"], page["A3"] = 1, 2, 3
    page["B1"] = ArrayFormula("B1:B3", "=A1:A3*10")
    book.save(tmp_path / "book.xlsx")
    recalculate(tmp_path / "book.xlsx")
    found = values_of(tmp_path / "book.xlsx", "Sheet")
    assert [found[name] for name in ("B2", "B3")] == [20, 30]


def test_texts_numbers_truths_and_errors_are_stored_by_type(tmp_path: Path) -> None:
    formulas = {"A1": "&quot; a&amp;b &quot;", "A2": "1/3", "A3": "1=1", "A4": "1/0", "A5": "&quot;&quot;", "A6": "Z9"}
    path = write_book(tmp_path / "book.xlsx", {"S": sheet(rows(*(cell(*item) for item in formulas.items())))})
    recalculate(path)
    assert values_of(path, "S") == {"A1": " a&b ", "A2": 1 / 3, "A3": True, "A4": "#DIV/0!", "A6": 0}


def test_the_clock_is_the_callers(tmp_path: Path) -> None:
    path = write_book(tmp_path / "book.xlsx", {"S": sheet(rows(cell("A1", "NOW()", "1")))})
    recalculate(path, clock=datetime(2024, 1, 1, 6))
    assert values_of(path, "S") == {"A1": 45292.25}


def test_a_workbook_without_formulas_stays(tmp_path: Path) -> None:
    path = write_book(tmp_path / "book.xlsx", {"S": sheet(rows(cell("A1", value="1")))})
    before = read_parts(path)
    assert recalculate(path).formulas == 0
    assert read_parts(path) == before


def test_progress_tells_the_stages(tmp_path: Path) -> None:
    path = write_book(tmp_path / "book.xlsx", {"S": sheet(rows(cell("A1", "1")))})
    stages: list[str] = []
    recalculate(path, progress=stages.append)
    assert stages == ["reading", "calculating", "writing"]


@pytest.mark.optional_part("LibreOffice")
def test_libreoffice_agrees_on_a_book_it_wrote_itself(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    for n in range(1, 30):
        page.append([n, f"=A{n}^2", f"=SUM(A$1:A{n})", f'=IF(MOD(A{n},2)=0,"even","odd")', f"=DATE(2024,A{n},1)"])
    page["G1"], page["G2"] = "=VLOOKUP(7,A1:C29,3,FALSE)", "=SUMPRODUCT(A1:A29,B1:B29)"
    page["G3"], page["G4"] = "=A1/0", '=IFERROR(G3,"none")'
    book.save(tmp_path / "plain.xlsx")
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "office"), str(tmp_path / "plain.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    written = tmp_path / "office" / "plain.xlsx"
    theirs = values_of(written, "Sheet")
    ours = _calculated_from_nothing(written, tmp_path / "ours.xlsx")
    assert ours.keys() == theirs.keys()
    assert len(theirs) == 29 * 5 + 4
    assert {key: (ours[key], theirs[key]) for key in ours if not _agree(ours[key], theirs[key])} == {}


def _agree(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, float) and isinstance(theirs, (int, float)):
        return ours == pytest.approx(theirs, rel=1e-12)
    return bool(ours == theirs)


def _calculated_from_nothing(path: Path, out: Path) -> dict[str, Any]:
    """The values after recalculating a copy whose formula cells hold a wrong number."""
    with open_archive(path) as archive:
        part = archive.sheets[0].part
        wrong = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>-1</v>", archive.read(part))
        write_archive(archive, out, {part: [re.sub(rb' t="(?:str|e|b|n)"(>\s*<f)', rb"\1", wrong)]})
    recalculate(out)
    with zipfile.ZipFile(out) as container:
        assert b"<v>-1</v>" not in container.read(part)
    return values_of(out, "Sheet")

"""Excel files as sources: by sheet, range and table, and what a hostile file cannot do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from gapsheet.errors import DataError, GapsheetError, SourceError
from gapsheet.recalc import recalculate
from gapsheet.refresh.configuration import Limits
from gapsheet.refresh.records import Fetched, Kind, Type
from gapsheet.refresh.rownumbers import row_numbers
from gapsheet.refresh.sources import fetch
from gapsheet.refresh.sources.survey import Survey, SurveyError
from support.sources import access, source

TYPES = {"year": Type.INTEGER, "pay": Type.NUMBER, "note": Type.TEXT}

USUAL = Limits()


def read(folder: Path, query: str = "", limits: Limits = USUAL, **types: Type) -> Fetched:
    asked = source(Kind.EXCEL, "pay.xlsx", query, **types)
    return fetch(asked, access(folder, asked, limits=limits))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A book whose first sheet starts away from its corner, and whose second has a table under a title."""
    book = openpyxl.Workbook()
    first = book.active
    first.title = "Pay's"
    for row in ([], [], [None, "year", "pay", "note"], [None, 2023, 1.5, "=x"], [], [None, 2024, None, "007"]):
        first.append(row)
    first["D4"].data_type = "s"
    second = book.create_sheet("Two")
    second["A1"] = "A title"
    for row in (["day", "on"], [date(2025, 8, 31), True], [datetime(2025, 9, 1, 12), False]):
        second.append(row)
    second.add_table(Table(displayName="Days", ref="A2:B4"))
    book.save(tmp_path / "pay.xlsx")
    return tmp_path


def changed(folder: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """Change a part of the book as no spreadsheet program would."""
    path = folder / "pay.xlsx"
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))


SHEET = "xl/worksheets/sheet1.xml"


def test_first_sheet_by_its_used_cells(folder: Path) -> None:
    frame = read(folder, **TYPES).frame
    assert frame["year"].tolist() == [2023.0, 2024.0]
    assert frame["pay"].isna().tolist() == [False, True]
    assert frame["note"].tolist() == ["=x", "007"]


@pytest.mark.parametrize("query", ["Pay's", "Pay's!B3:D6", "'Pay's'!$B$3:$D$6"])
def test_sheet_and_range_by_name(folder: Path, query: str) -> None:
    assert read(folder, query, **TYPES).frame["year"].tolist() == [2023.0, 2024.0]


@pytest.mark.parametrize("query", ["Days", "Two!A2:B4"])
def test_table_by_name_and_by_range(folder: Path, query: str) -> None:
    frame = read(folder, query, day=Type.DATE, on=Type.BOOLEAN).frame
    assert frame["day"].tolist() == [datetime(2025, 8, 31), datetime(2025, 9, 1, 12)]
    assert frame["on"].tolist() == [True, False]


def test_year_in_a_text_column_is_written_without_decimals(folder: Path) -> None:
    assert read(folder, year=Type.TEXT).frame["year"].tolist() == ["2023", "2024"]


def test_value_of_another_kind_is_named_with_its_row(folder: Path) -> None:
    with pytest.raises(DataError, match="column note is declared as number, but row 4 of the data"):
        read(folder, "Pay's!B3:D4", note=Type.NUMBER)
    with pytest.raises(DataError, match="column on is declared as number, but rows 3, 4 of the data"):
        read(folder, "Days", on=Type.NUMBER)


def test_empty_rows_are_passed_over_and_counted(folder: Path) -> None:
    assert list(row_numbers(read(folder).frame)) == [4, 6]
    with pytest.raises(DataError, match="rows 4, 6 of the data hold something else, such as '=x'"):
        read(folder, note=Type.BOOLEAN)


def test_the_cure_is_one_that_the_kind_knows(folder: Path) -> None:
    with pytest.raises(DataError, match=r"leave gaps blank$"):
        read(folder, note=Type.NUMBER)


def test_a_damaged_file_is_named_once(folder: Path) -> None:
    (folder / "pay.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(DataError, match=r"source pay: pay\.xlsx is damaged"):
        read(folder)


def test_missing_sheet_lists_those_that_are_there(folder: Path) -> None:
    with pytest.raises(SourceError, match="there is no sheet or table Three; there are Pay's, Two, Days"):
        read(folder, "Three")


def test_column_without_name_is_refused(folder: Path) -> None:
    with pytest.raises(DataError, match="column 1 of the area has no name"):
        read(folder, "Pay's!A3:D6")


def test_error_value_is_not_taken_for_a_blank(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "pay.xlsx")
    book["Pay's"]["C6"] = "#N/A"
    book.save(folder / "pay.xlsx")
    with pytest.raises(DataError, match="Pay's!C6 shows an error value"):
        read(folder)


@pytest.mark.parametrize("query", ["", "Pay's!B3:D6"])
def test_formula_without_a_stored_value_is_not_taken_for_a_blank(folder: Path, query: str) -> None:
    book = openpyxl.load_workbook(folder / "pay.xlsx")
    book["Pay's"]["C6"] = "=C4*2"
    book.save(folder / "pay.xlsx")
    with pytest.raises(
        DataError, match=r"pay\.xlsx: the formula in Pay's!C6 has no stored value; open the file in Exc"
    ):
        read(folder, query, **TYPES)
    recalculate(folder / "pay.xlsx")
    assert read(folder, query, **TYPES).frame["pay"].tolist() == [1.5, 3.0]


def test_formula_without_a_stored_value_is_named_in_a_table_to_its_last_row(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "pay.xlsx")
    book["Two"]["B4"] = "=A4>A3"
    book.save(folder / "pay.xlsx")
    with pytest.raises(DataError, match="the formula in Two!B4 has no stored value"):
        read(folder, "Days", on=Type.BOOLEAN)


def test_formula_without_a_stored_value_is_let_be_where_nothing_is_read(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "pay.xlsx")
    book["Pay's"]["C8"] = book["Pay's"]["D6"] = "=SUM(C4:C6)"
    book.save(folder / "pay.xlsx")
    frame = read(folder, "Pay's!B3:D6", year=Type.INTEGER, pay=Type.NUMBER).frame
    assert frame["year"].tolist() == [2023.0, 2024.0]


@pytest.mark.parametrize(
    ("cell", "unvalued"),
    [
        ("<c r='B1'><f>1+1</f></c>", [(1, 2)]),
        ("<c r='B1'><f>1+1</f><v/></c>", [(1, 2)]),
        ("<c r='B1'><f>1+1</f><v></v></c><c r='C1'><v>1</v></c>", [(1, 2)]),
        ("<c><f t='shared' si='0'/></c><c><f/><v> </v></c>", [(1, 1), (1, 2)]),
        ("<c r='B1'><f>1+1</f><v>2</v></c>", []),
        ("<c r='B1' t='str'><f>\"\"</f><v></v></c>", []),
        ("<c r='B1'><v></v></c><c r='C1'/>", []),
    ],
)
@pytest.mark.parametrize("size", [1, 10_000])
def test_formulas_without_values_are_seen_however_they_are_written(
    cell: str, unvalued: list[tuple[int, int]], size: int
) -> None:
    rows = f"<sheetData><row r='1'>{cell}</row></sheetData>"
    ext = "<extLst><x14:formula1 xmlns:x14='m'><xm:f xmlns:xm='n'>A1</xm:f></x14:formula1></extLst>"
    content = f"<worksheet>{rows}{ext}</worksheet>".encode()
    survey = Survey("sheet")
    for start in range(0, len(content), size):
        survey.feed(content[start : start + size])
    survey.close()
    assert survey.unvalued == unvalued


def test_more_rows_than_allowed_are_refused(folder: Path) -> None:
    with pytest.raises(DataError, match="more than 1 rows"):
        read(folder, limits=Limits(rows=1))


def test_two_cells_in_opposite_corners_do_not_fill_memory(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "pay.xlsx")
    book["Pay's"]["XFD1048576"] = 1
    book.save(folder / "pay.xlsx")
    with pytest.raises(DataError, match=r"spans 17,1.* cells, most of them empty"):
        read(folder)


def test_sheet_under_another_ending_does_not_fill_memory(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "pay.xlsx")
    book["Pay's"]["XFD1048576"] = 1
    book.save(folder / "pay.xlsx")
    path = folder / "pay.xlsx"
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"sheet1.xml", b"sheet1.png")
            new.writestr(name.replace("sheet1.xml", "sheet1.png"), content)
    with pytest.raises(DataError):
        read(folder)


@pytest.mark.parametrize("place", ["XFE4", "A1048577", "A0", "4", "a4", "A5", "A99999999999"])
def test_cell_that_no_sheet_has_is_refused(folder: Path, place: str) -> None:
    changed(folder, SHEET, lambda xml: xml.replace(b'r="B4"', f'r="{place}"'.encode()))
    with pytest.raises(DataError, match="names a cell that no sheet has"):
        read(folder)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"/></row>',
        '<row r="1"><c r="A1"/><c r="XFD1"/></row><row r="1048576"><c r="A1048576"/></row>',
        '<row r="1"><c r="XFD1"/></row><row r="1048576"><c/></row>',
        '<row r="1"/><row r="1048575"/><row><c/></row><row r="7"><c r="B7"/><c r="XFD7"/></row>',
        '<x:row xmlns:x="m" r="1"><x:c r="A1"/></x:row><row r="1048576"><c r="XFD1048576"/></row>',
    ],
)
def test_extent_of_a_sheet_is_seen_however_it_is_written(rows: str) -> None:
    survey = Survey("sheet")
    survey.feed(f"<sheetData>{rows}</sheetData>".encode())
    survey.close()
    assert survey.area > 16_000_000_000


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c r="A1"/><c r="A1048576"/></row>',
        '<row r="1"><c r="XFD1"/><c/></row>',
        '<row><c r="A2"/></row>',
        '<c r="A1"/>',
        '<row r="0"><c/></row>',
        '<row r="x"><c/></row>',
    ],
)
def test_cell_that_stands_in_another_row_than_it_says_is_refused(rows: str) -> None:
    with pytest.raises(SurveyError, match="names a cell that no sheet has"):
        Survey("sheet").feed(f"<sheetData>{rows}</sheetData>".encode())


def test_list_of_formulas_is_no_sheet() -> None:
    survey = Survey("xl/calcChain.xml")
    survey.feed(b'<calcChain><c r="A1" i="1"/><c r="XFD1048576"/></calcChain>')
    survey.close()
    assert survey.area == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
def test_entities_are_refused_before_they_are_read(folder: Path, part: str, encoding: str) -> None:
    def with_entities(xml: bytes) -> bytes:
        body = xml.decode().partition("?>")[2] if xml.startswith(b"<?xml") else xml.decode()
        head = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        return (head + body).encode(encoding)

    changed(folder, part, with_entities)
    with pytest.raises(DataError, match=r"document type or entities|cannot be read|not well-formed"):
        read(folder)


def test_zip_bomb_is_refused(folder: Path) -> None:
    changed(folder, SHEET, lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b" " * 100_000_000))
    assert (folder / "pay.xlsx").stat().st_size < 200_000
    with pytest.raises(DataError, match=r"zip bomb|unpack to more"):
        read(folder)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"a,b\n1,2\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_other_file_is_refused(folder: Path, content: bytes) -> None:
    (folder / "pay.xlsx").write_bytes(content)
    with pytest.raises(DataError):
        read(folder)


def test_file_cut_short_at_any_place_is_refused(folder: Path) -> None:
    whole = (folder / "pay.xlsx").read_bytes()
    for end in range(0, len(whole), 211):
        (folder / "pay.xlsx").write_bytes(whole[:end])
        with pytest.raises(DataError):
            read(folder)


def test_changed_bytes_end_in_clean_errors_or_data(folder: Path) -> None:
    whole = (folder / "pay.xlsx").read_bytes()
    refused = 0
    for place in range(0, len(whole), 97):
        (folder / "pay.xlsx").write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            read(folder)
        except GapsheetError:
            refused += 1
    assert refused > 10


def test_old_excel_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pay.xls").write_bytes(b"x")
    asked = source(Kind.EXCEL, "pay.xls")
    with pytest.raises(SourceError, match=r"is no \.xlsx or \.xlsm file"):
        fetch(asked, access(tmp_path, asked))

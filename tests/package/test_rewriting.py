"""A table's new rows in a workbook that holds everything which must not be lost."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from lxml import etree

from gapsheet.errors import RewriteError
from gapsheet.package.archive import open_archive
from gapsheet.package.rewrites import BookRewrite, TableRewrite
from gapsheet.package.rewriting import rewritten
from gapsheet.package.tabledata import Holding, table_rows
from support.books import read_parts
from support.libreoffice import LibreOffice
from support.rewrites import OWNED, Row, carried_out, cells, column, grid, new_row, pay
from support.torture import COUNT, KEYS, NOTED, TOP, torture_book, value

# openpyxl only reads here; it tells that it would lose sparklines and the like when saving
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

ORDER = (7, NOTED, 0, 1, 3)  # what the mixed rewrite keeps, in this order; 4, 5 and 6 vanish
TOUCHED = {  # parts that speak of the table
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
    "xl/tables/table1.xml",
    "xl/charts/chart1.xml",
    "xl/pivotCache/pivotCacheDefinition1.xml",
    "xl/drawings/drawing1.xml",
    "xl/comments1.xml",
    "xl/threadedComments/threadedComment1.xml",
    "xl/drawings/vmlDrawing1.vml",
    "xl/calcChain.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
}


def old_row(place: int) -> Row:
    return (KEYS[place], 2000.0 + place, value(place))


@dataclass
class Case:
    """A rewritten torture workbook."""

    path: Path
    changed: dict[str, bytes]
    last: int  # the last data row
    notes: list[str] = field(default_factory=list)

    def text(self, part: str) -> str:
        return read_parts(self.path)[part].decode()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return torture_book(tmp_path_factory.mktemp("torture") / "torture.xlsm")


@pytest.fixture(scope="module")
def grown(book: Path) -> Case:
    """Twelve rows more, at the end."""
    return made(book, "grown", range(COUNT), 12)


@pytest.fixture(scope="module")
def shrunk(book: Path) -> Case:
    """The first three rows."""
    return made(book, "shrunk", range(3), 0)


@pytest.fixture(scope="module")
def mixed(book: Path) -> Case:
    """Five rows in another order, four new ones."""
    return made(book, "mixed", ORDER, 4)


@pytest.fixture(scope="module")
def emptied(book: Path) -> Case:
    """No rows."""
    return made(book, "emptied", (), 0)


def made(book: Path, name: str, kept: tuple[int, ...] | range, added: int) -> Case:
    rows = [old_row(place) for place in kept] + [new_row(number) for number in range(added)]
    out, notes = book.with_name(f"{name}.xlsm"), list[str]()
    changed = carried_out(book, pay(rows, [*kept] + [None] * added, lists_rest=True), out, notes)
    return Case(out, changed, TOP + max(len(rows), 1) - 1, notes)


every_case = pytest.mark.parametrize("name", ["grown", "shrunk", "mixed", "emptied"])


@pytest.fixture
def case(name: str, request: pytest.FixtureRequest) -> Case:
    found: Case = request.getfixturevalue(name)
    return found


@every_case
def test_every_part_that_does_not_speak_of_the_table_keeps_its_bytes(book: Path, case: Case) -> None:
    old, new = read_parts(book), read_parts(case.path)
    assert {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)} <= TOUCHED
    assert {"xl/vbaProject.bin", "xl/metadata.xml", "xl/sharedStrings.xml", "xl/styles.xml"} < old.keys() - TOUCHED


@every_case
def test_every_part_stays_well_formed(case: Case) -> None:
    for name, content in read_parts(case.path).items():
        if name.endswith((".xml", ".rels", ".vml")):
            etree.fromstring(content)


@every_case
def test_pandas_reads_the_owned_values(case: Case) -> None:
    count = case.last - TOP + 1
    frame = pd.read_excel(case.path, sheet_name="Data", header=TOP - 2, usecols="B:D", nrows=count, engine="openpyxl")
    expected = {
        "grown": [old_row(place) for place in range(COUNT)] + [new_row(number) for number in range(12)],
        "shrunk": [old_row(place) for place in range(3)],
        "mixed": [old_row(place) for place in ORDER] + [new_row(number) for number in range(4)],
        "emptied": [],
    }[case.path.stem]
    assert [tuple(row) for row in frame.dropna(how="all").itertuples(index=False)] == expected


@every_case
def test_what_covers_the_table_grows_and_shrinks_with_it(case: Case) -> None:
    last = case.last
    assert re.search(r'<table [^>]*ref="B5:G(\d+)"', case.text("xl/tables/table1.xml"))[1] == str(last + 1)  # type: ignore[index]
    assert f'<autoFilter ref="B5:G{last}"/>' in case.text("xl/tables/table1.xml")
    names = case.text("xl/workbook.xml")
    assert f'"all_values">Data!$D$6:$D${last}<' in names
    assert f">Data!$B$2:$J${last + 1}<" in names
    assert ">Inputs!$B$2<" in names
    sheet = case.text("xl/worksheets/sheet1.xml")
    values = f"D6:D{last}" if last > TOP else "D6"
    assert f'<conditionalFormatting sqref="{values}">' in sheet
    assert f"<xm:sqref>{values}</xm:sqref>" in sheet
    assert f"AVERAGE($D$6:$D${last})" in sheet
    assert 'sqref="F7"' in sheet  # a validation of a single cell keeps its place
    report = case.text("xl/worksheets/sheet2.xml")
    assert f"<f>SUM(Data!$D$6:$D${last})</f>" in report
    assert f'COUNTIF(Data!B6:B{last},"k*")&amp;" of Data!B6:B13"' in report
    assert f"<xm:f>Data!D6:D{last}</xm:f>" in report
    assert f"<formula1>Data!$B$6:$B${last}</formula1>" in report
    assert f'ref="B5:G{last}" sheet="Data"' in case.text("xl/pivotCache/pivotCacheDefinition1.xml")
    assert f"<c:f>Data!$D$6:$D${last}</c:f>" in case.text("xl/charts/chart1.xml")


@every_case
def test_totals_stay_below_the_last_row_and_are_followed(case: Case) -> None:
    sheet = grid(case.path, "Data")
    assert sheet[f"D{case.last + 1}"].value == "=SUBTOTAL(109,Pay[Value])"
    assert sheet["M10"].value == f"=D{case.last + 1}"
    assert sheet["B40"].value == "far below"
    assert sheet["M8"].value == "far from the table"


def test_formulas_are_filled_down_into_new_rows(grown: Case) -> None:
    sheet = grid(grown.path, "Data")
    rows = range(TOP, grown.last + 1)
    assert column(sheet, "E", TOP, grown.last) == ["=Pay[[#This Row],[Value]]*2"] * len(rows)
    assert column(sheet, "G", TOP, grown.last) == [f"=D{row}+C{row}" for row in rows]
    share = f"SUM($D$6:$D${grown.last})"
    assert column(sheet, "I", TOP, grown.last) == [f"=SUM(D$6:D{row})/{share}" for row in rows]


def test_new_rows_look_like_the_row_before(grown: Case) -> None:
    sheet = grid(grown.path, "Data")
    assert {sheet[f"D{row}"].number_format for row in range(TOP, grown.last + 1)} == {"#,##0.00"}


def test_rows_keep_what_is_the_users_wherever_they_go(mixed: Case) -> None:
    sheet = grid(mixed.path, "Data")
    row = TOP + ORDER.index(NOTED)
    assert [sheet[f"{letter}{row}"].value for letter in "BFH"] == [KEYS[NOTED], "inside", "mine"]
    assert sheet[f"H{row}"].font.italic
    assert sheet[f"H{row}"].hyperlink.target == "https://example.org/third"
    assert sheet[f"F{row}"].comment.text == "a comment on the third row"
    assert sheet["B2"].comment.text == "a comment above the table"
    assert {number: kept.height for number, kept in sheet.row_dimensions.items() if kept.height} == {row: 30}
    assert column(sheet, "H", TOP, mixed.last).count(None) == mixed.last - TOP
    assert f'location="Data!D{row}"' in mixed.text("xl/worksheets/sheet1.xml")


def test_formulas_move_as_in_copying(mixed: Case) -> None:
    sheet = grid(mixed.path, "Data")
    assert column(sheet, "G", TOP, mixed.last) == [f"=D{row}+C{row}" for row in range(TOP, mixed.last + 1)]
    assert sheet["M9"].value == f"=D{TOP + NOTED}"  # elsewhere a single row is what it was, and is told of
    assert any("'Data'!M9" in note and "D8" in note for note in mixed.notes)
    assert any("'Report'!A2" in note for note in mixed.notes)


def test_comments_old_and_new_and_their_boxes_go_together(mixed: Case) -> None:
    row = TOP + ORDER.index(NOTED)
    assert mixed.text("xl/threadedComments/threadedComment1.xml").count(f'ref="F{row}"') == 2
    boxes = mixed.text("xl/drawings/vmlDrawing1.vml")
    assert f"<x:Row>{row - 1}</x:Row><x:Column>5</x:Column>" in boxes
    assert "<x:Row>1</x:Row><x:Column>1</x:Column>" in boxes


def test_sparklines_follow_their_rows(mixed: Case) -> None:
    sheet = mixed.text("xl/worksheets/sheet1.xml")
    found = re.findall(r"<xm:f>Data!C(\d+):D(\d+)</xm:f><xm:sqref>J(\d+)</xm:sqref>", sheet)
    assert all(len(set(rows)) == 1 for rows in found)
    assert sorted(int(rows[0]) for rows in found) == list(range(TOP, mixed.last + 1))


def test_names_of_single_rows_follow_them(mixed: Case, emptied: Case) -> None:
    row = TOP + ORDER.index(NOTED)
    assert f'"third_value">Data!$D${row}<' in mixed.text("xl/workbook.xml")
    assert f'textlink="Data!$D${row}"' in mixed.text("xl/drawings/drawing1.xml")
    assert '"third_value">#REF!<' in emptied.text("xl/workbook.xml")
    assert any("third_value" in note for note in emptied.notes)
    assert ">OFFSET(Data!$D$6,0,0,COUNTA(Data!$B:$B)-3)<" in mixed.text("xl/workbook.xml")


def test_charts_remember_the_new_values(mixed: Case) -> None:
    root = etree.fromstring(read_parts(mixed.path)["xl/charts/chart1.xml"])
    years, values = ([point.findtext("{*}v") for point in cache.iter("{*}pt")] for cache in root.iter("{*}numCache"))
    assert [float(text or "") for text in years] == [2000 + place for place in ORDER] + [2100, 2101, 2102, 2103]
    assert [float(text or "") for text in values] == [*map(value, ORDER), 1000, 1001, 1002, 1003]


def test_an_emptied_table_keeps_a_blank_row(emptied: Case) -> None:
    sheet = grid(emptied.path, "Data")
    assert [sheet[f"{letter}{TOP}"].value for letter in "BCDFH"] == [None] * 5
    assert sheet[f"E{TOP}"].value == "=Pay[[#This Row],[Value]]*2"
    with open_archive(emptied.path) as archive:
        assert table_rows(archive, "Pay").rows == ()
    assert "https://example.org" not in emptied.text("xl/worksheets/sheet1.xml")
    assert emptied.text("xl/comments1.xml").count("<comment ") == 1


def test_an_emptied_table_takes_rows_again(emptied: Case, tmp_path: Path) -> None:
    out = tmp_path / "again.xlsm"
    carried_out(emptied.path, pay([new_row(0), new_row(1)], [None, None]), out)
    sheet = grid(out, "Data")
    assert column(sheet, "B", TOP, TOP + 2) == ["new0", "new1", None]
    assert column(sheet, "E", TOP, TOP + 1) == ["=Pay[[#This Row],[Value]]*2"] * 2
    assert sheet[f"D{TOP + 1}"].number_format == "#,##0.00"


@every_case
def test_the_calculation_chain_goes_when_formulas_move(case: Case) -> None:
    assert "xl/calcChain.xml" not in read_parts(case.path)
    assert "calcChain" not in case.text("[Content_Types].xml")
    assert "calcChain" not in case.text("xl/_rels/workbook.xml.rels")


def test_new_figures_alone_leave_the_calculation_chain(book: Path, tmp_path: Path) -> None:
    rows = [(*old_row(place)[:2], value(place) + 1) for place in range(COUNT)]
    changed = carried_out(book, pay(rows, range(COUNT)), tmp_path / "figures.xlsm")
    assert changed.keys() == {"xl/worksheets/sheet1.xml", "xl/charts/chart1.xml"}


def test_the_values_that_stand_there_change_nothing(book: Path) -> None:
    with open_archive(book) as archive:
        assert rewritten(archive, pay([old_row(place) for place in range(COUNT)], range(COUNT))) == {}


@every_case
def test_a_second_rewrite_with_the_same_rows_changes_nothing(case: Case) -> None:
    with open_archive(case.path) as archive:
        data = table_rows(archive, "Pay")
        again = pay([row[:3] for row in data.rows], range(len(data.rows)))
        assert rewritten(archive, again) == {}


def test_a_row_with_something_of_the_users_does_not_vanish_unasked(book: Path) -> None:
    rest = [place for place in range(COUNT) if place != NOTED]
    with (
        open_archive(book) as archive,
        pytest.raises(RewriteError, match=r"row 8 of the table 'Pay'.*'Data'!F8.*inside"),
    ):
        rewritten(archive, pay([old_row(place) for place in rest], rest))


def test_what_is_the_users_is_told_row_by_row(book: Path) -> None:
    with open_archive(book) as archive:
        found = table_rows(archive, "Pay").user_cells(OWNED)
    assert [(cell.cell, cell.header, cell.holding, cell.content) for cell in found.pop(NOTED)] == [
        ("F8", "Note", Holding.VALUE, "inside"),
        ("F8", "Note", Holding.COMMENT, "first\nreply"),
        ("H8", "My notes", Holding.VALUE, "mine"),
    ]
    assert found == {}


def test_a_table_never_grows_over_a_filled_cell(book: Path) -> None:
    rows = [old_row(place) for place in range(COUNT)] + [new_row(number) for number in range(30)]
    with open_archive(book) as archive, pytest.raises(RewriteError, match=r"38 rows.*'Data'!B40.*move"):
        rewritten(archive, pay(rows, [*range(COUNT)] + [None] * 30))


def test_hostile_text_stays_text(book: Path, tmp_path: Path) -> None:
    texts = ["=1+1", "+A1", "-2", "@SUM(A1)", "\t=1", " spaced ", "<f>1</f>&\x00", "a\r\nb", "_x0041_"]
    out = tmp_path / "hostile.xlsm"
    carried_out(book, pay([(text, 1.0, 1.0) for text in texts], [*range(COUNT), None]), out)
    with open_archive(out) as archive:
        assert [row[0] for row in table_rows(archive, "Pay").rows] == texts
    root = etree.fromstring(read_parts(out)["xl/worksheets/sheet1.xml"])
    stored = [cell for cell in root.iter("{*}c") if re.fullmatch(r"B(6|7|8|9|1[0-4])", cell.get("r", ""))]
    assert [cell.get("t") for cell in stored] == ["inlineStr"] * len(texts)
    assert not any(cell.find("{*}f") is not None for cell in stored)


def test_single_cells_take_constants(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "cells.xlsm"
    values = {(2, 2): "=1+1", (3, 2): 1.25, (4, 2): None, (9, 9): True, (6, 2): 7.0}
    changed = carried_out(book, cells({"Inputs": values}), out)
    sheet = grid(out, "Inputs")
    assert [sheet[name].value for name in ("B2", "B3", "B4", "I9", "B6")] == ["=1+1", 1.25, None, True, 7]
    assert sheet["B2"].data_type in ("s", "inlineStr")
    assert "xl/calcChain.xml" in changed  # a formula went
    with open_archive(out) as archive:
        assert rewritten(archive, cells({"Inputs": values})) == {}


def test_an_unknown_table_or_column_is_named(book: Path) -> None:
    with open_archive(book) as archive:
        with pytest.raises(RewriteError, match="no table 'Wages'; its tables: Pay, Small"):
            rewritten(archive, BookRewrite((TableRewrite("Wages", ("Key",), (), ()),)))
        with pytest.raises(RewriteError, match="no column 'Pay'; it has Key, Year"):
            rewritten(archive, BookRewrite((TableRewrite("Pay", ("Pay",), (), (), lists_rest=True),)))
        with pytest.raises(ValueError, match="twice"):
            rewritten(archive, pay([old_row(0), old_row(0)], [0, 0]))


@pytest.mark.optional_part("LibreOffice")
def test_libreoffice_opens_and_recalculates_it(mixed: Case, recalculating: LibreOffice, tmp_path: Path) -> None:
    converted = recalculating.convert(mixed.path, "xlsx", tmp_path)
    found = openpyxl.load_workbook(converted, data_only=True)
    total = sum(map(value, ORDER)) + 4 * 1000 + 6
    assert found["Report"]["A1"].value == pytest.approx(total)
    assert found["Report"]["A3"].value == pytest.approx(total)
    assert found["Report"]["A5"].value == pytest.approx(value(NOTED))
    assert found["Data"][f"E{mixed.last}"].value == pytest.approx(2 * 1003)
    assert found["Data"][f"I{mixed.last}"].value == pytest.approx(1)
    assert found["Data"][f"D{mixed.last + 1}"].value == pytest.approx(total)

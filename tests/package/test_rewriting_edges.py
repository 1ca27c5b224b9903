"""Tables in awkward company: side by side, over merged cells, array formulas and other tables, in other spellings."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table

from gapsheet.errors import RewriteError
from gapsheet.package.archive import open_archive
from gapsheet.package.rewrites import BookRewrite, TableRewrite
from gapsheet.package.rewriting import rewritten
from gapsheet.package.tabledata import Holding, table_rows
from gapsheet.quantities import CellValue
from support.books import LINKS, MAIN, PACKAGE, cell, read_parts, rows, sheet, write_book
from support.rewrites import carried_out

TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"


def text(ref: str, content: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{content}</t></is></c>'


def table(number: int, name: str, ref: str, columns: Sequence[str], more: str = "") -> str:
    listed = "".join(f'<tableColumn id="{place}" name="{column}"/>' for place, column in enumerate(columns, 1))
    return (
        f'<table xmlns="{MAIN}" id="{number}" name="{name}" displayName="{name}" ref="{ref}"{more}>'
        f'<autoFilter ref="{ref}"/><tableColumns count="{len(columns)}">{listed}</tableColumns></table>'
    )


def book_of(path: Path, cells: Sequence[str], tables: Sequence[str], tail: str = "", other: str = "") -> Path:
    """A workbook with one sheet of these cells, and a second one."""
    listed = "".join(f'<tablePart r:id="t{place}"/>' for place in range(len(tables)))
    data = sheet(rows(*cells), f"{tail}<tableParts>{listed}</tableParts>")
    links = "".join(
        f'<Relationship Id="t{place}" Type="{LINKS}/table" Target="../tables/own{place}.xml"/>'
        for place in range(len(tables))
    )
    extra: dict[str, bytes | str] = {f"xl/tables/own{place}.xml": part for place, part in enumerate(tables)}
    # the first of two sheets lies in page2 (see support.books)
    extra["xl/worksheets/_rels/page2.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
    )
    return write_book(path, {"Data": data, "Other": sheet(other)}, extra=extra)


def simple(path: Path, tail: str = "", more: Sequence[str] = (), other: str = "") -> Path:
    """A table A1:B4 with two columns: K and V."""
    cells = [text("A1", "K"), text("B1", "V")]
    for row in (2, 3, 4):
        cells += [text(f"A{row}", f"k{row}"), cell(f"B{row}", value=str(row))]
    cells = sorted([*cells, *more], key=lambda item: _place(item))
    return book_of(path, cells, [table(1, "T", "A1:B4", ("K", "V"))], tail, other)


def _place(item: str) -> tuple[int, int, str]:
    ref = item.split('"')[1]
    letters = ref.rstrip("0123456789")
    return int(ref[len(letters) :]), len(letters), letters


def rewrite(origins: Sequence[int | None], *, keep: bool = True) -> BookRewrite:
    """The rows at these origins; new ones are called n0, n1 ..."""
    values: list[tuple[CellValue, ...]] = [
        (f"n{place}", float(place)) if origin is None else (f"k{origin + 2}", origin + 2.0)
        for place, origin in enumerate(origins)
    ]
    return BookRewrite((TableRewrite("T", ("K", "V"), tuple(values), tuple(origins), keep),))


def refused(book: Path, wanted: BookRewrite, told: str) -> None:
    before = book.read_bytes()
    with open_archive(book) as archive, pytest.raises(RewriteError, match=told):
        rewritten(archive, wanted)
    assert book.read_bytes() == before


def test_merged_cells_in_rows_that_move_are_refused(tmp_path: Path) -> None:
    book = simple(tmp_path / "merged.xlsx", '<mergeCells count="1"><mergeCell ref="A3:A4"/></mergeCells>')
    refused(book, rewrite([1, 0, 2]), r"table 'T'.*'Data'!A3:A4 is merged; take it apart")
    carried_out(book, rewrite([0, 1, 2, None]), tmp_path / "appended.xlsx")  # its rows stay where they are
    below = simple(tmp_path / "below.xlsx", '<mergeCells count="1"><mergeCell ref="B6:C7"/></mergeCells>')
    refused(below, rewrite([0, 1, 2, None, None]), "'Data'!B6:C7 is merged")
    beside = simple(tmp_path / "beside.xlsx", '<mergeCells count="1"><mergeCell ref="D2:E3"/></mergeCells>')
    carried_out(beside, rewrite([2, 1, 0]), tmp_path / "apart.xlsx")


def test_an_array_formula_over_several_rows_is_not_torn(tmp_path: Path) -> None:
    array = '<f t="array" ref="C2:C3">B2:B3*2</f>'
    book = simple(tmp_path / "array.xlsx", more=[cell("C2", array, "4"), cell("C3", "", "6")])
    refused(book, rewrite([1, 0, 2]), r"'Data'!C2:C3 is filled by one array formula")
    carried_out(book, rewrite([0, 1, 2, None]), tmp_path / "appended.xlsx")


def test_an_array_formula_in_one_cell_goes_with_its_row(tmp_path: Path) -> None:
    book = simple(tmp_path / "array.xlsx", more=[cell("C3", '<f t="array" ref="C3">SUM(B3*2)</f>', "6")])
    parts = carried_out(book, rewrite([1, 0, 2]), tmp_path / "out.xlsx")
    assert b'<c r="C2"><f t="array" ref="C2">SUM(B2*2)</f><v>6</v></c>' in parts["xl/worksheets/page2.xml"]


def test_another_table_below_is_not_overgrown(tmp_path: Path) -> None:
    cells = [text("A1", "K"), text("B1", "V"), text("A2", "k2"), cell("B2", value="2"), text("B5", "X")]
    tables = [table(1, "T", "A1:B2", ("K", "V")), table(2, "Below", "B5:B6", ("X",))]
    book = book_of(tmp_path / "two.xlsx", cells, tables)
    carried_out(book, rewrite([0, None, None]), tmp_path / "fits.xlsx")
    refused(book, rewrite([0, None, None, None]), "would meet the table 'Below'")
    refused(book, rewrite([0, None, None, None, None]), "'Below'|B5")


def test_tables_side_by_side_move_on_their_own(tmp_path: Path) -> None:
    cells = []
    for row in range(1, 5):
        one = [text(f"A{row}", f"k{row}"), cell(f"B{row}", value=str(row)), text(f"C{row}", f"note{row}")]
        cells += [*one, text(f"D{row}", f"x{row}"), text(f"F{row}", f"far{row}")]
    cells[0], cells[1], cells[3] = text("A1", "K"), text("B1", "V"), text("D1", "X")
    tables = [table(1, "T", "A1:B4", ("K", "V")), table(2, "Right", "D1:D4", ("X",))]
    book = book_of(tmp_path / "beside.xlsx", cells, tables)
    both = BookRewrite((*rewrite([2, 0, None]).tables, TableRewrite("Right", ("X",), (("x4",), ("x2",)), (2, 0), True)))
    carried_out(book, both, tmp_path / "out.xlsx")
    found = openpyxl.load_workbook(tmp_path / "out.xlsx")["Data"]
    assert [[item.value for item in line] for line in found["A2:F4"]] == [
        ["k4", 4, "note4", "x4", None, "far2"],
        ["k2", 2, "note2", "x2", None, "far3"],
        ["n2", 2, None, None, None, "far4"],
    ]
    assert dict(found.tables.items()) == {"T": "A1:B4", "Right": "D1:D3"}


def test_a_formula_shared_with_cells_outside_is_written_out(tmp_path: Path) -> None:
    shared = [cell("C2", '<f t="shared" ref="C2:C6" si="0">B2*2</f>', "4")]
    shared += [cell(f"C{row}", '<f t="shared" si="0"/>', "0") for row in (3, 4, 5, 6)]
    book = simple(tmp_path / "shared.xlsx", more=shared)
    carried_out(book, rewrite([2, 1, 0]), tmp_path / "out.xlsx")
    found = openpyxl.load_workbook(tmp_path / "out.xlsx")["Data"]
    assert [found[f"C{row}"].value for row in range(2, 7)] == [f"=B{row}*2" for row in range(2, 7)]


def test_a_column_beside_the_table_is_filled_where_one_formula_fills_it(tmp_path: Path) -> None:
    whole = simple(tmp_path / "whole.xlsx", more=[cell(f"C{row}", f"B{row}*2", "1") for row in (2, 3, 4)])
    carried_out(whole, rewrite([0, 1, 2, None]), tmp_path / "filled.xlsx")
    assert openpyxl.load_workbook(tmp_path / "filled.xlsx")["Data"]["C5"].value == "=B5*2"
    some = simple(tmp_path / "some.xlsx", more=[cell("C3", "B3*2", "1")])
    carried_out(some, rewrite([0, 1, 2, None]), tmp_path / "left.xlsx")
    assert openpyxl.load_workbook(tmp_path / "left.xlsx")["Data"]["C5"].value is None
    with open_archive(some) as archive:
        (single,) = table_rows(archive, "T").user_cells(("K", "V"))[1]
    assert (single.cell, single.holding, single.content) == ("C3", Holding.FORMULA, "=B3*2")


def test_a_single_formula_beside_is_not_lost_unasked(tmp_path: Path) -> None:
    book = simple(tmp_path / "single.xlsx", more=[cell("C3", "B3*2", "1")])
    refused(book, rewrite([0, 2], keep=False), r"row 3 of the table 'T'.*C3.*formula.*=B3\*2")


def test_formulas_on_other_sheets_follow_whole_columns_only(tmp_path: Path) -> None:
    other = rows(
        cell("A1", "SUM(Data!B2:B4)", "9"),
        cell("A2", "SUM(Data!$B$2:$B$3)", "5"),
        cell("A3", "SUM(data!B1:B4)+SUM(B2:B4)", "9"),
        cell("A4", "SUM(Data!B2:B100)", "9"),
    )
    book = simple(tmp_path / "other.xlsx", other=other)
    notes: list[str] = []
    carried_out(book, rewrite([2, 0, 1, None, None]), tmp_path / "out.xlsx", notes)
    found = openpyxl.load_workbook(tmp_path / "out.xlsx")["Other"]
    assert [found[f"A{row}"].value for row in range(1, 5)] == [
        "=SUM(Data!B2:B6)",
        "=SUM(Data!$B$2:$B$3)",
        "=SUM(data!B1:B6)+SUM(B2:B4)",
        "=SUM(Data!B2:B100)",
    ]
    assert len(notes) == 1
    assert "'Other'!A2 refers to Data!$B$2:$B$3" in notes[0]


def test_a_formula_on_a_row_that_moved_is_told_with_its_new_place(tmp_path: Path) -> None:
    other = rows(cell("A1", "Data!B2*2", "4"), cell("A2", "Data!$B$3", "3"), cell("A3", "Data!B4", "4"))
    book = simple(tmp_path / "single.xlsx", other=other)
    notes: list[str] = []
    carried_out(book, rewrite([None, 0, 2]), tmp_path / "out.xlsx", notes)
    told = ", where another row may stand now; look whether it still should"
    assert notes == [
        f"'Other'!A1 refers to Data!B2 (its row is now 3){told}",
        f"'Other'!A2 refers to Data!$B$3 (its row is gone){told}",
    ]


def test_a_table_without_header_row_is_refused(tmp_path: Path) -> None:
    cells = [text("A1", "k"), cell("B1", value="1")]
    book = book_of(tmp_path / "headless.xlsx", cells, [table(1, "T", "A1:B1", ("K", "V"), ' headerRowCount="0"')])
    refused(book, rewrite([0]), "needs one header row")


def test_more_rows_than_a_sheet_has_are_refused(tmp_path: Path) -> None:
    last = 1_048_576
    cells = [text(f"A{last - 1}", "K"), text(f"B{last - 1}", "V"), text(f"A{last}", "k2"), cell(f"B{last}", value="2")]
    book = book_of(tmp_path / "low.xlsx", cells, [table(1, "T", f"A{last - 1}:B{last}", ("K", "V"))])
    refused(book, rewrite([0, None]), "more than a sheet has")


def test_other_spellings_of_a_sheet_are_understood(tmp_path: Path) -> None:
    """Prefixes, rows without numbers, cells without addresses, single quotes: what other programs write."""
    book = simple(tmp_path / "plain.xlsx")
    parts = read_parts(book)
    spelled = parts["xl/worksheets/page2.xml"].decode()
    spelled = spelled.replace('<row r="3">', "<row>").replace('<c r="B3">', "<c>").replace("<v>4</v>", "<v >4</v >")
    other = tmp_path / "spelled.xlsx"
    with zipfile.ZipFile(other, "w") as container:
        for name, part in parts.items():
            container.writestr(name, spelled.encode() if name == "xl/worksheets/page2.xml" else part)
    with open_archive(other) as archive:
        assert table_rows(archive, "T").rows == (("k2", 2.0), ("k3", 3.0), ("k4", 4.0))
        assert rewritten(archive, rewrite([0, 1, 2])) == {}
    carried_out(other, rewrite([2, 1, 0, None]), tmp_path / "out.xlsx")
    found = openpyxl.load_workbook(tmp_path / "out.xlsx")["Data"]
    assert [found[f"A{row}"].value for row in range(2, 6)] == ["k4", "k3", "k2", "n3"]


def test_a_filter_and_hidden_rows_follow_and_new_rows_are_seen(tmp_path: Path) -> None:
    book = simple(tmp_path / "hidden.xlsx")
    parts = read_parts(book)
    hidden = parts["xl/worksheets/page2.xml"].replace(
        b'<row r="3">', b'<row r="3" ht="40" customHeight="1" hidden="1">'
    )
    other = tmp_path / "filtered.xlsx"
    with zipfile.ZipFile(other, "w") as container:
        for name, part in parts.items():
            container.writestr(name, hidden if name == "xl/worksheets/page2.xml" else part)
    carried_out(other, rewrite([1, None, 0, 2]), tmp_path / "out.xlsx")
    found = openpyxl.load_workbook(tmp_path / "out.xlsx")["Data"].row_dimensions
    assert [(found[row].hidden, found[row].height) for row in (2, 3, 4, 5)] == [
        (True, 40),
        (False, 40),
        (False, None),
        (False, None),
    ]


@pytest.mark.parametrize("name", ["Data", "DONNÉES", "O'Brien & co", "日本"])
def test_sheet_names_of_every_kind_are_found_in_formulas(tmp_path: Path, name: str) -> None:
    stream = tmp_path / "named.xlsx"
    book = xlsxwriter.Workbook(stream)
    data, other = book.add_worksheet(name), book.add_worksheet("Other")
    data.add_table("A1:B3", {"name": "T", "columns": [{"header": "K"}, {"header": "V"}], "data": [["a", 1], ["b", 2]]})
    quoted = "'" + name.replace("'", "''") + "'"
    other.write_formula("A1", f"=SUM({quoted}!B2:B3)")
    book.close()
    carried_out(stream, rewrite([0, 1, None]), tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["Other"]["A1"].value == f"=SUM({quoted}!B2:B4)"


def test_a_chart_in_the_way_is_told(tmp_path: Path) -> None:
    stream, notes = tmp_path / "chart.xlsx", list[str]()
    book = xlsxwriter.Workbook(stream)
    data = book.add_worksheet("Data")
    data.add_table("A1:B3", {"name": "T", "columns": [{"header": "K"}, {"header": "V"}], "data": [["a", 1], ["b", 2]]})
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Data!$B$2:$B$3"})
    data.insert_chart("A6", chart)
    book.close()
    carried_out(stream, rewrite([0, 1, None]), tmp_path / "above.xlsx", notes)
    assert notes == []
    carried_out(stream, rewrite([0, 1, None, None, None]), tmp_path / "under.xlsx", notes)
    assert len(notes) == 1
    assert "'T' now reaches under a chart or picture at 'Data'!A6" in notes[0]


def test_blank_cells_with_a_style_stay_outside_and_go_with_their_rows_inside(tmp_path: Path) -> None:
    stream = tmp_path / "styled.xlsx"
    book = xlsxwriter.Workbook(stream)
    data = book.add_worksheet("Data")
    columns = [{"header": "K"}, {"header": "V"}, {"header": "Mine"}]
    data.add_table("A1:C4", {"name": "T", "columns": columns, "data": [["k2", 2], ["k3", 3], ["k4", 4]]})
    data.write_blank("H2", None, book.add_format({"bg_color": "red"}))
    data.write_blank("C3", None, book.add_format({"bg_color": "blue"}))
    book.close()
    carried_out(stream, rewrite([1, 0]), tmp_path / "out.xlsx")
    found = openpyxl.load_workbook(tmp_path / "out.xlsx")["Data"]
    coloured = {
        item.coordinate: item.fill.fgColor.rgb for line in found["A1:J9"] for item in line if item.fill.fill_type
    }
    assert coloured == {"H2": "FFFF0000", "C2": "FF0000FF"}


def test_totals_with_shared_and_array_formulas_follow(tmp_path: Path) -> None:
    cells = [text("A1", "K"), text("B1", "V"), text("A2", "k2"), cell("B2", value="2")]
    cells += [
        cell("A3", '<f t="shared" ref="A3:B3" si="0">SUM(A2:A2)</f>', "0"),
        cell("B3", '<f t="shared" si="0"/>', "2"),
    ]
    whole = table(1, "T", "A1:B3", ("K", "V"), ' totalsRowCount="1"').replace('<autoFilter ref="A1:B3"/>', "")
    carried_out(book_of(tmp_path / "a.xlsx", cells, [whole]), rewrite([0, None]), tmp_path / "out.xlsx")
    found = openpyxl.load_workbook(tmp_path / "out.xlsx")["Data"]
    assert [found["A4"].value, found["B4"].value] == ["=SUM(A2:A3)", "=SUM(B2:B3)"]
    cells[-2:] = [cell("B3", '<f t="array" ref="B3">SUM(B2:B2*1)</f>', "2")]
    parts = carried_out(book_of(tmp_path / "b.xlsx", cells, [whole]), rewrite([0, None]), tmp_path / "out.xlsx")
    assert b'<c r="B4"><f t="array" ref="B4">SUM(B2:B3*1)</f><v>2</v></c>' in parts["xl/worksheets/page2.xml"]


def test_comments_and_links_of_openpyxl_follow_their_rows(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    data = made.active
    data.title = "Data"
    for line in (["K", "V"], ["k2", 2], ["k3", 3], ["k4", 4]):
        data.append(line)
    data.add_table(Table(displayName="T", ref="A1:B4"))
    data["B3"].comment = Comment("three", "me")
    data["B4"].comment = Comment("four", "me")
    data["A4"].hyperlink = "https://example.org/"
    made.save(tmp_path / "made.xlsx")
    parts = carried_out(tmp_path / "made.xlsx", rewrite([2, 1]), tmp_path / "out.xlsx")
    found = openpyxl.load_workbook(tmp_path / "out.xlsx")["Data"]
    assert (found["B2"].comment.text, found["B3"].comment.text) == ("four", "three")
    assert found["A2"].hyperlink.target == "https://example.org/"
    boxes = parts["xl/drawings/commentsDrawing1.vml"].decode()
    assert re.findall(r"Row>(\d+)</", boxes) == ["2", "1"]  # counted from 0, in the old order of the boxes
    parts = carried_out(tmp_path / "made.xlsx", rewrite([0, 1]), tmp_path / "less.xlsx")
    assert parts["xl/drawings/commentsDrawing1.vml"].count(b"ClientData>") == 1
    assert openpyxl.load_workbook(tmp_path / "less.xlsx")["Data"]["B4"].comment is None


def test_a_summary_beside_the_table_still_covers_all_of_it(tmp_path: Path) -> None:
    """Beside the table a single formula goes with its row, but what it sums up stays the whole table."""
    more = [cell("C2", "SUM(B2:B4)", "9"), cell("C3", "SUM($B$2:$B$4)+B3", "9"), cell("C4", "B2-B4+$B$3", "1")]
    notes: list[str] = []
    book = simple(tmp_path / "summary.xlsx", more=more)
    carried_out(book, rewrite([0, 1, 2, None]), tmp_path / "grown.xlsx", notes)
    found = openpyxl.load_workbook(tmp_path / "grown.xlsx")["Data"]
    assert [found[f"C{row}"].value for row in range(2, 6)] == ["=SUM(B2:B5)", "=SUM($B$2:$B$5)+B3", "=B2-B4+$B$3", None]
    assert notes == []
    carried_out(book, rewrite([1, 0, 2, None]), tmp_path / "moved.xlsx", notes)
    found = openpyxl.load_workbook(tmp_path / "moved.xlsx")["Data"]
    assert [found[f"C{row}"].value for row in range(2, 5)] == ["=SUM($B$2:$B$5)+B2", "=SUM(B2:B5)", "=B2-B4+$B$3"]
    told = ", where another row may stand now; look whether it still should"
    assert notes == [f"'Data'!C4 refers to B2 (its row is now 3), $B$3 (its row is now 2){told}"]
    carried_out(book, rewrite([None, None, 0, 1, 2]), tmp_path / "before.xlsx", notes)
    found = openpyxl.load_workbook(tmp_path / "before.xlsx")["Data"]
    assert found["C6"].value == "=B4-B6+$B$3"
    assert notes[1:] == [f"'Data'!C6 refers to $B$3 (its row is now 5){told}"]  # B4 is the row that B2 was


@pytest.mark.parametrize(
    ("formulas", "origins", "doubted"),
    [
        (("B2/B$2", "B3/B$2", "B4/B$2"), [0, 1, 2, None], None),
        (("B2/B$2", "B3/B$2", "B4/B$2"), [None, 0, 1, 2], "B$2 (its row is now 3)"),
        (("B2-B1", "B3-B2", "B4-B3"), [None, 0, 1, 2], None),
        (("B2-B1", "B3-B2", "B4-B3"), [2, 1, 0], "B2 (its row is now 4)"),
        (("SUM(B$2:B2)", "SUM(B$2:B3)", "SUM(B$2:B4)"), [0, 1, None, 2], None),
        (("SUM(B$2:B2)", "SUM(B$2:B3)", "SUM(B$2:B4)"), [0, 2, None, 1], "B$2:B3"),
        (("B2*2", "B3*2", "B4*2"), [2, 1, 0], None),
    ],
)
def test_a_column_of_formulas_is_told_once_where_another_row_is_meant(
    tmp_path: Path, formulas: Sequence[str], origins: Sequence[int | None], doubted: str | None
) -> None:
    filled = [cell(f"C{row}", formula, "1") for row, formula in enumerate(formulas, 2)]
    notes: list[str] = []
    carried_out(simple(tmp_path / "filled.xlsx", more=filled), rewrite(origins), tmp_path / "out.xlsx", notes)
    told = ", where another row may stand now; look whether it still should"
    assert notes == ([f"the column of 'Data'!C3 refers to {doubted}{told}"] if doubted else [])


def test_a_text_too_long_for_a_cell_is_named(tmp_path: Path) -> None:
    book = simple(tmp_path / "long.xlsx")
    rewrites = TableRewrite("T", ("K",), (("x" * 32_767,), ("y" * 32_768,), ("z",)), (0, 1, 2))
    refused(book, BookRewrite((rewrites,)), r"32,768 characters does not fit into 'Data'!A3")
    refused(book, BookRewrite(cells={"Data": {(9, 9): "y" * 32_768}}), "does not fit into I9")


@pytest.mark.parametrize("own", [None, "dd.mm.yyyy"])
def test_the_first_rows_of_a_blank_table_show_dates_as_dates(tmp_path: Path, own: str | None) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(["Day", "V"])
    sheet.append([None, None])
    if own:
        sheet["A2"].number_format = own
    sheet.add_table(Table(displayName="T", ref="A1:B2"))
    made.save(tmp_path / "blank.xlsx")
    values = ((45292.0, 1.0), (45293.0, 2.0))
    wanted = BookRewrite((TableRewrite("T", ("Day", "V"), values, (None, None), dates=frozenset({"Day"})),))
    carried_out(tmp_path / "blank.xlsx", wanted, tmp_path / "out.xlsx")
    found = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert [[cell.value for cell in row] for row in found["A2:B3"]] == [
        [datetime(2024, 1, 1), 1],
        [datetime(2024, 1, 2), 2],
    ]
    assert [found[f"A{row}"].number_format for row in (2, 3)] == [own or "yyyy-mm-dd"] * 2
    assert [found[f"B{row}"].number_format for row in (2, 3)] == ["General"] * 2

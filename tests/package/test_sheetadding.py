"""A sheet with an empty table is added, and every list of the package knows it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from gapsheet.errors import RewriteError
from gapsheet.package.archive import open_archive
from gapsheet.package.rewrites import BookRewrite, NewSheet, TableRewrite
from gapsheet.package.rewriting import rewritten
from gapsheet.package.tabledata import table_rows
from support.books import read_parts, write_book
from support.libreoffice import LibreOffice
from support.rewrites import carried_out, grid, sheets
from support.torture import torture_book

LOG = NewSheet("Refresh log", "RefreshLog", ("Run", "Time (UTC)", 'Said "so" & <why>'), "Log", "= what happened")
PERCENT, DAY = "+0.0%;-0.0%;0.0%", "yyyy-mm-dd"
CHANGES = NewSheet(
    "Changes", "Changes", ("Run", "Old", "New"), "Changes", "", {"Old": PERCENT, "New": DAY}, (22, 9, 8.5)
)

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return torture_book(tmp_path_factory.mktemp("adding") / "torture.xlsx")


@pytest.fixture(scope="module")
def added(book: Path) -> Path:
    """Two sheets, and rows for the table of the first in the same rewrite."""
    out = book.with_name("added.xlsx")
    rows = (("run 1", "2026-01-02", "=1+1"), ("run 2", "2026-01-03", None))
    filled = TableRewrite("RefreshLog", LOG.headers, rows, (None, None))
    carried_out(book, BookRewrite((filled,), sheets=(LOG, CHANGES)), out)
    return out


def test_the_sheets_stand_at_the_end_with_their_tables(added: Path) -> None:
    found = openpyxl.load_workbook(added)
    assert found.sheetnames[-3:] == ["Listes & co", "Refresh log", "Changes"]
    log, changes = found["Refresh log"], found["Changes"]
    assert (log["A1"].value, log["A2"].value, changes["A2"].value) == ("Log", "= what happened", None)
    assert log["A1"].font.bold
    assert log.tables["RefreshLog"].ref == "A4:C6"
    assert changes.tables["Changes"].ref == "A4:C5"
    assert [cell.value for cell in log[4]] == list(LOG.headers)
    assert log.freeze_panes == "A5"


def test_new_tables_take_rows_in_the_same_rewrite(added: Path) -> None:
    with open_archive(added) as archive:
        assert table_rows(archive, "RefreshLog").rows == (
            ("run 1", "2026-01-02", "=1+1"),
            ("run 2", "2026-01-03", None),
        )
        assert table_rows(archive, "Changes").rows == ()
        assert table_rows(archive, "Changes").headers == CHANGES.headers


def test_the_file_properties_list_the_new_sheets(added: Path) -> None:
    root = etree.fromstring(read_parts(added)["docProps/app.xml"])
    titles = [title.text for title in root.iterfind("{*}TitlesOfParts/{*}vector/{*}lpstr")]
    assert titles[4:7] == ["Listes & co", "Refresh log", "Changes"]
    assert root.find("{*}TitlesOfParts/{*}vector").get("size") == str(len(titles))  # type: ignore[union-attr]
    assert [count.text for count in root.iter("{*}i4")] == ["7", "6"]


def test_ids_of_tables_and_sheets_are_all_different(added: Path) -> None:
    parts = read_parts(added)
    tables = [etree.fromstring(part) for name, part in parts.items() if name.startswith("xl/tables/table")]
    assert len({table.get("id") for table in tables}) == len(tables) == 4
    listed = list(etree.fromstring(parts["xl/workbook.xml"]).iter("{*}sheet"))
    assert len({sheet.get("sheetId") for sheet in listed}) == len(listed) == 7
    types = [item.get("PartName") for item in etree.fromstring(parts["[Content_Types].xml"])]
    assert len(set(types) - {None}) == len([name for name in types if name])


def test_other_sheets_keep_their_bytes(book: Path, added: Path) -> None:
    old, new = read_parts(book), read_parts(added)
    changed = {name for name in old if old[name] != new[name]}
    assert changed == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "docProps/app.xml",
        "xl/calcChain.xml",
    } - ({"xl/calcChain.xml"} if "xl/calcChain.xml" in new else set())


def test_a_second_sheet_uses_the_format_that_the_first_one_added(added: Path, tmp_path: Path) -> None:
    out = tmp_path / "third.xlsx"
    third = NewSheet("Removed", "RemovedRows", ("Run",), "Removed rows", "kept here")
    changed = carried_out(added, sheets(third), out)
    assert "xl/styles.xml" not in changed
    assert grid(out, "Removed")["A1"].font.bold


def test_taken_and_impossible_names_are_refused(book: Path) -> None:
    with open_archive(book) as archive:
        for new, told in (
            (NewSheet("dAtA", "New", ("A",), "", ""), "has a sheet 'dAtA' already"),
            (NewSheet("New", "pay", ("A",), "", ""), "something named 'pay' already"),
            (NewSheet("New", "all_values", ("A",), "", ""), "something named 'all_values' already"),
            (NewSheet("A/B", "New", ("A",), "", ""), "no name for a sheet"),
            (NewSheet("x" * 32, "New", ("A",), "", ""), "no name for a sheet"),
        ):
            with pytest.raises(RewriteError, match=told):
                rewritten(archive, sheets(new))


def test_a_book_without_styles_and_properties_gets_its_sheet_too(tmp_path: Path) -> None:
    book = write_book(tmp_path / "bare.xlsx", {"One": _ONE})
    out = tmp_path / "out.xlsx"
    carried_out(book, sheets(CHANGES), out)
    assert openpyxl.load_workbook(out)["Changes"].tables["Changes"].ref == "A4:C5"


def test_a_book_that_openpyxl_made_gets_its_sheet_too(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active["A1"] = 1
    made.save(tmp_path / "made.xlsx")
    carried_out(tmp_path / "made.xlsx", sheets(LOG, CHANGES), tmp_path / "out.xlsx")
    found = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert found.sheetnames == ["Sheet", "Refresh log", "Changes"]
    assert found["Changes"].tables["Changes"].name == "Changes"


@pytest.mark.optional_part("LibreOffice")
def test_libreoffice_opens_it(added: Path, recalculating: LibreOffice, tmp_path: Path) -> None:
    found = openpyxl.load_workbook(recalculating.convert(added, "xlsx", tmp_path))
    assert found["Refresh log"]["C5"].value == "=1+1"
    assert found["Refresh log"]["C5"].data_type == "s"


_ONE = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
)


def test_rows_take_the_number_formats_of_their_columns(book: Path, tmp_path: Path) -> None:
    rows = TableRewrite("Changes", CHANGES.headers, (("run 1", 0.0123, 46000.0), ("run 2", -0.5, None)), (None, None))
    carried_out(book, BookRewrite((rows,), sheets=(CHANGES,)), tmp_path / "formats.xlsx")
    page = openpyxl.load_workbook(tmp_path / "formats.xlsx")["Changes"]
    assert [[cell.number_format for cell in row] for row in page["A5:C6"]] == [["General", PERCENT, DAY]] * 2
    assert page["B5"].value == 0.0123
    assert [page.column_dimensions[letter].width for letter in "ABC"] == [22, 9, 8.5]

"""A table read row by row: values of every kind, formulas, and what is the user's."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from gapsheet.errors import CellError, RewriteError
from gapsheet.package.archive import open_archive
from gapsheet.package.structure import shared_strings
from gapsheet.package.tabledata import Holding, TableData, table_rows
from support.books import LINKS, cell, rows, sheet, write_book


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "made.xlsx"
    made = xlsxwriter.Workbook(path)
    first, empty = made.add_worksheet("First"), made.add_worksheet("Empty")
    columns = [{"header": header} for header in ("Key", "Any", "Sum", "Mine")]
    columns[2] |= {"formula": "=Kinds[[#This Row],[Key]]&1"}
    first.add_table("C3:F8", {"name": "Kinds", "columns": columns, "total_row": True})
    for place, value in enumerate((1.5, "text", True, None)):
        first.write(f"C{place + 4}", f"k{place}")
        first.write(f"D{place + 4}", value)
    first.write_formula("D7", "=1/0", None, "#DIV/0!")
    first.write_formula("E5", "=1+1", None, 2)  # the user's, in a calculated column
    first.write("F6", 7)
    first.write("G3", "Beside")
    first.write("G5", "mine")
    first.write_formula("G6", "=C6", None, "k2")
    first.write("I4", "apart")
    first.write("A4", "apart")
    empty.add_table("A1:B2", {"name": "Blank", "columns": [{"header": "One"}, {"header": "Two"}]})
    made.close()
    return path


@pytest.fixture(scope="module")
def kinds(book: Path) -> TableData:
    with open_archive(book) as archive:
        return table_rows(archive, "kinds")


def test_place_and_headers_are_told(kinds: TableData) -> None:
    assert (kinds.name, kinds.sheet, kinds.ref) == ("Kinds", "First", "C3:F8")
    assert (kinds.first_row, kinds.first_column) == (4, 3)
    assert kinds.headers == ("Key", "Any", "Sum", "Mine")


def test_values_of_every_kind_are_read_without_the_totals(kinds: TableData) -> None:
    assert [row[0] for row in kinds.rows] == ["k0", "k1", "k2", "k3"]
    assert [row[1] for row in kinds.rows] == [1.5, "text", True, CellError.DIV0]
    assert kinds.rows[1][2] == 2.0
    assert kinds.rows[2][3] == 7.0


def test_formulas_are_told_by_column_and_row(kinds: TableData) -> None:
    assert {header: sorted(positions) for header, positions in kinds.formulas.items()} == {
        "Any": [3],
        "Sum": [0, 1, 2, 3],
    }
    assert kinds.calculated == ("Sum",)


def test_what_no_source_owns_is_the_users(kinds: TableData) -> None:
    found = {
        position: [(item.cell, item.header, item.holding, item.content, item.beside) for item in items]
        for position, items in kinds.user_cells(("key", "Any")).items()
    }
    assert found == {
        1: [
            ("E5", "Sum", Holding.FORMULA, "=1+1", False),
            ("G5", "Beside", Holding.VALUE, "mine", True),
        ],
        2: [
            ("F6", "Mine", Holding.VALUE, 7.0, False),
            ("G6", "Beside", Holding.FORMULA, "=C6", True),
        ],
    }


def test_an_owned_column_is_nobody_elses(kinds: TableData) -> None:
    assert set(kinds.user_cells(kinds.headers)) == {1, 2}  # what stands beside the table remains the user's
    assert [item.cell for item in kinds.user_cells(kinds.headers)[2]] == ["G6"]
    assert kinds.user_cells(("Key",))[0][0].cell == "D4"


def test_a_blank_row_is_no_row(book: Path) -> None:
    with open_archive(book) as archive:
        blank = table_rows(archive, "Blank")
    assert (blank.rows, blank.formulas, blank.user_cells(())) == ((), {}, {})


def test_a_table_that_is_not_there_is_named_with_those_that_are(book: Path) -> None:
    with (
        open_archive(book) as archive,
        pytest.raises(RewriteError, match=r"no table 'Other'; its tables: Kinds, Blank"),
    ):
        table_rows(archive, "Other")


@pytest.mark.parametrize("wrapped", [False, True])
def test_shared_strings_spell_what_xml_cannot_hold(tmp_path: Path, wrapped: bool) -> None:
    texts = ["plain", "a_x000D_b", "_x005F_x0041_", "&lt;&amp;"]
    items = [f"<si><t>{text}</t></si>" for text in texts]
    if wrapped:  # one of them in runs: the list is then read in another way
        items[0] = "<si><r><t>pl</t></r><r><t>ain</t></r></si>"
    part = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{"".join(items)}</sst>'
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rel1" Type="{LINKS}/worksheet" Target="worksheets/page1.xml"/>'
        f'<Relationship Id="rel2" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    extra = {"xl/sharedStrings.xml": part, "xl/_rels/workbook.xml.rels": links}
    book = write_book(tmp_path / "strings.xlsx", {"One": sheet(rows(cell("A1", value="1")))}, extra=extra)
    with open_archive(book) as archive:
        assert shared_strings(archive) == ["plain", "a\rb", "_x0041_", "<&"]

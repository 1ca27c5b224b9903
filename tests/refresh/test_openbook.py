"""A workbook open in Excel ends as the file would: one plan, two writers; and as it was when anything fails."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest
import xlwings
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from gapsheet.errors import CellError, RewriteError
from gapsheet.package.archive import open_archive, write_archive
from gapsheet.package.rewrites import BookRewrite, NewSheet, TableRewrite
from gapsheet.package.rewriting import rewritten
from gapsheet.refresh.edits import Edits, Formula, edits
from gapsheet.refresh.openbook import carry_out, entered
from support.openexcel import OpenBook

ROWS = (("a", 1.0), ("b", 2.0), ("c", 3.0))


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A table with a calculated column, a user's column, cells beside it and a note; names over it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Data"
    for column, head in enumerate(("Key", "Value", "Double", "Mine"), start=2):
        sheet.cell(4, column, head)
    for offset, (key, value) in enumerate(ROWS, start=5):
        sheet.cell(offset, 2, key)
        sheet.cell(offset, 3, value)
        sheet.cell(offset, 4, f"=C{offset}*2")
        sheet.cell(offset, 5, f"mine {key}")
        sheet.cell(offset, 6, f"=C{offset}+100")
    sheet["E6"].comment = Comment("about b", "someone")
    sheet.add_table(Table(displayName="Figures", name="Figures", ref="B4:E7"))
    book.defined_names["all_values"] = DefinedName("all_values", attr_text="Data!$C$5:$C$7")
    book.defined_names["value_c"] = DefinedName("value_c", attr_text="Data!$C$7")
    other = book.create_sheet("Other")
    other["A1"] = "=SUM(all_values)"
    other["A2"] = "=SUM(Data!$C$5:$C$7)"
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def table(rows: Iterable[tuple[object, ...]], origins: tuple[int | None, ...]) -> TableRewrite:
    return TableRewrite("Figures", ("Key", "Value"), tuple(rows), origins, lists_rest=True)  # type: ignore[arg-type]


GROWN = table((*ROWS, ("d", 4.0), ("e", 5.0)), (0, 1, 2, None, None))
TURNED = table((("c", 30.0), ("new", 9.0), ("a", 1.0)), (2, None, 0))
SHRUNK = table((("b", 2.0),), (1,))
HOSTILE = table((("=HYPERLINK(1)", 1.0), ("2024-01", 2.0), ("@x", None), ("'quoted", CellError.NA)), (0, 1, 2, None))
CHANGES = {
    "grown": BookRewrite((GROWN,)),
    "turned": BookRewrite((TURNED,)),
    "shrunk": BookRewrite((SHRUNK,)),
    "hostile": BookRewrite((HOSTILE,)),
    "cells": BookRewrite(cells={"Other": {(5, 3): "text", (6, 3): 7.5, (7, 3): True}}),
    "sheet": BookRewrite(sheets=(NewSheet("Log", "Log", ("When", "What"), "Log", "What was done"),)),
}


def of_file(path: Path, rewrite: BookRewrite, out: Path) -> tuple[Edits, OpenBook]:
    """The edits for a rewrite, and how the file looks that the other writer makes."""
    with open_archive(path) as archive:
        parts = {name: (content,) for name, content in rewritten(archive, rewrite).items()}
        write_archive(archive, out, parts)
        with open_archive(out) as after:
            return edits(archive, after), OpenBook(out)


@pytest.mark.parametrize("is_old", [False, True])
@pytest.mark.parametrize("change", CHANGES)
def test_the_open_workbook_ends_as_the_file_does(workbook: Path, tmp_path: Path, change: str, is_old: bool) -> None:
    todo, written = of_file(workbook, CHANGES[change], tmp_path / "out.xlsx")
    book = OpenBook(workbook, is_old=is_old)
    before = book.state()
    carry_out(book, todo)
    assert book.state() == written.state()
    assert book.state() != before


def test_nothing_to_change_gives_no_edit(workbook: Path, tmp_path: Path) -> None:
    todo, _ = of_file(workbook, BookRewrite((table(ROWS, (0, 1, 2)),)), tmp_path / "out.xlsx")
    assert todo == Edits((), (), (), (), {})


def test_whatever_fails_is_taken_back(workbook: Path, tmp_path: Path) -> None:
    rewrite = BookRewrite((TURNED,), {"Other": {(5, 3): "text"}}, CHANGES["sheet"].sheets)
    todo, written = of_file(workbook, rewrite, tmp_path / "out.xlsx")
    for call in itertools.count(1):
        book = OpenBook(workbook, fails_at=call)
        before = book.state()
        fault = failure(book, todo)
        if not fault:
            break
        assert "as it was" in fault
        assert book.state() == before
        assert (book.app.screen_updating, book.app.enable_events, book.app.calculation) == (True, True, "automatic")
    assert book.state() == written.state()
    assert call > 3, "nothing ever failed"


def failure(book: OpenBook, todo: Edits) -> str:
    """What went wrong, "" if nothing did."""
    try:
        carry_out(book, todo)
    except RewriteError as fault:
        return str(fault)
    return ""


def test_settings_of_excel_are_as_they_were(workbook: Path, tmp_path: Path) -> None:
    todo, _ = of_file(workbook, BookRewrite((GROWN,)), tmp_path / "out.xlsx")
    book = OpenBook(workbook)
    book.app.enable_events = False
    carry_out(book, todo)
    assert (book.app.screen_updating, book.app.enable_events, book.app.calculation) == (True, False, "automatic")
    assert book.app.calculated == 1


def test_a_protected_sheet_is_named_before_anything_changes(workbook: Path, tmp_path: Path) -> None:
    todo, _ = of_file(workbook, BookRewrite((GROWN,)), tmp_path / "out.xlsx")
    book = OpenBook(workbook)
    book.sheets["Data"].api.ProtectContents = True
    before = book.state()
    with pytest.raises(RewriteError, match="'Data' is protected"):
        carry_out(book, todo)
    assert book.state() == before


@pytest.mark.parametrize(
    ("content", "typed"),
    [
        (None, ""),
        (1.5, 1.5),
        (True, True),
        ("text", "'text"),
        ("=1+1", "'=1+1"),
        ("'quoted", "''quoted"),
        (CellError.NA, "#N/A"),
        (Formula("=A1"), "=A1"),
    ],
)
def test_what_is_typed_can_only_be_read_one_way(content: object, typed: object) -> None:
    assert entered(content) == typed  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("of", "names"),
    [
        (xlwings.Book, ("app", "sheets", "names", "api", "fullname")),
        (xlwings.App, ("screen_updating", "enable_events", "calculation", "calculate")),
        (xlwings.Sheet, ("range", "tables", "names", "api", "delete")),
        (xlwings.main.Sheets, ("add",)),
        (xlwings.main.Table, ("resize", "show_totals", "api")),
        (xlwings.main.Tables, ("add",)),
        (xlwings.Range, ("formula", "formula2", "note", "add_note")),
        (xlwings.main.Note, ("text", "delete")),
        (xlwings.main.Name, ("refers_to",)),
    ],
)
def test_xlwings_has_what_is_asked_of_it(of: type, names: tuple[str, ...]) -> None:
    assert [name for name in names if not hasattr(of, name)] == []

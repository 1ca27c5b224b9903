"""Tables that are rewritten one by one, before it is known what becomes of the others, against all of them at once."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from gapsheet.errors import RewriteError
from gapsheet.package.archive import Archive, lay_out, open_archive
from gapsheet.package.dimensions import with_dimension
from gapsheet.package.rewrites import BookRewrite, TableRewrite
from gapsheet.package.rewriting import TableRewriter, rewritten
from support.refreshing import put_table

HEADERS = ("Key", "Value")
ALONE, WAITING = ("Plain", "Formatted"), ("Summed", "Compared", "Left", "Right", "Noted")
Origins = Sequence[int | None]


@cache
def book() -> bytes:
    """Sheets with tables of five rows; the names of the tables say what else stands on their sheets."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    pages = {name: book.add_worksheet(name) for name in ("Plain", "Formatted", "Summed", "Compared", "Pair", "Noted")}
    tables = {name: (name, 0) for name in pages if name != "Pair"} | {"Left": ("Pair", 0), "Right": ("Pair", 4)}
    for name, (page, column) in tables.items():
        look = {"name": name, "columns": [{"header": header} for header in HEADERS]}
        pages[page].add_table(2, column, 7, column + 1, look)
        for row in range(5):
            pages[page].write_row(3 + row, column, (f"k{row}", float(row)))
    pages["Formatted"].conditional_format("B4:B8", {"type": "duplicate", "format": book.add_format({"bold": True})})
    pages["Formatted"].ignore_errors({"number_stored_as_text": "A4:A8"})
    pages["Formatted"].autofit()
    pages["Summed"].write_formula("E1", "=SUM(Plain!B4:B8)+SUM(B4:B8)")
    rule = {"type": "formula", "criteria": "=B4>Plain!$B$8", "format": book.add_format({"bold": True})}
    pages["Compared"].conditional_format("B4:B8", rule)
    pages["Noted"].write_comment("A5", "mine")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Plain!$B$4:$B$8", "categories": "=Formatted!$A$4:$A$8"})
    pages["Summed"].insert_chart("G2", chart)
    book.define_name("plain_values", "=Plain!$B$4:$B$8")
    book.close()
    return stream.getvalue()


def rewrite_of(table: str, origins: Origins) -> TableRewrite:
    keys = [f"new{place}" if origin is None else f"k{origin}" for place, origin in enumerate(origins)]
    rows = tuple((key, place * 1.5) for place, key in enumerate(keys))
    return TableRewrite(table, HEADERS, rows, tuple(origins), lists_rest=True)


def opened(content: bytes) -> Archive:
    return open_archive(Path("made.xlsx"), content=content)


@st.composite
def origins(draw: st.DrawFn) -> Origins:
    kept = draw(st.permutations(range(5)))[: draw(st.integers(1, 5))]
    return draw(st.permutations([*kept, *[None] * draw(st.integers(0, 3))]))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from((*ALONE, *WAITING)), origins(), min_size=1))
def test_one_by_one_or_at_once_the_workbook_comes_out_the_same(moves: dict[str, Origins]) -> None:
    rewrites = [rewrite_of(table, moved) for table, moved in moves.items()]
    notes: list[str] = []
    more: list[str] = []
    with opened(book()) as archive:
        at_once = rewritten(archive, BookRewrite(tuple(rewrites)), notes)
        rewriter = TableRewriter(archive)
        tried = [(rewrite, rewriter.rewritten(rewrite)) for rewrite in rewrites]
        done = [table for _, table in tried if table is not None]
        waiting = tuple(rewrite for rewrite, table in tried if table is None)
        one_by_one = rewritten(archive, BookRewrite(waiting), more, done)
    assert {rewrite.table for rewrite in waiting} == set(moves) & set(WAITING)
    assert one_by_one == at_once
    assert sorted(more) == sorted(notes)


def test_a_table_that_cannot_take_its_rows_is_refused() -> None:
    with opened(book()) as archive, pytest.raises(RewriteError, match="'Plain' has no column 'Price'"):
        TableRewriter(archive).rewritten(TableRewrite("Plain", ("Price",), ((1.0,),) * 5, tuple(range(5))))


def test_a_table_is_not_rewritten_twice() -> None:
    rewrite = rewrite_of("Plain", range(5))
    with opened(book()) as archive:
        done = TableRewriter(archive).rewritten(rewrite)
        assert done is not None
        with pytest.raises(ValueError, match="twice"):
            rewritten(archive, BookRewrite((rewrite,)), done=[done])


@pytest.mark.parametrize("widest", ["B", "K"], ids=["in the table", "above it"])
def test_a_large_sheet_states_its_range_once_it_is_rewritten(widest: str) -> None:
    count, stream = 6_000, io.BytesIO()
    workbook = openpyxl.Workbook()
    put_table(workbook.active, "Plain", HEADERS, [(f"k{row}", row) for row in range(count)], "A3")
    workbook.active[f"{widest}1"] = "a title"
    workbook.save(stream)
    with opened(_without_dimension(stream.getvalue())) as archive:
        parts = rewritten(archive, BookRewrite((rewrite_of("Plain", [*range(count), None]),)))
        copy = io.BytesIO()
        lay_out(copy, archive, parts.contents())
    page: Worksheet = openpyxl.load_workbook(copy, read_only=True).active
    assert page.calculate_dimension() == f"A1:{widest}{count + 4}"


def test_a_large_sheet_without_heads_above_its_table_states_its_range_too() -> None:
    count, stream = 6_000, io.BytesIO()
    workbook = openpyxl.Workbook()
    put_table(workbook.active, "Plain", HEADERS, [(f"k{row}", row) for row in range(count)])
    workbook.save(stream)
    content = _without_dimension(stream.getvalue(), (rb"<row r=\"1\".*?</row>", b""))
    with opened(content) as archive:
        parts = rewritten(archive, BookRewrite((rewrite_of("Plain", [*range(count), None]),)))
    assert b'<dimension ref="A1:B6002"/>' in parts["xl/worksheets/sheet1.xml"]


def test_a_stated_range_follows_the_properties_of_its_sheet() -> None:
    head = b'<worksheet xmlns="x"><sheetPr codeName="a>b"/><sheetViews/><sheetData>'
    stated = b'<worksheet xmlns="x"><sheetPr codeName="a>b"/><dimension ref="A1:B2"/><sheetViews/><sheetData>'
    assert with_dimension(head, b"", "A1:B2") == stated
    longer = head.replace(b'"a>b"/>', b'"b"><tabColor rgb="1"/></sheetPr>')
    assert with_dimension(longer, b"", "A1:B2") == longer.replace(b"</sheetPr>", b'</sheetPr><dimension ref="A1:B2"/>')


def _without_dimension(content: bytes, more: tuple[bytes, bytes] = (b"<!>", b"")) -> bytes:
    """The file as programs write it that do not know the range when they begin."""
    with opened(content) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        start = sheet.index(b"<dimension")
        bare, copy = re.sub(*more, sheet[:start] + sheet[sheet.index(b">", start) + 1 :], count=1), io.BytesIO()
        lay_out(copy, archive, {"xl/worksheets/sheet1.xml": bare})
    return copy.getvalue()

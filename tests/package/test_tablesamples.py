"""Rows of tables, looked for one by one or all at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from gapsheet.package.archive import open_archive
from gapsheet.package.changed import changed
from gapsheet.package.tablesamples import TableSample, table_sample
from support.refreshing import put_table

ROWS = [(year, f"label {year}", year / 8 if year % 3 else None) for year in range(1000, 1900)]
PART = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of 900 rows."""
    book = openpyxl.Workbook()
    put_table(book.active, "Sales", ("year", "label", "value"), ROWS)
    path = tmp_path_factory.mktemp("samples") / "book.xlsx"
    book.save(path)
    return path


def as_it_is(sheet: bytes) -> bytes:
    return sheet


def with_a_comment(sheet: bytes) -> bytes:
    """A row that a comment hides stands before the true one."""
    return sheet.replace(b"<sheetData>", b'<sheetData><!-- <row r="2"><c r="A2"><v>1</v></c></row> -->')


def with_a_prefix(sheet: bytes) -> bytes:
    for name in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"is", b"t"):
        sheet = sheet.replace(b"<%b " % name, b"<x:%b " % name).replace(b"<%b>" % name, b"<x:%b>" % name)
        sheet = sheet.replace(b"</%b>" % name, b"</x:%b>" % name).replace(b"<%b/>" % name, b"<x:%b/>" % name)
    return sheet.replace(b"xmlns=", b"xmlns:x=").replace(b"<", b"<").replace(b"<tableParts", b"<x:tableParts")


def with_cells_without_addresses(sheet: bytes) -> bytes:
    for column in (b"A", b"B", b"C"):
        sheet = sheet.replace(b'<c r="%b2"' % column, b"<c")
    return sheet


def with_apostrophes(sheet: bytes) -> bytes:
    return sheet.replace(b'<row r="2"', b"<row r='2'")


def shown(sample: TableSample) -> tuple[int, list[int], bool]:
    """How many rows there are, which were looked at, and whether these are right."""
    right = all(row == ROWS[position] for position, row in sample.rows.items())
    return sample.count, sorted(sample.rows), right


@pytest.mark.parametrize("thorough", [False, True])
@pytest.mark.parametrize(
    "written", [as_it_is, with_a_comment, with_a_prefix, with_cells_without_addresses, with_apostrophes]
)
def test_rows_are_found_however_they_are_written(book: Path, written: Callable[[bytes], bytes], thorough: bool) -> None:
    with open_archive(book) as archive:
        before = archive.read(PART)
        sheet = written(before)
        assert (sheet == before) == (written is as_it_is)
        sample = table_sample(changed(archive, {PART: (sheet,)}), "sales", 100, thorough=thorough)
    assert shown(sample) == (900, sorted({*range(0, 900, 9), 899}), True)


@pytest.mark.parametrize("thorough", [False, True])
def test_rows_that_the_part_lacks_are_blank(book: Path, thorough: bool) -> None:
    with open_archive(book) as archive:
        sheet = archive.read(PART)
        start = sheet.index(b'<row r="2"')
        sheet = sheet[:start] + sheet[sheet.index(b'<row r="3"') :]
        sample = table_sample(changed(archive, {PART: (sheet,)}), "Sales", 100, thorough=thorough)
    assert sample.rows[0] == (None, None, None)
    assert sample.rows[9] == ROWS[9]

"""Sheets that no formula can read: found with care, left out of what the engine loads, and missed by nobody."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from random import Random

import pytest

from gapsheet.hosts.enginesource import engine_source
from gapsheet.hosts.headless import calculate
from gapsheet.hosts.sheets import read_sheets
from gapsheet.hosts.tablecolumns import Tables
from gapsheet.hosts.unread import unread_sheets
from gapsheet.package.archive import Archive, open_archive
from gapsheet.package.changed import changed
from gapsheet.package.structure import Table
from support.books import cell, rows, sheet, write_book

MANY = 3000  # rows: more than a sheet that is too small to be worth a thought


def data(first: float = 1.0) -> str:
    return sheet(rows(*(cell(f"A{row}", value=str(first + row)) for row in range(1, MANY + 1))))


def unread(
    folder: Path, formula: str, name: str = "Data 1", *, names: str = "", tables: tuple[Table, ...] = ()
) -> bool:
    """Whether a sheet is found unread beside one formula, which lies on a sheet called Sums."""
    more = {"after": f"<definedNames>{names}</definedNames>"} if names else {}
    book = write_book(folder / "book.xlsx", {"Sums": sheet(rows(cell("A1", formula))), name: data()}, **more)
    with open_archive(book) as archive:
        part = archive.sheets[1].part
        found = unread_sheets(archive, read_sheets(archive), tables)
    assert found in ([], [part])
    return bool(found)


@pytest.mark.parametrize("formula", ["1+1", "'Data 2'!A1", "SUM(A2:B2)", "'Data'!A1&amp;A2:B2*Other!A1", "SHEETS()"])
def test_a_sheet_that_no_formula_mentions_is_unread(tmp_path: Path, formula: str) -> None:
    assert unread(tmp_path, formula)


@pytest.mark.parametrize(
    "formula",
    [
        "'Data 1'!A1",
        "SUM('data 1'!A:A)",
        'INDIRECT("Da"&amp;"ta 1!A1")',
        "'D&#97;ta 1'!A1",
        "SUM('Alpha:Omega'!A1)",
        "SUM(Alpha:Omega!A1)",
        "A1:'It''s:Omega'!A1",
        "SUM('Alpha:It''s'!A1)",
        "SUM(&apos;Alpha:Omega&apos;!A1)",
    ],
)
def test_a_sheet_that_a_formula_may_read_is_not(tmp_path: Path, formula: str) -> None:
    assert not unread(tmp_path, formula)


@pytest.mark.parametrize("name", ["R&amp;D", "O'Neill", "Δέλτα", "a+b", "1,2"])
def test_a_sheet_whose_name_has_several_spellings_counts_as_read(tmp_path: Path, name: str) -> None:
    assert not unread(tmp_path, "1+1", name.replace("&amp;", "&"))


@pytest.mark.parametrize(("name", "other"), [("変更履歴", "変更"), ("売上 2024", "売上 2025")])
def test_japanese_names_are_told_apart(tmp_path: Path, name: str, other: str) -> None:
    assert unread(tmp_path, f"'{other}'!A1", name)
    assert not unread(tmp_path, f"'{name}'!A1", name)


def test_what_defined_names_stand_for_is_read(tmp_path: Path) -> None:
    assert not unread(tmp_path, "Pay", names="<definedName name=\"Pay\">'Data 1'!$A$1</definedName>")
    assert unread(tmp_path, "Pay", names='<definedName name="Pay">Sums!$B$1</definedName>')


@pytest.mark.parametrize(("formula", "is_unread"), [("SUM(Pay[a])", False), ("ROWS(pay)", False), ("SUM(B1)", True)])
def test_who_mentions_a_table_reads_its_sheet(tmp_path: Path, formula: str, is_unread: bool) -> None:
    table = Table("Pay", "Data 1", f"A1:A{MANY}", ("a",), 1, 0)
    assert unread(tmp_path, formula, tables=(table,)) is is_unread


def loaded(archive: Archive) -> dict[str, int]:
    """The bytes of the sheets that the engine is given."""
    with (
        engine_source(archive, read_sheets(archive), Tables(())) as source,
        zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as container,
    ):
        return {sheet.name: container.getinfo(sheet.part).file_size for sheet in archive.sheets}


SUMS = sheet(rows(cell("A1", "SUM('Data 1'!A:A)"), cell("A2", "SHEETS()"), cell("A3", "ISREF('Data 1'!A1)")))


def test_unread_sheets_are_empty_for_the_engine_and_the_values_are_the_same(tmp_path: Path) -> None:
    book = write_book(tmp_path / "book.xlsx", {"Unread": data(), "Sums": SUMS, "Data 1": data()})
    with open_archive(book) as archive:
        part = archive.sheets[2].part
        with changed(archive, {part: (data(5).encode(),)}) as copy:
            sizes, result = loaded(copy), calculate(copy)
        of_the_file = loaded(archive)
    assert sizes["Unread"] < 200 < sizes["Data 1"]
    assert of_the_file["Unread"] < 200 < of_the_file["Data 1"]
    assert result.value("Sums", "A1") == sum(5.0 + row for row in range(1, MANY + 1))
    assert (result.value("Sums", "A2"), result.value("Sums", "A3")) == (3.0, True)


def test_a_file_is_loaded_as_it_is_where_a_copy_would_be_more_work_than_it_spares(tmp_path: Path) -> None:
    picture = {"xl/media/picture.png": Random(1).randbytes(1 << 21)}
    book = write_book(tmp_path / "book.xlsx", {"Unread": data(), "Sums": SUMS, "Data 1": data()}, extra=picture)
    with open_archive(book) as archive, engine_source(archive, read_sheets(archive), Tables(())) as source:
        assert source == str(book)


def test_numbered_sheets_are_told_apart_beyond_the_first_formulas(tmp_path: Path) -> None:
    formulas = (cell(f"A{row}", f"'Data {2 if row == MANY else 3}'!A{row}") for row in range(1, MANY + 1))
    book = write_book(
        tmp_path / "book.xlsx", {"Sums": sheet(rows(*formulas)), "Data 1": data(), "Data 2": data(), "Data 3": data()}
    )
    with open_archive(book) as archive:
        assert unread_sheets(archive, read_sheets(archive), ()) == [archive.sheets[1].part]

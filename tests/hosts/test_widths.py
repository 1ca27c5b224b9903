"""The width of a sheet that states none: put in front of its part for the engine, and of no consequence to values."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from gapsheet.hosts.engine import Engine
from gapsheet.hosts.enginesource import engine_source
from gapsheet.hosts.headless import calculate
from gapsheet.hosts.sheets import read_sheets
from gapsheet.hosts.tablecolumns import Tables
from gapsheet.package.archive import open_archive
from support.books import book_parts, cell, rows, sheet, write_book

MANY = 2000  # rows: enough for a large sheet
PART = "xl/worksheets/page1.xml"  # the last sheet's


def staff(stated: str = "") -> str:
    """A name, a figure, and nothing in the third column; in the last row one more cell, far to the right."""
    cells = [
        item
        for row in range(1, MANY + 1)
        for item in (
            f'<c r="A{row}" t="inlineStr"><is><t>Person {row}</t></is></c>',
            cell(f"B{row}", value=str(row)),
            cell(f"D{row}", value="2"),
        )
    ]
    part = sheet(rows(*cells, cell(f"Z{MANY}", value="0.5")))
    return part.replace("<sheetData>", f"{stated}<sheetData>", 1)


def book(folder: Path, part: str, *formulas: str) -> Path:
    sums = sheet(rows(*(cell(f"A{row}", formula) for row, formula in enumerate(formulas, 1))))
    return write_book(folder / "book.xlsx", {"Sums": sums, "Staff": part})


def handed_over(path: Path, part: str = PART) -> bytes:
    """A part as the engine is given it, its size and its checksum tested."""
    with (
        open_archive(path) as archive,
        engine_source(archive, read_sheets(archive), Tables(())) as source,
        zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as container,
    ):
        assert container.testzip() is None
        return container.read(part)


def test_a_width_stands_in_front_of_a_large_sheet_that_states_none(tmp_path: Path) -> None:
    path = book(tmp_path, staff(), "SUM(Staff!B:B)")
    assert handed_over(path) == b'<dimension ref="A1:D1"/>' + staff().encode()


def test_so_it_does_where_the_part_is_not_deflated(tmp_path: Path) -> None:
    path = tmp_path / "stored.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as container:
        for name, content in book_parts({"Sums": sheet(rows(cell("A1", "Staff!B1"))), "Staff": staff()}).items():
            container.writestr(name, content)
    assert handed_over(path) == b'<dimension ref="A1:D1"/>' + staff().encode()
    assert calculate(path).value("Sums", "A1") == 1.0


@pytest.mark.parametrize(
    "part",
    [
        staff('<dimension ref="A1:Z2000"/>'),
        staff('<dimension ref="A1"/>'),
        staff().replace("UTF-8", "windows-1252"),
        staff().replace('<c r="', "<c r='").replace('"><v>', "'><v>").replace('" t="inline', "' t=\"inline"),
        staff().replace("?>", "?><!-- a comment -->", 1),
    ],
    ids=["stated", "stated too small", "another encoding", "cells spelled otherwise", "a comment in front"],
)
def test_other_sheets_are_handed_over_as_they_are(tmp_path: Path, part: str) -> None:
    assert handed_over(book(tmp_path, part, "SUM(Staff!B:B)")) == part.encode()


def test_values_do_not_depend_on_it(tmp_path: Path) -> None:
    """Not those of cells further to the right than the first rows reach, either."""
    result = calculate(
        book(
            tmp_path,
            staff(),
            "SUM(Staff!B:B)",
            "COUNTA(Staff!A:A)",
            f"Staff!A{MANY}",
            f"Staff!Z{MANY}*2",
            "SUM(Staff!Z:Z)",
            "COUNTBLANK(Staff!C1:C10)",
            "SUMIFS(Staff!B:B,Staff!A:A,&quot;Person 7&quot;)",
            "SUM(Staff!A1:Z2000)",
        )
    )
    total = MANY * (MANY + 1) / 2
    found = [result.value("Sums", f"A{row}") for row in range(1, 9)]
    assert found == [total, float(MANY), f"Person {MANY}", 1.0, 0.5, 10.0, 7.0, total + 2 * MANY + 0.5]
    assert result.kept == ()


def test_the_engine_reads_a_width_in_front_of_a_sheet(tmp_path: Path) -> None:
    """Which is more than a reader of XML has to do: what is loaded for a calculation rests on it."""
    parts = book_parts({"Sheet": sheet(rows(cell("A1", value="3"), cell("B2", "A1*2")))})
    parts[PART] = b'<dimension ref="A1:B1"/>' + parts[PART]
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as container:
        for name, content in parts.items():
            container.writestr(name, content)
    engine = Engine.load(str(path))
    engine.evaluate()
    assert (engine.value("Sheet", 1, 1), engine.value("Sheet", 2, 2)) == (3.0, 6.0)

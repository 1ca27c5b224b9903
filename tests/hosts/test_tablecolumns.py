"""Columns of tables in the calculation: one formula for all rows, spelled once, right in each row."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.table import Table

from gapsheet.hosts import headless
from gapsheet.hosts.enginesource import engine_source
from gapsheet.hosts.sheets import read_sheets
from gapsheet.hosts.tablecolumns import Tables
from gapsheet.package.archive import open_archive
from gapsheet.package.structure import tables


@pytest.fixture
def staff(tmp_path: Path) -> Path:
    """A table of three rows whose columns say structured references, and formulas that read them."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Staff"
    sheet.append(["Pay", "Hours", "Hourly", "Marked", "Told", "Share", "Above"])
    for pay, hours in ((100.0, 5.0), (300.0, 10.0), (80.0, 2.0)):
        row = "Staff[[#This Row],[{}]]".format
        told = f'=HOURLY_PAY({row("Pay")},{row("Hours")})&" & <"'
        marked = f"={row('Pay')}+9999999"  # the number that stands for any row while a formula is respelled
        share = f"={row('Pay')}/SUM(Staff[Pay])"
        above = f"={row('Pay')}-A2"  # typed: the first person's pay in all rows
        sheet.append([pay, hours, f"={row('Pay')}/{row('Hours')}", marked, told, share, above])
    sheet.add_table(Table(displayName="Staff", name="Staff", ref="A1:G4"))
    sheet["J1"] = "=SUM(Staff[Hourly])"
    sheet["J2"] = '="Staff[Pay] is "&COUNT(Staff[Pay])'
    sheet["J3"] = "=\"of 'Staff'!\"&SUM('Staff'!A2,Staff[Hours])"
    book.create_sheet("Sums")["A1"] = "=SUM(Staff[Hourly])"
    path = tmp_path / "staff.xlsx"
    book.save(path)
    return path


def test_each_row_reads_its_own_cells(staff: Path) -> None:
    calculated = headless.calculate(staff)
    assert [calculated.value("Staff", f"C{row}") for row in (2, 3, 4)] == [20.0, 30.0, 40.0]
    assert [calculated.value("Staff", f"D{row}") for row in (2, 3, 4)] == [10000099.0, 10000299.0, 10000079.0]
    assert [calculated.value("Staff", f"E{row}") for row in (2, 3, 4)] == ["20 & <", "30 & <", "40 & <"]


def test_what_is_the_same_in_all_rows_stays_the_same(staff: Path) -> None:
    calculated = headless.calculate(staff)
    assert [calculated.value("Staff", f"F{row}") for row in (2, 3, 4)] == pytest.approx(
        [100 / 480, 300 / 480, 80 / 480]
    )
    assert [calculated.value("Staff", f"G{row}") for row in (2, 3, 4)] == [0.0, 200.0, -20.0]


def test_formulas_beside_the_table_read_its_columns(staff: Path) -> None:
    calculated = headless.calculate(staff)
    assert calculated.value("Staff", "J1") == 90.0
    assert calculated.value("Staff", "J2") == "Staff[Pay] is 3"
    assert calculated.value("Staff", "J3") == "of 'Staff'!117"
    assert calculated.value("Sums", "A1") == 90.0
    assert calculated.kept == ()


def loaded(path: Path, tmp_path: Path) -> Workbook:
    """What the engine is given in the place of the file."""
    copy = tmp_path / "loaded.xlsx"
    with (
        open_archive(path) as archive,
        engine_source(archive, read_sheets(archive), Tables(tables(archive))) as source,
    ):
        assert source != str(path)
        copy.write_bytes(source if isinstance(source, bytes) else Path(source).read_bytes())
    return load_workbook(copy)


def test_a_column_is_handed_over_once_without_the_name_of_its_sheet(staff: Path, tmp_path: Path) -> None:
    """The engine keeps one formula for all rows only then; else 100,000 rows take gigabytes."""
    book = loaded(staff, tmp_path)
    assert book["Staff"]["C2"].value == "=A2/B2"
    assert book["Staff"]["F2"].value == "=A2/SUM($A$2:$A$4)"
    assert book["Staff"]["J3"].value == "=\"of 'Staff'!\"&SUM(A2,$B$2:$B$4)"
    assert book["Sums"]["A1"].value == "=SUM('Staff'!$C$2:$C$4)"
    with zipfile.ZipFile(tmp_path / "loaded.xlsx") as container:
        xml = container.read("xl/worksheets/sheet1.xml")
    shared = re.findall(rb'<c r="C([234])"[^>]*><f t="shared" si="\d+"(?: ref="C2:C4")?>', xml)
    assert shared == [b"2", b"3", b"4"]


def test_the_sheet_is_handed_over_with_the_range_that_it_fills(staff: Path, tmp_path: Path) -> None:
    """The engine takes squared time for the cells beyond the range that a sheet states, and it need not state one."""
    with_dimension(staff, b"")
    assert with_dimension(staff, b"") is None
    loaded(staff, tmp_path)
    with zipfile.ZipFile(tmp_path / "loaded.xlsx") as container:
        assert b'<dimension ref="A1:J4"/>' in container.read("xl/worksheets/sheet1.xml")


def with_dimension(path: Path, stated: bytes) -> bytes | None:
    """Replace what the first sheet states as its range; what it was."""
    with zipfile.ZipFile(path) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    part = "xl/worksheets/sheet1.xml"
    found = re.search(rb"<dimension[^>]*/>", parts[part])
    parts[part] = parts[part].replace(found[0], stated) if found else parts[part]
    with zipfile.ZipFile(path, "w") as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return found[0] if found else None

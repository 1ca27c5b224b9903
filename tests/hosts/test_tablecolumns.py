"""Columns of tables in the calculation: one formula for all rows, spelled once, right in each row."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.table import Table

from gapsheet.hosts import headless


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
    assert calculated.kept == ()

"""TEXT with formats that the engine knows, and those for which a cell keeps its value instead."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from gapsheet.hosts.headless import calculate, evaluate
from gapsheet.hosts.textformats import unknown_format
from support.libreoffice import LibreOffice

MOMENT, NEGATIVE = 45292.53125, -1234.567  # 1 January 2024, a quarter to one in the afternoon

# Formats, and what Excel shows for the moment or the negative number (LibreOffice agrees, see below).
KNOWN = {
    ("0", NEGATIVE): "-1235",
    ("#,##0.0", NEGATIVE): "-1,234.6",
    ("0.0%", 0.2799): "28.0%",
    ("0.0,,,,", 6.008e12): "6.0",
    ("#,##0;(#,##0)", NEGATIVE): "(1,235)",
    ('+0.0" pp";-0.0" pp";0.0" pp"', 3.2): "+3.2 pp",
    ("[Red]0.00", NEGATIVE): "-1234.57",
    ("¥#,##0", 5000): "¥5,000",
    ("#,##0円", 5000): "5,000円",
    ("yyyy-mm-dd", MOMENT): "2024-01-01",
    ("YYYY/M/D", MOMENT): "2024/1/1",
    ('yyyy"年"m"月"d"日"', MOMENT): "2024年1月1日",
    ("d mmmm yyyy", MOMENT): "1 January 2024",
    ("ddd h:mm AM/PM", MOMENT): "Mon 12:45 PM",
    ("[h]:mm", 1.5): "36:00",
    ("mm:ss.0", MOMENT): "45:00.0",
}
UNKNOWN = (
    "0.00E+00",
    "# ?/?",
    "ggge",
    "aaa",
    "[$-411]yyyy",
    "000-0000",
    '[>100]"big";"small"',
    "_(0_)",
    "0*-",
    "0;-0;0;@",
    '0 "a" 0',
)


def text(form: str, value: float) -> str:
    quoted = form.replace('"', '""')
    return f'TEXT({value},"{quoted}")'


@pytest.mark.parametrize(("form", "value"), KNOWN)
def test_usual_formats_are_written(form: str, value: float) -> None:
    assert unknown_format(text(form, value)) == ""
    assert evaluate(text(form, value)).value == KNOWN[form, value]


@pytest.mark.optional_part("LibreOffice")
def test_a_second_program_writes_the_usual_formats_alike(recalculating: LibreOffice, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row, (form, value) in enumerate(KNOWN, start=1):
        book.active.cell(row, 1, "=" + text(form, value))
    book.save(tmp_path / "formats.xlsx")
    theirs = recalculating.convert(tmp_path / "formats.xlsx", "xlsx", tmp_path / "calculated")
    shown = [row[0] for row in openpyxl.load_workbook(theirs, data_only=True).active.iter_rows(values_only=True)]
    assert shown == list(KNOWN.values())


@pytest.mark.parametrize("form", UNKNOWN)
def test_a_format_that_would_come_out_wrong_leaves_the_cell_as_it_is(form: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = f'=IF(1,"("&{text(form, MOMENT)}&")",{text("0", 1)})'
    book.save(tmp_path / "book.xlsx")
    (kept,) = calculate(tmp_path / "book.xlsx").kept
    assert (kept.cell, kept.reason) == ("A1", f"the number format {form} is not known")


def test_formats_are_looked_at_in_every_formula_and_nowhere_else(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    formulas = ('=TEXT(1,"0")', '=TEXT(1,"e")', '="TEXT(1,""e"")"', '=MYTEXT(1,"e")', '=TEXT(1,"0"&"e")', "=TEXT(1,B1)")
    for row, formula in enumerate(formulas, start=1):
        book.active.cell(row, 1, formula)
    book.save(tmp_path / "book.xlsx")
    reasons = [(kept.cell, kept.reason) for kept in calculate(tmp_path / "book.xlsx").kept]
    assert reasons == [("A2", "the number format e is not known"), ("A4", "the function MYTEXT is not known")]

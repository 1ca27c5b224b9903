"""Every native formula is calculated a second time by another program, with gapsheet's calls replaced by values."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from gapsheet.recalc import recalculate
from gapsheet.templates import TEMPLATES
from support.calls import Call, calls, replaced, spelled
from support.libreoffice import LibreOffice
from support.secondengine import disagreements, same_value, with_stored_value, without_gapsheet
from support.stored import StoredWorkbook


@pytest.mark.optional_part("LibreOffice")
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_second_program_gets_the_same_values(
    name: str, built: dict[str, Path], recalculating: LibreOffice, tmp_path: Path
) -> None:
    book = StoredWorkbook.of(built[name])
    native = tmp_path / built[name].name
    without_gapsheet(book, native, recalculate)
    theirs = StoredWorkbook.of(recalculating.convert(native, "xlsx", tmp_path / "calculated"))
    assert len(book.formulas) > 10
    assert disagreements(book, theirs) == []


@pytest.mark.optional_part("LibreOffice")
def test_a_wrong_stored_value_is_noticed(built: dict[str, Path], recalculating: LibreOffice, tmp_path: Path) -> None:
    book = StoredWorkbook.of(built["growth_target"])
    target = next(cell for cell in book.formulas if isinstance(cell.value, float) and not calls(cell.formula or ""))
    wrong = tmp_path / "wrong.xlsx"
    with_stored_value(book, target, repr(float(str(target.value)) * (1 + 1e-8) + 1e-8), wrong)
    corrupted = StoredWorkbook.of(wrong)
    native = tmp_path / "native.xlsx"
    without_gapsheet(corrupted, native, recalculate)
    theirs = StoredWorkbook.of(recalculating.convert(native, "xlsx", tmp_path / "calculated"))
    (told,) = disagreements(corrupted, theirs)
    assert told.startswith(f"{target.place}: ")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A calculated book with the call inside other calls, in quoted sheets and beside texts that look like calls."""
    book = Workbook()
    sheet = book.active
    sheet.title = "It's pay"
    sheet.append((1966, 2730, "=ROUND(WAGE_GAP(A1,'It''s pay'!B1),3)&\" of WAGE_GAP(1,2)\""))
    sheet.append((None, None, "=INDEX(TARGET_PATH(A1,B1,2020,2022),2,1)+1"))
    sheet.append((None, None, "=IF(WAGE_GAP(A1,B1)>0,SUM(A1:B1),0)"))
    sheet.append((None, None, "=ISERROR(WAGE_GAP(A1,0))"))
    path = tmp_path / "small.xlsx"
    book.save(path)
    recalculate(path, path)
    return path


@pytest.mark.optional_part("LibreOffice")
def test_calls_inside_other_calls_are_replaced(small: Path, recalculating: LibreOffice, tmp_path: Path) -> None:
    book = StoredWorkbook.of(small)
    assert [cell.value for cell in book.formulas] == ["0.28 of WAGE_GAP(1,2)", 2022.0, 4696.0, True]
    native = tmp_path / "native.xlsx"
    without_gapsheet(book, native, recalculate)
    formulas = " ".join(str(cell.formula) for cell in StoredWorkbook.of(native).formulas)
    assert "TARGET_PATH" not in formulas
    assert formulas.count("WAGE_GAP") == 1  # the one inside a text
    theirs = StoredWorkbook.of(recalculating.convert(native, "xlsx", tmp_path / "calculated"))
    assert disagreements(book, theirs) == []


def test_outermost_calls_are_found() -> None:
    found = calls("IF(WAGE_GAP(A1,MAX(B1,1))>0,\"WAGE_GAP(1,2)\",'WAGE_GAP(1)'!A1)+wage_gap(1,GROWTH_MULTIPLE(1,2))")
    assert found == [
        Call("WAGE_GAP", "WAGE_GAP(A1,MAX(B1,1))"),
        Call("WAGE_GAP", "wage_gap(1,GROWTH_MULTIPLE(1,2))"),
    ]


def test_what_is_no_call_stays() -> None:
    formula = "SUM({1,2;3,4})*Pay[[#This Row],[v]]&\"\"\"(\"&'a''b'!$A$1"
    assert replaced(formula, lambda call: "0") == formula


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (2.0, "2"),
        (-1.5e-20, "(-1.5E-20)"),
        ('say "no"', '"say ""no"""'),
        (True, "TRUE"),
        ("#N/A", "#N/A"),
        (None, '""'),
        ([[1.0, -2.0], ["a", "#N/A"]], '{1,-2;"a",#N/A}'),
    ],
)
def test_values_are_spelled_as_formulas_write_them(value: object, text: str) -> None:
    assert spelled(value) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (1.0, 1.0 + 5e-10, True),
        (1.0, 1.0 + 5e-9, False),
        (0.0, 1e-12, False),
        ("", None, True),
        (True, 1.0, True),
        (True, 0.0, False),
        (1.0, True, False),
        (True, True, True),
        (False, None, False),
        (0.0, None, False),
        ("a", "A", False),
    ],
)
def test_what_counts_as_the_same_value(ours: object, theirs: object, same: bool) -> None:
    assert same_value(ours, theirs) is same  # type: ignore[arg-type]

"""What the engine gets wrong without saying so: still wrong there, and kept here.

The right values are those of the functions' published descriptions, or arithmetic. When a new engine gives one of
them, `test_the_engine_is_still_wrong` fails for that line: the rule in faults or doubts, and the line, can go.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from gapsheet.errors import CellError
from gapsheet.hosts.engine import Engine
from gapsheet.hosts.faults import FAULTS, fault
from gapsheet.hosts.headless import calculate

# Column by column from A1 down.
COLUMNS: tuple[tuple[float | str | bool | None, ...], ...] = (
    (1, 2, 3, 4, 5),
    ("apple", "Pear", "apple", "fig", "pear"),
    (True, "5", 2, "x", None),
    (-100, None, 60, "x", 60),
    (5, 1, 9, 3, 7),
    ("2024-01-15", "1,234", "12:30", "text", "é"),
)

# A formula of each fault, what it should give, and words of the reason that the list of kept cells gives.
WRONG: dict[str, tuple[float | str | bool, str]] = {
    "SUMPRODUCT(--ISNUMBER(A1:A5))": (5.0, "where ISNUMBER takes one value"),
    "SUMPRODUCT(--ISERROR(1/(A1:A5-1)))": (1.0, "where ISERROR takes one value"),
    'SUMPRODUCT(--(LEFT(B1:B5,1)="a"))': (2.0, "where LEFT takes one value"),
    "SUMPRODUCT(LEN(B1:B5))": (21.0, "where LEN takes one value"),
    "SUMPRODUCT(ABS(A1:A5))": (15.0, "where ABS takes one value"),
    "SUMPRODUCT(ROUND(A1:A5/2,0))": (9.0, "where ROUND takes one value"),
    "SUMPRODUCT(--(MOD(A1:A5,2)=0))": (2.0, "where MOD takes one value"),
    "SUMPRODUCT(--(YEAR(A1:A5)=1900))": (5.0, "where YEAR takes one value"),
    "SUM(ROW(A1:A5)*1)": (15.0, "where ROW takes one value"),
    "SUM(LEN({1,22,333}))": (6.0, "where LEN takes one value"),
    'SUM(COUNTIF(B1:B5,{"apple","fig"}))': (3.0, "where COUNTIF takes one value"),
    'SUM(SUMIF(B1:B5,{"apple","fig"},A1:A5))': (8.0, "where SUMIF takes one value"),
    'SUM(COUNTIFS(B1:B5,{"apple","fig"},A1:A5,">1"))': (2.0, "where COUNTIFS takes one value"),
    "SUMPRODUCT(LARGE(A1:A5,{1,2}))": (9.0, "where LARGE takes one value"),
    "SUMPRODUCT(--ISNUMBER(MATCH(A1:A5,E1:E5,0)))": (3.0, "where MATCH takes one value"),
    "IPMT(0.01,3,12,1000,0,1)": (-8.3318211362, "payments at the beginning"),
    "PPMT(0.01,3,12,1000,0,1)": (-79.637276565, "payments at the beginning"),
    "DB(1000000,100000,6,7,7)": (15845.098474, "DB with a month"),
    "ISFORMULA(G1)": (True, "ISFORMULA"),
    "FORMULATEXT(G1)": ("=SUM(A1:A2,1)", "FORMULATEXT"),
    "CEILING.MATH(-5.5,2,-1)": (-6.0, "a mode"),
    "FLOOR.MATH(-5.5,2,-1)": (-4.0, "a mode"),
    "CEILING(-2.5,-2)": (-4.0, "a negative multiple"),
    "FLOOR(-2.5,-2)": (-2.0, "a negative multiple"),
    "CONCATENATE(A1/3,A2/3)": ("0.3333333333333330.666666666666667", "more than 15 digits"),
    "CEILING(1,0)": (0.0, "a multiple of 0"),
    'CHOOSE(A1=1,"a","b")': ("a", "CHOOSE by TRUE"),
    "LEFT(A1=1,2)": ("TR", "taken apart as a text"),
    'SEARCH("É",F5)': (1.0, "SEARCH for letters"),
    'COUNT(SEARCH("z",B1))': (0.0, "COUNT of a result"),
    "TYPE(1/0)": (16.0, "TYPE of a result"),
    'LOOKUP(2,1/(B1:B5="pear"),A1:A5)': (5.0, "LOOKUP in results"),
    "MATCH(9.99E+307,E1:E5)": (5.0, "a search for the last value"),
    'SUMPRODUCT((B1:B5="apple"),A1:A5)': (0.0, "SUMPRODUCT of a comparison"),
    "INDEX(A1:B5,2)": ("#VALUE!", "INDEX of rows"),
    'MAX(A1:A5,"many")': ("#VALUE!", "a text that is no number"),
    'SUMIFS(A1:A5,B1:B4,"apple")': ("#VALUE!", "ranges of different sizes"),
    'COUNTIFS(A1:A5,">0",B1:B4,"apple")': ("#VALUE!", "ranges of different sizes"),
    'A1/3&""': ("0.333333333333333", "more than 15 digits"),
    '1E+21&""': ("1E+21", "more than 21 digits"),
    "UPPER(F5)": ("É", "letters beyond A to Z"),
    "YEAR(F1)": (2024.0, "a text that Excel reads"),
    "F2*2": (2468.0, "a text that Excel reads"),
    'HOUR("12:30")': (12.0, "a text that Excel reads"),
    "SUMPRODUCT(C1:C3)": (2.0, "counts texts and TRUE"),
    "SUMPRODUCT(A1:A3,C1:C3)": (6.0, "counts texts and TRUE"),
    "IRR(D1:D5)": (0.130662386292, "a rate of return"),
    "COUNTA(UNIQUE(B1:B5))": (3.0, "UNIQUE keeps texts apart"),
    "MATCH(C2,A1:A5,1)": ("#N/A", "a number that is a text"),
    "XLOOKUP(4,E1:E5,A1:A5,,-1)": (4.0, "values that are not in order"),
}
# Formulas close to those above that the engine gets right.
RIGHT: dict[str, float | str | bool] = {
    "SUMPRODUCT(--(A1:A5>2),E1:E5)": 19.0,
    'SUMPRODUCT((B1:B5="apple")*A1:A5)': 4.0,
    "SUMPRODUCT(A1:A5,E1:E5)": 81.0,
    "LEN(INDEX(B1:B5,4))": 3.0,
    "ROUND(SUM(A1:A5)/2,0)": 8.0,
    "ISNUMBER(MATCH(3,A1:A5,0))": True,
    "ROUND(IPMT(0.01,1,12,1000),6)": -10.0,
    "COUNT(A1:C5)": 6.0,
    "MATCH(3.5,A1:A5)": 3.0,
    "VLOOKUP(3.5,A1:B5,2)": "apple",
    'LOOKUP("g",{"a","f","k"})': "f",
    'SUMIFS(A1:A5,B1:B5,"apple")': 4.0,
    'A1/4&""': "0.25",
    'MAX(A1:A5,"7")': 7.0,
    'CHOOSE(2,"a","b")': "b",
    "INDEX(A1:B5,2,1)": 2.0,
    "SUBTOTAL(9,A1:A5)": 15.0,
}


def engine_value(formula: str) -> object:
    """What the bare engine gives in a sheet with the columns above and a formula in G1."""
    engine = Engine.empty()
    sheet = engine.add_sheet("Data")
    for column, values in enumerate(COLUMNS, start=1):
        for row, value in enumerate(values, start=1):
            if value is not None:
                engine.put_value(sheet, row, column, float(value) if type(value) is int else value)
    engine.put_formula(sheet, 1, 7, "SUM(A1:A2,1)")
    engine.put_formula(sheet, 9, 9, formula)
    engine.set_clock(date(2024, 1, 1))
    engine.evaluate()
    value = engine.value(sheet, 9, 9)
    return getattr(value, "cell_error", value)


def book(folder: Path, formulas: list[str]) -> Path:
    """The same sheet in a file, formulas in column I from row 9 on."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for column, values in enumerate(COLUMNS, start=1):
        for row, value in enumerate(values, start=1):
            sheet.cell(row, column, value)
    sheet["G1"] = "=SUM(A1:A2,1)"
    for row, formula in enumerate(formulas, start=9):
        sheet.cell(row, 9, "=" + formula)
    workbook.save(folder / "book.xlsx")
    return folder / "book.xlsx"


def is_right(value: object, right: float | str | bool) -> bool:
    if isinstance(value, CellError):
        return value.value == right
    return value == (pytest.approx(right, rel=1e-6) if type(right) is float else right)


@pytest.mark.parametrize("formula", WRONG)
def test_the_engine_is_still_wrong(formula: str) -> None:
    assert not is_right(engine_value(formula), WRONG[formula][0])


def test_what_the_engine_gets_wrong_is_kept_and_listed(tmp_path: Path) -> None:
    reasons = {kept.cell: kept.reason for kept in calculate(book(tmp_path, list(WRONG))).kept}
    missing = {
        formula: reasons.get(f"I{row}")
        for row, (formula, (_, words)) in enumerate(WRONG.items(), start=9)
        if words not in reasons.get(f"I{row}", "")
    }
    assert missing == {}


def test_what_the_engine_gets_right_is_calculated(tmp_path: Path) -> None:
    result = calculate(book(tmp_path, list(RIGHT)))
    values = {formula: result.value("Sheet", f"I{row}") for row, formula in enumerate(RIGHT, start=9)}
    assert result.kept == ()
    assert [formula for formula, value in values.items() if not is_right(value, RIGHT[formula])] == []


def test_every_known_fault_has_a_formula_here() -> None:
    found = {fault(formula) for formula in WRONG}
    assert {known.what for known in FAULTS} <= found


@pytest.mark.parametrize(("formula", "kept"), [("SUBTOTAL(9,A1:A5)", 0), ("SUBTOTAL(109,A1:A5)", 1), ("SUM(A1:A5)", 0)])
def test_hidden_rows_matter_to_what_leaves_them_out(tmp_path: Path, formula: str, kept: int) -> None:
    path = book(tmp_path, [formula, formula.replace("A1:A5", "Other!A1:A5")])
    workbook = openpyxl.load_workbook(path)
    workbook.create_sheet("Other")
    workbook.active.row_dimensions[2].hidden = True
    workbook.save(path)
    assert [item.cell for item in calculate(path).kept] == ["I9"][:kept]


def test_filtered_rows_matter_to_every_subtotal(tmp_path: Path) -> None:
    path = book(tmp_path, ["SUBTOTAL(9,A1:A5)", "AGGREGATE(9,4,A1:A5)"])
    workbook = openpyxl.load_workbook(path)
    workbook.active.auto_filter.ref = "A1:B5"
    workbook.active.row_dimensions[2].hidden = True
    workbook.save(path)
    assert [item.cell for item in calculate(path).kept] == ["I9"]

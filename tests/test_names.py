"""Spelling per host, there and back, and the names that Excel would refuse or take for its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import FORMULAE

from gapsheet import catalog
from gapsheet.formula_tree import parsed, written
from gapsheet.names import invalid_reason, stored, typed
from gapsheet.templates import TEMPLATES

LISTS = Path(__file__).parent / "names"
OPERATORS = {"SINGLE", "ANCHORARRAY"}  # typed as @ and #


def listed(file: str) -> list[str]:
    lines = (LISTS / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def plain(spelling: str) -> str:
    return spelling.removeprefix("_xlfn.").removeprefix("_xlws.")


@pytest.mark.parametrize("spelling", listed("excel_functions_en.txt"))
def test_functions_outside_the_standard_are_stored_as_published(spelling: str) -> None:
    assert stored(f"=1+{plain(spelling)}()") == f"=1+{spelling}()"


@pytest.mark.parametrize("spelling", [s for s in listed("excel_functions_en.txt") if plain(s) not in OPERATORS])
def test_published_spellings_are_typed_plainly(spelling: str) -> None:
    assert typed(f"={spelling}()") == f"={plain(spelling)}()"


def test_functions_of_the_standard_have_no_prefix() -> None:
    formulas = [f"={name}(A1)" for name in sorted(FORMULAE)]
    assert [stored(formula) for formula in formulas] == formulas


@pytest.mark.parametrize(
    ("as_typed", "as_stored"),
    [
        ("=LET(x,2,x*3)", "=_xlfn.LET(_xlpm.x,2,_xlpm.x*3)"),
        ("=LET(x,x+1,x)", "=_xlfn.LET(_xlpm.x,x+1,_xlpm.x)"),
        ("=LAMBDA(a,[b],a+b)(1,2)", "=_xlfn.LAMBDA(_xlpm.a,_xlop.b,_xlpm.a+_xlpm.b)(1,2)"),
        ("=LET(f,LAMBDA(x,x+1),f(2))", "=_xlfn.LET(_xlpm.f,_xlfn.LAMBDA(_xlpm.x,_xlpm.x+1),_xlpm.f(2))"),
        ("=LET(a,{1,2;3,4},SUM(a,B1))", "=_xlfn.LET(_xlpm.a,{1,2;3,4},SUM(_xlpm.a,B1))"),
        ("=MAP(A1:A3,LAMBDA(x,x^2))+x", "=_xlfn.MAP(A1:A3,_xlfn.LAMBDA(_xlpm.x,_xlpm.x^2))+x"),
        ("=BYROW(A1:B9,SUM)", "=_xlfn.BYROW(A1:B9,_xleta.SUM)"),
        ("=SUM(A1#)", "=SUM(_xlfn.ANCHORARRAY(A1))"),
        ("=ROWS('My data'!B2#)", "=ROWS(_xlfn.ANCHORARRAY('My data'!B2))"),
        ("=@A1:A9*2", "=_xlfn.SINGLE(A1:A9)*2"),
        ("=@INDEX(A1:A9,2)", "=_xlfn.SINGLE(INDEX(A1:A9,2))"),
        ("=SUM(A1:.A99)", "=SUM(_xlfn._TRO_TRAILING(A1:A99))"),
        ("=SUM(A.:.A)", "=SUM(_xlfn._TRO_ALL(A:A))"),
        ("=SORT(FILTER(A1:A9,B1:B9))", "=_xlfn._xlws.SORT(_xlfn._xlws.FILTER(A1:A9,B1:B9))"),
    ],
)
def test_excel_stores_operators_and_parameters_as_functions(as_typed: str, as_stored: str) -> None:
    assert stored(as_typed) == as_stored
    assert typed(as_stored) == as_typed


@pytest.mark.parametrize(
    "formula",
    [
        '="RRI(1,2,3)"&"say ""LET(x,1,x)"""',
        "='XLOOKUP(A1)'!B2+'O''Brien''s SORT(1)'!C3",
        "=Pay[[#This Row],[SORT(x)]]+Pay[#All]+[@gap]",
        "=my.SORT(A1)+XLOOKUP_2(A1)",
        "=[Book1.xlsx]Data!A1+'[Book 1.xlsx]My data'!$A$1",
        '=IF(A1="#N/A",#N/A,Sheet1!#REF!)',
        "= SUM( A1:B1 B1:C1 ,\n 1.5E+3% )",
        "=IF(A1,(B1,C1),{1,2;3,4})",
        "=SUM(A1,B2",
        "=SUM(A1))",
        "",
    ],
)
def test_what_is_no_function_call_stays_as_it_is(formula: str) -> None:
    assert stored(formula) == formula
    assert typed(formula) == formula


@pytest.mark.parametrize("formula", ["=LET(x,RRI(1,2,3),@A1:A3+x+C1#)", "=BYCOL(A1:.B9,MAX)", "=SORT(A1:A3)"])
def test_storing_twice_changes_nothing_more(formula: str) -> None:
    assert stored(stored(formula)) == stored(formula)


@given(st.text("AB12(){}[]'\",;:.!@#$ +_xlfnLETSUM", max_size=40))
@example("LET(x,1")
@example("LAMBDA()")
@example("=@")
@example("=#")
def test_any_text_keeps_every_character_when_cut(text: str) -> None:
    assert written(parsed(text)) == text
    assert stored(text).count('"') == typed(text).count('"') == text.count('"')


def test_small_letters_become_the_capitals_that_files_need() -> None:
    assert stored("=xlookup(1,a:a,b:b)+wage_gap(1,2)") == "=_xlfn.XLOOKUP(1,a:a,b:b)+WAGE_GAP(1,2)"


def test_each_host_spells_our_functions_its_own_way() -> None:
    assert stored("=IF(WAGE_GAP(A1,B1)>0,1)", "xlsx") == "=IF(WAGE_GAP(A1,B1)>0,1)"
    assert stored("=IF(WAGE_GAP(A1,B1)>0,1)", "officejs") == "=IF(_xldudf_WAGE_GAP(A1,B1)>0,1)"


@pytest.mark.parametrize(
    "formula",
    [
        "=_xldudf_WAGE_GAP(1,2)",
        "='C:\\Users\\me\\XLSTART\\gapsheet.xlam'!WAGE_GAP(1,2)",
        "=[1]!WAGE_GAP(1,2)",
    ],
)
def test_links_to_the_add_in_are_typed_as_the_plain_name(formula: str) -> None:
    assert typed(formula) == "=WAGE_GAP(1,2)"
    assert stored(formula, "xlsx") == "=WAGE_GAP(1,2)"


def test_links_to_other_files_stay() -> None:
    formula = "='C:\\other.xlam'!WAGE_GAP(1,2)+[1]!SOMETHING(1)"
    assert typed(formula) == formula


@pytest.mark.parametrize("name", ["GAP100", "OS04", "XFD1048576", "aaa1", "R1C1", "R12", "C33", "RC10", "R10C"])
def test_names_that_look_like_cells_are_refused(name: str) -> None:
    assert "cell" in invalid_reason(name)


@pytest.mark.parametrize("name", ["XFE1", "A1048577", "ABCD1", "GAP_100", "WAGE_GAP", "REAL_VALUE", "why"])
def test_names_beyond_the_sheet_are_free(name: str) -> None:
    assert invalid_reason(name) == ""


@pytest.mark.parametrize("name", ["AB", "1ST", "GAP-1", "GAP RATE", "GAP.RATE", "gehaltslücke", ""])
def test_names_of_other_letters_are_refused(name: str) -> None:
    assert "letters" in invalid_reason(name)


def test_names_of_excel_functions_are_refused() -> None:
    taken = {*FORMULAE, *map(plain, listed("excel_functions_en.txt")), *listed("excel_functions_ja.txt")}
    assert [name for name in sorted(taken) if not invalid_reason(name)] == []
    assert "DOLLAR in Japanese Excel" in invalid_reason("YEN")


def test_every_function_has_a_name_that_excel_accepts() -> None:
    assert [invalid_reason(entry.name) for entry in catalog.FUNCTIONS if invalid_reason(entry.name)] == []


def test_every_named_cell_of_the_workbooks_has_a_name_that_excel_accepts(built: Mapping[str, Path]) -> None:
    names = {name for book in TEMPLATES for name in load_workbook(built[book]).defined_names}
    assert len(names) > 20
    assert [invalid_reason(name) for name in sorted(names) if invalid_reason(name)] == []

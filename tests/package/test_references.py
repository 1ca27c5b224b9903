"""References inside formulas: found, moved as in copying, and left alone where they are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from gapsheet.package.references import Pattern, references, translated, with_references


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1+$B$2", ["A1", "$B$2"]),
        ("SUM(Data!$B$2:$B$41)", ["Data!$B$2:$B$41"]),
        ("'My ''data'''!A1:B2", ["'My ''data'''!A1:B2"]),
        ('"A1"&A2&"say ""B3"""', ["A2"]),
        ("LOG10(A1)+tax_2024+TAX2024x", ["A1"]),
        ("Pay[[#This Row],[A1]]*2+Pay[B2]", []),
        ("SUM(A:A,$1:3)", ["A:A", "$1:3"]),
        ("[1]Sheet1!A1", ["[1]Sheet1!A1"]),
        ("SUM(A1:INDEX(B:B,2))", ["A1", "B:B"]),
        ("A1#", ["A1"]),
        ("Sheet1:Sheet3!A1", ["Sheet1:Sheet3!A1"]),
        ("Données!B2", ["Données!B2"]),
        ("1.5*A1", ["A1"]),
        ("F12(3)", []),
        ("name.A1+_A1", []),
    ],
)
def test_references_are_told_from_what_only_looks_like_them(formula: str, expected: list[str]) -> None:
    assert [reference.written for reference in references(formula)] == expected


def test_the_sheet_of_a_reference_is_read_without_its_quotes() -> None:
    assert [found.sheet for found in references("'My ''data'''!A1+Data!A1+A1")] == ["My 'data'", "Data", ""]


@pytest.mark.parametrize(
    ("formula", "rows", "columns", "expected"),
    [
        ("A1+$B$2+C$3+$D4", 2, 1, "B3+$B$2+D$3+$D6"),
        ("SUM(D$6:D6)", 3, 0, "SUM(D$6:D9)"),
        ("SUM(A:A)+SUM(1:1)", 1, 1, "SUM(B:B)+SUM(2:2)"),
        ("A1", -1, 0, "#REF!"),
        ("XFD1", 0, 1, "#REF!"),
        ('"A1"', 5, 5, '"A1"'),
    ],
)
def test_copying_moves_what_has_no_dollar_sign(formula: str, rows: int, columns: int, expected: str) -> None:
    assert translated(formula, rows, columns) == expected


cell = st.builds(
    lambda one, letters, two, row: f"{one}{letters}{two}{row}",
    st.sampled_from(["", "$"]),
    st.sampled_from(["A", "Z", "AB"]),
    st.sampled_from(["", "$"]),
    st.integers(20, 99),
)


@given(st.lists(cell, min_size=1, max_size=4), st.integers(-10, 50))
def test_formulas_move_as_another_program_moves_them(cells: list[str], rows: int) -> None:
    formula = "+".join(f"SUM({name}:{name},Data!{name})" for name in cells)
    expected = Translator(f"={formula}", "C30").translate_formula(f"C{30 + rows}")
    assert translated(formula, rows) == expected[1:]
    assert Pattern(formula, 30).at(30 + rows) == expected[1:]


def test_a_pattern_near_the_edge_of_the_sheet_is_an_error() -> None:
    assert Pattern("C4+C5", 5).at(1) == "#REF!+C1"


def test_what_is_gone_becomes_an_error() -> None:
    assert with_references("SUM(A1:B2)+C3", lambda found: None if found.is_range else found) == "SUM(#REF!)+C3"

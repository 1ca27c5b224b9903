"""Which formulas pass without a second look."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapsheet.hosts.formulas import Known
from gapsheet.hosts.sheets import alike


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        ("A1*2", True),
        ("'Data 1'!C5*2+A4", True),
        ("SUM('売上 2024'!$B$2,'Data-1.b'!C5)", True),
        ("'Data 1'!C:C", False),  # whole columns are rare
        ("'my add-in.xlam'!WAGE_GAP(A1,B1)", False),
        ("'my add-in.xlam'!LOG10(A1)", False),
        ("'It''s'!A1", False),
        ("'[1]Sheet 1'!A1", False),
        ("'Jan:Mar'!A1", False),
        ("\"'Data 1'!A1\"", False),
        ("'Data 1'!A1&Pay", False),
        ("UNKNOWN(A1)", False),
    ],
)
def test_a_quoted_sheet_before_a_cell_needs_no_second_look(formula: str, plain: bool) -> None:
    known = Known({"SUM", "WAGE_GAP", "LOG10"}, ["Pay", "Data"], linked=False)
    assert known.plain_in(formula.encode())(formula.encode()) is plain


PIECES = (
    *("SUM(", "LOG10(", "LOG11(", "_xlfn.DAYS(", "ABS(", "WAGE_GAP(", "UNKNOWN(", "(", ")", ",", " ", "+", "A1", "B27"),
    *(":", "{1,2}", "'Data 1'!", "'Data 2'!A1", "Other!", "Pay2", "pay3", "Pay", "[", '"x"', "#REF!", "é"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_what_passes_with_digits_left_aside_passes_with_them(formula: str) -> None:
    known = Known({"SUM", "LOG10", "ABS", "WAGE_GAP"}, ["Pay2"], linked=False)
    text = formula.encode()
    if known.plain_alike_in(text)(alike(text)):
        assert known.plain_in(text)(text)


@pytest.mark.parametrize(
    ("formula", "passes"),
    [
        ("SUM(A1,B27)*'Data 1'!C5", True),
        ("LOG10(A1)", False),  # LOG11 would read the same
        ("Pay3*2", False),  # so would Pay2, a table
        ("ABS(A1:A9)", False),
    ],
)
def test_formulas_that_differ_in_digits_only_are_judged_as_one(formula: str, passes: bool) -> None:
    known = Known({"SUM", "LOG10", "ABS"}, ["Pay2"], linked=False)
    assert known.plain_alike_in(b"Pay2 Pay3")(alike(formula.encode())) is passes

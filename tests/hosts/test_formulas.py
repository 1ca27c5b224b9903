"""Which formulas pass without a second look."""

from __future__ import annotations

import pytest

from gapsheet.hosts.formulas import Known


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

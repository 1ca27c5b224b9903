"""Formula cells read and changed many at a time: nothing comes out differently than cell by cell."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapsheet.errors import CellError
from gapsheet.package import patching, sheetxml
from gapsheet.package.celltext import number, numbers
from gapsheet.package.patching import patched_in_order
from gapsheet.package.sheetxml import ABSENT, SheetXml, may_have_formulas, scan
from support.books import MAIN, cell, rows, sheet

FORMULAS = ("A1*2", "Pay[Hours]", "", '<f t="shared" si="0"/>', '<f aca="false">A1</f>', '<f t="array" ref="B1">A1</f>')
STORED = (("1.5", ""), ("-0", ""), ("1E3", ""), ("0.10", ""), ("text", "str"), ("1", "b"), ("", ""), (None, ""))
finite = st.floats(allow_nan=False, allow_infinity=False)
values = st.one_of(
    finite, st.sampled_from([1.5, 1000.0, 0.1, 0.0, math.inf, True, None, "text", "", CellError.NA, ABSENT])
)
styles = st.sampled_from(["", ' s="3"', ' cm="1"'])
cells = st.tuples(st.sampled_from(FORMULAS), st.sampled_from(STORED), styles, values)
Drawn = list[tuple[str, tuple[str | None, str], str, Any]]


@pytest.fixture(autouse=True)
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Rows are taken in pieces of a few cells, so that both ways meet in one sheet."""
    monkeypatch.setattr(sheetxml, "_AT_ONCE", 200)
    return None


def part(drawn: Drawn) -> bytes:
    places = (f"{'ABC'[index % 3]}{index // 3 + 1}" for index in range(len(drawn)))
    made = [
        cell(at, formula, *held, attributes) for at, (formula, held, attributes, _) in zip(places, drawn, strict=True)
    ]
    return sheet(rows(*made)).encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(cells, max_size=24))
def test_cells_are_read_and_changed_as_one_by_one(drawn: Drawn) -> None:
    xml = part(drawn)
    given_values = [value for formula, _, _, value in drawn if formula]
    found, changed = list(scan(xml)), b"".join(patched_in_order(xml, given_values))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheetxml, "_ordinary_cells", lambda *arguments: None)
        patch.setattr(patching, "_with_numbers", lambda *arguments: None)
        assert found == list(scan(xml))
        assert changed == b"".join(patched_in_order(xml, given_values))
    assert len(found) == len(given_values)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(finite, min_size=1, max_size=40))
def test_numbers_read_back_as_they_were_given(figures: list[float]) -> None:
    xml = sheet(rows(*(cell(f"A{row}", "B1", "7") for row in range(1, len(figures) + 1)))).encode()
    changed = b"".join(patched_in_order(xml, figures))
    assert [item.stored for item in scan(changed)] == figures


def test_a_number_that_is_there_keeps_its_digits() -> None:
    xml = sheet(rows(cell("A1", "B1", "1.50"), cell("A2", "B2", "1E3"), cell("A3", "B3", "2"))).encode()
    assert b"".join(patched_in_order(xml, [1.5, 1000.0, 3.0])) == xml.replace(b"<v>2<", b"<v>3<")


@pytest.mark.parametrize("given_values", [[1.0], [1.0, 2.0, 3.0]])
def test_there_is_a_value_for_each_cell(given_values: list[float]) -> None:
    xml = sheet(rows(cell("A1", "B1", "1"), cell("A2", "B2", "2"))).encode()
    with pytest.raises(ValueError, match=r"more values|shorter"):
        b"".join(patched_in_order(xml, given_values))


def test_sheets_come_in_pieces_that_are_the_sheet() -> None:
    xml = SheetXml.of(sheet(rows(*(cell(f"A{row}", "B1", "7") for row in range(1, 50)))).encode())
    pieces = list(xml.rows())
    assert len(pieces) > 5
    assert b"".join(pieces) == xml.content[xml.start : xml.end]


@given(st.lists(st.one_of(finite, st.sampled_from([0.0, -0.0, 1.0, 1e16, 1e22, 1e-7, 5e-324, 100.0]))))
def test_many_numbers_are_written_as_each_alone(figures: list[float]) -> None:
    assert numbers(figures) == [number(figure) for figure in figures]


@pytest.mark.parametrize(
    ("inside", "has"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c></row>', False),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t>of f: f</t></is></c></row>', False),
        ('<row r="1"><c r="A1"><f>B1</f></c></row>', True),
        ('<row r="1"><c r="A1"><f/></c></row>', True),
        (f'<row r="1"><c r="A1"><x:f xmlns:x="{MAIN}">B1</x:f></c></row>', True),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[x]]></t></is></c></row>', True),  # wants a closer look
    ],
)
def test_a_quick_look_finds_sheets_that_may_have_formulas(inside: str, has: bool) -> None:
    assert may_have_formulas(sheet(inside, "<conditionalFormatting><formula>A1</formula></x>").encode()) is has

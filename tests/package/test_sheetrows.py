"""Where the rows of a sheet lie in its part, whoever wrote it; lxml says which rows there are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gapsheet.errors import DamagedWorkbookError
from gapsheet.package.sheetrows import SheetRows
from support.books import sheet

CELLS = ("", '<c r="A{n}"><v>1</v></c>', '<c r="A{n}" t="inlineStr"><is><t>a row "r" of &lt;row&gt;</t></is></c>')
BETWEEN = ("", "\n", "  ")


@st.composite
def parts(draw: Any) -> bytes:
    """A sheet of some rows, some of them without cells, with numbers left out, and perhaps spaces between rows."""
    numbers = sorted(draw(st.sets(st.integers(1, 1_048_576), min_size=1, max_size=30)))
    between = draw(st.sampled_from(BETWEEN))
    rows = []
    for n in numbers:
        cells = draw(st.sampled_from(CELLS)).replace("{n}", str(n))
        look = draw(st.sampled_from(["", ' ht="20"', ' spans="1:4" hidden="1"']))
        closed = draw(st.booleans()) and not cells
        rows.append(f'<row r="{n}"{look}/>' if closed else f'<row r="{n}"{look}>{cells}</row>')
    return sheet(between.join(rows)).encode()


@settings(max_examples=200, deadline=None)
@given(parts())
def test_every_row_is_found_where_it_is(content: bytes) -> None:
    rows = SheetRows(content)
    found = [etree.fromstring(rows.content[slice(*rows.span(place))]) for place in range(len(rows))]
    expected = [row.get("r") for row in etree.fromstring(content).iter("{*}row")]
    assert [row.get("r") for row in found] == expected
    assert [*map(str, rows.numbers)] == expected
    for place, number in enumerate(rows.numbers):
        assert rows.position(number) == rows.index(number) == place
        assert rows.index(number + 1) == place + 1


def test_a_long_sheet_is_searched_across_the_borders_of_its_pieces() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{"7" * (n % 90)}1</v></c></row>' for n in range(1, 5001))
    assert len(rows) > 3 * 65_536
    found = SheetRows(sheet(rows).encode())
    assert [*found.numbers] == [*range(1, 5001)]
    assert all(found.content[slice(*found.span(n - 1))].startswith(b'<row r="%d">' % n) for n in range(1, 5001))
    assert all(found.content[slice(*found.span(n - 1))].endswith(b"</c></row>") for n in range(1, 5001))


@pytest.mark.parametrize("numbers", [(2, 1), (1, 1), (3, 12345678, 4)])
def test_rows_out_of_order_are_refused(numbers: tuple[int, ...]) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in numbers)
    with pytest.raises(DamagedWorkbookError, match="out of order"):
        SheetRows(sheet(rows).encode())

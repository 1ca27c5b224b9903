"""The range that a sheet states: found from its cells, put where it belongs, whatever stood there before."""

from __future__ import annotations

import pytest

from gapsheet.package.dimensions import used_range, with_true_dimension
from gapsheet.package.sheetxml import SheetXml

ROWS = (
    b'<row r="2"><c r="B2"><v>1</v></c><c r="AC2"><f>B2*2</f><v>2</v></c></row><row r="3" ht="20"/>'
    b'<row r="4"></row><row r="7"><c r="A7"/></row><row r="9"></row>'
)


def sheet(head: bytes, rows: bytes = ROWS, prefix: bytes = b"") -> SheetXml:
    """A worksheet with this in front of its cells."""
    name = b":" + prefix.rstrip(b":") if prefix else b""
    main = b'xmlns%b="http://schemas.openxmlformats.org/spreadsheetml/2006/main"' % name
    content = b"<%bworksheet %b>%b<%bsheetData>%b</%bsheetData></%bworksheet>"
    return SheetXml.of(content % (prefix, main, head, prefix, rows, prefix, prefix))


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"", id="none"),
        pytest.param(b'<dimension ref="A1"/>', id="one cell"),
        pytest.param(b'<dimension ref="A1:XFD1048576"/>', id="the whole sheet"),
        pytest.param(b'<dimension ref="A1:C3"></dimension>', id="an older one"),
    ],
)
@pytest.mark.parametrize(
    "properties",
    [
        pytest.param(b"", id="no properties"),
        pytest.param(b"<sheetPr/>", id="empty properties"),
        pytest.param(b'<sheetPr><tabColor rgb="FF0000"/><outlinePr/></sheetPr>', id="properties"),
    ],
)
def test_the_stated_range_becomes_the_true_one(properties: bytes, head: bytes) -> None:
    views = b'<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    mended = with_true_dimension(sheet(properties + head + views))
    assert properties + b'<dimension ref="A1:AC7"/>' + views in mended.content
    assert mended.content.count(b"dimension ref") == 1
    assert mended.content[mended.start : mended.end] == ROWS


def test_a_prefix_is_kept() -> None:
    rows = ROWS.replace(b"<", b"<x:").replace(b"<x:/", b"</x:")
    mended = with_true_dimension(sheet(b"<x:sheetPr/>", rows, b"x:"))
    assert b'<x:sheetPr/><x:dimension ref="A1:AC7"/><x:sheetData>' in mended.content


def test_a_true_range_and_a_sheet_without_cells_stay() -> None:
    for untouched in (sheet(b'<dimension ref="A1:AC7"/>'), sheet(b"", b""), sheet(b"", b'<row r="3"></row>')):
        assert with_true_dimension(untouched) is untouched


def test_the_widest_row_decides() -> None:
    rows = b"".join(
        b'<row r="%d"><c r="%b%d"/></row>' % (row, letters, row) for row, letters in enumerate((b"D", b"AA", b"Z"), 1)
    )
    assert used_range(sheet(b"", rows)) == "A1:AA3"

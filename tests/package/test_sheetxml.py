"""Formulas found and values replaced in the bytes of a worksheet."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.utils.cell import get_column_letter

from gapsheet.errors import CellError, DamagedWorkbookError
from gapsheet.package.addresses import area, area_name, column_letters, column_number
from gapsheet.package.members import member_values, with_members
from gapsheet.package.patching import patched
from gapsheet.package.sheetxml import FormulaCell, scan, with_refs
from support.books import MAIN, cell, rows, sheet


def found(*cells: str, strings: tuple[str, ...] = ()) -> list[FormulaCell]:
    return list(scan(sheet(rows(*cells)).encode(), strings))


def rewritten(xml: str | bytes, values: dict[Any, Any]) -> str:
    content = xml.encode() if isinstance(xml, str) else xml
    return b"".join(patched(content, values)).decode()


def read_back(xml: str) -> dict[str, Any]:
    """Types and texts of the v elements, by an XML parser."""
    root = etree.fromstring(xml.encode())
    return {
        item.get("r"): (item.get("t"), item.findtext("{*}v"))
        for item in root.iter(f"{{{MAIN}}}c")
        if item.find("{*}f") is not None
    }


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("", "1.5", 1.5),
        ("n", "-3E-2", -0.03),
        ("str", "a &lt; b", "a < b"),
        ("str", "", ""),
        ("str", "line_x000D_", "line\r"),
        ("b", "1", True),
        ("b", "0", False),
        ("e", "#DIV/0!", CellError.DIV0),
        ("e", "#SPILL!", CellError.VALUE),
        ("s", "1", "two"),
        ("s", "9", None),
        ("", "", None),
        ("", None, None),
    ],
)
def test_stored_values_are_read_by_their_type(kind: str, value: str | None, expected: Any) -> None:
    (only,) = found(cell("C7", "A1", value, kind), strings=("one", "two"))
    assert (only.row, only.column, only.formula) == (7, 3, "A1")
    assert only.stored == expected
    assert type(only.stored) is type(expected)


def test_an_inline_string_is_read_without_its_reading_aid() -> None:
    text = '<is><r><t>日</t></r><r><t>本</t></r><rPh sb="0" eb="1"><t>ニホン</t></rPh></is>'
    (only,) = scan(sheet(f'<row r="1"><c r="A1" t="inlineStr"><f>B1</f>{text}</c></row>').encode())
    assert only.stored == "日本"


def test_shared_array_and_table_formulas_are_told_apart() -> None:
    cells = found(
        cell("A1", '<f t="shared" ref="A1:A2" si="3">B1*2</f>', "2"),
        cell("A2", '<f t="shared" si="3"/>', "4"),
        cell("A3", '<f t="array" ref="A3:B4">B1:C2</f>', "1", attributes=' cm="1"'),
        cell("A5", '<f t="array" ref="A5">SUM(B1:C2)</f>', "1"),
        cell("A6", '<f t="dataTable" ref="A6:A7" r1="B1"/>', "1"),
    )
    assert [(item.kind, item.formula, item.shared_index, item.ref, item.dynamic) for item in cells] == [
        ("shared", "B1*2", 3, "A1:A2", False),
        ("shared", None, 3, None, False),
        ("array", "B1:C2", None, "A3:B4", True),
        ("array", "SUM(B1:C2)", None, "A5", False),
        ("dataTable", None, None, "A6:A7", False),
    ]


def test_formulas_are_unescaped() -> None:
    (only,) = found(cell("A1", "IF(B1&lt;2,&quot;a&amp;b&quot;,&#233;)"))
    assert only.formula == 'IF(B1<2,"a&b",é)'


STORED = rows(
    cell("A1", value="7"),
    cell("B1", "A1*2", "14", attributes=' s="3"'),
    cell("C1", "A1&amp;1", "old", "str"),
    '<c t="e" s="2" r="D1"><f>1/0</f><v>#DIV/0!</v></c>',
    "<c r='E1' s='4'><f ca='1'>NOW()</f><v>1</v></c>",
    '<c r="F1"><f>A1</f></c>',
    '<c r="G1"><f>A1</f><v/></c>',
)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (2.0, (None, "2")),
        (0.1, (None, "0.1")),
        (1e300, (None, "1e+300")),
        (True, ("b", "1")),
        (False, ("b", "0")),
        (CellError.NA, ("e", "#N/A")),
        ("text & <more>", ("str", "text & <more>")),
        (" outer ", ("str", " outer ")),
        ("", ("str", None)),
        (None, ("str", None)),
        (math.inf, ("e", "#NUM!")),
        (math.nan, ("e", "#NUM!")),
    ],
)
@pytest.mark.parametrize("column", range(2, 8))
def test_a_new_value_takes_its_type_with_it(value: Any, stored: tuple[str | None, str | None], column: int) -> None:
    after = read_back(rewritten(sheet(STORED), {(1, column): value}))
    untouched = read_back(sheet(STORED))
    name = f"{get_column_letter(column)}1"
    kind, text = after[name]
    assert (kind, text or None) == stored
    assert {key: item for key, item in after.items() if key != name} == {
        key: item for key, item in untouched.items() if key != name
    }


def test_everything_around_a_changed_value_keeps_its_bytes() -> None:
    xml = sheet(
        "\n  " + rows(cell("A1", "1+1", "3", attributes=' s="3"'), cell("B1", "A1", "x", "str")) + "<!---->\n"
    ).replace("<!---->", "")
    assert rewritten(xml, {(1, 1): 2.0, (1, 2): 4.5}) == xml.replace("<v>3</v>", "<v>2</v>").replace(
        ' t="str"><f>A1</f><v>x</v>', "><f>A1</f><v>4.5</v>"
    )


def test_equal_values_keep_their_spelling() -> None:
    xml = sheet(rows(cell("A1", "1", "1.50E1"), cell("B1", "1", "a", "str"), cell("C1", "1", "", "str")))
    assert rewritten(xml, {(1, 1): 15.0, (1, 2): "a", (1, 3): None}) == xml


def test_a_boolean_is_not_taken_for_the_number_one() -> None:
    xml = sheet(rows(cell("A1", "1", "1"), cell("B1", "1", "1", "b")))
    assert read_back(rewritten(xml, {(1, 1): True, (1, 2): 1.0})) == {"A1": ("b", "1"), "B1": (None, "1")}


def test_an_inline_string_gives_way_to_the_value() -> None:
    xml = sheet('<row r="1"><c r="A1" t="inlineStr"><f>B1</f><is><t>old</t></is></c></row>')
    assert rewritten(xml, {(1, 1): 3.0}) == sheet('<row r="1"><c r="A1"><f>B1</f><v>3</v></c></row>')


def test_a_shared_string_becomes_a_text_of_the_cell() -> None:
    xml = sheet(rows(cell("A1", "B1", "0", "s")))
    assert read_back(rewritten(xml, {(1, 1): "new"})) == {"A1": ("str", "new")}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\rb", "a_x000D_b"),
        ("\x01", "_x0001_"),
        ("_x0041_", "_x005F_x0041_"),
        ("\ud800", "_xD800_"),
        ("\uffff", "_xFFFF_"),
        ("tab\tand\nline", "tab\tand\nline"),
    ],
)
def test_what_xml_cannot_hold_is_escaped(text: str, written: str) -> None:
    xml = rewritten(sheet(rows(cell("A1", "B1"))), {(1, 1): text})
    assert read_back(xml)["A1"] == ("str", written)
    (only,) = scan(xml.encode())
    assert only.stored == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_survive_to_the_last_bit(value: float) -> None:
    (only,) = scan(rewritten(sheet(rows(cell("A1", "B1"))), {(1, 1): value}).encode())
    assert only.stored == value


@given(st.text())
def test_texts_survive(text: str) -> None:
    (only,) = scan(rewritten(sheet(rows(cell("A1", "B1"))), {(1, 1): text}).encode())
    assert only.stored == text


def test_prefixed_elements_are_understood() -> None:
    xml = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:f>B1</x:f><x:v>a</x:v></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    assert [item.stored for item in scan(xml.encode())] == ["a"]
    assert rewritten(xml, {(1, 1): 2.0}) == xml.replace(' t="str"', "").replace("<x:v>a<", "<x:v>2<")


@pytest.mark.parametrize(
    "trap",
    [
        '<!-- <c r="A1"><f>9</f><v>9</v></c> -->',
        "<?note <c r='A1'><f>9</f><v>9</v></c>?>",
    ],
)
def test_cells_in_comments_are_not_cells(trap: str) -> None:
    xml = sheet(f'<row r="1"><c r="A1"><f>1</f>{trap}<v>5</v></c></row>')
    assert [item.stored for item in scan(xml.encode())] == [5.0]
    assert read_back(rewritten(xml, {(1, 1): 6.0})) == {"A1": (None, "6")}


def test_formulas_in_cdata_are_understood() -> None:
    xml = sheet('<row r="1"><c r="A1"><f><![CDATA[IF(B1<2,"</c>",0)]]></f><v>5</v></c></row>')
    assert [item.formula for item in scan(xml.encode())] == ['IF(B1<2,"</c>",0)']
    assert read_back(rewritten(xml, {(1, 1): 6.0})) == {"A1": (None, "6")}


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_other_encodings_are_understood(encoding: str) -> None:
    xml = sheet(rows(cell("A1", "&quot;é&quot;", "é", "str"))).replace("UTF-8", encoding).encode(encoding)
    assert [item.stored for item in scan(xml)] == ["é"]
    assert read_back(rewritten(xml, {(1, 1): "ü"}))["A1"] == ("str", "ü")


def test_cells_without_addresses_are_counted() -> None:
    xml = sheet(
        "<row><c><v>1</v></c><c><f>1</f><v>2</v></c></row><row r='5'><c r='C5'><v>1</v></c><c><f>2</f></c></row>"
    )
    assert [(item.row, item.column) for item in scan(xml.encode())] == [(1, 2), (5, 4)]


def test_attributes_in_any_order_and_quotes_are_understood() -> None:
    xml = sheet("<row r='2'><c t='str' s='1' r='B2'><f>1</f><v>x</v></c></row>")
    assert [(item.row, item.column, item.stored) for item in scan(xml.encode())] == [(2, 2, "x")]


def test_a_tab_before_the_type_does_not_hide_it() -> None:
    xml = sheet('<row r="1"><c r="A1"\tt="str"><f>1</f><v>x</v></c></row>')
    assert read_back(rewritten(xml, {(1, 1): 1.0})) == {"A1": (None, "1")}


def test_formulas_outside_cells_of_the_sheet_are_left_alone() -> None:
    after = (
        "<conditionalFormatting><cfRule><formula>A1</formula></cfRule></conditionalFormatting><extLst><f>1</f></extLst>"
    )
    xml = sheet(rows(cell("A1", "1", "2")), after)
    assert len(list(scan(xml.encode()))) == 1
    assert rewritten(xml, {(1, 1): 3.0}).endswith(after + "</worksheet>")


def test_a_formula_where_no_cell_is_stops_the_work() -> None:
    xml = sheet('<row r="1"><f>1</f></row>').encode()
    with pytest.raises(DamagedWorkbookError, match="1 formula stands where no cell"):
        list(scan(xml))
    with pytest.raises(DamagedWorkbookError, match="1 formula stands where no cell"):
        list(patched(xml, {}))


def test_a_part_without_sheet_data_is_refused() -> None:
    with pytest.raises(DamagedWorkbookError, match="no sheet data"):
        list(scan(b"<chartsheet/>"))


def test_a_new_range_is_written_into_an_array_formula() -> None:
    xml = sheet(rows(cell("A1", '<f t="array" ref="A1:A2">B1:B3</f>', "1", attributes=' cm="1"')))
    after = rewritten(with_refs(xml.encode(), {(1, 1): "A1:A3"}).content, {(1, 1): 5.0})
    assert after == xml.replace("A1:A2", "A1:A3").replace("<v>1<", "<v>5<")


def test_values_come_into_cells_without_formulas() -> None:
    xml = sheet(rows(cell("A2", value="1", attributes=' s="4"'), cell("C2", value="0", kind="s")) + '<row r="5"/>')
    values = {(1, 1): "x", (2, 1): 5.0, (2, 2): True, (2, 3): None, (5, 2): 1.5, (9, 1): CellError.NA}
    assert with_members(xml.encode(), values).content.decode() == sheet(
        '<row r="1"><c r="A1" t="str"><v>x</v></c></row>'
        '<row r="2"><c r="A2" s="4"><v>5</v></c><c r="B2" t="b"><v>1</v></c><c r="C2"/></row>'
        '<row r="5"><c r="B5"><v>1.5</v></c></row>'
        '<row r="9"><c r="A9" t="e"><v>#N/A</v></c></row>'
    )


def test_values_come_into_an_empty_sheet() -> None:
    empty = sheet("").replace("<sheetData></sheetData>", "<sheetData/>").encode()
    assert with_members(empty, {(1, 2): 3.0}).content.decode() == sheet('<row r="1"><c r="B1"><v>3</v></c></row>')


def test_stored_values_of_an_area_are_read() -> None:
    xml = sheet(rows(cell("A1", value="1", kind="s"), cell("B2", value="2.5"), cell("C3", value="9")))
    assert member_values(xml.encode(), [(1, 1, 2, 2)], ["zero", "one"]) == {
        (1, 1): "one", (1, 2): None, (2, 1): None, (2, 2): 2.5
    }  # fmt: skip


@given(st.integers(1, 16384))
def test_column_letters_agree_with_openpyxl(column: int) -> None:
    assert column_letters(column) == get_column_letter(column)
    assert column_number(get_column_letter(column)) == column


def test_areas_are_read_and_named() -> None:
    assert area("$B$2:AA10") == (2, 2, 10, 27)
    assert area_name((2, 2, 10, 27)) == "B2:AA10"
    assert area_name(area("C3")) == "C3"

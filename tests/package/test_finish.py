from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.text import Text
from openpyxl.chart.title import Title
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from gapsheet.errors import CellError, UnwritableFileError
from gapsheet.package import atomic
from gapsheet.package.finish import finish

MOMENT = dt.datetime(2026, 3, 31, 12, 30)
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
TEXTS = {"Sales": ["Bars of sales by year, rising from 10 to 14.", "A line of the same."]}
TABLES = {"sales_by_year": "Sales by year: year, sales, growth."}
VALUES: dict[str, dict[tuple[int, int], Any]] = {
    "Sales": {(3, 3): 0.2, (4, 3): CellError.DIV0, (1, 6): "Sales rose by 40 %", (6, 2): True, (8, 1): 1.0}
    | {(8 + row, 1 + column): float(10 * row + column) for row in range(3) for column in range(2) if row or column}
}
SPILLS = {"Sales": {(8, 1): (3, 2)}}
ARGUMENTS: dict[str, Any] = {
    "values": VALUES,
    "spills": SPILLS,
    "chart_texts": TEXTS,
    "table_texts": TABLES,
    "timestamp": MOMENT,
}


def authored(*, charts: bool = True, table: bool = True, spill: bool = True) -> bytes:
    """A book as a template leaves it: formulas without values, two charts, a table and a name."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sales"
    for row in (("year", "sales", "growth"), (2022, 10, None), (2023, 12, "=B3/B2-1"), (2024, 14, "=B4/0")):
        sheet.append(row)
    sheet["F1"] = '="Sales rose by "&TEXT(B4/B2-1,"0 %")'
    sheet["B6"] = "=B4>B2"
    sheet["C3"].number_format = "0.0%"
    if spill:
        sheet["A8"] = "=TARGET_PATH(B2,B4,2022,2024)"
    book.create_sheet("It's notes").append(("plain", "text"))
    book.defined_names["sales"] = DefinedName("sales", attr_text="Sales!$B$2:$B$4")
    book.properties.language = "en-GB"
    if table:
        sheet.add_table(Table(displayName="sales_by_year", ref="A1:C4"))
    if charts:
        _add_charts(sheet)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _add_charts(sheet: Any) -> None:
    bars, line = BarChart(), LineChart()
    bars.series.append(Series(Reference(sheet, min_col=2, min_row=2, max_row=4), title="sales"))
    bars.set_categories(Reference(sheet, min_col=1, min_row=1, max_row=3))
    bars.title = Title(tx=Text(strRef=StrRef("Sales!$F$1")))
    line.series.append(Series(Reference(sheet, min_col=3, min_row=2, max_row=4), title="growth"))
    line.series[0].val.numRef.f = "Sales!$C$3:$C$4"
    line.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=4))
    sheet.add_chart(bars, "H2")
    sheet.add_chart(line, "H20")


def finished(folder: Path, content: bytes | None = None, **changes: Any) -> Path:
    """The book above, finished; keyword arguments replace those of finish."""
    out = folder / "finished.xlsx"
    finish(authored() if content is None else content, out, **{**ARGUMENTS, **changes})
    return out


def parts(path: Path | BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as container:
        return {name: container.read(name) for name in container.namelist()}


def cell(xml: bytes, address: str) -> str:
    """A cell as it is stored, without the declaration of its namespace."""
    found = re.search(rb'<c r="%b"[^>]*?(?:/>|>.*?</c>)' % address.encode(), xml)
    assert found, f"{address} is not stored"
    return found[0].decode()


def points(reference: etree._Element) -> dict[int, str | None]:
    """The remembered values of a chart's reference by position."""
    return {int(point.get("idx", "")): point.findtext(f"{CHART}v") for point in reference.iter(f"{CHART}pt")}


def references(path: Path, chart: int) -> Mapping[str, etree._Element]:
    """A chart's references by their formula."""
    root = etree.fromstring(parts(path)[f"xl/charts/chart{chart}.xml"])
    return {str(found.findtext(f"{CHART}f")): found for found in root.iter(f"{CHART}numRef", f"{CHART}strRef")}


def test_formulas_carry_their_values(tmp_path: Path) -> None:
    stored = load_workbook(finished(tmp_path), data_only=True)["Sales"]
    assert (stored["C3"].value, stored["C4"].value, stored["B6"].value) == (0.2, "#DIV/0!", True)
    assert stored["F1"].value == "Sales rose by 40 %"


def test_a_spill_is_stored_as_a_dynamic_array(tmp_path: Path) -> None:
    xml = parts(finished(tmp_path))["xl/worksheets/sheet1.xml"]
    anchor = cell(xml, "A8")
    assert re.search(r'<f t="array" ref="A8:B10">TARGET_PATH\(B2,B4,2022,2024\)</f><v>1</v>', anchor)
    assert re.search(r'<c r="A8"[^>]* cm="1"', anchor)
    assert cell(xml, "B10") == '<c r="B10"><v>21</v></c>'
    assert b'<dimension ref="A1:F10"/>' in xml


def test_a_spill_of_one_cell_refers_to_itself(tmp_path: Path) -> None:
    values = {"Sales": {**VALUES["Sales"], (8, 1): "one"}}
    xml = parts(finished(tmp_path, spills={"Sales": {(8, 1): (1, 1)}}, values=values))["xl/worksheets/sheet1.xml"]
    assert '<f t="array" ref="A8">' in cell(xml, "A8")


def test_spilled_text_errors_and_blanks_keep_their_kind(tmp_path: Path) -> None:
    values = {"Sales": {**VALUES["Sales"], (9, 1): " a<b", (9, 2): CellError.NA, (10, 1): None, (10, 2): False}}
    path = finished(tmp_path, values=values)
    stored = load_workbook(path, data_only=True)["Sales"]
    assert [stored[place].value for place in ("A9", "B9", "A10", "B10")] == [" a<b", "#N/A", None, False]
    assert 't="str"' in cell(parts(path)["xl/worksheets/sheet1.xml"], "A9")


def test_the_mark_of_dynamic_arrays_is_registered(tmp_path: Path) -> None:
    stored = parts(finished(tmp_path))
    metadata = etree.fromstring(stored["xl/metadata.xml"])
    assert metadata.xpath("string(//*[local-name()='dynamicArrayProperties']/@fDynamic)") == "1"
    types = etree.fromstring(stored["[Content_Types].xml"])
    assert types.xpath("string(*[@PartName='/xl/metadata.xml']/@ContentType)").endswith("sheetMetadata+xml")
    links = etree.fromstring(stored["xl/_rels/workbook.xml.rels"])
    assert links.xpath("count(*[@Target='metadata.xml'])") == 1
    ids = links.xpath("*/@Id")
    assert len(ids) == len(set(ids))


def test_without_spills_there_is_no_metadata(tmp_path: Path) -> None:
    stored = parts(finished(tmp_path, authored(spill=False), spills={}))
    assert "xl/metadata.xml" not in stored
    assert b"metadata" not in stored["[Content_Types].xml"]


def test_a_spill_needs_a_formula(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Sales!A9 is to spill but holds no formula"):
        finished(tmp_path, spills={"Sales": {(9, 1): (1, 1)}})


def test_a_spill_needs_room(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Sales!C4 lies inside a spill and is not empty"):
        finished(tmp_path, spills={"Sales": {(3, 3): (2, 1)}})


@pytest.mark.parametrize("taken", ["a note", 0, False])
def test_a_spill_covers_nothing_that_was_typed(tmp_path: Path, taken: object) -> None:
    book, stream = Workbook(), BytesIO()
    book.active["A1"], book.active["A2"] = "=SEQUENCE(2)", taken
    book.save(stream)
    with pytest.raises(ValueError, match="Sheet!A2 lies inside a spill and is not empty"):
        finish(stream.getvalue(), tmp_path / "a.xlsx", values={}, spills={"Sheet": {(1, 1): (2, 1)}}, timestamp=MOMENT)


def test_values_for_an_unknown_sheet_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sheets that do not exist: Salse"):
        finished(tmp_path, values={"Salse": {}})


def test_charts_have_descriptions_in_their_order(tmp_path: Path) -> None:
    root = etree.fromstring(parts(finished(tmp_path))["xl/drawings/drawing1.xml"])
    described = root.xpath("//*[local-name()='graphicFrame']//*[local-name()='cNvPr']/@descr")
    assert described == TEXTS["Sales"]
    names = root.xpath("//*[local-name()='cNvPr']/@name")
    assert names == ["Sales chart 1", "Sales chart 2"]


@pytest.mark.parametrize("texts", [{}, {"Sales": ["one"]}, {"Sales": ["a", "b", "c"]}, {**TEXTS, "It's notes": ["x"]}])
def test_each_chart_needs_one_description(tmp_path: Path, texts: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match=r"charts? and \d descriptions?"):
        finished(tmp_path, chart_texts=texts)


def test_an_empty_description_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="the description of Sales chart 2 is empty"):
        finished(tmp_path, chart_texts={"Sales": ["Bars.", " "]})


def test_descriptions_of_charts_on_unknown_sheets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sheets that do not exist: Salse"):
        finished(tmp_path, chart_texts={**TEXTS, "Salse": ["x"]})


def test_tables_have_a_description(tmp_path: Path) -> None:
    root = etree.fromstring(parts(finished(tmp_path))["xl/tables/table1.xml"])
    (described,) = root.xpath("//*[local-name()='extLst']/*[local-name()='ext']/*[local-name()='table']")
    assert dict(described.attrib) == {"altText": "sales by year", "altTextSummary": TABLES["sales_by_year"]}
    assert etree.QName(root[-1]).localname == "extLst"  # the schema wants it last


@pytest.mark.parametrize(
    ("texts", "message"), [({}, "no description for the tables sales_by_year"), ({**TABLES, "other": "x"}, "other")]
)
def test_each_table_needs_its_description(tmp_path: Path, texts: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        finished(tmp_path, table_texts=texts)


def test_charts_remember_typed_values(tmp_path: Path) -> None:
    stored = references(finished(tmp_path), 1)["'Sales'!$B$2:$B$4"]
    assert points(stored) == {0: "10", 1: "12", 2: "14"}
    assert stored.find(f"{CHART}numCache/{CHART}ptCount").get("val") == "3"


def test_charts_remember_calculated_values_and_leave_errors_out(tmp_path: Path) -> None:
    stored = references(finished(tmp_path), 2)["Sales!$C$3:$C$4"]
    assert points(stored) == {0: "0.2"}
    assert stored.findtext(f"{CHART}numCache/{CHART}formatCode") == "0.0%"


def test_a_formula_title_is_remembered(tmp_path: Path) -> None:
    assert points(references(finished(tmp_path), 1)["Sales!$F$1"]) == {0: "Sales rose by 40 %"}


def test_categories_with_words_are_stored_as_text(tmp_path: Path) -> None:
    stored = references(finished(tmp_path), 1)["'Sales'!$A$1:$A$3"]
    assert stored.tag == f"{CHART}strRef"
    assert points(stored) == {0: "year", 1: "2022", 2: "2023"}


def test_categories_of_numbers_stay_numbers(tmp_path: Path) -> None:
    assert references(finished(tmp_path), 2)["'Sales'!$A$2:$A$4"].tag == f"{CHART}numRef"


def test_a_chart_may_refer_to_a_name(tmp_path: Path) -> None:
    content = _with_reference(authored(), "sales")
    assert points(references(finished(tmp_path, content), 1)["sales"]) == {0: "10", 1: "12", 2: "14"}


@pytest.mark.parametrize("reference", ["Sale!$B$2:$B$4", "unknown_name", "Sales!$B:$B"])
def test_a_chart_that_refers_nowhere_is_refused(tmp_path: Path, reference: str) -> None:
    with pytest.raises(ValueError, match="a chart refers to"):
        finished(tmp_path, _with_reference(authored(), reference))


def test_an_old_memory_is_replaced(tmp_path: Path) -> None:
    first = finished(tmp_path).read_bytes()
    values = {"Sales": {**VALUES["Sales"], (3, 3): 0.5}}
    stored = references(finished(tmp_path, _without_spill(first), values=values, spills={}), 2)["Sales!$C$3:$C$4"]
    assert points(stored) == {0: "0.5"}
    assert len(stored.findall(f"{CHART}numCache")) == 1


def _with_reference(content: bytes, reference: str) -> bytes:
    return _replaced(content, "xl/charts/chart1.xml", b"'Sales'!$B$2:$B$4", reference.encode())


def _without_spill(content: bytes) -> bytes:
    return _replaced(content, "xl/worksheets/sheet1.xml", b' t="array" ref="A8:B10"', b"")


def _replaced(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    stored = parts(BytesIO(content))
    assert old in stored[part]
    stored[part] = stored[part].replace(old, new)
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        for name, text in stored.items():
            container.writestr(name, text)
    return stream.getvalue()


def test_the_file_is_dated_with_the_given_moment(tmp_path: Path) -> None:
    path = finished(tmp_path)
    properties = load_workbook(path).properties
    assert (properties.created, properties.modified, properties.language) == (MOMENT, MOMENT, "en-GB")
    with zipfile.ZipFile(path) as container:
        assert {info.date_time for info in container.infolist()} == {(2026, 3, 31, 12, 30, 0)}


def test_a_date_stands_for_its_midnight(tmp_path: Path) -> None:
    path = finished(tmp_path, timestamp=dt.date(2026, 3, 31))
    assert load_workbook(path).properties.modified == dt.datetime(2026, 3, 31)


def test_parts_that_need_no_finishing_keep_their_bytes(tmp_path: Path) -> None:
    content = authored()
    before, after = parts(BytesIO(content)), parts(finished(tmp_path, content))
    touched = {name for name in before if before[name] != after[name]}
    assert touched == {
        "[Content_Types].xml",
        "docProps/core.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/charts/chart1.xml",
        "xl/charts/chart2.xml",
        "xl/drawings/drawing1.xml",
        "xl/styles.xml",
        "xl/tables/table1.xml",
        "xl/worksheets/sheet1.xml",
    }
    assert set(after) - set(before) == {"xl/metadata.xml"}


def test_equal_input_gives_equal_bytes_whenever_it_was_authored(tmp_path: Path) -> None:
    content = authored()
    stamp = re.search(rb"<dcterms:modified[^<]*<?", parts(BytesIO(content))["docProps/core.xml"])
    assert stamp
    later = _replaced(content, "docProps/core.xml", stamp[0], re.sub(rb">20..", b">2031", stamp[0]))
    assert parts(BytesIO(later)) != parts(BytesIO(content))
    first = finished(tmp_path, content).read_bytes()
    assert finished(tmp_path, later).read_bytes() == first


def test_a_file_can_be_finished_from_its_path(tmp_path: Path) -> None:
    source = tmp_path / "authored.xlsx"
    source.write_bytes(authored())
    finish(source, tmp_path / "a.xlsx", **ARGUMENTS)
    assert (tmp_path / "a.xlsx").read_bytes() == finished(tmp_path, source.read_bytes()).read_bytes()


def test_an_earlier_file_survives_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = finished(tmp_path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(UnwritableFileError, match="the disk is full"):
        finished(tmp_path, values={"Sales": {(3, 3): 9.0}})
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]

"""A workbook in which somebody typed something else into a cell; every other byte of its sheets stays."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter

from .stored import StoredWorkbook

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def with_cell(path: Path, where: str, value: float | str | bool | None) -> Path:
    """A copy beside the workbook with another value typed in one cell, given as a name or as Sheet!A1."""
    book = StoredWorkbook.of(path)
    sheet, _, address = book.names.get(where, where).replace("$", "").rpartition("!")
    part = book.sheets[sheet.strip("'")]
    root = etree.fromstring(book.parts[part])
    (cell,) = root.xpath(f"//*[local-name()='c'][@r='{address}']")
    _type(cell, value)
    edited = path.with_name(f"{path.stem}-edited{path.suffix}")
    with zipfile.ZipFile(edited, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in book.parts.items():
            container.writestr(name, etree.tostring(root, encoding="UTF-8") if name == part else content)
    return edited


def figure_cell(book: StoredWorkbook, name: str) -> str:
    """Where the flagship's figure of that name is typed: on Facts, or in the table of a series that is refreshed."""
    series, _, year = name.rpartition("_")
    if f"{series}_years" in book.names:
        return _in_series(book, series, float(year))
    row = next(cell.row for cell in book.cells.values() if (cell.sheet, cell.value) == ("Facts", name))
    head = next(cell for cell in book.cells.values() if (cell.sheet, cell.value) == ("Facts", "Value"))
    return f"Facts!{head.address.rstrip('0123456789')}{row}"


def _in_series(book: StoredWorkbook, series: str, year: float) -> str:
    """The cell of a year's figure in its table."""
    sheet, _, years = book.names[f"{series}_years"].replace("'", "").replace("$", "").rpartition("!")
    column = years.rstrip("0123456789").partition(":")[0].rstrip("0123456789")
    row = next(
        cell.row
        for cell in book.cells.values()
        if cell.sheet == sheet and cell.value == year and cell.address == f"{column}{cell.row}"
    )
    return f"{sheet}!{get_column_letter(column_index_from_string(column) + 1)}{row}"  # the figure beside its year


def _type(cell: etree._Element, value: float | str | bool | None) -> None:
    """Put a typed value into a cell element, which keeps its style."""
    assert cell.find(f"{_MAIN}f") is None, f"{cell.get('r')} holds a formula: nobody types over it by accident"
    del cell[:]
    cell.attrib.pop("t", None)
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t").text = value
    elif value is not None:
        if isinstance(value, bool):
            cell.set("t", "b")
        etree.SubElement(cell, f"{_MAIN}v").text = str(int(value)) if isinstance(value, bool) else repr(value)

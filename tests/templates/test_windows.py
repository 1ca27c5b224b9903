"""Workbooks for Excel on Windows: the plain workbook, sheet for sheet and value for value, and its functions inside."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from gapsheet import addin
from gapsheet.catalog import NAMES
from gapsheet.hosts.headless import calculate
from gapsheet.templates import TEMPLATES, build
from support.libreoffice import LibreOffice
from support.vba import modules_of, project_of

COMMITTED_ADD_IN = Path(__file__).parents[2] / "addin" / "windows" / "gapsheet.xlam"
MADE_BY_MACROS = {"xl/vbaProject.bin"}
CHANGED_BY_MACROS = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}


@pytest.fixture(scope="module")
def for_windows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("windows")
    return {name: build(name, folder, host="windows") for name in TEMPLATES}


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as container:
        return {name: container.read(name) for name in container.namelist()}


def without_code_name(xml: bytes) -> bytes:
    """A sheet as it was before it had a name for VBA."""
    without = re.sub(rb' codeName="Sheet\d+"', b"", xml, count=1)
    return without.replace(b"<sheetPr/>", b"", 1)


every_template = pytest.mark.parametrize("name", TEMPLATES)


@every_template
def test_nothing_but_the_macros_is_added(name: str, for_windows: dict[str, Path], built: dict[str, Path]) -> None:
    plain, with_macros = parts(built[name]), parts(for_windows[name])
    assert for_windows[name].suffix == ".xlsm"
    assert set(with_macros) - set(plain) == MADE_BY_MACROS
    assert set(plain) <= set(with_macros)
    for part in set(plain) - CHANGED_BY_MACROS:
        assert without_code_name(with_macros[part]) == plain[part].replace(b"<sheetPr/>", b"", 1), part


@every_template
def test_the_functions_inside_are_those_the_formulas_call(name: str, for_windows: dict[str, Path]) -> None:
    book = load_workbook(for_windows[name])
    formulas = " ".join(
        str(getattr(cell.value, "text", cell.value))
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    )
    called = {word for word in re.findall(r"([A-Z_]+)\(", re.sub(r'"[^"]*"', '""', formulas)) if word in NAMES}
    text = modules_of(project_of(for_windows[name]))["gapsheet_functions.bas"]
    assert set(re.findall(r"^Public Function (\w+)\(", text, re.MULTILINE)) == called
    assert called


@every_template
def test_it_can_be_calculated_without_excel_too(name: str, for_windows: dict[str, Path]) -> None:
    assert calculate(for_windows[name]).kept == ()


@pytest.mark.optional_part("LibreOffice")
@every_template
def test_libreoffice_reads_the_same_values(
    name: str, for_windows: dict[str, Path], built: dict[str, Path], trusting: LibreOffice, tmp_path: Path
) -> None:
    """As a program does that runs no macros: the stored values show."""
    shown = [
        load_workbook(trusting.convert(path, "xlsx", tmp_path / path.suffix[1:]), data_only=True)
        for path in (for_windows[name], built[name])
    ]
    values = [[[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()] for book in shown]
    assert values[0] == values[1]


def test_the_committed_add_in_is_the_one_that_the_code_writes(tmp_path: Path) -> None:
    """It belongs to one version of xlwings: with another one installed, `gapsheet addin` writes it anew."""
    addin.write(tmp_path / "gapsheet.xlam")
    assert parts(tmp_path / "gapsheet.xlam") == parts(COMMITTED_ADD_IN)


def test_the_add_in_holds_every_function() -> None:
    text = modules_of(project_of(COMMITTED_ADD_IN))["gapsheet_functions.bas"]
    assert set(re.findall(r"^Public Function (\w+)\(", text, re.MULTILINE)) == NAMES

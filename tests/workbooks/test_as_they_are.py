"""What a reader without gapsheet sees: the stored values, on the screen and on paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from gapsheet.templates import TEMPLATES
from support.libreoffice import LibreOffice
from support.secondengine import disagreements
from support.stored import StoredWorkbook

Printer = Callable[[str], PdfReader]

A4_LANDSCAPE = (842, 595)  # points
MOST_PAGES_PER_SHEET = 6


@pytest.fixture(scope="module")
def printed(built: dict[str, Path], trusting: LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> Printer:
    """Prints a workbook to a PDF, each once."""
    folder = tmp_path_factory.mktemp("printed")

    @cache
    def pages(name: str) -> PdfReader:
        return PdfReader(trusting.convert(built[name], "pdf", folder))

    return pages


@pytest.mark.optional_part("LibreOffice")
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_scalar_cell_keeps_its_value(
    name: str, built: dict[str, Path], trusting: LibreOffice, tmp_path: Path
) -> None:
    book = StoredWorkbook.of(built[name])
    theirs = StoredWorkbook.of(trusting.convert(built[name], "xlsx", tmp_path))
    in_arrays = {cell.place for cell in book.formulas if cell.form == "array"}
    assert [told for told in disagreements(book, theirs) if told.partition(": ")[0] not in in_arrays] == []


@pytest.mark.optional_part("LibreOffice")
@pytest.mark.parametrize("name", TEMPLATES)
def test_no_page_is_empty_and_no_number_too_wide(name: str, printed: Printer) -> None:
    texts = [page.extract_text() for page in printed(name).pages]
    footer = 60  # characters: a page with nothing but its footer has fewer
    assert [number for number, text in enumerate(texts, start=1) if len(text.strip()) < footer] == []
    assert [number for number, text in enumerate(texts, start=1) if "###" in text] == []


@pytest.mark.optional_part("LibreOffice")
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_sheet_is_printed_on_one_width_of_a4(name: str, built: dict[str, Path], printed: Printer) -> None:
    pages = printed(name).pages
    sheets = StoredWorkbook.of(built[name]).sheets
    assert len(sheets) <= len(pages) <= MOST_PAGES_PER_SHEET * len(sheets)
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pages} == {A4_LANDSCAPE}

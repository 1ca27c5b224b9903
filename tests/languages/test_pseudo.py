"""A workbook in a language of brackets: no text escapes, and every number stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from gapsheet.templates import TEMPLATES
from gapsheet.templates.building import build_from
from support.pseudo import PSEUDO, plain

BOOKS = ("wage_gap", "invoice_system")  # a small one, and the one whose functions take words
WORD = re.compile(r"[A-Za-z]{2,}")
# Addresses, names of cells and functions.
OWN_WORDS = re.compile(r"https?://|\w_\w|^dash$")


@pytest.fixture(scope="module", params=BOOKS)
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, built: dict[str, Path]
) -> tuple[Path, Path]:
    """The workbook in brackets, and the English one."""
    name = request.param
    return build_from(TEMPLATES[name], name, tmp_path_factory.mktemp("pseudo"), PSEUDO), built[name]


@pytest.fixture(scope="module")
def values(pair: tuple[Path, Path]) -> tuple[Workbook, Workbook]:
    bracketed, english = pair
    return load_workbook(bracketed, data_only=True), load_workbook(english, data_only=True)


def test_numbers_stay_and_texts_are_bracketed(values: tuple[Workbook, Workbook]) -> None:
    bracketed, english = values
    changed, escaped = [], []
    for ours, theirs in zip(bracketed.worksheets, english.worksheets, strict=True):
        for row in theirs.iter_rows():
            for cell in row:
                value = ours[cell.coordinate].value
                if not isinstance(cell.value, str):
                    changed += [] if value == cell.value else [f"{theirs.title}!{cell.coordinate}: {value}"]
                elif WORD.search(cell.value) and not OWN_WORDS.search(cell.value) and value == cell.value:
                    escaped.append(f"{theirs.title}!{cell.coordinate}: {value}")
    assert (changed, escaped) == ([], [])


def test_sentences_are_the_same_but_for_brackets(values: tuple[Workbook, Workbook]) -> None:
    bracketed, english = values
    other = [
        f"{theirs.title}!{cell.coordinate}: {ours[cell.coordinate].value}"
        for ours, theirs in zip(bracketed.worksheets, english.worksheets, strict=True)
        for row in theirs.iter_rows()
        for cell in row
        if theirs.title != "Notes"  # which lists functions in the order of their first call
        and isinstance(cell.value, str)
        and not OWN_WORDS.search(cell.value)
        and "2026" not in cell.value  # dates have another form
        and plain(str(ours[cell.coordinate].value)) != plain(cell.value)
    ]
    assert other == []


def test_sheets_and_everything_that_points_to_them_are_renamed(pair: tuple[Path, Path]) -> None:
    book = load_workbook(pair[0])
    titles = set(book.sheetnames)
    assert all(title.startswith("⟦") for title in titles)
    for name in book.defined_names.values():
        assert name.attr_text.split("!")[0].strip("'") in titles
    for sheet in book.worksheets:
        assert not sheet.print_title_rows or sheet.print_area
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink is not None:
                    assert cell.hyperlink.location.split("!")[0].strip("'") in titles


def test_inputs_explain_themselves_in_the_language(pair: tuple[Path, Path]) -> None:
    rules = [rule for sheet in load_workbook(pair[0]).worksheets for rule in sheet.data_validations.dataValidation]
    assert rules
    assert all(rule.prompt.startswith("⟦") and rule.errorTitle.startswith("⟦") for rule in rules)


def test_charts_speak_the_language_in_its_font(pair: tuple[Path, Path]) -> None:
    charts = _parts(pair[0], "xl/charts/chart")
    assert charts
    for text in charts:
        assert set(re.findall(r'(?:latin|ea) typeface="([^"]*)"', text)) == {"Yu Gothic"}
        assert all("⟦" in words for words in re.findall(r"<a:t>([^<]*)</a:t>", text))
        assert all("⟦" in place for place in re.findall(r"<(?:c:)?f>([^<]*)</", text))


def test_cells_have_the_font_of_the_language(pair: tuple[Path, Path]) -> None:
    (styles,) = _parts(pair[0], "xl/styles")
    assert set(re.findall(r'<name val="([^"]*)"', styles)) == {"Yu Gothic", "Segoe UI Symbol"}


def _parts(path: Path, start: str) -> list[str]:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        return [archive.read(name).decode() for name in archive.namelist() if name.startswith(start)]

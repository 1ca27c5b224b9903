"""Pages, pictures and briefs: what is printed is what is stored, on as many pages as it should be."""

from __future__ import annotations

import shutil
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.table import Table
from pypdf import PdfReader
from typer.testing import CliRunner

from gapsheet.cli import app
from gapsheet.errors import MissingProgramError, PublishingError
from gapsheet.publishing import export, office, pictures
from gapsheet.publishing.brief import brief_of, shown
from gapsheet.publishing.briefpage import markdown
from gapsheet.publishing.pictures import png
from gapsheet.publishing.snapshot import Item, snapshot
from gapsheet.recalc import recalculate
from gapsheet.refresh.records import HEADLINES_HEADERS, SOURCES_HEADERS
from support.edits import with_cell
from support.stored import StoredWorkbook

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
FLAGSHIP = WORKBOOKS / "japan_policy_scorecard.xlsx"
run = CliRunner()


def quiet(step: str) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="module")
def flagship_brief() -> str:
    return markdown(brief_of(snapshot(FLAGSHIP)))


def test_a_claim_becomes_a_sentence_with_what_stands_behind_it(flagship_brief: str) -> None:
    first = flagship_brief.split("\n- ")[1]
    assert first.startswith("**Overseas content sales to 20 tn: 6.0 tn yen (2024), against 20.0 tn yen (2033)")
    assert "It takes 14.3 % a year; the trend is 11.1 % a year and the latest year brought 4.0 %." in first
    assert "Cannot be called: too few years." in first
    assert "Caveat: The trend rests on 4 annual figures; its interval is 0 to 23 % a year." in first
    assert "Definition: user spending abroad" in first
    assert "Source: Human Media via gamebusiness.jp / webtan, 2025-12-01; " in first


def test_every_claim_has_a_caveat_a_definition_and_a_source(flagship_brief: str) -> None:
    points = flagship_brief.split("\n- ")[1:]
    rows = snapshot(FLAGSHIP).pages["Scorecard"]
    claims = [rows.cells[row, 2].value for row in range(5, 17)]
    assert len(points) == len(claims) == 12
    for point, claim in zip(points, claims, strict=True):
        assert point.startswith(f"**{claim}: ")
        assert all(f"\n  - {label}: " in point for label in ("Caveat", "Definition", "Source"))


def test_the_strongest_caveat_comes_out(flagship_brief: str) -> None:
    caveats = [line.partition("Caveat: ")[2] for line in flagship_brief.splitlines() if "Caveat: " in line]
    assert caveats[5] == "the start holds no hidden part: no growth rate is drawn"
    assert caveats[7].startswith("A yearly budget of one ministry against a fund for several years")
    assert caveats[8].startswith("Status: freelancers' income against employees' salary.")
    assert caveats[9] == "Only the article has the figure; its origin was not found, so it carries no verdict."


def test_the_japanese_edition_speaks_japanese() -> None:
    text = markdown(brief_of(snapshot(WORKBOOKS / "ja" / FLAGSHIP.name)))
    assert "コンテンツ海外売上高20兆円：6.0兆円（2024）、比較の相手は20.0兆円（2033）" in text
    assert text.splitlines()[2].endswith("による95%信頼区間付き。2026-11-22時点。")
    third = text.split("\n- ")[3].splitlines()
    assert third[0].startswith("**アニメの海外売上高（20兆円のうちアニメ分）：")
    assert third[1:] == [
        "  - 注意：傾向は年次の11個の数字による。その区間は年13～21%。",
        "  - 定義：海外の広義の市場",
        "  - 出所：日本動画協会（報道経由）、2025-10-31",
    ]
    assert "  - 出所：Gate、2025-12；国税庁（報道経由）、2024" in text.splitlines()
    assert text.count("\n  - 注意：") == 12


@pytest.fixture
def refreshed(tmp_path: Path) -> Path:
    """A person's own book with headlines and sources, no Scorecard."""
    book = Workbook()
    data = book.active
    data.title = "Data"
    for row in (("Year", "Sales"), (2023, 50.0), (2024, 63.0)):
        data.append(row)
    data.add_table(Table(displayName="Sales", ref="A1:B3"))
    data["D1"] = "=GROWTH_RATE(B2,B3)"
    data["D1"].number_format = "0.0%"
    heads = book.create_sheet("Headlines")
    heads.append(HEADLINES_HEADERS)
    row = dict.fromkeys(HEADLINES_HEADERS) | {"Headline": "Growth of sales", "Cell": "Data!D1", "Before": 0.2}
    heads.append(list((row | {"Why": "New data for 2024."}).values()))
    heads.add_table(Table(displayName="Headlines", ref="A1:L2"))
    sources = book.create_sheet("Sources")
    sources.append(SOURCES_HEADERS)
    source = dict.fromkeys(SOURCES_HEADERS) | {"Source": "ledger", "Table": "Sales", "As of": "2024", "State": "stale"}
    sources.append(list(source.values()))
    sources.add_table(Table(displayName="Sources", ref="A1:T2"))
    book.save(tmp_path / "sales.xlsx")
    recalculate(tmp_path / "sales.xlsx")
    return tmp_path / "sales.xlsx"


def test_headlines_of_a_table_name_the_data_behind_them(refreshed: Path) -> None:
    (point,) = brief_of(snapshot(refreshed)).points
    assert brief_of(snapshot(refreshed)).lead == ""  # the second row is one of the table, and no lead
    assert point.sentence == "Growth of sales: 26.0 %. It was 20.0 % before the last refresh."
    assert (point.source, point.caveat) == ("ledger, as of 2024, stale", "New data for 2024.")


def test_data_that_were_never_fetched_have_no_date(refreshed: Path) -> None:
    book = load_workbook(refreshed)
    sources = book["Sources"]
    for cell in sources[2]:
        if cell.value in ("2024", "stale"):
            cell.value = None
    book.save(refreshed)
    recalculate(refreshed)
    assert brief_of(snapshot(refreshed)).points[0].source == "ledger"


def test_a_workbook_without_headlines_has_no_brief(tmp_path: Path) -> None:
    result = run.invoke(app, ["export", str(WORKBOOKS / "wage_gap.xlsx"), "--brief", "--out", str(tmp_path / "b.md")])
    assert result.exit_code == 1
    assert "neither a Scorecard nor a table Headlines" in result.stderr
    assert not (tmp_path / "b.md").exists()


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (6.008e12, "#,##0.0,,,,", "6.0"),
        (1966000.0, "#,##0,", "1,966"),
        (0.28, "0.0%", "28.0 %"),
        (2024.0, "0", "2024"),
        (100.0, "#,##0.0#####", "100"),
        (25.2, "#,##0.0#", "25.2"),
        (2.5, "0.00", "2.50"),
        (3.3288, '0.00"×"', "3.33"),
        (1234.5, "General", "1,234.5"),
        (45000.0, "yyyy-mm-dd", "2023-03-15"),
        ("word", "0.0%", "word"),
        (None, "0", ""),
    ],
)
def test_values_are_shown_as_in_their_cells(value: float | str | None, code: str, expected: str) -> None:
    assert shown(Item(value, "", False, code)) == expected


def test_pixels_become_a_png() -> None:
    content = png(np.zeros((2, 3, 3), dtype=np.uint8))
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", content[16:24]) == (3, 2)


@pytest.mark.optional_part("LibreOffice")
@pytest.mark.parametrize("edition", ["", "ja"])
def test_the_brief_is_one_page_with_a_chart(edition: str, tmp_path: Path) -> None:
    path = WORKBOOKS / edition / FLAGSHIP.name
    before = path.read_bytes()
    export.brief(path, tmp_path / "brief.pdf", quiet)
    reader = PdfReader(tmp_path / "brief.pdf")
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text().replace("\n", " ")
    expected = ("海外売上高", "2033", "doda") if edition else ("Overseas sales: 14.3 % a year needed", "2033", "doda")
    assert [item for item in expected if item not in text] == []
    assert path.read_bytes() == before


@pytest.mark.optional_part("LibreOffice")
def test_the_printed_book_shows_stored_values_sheet_by_sheet(tmp_path: Path) -> None:
    export.pdf(WORKBOOKS / "wage_gap.xlsx", tmp_path / "wage gap.pdf", quiet)
    reader = PdfReader(tmp_path / "wage gap.pdf")
    texts = [page.extract_text() for page in reader.pages]
    result = next(text for text in texts if text.startswith("Result") or "Raise that closes" in text)
    assert "28.0" in result
    assert not any("#NAME?" in text for text in texts[1:])  # the cover explains when it would show


@pytest.mark.optional_part("LibreOffice")
def test_pictures_are_named_by_their_sheets(refreshed: Path, tmp_path: Path) -> None:
    written = export.pictures(refreshed, tmp_path / "pages", quiet)
    assert [path.name for path in written][:2] == ["01_Data.png", "02_Headlines_1.png"]
    for path in written:
        width, height = struct.unpack(">II", path.read_bytes()[16:24])
        assert min(width, height) > 600


def test_without_libreoffice_the_cure_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    monkeypatch.setattr(office, "_USUAL_PLACES", ())
    for kind, name in (("--pdf", "a.pdf"), ("--png", "a"), ("--brief", "a.pdf")):
        result = run.invoke(app, ["export", str(FLAGSHIP), kind, "--out", str(tmp_path / name)])
        assert result.exit_code == 1
        assert "LibreOffice is not installed" in result.stderr
        assert "libreoffice.org" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_the_package_for_pictures_the_cure_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pictures, "find_spec", lambda name: None)
    with pytest.raises(MissingProgramError, match=r"pip install \"gapsheet\[pictures\]\""):
        export.pictures(FLAGSHIP, tmp_path / "pages", quiet)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("script", "fault", "message"),
    [
        ("sleep 60", MissingProgramError, "did not finish in 0 seconds"),
        ("echo no such filter", PublishingError, "made no PDF of book.xlsx: no such filter"),
    ],
)
def test_a_libreoffice_that_fails_is_given_up(
    script: str, fault: type[Exception], message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(office.shutil, "which", lambda name: str(program))
    with pytest.raises(fault, match=message):
        office.to_pdf(tmp_path / "book.xlsx", tmp_path, timeout=0.3)


@pytest.mark.parametrize("arguments", [[], ["--pdf", "--brief"]])
def test_one_kind_is_asked_for(arguments: list[str]) -> None:
    result = run.invoke(app, ["export", str(FLAGSHIP), *arguments])
    assert (result.exit_code, result.stderr) == (2, "give one of --pdf, --png and --brief\n")


def test_late_sources_and_failing_checks_are_told(tmp_path: Path) -> None:
    """A source of the flagship is marked stale by hand, then everything is calculated anew."""
    path = Path(shutil.copy(FLAGSHIP, tmp_path))
    cells = StoredWorkbook.of(path).cells.values()
    head = next(cell for cell in cells if cell.sheet == "Sources" and cell.value == "State")
    row = next(cell.row for cell in cells if cell.sheet == "Sources" and cell.value == "overseas_sales")
    late = with_cell(path, f"Sources!{head.address.rstrip('0123456789')}{row}", "stale")
    recalculate(late)
    told = markdown(brief_of(snapshot(late)))
    assert "sources stale or failed: 1 ▲" in told
    assert told.count("Its source is overdue or failed: ◐ derived ▲ late.") == 2  # the two claims on overseas sales
    assert "overdue" not in markdown(brief_of(snapshot(FLAGSHIP)))


def test_the_brief_stands_as_of_the_last_refresh(tmp_path: Path) -> None:
    path = Path(shutil.copy(FLAGSHIP, tmp_path))
    assert "As of 2026-11-22." in brief_of(snapshot(path)).lead
    assert "As of 2027-01-01." in brief_of(snapshot(with_cell(path, "refresh_as_of", 46388.0))).lead

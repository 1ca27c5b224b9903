"""A workbook that is open in Excel is refreshed as its file would be, and left as it was where that cannot be done."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from gapsheet.errors import AccessError, ConflictError, FetchError, UnwritableFileError
from gapsheet.refresh import live, running
from gapsheet.refresh.locking import locked
from gapsheet.refresh.records import Status
from support.openexcel import OpenBook
from support.pywin32stub import windows_xlwings
from support.refreshing import NOW, Answers, Said, access_to, name_cell, run, write_controls

NEW = [{"year": 2021, "value": 10.0}, {"year": 2022, "value": 12.5}, {"year": 2023, "value": 15.0}]


@pytest.fixture(autouse=True)
def one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both writers get the same name for their run."""
    monkeypatch.setattr(running.secrets, "token_hex", lambda size: "0" * 2 * size)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Two years of a series with the user's column, a name over its figures, a headline, and the control tables."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Data"
    for column, head in enumerate(("year", "value", "double", "mine"), start=1):
        page.cell(1, column, head)
    for row, (year, value) in enumerate(((2021, 10.0), (2022, 12.0)), start=2):
        page.cell(row, 1, year)
        page.cell(row, 2, value)
        page.cell(row, 3, f"=B{row}*2")
        page.cell(row, 4, f"=note of {year}" if year == 2021 else f"mine {year}")
    page["D2"].data_type = "s"  # a text, whatever it looks like
    page.add_table(Table(displayName="Figures", ref="A1:D3"))
    name_cell(book, "all_values", "Data!$B$2:$B$3")
    result = book.create_sheet("Result")
    result["A1"] = "=SUM(all_values)"
    name_cell(book, "sum_of_all", "Result!$A$1")
    write_controls(book, [Said("s", "Figures")], [("Sum", "sum_of_all")], logs=True)
    path = tmp_path / "report.xlsx"
    book.save(path)
    return path


def refreshed(book: OpenBook, answers: Answers, **more: Any) -> Any:
    if "access" not in more:
        more["access"] = access_to(Path(book.fullname))
    return live.refresh(book, fetch=answers, now=NOW, as_of=date(2026, 11, 22), **more)


def test_the_open_workbook_ends_as_the_refreshed_file(workbook: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    file = Path(shutil.copy(workbook, tmp_path / "other"))
    run(file, Answers(s=NEW))
    book = OpenBook(workbook)
    refreshed(book, Answers(s=NEW))
    assert book.state() == OpenBook(file).state()
    assert book.sheets["Data"].cells[4, 2] == ("value", 15.0)
    assert book.sheets["Data"].cells[2, 4] == ("text", "=note of 2021")


def test_the_file_itself_is_not_touched_and_the_workbook_as_it_stood_is_kept(workbook: Path) -> None:
    before = workbook.read_bytes()
    outcome = refreshed(OpenBook(workbook), Answers(s=NEW))
    assert workbook.read_bytes() == before
    assert outcome.backup.read_bytes() == before


def test_a_source_that_fails_keeps_its_figures_and_is_stamped(workbook: Path) -> None:
    book = OpenBook(workbook)
    figures = dict(book.sheets["Data"].cells)
    outcome = refreshed(book, Answers(s=FetchError("the server did not answer")))
    assert book.sheets["Data"].cells == figures
    assert outcome.status is Status.FAILED
    assert ("text", Status.FAILED.value) in book.sheets["Sources"].cells.values()


def test_sources_that_nobody_approved_are_not_asked(workbook: Path) -> None:
    book, answers = OpenBook(workbook), Answers(s=NEW)
    before = book.state()
    with pytest.raises(AccessError):
        refreshed(book, answers, access=access_to(workbook, trusted=False))
    assert (book.state(), answers.asked) == (before, [])


def test_two_refreshes_at_once_are_one_too_many(workbook: Path) -> None:
    with locked(workbook), pytest.raises(ConflictError):
        refreshed(OpenBook(workbook), Answers(s=NEW))


@pytest.mark.parametrize("name", ["Book1", "https://cloud/report.xlsx"])
def test_a_workbook_without_a_folder_here_is_refused(workbook: Path, name: str) -> None:
    book = OpenBook(workbook)
    book.fullname = name
    with pytest.raises(UnwritableFileError, match="save the workbook"):
        refreshed(book, Answers(s=NEW), access=access_to(workbook))


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """The button's own way, with sources that answer and are approved."""
    answers = Answers(s=NEW)
    real = live.refresh
    monkeypatch.setattr(
        live, "refresh", lambda book: real(book, fetch=answers, now=NOW, access=access_to(Path(book.fullname)))
    )
    return answers


def test_the_button_tells_what_moved_and_that_undo_does_not_reach_it(workbook: Path, asking: Answers) -> None:
    told = live.refreshed_in_words(OpenBook(workbook))
    assert "Sources: 1 fresh. Figures changed: 2." in told
    assert "Sum" in told
    assert "Undo does not take a refresh back. The workbook as it was:" in told


def test_the_button_leaves_a_workbook_without_sources_to_excel(tmp_path: Path) -> None:
    path = tmp_path / "plain.xlsx"
    openpyxl.Workbook().save(path)
    assert live.refreshed_in_words(OpenBook(path)) == ""


def test_the_button_says_why_nothing_was_done(workbook: Path, asking: Answers) -> None:
    book = OpenBook(workbook)
    book.sheets["Data"].api.ProtectContents = True
    told = live.refreshed_in_words(book)
    assert told.startswith("Nothing was changed. the sheet 'Data' is protected")


def test_the_button_never_raises(workbook: Path, asking: Answers) -> None:
    asking.answers["s"] = RuntimeError("secret 4711")
    told = live.refreshed_in_words(OpenBook(workbook))
    assert told.startswith("The workbook could not be refreshed (RuntimeError)")
    assert "4711" not in told


def test_xlwings_hands_the_workbook_over_and_the_words_back() -> None:
    with windows_xlwings() as windows:
        answer = windows.call_udf("refresh_in_excel", "no workbook", module="gapsheet.refresh.live")
    assert answer[0][0].startswith("The workbook could not be refreshed")

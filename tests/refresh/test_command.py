"""`gapsheet refresh` as a user meets it: a CSV beside the workbook, what is printed, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from gapsheet.cli import app
from gapsheet.recalc import recalculate
from gapsheet.refresh.access import Access
from gapsheet.refresh.book import read_sources
from support.refreshing import Said, name_cell, put_table, table_of, write_controls


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook and its data; the sources are approved."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "approvals"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "approvals"))
    folder = tmp_path / "reports"
    folder.mkdir()
    book = openpyxl.Workbook()
    put_table(book.active, "Sales", ("year", "value"), [(2022, 110.0), (2023, 120.0)])
    book.active["F1"] = "=SUM(B2:B9)/100"
    book.active["F1"].number_format = "0.0%"
    name_cell(book, "total", f"'{book.active.title}'!$F$1")
    write_controls(book, [Said("sales", "Sales", cells={"Threshold": 0.1})], [("total", "total")])
    path = folder / "report.xlsx"
    book.save(path)
    recalculate(path)
    Access.of(path).approvals.add(path, read_sources(path))
    data(path, "2022,110", "2023,121", "2024,130")
    return path


def data(report: Path, *lines: str) -> None:
    report.with_name("sales.csv").write_text("\n".join(["year,value", *lines, ""]), encoding="utf-8")


def refresh(*words: object) -> Result:
    return CliRunner().invoke(app, ["refresh", *map(str, words)])


def test_what_changed_is_told_in_a_few_lines(report: Path) -> None:
    result = refresh(report, "--as-of", "2026-11-22")
    assert result.exit_code == 0, result.output
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[0].startswith(f"{report} refreshed as of 2026-11-22, run 2")
    assert "sales fresh 2024 3 1 1 0 0" in lines
    assert "sales revised 2023 value 120 121 +0.8%" in lines
    assert "sales new observation 2024 value blank 130" in lines
    assert "total 230.0 % → 361.0 %: revision +1.0 pp, time passed (1 year) +121.0 pp, new data +9.0 pp" in lines
    assert lines[-1].startswith("the file as it was: ")
    assert result.stderr == ""


def test_a_dry_run_says_would(report: Path) -> None:
    content = report.read_bytes()
    result = refresh(report, "--dry-run")
    assert (result.exit_code, report.read_bytes()) == (0, content)
    assert "would be refreshed" in result.stdout
    assert "the file as it was" not in result.stdout


def test_json_has_what_the_terminal_shows(report: Path) -> None:
    told = json.loads(refresh(report, "--json", "--as-of", "2026-11-22").stdout)
    assert set(told) == {
        "file",
        "run",
        "time",
        "as_of",
        "version",
        "dry_run",
        "changed",
        "status",
        "backup",
        "sources",
        "changes",
        "headlines",
        "not_calculated",
        "notes",
    }
    assert (told["as_of"], told["changed"], told["status"]) == ("2026-11-22", True, "fresh")
    assert Path(told["backup"]).is_file()
    assert told["changes"][0] == {
        "source": "sales",
        "what": "revised",
        "key": "2023",
        "column": "value",
        "old": 120.0,
        "new": 121.0,
        "percent": pytest.approx(1 / 120),
        "old_vintage": "",
        "new_vintage": "",
        "reason": "",
    }
    assert told["headlines"][0]["unit"] == "fraction"
    assert told["headlines"][0]["effects"] == pytest.approx({"revision": 0.01, "time passed": 1.21, "new data": 0.09})


def test_a_failure_ends_with_status_2_and_the_reason(report: Path) -> None:
    data(report, "2022,abc")
    result = refresh(report)
    assert result.exit_code == 2
    assert "failed: kept old" in result.stdout
    assert "row" in result.stderr
    assert "'abc'" in result.stderr
    assert result.stderr.splitlines()[-1] == "sales failed and kept the old values"


def test_a_reason_on_the_command_line_lets_a_large_revision_in(report: Path) -> None:
    data(report, "2022,220", "2023,120")
    assert refresh(report).exit_code == 2
    assert refresh(report, "--accept", "new survey").exit_code == 0
    assert table_of(report, "Changes")[0]["Reason"] == "new survey"


def test_a_strangers_workbook_asks_nothing(report: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere.xlsx"
    other.write_bytes(report.read_bytes())
    result = refresh(other)
    assert result.exit_code == 1
    assert "nobody has approved" in result.stderr
    assert other.read_bytes() == report.read_bytes()


def test_what_is_no_workbook_is_refused(report: Path) -> None:
    result = refresh(report.with_name("sales.csv"))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


def test_changes_past_twenty_are_counted(report: Path) -> None:
    data(report, "2022,110", "2023,120", *(f"{year},{year}" for year in range(2024, 2050)))
    assert "6 more changes; --json lists all" in refresh(report).stdout


def test_data_do_not_command_the_terminal(report: Path) -> None:
    report.with_name("sales.csv").write_text("year,value\n2022,\x1b[31m110\n", encoding="utf-8")
    result = refresh(report)
    assert result.exit_code == 2
    assert "\x1b" not in result.output


def test_a_refused_file_is_told_only_cures_that_there_are(report: Path) -> None:
    report.with_name(f"~${report.name}").touch()
    result = refresh(report)
    assert result.exit_code == 1
    assert "is open in a spreadsheet program" in result.stderr
    assert "--out" not in result.stderr
    freed = CliRunner().invoke(app, ["recalc", str(report)])
    assert freed.stderr.endswith("close it there; --out names another place\n")

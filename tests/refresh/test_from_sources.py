"""From a source to a figure: what a user types, with real files and a real server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from gapsheet.cli import app
from gapsheet.refresh import trust
from gapsheet.refresh.access import Access
from gapsheet.refresh.configuration import Configuration
from gapsheet.refresh.trust import Approvals
from support import servers
from support.books import read_parts
from support.refreshing import YEARLY, Said, put_table, table_of, write_controls
from support.servers import Page

run = CliRunner()
YEARS = [(2023, 1.0), (2024, 2.0)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folders, none of them the developer's own."""
    monkeypatch.setattr(trust, "approvals_path", lambda: tmp_path / "state" / "approvals.json")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("GAPSHEET_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "config.toml").write_text("", encoding="utf-8")
    return tmp_path


def book(folder: Path, *sources: Said, headers: tuple[str, ...] = ("year", "value")) -> Path:
    made = openpyxl.Workbook()
    write_controls(made, sources)
    for source in sources:
        rows = [(*row, *[None] * (len(headers) - len(row))) for row in YEARS]
        put_table(made.create_sheet(source.table), source.table, headers, rows)
    path = folder / "report.xlsx"
    made.save(path)
    return path


def refreshed(path: Path) -> tuple[int, str]:
    """Refresh a workbook: the exit status, and everything that was printed."""
    result = run.invoke(app, ["refresh", str(path)])
    return result.exit_code, result.output


def values(path: Path, table: str) -> dict[int, float]:
    return {row["year"]: row["value"] for row in table_of(path, table)}


def test_file_is_read_after_it_was_approved(folder: Path) -> None:
    path = book(folder, Said("pay", "Pay"))
    (folder / "pay.csv").write_text("year,value\n2023,1\n2024,2.5\n2025,3\n", encoding="utf-8")
    status, told = refreshed(path)
    assert status != 0
    assert "gapsheet trust report.xlsx" in told
    assert values(path, "Pay") == dict(YEARS)
    assert run.invoke(app, ["trust", str(path), "--yes"]).exit_code == 0
    refreshed(path)
    assert values(path, "Pay") == {2023: 1, 2024: 2.5, 2025: 3}


def test_workbook_does_not_tell_the_folders_of_its_user(folder: Path) -> None:
    query = {"Kind": "query", "Location": "bad.parquet", "Query": "SELECT * FROM data"}
    path = book(folder, Said("pay", "Pay"), Said("hours", "Hours"), Said("rents", "Rents", cells=query))
    (folder / "hours.csv").write_text("year,value\n" + "2023,7\n" * 400_000, encoding="utf-8")
    (folder / "bad.parquet").write_bytes(b"PAR1 nothing PAR1")
    (folder / "config.toml").write_text("[limits]\nmegabytes = 1\n", encoding="utf-8")
    run.invoke(app, ["trust", str(path), "--yes"])
    refreshed(path)
    told = {row["Source"]: row["Message"] for row in table_of(path, "Sources")}
    assert told["pay"] == "source pay: there is no file pay.csv; it is looked for in the workbook's folder"
    assert told["hours"].startswith("source hours: hours.csv has more than 1 megabytes")
    assert "bad.parquet" in told["rents"]
    assert not [part for part, content in read_parts(path).items() if str(folder).encode() in content]


def test_text_that_looks_like_a_formula_reaches_the_sheet_as_text(folder: Path) -> None:
    columns = (("year", "period", "integer"), ("value", "text", "text"))
    path = book(folder, Said("pay", "Pay", columns=columns))
    (folder / "pay.csv").write_text(
        'year,value\n2023,"=HYPERLINK(""http://evil.example"")"\n2024,@x\n', encoding="utf-8"
    )
    run.invoke(app, ["trust", str(path), "--yes"])
    refreshed(path)
    rows = {row["year"]: row["value"] for row in table_of(path, "Pay")}
    assert rows == {2023: '=HYPERLINK("http://evil.example")', 2024: "@x"}
    cells = [cell for row in openpyxl.load_workbook(path)["Pay"].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_server_that_fails_leaves_the_old_figures_and_the_other_source_goes_on(folder: Path) -> None:
    made = servers.authority(folder)
    with servers.running(made.context) as server:
        server.pages["/hours.csv"] = Page(b"<html>", "text/html")
        web = {"Kind": "https csv", "Location": f"https://localhost:{server.port}/hours.csv"}
        path = book(folder, Said("pay", "Pay"), Said("hours", "Hours", cells=web))
        (folder / "pay.csv").write_text("year,value\n2023,1\n2024,2\n2025,3\n", encoding="utf-8")
        (folder / "config.toml").write_text(
            f'certificates = "{made.pem}"\n[hosts]\nprivate = ["localhost"]\n', encoding="utf-8"
        )
        run.invoke(app, ["trust", str(path), "--yes"])
        status, told = refreshed(path)
        assert status != 0
        assert "text/html" in told
        assert (values(path, "Pay"), values(path, "Hours")) == ({2023: 1, 2024: 2, 2025: 3}, dict(YEARS))
        server.pages["/hours.csv"] = Page(b"year,value\n2023,7\n2024,8\n")
        refreshed(path)
        assert values(path, "Hours") == {2023: 7, 2024: 8}


def test_strangers_workbook_sends_nothing(folder: Path) -> None:
    made = servers.authority(folder)
    with servers.running(made.context) as server:
        server.pages["/pay.csv"] = Page(b"year,value\n2023,7\n")
        web = {"Kind": "https csv", "Location": f"https://localhost:{server.port}/pay.csv"}
        path = book(folder, Said("pay", "Pay", cells=web))
        (folder / "config.toml").write_text('[hosts]\nprivate = ["localhost"]\n', encoding="utf-8")
        assert refreshed(path)[0] != 0
        assert server.pages.requests == []


PUBLISHER = ("publisher", "text", "text", None, None, None, None, "World Bank")


def test_a_constant_of_the_sheet_fills_its_column(folder: Path) -> None:
    path = book(folder, Said("pay", "Pay", columns=(*YEARLY, PUBLISHER)), headers=("year", "value", "publisher"))
    (folder / "pay.csv").write_text("year,value\n2023,1\n2024,2\n", encoding="utf-8")
    run.invoke(app, ["trust", str(path), "--yes"])
    assert refreshed(path)[0] == 0
    assert [row["publisher"] for row in table_of(path, "Pay")] == ["World Bank", "World Bank"]


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (("value", "value", "number", *PUBLISHER[3:]), "may stand only where the role is definition, vintage or text"),
        (("year", "period", "integer", *PUBLISHER[3:]), "may stand only where the role is definition, vintage or text"),
    ],
)
def test_a_figure_is_never_a_constant(folder: Path, column: tuple[object, ...], told: str) -> None:
    others = tuple(other for other in YEARLY if other[0] != column[0])
    path = book(folder, Said("pay", "Pay", columns=(*others, column)))
    (folder / "pay.csv").write_text("year,value\n2023,1\n", encoding="utf-8")
    run.invoke(app, ["trust", str(path), "--yes"])
    status, said = refreshed(path)
    assert status != 0
    assert told in " ".join(said.split())


def test_messages_lose_the_folders_of_this_machine_and_nothing_else(folder: Path) -> None:
    shared = folder.parent / "shared"
    configuration = replace(Configuration(), folders=(shared,))
    access = Access(folder / "report.xlsx", configuration, Approvals(folder / "approvals.json"))
    told = f"'{folder}/a/b.csv', {shared}/c.csv, https://localhost{folder}/d.csv and {Path.home()}/e.csv differ"
    left = f"'a/b.csv', c.csv, https://localhost{folder}/d.csv and ~/e.csv differ"
    assert access.without_folders(told) == left
    relative = replace(access, workbook=Path("report.xlsx"))
    assert relative.without_folders("../x.csv, ./y.csv") == "../x.csv, ./y.csv"

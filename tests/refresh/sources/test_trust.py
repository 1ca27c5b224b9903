"""Approvals: what they cover, where they are kept, and the command that shows sources and asks."""

from __future__ import annotations

import re
import socket
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from gapsheet.cli import app
from gapsheet.errors import AccessError, SourceError
from gapsheet.refresh import trust
from gapsheet.refresh.access import Access
from gapsheet.refresh.records import Kind
from gapsheet.refresh.sources import fetch
from gapsheet.refresh.sources.description import description
from gapsheet.refresh.trust import Approvals, needs_approval
from support.refreshing import Said, put_table, write_controls
from support.sources import access, source

PAY = source(Kind.HTTP_CSV, "https://data.example.org/pay.csv", secret="PAY_KEY")
run = CliRunner()


@pytest.fixture
def approvals(tmp_path: Path) -> Approvals:
    return Approvals(tmp_path / "state" / "approvals.json")


def test_approval_covers_the_source_in_its_folder(approvals: Approvals, tmp_path: Path) -> None:
    report = tmp_path / "report.xlsx"
    assert (report, PAY) not in approvals
    approvals.add(report, [PAY])
    assert (report, PAY) in approvals
    assert (report, PAY) in Approvals(tmp_path / "state" / "approvals.json")
    assert (tmp_path / "report_september.xlsx", PAY) in approvals
    assert (tmp_path / "received" / "report.xlsx", PAY) not in approvals


@pytest.mark.parametrize(
    "changed",
    [
        {"location": "https://data.example.org/pay.csv?all"},
        {"query": "delimiter=;"},
        {"secret": "OTHER_KEY"},
        {"kind": Kind.HTTP_JSON},
    ],
)
def test_changed_source_asks_again(approvals: Approvals, tmp_path: Path, changed: dict[str, object]) -> None:
    approvals.add(tmp_path / "report.xlsx", [PAY])
    now = replace(PAY, **changed)  # type: ignore[arg-type]
    assert (tmp_path / "report.xlsx", now) not in approvals
    earlier = approvals.earlier(tmp_path / "report.xlsx", now)
    assert earlier is not None
    assert earlier.fingerprint == PAY.fingerprint


@pytest.mark.parametrize("changed", [{"id": "wages"}, {"table": "T2"}, {"expected": "monthly"}, {"reason": "why"}])
def test_what_sends_nothing_else_needs_no_new_approval(
    approvals: Approvals, tmp_path: Path, changed: dict[str, str]
) -> None:
    approvals.add(tmp_path / "report.xlsx", [PAY])
    assert (tmp_path / "report.xlsx", replace(PAY, **changed)) in approvals  # type: ignore[arg-type]


def test_approval_is_taken_back_for_one_workbook(approvals: Approvals, tmp_path: Path) -> None:
    other = source(Kind.CSV, "other.csv")
    approvals.add(tmp_path / "report.xlsx", [PAY])
    approvals.add(tmp_path / "second.xlsx", [other])
    assert [gone.source for gone in approvals.revoke(tmp_path / "report.xlsx", [])] == ["pay"]
    assert (tmp_path / "report.xlsx", PAY) not in approvals
    assert (tmp_path / "second.xlsx", other) in approvals


def test_link_to_a_workbook_is_the_workbook(approvals: Approvals, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "report.xlsx").write_bytes(b"")
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "real" / "report.xlsx")
    approvals.add(tmp_path / "link.xlsx", [PAY])
    assert (tmp_path / "real" / "report.xlsx", PAY) in approvals


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"approvals": [1]}', '{"approvals": [{"folder": "/"}]}', "\xff"])
def test_damaged_list_approves_nothing(approvals: Approvals, tmp_path: Path, content: str) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "approvals.json").write_bytes(content.encode("latin-1"))
    with pytest.raises(AccessError, match="cannot be read; delete it"):
        assert (tmp_path / "report.xlsx", PAY) not in approvals


def test_only_gapsheets_own_data_need_no_approval() -> None:
    assert not needs_approval(source(Kind.CSV, "gapsheet:pay.csv"))
    assert needs_approval(source(Kind.CSV, "pay.csv"))
    assert needs_approval(source(Kind.QUERY, "gapsheet:pay.csv"))
    assert needs_approval(source(Kind.HTTP_CSV, "gapsheet:pay.csv"))


# What is shown


def test_everything_that_is_sent_is_shown(tmp_path: Path) -> None:
    lines = description(PAY, access(tmp_path))
    assert lines == (
        "pay: https csv",
        "  location: https://data.example.org/pay.csv",
        "  asks: data.example.org",
        "  sends: GET /pay.csv",
        "  secret: PAY_KEY, for data.example.org; your configuration binds it to no host",
    )


@pytest.mark.parametrize(
    ("shown", "line"),
    [
        (
            source(Kind.WORLD_BANK, "https://api.worldbank.org/v2", "country=JPN indicator=NY.GDP.MKTP.CD"),
            "  sends: GET /v2/country/JPN/indicator/NY.GDP.MKTP.CD?format=json&per_page=20000&page=1",
        ),
        (
            source(Kind.ESTAT, "https://api.e-stat.go.jp/rest/3.0/app/json", "statsDataId=1", "ID"),
            "  sends: GET /rest/3.0/app/json/getStatsData?statsDataId=1",
        ),
        (source(Kind.SDMX, "ECB", "EXR/M"), "  asks: data-api.ecb.europa.eu"),
        (
            source(Kind.DATABASE, "postgresql+psycopg://reader@db.example.org/pay", "SELECT 1"),
            "  asks: db.example.org, as the user reader",
        ),
        (source(Kind.CSV, "gapsheet:pay.csv"), "  reads: gapsheet's own data; needs no approval"),
        (
            source(Kind.HTTP_CSV, "http://data.example.org/pay.csv"),
            "  cannot be read as it stands: source pay: http://data.example.org/pay.csv is asked without encryption; "
            'write https, or, if there is none, plain = ["data.example.org"] under [hosts] in your configuration',
        ),
        (source(Kind.DATABASE, "postgresql://db.example.org/pay", "DROP TABLE x"), "  cannot be read as it stands: "
         "source pay: its query is to be one SELECT and nothing else; take the rest out"),
    ],
)  # fmt: skip
def test_each_kind_says_whom_it_asks(tmp_path: Path, shown: object, line: str) -> None:
    assert line in description(shown, access(tmp_path))  # type: ignore[arg-type]


def test_files_are_said_to_send_nothing(tmp_path: Path) -> None:
    for kind, location in ((Kind.CSV, "a.csv"), (Kind.QUERY, "a.csv"), (Kind.DATABASE, "sqlite:///a.db")):
        lines = description(source(kind, location, "SELECT 1"), access(tmp_path))
        assert "sends nothing" in lines[-1]
        assert str(tmp_path) in lines[-1]


def test_a_file_out_of_reach_is_said_before_it_is_approved(tmp_path: Path) -> None:
    lines = description(source(Kind.CSV, "../pay.csv"), access(tmp_path))
    assert lines[-1].startswith(
        "  cannot be read as it stands: source pay: ../pay.csv leads out of the folders that may be read"
    )


@pytest.mark.parametrize(
    ("kind", "location", "where"),
    [
        (Kind.HTTP_CSV, "https://127.0.0.1/pay.csv", "127.0.0.1 leads to 127.0.0.1"),
        (Kind.HTTP_JSON, "https://127.1:8443/pay", "127.1:8443 leads to 127.0.0.1"),
        (Kind.HTTP_CSV, "https://[::1]/pay.csv", r"\[::1\] leads to ::1"),
        (Kind.HTTP_CSV, "https://10.1.2.3/pay.csv", "10.1.2.3 leads to 10.1.2.3"),
        (Kind.HTTP_CSV, "https://localhost/pay.csv", "localhost leads to 127.0.0.1"),
        (Kind.SDMX, "https://192.168.1.4/rest", "192.168.1.4 leads to 192.168.1.4"),
        (Kind.DATABASE, "postgresql+psycopg://reader@169.254.169.254/pay", "169.254.169.254 leads to 169.254.169.254"),
    ],
)
def test_a_server_out_of_reach_is_said_before_it_is_approved(
    tmp_path: Path, kind: Kind, location: str, where: str
) -> None:
    asked = source(kind, location, {Kind.SDMX: "FLOW/KEY", Kind.DATABASE: "SELECT 1"}.get(kind, ""))
    last = description(asked, access(tmp_path))[-1]
    assert re.match(f"  cannot be read as it stands: source pay: {where}, which is on this computer or in your", last)
    host = where.partition(" leads")[0].replace("\\", "")
    allowed = description(asked, access(tmp_path, private_hosts=frozenset({host})))
    assert not any("cannot be read" in line for line in allowed)


def test_no_name_is_looked_up_to_describe_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = socket.getaddrinfo

    def looked_up(*arguments: object, flags: int = 0, **named: object) -> object:
        assert flags & socket.AI_NUMERICHOST, "a name would be looked up"
        return usual(*arguments, flags=flags, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    assert "  asks: data.example.org" in description(PAY, access(tmp_path))


@pytest.mark.parametrize("sign", ["\x1b[2K", "\r", "\u202e", "\u200b", "\x07", "\x08"])
def test_sign_that_could_hide_something_is_shown_as_its_code(tmp_path: Path, sign: str) -> None:
    hidden = replace(PAY, id=f"pay{sign}", location=f"https://a.example/{sign}x", query=f"{sign}q")
    assert all(line.isprintable() for line in description(hidden, access(tmp_path)))


def test_long_query_is_shown_to_its_end(tmp_path: Path) -> None:
    query = "\n".join(f"SELECT {number}" for number in range(200)) + "\n-- the end"
    assert "       : -- the end" in description(source(Kind.QUERY, "a.csv", query), access(tmp_path))


def test_message_of_a_failed_source_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    hostile = replace(source(Kind.CSV, "\x1b[2Kpay.csv"), id="pay\u202e")
    with pytest.raises(SourceError) as failed:
        fetch(hostile, access(tmp_path, hostile))
    assert str(failed.value).isprintable()


# The command


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook with two sources that are on, one that is off, and one of gapsheet's own."""
    made = openpyxl.Workbook()
    web = {"Kind": "https csv", "Location": "https://data.example.org/pay.csv"}
    write_controls(
        made,
        [
            Said("pay", "Pay", cells=web),
            Said("hours", "Hours"),
            Said("later", "Later", cells={**web, "On": "no"}),
            Said("own", "Own", cells={"Location": "gapsheet:own.csv"}),
        ],
    )
    for name in ("Pay", "Hours", "Later", "Own"):
        put_table(made.create_sheet(name), name, ("year", "value"), [(2024, 1)])
    path = tmp_path / "report.xlsx"
    made.save(path)
    monkeypatch.setattr(trust, "approvals_path", lambda: tmp_path / "state" / "approvals.json")
    monkeypatch.delenv("GAPSHEET_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return path


def approved(book: Path) -> list[str]:
    from gapsheet.refresh.book import read_sources

    allowed = Access.of(book)
    return [source.id for source in read_sources(book) if source.on and allowed.is_approved(source)]


def test_command_shows_sources_and_asks_about_each(book: Path) -> None:
    before = book.read_bytes()
    result = run.invoke(app, ["trust", str(book)], input="y\nn\n")
    assert "pay: https csv" in result.output
    assert "  asks: data.example.org" in result.output
    assert "later: https csv, switched off" in result.output
    assert (result.exit_code, approved(book)) == (2, ["pay", "own"])
    assert result.output.count("approve it?") == 2
    assert "not approved or described wrongly: hours" in result.output
    assert book.read_bytes() == before


def test_command_shows_the_signs_hidden_in_the_name_of_a_source(book: Path) -> None:
    made = openpyxl.load_workbook(book)
    for cell in (cell for page in made for row in page for cell in row if cell.value == "hours"):
        cell.value = "hours\u202e"
    made.save(book)
    refused = run.invoke(app, ["trust", str(book)], input="n\nn\n")
    assert refused.stderr == "not approved or described wrongly: pay, hours\\x202e\n"
    run.invoke(app, ["trust", str(book), "--yes"])
    revoked = run.invoke(app, ["trust", str(book), "--revoke"])
    assert "no longer approved: hours\\x202e, approved" in revoked.output
    assert "\u202e" not in refused.output + revoked.output


def test_a_source_described_wrongly_does_not_keep_the_others_from_approval(book: Path) -> None:
    made = openpyxl.load_workbook(book)
    page = made["Source columns"]
    assert (page["A2"].value, page["B2"].value, page["D2"].value) == ("pay", "year", "period")
    page["D2"] = "perid"
    made.save(book)
    result = run.invoke(app, ["trust", str(book), "--yes"])
    assert "pay: described wrongly" in result.output
    assert "source pay: column year in SourceColumns: its column Role holds 'perid'; it may hold key," in result.output
    assert "not approved or described wrongly: pay" in result.stderr
    page["D2"] = "period"
    made.save(book)
    assert (result.exit_code, approved(book)) == (2, ["hours", "own"])


def test_command_does_not_ask_twice(book: Path) -> None:
    run.invoke(app, ["trust", str(book)], input="y\ny\n")
    result = run.invoke(app, ["trust", str(book)])
    assert result.exit_code == 0
    assert "approve it?" not in result.output


def test_command_does_not_approve_what_cannot_be_read(book: Path) -> None:
    made = openpyxl.load_workbook(book)
    page = made["Sources"]
    cell = next(cell for row in page.iter_rows() for cell in row if cell.value == "https://data.example.org/pay.csv")
    cell.value = "https://127.0.0.1/pay.csv"
    made.save(book)
    result = run.invoke(app, ["trust", str(book), "--yes"])
    assert (result.exit_code, approved(book)) == (2, ["hours", "own"])
    assert "  cannot be read as it stands: source pay: 127.0.0.1 leads to" in result.output
    assert "  not approved: mend that first" in result.output
    assert result.output.count("  approved\n") == 1  # the other one


def test_command_approves_what_is_on_when_told_so(book: Path) -> None:
    result = run.invoke(app, ["trust", str(book), "--yes"])
    assert (result.exit_code, approved(book)) == (0, ["pay", "hours", "own"])
    stored = (book.parent / "state" / "approvals.json").read_text(encoding="utf-8")
    assert '"later"' not in stored


def test_command_without_an_answer_approves_nothing(book: Path) -> None:
    result = run.invoke(app, ["trust", str(book)], input="")
    assert result.exit_code != 0
    assert approved(book) == ["own"]


def test_command_says_that_a_source_has_changed(book: Path) -> None:
    run.invoke(app, ["trust", str(book), "--yes"])
    made = openpyxl.load_workbook(book)
    page = made["Sources"]
    cell = next(cell for row in page.iter_rows() for cell in row if cell.value == "https://data.example.org/pay.csv")
    cell.value = "https://evil.example.org/pay.csv"
    made.save(book)
    assert approved(book) == ["hours", "own"]
    result = run.invoke(app, ["trust", str(book)], input="n\n")
    assert "  asks: evil.example.org" in result.output
    assert "changed since it was approved" in result.output


def test_command_takes_approvals_back(book: Path) -> None:
    run.invoke(app, ["trust", str(book), "--yes"])
    result = run.invoke(app, ["trust", str(book), "--revoke"])
    assert result.exit_code == 0
    assert "no longer approved: pay" in result.output
    assert approved(book) == ["own"]
    assert "nothing was approved" in run.invoke(app, ["trust", str(book), "--revoke"]).output


def test_command_on_something_else_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    result = run.invoke(app, ["trust", str(tmp_path / "a.xlsx")])
    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 1

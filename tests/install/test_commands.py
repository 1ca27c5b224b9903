"""install, uninstall and doctor as typed: what is printed, and the status."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gapsheet.cli import app
from gapsheet.install import contents, machine
from support.windows import Computer, computer

run = CliRunner()


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    """The command line on a Windows computer, with small files in place of the real ones."""
    user = computer(tmp_path / "ana")
    monkeypatch.setenv("APPDATA", str(user.profile.roaming))
    monkeypatch.setenv("LOCALAPPDATA", str(user.profile.local))
    monkeypatch.setenv("USERPROFILE", str(user.profile.user))
    monkeypatch.setattr(machine, "this_machine", lambda: user.windows)
    makers = user.makers()
    monkeypatch.setattr(contents, "Makers", lambda: makers)
    return user


def test_install_tells_what_it_wrote_and_what_to_do_next(user: Computer) -> None:
    result = run.invoke(app, ["install"])
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert f"wrote {user.profile.addin}" in lines
    assert lines[-1].startswith("Start Excel and type =WAGE_GAP(1966,2730) into a cell.")
    assert run.invoke(app, ["install"]).stdout.startswith("nothing to do: everything is installed and current\n")


def test_a_dry_run_speaks_of_what_it_would_do(user: Computer) -> None:
    result = run.invoke(app, ["install", "--dry-run"])
    assert f"would write {user.profile.addin}\n" in result.stdout
    assert not user.profile.addin.exists()


def test_install_as_json_is_json_and_nothing_else(user: Computer) -> None:
    told = json.loads(run.invoke(app, ["install", "--json"]).stdout)
    assert {"action": "write", "path": str(user.profile.addin), "detail": ""} in told["changes"]
    assert told["dry_run"] is False


def test_uninstall_tells_what_it_removed(user: Computer) -> None:
    run.invoke(app, ["install"])
    result = run.invoke(app, ["uninstall"])
    assert (result.exit_code, f"removed {user.profile.addin}\n" in result.stdout) == (0, True)
    assert run.invoke(app, ["uninstall"]).stdout == "nothing to remove: gapsheet is not installed in Excel\n"


def test_doctor_ends_with_status_1_as_long_as_something_fails(user: Computer) -> None:
    result = run.invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert f"fail    add-in: {user.profile.addin} is missing\n        cure: gapsheet install\n" in result.stdout
    python = user.windows.interpreter
    user.windows.files |= {python, rf"C:\Python\xlwings64-{contents.xlwings_version()}.dll"}
    run.invoke(app, ["install"])
    assert run.invoke(app, ["doctor"]).exit_code == 0


def test_doctor_as_json_is_a_list_of_findings(user: Computer) -> None:
    told = json.loads(run.invoke(app, ["doctor", "--json"]).stdout)
    assert {frozenset(finding) for finding in told} == {frozenset({"check", "status", "detail", "cure"})}
    assert {finding["status"] for finding in told} <= {"ok", "warn", "fail", "unknown"}
    assert [finding["cure"] for finding in told if finding["check"] == "add-in"] == ["gapsheet install"]


def test_what_is_in_the_way_is_one_line_and_status_1(user: Computer) -> None:
    user.profile.home.write_bytes(b"mine")
    for command in ("install", "install --dry-run", "install --json"):
        result = run.invoke(app, command.split())
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
        assert "is a file, and a folder is needed there" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="this is about the other systems")
@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_other_systems_are_told_what_works_there(command: str) -> None:
    result = run.invoke(app, [command])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert "gapsheet build, recalc and eval" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="this is about the other systems")
def test_doctor_on_other_systems_says_so(tmp_path: Path) -> None:
    result = run.invoke(app, ["doctor", str(tmp_path / "none.xlsm")])
    assert result.exit_code == 1
    assert "installs into Excel on Windows only" in result.stdout
    assert "there is no file" in result.stdout


@pytest.mark.parametrize("command", ["install", "uninstall", "doctor"])
def test_help_shows_an_example(command: str) -> None:
    assert f"Example: gapsheet {command}" in run.invoke(app, [command, "--help"]).stdout

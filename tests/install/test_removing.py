"""Uninstalling: nothing of gapsheet's stays, nothing of the user's goes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from gapsheet.errors import AddinInUseError, InstallError, UnsupportedSystemError
from support.windows import Computer, Killed, computer

CONFIGURATION = ".xlwings/xlwings.conf"
FOREIGN = {
    "an open last line": b'"A","\x81\xff"\n\n# note\n"B","2"',
    "line ends of Windows": b'"A","1"\r\n',
    "an empty file": b"",
    "a byte order mark": b'\xef\xbb\xbf"A","1"',
}


@pytest.fixture
def user(tmp_path: Path) -> Computer:
    return computer(tmp_path / "Users" / "ana")


def test_everything_goes_and_no_folder_stays_behind(user: Computer) -> None:
    folders = user.folders()
    user.install()
    outcome = user.uninstall()
    assert (user.files(), user.folders()) == ({}, folders)
    assert {(change.action, change.path.name) for change in outcome.changes} == {
        ("remove", "gapsheet.xlam"),
        ("remove", "xlwings.conf"),
        ("remove", "wage_gap.xlsx"),
        ("remove", "selfcheck.xlsx"),
        ("remove", "FUNCTIONS.md"),
    }


def test_folders_that_installing_made_for_excel_go_too(tmp_path: Path) -> None:
    user = computer(tmp_path / "new")
    user.profile.xlstart.rmdir()
    user.profile.xlstart.parent.rmdir()
    folders = user.folders()
    user.install()
    user.uninstall()
    assert user.folders() == folders


@pytest.mark.parametrize("before", FOREIGN.values(), ids=FOREIGN)
def test_the_configuration_is_byte_for_byte_as_it_was(user: Computer, before: bytes) -> None:
    user.configured(before)
    user.install()
    user.uninstall()
    assert user.files() == {CONFIGURATION: before}


def test_what_others_added_to_our_file_meanwhile_stays(user: Computer) -> None:
    user.install()
    with open(user.profile.configuration, "ab") as stream:
        stream.write(b'"LICENSE_KEY","abc"\n')
    user.uninstall()
    assert user.files() == {CONFIGURATION: b'"LICENSE_KEY","abc"\n'}


def test_a_copy_of_a_configuration_that_has_changed_since_is_kept_and_named(user: Computer) -> None:
    user.configured(b'"A","1"\r\n')
    user.install()
    user.configured(b'"A","2"\r\n')
    outcome = user.uninstall()
    backup = f"{CONFIGURATION}.before-gapsheet-20261122-120000"
    assert user.files() == {CONFIGURATION: b'"A","2"\r\n', backup: b'"A","1"\r\n'}
    assert [(change.action, change.path.name) for change in outcome.changes if change.action == "keep"] == [
        ("keep", "xlwings.conf.before-gapsheet-20261122-120000")
    ]


def test_the_copies_of_several_updates_go(user: Computer) -> None:
    user.configured(b'"A","1"\r\n')
    user.install()
    for year in (2027, 2028):
        text = user.profile.configuration.read_bytes()
        user.profile.configuration.write_bytes(
            text.replace(b'"GAPSHEET_VERSION"', f'"GAPSHEET_{"AB"[year % 2]}"'.encode())
        )
        user.install(now=datetime(year, 1, 1))
    assert len(user.files()) == 9
    user.uninstall()
    assert user.files() == {CONFIGURATION: b'"A","1"\r\n'}


def test_files_of_the_user_stay_and_are_named(user: Computer) -> None:
    user.install()
    user.profile.path("templates/wage_gap.xlsx").write_bytes(b"my figures")
    (user.profile.templates / "mine.xlsx").write_bytes(b"mine")
    (user.profile.home / "notes.txt").write_bytes(b"notes")
    (user.profile.xlstart / "PERSONAL.XLSB").write_bytes(b"personal")
    outcome = user.uninstall()
    home = "AppData/Local/gapsheet"
    assert user.files() == {
        f"{home}/templates/wage_gap.xlsx": b"my figures",
        f"{home}/templates/mine.xlsx": b"mine",
        f"{home}/notes.txt": b"notes",
        "AppData/Roaming/Microsoft/Excel/XLSTART/PERSONAL.XLSB": b"personal",
    }
    kept = {change.path.name for change in outcome.changes if change.action == "keep"}
    assert kept == {"wage_gap.xlsx", "mine.xlsx", "notes.txt"}


def test_logs_go_and_other_files_beside_them_stay(user: Computer) -> None:
    user.install()
    user.profile.logs.mkdir()
    for name in ("excel.log", "excel.log.old", "gapsheet.log", "gapsheet.log.1", "gapsheet.log.txt"):
        (user.profile.logs / name).write_bytes(b"line")
    user.uninstall()
    assert list(user.files()) == ["AppData/Local/gapsheet/log/gapsheet.log.txt"]


def test_without_an_installation_there_is_nothing_to_remove(user: Computer) -> None:
    user.configured(b'"A","1"')
    before = user.files()
    assert user.uninstall().changes == ()
    assert user.files() == before


def test_an_installation_killed_before_any_step_is_removed_whole(tmp_path: Path) -> None:
    counted = computer(tmp_path / "counted")
    counted.configured(b'"A","1"')
    counted.install()
    for stop_at in range(len(counted.made)):
        user = computer(tmp_path / f"user {stop_at}")
        user.configured(b'"A","1"')
        folders = user.folders()
        with pytest.raises(Killed):
            user.install(stop_at=stop_at)
        user.uninstall()
        assert (user.files(), user.folders()) == ({CONFIGURATION: b'"A","1"'}, folders)


def test_a_removal_killed_before_any_step_is_completed_by_the_next(tmp_path: Path) -> None:
    counted = computer(tmp_path / "counted")
    counted.install()
    counted.made.clear()
    counted.uninstall()
    steps = len(counted.made)
    for stop_at in range(steps):
        user = computer(tmp_path / f"user {stop_at}")
        folders = user.folders()
        user.install()
        with pytest.raises(Killed):
            user.uninstall(stop_at=stop_at)
        user.uninstall()
        assert (user.files(), user.folders()) == ({}, folders)
    assert steps >= 5


def test_without_its_record_templates_are_taken_for_the_users(user: Computer) -> None:
    user.install()
    user.profile.record.unlink()
    outcome = user.uninstall()
    kept = {change.path.name for change in outcome.changes if change.action == "keep"}
    assert kept == {"wage_gap.xlsx", "selfcheck.xlsx"}
    assert set(user.files()) == {
        "AppData/Local/gapsheet/templates/wage_gap.xlsx",
        "AppData/Local/gapsheet/templates/selfcheck.xlsx",
        CONFIGURATION,  # nobody knows any more whose it was; it is empty
    }
    assert user.profile.configuration.read_bytes() == b""


def test_an_addin_that_excel_has_open_is_refused_before_any_change(user: Computer) -> None:
    user.install()
    before = user.files()
    user.windows.in_use.add(user.profile.addin)
    with pytest.raises(AddinInUseError, match="close all Excel windows"):
        user.uninstall()
    assert user.files() == before


def test_a_file_that_may_not_be_removed_is_named_with_the_cure(user: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    user.install()
    unlink = Path.unlink

    def refusing(path: Path, missing_ok: bool = False) -> None:
        if path.name == "selfcheck.xlsx":
            raise PermissionError(13, os.strerror(13), str(path))
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", refusing)
        with pytest.raises(InstallError, match=r"selfcheck.xlsx cannot be changed.*run the command again"):
            user.uninstall()
    user.uninstall()
    assert user.files() == {}


def test_other_systems_have_nothing_to_remove(user: Computer) -> None:
    user.windows.system = "Linux"
    with pytest.raises(UnsupportedSystemError, match="this is Linux"):
        user.uninstall()


def test_after_removing_it_can_be_installed_again(user: Computer) -> None:
    user.install()
    before = user.files()
    user.uninstall()
    replace(user).install()
    assert user.files() == before


@pytest.mark.parametrize("name", ["unlink", "rmdir"])
def test_a_removal_killed_at_any_file_or_folder_is_completed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    call, killed = getattr(Path, name), 0
    for stop_at in range(100):
        user = computer(tmp_path / f"user {stop_at}")
        folders = user.folders()
        user.install()
        count = iter(range(1000))

        def dying(path: Path, *, last: int = stop_at, calls: Iterator[int] = count, **options: bool) -> None:
            if next(calls) == last:
                raise Killed
            call(path, **options)

        with monkeypatch.context() as broken:
            broken.setattr(Path, name, dying)
            try:
                user.uninstall()
            except Killed:
                killed += 1
            else:
                break
        user.uninstall()
        assert (user.files(), user.folders()) == ({}, folders)
    assert killed == {"unlink": 6, "rmdir": 3}[name]  # five files and the record; templates, gapsheet, .xlwings

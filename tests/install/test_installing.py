"""Installing into a user's folders: fresh, again, over an older version, interrupted, and with things in the way."""

from __future__ import annotations

import errno
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from importlib import metadata
from pathlib import Path

import pytest
from openpyxl import load_workbook

from gapsheet import __version__
from gapsheet.errors import AddinInUseError, ConfigurationError, InstallError, UnsupportedSystemError
from gapsheet.install import contents as install_contents
from gapsheet.install import installing
from gapsheet.install.profile import Profile
from gapsheet.templates import TEMPLATES
from support.windows import NOON, PYTHON, Computer, Killed, computer

XLWINGS = metadata.version("xlwings")
ADDIN = "AppData/Roaming/Microsoft/Excel/XLSTART/gapsheet.xlam"
HOME = "AppData/Local/gapsheet"
CONFIGURATION = ".xlwings/xlwings.conf"
BACKUP = "xlwings.conf.before-gapsheet-20261122-120000"
FOREIGN = b'"INTERPRETER_WIN","D:\\\x83\x5c\\py.exe"\n\n"LICENSE_KEY","abc"'


@pytest.fixture
def user(tmp_path: Path) -> Computer:
    return computer(tmp_path / "Users" / "ana")


def keys(user: Computer, line_end: bytes = b"\r\n", xlwings: str = XLWINGS) -> bytes:
    """The lines that VBA reads, as the contract between the halves has them."""
    lines = [
        rf'"GAPSHEET_INTERPRETER_WIN","{PYTHON}"',
        '"GAPSHEET_UDF_MODULES","gapsheet.hosts.windows"',
        f'"GAPSHEET_XLWINGS_VERSION","{xlwings}"',
        f'"GAPSHEET_VERSION","{__version__}"',
        f'"GAPSHEET_TEMPLATES","{user.profile.user}/AppData/Local/gapsheet/templates"',
    ]
    return b"".join(line.encode("cp1252") + line_end for line in lines)


def without_record(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if name != f"{HOME}/installed.json"}


def installed(user: Computer) -> dict[str, bytes]:
    """Every file of a fresh installation, with what is in it."""
    return {
        ADDIN: b"add-in 1",
        f"{HOME}/FUNCTIONS.md": b"# Functions\n",
        f"{HOME}/templates/wage_gap.xlsx": b"wage gap 1",
        f"{HOME}/templates/selfcheck.xlsx": b"checks 1",
        CONFIGURATION: keys(user),
    }


def test_a_fresh_installation_puts_every_file_in_its_place(user: Computer) -> None:
    outcome = user.install()
    assert without_record(user.files()) == installed(user)
    assert {(change.action, change.path.name) for change in outcome.changes} == {
        ("write", "gapsheet.xlam"),
        ("write", "FUNCTIONS.md"),
        ("write", "wage_gap.xlsx"),
        ("write", "selfcheck.xlsx"),
        ("write", "xlwings.conf"),
    }


def test_folders_that_excel_has_not_made_yet_are_made(tmp_path: Path) -> None:
    user = computer(tmp_path / "new")
    user.profile.xlstart.rmdir()
    user.profile.xlstart.parent.rmdir()
    user.install()
    assert without_record(user.files()) == installed(user)


def test_a_second_run_changes_nothing(user: Computer) -> None:
    user.configured(FOREIGN)
    user.install()
    before = user.files()
    assert user.install(now=datetime(2027, 1, 1)).changes == ()
    assert user.files() == before


def test_a_dry_run_tells_the_same_and_changes_nothing(user: Computer) -> None:
    user.configured(FOREIGN)
    before, folders = user.files(), user.folders()
    planned = user.install(dry_run=True)
    assert (user.files(), user.folders()) == (before, folders)
    assert planned.changes == user.install().changes
    assert planned.as_dict()["dry_run"] is True


def test_entries_of_others_stay_and_a_copy_is_kept(user: Computer) -> None:
    user.configured(FOREIGN)
    user.install()
    files = user.files()
    assert files[CONFIGURATION] == keys(user, b"\n") + FOREIGN
    assert files[f"{CONFIGURATION}.before-gapsheet-20261122-120000"] == FOREIGN


def test_a_copy_never_takes_the_place_of_an_earlier_one(user: Computer) -> None:
    user.configured(b'"A","1"')
    user.install()
    user.configured(b'"A","2"')
    user.install()
    kept = [content for name, content in user.files().items() if "before-gapsheet" in name]
    assert sorted(kept) == [b'"A","1"', b'"A","2"']


def test_an_older_version_is_replaced_and_what_it_alone_had_goes(
    user: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(install_contents.metadata, "version", lambda _: "0.36.0")
        replace(user, addin=b"add-in 0", templates={"wage_gap": b"wage gap 0", "pay_gap": b"pay gap 0"}).install()
    assert b'"GAPSHEET_XLWINGS_VERSION","0.36.0"' in user.files()[CONFIGURATION]
    user.install(now=datetime(2027, 1, 1))
    files = without_record(user.files())
    backup = files.pop(f"{CONFIGURATION}.before-gapsheet-20270101-000000")
    assert backup == keys(user, xlwings="0.36.0")
    assert files == installed(user)


def test_a_template_that_the_user_changed_is_kept_beside_the_new_one(user: Computer) -> None:
    user.install()
    user.profile.path("templates/wage_gap.xlsx").write_bytes(b"my figures")
    outcome = user.install()
    files = user.files()
    assert files[f"{HOME}/templates/wage_gap.xlsx"] == b"wage gap 1"
    assert files[f"{HOME}/templates/wage_gap.changed-20261122-120000.xlsx"] == b"my figures"
    assert [change.action for change in outcome.changes] == ["set aside", "write"]


def test_an_addin_that_was_damaged_is_put_right(user: Computer) -> None:
    user.install()
    user.profile.addin.write_bytes(b"")
    assert [str(change.path) for change in user.install().changes] == [str(user.profile.addin)]
    assert without_record(user.files()) == installed(user)


def steps_of(user: Computer) -> int:
    """How many steps an installation has, from a run that comes to its end."""
    user.install()
    return len(user.made)


def test_an_installation_killed_before_any_step_is_completed_by_the_next(tmp_path: Path) -> None:
    whole = computer(tmp_path / "whole")
    whole.configured(FOREIGN)
    steps = steps_of(whole)
    for stop_at in range(steps):
        user = computer(tmp_path / f"user {stop_at}")
        user.configured(FOREIGN)
        with pytest.raises(Killed):
            user.install(stop_at=stop_at)
        foreign = user.profile.configuration.read_bytes()
        assert foreign.endswith(FOREIGN)
        user.install()
        files = without_record(user.files())
        backups = {name for name in files if "before-gapsheet" in name}
        assert {files.pop(name) for name in backups} == {FOREIGN}
        assert files == {**installed(user), CONFIGURATION: keys(user, b"\n") + FOREIGN}
        assert json.loads(user.profile.record.read_bytes())["finished"] == "2026-11-22 12:00:00"
        assert user.install().changes == ()
    assert steps > 8


def test_an_update_killed_before_any_step_loses_nothing_of_the_user(tmp_path: Path) -> None:
    counted = computer(tmp_path / "counted")
    counted.install()
    newer = {"addin": b"add-in 2", "templates": {"wage_gap": b"wage gap 2", "selfcheck": b"checks 2"}, "made": []}
    counted.profile.path("templates/wage_gap.xlsx").write_bytes(b"my figures")
    update = replace(counted, **newer)
    for stop_at in range(steps_of(update)):
        old = computer(tmp_path / f"user {stop_at}")
        old.install()
        old.profile.path("templates/wage_gap.xlsx").write_bytes(b"my figures")
        user = replace(old, **{**newer, "made": []})
        with pytest.raises(Killed):
            user.install(stop_at=stop_at)
        user.install(now=datetime(2027, 1, 1))
        files = without_record(user.files())
        mine = {name for name, content in files.items() if content == b"my figures"}
        assert len(mine) == 1
        assert {name: files[name] for name in files.keys() - mine} == {
            **installed(user),
            ADDIN: b"add-in 2",
            f"{HOME}/templates/wage_gap.xlsx": b"wage gap 2",
            f"{HOME}/templates/selfcheck.xlsx": b"checks 2",
        }


def test_half_written_files_of_a_killed_run_are_cleared_away(user: Computer) -> None:
    excel = user.profile.xlstart.parent
    leftovers = [excel / ".gapsheet.new.0123456789ab.tmp", excel / "gapsheet.new"]
    user.configured(b"")
    user.profile.templates.mkdir(parents=True)
    leftovers += [
        user.profile.configuration.with_name(f".{name}.0123456789ab.tmp") for name in ("xlwings.conf", BACKUP)
    ]
    leftovers += [user.profile.home / ".installed.json.0123456789ab.tmp"]
    leftovers += [user.profile.templates / ".wage_gap.xlsx.0123456789ab.tmp"]
    for path in leftovers:
        path.write_bytes(b"half")
    mine = excel / ".notes.0123456789ab.tmp"
    mine.write_bytes(b"mine")
    user.install()
    assert [path for path in leftovers if path.exists()] == []
    assert mine.read_bytes() == b"mine"


def test_nothing_half_written_ever_lies_in_excels_start_folder(user: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[str] = set()
    replaced = os.replace

    def watched(source: Path, target: Path) -> None:
        seen.update(path.name for path in user.profile.xlstart.iterdir())
        replaced(source, target)

    monkeypatch.setattr(os, "replace", watched)
    user.install()
    replace(user, addin=b"add-in 2").install()
    assert seen == {"gapsheet.xlam"}


def test_an_addin_that_excel_has_open_is_refused_before_any_work(user: Computer) -> None:
    replace(user, addin=b"add-in 0").install()
    before = user.files()
    user.windows.in_use.add(user.profile.addin)
    user.profile.record.write_bytes(user.profile.record.read_bytes().replace(__version__.encode(), b"0.0.1"))
    before = user.files()
    user.made.clear()
    with pytest.raises(
        AddinInUseError, match=r"close all Excel windows.*run the command again.*Nothing has been changed"
    ):
        user.install()
    assert (user.files(), user.made) == (before, [])


def test_an_addin_that_excel_has_open_and_that_would_change_is_refused_before_any_change(user: Computer) -> None:
    user.install()
    before = user.files()
    user.windows.in_use.add(user.profile.addin)
    with pytest.raises(AddinInUseError):
        replace(user, addin=b"add-in 2", reference="# New\n").install()
    assert user.files() == before


def test_excel_may_stay_open_when_nothing_is_to_be_done(user: Computer) -> None:
    user.install()
    user.windows.in_use.add(user.profile.addin)
    user.windows.running = True
    outcome = user.install()
    assert (outcome.changes, [note for note in outcome.notes if "Excel is running" in note]) == ((), [])


def test_a_running_excel_has_to_be_started_again(user: Computer) -> None:
    user.windows.running = True
    assert any("Excel is running" in note for note in user.install().notes)


def test_missing_dlls_are_told_at_once(user: Computer) -> None:
    assert any("run: gapsheet doctor" in note for note in user.install().notes)
    user.windows.files.add(rf"C:\Python\xlwings64-{XLWINGS}.dll")
    assert user.install().notes == ()


@pytest.mark.parametrize("place", [ADDIN, CONFIGURATION, f"{HOME}/FUNCTIONS.md", f"{HOME}/installed.json"])
def test_a_folder_where_a_file_belongs_is_refused_before_any_change(user: Computer, place: str) -> None:
    (user.profile.user / place).mkdir(parents=True)
    with pytest.raises(InstallError, match=f"{Path(place).name} is a folder, and a file belongs there; rename it"):
        user.install()
    assert (user.files(), user.made) == ({}, [])


@pytest.mark.parametrize("place", [".xlwings", HOME, f"{HOME}/templates"])
def test_a_file_where_a_folder_belongs_is_refused_before_any_change(user: Computer, place: str) -> None:
    path = user.profile.user / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"mine")
    with pytest.raises(InstallError, match=f"{path.name} is a file, and a folder is needed there; rename it"):
        user.install()
    assert (user.files(), user.made) == ({place: b"mine"}, [])


@pytest.mark.parametrize("name", ["gapsheet.xlam", "xlwings.conf", "wage_gap.xlsx", "installed.json"])
@pytest.mark.parametrize(
    ("number", "cure"),
    [(errno.EACCES, "close all Excel windows, make sure that you may write"), (errno.ENOSPC, "free some space")],
)
def test_a_file_that_may_not_be_written_is_named_with_the_cure(
    user: Computer, monkeypatch: pytest.MonkeyPatch, name: str, number: int, cure: str
) -> None:
    user.configured(FOREIGN)
    replaced = os.replace

    def refusing(source: Path, target: Path) -> None:
        if Path(target).name == name:
            raise OSError(number, os.strerror(number), str(target))
        replaced(source, target)

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", refusing)
        with pytest.raises(InstallError, match=rf"{name} cannot be (changed|written).*{cure}"):
            user.install()
        assert user.profile.configuration.read_bytes().endswith(FOREIGN)
        assert not [path for path in user.files() if path.endswith(".tmp")]
    user.install()
    assert user.profile.addin.read_bytes() == b"add-in 1"
    assert user.profile.configuration.read_bytes() == keys(user, b"\n") + FOREIGN
    assert [path for path in user.files() if path.endswith(("tmp", "new"))] == []


def test_a_user_name_of_other_letters_is_written_in_the_code_page(tmp_path: Path) -> None:
    user = computer(tmp_path / "José Müller's")
    user.install()
    lines = user.files()[CONFIGURATION].split(b"\r\n")
    assert lines[4].endswith(b"Jos\xe9 M\xfcller's/AppData/Local/gapsheet/templates\"")


def test_a_folder_that_the_code_page_lacks_is_written_by_its_short_name(tmp_path: Path) -> None:
    user = computer(tmp_path / "王")
    user.windows.short[str(user.profile.templates)] = r"C:\Users\WANG~1\AppData\Local\gapsheet\TEMPLA~1"
    user.install()
    line = rb'"GAPSHEET_TEMPLATES","C:\Users\WANG~1\AppData\Local\gapsheet\TEMPLA~1"'
    assert line in user.files()[CONFIGURATION].split(b"\r\n")


def test_a_python_that_the_code_page_lacks_is_refused_with_the_cure(user: Computer) -> None:
    user.windows.interpreter = r"C:\王\python.exe"
    with pytest.raises(
        ConfigurationError, match=r"xlwings.conf: C:\\王\\python.exe holds 王.*install Python and gapsheet in"
    ):
        user.install()
    assert user.files() == {}


def test_a_configuration_that_cannot_be_understood_is_left_alone(user: Computer) -> None:
    content = '"A","1"\r\n'.encode("utf-16")
    user.configured(content)
    with pytest.raises(ConfigurationError, match=r"xlwings.conf: the file is written in UTF-16.*save it as ANSI"):
        user.install()
    assert user.files() == {CONFIGURATION: content}


@pytest.mark.parametrize(
    ("interpreter", "reason"),
    [
        (r"\\server\share\python.exe", "lies on the network"),
        (r'C:\a"b\python.exe', "a sign that Excel's add-in refuses"),
        (r"C:\$(x)\python.exe", "a sign that Excel's add-in refuses"),
        (r"C:\Program Files\gapsheet\app.exe", "is no python.exe"),
        ("", "is no full path on a drive"),
        (r"python.exe", "is no full path on a drive"),
        (r"C:python.exe", "is no full path on a drive"),
        (r"\\?\C:\Python\python.exe", "lies on the network"),
        (r"C:\a/b\python.exe", "a sign that Excel's add-in refuses"),
        ("C:\\" + "x" * 250 + "\\python.exe", "longer than 259 characters"),
    ],
)
def test_a_python_that_the_addin_would_not_start_is_refused(user: Computer, interpreter: str, reason: str) -> None:
    user.windows.interpreter = interpreter
    with pytest.raises(InstallError, match=reason):
        user.install()
    assert user.files() == {}


@pytest.mark.parametrize(
    "name", [r"C:\Python\pythonw.exe", r"D:\My Envs\a&b (x)\Scripts\Python.EXE", r"C:\py\python3.11.exe"]
)
def test_every_usual_python_is_taken(user: Computer, name: str) -> None:
    user.windows.interpreter = name
    user.install()
    assert f'"GAPSHEET_INTERPRETER_WIN","{name}"\r\n'.encode() in user.files()[CONFIGURATION]


def test_a_python_from_the_store_is_refused_because_excel_would_not_see_its_files(user: Computer) -> None:
    user.windows.is_store_python = True
    with pytest.raises(InstallError, match=r"Microsoft Store.*Install Python from python.org"):
        user.install()
    assert user.files() == {}


@pytest.mark.parametrize(("system", "reader"), [("Linux", "LibreOffice"), ("macOS", "Excel for Mac")])
def test_other_systems_are_told_what_works_there(user: Computer, system: str, reader: str) -> None:
    user.windows.system = system
    with pytest.raises(
        UnsupportedSystemError, match=f"this is {system}.*build, recalc and eval, and {reader} shows every"
    ):
        user.install()
    assert user.files() == {}


def test_a_record_that_cannot_be_read_is_made_anew(user: Computer) -> None:
    user.install()
    user.profile.record.write_bytes(b"{")
    user.install()
    assert json.loads(user.profile.record.read_bytes())["finished"] == "2026-11-22 12:00:00"
    assert without_record(user.files()) == installed(user)


def test_folders_that_windows_does_not_name_are_an_error() -> None:
    with pytest.raises(InstallError, match="APPDATA, USERPROFILE is not set"):
        Profile.of({"LOCALAPPDATA": "C:\\Users\\ana\\AppData\\Local"})


def test_the_time_of_a_record_is_that_of_the_installation(user: Computer) -> None:
    user.install(now=NOON)
    record = json.loads(user.profile.record.read_bytes())
    assert (record["finished"], record["gapsheet"], record["xlwings"]) == ("2026-11-22 12:00:00", __version__, XLWINGS)


@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
def test_an_installation_killed_at_any_renaming_is_completed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_done: bool
) -> None:
    killed = 0
    for stop_at in range(100):
        user = computer(tmp_path / f"user {stop_at}")
        user.configured(FOREIGN)
        with monkeypatch.context() as broken:
            broken.setattr(os, "replace", dying(os.replace, stop_at, is_done))
            try:
                user.install()
            except Killed:
                killed += 1
            else:
                break
        assert FOREIGN in user.files()[CONFIGURATION]
        user.install()
        assert user.profile.configuration.read_bytes() == keys(user, b"\n") + FOREIGN
        assert user.profile.addin.read_bytes() == b"add-in 1"
        assert user.install().changes == ()
        user.uninstall()
        assert user.files() == {CONFIGURATION: FOREIGN}
    assert killed == 9  # record, four files of which the add-in is moved twice, backup, configuration, record


def dying(call: Callable[..., None], stop_at: int, is_done: bool) -> Callable[..., None]:
    """The call, during the nth of which the process ends: just before it has its effect, or just after."""
    count = iter(range(1000))

    def replacing(*arguments: object) -> None:
        is_last = next(count) == stop_at
        if is_last and not is_done:
            raise Killed
        call(*arguments)
        if is_last:
            raise Killed

    return replacing


def test_the_real_makers_make_the_same_files_every_time(user: Computer) -> None:
    """Add-in, a workbook and the reference are made twice."""
    makers = install_contents.Makers(template_names=("selfcheck",))
    installing.install(user.profile, user.windows, makers, now=NOON)
    with zipfile.ZipFile(user.profile.addin) as parts:
        assert {"xl/vbaProject.bin", "customUI/customUI14.xml"} <= set(parts.namelist())
    assert user.profile.reference.read_text(encoding="utf-8").startswith("# Functions\n")
    assert load_workbook(user.profile.templates / "selfcheck.xlsx", read_only=True).sheetnames[0] == "Cover"
    assert installing.install(user.profile, user.windows, makers, now=NOON).changes == ()


def test_all_workbooks_become_templates() -> None:
    assert set(install_contents.Makers().template_names) == set(TEMPLATES)

"""The examination finds what is wrong, one thing at a time, and names the cure."""

from __future__ import annotations

import struct
from importlib import metadata
from pathlib import Path

import pytest

from gapsheet import __version__
from gapsheet.install import contents as install_contents
from gapsheet.install import doctor
from gapsheet.install.findings import Finding, failed
from gapsheet.install.machine import header_bits, this_machine
from support.windows import PYTHON, Computer, computer

XLWINGS = metadata.version("xlwings")
EXCEL = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
APP_PATH = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
CLICK_TO_RUN = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"
CHOICE = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security"
DISABLED = r"HKCU\Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"


@pytest.fixture
def user(tmp_path: Path) -> Computer:
    """A computer on which everything is right."""
    user = computer(tmp_path / "ana")
    user.windows.files |= {PYTHON, rf"C:\Python\xlwings64-{XLWINGS}.dll", rf"C:\Python\xlwings32-{XLWINGS}.dll"}
    user.windows.keys[APP_PATH] = {"": EXCEL}
    user.windows.bits[EXCEL] = 64
    user.install()
    return user


def found(user: Computer, workbook: Path | None = None) -> dict[str, Finding]:
    return {finding.check: finding for finding in doctor.examine(user.windows, user.profile, workbook)}


def bad(user: Computer) -> dict[str, str]:
    """The checks that are not ok, but for the one that always says what is not examined."""
    findings = found(user).values()
    return {f.check: f.status.value for f in findings if f.status.value != "ok" and f.check != "not examined"}


def test_where_everything_is_right_nothing_is_said_to_be_wrong(user: Computer) -> None:
    assert bad(user) == {}
    assert not failed(list(found(user).values()))


def test_what_is_not_examined_is_named(user: Computer) -> None:
    finding = found(user)["not examined"]
    assert (finding.status.value, "AppLocker" in finding.detail) == ("unknown", True)


def test_before_installing_the_command_that_cures_is_named(tmp_path: Path) -> None:
    user = computer(tmp_path / "ana")
    user.windows.files |= {PYTHON, rf"C:\Python\xlwings64-{XLWINGS}.dll"}
    assert bad(user) == {"Excel": "warn", "add-in": "fail", "configuration": "fail"}
    findings = found(user)
    assert (findings["add-in"].cure, findings["configuration"].cure) == ("gapsheet install", "gapsheet install")
    user.install()
    assert bad(user) == {"Excel": "warn"}


def test_an_addin_of_another_version_is_told(user: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install_contents.metadata, "version", lambda _: "9.9.9")
    findings = found(user)
    made, installed = f"gapsheet {__version__}, xlwings {XLWINGS}", f"gapsheet {__version__}, xlwings 9.9.9"
    assert findings["add-in"].detail == f"made for {made}; installed are {installed}"
    assert findings["configuration"].detail == f"GAPSHEET_XLWINGS_VERSION is {XLWINGS}, and should be 9.9.9"
    assert findings["xlwings"].status.value == "fail"
    assert f'"{PYTHON}" -m pip install --force-reinstall --no-deps --no-user xlwings==9.9.9' in findings["xlwings"].cure


def test_a_changed_addin_is_told(user: Computer) -> None:
    user.profile.addin.write_bytes(b"another")
    assert bad(user) == {"add-in": "fail"}


def test_an_installation_that_did_not_end_is_told(tmp_path: Path, user: Computer) -> None:
    user.profile.record.write_bytes(user.profile.record.read_bytes().replace(b'"2026-11-22 12:00:00"', b"null"))
    assert found(user)["add-in"].detail == "an installation was begun and not finished"


def test_a_configuration_that_leads_elsewhere_is_told(user: Computer) -> None:
    text = user.profile.configuration.read_bytes().replace(b"C:\\Python\\python.exe", b"D:\\old\\python.exe")
    user.profile.configuration.write_bytes(text)
    findings = found(user)
    assert findings["configuration"].detail == (
        r"GAPSHEET_INTERPRETER_WIN is D:\old\python.exe, and should be C:\Python\python.exe"
    )
    assert findings["interpreter"].detail == r"Excel is told to use D:\old\python.exe, which does not exist"
    assert findings["interpreter"].cure == "gapsheet install"


def test_capital_letters_make_no_other_path(user: Computer) -> None:
    user.windows.interpreter = PYTHON.lower()
    user.windows.files = {path.lower() for path in user.windows.files} | user.windows.files
    assert bad(user) == {}


def test_a_key_that_is_missing_is_named(user: Computer) -> None:
    user.profile.configuration.write_bytes(user.profile.configuration.read_bytes().replace(b"UDF_MODULES", b"OTHERS"))
    assert found(user)["configuration"].detail.endswith("xlwings.conf lacks GAPSHEET_UDF_MODULES")


@pytest.mark.parametrize(
    ("folder", "wrong"), [(r"C:\Python", {}), ("C:", {}), (r"C:\Python\DLLs", {"xlwings": "fail"})]
)
def test_a_dll_counts_beside_python_and_a_folder_above(user: Computer, folder: str, wrong: dict[str, str]) -> None:
    user.windows.keys.clear()
    user.windows.files = {PYTHON, rf"{folder}\xlwings64-{XLWINGS}.dll"}
    assert bad(user) == {"Excel": "warn", **wrong}


def test_a_dll_of_another_bitness_does_not_help(user: Computer) -> None:
    user.windows.bits[EXCEL] = 32
    user.windows.files.remove(rf"C:\Python\xlwings32-{XLWINGS}.dll")
    finding = found(user)["DLL for Excel"]
    assert (finding.status.value, finding.detail) == ("fail", f"xlwings32-{XLWINGS}.dll is missing")
    assert finding.cure.startswith(f'"{PYTHON}" -m pip install --force-reinstall')


@pytest.mark.parametrize(("platform", "bits"), [("x64", 64), ("x86", 32)])
def test_the_bitness_of_excel_is_read_from_office_where_the_program_cannot_be_read(
    user: Computer, platform: str, bits: int
) -> None:
    user.windows.bits.clear()
    user.windows.keys[CLICK_TO_RUN] = {"platform": platform}
    assert found(user)["Excel"].detail == f"{bits} bits, {EXCEL}"


def test_a_computer_without_excel_is_told(user: Computer) -> None:
    user.windows.keys.clear()
    assert bad(user) == {"Excel": "warn"}


def program(kind: int) -> bytes:
    """The start of a program file, as Microsoft's PE format has it."""
    return b"MZ" + bytes(0x3A) + struct.pack("<I", 0x80) + bytes(0x40) + b"PE\0\0" + struct.pack("<H", kind)


@pytest.mark.parametrize(
    ("start", "bits"),
    [(program(0x8664), 64), (program(0x014C), 32), (program(0xAA64), 64), (program(0x0200), None), (b"MZ", None)],
)
def test_the_header_of_a_program_tells_its_bitness(start: bytes, bits: int | None) -> None:
    assert header_bits(start) == bits


def test_the_header_is_read_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "excel.exe").write_bytes(program(0x014C))
    assert this_machine().program_bits(str(tmp_path / "excel.exe")) == 32
    assert this_machine().program_bits(str(tmp_path / "none.exe")) is None


@pytest.mark.parametrize(
    ("policies", "status", "words"),
    [
        ({POLICY: {"vbawarnings": 4}}, "warn", "a policy says that no macros may run; the add-in runs"),
        ({POLICY: {"vbawarnings": 3}}, "warn", "a policy says that only signed macros may run; the add-in runs"),
        ({POLICY: {"vbawarnings": 2}, CHOICE: {"vbawarnings": 4}}, "ok", "neither"),
        ({CHOICE: {"vbawarnings": 4}}, "warn", "Excel is set so that no macros may run"),
        ({CHOICE: {"vbawarnings": 1}}, "ok", "neither"),
        (
            {POLICY + r"\Trusted Locations": {"alllocationsdisabled": 1}},
            "warn",
            "Excel asks whether the add-in may run",
        ),
        (
            {POLICY + r"\Trusted Locations": {"alllocationsdisabled": 1}, POLICY: {"vbawarnings": 4}},
            "fail",
            "a policy switches trusted locations off, and a policy says that no macros may run",
        ),
        (
            {
                r"HKCU\Software\Policies\Microsoft\Office\16.0\Common\Security\Trusted Locations": {
                    "allow user locations": 0
                },
                CHOICE: {"vbawarnings": 4},
            },
            "fail",
            "a policy trusts only the administrator's locations",
        ),
        ({CHOICE + r"\Trusted Locations": {"alllocationsdisabled": 1}}, "warn", "no location is trusted"),
        ({r"HKLM\Software\Policies\Microsoft\Office\16.0\Common": {"vbaoff": 1}}, "fail", "switched VBA off"),
    ],
)
def test_settings_that_keep_macros_from_running_are_told(
    user: Computer, policies: dict[str, dict[str, object]], status: str, words: str
) -> None:
    user.windows.keys |= policies
    finding = found(user)["macros"]
    assert (finding.status.value, words in finding.detail) == (status, True)
    assert bool(finding.cure) == (status != "ok")


def test_a_policy_on_files_from_the_internet_is_told(user: Computer) -> None:
    user.windows.keys[POLICY] = {"blockcontentexecutionfrominternet": 1}
    assert bad(user) == {"files from the internet": "warn"}


def test_an_addin_that_excel_has_disabled_is_told(user: Computer) -> None:
    path = r"c:\users\ana\appdata\roaming\microsoft\excel\xlstart\GAPSHEET.xlam" + "\0"
    text = path.encode("utf-16-le")
    user.windows.keys[DISABLED] = {"5f3a": struct.pack("<III", 2, len(text), 2) + text + b"\0\0"}
    finding = found(user)["disabled add-ins"]
    assert (finding.status.value, "Manage: Disabled Items" in finding.cure) == ("fail", True)


def test_another_disabled_addin_is_none_of_ours(user: Computer) -> None:
    user.windows.keys[DISABLED] = {"5f3a": struct.pack("<III", 1, 4, 2) + "x.dll\0".encode("utf-16-le")}
    assert found(user)["disabled add-ins"].detail == "gapsheet is not among them (1 other is)"


def marked(path: Path, zone: int) -> Path:
    """A file with Windows' mark; on other systems the stream is a file of its own, with the same name."""
    Path(f"{path}:Zone.Identifier").write_bytes(b"[ZoneTransfer]\r\nZoneId=%d\r\nHostUrl=about:internet\r\n" % zone)
    return path


@pytest.mark.parametrize(("zone", "status"), [(3, "fail"), (4, "fail"), (2, "ok"), (0, "ok")])
def test_a_marked_workbook_is_told_with_both_cures(user: Computer, zone: int, status: str) -> None:
    path = user.profile.user / "ana's report.xlsm"
    path.write_bytes(b"PK")
    finding = found(user, marked(path, zone))["workbook"]
    assert finding.status.value == status
    if status == "fail":
        quoted = str(path).replace("'", "''")
        assert finding.cure == (
            f"right click on the file, Properties, Unblock; or in PowerShell: Unblock-File -LiteralPath '{quoted}'"
        )


def test_a_workbook_without_a_mark_is_fine_and_a_missing_one_is_not(user: Computer) -> None:
    path = user.profile.user / "report.xlsm"
    assert found(user, path)["workbook"].status.value == "fail"
    path.write_bytes(b"PK")
    assert found(user, path)["workbook"].status.value == "ok"


def test_a_marked_addin_is_told(user: Computer) -> None:
    marked(user.profile.addin, 3)
    assert bad(user) == {"mark on the add-in": "fail"}


@pytest.mark.parametrize(("runs", "status"), [(True, "ok"), (False, "ok"), (None, "unknown")])
def test_a_running_excel_is_told(user: Computer, runs: bool | None, status: str) -> None:
    user.windows.running = runs
    assert found(user)["running Excel"].status.value == status


def test_a_folder_that_cannot_be_written_is_told(user: Computer) -> None:
    user.uninstall()
    user.profile.home.write_bytes(b"a file where the folder belongs")
    finding = found(user)["permission"]
    assert (finding.status.value, str(user.profile.home) in finding.detail) == ("fail", True)


def test_failures_since_the_installation_are_shown_and_earlier_ones_are_not(user: Computer) -> None:
    user.profile.logs.mkdir()
    lines = ["2026-11-22 11:59:59\told\t1\tgone", *(f"2026-11-22 13:00:0{n}\tconnection\t{n}\twhy" for n in range(5))]
    (user.profile.logs / "excel.log").write_bytes("\r\n".join(lines).encode("cp1252"))
    python = [
        "2026-11-22 13:00:09,123 77 INFO gapsheet 0.1.0 ready",
        "2026-11-22 13:00:10,123 77 ERROR WAGE_GAP failed on (number): TypeError",
        "  a line without a time",
    ]
    (user.profile.logs / "gapsheet.log").write_text("\n".join(python), encoding="utf-8")
    finding = found(user)["log"]
    assert (finding.status.value, finding.detail) == (
        "warn",
        "2026-11-22 13:00:02 connection 2 why | 2026-11-22 13:00:03 connection 3 why | "
        "2026-11-22 13:00:04 connection 4 why | "
        "2026-11-22 13:00:10,123 77 ERROR WAGE_GAP failed on (number): TypeError",
    )


def test_failures_before_the_installation_are_past(user: Computer) -> None:
    user.profile.logs.mkdir()
    (user.profile.logs / "excel.log").write_bytes(b"2026-11-22 11:59:59\told\t1\tgone\r\n")
    assert found(user)["log"].status.value == "ok"


@pytest.mark.parametrize(("name", "check"), [("gapsheet.xlam", "add-in"), ("xlwings.conf", "configuration")])
def test_a_file_that_may_not_be_read_is_a_finding_and_no_crash(
    user: Computer, monkeypatch: pytest.MonkeyPatch, name: str, check: str
) -> None:
    read = Path.read_bytes

    def refusing(path: Path) -> bytes:
        if path.name == name:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refusing)
    assert found(user)[check].detail.endswith(f"{name} cannot be read")


def test_a_user_name_that_vba_cannot_say_is_told(tmp_path: Path) -> None:
    user = computer(tmp_path / "王")
    user.windows.short[str(user.profile.templates)] = r"C:\WANG~1"
    user.install()
    assert found(user)["user folder"].status.value == "fail"
    assert found(user)["configuration"].status.value == "ok"
    user.windows.code_page = "cp936"
    assert found(user)["user folder"].status.value == "ok"


def test_a_python_that_cannot_serve_excel_is_told(user: Computer) -> None:
    user.windows.is_store_python = True
    assert "python.org" in found(user)["Python"].cure
    user.windows.is_store_python = False
    user.windows.interpreter = r"\\server\python.exe"
    assert "network" in found(user)["Python"].detail


def test_on_other_systems_what_can_be_examined_is(user: Computer) -> None:
    user.windows.system = "Linux"
    findings = {finding.check: finding.status.value for finding in doctor.examine(user.windows, None)}
    assert findings == {"system": "fail", "Python": "ok", "gapsheet": "ok", "xlwings": "ok", "Excel": "unknown"}


def test_every_failure_names_a_cure(tmp_path: Path) -> None:
    user = computer(tmp_path / "王")
    user.windows.interpreter = r"\\server\python.exe"
    user.windows.keys[POLICY] = {"vbawarnings": 4}
    findings = doctor.examine(user.windows, user.profile, tmp_path / "none.xlsm")
    wrong = [finding for finding in findings if finding.status.value == "fail"]
    assert len(wrong) >= 5
    assert [finding.check for finding in wrong if not finding.cure] == []


def test_examining_changes_nothing(user: Computer) -> None:
    before, folders = user.files(), user.folders()
    found(user, user.profile.addin)
    assert (user.files(), user.folders()) == (before, folders)

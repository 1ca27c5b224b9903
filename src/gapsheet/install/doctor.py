"""What is examined when the functions do not work in Excel, in the order in which things have to be right."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from pathlib import Path

from gapsheet import __version__
from gapsheet.install import logs, marks, settings, trust
from gapsheet.install import record as records
from gapsheet.install.contents import xlwings_version
from gapsheet.install.findings import Finding, Status
from gapsheet.install.fitness import (
    STORE_PYTHON,
    elsewhere,
    interpreter_problem,
    is_expressible,
    present_dlls,
    wanted_settings,
)
from gapsheet.install.machine import Machine
from gapsheet.install.profile import Profile
from gapsheet.install.steps import probe

_APP_PATH = r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_CLICK_TO_RUN = r"Software\Microsoft\Office\ClickToRun\Configuration"
INSTALL = "gapsheet install"


def examine(machine: Machine, profile: Profile | None, workbook: Path | None = None) -> list[Finding]:
    """Every finding, first things first.

    Args:
        machine: What is asked of Windows.
        profile: The user's folders; None outside Windows.
        workbook: A workbook whose functions do not calculate, to be examined too.
    """
    found = [_system(machine), _python(machine), Finding("gapsheet", Status.OK, f"version {__version__}")]
    if machine.system == "Windows" and profile is not None:
        found += _on_windows(machine, profile)
    else:
        found.append(Finding("xlwings", Status.OK, f"version {xlwings_version()}"))
        found.append(Finding("Excel", Status.UNKNOWN, "add-in, settings and policies are examined on Windows only"))
    if workbook is not None:
        found.append(marks.workbook(workbook))
    return found


def _on_windows(machine: Machine, profile: Profile) -> Iterator[Finding]:
    yield _xlwings(machine)
    yield from _excel(machine)
    yield _addin(machine, profile)
    yield from _configuration(machine, profile)
    yield _user_folder(machine, profile)
    if profile.addin.is_file():
        yield marks.addin(profile.addin)
    yield from trust.examine(machine, profile.xlstart)
    yield _running(machine)
    yield from _permissions(profile)
    yield logs.examine(profile, machine.code_page)
    yield Finding(
        "not examined",
        Status.UNKNOWN,
        "policies from the Microsoft 365 cloud, the list of managed add-ins, rules of virus scanners and AppLocker "
        "that keep Excel from starting Python, and Excel before 2016",
        "if everything else is right, ask the administrator about these",
    )


def _system(machine: Machine) -> Finding:
    if machine.system == "Windows":
        return Finding(
            "system", Status.OK, f"Windows, {platform.platform()}" if platform.system() == "Windows" else "Windows"
        )
    return Finding(
        "system", Status.FAIL, elsewhere(machine.system), "install gapsheet on a Windows computer with Excel"
    )


def _python(machine: Machine) -> Finding:
    detail = f"version {platform.python_version()}, {machine.interpreter}"
    if machine.system != "Windows":
        return Finding("Python", Status.OK, detail)
    if machine.is_store_python:
        return Finding("Python", Status.FAIL, detail, STORE_PYTHON)
    problem = interpreter_problem(machine.interpreter)
    return Finding("Python", Status.FAIL, problem, problem) if problem else Finding("Python", Status.OK, detail)


def _xlwings(machine: Machine) -> Finding:
    version = xlwings_version()
    if present_dlls(machine):
        return Finding("xlwings", Status.OK, f"version {version}")
    return Finding(
        "xlwings",
        Status.FAIL,
        f"version {version}; xlwings64-{version}.dll lies neither beside {machine.interpreter} nor a folder above",
        _dll_cure(machine),
    )


def _dll_cure(machine: Machine) -> str:
    """pip puts the DLL in another folder when it installs for one user into a Python of all users."""
    command = (
        f'"{machine.interpreter}" -m pip install --force-reinstall --no-deps --no-user xlwings=={xlwings_version()}'
    )
    return f"{command}; if that is not permitted, install gapsheet in a virtual environment (py -m venv)"


def _excel(machine: Machine) -> Iterator[Finding]:
    """Excel, its bitness, and whether xlwings' DLL for it is there."""
    path = machine.registry("HKLM", _APP_PATH).get("", "") or machine.registry("HKCU", _APP_PATH).get("", "")
    bits = machine.program_bits(str(path).strip('"')) if path else None
    if bits is None:
        office = machine.registry("HKLM", _CLICK_TO_RUN).get("platform")
        bits = {"x64": 64, "x86": 32}.get(str(office).lower())
    if not path and bits is None:
        yield Finding(
            "Excel", Status.WARN, "Windows does not say where Excel is", "install Excel for Windows, if it is not"
        )
        return
    if bits is None:
        yield Finding("Excel", Status.WARN, f"{path}; whether it has 32 or 64 bits cannot be read")
        return
    yield Finding("Excel", Status.OK, f"{bits} bits{f', {path}' if path else ''}")
    version, dlls = xlwings_version(), present_dlls(machine)
    if bits in dlls:
        yield Finding("DLL for Excel", Status.OK, dlls[bits])
    else:
        yield Finding("DLL for Excel", Status.FAIL, f"xlwings{bits}-{version}.dll is missing", _dll_cure(machine))


def _addin(machine: Machine, profile: Profile) -> Finding:
    """Whether the add-in is there and made for the versions that are installed."""
    record = records.read(profile.record)
    if not profile.addin.is_file():
        return Finding("add-in", Status.FAIL, f"{profile.addin} is missing", INSTALL)
    content = _content(profile.addin)
    if content is None:
        return Finding("add-in", Status.UNKNOWN, f"{profile.addin} cannot be read", "close Excel and run this again")
    if not record.is_ours(profile.addin.name, content):
        return Finding("add-in", Status.FAIL, f"{profile.addin} is not as it was installed", INSTALL)
    versions = f"gapsheet {record.gapsheet}, xlwings {record.xlwings}"
    if record.finished is None:
        return Finding("add-in", Status.FAIL, "an installation was begun and not finished", INSTALL)
    if (record.gapsheet, record.xlwings) != (__version__, xlwings_version()):
        installed = f"gapsheet {__version__}, xlwings {xlwings_version()}"
        return Finding("add-in", Status.FAIL, f"made for {versions}; installed are {installed}", INSTALL)
    return Finding("add-in", Status.OK, f"{profile.addin}, made for {versions}")


def _configuration(machine: Machine, profile: Profile) -> Iterator[Finding]:
    """Whether the keys are there, and lead to this Python."""
    path = profile.configuration
    if not path.is_file():
        yield Finding("configuration", Status.FAIL, f"{path} is missing", INSTALL)
        return
    content = _content(path)
    if content is None:
        yield Finding(
            "configuration", Status.FAIL, f"{path} cannot be read", "give yourself permission to read the file"
        )
        return
    present, wanted = settings.read(content, machine.code_page), wanted_settings(profile, machine)
    missing = [key for key in wanted if key not in present]
    # Windows does not tell capital from small letters in paths.
    other = [key for key in wanted if key in present and present[key].casefold() != wanted[key].casefold()]
    if missing:
        yield Finding("configuration", Status.FAIL, f"{path} lacks {', '.join(missing)}", INSTALL)
    if other:
        values = "; ".join(f"{key} is {present[key]}, and should be {wanted[key]}" for key in other)
        yield Finding("configuration", Status.FAIL, values, INSTALL)
    interpreter = present.get(settings.INTERPRETER)
    if interpreter and not machine.has_file(interpreter):
        yield Finding("interpreter", Status.FAIL, f"Excel is told to use {interpreter}, which does not exist", INSTALL)
    if not missing and not other:
        yield Finding("configuration", Status.OK, f"{path}, Excel uses this Python")


def _content(path: Path) -> bytes | None:
    """What is in the file; None if that is refused."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def _user_folder(machine: Machine, profile: Profile) -> Finding:
    """VBA asks for this folder in the code page, and is given question marks for what the page lacks."""
    if is_expressible(str(profile.user), machine) and is_expressible(str(profile.local), machine):
        return Finding("user folder", Status.OK, "Excel's VBA can name it")
    return Finding(
        "user folder",
        Status.FAIL,
        f"Excel's VBA cannot name {profile.user} in the language that Windows uses for non-Unicode programs",
        "Control Panel, Region, Administrative, Change system locale: choose the language of the name; restart",
    )


def _running(machine: Machine) -> Finding:
    runs = machine.excel_runs()
    if runs is None:
        return Finding("running Excel", Status.UNKNOWN, "whether Excel runs cannot be found out")
    return Finding("running Excel", Status.OK, "Excel runs; install and uninstall need it closed" if runs else "none")


def _permissions(profile: Profile) -> Iterator[Finding]:
    """Whether files can be made where installing makes them."""
    for folder in (profile.xlstart, profile.configuration.parent, profile.home):
        problem = probe(folder)
        if problem:
            yield Finding(
                "permission", Status.FAIL, f"{folder}: {problem}", "let the administrator give you write permission"
            )
            return
    yield Finding("permission", Status.OK, "gapsheet's folders can be written")

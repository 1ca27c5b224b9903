"""Whether this Python can serve Excel, and what Excel has to be told about it."""

from __future__ import annotations

import re
from pathlib import PureWindowsPath

from gapsheet import __version__
from gapsheet.errors import InstallError, UnsupportedSystemError
from gapsheet.install import settings
from gapsheet.install.contents import xlwings_version
from gapsheet.install.machine import Machine
from gapsheet.install.profile import Profile

_LONGEST_PATH = 259  # Windows' MAX_PATH without the closing zero; xlwings' DLL is not made for more
STORE_PYTHON = (
    "this Python comes from the Microsoft Store; Windows hides the files that it writes from Excel. Install Python "
    "from python.org, then in a new Command Prompt: py -m pip install gapsheet, and gapsheet install"
)


def refuse_unfit(machine: Machine) -> None:
    """Find out before any work whether Excel could use this Python at all."""
    refuse_other_system(machine)
    if machine.is_store_python:
        raise InstallError(STORE_PYTHON)
    problem = interpreter_problem(machine.interpreter)
    if problem:
        raise InstallError(problem)


def refuse_other_system(machine: Machine) -> None:
    """There is nothing to install into, or to remove from, where there is no Excel for Windows."""
    if machine.system != "Windows":
        raise UnsupportedSystemError(elsewhere(machine.system))


def elsewhere(system: str) -> str:
    """What works on a system without Excel for Windows."""
    reader = "Excel for Mac" if system == "macOS" else "LibreOffice"
    return (
        f"gapsheet installs into Excel on Windows only; this is {system}. Here work gapsheet build, recalc and eval, "
        f"and {reader} shows every value that the workbooks hold"
    )


def interpreter_problem(path: str) -> str:
    """Why the add-in would not start this Python, "" if it would; the rules are those of its VBA."""
    name = PureWindowsPath(path).name.lower()
    if path.startswith("\\\\"):
        return f"Python lies on the network ({path}); install Python and gapsheet on this computer"
    if "$(" in path or re.search(r'["<>|?*/\x00-\x1f]', path):
        return f"the path of Python holds a sign that Excel's add-in refuses ({path}); install it in another folder"
    if not re.match(r"[A-Za-z]:\\[^:]*$", path):
        return (
            f"{path or 'nothing'} is no full path on a drive; install Python and gapsheet on a drive of this computer"
        )
    if not (name.startswith("python") and name.endswith(".exe")):
        return f"{path or 'nothing'} is no python.exe; install Python from python.org, then gapsheet with its pip"
    if len(path) > _LONGEST_PATH:
        return f"the path of Python is longer than {_LONGEST_PATH} characters; install it in a folder nearer to C:\\"
    return ""


def wanted_settings(profile: Profile, machine: Machine) -> dict[str, str]:
    """gapsheet's keys in xlwings' configuration."""
    return {
        settings.INTERPRETER: _expressible(machine.interpreter, machine),
        settings.MODULES: settings.HOST_MODULE,
        settings.XLWINGS: xlwings_version(),
        settings.VERSION: __version__,
        settings.TEMPLATES: _expressible(str(profile.templates), machine),
    }


def is_expressible(path: str, machine: Machine) -> bool:
    """Whether VBA can name this path in Windows' code page."""
    try:
        path.encode(machine.code_page)
    except UnicodeEncodeError:
        return False
    return True


def _expressible(path: str, machine: Machine) -> str:
    """The path in characters that VBA can read: itself or in short names; else itself, which is refused later."""
    if is_expressible(path, machine):
        return path
    short = machine.short_path(path)
    return short if short and is_expressible(short, machine) else path


def present_dlls(machine: Machine) -> dict[int, str]:
    """xlwings' DLLs for 32-bit and 64-bit Excel, where the add-in looks: beside the interpreter and a folder above."""
    folder = PureWindowsPath(machine.interpreter).parent
    names = {bits: f"xlwings{bits}-{xlwings_version()}.dll" for bits in (32, 64)}
    places = [(bits, str(place / name)) for bits, name in names.items() for place in (folder, folder.parent)]
    return {bits: path for bits, path in reversed(places) if machine.has_file(path)}

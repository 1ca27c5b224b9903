"""LibreOffice as the place where VBA runs: modules go into a new document, a driver's notes come back.

What runs here need not compile in Excel: LibreOffice forgives, for example, a missing operand. It differs in more: a
range has no Value2, and Value gives 0 for an error; IsMissing is true of every error value; a formula whose argument
is an error calls no function, and an argument left out between commas arrives as 0 (a call from the steps does better).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from support.libreoffice import PROGRAM, run_alone

_HERE = Path(__file__).parent
_TIMEOUT = 60  # seconds; a few hundred notes take three
_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
 <library:library library:name="Standard" library:link="false"/>
</library:libraries>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false">
 <library:element library:name="Driver"/>
</library:library>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Driver"
 script:language="StarBasic">{text}</script:module>
"""
# A profile that calls itself installed is not overwritten with the defaults at its first start.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
 <item oor:path="/org.openoffice.Setup/Office">
  <prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop>
 </item>
</oor:items>
"""


@dataclass(frozen=True, slots=True)
class VbaError:
    """An error value, as VBA's CVErr makes it; 448 is an argument that was left out."""

    number: int


@dataclass(frozen=True, slots=True)
class Special:
    """A value that JSON has no word for: "nothing" (Null), or an object's type."""

    kind: str


def run_basic(folder: Path, modules: dict[str, str], steps: str) -> dict[str, Any]:
    """Run VBA and give back what it noted, by label, in the order of the notes.

    The modules go into a new Calc document; `Option VBASupport 1` is put before each, and their `Attribute` lines
    are left out. `steps` is the body of a Sub, which calls `Note label, value`, `NoteCell label, formula` (the formula
    in Excel's own spelling) and `NoteBlock label, formula, block`. Arrays come back as lists, error values as
    VbaError (also from cells, which show them as text there), Empty as None.

    Args:
        folder: An empty folder for the profile, the modules and the results.
        modules: Text of each module by name.
        steps: Statements, one per line; an error in one of them ends the run and is raised here.
    """
    _write_modules(folder / "modules", modules, folder / "results.txt", steps)
    _write_profile(folder / "profile", folder)
    command = [
        PROGRAM,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "macro:///Standard.Driver.Main",
    ]
    said = run_alone(command, _TIMEOUT)
    return _results(folder, said)


def _write_modules(folder: Path, modules: dict[str, str], results: Path, steps: str) -> None:
    """Every module as a file that the driver reads."""
    folder.mkdir(parents=True)
    for name, text in modules.items():
        (folder / f"{name}.bas").write_text(_for_libreoffice(text), encoding="utf-8")
    notes = (_HERE / "basic_notes.bas").read_text(encoding="utf-8")
    where = f'\nPublic Function ResultsFile() As String\n    ResultsFile = "{results}"\nEnd Function\n'
    (folder / "notes.bas").write_text(notes + where, encoding="utf-8")
    body = (
        "Option VBASupport 1\nPublic Sub Main()\nOn Error GoTo failed\n"
        f'{steps}\nNote "finished", True\nExit Sub\nfailed:\n'
        'Note "failed", "error " & Err.Number & " in line " & Erl & " of the steps: " & Err.Description\nEnd Sub\n'
    )
    (folder / "steps.bas").write_text(body, encoding="utf-8")


def _for_libreoffice(text: str) -> str:
    """A module's text as LibreOffice compiles it as VBA."""
    lines = [line for line in text.splitlines() if not line.startswith("Attribute ")]
    return "\n".join(["Option VBASupport 1", *lines, ""])


def _write_profile(profile: Path, folder: Path) -> None:
    """A private profile whose own macro is the driver."""
    standard = profile / "user" / "basic" / "Standard"
    standard.mkdir(parents=True)
    driver = (_HERE / "basic_driver.bas").read_text(encoding="utf-8")
    driver += f'\nFunction Folder() As String\n    Folder = "{folder}/"\nEnd Function\n'
    (standard / "Driver.xba").write_text(_MODULE.format(text=escape(driver)), encoding="utf-8")
    (standard / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    (standard.parent / "script.xlc").write_text(_LIBRARIES, encoding="utf-8")
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")


def _results(folder: Path, said: str) -> dict[str, Any]:
    """The notes by label; whatever stopped the run is raised."""
    results, failure = folder / "results.txt", folder / "failure.txt"
    if failure.exists():
        raise AssertionError(failure.read_text(encoding="utf-8").strip())
    lines = results.read_text(encoding="ascii").splitlines() if results.exists() else []
    notes = {note["label"]: _value(note["value"]) for note in map(json.loads, lines)}
    if not notes.pop("finished", False):
        last = list(notes.items())[-1:]
        raise AssertionError(f"the steps ended early, after {last}; LibreOffice said: {said.strip()}")
    return notes


def _value(noted: Any) -> Any:
    """A note as Python has it."""
    if isinstance(noted, list):
        return [_value(item) for item in noted]
    if isinstance(noted, dict):
        kind, value = next(iter(noted.items()))
        return VbaError(value) if kind == "error" else Special(value if kind == "object" else kind)
    if isinstance(noted, str) and (error := re.fullmatch(r"Error (\d+)", noted)):
        return VbaError(int(error[1]))
    return noted

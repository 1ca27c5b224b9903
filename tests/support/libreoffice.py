"""LibreOffice as a second opinion: how it is run without touching anybody's profile, and never twice at once."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

PROGRAM = "soffice"
TIMEOUT = 180  # seconds; a conversion takes two
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
 <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
  <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{mode}</value></prop>
 </item>
</oor:items>
"""
_FILTERS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "pdf": "pdf:calc_pdf_Export", "ods": "ods"}


class Recalculation(Enum):
    """What LibreOffice does with stored values when it opens an .xlsx file."""

    ALWAYS = 0
    NEVER = 1


def is_installed() -> bool:
    return shutil.which(PROGRAM) is not None


class LibreOffice:
    """One private profile with one recalculation setting."""

    def __init__(self, folder: Path, recalculation: Recalculation) -> None:
        self._profile = folder / f"profile-{recalculation.name.lower()}"
        settings = self._profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(_SETTINGS.format(mode=recalculation.value), encoding="utf-8")

    def convert(self, source: Path, kind: str, folder: Path, *, reader: str = "") -> Path:
        """Open a file, with `reader` if it has to be told which, and save it in another format.

        A failure names what LibreOffice said.
        """
        folder.mkdir(parents=True, exist_ok=True)
        command = [
            PROGRAM,
            f"-env:UserInstallation={self._profile.as_uri()}",
            "--headless",
            "--norestore",
            *([f"--infilter={reader}"] if reader else []),
            "--convert-to",
            _FILTERS[kind],
            "--outdir",
            str(folder),
            str(source),
        ]
        said = run_alone(command)
        target = folder / f"{source.stem}.{kind}"
        if not target.is_file():
            raise AssertionError(f"LibreOffice made no {target.name} of {source.name}: {said}")
        return target


def run_alone(command: list[str], timeout: float = TIMEOUT) -> str:
    """Run a command of LibreOffice while no other test runs one; give back what it said."""
    with _alone():
        return _run(command, timeout)


def _run(command: list[str], timeout: float) -> str:
    """Run to the end or to the time limit; past it the whole process group ends, soffice.bin included."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            said, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise AssertionError(f"LibreOffice took longer than {timeout} s: {' '.join(command)}") from None
    return said.decode(errors="replace")


@contextmanager
def _alone() -> Iterator[None]:
    """Hold a lock that all test processes of this user share: two at once slow each other past the time limit."""
    with open(Path(tempfile.gettempdir()) / f"gapsheet-tests-libreoffice-{os.getuid()}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

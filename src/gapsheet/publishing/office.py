"""LibreOffice as a printer: where it is, how it is run without touching anybody's profile, and when it is given up."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gapsheet.errors import MissingProgramError, PublishingError

TIMEOUT = 180.0  # seconds; a page takes two, a large workbook twenty
_SHEETS = 'pdf:calc_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}'  # a bookmark for every sheet
_NAMES = ("soffice", "libreoffice")
_USUAL_PLACES = (
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
    Path("C:/Program Files (x86)/LibreOffice/program/soffice.exe"),
)
_SAID = 300  # characters of its own words in a message


def program() -> Path:
    """Where LibreOffice is.

    Raises:
        MissingProgramError: It is not installed.
    """
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is not None:
        return Path(found)
    usual = next((path for path in _USUAL_PLACES if path.is_file()), None)
    if usual is None:
        raise MissingProgramError(
            "LibreOffice is not installed, and it draws the pages; install it from libreoffice.org, or print the file "
            "that 'gapsheet freeze' writes from Excel"
        )
    return usual


def to_pdf(source: Path, folder: Path, timeout: float = TIMEOUT) -> Path:
    """Print a workbook to PDF in a folder, with a profile of its own that vanishes afterwards.

    Raises:
        MissingProgramError: LibreOffice is not installed, or did not finish in time.
        PublishingError: It finished without a PDF.
    """
    office = program()
    with _profile() as profile:
        command = [
            str(office),
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            _SHEETS,
            "--outdir",
            str(folder),
            str(source),
        ]
        said = _run(command, timeout)
    made = folder / f"{source.stem}.pdf"
    if not made.is_file():
        raise PublishingError(f"LibreOffice made no PDF of {source.name}: {said[:_SAID] or 'it said nothing'}")
    return made


@contextlib.contextmanager
def _profile() -> Iterator[Path]:
    """A profile folder; its last files may still be held when it is taken away."""
    with tempfile.TemporaryDirectory(prefix="gapsheet-office-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _run(command: list[str], timeout: float) -> str:
    """Run to the end or to the time limit, past which whatever it started ends too; gives what it said."""
    own_group = sys.platform != "win32"
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        start_new_session=own_group,
    ) as process:
        try:
            said, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            _end(process, own_group)
            raise MissingProgramError(
                f"LibreOffice did not finish in {timeout:.0f} seconds and was ended; try again, or print the file that "
                "'gapsheet freeze' writes from Excel"
            ) from None
    return said.decode(errors="replace").strip()


def _end(process: subprocess.Popen[bytes], own_group: bool) -> None:
    with contextlib.suppress(OSError):
        if own_group and sys.platform != "win32":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()

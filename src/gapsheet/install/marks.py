"""Windows' mark on files that came from the internet, for which Excel runs no macros."""

from __future__ import annotations

import re
from pathlib import Path

from gapsheet.install.findings import Finding, Status

_FOREIGN = {3: "the internet", 4: "a place that Windows holds for dangerous"}  # URLZONE_INTERNET, URLZONE_UNTRUSTED


def zone(path: Path) -> int | None:
    """The zone in the file's alternate stream Zone.Identifier; None if the file has no mark."""
    try:
        text = Path(f"{path}:Zone.Identifier").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    match = re.search(r"^\s*ZoneId\s*=\s*(\d+)", text, re.MULTILINE)
    return int(match[1]) if match else None


def addin(path: Path) -> Finding:
    """The mark on the installed add-in, which none should have that was made here."""
    return _finding("mark on the add-in", path)


def workbook(path: Path) -> Finding:
    """The mark on a workbook."""
    if not path.is_file():
        return Finding("workbook", Status.FAIL, f"there is no file {path}", "give the path of the workbook")
    return _finding("workbook", path)


def _finding(check: str, path: Path) -> Finding:
    origin = _FOREIGN.get(zone(path) or 0)
    if origin is None:
        return Finding(check, Status.OK, f"{path} is not marked as coming from the internet")
    quoted = str(path).replace("'", "''")
    return Finding(
        check,
        Status.FAIL,
        f"{path} is marked as coming from {origin}; Excel runs no macros in it",
        f"right click on the file, Properties, Unblock; or in PowerShell: Unblock-File -LiteralPath '{quoted}'",
    )

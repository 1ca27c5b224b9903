"""What the logs say of failures since the installation; they hold names and kinds, never values."""

from __future__ import annotations

from pathlib import Path

from gapsheet.install import record as records
from gapsheet.install.findings import Finding, Status
from gapsheet.install.profile import Profile

_SHOWN = 3
_STAMP = len("2026-01-31 23:59:59")


def examine(profile: Profile, code_page: str) -> Finding:
    """The last failures that Excel's half and Python's half wrote down."""
    since = records.read(profile.record).finished or ""
    excel = _lines(profile.logs / "excel.log", code_page)
    python = [line for line in _lines(profile.logs / "gapsheet.log", "utf-8") if " ERROR " in line]
    failures = [[line for line in lines if line[:_STAMP] >= since][-_SHOWN:] for lines in (excel, python)]
    shown = sorted(line for lines in failures for line in lines)
    if not shown:
        return Finding("log", Status.OK, f"no failure since the installation in {profile.logs}")
    cure = f"the newest is the last; all of them: {profile.logs}"
    return Finding("log", Status.WARN, " | ".join(line.replace("\t", " ") for line in shown), cure)


def _lines(path: Path, encoding: str) -> list[str]:
    """The lines that begin with a time; a log that cannot be read has none."""
    try:
        text = path.read_text(encoding=encoding, errors="replace")
    except OSError:
        return []
    return [line for line in text.splitlines() if line[:4].isdigit()]

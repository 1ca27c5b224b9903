"""Copies of a workbook as it was before a refresh: where they lie, what they are called, how many stay."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

from gapsheet.package.atomic import replacement

FOLDER = "gapsheet backups"  # beside the workbook
MOST = 10  # of one workbook; the oldest go first


def back_up(workbook: Path, content: bytes, moment: datetime) -> Path:
    """Write a copy, and remove the oldest of more than ten.

    Raises:
        UnwritableFileError: The copy cannot be written.
    """
    workbook = Path(os.path.realpath(workbook))
    folder = workbook.parent / FOLDER
    folder.mkdir(exist_ok=True)
    path = _free(folder, workbook, f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    with replacement(path) as stream:
        stream.write(content)
    for old in backups(workbook)[:-MOST]:
        old.unlink(missing_ok=True)
    return path


def backups(workbook: Path) -> list[Path]:
    """The copies of a workbook, the oldest first."""
    name = re.compile(rf"{re.escape(workbook.stem)}\.backup-(\d{{8}}T\d{{6}}Z)(?:-(\d+))?{re.escape(workbook.suffix)}")
    folder = workbook.parent / FOLDER
    found = [(match, path) for path in folder.glob("*") if (match := name.fullmatch(path.name))]
    return [path for _, path in sorted(found, key=lambda item: (item[0][1], int(item[0][2] or 1)))]


def _free(folder: Path, workbook: Path, moment: str) -> Path:
    """A name that no copy has: two refreshes may come within one second."""
    number, path = 1, folder / f"{workbook.stem}.backup-{moment}{workbook.suffix}"
    while path.exists():
        number += 1
        path = folder / f"{workbook.stem}.backup-{moment}-{number}{workbook.suffix}"
    return path

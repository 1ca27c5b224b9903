"""A workbook file calculated anew: values change, in cells and in what charts remember of them; nothing else does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gapsheet.collector import collector_resting
from gapsheet.hosts.gaps import Kept
from gapsheet.hosts.headless import Calculation, calculate
from gapsheet.package.archive import Archive, open_archive, write_archive
from gapsheet.package.atomic import refuse_unwritable
from gapsheet.package.chartpoints import refreshed_charts


@dataclass(frozen=True, slots=True)
class Report:
    """What a recalculation did."""

    out: Path
    formulas: int
    kept: tuple[Kept, ...]

    @property
    def calculated(self) -> int:
        """How many formula cells were calculated."""
        return self.formulas - len(self.kept)


def recalculate(
    path: str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
    *,
    clock: date | None = None,
    progress: Callable[[str], None] | None = None,
) -> Report:
    """Calculate a workbook and write the values into it, or into a copy.

    Args:
        path: The workbook, .xlsx or .xlsm.
        out: The file to write; the workbook itself when left out.
        clock: What NOW and TODAY give; without it the machine's clock.
        progress: Is told what begins: "reading", "calculating", "writing".

    Raises:
        WorkbookError: The workbook cannot be read, calculated or written; it is then byte for byte what it was.
    """
    target = Path(path if out is None else out)
    with open_archive(path) as archive, collector_resting():
        refuse_unwritable(target)
        calculation = calculate(archive, clock=clock, progress=progress)
        if progress is not None:
            progress("writing")
        write_archive(archive, target, calculated_parts(archive, calculation))
    return Report(target, calculation.formulas, calculation.kept)


def calculated_parts(archive: Archive, calculation: Calculation) -> dict[str, Iterable[bytes]]:
    """The parts of a workbook that its calculation changes, in pieces: sheets, and charts that remember values."""
    parts: dict[str, Iterable[bytes]] = {sheet.part: sheet.pieces() for sheet in calculation.sheets}
    for part, content in refreshed_charts(archive, calculation.values).items():
        parts[part] = [content]
    return parts

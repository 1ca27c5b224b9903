"""A workbook as a user leaves it: inputs typed over, everything calculated anew, answers read by name or by label."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from gapsheet.recalc import recalculate

from .edits import with_cell
from .stored import CellValue, StoredWorkbook

Typed = float | str | bool | None


class Answers:
    """The values of one state of a workbook."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = StoredWorkbook.of(path)

    def __getitem__(self, name: str) -> CellValue:
        """The value of the cell that has this name."""
        sheet, _, address = self.book.names[name].replace("$", "").rpartition("!")
        return self.book.cells[sheet.strip("'"), address].value

    def measure(self, label: str, sheet: str = "Result", value_column: str = "E") -> CellValue:
        """The value beside the first cell of column B with this label."""
        cells = self.book.cells
        row = next(
            cell.row for (place, _), cell in cells.items() if (place, cell.column, cell.value) == (sheet, 2, label)
        )
        return cells[sheet, f"{value_column}{row}"].value

    def row(self, label: str, sheet: str, after: str = "") -> int:
        """The first row whose text in column B begins so, below the first that begins with `after`."""
        cells = self.book.cells.items()
        rows = sorted((cell.row, str(cell.value)) for (place, _), cell in cells if (place, cell.column) == (sheet, 2))
        start = next(row for row, text in rows if text.startswith(after)) if after else 0
        return next(row for row, text in rows if row > start and text.startswith(label))

    def texts(self, sheet: str) -> list[str]:
        """All texts of a sheet."""
        return [str(cell.value) for (place, _), cell in self.book.cells.items() if place == sheet and cell.value]

    @property
    def errors(self) -> list[str]:
        return [f"{cell.place} {cell.value}" for cell in self.book.cells.values() if cell.is_error]


def answered(path: Path, folder: Path, typed: Mapping[str, Typed]) -> Answers:
    """What a copy of the workbook says after these inputs, given by name or as Sheet!A1."""
    copy = Path(shutil.copy(path, folder))
    for where, value in typed.items():
        copy = with_cell(copy, where, value)
    recalculate(copy, copy)
    return Answers(copy)

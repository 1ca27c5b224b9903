"""A workbook open in the calculation, in which one cell after the other is typed over and put back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from gapsheet.hosts.engine import Engine, EngineError, catalogue_functions
from gapsheet.hosts.run import Run
from gapsheet.hosts.sheets import SheetCalculation, engine_source, read_sheets
from gapsheet.hosts.tablecolumns import Tables
from gapsheet.package.addresses import cell_name
from gapsheet.package.archive import open_archive
from gapsheet.package.structure import tables

from .stored import CellValue


@dataclass(frozen=True, slots=True)
class Typed:
    """A cell that a reader may type over."""

    sheet: str
    address: str
    value: CellValue

    @property
    def place(self) -> str:
        return f"{self.sheet}!{self.address}"


def typed_cells(path: Path) -> list[Typed]:
    """Every cell without a formula that no protection keeps, empty ones included."""
    book = openpyxl.load_workbook(path)
    return [
        Typed(sheet.title, cell.coordinate, cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.protection.locked is False and cell.data_type != "f"
    ]


class OpenWorkbook:
    """The workbook in the engine: after a change only what rests on it is calculated."""

    def __init__(self, path: Path) -> None:
        functions = catalogue_functions()
        with open_archive(path) as archive:
            self._sheets: list[SheetCalculation] = read_sheets(archive)
            found = Tables(tables(archive))
            self._engine = Engine.load(engine_source(archive, self._sheets, found))
            self._engine.register(functions)
            run = Run(archive.path, self._engine, self._sheets, functions, found, False, frozenset())
            run.prepare()
            run.calculate()

    def errors(self) -> Iterator[str]:
        """The cells that show an error."""
        for sheet in self._sheets:
            for cell, value in zip(sheet.cells, self._engine.values(sheet.name, sheet.cells), strict=True):
                if isinstance(value, EngineError):
                    yield f"{sheet.name}!{cell_name(cell.row, cell.column)}"

    def value(self, sheet: str, address: str) -> CellValue:
        """What a cell shows."""
        value = self._engine.value(sheet, *_place(address))
        return value.kind if isinstance(value, EngineError) else value

    def errors_after(self, cell: Typed, value: CellValue) -> list[str]:
        """The cells that show an error while another value stands in one cell."""
        place = _place(cell.address)
        before = self._engine.value(cell.sheet, *place) if cell.value is not None else None
        self._engine.put_value(cell.sheet, *place, value)
        self._engine.evaluate()
        found = list(self.errors())
        self._engine.put_value(cell.sheet, *place, before)
        return found


def _place(address: str) -> tuple[int, int]:
    letters, row = coordinate_from_string(address)
    return row, column_index_from_string(letters)

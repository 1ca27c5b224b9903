"""A workbook open in the calculation, in which one cell after the other is typed over and put back."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from gapsheet.hosts.engine import Engine, EngineError, catalogue_functions
from gapsheet.hosts.enginesource import engine_source
from gapsheet.hosts.run import Run
from gapsheet.hosts.sheets import SheetCalculation, read_sheets
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


def must_be_filled(path: Path) -> list[Typed]:
    """The numbers, dates and choices on Inputs that may not be emptied, by what the cells themselves accept."""
    return _accepting(path, ("whole", "decimal", "date", "list"), may_be_empty=False)


def numbers_of_inputs(path: Path, kinds: Collection[str] = ("whole", "decimal", "date")) -> list[Typed]:
    """The numbers and dates on Inputs, those that may be emptied included, by what the cells themselves accept."""
    return _accepting(path, kinds, may_be_empty=True)


def beyond_limits(path: Path) -> dict[str, tuple[Typed, list[float]]]:
    """Numbers that validated cells of any sheet refuse when typed: below the least, above the most, broken ones.

    Of a block of cells the first and the last stand for all; one that is broken is asked of single cells, since a
    column of years has a check of its steps instead.
    """
    typed = {cell.place: cell for cell in typed_cells(path)}
    found = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        for rule in sheet.data_validations.dataValidation:
            if rule.type in ("whole", "decimal", "date"):
                least, most = float(rule.formula1), float(rule.formula2)
                for block in rule.sqref.ranges:
                    single = block.size == {"rows": 1, "columns": 1}
                    refused = _refused(least, most, broken=single and rule.type == "whole")
                    for end in (block.coord.partition(":")[0], block.coord.rpartition(":")[2]):
                        if cell := typed.get(f"{sheet.title}!{end}"):
                            found[cell.place] = cell, refused
    return found


def _refused(least: float, most: float, *, broken: bool) -> list[float]:
    """Just outside, far outside, and the slips that are made: a sign, 7 for 7 %, a half person."""
    step = max(abs(least) / 2, 0.001)
    numbers = [least - step, most + step, most * 1.5 + 1, -1.0, -5.0, 7.0, 1e9]
    return [*(number for number in dict.fromkeys(numbers) if not least <= number <= most), *[least + 0.5] * broken]


def _accepting(path: Path, kinds: Collection[str], *, may_be_empty: bool) -> list[Typed]:
    sheet = openpyxl.load_workbook(path)["Inputs"]
    kept = [
        item.sqref
        for item in sheet.data_validations.dataValidation
        if item.type in kinds and (may_be_empty or not item.allowBlank)
    ]
    return [cell for cell in typed_cells(path) if cell.sheet == "Inputs" and any(cell.address in area for area in kept)]


class OpenWorkbook:
    """The workbook in the engine: after a change only what rests on it is calculated."""

    def __init__(self, path: Path) -> None:
        functions = catalogue_functions()
        with open_archive(path) as archive:
            self._sheets: list[SheetCalculation] = read_sheets(archive)
            found = Tables(tables(archive))
            with engine_source(archive, self._sheets, found) as source:
                self._engine = Engine.load(source)
            self._engine.register(functions)
            run = Run(archive.path, self._engine, self._sheets, functions, found, False)
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
        with self.typed_over(cell, value):
            return list(self.errors())

    @contextmanager
    def typed_over(self, cell: Typed, value: CellValue) -> Iterator[None]:
        """Another value stands in one cell; afterwards the one before does."""
        place = _place(cell.address)
        before = self._engine.value(cell.sheet, *place) if cell.value is not None else None
        self._engine.put_value(cell.sheet, *place, value)
        self._engine.evaluate()
        yield
        self._engine.put_value(cell.sheet, *place, before)


def _place(address: str) -> tuple[int, int]:
    letters, row = coordinate_from_string(address)
    return row, column_index_from_string(letters)

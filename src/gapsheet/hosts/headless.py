"""Workbooks and single formulas calculated without a spreadsheet program.

Limits, all of them the engine's: a cell whose formula has a construct that the engine is known to get wrong keeps its
value (see faults, doubts); data tables are not calculated; a number format that TEXT takes from a cell is used as the
engine understands it; texts are put in order by the codes of their signs, not by a language's alphabet.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import formualizer

from gapsheet.errors import CellError, DamagedWorkbookError
from gapsheet.hosts.doubtful import hiding_sheets
from gapsheet.hosts.engine import Engine, EngineError, Function, catalogue_functions
from gapsheet.hosts.enginesource import engine_source
from gapsheet.hosts.formulas import Known, Speller
from gapsheet.hosts.gaps import Kept, is_gap, reason
from gapsheet.hosts.run import Run
from gapsheet.hosts.sheets import Results, SheetCalculation, read_sheets, refuse_damaged
from gapsheet.hosts.tablecolumns import Tables
from gapsheet.package.addresses import CellKey, area, keys
from gapsheet.package.archive import Archive, open_archive
from gapsheet.package.structure import iterates, tables, uses_1904_dates
from gapsheet.quantities import CellValue

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Calculation:
    """What came out of a workbook: results by sheet, and the cells that could not be calculated."""

    sheets: tuple[SheetCalculation, ...]
    kept: tuple[Kept, ...]

    @property
    def formulas(self) -> int:
        """How many formula cells there are."""
        return sum(len(sheet.cells) for sheet in self.sheets)

    @property
    def values(self) -> Mapping[str, Mapping[CellKey, CellValue]]:
        """For each sheet with formulas the results by (row, column), those of spilled cells included.

        Cells that keep their stored values are not among them.
        """
        return Results(self.sheets)

    @property
    def spills(self) -> dict[str, dict[CellKey, tuple[int, int]]]:
        """For each sheet the array formulas with the rows and columns they fill."""
        return {sheet.name: dict(sheet.extents) for sheet in self.sheets if sheet.extents}

    def value(self, sheet: str, cell: str) -> CellValue:
        """The value of a formula cell, or of a cell that an array formula fills.

        Raises:
            KeyError: There is no such sheet with formulas, or the cell is neither.
        """
        found = next((item for item in self.sheets if item.name == sheet), None)
        if found is None:
            raise KeyError(sheet)
        key: CellKey = area(cell)[:2]
        if key in found.members:
            return found.members[key]
        for kept in self.kept:
            if (kept.sheet, kept.cell) == (sheet, cell) and kept.stored is not None:
                return kept.stored
        return found.values()[key]


def calculate(
    source: Archive | str | os.PathLike[str],
    *,
    clock: date | None = None,
    functions: Mapping[str, Function] | None = None,
    progress: Progress | None = None,
) -> Calculation:
    """Calculate every formula of a workbook; the file is only read.

    Args:
        source: The workbook, opened or by its path.
        clock: What NOW and TODAY give; without it the machine's clock.
        functions: Python functions that formulas may call, by name in capitals; the catalogue's when left out.
        progress: Is told what begins: "reading", "calculating".

    Raises:
        CircularReferenceError: Cells form a ring, and the workbook does not allow that.
        WorkbookError: The workbook cannot be read.
    """
    if not isinstance(source, Archive):
        with open_archive(source) as archive:
            return calculate(archive, clock=clock, functions=functions, progress=progress)
    tell = progress or (lambda stage: None)
    tell("reading")
    sheets = read_sheets(source)
    if not sheets:
        return Calculation((), ())
    functions = catalogue_functions() if functions is None else functions
    found = Tables(tables(source))
    engine = _loaded(source, sheets, found)
    engine.register(functions)
    if clock is not None:
        engine.set_clock(clock)
    tell("calculating")
    run = Run(source.path, engine, sheets, functions, found, iterates(source), partial(hiding_sheets, source))
    run.prepare()
    run.calculate()
    return Calculation(tuple(sheets), tuple(run.kept[place] for place in sorted(run.kept)))


def _loaded(archive: Archive, sheets: list[SheetCalculation], found: Tables) -> Engine:
    try:
        with engine_source(archive, sheets, found) as source:
            return Engine.load(source, dates_1904=uses_1904_dates(archive))
    except (OSError, ValueError, RuntimeError, formualizer.ExcelEvaluationError) as problem:
        refuse_damaged(sheets)
        raise DamagedWorkbookError(
            f"{archive.path} cannot be calculated ({problem}); open it in Excel and save it again"
        ) from problem


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a formula gives: a value or rows of values; for an error of the calculation itself, why."""

    value: CellValue | list[list[CellValue]]
    reason: str = ""


def evaluate(formula: str) -> Evaluation:
    """Calculate one formula, given with or without its equals sign."""
    text = formula.strip().removeprefix("=")
    functions = catalogue_functions()
    objection = Known(functions, words=(), linked=True).objection(text)
    if objection:
        return Evaluation(CellError.NAME, objection)
    engine = Engine.empty()
    engine.register(functions)
    speller = Speller.of(functions, engine.blank_cell(), lambda name, specifier, row: None, ())
    return _evaluated(engine, speller.respelled(text))


def _evaluated(engine: Engine, formula: str) -> Evaluation:
    """The value of a formula in the first cell of a sheet of its own."""
    try:
        sheet = engine.add_sheet("Formula")
        engine.put_formula(sheet, 1, 1, formula)
        engine.evaluate()
    except (ValueError, RuntimeError, formualizer.ParserError, formualizer.ExcelEvaluationError) as problem:
        return Evaluation(CellError.NAME, str(problem))
    extent = engine.extent(sheet, 1, 1)
    if extent is None:
        value = engine.value(sheet, 1, 1)
        return Evaluation(value.cell_error, _why(value)) if isinstance(value, EngineError) else Evaluation(value)
    values = {key: engine.value(sheet, *key) for key in keys(extent)}
    plain = {key: value.cell_error if isinstance(value, EngineError) else value for key, value in values.items()}
    return Evaluation([[plain[row, column] for column in range(1, extent[3] + 1)] for row in range(1, extent[2] + 1)])


def _why(error: EngineError) -> str:
    """The reason, where the error is the calculation's own."""
    return reason(error) if is_gap(error, None) else ""

"""One calculation of one workbook: prepare, calculate, set aside what the engine cannot do, calculate again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import formualizer

from gapsheet.errors import CellError, CircularReferenceError, DamagedWorkbookError
from gapsheet.hosts.engine import Engine, EngineError, Function, knows, table_functions
from gapsheet.hosts.formulas import Speller, called_functions, intersected, reads_other_files
from gapsheet.hosts.gaps import Feeding, Kept, Place, is_gap, reason
from gapsheet.hosts.sheets import SheetCalculation
from gapsheet.package.sheetxml import CellKey, Corners, FormulaCell, area, area_name, cell_name, keys
from gapsheet.package.structure import Table
from gapsheet.quantities import CellValue

_MOST_NAMED = 12  # cells of a ring that a message names
_ARRAY_SIGNS = r"[:{\[#]"
_MOST_INSPECTED = 20_000  # formulas that are all asked whether they spilled; in larger books only suspicious ones


class Results(Mapping[CellKey, CellValue]):
    """Results of one sheet, fetched from the engine when asked for; cells that keep their values are not among them."""

    def __init__(
        self,
        cells: list[FormulaCell],
        read: Callable[[int, int], CellValue | EngineError],
        kept: frozenset[CellKey],
    ) -> None:
        self._cells = cells
        self._read = read
        self._kept = kept

    def __getitem__(self, key: CellKey) -> CellValue:
        if key in self._kept:
            raise KeyError(key)
        value = self._read(*key)
        return value.cell_error if type(value) is EngineError else value  # type: ignore[return-value]

    def __contains__(self, key: object) -> bool:
        return key not in self._kept

    def __iter__(self) -> Iterator[CellKey]:
        keys = ((cell.row, cell.column) for cell in self._cells)
        return (key for key in keys if key not in self._kept)

    def __len__(self) -> int:
        return len(self._cells) - len(self._kept)


class Run:
    """The state of one calculation."""

    def __init__(
        self,
        path: Path,
        engine: Engine,
        sheets: list[SheetCalculation],
        functions: Mapping[str, Function],
        found_tables: list[Table],
        iterating: bool,
    ) -> None:
        self.path = path
        self.engine = engine
        self.sheets = sheets
        self.functions = functions
        self.iterating = iterating
        self.kept: dict[Place, Kept] = {}
        self._intersected: set[Place] = set()
        self._tables = {table.name.casefold(): table for table in found_tables}
        self._readers = {sheet.name: engine.reader(sheet.name) for sheet in sheets}
        self._feeding = Feeding(lambda place: engine.formula(place[0], *place[1]), engine.names())

    def prepare(self) -> None:
        """Respell what the engine would misread, set aside what it cannot know."""
        speller = Speller.of(self.functions, self.engine.add_blank_sheet(), self._table, self._tables)
        known = set(self.functions)
        linked = self.engine.linked_books()
        for sheet in self.sheets:
            shared: dict[int | None, str] = {}
            for cell in sheet.cells:
                text = cell.formula
                if text is None:
                    text = shared.get(cell.shared_index, "")
                elif cell.kind == "shared":
                    shared[cell.shared_index] = text
                respelled = speller.respelled(text, cell.row)
                if respelled != text:
                    self._respell(sheet, cell, respelled, speller)
                why = self._unknown(cell, respelled, known, bool(linked))
                if why:
                    self._exclude(sheet, cell, why)

    def _table(self, name: str, specifier: str, row: int) -> str | None:
        table = self._tables.get(name.casefold())
        return table.reference(specifier, row) if table else None

    def _respell(self, sheet: SheetCalculation, cell: FormulaCell, respelled: str, speller: Speller) -> None:
        if cell.formula is None:  # shared: the engine writes it out for this cell
            respelled = speller.respelled(self.engine.formula(sheet.name, cell.row, cell.column) or "", cell.row)
        self.engine.put_formula(sheet.name, cell.row, cell.column, respelled)

    @staticmethod
    def _unknown(cell: FormulaCell, formula: str, known: set[str], linked: bool) -> str:
        """Why the engine cannot calculate this formula, as far as its text tells; "" if it probably can."""
        if cell.kind == "dataTable":
            return "a data table"
        for name in called_functions(formula):
            if name not in known:
                if name.startswith("_XLPM.") or knows(name):
                    known.add(name)
                else:
                    return f"the function {name} is not known"
        if not linked and reads_other_files(formula):
            return "it reads another workbook"
        return ""

    def _exclude(self, sheet: SheetCalculation, cell: FormulaCell, why: str) -> None:
        """Keep the engine from a formula at which it could break off."""
        self._keep(sheet, cell, why)
        if cell.stored is None:
            self.engine.put_value(sheet.name, cell.row, cell.column, CellError.NAME)

    def _keep(self, sheet: SheetCalculation, cell: FormulaCell, why: str) -> None:
        """Let a cell have its stored value, so that the cells it feeds calculate with it."""
        key = (cell.row, cell.column)
        self.kept[sheet.name, key] = Kept(sheet.name, cell_name(*key), why, cell.stored)
        if cell.stored is not None:
            self.engine.put_value(sheet.name, *key, cell.stored)
        if cell.kind == "array" and cell.ref:
            self._keep_members(sheet, cell.ref)

    def _keep_members(self, sheet: SheetCalculation, ref: str) -> None:
        """Leave what an array formula filled as the file has it."""
        top, left, bottom, right = area(ref)
        for key, value in sheet.stored_members.items():
            if top <= key[0] <= bottom and left <= key[1] <= right:
                sheet.members.pop(key, None)
                if value is not None:
                    self.engine.put_value(sheet.name, *key, value)

    def calculate(self) -> None:
        """Calculate until nothing more has to be set aside.

        Raises:
            CircularReferenceError: Cells form a ring, and the workbook does not allow that.
        """
        while True:
            self._evaluate()
            if not (self._set_aside_gaps() or self._settle_arrays()):
                break
        for sheet in self.sheets:
            stored = (place for place, kept in self.kept.items() if place[0] == sheet.name and kept.stored is not None)
            sheet.values = Results(sheet.cells, self._readers[sheet.name], frozenset(key for _, key in stored))

    def _evaluate(self) -> None:
        """Calculate; a cell at which the engine breaks off is set aside, and the engine asked again."""
        while True:
            try:
                return self.engine.evaluate()
            except formualizer.ExcelEvaluationError as problem:
                breaking = self._breaking(str(problem))
                if not breaking:
                    raise DamagedWorkbookError(f"{self.path} cannot be calculated: {problem}") from problem
                for sheet, cell in breaking:
                    self._exclude(sheet, cell, "a name or reference the calculation does not know")

    def _breaking(self, message: str) -> list[tuple[SheetCalculation, FormulaCell]]:
        """The cells that make the engine break off: those that contain what it complains about, or each one asked."""
        culprit = message.rsplit(": ", 1)[-1].casefold()
        cells = [(sheet, cell) for sheet in self.sheets for cell in sheet.cells if not self._is_kept(sheet, cell)]
        named = [(sheet, cell) for sheet, cell in cells if culprit in (cell.formula or "").casefold()]
        return named or [
            (sheet, cell) for sheet, cell in cells if self.engine.raises(sheet.name, cell.row, cell.column)
        ]

    def _is_kept(self, sheet: SheetCalculation, cell: FormulaCell) -> bool:
        return (sheet.name, (cell.row, cell.column)) in self.kept

    def _set_aside_gaps(self) -> bool:
        """Set aside the cells that fail by themselves; whether there were any."""
        failing = {
            (sheet.name, (cell.row, cell.column)): (sheet, cell, error) for sheet, cell, error in self._failures()
        }
        circular = [place for place, (_, _, error) in failing.items() if error.kind == "Circ"]
        if circular:
            chosen = self._ring(circular)
        else:
            unsolved = [place for place, kept in self.kept.items() if kept.stored is None]
            chosen = self._feeding.roots(failing, unsolved)
        for place in chosen:
            sheet, cell, error = failing[place]
            self._keep(sheet, cell, reason(error))
        return any(failing[place][1].stored is not None for place in chosen)

    def _failures(self) -> Iterator[tuple[SheetCalculation, FormulaCell, EngineError]]:
        """Cells whose result says that the engine cannot calculate them."""
        for sheet in self.sheets:
            read = self._readers[sheet.name]
            for cell in sheet.cells:
                value = read(cell.row, cell.column)
                if type(value) is EngineError and is_gap(value, cell.stored) and not self._is_kept(sheet, cell):
                    if value.kind == "Spill" and self._intersect(sheet, cell):
                        continue
                    yield sheet, cell, value

    def _ring(self, circular: list[Place]) -> list[Place]:
        """The cells of a ring, where the workbook allows rings."""
        ring = sorted(self._feeding.ring(circular))
        if self.iterating:
            return ring
        named = ", ".join(f"{sheet}!{cell_name(*key)}" for sheet, key in ring[:_MOST_NAMED])
        more = f" and {len(ring) - _MOST_NAMED} more" if len(ring) > _MOST_NAMED else ""
        raise CircularReferenceError(
            f"{self.path}: {named}{more} refer to themselves in a ring; break the ring in one of these formulas, "
            "or allow iterative calculation in Excel's options"
        )

    def _settle_arrays(self) -> bool:
        """Compare what array formulas fill with their ranges; whether something has to be calculated again."""
        again = False
        for sheet in self.sheets:
            sheet.members.clear()
            sheet.refs.clear()
            sheet.extents.clear()
            for cell in self._maybe_arrays(sheet):
                extent = self.engine.extent(sheet.name, cell.row, cell.column)
                if cell.kind == "array":
                    again |= self._settle(sheet, cell, extent)
                elif extent is not None:
                    again |= self._intersect(sheet, cell) or self._give_up(sheet, cell)
        return again

    def _maybe_arrays(self, sheet: SheetCalculation) -> Iterator[FormulaCell]:
        signs = "|".join([_ARRAY_SIGNS, *sorted(table_functions())])
        suspicious = re.compile(signs, re.IGNORECASE).search
        few = sum(len(other.cells) for other in self.sheets) <= _MOST_INSPECTED
        for cell in sheet.cells:
            wanted = few or cell.kind == "array" or suspicious(cell.formula or "")
            if wanted and not self._is_kept(sheet, cell):
                yield cell

    def _settle(self, sheet: SheetCalculation, cell: FormulaCell, extent: Corners | None) -> bool:
        """Take over what an array formula filled."""
        old = area(cell.ref) if cell.ref else (cell.row, cell.column, cell.row, cell.column)
        new = extent or (cell.row, cell.column, cell.row, cell.column)
        may_resize = cell.dynamic or cell.stored is None
        if new != old and not may_resize:
            if old[:2] == old[2:] and self._take_first(sheet, cell):
                return True
            return self._give_up(sheet, cell, "an array result of another size than its range")
        if new != old:
            sheet.refs[cell.row, cell.column] = area_name(new)
        sheet.extents[cell.row, cell.column] = (new[2] - new[0] + 1, new[3] - new[1] + 1)
        self._take_members(sheet, (cell.row, cell.column), old, new)
        return False

    def _take_members(self, sheet: SheetCalculation, anchor: CellKey, old: Corners, new: Corners) -> None:
        """Empty the cells of the old range, fill those of the new one."""
        read = self._readers[sheet.name]
        for key in keys(old):
            if key in sheet.stored_members:
                sheet.members[key] = None
        for key in keys(new):
            if key != anchor:
                value = read(*key)
                sheet.members[key] = value.cell_error if isinstance(value, EngineError) else value

    def _take_first(self, sheet: SheetCalculation, cell: FormulaCell) -> bool:
        """An array formula of one cell shows the first value of its result."""
        return self._once(sheet, cell, f"@({self.engine.formula(sheet.name, cell.row, cell.column)})")

    def _intersect(self, sheet: SheetCalculation, cell: FormulaCell) -> bool:
        """An ordinary formula whose result is an array gives one value of it, as in Excel."""
        if cell.kind == "array":
            return False
        formula = self.engine.formula(sheet.name, cell.row, cell.column)
        respelled = intersected(formula, self.functions) if formula else None
        return respelled is not None and self._once(sheet, cell, respelled)

    def _once(self, sheet: SheetCalculation, cell: FormulaCell, formula: str) -> bool:
        """Try another formula in a cell, one time."""
        place = (sheet.name, (cell.row, cell.column))
        if place in self._intersected:
            return False
        self._intersected.add(place)
        self.engine.put_formula(sheet.name, cell.row, cell.column, formula)
        return True

    def _give_up(
        self, sheet: SheetCalculation, cell: FormulaCell, why: str = "an array result in a cell for one value"
    ) -> bool:
        self._keep(sheet, cell, why)
        return cell.stored is not None

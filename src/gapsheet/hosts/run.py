"""One calculation of one workbook: prepare, calculate, set aside what the engine cannot do, calculate again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast

import formualizer

from gapsheet.errors import CellError, CircularReferenceError, DamagedWorkbookError
from gapsheet.hosts.doubtful import Doubtful
from gapsheet.hosts.doubts import doubts_of
from gapsheet.hosts.engine import Engine, EngineError, Function
from gapsheet.hosts.formulas import Known, Speller, intersected
from gapsheet.hosts.gaps import Feeding, Kept, Place, is_gap, reason
from gapsheet.hosts.questions import answering
from gapsheet.hosts.sheets import SheetCalculation
from gapsheet.hosts.tablecolumns import ANY_ROW, Tables, for_row, is_for_any_row
from gapsheet.package.addresses import CellKey, Corners, area, area_name, cell_name, keys
from gapsheet.package.sheetxml import Absent, FormulaCell
from gapsheet.quantities import CellValue

_MOST_NAMED = 12  # cells of a ring that a message names
_MOST_INSPECTED = 20_000  # formulas that are all asked whether they spilled; in larger books only suspicious ones


class Judged(NamedTuple):
    """A formula as the engine spells it, why it cannot be calculated, and whether its values may be in doubt."""

    respelled: str
    objection: str
    doubtful: bool

    @classmethod
    def of(cls, respelled: str, known: Known) -> Judged:
        """Judge a formula by its text."""
        return cls(respelled, known.objection(respelled), bool(doubts_of(respelled)))


Failure = tuple[SheetCalculation, FormulaCell, EngineError]


class Run:
    """The state of one calculation."""

    def __init__(
        self,
        path: Path,
        engine: Engine,
        sheets: list[SheetCalculation],
        functions: Mapping[str, Function],
        tables: Tables,
        iterating: bool,
        hiding: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        self.path = path
        self.engine = engine
        self.sheets = sheets
        self.functions = functions
        self.iterating = iterating
        self.kept: dict[Place, Kept] = {}
        self._retried: set[Place] = set()
        self._asked: set[Place] = set()
        self._columns: dict[str, Judged] = {}  # formulas of tables' columns, each judged once
        self._settled: set[tuple[str, bytes | None]] = set()  # those on a sheet of which no row needs anything
        self._tables = tables
        self._maybe_arrays: list[tuple[SheetCalculation, FormulaCell]] = []
        self._names = engine.names()
        self._feeding = Feeding(lambda place: engine.formula(place[0], *place[1]), self._names)
        self._doubtful = Doubtful(engine, self._names, self._feeding, hiding)

    def prepare(self) -> None:
        """Respell what the engine would misread, set aside what it cannot know, note what may fill several cells."""
        speller = Speller.of(self.functions, self.engine.blank_cell(), self._tables.reference, self._tables.by_name)
        known = Known(self.functions, [*self._tables.by_name, *self._range_names()], bool(self.engine.linked_books()))
        every = sum(len(sheet.cells) for sheet in self.sheets) <= _MOST_INSPECTED
        has_table, may_fill = self._tables.is_met, self._maybe_arrays.append
        for sheet in self.sheets:
            shared: dict[int | None, str] = {}
            content = b"\n".join(set(sheet.shapes))
            is_plain, is_plain_alike = known.plain_in(content), cache(known.plain_alike_in(content))
            passing: set[bytes] = set()  # formulas, digits left aside, that need nothing
            for cell, shape in zip(sheet.cells, sheet.shapes, strict=True):
                if shape in passing and cell[3] is None:
                    continue  # this loop runs for every formula there is: places, not names
                text = cell[4] or b""
                if cell[3] is not None or has_table(text) or not is_plain(text):
                    self._look_closer(sheet, cell, shared, speller, known)
                    may_fill((sheet, cell))
                elif every or b":" in text or b"{" in text:
                    may_fill((sheet, cell))
                elif is_plain_alike(shape):
                    passing.add(shape)

    def _look_closer(
        self, sheet: SheetCalculation, cell: FormulaCell, shared: dict[int | None, str], speller: Speller, known: Known
    ) -> None:
        """Respell one formula, or set it aside."""
        if cell.formula_attributes is None and (sheet.name, cell.formula_text) in self._settled:
            return
        text, kind = cell.formula, cell.kind
        if text is None:
            text = shared.get(cell.shared_index, "")
        elif kind == "shared":
            shared[cell.shared_index] = text
        judged = self._judged(text, cell.row, speller, known)
        if judged.respelled != (self._tables.plain(cell) or text):
            self._respell(sheet, cell, judged.respelled, speller)
        why = "a data table" if kind == "dataTable" else judged.objection
        why = why or self._doubtful.hidden_rows(judged.respelled, sheet.name)
        if why:
            self._exclude(sheet, cell, why)
        elif judged.doubtful:
            self._doubtful.watch(sheet, cell, judged.respelled)
        elif text in self._columns and self._columns[text].respelled == self._tables.pattern(cell):
            self._settled.add((sheet.name, cell.formula_text))

    def _judged(self, text: str, row: int, speller: Speller, known: Known) -> Judged:
        """A formula respelled, and what is to be said of it.

        A table's column has one text for all rows, which is looked at once.
        """
        if not is_for_any_row(text):
            return Judged.of(speller.respelled(text, row), known)
        if text not in self._columns:
            self._columns[text] = Judged.of(speller.respelled(text, ANY_ROW), known)
        column = self._columns[text]
        return column._replace(respelled=for_row(column.respelled, row))

    def _range_names(self) -> Iterator[str]:
        """The defined names of more than one cell."""
        return (name for name, (_, *corners) in self._names.items() if corners[:2] != corners[2:])

    def _respell(self, sheet: SheetCalculation, cell: FormulaCell, respelled: str, speller: Speller) -> None:
        if cell.formula is None:  # shared: the engine writes it out for this cell
            respelled = speller.respelled(self.engine.formula(sheet.name, cell.row, cell.column) or "", cell.row)
        self.engine.put_formula(sheet.name, cell.row, cell.column, respelled)

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
            failing = self._read()
            if not (
                self._set_aside(failing) or self._ask_again() or self._settle_arrays() or self._set_doubtful_aside()
            ):
                break
        for sheet in self.sheets:
            kept = (place for place, item in self.kept.items() if place[0] == sheet.name and item.stored is not None)
            sheet.leave({key for _, key in kept})

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

    def _read(self) -> list[Failure]:
        """Take over the values; those that say that the engine cannot calculate a cell come back."""
        failing = []
        for sheet in self.sheets:
            values = self.engine.values(sheet.name, sheet.cells)
            for place, value in enumerate(values if EngineError in set(map(type, values)) else ()):
                if type(value) is EngineError:
                    values[place] = value.cell_error
                    cell = sheet.cells[place]
                    if is_gap(value, cell.stored) and not self._is_kept(sheet, cell):
                        failing.append((sheet, cell, value))
            sheet.results = cast("list[CellValue | Absent]", values)
        return failing

    def _set_aside(self, failures: list[Failure]) -> bool:
        """Set aside the cells that fail by themselves; whether something has to be calculated again."""
        retried = {
            id(cell) for sheet, cell, error in failures if error.kind == "Spill" and self._intersect(sheet, cell)
        }
        failing = {
            (sheet.name, (cell.row, cell.column)): (sheet, cell, error)
            for sheet, cell, error in failures
            if id(cell) not in retried
        }
        circular = [place for place, (_, _, error) in failing.items() if error.kind == "Circ"]
        if circular:
            chosen = self._ring(circular)
        else:
            unsolved = [place for place, kept in self.kept.items() if kept.stored is None]
            chosen = self._feeding.roots(failing, unsolved) if not retried else []
        for place in chosen:
            sheet, cell, error = failing[place]
            self._keep(sheet, cell, reason(error))
        return bool(retried) or any(failing[place][1].stored is not None for place in chosen)

    def _ask_again(self) -> bool:
        """Respell the cells that show an error though they may have asked for it; whether there are any."""
        again = False
        for sheet in self.sheets:
            for cell, value in zip(sheet.cells, sheet.results, strict=True) if _has_errors(sheet) else ():
                place = (sheet.name, (cell.row, cell.column))
                if type(value) is not CellError or cell.kind == "array" or place in self._asked:
                    continue
                self._asked.add(place)
                asking = answering(self.engine.formula(sheet.name, cell.row, cell.column) or "", value)
                if asking is not None and not self._is_kept(sheet, cell):
                    self.engine.put_formula(sheet.name, cell.row, cell.column, asking)
                    again = True
        return again

    def _set_doubtful_aside(self) -> bool:
        """Set aside the cells whose values show that the engine got them wrong; whether there are any."""
        found = [
            (sheet, cell, why)
            for sheet, cell, why in self._doubtful.found(self.sheets)
            if not self._is_kept(sheet, cell)
        ]
        for sheet, cell, why in found:
            self._exclude(sheet, cell, why)
        return bool(found)

    def _ring(self, circular: list[Place]) -> list[Place]:
        """The cells of a ring, where the workbook allows rings."""
        ring = sorted(self._feeding.ring(circular))
        if self.iterating:
            return ring
        named = ", ".join(f"{sheet}!{cell_name(*key)}" for sheet, key in ring[:_MOST_NAMED])
        more = f" and {len(ring) - _MOST_NAMED} more" if len(ring) > _MOST_NAMED else ""
        told = "refer to themselves in a ring" if len(ring) > 1 else "refers to itself"
        raise CircularReferenceError(
            f"{self.path}: {named}{more} {told}; break the ring in one of these formulas, "
            "or allow iterative calculation in Excel's options"
        )

    def _settle_arrays(self) -> bool:
        """Compare what formulas fill with their ranges; whether something has to be calculated again."""
        again = False
        for sheet in self.sheets:
            sheet.members.clear()
            sheet.refs.clear()
            sheet.extents.clear()
        for sheet, cell in self._maybe_arrays:
            if self._fills_nothing(sheet, cell) or self._is_kept(sheet, cell):
                continue
            extent = self.engine.extent(sheet.name, cell.row, cell.column)
            if cell.kind == "array":
                again |= self._settle(sheet, cell, extent)
            elif extent is not None:
                again |= self._intersect(sheet, cell) or self._give_up(sheet, cell)
        return again

    def _fills_nothing(self, sheet: SheetCalculation, cell: FormulaCell) -> bool:
        """Whether the cells beside an ordinary formula show that it filled none of them: cheaper than asking."""
        row, column, _, formula_attributes = cell[:4]
        if formula_attributes is not None:
            return False
        has_formula, is_blank = sheet.has_formula, self.engine.is_blank
        return (has_formula(row, column + 1) or is_blank(sheet.name, row, column + 1)) and (
            has_formula(row + 1, column) or is_blank(sheet.name, row + 1, column)
        )

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
        for key in keys(old):
            if key in sheet.stored_members:
                sheet.members[key] = None
        for key in keys(new):
            if key != anchor:
                value = self.engine.value(sheet.name, *key)
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
        if place in self._retried:
            return False
        self._retried.add(place)
        self.engine.put_formula(sheet.name, cell.row, cell.column, formula)
        return True

    def _give_up(
        self, sheet: SheetCalculation, cell: FormulaCell, why: str = "an array result in a cell for one value"
    ) -> bool:
        self._keep(sheet, cell, why)
        return cell.stored is not None


def _has_errors(sheet: SheetCalculation) -> bool:
    return CellError in set(map(type, sheet.results))

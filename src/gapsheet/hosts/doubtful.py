"""Finds the cells of one calculation whose values are in doubt, by what stands in the cells they read."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property, partial

from gapsheet.errors import CellError
from gapsheet.formula_tree import Piece, parsed, walk, written
from gapsheet.hosts.doubts import NOTHING, Block, Doubt, doubtful_text, doubts_of, is_text_that_excel_reads, texts_in
from gapsheet.hosts.engine import Area, Engine, references
from gapsheet.hosts.faults import plain_name
from gapsheet.hosts.gaps import Feeding
from gapsheet.hosts.sheets import SheetCalculation
from gapsheet.package.archive import Archive
from gapsheet.package.sheetxml import FormulaCell

Found = tuple[SheetCalculation, FormulaCell, str]

_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\shidden=[\"'](?:1|true)[\"']")
_FILTER = re.compile(rb"<(?:\w+:)?autoFilter\b")
_LEAVING_OUT = re.compile("SUBTOTAL|AGGREGATE", re.IGNORECASE)
_FILTERED = "*"  # in front of the name of a sheet whose rows a filter may have hidden
_HIDDEN = "SUBTOTAL or AGGREGATE over hidden rows, which the calculation does not leave out"
_READ_AS_NUMBER = "it calculates with a text that Excel reads as a number or a date"
_MOST_CELLS = 10_000  # of an area that is searched for texts


def hiding_sheets(archive: Archive) -> frozenset[str]:
    """The worksheets with hidden rows, in small letters; one with a filter has a star in front as well."""
    found: set[str] = set()
    for sheet in archive.sheets:
        xml = archive.read(sheet.part)
        if b"hidden" in xml and _HIDDEN_ROW.search(xml):
            found.add(sheet.name.casefold())
            if _FILTER.search(xml) or any(name.startswith("xl/tables/") for name in archive.names):
                found.add(_FILTERED + sheet.name.casefold())
    return frozenset(found)


class Doubtful:
    """The cells to be looked at again once there are values."""

    def __init__(
        self, engine: Engine, names: Mapping[str, Area], feeding: Feeding, hiding: Callable[[], Collection[str]]
    ) -> None:
        self._engine = engine
        self._names = names
        self._feeding = feeding
        self._find_hiding = hiding
        self._watched: list[tuple[SheetCalculation, FormulaCell, list[Doubt]]] = []

    def hidden_rows(self, formula: str, sheet: str) -> str:
        """Whether a formula leaves out hidden rows, which the engine knows nothing of, and reads a sheet with such."""
        if not _LEAVING_OUT.search(formula) or not self._hiding:
            return ""
        calls = [piece for piece in walk(parsed(formula)) if piece.kind == "group" and _leaves_out(piece)]
        prefixes = {"" if _leaves_out(piece) == "hidden" else _FILTERED for piece in calls}
        read = {area[0].casefold() for area in references(formula, sheet, self._names)} if calls else set()
        return _HIDDEN if any(prefix + name in self._hiding for prefix in prefixes for name in read) else ""

    @cached_property
    def _hiding(self) -> Collection[str]:
        """The sheets with hidden rows, looked for once a formula leaves such rows out: few workbooks have one."""
        return self._find_hiding()

    def watch(self, sheet: SheetCalculation, cell: FormulaCell, formula: str) -> None:
        """Look at a formula again if the engine gets it wrong with certain values."""
        if doubts := doubts_of(formula):
            self._watched.append((sheet, cell, doubts))

    def found(self, sheets: Iterable[SheetCalculation]) -> Iterator[Found]:
        """The cells whose values are in doubt, and why."""
        areas: dict[Area, Block] = {}
        for sheet, cell, doubts in self._watched:
            read = partial(self._block, sheet.name, areas)
            if why := next((why for rule, arguments in doubts if (why := rule(arguments, read))), ""):
                yield sheet, cell, why
        for sheet in sheets:
            if set(map(type, sheet.results)) <= {float}:
                continue  # nothing but numbers
            for cell, value in zip(sheet.cells, sheet.results, strict=True):
                if type(value) is str:
                    why = doubtful_text(value, self._text(sheet, cell))
                elif value is CellError.VALUE and not isinstance(cell.stored, CellError):
                    why = self._reads_odd_text(sheet, cell)
                else:
                    continue
                if why:
                    yield sheet, cell, why

    def _text(self, sheet: SheetCalculation, cell: FormulaCell) -> str:
        return cell.formula or self._engine.formula(sheet.name, cell.row, cell.column) or ""

    def _block(self, sheet: str, areas: dict[Area, Block], text: str) -> Block:
        """The values of a reference; each area is read once."""
        found = list(references(text, sheet, self._names))
        if len(found) != 1:
            return NOTHING
        if found[0] not in areas:
            areas[found[0]] = Block(self._engine.columns(found[0]))
        return areas[found[0]]

    def _reads_odd_text(self, sheet: SheetCalculation, cell: FormulaCell) -> str:
        """Whether #VALUE! may come from a text with which Excel calculates."""
        formula = self._text(sheet, cell)
        if any(map(is_text_that_excel_reads, texts_in(formula))):
            return _READ_AS_NUMBER
        for area in references(formula, sheet.name, self._names):
            _, top, left, bottom, right = area
            if (bottom - top + 1) * (right - left + 1) <= _MOST_CELLS:
                values = (value for column in self._engine.columns(area) for value in column)
                if any(map(is_text_that_excel_reads, values)):
                    return _READ_AS_NUMBER
        return ""


def _leaves_out(call: Piece) -> str:
    """Which rows a call leaves out: "hidden" ones, "filtered" ones, or "" for neither."""
    name, arguments = plain_name(call), [written(argument).strip() for argument in call.arguments]
    if name == "SUBTOTAL":
        return "filtered" if re.fullmatch(r"[1-9]|1[01]", arguments[0]) else "hidden"
    if name == "AGGREGATE" and len(arguments) > 1:
        return "" if re.fullmatch(r"[0246]?", arguments[1]) else "hidden"
    return ""

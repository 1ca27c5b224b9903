"""The calculation engine (formualizer) in gapsheet's terms: loading, functions, values, errors, references."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import formualizer

from gapsheet import catalog, cells
from gapsheet.arguments import Refusal
from gapsheet.errors import CellError
from gapsheet.package.addresses import Corners, area, cell_name, quoted
from gapsheet.package.archive import UNPACKED_LIMIT
from gapsheet.package.sheetxml import FormulaCell
from gapsheet.quantities import CellValue, Shape

Area = tuple[str, int, int, int, int]  # sheet, first row, first column, last row, last column
Function = Callable[..., Any]

_LARGEST = 1 << 20  # rows of a sheet
_LAST_CELL = (_LARGEST, 1 << 14)
# The archive has counted what parts unpack to; the engine's own limits would refuse a large staff list.
_LIMITS = dict.fromkeys(("max_input_bytes", "max_expanded_bytes", "max_part_bytes"), UNPACKED_LIMIT)
_MOST_BLANKS = 2000  # blank cells in a row after which a whole column counts as ended
_KINDS = {
    CellError.NULL: "Null",
    CellError.DIV0: "Div",
    CellError.VALUE: "Value",
    CellError.REF: "Ref",
    CellError.NAME: "Name",
    CellError.NUM: "Num",
    CellError.NA: "Na",
}
_ERRORS: dict[Any, CellError] = {kind: error for error, kind in _KINDS.items()}
_STORED_NAME = "_xldudf_"  # put in front of the names of Office.js functions in files


class EngineCodec:
    """Errors travel as {"type": "Error", "kind": "Div"}."""

    def decode(self, value: Any) -> Any:
        """An engine value as float, text, bool, None or CellError."""
        return _ERRORS.get(value.get("kind"), CellError.VALUE) if type(value) is dict else value

    def encode(self, refusal: Refusal) -> Any:
        """The engine's error object."""
        return {"type": "Error", "kind": _KINDS[refusal.error]}


def catalogue_functions() -> dict[str, Function]:
    """Every function of the catalogue as the engine calls it, by its name as typed and as stored in files."""
    codec = EngineCodec()
    bound = {entry.name: cells.bind(entry, catalog.find, codec) for entry in catalog.FUNCTIONS}
    return bound | {(_STORED_NAME + name).upper(): function for name, function in bound.items()}


@cache
def table_functions() -> frozenset[str]:
    """The catalogue's functions whose result spills."""
    return frozenset(entry.name for entry in catalog.FUNCTIONS if entry.result.shape in (Shape.TABLE, Shape.SERIES))


@dataclass(frozen=True, slots=True)
class EngineError:
    """An error value as the engine names it: one of the seven, or a kind that says what it cannot do."""

    kind: str

    @property
    def cell_error(self) -> CellError:
        """What a cell shows for it."""
        return CellError.NAME if self.kind in ("NImpl", "Error") else _ERRORS.get(self.kind, CellError.VALUE)


class Engine:
    """A workbook inside the engine."""

    def __init__(self, workbook: formualizer.Workbook) -> None:
        self._workbook = workbook
        workbook.set_temporal_egress("serial")

    @classmethod
    def load(cls, source: str | bytes, *, dates_1904: bool = False) -> Engine:
        """Load a workbook file, or its bytes.

        Args:
            source: Path or bytes.
            dates_1904: Whether its dates count from 1904.
        """
        config = _configuration(dates_1904)
        if isinstance(source, bytes):
            return cls(formualizer.Workbook.from_bytes(source, config=config, load_limits=_LIMITS))
        return cls(formualizer.Workbook.load_path(source, config=config, load_limits=_LIMITS))

    @classmethod
    def empty(cls) -> Engine:
        """A workbook with nothing in it."""
        return cls(formualizer.Workbook(config=_configuration()))

    def register(self, functions: Mapping[str, Function]) -> None:
        """Make Python functions callable from formulas."""
        for name, function in functions.items():
            self._workbook.register_function(name, function, allow_override_builtin=True)

    def set_clock(self, moment: date) -> None:
        """Fix what NOW and TODAY give; a day counts from midnight, a time without a zone as UTC."""
        if not isinstance(moment, datetime):
            moment = datetime(moment.year, moment.month, moment.day)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        offset = aware.utcoffset()
        self._workbook.set_deterministic_clock(aware.astimezone(UTC), int(offset.total_seconds()) if offset else "utc")

    def blank_cell(self) -> str:
        """A reference to a cell that holds nothing: the last one of a sheet, since a sheet added would be counted."""
        for sheet in self._workbook.sheet_names:
            if self.formula(sheet, *_LAST_CELL) is None and self.is_blank(sheet, *_LAST_CELL):
                return f"{quoted(sheet)}!{cell_name(*_LAST_CELL)}"
        return f"{self.add_sheet('blank')}!A1"

    def add_sheet(self, name: str) -> str:
        """Add a sheet of this name, or of a longer one if there is such a sheet."""
        while name.casefold() in {sheet.casefold() for sheet in self._workbook.sheet_names}:
            name += "_"
        self._workbook.add_sheet(name)
        return name

    def evaluate(self) -> None:
        """Calculate everything that is not up to date."""
        self._workbook.evaluate_all()

    def raises(self, sheet: str, row: int, column: int) -> bool:
        """Whether the engine breaks off at this cell, instead of giving it an error value."""
        try:
            self._workbook.evaluate_cell(sheet, row, column)
        except formualizer.ExcelEvaluationError:
            return True
        return False

    def formula(self, sheet: str, row: int, column: int) -> str | None:
        """The formula of a cell without its equals sign, shared ones written out."""
        text = self._workbook.get_formula(sheet, row, column)
        return text.removeprefix("=") if text else None

    def values(self, sheet: str, cells: Iterable[FormulaCell]) -> list[CellValue | EngineError]:
        """The values of many cells of one sheet, in their order."""
        get_value = self._workbook.get_value
        values: list[Any] = [get_value(sheet, cell[0], cell[1]) for cell in cells]
        if set(map(type, values)) == {float} and all(map(math.isfinite, values)):
            return values
        for place, value in enumerate(values):
            if type(value) is not float or value - value != 0.0:  # all but finite numbers, by far the most frequent
                values[place] = _read(value)
        return values

    def value(self, sheet: str, row: int, column: int) -> CellValue | EngineError:
        """The value of one cell."""
        return _read(self._workbook.get_value(sheet, row, column))

    def columns(self, place: Area) -> list[list[CellValue | EngineError]]:
        """The values of an area, column by column; blank cells are None, and a long stretch of them ends a column."""
        sheet, top, left, bottom, right = place
        return [self._column(sheet, column, top, bottom) for column in range(left, min(right, _LAST_CELL[1]) + 1)]

    def _column(self, sheet: str, column: int, top: int, bottom: int) -> list[CellValue | EngineError]:
        get_value, found, blanks = self._workbook.get_value, [], 0
        for row in range(top, bottom + 1):
            value = get_value(sheet, row, column)
            found.append(None if value is None else _read(value))
            blanks = blanks + 1 if value is None else 0
            if blanks > _MOST_BLANKS:
                break
        return found

    def is_blank(self, sheet: str, row: int, column: int) -> bool:
        """Whether a cell holds nothing."""
        return self._workbook.get_value(sheet, row, column) is None

    def extent(self, sheet: str, row: int, column: int) -> Corners | None:
        """The range that the formula of this cell filled; None if it gave one value."""
        report = self._workbook.inspect_cell(f"{quoted(sheet)}!{cell_name(row, column)}", include_values=False)
        role = report.cell.spill
        if role is None or role.kind != formualizer.SpillRoleKind.Anchor or not role.extent:
            return None
        return area(role.extent.rsplit("!", 1)[1])

    def put_value(self, sheet: str, row: int, column: int, value: CellValue) -> None:
        """Replace a formula by a value."""
        if isinstance(value, CellError):
            self._workbook.set_formula(sheet, row, column, f"={value.value}")
        else:
            self._workbook.set_value(sheet, row, column, value)

    def put_formula(self, sheet: str, row: int, column: int, formula: str) -> None:
        """Replace a formula."""
        self._workbook.set_formula(sheet, row, column, f"={formula}")

    def names(self) -> dict[str, Area]:
        """The defined names that stand for cells, in lower case."""
        fields = ("sheet", "start_row", "start_col", "end_row", "end_col")
        found = (name for name in self._workbook.get_named_ranges() if name["kind"] in ("cell", "range"))
        return {name["name"].casefold(): tuple(name[field] for field in fields) for name in found}

    def linked_books(self) -> frozenset[int]:
        """The numbers of other workbooks whose values are stored in this one."""
        return frozenset(self._workbook.cached_external_link_indices)


def _configuration(dates_1904: bool = False) -> formualizer.WorkbookConfig:
    settings = formualizer.EvaluationConfig()
    settings.enable_parallel = False  # formulas that call Python would make the threads wait for each other
    settings.cycle_detection = "runtime"  # as Excel: only a ring that is really run through counts
    settings.date_system = "1904" if dates_1904 else "1900"
    return formualizer.WorkbookConfig(eval_config=settings)


def _read(value: Any) -> CellValue | EngineError:
    """An engine value as a cell stores it; a formula that gives a blank shows 0."""
    if value is None:
        return 0.0
    if type(value) is dict:
        return EngineError(str(value.get("kind")))
    if isinstance(value, (bool, str)):
        return value
    number = float(value)
    return number if math.isfinite(number) else EngineError("Num")


def references(formula: str, sheet: str, names: Mapping[str, Area]) -> Iterator[Area]:
    """The cells a formula reads, as far as its text tells."""
    try:
        found = list(formualizer.parse(f"={formula}").walk_refs())
    except (formualizer.ParserError, formualizer.TokenizerError, ValueError):
        return
    for reference in found:
        if isinstance(reference, formualizer.CellRef):
            yield (reference.sheet or sheet, reference.row, reference.col, reference.row, reference.col)
        elif isinstance(reference, formualizer.RangeRef):
            yield _range_area(reference, sheet)
        elif isinstance(reference, formualizer.NamedRangeRef) and reference.name.casefold() in names:
            yield names[reference.name.casefold()]


def _range_area(reference: formualizer.RangeRef, sheet: str) -> Area:
    """A range; whole columns and rows are open at their ends."""
    start, end = reference.start, reference.end
    return (
        reference.sheet or sheet,
        start.row if start else 1,
        start.col if start else 1,
        end.row if end else _LARGEST,
        end.col if end else _LARGEST,
    )


@cache
def knows(function: str) -> bool:
    """Whether the engine has a function of this name: called without arguments, an unknown one gives #NAME?."""
    probe = formualizer.Workbook()
    sheet = probe.sheet("Probe")
    try:
        sheet.set_formula(1, 1, f"={function}()")
        value = probe.evaluate_cell("Probe", 1, 1)
    except formualizer.ExcelEvaluationError:
        return False
    return not (isinstance(value, dict) and value.get("kind") == "Name")

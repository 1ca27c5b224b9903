"""A workbook's sheets with formulas: what is found in them before a calculation, and what is written afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from gapsheet.errors import DamagedWorkbookError
from gapsheet.package.addresses import CellKey, area
from gapsheet.package.archive import Archive, SheetPart
from gapsheet.package.members import member_values, with_members
from gapsheet.package.patching import patched_in_order
from gapsheet.package.sheetxml import (
    ABSENT,
    Absent,
    FormulaCell,
    SheetXml,
    may_have_formulas,
    scan,
    with_refs,
)
from gapsheet.package.structure import shared_strings
from gapsheet.quantities import CellValue

_AT_ONCE = 4096  # formulas
_DIGITS_ALIKE = bytes.maketrans(b"0123456789", b"1111111111")
_COLUMN_BITS = 15  # a sheet has 2^14 columns; one number for a cell takes a third of the memory of a pair


@dataclass(slots=True)
class SheetCalculation:
    """One worksheet: its formulas, and what came out of them.

    The formula cells are not looked for before they are needed: they take three times the memory of the part, and the
    engine takes the most while it loads.
    """

    name: str
    part: str
    xml: SheetXml
    path: Path  # of the workbook, for messages
    strings: Callable[[], Sequence[str]]  # the workbook's shared strings
    members: dict[CellKey, CellValue] = field(default_factory=dict)  # what they fill now
    refs: dict[CellKey, str] = field(default_factory=dict)  # array formulas whose range changed
    extents: dict[CellKey, tuple[int, int]] = field(default_factory=dict)  # rows and columns of array formulas
    results: list[CellValue | Absent] = field(default_factory=list)  # in the order of the cells; ABSENT: keep

    _cells: list[FormulaCell] = field(default_factory=list)
    _stored_members: dict[CellKey, CellValue] | None = None
    _places: set[int] = field(default_factory=set)
    _shapes: list[bytes] = field(default_factory=list)

    @property
    def cells(self) -> list[FormulaCell]:
        """The formula cells in the order of the part.

        Raises:
            DamagedWorkbookError: There are formulas outside of cells.
        """
        if not self._cells:
            strings = self.strings()
            with _sheet_named(self.path, self.name):
                self._cells = list(scan(self.xml, strings))
        return self._cells

    @property
    def stored_members(self) -> dict[CellKey, CellValue]:
        """What the cells hold that array formulas fill."""
        if self._stored_members is None:
            has_arrays = self.xml.content.find(b"array", self.xml.start, self.xml.end) >= 0
            self._stored_members = _stored_members(self.xml, self.cells, self.strings()) if has_arrays else {}
        return self._stored_members

    def values(self) -> dict[CellKey, CellValue]:
        """The results by (row, column), without the cells that keep their values."""
        paired = zip(self.cells, self.results, strict=True)
        return {cell[:2]: value for cell, value in paired if value is not ABSENT}

    def pieces(self) -> Iterator[bytes]:
        """The sheet's part with the results in it."""
        changed = {key: value for key, value in self.members.items() if not self._stores(key, value)}
        return patched_in_order(with_refs(with_members(self.xml, changed), self.refs), self.results)

    def has_formula(self, row: int, column: int) -> bool:
        """Whether this cell has a formula of its own."""
        if not self._places:
            self._places = {cell[0] << _COLUMN_BITS | cell[1] for cell in self.cells}
        return row << _COLUMN_BITS | column in self._places

    @property
    def shapes(self) -> list[bytes]:
        """The formulas as bytes of the file, with 1 for every digit; b"" where a cell shares that of an earlier one.

        The formulas of a column differ in digits only, so that few distinct ones are left to be looked at.
        """
        if not self._shapes:
            formulas = _formula_pattern(self.xml.prefix).findall(self.xml.content, self.xml.start, self.xml.end)
            self._shapes = list(_with_digits_alike(formulas))
        return self._shapes

    def leave(self, kept: Collection[CellKey]) -> None:
        """Take these cells out of the results."""
        for place, cell in enumerate(self.cells) if kept else ():
            if (cell.row, cell.column) in kept:
                self.results[place] = ABSENT

    def _stores(self, key: CellKey, value: CellValue) -> bool:
        stored = self.stored_members.get(key)
        return type(stored) is type(value) and stored == value


class Results(Mapping[str, Mapping[CellKey, CellValue]]):
    """What came out of sheets, put together for a sheet when it is asked for: few readers want them all."""

    def __init__(self, sheets: Iterable[SheetCalculation]) -> None:
        self._sheets = {sheet.name: sheet for sheet in sheets}
        self._found: dict[str, Mapping[CellKey, CellValue]] = {}

    def __getitem__(self, name: str) -> Mapping[CellKey, CellValue]:
        if name not in self._found:
            self._found[name] = {**self._sheets[name].values(), **self._sheets[name].members}
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sheets)

    def __len__(self) -> int:
        return len(self._sheets)


def _with_digits_alike(formulas: Sequence[bytes]) -> Iterator[bytes]:
    """Formulas with 1 for every digit, many at a time; equal ones are one object."""
    once: dict[bytes, bytes] = {}
    for start in range(0, len(formulas), _AT_ONCE):
        found = alike(b"<".join(formulas[start : start + _AT_ONCE])).split(b"<")  # a sign that no formula has in a file
        yield from map(once.setdefault, found, found)


def alike(text: bytes) -> bytes:
    """A text with 1 for every digit."""
    return text.translate(_DIGITS_ALIKE)


def read_sheets(archive: Archive) -> list[SheetCalculation]:
    """The worksheets that have formulas.

    Raises:
        DamagedWorkbookError: A worksheet cannot be read.
    """
    located = ((sheet, _located(archive, sheet)) for sheet in archive.sheets)
    strings = cache(partial(shared_strings, archive))
    return [
        SheetCalculation(sheet.name, sheet.part, xml, archive.path, strings)
        for sheet, xml in located
        if xml is not None and xml.formulas
    ]


def refuse_damaged(sheets: Iterable[SheetCalculation]) -> None:
    """Look for all formula cells at once, to tell more plainly than the engine what it could not load.

    Raises:
        DamagedWorkbookError: A worksheet or the shared strings cannot be read.
    """
    for sheet in sheets:
        len(sheet.cells)


def _located(archive: Archive, sheet: SheetPart) -> SheetXml | None:
    """The part of a sheet; None where a quick look shows that it has no formulas."""
    content = archive.read(sheet.part)
    if not may_have_formulas(content):
        return None
    with _sheet_named(archive.path, sheet.name):
        return SheetXml.of(content)


@contextmanager
def _sheet_named(path: Path, sheet: str) -> Iterator[None]:
    """Put file and sheet into the message of what finds a part damaged."""
    try:
        yield
    except DamagedWorkbookError as problem:
        raise DamagedWorkbookError(f"{path}, sheet '{sheet}': {problem}") from problem


@cache
def _formula_pattern(prefix: bytes) -> re.Pattern[bytes]:
    """The text of a formula; nothing where the cell shares that of an earlier one."""
    return re.compile(rb"<%bf(?:\s[^<>]*?)?(?:/>|>([^<]*)<)" % re.escape(prefix))


def _stored_members(xml: SheetXml, cells: list[FormulaCell], strings: Sequence[str]) -> dict[CellKey, CellValue]:
    """What the cells hold that array formulas fill."""
    arrays = (cell for cell in cells if cell.formula_attributes is not None and cell.kind == "array")
    areas = [area(ref) for cell in arrays if (ref := cell.ref) and ":" in ref]
    if not areas:
        return {}
    own = {(cell.row, cell.column) for cell in cells}
    return {key: value for key, value in member_values(xml, areas, strings).items() if key not in own}

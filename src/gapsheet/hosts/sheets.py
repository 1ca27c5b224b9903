"""A workbook's sheets on their way into the engine and out again: formulas in, values out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gapsheet.errors import DamagedWorkbookError
from gapsheet.hosts.tablecolumns import Tables
from gapsheet.package.addresses import CellKey, area
from gapsheet.package.archive import Archive, SheetPart
from gapsheet.package.dimensions import with_true_dimension
from gapsheet.package.members import member_values, with_members
from gapsheet.package.sheetxml import (
    ABSENT,
    Absent,
    FormulaCell,
    SheetXml,
    may_have_formulas,
    patched_in_order,
    scan,
    with_formulas,
    with_refs,
)
from gapsheet.package.structure import iterates, shared_strings, without_iteration
from gapsheet.quantities import CellValue

_MANY = 20_000  # formulas of a sheet; with fewer the copy that a true range needs takes longer than it saves
_COLUMN_BITS = 15  # a sheet has 2^14 columns; one number for a cell takes a third of the memory of a pair


@dataclass(slots=True)
class SheetCalculation:
    """One worksheet: its formulas, and what came out of them."""

    name: str
    part: str
    xml: SheetXml
    cells: list[FormulaCell]
    stored_members: dict[CellKey, CellValue] = field(default_factory=dict)  # what array formulas had filled
    members: dict[CellKey, CellValue] = field(default_factory=dict)  # what they fill now
    refs: dict[CellKey, str] = field(default_factory=dict)  # array formulas whose range changed
    extents: dict[CellKey, tuple[int, int]] = field(default_factory=dict)  # rows and columns of array formulas
    results: list[CellValue | Absent] = field(default_factory=list)  # in the order of the cells; ABSENT: keep

    _places: set[int] = field(default_factory=set)

    def values(self) -> dict[CellKey, CellValue]:
        """The results by (row, column), without the cells that keep their values."""
        paired = zip(self.cells, self.results, strict=True)
        return {(cell.row, cell.column): value for cell, value in paired if not isinstance(value, Absent)}

    def pieces(self) -> Iterator[bytes]:
        """The sheet's part with the results in it."""
        changed = {key: value for key, value in self.members.items() if not self._stores(key, value)}
        return patched_in_order(with_refs(with_members(self.xml, changed), self.refs), self.results)

    def has_formula(self, row: int, column: int) -> bool:
        """Whether this cell has a formula of its own."""
        if not self._places:
            self._places = {cell[0] << _COLUMN_BITS | cell[1] for cell in self.cells}
        return row << _COLUMN_BITS | column in self._places

    def leave(self, kept: Collection[CellKey]) -> None:
        """Take these cells out of the results."""
        for place, cell in enumerate(self.cells) if kept else ():
            if (cell.row, cell.column) in kept:
                self.results[place] = ABSENT

    def _stores(self, key: CellKey, value: CellValue) -> bool:
        stored = self.stored_members.get(key)
        return type(stored) is type(value) and stored == value


def read_sheets(archive: Archive) -> list[SheetCalculation]:
    """The worksheets that have formulas.

    Raises:
        DamagedWorkbookError: A worksheet cannot be read.
    """
    located = [(sheet, xml) for sheet in archive.sheets if (xml := _located(archive, sheet)) and xml.formulas]
    if not located:
        return []
    strings = shared_strings(archive)
    return [_scanned(archive.path, sheet, xml, strings) for sheet, xml in located]


def _located(archive: Archive, sheet: SheetPart) -> SheetXml | None:
    """The part of a sheet; None where a quick look shows that it has no formulas."""
    content = archive.read(sheet.part)
    if not may_have_formulas(content):
        return None
    with _sheet_named(archive.path, sheet):
        return SheetXml.of(content)


def _scanned(path: Path, sheet: SheetPart, xml: SheetXml, strings: list[str]) -> SheetCalculation:
    with _sheet_named(path, sheet):
        cells = list(scan(xml, strings))
    return SheetCalculation(sheet.name, sheet.part, xml, cells, _stored_members(xml, cells, strings))


@contextmanager
def _sheet_named(path: Path, sheet: SheetPart) -> Iterator[None]:
    """Put file and sheet into the message of what finds a part damaged."""
    try:
        yield
    except DamagedWorkbookError as problem:
        raise DamagedWorkbookError(f"{path}, sheet '{sheet.name}': {problem}") from problem


def _stored_members(xml: SheetXml, cells: list[FormulaCell], strings: list[str]) -> dict[CellKey, CellValue]:
    """What the cells hold that array formulas fill."""
    arrays = (cell for cell in cells if cell.formula_attributes is not None and cell.kind == "array")
    areas = [area(ref) for cell in arrays if (ref := cell.ref) and ":" in ref]
    if not areas:
        return {}
    own = {(cell.row, cell.column) for cell in cells}
    return {key: value for key, value in member_values(xml, areas, strings).items() if key not in own}


def _for_engine(sheet: SheetCalculation, tables: Tables) -> SheetXml:
    """The part of one sheet as the engine takes it; the same where nothing is in its way."""
    xml = sheet.xml
    if tables.by_name:
        xml = with_formulas(xml, tables.loaded(sheet.cells, sheet.name))
    if xml is not sheet.xml or len(sheet.cells) > _MANY:
        # The engine puts what lies beyond the range that a sheet states into a store that takes squared time to read.
        xml = with_true_dimension(xml)
    if any(value is not None for value in sheet.stored_members.values()):
        xml = with_members(xml, dict.fromkeys(sheet.stored_members))
    return xml


def engine_source(archive: Archive, sheets: list[SheetCalculation], tables: Tables) -> str | bytes:
    """What the engine loads: the file, or a copy in memory without what would stand in its way.

    Values that an array formula filled would count as obstacles; permitted rings would be calculated from zero;
    structured references are not known; a range stated too small, or not at all, makes a large sheet slow.
    """
    replaced = {sheet.part: xml.content for sheet in sheets if (xml := _for_engine(sheet, tables)) is not sheet.xml}
    if iterates(archive):
        replaced[archive.workbook_part] = without_iteration(archive)
    if not replaced:
        return archive.content or str(archive.path)
    copy = io.BytesIO()
    # Compressed, if lightly: kept in memory until the engine has read it.
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as container:
        for name in archive.names:
            container.writestr(name, replaced.get(name) or archive.read(name))
    return copy.getvalue()

"""Which formulas live on in a copy without gapsheet, as what, and which inputs they still follow."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gapsheet import catalog
from gapsheet.formula_tree import parsed, without_links, written
from gapsheet.hosts.headless import calculate
from gapsheet.package.addresses import CellKey, Corners
from gapsheet.package.archive import Archive, open_archive
from gapsheet.package.sheetxml import SheetXml
from gapsheet.package.structure import tables
from gapsheet.publishing.cells import Cell, calculated, cells, rewritten, shared_formulas
from gapsheet.publishing.mentions import Gone, calls_gapsheet, is_excels
from gapsheet.publishing.native import converted
from gapsheet.publishing.references import Reader, readers_tables
from gapsheet.publishing.withheld import Withheld
from gapsheet.quantities import CellValue

_SAME = 1e-9  # relative


@dataclass(slots=True)
class Live:
    """The formulas of the copy by sheet and cell; "" where a formula stays as it stands."""

    formulas: dict[str, dict[CellKey, str]] = field(default_factory=dict)
    fixed: int = 0  # formulas that do not live on
    differing: int = 0  # of these, those whose expression gave another value
    _cells: dict[str, set[CellKey]] = field(default_factory=dict)  # read by live formulas, by sheet in lower case
    _areas: dict[str, set[Corners]] = field(default_factory=dict)

    def formula(self, sheet: str, key: CellKey) -> str | None:
        """The formula of a cell in the copy, "" for its old one, None where only the value stays."""
        return self.formulas.get(sheet, {}).get(key)

    def drives(self, sheet: str, key: CellKey) -> bool:
        """Whether a live formula reads a cell."""
        return key in self._cells.get(sheet.lower(), ()) or self._in_area(sheet, (*key, *key))

    def drives_any(self, sheet: str, corners: Corners) -> bool:
        """Whether a live formula reads any cell of an area."""
        top, left, bottom, right = corners
        single = self._cells.get(sheet.lower(), ())
        return self._in_area(sheet, corners) or any(
            top <= row <= bottom and left <= column <= right for row, column in single
        )

    def read(self, sheet: str, corners: Corners) -> None:
        """Remember that a live formula reads an area."""
        if corners[:2] == corners[2:]:
            self._cells.setdefault(sheet, set()).add(corners[:2])
        else:
            self._areas.setdefault(sheet, set()).add(corners)

    def _in_area(self, sheet: str, corners: Corners) -> bool:
        top, left, bottom, right = corners
        return any(
            first <= bottom and top <= last and west <= right and left <= east
            for first, west, last, east in self._areas.get(sheet.lower(), ())
        )


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as far as its formulas matter."""

    archive: Archive
    sheets: Mapping[str, SheetXml]
    strings: Sequence[str]
    reader: Reader
    gone: Gone
    left_out: Withheld

    @classmethod
    def of(
        cls,
        archive: Archive,
        sheets: Mapping[str, SheetXml],
        strings: Sequence[str],
        names: Mapping[str, str],
        gone: Gone,
        left_out: Withheld,
    ) -> Book:
        """The sheets that stay, with the names that stay."""
        return cls(archive, sheets, strings, Reader(names, readers_tables(list(tables(archive)))), gone, left_out)


def living(book: Book) -> Live:
    """The formulas that Excel alone can calculate, checked against the stored values."""
    live, changed = Live(), {}
    for name, xml in book.sheets.items():
        found = [cell for cell in cells(xml, book.strings) if cell.has_formula]
        shared = shared_formulas(found)
        for cell in found:
            formula = _living(book, name, cell, shared.get(cell.key))
            if formula is None:
                live.fixed += 1
                continue
            live.formulas.setdefault(name, {})[cell.key] = formula
            if formula and calls_gapsheet(cell.formula or shared.get(cell.key, "")):
                changed[name, cell.key] = cell.value
    for name, key in _differing(book, live, changed):
        del live.formulas[name][key]
        live.fixed, live.differing = live.fixed + 1, live.differing + 1
    _note_what_is_read(book, live)
    return live


def _living(book: Book, sheet: str, cell: Cell, shared: str | None) -> str | None:
    """The formula of a cell in the copy, "" for its own, None where it cannot live."""
    own = cell.formula if shared is None else shared
    kind = cell.formula_attributes.get(b"t", b"normal")
    is_left_out = cell.key in book.left_out.masked.get(sheet, ()) or book.left_out.is_cleared(sheet, cell.row)
    if not own or kind == b"dataTable" or is_left_out or book.gone.touches(_without_add_in(own)):
        return None
    if not calls_gapsheet(own):
        return None if not is_excels(own) else own if shared is not None else ""
    formula = converted(own, sheet, book.reader) if kind != b"array" else None
    return formula if formula is not None and is_excels(formula) else None


def _without_add_in(formula: str) -> str:
    """A formula without the add-in's path, which goes when its calls become Excel's own expressions."""
    return written(without_links(parsed(formula), catalog.NAMES))


def _differing(
    book: Book, live: Live, changed: Mapping[tuple[str, CellKey], CellValue]
) -> Iterable[tuple[str, CellKey]]:
    """The cells whose expression does not give what is stored, or cannot be calculated to see."""
    if not changed:
        return []
    parts = {sheet.name: sheet.part for sheet in book.archive.sheets}
    replaced = {
        parts[name]: _with_formulas(xml, book.strings, live.formulas.get(name, {})) for name, xml in book.sheets.items()
    }
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as container:
        for name in book.archive.names:
            container.writestr(name, replaced.get(name) or book.archive.read(name))
    with open_archive(book.archive.path, content=copy.getvalue()) as archive:
        values = calculate(archive).values
    return [place for place, stored in changed.items() if not same(stored, values.get(place[0], {}).get(place[1]))]


def _with_formulas(xml: SheetXml, strings: Sequence[str], formulas: Mapping[CellKey, str]) -> bytes:
    def one(cell: Cell) -> bytes | None:
        return calculated(cell, formulas[cell.key], cell.value) if formulas.get(cell.key) else None

    return xml.content[: xml.start] + rewritten(xml, strings, one) + xml.content[xml.end :]


def _note_what_is_read(book: Book, live: Live) -> None:
    """Remember every cell that a live formula reads."""
    for name, xml in book.sheets.items():
        formulas = live.formulas.get(name, {})
        for cell in cells(xml, book.strings) if formulas else ():
            formula = formulas.get(cell.key)
            if formula is not None:
                for sheet, corners in book.reader.places(formula or cell.formula, name, cell.row):
                    live.read(sheet, corners)


def same(stored: CellValue, value: CellValue) -> bool:
    """Whether two values are the same, numbers to nine digits."""
    if isinstance(stored, float) and isinstance(value, float):
        return math.isclose(stored, value, rel_tol=_SAME, abs_tol=1e-12)
    return type(stored) is type(value) and stored == value

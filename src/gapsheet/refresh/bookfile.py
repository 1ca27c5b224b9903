"""How a refresh reads a workbook that is a file: its tables, its names, single cells and their formats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from gapsheet.package.archive import Archive
from gapsheet.package.damage import damage_told
from gapsheet.package.sheetrows import COLUMNS, Cell, SheetRows, sheet_rows, value_of
from gapsheet.package.structure import shared_strings, tables, uses_1904_dates
from gapsheet.package.tabledata import TableData, table_rows
from gapsheet.quantities import CellValue
from gapsheet.refresh.book import Place, cell_of

_STYLE = re.compile(rb"\ss\s*=\s*[\"']([0-9]+)")


class FileReader:
    """A workbook file; tables are read once, when they are first asked for."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._rows: dict[str, TableData] = {}
        self._sheets: dict[str, SheetRows] = {}

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the worksheets."""
        return tuple(sheet.name for sheet in self._archive.sheets)

    @cached_property
    def tables(self) -> Mapping[str, tuple[str, ...]]:
        """The headers of every table, by its name."""
        with damage_told(self._archive.path):
            return {table.name: table.headers for table in tables(self._archive)}

    @cached_property
    def names(self) -> Mapping[str, Place]:
        """The workbook's names that stand for a single cell, in small letters."""
        found: dict[str, Place] = {}
        for name in self._archive.parsed(self._archive.workbook_part).iter("{*}definedName"):
            place = cell_of((name.text or "").strip())
            if place is not None and place[0] in self.sheets and name.get("localSheetId") is None:
                found[name.get("name", "").casefold()] = place
        return found

    @cached_property
    def dates_1904(self) -> bool:
        """Whether dates count from 1904."""
        return uses_1904_dates(self._archive)

    def rows(self, table: str) -> TableData:
        """What a table holds."""
        if table not in self._rows:
            with damage_told(self._archive.path):
                self._rows[table] = table_rows(self._archive, table)
        return self._rows[table]

    def let_go(self, table: str) -> None:
        """Keep what a table holds no longer."""
        self._rows.pop(table, None)

    def values(self, places: tuple[Place, ...]) -> Mapping[Place, CellValue]:
        """The stored values of some cells, of formulas too."""
        with damage_told(self._archive.path):
            return {place: self._value(place) for place in places}

    def _value(self, place: Place) -> CellValue:
        cell, prefix = self._cell(place), self._sheet(place[0]).prefix
        return None if cell is None else value_of(cell, prefix, self._strings)

    def number_format(self, place: Place) -> str:
        """The number format of a cell."""
        with damage_told(self._archive.path):
            cell = self._cell(place)
            style = _STYLE.search(cell[2]) if cell is not None else None
            return self._formats.get(int(style[1]), "General") if style else "General"

    def _cell(self, place: Place) -> Cell | None:
        """A cell that the part holds."""
        sheet, (row, column) = place
        return next((cell for cell in self._sheet(sheet).cells(row) if COLUMNS[cell[1]] == column), None)

    def _sheet(self, name: str) -> SheetRows:
        if name not in self._sheets:
            sheet = next(item for item in self._archive.sheets if item.name == name)
            self._sheets[name] = sheet_rows(self._archive, sheet)
        return self._sheets[name]

    @cached_property
    def _strings(self) -> list[str]:
        return shared_strings(self._archive)

    @cached_property
    def _formats(self) -> Mapping[int, str]:
        """Number formats by the number of the style."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS  # takes long to import, and only headlines need it

        links = self._archive.relationships(self._archive.workbook_part).values()
        part = next((link.target for link in links if link.kind == "styles" and link.target in self._archive), None)
        if part is None:
            return {}
        root = self._archive.parsed(part)
        own = {item.get("numFmtId", ""): item.get("formatCode", "") for item in root.iterfind("{*}numFmts/{*}numFmt")}
        used = [style.get("numFmtId", "0") for style in root.iterfind("{*}cellXfs/{*}xf")]
        return {place: own.get(id) or BUILTIN_FORMATS.get(int(id), "General") for place, id in enumerate(used)}

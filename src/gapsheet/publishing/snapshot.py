"""A workbook as a comparison sees it: what every cell holds, what it is called, and where tables and names lie."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from gapsheet.names import typed
from gapsheet.package.addresses import CellKey, area, cell_name
from gapsheet.package.archive import open_archive
from gapsheet.package.damage import damage_told
from gapsheet.package.sheetxml import SheetXml
from gapsheet.package.structure import Table, tables
from gapsheet.publishing.cells import cells, shared_formulas
from gapsheet.publishing.inputs import Formats
from gapsheet.publishing.parts import Element, Parts, elements, local
from gapsheet.publishing.references import Reader, readers_tables
from gapsheet.publishing.withheld import column_of, strings
from gapsheet.quantities import CellValue
from gapsheet.refresh import records

OUTPUT_ROLES = ("output", "checks")
_PREFIXED = re.compile(r"_xl|\[|\.xlam|single\(|anchorarray\(", re.IGNORECASE)
_SHEET_OF = re.compile(r"(.+)=(\w+)")


class Item(NamedTuple):
    """A cell that holds something."""

    value: CellValue
    formula: str  # as typed, "" for a constant
    is_input: bool
    number_format: str = "General"
    is_head: bool = False


@dataclass(slots=True)
class Page:
    """A sheet: its cells and its place in the workbook."""

    name: str
    sheet_id: str
    state: str
    cells: dict[CellKey, Item] = field(default_factory=dict)
    rows: dict[int, list[int]] = field(default_factory=dict)  # columns with something in them, by row

    def is_head(self, key: CellKey) -> bool:
        """Whether a cell is the head of its column, by its style."""
        return key in self.cells and self.cells[key].is_head


@dataclass(slots=True)
class Snapshot:
    """A workbook read once."""

    path: Path
    pages: dict[str, Page]
    tables: dict[str, Table]  # by name
    names: dict[str, str]
    roles: dict[str, str]
    called: dict[tuple[str, CellKey], str] = field(default_factory=dict)  # single cells that have a name
    headlines: set[tuple[str, CellKey]] = field(default_factory=set)
    properties: dict[str, str] = field(default_factory=dict)  # title, subject, language, "as of" and such

    @property
    def reader(self) -> Reader:
        """Finds what its formulas read."""
        names = {name.lower(): formula for name, formula in self.names.items()}
        return Reader(names, readers_tables(list(self.tables.values())))

    def is_output(self, sheet: str, key: CellKey) -> bool:
        """Whether a reader looks at this cell for results."""
        return self.roles.get(sheet) in OUTPUT_ROLES or (sheet, key) in self.headlines

    def rows_of(self, name: str) -> Iterator[dict[str, CellValue]]:
        """The rows of a table as values by header."""
        table = self.tables.get(name)
        if table is None:
            return
        top, left, bottom, _ = area(table.ref)
        page = self.pages[table.sheet]
        for row in range(top + table.header_rows, bottom - table.totals_rows + 1):
            found = (page.cells.get((row, left + place)) for place in range(len(table.headers)))
            yield {header: item.value if item else None for header, item in zip(table.headers, found, strict=True)}

    def said(self, table: str, row: Mapping[str, CellValue], header: str) -> str:
        """The text of a row of a control table under a header in either language."""
        column = column_of(self.tables[table], header)
        value = None if column is None else row[self.tables[table].headers[column - area(self.tables[table].ref)[1]]]
        return value if type(value) is str else ""


def snapshot(path: str | os.PathLike[str]) -> Snapshot:
    """Read a workbook.

    Raises:
        WorkbookError: It cannot be read.
    """
    with open_archive(path) as archive, damage_told(archive.path):
        parts = Parts(archive)
        root = parts.tree(parts.workbook)
        styles = next(iter(parts.linked(parts.workbook, "styles")), None)
        formats = Formats(parts.tree(styles) if styles else None)
        stated = {item.get("name", ""): item for item in elements(root, "sheet")}
        texts = strings(parts)
        pages: dict[str, Page] = {}
        for sheet in archive.sheets:
            item = stated[sheet.name]
            pages[sheet.name] = Page(sheet.name, item.get("sheetId", ""), item.get("state", "visible"))
            _fill(pages[sheet.name], SheetXml.of(parts.contents[sheet.part]), texts, formats)
        found = {table.name: table for table in tables(archive)}
        book = Snapshot(archive.path, pages, found, _names(root), _roles(parts), properties=_properties(parts))
        _call(book)
    return book


def _fill(page: Page, xml: SheetXml, texts: list[str], formats: Formats) -> None:
    """Read a sheet's cells; blank ones count as absent."""
    found = list(cells(xml, texts))
    shared = shared_formulas([cell for cell in found if cell.has_formula])
    for cell in found:
        formula = (shared.get(cell.key) or cell.formula) if cell.has_formula else ""
        value = cell.value
        if not formula and (value is None or value == ""):
            continue
        is_input = not formula and (cell.style in formats.inputs or cell.style in formats.unlocked)
        written = typed(formula) if _PREFIXED.search(formula) else formula
        page.cells[cell.key] = Item(
            value, written, is_input, formats.number_format(cell.style), cell.style in formats.heads
        )
        page.rows.setdefault(cell.row, []).append(cell.column)


def _names(root: Element) -> dict[str, str]:
    """The names that people gave, those of one sheet with the sheet's name before them; not Excel's own."""
    sheets = [item.get("name", "") for item in elements(root, "sheet")]
    found: dict[str, str] = {}
    for item in elements(root, "definedName"):
        name, own = item.get("name", ""), item.get("localSheetId")
        if not name.startswith("_xlnm."):
            prefix = f"{sheets[int(own)]}!" if own is not None and int(own) < len(sheets) else ""
            found[prefix + name] = item.text or ""
    return found


def _roles(parts: Parts) -> dict[str, str]:
    text = _properties(parts).get("sheet roles", "")
    found = (_SHEET_OF.fullmatch(entry) for entry in text.split(";"))
    return {match[1]: match[2] for match in found if match}


def _properties(parts: Parts) -> dict[str, str]:
    """What the workbook says about itself, by the names of its properties."""
    found: dict[str, str] = {}
    for part in parts.linked("", "core-properties"):
        found |= {local(item): item.text or "" for item in parts.tree(part)}
    for part in parts.linked("", "custom-properties"):
        found |= {
            item.get("name", ""): "".join(map(str, item.itertext())) for item in elements(parts.tree(part), "property")
        }
    return found


def _call(book: Snapshot) -> None:
    """Note which cells have names of their own, and which are headlines."""
    reader = book.reader
    spelled = {name.lower(): name for name in book.pages}
    for name, formula in book.names.items():
        places = list(reader.places(formula, ""))
        if len(places) == 1 and places[0][1][:2] == places[0][1][2:] and places[0][0] in spelled:
            book.called.setdefault((spelled[places[0][0]], places[0][1][:2]), name)
    for row in book.rows_of(records.HEADLINES):
        for sheet, corners in reader.places(book.said(records.HEADLINES, row, "Cell"), ""):
            if sheet in spelled:
                book.headlines.add((spelled[sheet], corners[:2]))


def place_of(sheet: str, key: CellKey) -> str:
    """A cell with its sheet, as a reader writes it."""
    return f"{sheet}!{cell_name(*key)}"

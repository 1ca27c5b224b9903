"""A built workbook laid open for review: its cells, styles, inputs, names and charts, as the rules ask for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lxml import etree
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from .calls import tokens
from .stored import CellValue, StoredCell, StoredWorkbook

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


@dataclass(frozen=True)
class Review:
    """One workbook: as its XML stores it and as openpyxl reads it."""

    stored: StoredWorkbook
    book: Workbook

    @classmethod
    def of(cls, path: Path) -> Review:
        return cls(StoredWorkbook.of(path), load_workbook(path))

    @property
    def sheets(self) -> list[Worksheet]:
        return list(self.book.worksheets)

    @cached_property
    def custom(self) -> Mapping[str, str]:
        """The custom document properties."""
        return {item.name: str(item.value) for item in self.book.custom_doc_props.props}

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """What each sheet is for, from the manifest in the document properties."""
        pairs = (entry.rpartition("=") for entry in self.custom.get("sheet roles", "").split(";") if entry)
        return {sheet: role for sheet, _, role in pairs}

    @cached_property
    def declared_errors(self) -> frozenset[str]:
        """Cells that hold an error on purpose, from the document properties."""
        return frozenset(filter(None, self.custom.get("error cells", "").split(";")))

    def with_role(self, *roles: str) -> list[Worksheet]:
        return [sheet for sheet in self.sheets if self.roles.get(sheet.title) in roles]

    def filled(self, sheet: Worksheet) -> Iterator[Cell]:
        """The cells of a sheet that hold something."""
        for row in sheet.iter_rows():
            yield from (cell for cell in row if cell.value is not None)

    @cached_property
    def inputs(self) -> list[Cell]:
        """Every cell in the style Input, empty ones included."""
        return [cell for sheet in self.sheets for row in sheet.iter_rows() for cell in row if cell.style == "Input"]

    def value(self, sheet: str, address: str) -> CellValue:
        cell = self.stored.cells.get((sheet, address.replace("$", "")))
        return cell.value if cell else None

    def formulas(self, *roles: str) -> list[StoredCell]:
        """The formula cells, of sheets with these roles if any are given."""
        return [cell for cell in self.stored.formulas if not roles or self.roles.get(cell.sheet) in roles]

    def target(self, name: str) -> tuple[str, str]:
        """Sheet and cells that a name stands for."""
        sheet, _, cells = self.stored.names[name].rpartition("!")
        return sheet.strip("'").replace("''", "'"), cells.replace("$", "")

    def sheets_referred_to(self, cell: StoredCell) -> set[str]:
        """The sheets that a formula takes values from, through names too; its own left out."""
        found = {self.sheet_of(word) for word in references(cell.formula or "")}
        return found - {None, cell.sheet}  # type: ignore[return-value]

    def sheet_of(self, reference: str) -> str | None:
        if reference in self.stored.names:
            return self.target(reference)[0]
        sheet = reference.rpartition("!")[0]
        return sheet.strip("'").replace("''", "'") or None

    @cached_property
    def charts(self) -> Mapping[str, etree._Element]:
        """The chart parts."""
        return {
            name: self.stored.tree(name) for name in self.stored.parts if re.match(r"xl/charts/chart\d+\.xml", name)
        }

    def drawings(self) -> Iterator[tuple[Worksheet, etree._Element]]:
        """The drawing parts with the sheets they lie on."""
        for sheet in self.sheets:
            part = self.stored.sheets[sheet.title]
            folder, _, name = part.rpartition("/")
            listing = f"{folder}/_rels/{name}.rels"
            if listing in self.stored.parts:
                for link in self.stored.tree(listing):
                    if str(link.get("Type")).endswith("/drawing"):
                        yield sheet, self.stored.tree(_resolved(str(link.get("Target")), folder))


def _resolved(target: str, folder: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return re.sub(r"[^/]+/\.\./", "", f"{folder}/{target}")


def references(formula: str) -> list[str]:
    """The cells, ranges and names that a formula mentions."""
    found = [token.value for token in tokens(formula) if token.type == Token.OPERAND and token.subtype == Token.RANGE]
    return [reference for reference in found if reference]


def covers(area: str, cell: Cell) -> bool:
    """Whether one of the ranges of an area such as "B2:B9 D4" holds the cell."""
    for part in area.split():
        left, top, right, bottom = range_boundaries(part)
        if left <= cell.column <= right and top <= cell.row <= bottom:
            return True
    return False

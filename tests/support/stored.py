"""A workbook as its XML stores it, read with own patterns: what openpyxl would tidy up on the way stays visible."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path

from lxml import etree

CellValue = float | str | bool | None
Place = tuple[str, str]  # sheet and address

_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_FORMULA = re.compile(rb"<f([^>]*?)(?:/>|>(.*?)</f>)", re.DOTALL)
_VALUE = re.compile(rb"<v[^>]*?(?:/>|>(.*?)</v>)", re.DOTALL)
_INLINE = re.compile(rb"<is>.*?<t[^>]*>(.*?)</t>.*?</is>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})


@dataclass(frozen=True, slots=True)
class StoredCell:
    """One cell: its place, its formula if it has one, and the value stored with it."""

    sheet: str
    address: str
    column: int
    row: int
    formula: str | None
    form: str  # the formula's t attribute: normal, array or shared
    area: str  # its ref attribute
    dynamic: bool  # has cell metadata
    kind: str  # the cell's t attribute: "" for numbers
    value: CellValue
    has_value: bool  # whether there is a v element with content, or a text that is empty

    @property
    def place(self) -> str:
        return f"{self.sheet}!{self.address}"

    @property
    def is_error(self) -> bool:
        return self.kind == "e"


@dataclass(frozen=True)
class StoredWorkbook:
    """The parts of a workbook file and its cells."""

    path: Path
    parts: Mapping[str, bytes]

    @classmethod
    def of(cls, path: Path) -> StoredWorkbook:
        with zipfile.ZipFile(path) as container:
            return cls(path, {name: container.read(name) for name in container.namelist()})

    def tree(self, part: str) -> etree._Element:
        return etree.fromstring(self.parts[part])

    @cached_property
    def sheets(self) -> Mapping[str, str]:
        """Sheet names in order, with the part of each."""
        links = {link.get("Id"): link.get("Target", "") for link in self.tree("xl/_rels/workbook.xml.rels")}
        elements = self.tree("xl/workbook.xml").iter(f"{_MAIN}sheet")
        return {str(sheet.get("name")): _part(str(links[sheet.get(_ID)])) for sheet in elements}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What each workbook-wide name refers to."""
        elements = self.tree("xl/workbook.xml").iter(f"{_MAIN}definedName")
        return {str(name.get("name")): name.text or "" for name in elements if name.get("localSheetId") is None}

    @cached_property
    def cells(self) -> Mapping[Place, StoredCell]:
        """Every stored cell by sheet and address."""
        return {
            (cell.sheet, cell.address): cell for name, part in self.sheets.items() for cell in self._read(name, part)
        }

    @property
    def formulas(self) -> list[StoredCell]:
        return [cell for cell in self.cells.values() if cell.formula is not None]

    @cached_property
    def _strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.parts:
            return []
        items = self.tree("xl/sharedStrings.xml").iter(f"{_MAIN}si")
        return ["".join(text.text or "" for text in item.iter(f"{_MAIN}t")) for item in items]

    def _read(self, sheet: str, part: str) -> Iterator[StoredCell]:
        for letters, row, raw_attributes, content in _CELL.findall(self.parts[part]):
            attributes = dict(_ATTRIBUTE.findall(raw_attributes.decode()))
            formula, value = _FORMULA.search(content), _VALUE.search(content) or _INLINE.search(content)
            form = dict(_ATTRIBUTE.findall(formula[1].decode())) if formula else {}
            kind = attributes.get("t", "n").removeprefix("n")
            raw = unescape((value[1] or b"").decode()) if value else ""
            yield StoredCell(
                sheet=sheet,
                address=(letters + row).decode(),
                column=column_number(letters.decode()),
                row=int(row),
                formula=unescape((formula[2] or b"").decode()) if formula else None,
                form=form.get("t", "normal"),
                area=form.get("ref", ""),
                dynamic="cm" in attributes,
                kind=kind,
                value=self._value(kind, raw),
                has_value=value is not None and (bool(raw) or kind == "str"),
            )

    def _value(self, kind: str, raw: str) -> CellValue:
        match kind:
            case "s":
                return self._strings[int(raw)]
            case "b":
                return raw == "1"
            case "str" | "inlineStr" | "e":
                return re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), raw)
            case _:
                return float(raw) if raw else None


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"

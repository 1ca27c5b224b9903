"""A stand-in for a workbook that is open in Excel: the few calls of xlwings that a refresh makes, on cells in memory.

It holds what people would see: contents as typed, areas of tables, names, notes. Like Excel it keeps a text that was
typed with an apostrophe as that text, makes a formula of what begins with an equals sign, refuses a protected sheet,
and fails on demand.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula

Corners = tuple[int, int, int, int]


class RefusedError(Exception):
    """What Excel raises over COM."""


class OpenApp:
    def __init__(self) -> None:
        self.screen_updating = True
        self.enable_events = True
        self.calculation = "automatic"
        self.calculated = 0
        self.log: list[str] = []

    def calculate(self) -> None:
        assert self.calculation == "automatic"
        self.calculated += 1


class OpenNote:
    def __init__(self, sheet: OpenSheet, key: tuple[int, int]) -> None:
        self._sheet, self._key = sheet, key
        self.text = sheet.notes[key]

    def delete(self) -> None:
        del self._sheet.notes[self._key]


class OpenRange:
    def __init__(self, sheet: OpenSheet, corners: Corners) -> None:
        self.sheet, self.corners = sheet, corners

    def _enter(self, rows: tuple[tuple[Any, ...], ...]) -> None:
        self.sheet.book.fail_perhaps()
        top, left, bottom, right = self.corners
        assert (len(rows), len(rows[0])) == (bottom - top + 1, right - left + 1), "a block of another size"
        if self.sheet.api.ProtectContents:
            raise RefusedError("The cell or chart you're trying to change is on a protected sheet.")
        assert not self.sheet.book.app.screen_updating
        assert self.sheet.book.app.calculation == "manual"
        for row, contents in enumerate(rows, start=top):
            for column, typed in enumerate(contents, start=left):
                self.sheet.enter((row, column), typed)

    formula = property(None, lambda self, rows: self._enter(rows))

    @property
    def formula2(self) -> None:
        raise AssertionError("nothing reads it")

    @formula2.setter
    def formula2(self, rows: tuple[tuple[Any, ...], ...]) -> None:
        if self.sheet.book.is_old:
            raise AttributeError("formula2")
        self._enter(rows)

    @property
    def note(self) -> OpenNote | None:
        key = self.corners[:2]
        return OpenNote(self.sheet, key) if key in self.sheet.notes else None

    def add_note(self, text: str) -> None:
        assert self.corners[:2] not in self.sheet.notes
        self.sheet.notes[self.corners[:2]] = text


class OpenTable:
    def __init__(self, sheet: OpenSheet, name: str, corners: Corners, totals: bool) -> None:
        self.sheet, self.name, self.corners, self._totals = sheet, name, corners, totals
        self.api = SimpleNamespace(Unlist=lambda: sheet.tables.remove(name))

    @property
    def show_totals(self) -> bool:
        return self._totals

    @show_totals.setter
    def show_totals(self, shown: bool) -> None:
        top, left, bottom, right = self.corners
        self._totals = shown
        self.corners = (top, left, bottom + (1 if shown else -1), right)

    def resize(self, area: OpenRange) -> None:
        self.sheet.book.fail_perhaps()
        assert not self._totals, "the totals row would become data"
        if area.corners[:2] != self.corners[:2]:
            raise RefusedError("The header row must stay where it is.")
        self.corners = area.corners


class OpenTables:
    def __init__(self, sheet: OpenSheet) -> None:
        self._sheet = sheet
        self._tables: dict[str, OpenTable] = {}

    def __getitem__(self, name: str) -> OpenTable:
        return self._tables[name]

    def __iter__(self) -> Iterator[OpenTable]:
        return iter(self._tables.values())

    def add(self, *, source: OpenRange, name: str, has_headers: bool, totals: bool = False) -> OpenTable:
        assert has_headers
        self._tables[name] = OpenTable(self._sheet, name, source.corners, totals)
        return self._tables[name]

    def remove(self, name: str) -> None:
        del self._tables[name]


class OpenName:
    def __init__(self, refers_to: str) -> None:
        self.refers_to = refers_to


class OpenSheet:
    def __init__(self, book: OpenBook, name: str) -> None:
        self.book, self.name = book, name
        self.cells: dict[tuple[int, int], Any] = {}
        self.notes: dict[tuple[int, int], str] = {}
        self.tables = OpenTables(self)
        self.names: dict[str, OpenName] = {}
        self.api = SimpleNamespace(ProtectContents=False)

    def enter(self, key: tuple[int, int], typed: Any) -> None:
        """As Excel takes what is typed."""
        if typed == "" or typed is None:
            self.cells.pop(key, None)
        elif isinstance(typed, str) and typed.startswith("'"):
            self.cells[key] = ("text", typed[1:])
        elif isinstance(typed, str) and typed.startswith("="):
            self.cells[key] = ("formula", typed)
        elif isinstance(typed, str) and typed.startswith("#"):
            self.cells[key] = ("error", typed)
        else:
            assert not isinstance(typed, str), f"Excel might read {typed!r} as a date or a number"
            self.cells[key] = ("value", float(typed) if not isinstance(typed, bool) else typed)

    def range(self, first: tuple[int, int], last: tuple[int, int] | None = None) -> OpenRange:
        return OpenRange(self, (*first, *(last or first)))

    def delete(self) -> None:
        self.book.sheets.items.remove(self)


class OpenSheets:
    def __init__(self, book: OpenBook) -> None:
        self._book = book
        self.items: list[OpenSheet] = []

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, key: str | int) -> OpenSheet:
        if isinstance(key, int):
            return self.items[key]
        return next(sheet for sheet in self.items if sheet.name == key)

    def add(self, name: str, after: OpenSheet | None = None) -> OpenSheet:
        assert after is None or after is self.items[-1]
        self.items.append(OpenSheet(self._book, name))
        return self.items[-1]


class OpenBook:
    """A workbook file as it would stand in Excel."""

    def __init__(self, path: Path, *, fails_at: int = 0, is_old: bool = False) -> None:
        self.fullname, self.name = str(path), path.name
        self.app = OpenApp()
        self.sheets = OpenSheets(self)
        self.names: dict[str, OpenName] = {}
        self.is_old = is_old
        self._until_failure = fails_at
        self._content = path.read_bytes()
        self.api = SimpleNamespace(SaveCopyAs=lambda target: Path(target).write_bytes(self._content))
        self._load(path)

    def fail_perhaps(self) -> None:
        """Fail at the call that the test asked for, once."""
        self._until_failure -= 1
        if self._until_failure == 0:
            raise RefusedError("Exception from HRESULT: 0x800A03EC")

    def _load(self, path: Path) -> None:
        book = openpyxl.load_workbook(path)
        for theirs in book.worksheets:
            sheet = self.sheets.add(theirs.title)
            sheet.api.ProtectContents = bool(theirs.protection.sheet)
            for row in theirs.iter_rows():
                for cell in row:
                    if (content := _content(cell)) is not None:
                        sheet.cells[cell.row, cell.column] = content
                    if cell.comment is not None:
                        sheet.notes[cell.row, cell.column] = cell.comment.text
            for table in theirs.tables.values():
                left, top, right, bottom = range_boundaries(table.ref)
                area = OpenRange(sheet, (top, left, bottom, right))
                sheet.tables.add(source=area, name=table.name, has_headers=True, totals=bool(table.totalsRowCount))
            for name, defined in theirs.defined_names.items():
                sheet.names[name.removeprefix("_xlnm.")] = OpenName(f"={defined.attr_text}")
            if theirs.print_area:
                sheet.names["Print_Area"] = OpenName(f"={theirs.print_area}")
        for name, defined in book.defined_names.items():
            self.names[name] = OpenName(f"={defined.attr_text}")

    def state(self) -> dict[str, Any]:
        """Everything that people would see, to compare."""
        return {
            sheet.name: (
                dict(sorted(sheet.cells.items())),
                dict(sorted(sheet.notes.items())),
                {table.name: table.corners for table in sheet.tables},
            )
            for sheet in self.sheets.items
        } | {"names": {name: defined.refers_to for name, defined in sorted(self.names.items())}}


def _content(cell: Any) -> tuple[str, Any] | None:
    value = cell.value
    if value is None:
        return None
    if isinstance(value, ArrayFormula):
        return ("array", value.text)
    if cell.data_type == "f":
        return ("formula", value.replace("_xlfn.", ""))
    if cell.data_type == "e":
        return ("error", value)
    if isinstance(value, (bool, str)):
        return ("text" if isinstance(value, str) else "value", value)
    return ("value", _number(cell))


def _number(cell: Any) -> float:
    from openpyxl.utils.datetime import to_excel

    return float(to_excel(cell.value)) if cell.is_date else float(cell.value)

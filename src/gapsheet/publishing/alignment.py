"""Which row of one workbook is which row of another: by the keys of tables, else by what stands in the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from gapsheet.formula_tree import Piece, Pieces, parsed
from gapsheet.names import is_address
from gapsheet.package.addresses import CellKey, Corners, area, cell_name
from gapsheet.package.structure import Table
from gapsheet.publishing.snapshot import Page, Snapshot
from gapsheet.quantities import CellValue
from gapsheet.refresh import records

_MOST_COMPARED = 4_000_000  # pairs of rows; past that rows are taken by their numbers
_SHARED = 4  # sheets of which less than a fourth of the words is the same are two sheets
_DIGITS = re.compile(r"\d+")

Key = tuple[CellValue, ...]


@dataclass(slots=True)
class Pairing:
    """A table that is in both workbooks: its columns by header, its rows by key."""

    old: Table
    new: Table
    keys: tuple[str, ...]
    old_rows: dict[Key, int]
    new_rows: dict[Key, int]
    columns: dict[int, int] = field(init=False)  # the new column of each old one that is still there
    old_area: Corners = field(init=False)
    new_area: Corners = field(init=False)
    old_keys: dict[int, Key] = field(init=False)
    new_keys: dict[int, Key] = field(init=False)
    rows: dict[int, int | None] = field(init=False)  # the new row of each old one; None where its key is gone

    def __post_init__(self) -> None:
        """Work out once what is asked for every cell."""
        self.old_area, self.new_area = area(self.old.ref), area(self.new.ref)
        self.old_keys = {row: key for key, row in self.old_rows.items()}
        self.new_keys = {row: key for key, row in self.new_rows.items()}
        self.rows = {row: self.new_rows.get(key) for key, row in self.old_rows.items()}
        places = {header.casefold(): self.new_area[1] + place for place, header in enumerate(self.new.headers)}
        named = ((self.old_area[1] + place, places.get(text.casefold())) for place, text in enumerate(self.old.headers))
        self.columns = {column: place for column, place in named if place is not None}


@dataclass(slots=True)
class Alignment:
    """Where the cells of the old workbook are in the new one."""

    sheets: dict[str, str]  # the new name of each old sheet that is still there
    tables: dict[str, Pairing] = field(default_factory=dict)
    rows: dict[str, dict[int, int]] = field(default_factory=dict)  # by old sheet
    _lower: dict[str, str] = field(default_factory=dict)
    _on: dict[str, list[Pairing]] = field(default_factory=dict)
    _stands: bool | None = None

    def key(self, sheet: str, key: CellKey) -> CellKey | None:
        """Where an old cell is now; None if its row or column is gone."""
        row = self.rows.get(sheet, {}).get(key[0])
        column: int | None = key[1]
        for pairing in self.on(sheet):
            top, left, bottom, right = pairing.old_area
            if top <= key[0] <= bottom and left <= key[1] <= right:
                column, row = pairing.columns.get(key[1]), pairing.rows.get(key[0], row)
        return None if row is None or column is None else (row, column)

    def on(self, sheet: str) -> list[Pairing]:
        """The tables on an old sheet."""
        if sheet not in self._on:
            self._on[sheet] = [pairing for pairing in self.tables.values() if pairing.old.sheet == sheet]
        return self._on[sheet]

    def formula(self, formula: str, sheet: str) -> str:
        """An old formula as it would read in the new workbook if only rows had moved."""
        if self._stands is None:
            self._stands = self._all_stands()
        if self._stands:
            return formula
        if not self._lower:
            self._lower = {name.lower(): name for name in self.sheets}
        return self._text(parsed(formula), sheet)

    def _all_stands(self) -> bool:
        """Whether every sheet, row and column is where it was."""
        is_named = all(old == new for old, new in self.sheets.items())
        tables = self.tables.values()
        is_shaped = all(table.old_area == table.new_area for table in tables)
        is_placed = all(
            old == new
            for rows in (*self.rows.values(), *(table.columns for table in tables))
            for old, new in rows.items()
        )
        return is_named and is_shaped and is_placed

    def _text(self, pieces: Pieces, sheet: str) -> str:
        written, position = "", 0
        while position < len(pieces):
            piece = pieces[position]
            home = sheet
            if piece.kind == "sheet" and position + 1 < len(pieces):
                name = piece.text[:-1].strip("'").replace("''", "'")
                home = self._lower.get(name.lower(), name)
                written += _quoted(self.sheets.get(home, home)) + "!"
                position += 1
                piece = pieces[position]
            ending = _range_end(pieces, position)
            if ending is not None:
                written += self._range(piece.text, ending, home)
                position += 3
                continue
            written += self._piece(piece, home, sheet)
            position += 1
        return written

    def _piece(self, piece: Piece, home: str, sheet: str) -> str:
        if piece.kind == "word" and is_address(piece.text.replace("$", "").upper()):
            return self._address(piece.text, home)
        if piece.kind == "group":
            opening, closing = piece.brackets
            return f"{piece.text}{opening}{','.join(self._text(item, sheet) for item in piece.arguments)}{closing}"
        return piece.text

    def _address(self, text: str, sheet: str) -> str:
        key = area(text.upper())[:2]
        place = self.key(sheet, key)
        return _like(text, place) if place is not None else text

    def _range(self, first: str, last: str, sheet: str) -> str:
        """A range follows its ends, and one that covers a table's column grows with the table."""
        corners = area(f"{first}:{last}".upper())
        for pairing in self.on(sheet):
            body, grown = _body(pairing.old), _body(pairing.new)
            if (corners[0], corners[2]) == (body[0], body[2]):
                left, right = (pairing.columns.get(column, column) for column in (corners[1], corners[3]))
                return f"{_like(first, (grown[0], left))}:{_like(last, (grown[2], right))}"
        return f"{self._address(first, sheet)}:{self._address(last, sheet)}"


def align(old: Snapshot, new: Snapshot) -> Alignment:
    """Find for every row of the old workbook the row of the new one."""
    alignment = Alignment(_sheets(old, new))
    for name, table in old.tables.items():
        other = new.tables.get(name)
        if other is not None and alignment.sheets.get(table.sheet) == other.sheet:
            alignment.tables[name] = _paired(old, new, table, other)
    for sheet, renamed in alignment.sheets.items():
        pairings = [pairing for pairing in alignment.tables.values() if pairing.old.sheet == sheet]
        alignment.rows[sheet] = _rows(old.pages[sheet], new.pages[renamed], pairings)
    return alignment


def _sheets(old: Snapshot, new: Snapshot) -> dict[str, str]:
    """Sheets of one name, and those that were renamed: Excel keeps their number, and they say what they said."""
    pairs = {name: name for name in old.pages if name in new.pages}
    free = {page.sheet_id: name for name, page in new.pages.items() if name not in pairs}
    for name, page in old.pages.items():
        if name not in pairs and page.sheet_id in free and _speak_alike(page, new.pages[free[page.sheet_id]]):
            pairs[name] = free.pop(page.sheet_id)
    return pairs


def _speak_alike(old: Page, new: Page) -> bool:
    """Whether two sheets share a good part of their words and formulas, as a sheet does with its later self.

    Two sheets without any, such as two of bare figures, are taken for one.
    """
    before, after = (
        {item.formula or item.value for item in page.cells.values() if item.formula or type(item.value) is str}
        for page in (old, new)
    )
    needed = max(1, min(len(before), len(after))) if before or after else 0
    return len(before & after) * _SHARED >= needed


def _paired(old: Snapshot, new: Snapshot, table: Table, other: Table) -> Pairing:
    before, after = list(_keyed_rows(old, table)), list(_keyed_rows(new, other))
    keys = _keys(new, table, other, [row for _, row in before], [row for _, row in after])
    return Pairing(table, other, keys, _by_key(before, keys), _by_key(after, keys))


def _keyed_rows(book: Snapshot, table: Table) -> Iterator[tuple[int, dict[str, CellValue]]]:
    """Its rows by their numbers, without those that hold nothing, as an empty table has one."""
    rows = enumerate(book.rows_of(table.name), start=_body(table)[0])
    return ((row, values) for row, values in rows if any(value is not None for value in values.values()))


def _by_key(rows: Sequence[tuple[int, dict[str, CellValue]]], keys: Sequence[str]) -> dict[Key, int]:
    """Rows by key, or by their position where nothing tells them apart."""
    if not keys:
        return {(float(place),): row for place, (row, _) in enumerate(rows, start=1)}
    return {tuple(values[key] for key in keys): row for row, values in rows}


def _keys(
    new: Snapshot, table: Table, other: Table, before: list[dict[str, CellValue]], after: list[dict[str, CellValue]]
) -> tuple[str, ...]:
    """The columns that tell rows apart: as the sources say, else the fewest first ones that do."""
    common = [header for header in table.headers if header in other.headers]
    stated = tuple(header for header in _stated_keys(new, table.name) if header in common)
    for keys in (stated, *(tuple(common[:count]) for count in range(1, 4))):
        if keys and all(_tells_apart(rows, keys) for rows in (before, after)):
            return keys
    return ()


def _stated_keys(book: Snapshot, table: str) -> Iterator[str]:
    """The key columns that the control tables give a table."""
    if records.SOURCES not in book.tables or records.SOURCE_COLUMNS not in book.tables:
        return
    rows = book.rows_of(records.SOURCES)
    filling = {
        book.said(records.SOURCES, row, "Source") for row in rows if book.said(records.SOURCES, row, "Table") == table
    }
    for row in book.rows_of(records.SOURCE_COLUMNS):
        role = book.said(records.SOURCE_COLUMNS, row, "Role")
        if book.said(records.SOURCE_COLUMNS, row, "Source") in filling and role in (
            records.Role.KEY,
            records.Role.PERIOD,
        ):
            yield book.said(records.SOURCE_COLUMNS, row, "Column")


def _tells_apart(rows: Sequence[dict[str, CellValue]], keys: Sequence[str]) -> bool:
    found = [tuple(row[key] for key in keys) for row in rows]
    return len(set(found)) == len(found) and not any(value is None for key in found for value in key)


def _rows(old: Page, new: Page, pairings: Sequence[Pairing]) -> dict[int, int]:
    """Old rows to new ones."""
    found: dict[int, int] = {}
    old_taken, new_taken = set[int](), set[int]()
    for pairing in pairings:
        found.update({row: pairing.new_rows[key] for key, row in pairing.old_rows.items() if key in pairing.new_rows})
        old_taken.update(pairing.old_rows.values())
        new_taken.update(pairing.new_rows.values())
    before = [row for row in range(1, max(old.rows, default=0) + 1) if row not in old_taken]
    after = [row for row in range(1, max(new.rows, default=0) + 1) if row not in new_taken]
    matched = _matched([_signature(old, row) for row in before], [_signature(new, row) for row in after])
    return found | {before[left]: after[right] for left, right in matched}


def _signature(page: Page, row: int) -> str:
    """What tells a row from others when its numbers change: its words, and the shapes of its formulas."""
    parts = []
    for column in page.rows.get(row, ()):
        item = page.cells[row, column]
        text = _DIGITS.sub("#", item.formula) if item.formula else item.value if type(item.value) is str else "0"
        parts.append(f"{column}:{text}")
    return "\n".join(parts)


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Positions that belong together, in order."""
    if old == new or len(old) * len(new) > _MOST_COMPARED:
        yield from ((place, place) for place in range(min(len(old), len(new))))
        return
    for kind, left, left_end, right, right_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal" or (kind == "replace" and left_end - left == right_end - right):
            yield from zip(range(left, left_end), range(right, right_end), strict=True)


def _body(table: Table) -> Corners:
    top, left, bottom, right = area(table.ref)
    return top + table.header_rows, left, bottom - table.totals_rows, right


def _range_end(pieces: Pieces, position: int) -> str | None:
    """The second address of a range that starts here."""
    three = pieces[position : position + 3]
    if len(three) < 3 or three[1].text != ":" or three[0].kind != "word" or three[2].kind != "word":
        return None
    first, last = (piece.text.replace("$", "").upper() for piece in (three[0], three[2]))
    return three[2].text if is_address(first) and is_address(last) else None


def _like(text: str, key: CellKey) -> str:
    """An address with the dollar signs of another."""
    name = cell_name(*key)
    letters = name.rstrip("0123456789")
    column = "$" if text.startswith("$") else ""
    row = "$" if "$" in text[1:] else ""
    return f"{column}{letters}{row}{name[len(letters) :]}"


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"

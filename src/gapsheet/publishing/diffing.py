"""What differs between two workbooks, and what that did to their results."""

from __future__ import annotations

import math
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gapsheet.formula_tree import Pieces, parsed
from gapsheet.names import is_address
from gapsheet.package.addresses import CellKey, Corners, area, area_name
from gapsheet.publishing.alignment import Alignment, Pairing, align
from gapsheet.publishing.snapshot import Item, Page, Snapshot, place_of, snapshot
from gapsheet.quantities import CellValue

_SAME = 1e-12  # relative: what two processors may make of one formula
_ABSENT = Item(None, "", False)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs."""

    what: str
    place: str
    label: str
    old: CellValue
    new: CellValue
    cells: int = 1
    number_format: str = "General"  # in which the cell shows its figure

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        found = {
            "what": self.what,
            "place": self.place,
            "label": self.label,
            "old": _plain(self.old),
            "new": _plain(self.new),
        }
        return found | ({"cells": self.cells} if self.cells > 1 else {}) | _percent(self.old, self.new)


@dataclass(slots=True)
class Differences:
    """Everything that differs, by what it is."""

    sheets: list[Change] = field(default_factory=list)
    names: list[Change] = field(default_factory=list)
    inputs: list[Change] = field(default_factory=list)
    figures: list[Change] = field(default_factory=list)
    rows: list[Change] = field(default_factory=list)
    formulas: list[Change] = field(default_factory=list)
    outputs: list[Change] = field(default_factory=list)
    other_values: Counter[str] = field(default_factory=Counter)

    def sections(self) -> Iterator[tuple[str, list[Change]]]:
        """The lists in the order of reading."""
        for name in ("sheets", "names", "inputs", "figures", "rows", "formulas", "outputs"):
            yield name, getattr(self, name)

    def __bool__(self) -> bool:
        return any(changes for _, changes in self.sections()) or bool(self.other_values)

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        found: dict[str, object] = {name: [item.as_dict() for item in changes] for name, changes in self.sections()}
        return {"same": not self, **found, "other_results": dict(self.other_values)}


def diff(old: str | os.PathLike[str], new: str | os.PathLike[str]) -> Differences:
    """Compare two workbooks by what they hold; formats, comments and charts do not count.

    Rows are followed where they moved. Columns are followed inside tables; elsewhere a column that was put in shows as
    a difference of every cell at its right.

    Args:
        old: The earlier workbook.
        new: The later one.

    Raises:
        WorkbookError: One of them cannot be read.
    """
    return compared(snapshot(old), snapshot(new))


def compared(old: Snapshot, new: Snapshot) -> Differences:
    """Compare two workbooks that are read already."""
    found, alignment = Differences(), align(old, new)
    found.sheets = list(_sheets(old, new, alignment))
    found.names = list(_names(old, new, alignment))
    for pairing in alignment.tables.values():
        found.rows += _rows(pairing)
    formulas: list[tuple[str, CellKey, str, Item, Item]] = []
    for sheet, renamed in alignment.sheets.items():
        for key, before, after in _pairs(old.pages[sheet], new.pages[renamed], alignment):
            _sort_in(found, formulas, new, alignment, (sheet, renamed, key, before, after))
    found.formulas = list(_filled(formulas, new))
    return found


def _sheets(old: Snapshot, new: Snapshot, alignment: Alignment) -> Iterator[Change]:
    for name in old.pages:
        if name not in alignment.sheets:
            yield Change("removed", name, "", name, None)
    for name, renamed in alignment.sheets.items():
        if name != renamed:
            yield Change("renamed", renamed, "", name, renamed)
        if old.pages[name].state != new.pages[renamed].state:
            yield Change("visibility", renamed, "", old.pages[name].state, new.pages[renamed].state)
    for name in new.pages:
        if name not in alignment.sheets.values():
            yield Change("added", name, "", None, name)


def _names(old: Snapshot, new: Snapshot, alignment: Alignment) -> Iterator[Change]:
    for name, formula in old.names.items():
        other = new.names.get(name)
        if other is None:
            yield Change("removed", name, "", formula, None)
        elif _canonical(alignment.formula(formula, "")) != _canonical(other):
            yield Change("changed", name, "", formula, other)
    yield from (Change("added", name, "", None, text) for name, text in new.names.items() if name not in old.names)


def _rows(pairing: Pairing) -> Iterator[Change]:
    """Rows that came and went; what changed in the others is found cell by cell."""
    for key in pairing.old_rows:
        if key not in pairing.new_rows:
            yield Change("removed row", pairing.old.name, _said(key), _said(key), None)
    for key in pairing.new_rows:
        if key not in pairing.old_rows:
            yield Change("added row", pairing.new.name, _said(key), None, _said(key))


def _pairs(old: Page, new: Page, alignment: Alignment) -> Iterator[tuple[CellKey, Item, Item]]:
    """The cells of a sheet side by side, by their new place; rows of tables that came or went are told already."""
    told_old, told_new = _told(alignment, old.name)
    seen: set[CellKey] = set()
    for key, item in old.cells.items():
        place = alignment.key(old.name, key)
        if place is not None:
            seen.add(place)
            yield place, item, new.cells.get(place, _ABSENT)
        elif key not in told_old:
            yield key, item, _ABSENT
    for key, item in new.cells.items():
        if key not in seen and key not in told_new:
            yield key, _ABSENT, item


def _told(alignment: Alignment, sheet: str) -> tuple[set[CellKey], set[CellKey]]:
    """The cells of tables that are told as rows removed or added."""
    old, new = set[CellKey](), set[CellKey]()
    for pairing in alignment.on(sheet):
        gone = [row for key, row in pairing.old_rows.items() if key not in pairing.new_rows]
        come = [row for key, row in pairing.new_rows.items() if key not in pairing.old_rows]
        for found, rows, (_, left, _, right) in ((old, gone, pairing.old_area), (new, come, pairing.new_area)):
            found.update((row, column) for row in rows for column in range(left, right + 1))
    return old, new


def _sort_in(
    found: Differences,
    formulas: list[tuple[str, CellKey, str, Item, Item]],
    new: Snapshot,
    alignment: Alignment,
    pair: tuple[str, str, CellKey, Item, Item],
) -> None:
    """Put one pair of cells where it belongs, if they differ."""
    sheet, renamed, key, before, after = pair
    if before.formula or after.formula:
        expected = alignment.formula(before.formula, sheet) if before.formula else ""
        if _canonical(expected) != _canonical(after.formula):
            formulas.append((renamed, key, expected, before, after))
        if before.formula and after.formula and not _same(before.value, after.value):
            _add_result(found, new, renamed, key, before, after)
        return
    if _same(before.value, after.value):
        return
    is_input = before.is_input or after.is_input
    in_table = _in_table(alignment, renamed, key)
    what = "added" if before is _ABSENT else "removed" if after is _ABSENT else "changed"
    if in_table is not None and not is_input:
        pairing, header, row_key = in_table
        found.rows.append(_change(what, pairing.new.name, f"{_said(row_key)}, {header}", before, after))
        return
    label = f"{_said(in_table[2])}, {in_table[1]}" if in_table else new.label(renamed, key)
    change = _change(what, place_of(renamed, key), label, before, after)
    (found.inputs if is_input else found.figures).append(change)


def _change(what: str, place: str, label: str, before: Item, after: Item) -> Change:
    """A cell that shows another value."""
    number_format = (before if after is _ABSENT else after).number_format
    return Change(what, place, label, before.value, after.value, number_format=number_format)


def _add_result(found: Differences, new: Snapshot, sheet: str, key: CellKey, before: Item, after: Item) -> None:
    if new.is_output(sheet, key):
        found.outputs.append(_change("changed", place_of(sheet, key), new.label(sheet, key), before, after))
    else:
        found.other_values[sheet] += 1


def _in_table(alignment: Alignment, sheet: str, key: CellKey) -> tuple[Pairing, str, tuple[CellValue, ...]] | None:
    """The table, header and key of a cell in the rows of a table."""
    for pairing in alignment.tables.values():
        place = key[1] - pairing.new_area[1]
        if pairing.new.sheet == sheet and key[0] in pairing.new_keys and 0 <= place < len(pairing.new.headers):
            return pairing, pairing.new.headers[place], pairing.new_keys[key[0]]
    return None


def _filled(formulas: Sequence[tuple[str, CellKey, str, Item, Item]], new: Snapshot) -> Iterator[Change]:
    """Formula differences, those of one formula filled down or across as one."""
    groups: dict[tuple[str, str, str], list[tuple[CellKey, Item, Item]]] = {}
    for sheet, key, expected, before, after in formulas:
        shape = (sheet, relative(expected, key), relative(after.formula, key))
        groups.setdefault(shape, []).append((key, before, after))
    for (sheet, _, _), members in groups.items():
        corners: Corners = (
            min(key[0] for key, _, _ in members),
            min(key[1] for key, _, _ in members),
            max(key[0] for key, _, _ in members),
            max(key[1] for key, _, _ in members),
        )
        key, before, after = members[0]
        what = "changed"
        if not before.formula:
            what = "formula in place of a value" if before is not _ABSENT else "added"
        elif not after.formula:
            what = "value in place of a formula" if after is not _ABSENT else "removed"
        place = f"{sheet}!{area_name(corners)}"
        yield Change(what, place, new.label(sheet, key), _shown(before), _shown(after), len(members))


def _shown(item: Item) -> CellValue:
    return f"={item.formula}" if item.formula else item.value


def relative(formula: str, key: CellKey) -> str:
    """A formula with its addresses as distances, so that a filled one reads the same everywhere."""
    return _relative(parsed(formula), key)


def _relative(pieces: Pieces, key: CellKey) -> str:
    written = ""
    for piece in pieces:
        if piece.kind == "word" and is_address(piece.text.replace("$", "").upper()):
            written += _distance(piece.text, key)
        elif piece.kind == "group":
            opening, closing = piece.brackets
            written += f"{piece.text}{opening}{','.join(_relative(item, key) for item in piece.arguments)}{closing}"
        else:
            written += piece.text
    return written


def _distance(text: str, key: CellKey) -> str:
    row, column = area(text.upper())[:2]
    across = f"C{column}" if text.startswith("$") else f"C[{column - key[1]}]"
    down = f"R{row}" if "$" in text[1:] else f"R[{row - key[0]}]"
    return down + across


def _canonical(formula: str) -> str:
    """A formula without what changes nothing: spaces around signs, needless quotes around sheets."""
    return re.sub(r"'([A-Za-z_][\w.]*)'!", r"\1!", formula).replace(", ", ",").strip()


def _same(old: CellValue, new: CellValue) -> bool:
    if isinstance(old, float) and isinstance(new, float):
        return math.isclose(old, new, rel_tol=_SAME, abs_tol=1e-300)
    return type(old) is type(new) and old == new


def _said(key: Sequence[CellValue]) -> str:
    return " · ".join(f"{part:.15g}" if isinstance(part, float) else str(part) for part in key)


def _plain(value: CellValue) -> object:
    return str(value) if isinstance(value, str) else value


def _percent(old: CellValue, new: CellValue) -> dict[str, object]:
    """The change as a fraction of the old value, where both are numbers and there is a base."""
    numbers = type(old) is float and type(new) is float
    return {"change": (new - old) / abs(old)} if numbers and old else {}  # type: ignore[operator, arg-type]

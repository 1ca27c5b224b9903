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
from gapsheet.publishing.labels import Label
from gapsheet.publishing.labels import label as called
from gapsheet.publishing.snapshot import Item, Page, Snapshot, place_of, snapshot
from gapsheet.quantities import CellValue
from gapsheet.refresh import records
from gapsheet.refresh.wording import is_date

_SAME = 1e-12  # relative: what two processors may make of one formula
_KEPT_BY_REFRESH = {records.SOURCES, records.HEADLINES, records.CHANGES, records.REMOVED_ROWS, records.LOG}
_ABSENT = Item(None, "", False)
_GONE = Item(None, "", False)  # the row or column of the cell is not there any more either


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
        return found | ({"cells": self.cells} if self.cells > 1 else {}) | self._share()

    def _share(self) -> dict[str, object]:
        """The change as a fraction of the old value, where both are numbers and there is a base; dates have none."""
        if type(self.old) is not float or type(self.new) is not float or not self.old or is_date(self.number_format):
            return {}
        return {"change": (self.new - self.old) / abs(self.old)}


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
    sorting = _Sorting(old, new, alignment, found)
    for sheet, renamed in alignment.sheets.items():
        for key, before, after in _pairs(old.pages[sheet], new.pages[renamed], alignment):
            sorting.put(sheet, renamed, key, before, after)
    found.rows.sort(key=lambda change: change.place in _KEPT_BY_REFRESH)  # data first
    found.formulas = list(sorting.filled())
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
    """The cells of a sheet side by side, by their new place, or the old one of those whose row or column is gone.

    Rows of tables that came or went are told already.
    """
    told_old, told_new = _told(alignment, old.name)
    seen: set[CellKey] = set()
    for key, item in old.cells.items():
        place = alignment.key(old.name, key)
        if place is not None:
            seen.add(place)
            yield place, item, new.cells.get(place, _ABSENT)
        elif key not in told_old:
            yield key, item, _GONE
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


class _Sorting:
    """Puts each pair of cells that differ where it belongs."""

    def __init__(self, old: Snapshot, new: Snapshot, alignment: Alignment, found: Differences) -> None:
        self._old, self._new, self._alignment, self._found = old, new, alignment, found
        self._formulas: dict[tuple[str, str, str], list[tuple[CellKey, Item, Item, Label]]] = {}

    def put(self, sheet: str, renamed: str, key: CellKey, before: Item, after: Item) -> None:
        """Take in a pair of one sheet."""
        if not (before.formula or after.formula):
            if not _same(before.value, after.value):
                self._constant(sheet, renamed, key, before, after)
            return
        expected = self._alignment.formula(before.formula, sheet) if before.formula else ""
        if _canonical(expected) != _canonical(after.formula):
            shape = (renamed, relative(expected, key), relative(after.formula, key))
            label = self._label(sheet, renamed, key, after)
            self._formulas.setdefault(shape, []).append((key, before, after, label))
        if before.formula and after.formula and not _same(before.value, after.value):
            self._result(sheet, renamed, key, before, after)

    def _constant(self, sheet: str, renamed: str, key: CellKey, before: Item, after: Item) -> None:
        is_input = before.is_input or after.is_input
        what = "added" if before is _ABSENT else "removed" if _is_absent(after) else "changed"
        in_table = _in_table(self._alignment, renamed, key, is_gone=after is _GONE)
        if in_table is not None and not is_input:
            self._found.rows.append(_change(what, in_table.name, str(in_table.label), before, after))
            return
        label = str(self._label(sheet, renamed, key, after))
        change = _change(what, place_of(renamed, key), label, before, after)
        (self._found.inputs if is_input else self._found.figures).append(change)

    def _result(self, sheet: str, renamed: str, key: CellKey, before: Item, after: Item) -> None:
        if self._new.is_output(renamed, key):
            label = str(self._label(sheet, renamed, key, after))
            self._found.outputs.append(_change("changed", place_of(renamed, key), label, before, after))
        else:
            self._found.other_values[renamed] += 1

    def _label(self, sheet: str, renamed: str, key: CellKey, after: Item) -> Label:
        """What a cell is called, in the old workbook where the new one does not have its row or column."""
        is_gone = after is _GONE
        in_table = _in_table(self._alignment, renamed, key, is_gone=is_gone)
        if in_table is not None:
            return in_table.label
        return called(self._old, sheet, key) if is_gone else called(self._new, renamed, key)

    def filled(self) -> Iterator[Change]:
        """Formula differences, those of one formula filled down or across as one."""
        for (sheet, _, _), members in self._formulas.items():
            corners: Corners = (
                min(key[0] for key, *_ in members),
                min(key[1] for key, *_ in members),
                max(key[0] for key, *_ in members),
                max(key[1] for key, *_ in members),
            )
            _, before, after, _ = members[0]
            label = _in_common([label for *_, label in members])
            place = f"{sheet}!{area_name(corners)}"
            yield Change(_of_formula(before, after), place, label, _shown(before), _shown(after), len(members))


def _in_common(labels: Sequence[Label]) -> str:
    """What the cells of a range are called together: the head of their column, their row, or from where to where."""
    heads, rows = [label.head for label in labels], [label.words for label in labels]
    for parts in (labels, heads, rows):
        if len(set(parts)) == 1 and (told := str(parts[0])):
            return told
    ends = dict.fromkeys((str(labels[0]), str(labels[-1])))
    return " to ".join(filter(None, ends))


def _is_absent(item: Item) -> bool:
    return item is _ABSENT or item is _GONE


def _of_formula(before: Item, after: Item) -> str:
    """What happened to a formula."""
    if not before.formula:
        return "formula in place of a value" if before is not _ABSENT else "added"
    if not after.formula:
        return "removed" if _is_absent(after) else "value in place of a formula"
    return "changed"


def _change(what: str, place: str, label: str, before: Item, after: Item) -> Change:
    """A cell that shows another value."""
    number_format = (before if _is_absent(after) else after).number_format
    return Change(what, place, label, before.value, after.value, number_format=number_format)


@dataclass(frozen=True, slots=True)
class _InTable:
    """Where in a table a cell lies: the table's name, and key and header as its label."""

    name: str
    label: Label


def _in_table(alignment: Alignment, sheet: str, key: CellKey, *, is_gone: bool) -> _InTable | None:
    """The place of a cell among the rows of a table, by its old place where it is gone."""
    for pairing in alignment.tables.values():
        table, area, keys = pairing.new, pairing.new_area, pairing.new_keys
        if is_gone:
            table, area, keys = pairing.old, pairing.old_area, pairing.old_keys
        place = key[1] - area[1]
        if pairing.new.sheet == sheet and key[0] in keys and 0 <= place < len(table.headers):
            return _InTable(table.name, Label(_said(keys[key[0]]), table.headers[place]))
    return None


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

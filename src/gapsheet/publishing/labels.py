"""What a cell is called where people read of it: its name, the words in its row, the head of its column."""

from __future__ import annotations

from dataclasses import dataclass

from gapsheet.package.addresses import CellKey, area
from gapsheet.publishing.snapshot import Item, Page, Snapshot
from gapsheet.refresh.wording import figure

_LONGEST = 60  # characters of the words at the left of a cell
_HEAD_WITHIN = 200  # rows above a cell in which the head of its column is looked for


@dataclass(frozen=True, slots=True)
class Label:
    """What a cell is called: its name or the words of its row, and the head of its column."""

    words: str = ""
    head: str = ""

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.words, self.head)))


def label(book: Snapshot, sheet: str, key: CellKey) -> Label:
    """What a cell is called; empty where nothing around it says so.

    Its name, else the words at its left and the head of its column: what merely stands above it is no head of it.
    """
    if (sheet, key) in book.called:
        return Label(book.called[sheet, key])
    page = book.pages[sheet]
    found = _table_head(book, sheet, key) or _styled_head(page, key)
    first, head = found or (0, "")
    words = _first_words(page, key, first) if found else _words_beside(page, key)
    words = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"
    return Label(words, head)


def _table_head(book: Snapshot, sheet: str, key: CellKey) -> tuple[int, str] | None:
    """The first column of the table around a cell, and the header above it."""
    for table in book.tables.values():
        top, left, bottom, right = area(table.ref)
        if table.sheet == sheet and top + table.header_rows <= key[0] <= bottom and left <= key[1] <= right:
            return left, table.headers[key[1] - left]
    return None


def _styled_head(page: Page, key: CellKey) -> tuple[int, str] | None:
    """The same of a range that is no table but has heads by their style; a blank row ends it."""
    row, column = key
    if page.is_head(key):
        return None
    for above in range(row - 1, max(0, row - _HEAD_WITHIN), -1):
        if above not in page.rows:
            return None
        if page.is_head((above, column)):
            first = column
            while page.is_head((above, first - 1)):
                first -= 1
            return first, _shown(page.cells[above, column])
    return None


def _shown(head: Item) -> str:
    """A head as its cell shows it: a formula may make a year or a date of it, or nothing yet."""
    return "" if head.value is None else figure(head.value, head.number_format)


def _words(page: Page, key: CellKey) -> str:
    item = page.cells.get(key)
    return item.value if item is not None and type(item.value) is str and item.value.strip() else ""


def _first_words(page: Page, key: CellKey, first: int) -> str:
    """The first text of a row from a column on, before a cell."""
    row, column = key
    texts = (_words(page, (row, place)) for place in page.rows.get(row, ()) if first <= place < column)
    return next(filter(None, texts), "")


def _words_beside(page: Page, key: CellKey) -> str:
    """The first text of the block at the left of a cell; blocks that stand side by side have each its own."""
    row, column = key
    found = ""
    for place in reversed([place for place in page.rows.get(row, ()) if place < column]):
        if found and place < column - 1:
            return found
        found, column = _words(page, (row, place)) or found, place
    return found

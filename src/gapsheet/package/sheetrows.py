"""The rows of a worksheet part: where each of them lies in its bytes, and the cells inside."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from gapsheet.errors import DamagedWorkbookError
from gapsheet.package.addresses import column_letters, column_number
from gapsheet.package.archive import Archive, SheetPart
from gapsheet.package.celltext import stored_value
from gapsheet.package.sheetxml import SheetXml, formula_cell_pattern, reparsed
from gapsheet.quantities import CellValue

_FEW = 1 << 16  # bytes of rows that are gone through before numpy is imported
_TYPE = re.compile(rb"\st\s*=\s*[\"']([^\"']*)")


class Cell(NamedTuple):
    """A cell in pieces, as the pattern finds them."""

    raw: bytes
    letters: bytes
    attributes: bytes  # without the address
    number: bytes  # the text of a v element that stands alone
    inner: bytes  # everything inside, where it is not just a v element


class _Columns(dict[bytes, int]):
    """Column numbers by the letters in the part, worked out once each."""

    def __missing__(self, letters: bytes) -> int:
        self[letters] = column_number(letters.decode("ascii"))
        return self[letters]


COLUMNS = _Columns()


@cache
def cell_pattern(prefix: bytes) -> re.Pattern[bytes]:
    """A cell with its pieces in the order of Cell."""
    p = re.escape(prefix)
    return re.compile(
        rb'(<%bc r="([A-Z]{1,3})[0-9]{1,7}"([^<>]*?)(?:/>|></%bc>|><%bv>([^<]*)</%bv></%bc>|>(.*?)</%bc\s*>))'
        % (p, p, p, p, p, p),
        re.DOTALL,
    )


class SheetRows:
    """A worksheet part with the places of its rows."""

    def __init__(self, xml: bytes | SheetXml) -> None:
        sheet = SheetXml.of(xml)
        found = _places(sheet)
        if found is None:  # written in a way that the search does not know
            sheet = reparsed(sheet.content)
            found = _places(sheet)
        if found is None:
            raise DamagedWorkbookError("the rows of a worksheet are out of order; open the file in Excel and save it")
        self.sheet = sheet
        self.content = sheet.content
        self.prefix = sheet.prefix
        self.numbers, self._starts, self._ends = found
        self._first = self.numbers[0] if len(self) and self.numbers[-1] - self.numbers[0] == len(self) - 1 else None
        self._pattern = cell_pattern(sheet.prefix)
        self.even: dict[tuple[int, int], tuple[range, Collection[int]]] = {}  # what evenrows has found in here,
        self.matched: dict[tuple[int, int], Any] = {}  # and what it has not handed out yet
        self._closing = len(b"</%brow>" % sheet.prefix)

    def __len__(self) -> int:
        return len(self.numbers)

    def index(self, row: int) -> int:
        """The position of the first row that is not above this one."""
        if self._first is None:  # rows are left out
            return bisect_left(self.numbers, row)
        return min(max(row - self._first, 0), len(self.numbers))

    def position(self, row: int) -> int | None:
        """The position of a row; None if the part does not have it."""
        place = self.index(row)
        return place if place < len(self.numbers) and self.numbers[place] == row else None

    def span(self, position: int) -> tuple[int, int]:
        """Where a row begins and ends in the part."""
        return self._starts[position], self._ends[position]

    def inside(self, position: int) -> tuple[int, int]:
        """Where the cells of a row begin and end."""
        body, end = self._body(position), self._ends[position]
        return (body, end - self._closing) if body != end else (end, end)

    def _body(self, position: int) -> int:
        """Where the opening tag of a row ends."""
        return self.content.index(b">", self._starts[position]) + 1

    def attributes(self, position: int) -> bytes:
        """The attributes of a row, without its number."""
        start = self._starts[position] + len(self.prefix) + 8  # <row r="
        opening = self.content[start : self._body(position)]
        return opening[opening.index(b'"') + 1 :].rstrip(b"/>").rstrip()

    def cells(self, row: int) -> list[Cell]:
        """The cells of a row, as plain tuples in the order of Cell's fields; none if there is no such row."""
        position = self.position(row)
        if position is None:
            return []
        return self._pattern.findall(self.content, *self.inside(position))

    def has_formulas(self, first: int, last: int) -> bool:
        """Whether a formula stands in the rows from one to another."""
        positions = self.between(first, last)
        if not positions or not self.sheet.formulas:
            return False
        start, end = self._starts[positions[0]], self._ends[positions[-1]]
        return self.content.find(b"<%bf" % self.prefix, start, end) >= 0

    def formula_cells(self, first: int, last: int) -> Iterator[re.Match[bytes]]:
        """The cells with formulas from one row to another, as `formula_cell_pattern` finds them."""
        positions = self.between(first, last)
        if not positions or not self.has_formulas(first, last):
            return iter(())
        return formula_cell_pattern(self.prefix).finditer(
            self.content, self._starts[positions[0]], self._ends[positions[-1]]
        )

    def cells_outside(self, first: int, last: int, columns: range) -> Iterator[Cell]:
        """The cells from one row to another that lie in none of these columns; found without a look at the others."""
        positions = self.between(first, last)
        if not positions:
            return
        inside = b"|".join(column_letters(column).encode("ascii") for column in columns)
        opening = re.compile(rb'<%bc r="(?!(?:%b)[0-9])' % (re.escape(self.prefix), inside))
        start, end = self._starts[positions[0]], self._ends[positions[-1]]
        for found in opening.finditer(self.content, start, end):
            cell = self._pattern.match(self.content, found.start(), end)
            if cell is not None:
                yield Cell(*(piece or b"" for piece in cell.groups()))

    def between(self, first: int, last: int) -> range:
        """The positions of the rows from `first` to `last`."""
        return range(self.index(first), self.index(last + 1))


_remembered: WeakKeyDictionary[Archive, dict[str, SheetRows]] = WeakKeyDictionary()


@contextmanager
def remembering(archive: Archive) -> Iterator[None]:
    """Let the rows of a workbook's sheets be found only once while this lasts, at the cost of the memory they take."""
    _remembered[archive] = {}
    try:
        yield
    finally:
        _remembered.pop(archive, None)


def forget(archive: Archive, sheet: SheetPart) -> None:
    """Give up what is remembered of a sheet that nobody is expected to ask for again."""
    _remembered.get(archive, {}).pop(sheet.part, None)


def sheet_rows(archive: Archive, sheet: SheetPart) -> SheetRows:
    """The rows of a sheet of a workbook.

    Raises:
        DamagedWorkbookError: The sheet cannot be read; the message names the file and the sheet.
    """
    known = _remembered.get(archive.holder(sheet.part))
    if known is None:
        return _sheet_rows(archive, sheet)
    if sheet.part not in known:
        known[sheet.part] = _sheet_rows(archive, sheet)
    return known[sheet.part]


def _sheet_rows(archive: Archive, sheet: SheetPart) -> SheetRows:
    """The rows of a sheet, looked for in its part.

    Raises:
        DamagedWorkbookError: The sheet cannot be read; the message names the file and the sheet.
    """
    try:
        return SheetRows(archive.read(sheet.part))
    except DamagedWorkbookError as problem:
        raise DamagedWorkbookError(f"{archive.path}, sheet '{sheet.name}': {problem}") from problem


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds neither a value nor a formula."""
    _, _, _, number, inner = cell
    return not number and (not inner or not _holds(inner))


def _holds(inner: bytes) -> bool:
    return b"<" in inner and re.search(rb"<(?:[\w.-]+:)?(?:f|is)[\s/>]|<(?:[\w.-]+:)?v[^<>]*>[^<]", inner) is not None


@cache
def _value_pattern(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<%bv(?:\s[^<>]*)?>([^<]*)<" % re.escape(prefix))


@cache
def _formula_pattern(prefix: bytes) -> re.Pattern[bytes]:
    """A formula element: its attributes and its text."""
    p = re.escape(prefix)
    return re.compile(rb"<%bf(\s[^<>]*?)?(?:/>|>([^<]*)</%bf\s*>)" % (p, p))


def formula_of(cell: Cell, prefix: bytes) -> re.Match[bytes] | None:
    """The formula element inside a cell."""
    inner = cell[4]
    return _formula_pattern(prefix).search(inner) if inner and b"<%bf" % prefix in inner else None


@lru_cache(maxsize=4096)  # a large sheet has few different ones
def kind_of(attributes: bytes) -> bytes:
    """The t attribute of a cell; b"" if it has none."""
    found = _TYPE.search(attributes) if b"t" in attributes else None
    return found[1] if found else b""


def plain_number(digits: bytes) -> CellValue:
    """The value of a cell without a type: a number, or whatever else stands there."""
    try:
        return float(digits)
    except ValueError:
        return stored_value(b"", digits)


def value_of(cell: Cell, prefix: bytes, strings: Sequence[str]) -> CellValue:
    """The stored value of a cell."""
    _, _, attributes, number, inner = cell
    if number:
        kind = kind_of(attributes)
        if kind == b"s" and number.isdigit():
            place = int(number)
            return strings[place] if place < len(strings) else None
        return stored_value(kind, number, b"", strings) if kind else plain_number(number)
    if not inner:
        return None
    found = _value_pattern(prefix).search(inner)
    return stored_value(kind_of(attributes), found[1] if found else None, inner, strings)


class _Places(NamedTuple):
    """For each row its number, where it begins and where it ends."""

    numbers: array[int]
    starts: array[int]
    ends: array[int]


def _places(sheet: SheetXml) -> _Places | None:
    """The places of all rows; None where they are not found for sure."""
    return (_side_by_side(sheet) if sheet.end - sheet.start > _FEW else None) or _one_by_one(sheet)


def _side_by_side(sheet: SheetXml) -> _Places | None:
    """The places of the many rows of a large sheet, most often found at once."""
    from gapsheet.package.rowsearch import places_at_once  # with numpy, which takes long to import for a few rows

    found = places_at_once(sheet)
    return found and _Places(*found)


def _has_other_rows(sheet: SheetXml) -> bool:
    """Whether a row does not begin with its number."""
    pattern = _other_row_pattern(sheet.prefix)
    return pattern.search(sheet.content, sheet.start, sheet.end) is not None


@cache
def _other_row_pattern(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb'<%brow(?! r="|Breaks)' % re.escape(prefix))


def _one_by_one(sheet: SheetXml) -> _Places | None:
    """The places of rows however they stand."""
    content, last = sheet.content, sheet.end
    opening, closing = b'<%brow r="' % sheet.prefix, b"</%brow>" % sheet.prefix
    numbers, starts, ends = (array("q") for _ in range(3))
    find, width, position, previous = content.find, len(opening), sheet.start, 0
    while (start := find(opening, position, last)) >= 0:
        quote = find(b'"', start + width, last)
        body = find(b">", quote, last) + 1
        number = content[start + width : quote]
        if not body or not number.isdigit() or int(number) <= previous:
            return None
        position = body if content[body - 2] == 0x2F else find(closing, body, last) + len(closing)
        if position < body:
            return None
        previous = int(number)
        numbers.append(previous)
        starts.append(start)
        ends.append(position)
    return None if _has_other_rows(sheet) else _Places(numbers, starts, ends)

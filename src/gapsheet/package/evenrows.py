"""Rows that have the same cells in the same order, as most rows of a table do, found and read all at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from gapsheet.package.celltext import stored_value, unescaped
from gapsheet.package.sheetrows import COLUMNS, SheetRows, kind_of, plain_number
from gapsheet.quantities import CellValue

_LOOKED_AT = 9  # rows of which the most common form is taken
_FEWEST = 50  # rows for which a search of their own is worth while
_MOST_COLUMNS = 90  # groups of one pattern
_PIECE = 2000  # rows read at once
_BLANK = b"()"  # how the pattern of a cell without content begins
_TOLD_ELSEWHERE = re.compile(rb"\s[cv]m\s*=")  # numbers of metadata


@dataclass(frozen=True, slots=True)
class Form:
    """What a cell is apart from its row and its content.

    Attributes:
        letters: Its column.
        attributes: Its attributes without the address.
        pattern: What it holds as a pattern, the content in a group.
    """

    letters: bytes
    attributes: bytes
    pattern: bytes

    @property
    def is_number(self) -> bool:
        """Whether the cell holds a number, as far as its attributes tell."""
        return kind_of(self.attributes) in (b"", b"n") and not self.pattern.startswith(_BLANK)

    @property
    def is_told_of(self) -> bool:
        """Whether something about the cell is told elsewhere in the workbook."""
        return _TOLD_ELSEWHERE.search(self.attributes) is not None


@dataclass(frozen=True, slots=True)
class EvenRows:
    """The rows of one form among those of a range.

    Attributes:
        numbers: Their numbers in the sheet, in its order.
        columns: For each column with a cell its values, in the order of the rows.
    """

    numbers: tuple[int, ...]
    columns: dict[int, list[CellValue]]


def even_rows(rows: SheetRows, top: int, bottom: int, strings: Sequence[str]) -> EvenRows | None:
    """The rows of the most common form from one row to another with their values; None where no form is common.

    Rows with formulas, and with texts of several runs, are of no form.
    """
    found = rows.matched.pop((top, bottom), None) or _matched(rows, top, bottom)
    if not found.numbers:
        return None
    columns = {COLUMNS[form.letters]: _values(form, held, strings) for form, held in found.columns}
    return EvenRows(tuple(found.numbers), columns)


def even_places(rows: SheetRows, top: int, bottom: int) -> tuple[range, Collection[int]]:
    """The columns between which the cells of such rows stand, and the numbers of these rows."""
    if (top, bottom) not in rows.even:
        found = rows.matched[top, bottom] = _matched(rows, top, bottom)  # their values are often asked next
        columns = [COLUMNS[form.letters] for form, _ in found.columns]
        between = range(min(columns), max(columns) + 1) if columns else range(0)
        is_all = len(found.numbers) == bottom - top + 1
        rows.even[top, bottom] = between, range(top, bottom + 1) if is_all else frozenset(found.numbers)
    return rows.even[top, bottom]


@dataclass(frozen=True, slots=True)
class _Matched:
    """The rows of the most common form: their numbers, and by form what the cells hold, numbers read already."""

    numbers: list[int]
    columns: list[tuple[Form, list[Any]]]


def _matched(rows: SheetRows, top: int, bottom: int) -> _Matched:
    """The rows of the most common form; found piece by piece, so that their texts take little memory at a time."""
    forms, pattern = even_form(rows, top, bottom)
    found = _Matched([], [(form, []) for form in forms])
    known: dict[bytes, bytes] = {}  # contents are often the same
    positions = rows.between(top, bottom)
    for first in range(0, len(positions) if pattern else 0, _PIECE):
        piece = positions[first : first + _PIECE]
        matches = pattern.findall(rows.content, rows.span(piece[0])[0], rows.span(piece[-1])[1]) if pattern else []
        if matches:
            numbers, *contents = zip(*matches, strict=True)
            is_all = len(matches) == len(piece)
            found.numbers.extend(rows.numbers[piece.start : piece.stop] if is_all else map(int, numbers))
            for (form, held), raw in zip(found.columns, contents, strict=True):
                held += _numbers(raw) if form.is_number else [known.setdefault(text, text) for text in raw]
    return found


def even_form(rows: SheetRows, top: int, bottom: int) -> tuple[tuple[Form, ...], re.Pattern[bytes] | None]:
    """The most common form of a row, and the pattern of such rows: in its groups their numbers and contents."""
    forms = _common_forms(rows, top, bottom)
    return forms, _row_pattern(rows.prefix, forms) if forms else None


def _common_forms(rows: SheetRows, top: int, bottom: int) -> tuple[Form, ...]:
    """The most common form of a row; nothing where there is none, or too few rows to look for it."""
    positions = rows.between(top, bottom)
    if len(positions) < _FEWEST:
        return ()
    looked_at = positions[:: len(positions) // _LOOKED_AT]
    common = Counter(_forms(rows, position) for position in looked_at).most_common(1)[0][0]
    return common if len(common) <= _MOST_COLUMNS else ()


def _forms(rows: SheetRows, position: int) -> tuple[Form, ...]:
    """The forms of the cells of a row; nothing where one of them has none, or something stands between them."""
    found: list[Form] = []
    size = 0
    for raw, letters, attributes, number, inner in rows.cells(rows.numbers[position]):
        pattern = _content(rows.prefix, raw, kind_of(attributes), number, inner)
        if pattern is None:
            return ()
        found.append(Form(letters, attributes, pattern))
        size += len(raw)
    start, end = rows.inside(position)
    return tuple(found) if size == end - start else ()


def _content(prefix: bytes, raw: bytes, kind: bytes, number: bytes, inner: bytes) -> bytes | None:
    """The pattern for cells that hold something in the same way; None where that is not certain."""
    p = re.escape(prefix)
    if number:
        return rb"><%bv>([^<]++)</%bv></%bc>" % (p, p, p)
    if not inner:
        return _BLANK + b"/>" if raw.endswith(b"/>") else None
    text = _text_pattern(p)
    return rb">%b</%bc>" % (text, p) if kind == b"inlineStr" and re.fullmatch(text, inner) else None


def _text_pattern(p: bytes) -> bytes:
    """A text in a single run."""
    return rb'<%bis><%bt(?: xml:space="preserve")?>([^<]*+)</%bt></%bis>' % (p, p, p, p)


@cache
def _row_pattern(prefix: bytes, forms: tuple[Form, ...]) -> re.Pattern[bytes]:
    """A row with cells of these forms and nothing else, number and contents in groups; a match is a whole row."""
    p = re.escape(prefix)
    cells = [rb'<%bc r="%b[0-9]++"%b%b' % (p, form.letters, re.escape(form.attributes), form.pattern) for form in forms]
    return re.compile(rb'<%brow r="([0-9]++)"[^<>]*+>%b</%brow>' % (p, b"".join(cells), p))


def reader(form: Form, strings: Sequence[str]) -> Callable[[bytes], CellValue]:
    """Reads the contents of the cells of a form."""
    kind = kind_of(form.attributes)
    if form.pattern.startswith(_BLANK):
        return lambda content: None
    if kind == b"inlineStr" and b"is>" in form.pattern:
        return unescaped
    if kind in (b"", b"n"):
        return plain_number
    return lambda content: stored_value(kind, content, b"", strings)


def _values(form: Form, held: list[Any], strings: Sequence[str]) -> list[CellValue]:
    """The values of a column's cells."""
    return held if form.is_number else _looked_up(held, reader(form, strings))


def _numbers(raw: Sequence[bytes]) -> list[CellValue]:
    try:
        return [*map(float, raw)]
    except ValueError:
        return [*map(plain_number, raw)]


def _looked_up(raw: Sequence[bytes], read: Callable[[bytes], CellValue]) -> list[CellValue]:
    """The values of contents that are often the same."""
    values = {content: read(content) for content in set(raw)}
    return [values[content] for content in raw]

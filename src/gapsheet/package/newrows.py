"""Rows that a table gains, one below the other: written column by column, as there may be many."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from gapsheet.package.celltext import number
from gapsheet.package.constants import constant
from gapsheet.quantities import CellValue


class NewColumn(NamedTuple):
    """The cells of one column in some rows."""

    letters: bytes
    style: bytes  # the attribute, with a space before it
    values: Sequence[CellValue]


def rows_of_constants(
    prefix: bytes, numbers: range, attributes: bytes, columns: Sequence[NewColumn], sheet: str, there: Collection[int]
) -> Iterator[bytes]:
    """Rows that hold constants and nothing else; those without any cell are left out, if nothing is told of them.

    Args:
        prefix: What stands before the names of the part's elements.
        numbers: The numbers of the rows.
        attributes: What all of them have besides their numbers, with a space before it.
        columns: Their cells, from left to right; a blank one without a style is left out.
        sheet: The name of their sheet, for messages.
        there: Rows that the part has already: with attributes they stay even without a cell.

    Raises:
        RewriteError: A text is too long for a cell.
    """
    digits = [b"%d" % row for row in numbers]
    cells = [_cells(prefix, digits, column, sheet) for column in columns]
    opening, closing = b'<%brow r="' % prefix, b"</%brow>" % prefix
    for place, row, inside in zip(numbers, digits, map(b"".join, zip(*cells, strict=True)), strict=True):
        if inside or (attributes and place in there):
            yield b'%b%b"%b>%b%b' % (opening, row, attributes, inside, closing)


def _cells(prefix: bytes, digits: Sequence[bytes], column: NewColumn, sheet: str) -> list[bytes]:
    """A cell for each row; nothing where it would be blank and without a style."""
    start = b'<%bc r="%b' % (prefix, column.letters)
    before, after = b'"%b><%bv>' % (column.style, prefix), b"</%bv></%bc>" % (prefix, prefix)
    known: dict[tuple[type, CellValue], bytes] = {}  # what follows the address; texts are often the same
    cells: list[bytes] = []
    for row, value in zip(digits, column.values, strict=True):
        if type(value) is float and value - value == 0:  # finite
            cells.append(b"".join((start, row, before, number(value), after)))
            continue
        key = type(value), value
        if key not in known:
            known[key] = _rest(prefix, column, value, f"'{sheet}'!{(column.letters + row).decode('ascii')}")
        cells.append(known[key] and b"".join((start, row, known[key])))
    return cells


def _rest(prefix: bytes, column: NewColumn, value: CellValue, place: str) -> bytes:
    """What follows the address of a cell; nothing where there is to be no cell."""
    if value is None or value == "":
        return b'"%b/>' % column.style if column.style else b""
    kind, content = constant(value, prefix, place)
    return b'"%b%b>%b</%bc>' % (column.style, kind, content, prefix)

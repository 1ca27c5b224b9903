"""How new values come into the formula cells of a worksheet part while every other byte stays.

Most cells with new values are numbers in the place of numbers: rows with no other formulas are dealt with many at a
time. The others are looked at cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from math import isfinite
from typing import cast

from gapsheet.package.addresses import CellKey
from gapsheet.package.celltext import number, numbers, stored_value, written
from gapsheet.package.sheetxml import ABSENT, TYPE, Absent, SheetXml, cell_type, column_numbers, formula_cell_pattern
from gapsheet.quantities import CellValue

Value = CellValue | Absent


def patched(xml: bytes | SheetXml, values: Mapping[CellKey, CellValue]) -> Iterator[bytes]:
    """The part in pieces, with new values in some of its formula cells; every other byte is as it was.

    A cell that holds the value already keeps its bytes. None is written as the empty text, as Excel does.

    Args:
        xml: The part.
        values: New values by (row, column); formula cells not among them stay.
    """
    sheet = SheetXml.of(xml)
    keys = ((int(match[2]), column_numbers[match[1]]) for match in sheet.matches())
    return patched_in_order(sheet, (values.get(key, ABSENT) for key in keys))


def patched_in_order(xml: bytes | SheetXml, values: Iterable[Value]) -> Iterator[bytes]:
    """As `patched`, with a value for each formula cell in the order of the part; ABSENT leaves a cell as it is.

    Raises:
        DamagedWorkbookError: Formulas stand where no cell is; some pieces may have come before.
    """
    sheet, waiting = SheetXml.of(xml), iter(values)
    yield sheet.content[: sheet.start]
    for rows in sheet.rows():
        given = list(islice(waiting, sheet.formulas_in(rows)))
        yield b"".join(_with_numbers(rows, given, sheet.prefix) or _with_values(sheet, rows, given))
    if next(waiting, None) is not None:
        raise ValueError("more values than cells with formulas")
    yield sheet.content[sheet.end :]


@cache
def _numbers(prefix: bytes) -> re.Pattern[bytes]:
    """A formula cell with a number: what stands before its digits, and the digits."""
    p = re.escape(prefix)
    return re.compile(
        rb'(<%bc r="[A-Z]{1,3}[0-9]{1,7}"[^<>t]*><%bf(?:\s[^<>]*)?>(?:[^<]*</%bf>)?<%bv>)([^<]*)(?=</%bv></%bc>)'
        % (p, p, p, p, p, p)
    )


def _with_numbers(rows: bytes, values: Sequence[Value], prefix: bytes) -> list[bytes] | None:
    """Rows in pieces, with new numbers in the place of numbers; those that are there already keep their digits.

    None unless all formula cells hold numbers and get finite ones.
    """
    if set(map(type, values)) != {float}:
        return None
    figures = cast("Sequence[float]", values)
    parts = _numbers(prefix).split(rows) if all(map(isfinite, figures)) else []
    stored = parts[2::3]  # between cells, before a number, the number; again and again
    if len(stored) != len(figures):
        return None
    try:
        paired = zip(stored, map(float, stored), figures, numbers(figures), strict=True)
        parts[2::3] = [old if held == value else new for old, held, value, new in paired]
    except ValueError:  # what is stored is no number
        return None
    return parts


def _with_values(sheet: SheetXml, rows: bytes, values: Sequence[Value]) -> list[bytes]:
    """Rows in pieces, with new values in their formula cells."""
    cells = list(formula_cell_pattern(sheet.prefix).finditer(rows))
    if len(cells) != sheet.formulas_in(rows):
        sheet.complete(sum(1 for _ in sheet.matches()))  # which tells how many are lost
    pieces: list[bytes] = []
    done = 0
    for match, value in zip(cells, values, strict=True):
        attributes, raw = match.group(3, 7)
        if type(value) is float and raw is not None and b"t" not in attributes and isfinite(value):
            digits = number(value)  # a number in the place of a number: only the digits change
            if digits != raw and not (raw and _same_number(raw, value)):
                pieces += (rows[done : match.start(7)], digits)
                done = match.end(7)
        elif not isinstance(value, Absent) and not _holds(match, value):
            pieces += (rows[done : match.start()], _new_cell(match, sheet.prefix, value))
            done = match.end()
    pieces.append(rows[done:])
    return pieces


def _same_number(raw: bytes, value: float) -> bool:
    try:
        return float(raw) == value
    except ValueError:
        return False


def _holds(match: re.Match[bytes], value: CellValue) -> bool:
    """Whether the cell stores this value already."""
    raw, attributes = match[7], match[3]
    if raw is None:
        return False
    kind = cell_type(attributes) if attributes else b""
    if kind == b"s":  # a shared string is moved into the cell, or two cells could come to share what differs
        return False
    stored = stored_value(kind, raw)
    return type(stored) is type("" if value is None else value) and stored == ("" if value is None else value)


def _new_cell(match: re.Match[bytes], prefix: bytes, value: CellValue) -> bytes:
    """The cell with another value; its other attributes, its formula and its extensions stay."""
    content = match.string
    kind, element = written(value, prefix)
    attributes = TYPE.sub(b"", match[3]) if match[3] else b""
    formula = content[match.end(3) : match.start(6) if match[6] is not None else match.start(8)]
    rest = _without_inline(content[match.start(8) : match.end()], prefix)
    return b"".join((content[match.start() : match.start(3)], attributes, kind, formula, element, rest))


def _without_inline(rest: bytes, prefix: bytes) -> bytes:
    """What follows the value, without an inline string, which the value replaces."""
    if b"<%bis" % prefix not in rest:
        return rest
    p = re.escape(prefix)
    return re.sub(rb"<%bis(?:\s[^<>]*)?(?:/>|>.*?</%bis\s*>)" % (p, p), b"", rest, flags=re.DOTALL)

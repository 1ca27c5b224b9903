"""Where the rows of a large worksheet part lie, found all at once: they follow each other as programs write them."""

from __future__ import annotations

from array import array

import numpy as np

from gapsheet.package.sheetxml import SheetXml

_Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
_Integers = np.ndarray[tuple[int], np.dtype[np.int64]]

_MOST_DIGITS = 7  # of the number of a row
_PIECE = 1 << 16


def places_at_once(sheet: SheetXml) -> tuple[array[int], array[int], array[int]] | None:
    """The numbers of rows, where they begin and where they end; None where anything stands between two of them."""
    opening, closing = b'<%brow r="' % sheet.prefix, b"</%brow>" % sheet.prefix
    if not sheet.content.startswith(opening, sheet.start, sheet.end):
        return None
    rows = np.frombuffer(sheet.content, np.uint8, sheet.end - sheet.start, sheet.start)
    starts, ends = _places_of(b"<%brow" % sheet.prefix, rows), _places_of(closing, rows) + len(closing)
    if not np.array_equal(np.append(starts[1:], len(rows)), ends):
        return None  # there is something between two rows
    numbers = _row_numbers(rows, starts, opening)
    if numbers is None:
        return None
    return _as_array(numbers), _as_array(starts + sheet.start), _as_array(ends + sheet.start)


def _places_of(tag: bytes, content: _Bytes) -> _Integers:
    """Where a tag of rows begins; looked for piece by piece, as memory for all of it takes longer than the search."""
    rarest = tag.index(b"row") - 1  # with the sign before it: few other tags begin so
    pair, end = tag[rarest : rarest + 2], len(content) - len(tag) + 1
    pieces = (
        (start, content[start + rarest : min(start + _PIECE, end) + rarest + 1]) for start in range(0, end, _PIECE)
    )
    found = [start + np.flatnonzero((piece[:-1] == pair[0]) & (piece[1:] == pair[1])) for start, piece in pieces]
    return _with_text(content, np.concatenate(found), tag)


def _with_text(content: _Bytes, places: _Integers, text: bytes) -> _Integers:
    """Those of some places at which a text stands."""
    for offset, sign in enumerate(text):
        places = places[content[places + offset] == sign]
    return places


def _row_numbers(content: _Bytes, starts: _Integers, opening: bytes) -> _Integers | None:
    """The numbers of rows that begin in these places; None where they do not begin so, or are out of order."""
    if len(_with_text(content, starts, opening)) < len(starts):
        return None
    numbers, places = np.zeros(len(starts), np.int64), starts + len(opening)
    for _ in range(_MOST_DIGITS):
        digits = content[places] - np.uint8(ord("0"))  # what other signs make of this is above 9
        is_digit = digits < 10
        numbers = np.where(is_digit, numbers * 10 + digits, numbers)
        places += is_digit
    in_order = numbers[0] > 0 and bool((np.diff(numbers) > 0).all())
    return numbers if in_order and bool((content[places] == ord('"')).all()) else None


def _as_array(numbers: _Integers) -> array[int]:
    return array("q", numbers.astype(np.int64).tobytes())

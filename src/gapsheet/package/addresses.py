"""Addresses of cells and areas: B3 and B3:C9 as rows and columns, and back, and the sheet's name before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

CellKey = tuple[int, int]  # row, column, counted from 1
# An area as parts spell it; what a part spells otherwise (whole columns, nonsense) is not matched, and so left alone.
AREA = rb"[A-Z]{1,3}[0-9]{1,7}(?::[A-Z]{1,3}[0-9]{1,7})?"
AREAS = rb"%b(?: %b)*" % (AREA, AREA)
_AREA = re.compile(AREA.decode("ascii"))
Corners = tuple[int, int, int, int]  # first row, first column, last row, last column


@cache
def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column


@cache
def column_letters(column: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """B3 for row 3, column 2."""
    return f"{column_letters(column)}{row}"


def area_name(corners: Corners) -> str:
    """B2:C9 for its corners; B2 for a single cell."""
    first, last = cell_name(*corners[:2]), cell_name(*corners[2:])
    return first if first == last else f"{first}:{last}"


def area(ref: str) -> Corners:
    """First row, first column, last row, last column of "B2" or "B2:C9"."""
    first, _, last = ref.replace("$", "").partition(":")
    (top, left), (bottom, right) = _corner(first), _corner(last or first)
    return top, left, bottom, right


def is_area(ref: str) -> bool:
    """Whether a reference is a cell or an area without dollar signs."""
    return _AREA.fullmatch(ref) is not None


def keys(corners: Corners) -> Iterator[CellKey]:
    """Every cell of an area, row by row."""
    top, left, bottom, right = corners
    return ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def quoted(sheet: str) -> str:
    """A sheet's name as it stands in a reference."""
    return "'" + sheet.replace("'", "''") + "'"


def _corner(address: str) -> CellKey:
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]), column_number(letters)

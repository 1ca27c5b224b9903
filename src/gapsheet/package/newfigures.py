"""Rows of a table in which nothing changes but numbers: rewritten inside their bytes, all else of them as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from gapsheet.package.celltext import number
from gapsheet.package.evenrows import even_form, reader
from gapsheet.package.sheetrows import COLUMNS, SheetRows, plain_number
from gapsheet.quantities import CellValue

Read = Callable[[bytes], CellValue]
NewNumber = tuple[int, int, float]  # where the digits begin and end, and the new number


class NewFigures:
    """The rows of the most common form between two rows of a sheet, and how they take new numbers.

    Args:
        rows: The rows of the sheet.
        top: The first of the rows.
        bottom: The last of them.
        owned: The columns that may change, and at which place each stands among a row's new values.
        strings: The texts that cells share.
    """

    def __init__(
        self, rows: SheetRows, top: int, bottom: int, owned: Mapping[int, int], strings: Sequence[str]
    ) -> None:
        self._rows = rows
        forms, self._pattern = even_form(rows, top, bottom)
        groups = {COLUMNS[form.letters]: (group, form) for group, form in enumerate(forms, 1)}  # 0: the row's number
        known = sorted((*groups[column], place) for column, place in owned.items() if column in groups)
        self._numbers = [(group, place) for group, form, place in known if form.is_number and not form.is_told_of]
        self._others: list[tuple[int, int, Read]] = [
            (group, place, reader(form, strings)) for group, form, place in known if (group, place) not in self._numbers
        ]
        self._missing = [place for column, place in owned.items() if column not in groups]
        p = rows.prefix
        self._formula = b"<%bf" % p if rows.has_formulas(top, bottom) else None
        self._closing = b"</%bv></%bc>" % (p, p)
        self._openings = {
            place: (b'<%bc r="%b' % (p, form.letters), b'"%b><%bv>' % (form.attributes, p))
            for _, form, place in known
            if form.is_number and not form.is_told_of
        }

    def numbers(
        self, row: int, values: Sequence[CellValue], held: Sequence[CellValue] | None
    ) -> Sequence[NewNumber] | None:
        """The numbers that change in a row; None where it is of another form, or something else changes.

        Args:
            row: Its number.
            values: The new values.
            held: Those with which it was read, if they are known: what is the very object in both stays.
        """
        position = self._rows.position(row)
        if self._pattern is None or position is None:
            return None
        start, end = self._rows.span(position)
        if held is None:
            return self._looked_up(start, end, values)
        changed = [(place, new) for place, (new, old) in enumerate(zip(values, held, strict=True)) if new is not old]
        return self._looked_for(row, start, end, changed)

    def _looked_up(self, start: int, end: int, values: Sequence[CellValue]) -> list[NewNumber] | None:
        """The numbers that change in a row all of which is read; None where something else does."""
        found = self._pattern.fullmatch(self._rows.content, start, end) if self._pattern else None
        if found is None or any(values[place] not in (None, "") for place in self._missing):
            return None
        contents = found.groups()
        for group, place, read in self._others:
            if not _is_same(read(contents[group]), values[place]):
                return None
        numbers: list[NewNumber] = []
        for group, place in self._numbers:
            value = values[place]
            if type(value) is not float or value - value != 0:  # not finite
                return None
            if plain_number(contents[group]) != value:
                numbers.append((*found.span(group + 1), value))
        return numbers

    def _looked_for(
        self, row: int, start: int, end: int, changed: Sequence[tuple[int, CellValue]]
    ) -> list[NewNumber] | None:
        """The numbers that change in a row of which only these places are looked for; None where one is no number."""
        content, numbers = self._rows.content, list[NewNumber]()
        if self._formula is not None and content.find(self._formula, start, end) >= 0:  # it may have to follow a table
            return None
        for place, value in changed:
            if place not in self._openings or type(value) is not float or value - value != 0:
                return None
            before, after = self._openings[place]
            opening = b"%b%d%b" % (before, row, after)
            first = content.find(opening, start, end) + len(opening)
            last = content.find(b"<", first, end)
            if first < start + len(opening) or not content.startswith(self._closing, last):
                return None
            numbers.append((first, last, value))
        return sorted(numbers)


def spliced(content: bytes, start: int, end: int, numbers: Sequence[NewNumber]) -> Iterator[bytes]:
    """The bytes from one place to another, in pieces, with other numbers."""
    done = start
    for first, last, value in numbers:
        yield content[done:first]
        yield number(value)
        done = last
    yield content[done:end]


def _is_same(held: CellValue, value: CellValue) -> bool:
    return type(held) is type(value) and held == value

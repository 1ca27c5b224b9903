"""Rows of a table in which nothing changes but numbers: rewritten inside their bytes, all else of them as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gapsheet.package.celltext import number
from gapsheet.package.evenrows import even_form, reader
from gapsheet.package.sheetrows import COLUMNS, SheetRows, plain_number
from gapsheet.quantities import CellValue

Read = Callable[[bytes], CellValue]


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

    def row(self, row: int, values: Sequence[CellValue]) -> bytes | None:
        """A row with its new values; None where it is of another form, or something else than a number changes."""
        position = self._rows.position(row)
        if self._pattern is None or position is None:
            return None
        content, (start, end) = self._rows.content, self._rows.span(position)
        found = self._pattern.fullmatch(content, start, end)
        if found is None or any(values[place] not in (None, "") for place in self._missing):
            return None
        contents = found.groups()
        for group, place, read in self._others:
            if not _is_same(read(contents[group]), values[place]):
                return None
        pieces, done = list[bytes](), start
        for group, place in self._numbers:
            value = values[place]
            if type(value) is not float or value - value != 0:  # not finite
                return None
            if plain_number(contents[group]) != value:
                place_of_number = found.span(group + 1)
                pieces += (content[done : place_of_number[0]], number(value))
                done = place_of_number[1]
        pieces.append(content[done:end])
        return b"".join(pieces)


def _is_same(held: CellValue, value: CellValue) -> bool:
    return type(held) is type(value) and held == value

"""Control tables: how their columns are found by header, in either language, and what their cells say."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gapsheet.errors import CellError, SourceError
from gapsheet.languages.language import language
from gapsheet.package.addresses import CellKey
from gapsheet.package.tabledata import TableData
from gapsheet.quantities import CellValue


def spelled(text: str) -> str:
    """A name as it is compared: without regard to capitals, width of signs, and spaces around it."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def translated(text: str) -> str:
    """An English word as the Japanese edition writes it, as it is compared."""
    return spelled(language("ja").say(text))


def word(text: str, known: Sequence[str]) -> str | None:
    """Which of some English words a text is, written in English or as the Japanese edition writes it."""
    wanted = spelled(text)
    english = next((item for item in known if wanted == spelled(item)), None)
    if english is not None or wanted.isascii():  # the other language's texts take long to read
        return english
    return next((item for item in known if wanted == translated(item)), None)


@dataclass(frozen=True, slots=True)
class ControlTable:
    """A table with its columns by their English headers."""

    data: TableData
    columns: Mapping[str, int]

    @classmethod
    def of(cls, data: TableData, headers: Sequence[str]) -> ControlTable:
        """The table, with those of the headers that it has."""
        places = {spelled(header): place for place, header in reversed(list(enumerate(data.headers)))}
        found = {header: places.get(spelled(header)) for header in headers}
        if not all(map(str.isascii, places)):
            found |= {header: places.get(translated(header)) for header in headers if found[header] is None}
        return cls(data, {header: place for header, place in found.items() if place is not None})

    def has(self, *headers: str) -> bool:
        """Whether it has all these columns."""
        return all(header in self.columns for header in headers)

    def require(self, *headers: str) -> None:
        """Refuse a table without these columns.

        Raises:
            SourceError: Columns are missing.
        """
        lacking = [header for header in headers if header not in self.columns]
        if lacking:
            there = ", ".join(self.data.headers)
            raise SourceError(f"the table {self.data.name} lacks the column {', '.join(lacking)}; it has {there}")

    def value(self, row: int, header: str) -> CellValue:
        """What a cell holds; None where there is no such column."""
        place = self.columns.get(header)
        return None if place is None else self.data.rows[row][place]

    def text(self, row: int, header: str) -> str:
        """What a cell holds, as text without spaces around it."""
        value = self.value(row, header)
        if value is None or isinstance(value, CellError):
            return ""
        return f"{value:.15g}" if isinstance(value, float) and not isinstance(value, bool) else str(value).strip()

    def number(self, row: int, header: str) -> float | None:
        """A number; None for a blank.

        Raises:
            SourceError: The cell holds something else.
        """
        value = self.value(row, header)
        if value is None or value == "":
            return None
        if isinstance(value, float) and not isinstance(value, bool):
            return value
        raise SourceError(f"the table {self.data.name}, column {header}: {value!r} is no number; correct the cell")

    def filled(self, header: str) -> Iterator[int]:
        """The rows whose cell in this column is not blank."""
        return (row for row in range(len(self.data.rows)) if self.text(row, header))

    def cell(self, row: int, header: str) -> CellKey:
        """Where on the sheet a cell lies."""
        return self.data.first_row + row, self.data.first_column + self.columns[header]

"""What a source has answered, validated and ready to be compared: values of cells, column by column."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from gapsheet.errors import GapsheetError
from gapsheet.quantities import CellValue
from gapsheet.refresh.apart import Later
from gapsheet.refresh.book import Described

_MANY = 20_000  # rows


@dataclass(frozen=True, slots=True)
class Answered:
    """The data of a source.

    Attributes:
        columns: For each column of the source its values; those of numbers as one array, which takes a quarter of the
            memory and goes from process to process at once.
        warnings: What is odd about the data without being wrong.
        as_of: What the source says its data are as of, as ISO text; "" where it says nothing.
        vintage: What the source calls this edition of its data; "" where it says nothing.
        retrieved: When the data came, in UTC; of cached data, when they came first.
        is_cached: Whether the server was not asked, or said that nothing changed.
    """

    columns: tuple[Sequence[CellValue], ...]
    warnings: tuple[str, ...]
    as_of: str
    vintage: str
    retrieved: datetime
    is_cached: bool

    @property
    def rows(self) -> list[tuple[CellValue, ...]]:
        """The data as rows."""
        return [*zip(*self.columns, strict=True)]


Answer = tuple[Described, Answered | GapsheetError]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the sources of a workbook answer, and how many rows of data that is."""

    all: Later[list[Answer]]
    rows: int

    @classmethod
    def of(cls, answers: list[Answer]) -> Answers:
        """The answers of some sources."""
        columns = (answer.columns for _, answer in answers if isinstance(answer, Answered))
        return cls(Later(answers), sum(len(each[0]) for each in columns if each))

    @property
    def are_many(self) -> bool:
        """Whether processes of their own are worth while for them."""
        return self.rows >= _MANY


def slim(columns: Iterable[Sequence[CellValue]]) -> tuple[Sequence[CellValue], ...]:
    """Columns in as little memory as their values allow; equal texts are one object."""
    return tuple(_slim(column) for column in columns)


def _slim(column: Sequence[CellValue]) -> Sequence[CellValue]:
    kinds = {*map(type, column)}
    if kinds == {float}:
        return array("d", cast("Sequence[float]", column))
    if kinds == {str}:
        once: dict[CellValue, CellValue] = {}
        return [*map(once.setdefault, column, column)]
    return column

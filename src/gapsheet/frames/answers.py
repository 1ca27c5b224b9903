"""What a question to a table is answered with: the table of figures, and how many rows stand behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from gapsheet.counting import number_of

Tell: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows a table has, and how many count."""

    read: int
    left_out: dict[str, int] = field(default_factory=dict)  # the reason, and how many rows it leaves out

    @property
    def used(self) -> int:
        """Rows that count."""
        return self.read - sum(self.left_out.values())

    def __str__(self) -> str:
        reasons = ", ".join(f"{reason} {rows:,}" for reason, rows in self.left_out.items() if rows)
        left_out = self.read - self.used
        if not left_out:
            return f"{number_of(self.used, 'row')} used, all there are"
        return f"{self.used:,} of {number_of(self.read, 'row')} used, {left_out:,} left out: {reasons}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A header and its rows as cells show them, with a number format for each column."""

    title: str
    table: list[list[Any]]
    formats: tuple[str, ...]
    rows: Rows
    counts: tuple[int, ...] = ()  # the rows of the table whose figures are numbers of people

    def formats_of(self, row: int) -> tuple[str, ...]:
        """The number formats of one row, the header being row 0."""
        if row not in self.counts:
            return self.formats
        return tuple(form if form == "General" else "#,##0" for form in self.formats)


def silent(step: str) -> None:
    """Tell nobody which step has begun."""

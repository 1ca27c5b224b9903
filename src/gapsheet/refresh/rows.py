"""Rows of a table as their cells hold them: checked ones, and how messages name their keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gapsheet.quantities import CellValue

_TOLD = 5  # names that a message shows

Row = tuple[CellValue, ...]


@dataclass(frozen=True, slots=True)
class Validated:
    """Data as cells will hold them, the values of each column of the source, and what is odd without being wrong."""

    columns: tuple[Sequence[CellValue], ...]
    warnings: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The data as rows."""
        return tuple(zip(*self.columns, strict=True))


def key_text(key: Iterable[CellValue]) -> str:
    """A key as people read it."""
    return " · ".join(
        [f"{part:.15g}" if type(part) is float else "" if part is None else str(part) for part in key]  # quicker a list
    )


def listed(names: Iterable[str], most: int = _TOLD) -> str:
    """The first of some names, and how many more there are."""
    names = list(names)
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more

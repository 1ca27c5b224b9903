"""Rows of a table as their cells hold them: checked ones, when two cells say the same, how messages name keys."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gapsheet.quantities import CellValue
from gapsheet.refresh.sentences import Sentence

SAME = 1e-13  # relative; what programs differ in when they write and read a number
_TOLD = 5  # names that a message shows
MORE = "{names} and {count} more"

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


def differ(old: CellValue, new: CellValue) -> bool:
    """Whether two cells say different things; the last bits of numbers say nothing, and an empty text is a blank."""
    if isinstance(old, bool) or isinstance(new, bool):
        return old is not new
    if isinstance(old, float) and isinstance(new, float):
        return not math.isclose(old, new, rel_tol=SAME, abs_tol=0.0)
    return (None if old == "" else old) != (None if new == "" else new)


def key_text(key: Iterable[CellValue]) -> str:
    """A key as people read it."""
    return " · ".join(
        [f"{part:.15g}" if type(part) is float else "" if part is None else str(part) for part in key]  # quicker a list
    )


def listed(names: Iterable[str], most: int = _TOLD) -> Sentence:
    """The first of some names, and how many more there are."""
    names = list(names)
    first = Sentence.joined(names[:most], ", ")
    return Sentence.of(MORE, names=first, count=f"{len(names) - most:,}") if len(names) > most else first

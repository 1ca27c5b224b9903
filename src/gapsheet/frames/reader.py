"""The rows of a table read again for robust and pooled errors, some hundred thousand at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from gapsheet.decomposition.moments import Codes, Rows
from gapsheet.frames.columns import Lazy, plain
from gapsheet.frames.people import Sides
from gapsheet.frames.sources import batches
from gapsheet.quantities import FloatArray
from gapsheet.samples import label_key

_KEPT = 256 * 2**20  # bytes of rows that stay in memory, since several passes are quicker there

Levels: TypeAlias = Mapping[tuple[type, Any], int]  # the position of each level of a category, however it is spelled


@dataclass(slots=True)
class Reader:
    """A table's complete rows, as often as they are asked for; a table that fits into memory is read once."""

    # Columns group, pay, number 0 and so on, category 0 and so on, and weight if there are weights; most questions
    # need no second pass, and a query that nobody asks still takes time to be put together.
    frame: Callable[[], Lazy]
    sides: Sides
    numbers: list[str]
    categories: dict[str, Levels]
    weighted: bool
    rows: int = 0  # how many there are
    connection: Any = None  # DuckDB's, where it reads the table
    _kept: list[tuple[Rows, Rows]] = field(default_factory=list)

    def pairs(self) -> Iterator[tuple[Rows, Rows]]:
        """Rows of the reference and of the group, batch by batch."""
        if self._kept:
            yield from self._kept
            return
        width = 2 + len(self.numbers) + len(self.categories)
        keep = self.rows * width * 8 <= _KEPT
        found = []
        for batch in batches(self.frame(), self.connection):
            pair = self._pair(batch)
            if keep:
                found.append(pair)
            yield pair
        self._kept = found

    def _pair(self, batch: pd.DataFrame) -> tuple[Rows, Rows]:
        places = _codes(batch["group"], {label: self.sides.place(label) for label in batch["group"].unique()})
        columns = [_codes(batch[name], _spellings(batch[name], levels)) for name, levels in self.categories.items()]
        sizes = tuple(len(levels) for levels in self.categories.values())
        pay = _floats(batch["pay"])
        numbers = np.array([_floats(batch[name]) for name in self.numbers]).reshape(-1, len(batch))
        weights = _floats(batch["weight"]) if self.weighted else None
        first, second = (
            Rows(
                pay[chosen],
                numbers[:, chosen],
                tuple(codes[chosen] for codes in columns),
                sizes,
                None if weights is None else weights[chosen],
            )
            for chosen in (places == 0, places == 1)
        )
        return first, second


@dataclass(frozen=True, slots=True)
class SideRows:
    """The rows of one group, for the estimates that read them again."""

    reader: Reader
    place: int

    @property
    def weighted(self) -> bool:
        """Whether the rows carry weights of their own."""
        return self.reader.weighted

    def chunks(self) -> Iterator[Rows]:
        """The rows, some thousands at a time."""
        for pair in self.reader.pairs():
            yield from pair[self.place].chunks()


def _spellings(column: pd.Series[Any], levels: Levels) -> dict[Any, int]:
    return {label: levels[label_key(plain(label))] for label in column.unique()}


def _codes(column: pd.Series[Any], position: dict[Any, int]) -> Codes:
    codes: Codes = column.map(position).to_numpy().astype(np.intp)
    return codes


def _floats(column: pd.Series[Any]) -> FloatArray:
    return np.asarray(column.to_numpy(), dtype=np.float64)

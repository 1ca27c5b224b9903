"""What a block of columns beside the pay means: which row holds names, which column numbers and which categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gapsheet.errors import ArgumentTypeError, ShapeError
from gapsheet.guards import clipped

_ROW = (list, tuple, np.ndarray)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a block: its name and its cells, one for each observation; None marks a blank."""

    name: str
    cells: list[Any]

    @property
    def is_category(self) -> bool:
        """Whether its cells are texts rather than numbers or truth values."""
        return any(isinstance(cell, str) for cell in self.cells)


def named_columns(argument: str, block: Sequence[Any], rows: int) -> list[Column]:
    """The columns of a block that stands beside `rows` pays.

    A block of one row more starts with the names; without them the columns are called "factors 1", "factors 2" and
    so on after the argument. A single row with a cell for each pay is one column that lies across.

    Args:
        argument: Name of the argument, for messages and for columns without a name.
        block: Rows of cells; a flat list is one column.
        rows: How many pays there are.

    Raises:
        ShapeError: The block has neither as many rows as there are pays nor one more.
    """
    columns = _upright(_columns(block), rows)
    height = len(columns[0])
    if height not in (rows, rows + 1):
        raise ShapeError(
            f"{argument} has {height:,} rows, pay {rows:,}; each pay needs a row (one more above holds the names)"
        )
    names = [column.pop(0) if height == rows + 1 else None for column in columns]
    return [
        Column(_name(argument, name, place), column)
        for place, (name, column) in enumerate(zip(names, columns, strict=True), start=1)
    ]


def refuse_mixed(argument: str, column: Column) -> None:
    """Raise where a column holds numbers and texts: one stray text would turn ages into a thousand categories."""
    texts = [cell for cell in column.cells if isinstance(cell, str)]
    filled = sum(cell is not None for cell in column.cells)
    if 0 < len(texts) < filled:
        raise ArgumentTypeError(
            f"column '{column.name}' of {argument} holds numbers and texts such as '{clipped(texts[0])}'; make all of "
            "them numbers, or all of them texts for categories"
        )


def _columns(block: Sequence[Any]) -> list[list[Any]]:
    """A block column by column, with None for what is missing; a flat list is one column."""
    listed = block.tolist() if isinstance(block, np.ndarray) else block
    nested = [issubclass(kind, _ROW) for kind in set(map(type, listed))]
    if not any(nested):
        return [_cleaned(listed)]
    rows = listed if all(nested) else [row if isinstance(row, _ROW) else [row] for row in listed]
    widths = set(map(len, rows))
    if len(widths) > 1:
        raise ShapeError("the rows of a range differ in length")
    return [_cleaned([row[place] for row in rows]) for place in range(widths.pop())] or [[]]


def _cleaned(cells: Sequence[Any]) -> list[Any]:
    """Cells with None for what is missing."""
    return [None if cell == "" or cell != cell else cell for cell in cells]


def _upright(columns: list[list[Any]], rows: int) -> list[list[Any]]:
    """A single row beside a row of pays, as a column."""
    if rows > 1 and len(columns[0]) == 1 and len(columns) in (rows, rows + 1):
        return [[cell for column in columns for cell in column]]
    return columns


def _name(argument: str, given: Any, place: int) -> str:
    """The name above a column; its place where there is none."""
    if given is None:
        return f"{argument} {place}"
    return f"{given:.15g}" if isinstance(given, float) else str(given)

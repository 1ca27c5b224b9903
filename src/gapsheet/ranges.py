"""Scalar functions over ranges: element by element, as Excel spills, at the speed of arrays."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

import numpy as np

from gapsheet.arguments import NOT_FINITE, PLAIN, Codec, Refusal, decoded_rows, is_rows, received
from gapsheet.entries import Argument, Entry
from gapsheet.errors import CalculationError, LimitError, ShapeError
from gapsheet.quantities import FloatArray

_MOST_CELLS = 5_000_000  # a column against a row multiplies fast; five whole columns of a sheet are let through


@dataclass(frozen=True, slots=True)
class _Grid:
    """One argument as rows of numbers, with a Refusal for each cell that holds none."""

    numbers: FloatArray
    refusals: dict[tuple[int, int], Refusal]


def over_ranges(entry: Entry, given: list[tuple[Argument, Any]], codec: Codec) -> list[list[Any]]:
    """A scalar function over ranges, as Excel does: n x 1 with 1 x m gives n x m."""
    grids = [_grid(argument, value, codec) for argument, value in given]
    shape = _common_shape([grid.numbers.shape for grid in grids])
    if not any(grid.refusals for grid in grids):
        try:
            with np.errstate(all="ignore"):
                result = entry.function(
                    *(grid.numbers if grid.numbers.size > 1 else grid.numbers.item() for grid in grids)
                )
            return _rows(np.broadcast_to(result, shape), {}, codec)
        except (CalculationError, ArithmeticError):  # some elements are refused; the next line sorts them out
            pass
    return _sorted_out(entry, grids, shape, codec)


def _sorted_out(entry: Entry, grids: list[_Grid], shape: tuple[int, int], codec: Codec) -> list[list[Any]]:
    """Calculate what can be calculated; each refused element keeps the first reason from the left."""
    refusals: dict[int, Refusal] = {}
    for grid in grids:
        for place, refusal in _spread(grid, shape):
            refusals.setdefault(place, refusal)
    columns = [np.broadcast_to(grid.numbers, shape).ravel() for grid in grids]
    result = np.zeros(shape).ravel()
    open_places = np.array([place for place in range(result.size) if place not in refusals], dtype=int)
    while open_places.size:
        try:
            with np.errstate(all="ignore"):
                result[open_places] = entry.function(*(column[open_places] for column in columns))
            break
        except CalculationError as fault:
            if fault.where is None:
                raise
            reasons = fault.reasons() if fault.reasons else repeat(str(fault))
            for place, reason in zip(open_places[fault.where].tolist(), reasons, strict=False):
                refusals[place] = Refusal(fault.cell_error, reason)
            open_places = open_places[~fault.where]
    return _rows(result.reshape(shape), refusals, codec)


def _spread(grid: _Grid, shape: tuple[int, int]) -> Iterator[tuple[int, Refusal]]:
    """Every place of the result that a refused cell reaches."""
    for (row, column), refusal in grid.refusals.items():
        rows = range(shape[0]) if grid.numbers.shape[0] == 1 else (row,)
        columns = range(shape[1]) if grid.numbers.shape[1] == 1 else (column,)
        for reached_row in rows:
            yield from ((reached_row * shape[1] + reached_column, refusal) for reached_column in columns)


def _rows(result: FloatArray, refusals: dict[int, Refusal], codec: Codec) -> list[list[Any]]:
    """An array as rows of cell values."""
    rows: list[list[Any]] = (result + 0.0).tolist()  # which turns -0 into 0
    width = result.shape[1]
    for place in np.flatnonzero(~np.isfinite(result)).tolist():
        rows[place // width][place % width] = codec.encode(NOT_FINITE)
    for place, refusal in refusals.items():
        rows[place // width][place % width] = codec.encode(refusal)
    return rows


def _common_shape(shapes: Sequence[tuple[int, ...]]) -> tuple[int, int]:
    try:
        rows, columns = np.broadcast_shapes(*shapes)
    except ValueError:
        sizes = ", ".join(f"{rows} x {columns}" for rows, columns in shapes)
        raise ShapeError(f"ranges of {sizes} do not fit together") from None
    if rows * columns > _MOST_CELLS:
        raise LimitError(f"the result would fill {rows:,} x {columns:,} cells; at most {_MOST_CELLS:,} are calculated")
    return rows, columns


def _grid(argument: Argument, value: Any, codec: Codec) -> _Grid:
    """A cell or a range as numbers; the fast way when every cell holds one. A flat list is a column."""
    cells = value if is_rows(value) else [value]
    nested = is_rows(cells[0])
    try:
        numbers = np.frombuffer(array("d", chain.from_iterable(cells) if nested else cells))
        if (not nested or len(set(map(len, cells))) == 1) and np.isfinite(numbers).all():
            return _Grid(numbers.reshape(len(cells), -1), {})
    except (TypeError, OverflowError):  # a blank, a text, an error or an endless whole number is among them
        pass
    return _mixed_grid(argument, decoded_rows(cells, codec))


def _mixed_grid(argument: Argument, rows: list[list[Any]]) -> _Grid:
    """A range in which some cells hold no number."""
    numbers = np.zeros((len(rows), len(rows[0])))
    refusals: dict[tuple[int, int], Refusal] = {}
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            try:
                is_finite = type(cell) is float and cell - cell == 0.0  # by far the most frequent
                numbers[row, column] = cell if is_finite else _element(argument, cell)
            except CalculationError as fault:
                refusals[row, column] = Refusal(fault.cell_error, str(fault))
    return _Grid(numbers, refusals)


def _element(argument: Argument, cell: Any) -> Any:
    """One cell of a range in a scalar argument."""
    return received(argument, cell, lambda name: None, PLAIN)


def each_element(values: list[Any], calculate: Callable[[list[Any]], Any], codec: Codec) -> list[list[Any]]:
    """A function that reads or writes text, once for each element."""
    grids = [decoded_rows(value if is_rows(value) else [[value]], codec) for value in values]
    height, width = _common_shape([(len(grid), len(grid[0])) for grid in grids])

    def cell(row: int, column: int) -> Any:
        cells = [grid[row % len(grid)][column % len(grid[0])] for grid in grids]
        return calculate(cells)

    return [[cell(row, column) for column in range(width)] for row in range(height)]

"""Weighted quantiles of many cells: a histogram says where each lies, then only the rows there are looked at."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, cast

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gapsheet.errors import DomainError, LimitError
from gapsheet.frames.answers import Tell
from gapsheet.frames.columns import Lazy, collected, small
from gapsheet.frames.people import Key, keys_of
from gapsheet.quantiles import ROUNDING, Ranked

Floats: TypeAlias = NDArray[np.float64]

_FEW = 500_000  # different pays that are looked at one by one
_MOST_BINS = 2_000_000  # bins of all cells together that are taken into memory
_DIGITS = 10  # binary digits by which a bin is divided
_FINEST = 48  # binary digits of the finest bin, which a float's 53 can tell apart


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of an answer, of the reference and then of the group: its categories, and its total."""

    categories: tuple[Key, ...]
    members: dict[Key, tuple[int, ...]]  # the cells to which rows with these labels belong
    of_rows: tuple[tuple[int, ...], ...]  # the same for each combination of the first pass

    @property
    def count(self) -> int:
        """How many cells there are."""
        return 2 * (len(self.categories) + 1)


@dataclass(slots=True)
class _Search:
    """Where the quantile of a cell lies: in bins first to last, with so much weight below them."""

    target: float
    total: float
    below: float = 0.0
    first: int = 0
    last: int = 0

    def divide(self) -> None:
        """Count the same bins on the next finer grid."""
        self.first, self.last = self.first * 2**_DIGITS, (self.last + 1) * 2**_DIGITS - 1

    def narrow(self, bins: NDArray[np.int64], weights: Floats) -> None:
        """Go to the bins in which the target is reached and passed; bins ascend and lie in the old ones."""
        cumulative = self.below + np.cumsum(weights)
        near = ROUNDING * self.total
        reached = min(int(np.searchsorted(cumulative, self.target - near, "left")), bins.size - 1)
        passed = min(int(np.searchsorted(cumulative, self.target + near, "right")), bins.size - 1)
        self.below = float(cumulative[reached - 1]) if reached else self.below
        self.first, self.last = int(bins[reached]), int(bins[passed])

    def found(self, values: Floats, weights: Floats, quantile: float) -> float:
        """The quantile, from the values in the last bins."""
        order = np.argsort(values, kind="stable")
        cumulative = self.below + np.cumsum(weights[order])
        # Everybody above stands at the last value: they are past the target, and make the weight whole
        steps = np.append(values[order], values[order[-1]]), np.append(cumulative, self.total)
        return Ranked(*steps).quantile(quantile)


@dataclass(frozen=True, slots=True)
class Grid:
    """Bins of equal width from the lowest pay to the highest: 2 to the power of `depth` of them."""

    low: float
    high: float
    depth: int = _DIGITS

    def finer(self) -> Grid:
        """The same bins, each divided."""
        return replace(self, depth=self.depth + _DIGITS)

    def place(self, pay: Any) -> Any:
        """The bin of a pay, as an expression or as an array; every step keeps the order of pays."""
        width = self.high / 2 - self.low / 2 or 1.0  # halves, since the whole may be beyond what a float holds
        return (pay / 2 - self.low / 2) / width * math.ldexp(1.0, self.depth)

    def edge(self, place: float) -> float:
        """About the lowest pay in a bin."""
        share = math.ldexp(place, -self.depth)
        return self.low * (1 - share) + self.high * share


@dataclass(frozen=True, slots=True)
class Histogram:
    """Heads (used) and weight of each bin under each combination of labels."""

    grid: Grid
    found: pd.DataFrame


def grid_of(frame: Lazy) -> Grid:
    """The coarsest grid over all pays that there are."""
    counted = frame
    while True:
        ends = collected(counted.select(nw.col("pay").min().alias("low"), nw.col("pay").max().alias("high")))
        low, high = (ends.get_column(name).to_list()[0] for name in ("low", "high"))
        if low is None or math.isnan(low):
            return Grid(0.0, 0.0)
        if math.isfinite(low) and math.isfinite(high):
            return Grid(float(low), float(high))
        if counted is not frame:
            raise DomainError("pay holds an infinite number")
        counted = _counted(frame)  # what nobody earns may be infinite


def gathered_on(grid: Grid, gather: Callable[[Lazy], Lazy], frame: Lazy) -> Histogram:
    """What `gather` finds in the bins of a grid, or of a coarser one if there are very many cells."""
    while True:
        found = small(gather(frame.with_columns(bin=grid.place(nw.col("pay")).floor())), _MOST_BINS)
        if found is not None:
            return Histogram(grid, found)
        if grid.depth == 0:
            raise LimitError("by has far more categories than a table can show")
        grid = replace(grid, depth=max(0, grid.depth - 4))


def quantiles_of(
    frame: Lazy, names: list[str], cells: Cells, quantile: float, histogram: Histogram, tell: Tell
) -> Floats:
    """The type 2 quantile of pay in each cell; NaN where nobody is.

    Args:
        frame: Columns pay, the labels, and weight if there are weights.
        names: The columns of labels.
        cells: The cells, and which labels belong to them.
        quantile: The share of the weight, between 0 and 1.
        histogram: The bins of all rows that count.
        tell: Is called with the name of each step that begins.
    """
    grid = histogram.grid
    counted = _counted(frame)
    searches: dict[int, _Search] = {}
    many = _narrowed(histogram.found, names, cells, quantile, searches)
    while many > _FEW and grid.depth + _DIGITS <= _FINEST and grid.low < grid.high:
        tell("dividing the bins in the middle")
        counted = _within(counted, grid, searches)
        grid = grid.finer()
        binned = counted.with_columns(bin=grid.place(nw.col("pay")).floor())
        for search in searches.values():
            search.divide()
        many = _narrowed(_gathered(binned, names, "bin"), names, cells, quantile, searches)
    tell("looking at the rows in the middle")
    found = _gathered(_within(counted, grid, searches), names, "pay")
    return _at(found, names, cells, quantile, grid, searches)


def _counted(frame: Lazy) -> Lazy:
    """The rows that count, each with a weight."""
    if "weight" in frame.collect_schema():
        return frame.filter(~nw.col("pay").is_null(), nw.col("weight") > 0)
    return frame.filter(~nw.col("pay").is_null())


def _within(frame: Lazy, grid: Grid, searches: dict[int, _Search]) -> Lazy:
    """The rows in the bins where somebody searches.

    A comparison of pays, which is quick, first drops those well below the lowest bin and well above the highest.
    """
    wanted = sorted({float(place) for search in searches.values() for place in (search.first, search.last)})
    pay = nw.col("pay")
    close = frame.filter(pay >= grid.edge(wanted[0] - 1), pay <= grid.edge(wanted[-1] + 2))
    return close.filter(grid.place(pay).floor().is_in(wanted))


def _gathered(frame: Lazy, names: list[str], value: str) -> pd.DataFrame:
    """Heads and weight of each value under each combination of labels."""
    sums = [nw.len().alias("used")]
    if "weight" in frame.collect_schema():
        sums.append(nw.col("weight").sum())
    found: pd.DataFrame = collected(frame.group_by(*names, value).agg(*sums)).to_native()
    return found if "weight" in found else found.assign(weight=found["used"].astype(float))


def _of_cells(found: pd.DataFrame, names: list[str], cells: Cells) -> pd.DataFrame:
    """The same, cell by cell: rows count for their category and for the total."""
    codes, keys = keys_of(found, names)
    places = [cells.members.get(key, ()) for key in keys]
    parts = []
    for which in range(max(map(len, places), default=0)):
        place = np.array([of_key[which] if len(of_key) > which else -1 for of_key in places])
        parts.append(found.assign(cell=place[codes]))
    joined = pd.concat(parts)
    return joined[joined["cell"] >= 0]


def _by_cell(frame: pd.DataFrame) -> Iterator[tuple[int, pd.DataFrame]]:
    for cell, part in frame.groupby("cell"):
        yield cast(int, cell), part


def _narrowed(
    found: pd.DataFrame, names: list[str], cells: Cells, quantile: float, searches: dict[int, _Search]
) -> int:
    """Take every search to the bins in which it ends; how many rows lie there."""
    sums = _of_cells(found, names, cells).groupby(["cell", "bin"])["weight"].sum().reset_index()
    for cell, part in _by_cell(sums):
        bins, weights = part["bin"].to_numpy().astype(np.int64), part["weight"].to_numpy()
        search = searches.get(cell)
        if search is None:
            search = searches[cell] = _Search(quantile * float(weights.sum()), float(weights.sum()))
        else:
            inside = (bins >= search.first) & (bins <= search.last)
            bins, weights = bins[inside], weights[inside]
        search.narrow(bins, weights)
    middle = {place for search in searches.values() for place in (search.first, search.last)}
    return int(found.loc[found["bin"].isin(middle), "used"].sum())


def _at(
    found: pd.DataFrame, names: list[str], cells: Cells, quantile: float, grid: Grid, searches: dict[int, _Search]
) -> Floats:
    """The quantiles, from every pay in the bins where a search has ended."""
    results = np.full(cells.count, np.nan)
    apart = _of_cells(found, names, cells)
    apart = apart.assign(bin=np.floor(grid.place(apart["pay"].to_numpy())))
    for cell, part in _by_cell(apart):
        search = searches[cell]
        inside = part[(part["bin"] >= search.first) & (part["bin"] <= search.last)]
        results[cell] = search.found(inside["pay"].to_numpy(), inside["weight"].to_numpy(), quantile)
    return results

"""Weighted cross-products of pay and factors, added up chunk by chunk: all that an estimate has to know of the rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gapsheet.quantities import FloatArray

Codes: TypeAlias = NDArray[np.intp]
_MOST_CELLS = 1_024  # combinations of levels that are summed at once
CHUNK = 16_384  # rows handled at once: their numbers stay in the processor's cache, whatever the table's length


class Source(Protocol):
    """Rows of one group that can be read again and again, some thousands at a time: arrays, or a table's reader."""

    @property
    def weighted(self) -> bool:
        """Whether the rows carry weights of their own."""

    def chunks(self) -> Iterator[Rows]:
        """The rows, always in the same order."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one group: pay, numbers (a row of the array each), categories as codes, and weights."""

    pay: FloatArray
    numbers: FloatArray  # numbers of factors x rows
    codes: tuple[Codes, ...]
    sizes: tuple[int, ...]  # how many levels each category has
    weights: FloatArray | None = None  # None weighs every row 1

    def __len__(self) -> int:
        return int(self.pay.size)

    @property
    def weighted(self) -> bool:
        """Whether the rows carry weights of their own."""
        return self.weights is not None

    @property
    def width(self) -> int:
        """Number of variables beside the constant and the pay: numbers, then every level of every category."""
        return len(self.numbers) + sum(self.sizes)

    def chunks(self) -> Iterator[Rows]:
        """The same rows, some thousands at a time."""
        for start in range(0, len(self), CHUNK):
            part = slice(start, start + CHUNK)
            weights = None if self.weights is None else self.weights[part]
            codes = tuple(column[part] for column in self.codes)
            yield Rows(self.pay[part], self.numbers[:, part], codes, self.sizes, weights)


@dataclass(frozen=True, slots=True)
class Selection:
    """Some rows of a table, picked chunk by chunk, so that the table is never copied as a whole."""

    table: Rows
    chosen: NDArray[np.bool_]

    @property
    def weighted(self) -> bool:
        """Whether the rows carry weights of their own."""
        return self.table.weighted

    def chunks(self) -> Iterator[Rows]:
        """The chosen rows of each chunk that has any."""
        start = 0
        for chunk in self.table.chunks():
            places = np.flatnonzero(self.chosen[start : start + len(chunk)])
            start += len(chunk)
            if places.size:
                weights = None if chunk.weights is None else chunk.weights.take(places)
                codes = tuple(column.take(places) for column in chunk.codes)
                yield Rows(chunk.pay.take(places), chunk.numbers.take(places, 1), codes, chunk.sizes, weights)


@dataclass(frozen=True, slots=True)
class Moments:
    """Weighted sums of v v' over rows, where v = (1, pay, numbers, levels), measured from an origin.

    Moments with the same origin add up, so that chunks of a table may be counted in any order and place. An origin
    near the middle of the data keeps rounding small; of constant and levels it is 0.
    """

    rows: int
    products: FloatArray
    origin: FloatArray  # of v

    def __add__(self, other: Moments) -> Moments:
        if not np.array_equal(self.origin, other.origin):
            raise ValueError("moments measured from different origins do not add up")
        return Moments(self.rows + other.rows, self.products + other.products, self.origin)

    @property
    def weight(self) -> float:
        """What the rows weigh together."""
        return float(self.products[0, 0])

    @property
    def shifts(self) -> FloatArray:
        """Means of pay and variables, from the origin."""
        shifts: FloatArray = self.products[0, 1:] / self.products[0, 0]
        return shifts

    @property
    def means(self) -> FloatArray:
        """Means of pay and variables."""
        return self.origin[1:] + self.shifts

    @property
    def scatter(self) -> FloatArray:
        """Weighted sums of squares and products around the means, of pay and variables."""
        shifts = self.shifts
        scatter: FloatArray = self.products[1:, 1:] - np.outer(shifts, self.products[0, 1:])
        return scatter


def with_membership(reference: Moments, group: Moments) -> Moments:
    """The moments of both groups together, with a first number that is 0 for the reference and 1 for the group."""
    both = reference + group
    own = np.insert(group.products[0], 2, group.weight)
    products = np.insert(np.insert(both.products, 2, 0.0, axis=0), 2, 0.0, axis=1)
    products[2, :], products[:, 2] = own, own
    return Moments(both.rows, products, np.insert(both.origin, 2, 0.0))


def origin_of(groups: Sequence[Source]) -> FloatArray:
    """A point near the middle of pay and numbers, from the first rows of each group; 0 for constant and levels."""
    first = [next(group.chunks()) for group in groups]
    origin = np.zeros(2 + first[0].width)
    origin[1] = np.mean([chunk.pay.mean() for chunk in first])
    for position in range(len(first[0].numbers)):
        origin[2 + position] = np.mean([chunk.numbers[position].mean() for chunk in first])
    return origin


def moments(group: Source, origin: FloatArray) -> Moments:
    """The moments of a group's rows, gathered in one pass."""
    rows = 0

    def weigh(chunk: Rows) -> FloatArray | None:
        nonlocal rows
        rows += len(chunk)
        return chunk.weights

    products = weighted_products(group, origin, weigh)
    return Moments(rows, products, origin)


def gathered(groups: tuple[Source, Source]) -> tuple[Moments, Moments]:
    """The moments of two groups, measured from one origin."""
    origin = origin_of(groups)
    return moments(groups[0], origin), moments(groups[1], origin)


def weighted_products(group: Source, origin: FloatArray, weigh: Callable[[Rows], FloatArray | None]) -> FloatArray:
    """Sums of v v' over rows, each weighed as `weigh` says of its chunk: one pass, in the memory of one chunk."""
    total = np.zeros((len(origin), len(origin)))
    for chunk in group.chunks():
        _add_products(total, chunk, origin, weigh(chunk))
    below = np.tril_indices(len(total), -1)
    total[below] = total.T[below]
    return total


def _add_products(total: FloatArray, chunk: Rows, origin: FloatArray, weights: FloatArray | None) -> None:
    """Add a chunk's products to the upper triangle of the total."""
    values = np.empty((2 + len(chunk.numbers), len(chunk)))
    values[0] = 1.0
    values[1] = chunk.pay - origin[1]
    np.subtract(chunk.numbers, origin[2 : len(values), None], out=values[2:])
    weighed = values if weights is None else values * weights
    total[: len(values), : len(values)] += values @ weighed.T
    _add_levels(total, chunk, weighed)


def _add_levels(total: FloatArray, chunk: Rows, weighed: FloatArray) -> None:
    """Add the products with levels: sums of the values by level, and of the weights by pairs of levels."""
    starts = np.cumsum([len(weighed), *chunk.sizes])
    places = [slice(start, start + size) for start, size in zip(starts, chunk.sizes, strict=False)]
    for first, sums, pairs in _sums_by_level(chunk, weighed):
        own = np.arange(places[first].start, places[first].stop)
        total[: len(weighed), places[first]] += sums
        total[own, own] += sums[0]
        for second, counts in pairs:
            total[places[first], places[second]] += counts


_Sums: TypeAlias = tuple[int, FloatArray, list[tuple[int, FloatArray]]]


def _sums_by_level(chunk: Rows, weighed: FloatArray) -> Iterator[_Sums]:
    """For each category the sums of every value by level, and its weights by pairs with the later categories."""
    if 1 < math.prod(chunk.sizes) <= _MOST_CELLS:
        yield from _sums_by_cell(chunk, weighed)
        return
    for first, (codes, size) in enumerate(zip(chunk.codes, chunk.sizes, strict=True)):
        sums = np.array([np.bincount(codes, values, size) for values in weighed])
        pairs = []
        for second in range(first + 1, len(chunk.codes)):
            width = chunk.sizes[second]
            counts = np.bincount(codes * width + chunk.codes[second], weighed[0], size * width)
            pairs.append((second, counts.reshape(size, width).astype(float)))
        yield first, sums, pairs


def _sums_by_cell(chunk: Rows, weighed: FloatArray) -> Iterator[_Sums]:
    """The same from one sum by cells, where levels of all categories together make few: half the work."""
    cells = np.ravel_multi_index(chunk.codes, chunk.sizes) if len(chunk.codes) > 1 else chunk.codes[0]
    count = math.prod(chunk.sizes)
    table = np.array([np.bincount(cells, values, count) for values in weighed]).reshape(-1, *chunk.sizes)
    axes = range(1, table.ndim)
    for first in axes:
        sums = table.sum(axis=tuple(axis for axis in axes if axis != first))
        later = range(first + 1, table.ndim)
        pairs = [
            (second - 1, table[0].sum(axis=tuple(axis - 1 for axis in axes if axis not in (first, second))))
            for second in later
        ]
        yield first - 1, sums, pairs

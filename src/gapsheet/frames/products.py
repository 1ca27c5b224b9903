"""Moments gathered by the table's engine: sums of products by levels of categories, in one pass where these are few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from gapsheet.decomposition.layout import Layout
from gapsheet.decomposition.moments import Moments
from gapsheet.errors import LimitError
from gapsheet.frames.columns import Lazy, small
from gapsheet.frames.people import Key, Sides, keys_of
from gapsheet.frames.sources import is_pandas, slices
from gapsheet.quantities import FloatArray
from gapsheet.samples import label_key

_MOST_ROWS = 100_000  # combinations of levels whose sums are taken into memory


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums by the labels of group and of some categories."""

    categories: tuple[int, ...]  # positions of the categories that the keys name after the group
    keys: list[Key]
    figures: pd.DataFrame  # a row for each key


def gathered_sums(frame: Lazy, numbers: int, categories: int, together: bool) -> list[Sums]:
    """Everything that moments are made of.

    Args:
        frame: Complete rows: group, pay and numbers as "value 0" and so on from their origin, categories as
            "category 0" and so on, and weight if there are weights.
        numbers: How many values there are, pay included.
        categories: How many categories there are.
        together: Whether all combinations of levels are few enough for one pass; else a pass for each category and
            each pair of them.

    Raises:
        LimitError: A category has far too many levels.
    """
    every = tuple(range(categories))
    values = [f"value {place}" for place in range(numbers)]
    if together:
        return [_sums(frame, every, values, values)]
    found = [_sums(frame, (), values, values)]
    found += [_sums(frame, (place,), values, []) for place in every]
    found += [_sums(frame, pair, [], []) for pair in combinations(every, 2)]
    return found


def _sums(frame: Lazy, categories: tuple[int, ...], values: list[str], squares: list[str]) -> Sums:
    """Rows, weight, sums of the values and of their products."""
    names = ["group", *(f"category {place}" for place in categories)]
    parts = [_of_part(part, names, values, squares) for part in slices(frame)]
    figures = pd.concat(parts) if len(parts) > 1 else parts[0]
    if len(parts) > 1:
        figures = figures.groupby(names, sort=False).sum().reset_index()
    return Sums(categories, keys_of(figures, names)[1], figures)


def _of_part(frame: Lazy, names: list[str], values: list[str], squares: list[str]) -> pd.DataFrame:
    weighted = "weight" in frame.collect_schema()
    weight = nw.col("weight")
    weighed = {name: nw.col(f"weighed {name}" if weighted else name) for name in values}
    if weighted and values:
        frame = frame.with_columns(**{f"weighed {name}": nw.col(name) * weight for name in values})
    pairs = list(combinations_with_replacement(squares, 2))
    products = {f"{one} {other}": weighed[one] * nw.col(other) for one, other in pairs}
    if pairs and is_pandas(nw.to_native(frame)):  # which adds up columns and no expressions
        frame = frame.with_columns(**products)
        products = {name: nw.col(name) for name in products}
    total = weight.sum() if weighted else nw.len()
    found = small(
        frame.group_by(*names).agg(
            nw.len().alias("rows"),
            total.alias("total"),
            *([nw.col(squares[0]).count().alias("paid")] if squares else []),
            *(expression.sum().alias(f"sum {name}") for name, expression in weighed.items()),
            *(product.sum().alias(name) for name, product in products.items()),
        ),
        _MOST_ROWS,
    )
    if found is None:
        raise LimitError("factors have far more levels than the 1,000 variables that are estimated; leave names out")
    return found


def assembled(sums: list[Sums], layout: Layout, sides: Sides, origin: FloatArray) -> tuple[Moments, Moments]:
    """The moments of the reference and of the group."""
    first, second = (_moments(sums, layout, sides, place, origin) for place in (0, 1))
    return first, second


def _moments(sums: list[Sums], layout: Layout, sides: Sides, side: int, origin: FloatArray) -> Moments:
    products = np.zeros((len(origin), len(origin)))
    values = 1 + len(layout.numbers)
    rows = 0
    for part in sums:
        own = np.array([sides.place(key[0]) == side for key in part.keys], dtype=bool)
        figures = part.figures[own]
        places = _level_places(part, layout, [key for key, is_own in zip(part.keys, own, strict=True) if is_own])
        if len(sums) == 1 or not part.categories:
            rows = int(figures["rows"].sum())
            products[: values + 1, : values + 1] = _of_values(figures, values)
        _add_levels(products, figures, places, values, len(sums) == 1)
    return Moments(rows, products, origin)


def _of_values(figures: pd.DataFrame, values: int) -> FloatArray:
    """Products of constant, pay and numbers."""
    square = np.empty((values + 1, values + 1))
    square[0, 0] = figures["total"].sum()
    for one in range(values):
        square[0, one + 1] = square[one + 1, 0] = figures[f"sum value {one}"].sum()
        for other in range(one, values):
            total = figures[f"value {one} value {other}"].sum()
            square[one + 1, other + 1] = square[other + 1, one + 1] = total
    return square


def _level_places(part: Sums, layout: Layout, keys: Sequence[Key]) -> dict[int, Any]:
    """For each category of these sums the place of each row's level among the products."""
    places = {}
    for position, category in enumerate(part.categories, start=1):
        factor = layout.categories[category]
        start = 1 + layout.starts[factor.name]  # pay stands between the constant and the rest
        place_of = {label_key(level): start + place for place, level in enumerate(factor.levels)}
        places[category] = np.array([place_of[label_key(key[position])] for key in keys], dtype=np.intp)
    return places


def _add_levels(
    products: FloatArray, figures: pd.DataFrame, places: dict[int, Any], values: int, everything: bool
) -> None:
    """Products with levels: their weights, the sums of values in them, and the weights of pairs."""
    total = figures["total"].to_numpy(dtype=float)
    if everything or len(places) == 1:
        for place in places.values():
            np.add.at(products, (place, place), total)
            for row, column in _rows_of(figures, values, total):
                np.add.at(products, (row, place), column)
                np.add.at(products, (place, row), column)
    if everything or len(places) == 2:
        for one, other in combinations(places.values(), 2):
            np.add.at(products, (one, other), total)
            np.add.at(products, (other, one), total)


def _rows_of(figures: pd.DataFrame, values: int, total: FloatArray) -> Iterator[tuple[int, FloatArray]]:
    yield 0, total
    for place in range(values):
        yield place + 1, figures[f"sum value {place}"].to_numpy(dtype=float)

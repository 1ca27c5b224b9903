"""Moments gathered by the table's engine: sums of products by levels of categories, in one pass where these are few."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, compress
from typing import Any, TypeAlias

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gapsheet.decomposition.layout import Layout
from gapsheet.decomposition.moments import Moments
from gapsheet.errors import LimitError
from gapsheet.frames.columns import Lazy, plain, small
from gapsheet.frames.people import Key, Sides
from gapsheet.frames.sources import is_pandas, slices
from gapsheet.quantities import FloatArray
from gapsheet.samples import label_key

Figures: TypeAlias = dict[str, NDArray[Any]]  # by the name of the sum a number for each key
_Term: TypeAlias = tuple[nw.Expr, Callable[[nw.Expr], nw.Expr]]  # columns, and what names their sums
_MOST_ROWS = 100_000  # combinations of levels whose sums are taken into memory


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums by the labels of group and of some categories."""

    categories: tuple[int, ...]  # positions of the categories that the keys name after the group
    keys: list[Key]
    figures: Figures

    def only(self, chosen: Sequence[bool]) -> Sums:
        """The sums of some of the keys."""
        keys = list(compress(self.keys, chosen))
        return Sums(self.categories, keys, {name: sums[np.array(chosen)] for name, sums in self.figures.items()})


def gathered_sums(frame: Lazy, numbers: int, categories: int, together: bool) -> list[Sums]:
    """Everything that moments are made of.

    Args:
        frame: Rows as a `Design` has them from an origin. Blank labels are labels, too.
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
    figures = parts[0]
    if len(parts) > 1:
        how = {name: "min" if name == "least" else "sum" for name in figures.columns if name not in names}
        figures = pd.concat(parts).groupby(names, sort=False, dropna=False).agg(how).reset_index()
    keys = list(zip(*(map(plain, figures[name].tolist()) for name in names), strict=True))
    return Sums(categories, keys, {name: figures[name].to_numpy() for name in figures.columns if name not in names})


def _of_part(frame: Lazy, names: list[str], values: list[str], squares: list[str]) -> pd.DataFrame:
    weighted = "weight" in frame.collect_schema()
    total = nw.col("weight").sum() if weighted else nw.len()
    terms = _terms(values, squares, weighted)
    if terms and is_pandas(nw.to_native(frame)):  # which adds up columns and no expressions
        before = set(frame.collect_schema())
        frame = frame.with_columns(*(name(expression) for expression, name in terms))
        added = [name for name in frame.collect_schema() if name not in before]
        terms = [(nw.col(*added), lambda sums: sums)]
    found = small(
        frame.group_by(*names).agg(
            nw.len().alias("rows"),
            total.alias("total"),
            *([nw.col("filled").count().alias("filled")] if squares else []),
            *([nw.col("weight").min().alias("least")] if weighted else []),
            *(name(expression.sum()) for expression, name in terms),
        ),
        _MOST_ROWS,
    )
    if found is None:
        raise LimitError("factors have far more levels than the 1,000 variables that are estimated; leave names out")
    return found


def _terms(values: list[str], squares: list[str], weighted: bool) -> list[_Term]:
    """What is added up beside weights: values as "sum value 0" and so on, products as "value 0 value 1" and so on.

    One expression stands for many columns, since each costs time before a row is read.
    """

    def weigh(column: nw.Expr) -> nw.Expr:
        return column * nw.col("weight") if weighted else column

    def times(place: int, other: str) -> _Term:
        return nw.col(*squares[: place + 1]) * weigh(nw.col(other)), lambda sums: sums.name.suffix(f" {other}")

    alone: list[_Term] = [(weigh(nw.col(*values)), lambda sums: sums.name.prefix("sum "))] if values else []
    return alone + [times(place, other) for place, other in enumerate(squares)]


def assembled(sums: list[Sums], layout: Layout, sides: Sides, origin: FloatArray) -> tuple[Moments, Moments]:
    """The moments of the reference and of the group."""
    first, second = (_moments(sums, layout, sides, place, origin) for place in (0, 1))
    return first, second


def _moments(sums: list[Sums], layout: Layout, sides: Sides, side: int, origin: FloatArray) -> Moments:
    products = np.zeros((len(origin), len(origin)))
    values = 1 + len(layout.numbers)
    rows = 0
    for part in sums:
        members = {label for label in {key[0] for key in part.keys} if sides.place(label) == side}
        own = part.only([key[0] in members for key in part.keys])
        figures, places = own.figures, _level_places(own, layout)
        if len(sums) == 1 or not part.categories:
            rows = int(figures["rows"].sum())
            products[: values + 1, : values + 1] = _of_values(figures, values)
        _add_levels(products, figures, places, values, len(sums) == 1)
    return Moments(rows, products, origin)


def _of_values(figures: Figures, values: int) -> FloatArray:
    """Products of constant, pay and numbers."""
    square = np.empty((values + 1, values + 1))
    square[0, 0] = figures["total"].sum()
    for one in range(values):
        square[0, one + 1] = square[one + 1, 0] = figures[f"sum value {one}"].sum()
        for other in range(one, values):
            total = figures[f"value {one} value {other}"].sum()
            square[one + 1, other + 1] = square[other + 1, one + 1] = total
    return square


def _level_places(part: Sums, layout: Layout) -> dict[int, Any]:
    """For each category of these sums the place of each row's level among the products."""
    places = {}
    for position, category in enumerate(part.categories, start=1):
        factor = layout.categories[category]
        start = 1 + layout.starts[factor.name]  # pay stands between the constant and the rest
        place_of = {label_key(level): start + place for place, level in enumerate(factor.levels)}
        places[category] = np.array([place_of[label_key(key[position])] for key in part.keys], dtype=np.intp)
    return places


def _add_levels(products: FloatArray, figures: Figures, places: dict[int, Any], values: int, everything: bool) -> None:
    """Products with levels: their weights, the sums of values in them, and the weights of pairs."""
    total = figures["total"].astype(float)
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


def _rows_of(figures: Figures, values: int, total: FloatArray) -> Iterator[tuple[int, FloatArray]]:
    yield 0, total
    for place in range(values):
        yield place + 1, figures[f"sum value {place}"].astype(float)

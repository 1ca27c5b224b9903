"""Subgroups: which cell of some categories each person of two groups stands in, and a statistic of pay per cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gapsheet.columns import Column, named_columns
from gapsheet.errors import DomainError, UnknownLabelError
from gapsheet.guards import clipped
from gapsheet.quantiles import weighted_mean_of, weighted_quantile_of
from gapsheet.quantities import FloatArray
from gapsheet.samples import Sample, label_codes, two_groups

Codes: TypeAlias = NDArray[np.intp]

MEAN, MEDIAN = "mean", "median"
_STATISTICS = {MEAN: MEAN, "average": MEAN, "平均": MEAN, MEDIAN: MEDIAN, "中央値": MEDIAN}


@dataclass(frozen=True, slots=True)
class People:
    """One group: pay and weight of each person, and the cell each stands in."""

    sample: Sample
    cells: Codes

    def heads(self, cells: int) -> Codes:
        """How many people each cell holds."""
        return np.bincount(self.cells, minlength=cells)

    def weights(self, cells: int) -> FloatArray:
        """What the people of each cell weigh together."""
        return np.asarray(np.bincount(self.cells, self.sample.weights, cells), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Subgroups:
    """Two groups over the same cells, which stand in the order of their labels."""

    reference: People
    group: People
    cells: list[tuple[Any, ...]]  # the label that each category has in a cell; None for a blank
    reference_name: str
    group_name: str
    left_out: int  # rows that lack something, or weigh nothing

    def statistics(self, statistic: str) -> tuple[FloatArray, FloatArray]:
        """Mean or median pay of the reference and of the group in each cell; NaN where a cell has nobody."""
        first, second = (in_cells(people, len(self.cells), statistic) for people in (self.reference, self.group))
        return first, second

    @property
    def remark(self) -> str:
        """A word on rows that were not counted; empty if there are none."""
        return left_out_remark(self.left_out)


def subgroups(
    pay: FloatArray,
    group: Sequence[Any],
    reference_value: Any,
    weights: FloatArray | None = None,
    argument: str = "by",
    block: Sequence[Any] | None = None,
    keep_blanks: bool = False,
) -> Subgroups:
    """The people of two groups who have everything that is asked for, each in a cell of the categories.

    Args:
        pay: Pay of each person; NaN marks a blank.
        group: The group of each, under exactly two labels.
        reference_value: The label of the yardstick group.
        weights: A sampling weight for each; 1 if omitted.
        argument: What a message calls the block.
        block: The categories, a column each; without them all people stand in one cell.
        keep_blanks: Whether people without a category form one of their own rather than being left out.

    Raises:
        ShapeError: The columns differ in length.
        DomainError: Not two groups, bad weights or an infinite number.
        MissingValueError: Nobody has everything.
        UnknownLabelError: reference_value is not in group.
    """
    pay = np.asarray(pay, dtype=float)
    columns = [] if block is None else named_columns(argument, block, pay.size)
    ordered = [_in_order(column) for column in columns]
    complete = ~np.isnan(pay)
    if not keep_blanks:
        for codes, labels in ordered:
            complete &= codes < len(labels)
    places = np.where(complete, np.arange(pay.size, dtype=float), np.nan)  # rows travel as values, to be found again
    groups = two_groups(places, group, reference_value, weights)
    rows = [side.values.astype(np.intp) for side in (groups.reference, groups.group)]
    counted = np.concatenate(rows)
    if np.isinf(pay[counted]).any():
        raise DomainError("pay holds an infinite number")
    cells, labels_of = _crossed(ordered, counted)
    divide = rows[0].size
    return Subgroups(
        People(Sample(pay[rows[0]], groups.reference.weights), cells[:divide]),
        People(Sample(pay[rows[1]], groups.group.weights), cells[divide:]),
        labels_of,
        named(groups.reference_label),
        named(groups.group_label),
        int(pay.size - counted.size),
    )


def left_out_remark(rows: int) -> str:
    """A word on rows that were not counted; empty if there are none."""
    return f"{rows:,} row{'s' * (rows != 1)} left out: a cell is blank, or the weight is 0" if rows else ""


def named(label: Any) -> str:
    """A group in a heading: a text as it is, a number or truth value as what it names."""
    return clipped(label) if isinstance(label, str) else f"group {shown(label)}"


def shown(label: Any) -> str:
    """A label as a cell shows it."""
    if isinstance(label, bool):
        return str(label).upper()
    return f"{label:.15g}" if isinstance(label, (int, float)) else str(label)


def statistic_called(name: str) -> str:
    """The statistic that a text names.

    Raises:
        UnknownLabelError: There is no such statistic.
    """
    found = _STATISTICS.get(name.strip().casefold())
    if found is None:
        raise UnknownLabelError(f"statistic is '{clipped(name)}'; it is mean (平均) or median (中央値)")
    return found


def statistic_of(sample: Sample, statistic: str) -> float:
    """Weighted mean or median pay of people."""
    return _MEASURES[statistic](sample.values, sample.weights)


def in_cells(people: People, cells: int, statistic: str) -> FloatArray:
    """Weighted mean or median pay of the people in each cell; NaN where there is nobody."""
    if statistic == MEAN:
        return _means(people, cells)
    measure = _MEASURES[statistic]
    order = np.argsort(people.cells, kind="stable")
    values, weights = people.sample.values[order], people.sample.weights[order]
    bounds = np.cumsum([0, *people.heads(cells).tolist()]).tolist()
    found = [
        measure(values[first:last], weights[first:last]) if last > first else np.nan for first, last in pairwise(bounds)
    ]
    return np.array(found)


def _means(people: People, cells: int) -> FloatArray:
    """Means as distances from one person of each cell, so that equal pay has exactly that mean."""
    values, weights = people.sample.values, people.sample.weights
    start = np.full(cells, np.nan)
    start[people.cells] = values
    away = np.bincount(people.cells, weights * (values - start[people.cells]), cells)
    with np.errstate(invalid="ignore"):  # 0 / 0 where there is nobody
        means: FloatArray = start + away / people.weights(cells)
    return means


_MEASURES: dict[str, Callable[[FloatArray, FloatArray], float]] = {
    MEAN: weighted_mean_of,
    MEDIAN: partial(weighted_quantile_of, quantile=0.5),
}


def _in_order(column: Column) -> tuple[Codes, list[Any]]:
    """Codes of a category whose labels are sorted as Excel sorts; a blank has the code after the last."""
    codes, labels = label_codes(column.cells)
    order = sorted(range(len(labels)), key=lambda code: sort_key(labels[code]))
    rank = np.empty(len(labels) + 1, dtype=np.intp)
    rank[order] = np.arange(len(labels))
    rank[-1] = len(labels)  # which -1, the code of a blank, finds
    return rank[codes], [labels[code] for code in order]


def sort_key(label: Any) -> tuple[int, Any]:
    """Numbers, then texts, then FALSE and TRUE."""
    if isinstance(label, str):
        return 1, label.casefold()
    return (2, label) if isinstance(label, bool) else (0, label)


def _crossed(columns: list[tuple[Codes, list[Any]]], rows: Codes) -> tuple[Codes, list[tuple[Any, ...]]]:
    """The cell of each of these rows, and the labels of each cell."""
    cells = np.zeros(rows.size, dtype=np.intp)
    first = np.zeros(1, dtype=np.intp)  # a row of each cell
    for codes, labels in columns:
        # Numbered anew after each category, so that no number grows past what an integer holds
        _, first, cells = np.unique(cells * (len(labels) + 1) + codes[rows], return_index=True, return_inverse=True)
    spelled = [[*labels, None] for _, labels in columns]
    found = [
        [names[code] for code in codes[rows[first]].tolist()]
        for (codes, _), names in zip(columns, spelled, strict=True)
    ]
    return cells, list(zip(*found, strict=True)) if columns else [()]

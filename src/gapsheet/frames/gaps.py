"""The gap by category over a table of any length: one pass for means, some more for quantiles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gapsheet.errors import DomainError, LimitError, MissingValueError, UnknownLabelError
from gapsheet.frames.answers import Answer, Rows, Tell, silent
from gapsheet.frames.columns import Columns, Lazy, Table, reference_of, refuse_infinite, small, values_of
from gapsheet.frames.people import Key, Sides, in_order, key_of, keys_of, sides_of
from gapsheet.frames.quantiles import Cells, Grid, Histogram, gathered_on, grid_of, quantiles_of
from gapsheet.group_gaps.category_tables import category_table, refuse_too_many
from gapsheet.group_gaps.subgroups import MEAN, MEDIAN, left_out_remark, statistic_called
from gapsheet.guards import clipped
from gapsheet.quantities import MOST_ROWS

_FORMATS = ("General", "#,##0", "#,##0", "#,##0.00", "#,##0.00", "0.0%", "0.0%", "General")
_TOGETHER = {"rows": "sum", "paid": "sum", "weighed": "sum", "used": "sum", "weight": "sum", "pay": "sum"}
_MOST_LABELS = 100_000  # combinations of labels that are taken into memory; a table shows 10,000


@dataclass(frozen=True, slots=True)
class Tally:
    """What the first pass finds for each combination of labels of group and categories."""

    keys: list[Key]
    figures: pd.DataFrame  # a row for each: rows, paid, weighed, used, weight, pay
    origin: float  # the pay from which the sums are measured
    histogram: Histogram | None  # the same by bins of pay, if a quantile is asked for

    def nameless(self) -> NDArray[np.bool_]:
        """Which rows of the figures belong to people without a group."""
        return np.array([key[0] is None for key in self.keys], dtype=bool)

    def left_out(self) -> Rows:
        """The rows that do not count, by the first of the reasons that holds."""
        counts = self.figures[["rows", "paid", "weighed", "used"]].sum()
        return Rows(
            int(counts["rows"]),
            {
                "pay is blank": int(counts["rows"] - counts["paid"]),
                "weight is blank": int(counts["paid"] - counts["weighed"]),
                "weight is 0": int(counts["weighed"] - counts["used"]),
                "group is blank": int(self.figures.loc[self.nameless(), "used"].sum()),
            },
        )

    def pay_is_unclear(self) -> bool:
        """Whether a sum over rows that count is no number."""
        return bool(self.figures.loc[self.figures["used"] > 0, ["pay", "weight"]].isna().any(axis=None))

    def refuse_unfit(self) -> None:
        """Raise where nobody counts, or somebody cannot be counted.

        Raises:
            MissingValueError: No row has everything.
            DomainError: A weight is negative, all are 0, or a number is infinite.
        """
        named = self.figures[~self.nameless()]
        least = self.figures["least"].min() if "least" in self.figures else 0.0
        if least < 0:
            raise DomainError(f"weights holds {least:,.12g}; a weight is 0 or more")
        if not named["weighed"].sum():
            raise MissingValueError("pay has no row in which every cell is filled")
        if not named["used"].sum():
            raise DomainError("weights are all 0; somebody has to count")
        used = named[named["used"] > 0]
        refuse_infinite("weights", used["weight"])
        refuse_infinite("pay", used["pay"])


def gap_by(
    table: Table,
    pay: str,
    group: str,
    reference_value: Any,
    by: Sequence[str] = (),
    weights: str | None = None,
    statistic: str = MEAN,
    smallest: float = 10.0,
    hide_small: bool = False,
    tell: Tell = silent,
) -> Answer:
    """Pay gap in each category and in total, as WAGE_GAP_BY gives it for a range.

    Args:
        table: A pandas frame, a DuckDB relation, a Spark data frame, or another table that narwhals knows.
        pay: Column of pay.
        group: Column of groups, under exactly two labels.
        reference_value: Label of the yardstick group; capitals do not matter.
        by: Columns of categories; each combination of labels is a category.
        weights: Column of sampling weights; 1 each if omitted.
        statistic: mean, median, or a quantile as p90 or 0.9.
        smallest: Heads below which a group is noted as small.
        hide_small: Whether the pay of a small group is hidden.
        tell: Is called with the name of each step that begins.

    Raises:
        MissingColumnError: A column does not exist; the message lists those that do.
        ArgumentTypeError: pay or weights hold texts, or labels are of mixed kinds.
        DomainError: There are not two groups, a weight is negative, all are 0, or a number is infinite.
        MissingValueError: No row has pay, group and weight.
        UnknownLabelError: reference_value is not in group, or there is no such statistic.
        LimitError: There would be more than 10,000 rows.
    """
    measure = quantile_named(statistic)
    columns = Columns(table)
    columns.require(pay, group, *by, weights)
    names = ["group", *(f"category {place}" for place in range(len(by)))]
    labels = {name: columns.label(column) for name, column in zip(names, (group, *by), strict=True)}

    def read(careful: bool) -> Lazy:
        weight = {} if weights is None else {"weight": columns.number(weights, "weights", careful=careful)}
        return columns.frame.select(pay=columns.number(pay, "pay", careful=careful), **weight, **labels)

    tell("adding up")
    frame = read(careful=measure is not None)
    tally = tallied(frame, names, None if measure is None else grid_of(frame))
    if tally.pay_is_unclear():
        tally = tallied(read(careful=True), names, None)
    tally.refuse_unfit()
    sides = sides_of(_used_labels(tally), reference_of(columns, group, reference_value))
    cells = _cells(tally, sides, bool(by))
    heads = _summed(cells, tally.figures["used"])
    if measure is None or tally.histogram is None:
        with np.errstate(invalid="ignore"):  # 0 / 0 where nobody is
            pays = tally.origin + _summed(cells, tally.figures["pay"]) / _summed(cells, tally.figures["weight"])
        called = MEAN
    else:
        pays = quantiles_of(frame, names, cells, measure, tally.histogram, tell)
        called = MEDIAN if measure == 0.5 else f"quantile {measure:.12g}"
    figures = _pairs(cells, heads, pays)
    rows = tally.left_out()
    remark = left_out_remark(rows.read - rows.used)
    body = category_table(sides, called, figures[:-1], figures[-1][1:], smallest, hide_small, remark)
    return Answer(f"Gap in {called} {clipped(pay)}", body, _FORMATS, rows)


def quantile_named(statistic: str) -> float | None:
    """The quantile that a text asks for as median, p90 or 0.9; None for the mean.

    Raises:
        UnknownLabelError: It is none of these.
    """
    word = statistic.strip().casefold()
    try:
        share = float(word.removeprefix("p")) / (100 if word.startswith("p") else 1)
    except ValueError:
        known = {"mean", "average", "平均", "median", "中央値"}
        if word not in known:
            raise _unknown(statistic) from None
        return None if statistic_called(word) == MEAN else 0.5
    if not 0 < share < 1:
        raise _unknown(statistic)
    return share


def _unknown(statistic: str) -> UnknownLabelError:
    return UnknownLabelError(f"statistic is '{clipped(statistic)}'; it is mean, median, or a quantile as p90 or 0.9")


def tallied(frame: Lazy, names: list[str], grid: Grid | None) -> Tally:
    """One pass over the rows: who counts, what they weigh and earn; with a grid, also in which bins of it they are.

    Raises:
        LimitError: There are far more categories than a table may show.
    """
    first = values_of(frame.select("pay").head(1), "pay")[:1]
    origin = first[0] if first and first[0] is not None and math.isfinite(first[0]) else 0.0
    weighted = "weight" in frame.collect_schema()
    histogram = None
    if grid is None:
        figures = small(_first_pass(frame, names, origin, weighted), _MOST_LABELS)
    else:
        histogram = gathered_on(grid, lambda frame: _first_pass(frame, [*names, "bin"], origin, weighted), frame)
        figures = histogram.found
    if figures is None:
        raise LimitError(f"by has more than {_MOST_LABELS:,} categories; at most {MOST_ROWS - 2:,} can be shown")
    if not weighted:
        figures = figures.assign(weighed=figures["paid"], used=figures["paid"], weight=figures["paid"].astype(float))
    if histogram is not None:
        histogram = replace(histogram, found=figures[figures["used"] > 0])
        how = _TOGETHER | ({"least": "min"} if weighted else {})
        figures = figures.groupby(names, dropna=False, sort=False).agg(how).reset_index()
    return Tally(keys_of(figures, names)[1], figures, origin, histogram)


def _first_pass(frame: Lazy, names: list[str], origin: float, weighted: bool) -> Lazy:
    """The sums of each combination of labels."""
    pay, weight = nw.col("pay"), nw.col("weight")
    if not weighted:
        sums = (nw.len().alias("rows"), pay.count().alias("paid"), nw.col("away").sum().alias("pay"))
        return frame.with_columns(away=pay - origin).group_by(*names).agg(*sums)
    return (
        frame.with_columns(weighs=nw.when(~pay.is_null()).then(weight))
        .with_columns(counts=nw.when(nw.col("weighs") > 0).then(nw.col("weighs")))
        .with_columns(away=(pay - origin) * nw.col("counts"))
        .group_by(*names)
        .agg(
            nw.len().alias("rows"),
            pay.count().alias("paid"),
            nw.col("weighs").count().alias("weighed"),
            nw.col("counts").count().alias("used"),
            nw.col("counts").sum().alias("weight"),
            nw.col("away").sum().alias("pay"),
            weight.min().alias("least"),
        )
    )


def _used_labels(tally: Tally) -> list[Any]:
    return [key[0] for key, used in zip(tally.keys, tally.figures["used"], strict=True) if used]


def _cells(tally: Tally, sides: Sides, divided: bool) -> Cells:
    """The cells of the answer: of each group its categories and, last, its total."""
    used = [
        key if count and key[0] is not None else None
        for key, count in zip(tally.keys, tally.figures["used"], strict=True)
    ]
    categories = in_order(key[1:] for key in used if key is not None) if divided else []
    refuse_too_many(len(categories))
    position = {key_of(labels): place for place, labels in enumerate(categories)}
    members: dict[Key, tuple[int, ...]] = {}
    for key in used:
        if key is None:
            continue
        total = (len(categories) + 1) * (sides.place(key[0]) + 1) - 1
        start = total - len(categories)
        members[key] = (start + position[key_of(key[1:])], total) if divided else (total,)
    return Cells(tuple(categories), members, tuple(members.get(key, ()) for key in tally.keys))


def _summed(cells: Cells, values: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Figures of combinations of labels, added up cell by cell; NaN where nobody is."""
    sums = np.zeros(cells.count)
    for places, value in zip(cells.of_rows, values, strict=True):
        for place in places:
            sums[place] += value
    return sums


def _pairs(cells: Cells, heads: Any, pays: Any) -> list[tuple[Key, tuple[float, float], tuple[float, float]]]:
    """Of each category, and last of all, heads and pay of both groups."""
    half = cells.count // 2
    labels = [*cells.categories, ()]
    return [
        (label, (int(heads[place]), int(heads[half + place])), (float(pays[place]), float(pays[half + place])))
        for place, label in enumerate(labels)
    ]

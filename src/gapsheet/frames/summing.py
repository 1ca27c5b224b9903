"""Which rows count in a decomposition, and the sums over them: one pass where no number is blank, else several."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from gapsheet.counting import number_of
from gapsheet.errors import CalculationError, DomainError, LimitError, MissingValueError
from gapsheet.frames.answers import Rows, Tell
from gapsheet.frames.columns import Lazy, collected, refuse_infinite, small, values_of
from gapsheet.frames.designs import Design
from gapsheet.frames.people import Key, keys_of
from gapsheet.frames.products import Figures, Sums, gathered_sums
from gapsheet.group_gaps.subgroups import shown
from gapsheet.quantities import FloatArray

_TOGETHER = 20_000  # combinations of levels up to which all products are summed by them in one pass
_MOST_LABELS = 10_000  # of groups, which should be two
_FIRST = 1_000  # rows that are looked at before all are read
_MOST = 1e150  # of a sum: variances take its square
_FAR = 5_000  # square of the mean by the variance from which sums around 0 lose too many digits: nearly four of some 15


@dataclass(frozen=True, slots=True)
class Summed:
    """The sums over the rows that count, from where their values are measured, and how many rows there are."""

    design: Design
    sums: list[Sums]
    origin: FloatArray  # of pay and numbers
    rows: Rows


def summed(design: Callable[[bool], Design], tell: Tell) -> Summed:
    """The sums of a decomposition.

    Args:
        design: The columns; with True such that NaN counts as blank.
        tell: Is called with the name of each step that begins.

    Raises:
        DomainError: A weight is negative, a number infinite, or pay has no logarithm.
        MissingValueError: No row is complete.
        LimitError: A category has far too many levels.
    """
    plain = design(False)
    tell("adding up products")
    found = _at_once(plain)
    if found is not None:
        return found
    try:
        return _in_steps(plain, tell)
    except CalculationError:  # perhaps for NaN, which only a test of every cell tells from a number
        return _in_steps(design(True), tell)


def _at_once(design: Design) -> Summed | None:
    """The sums from one pass over all rows, where only labels are blank: these are told apart afterwards.

    Values are measured from 0, and once more from their means where these are far from 0.

    Returns:
        Nothing if a number is blank, infinite or not to be used, or if labels have many combinations.
    """
    if not _are_few(collected(design.frame(*design.labels).head(_FIRST)).to_native()):
        return None
    origin = np.zeros(design.values)
    found = _by_labels(design, origin)
    if found is None:
        return None
    middle, is_far = _middle(found[0], design.values)
    if is_far:
        origin = middle
        found = _by_labels(design, origin)
    return None if found is None else Summed(design, [found[0]], origin, found[1])


def _by_labels(design: Design, origin: FloatArray) -> tuple[Sums, Rows] | None:
    """The sums of the rows without a blank label, and how many rows there are."""
    try:
        frame = design.all_from(origin.tolist())
        [found] = gathered_sums(frame, design.values, len(design.categories), together=True)
    except LimitError:  # the first rows do not tell of the others where a table is sorted
        return None
    if not found.keys or not _is_sound(found.figures):
        return None
    counts = found.figures["rows"]
    factorless = [None in key[1:] for key in found.keys]
    groupless = [key[0] is None and not lacks for key, lacks in zip(found.keys, factorless, strict=True)]
    lost = {"a factor is blank": int(counts[factorless].sum()), "group is blank": int(counts[groupless].sum())}
    if not any(lost.values()):
        return found, Rows(int(counts.sum()))
    found = found.only([None not in key for key in found.keys])
    return (found, Rows(int(counts.sum()), lost)) if found.keys else None


def _is_sound(figures: Figures) -> bool:
    """Whether every row has all its numbers, finite ones, and a weight above 0."""
    if int(figures["filled"].sum()) < int(figures["rows"].sum()):
        return False
    return bool(np.isfinite(_total(figures)) and ("least" not in figures or figures["least"].min() > 0))


def _total(figures: Figures) -> float:
    """A number that is finite if all sums are, and their squares."""
    total = sum(float(abs(sums).sum()) for name, sums in figures.items() if name.startswith(("total", "sum", "value")))
    return _bounded(total)


def _bounded(total: float) -> float:
    return total if total < _MOST else math.inf


def _middle(sums: Sums, values: int) -> tuple[FloatArray, bool]:
    """The means of pay and numbers, and whether one is far from 0 by its own standards."""
    total = float(sums.figures["total"].sum())
    means = np.array([float(sums.figures[f"sum value {place}"].sum()) / total for place in range(values)])
    squares = np.array([float(sums.figures[f"value {place} value {place}"].sum()) / total for place in range(values)])
    spreads = squares - means**2
    return means, bool(np.any(means**2 > _FAR * spreads))


def _in_steps(design: Design, tell: Tell) -> Summed:
    """The sums over the complete rows, in one pass if their levels have few combinations, and a count of the rest."""
    origin, few = _first_look(design)
    sums = _summed(design.complete_from(origin.tolist()), design, few)
    tell("counting")
    figures = sums[0].figures
    used = int(figures["rows"].sum())
    rows = _counted(design, used)
    refuse_infinite("weights", [_bounded(float(figures["total"].sum()))])
    if int(figures["filled"].sum()) < used:
        _refuse_unfit(design)
    refuse_infinite("pay or a factor", map(_total, (part.figures for part in sums)))
    return Summed(design, sums, origin, rows)


def _summed(frame: Lazy, design: Design, few: bool) -> list[Sums]:
    """The sums by all categories together, or by one and two at a time where together they are too many."""
    if few or _combinations(design) <= _TOGETHER:
        try:
            return gathered_sums(frame, design.values, len(design.categories), together=True)
        except LimitError:  # the first rows do not tell of the others where a table is sorted
            pass
    return gathered_sums(frame, design.values, len(design.categories), together=False)


def _combinations(design: Design) -> float:
    """How many combinations the levels have."""
    found = small(design.complete().group_by(*design.labels).agg(nw.len().alias("rows")), _TOGETHER)
    if found is None:
        _by_group(design.complete(), [nw.len().alias("rows")])
    return math.inf if found is None else len(found)


def _by_group(frame: Lazy, aims: list[nw.Expr]) -> pd.DataFrame:
    figures = small(frame.group_by("group").agg(*aims), _MOST_LABELS)
    if figures is None:
        raise DomainError("group has thousands of labels; a gap compares exactly two groups")
    return figures


def _counted(design: Design, used: int) -> Rows:
    """Which rows count, and why the others do not: a pass of its own where there are any.

    Raises:
        DomainError: A weight is negative or infinite.
        MissingValueError: No row is complete.
    """
    read = int(values_of(design.frame().select(rows=nw.len()), "rows")[0])
    if used and used == read:
        return Rows(read)
    pay, weight = nw.col("pay"), nw.col("weight")
    frame = design.frame().with_columns(full=nw.when(~design.without_factor()).then(pay))
    if design.weighted:
        frame = frame.with_columns(weighed=nw.when(~weight.is_null()).then(nw.col("full")))
        frame = frame.with_columns(used=nw.when(weight > 0).then(nw.col("weighed")))
    steps = ["pay", "full", *(["weighed", "used"] if design.weighted else [])]
    aims = [nw.len().alias("rows"), *(nw.col(step).count().alias(f"{step} rows") for step in steps)]
    if design.weighted:
        aims += [weight.min().alias("least"), weight.max().alias("most")]
    figures = _by_group(frame, aims)
    _refuse_weights(design, figures)
    if not used:
        raise MissingValueError("no row has pay, group, every factor and a weight above 0")
    keys = keys_of(figures, ["group"])[1]
    return _rows([figures["rows"], *(figures[f"{step} rows"] for step in steps)], keys, design.weighted)


def _rows(counts: list[pd.Series[Any]], keys: Sequence[Key], weighted: bool) -> Rows:
    reasons = ["pay is blank", "a factor is blank", *(["weight is blank", "weight is 0"] if weighted else [])]
    totals = [int(count.sum()) for count in counts]
    lost = {reason: before - after for reason, before, after in zip(reasons, totals, totals[1:], strict=False)}
    nameless = int(counts[-1][np.array([key[0] is None for key in keys], dtype=bool)].sum())
    return Rows(totals[0], lost | {"group is blank": nameless})


def _refuse_weights(design: Design, figures: pd.DataFrame) -> None:
    if not design.weighted:
        return
    if figures["least"].min() < 0:
        raise DomainError(f"weights holds {figures['least'].min():,.12g}; a weight is 0 or more")
    if np.isinf(figures["most"].max()):
        raise DomainError("weights holds an infinite number")


def _refuse_unfit(design: Design) -> None:
    """Raise where pay has no logarithm."""
    low = design.complete().filter(nw.col("pay") <= 0)
    found = collected(low.group_by("group").agg(nw.len().alias("rows"), nw.col("pay").min())).to_native()
    if len(found):
        label, rows, least = found.sort_values("rows", ascending=False)[["group", "rows", "pay"]].iloc[0]
        many = number_of(rows, "row")
        raise DomainError(
            f"pay holds {least:,.12g} in {shown(label)} ({many} of zero or less), which has "
            'no logarithm; leave those rows out or set scale to "level"'
        )


def _are_few(labels: pd.DataFrame) -> bool:
    """Whether the first rows show few combinations of labels."""
    combinations = set(zip(*(column.tolist() for _, column in labels.items()), strict=True))
    return len(combinations) <= min(_TOGETHER, _FIRST // 2)


def _first_look(design: Design) -> tuple[FloatArray, bool]:
    """From the first rows a point near the middle of pay and numbers, and whether combinations of levels look few.

    Any point will do, so blanks among these rows do no harm.
    """
    first = collected(design.frame().head(_FIRST)).to_native()
    names = ["pay", *(f"number {place}" for place in range(len(design.numbers)))]
    columns = [first[name].to_numpy(dtype=float) for name in names]
    if design.in_logs:
        columns[0] = np.log(columns[0][columns[0] > 0])
    finite = [column[np.isfinite(column)] for column in columns]
    middle = np.array([column.mean() if column.size else 0.0 for column in finite], dtype=np.float64)
    return middle, _are_few(first[design.labels])

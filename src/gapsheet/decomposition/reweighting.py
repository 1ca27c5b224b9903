"""Gaps by reweighting: one group's pay as it would be spread if its people had the other group's factors."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gapsheet.decomposition.layout import Layout
from gapsheet.decomposition.moments import Rows, gathered, moments, origin_of
from gapsheet.decomposition.observations import Observations, is_log, observations, scaled
from gapsheet.decomposition.parts import gap_between, share_of_gap
from gapsheet.decomposition.regression import fitted, refuse_unfit, residuals
from gapsheet.decomposition.rif import asked, statistic_of
from gapsheet.decomposition.units import (
    GroupLabels,
    Pays,
    ReferenceChoice,
    ReferenceLabel,
    SampleWeights,
    Scale,
    Statistic,
    WeighedTable,
)
from gapsheet.errors import DomainError, UnknownLabelError
from gapsheet.guards import clipped
from gapsheet.quantities import Columns, FloatArray

_MOST_ROUNDS = 50
_SETTLED = 1e-10  # of a logit: further rounds change nothing that a cell shows
_CERTAIN = 30.0  # a logit at which membership is certain but for one in 10^13: the groups do not overlap
_FEW = 0.25  # of the rows: an effective sample size below it rests on too few people


@dataclass(frozen=True, slots=True)
class _Reweighted:
    """The counterfactual statistic and how far its weights can be trusted."""

    statistic: float
    largest: float  # weight factor, 1 = the average
    effective: float  # rows of equal weight that would say as much
    rows: int
    heavy: int  # rows that carry more of all weight than the rule allows
    rule: float


def reweighted_gap(
    pay: Pays,
    group: GroupLabels,
    reference_value: ReferenceLabel,
    factors: Columns,
    statistic: Statistic = "median",
    weights: SampleWeights | None = None,
    reference: ReferenceChoice = "reference",
    scale: Scale = "level",
) -> WeighedTable:
    """The gap in any statistic of pay, split by reweighting one group's people to the factors of the other.

    Args:
        pay: Pay of each person; blanks are skipped.
        group: The group of each person, under exactly two labels.
        reference_value: Label of the yardstick group; capitals do not matter.
        factors: Columns of numbers or of texts (categories), a row for each person; one row more above holds names.
        statistic: A quantile between 0 and 1, median (if omitted), mean, variance or gini.
        weights: Sampling weights; 1 each if omitted.
        reference: Whose pay stays as it is: reference (if omitted: the yardstick's people are given the group's
            factors) or comparison (the group's people are given the yardstick's).
        scale: level (pay as it is) if omitted, or log (natural logarithms of pay).

    Returns:
        A header and a row for each item: its name, value, the value as a fraction of the yardstick's statistic, and
        its share of the gap. The statistic of both groups and of the reweighted one, the rows used, the largest
        weight, the effective sample size and a word on the overlap; then the gap (reference minus group, positive =
        the group earns less), its composition part (other factors) and its structure part (other pay for the same).

    Raises:
        ShapeError: pay, group, factors or weights differ in length.
        MissingValueError: No row is complete, or a factor is blank throughout.
        UnknownLabelError: reference_value is not in group, or statistic, reference or scale is no such choice.
        ArgumentTypeError: A factor mixes numbers and texts.
        DomainError: There are not two groups, pay that the statistic or log does not allow, an infinite number, bad
            weights, too few rows in a group, a level that only one group has, factors that cannot be told apart, or
            that tell the groups apart so well that nobody is left to compare.
        LimitError: Factors make more than 1,000 variables.

    Warnings:
        Weights come from a logit on the factors as they stand, without squares or products: add columns for those.
        Weights are not trimmed; the overlap row counts those above sqrt(N) / N of the total, the usual rule. There
        are no standard errors.

    Working:
        statistic of pay by group, reference_value minus the other = composition + structure, by people weighed with
        their odds of belonging to the other, from a logit on factors

    Source:
        DiNardo, Fortin and Lemieux (1996); trimming rule of Huber, Lechner and Wunsch (2013).

    Examples:
        >>> reweighted_gap([4.0, 6.0, 4.0, 6.0, 2.0, 3.0, 2.0, 3.0], ["M", "M", "M", "M", "F", "F", "F", "F"], "M",
        ...     [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0], "mean")  # doctest: +NORMALIZE_WHITESPACE
        [['part, M minus F', 'mean of pay', "fraction of M's", 'share of the gap'],
         ['mean of pay: M', 5.0, 1.0, ''],
         ['mean of pay: F', 2.5, 0.5, ''],
         ['mean of pay: M with the factors of F', 5.0, 1.0, ''],
         ['rows used of M', 4.0, '', ''],
         ['rows used of F', 4.0, '', ''],
         ['largest weight, 1 = the average', 1.0, '', ''],
         ['effective sample size of M', 4.0, '', ''],
         ['overlap', 'enough: no row carries too much of the weight', '', ''],
         ['gap: M minus F, positive = F has less', 2.5, 0.5, 1.0],
         ["composition: other factors, paid as M's", 0.0, 0.0, 0.0],
         ['structure: other pay for the factors of F', 2.5, 0.5, 1.0]]
    """
    measure = asked(statistic)
    towards_group = _keeps_reference(reference)
    observed = scaled(observations(pay, group, reference_value, factors, weights), scale)
    _refuse_no_overlap(observed)
    found = _reweighted(observed, measure, towards_group)
    own, other = (statistic_of(rows.pay, rows.weights, measure) for rows in observed.rows)
    name = measure if isinstance(measure, str) else f"quantile {measure:.6g}"
    unit = "ln(pay)" if is_log(scale) else "pay"
    return list(_table(observed.labels, f"{name} of {unit}", (own, other), found, towards_group, observed))


def _keeps_reference(reference: Any) -> bool:
    """Whether the yardstick's people are the ones to be reweighted."""
    wanted = reference.strip().casefold() if isinstance(reference, str) else ""
    if wanted not in ("reference", "comparison"):
        raise UnknownLabelError(f"reference is '{clipped(str(reference))}'; here it is reference or comparison")
    return wanted == "reference"


def _refuse_no_overlap(observed: Observations) -> None:
    """Each group needs somebody at every level, and rows enough."""
    for label, found in zip(observed.labels, gathered(observed.rows), strict=True):
        refuse_unfit(found, observed.layout, label)


def _reweighted(observed: Observations, measure: float | str, towards_group: bool) -> _Reweighted:
    """One group's statistic with the other group's factors."""
    logits = _logits(observed)
    count = len(observed.rows[0])
    chosen = observed.rows[0] if towards_group else observed.rows[1]
    own = logits[:count] if towards_group else -logits[count:]
    factors = np.exp(own - own.max())  # the odds, but for a constant that cancels
    weighed = factors if chosen.weights is None else factors * chosen.weights
    average = float(np.average(factors, weights=chosen.weights))
    rule = 1 / math.sqrt(logits.size)
    return _Reweighted(
        statistic_of(chosen.pay, weighed, measure),
        float(factors.max()) / average,
        float(weighed.sum() ** 2 / (weighed @ weighed)),
        len(chosen),
        int((weighed > rule * weighed.sum()).sum()),
        rule,
    )


def _logits(observed: Observations) -> FloatArray:
    """ln(odds) of belonging to the group for every row, by weighted iterated least squares."""
    both, member = observed.together(), observed.membership
    weights = np.ones(len(both)) if both.weights is None else both.weights
    origin = origin_of([both])
    origin[1] = 0.0
    start = float(np.average(member, weights=weights))
    logits = np.full(len(both), math.log(start / (1 - start)))
    for _ in range(_MOST_ROUNDS):
        chance = 1 / (1 + np.exp(-logits))
        doubt = chance * (1 - chance)
        working = replace(both, pay=logits + (member - chance) / doubt, weights=weights * doubt)
        improved = _predicted(working, origin, observed.layout)
        if np.abs(improved).max() > _CERTAIN:
            break
        if np.abs(improved - logits).max() <= _SETTLED:
            return improved
        logits = improved
    raise DomainError(
        "factors tell the two groups apart so well that nobody is left to compare; use fewer or coarser factors"
    )


def _predicted(working: Rows, origin: FloatArray, layout: Layout) -> FloatArray:
    """What least squares of the working variable gives for each row."""
    fit = fitted(moments(working, origin), layout, "both groups together")
    return np.concatenate([chunk.pay - residuals(chunk, origin, layout, fit.estimates) for chunk in working.chunks()])


def _table(
    labels: tuple[str, str],
    name: str,
    statistics: tuple[float, float],
    found: _Reweighted,
    towards_group: bool,
    observed: Observations,
) -> Iterator[list[Any]]:
    own, other = labels
    reference, group = statistics
    gap = gap_between(reference, group)
    composition = reference - found.statistic if towards_group else found.statistic - group
    changed, giver = (own, other) if towards_group else (other, own)
    yield [f"part, {own} minus {other}", name, f"fraction of {own}'s", "share of the gap"]
    yield [f"{name}: {own}", reference, share_of_gap(reference, reference), ""]
    yield [f"{name}: {other}", group, share_of_gap(group, reference), ""]
    yield [
        f"{name}: {changed} with the factors of {giver}",
        found.statistic,
        share_of_gap(found.statistic, reference),
        "",
    ]
    for label, rows in zip(labels, observed.rows, strict=True):
        yield [f"rows used of {label}", float(len(rows)), "", ""]
    yield ["largest weight, 1 = the average", found.largest, "", ""]
    yield [f"effective sample size of {changed}", found.effective, "", ""]
    yield ["overlap", _overlap(found), "", ""]
    for part, value in (
        (f"gap: {own} minus {other}, positive = {other} has less", gap),
        (f"composition: other factors, paid as {changed}'s", composition),
        (f"structure: other pay for the factors of {giver}", gap - composition),
    ):
        yield [part, value, share_of_gap(value, reference), share_of_gap(value, gap)]


def _overlap(found: _Reweighted) -> str:
    """Whether the reweighted group rests on enough of its people, in words."""
    faults = []
    if found.heavy:
        people = "row carries" if found.heavy == 1 else "rows carry"
        faults.append(f"{found.heavy} {people} more than {found.rule:.2%} of all weight each")
    if found.effective < _FEW * found.rows:
        faults.append(f"the effective sample size is {found.effective / found.rows:.0%} of the rows")
    return f"warning: {' and '.join(faults)}" if faults else "enough: no row carries too much of the weight"

"""The tables of Blinder and Oaxaca's decompositions: every part of a model in words, with sign and reference."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from gapsheet.decomposition.parts import (
    Part,
    Twofold,
    gap_between,
    gap_of,
    predicted,
    share_of_gap,
    threefold,
    twofold,
)
from gapsheet.decomposition.references import Model, coefficients, share_of

ROWS_USED = "rows used of"  # begins the rows of a table of parts that count people


def part_table(model: Model, choices: Sequence[str | float], in_logs: bool) -> list[list[Any]]:
    """A header, the means and their gap, the threefold split, and the twofold split at each reference.

    Args:
        model: Both groups' regressions.
        choices: The references, as `references.chosen` gives them.
        in_logs: Whether pay stands in natural logarithms.
    """
    model = model.central
    return [_header(model, in_logs), *_means(model, in_logs), *_threefold(model), *_twofolds(model, choices)]


def detail_table(model: Model, choice: str | float, in_logs: bool) -> list[list[Any]]:
    """A header, and a row for every factor, level, the constant and the total, at one reference.

    Args:
        model: Both groups' regressions.
        choice: The reference, as `references.chosen` gives it.
        in_logs: Whether pay stands in natural logarithms.
    """
    return [_detail_header(model, choice, in_logs), *_details(model, choice)]


def _header(model: Model, in_logs: bool) -> list[Any]:
    own, other = model.reference.label, model.group.label
    unit = "mean of ln(pay)" if in_logs else "mean pay"
    return [f"part, {own} minus {other}: positive = {other} earns less", unit, "standard error", "share of the gap"]


def _means(model: Model, in_logs: bool) -> Iterator[list[Any]]:
    """The two means, the gap between them and the rows used."""
    own, other = model.reference.label, model.group.label
    parts = predicted(model, coefficients(model, "reference"))
    for side, part in zip(model.sides, parts, strict=True):
        yield [f"mean of {side.label}", part.total, part.error, ""]
    gap, error = gap_of(*parts)
    yield [f"gap: {own} minus {other}, positive = {other} earns less", gap, error, share_of_gap(gap, gap)]
    if in_logs:
        left = math.exp(-gap)
        yield [
            f"gap of geometric means, fraction of {own}'s, positive = {other} earns less",
            1 - left,
            left * error,
            "",
        ]
    for side in model.sides:
        yield [f"{ROWS_USED} {side.label}", float(side.moments.rows), "", ""]


def _threefold(model: Model) -> Iterator[list[Any]]:
    """The threefold split, seen from the group."""
    own, other = model.reference.label, model.group.label
    split = threefold(model, coefficients(model, "reference"))
    gap = _gap(model)
    yield _row(f"threefold, endowments: more of the factors in {own}, valued as {other}'s", split.endowments, gap)
    yield _row(f"threefold, coefficients: {other}'s factors, paid as {own}'s", split.coefficients, gap)
    yield _row("threefold, interaction: both differences together", split.interaction, gap)


def _twofolds(model: Model, choices: Sequence[str | float]) -> Iterator[list[Any]]:
    """The twofold split at each reference."""
    for choice in choices:
        name = _name(model, choice)
        split = _split(model, choice)
        gap = _gap(model)
        yield _row(f"{name}: explained by factors", split.explained, gap)
        yield _row(f"{name}: unexplained", split.unexplained, gap)
        if not _one_sided(model, choice):
            yield _row(f"{name}: unexplained, advantage of {model.reference.label}", split.advantage, gap)
            yield _row(f"{name}: unexplained, disadvantage of {model.group.label}", split.disadvantage, gap)


def _one_sided(model: Model, choice: Any) -> bool:
    """Whether all of the unexplained part falls to one group by construction."""
    return choice == "pooled" or share_of(model, choice) in (0.0, 1.0)


def _name(model: Model, choice: Any) -> str:
    """A reference in words."""
    own, other = model.reference.label, model.group.label
    if isinstance(choice, float):
        return f"coefficients {choice:.6g} of {own}, {1 - choice:.6g} of {other}"
    return {
        "reference": f"reference (coefficients of {own})",
        "comparison": f"comparison (coefficients of {other})",
        "reimers": "reimers (half and half)",
        "cotton": f"cotton ({share_of(model, 'cotton'):.4f} of {own})",
        "neumark": "neumark (all rows, no group dummy)",
        "pooled": "pooled (all rows, with group dummy)",
    }[choice]


def _gap(model: Model) -> float:
    first, second = (float(side.moments.means[0]) for side in model.sides)
    return gap_between(first, second)


def _row(name: str, part: Part, gap: float) -> list[Any]:
    return [name, part.total, part.error, share_of_gap(part.total, gap)]


def _split(model: Model, choice: str | float) -> Twofold:
    return twofold(model, coefficients(model, choice))


def _detail_header(model: Model, choice: Any, in_logs: bool) -> list[Any]:
    own, other = model.reference.label, model.group.label
    unit = "ln(pay)" if in_logs else "pay"
    at = choice if isinstance(choice, str) else f"{choice:.6g} of {own}"
    explained = f"explained: {own} minus {other} in {unit}, {at} coefficients"
    unexplained = f"unexplained: {own} minus {other}, positive = {other} earns less"
    means = [f"mean of {own}", f"mean of {other}"]
    return ["factor", "level", *means, explained, "standard error", unexplained, "standard error"]


def _details(model: Model, choice: str | float) -> Iterator[list[Any]]:
    """Every factor and level, the constant, and the total."""
    split, whole = (_split(measured, choice) for measured in (model, model.central))
    own, other = (model.means(side) for side in model.sides)
    for term in model.layout.terms():
        whole_category = len(term.positions) > 1
        place = term.positions[0]
        means = ["", ""] if whole_category else [float(own[place]), float(other[place])]
        level = "all levels" if whole_category else "" if term.level is None else str(term.level)
        yield [
            term.factor,
            level,
            *means,
            *split.explained.over(term.positions),
            *split.unexplained.over(term.positions),
        ]
    yield ["constant", "", 1.0, 1.0, *split.explained.over((0,)), *split.unexplained.over((0,))]
    totals = [whole.explained.total, whole.explained.error, whole.unexplained.total, whole.unexplained.error]
    yield ["total", "", "", "", *totals]

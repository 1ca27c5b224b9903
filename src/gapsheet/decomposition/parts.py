"""The parts of a gap, factor by factor, each with its variance by the delta method."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gapsheet.decomposition.references import Coefficients, Model
from gapsheet.errors import CellError
from gapsheet.quantities import FloatArray

_SAME = 1e-14  # of their size: figures of equal pay that differ by less differ by rounding


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a gap: what each variable contributes, and the covariance of these contributions."""

    contributions: FloatArray
    covariance: FloatArray

    @property
    def total(self) -> float:
        """The whole part."""
        return float(self.contributions.sum())

    @property
    def error(self) -> float:
        """Standard error of the whole part."""
        return math.sqrt(max(float(self.covariance.sum()), 0.0))

    def over(self, positions: tuple[int, ...]) -> tuple[float, float]:
        """What some variables contribute together, and its standard error."""
        places = list(positions)
        variance = float(self.covariance[np.ix_(places, places)].sum())
        return float(self.contributions[places].sum()), math.sqrt(max(variance, 0.0))


@dataclass(frozen=True, slots=True)
class Threefold:
    """Gap = endowments + coefficients + interaction, seen from the group."""

    endowments: Part
    coefficients: Part
    interaction: Part


@dataclass(frozen=True, slots=True)
class Twofold:
    """Gap = explained + unexplained; the unexplained part = advantage of the reference + disadvantage of the group."""

    explained: Part
    unexplained: Part
    advantage: Part
    disadvantage: Part


def predicted(model: Model, coefficients: Coefficients) -> tuple[Part, Part]:
    """Mean pay of each group, as its coefficients give it for its mean factors."""
    width = model.layout.width
    own = coefficients.covariance[:width, :width], coefficients.covariance[width : 2 * width, width : 2 * width]
    values = coefficients.reference, coefficients.group
    first, second = (
        _product(model.means(side), value, covariance, mean_covariance)
        for side, value, covariance, mean_covariance in zip(
            model.sides, values, own, model.mean_covariances, strict=True
        )
    )
    return first, second


def gap_between(reference: float, group: float) -> float:
    """The difference of two figures; none where they differ by rounding only, so that nothing is shared out by it."""
    gap = reference - group
    return 0.0 if abs(gap) <= _SAME * max(abs(reference), abs(group)) else gap


def share_of_gap(part: float, gap: float) -> Any:
    """What part of the gap something is."""
    return CellError.DIV0 if gap == 0 else part / gap


def gap_of(reference: Part, group: Part) -> tuple[float, float]:
    """Gap of two independent means, and its standard error."""
    return gap_between(reference.total, group.total), math.hypot(reference.error, group.error)


def threefold(model: Model, coefficients: Coefficients) -> Threefold:
    """The three parts; needs coefficients of which the covariance between the groups is known to be nothing."""
    width = model.layout.width
    first, second = (coefficients.covariance[at : at + width, at : at + width] for at in (0, width))
    mean_a, mean_b = model.mean_covariances
    base = model.means(model.group)
    more = model.means(model.reference) - base
    better = coefficients.reference - coefficients.group
    return Threefold(
        _product(more, coefficients.group, second, mean_a + mean_b),
        _product(base, better, first + second, mean_b),
        _product(more, better, first + second, mean_a + mean_b),
    )


def twofold(model: Model, coefficients: Coefficients) -> Twofold:
    """The explained and the unexplained part at the coefficients in between."""
    mean_a, mean_b = model.mean_covariances
    own, other = model.means(model.reference), model.means(model.group)
    none = np.zeros_like(own)
    ahead = coefficients.reference - coefficients.between
    behind = coefficients.between - coefficients.group
    covariance = coefficients.covariance
    return Twofold(
        explained=_combined(
            (own - other) * coefficients.between,
            (none, none, own - other),
            covariance,
            _scaled(coefficients.between, mean_a + mean_b),
        ),
        unexplained=_combined(
            own * ahead + other * behind,
            (own, -other, other - own),
            covariance,
            _scaled(ahead, mean_a) + _scaled(behind, mean_b),
        ),
        advantage=_combined(own * ahead, (own, none, -own), covariance, _scaled(ahead, mean_a)),
        disadvantage=_combined(other * behind, (none, -other, other), covariance, _scaled(behind, mean_b)),
    )


def _product(means: FloatArray, values: FloatArray, value_covariance: FloatArray, mean_covariance: FloatArray) -> Part:
    """Means times coefficients that are independent of them."""
    return Part(means * values, _scaled(means, value_covariance) + _scaled(values, mean_covariance))


def _combined(
    contributions: FloatArray,
    gradients: tuple[FloatArray, FloatArray, FloatArray],
    covariance: FloatArray,
    from_means: FloatArray,
) -> Part:
    """Contributions that depend on all three sets of coefficients, each variable on its own ones."""
    width = len(contributions)
    total = from_means.copy()
    for row, first in enumerate(gradients):
        for column, second in enumerate(gradients):
            block = covariance[row * width : (row + 1) * width, column * width : (column + 1) * width]
            total += block * np.outer(first, second)
    return Part(contributions, total)


def _scaled(factors: FloatArray, covariance: FloatArray) -> FloatArray:
    """The covariance of quantities that are each multiplied by a fixed factor."""
    scaled: FloatArray = covariance * np.outer(factors, factors)
    return scaled

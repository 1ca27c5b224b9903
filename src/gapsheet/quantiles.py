"""The quantile rules: how a share of the weight becomes a value, by the three types that are offered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gapsheet.errors import DomainError
from gapsheet.quantities import FloatArray

TYPES = (1, 2, 7)  # as Hyndman and Fan (1996) number them
ROUNDING = 1e-9  # of the total weight: a cumulative weight this near to the share asked for has reached it


@dataclass(frozen=True, slots=True)
class Ranked:
    """Values in ascending order and the weight up to and including each."""

    values: FloatArray
    cumulative: FloatArray

    @property
    def total(self) -> float:
        """The weight of all."""
        return float(self.cumulative[-1])

    def quantile(self, quantile: float, method: int = 2) -> float:
        """The value at a share of the weight by type 1, 2 or 7; at 0 the smallest, at 1 the largest."""
        if method == 7 and self.values.size > 1 and self.total < 2:
            raise DomainError(
                f"weights add up to {self.total:,.12g}; method 7 counts people and needs at least 2: use method 2"
            )
        if quantile in (0, 1):
            return float(self.values[-int(quantile)])
        if method == 7:
            return self._between_people(quantile)
        reached, passed = self._around(quantile * self.total)
        return reached if method == 1 else reached / 2 + passed / 2

    def _around(self, weight: float) -> tuple[float, float]:
        """The first value at which a cumulative weight is reached, and the first at which it is passed."""
        last = self.values.size - 1
        near = ROUNDING * self.total
        reached = min(int(np.searchsorted(self.cumulative, weight - near, "left")), last)
        passed = min(int(np.searchsorted(self.cumulative, weight + near, "right")), last)
        return float(self.values[reached]), float(self.values[passed])

    def _between_people(self, quantile: float) -> float:
        """Type 7 over as many people as the weights add up to, who stand at places 1, 2, 3 and so on."""
        place = 1 + (self.total - 1) * quantile
        before = float(np.floor(place))
        lower, upper = self._around(before)[0], self._around(before + 1)[0]
        return lower + (place - before) * (upper - lower)


def ranked(values: FloatArray, weights: FloatArray | None = None) -> Ranked:
    """A clean sample in ascending order, from which any number of quantiles can be read."""
    if weights is None or (weights == 1).all():
        return Ranked(np.sort(values), np.arange(1.0, values.size + 1))
    order = np.argsort(values)
    return Ranked(values[order], np.cumsum(weights[order]))


def weighted_quantile_of(values: FloatArray, weights: FloatArray | None, quantile: float, method: int = 2) -> float:
    """The quantile of a clean sample, as `weighted_sample` gives it, without further checks."""
    return ranked(values, weights).quantile(quantile, method)


def weighted_mean_of(values: FloatArray, weights: FloatArray) -> float:
    """The mean of a clean sample, as a distance from the first value: equal values then have exactly that mean."""
    first = float(values[0])
    return first + float(weights @ (values - first)) / float(weights.sum())

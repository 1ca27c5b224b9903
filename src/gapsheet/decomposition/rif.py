"""Recentred influence functions: how far each pay pulls a quantile, the variance or the Gini index of all pay."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gapsheet.errors import DomainError, UnknownLabelError
from gapsheet.guards import clipped
from gapsheet.quantities import FloatArray

_TIE = 1e-9  # of all weight: a share that is missed by less is met
_EVEN = 1e-15  # of the mean: pay that differs by less does not differ
_NAMES: dict[str, float | str] = {"median": 0.5, "mean": "mean", "variance": "variance", "gini": "gini"}


@dataclass(frozen=True, slots=True)
class Influence:
    """A statistic of pay, each pay's recentred influence on it, and the width of the kernel used, if any."""

    statistic: float
    values: FloatArray
    bandwidth: float | None = None


def asked(statistic: Any) -> float | str:
    """The statistic that a cell asks for: a quantile's share, or a name.

    Raises:
        UnknownLabelError: No such statistic.
        DomainError: A quantile outside 0 to 1.
    """
    if isinstance(statistic, str):
        found = _NAMES.get(statistic.strip().casefold())
        if found is None:
            raise UnknownLabelError(
                f"statistic is '{clipped(statistic)}'; it is a quantile between 0 and 1, {', '.join(_NAMES)}"
            )
        return found
    if not 0 < statistic < 1:
        raise DomainError(f"statistic is {statistic:.12g}; a quantile lies between 0 and 1")
    return float(statistic)


def influence(
    pay: FloatArray, weights: FloatArray | None, statistic: float | str, bandwidth: float | None
) -> Influence:
    """The statistic and every pay's recentred influence on it.

    Raises:
        DomainError: The statistic does not exist for these pays.
    """
    weighed = np.ones(pay.size) if weights is None else weights
    if statistic == "mean":
        return Influence(float(np.average(pay, weights=weighed)), pay)
    if statistic == "variance":
        mean = float(np.average(pay, weights=weighed))
        away = pay - mean
        away[np.abs(away) <= _EVEN * abs(mean)] = 0.0  # rounding of the mean, not variance
        values = away**2
        return Influence(float(np.average(values, weights=weighed)), values)
    if statistic == "gini":
        return _gini(pay, weighed)
    return _quantile(pay, weighed, float(statistic), bandwidth)


def statistic_of(pay: FloatArray, weights: FloatArray | None, statistic: float | str) -> float:
    """The statistic alone, which may exist where the influences do not."""
    if isinstance(statistic, str):
        return influence(pay, weights, statistic, None).statistic
    return quantile(pay, np.ones(pay.size) if weights is None else weights, statistic)


def quantile(pay: FloatArray, weights: FloatArray, share: float) -> float:
    """The weighted quantile of type 2: where the cumulative weight meets the share exactly, halfway to the next pay."""
    order = np.argsort(pay, kind="stable")
    cumulative = np.cumsum(weights[order])
    wanted = share * cumulative[-1]
    slack = _TIE * cumulative[-1]
    low = int(np.searchsorted(cumulative, wanted - slack))
    high = int(np.searchsorted(cumulative, wanted + slack, side="right"))
    last = pay.size - 1
    return float(pay[order[min(low, last)]] + pay[order[min(high, last)]]) / 2


def default_bandwidth(pay: FloatArray) -> float:
    """Silverman's width, 0.9 min(sd, IQR / 1.34) n^(-1/5), of the rows whatever they weigh: R's bw.nrd0."""
    deviation = float(pay.std(ddof=1))
    lower, upper = np.quantile(pay, [0.25, 0.75])
    spread = min(deviation, float(upper - lower) / 1.34) or deviation
    return float(0.9 * spread * pay.size**-0.2)


def _quantile(pay: FloatArray, weights: FloatArray, share: float, bandwidth: float | None) -> Influence:
    """q + (p - 1{pay <= q}) / f(q), the density f by a Gaussian kernel."""
    found = quantile(pay, weights, share)
    if pay.min() == pay.max():
        raise DomainError("all pay of a group is the same, so that it has no density at its quantile")
    width = default_bandwidth(pay) if bandwidth is None else bandwidth
    kernel = np.exp(-(((pay - found) / width) ** 2) / 2) / (width * math.sqrt(2 * math.pi))
    density = float(np.average(kernel, weights=weights))
    if density == 0:
        raise DomainError(f"no pay lies near the quantile {found:,.12g}: bandwidth {width:.6g} is too narrow")
    values: FloatArray = np.asarray(found + (share - (pay <= found)) / density, dtype=float)
    return Influence(found, values, width)


def _gini(pay: FloatArray, weights: FloatArray) -> Influence:
    """G + 2 (R - C + (y / mean) (R - 1 + F)), with R, C and F halfway through each pay's own weight.

    F is the share of people below a pay, C their share of all pay, R the area below the Lorenz curve. Halfway makes
    the influences average to nothing, ties and all.
    """
    if (pay < 0).any() or not (pay > 0).any():
        raise DomainError(f"pay holds {pay.min():,.12g}; the Gini index needs pay of 0 or more, and some above 0")
    distinct, places = np.unique(pay, return_inverse=True)
    people = np.bincount(places, weights) / weights.sum()
    mean = float(people @ distinct)
    earned = people * distinct / mean
    below = np.cumsum(people) - people / 2
    share = np.cumsum(earned) - earned / 2
    area = float(people @ share)
    pull = 2 * (area - share + distinct / mean * (area - 1 + below))
    return Influence(1 - 2 * area, (1 - 2 * area + pull)[places])

"""The adjusted gap from moments: one regression of both groups with the group as a factor, its test and its rating."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gapsheet.decomposition.layout import Factor, Layout
from gapsheet.decomposition.moments import Moments, Source, with_membership
from gapsheet.decomposition.regression import Fit, fitted, scores
from gapsheet.errors import DomainError
from gapsheet.quantities import FloatArray

_SIGNIFICANCE = 0.05  # two-sided, as in Logib
_TRUNCATION = 1000  # the rated gap is cut to a tenth of a percent, as in Logib
_NOTHING = 1e-13  # of ln(pay): a coefficient without error and size is rounding
_ROUNDING = 1e-9  # of a tenth of a percent: 5.0 % computed as 4.9999999999999 % is 5.0 %


@dataclass(frozen=True, slots=True)
class _Estimate:
    """The coefficient of belonging to the group, and what goes with it."""

    coefficient: float
    variance: float
    freedom: int
    determination: float  # R squared

    @property
    def error(self) -> float:
        return math.sqrt(self.variance)

    @property
    def t_value(self) -> float:
        if self.error:
            return self.coefficient / self.error
        return 0.0 if abs(self.coefficient) <= _NOTHING else math.copysign(math.inf, self.coefficient)

    @property
    def gap(self) -> float:
        """The gap in pay by Kennedy's correction, positive = the group earns less."""
        return -math.expm1(self.coefficient - self.variance / 2)

    @property
    def gap_error(self) -> float:
        """Standard error of the corrected gap, by van Garderen and Shah's approximation."""
        return math.exp(self.coefficient - self.variance / 2) * math.sqrt(-math.expm1(-self.variance))

    @property
    def probability(self) -> float:
        """Two-sided p value of there being no gap."""
        from scipy.special import stdtr  # slow to import, and needed here only

        return float(2 * stdtr(self.freedom, -abs(self.t_value)))


def adjusted_table(
    layout: Layout,
    labels: tuple[str, str],
    found: tuple[Moments, Moments],
    target: float,
    limit: float,
    rows: tuple[Source, Source] | None = None,
) -> list[list[Any]]:
    """A header and a row for each item of the adjusted gap.

    Args:
        layout: The factors.
        labels: What the table calls the reference and the group.
        found: Their moments, of pay in natural logarithms.
        target: Target value of the rating.
        limit: Limit value of the rating.
        rows: Their rows, for robust errors; needed only where they carry weights.

    Raises:
        DomainError: Too few rows, or factors that cannot be told apart.
    """
    weighted = rows is not None and rows[0].weighted
    both, wider = with_membership(*found), Layout((Factor("membership of the group"), *layout.factors))
    _refuse_too_few(both, wider)
    fit = fitted(both, wider, "both groups together")
    covariance = _robust(fit, both, layout, rows) if rows is not None and weighted else fit.conventional
    estimate = _estimate(both, wider, fit, float(covariance[1, 1]))
    return _items(labels, found, estimate, "robust (HC1)" if weighted else "conventional", target, limit)


def _estimate(both: Moments, layout: Layout, fit: Fit, variance: float) -> _Estimate:
    """The coefficient of membership, which is the first number."""
    freedom = both.rows - len(layout.kept)
    spread = float(both.scatter[0, 0])
    left = fit.residual_variance * freedom
    return _Estimate(float(fit.estimates[1]), variance, freedom, 1 - left / spread if spread else 1.0)


def _robust(fit: Fit, both: Moments, layout: Layout, rows: tuple[Source, Source]) -> FloatArray:
    """HC1, group by group: within a group, membership only moves the constant."""
    origin = np.delete(both.origin, 2)
    own = np.delete(fit.estimates, 1)
    middle = np.zeros_like(fit.bread)
    for member, source in enumerate(rows):
        estimates = own + member * fit.estimates[1] * (layout.kept == 0)
        scored = scores(source, origin, layout, estimates, estimates)
        reach = np.insert(np.eye(len(own)), 1, member * (layout.kept == 0), axis=0)
        middle += reach @ scored @ reach.T
    freedom = both.rows - len(fit.estimates)
    covariance: FloatArray = both.rows / freedom * fit.bread @ middle @ fit.bread
    return covariance


def _refuse_too_few(found: Moments, layout: Layout) -> None:
    count = len(layout.kept)
    if found.rows <= count:
        raise DomainError(f"complete rows: {found.rows}; {count} coefficients need {count + 1} or more")


def _items(
    labels: tuple[str, str],
    found: tuple[Moments, Moments],
    estimate: _Estimate,
    errors: str,
    target: float,
    limit: float,
) -> list[list[Any]]:
    """Every item with its value and its meaning."""
    own, other = labels
    first, second = (float(side.means[0]) for side in found)
    rated = _truncated(estimate.gap)
    significant = estimate.probability < _SIGNIFICANCE
    sign = f"fraction of {own}'s pay, {own} minus {other}, positive = {other} earns less"
    t_value = estimate.t_value if math.isfinite(estimate.t_value) else ""
    return [
        ["item", "value", "meaning"],
        ["adjusted gap", estimate.gap, f"{sign}; same factors, Kennedy's correction"],
        ["standard error of the adjusted gap", estimate.gap_error, "in the same unit"],
        ["gap without factors", -math.expm1(second - first), f"{sign}; of geometric means"],
        [
            "coefficient",
            estimate.coefficient,
            f"ln(pay) of {other} minus {own}, same factors: negative = {other} earns less",
        ],
        ["standard error of the coefficient", estimate.error, errors],
        ["t value", t_value, "coefficient over its standard error"],
        ["p value", estimate.probability, "of no gap at all, two-sided"],
        ["rated gap", rated, "adjusted gap without its sign, cut to 0.1 %"],
        ["rating", _rating(rated, significant, target, limit), _direction(estimate.gap, labels)],
        ["R squared", estimate.determination, "share of the variance of ln(pay) that factors and group account for"],
        [f"rows used of {own}", float(found[0].rows), "complete rows"],
        [f"rows used of {other}", float(found[1].rows), "complete rows"],
    ]


def _truncated(gap: float) -> float:
    """The size of a gap, cut to a tenth of a percent."""
    return math.floor(abs(gap) * _TRUNCATION + _ROUNDING) / _TRUNCATION


def _rating(rated: float, significant: bool, target: float, limit: float) -> str:
    """Logib's four levels, by the cut gap."""
    if not significant:
        return "not significantly different from 0"
    if rated > limit:
        return f"significant, above the limit of {limit * 100:.6g} %"
    if rated > target:
        return f"significant, above the target of {target * 100:.6g} %, not above the limit of {limit * 100:.6g} %"
    return f"significant, not above the target of {target * 100:.6g} %"


def _direction(gap: float, labels: tuple[str, str]) -> str:
    own, other = labels
    return f"{other} earns {'less' if gap > 0 else 'more'} than {own}"

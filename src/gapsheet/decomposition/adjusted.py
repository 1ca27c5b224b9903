"""The adjusted gap: what remains between people alike in every factor, and its rating against a limit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gapsheet.decomposition.layout import Factor, Layout
from gapsheet.decomposition.moments import Moments, Rows, moments, origin_of
from gapsheet.decomposition.observations import Observations, observations, scaled
from gapsheet.decomposition.regression import Fit, fitted, scores
from gapsheet.decomposition.units import GroupLabels, ItemTable, Pays, ReferenceLabel, SampleWeights, Threshold
from gapsheet.errors import DomainError
from gapsheet.quantities import Columns

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


def adjusted_gap(
    pay: Pays,
    group: GroupLabels,
    reference_value: ReferenceLabel,
    factors: Columns,
    weights: SampleWeights | None = None,
    target: Threshold = 0.025,
    limit: Threshold = 0.05,
) -> ItemTable:
    """The gap in pay that remains between people with the same factors, with its test and its rating against a limit.

    Args:
        pay: Pay of each person, above 0; blanks are skipped.
        group: The group of each person, under exactly two labels.
        reference_value: Label of the yardstick group; capitals do not matter.
        factors: Columns of numbers or of texts (categories), a row for each person; one row more above holds names.
        weights: Sampling weights; 1 each if omitted.
        target: Target value that the gap should not exceed; 0.025 (2.5 %) if omitted.
        limit: Limit value that the gap must not exceed; 0.05 (5 %) if omitted.

    Returns:
        A header and a row for each item: its name, value and meaning. Adjusted gap (reference minus group, as a
        fraction of the reference's pay, positive = the group earns less) and its standard error, the gap without
        factors, the coefficient with standard error, t and p value, the gap cut to a tenth of a percent as it is
        rated, the rating, R squared, and the rows used.

    Raises:
        ShapeError: pay, group, factors or weights differ in length.
        MissingValueError: No row is complete, or a factor is blank throughout.
        UnknownLabelError: reference_value is not in group.
        ArgumentTypeError: A factor mixes numbers and texts.
        DomainError: There are not two groups, pay of zero or less, an infinite number, bad weights, too few rows,
            factors that cannot be told apart (from the group neither), or 0 <= target <= limit does not hold.
        LimitError: Factors make more than 1,000 variables.

    Warnings:
        A gap in either direction is rated. The rating needs a gap that differs from 0 at 5 %, two-sided; with weights
        the test is by robust (HC1) errors. Logib's own factors are training, service, experience and its square,
        level of requirements and position, for 50 employees or more: that choice is the user's here.

    Working:
        1 - exp(b - V(b) / 2), b the coefficient of not being reference_value in least squares of ln(pay) on group and
        factors, weights; rated against target and limit

    Source:
        Kennedy (1981); van Garderen and Shah (2002) for the standard error; rating as Logib, the Swiss
        Confederation's tool, since 2024.

    Examples:
        >>> adjusted_gap([2.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0, 1.0], ["M", "M", "M", "M", "F", "F", "F", "F"], "M",
        ...     [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0])  # doctest: +NORMALIZE_WHITESPACE
        [['item', 'value', 'meaning'],
         ['adjusted gap', 0.5,
          "fraction of M's pay, M minus F, positive = F earns less; same factors, Kennedy's correction"],
         ['standard error of the adjusted gap', 0.0, 'in the same unit'],
         ['gap without factors', 0.5,
          "fraction of M's pay, M minus F, positive = F earns less; of geometric means"],
         ['coefficient', -0.6931471805599453, 'ln(pay) of F minus M, same factors: negative = F earns less'],
         ['standard error of the coefficient', 0.0, 'conventional'],
         ['t value', '', 'coefficient over its standard error'],
         ['p value', 0.0, 'of no gap at all, two-sided'],
         ['rated gap', 0.5, 'adjusted gap without its sign, cut to 0.1 %'],
         ['rating', 'significant, above the limit of 5 %', 'F earns less than M'],
         ['R squared', 1.0, 'share of the variance of ln(pay) that factors and group account for'],
         ['rows used of M', 4.0, 'complete rows'],
         ['rows used of F', 4.0, 'complete rows']]
    """
    if not 0 <= target <= limit:
        raise DomainError(f"target is {target:.12g}, limit {limit:.12g}; 0 <= target <= limit is needed")
    observed = scaled(observations(pay, group, reference_value, factors, weights), "log")
    estimate = _estimate(observed)
    return _items(observed, estimate, target, limit)


def _estimate(observed: Observations) -> _Estimate:
    """Both groups fitted together, with the group as one more number among the factors."""
    layout = _with_group(observed.layout)
    pooled = observed.together()
    both = replace(pooled, numbers=np.vstack([observed.membership, pooled.numbers]))
    origin = origin_of([both])
    found = moments(both, origin)
    _refuse_too_few(found, layout)
    fit = fitted(found, layout, "both groups together")
    covariance = _covariance(both, found, layout, fit)
    spread = float(found.scatter[0, 0])
    left = fit.residual_variance * (found.rows - len(layout.kept))
    determination = 1 - left / spread if spread else 1.0
    return _Estimate(float(fit.estimates[1]), float(covariance[1, 1]), found.rows - len(layout.kept), determination)


def _covariance(both: Rows, found: Moments, layout: Layout, fit: Fit) -> Any:
    """Conventional without weights, HC1 with them."""
    if both.weights is None:
        return fit.conventional
    correction = found.rows / (found.rows - len(layout.kept))
    middle = scores(both, found.origin, layout, fit.estimates, fit.estimates)
    return correction * fit.bread @ middle @ fit.bread


def _with_group(layout: Layout) -> Layout:
    """The group as a number before all others."""
    return Layout((Factor("membership of the group"), *layout.factors))


def _refuse_too_few(found: Moments, layout: Layout) -> None:
    count = len(layout.kept)
    if found.rows <= count:
        raise DomainError(f"there are {found.rows} complete rows; {count} coefficients need {count + 1} or more")


def _items(observed: Observations, estimate: _Estimate, target: float, limit: float) -> list[list[Any]]:
    own, other = observed.labels
    first, second = (float(np.average(rows.pay, weights=rows.weights)) for rows in observed.rows)
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
        [
            "standard error of the coefficient",
            estimate.error,
            "robust (HC1)" if observed.rows[0].weights is not None else "conventional",
        ],
        ["t value", t_value, "coefficient over its standard error"],
        ["p value", estimate.probability, "of no gap at all, two-sided"],
        ["rated gap", rated, "adjusted gap without its sign, cut to 0.1 %"],
        ["rating", _rating(rated, significant, target, limit), _direction(estimate.gap, observed.labels)],
        ["R squared", estimate.determination, "share of the variance of ln(pay) that factors and group account for"],
        [f"rows used of {own}", float(len(observed.rows[0])), "complete rows"],
        [f"rows used of {other}", float(len(observed.rows[1])), "complete rows"],
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

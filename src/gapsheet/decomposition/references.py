"""The reference coefficients of a twofold decomposition: whose pay structure would hold without the gap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from gapsheet.decomposition.layout import Layout
from gapsheet.decomposition.moments import Moments, Source, gathered
from gapsheet.decomposition.regression import (
    Fit,
    fitted,
    kept_products,
    mean_covariance,
    refuse_unfit,
    scores,
    solved_slopes,
)
from gapsheet.errors import UnknownLabelError
from gapsheet.guards import clipped
from gapsheet.quantities import FloatArray

CHOICES = ("reference", "comparison", "reimers", "cotton", "neumark", "pooled")
_OTHER_NAMES = {"group": "comparison", "omega": "neumark", "oaxaca-ransom": "neumark", "jann": "pooled"}


@dataclass(frozen=True, slots=True)
class Side:
    """One group: its rows, its moments and its own coefficients.

    Without rows there is no second pass: estimates and conventional errors only.
    """

    label: str
    rows: Source | None
    moments: Moments
    fit: Fit


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Coefficients of all levels in real units: of the reference group, of the other, and those in between."""

    reference: FloatArray
    group: FloatArray
    between: FloatArray
    covariance: FloatArray  # of the three, one after the other


@dataclass(frozen=True)
class Model:
    """Two groups whose pay is regressed on the same factors.

    Where a number's zero lies moves pay between it and the constant, and leaves every sum over all variables as it is.
    So such sums are taken from the origin: from a zero that is far away their errors would drown in rounding.
    """

    layout: Layout
    reference: Side
    group: Side
    from_origin: bool = False  # whether numbers are measured from the origin of the moments, and not from 0

    @cached_property
    def central(self) -> Model:
        """The same model, for sums over all variables."""
        return replace(self, from_origin=True)

    @cached_property
    def mapping(self) -> FloatArray:
        """From estimates to coefficients of all levels."""
        origin = np.delete(self.reference.moments.origin, 1)
        return self.layout.normalised(np.zeros_like(origin) if self.from_origin else origin)

    @cached_property
    def mean_covariances(self) -> tuple[FloatArray, FloatArray]:
        """Covariances of the factors' means, of the reference group and of the other."""
        first, second = (mean_covariance(side.rows, side.moments, self.layout) for side in self.sides)
        return first, second

    @property
    def sides(self) -> tuple[Side, Side]:
        """The reference group and the other."""
        return self.reference, self.group

    @cached_property
    def own_covariances(self) -> tuple[FloatArray, FloatArray]:
        """Covariances of each group's own estimates: conventional without weights, robust with them."""
        first, second = (self._own_covariance(side) for side in self.sides)
        return first, second

    def _own_covariance(self, side: Side) -> FloatArray:
        if side.rows is None or not side.rows.weighted:
            return side.fit.conventional
        middle = scores(side.rows, side.moments.origin, self.layout, side.fit.estimates, side.fit.estimates)
        freedom = side.moments.rows / (side.moments.rows - len(self.layout.kept))
        return freedom * side.fit.bread @ middle @ side.fit.bread

    def means(self, side: Side) -> FloatArray:
        """Means of constant and variables in one group."""
        return np.concatenate([[1.0], (side.moments.shifts if self.from_origin else side.moments.means)[1:]])

    def real(self, estimates: FloatArray) -> FloatArray:
        """Estimates as coefficients of all levels, in real units."""
        coefficients: FloatArray = self.mapping @ estimates
        coefficients[0] += self.reference.moments.origin[1]
        return coefficients


def model_of(layout: Layout, labels: tuple[str, str], rows: tuple[Source, Source]) -> Model:
    """Both groups' regressions.

    Args:
        layout: The variables.
        labels: What messages and tables call the reference and the group.
        rows: Their rows, which are read once here and again for robust and pooled errors.

    Raises:
        DomainError: A group has too few rows, nobody at some level, or factors that cannot be told apart.
    """
    return model_from(layout, labels, gathered(rows), rows)


def model_from(
    layout: Layout,
    labels: tuple[str, str],
    found: tuple[Moments, Moments],
    rows: tuple[Source | None, Source | None] = (None, None),
) -> Model:
    """Both groups' regressions from moments that were gathered elsewhere, such as in a database.

    Raises:
        DomainError: A group has too few rows, nobody at some level, or factors that cannot be told apart.
    """
    for label, side in zip(labels, found, strict=True):
        refuse_unfit(side, layout, label)
    first, second = (
        Side(label, source, side, fitted(side, layout, label))
        for label, source, side in zip(labels, rows, found, strict=True)
    )
    return Model(layout, first, second)


def chosen(reference: Any) -> str | float:
    """The reference coefficients that a cell asks for: one of the names, or the weight of the reference group's own.

    Raises:
        UnknownLabelError: No such choice.
    """
    if isinstance(reference, str):
        name = reference.strip().casefold()
        name = _OTHER_NAMES.get(name, name)
        if name in CHOICES:
            return name
    elif not isinstance(reference, bool) and 0 <= reference <= 1:
        return float(reference)
    raise UnknownLabelError(
        f"reference is '{clipped(str(reference))}'; it is {', '.join(CHOICES)}, or a weight from 0 to 1 of the "
        "reference group's coefficients"
    )


def share_of(model: Model, choice: str | float) -> float | None:
    """The weight of the reference group's own coefficients; None where all rows are fitted together."""
    if isinstance(choice, float):
        return choice
    first, second = (side.moments.weight for side in model.sides)
    fixed = {"reference": 1.0, "comparison": 0.0, "reimers": 0.5, "cotton": first / (first + second)}
    return fixed.get(choice)


def coefficients(model: Model, choice: str | float) -> Coefficients:
    """The three sets of coefficients with their joint covariance."""
    share = share_of(model, choice)
    return _pooled(model, choice == "pooled") if share is None else _mixed(model, share)


def between_estimates(model: Model, choice: str | float) -> FloatArray:
    """The reference coefficients alone, as estimates: no second pass over the rows."""
    share = share_of(model, choice)
    if share is None:
        return _pooled_estimates(model, choice == "pooled")
    return share * model.reference.fit.estimates + (1 - share) * model.group.fit.estimates


def _mixed(model: Model, share: float) -> Coefficients:
    """A weighted average of the two groups' own coefficients."""
    first, second = (model.mapping @ own @ model.mapping.T for own in model.own_covariances)
    of_reference, of_group = np.array([1.0, 0.0, share]), np.array([0.0, 1.0, 1 - share])
    covariance: FloatArray = np.kron(np.outer(of_reference, of_reference), first).astype(float, copy=False)
    covariance += np.kron(np.outer(of_group, of_group), second)
    own, other = model.reference.fit.estimates, model.group.fit.estimates
    return Coefficients(model.real(own), model.real(other), model.real(share * own + (1 - share) * other), covariance)


def _pooled_estimates(model: Model, with_dummy: bool) -> FloatArray:
    """All rows fitted together; with a dummy of the group, which is then dropped."""
    first, second = (side.moments for side in model.sides)
    both = first + second
    if not with_dummy:
        return fitted(both, model.layout, "both groups").estimates
    slopes = solved_slopes(first.scatter + second.scatter, both, model.layout, "both groups")
    shifts = first.shifts
    return np.concatenate([[shifts[0] - shifts[model.layout.kept[1:]] @ slopes], slopes])


def _pooled(model: Model, with_dummy: bool) -> Coefficients:
    """All rows fitted together, with the joint robust covariance of stacked influence functions, N / (N - 1)."""
    between = _pooled_estimates(model, with_dummy)
    count = len(between)
    covariance = np.zeros((3 * count, 3 * count))
    breads = _shared_breads(model, with_dummy)
    for place, (side, shared) in enumerate(zip(model.sides, breads, strict=True)):
        shift = np.zeros(count)
        if with_dummy and place:
            shift[0] = _dummy(model, between)
        own, residual_between = side.fit.estimates, between + shift
        reach = np.zeros((3 * count, 2 * count))
        reach[place * count : (place + 1) * count, :count] = side.fit.bread
        reach[2 * count :, count:] = shared
        covariance += reach @ _middle(model.layout, side, own, residual_between) @ reach.T
    rows = sum(side.moments.rows for side in model.sides)
    covariance = rows / (rows - 1) * _mapped(covariance, model.mapping)
    own, other = (model.real(side.fit.estimates) for side in model.sides)
    return Coefficients(own, other, model.real(between), covariance)


def _mapped(covariance: FloatArray, mapping: FloatArray) -> FloatArray:
    """The joint covariance of three sets of estimates as that of three sets of coefficients."""
    count = mapping.shape[1]
    parts = [slice(place * count, (place + 1) * count) for place in range(3)]
    return np.block([[mapping @ covariance[row, column] @ mapping.T for column in parts] for row in parts])


def _middle(layout: Layout, side: Side, own: FloatArray, between: FloatArray) -> FloatArray:
    """Sums of w^2 e e' x x' of one group's own residuals and those of the joint fit."""
    if side.rows is None:
        raise ValueError("robust errors need the rows again, not their moments alone")
    origin = side.moments.origin
    first = scores(side.rows, origin, layout, own, own)
    across = scores(side.rows, origin, layout, own, between)
    second = scores(side.rows, origin, layout, between, between)
    return np.block([[first, across], [across, second]])


def _dummy(model: Model, between: FloatArray) -> float:
    """The coefficient of belonging to the group rather than to the reference."""
    shifts = model.group.moments.shifts
    return float(shifts[0] - between[0] - shifts[model.layout.kept[1:]] @ between[1:])


def _shared_breads(model: Model, with_dummy: bool) -> list[FloatArray]:
    """For the rows of each group, what takes their scores to the joint estimates."""
    count = len(model.layout.kept)
    places = np.eye(count)
    reach = [places, places]
    if with_dummy:
        dummy = np.zeros((1, count))
        reach = [np.vstack([places, dummy]), np.vstack([places, places[:1]])]
    products = [kept_products(side.moments, model.layout) for side in model.sides]
    total = np.sum([way @ part @ way.T for way, part in zip(reach, products, strict=True)], axis=0)
    scale = np.sqrt(total.diagonal())
    bread = np.linalg.inv(total / np.outer(scale, scale)) / np.outer(scale, scale)
    return [bread[:count] @ way for way in reach]

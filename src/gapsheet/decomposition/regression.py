"""Least squares from moments: the solve, what makes it impossible, and how sure its coefficients are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gapsheet.decomposition.layout import Layout
from gapsheet.decomposition.moments import Moments, Rows, Source, weighted_products
from gapsheet.errors import DomainError
from gapsheet.quantities import FloatArray

_CONSTANT = 1e-10  # of its size: a number that varies by less does not vary
_REDUNDANT = 1e-10  # of a factor's variance: a factor of which the others leave less than this says nothing new
_EVEN = 1e-15  # of its size: pay that differs by less is the same
_PERFECT = 1e-14  # of the squares of pay: a fit that leaves less than this, which is rounding, leaves nothing


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients of the kept variables, measured from the origin."""

    estimates: FloatArray
    bread: FloatArray  # the inverse of the weighted cross-products X'WX
    residual_variance: float  # of unweighted rows, by n - k

    @property
    def conventional(self) -> FloatArray:
        """Covariance of the estimates where errors vary alike everywhere."""
        return self.residual_variance * self.bread


def refuse_unfit(moments: Moments, layout: Layout, name: str) -> None:
    """Raise where a group cannot have coefficients of its own.

    Args:
        moments: The group's moments.
        layout: The variables.
        name: What messages call the group.
    """
    for term in layout.terms():
        if term.level is not None and moments.products[0, 1 + term.positions[0]] == 0:
            raise DomainError(
                f"nobody in {name} has level '{term.level}' of '{term.factor}', so there is no pay to compare it "
                "with; merge the level with another, or leave its rows out"
            )
    needed = len(layout.kept) + 1
    if moments.rows < needed:
        raise DomainError(
            f"{name} has {moments.rows} complete row{'s' * (moments.rows != 1)}; {needed - 1} coefficients with "
            f"standard errors need at least {needed}"
        )


def fitted(moments: Moments, layout: Layout, name: str) -> Fit:
    """Weighted least squares of pay on the variables.

    Args:
        moments: Moments of the rows.
        layout: The variables.
        name: What messages call the rows.

    Raises:
        DomainError: A factor does not vary, or follows from the others.
    """
    scatter = moments.scatter
    kept = layout.kept[1:]
    inverse, slopes = _solved(moments, scatter, layout, name)
    shifts = moments.shifts
    left = float(scatter[0, 0] - slopes @ scatter[kept, 0])
    rounding = moments.weight * (_EVEN * moments.origin[1]) ** 2
    if left <= max(_PERFECT * moments.products[1, 1], rounding):
        left = 0.0
    freedom = moments.rows - len(layout.kept)
    variance = left / freedom if freedom > 0 else float("nan")
    estimates = np.concatenate([[shifts[0] - shifts[kept] @ slopes], slopes])
    return Fit(estimates, _with_constant(inverse, shifts[kept], moments.weight), variance)


def solved_slopes(scatter: FloatArray, moments: Moments, layout: Layout, name: str) -> FloatArray:
    """Slopes from a scatter of one's own, such as the one within groups."""
    return _solved(moments, scatter, layout, name)[1]


def _solved(moments: Moments, scatter: FloatArray, layout: Layout, name: str) -> tuple[FloatArray, FloatArray]:
    """The inverse of the factors' scatter, and the slopes; every factor is first scaled to about 1."""
    kept = layout.kept[1:]
    sizes = moments.products.diagonal()[1 + kept]
    spread = scatter.diagonal()[kept]
    for position, size, varying in zip(kept, sizes, spread, strict=True):
        if varying <= _CONSTANT * size:
            raise DomainError(f"{layout.name_of(position)} is the same for everybody in {name}; leave it out")
    scale = np.exp2(np.round(np.log2(spread) / 2))  # a power of two, which rounds nothing
    matrix = scatter[np.ix_(kept, kept)] / np.outer(scale, scale)
    _refuse_redundant(matrix, layout, name)
    inverse: FloatArray = np.linalg.inv(matrix) / np.outer(scale, scale)
    slopes: FloatArray = np.linalg.solve(matrix, scatter[kept, 0] / scale) / scale
    return inverse, slopes


def _refuse_redundant(matrix: FloatArray, layout: Layout, name: str) -> None:
    """Eliminate factor by factor: one of which nothing is left follows from those before it."""
    left = matrix.copy()
    for place, position in enumerate(layout.kept[1:]):
        pivot = left[place, place]
        if pivot < _REDUNDANT * matrix[place, place]:
            raise DomainError(
                f"{layout.name_of(position)} follows from the other factors in {name}, so that their shares cannot be "
                "told apart; leave one of them out"
            )
        left[place + 1 :, place + 1 :] -= np.outer(left[place + 1 :, place], left[place, place + 1 :]) / pivot


def _with_constant(inverse: FloatArray, shifts: FloatArray, weight: float) -> FloatArray:
    """The inverse of the cross-products of constant and factors, from that of the factors' scatter."""
    across = -inverse @ shifts
    corner = 1 / weight - shifts @ across
    return np.block([[np.array([[corner]]), across[None, :]], [across[:, None], inverse]])


def residuals(chunk: Rows, origin: FloatArray, layout: Layout, estimates: FloatArray) -> FloatArray:
    """What the coefficients leave of each row's pay."""
    coefficients = np.zeros(layout.width)
    coefficients[layout.kept] = estimates
    count = len(chunk.numbers)
    left: FloatArray = chunk.pay - (origin[1] + coefficients[0])
    left -= coefficients[1 : 1 + count] @ (chunk.numbers - origin[2 : 2 + count, None])
    start = 1 + count
    for codes, size in zip(chunk.codes, chunk.sizes, strict=True):
        left -= coefficients[start : start + size][codes]
        start += size
    return left


def scores(group: Source, origin: FloatArray, layout: Layout, first: FloatArray, second: FloatArray) -> FloatArray:
    """Sums over rows of w^2 e1 e2 x x', the middle of a robust covariance between two sets of estimates."""

    def weigh(chunk: Rows) -> FloatArray:
        weights = 1.0 if chunk.weights is None else chunk.weights * chunk.weights
        left = residuals(chunk, origin, layout, first)
        other = left if second is first else residuals(chunk, origin, layout, second)
        product: FloatArray = left * other * weights
        return product

    return _of_kept(weighted_products(group, origin, weigh), layout)


def mean_covariance(group: Source | None, moments: Moments, layout: Layout) -> FloatArray:
    """Covariance of the means of constant and variables, by linearisation with n / (n - 1)."""
    covariance = np.zeros((layout.width, layout.width))
    correction = moments.rows / (moments.rows - 1)
    if group is None or not group.weighted:
        covariance[1:, 1:] = moments.scatter[1:, 1:] / moments.weight**2 * correction
        return covariance
    squared = weighted_products(group, moments.origin, lambda chunk: _squared(chunk.weights))
    shifts = moments.shifts[1:]
    across = np.outer(shifts, squared[0, 2:])
    around = squared[2:, 2:] - across - across.T + np.outer(shifts, shifts) * squared[0, 0]
    covariance[1:, 1:] = around / moments.weight**2 * correction
    return covariance


def _squared(weights: FloatArray | None) -> FloatArray | None:
    return None if weights is None else weights * weights


def _of_kept(products: FloatArray, layout: Layout) -> FloatArray:
    """The part of products that belongs to constant and kept variables."""
    places = np.where(layout.kept == 0, 0, layout.kept + 1)  # pay stands between them
    part: FloatArray = products[np.ix_(places, places)]
    return part


def kept_products(moments: Moments, layout: Layout) -> FloatArray:
    """X'WX of constant and kept variables, measured from the origin."""
    return _of_kept(moments.products, layout)

"""Moments: they add up chunk by chunk, come from a database's sums as well, and never hold more than one chunk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from gapsheet.decomposition import moments as kernel
from gapsheet.decomposition.adjustment import adjusted_table
from gapsheet.decomposition.layout import Factor, Layout
from gapsheet.decomposition.moments import Moments, Rows, Selection, gathered, moments, origin_of
from gapsheet.decomposition.observations import observations, scaled
from gapsheet.decomposition.parts import gap_of, predicted, threefold, twofold
from gapsheet.decomposition.references import CHOICES, Model, coefficients, model_from, model_of
from gapsheet.decomposition.regression import fitted
from gapsheet.decomposition.tables import part_table
from support.invented import payroll

PEOPLE = payroll(300, seed=8)


def observed(weighted: bool = False) -> Any:
    weights = np.array(PEOPLE.weights) if weighted else None
    return scaled(observations(np.array(PEOPLE.pay), PEOPLE.group, "M", PEOPLE.factors, weights), "log")


def figures(model: Model, choices: tuple[Any, ...] = CHOICES) -> list[float]:
    """Every estimate and every error of a model."""
    own = coefficients(model, "reference")
    parts = [*predicted(model, own)]
    split = threefold(model, own)
    parts += [split.endowments, split.coefficients, split.interaction]
    for choice in choices:
        two = twofold(model, coefficients(model, choice))
        parts += [two.explained, two.unexplained]
    return [*gap_of(parts[0], parts[1]), *(figure for part in parts for figure in (part.total, part.error))]


class Stream:
    """Rows that come in small pieces, as from a file."""

    def __init__(self, rows: Rows, size: int) -> None:
        self.rows, self.size, self.reads = rows, size, 0

    @property
    def weighted(self) -> bool:
        return self.rows.weighted

    def chunks(self) -> Iterator[Rows]:
        self.reads += 1
        for start in range(0, len(self.rows), self.size):
            part = slice(start, start + self.size)
            weights = None if self.rows.weights is None else self.rows.weights[part]
            codes = tuple(column[part] for column in self.rows.codes)
            yield Rows(self.rows.pay[part], self.rows.numbers[:, part], codes, self.rows.sizes, weights)


def dense(rows: Rows) -> np.ndarray[Any, Any]:
    """v = (1, pay, numbers, levels) written out."""
    levels = [codes[:, None] == np.arange(size) for codes, size in zip(rows.codes, rows.sizes, strict=True)]
    return np.column_stack([np.ones(len(rows)), rows.pay, rows.numbers.T, *levels]).astype(float)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("cells", [0, 1_000])
def test_products_are_those_of_the_written_out_matrix(
    weighted: bool, cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel, "_MOST_CELLS", cells)
    rows = observed(weighted).rows[0]
    more = (*rows.codes, rows.codes[0][::-1], np.arange(len(rows)) % 2)
    three = Rows(rows.pay, rows.numbers, more, (*rows.sizes, rows.sizes[0], 2), rows.weights)
    values = dense(three)
    weights = np.ones(len(three)) if three.weights is None else three.weights
    found = moments(three, np.zeros(values.shape[1]))
    assert found.rows == len(three)
    assert found.products == pytest.approx(values.T @ (values * weights[:, None]), rel=1e-12)


def test_moments_of_parts_add_up() -> None:
    rows = observed(True).rows[0]
    origin = origin_of([rows])
    parts = [moments(part, origin) for part in Stream(rows, 37).chunks()]
    added = parts[0]
    for part in parts[1:]:
        added = part + added
    whole = moments(rows, origin)
    assert (added.rows, added.weight) == (whole.rows, pytest.approx(whole.weight))
    assert added.products == pytest.approx(whole.products, rel=1e-12, abs=1e-9)


def test_moments_of_different_origins_do_not_add_up() -> None:
    first, second = observed().rows
    with pytest.raises(ValueError, match="different origins"):
        moments(first, origin_of([first])) + moments(second, origin_of([second]))


@pytest.mark.parametrize("weighted", [False, True])
def test_streams_give_what_arrays_give(weighted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    found = observed(weighted)
    whole = figures(model_of(found.layout, found.labels, found.rows))
    streams = Stream(found.rows[0], 41), Stream(found.rows[1], 17)
    assert figures(model_of(found.layout, found.labels, streams)) == pytest.approx(whole, rel=1e-8, abs=1e-12)
    monkeypatch.setattr(kernel, "CHUNK", 29)
    assert figures(model_of(found.layout, found.labels, found.rows)) == pytest.approx(whole, rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("weighted", [False, True])
def test_selections_of_one_table_give_what_arrays_give(weighted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    found = observed(weighted)
    monkeypatch.setattr(kernel, "CHUNK", 53)
    sides = [Selection(found.together(), found.membership == side) for side in (0, 1)]
    wanted = figures(model_of(found.layout, found.labels, found.rows))
    assert figures(model_of(found.layout, found.labels, (sides[0], sides[1]))) == pytest.approx(
        wanted, rel=1e-8, abs=1e-12
    )


def test_estimates_read_the_rows_once_after_the_first_look() -> None:
    found = observed()
    streams = Stream(found.rows[0], 50), Stream(found.rows[1], 50)
    model = model_of(found.layout, found.labels, streams)
    figures(model, ("reference", "comparison", "reimers", "cotton"))
    assert [stream.reads for stream in streams] == [2, 2]  # the origin, the moments


def test_sums_from_a_database_are_enough_without_weights() -> None:
    found = observed()
    sums = []
    for rows in found.rows:
        values = dense(rows)
        sums.append(Moments(len(rows), values.T @ values, np.zeros(values.shape[1])))
    choices = ("reference", "comparison", "reimers", "cotton", 0.25)
    elsewhere = model_from(found.layout, found.labels, (sums[0], sums[1]))
    wanted = figures(model_of(found.layout, found.labels, found.rows), choices)
    assert figures(elsewhere, choices) == pytest.approx(wanted, rel=1e-7, abs=1e-10)
    tables = [
        part_table(model, choices, True) for model in (elsewhere, model_of(found.layout, found.labels, found.rows))
    ]
    for row, other in zip(*tables, strict=True):
        assert [cell for cell in row if isinstance(cell, str)] == [cell for cell in other if isinstance(cell, str)]
    with pytest.raises(ValueError, match="need the rows again"):
        coefficients(elsewhere, "pooled")


@pytest.mark.parametrize("weighted", [False, True])
def test_adjusted_gap_comes_from_moments_of_any_origin_and_from_streams(weighted: bool) -> None:
    found = observed(weighted)
    wanted = adjusted_table(found.layout, found.labels, gathered(found.rows), 0.025, 0.05, found.rows)
    streams = Stream(found.rows[0], 19), Stream(found.rows[1], 23)
    elsewhere = moments(streams[0], np.zeros(7)), moments(streams[1], np.zeros(7))
    table = adjusted_table(found.layout, found.labels, elsewhere, 0.025, 0.05, streams)
    for row, other in zip(table, wanted, strict=True):
        assert row[1] == (other[1] if isinstance(other[1], str) else pytest.approx(other[1], rel=1e-6))


def test_solve_keeps_its_digits_far_from_zero() -> None:
    random = np.random.default_rng(1)
    years = random.normal(0, 1, 400)
    pay = 3 + 0.5 * years + random.normal(0, 1, 400)
    near, far = (Rows(pay + shift, (years + shift)[None, :], (), ()) for shift in (0.0, 1e9))
    layout = Layout((Factor("years"),))
    slopes = [fitted(moments(rows, origin_of([rows])), layout, "all").estimates[1] for rows in (near, far)]
    assert slopes[0] == pytest.approx(sm.OLS(pay, sm.add_constant(years)).fit().params[1], rel=1e-12)
    assert slopes[1] == pytest.approx(slopes[0], rel=1e-6)

"""Kitagawa's parts: they add up whatever the cells, and cells of one group stand apart."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapsheet.decomposition.kitagawa import kitagawa
from gapsheet.errors import CellError, DomainError, MissingValueError, ShapeError

NAN = math.nan
rate = st.floats(0, 1e4)
counts = st.lists(st.tuples(st.integers(0, 50), rate, st.integers(0, 50), rate), min_size=1, max_size=12)


def table(*columns: list[float], labels: list[Any] | None = None) -> list[list[Any]]:
    return kitagawa(*map(np.array, columns), labels)


def shares(people: tuple[int, ...]) -> list[float]:
    return [heads / max(sum(people), 1) for heads in people]


@given(counts)
def test_parts_add_up_to_the_gap(cells: list[tuple[int, float, int, float]]) -> None:
    group, group_rates, reference, reference_rates = zip(*cells, strict=True)
    rows = table(shares(group), list(group_rates), shares(reference), list(reference_rates))
    total = float(np.dot(shares(reference), reference_rates) - np.dot(shares(group), group_rates))
    for row in (rows[1], *rows[3:]):
        _, own, other, gap, composition, rate_part, alone, *threefold = row
        assert gap == pytest.approx(own - other, abs=1e-7)
        assert composition + rate_part + alone == pytest.approx(gap, abs=1e-7)
        assert sum(threefold) + alone == pytest.approx(gap, abs=1e-7)
    assert rows[1][3] == pytest.approx(total, abs=1e-7)
    for column in range(1, 10):
        assert sum(row[column] for row in rows[3:]) == pytest.approx(rows[1][column], abs=1e-7)


@given(counts)
def test_changing_sides_turns_the_signs(cells: list[tuple[int, float, int, float]]) -> None:
    group, group_rates, reference, reference_rates = zip(*cells, strict=True)
    there = table(shares(group), list(group_rates), shares(reference), list(reference_rates))
    back = table(shares(reference), list(reference_rates), shares(group), list(group_rates))
    assert back[1][3:7] == pytest.approx([-cell for cell in there[1][3:7]], abs=1e-7)


def test_percentages_are_fractions() -> None:
    fractions = table([0.25, 0.75], [2.0, 4.0], [0.75, 0.25], [4.0, 8.0])
    assert table([25.0, 75.0], [2.0, 4.0], [75.0, 25.0], [4.0, 8.0]) == fractions


def test_cell_of_one_group_stands_apart() -> None:
    rows = table([0.5, 0.5, 0.0], [10.0, 20.0, NAN], [0.5, NAN, 0.5], [12.0, NAN, 30.0], labels=["a", "b", "c"])
    assert [row[0] for row in rows[3:]] == ["a", "b", "c"]
    assert rows[4][3:] == [-10.0, 0.0, 0.0, -10.0, 0.0, 0.0, 0.0]
    assert rows[5][3:] == [15.0, 0.0, 0.0, 15.0, 0.0, 0.0, 0.0]
    assert rows[1][3:7] == pytest.approx([6.0, 0.0, 1.0, 5.0])


def test_cells_are_numbered_where_they_have_no_name() -> None:
    rows = table([0.5, 0.5], [1.0, 2.0], [0.5, 0.5], [1.0, 3.0])
    assert [row[0] for row in rows[3:]] == [1.0, 2.0]
    named = table([0.5, NAN, 0.5], [1.0, NAN, 2.0], [0.5, NAN, 0.5], [1.0, NAN, 3.0], labels=["low", None, "high"])
    assert [row[0] for row in named[3:]] == ["low", "high"]


def test_no_gap_has_no_shares() -> None:
    rows = table([1.0], [5.0], [1.0], [5.0])
    assert rows[2][3:] == [CellError.DIV0] * 7


@pytest.mark.parametrize(
    ("columns", "error", "message"),
    [
        (([0.5, 0.5], [1.0], [0.5, 0.5], [1.0, 2.0]), ShapeError, "group_rates has 1 cells, group_shares 2"),
        (([0.5, -0.1], [1.0, 1.0], [0.5, 0.5], [1.0, 2.0]), DomainError, "group_shares holds -0.1"),
        (([30.0, 40.0], [1.0, 1.0], [0.5, 0.5], [1.0, 2.0]), DomainError, "group_shares adds up to 70"),
        (([0.3, 0.4], [1.0, 1.0], [60.0, 40.0], [1.0, 2.0]), DomainError, "reference_shares adds up to 100"),
        (([0.5, 0.5], [1.0, NAN], [0.5, 0.5], [1.0, 2.0]), MissingValueError, "cell 2 has a share in group_shares but"),
        (([0.5, 0.5], [1.0, 1.0], [0.5, NAN], [1.0, 2.0]), MissingValueError, "cell 2 has a rate in reference_rates"),
        (([NAN], [NAN], [NAN], [NAN]), MissingValueError, "every cell is blank"),
    ],
)
def test_bad_cells_are_named(columns: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        table(*columns)

"""Index series and peer tables, row by row."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gapsheet import tables
from gapsheet.errors import (
    CellError,
    DomainError,
    LimitError,
    MissingValueError,
    ShapeError,
    UnknownLabelError,
    ZeroBaseError,
)

NAN = math.nan


def test_index_stands_at_100_at_its_base() -> None:
    assert tables.rebased_index(np.array([50.0, 60.0, 40.0]), 2.0) == pytest.approx([100 * 50 / 60, 100, 100 * 40 / 60])


def test_blanks_of_an_index_stay_in_their_place() -> None:
    assert tables.rebased_index(np.array([50.0, NAN, 60.0])) == [100.0, CellError.NA, 120.0]


def test_blank_base_is_not_available() -> None:
    with pytest.raises(MissingValueError, match="blank at base_position 1"):
        tables.rebased_index(np.array([NAN, 60.0]))


def test_zero_base_gives_no_index() -> None:
    with pytest.raises(ZeroBaseError, match="0 at base_position 2"):
        tables.rebased_index(np.array([5.0, 0.0]), 2.0)


@pytest.mark.parametrize("position", [0.0, 3.0, 1.5, -1.0])
def test_base_position_lies_in_the_range(position: float) -> None:
    with pytest.raises(DomainError, match="whole number from 1 to 2"):
        tables.rebased_index(np.array([5.0, 6.0]), position)


def test_peers_are_ranked_and_ties_share_a_rank() -> None:
    table = tables.peer_table(["A", "B", "C", "D"], np.array([5.0, 20.0, 20.0, 10.0]), "D")
    assert [row[:3] for row in table] == [[1, "B", 20], [1, "C", 20], [3, "D", 10], [4, "A", 5]]


def test_peers_are_measured_against_home() -> None:
    table = tables.peer_table(["Japan", "Korea", "Chile"], np.array([50.0, 75.0, 10.0]), "japan")
    assert [row[3:] for row in table] == [[1.5, -0.5], [1.0, 0.0], [0.2, 0.8]]


def test_blank_labels_and_values_are_skipped_together() -> None:
    table = tables.peer_table(["A", None, "C", "D"], np.array([1.0, 2.0, NAN, 4.0]), "A")
    assert [row[1] for row in table] == ["D", "A"]


def test_labels_may_be_years() -> None:
    assert tables.peer_table([2023.0, 2024.0], np.array([4.0, 8.0]), 2023.0)[0] == [1.0, 2024.0, 8.0, 2.0, -1.0]


def test_truth_is_not_the_number_one() -> None:
    with pytest.raises(UnknownLabelError):
        tables.peer_table([1.0, 2.0], np.array([4.0, 8.0]), True)


def test_unknown_home_is_not_available() -> None:
    with pytest.raises(UnknownLabelError, match="home_label 'Peru'"):
        tables.peer_table(["A", "B"], np.array([1.0, 2.0]), "Peru")


def test_home_without_a_value_is_not_available() -> None:
    with pytest.raises(UnknownLabelError, match="that have a value"):
        tables.peer_table(["A", "B"], np.array([NAN, 2.0]), "A")


def test_home_that_stands_twice_is_refused() -> None:
    with pytest.raises(DomainError, match="stands 2 times"):
        tables.peer_table(["A", "a"], np.array([1.0, 2.0]), "A")


def test_home_of_zero_leaves_rank_and_value() -> None:
    table = tables.peer_table(["A", "B"], np.array([0.0, 2.0]), "A")
    assert table == [[1, "B", 2, CellError.DIV0, CellError.DIV0], [2, "A", 0, CellError.DIV0, CellError.DIV0]]


@pytest.mark.parametrize("home", [4.0, -4.0])
def test_peer_across_zero_has_no_multiple(home: float) -> None:
    table = {row[1]: row for row in tables.peer_table(["A", "B"], np.array([home, -home]), "A")}
    assert table["B"][3:] == [CellError.NUM, 2.0]


def test_each_label_needs_its_value() -> None:
    with pytest.raises(ShapeError, match="labels has 2 cells, values 1"):
        tables.peer_table(["A", "B"], np.array([1.0]), "A")


def test_tables_end_at_ten_thousand_rows() -> None:
    assert len(tables.rebased_index(np.ones(10_000))) == 10_000
    with pytest.raises(LimitError, match="10,001"):
        tables.rebased_index(np.ones(10_001))
    with pytest.raises(LimitError, match="10,001"):
        tables.peer_table(["A"] * 10_001, np.ones(10_001), "A")

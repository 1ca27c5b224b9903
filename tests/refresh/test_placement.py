"""Rows follow their keys, and nobody's note ends up beside another row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gapsheet.refresh.placement import placed

KEYS = st.lists(st.integers(0, 30), unique=True)


@given(KEYS, KEYS)
def test_notes_stay_with_their_keys(old: list[int], new: list[int]) -> None:
    placement = placed(old, new)
    notes = {key: f"note on {key}" for key in old}
    column = [notes[key] for key in old]
    rows = [new[position] for position in placement.order]
    moved = ["" if origin is None else column[origin] for origin in placement.origins]
    assert sorted(rows) == sorted(new)
    assert moved == [notes.get(key, "") for key in rows]
    assert {old[place] for place in placement.gone} == set(old) - set(new)


@given(KEYS, st.randoms())
def test_another_order_of_the_same_keys_moves_nothing(old: list[int], random: object) -> None:
    new = sorted(old, key=lambda key: random.random())  # type: ignore[attr-defined]
    placement = placed(old, new)
    assert not placement.moves_rows
    assert [new[position] for position in placement.order] == old


def test_new_rows_stand_where_the_data_have_them() -> None:
    placement = placed(["2023", "2022"], ["2022", "2023", "2024"])
    assert (placement.order, placement.origins, placement.gone) == ((0, 1, 2), (1, 0, None), ())
    assert placement.moves_rows


def test_a_table_goes_on_telling_its_series_from_the_end_from_which_it_does() -> None:
    """Data with the latest year first, as the World Bank's."""
    data = [("A", 2024), ("A", 2023), ("A", 2022), ("B", 2024), ("B", 2023), ("C", 2024), ("C", 2023)]
    table = [("A", 2022), ("A", 2023), ("B", 2022), ("B", 2023)]
    placement = placed(table, data, lambda: data)
    assert [data[position] for position in placement.order] == [
        *(("A", 2022), ("A", 2023), ("A", 2024)),
        *(("B", 2023), ("B", 2024), ("C", 2023), ("C", 2024)),
    ]


def test_series_of_which_some_run_like_the_data_take_their_order() -> None:
    data = [("A", 2024), ("A", 2023), ("A", 2022), ("B", 2022), ("B", 2023), ("B", 2024)]
    table = [("A", 2022), ("A", 2023), ("B", 2022), ("B", 2023)]
    assert placed(table, data, lambda: data).order == (0, 1, 2, 3, 4, 5)


def test_series_that_go_forth_and_back_take_the_order_of_the_data() -> None:
    data = [("", 2023), ("", 2022), ("", 2024)]
    assert placed([("", 2022), ("", 2023)], data, lambda: data).order == (0, 1, 2)


def test_data_by_period_keep_the_order_within_a_period() -> None:
    """One country comes first, as one mostly does."""
    data = [("A", 2024), ("A", 2023), ("B", 2023), ("A", 2022), ("B", 2022)]
    table = [("A", 2022), ("B", 2022), ("A", 2023), ("B", 2023)]
    assert [data[place] for place in placed(table, data, lambda: data).order] == [*table, ("A", 2024)]
    mirrored = [("B", 2022), ("A", 2022), ("B", 2023), ("A", 2023)]
    assert [data[place] for place in placed(mirrored, data, lambda: data).order] == [*mirrored, ("A", 2024)]


def test_rows_without_a_period_turn_nothing() -> None:
    data = [("", 2024), ("", None), ("", 2022)]
    assert placed([("", 2022), ("", None)], data, lambda: data).order == (0, 1, 2)


@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 9)), unique=True), st.randoms())
def test_no_row_is_lost_where_series_turn(data: list[tuple[str, int]], chance: object) -> None:
    table = [key for key in reversed(data) if chance.random() < 0.6]  # type: ignore[attr-defined]
    placement = placed(table, data, lambda: data)
    assert sorted(placement.order) == [*range(len(data))]
    for position, origin in zip(placement.order, placement.origins, strict=True):
        assert origin == (table.index(data[position]) if data[position] in table else None)


def test_of_rows_with_one_key_the_first_goes_on() -> None:
    assert placed(["a", "a", None], ["a"]).gone == (1, 2)

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


def test_of_rows_with_one_key_the_first_goes_on() -> None:
    assert placed(["a", "a", None], ["a"]).gone == (1, 2)

"""Decompositions over tables: each engine agrees with the cells, and what cannot be estimated is told."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from gapsheet.decomposition.oaxaca import oaxaca, oaxaca_detail
from gapsheet.errors import (
    ArgumentTypeError,
    CalculationError,
    DomainError,
    LimitError,
    MissingColumnError,
    MissingValueError,
    UnknownLabelError,
)
from gapsheet.frames import reader, summing
from gapsheet.frames.decompositions import decomposed
from support.tables import Holder, assert_same, block, cells

FACTORS = ["age", "grade", "school", "level"]


@pytest.fixture(scope="module")
def people(staff: pd.DataFrame) -> pd.DataFrame:
    """The staff with a second category."""
    return staff.assign(level=np.where(staff["school"] > 12, "high", "low"))


def in_cells(people: pd.DataFrame, weights: str | None, scale: str) -> list[list[Any]]:
    weighs = None if weights is None else people[weights].to_numpy()
    factors = block(people, FACTORS)
    return oaxaca(people["pay"].to_numpy(), cells(people, "sex"), "m", factors, weighs, None, scale)


def test_every_engine_shows_what_the_cells_show(held: Holder, people: pd.DataFrame) -> None:
    answer = decomposed(held(people), "pay", "sex", "m", FACTORS, "weight")
    assert_same(answer.table, in_cells(people, "weight", "log"))
    assert answer.rows.used == sum(row[1] for row in answer.table if str(row[0]).startswith("rows used"))


@pytest.mark.parametrize(("weights", "scale"), [(None, "log"), (None, "level"), ("weight", "level")])
def test_other_questions_too(local: Holder, people: pd.DataFrame, weights: str | None, scale: str) -> None:
    answer = decomposed(local(people), "pay", "sex", "M", FACTORS, weights, None, scale)
    assert_same(answer.table, in_cells(people, weights, scale))


@pytest.mark.parametrize("coefficients", [None, "pooled", 0.25])
def test_factor_by_factor(local: Holder, people: pd.DataFrame, coefficients: Any) -> None:
    answer = decomposed(local(people), "pay", "sex", "M", FACTORS, None, coefficients, "log", detail=True)
    pay, group = people["pay"].to_numpy(), cells(people, "sex")
    expected = oaxaca_detail(pay, group, "M", block(people, FACTORS), None, coefficients or "reference")
    assert_same(answer.table, expected)


def test_many_combinations_of_levels_take_more_passes(
    monkeypatch: pytest.MonkeyPatch, local: Holder, people: pd.DataFrame
) -> None:
    monkeypatch.setattr(summing, "_TOGETHER", 3)
    answer = decomposed(local(people), "pay", "sex", "M", FACTORS, "weight")
    assert_same(answer.table, in_cells(people, "weight", "log"))


def test_a_sorted_table_whose_first_rows_show_few_of_its_levels(
    monkeypatch: pytest.MonkeyPatch, local: Holder, people: pd.DataFrame
) -> None:
    monkeypatch.setattr(summing, "_FIRST", 100)
    monkeypatch.setattr("gapsheet.frames.products._MOST_ROWS", 20)  # of 36 combinations; of two categories 18
    by_level = people.assign(site=people["site"].map("site {}".format)).sort_values(["level", "grade"], kind="stable")
    factors = ["age", "grade", "level", "site"]
    expected = oaxaca(by_level["pay"].to_numpy(), cells(by_level, "sex"), "M", block(by_level, factors))
    assert_same(decomposed(local(by_level), "pay", "sex", "M", factors).table, expected)


def test_first_rows_that_are_blank_do_no_harm(local: Holder, people: pd.DataFrame) -> None:
    blanks = people.head(1_000).assign(pay=np.nan, age=np.nan)
    longer = pd.concat([blanks, people], ignore_index=True)
    answer = decomposed(local(longer), "pay", "sex", "M", FACTORS, "weight")
    assert_same(answer.table, in_cells(people, "weight", "log"))
    assert answer.rows.read == len(people) + 1_000


def test_a_table_too_long_for_memory_is_read_again_for_every_pass(
    monkeypatch: pytest.MonkeyPatch, local: Holder, people: pd.DataFrame
) -> None:
    monkeypatch.setattr(reader, "_KEPT", 0)
    answer = decomposed(local(people), "pay", "sex", "M", FACTORS, "weight")
    assert_same(answer.table, in_cells(people, "weight", "log"))


def test_pandas_is_added_up_slice_by_slice(monkeypatch: pytest.MonkeyPatch, people: pd.DataFrame) -> None:
    monkeypatch.setattr("gapsheet.frames.sources._BATCH", 100)
    assert_same(decomposed(people, "pay", "sex", "M", FACTORS, "weight").table, in_cells(people, "weight", "log"))


def test_numbers_alone_and_categories_alone(local: Holder, people: pd.DataFrame) -> None:
    for factors in (["age", "school"], ["grade"], ["site"]):
        expected = oaxaca(people["pay"].to_numpy(), cells(people, "sex"), "M", block(people, factors))
        assert_same(decomposed(local(people), "pay", "sex", "M", factors).table, expected)


def test_rows_are_counted_with_the_reason_why_they_do_not_count(local: Holder, people: pd.DataFrame) -> None:
    rows = decomposed(local(people), "pay", "sex", "M", ["age", "grade"]).rows
    paid = people[people["pay"].notna()]
    full = paid[paid["age"].notna() & paid["grade"].notna()]
    assert rows.left_out == {
        "pay is blank": len(people) - len(paid),
        "a factor is blank": len(paid) - len(full),
        "group is blank": int(full["sex"].isna().sum()),
    }


def test_where_only_labels_are_blank_these_rows_are_counted_too(local: Holder, people: pd.DataFrame) -> None:
    filled = people[["pay", "sex", "age", "grade"]].fillna({"pay": 20.0, "age": 30.0})
    filled.loc[filled.index[:7], "grade"] = ""
    answer = decomposed(local(filled), "pay", "sex", "M", ["age", "grade"])
    assert_same(answer.table, oaxaca(filled["pay"], cells(filled, "sex"), "M", block(filled, ["age", "grade"])))
    blank = filled["grade"].isna() | (filled["grade"] == "")
    assert answer.rows.read == len(filled)
    assert answer.rows.left_out == {
        "a factor is blank": int(blank.sum()),
        "group is blank": int((filled["sex"].isna() & ~blank).sum()),
    }


@pytest.mark.parametrize("shift", [300.0, 1e6, -1e9])
def test_numbers_far_from_zero_keep_their_digits(local: Holder, people: pd.DataFrame, shift: float) -> None:
    filled = people.fillna({"pay": 20.0, "age": 30.0})
    far = filled.assign(age=filled["age"] + shift)
    answer = decomposed(local(far), "pay", "sex", "M", FACTORS)
    near = oaxaca(filled["pay"], cells(filled, "sex"), "M", block(filled, FACTORS))
    assert_same(answer.table, near)  # where a factor's zero lies is nothing that a gap's parts know of


def test_a_group_by_number_may_be_blank_in_two_ways() -> None:
    relation = duckdb.sql(
        "select 10 + i % 7 + i % 3 as pay, i % 11 as age, "
        "case i % 5 when 0 then null when 1 then 'nan'::double else i % 2 end as own from range(200) t(i)"
    )
    answer = decomposed(relation, "pay", "own", "0", ["age"], scale="level")
    assert answer.rows.left_out == {"a factor is blank": 0, "group is blank": 80}


GOOD = {
    "pay": [20.0, 15.0, 30.0, 21.0, 16.0, 33.0, 22.0, 14.0],
    "sex": ["M", "F", "M", "F", "F", "M", "M", "F"],
    "age": [20.0, 31.0, 42.0, 28.0, 33.0, 54.0, 25.0, 29.0],
    "kind": ["a", "a", "b", "b", "a", "b", "a", "b"],
    "w": [1.0] * 8,
}


@pytest.mark.parametrize(
    ("changed", "error", "told"),
    [
        ({"pay": ["x"] * 8}, ArgumentTypeError, "text such as 'x'"),
        ({"pay": [0.0, *GOOD["pay"][1:]]}, DomainError, "pay holds 0 in M .*no logarithm"),
        ({"pay": [np.inf, *GOOD["pay"][1:]]}, DomainError, "infinite"),
        ({"age": [*GOOD["age"][:-1], np.inf]}, DomainError, "infinite"),
        ({"age": [5.0] * 8}, DomainError, "'age' is the same for everybody"),
        ({"age": [None] * 8}, (MissingValueError, ArgumentTypeError), "age|no row"),
        ({"kind": ["a"] * 8}, DomainError, "'kind' is 'a' in every complete row"),
        ({"kind": ["a", "a", "b", "a", "a", "b", "a", "a"]}, DomainError, "nobody in F has level 'b'"),
        ({"sex": ["M"] * 8}, DomainError, "1 label"),
        ({"w": [-1.0] * 8}, DomainError, "weights holds -1"),
        ({"w": [np.inf, *GOOD["w"][1:]]}, DomainError, "weights holds an infinite"),
        ({"w": [0.0] * 8}, (MissingValueError, DomainError), "weight"),
        ({"w": [1e300, *GOOD["w"][1:]]}, DomainError, "weights holds an infinite number, or numbers too large"),
    ],
)
def test_bad_data_is_refused_in_words(
    local: Holder, changed: dict[str, Any], error: type[CalculationError], told: str
) -> None:
    with pytest.raises(error, match=told):
        decomposed(local(pd.DataFrame(GOOD | changed)), "pay", "sex", "M", ["age", "kind"], "w")


@pytest.mark.parametrize("weights", [None, "w"])
def test_a_table_without_rows_is_told(local: Holder, weights: str | None) -> None:
    nobody = pd.DataFrame(GOOD).head(0)
    with pytest.raises(MissingValueError, match="no row has pay"):
        decomposed(local(nobody), "pay", "sex", "M", ["age"], weights)


def test_questions_that_make_no_sense_are_refused(local: Holder) -> None:
    table = local(pd.DataFrame(GOOD))
    with pytest.raises(DomainError, match="twice"):
        decomposed(table, "pay", "sex", "M", ["age", "age"])
    with pytest.raises(MissingColumnError, match="'tenure'"):
        decomposed(table, "pay", "sex", "M", ["tenure"])
    with pytest.raises(UnknownLabelError, match="scale is 'cube'"):
        decomposed(table, "pay", "sex", "M", ["age"], scale="cube")
    with pytest.raises(UnknownLabelError, match="reference is 'mine'"):
        decomposed(table, "pay", "sex", "M", ["age"], coefficients="mine")


def test_names_are_no_factor(monkeypatch: pytest.MonkeyPatch, local: Holder) -> None:
    monkeypatch.setattr(summing, "_TOGETHER", 100)
    names = [f"person {place}" for place in range(1_200)]
    frame = pd.DataFrame({"pay": np.tile([2.0, 3.0], 1_200), "sex": np.repeat(["M", "F"], 1_200), "name": names * 2})
    with pytest.raises(LimitError, match="levels of 'name'"):
        decomposed(local(frame), "pay", "sex", "M", ["name"])


def test_nan_in_a_database_is_a_blank(people: pd.DataFrame) -> None:
    nan = ", ".join(f"coalesce({name}, 'nan'::double) as {name}" for name in ("pay", "age", "weight"))
    relation = duckdb.from_df(people).select(f"sex, grade, school, level, {nan}")
    answer = decomposed(relation, "pay", "sex", "M", FACTORS, "weight")
    assert_same(answer.table, in_cells(people, "weight", "log"))
    assert answer.rows == decomposed(people, "pay", "sex", "M", FACTORS, "weight").rows

"""Blocks of columns beside the pay: names above or not, numbers and categories, and how they pass the border."""

from __future__ import annotations

import math
from typing import Annotated, Any

import numpy as np
import pytest

from gapsheet import cells
from gapsheet.arguments import REASONS, Refusal
from gapsheet.columns import Column, named_columns, refuse_mixed
from gapsheet.entries import section
from gapsheet.errors import ArgumentTypeError, CellError, ShapeError
from gapsheet.quantities import Amounts, Columns, Quantity

ROWS = [[30.0, "north"], [41.0, "south"], [None, "north"]]


def block_size(pay: Amounts, factors: Columns, by: Columns | None = None) -> Annotated[str, Quantity("text")]:
    """What arrives, in words."""
    return " | ".join(f"{column.name}: {column.cells}" for column in named_columns("factors", factors, pay.size))


def through_the_border(*arguments: Any) -> Any:
    [entry] = section("Test", block_size)
    return cells.evaluate(entry, arguments, lambda name: None, REASONS)


def test_first_row_holds_the_names_where_there_is_one_more() -> None:
    columns = named_columns("factors", [["age", "region"], *ROWS], 3)
    assert columns == [Column("age", [30.0, 41.0, None]), Column("region", ["north", "south", "north"])]


def test_columns_without_names_are_called_by_their_place() -> None:
    assert [column.name for column in named_columns("factors", ROWS, 3)] == ["factors 1", "factors 2"]
    assert [column.name for column in named_columns("factors", [["age", None], *ROWS], 3)] == ["age", "factors 2"]


def test_a_year_as_a_name_is_written_as_people_write_it() -> None:
    assert named_columns("by", [[2024.0], [1.0], [2.0]], 2)[0].name == "2024"


@pytest.mark.parametrize(
    "block", [[1.0, 2.0, 3.0], [[1.0], [2.0], [3.0]], [[1.0, 2.0, 3.0]], np.array([1.0, 2.0, 3.0])]
)
def test_one_column_may_be_flat_or_lie_across(block: Any) -> None:
    assert named_columns("by", block, 3) == [Column("by 1", [1.0, 2.0, 3.0])]


def test_what_is_missing_is_none() -> None:
    assert named_columns("by", [1.0, "", math.nan, None], 4)[0].cells == [1.0, None, None, None]


def test_text_makes_categories() -> None:
    age, region = named_columns("factors", ROWS, 3)
    assert (age.is_category, region.is_category) == (False, True)


def test_rows_must_fit_the_pay() -> None:
    with pytest.raises(ShapeError, match="factors has 3 rows, pay 5"):
        named_columns("factors", ROWS, 5)
    with pytest.raises(ShapeError, match="differ in length"):
        named_columns("factors", [[1.0, 2.0], [3.0]], 2)


def test_numbers_and_texts_do_not_mix() -> None:
    with pytest.raises(ArgumentTypeError, match="column 'age' of factors holds numbers and texts such as 'n/a'"):
        refuse_mixed("factors", Column("age", [30.0, None, "n/a"]))
    refuse_mixed("factors", Column("age", [30.0, None, True]))
    refuse_mixed("factors", Column("region", ["north", None]))


def test_block_passes_the_border_as_it_is() -> None:
    result = through_the_border([[1.0], [2.0]], [["age", "union"], [30, True], ["", "x"]])
    assert result == "age: [30.0, None] | union: [True, 'x']"


def test_one_cell_is_a_block() -> None:
    assert through_the_border(5.0, "north") == "factors 1: ['north']"
    assert through_the_border([[5.0]], [["north"]]) == "factors 1: ['north']"


@pytest.mark.parametrize(
    ("block", "error"),
    [
        ([[1.0, CellError.DIV0], [2.0, 3.0]], CellError.DIV0),
        ([[None, ""], [None, None]], CellError.NA),
        (None, CellError.NA),
        ([[1.0, math.inf], [2.0, 3.0]], CellError.NUM),
        ([[1.0], [2.0, 3.0]], CellError.VALUE),
    ],
)
def test_bad_blocks_have_their_error(block: Any, error: CellError) -> None:
    result = through_the_border([[1.0], [2.0]], block)
    assert isinstance(result, Refusal)
    assert result.error is error

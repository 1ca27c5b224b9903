"""Data that payrolls hold and regressions cannot use: a clear refusal that names the column, or the right figure."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from gapsheet import catalog, cells
from gapsheet.arguments import REASONS, Refusal
from gapsheet.errors import CellError
from support.invented import payroll

PEOPLE = payroll(60, seed=11)
NAMES = ("OAXACA", "OAXACA_DETAIL", "ADJUSTED_GAP", "RIF_DECOMPOSITION", "REWEIGHTED_GAP")
NA, VALUE, NUM = CellError.NA, CellError.VALUE, CellError.NUM
every_function = pytest.mark.parametrize("name", NAMES)


def called(name: str, **changes: Any) -> Any:
    entry = catalog.find(name)
    assert entry is not None
    given: dict[str, Any] = {argument.name: argument.default for argument in entry.arguments} | {
        "pay": PEOPLE.pay,
        "group": PEOPLE.group,
        "reference_value": "M",
        "factors": PEOPLE.factors,
    }
    if name == "RIF_DECOMPOSITION":
        given["statistic"] = "mean"
    given |= changes
    return cells.evaluate(entry, [given[argument.name] for argument in entry.arguments], catalog.find, REASONS)


def with_region(cells_: list[Any]) -> list[list[Any]]:
    """The factors with another last column."""
    return [["age", "hours", "region"], *map(list, zip(PEOPLE.age, PEOPLE.hours, cells_, strict=True))]


def only(label: str) -> list[str]:
    """A level that this group alone has."""
    return [
        "only here" if group == label and place % 3 == 0 else region
        for place, (group, region) in enumerate(zip(PEOPLE.group, PEOPLE.region, strict=True))
    ]


CASES: list[tuple[dict[str, Any], CellError, str]] = [
    ({"group": ["M"] * 60}, NUM, "exactly two groups"),
    ({"group": [*PEOPLE.group[:-1], "X"]}, NUM, "3 labels"),
    ({"reference_value": "men"}, NA, "reference_value 'men' is not in group"),
    ({"group": [None] * 60}, NA, "group is blank"),
    ({"group": PEOPLE.group[:-1]}, VALUE, "group has 59 cells, pay 60"),
    ({"pay": ["text", *PEOPLE.pay[1:]]}, VALUE, "pay is the text 'text'"),
    ({"pay": [math.inf, *PEOPLE.pay[1:]]}, NUM, "pay is not a finite number"),
    ({"pay": [CellError.DIV0, *PEOPLE.pay[1:]]}, CellError.DIV0, "pay contains #DIV/0!"),
    ({"pay": [None] * 60}, NA, "pay is blank"),
    ({"weights": [-1.0] + [1.0] * 59}, NUM, "weights holds -1"),
    ({"weights": [0.0] * 60}, NUM, "weights are all 0"),
    ({"weights": [1.0] * 59}, VALUE, "weights has 59 cells, pay 60"),
    ({"factors": PEOPLE.factors[:-3]}, VALUE, "factors has 58 rows, pay 60"),
    (
        {"factors": with_region([1.0, "north", *PEOPLE.region[2:]])},
        VALUE,
        "column 'region' of factors holds numbers and",
    ),
    ({"factors": with_region([None] * 60)}, NA, "column 'region' of factors is blank"),
    ({"factors": with_region(["north"] * 60)}, NUM, "'region' is 'north' in every complete row"),
    ({"factors": with_region([7.0] * 60)}, NUM, "'region' is the same for everybody in"),
    ({"factors": with_region([2 * age for age in PEOPLE.age])}, NUM, "'region' follows from the other factors in"),
    ({"factors": [["age", "age"], *([age, age] for age in PEOPLE.age)]}, NUM, "2 columns called 'age'"),
    ({"factors": [[place == number for number in range(1_001)] for place in range(60)]}, NUM, "make 1,002 variables"),
]


@every_function
@pytest.mark.parametrize(("changes", "error", "message"), CASES, ids=[message for _, _, message in CASES])
def test_fault_is_named(name: str, changes: dict[str, Any], error: CellError, message: str) -> None:
    result = called(name, **changes)
    assert isinstance(result, Refusal)
    assert result.error is error
    assert message in result.reason


@pytest.mark.parametrize("name", ["OAXACA", "OAXACA_DETAIL", "RIF_DECOMPOSITION", "REWEIGHTED_GAP"])
@pytest.mark.parametrize(("label", "other"), [("M", "F"), ("F", "M")])
def test_level_of_one_group_only_is_named(name: str, label: str, other: str) -> None:
    result = called(name, factors=with_region(only(label)))
    assert isinstance(result, Refusal)
    assert result.error is NUM
    assert f"nobody in {other} has level 'only here' of 'region'" in result.reason


@pytest.mark.parametrize("name", ["OAXACA", "OAXACA_DETAIL", "RIF_DECOMPOSITION"])
def test_group_with_too_few_heads_is_named(name: str) -> None:
    women = [place for place, group in enumerate(PEOPLE.group) if group == "F"][:4]
    kept = PEOPLE.reordered([place for place, group in enumerate(PEOPLE.group) if group == "M" or place in women])
    result = called(
        name,
        pay=kept.pay,
        group=kept.group,
        factors=[list(row) for row in zip(kept.age, kept.hours, kept.age, strict=True)],
    )
    assert isinstance(result, Refusal)
    assert "F has 4 complete rows; 4 coefficients with standard errors need at least 5" in result.reason


def test_names_are_no_categories() -> None:
    result = called("ADJUSTED_GAP", factors=with_region([f"person {place}" for place in range(60)]))
    assert isinstance(result, Refusal)
    assert result.reason == "complete rows: 60; 63 coefficients need 64 or more"


@pytest.mark.parametrize("name", ["OAXACA", "OAXACA_DETAIL", "ADJUSTED_GAP", "RIF_DECOMPOSITION"])
@pytest.mark.parametrize("pay", [0.0, -5.0])
def test_pay_without_a_logarithm_is_named(name: str, pay: float) -> None:
    result = called(name, pay=[pay, pay, *PEOPLE.pay[2:]])
    assert isinstance(result, Refusal)
    assert result.error is NUM
    assert f"pay holds {pay:g} in " in result.reason


@pytest.mark.parametrize("name", ["OAXACA", "OAXACA_DETAIL", "RIF_DECOMPOSITION", "REWEIGHTED_GAP"])
def test_pay_of_zero_has_a_level(name: str) -> None:
    assert isinstance(called(name, pay=[0.0, *PEOPLE.pay[1:]], scaling="level"), list)


@pytest.mark.parametrize("name", ["OAXACA", "OAXACA_DETAIL", "RIF_DECOMPOSITION", "REWEIGHTED_GAP"])
def test_unknown_scale_is_named(name: str) -> None:
    result = called(name, scaling="percent")
    assert isinstance(result, Refusal)
    assert result.error is NA
    assert "scaling is 'percent'; it is log" in result.reason


@every_function
def test_rows_with_a_blank_anywhere_are_left_out(name: str) -> None:
    holes = {
        "pay": [None, *PEOPLE.pay[1:]],
        "group": [*PEOPLE.group[:1], "", *PEOPLE.group[2:]],
        "factors": with_region([*PEOPLE.region[:2], None, *PEOPLE.region[3:]]),
        "weights": [1.0, 1.0, 1.0, None, 0.0, *[1.0] * 55],
    }
    rest = PEOPLE.reordered(list(range(5, 60)))
    wanted = called(name, pay=rest.pay, group=rest.group, factors=rest.factors, weights=[1.0] * 55)
    assert called(name, **holes) == wanted


@every_function
def test_capitals_of_labels_do_not_matter(name: str) -> None:
    mixed = [label.lower() if place % 2 else label for place, label in enumerate(PEOPLE.group)]
    mixed[:2] = PEOPLE.group[:2]
    regions = [name.upper() if place % 5 == 4 else name for place, name in enumerate(PEOPLE.region)]
    result = called(name, group=mixed, factors=with_region(regions), reference_value="m")
    plain = called(name)
    assert [cell for row in result for cell in row if isinstance(cell, float)] == pytest.approx(
        [cell for row in plain for cell in row if isinstance(cell, float)], rel=1e-9, abs=1e-13
    )


@every_function
def test_groups_may_be_numbers(name: str) -> None:
    codes = [1.0 if label == "F" else 0.0 for label in PEOPLE.group]
    result = called(name, group=codes, reference_value=0.0)
    assert [cell for row in result for cell in row if isinstance(cell, float)] == [
        cell for row in called(name) for cell in row if isinstance(cell, float)
    ]
    assert "0 minus 1" in str(result)


@every_function
def test_truth_values_are_numbers(name: str) -> None:
    flags = [region == "north" for region in PEOPLE.region]
    assert called(name, factors=flags) == called(name, factors=[float(flag) for flag in flags])


def test_equal_pay_of_many_has_no_gap_and_no_shares() -> None:
    people = 20_000
    random = np.random.default_rng(12)
    data = {
        "pay": [0.1] * people,
        "group": ["M", "F", "F", "M", "F"] * (people // 5),
        "factors": random.normal(40, 9, people),
    }
    rows = called("OAXACA", **data)
    [gap] = [row for row in rows if row[0].startswith("gap:")]
    assert gap[1:3] == [0.0, pytest.approx(0, abs=1e-12)]
    assert isinstance(gap[3], Refusal)
    adjusted = {row[0]: row[1] for row in called("ADJUSTED_GAP", **data)[1:]}
    assert adjusted["adjusted gap"] == pytest.approx(0, abs=1e-12)
    assert adjusted["rating"] == "not significantly different from 0"
    refused = called("RIF_DECOMPOSITION", **data, statistic="median")
    assert isinstance(refused, Refusal)
    assert "all pay of a group is the same" in refused.reason


@every_function
def test_explanation_of_a_table_tells_its_size(name: str) -> None:
    how = catalog.find("HOW")
    assert how is not None
    rest: list[Any] = ["mean"] if name == "RIF_DECOMPOSITION" else []
    text = cells.bind(how, catalog.find)(name, PEOPLE.pay, PEOPLE.group, "M", PEOPLE.factors, *rest)
    assert isinstance(text, str)
    assert " rows (" in text
    assert "{age, hours, region, " in text

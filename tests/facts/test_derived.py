"""Published results that the workbook computes: each follows from the figures of the fact base, to the digits shown."""

from __future__ import annotations

import ast
import csv
import operator
from collections.abc import Callable
from pathlib import Path

import pytest

from gapsheet.facts import load, units

DERIVED = Path(__file__).parents[1] / "published" / "derived.csv"
OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def derived() -> list[dict[str, str]]:
    with DERIVED.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def calculated(node: ast.expr) -> float:
    """The value of a formula of names, numbers and the five operations."""
    match node:
        case ast.Constant(value=int() as number):
            return number
        case ast.Name(id=name):
            return load().fact(name).value
        case ast.BinOp(left=left, op=operation, right=right):
            return OPERATIONS[type(operation)](calculated(left), calculated(right))
    raise AssertionError(f"unexpected {ast.dump(node)}")


def test_the_computed_rows_are_all_there() -> None:
    ids = {row["id"] for row in derived()}
    wanted = {f"DV{number:02}" for number in range(1, 25)} | {"OX10", "OX12", "OX14", "OX15", "OX16", "FX2512X"}
    assert ids == wanted | {f"FX{year}X" for year in range(2021, 2026)}


@pytest.mark.parametrize("row", derived(), ids=lambda row: row["id"])
def test_each_result_follows_from_the_facts_to_the_digits_shown(row: dict[str, str]) -> None:
    formula = ast.parse(row["formula"].replace("^", "**"), mode="eval").body
    per_unit = float(units()[row["unit"]].factor)
    assert round(calculated(formula) / per_unit, int(row["digits"])) == pytest.approx(float(row["expected"]), rel=1e-12)


def test_no_computed_row_is_also_imported() -> None:
    imported = {fact.id for fact in load().facts}
    assert imported.isdisjoint(row["id"] for row in derived())

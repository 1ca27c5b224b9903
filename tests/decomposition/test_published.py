"""Decompositions that others have published, or that follow from their formulas, to every printed digit."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gapsheet import catalog, cells
from support.paydata import pay_data

FIGURES = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "published" / "decomposition.csv").read_text(encoding="utf-8").splitlines()
    )
)
SIZES_1970 = [12.9, 10.9, 9.5, 8.0, 7.8, 8.4, 8.6, 7.8, 7.0, 5.9, 4.7, 3.6, 4.9]
SIZES_1985 = [10.1, 11.2, 11.6, 10.9, 9.4, 7.7, 6.3, 6.0, 6.3, 5.9, 5.1, 4.0, 5.5]
RATES_1970 = [1.9, 25.8, 45.7, 49.6, 51.2, 51.6, 51.8, 54.9, 58.7, 60.4, 62.8, 66.6, 66.8]
RATES_1985 = [2.2, 24.3, 45.8, 52.5, 56.1, 55.6, 56.0, 57.4, 57.2, 61.2, 63.9, 68.6, 72.2]
SHARES_AND_RATES = {
    "das_gupta_2_1": ([0.717892], [10930.0], [0.825974], [16591.0]),
    "das_gupta_5_1": (SIZES_1970, RATES_1970, SIZES_1985, RATES_1985),
}


@cache
def table(data: str, function: str, yardstick: str, factors: str, reference: str, scale: str) -> list[list[Any]]:
    entry = catalog.find(function)
    assert entry is not None
    arguments: list[Any]
    if data in SHARES_AND_RATES:
        arguments = list(SHARES_AND_RATES[data])
    else:
        source = pay_data(data)
        arguments = [source.pay, source.group, yardstick, source.factors(factors)]
        arguments += [None, reference, scale] if function == "OAXACA" else []
    result: list[list[Any]] = cells.bind(entry, catalog.find)(*arguments)
    return result


def found(rows: list[list[Any]], row: str, column: str) -> float:
    """The cell where a row and a column cross; the parts at a reference stand behind its name and a colon."""
    chosen = next(cells for cells in rows[1:] if cells[0].startswith(row) or f": {row}" in cells[0])
    place = 1 if column == "estimate" else next(i for i, name in enumerate(rows[0]) if name.startswith(column))
    value: float = chosen[place]
    return value


def params() -> list[Any]:
    needs_r = pytest.mark.optional_part("R")
    return [
        pytest.param(
            figure,
            id=" ".join(figure[name] for name in ("data", "yardstick", "reference", "row", "column")),
            marks=[needs_r] if figure["data"] == "cps1985" else [],
        )
        for figure in FIGURES
    ]


@pytest.mark.parametrize("figure", params())
def test_published_part_comes_out(figure: dict[str, str]) -> None:
    names = ("data", "function", "yardstick", "factors", "reference", "scale")
    rows = table(*(figure[name] for name in names))
    value = found(rows, figure["row"], figure["column"])
    digits = len(figure["shown"].partition(".")[2])
    assert f"{value:.{digits}f}" == f"{float(figure['shown']):.{digits}f}"


def test_every_published_part_names_its_source() -> None:
    assert all(figure["source"] and figure["shown"] for figure in FIGURES)

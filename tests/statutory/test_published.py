"""Statutory figures that were worked out elsewhere, to every digit that the law shows."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from gapsheet import catalog, cells
from support import cps1985 as cps1985_data

FOLDER = Path(__file__).parent.parent / "published"
FIGURES = list(csv.DictReader((FOLDER / "statutory.csv").read_text(encoding="utf-8").splitlines()))

MEN = [10, 10, 12, 12, 12, 15, 15, 18, 22, 25, 30, 40]
WOMEN = [10, 10, 10, 12, 12, 15, 15, 16, 20, 28]
DATA: dict[str, tuple[Any, ...]] = {
    "22 people": ([[pay] for pay in MEN + WOMEN], [["M"]] * len(MEN) + [["F"]] * len(WOMEN), "M"),
    "four cells": (
        [600_000_000, 200_000_000, 60_000_000, 120_000_000],
        [100, 45, 30, 80],
        ["男性", "女性", "男性", "女性"],
        ["正規", "正規", "非正規", "非正規"],
        "男性",
        "正規",
    ),
}


def arguments(figure: dict[str, str], request: pytest.FixtureRequest) -> tuple[Any, ...]:
    if figure["data"] != "CPS1985":
        return DATA[figure["data"]]
    people: cps1985_data.People = request.getfixturevalue("cps1985")
    return people.numbers("wage"), people.labels("gender"), "male"


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: f"{figure['function']} {figure['what']}")
def test_published_figure_comes_out(figure: dict[str, str], request: pytest.FixtureRequest) -> None:
    entry = catalog.find(figure["function"])
    assert entry is not None
    table = cells.bind(entry, catalog.find)(*arguments(figure, request))
    assert f"{table[int(figure['row'])][int(figure['column'])] * 100:.1f}" == figure["shown"]


def test_every_published_figure_names_its_source() -> None:
    assert all(figure["source"] and figure["what"] for figure in FIGURES)

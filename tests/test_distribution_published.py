"""Distributions that others have published, at every digit they are shown with."""

from __future__ import annotations

import math

import pytest

from gapsheet import distribution, grouped, inequality
from support import published

FIGURES = published.figures("distribution")
ARRAYS = published.figures("quantiles")
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)
# Scheduled pay in thousand yen: lower bounds of the printed classes and per cent of employees in each
CENSUS_1998 = {
    "bounds_men": [0, 140, 160, 180, 200, 220, 240, 260, 280, 300, 320, 360, 400, 450, 500, 600, 700],
    "shares_men": [1.2, 1.9, 4.0, 5.8, 7.4, 7.6, 7.3, 6.9, 6.7, 6.4, 10.8, 8.6, 8.0, 5.4, 6.3, 3.1, 2.7],
    "bounds_women": [0, *range(100, 321, 20), 360, 400, 450, 500, 600, 700],
    "shares_women": [
        *(0.9, 2.9, 6.9, 11.6, 15.2, 14.8, 12.1, 9.1, 6.6, 4.8),
        *(3.6, 2.6, 3.3, 1.9, 1.5, 0.8, 0.8, 0.3, 0.3),
    ],
    "quantiles_men": [190.8, 232.5, 303.9, 403.0, 524.3],  # deciles, quartiles and median as published
    "quantiles_women": [138.0, 163.4, 196.6, 243.8, 309.1],
}
INCOMES = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]  # of the help of R's ineq


@pytest.fixture(scope="module")
def data() -> dict[str, list[float]]:
    return {
        **CENSUS_1998,
        "incomes": INCOMES,
        "regr0": [1, 3, 4, 8, 12, 13, 18, 20],
        "cps1985": published.cps1985_wages(),
    }


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: f"{figure['formula']} {figure['shown']}")
def test_published_figure_comes_out(figure: dict[str, str], data: dict[str, list[float]]) -> None:
    assert published.as_shown(published.called(figure["formula"], data), figure) == figure["shown"]


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: f"{array['name']} type {array['method']}")
def test_weighted_quantiles_follow_their_rule(array: dict[str, str]) -> None:
    values, weights = ([float(number) for number in array[column].split()] for column in ("values", "weights"))
    found = [distribution.weighted_quantile(values, share, weights, float(array["method"])) for share in SHARES]
    assert found == pytest.approx([float(array[f"at_{share}"]) for share in SHARES], rel=1e-14)


def test_every_published_figure_names_its_source() -> None:
    assert all(figure["source"] and figure["what"] for figure in FIGURES)
    assert all(array["source"] for array in ARRAYS)


def test_mean_log_deviation_agrees_with_the_published_atkinson_index() -> None:
    # Atkinson's index with parameter 1 is 1 - exp(-MLD); the help of R's ineq gives 0.3518251
    assert 1 - math.exp(-inequality.mean_log_deviation(INCOMES)) == pytest.approx(0.3518251, abs=5e-8)


@pytest.mark.parametrize(("sex", "mean"), [("men", 336.4), ("women", 214.9)])
def test_mean_of_the_census_classes_is_near_the_published_mean(sex: str, mean: float) -> None:
    bounds, shares = CENSUS_1998[f"bounds_{sex}"], CENSUS_1998[f"shares_{sex}"]
    by_middles, by_pareto = (grouped.grouped_mean(bounds, shares, method) for method in ("linear", "pareto"))
    assert by_middles == pytest.approx(mean, rel=0.006)  # people thin out upwards: middles lie too high
    assert by_pareto == pytest.approx(mean, rel=0.0015)
    assert mean < by_pareto < by_middles

"""Weighted quantiles against R's survey, and the wages of 1985 against R's AER, where R is installed."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pytest

from gapsheet import distribution
from support import published, rlang

pytestmark = pytest.mark.optional_part("R")

Case: TypeAlias = tuple[list[float], list[float]]
SHARES = [part / 16 for part in range(1, 16)]  # shares that floating point holds exactly
RULES = {1.0: "math", 2.0: "school"}  # survey's names of the types
SCRIPT = """
suppressMessages(library(survey))
people <- read.csv("people.csv")
for (case in unique(people$case)) {
  design <- svydesign(~1, data = people[people$case == case, ], weights = ~weight)
  for (rule in c("math", "school")) {
    found <- svyquantile(~value, design, SHARES, qrule = rule, ci = FALSE)
    cat(format(unname(unlist(found)), digits = 17), "\\n")
  }
}
"""


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """Samples of 2 to 12 people, with ties and whole weights, so that shares are often reached exactly."""
    chance = np.random.Generator(np.random.PCG64(1985))
    sizes = chance.integers(2, 13, 60)
    return [(chance.integers(1, 30, n).astype(float).tolist(), chance.integers(1, 5, n).tolist()) for n in sizes]


@pytest.fixture(scope="module")
def by_survey(cases: list[Case], tmp_path_factory: pytest.TempPathFactory) -> list[list[float]]:
    """What survey finds: for each case one line by each rule."""
    folder = tmp_path_factory.mktemp("survey")
    rows = [
        f"{number},{value},{weight}"
        for number, (values, weights) in enumerate(cases)
        for value, weight in zip(values, weights, strict=True)
    ]
    (folder / "people.csv").write_text("\n".join(["case,value,weight", *rows]), encoding="utf-8")
    script = SCRIPT.replace("SHARES", f"c({', '.join(map(str, SHARES))})")
    return [[float(number) for number in line.split()] for line in rlang.lines_of(script, folder, "survey")]


@pytest.mark.parametrize("method", RULES, ids=RULES.get)
def test_quantiles_agree_with_survey(method: float, cases: list[Case], by_survey: list[list[float]]) -> None:
    compared = 0
    for (values, weights), wanted in zip(cases, by_survey[int(method) - 1 :: 2], strict=True):
        # survey 4.1-1 gives the second value for shares that the lowest one alone covers: that fault is not copied
        lowest = min(values)
        covered = sum(weight for value, weight in zip(values, weights, strict=True) if value == lowest) / sum(weights)
        for share, quantile in zip(SHARES, wanted, strict=True):
            found = distribution.weighted_quantile(values, share, weights, method)
            if share < covered:
                assert found == lowest
            else:
                assert found == pytest.approx(quantile, rel=1e-12)
                compared += 1
    assert compared > 500


def test_wages_of_1985_are_those_of_aer(tmp_path_factory: pytest.TempPathFactory) -> None:
    script = 'data(CPS1985, package = "AER"); cat(CPS1985$wage, sep = "\\n")'
    wages = [float(line) for line in rlang.lines_of(script, tmp_path_factory.mktemp("aer"), "AER")]
    assert sorted(wages) == sorted(published.cps1985_wages())

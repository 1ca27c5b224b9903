"""Gaps and inequality against R's laeken and its invented surveys of earnings and incomes, where R is installed.

Its surveys are large (15,691 employees, 14,827 persons) and weighted, with the variables of Eurostat's own.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import pytest

from gapsheet import distribution, inequality
from gapsheet.group_gaps.by_category import wage_gap_by
from gapsheet.group_gaps.official import eurostat_gap
from support import rlang

pytestmark = pytest.mark.optional_part("R")

Columns: TypeAlias = dict[str, list[str]]
SHARES = (0.1, 0.2, 0.5, 0.8, 0.9)
SCRIPT = """
suppressMessages(library(laeken))
data(ses); data(eusilc)
write.csv(ses[, c("earningsHour", "sex", "education", "weights")], "ses.csv", row.names = FALSE)
write.csv(eusilc[, c("eqIncome", "rb050")], "eusilc.csv", row.names = FALSE)
shown <- function(name, value) cat(name, format(value, digits = 17), "\\n")
gap <- gpg("earningsHour", gender = "sex", weights = "weights", breakdown = "education", data = ses)
shown("gap", gap$value)
shown("gaps", gap$valueByStratum$value)
shown("median gap", gpg("earningsHour", gender = "sex", weights = "weights", method = "median", data = ses)$value)
shown("gini", gini("eqIncome", weights = "rb050", data = eusilc)$value)
shown("quantiles", weightedQuantile(eusilc$eqIncome, eusilc$rb050, probs = SHARES))
"""


class Survey:
    """The surveys, and what laeken says of them."""

    def __init__(self, folder: Path) -> None:
        lines = rlang.lines_of(SCRIPT.replace("SHARES", f"c{SHARES}"), folder, "laeken")
        self.told: Mapping[str, list[float]] = {}
        for line in lines:
            numbers = [word for word in line.split() if word[-1].isdigit()]
            self.told[line[: line.index(numbers[0])].strip()] = [float(number) for number in numbers]
        self.earnings, self.incomes = _columns(folder / "ses.csv"), _columns(folder / "eusilc.csv")
        self.pay, self.weights = _floats(self.earnings["earningsHour"]), _floats(self.earnings["weights"])


def _columns(path: Path) -> Columns:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {name: [row[name] for row in rows] for name in rows[0]}


def _floats(column: list[str]) -> list[float]:
    return [float(value) for value in column]


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    return Survey(tmp_path_factory.mktemp("laeken"))


def test_the_gap_of_the_survey_of_earnings_is_laekens(survey: Survey) -> None:
    found = eurostat_gap(survey.pay, survey.earnings["sex"], "male", survey.weights)
    assert [found] == pytest.approx(survey.told["gap"], rel=1e-12)


def test_the_gaps_by_education_are_laekens(survey: Survey) -> None:
    _, *found = wage_gap_by(survey.pay, survey.earnings["sex"], "male", survey.weights, survey.earnings["education"])
    assert [row[5] for row in found[:-1]] == pytest.approx(survey.told["gaps"], rel=1e-12)


def test_the_weighted_gap_of_medians_is_laekens(survey: Survey) -> None:
    _, *found = wage_gap_by(survey.pay, survey.earnings["sex"], "male", survey.weights, None, "median")
    assert [found[-1][5]] == pytest.approx(survey.told["median gap"], rel=1e-12)


def test_the_gap_is_the_published_one_without_the_weights_that_its_call_misspells(survey: Survey) -> None:
    # Printed in laeken's introduction as 0.2517759; the call there says "weigths", so that nothing is weighed.
    assert eurostat_gap(survey.pay, survey.earnings["sex"], "male") == pytest.approx(0.2517759, abs=5e-8)


def test_the_gini_of_incomes_is_laekens(survey: Survey) -> None:
    found = inequality.gini(_floats(survey.incomes["eqIncome"]), _floats(survey.incomes["rb050"]))
    assert [found * 100] == pytest.approx(survey.told["gini"], rel=1e-12)


@pytest.mark.parametrize("method", [1.0, 2.0])
def test_quantiles_of_incomes_are_laekens(survey: Survey, method: float) -> None:
    incomes, weights = _floats(survey.incomes["eqIncome"]), _floats(survey.incomes["rb050"])
    found = [distribution.weighted_quantile(incomes, share, weights, method) for share in SHARES]
    assert found == pytest.approx(survey.told["quantiles"], rel=1e-12)

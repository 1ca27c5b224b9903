"""Weighted gaps with their errors against R's survey, where R is installed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gapsheet.group_gaps.interval import wage_gap_interval
from support import rlang

pytestmark = pytest.mark.optional_part("R")

# Each sex is a stratum of its own, as where the groups are drawn independently.
SCRIPT = """
suppressMessages(library(survey))
people <- read.csv("people.csv")
design <- svydesign(~1, strata = ~sex, weights = ~weight, data = people)
means <- svyby(~pay, ~sex, design, svymean, covmat = TRUE)
gap <- svycontrast(means, quote((M - F) / M))
cat(format(c(coef(gap), SE(gap), confint(gap, level = 0.9)), digits = 17), "\\n")
"""


def test_gap_of_a_weighted_sample_agrees_with_survey(tmp_path: Path) -> None:
    chance = np.random.Generator(np.random.PCG64(11))
    sex = ["M"] * 40 + ["F"] * 25
    pay, weights = chance.lognormal(3, 0.6, 65), chance.uniform(0.2, 5, 65)
    rows = (
        f"{one!r},{label},{weight!r}" for one, label, weight in zip(pay.tolist(), sex, weights.tolist(), strict=True)
    )
    (tmp_path / "people.csv").write_text("\n".join(["pay,sex,weight", *rows]), encoding="utf-8")
    [line] = rlang.lines_of(SCRIPT, tmp_path, "survey")
    [_, found] = wage_gap_interval(pay, sex, "M", weights, "mean", 0.9)
    assert found[:4] == pytest.approx([float(number) for number in line.split()], rel=1e-9)

"""Reweighting: against statsmodels' logit, against plain cell shares, and its warnings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from gapsheet.decomposition.reweighting import reweighted_gap
from gapsheet.errors import DomainError, UnknownLabelError
from support.invented import payroll

PEOPLE = payroll()
MAN = np.array(PEOPLE.group) == "M"
PAY = np.array(PEOPLE.pay)


def items(**changes: Any) -> dict[str, Any]:
    given = {"pay": PAY, "group": PEOPLE.group, "reference_value": "M", "factors": PEOPLE.factors, "statistic": "mean"}
    return {
        row[0].partition(":")[0] if row[0][:4] in ("gap:", "comp", "stru") else row[0]: row[1]
        for row in reweighted_gap(**(given | changes))[1:]
    }


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("reference", ["reference", "comparison"])
def test_counterfactual_mean_agrees_with_a_logit_of_statsmodels(weighted: bool, reference: str) -> None:
    region = np.array(PEOPLE.region)
    matrix = sm.add_constant(
        np.column_stack([PEOPLE.age, PEOPLE.hours, region == "south", region == "west"]).astype(float)
    )
    weights = np.array(PEOPLE.weights) if weighted else np.ones(PAY.size)
    fit = sm.GLM((~MAN).astype(float), matrix, sm.families.Binomial(), freq_weights=weights).fit(tol=1e-14)
    odds = np.exp(fit.predict(matrix, which="linear"))
    kept, factor = (MAN, odds) if reference == "reference" else (~MAN, 1 / odds)
    wanted = np.average(PAY[kept], weights=(weights * factor)[kept])
    found = items(weights=weights if weighted else None, reference=reference)
    [counterfactual] = [value for name, value in found.items() if "with the factors of" in name]
    assert counterfactual == pytest.approx(wanted, rel=1e-8)


def test_one_category_weighs_its_levels_by_the_other_groups_shares() -> None:
    region = np.array(PEOPLE.region)
    wanted = sum(np.mean(region[~MAN] == level) * PAY[MAN & (region == level)].mean() for level in set(PEOPLE.region))
    found = items(factors=PEOPLE.region)
    assert found["mean of pay: M with the factors of F"] == pytest.approx(wanted, rel=1e-9)
    assert found["composition"] == pytest.approx(PAY[MAN].mean() - wanted, rel=1e-7)


@pytest.mark.parametrize("statistic", ["mean", "median", 0.9, "variance", "gini"])
@pytest.mark.parametrize("reference", ["reference", "comparison"])
def test_parts_add_up_to_the_gap(statistic: Any, reference: str) -> None:
    found = items(statistic=statistic, reference=reference)
    assert found["composition"] + found["structure"] == pytest.approx(found["gap"], rel=1e-12)


def test_default_is_the_median_of_pay() -> None:
    rows = reweighted_gap(PAY, PEOPLE.group, "M", PEOPLE.factors)
    assert rows[0][1] == "quantile 0.5 of pay"
    assert rows[1][1] == pytest.approx(np.median(PAY[MAN]))
    assert rows[-3][2] == pytest.approx((np.median(PAY[MAN]) - np.median(PAY[~MAN])) / np.median(PAY[MAN]))


def test_weights_stand_for_people() -> None:
    expanded = PEOPLE.replicated
    weighted = items(weights=np.array(PEOPLE.weights), statistic="median")
    replicated = items(pay=np.array(expanded.pay), group=expanded.group, factors=expanded.factors, statistic="median")
    for name in ("gap", "composition", "structure", "largest weight, 1 = the average"):
        assert weighted[name] == pytest.approx(replicated[name], rel=1e-7)


def test_order_of_rows_does_not_matter() -> None:
    shuffled = PEOPLE.reordered(np.random.default_rng(6).permutation(PAY.size).tolist())
    found = items(pay=np.array(shuffled.pay), group=shuffled.group, factors=shuffled.factors)
    assert found["structure"] == pytest.approx(items()["structure"], rel=1e-8)


def test_unit_of_pay_does_not_matter() -> None:
    rows = reweighted_gap(PAY, PEOPLE.group, "M", PEOPLE.factors, "median")
    scaled = reweighted_gap(PAY * 16, PEOPLE.group, "M", PEOPLE.factors, "median")
    for place in (1, 2, 3, -3, -2, -1):
        assert rows[place][2:] == [pytest.approx(cell, rel=1e-9) if cell != "" else cell for cell in scaled[place][2:]]


def test_same_factors_weigh_everybody_alike() -> None:
    pay, group, years = np.array([4.0, 6.0, 5.0, 2.0, 3.0, 4.0]), ["M"] * 3 + ["F"] * 3, [1.0, 2.0, 3.0] * 2
    found = items(pay=pay, group=group, factors=years)
    assert found["largest weight, 1 = the average"] == pytest.approx(1)
    assert found["effective sample size of M"] == pytest.approx(3)
    assert found["composition"] == pytest.approx(0, abs=1e-12)


def test_equal_pay_has_a_median() -> None:
    found = items(pay=np.where(MAN, 3.0, 2.0), statistic="median")
    assert [found[name] for name in ("gap", "composition", "structure")] == [1.0, 0.0, 1.0]


def test_heavy_rows_are_warned_of() -> None:
    random = np.random.default_rng(9)
    group = ["M"] * 300 + ["F"] * 300
    years = np.concatenate([random.normal(0, 1, 300), random.normal(2.5, 1, 300)])
    pay = np.exp(random.normal(3, 0.3, 600))
    found = items(pay=pay, group=group, factors=years)
    assert found["overlap"].startswith("warning: ")
    assert "of all weight each" in found["overlap"]
    assert "effective sample size is" in found["overlap"]
    assert items()["overlap"].startswith("enough")


def test_groups_without_overlap_are_refused() -> None:
    pay, group = np.array([4.0, 6.0, 5.0, 2.0, 3.0, 4.0]), ["M"] * 3 + ["F"] * 3
    with pytest.raises(DomainError, match="nobody is left to compare"):
        items(pay=pay, group=group, factors=[1.0, 2.0, 3.0, 11.0, 12.0, 13.0])


def test_only_the_two_groups_own_structures_are_offered() -> None:
    with pytest.raises(UnknownLabelError, match="here it is reference or comparison"):
        items(reference="pooled")

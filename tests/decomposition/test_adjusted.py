"""The adjusted gap: against statsmodels' regressions, and its rating at the borders."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from gapsheet.decomposition.adjusted import adjusted_gap
from gapsheet.errors import DomainError
from support.invented import payroll

PEOPLE = payroll()


def items(**changes: Any) -> dict[str, Any]:
    given = {"pay": np.array(PEOPLE.pay), "group": PEOPLE.group, "reference_value": "M", "factors": PEOPLE.factors}
    return {row[0]: row[1] for row in adjusted_gap(**(given | changes))[1:]}


def regression(weights: Any = None) -> Any:
    region = np.array(PEOPLE.region)
    columns = [np.array(PEOPLE.group) == "F", PEOPLE.age, PEOPLE.hours, region == "south", region == "west"]
    matrix = sm.add_constant(np.column_stack(columns).astype(float))
    if weights is None:
        return sm.OLS(np.log(PEOPLE.pay), matrix).fit()
    return sm.WLS(np.log(PEOPLE.pay), matrix, weights).fit(cov_type="HC1", use_t=True)


@pytest.mark.parametrize("weights", [None, np.array(PEOPLE.weights)], ids=["plain", "weighted"])
def test_coefficient_and_test_agree_with_statsmodels(weights: Any) -> None:
    found, fit = items(weights=weights), regression(weights)
    wanted = [fit.params[1], fit.bse[1], fit.tvalues[1], fit.pvalues[1], fit.rsquared]
    names = ("coefficient", "standard error of the coefficient", "t value", "p value", "R squared")
    assert [found[name] for name in names] == pytest.approx(wanted, rel=1e-8)


def test_gap_is_kennedys() -> None:
    found, fit = items(), regression()
    assert found["adjusted gap"] == pytest.approx(1 - math.exp(fit.params[1] - fit.bse[1] ** 2 / 2), rel=1e-10)


def test_error_of_the_gap_is_near_the_delta_methods() -> None:
    found = items()
    delta = (1 - found["adjusted gap"]) * found["standard error of the coefficient"]
    assert found["standard error of the adjusted gap"] == pytest.approx(delta, rel=0.01)


def test_other_yardstick_turns_the_coefficient() -> None:
    there, back = items(), items(reference_value="F")
    assert back["coefficient"] == pytest.approx(-there["coefficient"], rel=1e-9)
    assert back["p value"] == pytest.approx(there["p value"], rel=1e-6)


def test_unit_of_pay_does_not_matter() -> None:
    there, back = items(), items(pay=np.array(PEOPLE.pay) * 12_000)
    there.pop("rating"), back.pop("rating")
    assert list(back.values()) == pytest.approx(list(there.values()), rel=1e-7)


def test_weights_stand_for_people() -> None:
    expanded = PEOPLE.replicated
    weighted = items(weights=np.array(PEOPLE.weights))
    replicated = items(pay=np.array(expanded.pay), group=expanded.group, factors=expanded.factors)
    for name in ("coefficient", "gap without factors", "R squared"):
        assert weighted[name] == pytest.approx(replicated[name], rel=1e-9)


def exactly(gap: float) -> dict[str, Any]:
    """A perfect fit in which women earn this much less."""
    people = 6
    pay = np.array([100.0] * people + [100.0 * (1 - gap)] * people)
    years = np.array([1.0, 2.0, 3.0] * (2 * people // 3))
    group = ["M"] * people + ["F"] * people
    return {row[0]: row[1:] for row in adjusted_gap(pay, group, "M", years)[1:]}


@pytest.mark.parametrize(
    ("gap", "rated", "rating"),
    [
        (0.02, 0.02, "significant, not above the target of 2.5 %"),
        (0.02599, 0.025, "significant, not above the target of 2.5 %"),
        (0.026, 0.026, "significant, above the target of 2.5 %, not above the limit of 5 %"),
        (0.05, 0.05, "significant, above the target of 2.5 %, not above the limit of 5 %"),
        (0.05099, 0.05, "significant, above the target of 2.5 %, not above the limit of 5 %"),
        (0.051, 0.051, "significant, above the limit of 5 %"),
        (-0.06, 0.06, "significant, above the limit of 5 %"),
    ],
)
def test_rating_compares_the_gap_cut_to_a_tenth_of_a_percent(gap: float, rated: float, rating: str) -> None:
    found = exactly(gap)
    assert found["adjusted gap"][0] == pytest.approx(gap, rel=1e-9)
    assert found["rated gap"][0] == rated
    assert found["rating"][0] == rating
    assert found["rating"][1] == f"F earns {'less' if gap > 0 else 'more'} than M"


def test_chance_is_not_rated() -> None:
    random = np.random.default_rng(2)
    pay = np.exp(random.normal(3, 0.4, 60))
    found = {row[0]: row[1] for row in adjusted_gap(pay, ["M", "F"] * 30, "M", random.normal(0, 1, 60))[1:]}
    assert found["p value"] > 0.05
    assert found["rating"] == "not significantly different from 0"


@pytest.mark.parametrize(("target", "limit"), [(-0.1, 0.05), (0.06, 0.05)])
def test_target_lies_below_the_limit(target: float, limit: float) -> None:
    with pytest.raises(DomainError, match="0 <= target <= limit"):
        items(target=target, limit=limit)


def test_factor_that_repeats_the_group_is_refused() -> None:
    sex = [1.0 if label == "F" else 0.0 for label in PEOPLE.group]
    with pytest.raises(DomainError, match="'factors 1' follows from the other factors in both groups together"):
        items(factors=sex)

"""Recentred influences against what a little more weight on one person does to the statistic, and their split."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from gapsheet.decomposition.oaxaca import oaxaca
from gapsheet.decomposition.rif import asked, default_bandwidth, influence, quantile
from gapsheet.decomposition.rif_decomposition import rif_decomposition
from gapsheet.errors import DomainError, UnknownLabelError
from support.invented import payroll

PEOPLE = payroll()
PAY = np.exp(np.random.default_rng(4).normal(3, 0.5, 200)).round(1)  # some are equal
WEIGHTS = np.random.default_rng(5).integers(1, 4, 200).astype(float)


def table(statistic: Any, **changes: Any) -> list[list[Any]]:
    given = {"pay": np.array(PEOPLE.pay), "group": PEOPLE.group, "reference_value": "M", "factors": PEOPLE.factors}
    return rif_decomposition(**(given | {"statistic": statistic} | changes))


def value(rows: list[list[Any]], name: str) -> float:
    [found] = [row[1] for row in rows if row[0].startswith(name)]
    return float(found)


@pytest.mark.parametrize("statistic", ["variance", "gini", "mean"])
def test_influence_is_what_one_more_person_does(statistic: str) -> None:
    small = 1e-6
    base = influence(PAY, WEIGHTS, statistic, None)
    for place in (0, 17, int(np.argmax(PAY)), int(np.argmin(PAY))):
        pushed = WEIGHTS / WEIGHTS.sum() * (1 - small)
        pushed[place] += small
        slope = (influence(PAY, pushed, statistic, None).statistic - base.statistic) / small
        assert base.values[place] - base.statistic == pytest.approx(slope, rel=1e-3, abs=1e-3 * base.statistic)


@pytest.mark.parametrize("statistic", ["variance", "gini", "mean"])
def test_influences_average_to_the_statistic(statistic: str) -> None:
    found = influence(PAY, WEIGHTS, statistic, None)
    assert np.average(found.values, weights=WEIGHTS) == pytest.approx(found.statistic, rel=1e-12)


def test_influence_on_a_quantile_takes_its_density_from_a_gaussian_kernel() -> None:
    found = influence(PAY, WEIGHTS, 0.25, 1.5)
    kernel = stats.gaussian_kde(PAY, bw_method=lambda _: 1.0, weights=WEIGHTS)
    kernel.set_bandwidth(1.5 / np.sqrt(kernel.covariance[0, 0]))
    density = kernel(found.statistic)[0]
    assert set(np.unique((found.values - found.statistic) * density).round(6)) == {-0.75, 0.25}
    assert found.bandwidth == 1.5


def test_bandwidth_is_silvermans() -> None:
    spread = min(PAY.std(ddof=1), stats.iqr(PAY) / 1.34)
    assert default_bandwidth(PAY) == pytest.approx(0.9 * spread * 200**-0.2, rel=1e-12)


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.75, 0.9])
def test_quantile_is_of_type_2(share: float) -> None:
    expanded = np.repeat(PAY, WEIGHTS.astype(int))
    wanted = np.quantile(expanded, share, method="averaged_inverted_cdf")
    assert quantile(PAY, WEIGHTS, share) == pytest.approx(wanted, rel=1e-12)


def test_gini_is_the_mean_difference_over_twice_the_mean() -> None:
    people = np.repeat(PAY, WEIGHTS.astype(int))
    wanted = np.abs(people[:, None] - people).mean() / (2 * people.mean())
    assert influence(PAY, WEIGHTS, "gini", None).statistic == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("statistic", [0.1, "median", 0.9, "variance", "gini", "mean"])
def test_parts_and_factors_add_up(statistic: Any) -> None:
    for reference in ("reference", "pooled", 0.4):
        rows = table(statistic, reference=reference, weights=np.array(PEOPLE.weights))
        gap = value(rows, "gap: M minus F")
        explained, unexplained = value(rows, "explained by factors"), value(rows, "unexplained (")
        assert explained + unexplained + value(rows, "missed by the regressions") == pytest.approx(gap, abs=1e-12)
        by_factor = [row[1] for row in rows if row[0].startswith("explained, by")]
        assert sum(by_factor) == pytest.approx(explained, abs=1e-10)
        rest = [row[1] for row in rows if row[0].startswith("unexplained, ")]
        assert sum(rest) == pytest.approx(unexplained, abs=1e-10)


def test_mean_gives_the_parts_of_oaxaca() -> None:
    rows = table("mean")
    wanted = oaxaca(np.array(PEOPLE.pay), PEOPLE.group, "M", PEOPLE.factors, None, "reference")
    for name, other in (
        ("threefold, endowments",) * 2,
        ("explained by factors", "reference (coefficients of M): expl"),
    ):
        [row], [twin] = ([row for row in t if row[0].startswith(n)] for t, n in ((rows, name), (wanted, other)))
        assert row[1:3] == pytest.approx(twin[1:3], rel=1e-9)


@pytest.mark.parametrize("statistic", ["median", "variance", "gini"])
def test_numbers_far_from_zero_do_not_blur_parts_and_their_errors(statistic: str) -> None:
    near, far = (
        table(statistic, factors=[["age"], *([round(age) + shift] for age in PEOPLE.age)]) for shift in (0.0, -1e9)
    )
    parts = [
        place for place, row in enumerate(near) if row[0].startswith(("threefold", "explained by", "unexplained ("))
    ]
    assert len(parts) == 5
    for place in parts:
        assert far[place][1:3] == pytest.approx(near[place][1:3], rel=1e-8)


def test_replicated_rows_give_the_same_parts_at_one_bandwidth() -> None:
    expanded = PEOPLE.replicated
    weighted = table("median", weights=np.array(PEOPLE.weights), bandwidth=0.2)
    whole = {"pay": np.array(expanded.pay), "group": expanded.group, "factors": expanded.factors}
    replicated = table("median", bandwidth=0.2, **whole)
    pairs = [(a[1], b[1]) for a, b in zip(weighted[1:], replicated[1:], strict=True) if "rows used" not in a[0]]
    assert [a for a, _ in pairs] == pytest.approx([b for _, b in pairs], rel=1e-8, abs=1e-10)


def test_gini_is_of_pay_and_the_others_of_its_logarithm() -> None:
    assert table("gini")[0][1] == "gini of pay"
    assert table("variance")[0][1] == "variance of ln(pay)"
    assert table(0.5, scaling="level")[0][1] == "quantile 0.5 of pay"
    assert table("gini") == table("gini", pay=np.array(PEOPLE.pay) * 1024) or table("gini")[1][1] == pytest.approx(
        table("gini", pay=np.array(PEOPLE.pay) * 1024)[1][1], rel=1e-12
    )


@pytest.mark.parametrize("statistic", [0.0, 1.0, 50.0, -0.5])
def test_quantile_lies_between_0_and_1(statistic: float) -> None:
    with pytest.raises(DomainError, match="a quantile lies between 0 and 1"):
        asked(statistic)


def test_unknown_statistic_is_refused() -> None:
    with pytest.raises(UnknownLabelError, match="statistic is 'mode'"):
        asked("mode")


def test_equal_pay_has_no_density() -> None:
    with pytest.raises(DomainError, match="no density"):
        table("median", pay=np.full(len(PEOPLE.pay), 7.0))


def test_narrow_kernel_that_meets_nobody_is_refused() -> None:
    with pytest.raises(DomainError, match="too narrow"):
        influence(np.array([1.0, 2.0, 10.0, 20.0]), None, 0.5, 1e-3)


def test_bandwidth_is_above_zero() -> None:
    with pytest.raises(DomainError, match="bandwidth is 0"):
        table("median", bandwidth=0.0)


def test_gini_needs_pay_of_zero_or_more() -> None:
    with pytest.raises(DomainError, match="Gini index needs pay"):
        table("gini", pay=np.array([-1.0, *PEOPLE.pay[1:]]))

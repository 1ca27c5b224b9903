"""Intervals of the gap against textbook formulas, resamples drawn the long way, and every resample there is."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from gapsheet.errors import CellError, DomainError, LimitError, UnknownLabelError, ZeroBaseError
from gapsheet.group_gaps import interval
from gapsheet.group_gaps.interval import wage_gap_interval

NA = CellError.NA
CHANCE = np.random.Generator(np.random.PCG64(2018))
MEN, WOMEN = CHANCE.lognormal(2.4, 0.5, 61).round(2), CHANCE.lognormal(2.2, 0.4, 48).round(2)
PAY = np.concatenate([MEN, WOMEN])
SEX = ["M"] * MEN.size + ["F"] * WOMEN.size
WEIGHTS = CHANCE.uniform(0.5, 3.0, PAY.size)


def row(*arguments: Any) -> list[Any]:
    [_, found] = wage_gap_interval(*arguments)
    return found


def resampled(pay: np.ndarray, weights: np.ndarray | None, times: int, seed: int) -> np.ndarray:
    """Medians of samples drawn with replacement, each sorted and halved by itself."""
    chance = np.random.Generator(np.random.Philox(seed))
    medians = []
    for _ in range(times):
        chosen = chance.integers(0, pay.size, pay.size)
        if weights is None:
            medians.append(np.median(pay[chosen]))
            continue
        order = np.argsort(pay[chosen])
        cumulative = weights[chosen][order].cumsum()
        medians.append(pay[chosen][order][np.searchsorted(cumulative, cumulative[-1] / 2)])
    return np.array(medians)


def test_interval_of_means_is_the_delta_method() -> None:
    gap, error, low, high, men, women, _ = row(PAY, SEX, "M")
    m, f = MEN.mean(), WOMEN.mean()
    variance = WOMEN.var(ddof=1) / (WOMEN.size * m**2) + f**2 * MEN.var(ddof=1) / (MEN.size * m**4)
    assert gap == pytest.approx(1 - f / m, rel=1e-12)
    assert error == pytest.approx(math.sqrt(variance), rel=1e-12)
    assert (low, high) == pytest.approx(stats.norm.interval(0.95, 1 - f / m, math.sqrt(variance)), rel=1e-12)
    assert (men, women) == (MEN.size, WOMEN.size)


def test_error_of_weighted_means_is_that_of_samples_drawn_anew() -> None:
    error = row(PAY, SEX, "M", WEIGHTS)[1]
    chance = np.random.Generator(np.random.Philox(7))
    gaps = []
    for _ in range(4_000):
        means = []
        for first, size in ((0, MEN.size), (MEN.size, WOMEN.size)):
            chosen = first + chance.integers(0, size, size)
            means.append(np.average(PAY[chosen], weights=WEIGHTS[chosen]))
        gaps.append(1 - means[1] / means[0])
    assert error == pytest.approx(np.std(gaps), rel=0.05)


def test_weights_are_not_numbers_of_people() -> None:
    assert row(PAY, SEX, "M", 1000 * WEIGHTS)[:4] == pytest.approx(row(PAY, SEX, "M", WEIGHTS)[:4], rel=1e-12)
    repeated = row(np.tile(PAY, 2), SEX * 2, "M")
    once = row(PAY, SEX, "M")
    assert repeated[0] == pytest.approx(once[0], rel=1e-12)
    assert repeated[1] == pytest.approx(once[1] / math.sqrt(2), rel=0.02)


@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["alike", "weighted"])
def test_interval_of_medians_agrees_with_resamples_drawn_one_by_one(weights: np.ndarray | None) -> None:
    of_men, of_women = (None, None) if weights is None else (weights[: MEN.size], weights[MEN.size :])
    gaps = 1 - resampled(WOMEN, of_women, 8_000, 1) / resampled(MEN, of_men, 8_000, 2)
    _, error, low, high, *_ = row(PAY, SEX, "M", weights, "median", 0.9, False, 8_000.0)
    assert error == pytest.approx(gaps.std(), rel=0.05)
    assert (low, high) == pytest.approx(np.quantile(gaps, [0.05, 0.95]), abs=0.02)


@pytest.mark.parametrize(
    ("men", "women"), [([9.0, 12.0, 20.0], [5.0, 8.0, 8.5, 11.0]), ([10.0, 30.0], [4.0, 6.0, 7.0])]
)
def test_error_of_medians_is_that_of_all_resamples(men: list[float], women: list[float]) -> None:
    every = [[np.median(sample) for sample in itertools.product(pay, repeat=len(pay))] for pay in (men, women)]
    gaps = 1 - np.divide.outer(1 / np.array(every[0]), 1 / np.array(every[1]))
    sex = ["M"] * len(men) + ["F"] * len(women)
    error = row(np.array(men + women), sex, "M", None, "median", 0.95, False, 100_000.0)[1]
    assert error == pytest.approx(gaps.std(), rel=0.01)


def test_heavy_weights_give_the_same_law_as_equal_ones() -> None:
    # Weights that differ by a millionth take the long way, one resample after the other.
    nearly = np.ones(PAY.size) + 1e-6 * (np.arange(PAY.size) % 2)
    long_way = row(PAY, SEX, "M", nearly, "median", 0.95, False, 5_000.0)
    direct = row(PAY, SEX, "M", None, "median", 0.95, False, 5_000.0)
    assert long_way[1] == pytest.approx(direct[1], rel=0.07)


def test_same_seed_gives_the_same_interval() -> None:
    first = row(PAY, SEX, "M", None, "median", 0.95, False, None, 5.0)
    assert first == row(PAY, SEX, "M", None, "median", 0.95, False, 1_000.0, 5.0)
    assert first[1:4] != row(PAY, SEX, "M", None, "median", 0.95, False, None, 6.0)[1:4]
    assert first[-1] == "median; bootstrap, 1,000 resamples"


@pytest.mark.parametrize("statistic", ["mean", "median"])
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["alike", "weighted"])
def test_order_and_unit_do_not_matter(statistic: str, weights: np.ndarray | None) -> None:
    order = np.random.Generator(np.random.PCG64(3)).permutation(PAY.size)
    mixed = None if weights is None else weights[order]
    given = row(PAY, SEX, "M", weights, statistic)
    shuffled = row(1000 * PAY[order], [SEX[place] for place in order], "M", mixed, statistic)
    assert shuffled[:6] == pytest.approx(given[:6], rel=1e-9)


def test_confidence_widens_the_interval() -> None:
    _, _, low, high, *_ = row(PAY, SEX, "M", None, "mean", 0.99)
    _, _, inner_low, inner_high, *_ = row(PAY, SEX, "M", None, "mean", 0.9)
    assert low < inner_low < inner_high < high


@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_whole_payroll_has_no_sampling_error(statistic: str) -> None:
    gap, error, low, high, *_, note = row(PAY, SEX, "M", None, statistic, 0.95, True)
    assert (error, low, high) == (0.0, gap, gap)
    assert note.endswith("whole payroll: nobody was sampled, so the gap has no sampling error")


@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_one_person_tells_no_error(statistic: str) -> None:
    found = row(np.array([10.0, 12.0, 8.0]), ["M", "M", "F"], "M", None, statistic)
    assert found[1:6] == [NA, NA, NA, 2.0, 1.0]
    assert "one person" in found[-1]


def test_resamples_without_a_base_have_no_interval() -> None:
    found = row(np.array([0.0, 10.0, 12.0, 5.0, 6.0]), ["M", "M", "M", "F", "F"], "M", None, "median")
    assert found[:4] == [0.45, *[CellError.NUM] * 3]
    assert "reference median of 0 or less" in found[-1]


def test_header_names_groups_sign_and_confidence() -> None:
    header = wage_gap_interval(PAY, SEX, "M", None, "mean", 0.9)[0]
    assert header[0] == "gap = (M - F) / M, positive = F earns less"
    assert header[2:6] == ["low (90 %)", "high (90 %)", "heads: M", "heads: F"]


def test_rows_left_out_are_counted() -> None:
    [_, found] = wage_gap_interval(np.array([10.0, 12.0, 8.0, 9.0, math.nan]), ["M", "M", "F", "F", "F"], "M")
    assert found[-1].endswith("; 1 row left out: a cell is blank, or the weight is 0")


def test_large_weighted_samples_are_drawn_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interval, "_MOST_DRAWS", 20_000)
    assert row(PAY, SEX, "M", WEIGHTS, "median")[-1] == "median; bootstrap, 183 resamples"
    assert row(PAY, SEX, "M", None, "median")[-1] == "median; bootstrap, 1,000 resamples"
    with pytest.raises(LimitError, match="resamples is 200 of 109 weighted people; at most 183 are drawn"):
        row(PAY, SEX, "M", WEIGHTS, "median", 0.95, False, 200.0)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((None, "mean", 0.0), DomainError, "confidence is 0"),
        ((None, "mean", 95.0), DomainError, "confidence is 95"),
        ((None, "mean", 0.95, 3.0), DomainError, "whole_payroll is 3"),
        ((None, "median", 0.95, False, 99.0), DomainError, "resamples is 99; a whole number from 100 to 100,000"),
        ((None, "median", 0.95, False, 150.5), DomainError, "resamples is 150.5"),
        ((None, "median", 0.95, False, None, -1.0), DomainError, "seed is -1"),
        ((None, "mode"), UnknownLabelError, "statistic is 'mode'"),
    ],
)
def test_bad_choices_are_refused(arguments: tuple[Any, ...], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        wage_gap_interval(PAY, SEX, "M", *arguments)


def test_pay_that_is_no_base_is_refused() -> None:
    with pytest.raises(ZeroBaseError, match="mean pay of M is 0; a gap needs"):
        wage_gap_interval(np.array([0.0, 0.0, 1.0, 2.0]), ["M", "M", "F", "F"], "M")
    with pytest.raises(DomainError, match="mean pay of F is -1; pay cannot be negative"):
        wage_gap_interval(np.array([1.0, 1.0, -1.0, -1.0]), ["M", "M", "F", "F"], "M")


def test_equal_pays_have_an_interval_of_no_width() -> None:
    pay, sex = np.full(1_000_000, 0.3), ["M", "F"] * 500_000
    for statistic in ("mean", "median"):
        assert row(pay, sex, "M", None, statistic)[:4] == [0.0, 0.0, 0.0, 0.0]

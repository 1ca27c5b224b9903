"""Blinder and Oaxaca's parts: against statsmodels and Kitagawa, and by what must hold whatever the data."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.stats.oaxaca import OaxacaBlinder

from gapsheet.decomposition.kitagawa import kitagawa
from gapsheet.decomposition.oaxaca import oaxaca, oaxaca_detail
from gapsheet.decomposition.references import CHOICES
from gapsheet.errors import CellError, UnknownLabelError
from support.invented import Payroll, payroll

PEOPLE = payroll()
Table = list[list[Any]]


def parts(
    people: Payroll, weights: Any = None, reference: Any = None, scale: str = "log", factor: float = 1.0
) -> Table:
    pay = [value * factor for value in people.pay]
    return oaxaca(np.array(pay), people.group, "M", people.factors, weights, reference, scale)


def details(people: Payroll, weights: Any = None, reference: Any = "reference", scale: str = "log") -> Table:
    return oaxaca_detail(np.array(people.pay), people.group, "M", people.factors, weights, reference, scale)


def value(rows: Table, name: str, column: int = 1) -> float:
    [row] = [row for row in rows if row[0].startswith(name) or row[0].endswith(f": {name}")]
    found: float = row[column]
    return found


def estimates(rows: Table) -> list[float]:
    return [row[1] for row in rows[1:]]


def design(people: Payroll) -> np.ndarray[Any, Any]:
    region = np.array(people.region)
    return np.column_stack([people.age, people.hours, region == "south", region == "west"]).astype(float)


def peer_of(second: str) -> OaxacaBlinder:
    """statsmodels with the other group first; it puts the better paid one first all the same (swap=True)."""
    columns = np.column_stack([design(PEOPLE), np.array(PEOPLE.group) == second])
    return OaxacaBlinder(np.log(PEOPLE.pay), columns, columns.shape[1] - 1, hasconst=False, swap=True)


@pytest.fixture(scope="module")
def peer() -> OaxacaBlinder:
    """statsmodels with the men first, which needs no swap."""
    return peer_of("F")


def test_threefold_agrees_with_statsmodels(peer: OaxacaBlinder) -> None:
    rows = parts(PEOPLE)
    wanted = peer.three_fold().params  # endowments, coefficients, interaction, gap
    names = ("threefold, endowments", "threefold, coefficients", "threefold, interaction", "gap: M minus F")
    assert [value(rows, name) for name in names] == pytest.approx(list(wanted), rel=1e-9)


@pytest.mark.parametrize(
    ("reference", "kind"),
    [
        ("pooled", "pooled"),
        ("neumark", "nuemark"),  # as statsmodels spells it; the right spelling gives its pooled one without a word
        ("reimers", "reimers"),
        ("cotton", "cotton"),
    ],
)
def test_twofold_agrees_with_statsmodels(peer: OaxacaBlinder, reference: str, kind: str) -> None:
    rows = parts(PEOPLE, None, reference)
    unexplained, explained, _ = peer.two_fold(two_fold_type=kind).params
    assert value(rows, "unexplained") == pytest.approx(unexplained, rel=1e-9)
    assert value(rows, "explained by factors") == pytest.approx(explained, rel=1e-9)


def test_cotton_weighs_by_the_groups_own_size_which_statsmodels_mistakes_where_it_swaps() -> None:
    men, women = PEOPLE.group.count("M"), PEOPLE.group.count("F")
    own = value(parts(PEOPLE, None, "cotton"), "unexplained")
    assert own == pytest.approx(value(parts(PEOPLE, None, men / (men + women)), "unexplained"), rel=1e-12)
    mistaken = peer_of("M").two_fold(two_fold_type="cotton").params[0]
    assert mistaken == pytest.approx(value(parts(PEOPLE, None, women / (men + women)), "unexplained"), rel=1e-9)
    assert own != pytest.approx(mistaken, rel=1e-4)


@pytest.mark.parametrize("scale", ["log", "level"])
@pytest.mark.parametrize("weighted", [False, True])
def test_parts_add_up_to_the_gap(scale: str, weighted: bool) -> None:
    weights = np.array(PEOPLE.weights) if weighted else None
    pay = np.log(PEOPLE.pay) if scale == "log" else np.array(PEOPLE.pay)
    man = np.array(PEOPLE.group) == "M"
    means = [np.average(pay[side], weights=None if weights is None else weights[side]) for side in (man, ~man)]
    for reference in (*CHOICES, 0.3):
        rows = parts(PEOPLE, weights, reference, scale)
        gap = value(rows, "gap: M minus F")
        assert gap == pytest.approx(means[0] - means[1], rel=1e-12)
        assert sum(row[1] for row in rows if row[0].startswith("threefold")) == pytest.approx(gap, rel=1e-10)
        assert value(rows, "explained by factors") + value(rows, "unexplained") == pytest.approx(gap, rel=1e-10)
        if any("advantage of M" in row[0] for row in rows):
            sides = value(rows, "unexplained, advantage of M") + value(rows, "unexplained, disadvantage of F")
            assert sides == pytest.approx(value(rows, "unexplained"), rel=1e-10)


@pytest.mark.parametrize("reference", [*CHOICES, 0.3])
@pytest.mark.parametrize("weighted", [False, True])
def test_detail_adds_up_to_its_part(reference: Any, weighted: bool) -> None:
    weights = np.array(PEOPLE.weights) if weighted else None
    whole, detail = parts(PEOPLE, weights, reference), details(PEOPLE, weights, reference)
    single = [row for row in detail[1:-1] if row[1] != "all levels"]
    levels = [row for row in detail if row[0] == "region" and row[1] != "all levels"]
    [subtotal] = [row for row in detail if row[1] == "all levels"]
    for column, name in ((4, "explained by factors"), (6, "unexplained")):
        assert sum(row[column] for row in single) == pytest.approx(value(whole, name), rel=1e-9)
        assert sum(row[column] for row in levels) == pytest.approx(subtotal[column], rel=1e-9)
        assert detail[-1][column : column + 2] == pytest.approx([value(whole, name), value(whole, name, 2)], rel=1e-9)


def test_detail_does_not_depend_on_the_base_category() -> None:
    new_names = {"north": "zulu", "south": "yankee", "west": "alpha"}  # another level comes first in the alphabet
    renamed = Payroll(
        PEOPLE.pay, PEOPLE.group, PEOPLE.age, PEOPLE.hours, [new_names[name] for name in PEOPLE.region], PEOPLE.weights
    )
    for reference in ("reference", "pooled"):
        before = {(row[0], new_names.get(row[1], row[1])): row[2:] for row in details(PEOPLE, None, reference)[1:]}
        after = {(row[0], row[1]): row[2:] for row in details(renamed, None, reference)[1:]}
        assert before.keys() == after.keys()
        for key, row in before.items():
            assert [cell for cell in after[key] if cell != ""] == pytest.approx(
                [cell for cell in row if cell != ""], rel=1e-8, abs=1e-12
            )


def test_normalised_coefficients_are_deviations_from_their_mean() -> None:
    man = np.array(PEOPLE.group) == "M"
    own = sm.OLS(np.log(PEOPLE.pay)[man], sm.add_constant(design(PEOPLE)[man])).fit().params
    deviations = np.array([0.0, own[3], own[4]]) - np.mean([0.0, own[3], own[4]])
    shares = [
        np.mean(np.array(PEOPLE.region)[side] == level) for level in ("north", "south", "west") for side in (man, ~man)
    ]
    wanted = deviations * (np.array(shares[::2]) - np.array(shares[1::2]))
    rows = [row for row in details(PEOPLE) if row[0] == "region" and row[1] != "all levels"]
    assert [row[4] for row in rows] == pytest.approx(wanted.tolist(), rel=1e-9)


def test_error_of_a_number_follows_from_its_mean_and_coefficient() -> None:
    man = np.array(PEOPLE.group) == "M"
    logs, columns, age = np.log(PEOPLE.pay), design(PEOPLE), np.array(PEOPLE.age)
    fits = [sm.OLS(logs[side], sm.add_constant(columns[side])).fit() for side in (man, ~man)]
    means = [age[side].mean() for side in (man, ~man)]
    variances = [age[side].var(ddof=1) / side.sum() for side in (man, ~man)]
    b, se = [fit.params[1] for fit in fits], [fit.bse[1] for fit in fits]
    [row] = [row for row in details(PEOPLE) if row[0] == "age"]
    explained = math.sqrt((means[0] - means[1]) ** 2 * se[0] ** 2 + b[0] ** 2 * sum(variances))
    unexplained = math.sqrt(means[1] ** 2 * (se[0] ** 2 + se[1] ** 2) + (b[0] - b[1]) ** 2 * variances[1])
    assert row[5] == pytest.approx(explained, rel=1e-9)
    assert row[7] == pytest.approx(unexplained, rel=1e-9)


def test_weights_stand_for_people() -> None:
    weighted = parts(PEOPLE, np.array(PEOPLE.weights))
    replicated = parts(PEOPLE.replicated)
    named = [(a[0], a[1], b[1]) for a, b in zip(weighted[1:], replicated[1:], strict=True) if "rows used" not in a[0]]
    assert [a for _, a, _ in named] == pytest.approx([b for _, _, b in named], rel=1e-9)
    detail, expanded = details(PEOPLE, np.array(PEOPLE.weights)), details(PEOPLE.replicated)
    for column in (4, 6):
        assert [row[column] for row in detail[1:]] == pytest.approx(
            [row[column] for row in expanded[1:]], rel=1e-8, abs=1e-12
        )


def test_robust_errors_do_not_depend_on_the_size_of_weights() -> None:
    weights = np.array(PEOPLE.weights)
    small, large = parts(PEOPLE, weights), parts(PEOPLE, weights * 1000)
    assert [row[2] for row in small if row[2] != ""][1:] == pytest.approx(
        [row[2] for row in large if row[2] != ""][1:], rel=1e-8, abs=1e-12
    )


def test_weighted_gap_has_the_errors_of_weighted_regressions() -> None:
    logs, columns, weights = np.log(PEOPLE.pay), design(PEOPLE), np.array(PEOPLE.weights)
    man = np.array(PEOPLE.group) == "M"
    total = 0.0
    for side in (man, ~man):
        fit = sm.WLS(logs[side], sm.add_constant(columns[side]), weights[side]).fit(cov_type="HC1")
        share = weights[side] / weights[side].sum()
        mean = share @ sm.add_constant(columns[side])
        around = (sm.add_constant(columns[side]) - mean) * share[:, None]
        n = side.sum()
        total += mean @ fit.cov_params() @ mean + fit.params @ (around.T @ around * n / (n - 1)) @ fit.params
    assert value(parts(PEOPLE, weights), "gap: M minus F", 2) == pytest.approx(math.sqrt(total), rel=1e-9)


def test_order_of_rows_does_not_matter() -> None:
    order = np.random.default_rng(5).permutation(len(PEOPLE.pay)).tolist()
    shuffled = parts(PEOPLE.reordered(order))
    assert estimates(shuffled) == pytest.approx(estimates(parts(PEOPLE)), rel=1e-9, abs=1e-13)


def test_scaling_pay_shifts_nothing_under_logs() -> None:
    before, after = parts(PEOPLE), parts(PEOPLE, factor=1000.0)
    moved = ("mean of M", "mean of F")
    for one, other in zip(before[1:], after[1:], strict=True):
        shift = math.log(1000) if one[0] in moved else 0.0
        assert other[1] == pytest.approx(one[1] + shift, rel=1e-8, abs=1e-11)


def test_scaling_pay_scales_every_part_of_the_level() -> None:
    before, after = parts(PEOPLE, scale="level"), parts(PEOPLE, scale="level", factor=8.0)
    for one, other in zip(before[1:], after[1:], strict=True):
        assert other[1] == pytest.approx(one[1] * (1 if "rows used" in one[0] else 8), rel=1e-9, abs=1e-12)
        assert [cell for cell in other[3:] if cell != ""] == pytest.approx([cell for cell in one[3:] if cell != ""])


@pytest.mark.parametrize("weighted", [False, True])
def test_numbers_far_from_zero_do_not_blur_parts_and_their_errors(weighted: bool) -> None:
    near, far = (  # whole numbers, which keep every digit so far away
        Payroll(PEOPLE.pay, PEOPLE.group, ages, PEOPLE.hours, PEOPLE.region, PEOPLE.weights)
        for ages in ([round(age) for age in PEOPLE.age], [round(age) - 1e9 for age in PEOPLE.age])
    )
    weights = np.array(PEOPLE.weights) if weighted else None
    for one, other in zip(parts(near, weights), parts(far, weights), strict=True):
        assert other == [pytest.approx(cell, rel=1e-8) if isinstance(cell, float) else cell for cell in one]
    assert details(far, weights)[-1][4:] == pytest.approx(details(near, weights)[-1][4:], rel=1e-8)


def test_one_category_gives_kitagawas_parts() -> None:
    pay, region, man = np.array(PEOPLE.pay), np.array(PEOPLE.region), np.array(PEOPLE.group) == "M"
    levels = ("north", "south", "west")
    shares = {side: [np.mean(region[who] == level) for level in levels] for side, who in (("M", man), ("F", ~man))}
    rates = {side: [pay[who & (region == level)].mean() for level in levels] for side, who in (("M", man), ("F", ~man))}
    wanted = kitagawa(*(np.array(column) for column in (shares["F"], rates["F"], shares["M"], rates["M"])))[1]
    rows = oaxaca(pay, PEOPLE.group, "M", PEOPLE.region, None, "reimers", "level")
    names = ("gap: M minus F", "explained by factors", "unexplained")
    assert [value(rows, name) for name in names] == pytest.approx(wanted[3:6], rel=1e-9)
    assert [row[1] for row in rows if row[0].startswith("threefold")] == pytest.approx(wanted[7:], rel=1e-9)


def test_pooled_unexplained_is_the_dummy_of_the_group() -> None:
    woman = (np.array(PEOPLE.group) == "F").astype(float)
    fit = sm.OLS(np.log(PEOPLE.pay), sm.add_constant(np.column_stack([design(PEOPLE), woman]))).fit()
    assert value(parts(PEOPLE, None, "pooled"), "unexplained") == pytest.approx(-fit.params[-1], rel=1e-9)


def test_all_references_stand_side_by_side_where_none_is_chosen() -> None:
    together = parts(PEOPLE)
    for reference in CHOICES:
        alone = parts(PEOPLE, None, reference)
        assert alone[-1] in together
    assert sum("explained by factors" in row[0] for row in together) == len(CHOICES)


def test_gap_of_geometric_means_is_told_under_logs_only() -> None:
    men, women = (np.log([p for p, g in zip(PEOPLE.pay, PEOPLE.group, strict=True) if g == side]) for side in "MF")
    wanted = 1 - math.exp(women.mean()) / math.exp(men.mean())
    assert value(parts(PEOPLE), "gap of geometric means") == pytest.approx(wanted, rel=1e-12)
    assert not any("geometric" in row[0] for row in parts(PEOPLE, scale="level"))


def test_labels_tell_sign_and_reference() -> None:
    rows = parts(PEOPLE)
    assert rows[0][0] == "part, M minus F: positive = F earns less"
    assert "gap: M minus F, positive = F earns less" in [row[0] for row in rows]
    other = oaxaca(np.array(PEOPLE.pay), PEOPLE.group, "f", PEOPLE.factors)
    assert other[0][0] == "part, F minus M: positive = M earns less"
    assert value(other, "gap: F minus M") == pytest.approx(-value(rows, "gap: M minus F"), rel=1e-9)


def test_perfect_fit_has_no_error_beyond_that_of_the_means() -> None:
    pay = np.where(np.array(PEOPLE.group) == "M", 2.0, 1.0)
    rows = oaxaca_detail(pay, PEOPLE.group, "M", PEOPLE.factors)
    assert rows[-1][4:] == pytest.approx([0.0, 0.0, math.log(2), 0.0], abs=1e-12)


def test_equal_pay_has_no_shares() -> None:
    rows = oaxaca(
        np.array([1.0, 2.0, 3.0] * 2), ["M"] * 3 + ["F"] * 3, "M", [1.0, 2.0, 4.0, 1.0, 2.0, 4.0], None, 1.0, "level"
    )
    assert value(rows, "gap: M minus F") == 0
    assert all(row[3] is CellError.DIV0 for row in rows if row[0].startswith("threefold"))


@pytest.mark.parametrize("reference", ["men", "", 1.5, -0.1, True])
def test_reference_is_a_known_one(reference: Any) -> None:
    with pytest.raises(UnknownLabelError, match="it is reference, comparison"):
        parts(PEOPLE, None, reference)

"""Quarters: heads, remainders and ties, against rules and an allocation written another way."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapsheet.errors import DomainError, UnknownLabelError
from gapsheet.statutory.bands import is_whole, quarters
from support import cps1985 as cps1985_data

people = st.lists(st.tuples(st.sampled_from([9.0, 10.0, 10.5, 12.0, 15.0]), st.booleans()), min_size=4, max_size=60)


def bands(staff: list[tuple[float, bool]], whole: bool = False) -> list[tuple[int, Fraction]]:
    pay, is_woman = np.array([rate for rate, _ in staff]), np.array([woman for _, woman in staff])
    return [(band.heads, band.women) for band in quarters(pay, is_woman, whole)]


def expected_women(staff: list[tuple[float, bool]], heads: list[int]) -> list[Fraction]:
    """Everyone at one rate counts as the same mixed person: the share of women at that rate."""
    rates = sorted(rate for rate, _ in staff)
    mixed = {rate: Fraction(sum(w for r, w in staff if r == rate), rates.count(rate)) for rate in rates}
    women, first = [], 0
    for size in heads:
        women.append(sum((mixed[rate] for rate in rates[first : first + size]), Fraction(0)))
        first += size
    return women


# The remainder rule in a council's published method: one left over to the lower, two to lower and upper middle, three
# to lower, lower middle and upper middle quarter. 322 people are its example.
@pytest.mark.parametrize(
    ("people_in_all", "heads"),
    [
        (322, [81, 80, 81, 80]),
        (320, [80, 80, 80, 80]),
        (321, [81, 80, 80, 80]),
        (323, [81, 81, 81, 80]),
        (534, [134, 133, 134, 133]),
        (4, [1, 1, 1, 1]),
        (5, [2, 1, 1, 1]),
    ],
)
def test_people_left_over_go_where_the_guidance_puts_them(people_in_all: int, heads: list[int]) -> None:
    staff = [(float(rate), rate % 2 == 0) for rate in range(people_in_all)]
    assert [size for size, _ in bands(staff)] == heads


@given(people, st.booleans())
def test_heads_differ_by_at_most_one_and_nobody_is_lost(staff: list[tuple[float, bool]], whole: bool) -> None:
    found = bands(staff, whole)
    heads = [size for size, _ in found]
    assert max(heads) - min(heads) <= 1
    assert sum(heads) == len(staff)
    assert sum(women for _, women in found) == sum(woman for _, woman in staff)


@given(people)
def test_ties_are_shared_in_proportion(staff: list[tuple[float, bool]]) -> None:
    found = bands(staff)
    assert [women for _, women in found] == expected_women(staff, [heads for heads, _ in found])


@given(people)
def test_whole_people_lie_within_one_of_their_proportion_for_each_tie(staff: list[tuple[float, bool]]) -> None:
    exact, whole = bands(staff), bands(staff, whole=True)
    for (heads, quota), (_, women) in zip(exact, whole, strict=True):
        assert women.denominator == 1
        assert 0 <= women <= heads
        assert abs(women - quota) < 2  # two boundaries, less than one person at each


@given(people, st.randoms(), st.booleans())
def test_order_of_rows_changes_nothing(staff: list[tuple[float, bool]], chance: object, whole: bool) -> None:
    shuffled = list(staff)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert bands(shuffled, whole) == bands(staff, whole)


@given(people, st.floats(1e-3, 1e6), st.booleans())
def test_unit_of_pay_changes_nothing(staff: list[tuple[float, bool]], unit: float, whole: bool) -> None:
    assert bands([(rate * unit, woman) for rate, woman in staff], whole) == bands(staff, whole)


def test_last_digits_of_a_formula_make_no_difference_in_pay() -> None:
    rates = [0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2]
    assert bands(list(zip(rates, [True, False, False, False], strict=True))) == [(1, Fraction(1, 4))] * 4


# Four people at one rate over lower (2 places), lower middle (1) and upper middle (1): two women make 1, 0.5 and 0.5.
def test_of_equal_remainders_the_lower_band_takes_the_woman() -> None:
    staff = [(10.0, True), (10.0, True), (10.0, False), (10.0, False), (12.0, False)]
    assert [women for _, women in bands(staff)] == [1, Fraction(1, 2), Fraction(1, 2), 0]
    assert [women for _, women in bands(staff, whole=True)] == [1, 1, 0, 0]


def test_a_million_people_of_one_pay_fall_in_four_equal_bands() -> None:
    pay = np.full(1_000_000, 12.3)
    is_woman = np.arange(1_000_000) < 300_000
    found = quarters(pay, is_woman, whole=True)
    assert [(band.women, band.shared) for band in found] == [(75_000, 250_000)] * 4


def test_ties_of_cps1985_cross_all_three_boundaries(cps1985: cps1985_data.People) -> None:
    pay = np.array(cps1985.numbers("wage"))
    is_woman = np.array([gender == "female" for gender in cps1985.labels("gender")])
    found = quarters(pay, is_woman, whole=False)
    assert [band.women for band in found] == [
        Fraction("82.8"),
        Fraction("61.7"),
        Fraction("61.875"),
        Fraction("38.625"),
    ]
    assert sum(band.shared for band in found) == 5 + 2 + 8
    sorted_plainly = np.add.reduceat(is_woman[np.argsort(pay, kind="stable")].astype(int), [0, 134, 267, 401])
    assert sorted_plainly.tolist() == [82, 62, 62, 39]  # which the regulation does not allow


def test_three_people_have_no_quarters() -> None:
    with pytest.raises(DomainError, match="3 people are ranked; four bands need at least four"):
        bands([(1.0, True), (2.0, False), (3.0, True)])


def test_tie_rule_is_one_of_two() -> None:
    assert is_whole(" Whole ")
    assert not is_whole("FRACTIONAL")
    with pytest.raises(UnknownLabelError, match="ties is 'random'; it is fractional or whole"):
        is_whole("random")

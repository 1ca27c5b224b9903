"""The cards that stand beside a wage gap."""

from __future__ import annotations

from gapsheet.facts import comparators, load
from gapsheet.facts.comparators import COLUMNS


def test_every_pay_figure_that_is_compared_has_a_card() -> None:
    compared = {"janica_mean_20_24_2023", "janica_mean_25_29_2023", "nta_mean_20_24_2022", "nta_mean_25_29_2022"}
    assert compared | {"doda_median_20s_2023"} <= set(comparators())


def test_a_card_knows_its_figure() -> None:
    cards = comparators()
    assert cards["janica_mean_20_24_2023"].fact.value == 1_966_000
    assert cards["nta_mean_25_29_2022"].fact.value == 3_890_000
    assert cards["doda_median_20s_2023"].fact.value == 3_300_000
    for name, card in cards.items():
        assert card.fact is load().fact(name)


def test_no_feature_of_a_card_is_left_empty() -> None:
    for card in comparators().values():
        assert all(getattr(card, feature).strip() for feature in COLUMNS), card.name


def test_the_statistic_on_the_card_is_the_one_in_the_figures_title() -> None:
    for card in comparators().values():
        assert card.fact.title.lower().startswith(card.statistic), card.name


def test_a_mean_beside_a_median_is_named_as_a_mismatch() -> None:
    cards = comparators()
    group = cards["janica_mean_20_24_2023"]
    assert "statistic" in group.mismatches(cards["doda_median_20s_2023"])
    assert "statistic" not in group.mismatches(cards["nta_mean_20_24_2022"])
    assert "employment" in group.mismatches(cards["nta_mean_20_24_2022"])


def test_a_card_matches_itself() -> None:
    for card in comparators().values():
        assert card.mismatches(card) == ()

"""Which figures may stand side by side in a growth calculation."""

from __future__ import annotations

import pytest

from gapsheet.errors import FactError
from gapsheet.facts import load


def stated(name: str) -> list[tuple[int | None, float]]:
    return [(fact.year, fact.stated_value) for fact in load().series(name)]


def test_overseas_sales_are_the_four_years_of_the_new_definition() -> None:
    assert stated("overseas_sales") == [(2021, 4.534), (2022, 4.6882), (2023, 5.7769), (2024, 6.008)]


def test_the_overseas_anime_market_skips_the_years_without_a_figure() -> None:
    assert [year for year, _ in stated("anime_overseas")] == [2012, *range(2015, 2025)]


def test_the_anime_market_runs_from_2013_with_the_corrected_2016() -> None:
    series = dict(stated("anime_market"))
    assert list(series) == list(range(2013, 2025))
    assert series[2016] == 1992.3
    assert series[2019] == 2511.2


def test_revised_digital_deficits_hold_one_vintage_only() -> None:
    assert stated("digital_deficit_5_items_revised") == [(2023, 5.9), (2024, 6.8)]
    assert stated("digital_deficit_3_items_revised") == [(2023, 5.8), (2024, 6.7)]


def test_only_the_final_korean_budgets_form_a_series() -> None:
    assert stated("korea_content_budget_final") == [(2023, 1173.8), (2025, 1273.4), (2026, 1617.7)]


def test_national_pay_starts_at_the_recalculated_year() -> None:
    assert stated("nta_mean_all") == [(2021, 4460), (2022, 4580), (2023, 4600), (2024, 4780)]
    assert stated("nta_mean_20_24") == [(2022, 2730), (2023, 2670), (2024, 2770)]


def test_a_series_has_one_definition_one_vintage_and_no_period_twice() -> None:
    facts = load()
    for name in {fact.series for fact in facts.facts}:
        members = [fact for fact in facts.facts if fact.series == name]
        assert len({(fact.definition, fact.vintage, fact.base_unit) for fact in members}) == 1, name
        assert len({fact.period for fact in members}) == len(members), name


def test_a_name_that_covers_several_vintages_is_refused_with_the_choice() -> None:
    with pytest.raises(FactError, match=r"different definitions or vintages.*digital_deficit_5_items_revised"):
        load().series("digital_deficit")


def test_an_unknown_series_is_refused_with_its_neighbours() -> None:
    with pytest.raises(FactError, match="no series is called 'oversea_sales'; near it: overseas_sales"):
        load().series("oversea_sales")


def test_a_series_of_bounds_is_refused() -> None:
    with pytest.raises(FactError, match=r"OS08.*only a bound"):
        load().series("overseas_sales_bound")


def test_a_series_not_to_be_used_is_refused() -> None:
    with pytest.raises(FactError, match=r"SX02.*must not be used"):
        load().series("semiconductor_exports_conflict")


def test_an_unknown_figure_is_refused_with_its_neighbours() -> None:
    with pytest.raises(FactError, match="near it: overseas_sales_2024"):
        load().fact("overseas_sales_2025")


@pytest.mark.parametrize("id", ["CB07", "CM02", "SX02", "DD23", "AT14", "AT15"])
def test_a_figure_not_to_be_used_is_handed_out_only_on_purpose(id: str) -> None:
    with pytest.raises(FactError, match=f"{id}.*must not be used: .*use "):
        load().fact(id)
    assert load().fact(id, even_unusable=True).id == id


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("overseas_sales_old_2020", "overseas_sales_2021"),
        ("overseas_anime_old_2016", "overseas_sales_anime_2022"),
        ("digital_deficit_2023_prelim_5_items", "digital_deficit_2024_revised_5_items"),
        ("digital_deficit_2024_revised_3_items", "digital_deficit_2024_revised_5_items"),
        ("digital_deficit_2024_revised_5_items", "digital_deficit_2035_base"),
        ("digital_deficit_2024_pivot_base", "digital_deficit_2035_with_hidden"),
        ("korea_content_budget_2024_draft", "korea_content_budget_2025_final"),
        ("domestic_content_market_2023_cabinet", "domestic_content_market_2024"),
        ("nta_mean_20_24_2020", "nta_mean_20_24_2022"),
        ("janica_mean_20_24_2019", "janica_mean_20_24_2023"),
    ],
)
def test_figures_of_two_definitions_or_vintages_do_not_chain(first: str, second: str) -> None:
    with pytest.raises(FactError, match="cannot be chained"):
        load().chain(first, second)
    with pytest.raises(FactError, match="cannot be chained"):
        load().chain(second, first)


def test_old_figures_chain_among_themselves() -> None:
    chained = load().chain("OS07", "OS06")
    assert [fact.year for fact in chained] == [2019, 2020]


def test_a_level_and_its_target_chain_in_the_order_given() -> None:
    chained = load().chain("overseas_sales_2024", "overseas_target_2033")
    assert [fact.id for fact in chained] == ["OS04", "OZ02"]
    assert [fact.id for fact in load().chain("DD11", "DD16")] == ["DD11", "DD16"]


def test_a_bound_does_not_chain() -> None:
    with pytest.raises(FactError, match="only a bound"):
        load().chain("overseas_sales_2012_below", "overseas_sales_2022")


def test_a_figure_not_to_be_used_does_not_chain() -> None:
    with pytest.raises(FactError, match="must not be used"):
        load().chain("SX03", "SX02")

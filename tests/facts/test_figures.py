"""Every figure of the package against the published list, and the tables' own cleanliness."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from gapsheet.facts import AS_OF, Bound, Confidence, Use, load, units

PUBLISHED = Path(__file__).parents[1] / "published" / "facts.csv"
BASE_PER_UNIT = {  # typed here, apart from units.csv
    "tn JPY": 1e12,
    "bn JPY": 1e9,
    "k JPY": 1e3,
    "k JPY/month": 1e3,
    "bn KRW": 1e9,
    "JPY per USD": 1,
    "TWD per USD": 1,
    "JPY per KRW": 1,
    "%": 1e-2,
    "hours/month": 1,
    "index (2020=100)": 1,
}
WITH_UNDERSCORE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")


def published() -> list[dict[str, str]]:
    with PUBLISHED.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_the_published_list_and_the_fact_base_hold_the_same_figures() -> None:
    assert [row["id"] for row in published()] == [fact.id for fact in load().facts]
    assert len(load().facts) == 192


@pytest.mark.parametrize("row", published(), ids=lambda row: row["id"])
def test_each_figure_is_the_published_one(row: dict[str, str]) -> None:
    fact = load().fact(row["id"], even_unusable=True)
    assert fact.stated_value == float(row["value"])
    assert fact.unit == row["unit"]
    assert fact.value == pytest.approx(float(row["value"]) * BASE_PER_UNIT[row["unit"]], rel=1e-15)


def test_conversion_gives_the_float_nearest_to_the_exact_amount() -> None:
    facts = load()
    assert facts.fact("overseas_sales_2023").value == 5_776_900_000_000
    assert facts.fact("overseas_sales_2022").value == 4_688_200_000_000
    assert facts.fact("content_budget_reference").value == 25_200_000_000
    assert facts.fact("mhlw_monthly_20_24_2023").value == 224_600
    assert facts.fact("cpi_change_2021").value == -0.002334
    assert facts.fact("nafca_share_under_2m").value == 0.223


def test_amounts_in_yen_say_so() -> None:
    yen = {fact.base_unit for fact in load().facts if fact.unit.endswith(" JPY")}
    assert yen == {"JPY"}
    assert load().fact("korea_content_budget_2025_final").base_unit == "KRW"


def test_names_can_be_defined_names_and_never_cells_or_functions() -> None:
    for fact in load().facts:
        assert WITH_UNDERSCORE.fullmatch(fact.name), fact.id
        assert len(fact.name) <= 40


def test_ids_and_names_are_unique() -> None:
    facts = load().facts
    assert len({fact.id for fact in facts} | {fact.name for fact in facts}) == 2 * len(facts)


@pytest.mark.parametrize("column", ["title", "period", "definition", "vintage", "source", "publisher", "url"])
def test_no_figure_lacks_its_provenance(column: str) -> None:
    assert [fact.id for fact in load().facts if not getattr(fact, column).strip()] == []


def test_cells_carry_no_stray_spaces_or_line_breaks() -> None:
    for fact in load().facts:
        for column in ("title", "period", "definition", "vintage", "source", "publisher", "url", "note"):
            text = getattr(fact, column)
            assert text == " ".join(text.split()), (fact.id, column)


def test_no_source_leans_on_another_row() -> None:
    leaning = ("同上", "same as", "as above", "see inputs", "derived from")
    assert [fact.id for fact in load().facts if fact.source.startswith(leaning)] == []


def test_every_address_is_a_web_address_without_remarks() -> None:
    for fact in load().facts:
        assert re.fullmatch(r"https?://\S+", fact.url), fact.id


def test_every_restricted_figure_says_why() -> None:
    assert [fact.id for fact in load().facts if fact.use is not Use.FREE and not fact.note] == []


def test_the_figures_not_to_be_used_are_these() -> None:
    unusable = {fact.id for fact in load().facts if fact.use is Use.DO_NOT_USE}
    assert unusable == {"CB07", "CM02", "SX02", "DD23", "AT14", "AT15"}


def test_a_figure_known_only_as_a_bound_states_which() -> None:
    bounds = {fact.id: fact.bound for fact in load().facts if fact.use is Use.BOUND_ONLY}
    assert bounds == {
        "AI03": Bound.LOWER,
        "DD14": Bound.LOWER,
        "DD24": Bound.LOWER,
        "DD25": Bound.LOWER,
        "OS08": Bound.UPPER,
    }


@pytest.mark.parametrize("id", ["OS01", "OS04", "AO05", "CM03", "DD06", "MH2", "KR09", "FX2024K"])
def test_figures_that_were_calculated_are_flagged_derived(id: str) -> None:
    assert load().fact(id).confidence is Confidence.DERIVED


def test_counts_by_confidence_leave_out_what_must_not_be_used() -> None:
    assert load().counts() == {
        Confidence.PRIMARY: 30,
        Confidence.SECONDARY: 136,
        Confidence.DERIVED: 19,
        Confidence.ARTICLE_ONLY: 1,
        Confidence.COULD_NOT_VERIFY: 0,
    }


def test_counts_can_be_taken_of_the_figures_used() -> None:
    counts = load().counts(["OS04", "overseas_sales_2023", "janica_mean_25_29_2023"])
    assert [counts[word] for word in Confidence] == [1, 0, 1, 1, 0]


def test_the_date_of_the_fact_base_is_the_day_it_was_compiled() -> None:
    assert load().as_of == AS_OF == date(2026, 11, 22)


def test_nothing_was_published_after_the_fact_base_was_compiled() -> None:
    latest = AS_OF.isoformat()
    assert [fact.id for fact in load().facts if fact.published != "not stated" and fact.published[:10] > latest] == []


def test_the_frame_holds_every_figure_with_its_citation() -> None:
    frame = load().frame().set_index("name")
    assert len(frame) == 192
    assert frame.loc["overseas_target_2033", "value"] == 20_000_000_000_000
    assert frame.loc["overseas_target_2033", "year"] == 2033
    undated = frame.index[frame["year"].isna()]
    assert list(undated) == ["china_content_support", "us_content_support", "china_content_support_conflict"]
    assert frame.loc["overseas_sales_2023", "citation"].startswith(
        "Overseas sales of Japanese content, 2023: 5.7769 tn"
    )


def test_every_unit_in_the_tables_is_used_or_needed_by_a_computed_figure() -> None:
    used = {fact.unit for fact in load().facts}
    computed = {"bn USD", "TWD", "TWD per JPY", "ratio", "ratio/year"}
    article_only = {"m JPY"}
    assert set(units()) - used - computed - article_only == {"JPY"}

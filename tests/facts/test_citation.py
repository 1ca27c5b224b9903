"""The sentence a user pastes beside a figure."""

from __future__ import annotations

import pytest

from gapsheet.facts import Use, load


def test_a_citation_says_what_when_how_much_who_and_where() -> None:
    assert load().fact("overseas_sales_2023").citation == (
        "Overseas sales of Japanese content, 2023: 5.7769 tn JPY (Human Media release (nifty / gamebiz), "
        "“2023年 5兆7,769億円”, 2024-12, "
        "https://business.nifty.com/cs/catalog/business_release/catalog_prt000000043000007447_1.htm)."
    )


def test_a_derived_figure_says_that_it_is_derived_and_approximate() -> None:
    citation = load().fact("overseas_sales_2024").citation
    assert ": about 6.008 tn JPY (derived from Human Media" in citation


def test_a_figure_of_the_article_alone_says_so() -> None:
    assert "2,928 k JPY (stated only by Gate" in load().fact("janica_mean_25_29_2023").citation


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("content_budget_fy2025_supplementary", "more than 55 bn JPY"),
        ("overseas_sales_2012_below", "less than 1.56 tn JPY"),
        ("ai_support_fy2026_2030", "about 1,000 bn JPY"),
        ("anime_overseas_2024", "2,170.2 bn JPY"),
        ("cpi_change_2024", "2.7385 %"),
        ("goods_trade_balance_2024", "-3.66 tn JPY"),
    ],
)
def test_a_figure_is_quoted_as_published_with_its_bound(name: str, words: str) -> None:
    assert load().fact(name).stated == words


def test_a_date_known_only_between_two_years_reads_as_such() -> None:
    assert ", 2019 to 2022, " in load().fact("WG04").citation


def test_an_unknown_date_is_left_out() -> None:
    assert "not stated" not in load().fact("AT01").citation


def test_every_citation_is_one_line_that_ends_in_a_stop_and_carries_the_address() -> None:
    for fact in load().facts:
        assert "\n" not in fact.citation
        assert fact.citation.endswith(f"{fact.url})."), fact.id


def test_a_warning_stands_beside_every_figure_not_to_be_used() -> None:
    for fact in load().facts:
        if fact.use is Use.DO_NOT_USE:
            assert "; use " in fact.note, fact.id  # the note names the figure to take instead
            replacement = fact.note.rsplit("; use ", 1)[1].rstrip(".")
            assert load().fact(replacement).use is not Use.DO_NOT_USE

"""The audit of the article, item by item."""

from __future__ import annotations

import pytest

from gapsheet.errors import FactError
from gapsheet.facts import Confidence, Verdict, article, load, verdict_counts
from gapsheet.facts.article import COLUMNS, _claim


def verdicts(verdict: Verdict) -> list[int]:
    return [claim.item for claim in article() if claim.verdict is verdict]


def test_the_27_items_are_all_there_in_order() -> None:
    assert [claim.item for claim in article()] == list(range(1, 28))


def test_verdicts_are_counted() -> None:
    assert verdict_counts() == {
        Verdict.RIGHT: 6,
        Verdict.VAGUE: 6,
        Verdict.WRONG: 11,
        Verdict.UNVERIFIED: 3,
        Verdict.NO_CLAIM: 1,
    }
    assert sum(verdict_counts().values()) == 27


def test_each_item_has_the_verdict_of_the_audit() -> None:
    assert verdicts(Verdict.RIGHT) == [9, 14, 15, 19, 23, 25]
    assert verdicts(Verdict.VAGUE) == [3, 4, 7, 8, 13, 20]
    assert verdicts(Verdict.WRONG) == [1, 5, 6, 11, 12, 16, 17, 18, 22, 24, 26]
    assert verdicts(Verdict.UNVERIFIED) == [10, 21, 27]
    assert verdicts(Verdict.NO_CLAIM) == [2]


@pytest.mark.parametrize(
    ("item", "value"),
    [
        (1, 1e12),
        (4, 55e9),
        (7, 25.2e9),
        (8, 76.2e9),
        (9, 123.8e9),
        (10, 617.6e9),
        (11, 45e12),
        (14, 15e12),
        (15, 0.26),
        (16, 0.9),
        (18, 20e12),
        (20, 1_966_000),
        (21, 2_928_000),
        (22, 3_300_000),
        (23, 400_000),
        (24, 10_000_000),
    ],
)
def test_printed_figures_are_converted_once(item: int, value: float) -> None:
    assert article()[item - 1].value == value


def test_items_without_a_printed_figure_have_no_value() -> None:
    assert [claim.item for claim in article() if claim.value is None] == [2, 5, 6, 12, 13, 19, 25, 26, 27]


def test_every_item_says_what_the_sources_say_and_why() -> None:
    for claim in article():
        assert claim.claim.strip(), claim.item
        assert claim.sourced.strip(), claim.item
        assert claim.why.strip(), claim.item


def test_the_items_without_figures_of_the_base_are_law_names_and_the_unsearched() -> None:
    assert [claim.item for claim in article() if not claim.fact_names] == [24, 25, 26, 27]


def test_figures_quoted_exactly_agree_with_the_fact_base() -> None:
    quoted = {7: "content_budget_reference", 9: "china_content_support", 10: "us_content_support"}
    quoted |= {8: "korea_content_support", 20: "janica_mean_20_24_2023", 22: "doda_median_20s_2023"}
    for item, name in quoted.items():
        assert article()[item - 1].value == load().fact(name).value, name


def test_a_figure_of_the_article_alone_is_marked() -> None:
    assert article()[20].confidence is Confidence.ARTICLE_ONLY
    assert article()[26].confidence is Confidence.COULD_NOT_VERIFY


def row(**changes: str) -> dict[str, str]:
    return dict.fromkeys(COLUMNS, "") | {"item": "1", "verdict": "right", "confidence": "primary"} | changes


def test_an_item_resting_on_a_figure_not_to_be_used_is_refused() -> None:
    with pytest.raises(FactError, match="must not be used"):
        _claim(row(fact_names="overseas_sales_2023 china_content_support_conflict"))


def test_an_item_with_an_unknown_unit_or_verdict_is_refused() -> None:
    with pytest.raises(FactError, match=r"article.csv, item 1: the unit 'oku' is not in units.csv"):
        _claim(row(printed="5", printed_unit="oku"))
    with pytest.raises(FactError, match=r"article.csv, item 1: verdict is 'overstated'; allowed are 'right'"):
        _claim(row(verdict="overstated"))

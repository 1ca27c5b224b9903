"""Texts put together from parts, in English and in another language."""

from __future__ import annotations

from datetime import date

from gapsheet.languages.language import Language
from gapsheet.phrases import Amount, Kept, Listing, Phrase

JAPANESE = Language(
    "ja",
    "ja-JP",
    "Yu Gothic",
    texts={"as of {day}": "{day}時点", "about {figure}": "約{figure}", "Wages": "賃金",
           "{first}, {second}": "{first}、{second}",
           "{title} ({source})": "{title}（{source}）"},
    date_pattern="{0.year}年{0.month}月{0.day}日",
    amounts="ja",
)  # fmt: skip


def test_english_reads_as_before() -> None:
    assert Phrase("as of {day}", day=date(2026, 1, 5)) == "as of 2026-01-05"
    assert Phrase("about {figure}", figure=Amount(6.008, "tn JPY", 6.008e12, "JPY")) == "about 6.008 tn JPY"
    assert Listing(["Facts", "Wages"]) == "Facts, Wages"


def test_parts_are_translated_and_put_where_the_language_wants_them() -> None:
    assert Phrase("as of {day}", day=date(2026, 1, 5)).said(JAPANESE) == "2026年1月5日時点"
    assert Phrase("{title} ({source})", title="Wages", source=Kept("Wages")).said(JAPANESE) == "賃金（Wages）"
    assert Listing(["Wages", "Wages"]).said(JAPANESE) == "賃金、賃金"


def test_yen_are_told_in_the_steps_of_the_language() -> None:
    amount = Amount(1238.7, "bn JPY", 1_238_700_000_000.0, "JPY")
    assert Phrase("about {figure}", figure=amount).said(JAPANESE) == "約1兆2,387億円"


def test_other_units_stay_as_published() -> None:
    won = Amount(638.9, "bn KRW", 638.9e9, "KRW")
    assert Phrase("about {figure}", figure=won).said(JAPANESE) == "約638.9 bn KRW"

"""Texts inside formulas: one sentence per chain, places that move, and nothing else touched."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from gapsheet.errors import LanguageError
from gapsheet.languages.formulas import Wording


def asked(formula: str) -> list[str]:
    """The texts that a formula asks for."""
    found: list[str] = []

    def say(pattern: str, operands: Mapping[str, str]) -> str:
        found.append(pattern)
        return pattern

    Wording(say).worded(formula)
    return found


def worded(formula: str, **texts: str) -> str:
    """The formula where the only sentence is said otherwise."""
    return Wording(lambda pattern, operands: texts.get("said", pattern), {"AI plan": "AI計画"}).worded(formula)


@pytest.mark.parametrize(
    ("formula", "texts"),
    [
        ('="needs "&FIXED(rate*100,1)&" % a year"', ["needs {rate} % a year"]),
        ('=A1&" to "&B1', ["{1} to {2}"]),
        ('=IF(A1="yes","On pace","Below pace")', ["yes", "On pace", "Below pace"]),
        ('=IF(n_used>1,"averaged "&A1&IF(B1>0,", more","")&".","–")', ["averaged {1}{2}.", ", more"]),
        ('="a ""quoted"" word"', ['a "quoted" word']),
        ('=INDEX({"low","high"},A1)', ["low", "high"]),
        ('=scale&" "&counted_in', ["{scale} {counted_in}"]),
        ("=SUM(A1:A9)", []),
        ('=COUNTIF(A1:A9,">"&B1)', []),
        ('=TEXT(as_of,"yyyy-mm-dd")', []),
        ('=IF(WHY("WAGE_GAP",A1,B1)="",1,0)', []),
        ('=RIGHT(A1,1)="✓"', []),
        ('=T("two-tenths")', []),
    ],
)
def test_the_texts_of_a_formula(formula: str, texts: list[str]) -> None:
    assert asked(formula) == texts


def test_places_move_with_their_expressions() -> None:
    said = worded('=IF(A1>0,A1&" of "&FIXED(all_n,0),0)', said="{all_n}のうち{1}")
    assert said == '=IF(A1>0,FIXED(all_n,0)&"のうち"&A1,0)'


def test_a_number_may_be_told_in_another_unit() -> None:
    assert worded('=FIXED(A1/unit_billion,1)&" bn"', said="{1*10}億") == '=FIXED((A1/unit_billion)*10,1)&"億"'
    with pytest.raises(LanguageError, match="no number"):
        worded('=A1&" bn"', said="{1*10}億")


def test_a_sentence_that_is_one_expression_stays_a_text() -> None:
    assert worded('=A1&" per cent"', said="{1}") == '=A1&""'


def test_long_texts_are_cut_to_what_a_formula_may_hold() -> None:
    assert worded('="short"', said="長" * 300) == f'="{"長" * 255}"&"{"長" * 45}"'


def test_references_follow_the_names_of_sheets() -> None:
    assert worded("=SUM('AI plan'!$A$1,Other!B2)&\"\"") == "=SUM('AI計画'!$A$1,Other!B2)&\"\""


def test_formats_of_text_follow_the_language() -> None:
    wording = Wording(lambda pattern, operands: pattern, formats={"yyyy-mm-dd": 'yyyy"年"'})
    assert wording.worded('=TEXT(A1,"yyyy-mm-dd")') == '=TEXT(A1,"yyyy""年""")'


@pytest.mark.parametrize(
    ("formula", "asked_in_japanese"),
    [
        ('=IF(WHY("WAGE_GAP",A1,B1)="",1,0)', '=IF(WHY("ja:WAGE_GAP",A1,B1)="",1,0)'),
        ("=WHY(by_fan,A1)", '=WHY("ja:"&by_fan,A1)'),
        ("=HOW('AI plan'!B2,A1)", "=HOW(\"ja:\"&'AI計画'!B2,A1)"),
        ('=WHY(A1&"_GAP",B1)', '=WHY("ja:"&A1&"_GAP",B1)'),
        ("=WAGE_GAP(A1,B1)", "=WAGE_GAP(A1,B1)"),
    ],
)
def test_explanations_are_asked_in_the_language(formula: str, asked_in_japanese: str) -> None:
    wording = Wording(lambda pattern, operands: pattern, {"AI plan": "AI計画"}, explains="ja")
    assert wording.worded(formula) == asked_in_japanese


def test_a_lone_comma_is_that_of_the_language() -> None:
    wording = Wording(lambda pattern, operands: pattern, comma="、")
    assert wording.worded('=SUBSTITUTE(A1," ",", ")') == '=SUBSTITUTE(A1," ","、")'
    assert wording.worded('=A1&", "&B1') == '=A1&", "&B1'  # a sentence, translated as one


@pytest.mark.parametrize(
    ("formula", "in_japanese"),
    [
        ("=SUM(Staff[Pay])", "=SUM(Staff[給与])"),
        ("=Staff[[#This Row],[Pay]]*2", "=Staff[[#This Row],[給与]]*2"),
        ("=Staff[@Pay]", "=Staff[@[給与]]"),
        ("=Staff[[#Headers],[Pay]:[Hours]]", "=Staff[[#Headers],[給与]:[時間 '[h']]]"),
        ("=Staff[#Headers]", "=Staff[#Headers]"),
        ("=Staff[Code]", "=Staff[Code]"),
        ('=COUNTIF(Staff[Pay],"Pay")', '=COUNTIF(Staff[給与],"Pay")'),
    ],
)
def test_columns_of_tables_follow_their_heads(formula: str, in_japanese: str) -> None:
    heads = {"Pay": "給与", "Hours": "時間 [h]"}
    assert Wording(lambda pattern, operands: pattern, heads=heads).worded(formula) == in_japanese

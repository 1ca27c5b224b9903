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

"""Messages about sources: English, and told again in the language of a workbook."""

from __future__ import annotations

import pickle

import pytest

from gapsheet.refresh.messages import PATTERNS, accepted, counted, in_one, staleness, was_accepted
from gapsheet.refresh.outcome import SourceOutcome
from gapsheet.refresh.records import Status
from gapsheet.refresh.rows import listed
from gapsheet.refresh.sentences import Sentence, told
from gapsheet.refresh.vocabulary import TEXTS

GERMAN = {
    "{names} and {count} more": "{names} und {count} weitere",
    "the last observation is as of {as_of}, though data come {often}": "Stand {as_of}, obwohl {often} Daten kommen",
    "yearly": "jährlich",
    "source {source}: {doubts}; accepted: {reason}": "Quelle {source}: {doubts}; gebilligt: {reason}",
}


def german(text: str) -> str:
    return GERMAN.get(text, text)


def test_sentences_are_english_texts_that_can_be_told_again() -> None:
    names = listed(["a", "b", "{c}"], most=2)
    assert (names, told(names, german)) == ("a, b and 1 more", "a, b und 1 weitere")
    old = staleness("2023", "yearly", is_observed=True)
    assert old == "the last observation is as of 2023, though data come yearly"
    assert told(old, german) == "Stand 2023, obwohl jährlich Daten kommen"
    assert told("no sentence", german) == "no sentence"


def test_what_stands_in_a_sentence_may_hold_braces() -> None:
    sentence = Sentence.of("source {source}: {doubts}; accepted: {reason}", source="{x}", doubts="{}", reason="{0}")
    assert told(sentence, german) == "Quelle {x}: {}; gebilligt: {0}"


def test_sentences_go_from_process_to_process() -> None:
    sentence = pickle.loads(pickle.dumps(accepted("d", ["few", listed("abcdefg")], "it is so")))
    assert sentence == "source d: few; a, b, c, d, e and 2 more; accepted: it is so"
    assert told(sentence, german) == "Quelle d: few; a, b, c, d, e und 2 weitere; gebilligt: it is so"


def test_a_cell_holds_plain_text_in_the_language_of_its_workbook() -> None:
    stale = SourceOutcome("d", "D", Status.STALE, message=staleness("2023", "yearly", is_observed=True))
    assert [(type(text), text) for text in (stale.said, stale.said_in(german))] == [
        (str, "the last observation is as of 2023, though data come yearly"),
        (str, "Stand 2023, obwohl jährlich Daten kommen"),
    ]
    assert in_one(["", "x" * 9, "y"], german, 6) == "xxxxx…"


@pytest.mark.parametrize("say", [str, german])
def test_a_reason_that_was_used_is_found_in_either_language(say: object) -> None:
    message = told(accepted("d", ["few rows"], "it is so"), german if say is german else str)
    assert was_accepted("it is so", f"{message}; more", german)
    assert not was_accepted("it is", f"{message}; more", german)


def test_one_thing_and_several_are_told_apart() -> None:
    assert [counted(("{count} row", "{count} rows"), count) for count in (1, 2, 2500)] == [
        "1 row",
        "2 rows",
        "2,500 rows",
    ]


def test_a_translator_is_asked_for_every_pattern() -> None:
    assert set(PATTERNS) <= set(TEXTS)

"""Reasons in another language: which sentence of the code a reason was made from, and how that sentence is said.

A catalogue, `reasons_ja.csv`, has a row for each sentence with {} where a value is put in. In the translation {2} is
the second value as it is, and [2] the second value said in the language, for it is a sentence or word of the code too.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

ORIGINAL = "en"
CODES = (ORIGINAL, "ja")

_PLACE = re.compile(r"\{(\d+)\}|\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with places for values, and its translation."""

    form: re.Pattern[str]
    translation: str


def said(reason: str, code: str) -> str:
    """A reason in the language; as it is where the catalogue does not know it."""
    if code == ORIGINAL or not reason:
        return reason
    words = _words(code)
    parts = [reason] if reason in words else reason.split(", ")
    if all(part in words for part in parts):
        return "、".join(words[part] for part in parts)
    for sentence in _sentences(code):
        if found := sentence.form.fullmatch(reason):
            return _filled(sentence.translation, found.groups(), code)
    return reason


def word(text: str, code: str) -> str:
    """A text that is in the catalogue as a whole; any other comes back as it is."""
    return text if code == ORIGINAL else _words(code).get(text, text)


def put(sentence: str, *values: str, code: str) -> str:
    """A sentence in the language, the values put into its places."""
    if code == ORIGINAL:
        return sentence.format(*values)
    return _filled(_catalogue(code)[sentence], values, code)


def _filled(translation: str, values: tuple[str, ...], code: str) -> str:
    """A translation with its places filled."""

    def value(place: re.Match[str]) -> str:
        return values[int(place[1]) - 1] if place[1] else said(values[int(place[2]) - 1], code)

    return _PLACE.sub(value, translation)


@cache
def _catalogue(code: str) -> Mapping[str, str]:
    """Every sentence with its translation."""
    with resources.files(__package__).joinpath(f"reasons_{code}.csv").open(encoding="utf-8") as text:
        return {row["english"]: row["translation"] for row in csv.DictReader(text)}


@cache
def _words(code: str) -> Mapping[str, str]:
    """The sentences and words without a place."""
    return {english: translation for english, translation in _catalogue(code).items() if "{}" not in english}


@cache
def _sentences(code: str) -> tuple[_Sentence, ...]:
    """The sentences with places; those with most words of their own first, for a short one fits longer ones as well."""
    open_ones = [row for row in _catalogue(code).items() if "{}" in row[0]]
    open_ones.sort(key=lambda row: -len(row[0].replace("{}", "")))
    return tuple(_Sentence(_form(*row), row[1]) for row in open_ones)


def _form(english: str, translation: str) -> re.Pattern[str]:
    """What a sentence looks like when its places are filled.

    A value that opens a sentence and stays as it is is a name or a number: without it, "row 2, column 1: pay" would be
    taken for a name.
    """
    first, *others = map(re.escape, english.split("{}"))
    opening = r"(\S+?)" if not first and "{1}" in translation else "(.+?)"
    return re.compile(first + opening + "(.+?)".join(others), re.DOTALL)

"""The catalogue of every language: each text of every workbook has its translation, and none is left over."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gapsheet.catalog import NAMES
from gapsheet.languages import catalogue
from gapsheet.languages.language import CODES
from gapsheet.languages.texts import places
from gapsheet.languages.update import updated

LANGUAGES = CODES[1:]  # the first is that of the code
AMOUNT = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)(?:\s?(tn|bn|trillion|billion|million|thousand|m|k)\b)?")
STEPS = {"trillion": 1e12, "tn": 1e12, "billion": 1e9, "bn": 1e9, "million": 1e6, "m": 1e6, "thousand": 1e3, "k": 1e3}
MYRIADS = {"兆": 1e12, "億": 1e8, "万": 1e4, "千": 1e3, "百万": 1e6, "十億": 1e9, "千万": 1e7, "": 1}
TOLD = re.compile(r"(\d[\d,.]*)(兆|億|百万|千万|十億|万|千)?")
IDENTIFIER = re.compile(r"(?<![A-Za-z0-9_{/.])[a-z]+\d*(?:_[a-z0-9]+)+(?![A-Za-z0-9_}/])")


@pytest.fixture(scope="module", params=LANGUAGES)
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def texts(code: str) -> Mapping[str, str]:
    return catalogue.translations(code)


def number(text: str) -> float:
    return float(text.replace(",", "").rstrip("."))


def exact(value: float) -> float:
    """Without what binary fractions add."""
    return float(f"{value:.9g}")


def amounts(text: str) -> list[set[float]]:
    """The numbers of an English text, each with what may stand for it: an amount in full, the year of 2022/23."""
    found = []
    for match in AMOUNT.finditer(text):
        value, steps = number(match[1]), {STEPS.get(match[2] or "", 1.0), 1.0}
        if match[2] is None and value >= 2 and not re.fullmatch(r"(19|20)\d\d", match[1]):
            steps |= {1e3, 1e6, 1e9, 1e12}  # a unit that English leaves out may be told in Japanese
        found.append({exact(value * step) for step in steps} | {2000 + value})
    return found


def told(text: str) -> set[float]:
    """The numbers of a Japanese text, each as it stands, with its step, and together with the steps after it."""
    found: set[float] = set()
    end, sum_so_far = -1, 0.0
    for match in TOLD.finditer(text):
        value, step = number(match[1]), MYRIADS[match[2] or ""]
        sum_so_far = value * step + (sum_so_far if match.start() == end else 0.0)
        found |= {value, exact(value * step), exact(sum_so_far)}
        end = match.end()
    return found


def wrong(texts: Mapping[str, str], differ: Callable[[str, str], bool]) -> list[str]:
    """The translations that differ from their texts in what must stay."""
    return [f"{text!r}: {said!r}" for text, said in texts.items() if said and differ(text, said)]


def test_the_catalogue_holds_the_texts_of_today(code: str, texts: Mapping[str, str]) -> None:
    path = Path(str(catalogue.path(code)))
    assert path.read_bytes() == updated(code, texts), "run python -m gapsheet.languages.update"


def test_every_text_is_translated(texts: Mapping[str, str]) -> None:
    assert [text for text, translation in texts.items() if not translation] == []


def test_places_stay(texts: Mapping[str, str]) -> None:
    assert wrong(texts, lambda text, said: places(text) != places(said)) == []


def test_names_of_functions_and_cells_stay(texts: Mapping[str, str]) -> None:
    functions = re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(NAMES)})(?![A-Za-z0-9_])")

    def differ(text: str, said: str) -> bool:
        if text.startswith("gapsheet:"):  # a file that comes in each language
            return False
        return any(not set(names.findall(text)) <= set(names.findall(said)) for names in (functions, IDENTIFIER))

    assert wrong(texts, differ) == []


def test_numbers_stay(texts: Mapping[str, str]) -> None:
    def lost(text: str, said: str) -> bool:
        return any(not same & told(said) for same in amounts(text))

    assert wrong(texts, lost) == []


def test_no_sign_of_formulas_is_written_wide(texts: Mapping[str, str]) -> None:
    assert wrong(texts, lambda text, said: bool(re.search("[｛｝＂]", said))) == []


def test_nothing_is_said_to_be_in_english_unless_the_text_says_so(texts: Mapping[str, str]) -> None:
    """Reasons once came in English only; WHY now answers in the language of the sheet.

    A heading over names in the other language, "In Japanese", is over English names in the Japanese edition.
    """
    assert wrong(texts, lambda text, said: "英語" in said and not re.search("English|Japanese", text)) == []


def test_what_numbers_are_read_from() -> None:
    assert [max(same) for same in amounts("20 tn of 55 bn, 2024")] == [20e12, 55e9, 4024]
    assert told("20兆円、550億円、2024年") >= {20e12, 55e9, 2024}
    assert told("1兆2,387億円") >= {1.2387e12}


def test_what_a_refresh_writes_is_in_the_catalogue() -> None:
    """The words of the columns What and State, and of the reasons for a movement."""
    asked = updated("ja", {}).decode("utf-8")
    for text in ("new observation", "never fetched", "time passed", "pp", "{count} quarters"):
        assert f'msgid "{text}"' in asked

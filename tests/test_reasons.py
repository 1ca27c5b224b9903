"""Reasons in Japanese: the catalogue is complete, every sentence is told from the others, and no English is left."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest

from gapsheet import catalog, cells, reasons
from gapsheet.entries import Entry
from gapsheet.errors import CellError
from gapsheet.languages.catalogue import translations
from gapsheet.quantities import Shape
from support.sentences import SOURCE, sentences, words

with (SOURCE / "reasons_ja.csv").open(encoding="utf-8") as text:
    ROWS = {row["english"]: row["translation"] for row in csv.DictReader(text)}

PLACE = re.compile(r"\{(\d+)\}|\[(\d+)\]")
NAMED_TWICE = "{} ({}) is closed"  # by the English and the Japanese name of a method
ENGLISH = re.compile(r"(?<![\w#])[A-Za-z]{2,}(?!\w)", re.ASCII)


def explain(name: str, asked: str, *arguments: Any) -> Any:
    entry = catalog.find(name)
    assert entry is not None
    return cells.bind(entry, catalog.find)(asked, *arguments)


def english_left(text: str, entry: Entry) -> list[str]:
    """Words that are neither names of arguments or functions nor what a user or the rules give as they are."""
    given = {argument.name for argument in entry.arguments} | {entry.name, "TRUE", "FALSE"}
    plain = re.sub(r"「[^」]*」|https?://\S+|fps-net|yamadakaikei|\w+_\w+", "", text, flags=re.ASCII)
    return [word for word in ENGLISH.findall(plain) if word not in given]


def test_the_catalogue_holds_what_functions_say() -> None:
    said = sentences() | words()
    assert (sorted(said - ROWS.keys()), sorted(ROWS.keys() - said)) == ([], [])


def test_extraction_sees_messages_of_every_kind() -> None:
    assert sentences() >= {
        "reference_pay is 0; a gap needs a yardstick",  # a plain text
        "{} is the text '{}'; a number is needed",  # an f-string
        "{} is {}; {} cannot be negative",  # texts added up
        "pay",  # what such a text is completed by
        "purchase_date is {} as a serial; the rules known here begin on {} ({})",  # texts by their names
        "{} {} over {} {} is no multiple a cell can hold",  # braces inside an f-string
        "from {} to {}",  # one of two
        "the base of this comparison is zero",  # of a table's cell
        "makes it approximate; enter the figure itself",  # beside a pattern
        "{} is filled for no woman; a gap compares both",  # one of three inside an f-string
        "{} labels ({})",  # of a function that names what a message is about
        "{} hourly pay",  # what a function is told to call the pay
    }


def test_translations_hold_every_place_once() -> None:
    wrong = {
        english: translation
        for english, translation in ROWS.items()
        if sorted(int(place or said) for place, said in PLACE.findall(translation))
        != list(range(1, english.count("{}") + 1))
        and not english.startswith(NAMED_TWICE)
    }
    assert wrong == {}


def test_no_translation_is_empty_or_english() -> None:
    bare = {row: said for row, said in ROWS.items() if not re.search(r"[\u3040-\u30ff\u3400-\u9fff]", said)}
    assert bare == {"n": "n", "{} ({})": "[1]（[2]）"}


@pytest.mark.parametrize("english", [row for row in ROWS if "{}" in row and row != "{} ({})"])
def test_every_sentence_is_told_from_the_others(english: str) -> None:
    values = [f"{number}{number}" for number in range(1, english.count("{}") + 1)]
    expected = PLACE.sub(lambda place: values[int(place[1] or place[2]) - 1], ROWS[english])
    assert reasons.said(english.format(*values), "ja") == expected


def test_rules_are_called_as_in_the_workbooks() -> None:
    books = translations("ja")
    assert {row: said for row, said in ROWS.items() if books.get(row, said) != said and row in sentences()} == {}


def test_english_stays_as_it_is() -> None:
    assert reasons.said("group_pay is blank", "en") == "group_pay is blank"
    assert explain("WHY", "en:WAGE_GAP", None, 1) == explain("WHY", "WAGE_GAP", None, 1) == "group_pay is blank"


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (("WAGE_GAP", 1966, 2730), ""),
        (("WAGE_GAP", 1966, 0), "reference_payが0、格差には基準となる賃金が必要"),
        (("wage_gap", None, 2730), "group_payが空白"),
        (("WAGE_GAP", 1966, CellError.NA), "reference_payが#N/A"),
        (("WAGE_GAP", "pay", 1), "group_payが文字列「pay」、数値が必要"),
        (("WAGE_GAP", [[1], [2], [-3]], [[2]]), "3行1列：group_payが-3、賃金は負の値をとれない"),
        (("UPRATED_PAY", -1, 1, 1), "payが-1、賃金は負の値をとれない"),
        (("PEER_TABLE", ["A", "B"], [1, 2], "value is 0"), "home_labelの「value is 0」が、値のある名称の中にない"),
        (("AMOUNT_VALUE", "約550億円"), "「約550億円」の「約」は概数の表記、数値そのものの入力が必要"),
        (
            ("YEARS_TO_TARGET", 20, 10, 4),
            "current_valueの20はtarget_valueの10を通過済み、またはannual_growthの4で遠ざかる"
            "（annual_growthが年400%、4%の誤りではないか）",
        ),
        (
            ("CONSUMPTION_TAX_DUE", 2e6, "2割特例", 46752),  # 31 December 2027
            "2割特例は適用不可：tax_period_endが2027-12-31、適用は2023-10-01から2026-12-31まで。"
            "規定：登録により課税事業者となった者、基準期間の課税売上高1,000万円以下（2026年分が最後）、"
            "末日が2023-10-01から2026-12-31までの課税期間",
        ),
        (
            ("CONSUMPTION_TAX_DUE", 2e6, "five", 46752),
            "methodが「five」、使用できるのは免税、2割特例、3割特例、簡易課税、本則課税",
        ),
        (
            ("WAGE_GAP_BY", [1, 2, 3], ["F", "M", "X"], "M", None, ["a", "a", "a"]),
            "欠損のない行のgroupにある区分は3個（'F', 'M', 'X'）、格差の比較には2つの群が必要",
        ),
        (("WEIGHTED_QUANTILE", [1, 2], 2), "quantileが2、0から1までの値が必要（第9十分位は0.9）"),
        (
            ("UK_PAY_GAP", [0, 0, 0, 0, 5], list("MMMMF"), "M"),
            "男性の時間当たり賃金の平均値が0、格差率には基準となる賃金が必要",
        ),
    ],
    ids=lambda part: part[0] if isinstance(part, tuple) else "",
)
def test_reasons_in_japanese(call: tuple[Any, ...], reason: str) -> None:
    name, *arguments = call
    assert explain("WHY", f"ja:{name}", *arguments) == reason


ODD: tuple[Any, ...] = (0.0, -5.0, 0.5, 3.0, 4e6, 1e300, None, "text", "約5", "2割特例", CellError.NUM, True, 50000.0)
ODD_RANGES: tuple[Any, ...] = ([[1.0], [0.0]], [[1.0, 2.0], [3.0, 4.0]], [[None], [2.0], [3.0]], [[2.0]] * 10)
EXPLAINED = [entry for entry in catalog.FUNCTIONS if all(a.shape is not Shape.FUNCTION for a in entry.arguments)]


def _odd_calls(entry: Entry) -> list[tuple[Any, ...]]:
    """The examples of a function, each argument in turn made odd; too few and too many arguments."""
    given = [example.arguments for example in entry.examples]
    odd = [
        (*arguments[:place], value, *arguments[place + 1 :])
        for arguments in given
        for place in range(len(arguments))
        for value in (*ODD, *ODD_RANGES)
    ]
    return [*odd, *given, (), (*given[0], *[1.0] * 10)]


def test_english_left_is_seen() -> None:
    entry = catalog.find("WAGE_GAP")
    assert entry is not None
    assert english_left("group_pay is blank, 「said」は0", entry) == ["is", "blank"]


@pytest.mark.parametrize("entry", EXPLAINED, ids=lambda entry: entry.name)
def test_no_reason_is_left_in_english(entry: Entry) -> None:
    answers = {explain("WHY", f"ja:{entry.name}", *call) for call in _odd_calls(entry)} - {""}
    assert len(answers) > 2
    assert {answer: left for answer in answers if (left := english_left(answer, entry))} == {}


@pytest.mark.parametrize("entry", EXPLAINED, ids=lambda entry: entry.name)
def test_no_working_is_left_in_english(entry: Entry) -> None:
    maths = {"ln", "exp", "max", "floor", "ceiling", "year"}
    for example in entry.examples:
        working = explain("HOW", f"ja:{entry.name}", *example.arguments)
        own = {str(value) for value in example.arguments} | {str(example.expected)}
        left = [word for word in english_left(working, entry) if word not in maths and word not in " ".join(own)]
        assert left == [], working


@pytest.mark.parametrize("explaining", ["WHY", "HOW"])
@pytest.mark.parametrize("asked", ["fr:WAGE_GAP", ":WAGE_GAP", "ja:", "ja:WAGE_GAPS", "ja:HOW", "ja:en:WAGE_GAP"])
def test_an_unknown_language_or_function_is_not_available(explaining: str, asked: str) -> None:
    assert explain(explaining, asked, 1, 2) == CellError.NA


def test_an_unknown_language_is_named() -> None:
    entry = catalog.find("WHY")
    assert entry is not None
    refusal = cells.evaluate(entry, ["fr:WAGE_GAP", 1, 2], catalog.find)
    assert refusal.reason == "function_name is 'fr:WAGE_GAP', a language that is not among en, ja"

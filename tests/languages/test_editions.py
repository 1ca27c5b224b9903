"""The workbooks in another language than English: the same figures, the same rules, and no English left."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from gapsheet.facts import load
from gapsheet.invoice.rules import table
from gapsheet.languages.language import CODES, language
from gapsheet.languages.texts import is_text
from gapsheet.templates import TEMPLATES, build
from support.compare import compare_workbooks
from support.review import Review
from workbooks.test_rules import EXCEPTED, RULES

LANGUAGES = CODES[1:]
COMMITTED = Path(__file__).parents[2] / "workbooks"
IN_ENGLISH = {
    3: "looks for English labels on the cover",
    41: "looks for the English words of the footer",
    43: "looks for the English heads of the sheet of figures",
}
# What stays in English, and why.
STAYS = (
    re.compile(r"^selfcheck "),  # names, arguments and answers of functions as documented, on every sheet
    re.compile(r"^japan_policy_scorecard \S+!B\d+ [A-Z]+\d*$"),  # what checks are called
    re.compile(
        r"^japan_policy_scorecard (出典|出典の列|注目指標)!"
    ),  # words that a refresh reads: ids, kinds, roles, cells
    re.compile(
        r"^japan_policy_scorecard (系列|為替相場と目標)!\w+ ([a-z_]+|([A-Z][a-z]+){2,})$"
    ),  # the names of sources and their tables
    re.compile(r"^invoice_system \S+!C\d+ ([a-z]+-tenths|exempt|simplified|standard)$"),  # methods
    re.compile(r"^pay_equity .+!\w+ (pooled|reference|comparison|reimers|cotton|neumark|[A-Z]+\d*)$"),  # arguments
    re.compile(r"^pay_gap_uk .+!\w+ (fractional|whole|[A-Z]+\d*)$"),  # arguments; payroll codes, ids, labels
    re.compile(
        r"^pay_gap_eu 選択肢!B\d+ (fewer than )?\d+( to \d+| or more)?$"
    ),  # how EU_REPORT_DUE names a size class
    re.compile(r"^pay_equity (モデル|選択肢)!\w+ factors \d?$"),  # what functions call a factor without a name
    re.compile(r"^(pay_gap_eu|pay_gap_japan) .+!\w+ ([A-Z]+[A-Z_]*\d*|all|recipients)$"),  # the same
)
QUOTED = {rule.told for rule in table()}  # what the table of methods answers; its translation is looked up by it
TEN_TIMES = r"\S+ holds the number 10: .*億"  # a sentence of bn told in 億
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
ENGLISH_WORDS = re.compile(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b")


def _is_english(text: str, shown: Collection[str]) -> bool:
    """Whether a text was left in English, wholly or in part; titles of sources stay as they are."""
    for title in (fact.source for fact in load().facts):
        text = text.replace(title, "")
    if not is_text(text) or text in shown or text in QUOTED:
        return False
    return not JAPANESE.search(text) or bool(ENGLISH_WORDS.search(text))


@dataclass(frozen=True)
class Edition:
    """A workbook, the English one, and its name and language."""

    name: str
    code: str
    path: Path
    english: Path


class Editions(dict[tuple[str, str], Edition]):
    """Each edition is built when a test first asks for it."""

    def __init__(self, folder: Path, english: Mapping[str, Path]) -> None:
        super().__init__()
        self._folder, self._english = folder, english

    def __missing__(self, key: tuple[str, str]) -> Edition:
        name, code = key
        path = build(name, self._folder / code, code)
        self[key] = Edition(name, code, path, self._english[name])
        return self[key]


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory, built: dict[str, Path]) -> Editions:
    return Editions(tmp_path_factory.mktemp("editions"), built)


@pytest.fixture(scope="module", params=[(name, code) for code in LANGUAGES for name in TEMPLATES], ids="-".join)
def edition(request: pytest.FixtureRequest, editions: Editions) -> Edition:
    return editions[request.param]


@pytest.fixture(scope="module")
def values(edition: Edition) -> tuple[Workbook, Workbook]:
    """The values of the edition and of the English workbook."""
    return load_workbook(edition.path, data_only=True), load_workbook(edition.english, data_only=True)


def _same(ours: object, theirs: object, tolerance: float) -> bool:
    """Whether two cells hold the same, numbers up to a tolerance."""
    if tolerance and isinstance(ours, float) and isinstance(theirs, float):
        return math.isclose(ours, theirs, rel_tol=tolerance, abs_tol=tolerance)
    return ours == theirs


# The levels of a factor stand in the order of their names, so sums of a regression differ in their last digits.
IN_ANOTHER_ORDER = {"pay_equity": 1e-9}


def test_every_number_is_that_of_the_english_edition(edition: Edition, values: tuple[Workbook, Workbook]) -> None:
    ours, english = values
    tolerance = IN_ANOTHER_ORDER.get(edition.name, 0.0)
    other = [
        f"{theirs.title}!{cell.coordinate} is {own[cell.coordinate].value}, in English {cell.value}"
        for own, theirs in zip(ours.worksheets, english.worksheets, strict=True)
        for row in theirs.iter_rows()
        for cell in row
        if not isinstance(cell.value, str) and not _same(own[cell.coordinate].value, cell.value, tolerance)
    ]
    assert other == []


def test_every_text_that_a_reader_sees_is_translated(edition: Edition, values: tuple[Workbook, Workbook]) -> None:
    texts = language(edition.code).texts
    shown = {said for said in texts.values() if said}
    left = [
        f"{edition.name} {sheet.title}!{cell.coordinate} {cell.value}"
        for sheet in values[0].worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and _is_english(cell.value, shown) and cell.value not in values[0].defined_names
    ]
    assert [place for place in left if not any(pattern.search(place) for pattern in STAYS)] == []


@pytest.mark.parametrize("number", [number for number in RULES if number not in IN_ENGLISH])
def test_the_rules_of_workbooks_are_kept(edition: Edition, number: int) -> None:
    problems = RULES[number](_review(edition.path))
    pattern, _ = EXCEPTED.get((edition.name, number), ("", ""))
    anywhere = re.sub(r"\((?:[\w ]+\|)*[\w ]+\)!|\w+!", "[^!]+!", pattern)  # sheets have other names
    excepted = [f"({anywhere}) "] if pattern else []
    excepted += [TEN_TIMES] if number == 11 else []
    assert [problem for problem in problems if not any(re.match(form, problem) for form in excepted)] == []


_REVIEWS: dict[Path, Review] = {}


def _review(path: Path) -> Review:
    if path not in _REVIEWS:
        _REVIEWS[path] = Review.of(path)
    return _REVIEWS[path]


def test_the_committed_workbook_is_this_build(edition: Edition) -> None:
    assert compare_workbooks(COMMITTED / edition.code / edition.path.name, edition.path) == []


def test_what_excel_limits_is_short_enough(edition: Edition) -> None:
    book = load_workbook(edition.path)
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in book.sheetnames)
    for sheet in book.worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert max(len(rule.promptTitle), len(rule.errorTitle)) <= 32, rule.sqref
            assert max(len(rule.prompt), len(rule.error or "")) <= 225, rule.sqref


def test_choices_stay_different_from_each_other(edition: Edition) -> None:
    ours, english = load_workbook(edition.path), load_workbook(edition.english)
    names = {
        rule.formula1
        for sheet in english.worksheets
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    for name in names:
        assert len(set(_words(ours, name))) == len(set(_words(english, name))), name


def _words(book: Workbook, name: str) -> list[str]:
    """The words of a list, from its cells or from the rule itself."""
    if name not in book.defined_names:
        return name.strip('"').split(",")
    ((sheet, area),) = book.defined_names[name].destinations
    return [str(cell.value) for row in book[sheet][area] for cell in row]

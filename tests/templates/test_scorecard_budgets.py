"""The flagship's Budgets sheet: what may be compared has a multiple, what may not says why, every rate has its year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from support.answers import Answers, Typed, answered
from support.stored import CellValue

Ask = Callable[[Mapping[str, Typed]], Answers]

COMPARED, UNLIKE, RATES = "May be compared", "May not be compared", "Converted and real amounts"
AMOUNT, GROWTH, MULTIPLE, COMPARABLE, OWN = "G", "H", "I", "J", "L"


@pytest.fixture(scope="module")
def example(built: Mapping[str, Path]) -> Answers:
    return Answers(built["japan_policy_scorecard"])


def at(answers: Answers, label: str, after: str, column: str) -> CellValue:
    return answers.book.cells["Budgets", f"{column}{answers.row(label, 'Budgets', after)}"].value


@pytest.fixture
def ask(built: Mapping[str, Path], tmp_path: Path) -> Ask:
    def after(typed: Mapping[str, Typed]) -> Answers:
        return answered(built["japan_policy_scorecard"], tmp_path, typed)

    return after


@pytest.mark.parametrize(
    ("label", "won", "base", "years"),
    [
        ("Final budget 2025", 1273.4, 1173.8, 2),
        ("Final budget 2026", 1617.7, 1173.8, 3),
        ("Draft for 2024", 1012.5, 844.2, 1),
    ],
)
def test_figures_of_one_series_have_a_multiple_in_their_own_currency(
    example: Answers, label: str, won: float, base: float, years: int
) -> None:
    assert at(example, label, COMPARED, OWN) == pytest.approx(won * 1e9)
    assert at(example, label, COMPARED, MULTIPLE) == pytest.approx(won / base, rel=1e-12)
    assert at(example, label, COMPARED, GROWTH) == pytest.approx((won / base) ** (1 / years) - 1, rel=1e-9)
    assert at(example, label, COMPARED, COMPARABLE) == "yes"


def test_two_definitions_are_never_one_series(example: Answers) -> None:
    rows = [example.row(label, "Budgets", COMPARED) for label in ("Final budget 2023", "Draft's own 2023")]
    assert [example.book.cells["Budgets", f"I{row}"].value for row in rows] == ["–", "–"]  # each is a base of its own


def test_a_changed_definition_takes_the_multiple_away(ask: Ask, example: Answers) -> None:
    facts = {cell.value: cell.address for cell in example.book.cells.values() if cell.sheet == "Facts"}
    column = facts["Definition"].rstrip("0123456789")
    row = facts["korea_content_budget_2026_final"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    changed = ask({f"Facts!{column}{row}": "another definition"})
    assert at(changed, "Final budget 2026", COMPARED, COMPARABLE) == "no"
    assert at(changed, "Final budget 2026", COMPARED, MULTIPLE) == "[x]"
    assert at(changed, "Final budget 2025", COMPARED, COMPARABLE) == "yes"
    assert changed["master_check"] is False
    assert changed.errors == []


def test_the_other_half_says_what_differs_and_gives_no_verdict(example: Answers) -> None:
    first, last = (
        example.row("Japan, content budget", "Budgets", UNLIKE),
        example.row("Japan, business", "Budgets", UNLIKE),
    )
    cells = example.book.cells
    assert last - first == 9
    assert {cells["Budgets", f"L{row}"].value for row in range(first, last + 1)} == {"Not comparable"}
    assert all(len(str(cells["Budgets", f"M{row}"].value)) > 20 for row in range(first, last + 1))
    assert "arithmetic only" in " ".join(text for text in example.texts("Budgets") if text.startswith(UNLIKE))


@pytest.mark.parametrize(
    ("label", "year", "rate", "yen"),
    [
        ("South Korea, culture ministry 2023", 2023, 0.10752, 126.2),
        ("South Korea, culture ministry 2024", 2024, 0.11108, 112.5),
        ("South Korea, culture ministry 2026", 2025, 0.10523, 170.2),
        ("South Korea, as told", "–", "–", 76.2),
        ("United States", "–", "–", 617.6),
    ],
)
def test_every_conversion_shows_its_rate_and_the_rate_s_year(
    example: Answers, label: str, year: CellValue, rate: CellValue, yen: float
) -> None:
    assert [at(example, label, RATES, column) for column in "FG"] == [year, rate]
    assert at(example, label, RATES, "H") == pytest.approx(yen * 1e9, abs=0.05e9)
    assert rate != "–" or "not stated" in str(at(example, label, RATES, "M"))


@pytest.mark.parametrize(
    ("label", "real"),
    [
        ("Japan, supplementary", 55e9 * 107.9 / 111.2),
        ("Japan, business", 200e9),
        ("Japan, content budget", "[x]"),
        ("South Korea, culture ministry 2026", "[x]"),
    ],
)
def test_real_amounts_stand_only_where_year_and_prices_are_known(
    example: Answers, label: str, real: float | str
) -> None:
    found = at(example, label, RATES, "L")
    assert found == (real if isinstance(real, str) else pytest.approx(real, rel=1e-12))


def test_constant_prices_wait_for_koreas_prices(ask: Ask, example: Answers) -> None:
    assert at(example, "The same at constant prices", "In pairs", "H") == "[x]"
    changed = ask({"korea_prices_2026": 1.1})
    assert at(changed, "The same at constant prices", "In pairs", "H") == pytest.approx(
        1617.7 / 1173.8 / 1.1, rel=1e-12
    )


def test_the_economy_ministrys_part_is_an_upper_bound(example: Answers) -> None:
    assert at(example, "The economy ministry's part", "In pairs", "G") == pytest.approx(35 / 55)
    assert "upper bound" in str(at(example, "The economy ministry's part", "In pairs", "E"))


def test_the_scorecard_holds_no_probability(example: Answers) -> None:
    formulas = [cell.formula or "" for cell in example.book.formulas if cell.sheet == "Scorecard"]
    assert formulas
    assert not [formula for formula in formulas if "PROBABILITY" in formula]

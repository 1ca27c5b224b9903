"""The flagship's Invoice sheet: tax by method, the gap after it, the studio's side, the calendar, who may use what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gapsheet.recalc import recalculate
from support.answers import Answers, Typed, answered
from support.edits import with_cell
from support.libreoffice import LibreOffice
from support.secondengine import disagreements, without_gapsheet
from support.stored import CellValue, StoredWorkbook

Ask = Callable[..., Answers]

OPEN, TAX = "Open in the tax period of Inputs", "Consumption tax due for the period"
NET, GAP = "Left after tax, and the gap to the yardstick", "Gap to the yardstick after consumption tax"
EVEN, BEST = "Price cut at which", "If one registers"
WHY, STEPS, WHOM = "Why a method shows a dash", "The studio's side", "Which methods are open to whom"
EXEMPT, TWO, THREE = "Exempt (免税)", "Two-tenths (2割特例)", "Three-tenths (3割特例)"
SIMPLIFIED, STANDARD = "Simplified (簡易課税)", "Standard (本則課税)"
METHODS = (EXEMPT, TWO, THREE, SIMPLIFIED, STANDARD)
AGED_20_24, AGED_25_29, ALL_AGES = "E", "F", "G"


def serial(year: int, month: int = 12, day: int = 31) -> float:
    return float((dt.date(year, month, day) - dt.date(1899, 12, 30)).days)


@pytest.fixture(scope="module")
def example(built: Mapping[str, Path]) -> Answers:
    return Answers(built["japan_policy_scorecard"])


@pytest.fixture(scope="module")
def ask(built: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """The flagship after these inputs; each state is calculated once."""
    states: dict[tuple[tuple[str, Typed], ...], Answers] = {}

    def after(**typed: Typed) -> Answers:
        key = tuple(sorted(typed.items()))
        if key not in states:
            states[key] = answered(built["japan_policy_scorecard"], tmp_path_factory.mktemp("state"), typed)
        return states[key]

    return after


def at(answers: Answers, label: str, after: str, column: str = AGED_20_24, sheet: str = "Invoice") -> CellValue:
    return answers.book.cells[sheet, f"{column}{answers.row(label, sheet, after)}"].value


def taxes(answers: Answers, column: str = AGED_20_24) -> list[CellValue]:
    return [at(answers, method, TAX, column) for method in METHODS]


# Published: 1,966,000 is 35,600 by two-tenths and 89,200 by the simplified method.
# 2,928,000 / 1.1: base 2,661,000, tax 207,558; two-tenths 41,512, due 41,500 + 11,705 cut to 11,700.
# 4,555,000 / 1.1: base 4,140,000, tax 322,920; two-tenths 64,584, due 64,500 + 18,192 cut to 18,100.
@pytest.mark.parametrize(
    ("column", "income", "two_tenths", "gap"),
    [
        (AGED_20_24, 1_966_000, 35_600, 1 - 1930.4 / 2730),
        (AGED_25_29, 2_928_000, 53_200, 1 - 2874.8 / 3890),
        (ALL_AGES, 4_555_000, 82_600, 1 - 4472.4 / 4580),
    ],
)
def test_each_band_keeps_its_income_less_the_tax(
    example: Answers, column: str, income: float, two_tenths: float, gap: float
) -> None:
    assert at(example, "Income before tax", "", column) == income
    assert at(example, TWO, TAX, column) == two_tenths
    assert at(example, TWO, NET, column) == income - two_tenths
    assert at(example, EXEMPT, NET, column) == income
    assert at(example, TWO, GAP, column) == pytest.approx(gap, rel=1e-12)


def test_the_youngest_owe_what_was_published(example: Answers) -> None:
    assert taxes(example) == [0, 35_600, "–", 89_200, 178_500]
    assert [at(example, method, OPEN) for method in METHODS] == [1, 1, 0, 1, 1]


def test_the_gap_before_tax_is_that_of_wages_and_grows_by_the_tax(example: Answers) -> None:
    assert at(example, "Gap before", "") == pytest.approx(1 - 1966 / 2730, rel=1e-12)
    assert at(example, "The tax widens", "") == pytest.approx(35.6 / 2730 * 100, rel=1e-9)
    assert at(example, "In words", "") == "Gap 28.0 %; registered by two-tenths 29.3 %"


def test_no_verdict_is_given_after_tax_and_what_differs_is_said(example: Answers) -> None:
    verdicts = [at(example, "The same in words", "", column) for column in (AGED_20_24, AGED_25_29, ALL_AGES)]
    assert verdicts == ["Below the yardstick", "Unverified source", "Not comparable"]
    assert "bears no consumption tax" in str(at(example, "Not the same on both sides", ""))
    assert "salary with bonus" in str(at(example, "The yardstick is", ""))


def test_the_reader_is_told_that_it_is_voluntary_and_no_advice(example: Answers) -> None:
    texts = " ".join(example.texts("Invoice"))
    assert "Registering is voluntary." in texts
    assert "not tax advice" in texts
    assert "enactment was not seen" in texts
    assert "is no finding" in " ".join(example.texts("Inputs"))


@pytest.mark.parametrize(
    ("year", "expected", "cheapest"),
    [
        (2027, ["–", 53_500], "three-tenths"),
        (2028, ["–", 53_500], "three-tenths"),
        (2029, ["–", "–"], "simplified"),
    ],
)
def test_later_tax_periods_have_other_methods(ask: Ask, year: int, expected: list[object], cheapest: str) -> None:
    answers = ask(invoice_period_end=serial(year))
    assert [at(answers, method, TAX) for method in (TWO, THREE)] == expected
    assert at(answers, "Method", BEST) == cheapest
    assert (answers["master_check"], answers.errors) == (True, [])


def test_a_closed_method_shows_a_dash_everywhere_and_quotes_its_rule(example: Answers) -> None:
    assert [at(example, THREE, after) for after in (TAX, NET, GAP, EVEN)] == ["–"] * 4
    reason = str(at(example, THREE, WHY, "C"))
    assert "tax_period_end is 2026-12-31, not from 2027-01-01 to 2028-12-31" in reason
    assert "enactment not seen" in reason
    assert at(example, TWO, WHY, "C") == "–"


def test_sales_of_the_base_period_above_the_limits_close_methods(ask: Ask) -> None:
    above_ten, above_fifty = ask(invoice_base_sales=10_000_001), ask(invoice_base_sales=50_000_001)
    assert taxes(above_ten) == ["–", "–", "–", 89_200, 178_500]
    assert at(above_ten, SIMPLIFIED, EVEN) == "–"  # nothing to compare with: staying exempt is closed
    assert "above 10,000,000" in str(at(above_ten, EXEMPT, WHY, "C"))
    assert taxes(above_fifty) == ["–", "–", "–", "–", 178_500]
    assert (above_fifty["master_check"], above_fifty.errors) == (True, [])


def test_costs_of_one_s_own_lower_income_and_the_standard_tax_alone(ask: Ask) -> None:
    answers = ask(invoice_costs_share=0.2)  # costs 393,200, tax inside them 35,745, its national part 27,881
    assert taxes(answers) == [0, 35_600, "–", 89_200, 111_500 + 31_400]
    assert at(answers, STANDARD, NET) == 1_966_000 - 393_200 - 142_900
    assert at(answers, "Gap before", "") == pytest.approx(1 - (1966 - 393.2) / 2730, rel=1e-12)
    assert (answers["master_check"], answers.errors) == (True, [])


def test_costs_as_high_as_the_income_leave_checks_and_cells_whole(ask: Ask) -> None:
    answers = ask(invoice_costs_share=1)
    assert [at(answers, method, GAP) for method in (EXEMPT, TWO)] == [1, "–"]  # nothing is left, or a loss
    assert (answers["master_check"], answers.errors) == (True, [])


@pytest.mark.parametrize("name", ["invoice_period_end", "invoice_costs_share", "invoice_business_type"])
def test_a_cleared_input_fails_a_check_and_leaves_no_error(ask: Ask, name: str) -> None:
    answers = ask(**{name: None})
    assert (answers["master_check"], answers.errors) == (False, [])


def test_a_tax_period_before_the_rules_has_no_figures(ask: Ask) -> None:
    answers = ask(invoice_period_end=serial(2022))
    assert taxes(answers) == ["–"] * 5
    assert "the rules known here begin on 2023-10-01" in str(at(answers, TWO, WHY, "C"))
    assert (answers["master_check"], answers.errors) == (False, [])  # the input accepts no such day


def test_a_price_cut_falls_on_the_exempt_alone(ask: Ask) -> None:
    answers = ask(invoice_price_cut=0.02)
    assert at(answers, EXEMPT, NET) == pytest.approx(1_966_000 * 0.98)
    assert at(answers, TWO, NET) == 1_930_400
    assert answers["master_check"] is True


def test_the_break_even_cut_is_the_tax_in_the_price(example: Answers) -> None:
    cuts = [at(example, method, EVEN) for method in (TWO, SIMPLIFIED, STANDARD)]
    assert cuts == [pytest.approx(tax / 1_966_000, rel=1e-12) for tax in (35_600, 89_200, 178_500)]


def test_another_business_type_moves_the_simplified_tax(ask: Ask) -> None:
    assert at(ask(invoice_business_type=4), SIMPLIFIED, TAX) == 71_400  # 40 % of 139,386: 55,700 + 15,700


def test_the_studio_loses_more_at_each_step(example: Answers) -> None:
    credited = (0.8, 0.8, 0.7, 0.5, 0.3, 0.0)
    row = example.row("Lost on a year's work, aged 20-24", "Invoice", STEPS)
    losses = [example.book.cells["Invoice", f"{column}{row}"].value for column in "EFGHIJ"]
    assert losses == [pytest.approx(1_966_000 / 11 * (1 - part), rel=1e-12) for part in credited]
    starts = [at(example, "From", STEPS, column) for column in "EFGHIJ"]
    days = ((2023, 10), (2024, 10), (2026, 10), (2028, 10), (2030, 10), (2031, 10))
    assert starts == [serial(year, month, 1) for year, month in days]
    assert [at(example, "Holds at the end", STEPS, column) for column in "EFGHIJ"] == ["no", "no", "yes", *["no"] * 3]


# Cheapest open method, and the part of the tax that the studio loses on the last day of the year.
CALENDAR = {
    2023: (35_600, 0.2),
    2025: (35_600, 0.2),
    2026: (35_600, 0.3),
    2027: (53_500, 0.3),
    2028: (53_500, 0.5),
    2029: (89_200, 0.5),
    2030: (89_200, 0.7),
    2031: (89_200, 1.0),
}


@pytest.mark.parametrize("year", CALENDAR)
def test_the_calendar_runs_to_2031(example: Answers, year: int) -> None:
    tax, lost = CALENDAR[year]
    row = example.row("Tax period ends", "Invoice", "The calendar") + year - 2022
    cells = {column: example.book.cells["Invoice", f"{column}{row}"].value for column in "BIJ"}
    assert cells == {"B": serial(year), "I": tax, "J": pytest.approx(1_966_000 / 11 * lost, rel=1e-12)}


def test_the_chart_says_what_it_shows(example: Answers) -> None:
    said = "registering costs 35,600 to 89,200 yen a year, not registering costs the studio 35,745 to 178,727"
    assert f"Aged 20-24, 2023 to 2031: {said}" in example.texts("Invoice")


def test_who_may_use_which_method_is_told_at_the_limits(ask: Ask, example: Answers) -> None:
    def said(answers: Answers, method: str) -> list[CellValue]:
        return [at(answers, method, WHOM, column) for column in "EFGH"]

    assert said(example, EXEMPT)[:2] == ["open", "open"]
    assert "above 10,000,000" in str(said(example, TWO)[2])
    assert "is_individual is FALSE" in str(said(example, THREE)[1])
    assert said(example, SIMPLIFIED)[2] == "open"
    assert "above 50,000,000" in str(said(example, SIMPLIFIED)[3])
    assert said(example, STANDARD) == ["open"] * 4
    later = ask(invoice_period_end=serial(2027, 9, 29))  # the last day of a company's two-tenths
    assert "tax_period_end is 2027-09-29" in str(said(later, TWO)[0])
    assert said(later, TWO)[1] == "open"


def test_rules_and_steps_are_checked_against_a_second_way(example: Answers) -> None:
    assert {at(example, name, "", "I", "Checks") for name in ("TAX1", "TAX2", "TAX3", "TAX4", "TAX5")} == {True}
    assert at(example, "TAX1", "", "E", "Checks") == 35_600 + 89_200 + 178_500


@pytest.mark.optional_part("LibreOffice")
def test_a_second_program_agrees_after_the_switch(
    built: Mapping[str, Path], recalculating: LibreOffice, tmp_path: Path
) -> None:
    switched, native = tmp_path / "switched.xlsx", tmp_path / "native.xlsx"
    switched.write_bytes(built["japan_policy_scorecard"].read_bytes())
    for where, value in (
        ("invoice_period_end", serial(2029)),
        ("invoice_costs_share", 0.3),
        ("invoice_price_cut", 0.05),
        ("invoice_base_sales", 12e6),
        ("content_fund_years", 4),
        ("korea_prices_2026", 1.08),
    ):
        switched = with_cell(switched, where, value)
    recalculate(switched, switched)
    book = StoredWorkbook.of(switched)
    without_gapsheet(book, native, recalculate)
    theirs = StoredWorkbook.of(recalculating.convert(native, "xlsx", tmp_path / "calculated"))
    assert disagreements(book, theirs) == []


def test_nobody_above_the_limit_is_said_to_stay_exempt(ask: Ask) -> None:
    answers = ask(invoice_base_sales=10_000_001)
    told = next(text for text in answers.texts("Invoice") if text.startswith("Aged 20-24, 2023 to 2031: "))
    assert "registering costs the studio 35,745 to 178,727" in told
    assert "exempt" not in told

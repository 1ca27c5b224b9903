"""The topic sheets of the flagship: their figures against published ones, and what changed inputs do to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from gapsheet.facts import article
from gapsheet.hosts import headless
from gapsheet.quantities import CellValue
from gapsheet.templates.book import Book
from gapsheet.templates.scorecard import author
from gapsheet.templates.scorecard.article_figures import BEHIND, LIVE

WAGES = ("20-24, tax agency's mean", "25-29, tax agency's mean", "All ages", "20-24, doda", "25-29, doda")
KOREA_2026 = "South Korea, culture ministry 2026"
YEN, BILLION = 1.0, 1e9


class Figures:
    """A calculated flagship, asked by the words in its first column and in its heads."""

    def __init__(self, book: Book, results: headless.Calculation) -> None:
        self._book, self._results = book, results

    def at(self, sheet: str, label: str, head: str, *, after: str = "") -> CellValue:
        """The value in the row of a label, below the last head above it that begins so; `after` skips to a section."""
        page = self._book.workbook[sheet]
        row = row_of(page, label, after)
        column = next(
            cell.column
            for above in range(row, 0, -1)
            for cell in page[above]
            if str(cell.style).startswith("Column head") and str(cell.value).startswith(head)
        )
        return self.value(sheet, page.cell(row, column).coordinate)

    def wage(self, label: str, case: int, *, after: str = "") -> CellValue:
        return self.at("Wages", label, WAGES[case], after=after)

    def value(self, sheet: str, address: str) -> CellValue:
        cell = self._book.workbook[sheet][address]
        return self._results.value(sheet, address) if cell.data_type == "f" else cell.value

    def named(self, name: str) -> CellValue:
        sheet, address = place_of(self._book, name)
        return self.value(sheet, address)


def row_of(page: Worksheet, label: str, after: str = "") -> int:
    start = row_of(page, after) if after else 1
    return next(row for row in range(start, page.max_row + 1) if str(page.cell(row, 2).value).startswith(label))


def place_of(book: Book, name: str) -> tuple[str, str]:
    sheet, address = book.workbook.defined_names[name].attr_text.split("!")
    return sheet.strip("'"), address.replace("$", "")


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Figures]:
    """Calculates the flagship, with cells changed by name or by (sheet, address); each state once."""
    folder = tmp_path_factory.mktemp("topics")

    @cache
    def state(changes: tuple[tuple[str | tuple[str, str], object], ...]) -> Figures:
        book = author()
        for key, value in changes:
            sheet, address = place_of(book, key) if isinstance(key, str) else key
            book.workbook[sheet][address].value = value
        return Figures(book, _calculated(book, folder / "book.xlsx"))

    def changed(changes: Mapping[str | tuple[str, str], object] | None = None) -> Figures:
        return state(tuple((changes or {}).items()))

    return changed


def _calculated(book: Book, path: Path) -> headless.Calculation:
    path.write_bytes(book.saved())
    results = headless.calculate(path, clock=book.as_of)
    assert results.kept == ()
    return results


@pytest.fixture(scope="module")
def book() -> Book:
    """The flagship as authored, to find cells in."""
    return author()


def flag(book: Book, sheet: str, label: str, column: str) -> tuple[str, str]:
    """The place of an input on a topic sheet."""
    return sheet, f"{column}{row_of(book.workbook[sheet], label)}"


def fact_cell(book: Book, name: str) -> tuple[str, str]:
    """The published value of a figure on Facts."""
    page = book.workbook["Facts"]
    heads = {cell.value: cell.column_letter for cell in page[4]}
    names = {page[f"{heads['Name in formulas']}{row}"].value: row for row in range(5, page.max_row + 1)}
    return "Facts", f"{heads['Value']}{names[name]}"


# Targets


def test_without_an_interval_nothing_is_called_and_no_band_is_drawn(
    figures: Callable[..., Figures], book: Book
) -> None:
    changed = figures({"least_for_interval": 50, "least_observations": 3})
    assert changed.at("Targets", "Trend above the required rate", "20 tn") == 0
    assert changed.at("Targets", "Verdict", "20 tn", after="Symbol") == "Cannot be called: too few years"
    last = row_of(book.workbook["Targets"], "Path to 20 tn") + 14  # 2033, after 2021 and the heads
    assert changed.value("Targets", f"I{last}") == pytest.approx(0, abs=1)


# Wages


@pytest.mark.parametrize(
    ("case", "gap", "multiple", "raise_needed"),
    [
        (0, 0.280, 1.389, 0.389),  # 1,966 against 2,730
        (1, 0.247, 1.329, 0.329),  # 2,928 against 3,890
        (2, 0.005, 1.005, 0.005),  # 4,555 against 4,580
        (3, 0.404, 1.679, 0.679),  # 1,966 against 3,300, as the article compared
        (4, 0.113, 1.127, 0.127),  # 2,928 against 3,300
    ],
)
def test_gaps_are_those_of_the_published_pays(
    figures: Callable[..., Figures], case: int, gap: float, multiple: float, raise_needed: float
) -> None:
    assert figures().wage("Gap", case) == pytest.approx(gap, abs=5e-4)
    assert figures().wage("Multiple", case) == pytest.approx(multiple, abs=5e-4)
    assert figures().wage("Raise that closes", case) == pytest.approx(raise_needed, abs=5e-4)


@pytest.mark.parametrize(
    ("case", "symbol", "verdict"),
    [
        (0, "▲", "Below the yardstick"),
        (1, "◌", "Unverified source"),
        (2, "≠", "Not comparable"),
        (3, "≠", "Not comparable"),
        (4, "◌", "Unverified source"),
    ],
)
def test_an_unverified_or_unlike_pay_gets_no_verdict(
    figures: Callable[..., Figures], case: int, symbol: str, verdict: str
) -> None:
    assert (figures().wage("Symbol", case), figures().wage("Verdict", case, after="Symbol")) == (symbol, verdict)


def test_calling_two_pays_unlike_takes_their_verdict_away(figures: Callable[..., Figures], book: Book) -> None:
    changed = figures({flag(book, "Wages", "Comparable?", "E"): "no"})
    assert changed.wage("Verdict", 0, after="Symbol") == "Not comparable"
    assert changed.wage("Gap", 0) == pytest.approx(0.280, abs=5e-4)
    assert changed.wage("People whose gap", 0) == "–"


def test_pay_at_the_yardstick_has_no_gap(figures: Callable[..., Figures], book: Book) -> None:
    changed = figures({fact_cell(book, "janica_mean_20_24_2023"): 2730})
    assert (changed.wage("Symbol", 0), changed.wage("Verdict", 0, after="Symbol")) == ("✓", "No gap")


def test_the_supplementary_budget_covers_71989_people(figures: Callable[..., Figures]) -> None:
    assert figures().wage("People whose gap", 0) == 71_989
    assert figures().wage("The same, at most", 0) == "[x]"


def test_the_number_of_people_caps_the_heads_and_prices_the_gap(figures: Callable[..., Figures]) -> None:
    changed = figures({"animators_20_24": 5000})
    assert changed.wage("The same, at most", 0) == 5000
    assert changed.wage("Closing the gap", 0) == pytest.approx(3.82 * BILLION)  # 5,000 x 764,000 yen
    assert changed.wage("Closing the gap", 2) == "–"


def test_the_hourly_gap_waits_for_the_hours_of_the_yardstick(figures: Callable[..., Figures]) -> None:
    assert figures().wage("Hours of the group", 0) == 198 * 12
    assert figures().wage("Income of the group by the hour", 0) == pytest.approx(827.44, abs=0.005)
    assert figures().wage("Hourly gap", 0) == "[x]"
    changed = figures({"reference_annual_hours": 1700})
    assert changed.wage("Hourly gap", 0) == pytest.approx(1 - 827.4411 / 1605.8824, abs=1e-6)


def test_cards_name_the_features_that_do_not_match(figures: Callable[..., Figures], book: Book) -> None:
    row = row_of(book.workbook["Wages"], "What does not match", after="Employment")
    said = [figures().value("Wages", f"{column}{row + 6}") for column in "EH"]
    assert said == ["population, period, hours, employment", "population, statistic, period, hours, employment"]


def test_the_gaps_are_drawn_under_what_they_show(figures: Callable[..., Figures], book: Book) -> None:
    top = row_of(book.workbook["Wages"], "The gaps side by side") + 2
    said = figures().value("Wages", f"E{top}")  # under the chart, whose title it is
    assert said == "Aged 20-24: 28.0 % below the tax agency's mean, 40.4 % below doda's median"


# Budgets


@pytest.mark.parametrize(
    ("label", "billion", "multiple"),
    [
        ("Japan, content budget", 25.2, 0.458),
        ("South Korea, as told", 76.2, 1.385),
        ("South Korea, as the federation", 110.0, 2.0),
        ("South Korea, culture ministry 2023", 126.2, 2.295),
        ("South Korea, culture ministry 2024", 112.5, 2.045),
        ("South Korea, culture ministry 2025", 134.0, 2.436),
        (KOREA_2026, 170.2, 3.095),
        ("China", 123.8, 2.251),
        ("United States", 617.6, 11.229),
        ("Japan, business federation", 200.0, 3.636),
    ],
)
def test_budgets_are_those_of_the_published_figures(
    figures: Callable[..., Figures], label: str, billion: float, multiple: float
) -> None:
    assert figures().at("Budgets", label, "Amount, bn yen") == pytest.approx(billion * BILLION, abs=0.05 * BILLION)
    assert figures().at("Budgets", label, "Multiple") == pytest.approx(multiple, abs=2e-3)
    assert figures().at("Budgets", label, "Verdict") == "Not comparable"


def test_japans_two_figures_are_2_18_apart(figures: Callable[..., Figures]) -> None:
    assert figures().at("Budgets", "Against the earlier", "Japan") == pytest.approx(2.18, abs=5e-3)


def test_koreas_own_series_grows_within_one_definition(figures: Callable[..., Figures]) -> None:
    growth = figures().at("Budgets", "Growth of Korea", "Korea")
    assert growth == pytest.approx((1617.7 / 1173.8) ** (1 / 3) - 1, rel=1e-12)


def test_a_comparable_peer_gets_a_verdict(figures: Callable[..., Figures], book: Book) -> None:
    larger = figures({flag(book, "Budgets", KOREA_2026, "J"): "yes"})
    smaller = figures({flag(book, "Budgets", "Japan, content budget", "J"): "yes"})
    assert larger.at("Budgets", KOREA_2026, "Verdict") == "Below the yardstick"
    assert smaller.at("Budgets", "Japan, content budget", "Verdict") == "No gap"


def test_yearly_amounts_wait_for_the_years_of_the_fund(figures: Callable[..., Figures]) -> None:
    assert figures().at("Budgets", "Amount a year", "Japan") == "[x]"
    assert figures().at("Budgets", "Share of the home market", "Japan") == "[x]"
    changed = figures({"content_fund_years": 5, "population_japan": 110e6, "population_korea": 50e6})
    assert changed.at("Budgets", "Amount a year", "Japan") == pytest.approx(11 * BILLION)
    assert changed.at("Budgets", "Amount per head", "Japan") == pytest.approx(100 * YEN)
    assert changed.at("Budgets", "Amount per head", "Korea") == pytest.approx(3404.7, abs=0.1)
    assert changed.at("Budgets", "Share of the home market", "Japan") == pytest.approx(11 / 15_260.2)
    assert changed.at("Budgets", "Share of the home market", "Korea") == "[x]"


# AI plan


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Even pace", 200e9),
        ("FY2026 draft", 387.3e9),
        ("Left for each later year", 153.175e9),
        ("Left after the first year", 612.7e9),
        ("Draft against the even pace", 1.9365),
        ("Share of the plan", 0.3873),
        ("Later years against the first", 153.175 / 387.3 - 1),
        ("AI in the frame", 387.3 / 1239),
    ],
)
def test_the_pace_follows_from_plan_and_draft(figures: Callable[..., Figures], label: str, expected: float) -> None:
    found = figures().at("AI plan", label, "Value", after="The pace")
    assert found == pytest.approx(expected, rel=1e-9)


def test_a_longer_plan_is_a_slower_one(figures: Callable[..., Figures]) -> None:
    changed = figures({"ai_plan_years": 10})
    assert changed.at("AI plan", "Even pace", "Value") == pytest.approx(100e9)
    assert changed.at("AI plan", "The ministry's plan", "Per year") == pytest.approx(100e9)


def test_a_plan_of_one_year_leaves_nothing_to_divide(figures: Callable[..., Figures]) -> None:
    assert figures({"ai_plan_years": 1}).at("AI plan", "Left for each later year", "Value") == "–"


def test_a_draft_past_the_plan_leaves_no_later_years_to_compare(figures: Callable[..., Figures], book: Book) -> None:
    changed = figures({fact_cell(book, "ai_budget_fy2026_draft"): 1200})
    assert changed.at("AI plan", "Later years against the first", "Value") == "–"


def test_two_amounts_of_one_trillion_are_told_apart(figures: Callable[..., Figures]) -> None:
    assert figures().at("AI plan", "The Prime Minister's pledge", "Multiple") == pytest.approx(1)
    assert figures().at("AI plan", "The Prime Minister's pledge", "Verdict") == "Not comparable"
    assert figures().at("AI plan", "The Prime Minister's pledge", "Per year") == "–"


# Article check


def test_every_item_of_the_article_is_checked(book: Book) -> None:
    page = book.workbook["Article check"]
    left, right = page.tables["Article_check"].ref.split(":")
    items = [row[0].value for row in page[f"{left}:{right}"]][1:]
    assert items == [claim.item for claim in article()]
    assert sorted(items) == list(range(1, 28))


COUNTS = {
    "article_right": 6,
    "article_vague": 6,
    "article_wrong": 11,
    "article_unverified": 3,
    "article_no_claim": 1,
}


def test_verdicts_are_counted(figures: Callable[..., Figures]) -> None:
    assert {name: figures().named(name) for name in COUNTS} == COUNTS


def test_another_verdict_moves_the_counts_and_the_mark(figures: Callable[..., Figures], book: Book) -> None:
    page = book.workbook["Article check"]
    row = next(row for row in range(1, page.max_row) if page.cell(row, 2).value == 9)  # China: right
    changed = figures({("Article check", f"H{row}"): "wrong"})
    assert (changed.named("article_right"), changed.named("article_wrong")) == (5, 12)
    assert (figures().value("Article check", f"G{row}"), changed.value("Article check", f"G{row}")) == ("✓", "✗")


@pytest.mark.parametrize(
    ("item", "expected", "digits"),
    [
        (1, 200e9, 0),
        (2, 0.387, 3),
        (5, 0.148, 3),
        (7, 2.18, 2),
        (8, 1.76, 2),
        (11, 17.3e12, -9),
        (12, -0.85e12, 0),
        (13, 1.05, 2),
        (14, 0.039, 3),
        (15, 0.260, 3),
        (16, 0.9038, 4),
        (18, 0.143, 3),
        (19, 3.33, 2),
        (21, 0.247, 3),
        (22, 0.404, 3),
        (23, 395_300, -2),
    ],
)
def test_claims_are_calculated_anew(
    figures: Callable[..., Figures], book: Book, item: int, expected: float, digits: int
) -> None:
    page = book.workbook["Article check"]
    row = next(row for row in range(11, page.max_row) if page.cell(row, 2).value == item)
    found = figures().value("Article check", f"K{row}")
    assert isinstance(found, float)
    assert round(found, digits) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("label", "expected", "digits"),
    [
        ("Growth in US dollars", 0.169, 3),
        ("Overseas sales without anime", -0.0535, 4),
        ("A year needed from 2023", 0.1322, 4),
        ("Gap of 25-29 to 3.3 m", 0.113, 3),
        ("New Taiwan dollars per yen, 2021", 0.25433, 5),
        ("New Taiwan dollars per yen, December 2025", 0.20109, 5),
        ("1.966 m yen in New Taiwan dollars, 2023", 435_900, -2),
        ("1.966 m yen in New Taiwan dollars, 2025", 409_700, -2),
    ],
)
def test_figures_behind_the_verdicts_are_the_derived_ones(
    figures: Callable[..., Figures], book: Book, label: str, expected: float, digits: int
) -> None:
    page = book.workbook["Article check"]
    row = next(row for row in range(1, page.max_row + 1) if str(page.cell(row, 12).value).startswith(label))
    found = figures().value("Article check", f"K{row}")
    assert isinstance(found, float)
    assert round(found, digits) == pytest.approx(expected)


def test_calculations_belong_to_items_of_the_article() -> None:
    items = {claim.item for claim in article()}
    assert set(LIVE) | {item for item, _ in BEHIND} <= items


# Cover and Notes


def test_the_cover_leads_to_every_sheet(book: Book) -> None:
    cells = [cell for row in book.workbook["Cover"].iter_rows() for cell in row if cell.hyperlink]
    reached = [cell.hyperlink.location for cell in cells]
    assert reached == [f"'{name}'!A1" for name in book.workbook.sheetnames if name != "Cover"]


def test_notes_tell_on_which_sheets_a_function_is_called(book: Book) -> None:
    page = book.workbook["Notes"]
    row = row_of(page, "COST_TO_CLOSE(")
    assert page.cell(row, 6).value == "Wages"
    assert "by hand: " in page.cell(row, 4).value


def test_notes_name_only_inputs_that_exist(book: Book) -> None:
    page = book.workbook["Notes"]
    first, last = row_of(page, "Not in here") + 2, row_of(page, "Signs and codes") - 1
    cures = " ".join(str(page.cell(row, 4).value) for row in range(first, last))
    named = {word.strip(",") for word in cures.split() if "_" in word}
    assert named
    assert named <= set(book.workbook.defined_names)


def test_notes_show_assumptions_as_they_are_now(figures: Callable[..., Figures]) -> None:
    label = "Years of the state's AI plan"
    assert figures().at("Notes", label, "Now") == 5
    assert figures({"ai_plan_years": 10}).at("Notes", label, "Now") == 10
    assert figures().at("Notes", "Population of Japan", "Now", after="Assumptions") == "[x]"

"""WHY and HOW in words, as a reader sees them in a cell."""

from __future__ import annotations

from typing import Any

import pytest

from gapsheet import catalog, cells
from gapsheet.errors import CellError


def bound(name: str) -> Any:
    entry = catalog.find(name)
    assert entry is not None
    return cells.bind(entry, catalog.find)


why, how = bound("WHY"), bound("HOW")
SALES, YEARS = [[4.534], [4.6882], [5.7769], [6.008]], [[2021], [2022], [2023], [2024]]


@pytest.mark.parametrize(
    ("call", "working"),
    [
        (("WAGE_GAP", 1966, 2730), "(2,730 - 1,966) / 2,730 = 28.0 %"),
        (("wage_gap", 3000, 2000), "(2,000 - 3,000) / 2,000 = -50.0 %"),
        (("GROWTH_MULTIPLE", 6.008, 20), "20 / 6.008 = 3.32889"),
        (
            ("REQUIRED_GROWTH", 6_008_000_000_000, 20_000_000_000_000, 2024, 2033),
            "(20,000,000,000,000 / 6,008,000,000,000) ^ (1 / (2033 - 2024)) - 1 = 14.3 %",
        ),
        (("YEAR_REACHED", 6.008, 20, 0.04, 2024), "2024 + ceiling(ln(20 / 6.008) / ln(1 + 4 %)) = 2055"),
        (("YEARS_TO_TARGET", 6.008, 20, 0.04), "ln(20 / 6.008) / ln(1 + 4 %) = 30.6634"),
        (("PROJECTED_VALUE", 100, -0.04, 2), "100 * (1 + (-4 %)) ^ 2 = 92.16"),
        (("PROJECTED_VALUE", -100, 0.1, 1), "(-100) * (1 + 10 %) ^ 1 = -110"),
        (("GROWTH_RATE", 100_000, 100_001), "(100,001 - 100,000) / 100,000 = 0.001 %"),
        (("COST_TO_CLOSE", 2000, 2500, 30), "max(2,500 - 2,000, 0) * 30 * 1 = 15,000"),
        (("COST_TO_CLOSE", 2000, 2500, 30, None), "max(2,500 - 2,000, 0) * 30 * 1 = 15,000"),
        (("COST_TO_CLOSE", 2000, 2500, 30, ""), "max(2,500 - 2,000, 0) * 30 * 1 = 15,000"),
        (("COST_TO_CLOSE", 2000, 2500, 30, 2), "max(2,500 - 2,000, 0) * 30 * 2 = 30,000"),
        (("AMOUNT_VALUE", "1兆2,387億円"), "1兆2,387億円 = 1,238,700,000,000"),
        (("AMOUNT_TEXT", 1_238_700_000_000, "ja"), "1,238,700,000,000 = 1兆2,387億円"),
        (
            ("TREND_GROWTH", SALES, YEARS),
            "exp(slope of ln({4.534, 4.6882, 5.7769, 6.008}) on {2021, 2022, 2023, 2024}) - 1 = 11.1 %",
        ),
        (("TREND_GROWTH", SALES), "exp(slope of ln({4.534, 4.6882, 5.7769, 6.008}) on {1, 2, 3, …}) - 1 = 11.1 %"),
        (
            ("REBASED_INDEX", [[4, None, 5, 6, 7, 8, 9]]),
            "{4, blank, 5, 6, 7, 8, …} / (value at 1) * 100 = {100, #N/A, 125, 150, 175, 200, …}",
        ),
        (
            ("TARGET_PATH", 6.008, 20, 2024, 2033),
            "6.008 * (20 / 6.008) ^ ((year - 2024) / (2033 - 2024)) = 10 rows (year, value, growth since start)"
            " from 2024, 6.008, 0.0 % to 2033, 20, 232.9 %",
        ),
        (
            ("PEER_TABLE", ["Japan", "Korea"], [50, 75], "Japan"),
            "each of {50, 75} / the value of Japan; gap = (home - value) / home = 2 rows (rank, label, value,"
            " multiple of home, gap to home) from 1, Korea, 75, 1.5, -50.0 % to 2, Japan, 50, 1, 0.0 %",
        ),
    ],
    ids=lambda part: part[0] if isinstance(part, tuple) else "",
)
def test_working_is_written_as_a_reader_would(call: tuple[Any, ...], working: str) -> None:
    assert how(*call) == working


def test_working_names_the_columns_of_a_table_by_its_header() -> None:
    parts = how("WAGE_GAP_BY", [10, 8], ["men", "women"], "men").split(" = ", 1)
    assert parts[0] == "in each category (mean of {10, 8} of men - that of the others) / that of men"
    assert parts[1].startswith("category Total, heads: men 1, heads: women 1, mean pay: men 10, mean pay: women 8, gap")
    assert "gap = (men - women) / men, positive = women earns less 20.0 %" in parts[1]
    rows = how("WAGE_GAP_BY", [10, 8], ["men", "women"], "men", None, ["A", "A"], "median")
    assert " = 2 rows (category, heads: men, heads: women, median pay: men, " in rows
    assert " from A, 1, 1, 10, 8, 20.0 %, 80.0 %, fewer than 10 men and women to Total, 1, " in rows


def test_working_of_a_summary_names_its_cells() -> None:
    assert how("TREND_SUMMARY", SALES, YEARS).endswith(
        " = growth 11.1 %, low 0.03 %, high 23.4 %, n 4, first year 2021, last year 2024"
    )


def test_working_of_a_range_shows_the_first_element() -> None:
    assert how("WAGE_GAP", [[1966], [2928]], 2730) == "(2,730 - 1,966) / 2,730 = 28.0 %"


def test_working_of_an_error_is_that_error() -> None:
    assert how("WAGE_GAP", 1966, 0) == CellError.DIV0
    assert how("WAGE_GAP", CellError.REF, 5) == CellError.REF


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (("WAGE_GAP", 1966, 2730), ""),
        (("WAGE_GAP", 1966, 0), "reference_pay is 0; a gap needs a yardstick"),
        (("WAGE_GAP", None, 2730), "group_pay is blank"),
        (("WAGE_GAP", "", 2730), "group_pay is blank"),
        (("WAGE_GAP", "1,966", 2730), "group_pay is the text '1,966'; a number is needed"),
        (("WAGE_GAP", 1966, CellError.NA), "reference_pay is #N/A"),
        (("WAGE_GAP", 1966), "reference_pay is missing: WAGE_GAP(group_pay, reference_pay)"),
        (("WAGE_GAP", 1, 2, 3), "WAGE_GAP was given 3 arguments and takes no more than 2"),
        (("WAGE_GAP", [[1], [2], [-3]], [[2]]), "row 3, column 1: group_pay is -3; pay cannot be negative"),
        (("WAGE_GAP", [[1, 2]], [[1, 2, 3]]), "ranges of 1 x 2, 1 x 3 do not fit together"),
        (("TREND_GROWTH", [[1, 2], [3, 4]]), "values has 2 rows and 2 columns; one of them must be 1"),
        (("TREND_GROWTH", [[1], [CellError.NUM]]), "values contains #NUM!"),
        (("TREND_SUMMARY", [[1], [2]]), "row 1, column 2: there is no figure here"),
        (("PEER_TABLE", ["A", "B"], [1, 2], ["A", "B"]), "home_label takes one cell, not a range"),
        (("AMOUNT_VALUE", "約550億円"), "'約' in '約550億円' makes it approximate; enter the figure itself"),
        (("REQUIRED_GROWTH", 1, 2, 2030, 2024), "target_year 2024 is not after current_year 2030"),
        (("PROJECTED_VALUE", 1e300, 0.5, 100), "the result is not a finite number"),
    ],
    ids=lambda part: part[0] if isinstance(part, tuple) else "",
)
def test_reason_names_the_argument(call: tuple[Any, ...], reason: str) -> None:
    assert why(*call) == reason


SLIP = "annual_growth is 400 % a year; was 4 % meant?"


def test_growth_above_100_percent_is_remarked_on() -> None:
    assert why("PROJECTED_VALUE", 100, 4, 5) == SLIP
    assert how("PROJECTED_VALUE", 100, 4, 5) == f"100 * (1 + 400 %) ^ 5 = 312,500 ({SLIP})"
    assert why("PROJECTED_VALUE", 100, [[0.04], [4]], 5) == SLIP


def test_remark_stands_beside_a_reason() -> None:
    assert why("YEARS_TO_TARGET", 20, 10, 4).endswith(f"annual_growth 4 ({SLIP})")


def test_growth_of_100_percent_passes_without_a_remark() -> None:
    assert why("PROJECTED_VALUE", 100, 1, 5) == ""


@pytest.mark.parametrize("explain", [why, how])
def test_unknown_function_is_not_available(explain: Any) -> None:
    assert explain("WAGE_GAPS", 1, 2) == CellError.NA
    assert explain(None, 1, 2) == CellError.NA
    assert explain("HOW", "WAGE_GAP", 1, 2) == CellError.NA

"""What can be calculated about the article's claims: one formula beside each, and the figures that stand behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gapsheet.templates import style
from gapsheet.templates.known import known, worked_out

TAIWAN = '"NT$"#,##0'
RATE = "0.00000"


@dataclass(frozen=True, slots=True)
class Live:
    """A calculated figure: what it is, its formula without the sign, and how it is shown."""

    what: str
    formula: str
    number_format: str


def _multiple(what: str, start: str, end: str) -> Live:
    return Live(what, known(f"GROWTH_MULTIPLE({start},{end})", f"SQRT({end}/{start})"), style.MULTIPLE)


def _growth(what: str, start: str, end: str) -> Live:
    return Live(what, known(f"GROWTH_RATE({start},{end})", f"SQRT(({end})/({start}))"), style.PERCENT)


def _share(what: str, part: str, whole: str) -> Live:
    return Live(what, worked_out(f"{part}/{whole}"), style.PERCENT)


def _gap(what: str, group: str, reference: str) -> Live:
    return Live(what, known(f"WAGE_GAP({group},{reference})", f"{group}/{reference}"), style.PERCENT)


def _needed(what: str, current: str) -> Live:
    """The growth that leads to the 20 tn."""
    target = "overseas_target_2033"
    call = f"REQUIRED_GROWTH({current},{target},{current}_year,{target}_year)"
    return Live(what, known(call, f"LN({target}/{current})"), style.PERCENT)


# By item of the article: the figure that says most about the claim. Items without arithmetic are absent.
LIVE: Mapping[int, Live] = {
    1: Live(
        "bn yen a year, the ministry's plan",
        worked_out("ai_support_fy2026_2030/ai_plan_years"),
        style.BILLION,
    ),
    2: _share("of the plan in its first year", "ai_budget_fy2026_draft", "ai_support_fy2026_2030"),
    3: _multiple("public and private / public", "ai_support_fy2026_2030", "ai_public_private_total"),
    4: _share("of it from the economy ministry", "content_budget_meti_part", "content_budget_fy2025_supplementary"),
    5: _growth("growth of the anime market, 2024", "anime_market_2023", "anime_market_2024"),
    6: Live("bn yen, more than", "content_budget_fy2025_supplementary", style.BILLION),
    7: _multiple("55 / 25.2; arithmetic only", "content_budget_reference", "content_budget_fy2025_supplementary"),
    8: _multiple(
        "Korea's own 2025 budget / 76.2", "korea_content_support", "korea_content_budget_2025_final*jpy_per_krw_2025"
    ),
    9: _multiple("123.8 / 55; arithmetic only", "content_budget_fy2025_supplementary", "china_content_support"),
    10: _multiple("617.6 / 55; arithmetic only", "content_budget_fy2025_supplementary", "us_content_support"),
    11: Live(
        "tn yen of the 45.3 is hidden in imports",
        worked_out("digital_deficit_2035_with_hidden-digital_deficit_2035_pessimistic"),
        style.TRILLION,
    ),
    12: Live(
        "tn yen, the better of the two years",
        known(
            "MAX(goods_trade_balance_2024,goods_trade_balance_2025)",
            "goods_trade_balance_2024+goods_trade_balance_2025",
        ),
        "#,##0.00,,,,",
    ),
    13: _multiple("overseas sales / chip exports, 2023", "semiconductor_exports_2023", "overseas_sales_2023"),
    14: _growth("growth of the domestic market, 2024", "domestic_content_market_2023", "domestic_content_market_2024"),
    15: _growth("growth in yen, 2024", "anime_overseas_2023", "anime_overseas_2024"),
    16: Live(
        "of overseas sales in 2022",
        worked_out(
            "(overseas_console_online_2022+overseas_console_software_2022+overseas_mobile_pc_games_2022"
            "+overseas_sales_anime_2022)/overseas_sales_2022"
        ),
        style.PERCENT,
    ),
    17: Live(
        "overseas sales / domestic market, 2024", worked_out("overseas_sales_2024/domestic_content_market_2024"), "0.00"
    ),
    18: _needed("a year needed from 2024 to 2033", "overseas_sales_2024"),
    19: _multiple("20 tn / sales of 2024", "overseas_sales_2024", "overseas_target_2033"),
    20: _multiple("survey of 2023 / of 2019; other samples", "janica_mean_20_24_2019", "janica_mean_20_24_2023"),
    21: _gap("gap to the tax agency's mean, 25-29", "janica_mean_25_29_2023", "nta_mean_25_29_2022"),
    22: _gap("gap of 20-24 to 3.3 m, as printed", "janica_mean_20_24_2023", "doda_median_20s_2023"),
    23: Live(
        "at the rate of December 2025",
        worked_out("janica_mean_20_24_2023*twd_per_usd_december_2025/jpy_per_usd_december_2025"),
        TAIWAN,
    ),
}


def _taiwan(period: str, label: str) -> tuple[Live, Live]:
    """The cross rate of a period, and the animators' income at it."""
    rate = f"twd_per_usd_{period}/jpy_per_usd_{period}"
    return (
        Live(f"New Taiwan dollars per yen, {label}", worked_out(rate), RATE),
        Live(f"1.966 m yen in New Taiwan dollars, {label}", worked_out(f"janica_mean_20_24_2023*{rate}"), TAIWAN),
    )


# By item: further figures behind the verdict.
BEHIND: tuple[tuple[int, Live], ...] = (
    (11, _multiple("Base case 2035 / 2024", "digital_deficit_2024_pivot_base", "digital_deficit_2035_base")),
    (11, _multiple("45.3 / base case, both 2035", "digital_deficit_2035_base", "digital_deficit_2035_with_hidden")),
    (13, _multiple("Overseas sales / chip exports, 2022", "semiconductor_exports_2022", "overseas_sales_2022")),
    (13, _share("Receipts in Japan / overseas sales, 2024", "overseas_receipts_2024", "overseas_sales_2024")),
    (
        15,
        _growth(
            "Growth in US dollars, 2024", "anime_overseas_2023/jpy_per_usd_2023", "anime_overseas_2024/jpy_per_usd_2024"
        ),
    ),
    (
        15,
        _growth(
            "Overseas sales without anime, growth 2024",
            "overseas_sales_2023-overseas_sales_anime_2023",
            "overseas_sales_2024-overseas_sales_anime_2024",
        ),
    ),
    (
        19,
        _needed("A year needed from 2023 to 2033", "overseas_sales_2023"),
    ),
    (22, _gap("Gap of 25-29 to 3.3 m, as printed", "janica_mean_25_29_2023", "doda_median_20s_2023")),
    (22, _gap("Gap of 20-24 to the tax agency's mean", "janica_mean_20_24_2023", "nta_mean_20_24_2022")),
    (22, _gap("Gap of 20-24 to the mean of doda", "janica_mean_20_24_2023", "doda_mean_20s_2023")),
    *((23, live) for period in ("2021", "2022", "2023", "2024", "2025") for live in _taiwan(period, period)),
    *((23, live) for live in _taiwan("december_2025", "December 2025")),
)

"""The Budgets sheet: content support beside its past and its peers, and what differs between them."""

from __future__ import annotations

from gapsheet.facts import FactBase
from gapsheet.templates import charts, style
from gapsheet.templates import sheets as pieces
from gapsheet.templates.book import Book
from gapsheet.templates.known import known, worked_out
from gapsheet.templates.page import TOP, Page, positive
from gapsheet.templates.scorecard import budget_rates, budget_series
from gapsheet.templates.scorecard.checks import Balance
from gapsheet.templates.scorecard.inputs import InputRow
from gapsheet.templates.scorecard.peers import (
    AMOUNT,
    MULTIPLE,
    PERIOD,
    SCOPE,
    SOURCE,
    STAGE,
    TITLE,
    WIDTHS,
    YEARLY,
    Peer,
    PeerTable,
    place_table,
    place_working,
)
from gapsheet.templates.scorecard.rows import Listed

CHART_ROWS = 20
KOREA, _KOREA_2023 = "korea_content_budget_2026_final", "korea_content_budget_2023_final"


def _optional(name: str, label: str, unit: str, why: str, number_format: str = style.GENERAL) -> InputRow:
    return InputRow(
        name,
        label,
        None,
        unit,
        positive(f"{label}, in {unit}", blank=True),
        "above 0; may stay empty",
        why,
        "not in the fact base",
        number_format,
    )


INPUTS = (
    _optional(
        "content_fund_years",
        "Years over which the 55 bn fund is spent",
        "years",
        "The fund lasts several years; only a yearly amount can stand beside yearly budgets.",
        "0.0",
    ),
    _optional("population_japan", "Population of Japan", "people", "Turns the support into yen per head.", style.WHOLE),
    _optional(
        "population_korea", "Population of South Korea", "people", "Turns the support into yen per head.", style.WHOLE
    ),
    _optional(
        "content_market_korea",
        "Content market of South Korea",
        "bn yen",
        "Sets the support against the market that it supports; the domestic market of Japan is on Facts.",
        "#,##0.0",
    ),
    _optional(
        "korea_prices_2026",
        "Consumer prices in South Korea in 2026",
        "2023 = 1",
        "Takes the rise of prices out of Korea's series.",
        "0.000",
    ),
)
INCOMPARABLE = "May not be compared with the 55 bn: period, scope or stage differ or are unknown. Every multiple is arithmetic only."

_YEARLY = (
    "A yearly budget of one ministry against a fund for several years of all ministries; the whole content section."
)
PEERS = (
    Peer(
        "Japan, content budget as told to the Diet",
        "content_budget_reference",
        "not stated",
        "Content budget, items not stated",
        "Year and items are unknown; the 55 bn is a supplementary fund for several years. Arithmetic only.",
    ),
    Peer(
        "South Korea, as told to the Diet",
        "korea_content_support",
        "not stated",
        "Support for expansion abroad and the like",
        "An old year and a narrow scope: Korea's own content budget is larger.",
    ),
    Peer(
        "South Korea, as the federation gives it",
        "korea_content_support_keidanren",
        "not stated",
        "Scope not stated",
        "Scope and stage are unknown; near the culture ministry's draft for 2024.",
    ),
    Peer(
        "South Korea, culture ministry 2023",
        "korea_content_budget_2023_final",
        "final budget",
        "Content section of the ministry",
        _YEARLY,
        "1",
        "jpy_per_krw_2023",
    ),
    Peer(
        "South Korea, culture ministry 2024",
        "korea_content_budget_2024_draft",
        "draft",
        "Content field of the ministry, narrower",
        "A draft on a narrower base than the final budgets beside it; yearly, one ministry.",
        "1",
        "jpy_per_krw_2024",
    ),
    Peer(
        "South Korea, culture ministry 2025",
        "korea_content_budget_2025_final",
        "final budget",
        "Content section of the ministry",
        _YEARLY,
        "1",
        "jpy_per_krw_2025",
    ),
    Peer(
        "South Korea, culture ministry 2026",
        "korea_content_budget_2026_final",
        "final budget",
        "Content section of the ministry",
        _YEARLY + " In yen at the rate of 2025.",
        "1",
        "jpy_per_krw_2025",
    ),
    Peer(
        "China, as told to the Diet",
        "china_content_support",
        "not stated",
        "Composition not stated",
        "Year, stage and scope are unknown.",
    ),
    Peer(
        "United States, as told to the Diet",
        "us_content_support",
        "not stated",
        "Federal, state or tax credits: not stated",
        "Year and scope are unknown; tax credits would not be a budget.",
    ),
    Peer(
        "Japan, business federation's ask",
        "keidanren_content_budget_ask",
        "ask",
        "Yearly level of all content budgets",
        "A wish for every year, not a budget; the 55 bn is spent once, over several years.",
        "1",
    ),
)
HOME = Peer(
    "Japan, supplementary budget",
    "content_budget_fy2025_supplementary",
    "supplementary",
    "Content items of all ministries, in funds for several years",
    "The figure that the others are set against.",
    "content_fund_years",
)
TABLE = PeerTable(HOME, PEERS, "Stage", "the 55 bn", budget_series.LAST + 4)


def write(book: Book, base: FactBase) -> Listed:
    """Write the sheet; tells where every peer's cells stand."""
    page = Page(book, "Budgets", "calc", WIDTHS)
    page.head(
        "Content budgets: how does 55 billion yen compare?",
        "First what may be compared: one series each. Then what may not: every multiple there is arithmetic only, and the last column says why. Won at the year's average rate.",
    )
    pairs = TABLE.last + CHART_ROWS + 3
    rates = pairs + 12
    working = rates + len(PEERS) + 4
    series = working + len(PEERS) + 3
    budget_series.place_series(page, base, series)
    page.section(TABLE.top - 1, INCOMPARABLE)
    listed = place_table(page, TABLE, base, working)
    finding = (TABLE.last + 2, TITLE)
    page.put(*finding, _finding(), "Note")
    _draw(page, finding)
    page.new_page(pairs)
    _side_by_side(page, pairs)
    budget_rates.place_rates(page, rates, [HOME, *PEERS])
    place_working(page, TABLE, working)
    end = budget_series.place_working(page, series)
    page.freeze(TOP)
    pieces.repeat_title(page)
    page.close(end)
    return listed


def balances() -> tuple[Balance, ...]:
    """The halves hold what they say."""
    none = Balance("BUD3", "Budgets: of the other half only the 55 bn itself has its definition and vintage", "rows",
                   "SUM(budgets_like_home)", "1")  # fmt: skip
    return (*budget_series.balances("Budgets"), none)


def _finding() -> str:
    """The sentence over the chart."""
    multiple = f"I{TABLE.row_of(KOREA)}"
    said = (
        f'"Korea\'s ministry, 2026: "&FIXED({multiple},1)&" times Japan\'s fund; one year against several, other scope"'
    )
    return "=" + known(said, multiple, "figure_missing")


def _side_by_side(page: Page, row: int) -> None:
    """Two figures at a time: Japan's own past, Korea's series, and both per year, head and market."""
    row = page.section(row, "In pairs: Japan's fund, Korea's final budget for 2026")
    top = page.heads(row, ("Measure", "Unit", "", "How", "", "Japan", "Korea", "Korea / Japan"), right=(5, 6, 7))
    for offset, (label, unit, how, japan, korea, compared, number_format) in enumerate(_pairs(top)):
        at = top + offset
        for column, text in ((TITLE, label), (PERIOD, unit), (STAGE, None), (SCOPE, how), (SOURCE, None)):
            page.put(at, column, text, "Label" if column == TITLE else "Aside")
        shown = style.BESIDE_UNIT.get(number_format, number_format)
        page.put(at, AMOUNT, japan, "Calculated", shown)
        page.put(at, YEARLY, korea, "Calculated", shown)
        ratio = "=" + known(f"GROWTH_MULTIPLE(G{at},H{at})", f"SQRT(H{at}/G{at})")
        page.put(at, MULTIPLE, ratio if compared else "–", "Calculated", style.MULTIPLE)
        page.fit(at)


def _pairs(top: int) -> tuple[tuple[str, str, str, str, str, bool, str], ...]:
    """Label, unit, how, Japan, Korea, whether the ratio has a meaning, number format."""
    korea = TABLE.row_of(KOREA)
    return (
        ("Amount", "bn yen", "as above", f"={HOME.fact}", f"=G{korea}", True, style.BILLION),
        ("Amount a year", "bn yen", "as above", f"=H{TABLE.home_row}", f"=H{korea}", True, style.BILLION),
        (
            "Amount per head and year",
            "yen",
            "amount a year / people on Inputs",
            "=" + worked_out(f"G{top + 1}/population_japan"),
            "=" + worked_out(f"H{top + 1}/population_korea"),
            True,
            style.WHOLE,
        ),
        (
            "Share of the home market, a year",
            "share",
            "amount a year / market; Korea's on Inputs",
            "=" + worked_out(f"G{top + 1}/domestic_content_market_2024"),
            "=" + worked_out(f"H{top + 1}/(content_market_korea*unit_billion)"),
            True,
            "0.00%",
        ),
        (
            "Against the earlier figure",
            "×",
            "55 / 25.2, arithmetic only; Korea: 2026 / 2023 in won, one series",
            "="
            + known(
                f"GROWTH_MULTIPLE(content_budget_reference,{HOME.fact})", f"SQRT({HOME.fact}/content_budget_reference)"
            ),
            "=" + known(f"GROWTH_MULTIPLE({_KOREA_2023},{KOREA})", f"SQRT({KOREA}/{_KOREA_2023})"),
            False,
            style.MULTIPLE,
        ),
        (
            "The same at constant prices",
            "×",
            "Korea: divided by its consumer prices on Inputs",
            "=dash",
            "=" + worked_out(f"H{top + 4}/korea_prices_2026"),
            False,
            style.MULTIPLE,
        ),
        (
            "The economy ministry's part of the fund",
            "share",
            "35 / more than 55: an upper bound",
            "=" + worked_out(f"content_budget_meti_part/{HOME.fact}"),
            "=dash",
            False,
            style.PERCENT,
        ),
        (
            "Years between Korea's two figures",
            "years",
            "years of the figures on Facts",
            "=dash",
            "=korea_content_budget_2026_final_year-korea_content_budget_2023_final_year",
            False,
            style.YEAR,
        ),
        (
            "Growth of Korea's final budgets",
            "per year",
            "2023 to 2026 in won, one series",
            "=dash",
            "=" + known(f"CAGR({_KOREA_2023},{KOREA},H{top + 7})", f"LN({KOREA}/{_KOREA_2023})"),
            False,
            style.PERCENT,
        ),
    )


def _draw(page: Page, finding: tuple[int, int]) -> None:
    """The amounts as bars; none but the first is the same kind of money."""
    frame = charts.Frame(
        finding,
        finding,
        "Bars of content support in billion yen: Japan's supplementary budget of 55, the earlier Japanese figure, the "
        "federation's ask, six figures for South Korea, China and the United States. Scope and period differ.",
        "Sources: Diet answer of November 2025, budget reports in the Korean press, federation proposal; won at the year's "
        "average rate; see Facts.",
        width=50.0,
        height=9.5,
        source_rows=CHART_ROWS - 1,
    )
    charts.bars(
        page,
        frame,
        (TITLE, TABLE.home_row, TABLE.last),
        (AMOUNT, TABLE.home_row, TABLE.last),
        axis_titles=("Figure", "bn yen; unlike things side by side"),
        number_format="#,##0,,,",
        muted=range(1, len(PEERS) + 1),
    )

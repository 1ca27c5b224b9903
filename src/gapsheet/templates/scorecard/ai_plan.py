"""The AI plan sheet: amounts that sound alike told apart, and one trillion over five years beside its first draft."""

from __future__ import annotations

from gapsheet.facts import FactBase
from gapsheet.templates import charts, style
from gapsheet.templates.book import Book
from gapsheet.templates.known import known, worked_out
from gapsheet.templates.page import Allowed, Page
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
    Peer,
    PeerTable,
    place_table,
    place_working,
)
from gapsheet.templates.scorecard.rows import Listed

DRAFT, FRAME = "ai_budget_fy2026_draft", "ai_chip_budget_fy2026_draft"


def _years(name: str, label: str, years: int, source: str) -> InputRow:
    allowed = Allowed("whole", 1, 30, "A whole number of years from 1 to 30 is expected.", f"{label}, such as {years}")
    return InputRow(
        name, label, years, "years", allowed, "1 to 30", "Turns a sum over years into a yearly amount.", source, "0"
    )


INPUTS = (
    _years("ai_plan_years", "Years of the state's AI plan", 5, "FY2026 to FY2030, as reported in December 2025"),
    _years("ai_data_centre_years", "Years of the data centre spending", 6, "six years from FY2026, as reported"),
)

OTHERS = (
    Peer(
        "The Prime Minister's pledge",
        "ai_pledge_december_2025",
        "not told apart",
        "AI measures; no period of years is given",
        "Sounds like the plan and is another amount: no years, no recipient, perhaps with private money.",
    ),
    Peer(
        "Public and private together",
        "ai_public_private_total",
        "state and one company",
        "The plan plus data centres",
        "Adds a five-year and a six-year amount, and private money.",
    ),
    Peer(
        "Data centres, private",
        "ai_data_centre_investment",
        "one company",
        "Capital spending on data centres",
        "Private money, six years.",
        "ai_data_centre_years",
    ),
    Peer(
        "FY2026 draft for AI",
        DRAFT,
        "state",
        "Foundation model, data platform, AI that moves machines",
        "One year of five; the item may hold more than the plan.",
        "1",
    ),
    Peer(
        "FY2026 frame, AI and semiconductors",
        FRAME,
        "state",
        "Frame in the energy special account",
        "One year; semiconductors included.",
        "1",
    ),
    Peer(
        "The frame with the FY2025 supplement",
        "ai_chip_budget_with_supplement",
        "state",
        "Frame and supplementary budget",
        "Two budgets of two fiscal years; semiconductors included.",
    ),
)
PLAN = Peer(
    "The ministry's plan",
    "ai_support_fy2026_2030",
    "state",
    "A new company for a Japanese foundation model",
    "The amount that the others are set against.",
    "ai_plan_years",
)
TABLE = PeerTable(PLAN, OTHERS, "Who pays", "the plan")


def write(book: Book, base: FactBase) -> Listed:
    """Write the sheet; tells where the cells of every other amount stand."""
    page = Page(book, "AI plan", "calc", WIDTHS)
    page.head(
        "AI plan: what is one trillion yen over five years?",
        "At least two amounts of 1 trillion are in the news. The plan is the state's support over five fiscal years.",
    )
    pace = TABLE.last + 2
    working = pace + 13
    listed = place_table(page, TABLE, base, working)
    _pace(page, pace)
    end = place_working(page, TABLE, working)
    page.freeze(TABLE.home_row)
    page.close(end)
    return listed


def _pace(page: Page, row: int) -> None:
    """The plan's even pace, the first year's draft, and what is left for each later year, with their chart."""
    row = page.section(row, "The pace: an even share a year, and the draft of the first year")
    top = page.heads(row, ("Measure", "Unit", "", "How", "", "Value"), right=(5,))
    lines = _lines(top)
    for offset, (label, unit, how, formula, number_format) in enumerate(lines):
        cells = ((TITLE, label), (PERIOD, unit), (STAGE, None), (SCOPE, how), (SOURCE, None))
        for column, text in cells:
            page.put(top + offset, column, text, "Label" if column == TITLE else "Aside")
        page.put(top + offset, AMOUNT, formula, "Calculated", style.BESIDE_UNIT.get(number_format, number_format))
        page.fit(top + offset)
    finding = (row, MULTIPLE)
    below = (row + 1, MULTIPLE)
    for place, formula in zip((finding, below), _finding(top, page.sheet.cell(*below).coordinate), strict=True):
        page.put(*place, formula, "Note")
    _draw(page, finding, top)


def _lines(top: int) -> tuple[tuple[str, str, str, str, str], ...]:
    """Label, unit, how, formula and number format; the first three are drawn."""
    draft, even, later, left = (f"G{top + offset}" for offset in range(4))
    plan = f"G{TABLE.home_row}"
    return (
        ("FY2026 draft", "bn yen", "if all of it belongs to the plan", f"={DRAFT}", style.BILLION),
        (
            "Even pace",
            "bn yen a year",
            "plan / years on Inputs",
            "=" + worked_out(f"{plan}/ai_plan_years"),
            style.BILLION,
        ),
        (
            "Left for each later year",
            "bn yen a year",
            "left / (years − 1), if all of the draft belongs to the plan",
            "=" + known(f"{left}/(ai_plan_years-1)", f"{left}/(N(ai_plan_years)>1)", "dash"),
            style.BILLION,
        ),
        ("Left after the first year", "bn yen", "plan − draft", "=" + worked_out(f"{plan}-{draft}"), style.BILLION),
        (
            "Draft against the even pace",
            "×",
            "draft / even pace",
            "=" + known(f"GROWTH_MULTIPLE({even},{draft})", f"SQRT({draft}/{even})", "dash"),
            style.MULTIPLE,
        ),
        (
            "Share of the plan in its first year",
            "share",
            "draft / plan",
            "=" + worked_out(f"{draft}/{plan}"),
            style.PERCENT,
        ),
        (
            "Later years against the first",
            "change",
            "left for each later year / draft − 1",
            "=" + known(f"GROWTH_RATE({draft},{later})", f"SQRT({later}/{draft})", "dash"),
            style.PERCENT,
        ),
        (
            "AI in the frame with semiconductors",
            "share",
            "draft for AI / frame, both FY2026",
            "=" + worked_out(f"{DRAFT}/{FRAME}"),
            style.PERCENT,
        ),
    )


def _finding(top: int, rest: str) -> tuple[str, str]:
    """The sentence over the chart, and its end, which stands in a cell under the chart."""
    share, left = f"FIXED(G{top + 5}*100,0)", f"G{top + 2}"
    more = f'IF(N({left})>0,"; "&FIXED({left}/unit_billion,0)&" bn a year left if all is for it","")'
    said = known(f'"The first year\'s draft is "&{share}&" % of the plan"', f"G{top + 5}", "figure_missing")
    return f"={said}&{rest}", f"={more}"


def _draw(page: Page, finding: tuple[int, int], top: int) -> None:
    """The first year, the even pace and what is left, as bars."""
    frame = charts.Frame(
        finding,
        finding,
        "Bars in billion yen a year: the draft for fiscal 2026, the plan spread evenly over its years, and what is left "
        "for each later year once the draft is spent.",
        "Sources: Jiji and Toyo Keizai, December 2025; see Facts. The draft may hold more than the plan.",
        width=20.5,
        height=6.6,
        source_rows=10,
    )
    charts.bars(
        page,
        frame,
        (TITLE, top, top + 2),
        (AMOUNT, top, top + 2),
        axis_titles=("Measure", "bn yen a year"),
        number_format="#,##0,,,",
    )

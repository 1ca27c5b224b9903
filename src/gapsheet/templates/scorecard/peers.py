"""A table of amounts set against one of them: words, yen, per year, multiple, and a verdict from tests in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gapsheet.facts import Bound, FactBase
from gapsheet.templates import style
from gapsheet.templates.known import known, worked_out
from gapsheet.templates.page import FIRST, TOP, Page, choice
from gapsheet.templates.scorecard.rows import RANK, Listed
from gapsheet.templates.sheets import left

WIDTHS = (46, 18, 18, 40, 15, 15, 17, 12, 13, 5, 21, 60)
TITLE, PERIOD, STAGE, SCOPE, SOURCE, AMOUNT, YEARLY, MULTIPLE, COMPARABLE, SYMBOL, VERDICT, DIFFERS = range(
    FIRST, FIRST + 12
)
WORKING_HEADS = (
    "Working of the verdicts",
    "As published, bn yen or won",
    "Rate on Facts",
    "Name on Facts",
    "Rank of the source",
    "Unverified source",
    "Not comparable",
    "Not larger",
    "Otherwise",
    "Test",
    "Row of the wording",
    "Years the amount is spent over",
)
PUBLISHED, RATE, NAME, RANK_COLUMN = PERIOD, STAGE, SCOPE, SOURCE
TEST_SOURCE, TEST_COMPARABLE, TEST_NOT_LARGER, TEST_OTHERWISE = AMOUNT, YEARLY, MULTIPLE, COMPARABLE
FIRST_TEST, CODE, YEARS = SYMBOL, VERDICT, DIFFERS
_BOUNDS = {Bound.NONE: "", Bound.LOWER: " (more than)", Bound.UPPER: " (less than)", Bound.ABOUT: " (about)"}


@dataclass(frozen=True, slots=True)
class Peer:
    """One amount: `fact` in its own currency, `rate` the figure that turns it into yen.

    `years` is a formula for the years it is spent over: a number, an input's name, or "dash" where nobody says.
    """

    title: str
    fact: str
    stage: str
    scope: str
    differs: str
    years: str = "dash"
    rate: str = ""

    @property
    def yen(self) -> str:
        """The amount in yen, as part of a formula."""
        return worked_out(f"{self.fact}*{self.rate}") if self.rate else self.fact


@dataclass(frozen=True, slots=True)
class PeerTable:
    """The amount that others are set against, the others, and the head of the column after the period."""

    home: Peer
    peers: Sequence[Peer]
    stage_head: str
    home_word: str  # what the heads call the home amount
    top: int = TOP  # the row of the heads

    @property
    def home_row(self) -> int:
        """The row of the home amount."""
        return self.top + 1

    @property
    def first_row(self) -> int:
        """The row of the first of the others."""
        return self.top + 2

    @property
    def last(self) -> int:
        """The last row of the table."""
        return self.home_row + len(self.peers)

    def row_of(self, fact: str) -> int:
        """The row of a peer by its figure."""
        return self.first_row + [peer.fact for peer in self.peers].index(fact)


def place_table(page: Page, table: PeerTable, base: FactBase, working: int) -> Listed:
    """Write the table; `working` is the row where place_working will write the heads of its working."""
    heads = (
        *("Figure", "Period", table.stage_head, "Scope", "Source", "Amount, bn yen", "Per year, bn yen"),
        *(f"Multiple of {table.home_word}", "Comparable?", "", "Verdict", f"What differs from {table.home_word}"),
    )
    page.heads(table.top, heads, right=(5, 6, 7, 8))
    for offset, peer in enumerate((table.home, *table.peers)):
        row = table.home_row + offset
        _amounts(page, row, working + 1 + offset, peer, base)
        home, amount = f"G${table.home_row}", f"G{row}"
        multiple = known(f"GROWTH_MULTIPLE({home},{amount})", f"SQRT({amount}/{home})")
        page.put(row, MULTIPLE, f"={multiple}", "Calculated", style.MULTIPLE)
        _verdict(page, row, working + 1 + offset, is_home=offset == 0)
        page.fit(row)
    page.colour_verdicts(f"K{table.first_row}:L{table.last}", f"$K{table.first_row}")
    return _listed(page, table, working)


def _amounts(page: Page, row: int, working: int, peer: Peer, base: FactBase) -> None:
    """The words of a row, the amount in yen and per year."""
    fact = base.fact(peer.fact)
    title = peer.title + _BOUNDS[fact.bound]
    period = f"year {fact.period}" if fact.period.isdigit() else fact.period
    words = {TITLE: title, PERIOD: period, STAGE: peer.stage, SCOPE: peer.scope, DIFFERS: peer.differs}
    for column, text in words.items():
        page.put(row, column, text, "Label" if column in (TITLE, DIFFERS) else "Aside")
    page.put(row, SOURCE, f"=INDEX(confidence_mark,F{working})", "Aside")
    page.put(row, AMOUNT, f"={peer.yen}", "Calculated", style.BILLION)
    page.put(row, YEARLY, f"=IF(ISNUMBER(M{working}),G{row}/M{working},M{working})", "Calculated", style.BILLION)


def _verdict(page: Page, row: int, working: int, *, is_home: bool) -> None:
    """Whether the row may be compared, and what the tests say; the home amount is not set against itself."""
    if is_home:
        page.put(row, COMPARABLE, "=dash", "Calculated")
        page.put(row, SYMBOL, "=dash", "Symbol")
        page.put(row, VERDICT, "=dash", "Calculated text")
        return
    allowed = choice("yes_no", "yes: period, stage and scope match, the multiple gets a verdict; no: arithmetic only")
    page.input(row, COMPARABLE, "no", allowed)
    page.put(row, SYMBOL, f"=INDEX(comparison_symbols,L{working})", "Symbol")
    page.put(row, VERDICT, f"=INDEX(comparison_words,L{working})", "Verdict")


def place_working(page: Page, table: PeerTable, row: int) -> int:
    """Write what the verdicts rest on, one row per amount; the row after it."""
    page.heads(row, WORKING_HEADS, right=range(1, 11))
    for offset, peer in enumerate((table.home, *table.peers)):
        at, above = row + 1 + offset, table.home_row + offset
        page.put(at, TITLE, f"=B{above}", "Calculated text")
        page.put(at, PUBLISHED, f"={peer.fact}", "Linked number", style.BILLION)
        page.put(at, RATE, peer.rate or "=dash", "Case name")
        page.put(at, NAME, peer.fact, "Case name")
        page.put(at, RANK_COLUMN, "=" + RANK.format(f"E{at}"), "Calculated", "0")
        years = "dash" if peer.years == "dash" else known(peer.years, f"G{above}/{peer.years}")
        left(page.put(at, YEARS, f"={years}", "Calculated", style.PLAIN))
        for column, formula in _tests(at, above, table.home_row, is_home=offset == 0).items():
            page.put(at, column, formula, "Calculated", "0")
        page.fit(at)
    return row + 2 + len(table.peers)


def _tests(row: int, above: int, home: int, *, is_home: bool) -> dict[int, str]:
    """The tests in their order; the last one takes the last row of the wording, those of time paths are skipped."""
    if is_home:
        return dict.fromkeys(range(TEST_SOURCE, CODE + 1), "=dash")
    tests = f"G{row}:J{row}"
    return {
        TEST_SOURCE: f"=IF(F{row}>=unverified_rank,1,0)",
        TEST_COMPARABLE: f"=IF(J{above}=word_yes,0,1)",
        TEST_NOT_LARGER: f"=IF(G{above}<=G${home},1,0)",
        TEST_OTHERWISE: "=1",
        FIRST_TEST: f"=IF(ISNUMBER(G{above}*G${home}),MATCH(1,{tests},0),0)",  # 0: a figure is missing
        CODE: f"=IF(K{row}=COLUMNS({tests}),ROWS(comparison_words),1+K{row})",
    }


def _listed(page: Page, table: PeerTable, working: int) -> Listed:
    """Where others find the cells of a comparison: the home amount, and the peer as its yardstick."""
    columns = {
        "yardstick": (table.first_row, AMOUNT),
        "multiple": (table.first_row, MULTIPLE),
        "symbol": (table.first_row, SYMBOL),
        "verdict": (table.first_row, VERDICT),
        "comparable": (table.first_row, COMPARABLE),
        "differs": (table.first_row, DIFFERS),
        "code": (working + 2, CODE),
        "rank": (working + 2, RANK_COLUMN),
    }
    names = tuple(peer.fact for peer in table.peers)
    return Listed.of(page.name, columns, names, working + 2 + len(names)).with_cell("amount", (table.home_row, AMOUNT))

"""The Scorecard: one row per claim, linked to the sheets that calculate it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from openpyxl.utils import get_column_letter

from gapsheet.facts import Confidence
from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.cases import Placed
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.scorecard import targets, wages
from gapsheet.templates.scorecard.inputs import CONFIDENCE_MARKS

HEADS = (
    "Claim",
    "Kind",
    "Unit",
    "Latest",
    "Latest year",
    "Target or yardstick",
    "Year",
    "Multiple",
    "Required a year",
    "Trend a year",
    "Interval of the trend",
    "n",
    "Latest change",
    "Required less trend",
    "",
    "Verdict",
    "Weakest source",
)
WIDTHS = (46, 13, 9, 9, 8, 11, 7, 9.5, 10.5, 8, 13, 5, 9, 12.5, 5, 37, 19)
_COLUMN = {head: FIRST + offset for offset, head in enumerate(HEADS)}
SYMBOL, VERDICT, SOURCE = range(FIRST + 14, FIRST + 17)
_PATH_HEADS = (
    "Required a year",
    "Trend a year",
    "Interval of the trend",
    "n",
    "Latest change",
    "Required less trend",
)
_RIGHT = range(3, 14)


class Kind(Enum):
    """How a row is laid out."""

    TARGET = "target"
    PAY = "pay"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Claim:
    """One row: what it says, where it is calculated, and the unit it is shown in."""

    text: str
    unit: str
    kind: Kind
    block: Placed
    case: int
    number_format: str
    years: tuple[str, str] = ("dash", "dash")  # of a comparison's two levels

    @property
    def has_path(self) -> bool:
        """Whether it has a past and a target, and so a required rate."""
        return self.kind is Kind.TARGET

    def at(self, key: str) -> str:
        """The cell of one of the claim's measures."""
        return self.block.ref(key, self.case)


# What a refresh watches of a claim with a path: its cells on the sheet, and what their names end in.
WATCHED = {
    "latest": _COLUMN["Latest"],
    "multiple": _COLUMN["Multiple"],
    "required": _COLUMN["Required a year"],
    "trend": _COLUMN["Trend a year"],
    "verdict": VERDICT,
}


def watched_name(number: int, what: str) -> str:
    """What a watched cell of a claim is called, claims counted from 1."""
    return f"claim_{number}_{what}"


def write(book: Book, claims: Sequence[Claim], path: targets.Targets, gaps: wages.Gaps) -> Page:
    """Write the sheet; the charts draw on the sheets that hold their numbers."""
    page = Page(book, "Scorecard", "output", WIDTHS)
    page.head(
        "How far are the targets?",
        '="Claims of December 2025 against their own past; growth per year; trend with "&confidence_shown'
        '&" % interval over n annual figures."',
    )
    row = page.heads(TOP, HEADS, right=_RIGHT)
    first = row
    for number, claim in enumerate(claims, start=1):
        if claim.has_path:
            for what, column in WATCHED.items():
                book.define(watched_name(number, what), page.sheet, (row, column))
        row = _LAYOUTS[claim.kind](page, row, claim)
    symbol, source = get_column_letter(SYMBOL), get_column_letter(SOURCE)
    page.colour_by(f"B{first}:{source}{row - 1}", f'LEFT(${source}{first},1)="{UNVERIFIED}"', style.GREY)
    page.colour_verdicts(f"{symbol}{first}:{get_column_letter(VERDICT)}{row - 1}", f"${symbol}{first}")
    for text in NOTES:
        row = page.note(row, text)
    page.freeze(first)
    row += 1
    targets.draw(page, path.page, (row, FIRST), path.finding, path.path_rows, width=22.5, height=13.0, source_rows=25)
    wages.draw(page, gaps, (row, FIRST + 9), width=20.5, height=13.0, source_rows=25)
    page.sheet.page_setup.fitToHeight = 1
    page.close(row + 26)
    return page


UNVERIFIED = CONFIDENCE_MARKS[Confidence.ARTICLE_ONLY][0]
NOTES = (
    "Kind: goal = wanted, warning = a projection nobody wants, comparison = no path in time. Multiple = target or yardstick / "
    "latest, not between unlike things. ✓ good  ▲ mind the gap  ✗ bad  ◌ no honest verdict  ≠ unlike things  – does not apply. Grey row: a figure that "
    "only the article has.",
    "Anime's part is no official goal: the 20 tn times anime's share of 2024. Digital deficit: start and end of one report; "
    "its trend has other items (end points 2014 and 2024), its latest change others again (2023 to 2024).",
    "Animators: mean income of the 2023 survey, mostly freelance, year of income probably 2022; employees: mean salary of the "
    "tax agency; doda: median of a job site's registrants aged 20-29.",
)


def _common(page: Page, row: int, claim: Claim, kind: str, verdict: str) -> None:
    """What goals, warnings and comparisons share."""
    page.put(row, FIRST, claim.text, "Label")
    page.put(row, FIRST + 1, f"={kind}", "Aside")
    page.put(row, FIRST + 2, claim.unit, "Aside")
    page.put(row, SYMBOL, f"={claim.at('symbol')}", "Symbol")
    page.put(row, VERDICT, f"={verdict}", "Verdict")
    page.height(row, 21)


def _target_row(page: Page, row: int, claim: Claim) -> int:
    """A goal or a warning."""
    _common(page, row, claim, claim.at("kind"), claim.at("verdict"))
    low, high = claim.at("low"), claim.at("high")
    cells = {
        "Latest": (claim.at("current"), claim.number_format),
        "Latest year": (claim.at("current_year"), style.YEAR),
        "Target or yardstick": (claim.at("target"), claim.number_format),
        "Year": (claim.at("target_year"), style.YEAR),
        "Multiple": (claim.at("multiple"), style.MULTIPLE),
        "Required a year": (claim.at("required"), style.PERCENT),
        "Trend a year": (claim.at("trend"), style.PERCENT),
        "Interval of the trend": (
            f'IF(ISNUMBER({low}),ROUND({low}*100,0)&" to "&ROUND({high}*100,0)&" %",dash)',
            style.GENERAL,
        ),
        "n": (claim.at("n"), style.YEAR),
        "Latest change": (claim.at("latest_change"), style.PERCENT),
        "Required less trend": (claim.at("gap"), style.POINTS),
    }
    _links(page, row, cells)
    return _source(page, row, claim.at("rank_current"), claim.at("rank_target"), mark=claim.at("mark"))


def _pay_row(page: Page, row: int, claim: Claim) -> int:
    """Two pays side by side, without a path in time."""
    gap, needed = (f"FIXED({claim.at(key)}*100,0)" for key in ("gap", "raise"))
    found = f'{gap}&" % below; a raise of "&{needed}&" % closes it"'
    _common(page, row, claim, "kind_comparison", f"IF({_has_verdict(claim)},{found},{claim.at('verdict')})")
    multiple = f"GROWTH_MULTIPLE({claim.at('pay')},{claim.at('reference')})"
    _levels(page, row, claim, claim.at("pay"), claim.at("reference"), multiple)
    return _source(page, row, claim.at("rank_group"), claim.at("rank_reference"))


def _amount_row(page: Page, row: int, claim: Claim) -> int:
    """Two amounts of money side by side."""
    _common(page, row, claim, "kind_comparison", claim.at("verdict"))
    _levels(page, row, claim, claim.at("amount"), claim.at("yardstick"), claim.at("multiple"))
    return _source(page, row, claim.at("rank"))


def _levels(page: Page, row: int, claim: Claim, level: str, yardstick: str, multiple: str) -> None:
    """The two levels of a comparison; what needs a path in time does not apply."""
    cells = dict.fromkeys(_PATH_HEADS, ("dash", style.GENERAL))
    cells["Latest"] = (level, claim.number_format)
    cells["Latest year"], cells["Year"] = ((year, style.YEAR) for year in claim.years)
    cells["Target or yardstick"] = (yardstick, claim.number_format)
    cells["Multiple"] = (f"IF({_has_verdict(claim)},{multiple},dash)", style.MULTIPLE)
    _links(page, row, cells)


def _has_verdict(claim: Claim) -> str:
    """Whether a comparison came through the tests: unlike things get no multiple here, their own sheet has it."""
    return f"{claim.at('code')}=ROWS(comparison_words)"


def _links(page: Page, row: int, cells: Mapping[str, tuple[str, str]]) -> None:
    for head, (reference, number_format) in cells.items():
        page.put(row, _COLUMN[head], f"={reference}", "Linked number", number_format)


def _source(page: Page, row: int, *ranks: str, mark: str = "") -> int:
    """The mark of the weakest source, and of one that is overdue or failed; the row after."""
    late = f'&IF({mark}=dash,"",{mark})' if mark else ""
    page.put(row, SOURCE, f"=INDEX(confidence_mark,MAX({','.join(ranks)})){late}", "Aside")
    return row + 1


_LAYOUTS: Mapping[Kind, Callable[[Page, int, Claim], int]] = {
    Kind.TARGET: _target_row,
    Kind.PAY: _pay_row,
    Kind.AMOUNT: _amount_row,
}

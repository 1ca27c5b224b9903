"""The Wages sheet: what animators earn against each yardstick, and who stands behind the two figures."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from gapsheet.facts import ComparatorCard, Confidence, FactBase, comparators, load
from gapsheet.templates import charts, style
from gapsheet.templates import sheets as pieces
from gapsheet.templates.book import Book
from gapsheet.templates.cases import FIRST_CASE, NOTE_COLUMN, Case, Placed, place
from gapsheet.templates.known import known
from gapsheet.templates.page import FIRST, TOP, Page, choice, positive
from gapsheet.templates.scorecard.inputs import InputRow
from gapsheet.templates.scorecard.wage_measures import CARDS, DIFFERENCES, FEATURES, MEASURES

WIDTHS = (38, 15, 40, 29, 29, 29, 29, 29)

_PEOPLE = "number of people; may stay empty"
_NOT_IN_FACTS = "not in the fact base"


def _headcount(name: str, whom: str) -> InputRow:
    return InputRow(
        name,
        f"People who make anime, {whom}",
        None,
        "people",
        positive("How many people the cost is to be counted for", blank=True),
        _PEOPLE,
        "Turns a gap per head into a sum, and caps the heads that a budget covers.",
        _NOT_IN_FACTS,
        style.WHOLE,
    )


INPUTS = (
    InputRow(
        "reference_annual_hours",
        "Hours a year of the yardstick's employees",
        None,
        "hours/year",
        positive("Hours worked in a year by the employees of the yardstick, such as 1700", blank=True),
        "above 0; may stay empty",
        "Turns yearly pay into hourly pay; national hours by age are not in the fact base.",
        _NOT_IN_FACTS,
        style.WHOLE,
    ),
    _headcount("animators_20_24", "aged 20-24"),
    _headcount("animators_25_29", "aged 25-29"),
    _headcount("animators_all", "all ages"),
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One gap: whose pay against whose, and whether the two may be compared."""

    title: str
    group: str
    reference: str
    comparable: str
    differs: str
    headcount: str
    later_reference: str = ""  # the yardstick a year on, should the income be of that year


_STATUS = "Status: freelancers' income against employees' salary. Year of income not confirmed. One statistic, one age."
_DODA = "A mean against a median; five years of age against ten; registrants of a job site, no national sample."

COMPARISONS = (
    Comparison(
        *("20-24, tax agency's mean", "janica_mean_20_24_2023", "nta_mean_20_24_2022", "yes", _STATUS),
        *("animators_20_24", "nta_mean_20_24_2023"),
    ),
    Comparison(
        *("25-29, tax agency's mean", "janica_mean_25_29_2023", "nta_mean_25_29_2022", "yes", _STATUS),
        *("animators_25_29", "nta_mean_25_29_2023"),
    ),
    Comparison(
        *("All ages, tax agency's mean", "janica_mean_all_2023", "nta_mean_all_2022", "no"),
        "Directors and producers are over-represented in the survey, which lifts its mean; employees are another mix.",
        *("animators_all", "nta_mean_all_2023"),
    ),
    Comparison(
        *("20-24, doda median (as printed)", "janica_mean_20_24_2023", "doda_median_20s_2023", "no", _DODA),
        "animators_20_24",
    ),
    Comparison(
        *("25-29, doda median (as printed)", "janica_mean_25_29_2023", "doda_median_20s_2023", "no", _DODA),
        "animators_25_29",
    ),
)


TAX_20_24, TAX_25_29, TAX_ALL, DODA_20_24, DODA_25_29 = range(len(COMPARISONS))
CHARTED = (TAX_20_24, TAX_25_29, DODA_20_24, DODA_25_29)  # the article's comparisons, and what they should have been


@dataclass(frozen=True, slots=True)
class Gaps:
    """Where the comparisons stand, and the gaps side by side with the cell that holds their finding."""

    block: Placed
    page: Page
    rows: tuple[int, int]
    finding: tuple[int, int]


def write(book: Book, base: FactBase) -> Gaps:
    """Write the sheet."""
    page = Page(book, "Wages", "calc", WIDTHS)
    page.head(
        "Wages: how far is the pay?",
        "Income of people who make anime against national figures. Which yardstick is fair matters more than the decimals.",
    )
    cases = [_case(base, comparison) for comparison in COMPARISONS]
    placed = place(page, TOP, MEASURES, cases, pages=(CARDS, DIFFERENCES))
    _finish_block(page, placed)
    rows, finding = _gaps(page, placed, placed.end + 1)
    gaps = Gaps(placed, page, rows, finding)
    draw(page, gaps, (rows[0] - 1, FIRST_CASE), width=26.5, height=7.5, source_rows=13)
    page.freeze(TOP + 1)
    pieces.repeat_title(page)
    page.close(rows[0] + 13)
    return gaps


def _case(base: FactBase, comparison: Comparison) -> Case:
    """One column of the block."""
    group, reference = base.fact(comparison.group), base.fact(comparison.reference)
    cards = comparators()
    cells: dict[str, object] = {
        "group_fact": group.name,
        "reference_fact": reference.name,
        "comparable": comparison.comparable,
        "differs": comparison.differs,
        "pay": f"={group.name}",
        "reference": f"={reference.name}",
        "headcount": f"=IF(ISNUMBER({comparison.headcount}),{comparison.headcount},{{stand_in}})",
        **_card_cells("group", cards[group.name]),
        **_card_cells("reference", cards[reference.name]),
    }
    if comparison.later_reference:
        later = base.fact(comparison.later_reference).name
        cells["later_gap"] = "=" + known(f"WAGE_GAP({{pay}},{later})", f"{{pay}}/{later}")
    return Case(comparison.title, cells)


def _card_cells(side: str, card: ComparatorCard) -> dict[str, object]:
    """The texts of one side's comparator card."""
    return {f"{side}_{part}": getattr(card, part) for part in (*FEATURES, "n", "caveat")}


def _finish_block(page: Page, placed: Placed) -> None:
    """Validation, colours and row heights of the block."""
    first, last = get_column_letter(placed.columns[0]), get_column_letter(placed.columns[-1])
    rows = placed.rows

    def area(top: str, bottom: str) -> str:
        return f"{first}{rows[top]}:{last}{rows[bottom]}"

    page.validate(
        area("comparable", "comparable"), choice("yes_no", "yes: the gap gets a verdict; no: it is arithmetic only")
    )
    page.colour_verdicts(area("symbol", "reading"), f"{first}${rows['symbol']}")
    page.colour_by(area("pay", "later_gap"), f"{first}${rows['test_source']}=1", style.GREY)


def _gaps(page: Page, placed: Placed, row: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The gaps one below the other, as the chart wants them; gives their rows and the cell of the finding."""
    row = page.section(row, "The gaps side by side")
    top = page.heads(row, ("Comparison", "Gap", "Source of the group's figure"), right=(1,))
    last = top + len(CHARTED) - 1
    for at, case in enumerate(CHARTED, start=top):
        letter = get_column_letter(placed.columns[case])
        page.put(at, FIRST, f"={letter}${TOP}", "Calculated text")
        page.put(at, FIRST + 1, f"={letter}{placed.rows['gap']}", "Calculated", style.PERCENT)
        page.put(at, NOTE_COLUMN, f"=INDEX(confidence_mark,{letter}{placed.rows['rank_group']})", "Calculated text")
        page.fit(at)
    finding = (top, FIRST_CASE)
    cells = (f"{get_column_letter(placed.columns[case])}{placed.rows['reading']}" for case in (TAX_20_24, DODA_20_24))
    mean, median = (
        f'SUBSTITUTE({cell},"the yardstick","{whose}")'
        for cell, whose in zip(cells, ("the tax agency's mean", "doda's median"), strict=True)
    )
    title = f'="Aged 20-24: "&{mean}&", "&{median}'
    page.put(*finding, title, "Note")
    return (top, last), finding


def draw(page: Page, gaps: Gaps, anchor: tuple[int, int], *, width: float, height: float, source_rows: int) -> None:
    """The bars of the gaps, on this sheet or another; those of figures that only the article has are grey."""
    first, last = gaps.rows
    frame = charts.Frame(
        anchor,
        gaps.finding,
        "Bars of four gaps between animators' income and a yardstick: against the tax agency's means of the same ages "
        "about a quarter, against the job site's median from about a tenth to two fifths.",
        "Sources: JAniCA survey of 2023 (ages 25-29: the article alone, grey), National Tax Agency 2022, doda 2022/23.",
        width=width,
        height=height,
        source_rows=source_rows,
    )
    charts.bars(
        page,
        frame,
        (FIRST, first, last),
        (FIRST + 1, first, last),
        axis_titles=("Comparison", "Gap, % of the yardstick"),
        number_format="0%",
        data=gaps.page,
        from_zero=False,
        muted=[
            position
            for position, case in enumerate(CHARTED)
            if load().fact(COMPARISONS[case].group).confidence is Confidence.ARTICLE_ONLY
        ],
    )

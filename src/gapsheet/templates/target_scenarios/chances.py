"""Formulas of futures drawn from a series' own past: its yearly growth, the chance of a target, the fan, and refusals."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gapsheet.templates import charts, style
from gapsheet.templates.page import FIRST, Page

# A dash where there is nothing to say: LibreOffice recalculates, and so loses, what is stored as an empty text.
_REASON = 'IF({flag},LEFT(dash,N({why}=""))&{why},no_future)'
_PATHS = (
    "N(paths)"  # an emptied input, or a text, is 0 and refused; left blank, the functions would take their own number
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn from and what is to be reached: names, cells or formulas without their equals sign."""

    values: str  # the series year by year, a blank where a year is missing
    rates: str  # how many growth rates it has
    current: str
    target: str
    years: str  # left until the target
    open: str  # 1 where there is a target ahead, in time and in amount
    mean: str = ""  # of the logarithms of growth
    deviation: str = ""
    drawn_target: str = ""  # where it is another than the target

    @property
    def arguments(self) -> str:
        """What the simulation and its reason are asked with, but for the block."""
        return f"{self.values},{self.drawn_target or self.target},{self.years},{_PATHS},seed"

    def chance(self, block: str) -> str:
        """The share of futures at or past the target."""
        return f"TARGET_PROBABILITY_HISTORY({self.arguments},{block})"

    def reason(self, block: str) -> str:
        """A dash, or why there is no such share."""
        return _REASON.format(flag=self.open, why=f"WHY(by_history,{self.arguments},{block})")


def fan(values: str, first: str, last: str, quantile: str) -> str:
    """One line of the fan of a series between two years, as a table of years and values."""
    return f"FAN_PATH({values},{first},{last},{quantile},{_PATHS},seed)"


def fan_reason(flag: str, values: str, first: str, last: str) -> str:
    """A dash, or why there is no fan; `fan_shares` are the shares of all its lines."""
    return _REASON.format(flag=flag, why=f"WHY(by_fan,{values},{first},{last},fan_shares,{_PATHS},seed)")


def fan_curves(points: Page, years: charts.Block, first_column: int) -> list[charts.Curve]:
    """The five lines of a fan as a chart draws them: columns side by side, the middle one strongest."""
    line = charts.Curve("", points, years, years)
    looks = (("dash", style.GREY, 12700), ("sysDash", style.GREY, 19050), ("solid", style.ACCENT, charts.LINE_WIDTH))
    order = (0, 1, 2, 1, 0)
    titles = ("Outer lines", "Inner lines", "Middle line", "Inner line above", "Outer line above")
    curves = []
    for number, title in enumerate(titles):
        dash, colour, width = looks[order[number]]
        upward = (first_column + number, *years[1:])
        curves.append(
            replace(line, title=title, upward=upward, dash=dash, colour=colour, width=width, listed=number < 3)
        )
    return curves


def in_year(year: str, years: str, amounts: str) -> str:
    """The amount of a year, an empty text where the year is missing."""
    return f'=IF(COUNTIF({years},{year})=1,SUMIF({years},{year},{amounts}),"")'


def log_growth(value: str, before: str) -> str:
    """Growth between neighbours, as a logarithm; an empty text next to a missing year."""
    return f'=IF(ISNUMBER({value})*ISNUMBER({before})=1,LN(N({value})/N({before})),"")'


def rate_facts(logs: str, rates: str) -> tuple[tuple[str, str, str], ...]:
    """How many growth rates there are and how they are usually drawn; `rates` is the cell or name of their number."""
    return (
        ("Growth rates between neighbours", f"=COUNT({logs})", style.YEAR),
        ("Usual years drawn together", f"=MAX(1,ROUND({rates}^(1/root),0))", style.YEAR),
        ("Mean of ln(1 + growth)", f"=IF({rates}>1,AVERAGE({logs}),0)", "0.000"),
        ("Its deviation from year to year", f"=IF({rates}>1,STDEV({logs}),0)", "0.000"),
    )


def chance_row(page: Page, row: int, label: str, block: str, drawn: Drawn) -> None:
    """One way of drawing: years together, rates, futures, chance, error, and why there is none."""
    # As the functions do: what is shown is what is drawn. A blank length is 0 and refused; MIN would leave it out.
    never_longer = f"=MIN(N({block}),MAX(1,N({drawn.years})))"
    cells = (
        (label, "Label", None),
        (never_longer, "Calculated", style.YEAR),
        (f"=1*{drawn.rates}", "Calculated", style.YEAR),
        (f"={_PATHS}", "Calculated", "#,##0"),
        (f"=IF(H{row}=dash,{drawn.chance(f'C{row}')},not_available)", "Calculated", style.PERCENT),
        (f"=IF(H{row}=dash,2*SQRT(F{row}*(1-F{row})/E{row}),not_available)", "Calculated", style.PERCENT),
        (f"={drawn.reason(f'C{row}')}", "Long text", None),
    )
    _put(page, row, cells)


def normal_row(page: Page, row: int, drawn: Drawn) -> None:
    """The closed form beside the simulation; it is refused for the same short series."""
    law = f"TARGET_PROBABILITY({drawn.current},{drawn.target},{drawn.mean},{drawn.deviation},{drawn.years})"
    cells = (
        ("Normal law with the history's mean and deviation, years independent", "Label", None),
        ("=1", "Calculated", style.YEAR),
        (f"=1*{drawn.rates}", "Calculated", style.YEAR),
        ("=dash", "Calculated", None),
        (f"=IF(H{row}=dash,{law},not_available)", "Calculated", style.PERCENT),
        ("=dash", "Calculated", None),
        (f"=IF({drawn.open}*({drawn.rates}>=least_rates)=1,dash,H{row - 1})", "Long text", None),
    )
    _put(page, row, cells)


def _put(page: Page, row: int, cells: tuple[tuple[str, str, str | None], ...]) -> None:
    for offset, (formula, style_name, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, formula, style_name, number_format)
    page.fit(row, 2)

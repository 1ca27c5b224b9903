"""The sheets that people read: Results in the ministry's small table, and the chart."""

from __future__ import annotations

from collections.abc import Sequence

from gapsheet.phrases import Kept, Phrase
from gapsheet.templates import charts, sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.pay_gap_japan.figures import RATIOS, SHEET
from gapsheet.templates.pay_gap_japan.lists import WORKERS
from gapsheet.templates.staff.instructions import NOTICE

TITLE = "Pay of women and men in Japan (男女の賃金の差異)"
FORM = TOP + 10  # the first line of the form's table
_SIGN = "INDEX(figure_signs,1+can_ask*(1+{known}))"


def write_results(book: Book, words: dict[str, int]) -> Page:
    """Results ready to file."""
    page = Page(book, "Results", "output", (44, 24, 24, 16, 16, 46))
    page.head(TITLE, f"{NOTICE} Women's average annual pay as % of men's (男性の賃金に対する女性の賃金の割合).")
    sheets.verdict_line(page, TOP)
    said = f"'{SHEET}'!$C$"
    lines = (_WHO, f"={said}{words['mix']}", f"={said}{words['cross']}", _DUTY, _BY, _LISTED)
    for offset, formula in enumerate(lines, start=1):
        page.put(TOP + offset, FIRST, formula, "Reading")
    row = page.section(FORM - 2, "The form's table")
    page.heads(
        row,
        ("Workers (区分)", "As the form says", Phrase("Ratio ({form})", form=Kept("男女の賃金の差異")), "Gap"),
        right=(2, 3),
    )
    for place in range(len(WORKERS)):
        _form_line(page, FORM + place, RATIOS + place)
        page.put(FORM + len(WORKERS) + 1 + place, FIRST, _in_words(FORM + place), "Reading")
    row = page.section(FORM + 2 * len(WORKERS) + 2, "Behind the figures")
    page.heads(row, ("Workers (区分)", "Women, yen a year", "Men, yen a year", "Women", "Men"), right=range(1, 5))
    for place in range(len(WORKERS)):
        _line_behind(page, row + 1 + place, RATIOS + place)
    row = page.note(row + 1 + len(WORKERS), _AVERAGE)
    row = page.note(row, _CODES)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row - 1)
    return page


_AVERAGE = "Average annual pay (平均年間賃金) = total pay (総賃金) / heads (人員数), the average of the months; part-timers converted where Inputs says so."
_CODES = "Gap = 100 % less the ratio, in points; above 0 women are paid less. [c], [x] and – are explained on Notes."
_WHO = '=employer&", "&TEXT(year_begins,"yyyy-mm-dd")&" to "&TEXT(period_end,"yyyy-mm-dd")'
_DUTY = (
    '="With "&workers_told&" workers the employer "&duty_told&"."'
    '&IF(size_holds=1,""," The rule does not hold yet for this year.")'
)
_BY = (
    '=IF(ISNUMBER(publish_by),"Publish by about "&TEXT(publish_by,"yyyy-mm-dd")&"; see Who publishes.",'
    '"Dates and sources: see Who publishes.")'
)
_LISTED = (
    "=IF((listed=INDEX(yes_no,1))*(period_end>=listed_first)=1,"
    '"The securities report (有価証券報告書) shows the figures, too.","")'
)


def _form_line(page: Page, row: int, at: int) -> None:
    """One line of the form: the ratio as filed, and the gap."""
    shown = f"('{SHEET}'!D{at}=1)*(1-withholds*'{SHEET}'!N{at})"
    sign = _SIGN.format(known=f"'{SHEET}'!D{at}")
    cells = (
        (f"='{SHEET}'!B{at}", "Label", None),
        (f"='{SHEET}'!C{at}", "Calculated text", None),
        (f"=IF({shown}=1,'{SHEET}'!E{at},{sign})", "Case verdict", style.PERCENT),
        (f"=IF({shown}=1,'{SHEET}'!F{at},{sign})", "Calculated", style.PERCENT),
    )
    _put(page, row, cells)


def _in_words(row: int) -> str:
    """A line of the form in words."""
    told = f"FIXED(N(D{row})*100,1)&\" = women's pay as % of men's; gap \"&FIXED(N(E{row})*100,1)"
    return f'=B{row}&": "&IF(ISNUMBER(D{row}),{told},D{row})'


def _line_behind(page: Page, row: int, at: int) -> None:
    """Average pay and heads of one line; all are withheld together where one group is small."""
    figures = [f"'{SHEET}'!{letter}{at}" for letter in "GHIJ"]
    averages = [
        f"=IF(ISNUMBER({figure})*(1-any_small)=1,{figure},{_SIGN.format(known=f'ISNUMBER({figure})')})"
        for figure in figures[:2]
    ]
    heads = [f"=IF(can_ask*(1-any_small)=1,{figure},{_SIGN.format(known=1)})" for figure in figures[2:]]
    cells = (
        (f"='{SHEET}'!B{at}", "Label", None),
        *((formula, "Calculated", style.WHOLE) for formula in averages),
        *((formula, "Calculated", "#,##0.0") for formula in heads),
    )
    _put(page, row, cells)


def _put(page: Page, row: int, cells: Sequence[tuple[str, str, str | None]]) -> None:
    for offset, (formula, style_name, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, formula, style_name, number_format)
    page.height(row, 24)


def write_chart(book: Book, words: dict[str, int]) -> Page:
    """The chart of the three ratios."""
    page = Page(book, "Chart", "output", (44, 20, 20, 20, 20, 40))
    page.head(
        "Chart",
        "Women's average pay as % of men's. 100 would be equal pay on average; work of equal value is not compared.",
    )
    top = page.heads(TOP, ("Bars of the chart", "% of men's"), right=(1,))
    for place in range(len(WORKERS)):
        at = f"'Results'!$D${FORM + place}"
        page.put(top + place, FIRST, f'=\'Results\'!$B${FORM + place}&IF(ISNUMBER({at}),""," "&{at})', "Label")
        page.put(top + place, FIRST + 1, f"=N({at})*100", "Calculated", '0.0;-0.0;"–"')
        page.height(top + place)
    last = top + len(WORKERS) - 1
    for offset, (label, key) in enumerate((("Title of the chart", "headline"), ("Its axis", "axis")), start=1):
        page.put(last + offset, FIRST, label, "Aside")
        page.put(last + offset, FIRST + 1, f"='{SHEET}'!$C${words[key]}", "Reading")
    frame = charts.Frame(
        (last + 4, FIRST),
        (last + 1, FIRST + 1),
        "Bar chart of women's average pay as a percentage of men's: all, regular and non-regular workers.",
        f"='{SHEET}'!$C${words['source']}",
        width=24.0,
        height=9.0,
    )
    bars = '0.0;-0.0;"–"'
    charts.bars(page, frame, (FIRST, top, last), (FIRST + 1, top, last), axis_titles=("Workers", (last + 2, FIRST + 1)),
                number_format=bars, muted=(1, 2))  # fmt: skip
    page.freeze(top)
    page.close(last + 4 + 19)
    return page

"""The sheets that people read: Results in the ministry's small table, and the chart."""

from __future__ import annotations

from gapsheet.templates import charts, sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.pay_gap_japan.figures import RATIOS, SHEET
from gapsheet.templates.pay_gap_japan.lists import WORKERS
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.staff.instructions import NOTICE

TITLE = "Pay of women and men in Japan (男女の賃金の差異)"
FORM = TOP + 9  # the first line of the form's table
_SIGN = "INDEX(figure_signs,1+can_ask*(1+{known}))"


def write_results(book: Book, words: dict[str, int]) -> Page:
    """Results ready to file."""
    page = Page(book, "Results", "output", (44, 26, 22, 14, 16, 16, 11, 11, 52))
    page.head(TITLE, f"{NOTICE} Women's average annual pay as % of men's (男性の賃金に対する女性の賃金の割合).")
    sheets.verdict_line(page, TOP)
    said = f"'{SHEET}'!$C$"
    page.put(TOP + 1, FIRST, '=employer&", "&TEXT(period_start,"yyyy-mm-dd")&" to "&TEXT(period_end,"yyyy-mm-dd")', "Reading")
    page.put(TOP + 2, FIRST, f"={said}{words['mix']}", "Reading")
    page.put(TOP + 3, FIRST, f"={said}{words['cross']}", "Reading")
    page.put(TOP + 4, FIRST, _DUTY, "Reading")
    page.put(TOP + 5, FIRST, _BY, "Reading")
    row = page.section(TOP + 7, "The form's table")
    heads = ("Workers (区分)", "In Japanese", "Ratio (男女の賃金の差異)", "Gap", "Women, yen a year", "Men, yen a year",
             "Women", "Men", "In words")  # fmt: skip
    top = page.heads(row, heads, right=range(2, 8))
    for place in range(len(WORKERS)):
        _line(page, top + place, RATIOS + place)
    last = top + len(WORKERS) - 1
    row = page.note(last + 1, "To file: the column Ratio. Average annual pay (平均年間賃金) = total pay (総賃金) / heads (人員数).")
    row = page.note(row, "Gap = 100 % less the ratio, in points; above 0 women are paid less. [c], [x] and – are explained on Notes.")
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row - 1)
    return page


_DUTY = (
    '="With "&FIXED(workers_employed,0)&" workers the employer "&INDEX(size_duty,size_place)&"."'
    '&IF(size_holds=1,""," The rule does not hold yet for this year.")'
)
_BY = (
    '=IF(ISNUMBER(publish_by),"Publish by about "&TEXT(publish_by,"yyyy-mm-dd")&"; see Who publishes.",'
    '"Dates and sources: see Who publishes.")'
)


def _line(page: Page, row: int, at: int) -> None:
    """One line of the form: the ratio as filed, what stands behind it, and in words."""
    figure = f"'{SHEET}'!"
    shown = f"({figure}D{at}=1)*(1-withholds*{figure}N{at})"
    ratio = _SIGN.format(known=f"{figure}D{at}")
    averages = [
        f"=IF(ISNUMBER({figure}{letter}{at})*(1-any_small)=1,{figure}{letter}{at},{_SIGN.format(known=f'ISNUMBER({figure}{letter}{at})')})"
        for letter in "GH"
    ]
    heads = [f"=IF(can_ask*(1-any_small)=1,{figure}{letter}{at},{_SIGN.format(known=1)})" for letter in "IJ"]
    told = f'FIXED(N(D{row})*100,1)&" = women\'s average pay as % of men\'s; gap "&FIXED(N(E{row})*100,1)'
    cells = (
        (f"={figure}B{at}", "Label", None),
        (f"={figure}C{at}", "Calculated text", None),
        (f"=IF({shown}=1,{figure}E{at},{ratio})", "Case verdict", style.PERCENT),
        (f"=IF({shown}=1,{figure}F{at},{ratio})", "Calculated", style.PERCENT),
        (averages[0], "Calculated", style.WHOLE),
        (averages[1], "Calculated", style.WHOLE),
        (heads[0], "Calculated", "#,##0.0"),
        (heads[1], "Calculated", "#,##0.0"),
        (f'=IF(ISNUMBER(D{row}),{told},dash)&IF(N(E{row})<0,": women are paid more","")', "Aside", None),
    )
    for offset, (formula, style_name, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, formula, style_name, number_format)
    page.height(row, 26)


def write_chart(book: Book, words: dict[str, int]) -> Page:
    """The chart of the three ratios."""
    page = Page(book, "Chart", "output", (44, 20, 20, 20, 20, 40))
    page.head("Chart", "Women's average pay as % of men's. 100 would be equal pay on average; work of equal value is not compared.")
    top = page.heads(TOP, ("Bars of the chart", "% of men's"), right=(1,))
    for place in range(len(WORKERS)):
        at = f"'Results'!$D${FORM + place}"
        page.put(top + place, FIRST, f"='Results'!$B${FORM + place}&IF(ISNUMBER({at}),\"\",\" \"&{at})", "Label")
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

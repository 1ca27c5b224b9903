"""Article 10 by category: which differences reach the trigger, what was answered, and what follows; and the chart."""

from __future__ import annotations

from gapsheet.templates import charts, sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.pay_gap_eu.inputs import EXAMPLE, SLOTS
from gapsheet.templates.pay_gap_eu.lines import unlined
from gapsheet.templates.staff.instructions import NOTICE

BARS = 8  # categories in the chart
_SPARE = 15  # points of a row that waits for a category: all forty have to fit on one printed page
_OR_EMPTY = '0.0%;-0.0%;""'  # places that are not used show no label

_FINDING = (
    '="Categories at "&trigger_words&" or more: "&reached_n&" of "&compared_categories'
    '&"; to be assessed jointly: "&assess_n&"; open: "&open_n'
)


def write_assessment(book: Book) -> Page:
    """Each category with its gap, the answers on Categories, and whether a joint pay assessment is needed."""
    page = Page(book, "Assessment", "output", (5, 28, 9, 9, 12, 12, 10, 10, 60, 5, 46))
    page.head(
        "Joint pay assessment (Article 10)",
        f"{NOTICE} For you and the workers' representatives: figures of small categories are not held back here.",
    )
    page.put(TOP, FIRST, _FINDING, "Section")
    page.put(TOP + 1, FIRST, "=remedy_line", "Reading")
    heads = ("No.", "Category", "Women", "Men", "Gap, pay level", "Trigger reached", "Justified", "Remedied",
             "Justification in words", "", "Joint pay assessment")  # fmt: skip
    top = page.heads(TOP + 3, heads, right=(0, 2, 3, 4))
    for row in range(top, top + SLOTS):
        _category(page, row, top)
    last = top + SLOTS - 1
    page.colour_verdicts(f"K{top}:L{last}", f"$K{top}")
    unlined(page, top, last, FIRST + 1)
    page.sheet.page_setup.fitToHeight = 1
    page.freeze(TOP + 4)
    page.close(last)
    return page


def _category(page: Page, row: int, top: int) -> None:
    """One category; a row that is not used stays empty."""
    number = f"ROWS($A${top}:$A{row})"

    def if_used(value: str) -> str:
        return f'=IF($C{row}<>"",{value},"")'

    outcome = f"INDEX(outcomes,{number})"
    reached = f"3-(INDEX(means_sexes,{number})=2)*(2-INDEX(reached,{number}))"
    cells = (
        (if_used(number), "Calculated", style.WHOLE),
        (f"=INDEX(means_category,{number})", "Calculated text", None),
        (if_used(f"INDEX(means_women,{number})"), "Calculated", style.WHOLE),
        (if_used(f"INDEX(means_men,{number})"), "Calculated", style.WHOLE),
        (if_used(f"INDEX(gaps_level,{number})"), "Calculated", style.PERCENT),
        (if_used(f"INDEX(reached_words,{reached})"), "Calculated text", None),
        (if_used(f'INDEX(category_justified,{number})&""'), "Calculated text", None),
        (if_used(f'INDEX(category_remedied,{number})&""'), "Calculated text", None),
        (if_used(f'INDEX(category_words,{number})&""'), "Calculated text", None),
        (if_used(f"INDEX(outcome_symbols,{outcome})"), "Symbol", None),
        (if_used(f"INDEX(outcome_words,{outcome})"), "Calculated text", None),
    )
    words = EXAMPLE[row - top].words if row - top < len(EXAMPLE) else None
    page.put(row, FIRST + 8, words, "Calculated text")  # the row is made high enough for the example's words
    if words:
        page.fit(row)
    else:
        page.height(row, _SPARE)
    for offset, (value, style_name, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, value, style_name, number_format)


def write_chart(book: Book) -> Page:
    """The widest gaps that may be shown, with the trigger in both directions."""
    page = Page(book, "Chart", "output", (8, 10, 40, 14, 14, 14, 40))
    page.head(
        "Gap by category", "The widest gaps that may be shown, at most eight; above 0 women are paid less, below 0 men."
    )
    data = TOP + 29
    page.new_page(data)
    heads = ("Place", "No.", "Category", "Gap", "Trigger", "Trigger, men")
    top = page.heads(data, heads, right=(0, 1, 3, 4, 5))
    last = top + BARS - 1
    for row in range(top, last + 1):
        cells = (
            (f"=N(B{row - 1})+1", "Calculated", style.WHOLE),
            (f"=IF(B{row}<=COUNT(shown_level),MATCH(B{row},shown_places,0),0)", "Calculated", '0;-0;"–"'),
            (f'=IF(C{row}>0,INDEX(means_category,C{row}),"")', "Calculated text", None),
            (f"=IF(C{row}>0,INDEX(shown_level,C{row}),0)", "Calculated", _OR_EMPTY),
            ("=1*trigger", "Calculated", style.PERCENT),
            ("=-trigger", "Calculated", style.PERCENT),
        )
        for offset, (value, style_name, number_format) in enumerate(cells):
            page.put(row, FIRST + offset, value, style_name, number_format)
        page.height(row, 18)
    words = last + 2
    page.put(words, FIRST, "Title", "Aside")
    none, widest = f"C{top}=0", f'D{top}&": "&FIXED(ABS(E{top})*100,1)&" % "&INDEX(gap_sides,1+(E{top}>0))'
    page.put(words, FIRST + 2, f'=IF({none},"No gap may be shown","Widest gap shown, "&{widest})', "Reading")
    frame = charts.Frame(
        (TOP, FIRST),
        (words, FIRST + 2),
        "Columns of the gap in average pay level of up to eight categories of workers, the widest first, with lines at the "
        "trigger of Article 10 above and below zero.",
        '="Source: Results, point g; "&employer_name&", pay of "&report_year',
        width=25.0,
        height=13.5,
        source_rows=27,
    )
    charts.columns(
        page,
        frame,
        (FIRST + 2, top, last),
        charts.Line("Gap in pay level", (FIRST + 3, top, last), style.ACCENT),
        (
            charts.Line("5 % of Article 10: women paid less", (FIRST + 4, top, last), style.CAUTION, dashed=True),
            charts.Line("5 % of Article 10: men paid less", (FIRST + 5, top, last), style.GREY, dashed=True),
        ),
        axis_titles=("Category of workers", "Gap, % of men's pay"),
        number_format="0%",
    )
    page.freeze(TOP)
    sheets.repeat_title(page)
    page.close(words)
    return page

"""What the pay equity workbook finds: the adjusted gap in words, what explains the gap, the warnings, and the chart."""

from __future__ import annotations

from gapsheet.templates import charts, style
from gapsheet.templates.book import Book
from gapsheet.templates.known import day_told
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.pay_equity.slots import FACTOR_TABLE
from gapsheet.templates.pay_equity.staff_list import SLOTS
from gapsheet.templates.staff.instructions import NOTICE
from gapsheet.templates.staff.words import write_words

_PER_CENT = style.PERCENT


def _shown(value: str) -> str:
    """A figure of the model, hidden where too few men or women stand behind it."""
    return f"=IF(model_hidden=1,suppressed,{value})"


_ITEMS = (
    ("Gap without factors", _shown("gap_raw"), "of men's pay", _PER_CENT, "Geometric means of hourly pay, men minus women; positive: women earn less."),
    ("Adjusted gap", _shown("gap_adjusted"), "of men's pay", _PER_CENT, "Between men and women alike in every factor of the model; Kennedy's correction."),
    ("Standard error", _shown("gap_error"), "of men's pay", _PER_CENT, "Of the adjusted gap."),
    ("Interval, low", _shown("gap_low"), "of men's pay", _PER_CENT, "At the confidence of Inputs."),
    ("Interval, high", _shown("gap_high"), "of men's pay", _PER_CENT, "At the confidence of Inputs."),
    ("Explained by the factors", _shown("explained_gap"), "of men's pay", _PER_CENT, "Part of the gap without factors; can be negative, or larger than the gap."),
    ("Not explained", _shown("unexplained_gap"), "of men's pay", _PER_CENT, "The rest of it. Near the adjusted gap, not equal: it is a part on a scale of logarithms."),
    ("R squared", _shown("r_squared"), "share", "0.000", "How much of the differences in pay, in logarithms, the model accounts for."),
    ("Men in the model", _shown("men_compared"), "people", style.WHOLE, "On full pay, without an error."),
    ("Women in the model", _shown("women_compared"), "people", style.WHOLE, "On full pay, without an error."),
    ("Men with a match", _shown("matched_men"), "of men", _PER_CENT, "A woman has the same value in every category of the model."),
    ("Women with a match", _shown("matched_women"), "of women", _PER_CENT, "A man has the same value in every category of the model."),
    ("Gap between matched people", _shown("matched_gap"), "of men's pay", _PER_CENT, "Without any model: means of people alike in the categories (Ñopo). A second opinion."),
)  # fmt: skip

# The rating stands in the same sentence: a gap that may be none at all is not told without it.
_FINDING = (
    '=IF(can_show=1,"Women earn "&adjusted_words&" men with the same "&FIXED(factor_count,0)&" factors (rating: "'
    '&INDEX(rating_words,MATCH(1,rating_tests,0))&")",no_finding)'
)
_LIMIT = '="The limit of "&limit_told&" % "&IF(model_hidden=1,suppressed,INDEX(limit_words,MATCH(1,limit_tests,0)))&"."'
_RATING = '="Rating: "&IF(model_hidden=1,suppressed,INDEX(rating_words,MATCH(1,rating_tests,0)))&" (limit "&limit_told&" %, target "&target_told&" %)."'
_NAMES = '="Alike in: "&model_names&"."'
_PROOF = "An adjusted gap is a reason to look, neither proof of discrimination nor proof that there is none."


def write_results(book: Book) -> Page:
    """Write the finding, the figures, the factors and the warnings."""
    page = Page(book, "Results", "output", (40, 18, 18, 18, 16, 92))
    page.head("Results", f"{NOTICE} {_PROOF}")
    for offset, (text, name) in enumerate(
        ((_FINDING, "finding"), (_LIMIT, "limit_words_found"), (_RATING, "rating_found"), (_NAMES, "alike_in"))
    ):
        page.put(TOP + offset, FIRST, text, "Section" if offset == 0 else "Reading")
        page.book.define(name, page.sheet, (TOP + offset, FIRST))
        page.height(TOP + offset, 24 if offset == 0 else 20)
    row = top = page.heads(TOP + 5, ("Figure", "Value", "Unit", "", "", "What it says"), right=(1,))
    for label, formula, unit, number_format, told in _ITEMS:
        page.put(row, FIRST, label, "Label")
        page.put(row, FIRST + 1, formula, "Check" if label == "Adjusted gap" else "Calculated", number_format)
        page.put(row, FIRST + 2, unit, "Aside")
        page.put(row, FIRST + 3, None, "Aside")
        page.put(row, FIRST + 4, None, "Aside")
        page.put(row, FIRST + 5, told, "Aside")
        page.fit(row)
        row += 1
    page.book.define("result_figures", page.sheet, (top, FIRST + 1), (row - 1, FIRST + 1))
    row = _factors(page, page.section(row + 1, "What each factor explains of the gap without factors"))
    row = _warnings(page, page.section(row + 1, "Warnings about the model"))
    page.sheet.page_setup.fitToHeight = 1
    page.freeze(top)
    page.close(row)
    return page


def _factors(page: Page, row: int) -> int:
    heads = ("Model factor", "Kind", "Explains", "Standard error", "Doubtful", "Why it may explain pay")
    row = top = page.heads(row, heads, right=(2, 3))
    for _ in range(SLOTS):
        place = f"ROWS(A${top}:A{row})"
        slot = f"INDEX(model_slots,{place})"
        used = f"{slot}>0"
        cells = (
            (f"=INDEX(part_names,{place})", "Label", None),
            (f"=INDEX(part_kinds,{place})", "Calculated text", None),
            (f"=IF(model_hidden*({used})=1,suppressed,INDEX(part_gaps,{place}))", "Calculated", _PER_CENT),
            (f"=IF(model_hidden*({used})=1,suppressed,INDEX(part_gap_errors,{place}))", "Calculated", _PER_CENT),
            (f"=IF({used},INDEX({FACTOR_TABLE}[Doubtful],MAX(1,{slot})),dash)", "Calculated text", None),
            (f'=IF({used},INDEX({FACTOR_TABLE}[Why],MAX(1,{slot}))&"",dash)', "Aside", None),
        )
        for offset, (formula, style_name, number_format) in enumerate(cells):
            page.put(row, FIRST + offset, formula, style_name, number_format)
        page.height(row)
        row += 1
    page.book.define("factor_figures", page.sheet, (top, FIRST + 2), (row - 1, FIRST + 2))
    return row


_WARNINGS = (
    ("People in the model", "=IF(model_hidden=1,suppressed,model_people)", "=least_people", style.WHOLE, '="Fewer people than Inputs ask for make the estimate shaky."'),
    ("People for each coefficient", "=IF(model_hidden=1,suppressed,people_per_coefficient)", "=least_per_factor", "0.0", '="Too many factors or levels for so few people: the model fits chance. Take factors off, or join levels."'),
    ("Men and women with a match, the lesser share", "=IF(model_hidden=1,suppressed,least_matched)", "=least_overlap", style.PERCENT, '="Levels that one sex hardly has: there the model compares people with nobody."'),
    ("No factor is marked as doubtful", '=1*(all_doubtful="")', "=1", style.YEAR, '=IF(all_doubtful="",none_doubtful,doubtful_words&all_doubtful&".")'),
    ("The model can be estimated", "=can_adjust", "=1", style.YEAR, '=IF(can_adjust=1,"Nothing stands against it.",reason_shown)'),
    ("The gap can be split into parts", "=can_split", "=1", style.YEAR, '=IF(can_split=1,"Nothing stands against it.",reason_shown)'),
)  # fmt: skip


def _warnings(page: Page, row: int) -> int:
    row = top = page.heads(row, ("Warning", "State", "Found", "Asked for", "", "What it means"), right=(2, 3))
    for label, found, asked, number_format, meaning in _WARNINGS:
        page.put(row, FIRST, label, "Label")
        page.put(
            row, FIRST + 1, f"=INDEX(warning_states,1+IF(ISNUMBER(D{row}),1*(D{row}<E{row}),1))", "Calculated text"
        )
        page.put(row, FIRST + 2, found, "Calculated", number_format)
        page.put(row, FIRST + 3, asked, "Calculated", number_format)
        page.put(row, FIRST + 4, None, "Aside")
        page.put(row, FIRST + 5, meaning, "Aside")
        page.height(row, 34)
        row += 1
    page.colour_by(f"C{top}:C{row - 1}", f"$C{top}=INDEX(warning_states,2)", style.CAUTION, bold=True)
    page.book.define("warnings_found", page.sheet, (top, FIRST + 1), (row - 1, FIRST + 1))
    return row


def write_chart(book: Book) -> Page:
    """Write the bars from the gap without factors to what is not explained, factor by factor."""
    page = Page(book, "Chart", "output", (34, 16, 16, 16, 60))
    page.head(
        "From the gap to what is not explained",
        "Parts of the gap without factors; a bar to the left makes the gap smaller.",
    )
    row = top = page.heads(TOP, ("Part", "of men's pay", "Bar"), right=(1, 2))
    firsts = (("Gap without factors", 1), ("Explained by the factors", 6), ("Not explained", 7))
    for label, figure in firsts:
        _bar(page, row, label, f"=INDEX(result_figures,{figure})")
        row += 1
    for _ in range(SLOTS):
        place = f"ROWS(A${top + len(firsts)}:A{row})"
        _bar(
            page,
            row,
            f'=IF({place}<=factor_count,"· "&INDEX(part_names,{place})," ")',  # a blank, so that the chart names nothing
            f"=INDEX(factor_figures,{place})",
        )
        row += 1
    last = row - 1
    row = page.section(row + 1, "Words of the chart")
    words = (
        ("chart title", _CHART_TITLE, "chart_title"),
        ("axis", "share of men's pay", ""),
        ("source", '="Source: payroll of "&employer&", period to "&period_told', ""),
        ("end of the pay period", "=" + day_told("period_end"), "period_told"),
    )
    rows = write_words(page, row, words)
    row += len(words)
    frame = charts.Frame(
        (row + 1, FIRST),
        (rows["chart title"], FIRST + 1),
        "Bar chart: the gap without factors, its explained and its unexplained part, and what each factor explains.",
        f"=$C${rows['source']}",
        width=24.0,
        height=11.0,
        source_rows=23,
    )
    charts.bars(page, frame, (FIRST, top, last), (FIRST + 2, top, last), axis_titles=("Part", (rows["axis"], FIRST + 1)),
                number_format='0.0%;-0.0%;""', muted=range(3, 3 + SLOTS), from_zero=False)  # fmt: skip
    page.sheet.page_setup.fitToHeight = 1
    page.freeze(TOP + 1)
    page.close(row + 25)
    return page


def _bar(page: Page, row: int, label: str, formula: str) -> None:
    page.put(row, FIRST, label, "Label")
    page.put(row, FIRST + 1, formula, "Calculated", _PER_CENT)
    page.put(row, FIRST + 2, f"=N(C{row})", "Calculated", '0.0%;-0.0%;""')
    page.height(row)


_CHART_TITLE = '=IF(can_show_parts=1,"The factors explain "&explained_words&" percentage points; "&unexplained_words&" are not explained",no_parts)'

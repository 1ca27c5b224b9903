"""Every category of workers: its means by sex, its gaps, and the test of Article 10 with its outcome."""

from __future__ import annotations

from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.pay_gap_eu.columns import BASIC, CATEGORY, SEX, VARIABLE
from gapsheet.templates.pay_gap_eu.inputs import SLOTS
from gapsheet.templates.pay_gap_eu.lines import low
from gapsheet.templates.pay_gap_eu.rules import OUTCOMES
from gapsheet.templates.staff import suppression

PAY = "#,##0.00"
FIRST_ROW = TOP + 1
LAST_ROW = FIRST_ROW + SLOTS - 1


def _count(word: str, more: str = "") -> str:
    return f"=COUNTIFS({CATEGORY},$B{{row}},{SEX},{word}{more})"


def _mean(of: tuple[str, ...], word: str, heads: str) -> str:
    """The mean of one column of pay, or of their sum."""
    sums = "+".join(f"SUMIFS({column},{CATEGORY},$B{{row}},{SEX},{word})" for column in of)
    return f"=IF({heads}{{row}}>0,({sums})/{heads}{{row}},dash)"


def _gap(women: str, men: str, both: str) -> str:
    """The gap of two means, in plain arithmetic that needs no add-in; without one the code that says why."""
    gap = f"({men}{{row}}-{women}{{row}})/{men}{{row}}"
    return f"=IF({both}*(N({men}{{row}})>0)=1,{gap},INDEX(gap_codes,1+(E{{row}}>0)+{both}))"


# Head, formula, format and name of each column from B on.
_COLUMNS = (
    ("No.", "=N(B{before})+1", style.WHOLE, ""),
    ("Category", '=INDEX(category_names,$B{row})&""', style.GENERAL, "means_category"),
    ("Sexes in it", "=(F{row}>0)+(G{row}>0)", style.WHOLE, "means_sexes"),
    ("In all", "=F{row}+G{row}", style.WHOLE, ""),
    ("Women", _count("women_label"), style.WHOLE, "means_women"),
    ("Men", _count("men_label"), style.WHOLE, "means_men"),
    ("Women in variable pay", "=IF(only_recipients=1,COUNTIFS({c},$B{row},{s},women_label,{v},\">0\"),F{row}*1)", style.WHOLE, "variable_women"),
    ("Men in variable pay", "=IF(only_recipients=1,COUNTIFS({c},$B{row},{s},men_label,{v},\">0\"),G{row}*1)", style.WHOLE, "variable_men"),
    ("Women's basic wage", _mean((BASIC,), "women_label", "F"), PAY, ""),
    ("Men's basic wage", _mean((BASIC,), "men_label", "G"), PAY, ""),
    ("Women's variable pay", _mean((VARIABLE,), "women_label", "H"), PAY, ""),
    ("Men's variable pay", _mean((VARIABLE,), "men_label", "I"), PAY, ""),
    ("Women's pay level", _mean((BASIC, VARIABLE), "women_label", "F"), PAY, "level_women"),
    ("Men's pay level", _mean((BASIC, VARIABLE), "men_label", "G"), PAY, "level_men"),
    ("Gap, basic wage", _gap("J", "K", "(D{row}=2)"), style.PERCENT, "gaps_basic"),
    ("Gap, variable pay", _gap("L", "M", "(MIN(H{row},I{row})>0)"), style.PERCENT, "gaps_variable"),
    ("Gap, pay level", _gap("N", "O", "(D{row}=2)"), style.PERCENT, "gaps_level"),
    ("Trigger reached", "=(D{row}=2)*(ROUND(ABS(N(N{row})-N(O{row}))-trigger*N(O{row}),9)>=0)*(N(N{row})<>N(O{row}))", style.WHOLE, "reached"),
    ("Named before", '=IF(C{row}="",0,1*(MATCH(C{row},means_category,0)<B{row}))', style.WHOLE, "named_before"),
)  # fmt: skip


def write_means(book: Book) -> Page:
    """Means and gaps of every category."""
    page = Page(book, "Category means", "calc", (5, 26, 8, 8, *[10] * 4, *[11] * 9, 10, 10))
    page.head(
        "Means by category",
        "Unrounded, in pay an hour; with few people these give single pays away: not for publication.",
    )
    page.heads(TOP, [head for head, *_ in _COLUMNS], right=(0, *range(2, len(_COLUMNS))))
    for row in range(FIRST_ROW, LAST_ROW + 1):
        for offset, (_, formula, number_format, _) in enumerate(_COLUMNS):
            filled = formula.format(row=row, before=row - 1, c=CATEGORY, s=SEX, v=VARIABLE)
            page.put(row, FIRST + offset, filled, "Calculated text" if offset == 1 else "Calculated", number_format)
        low(page, row)
    for offset, (_, _, _, name) in enumerate(_COLUMNS):
        if name:
            book.define(name, page.sheet, (FIRST_ROW, FIRST + offset), (LAST_ROW, FIRST + offset))
    page.freeze(FIRST_ROW, FIRST + 2)
    page.close(LAST_ROW)
    return page


_JUSTIFIED = "INDEX(category_justified,$B{row})=INDEX(yes_no,1)"
_WORDS = "LEN(TRIM(INDEX(category_words,$B{row})))>0"
_REMEDIED = "INDEX(category_remedied,$B{row})"
# In the order of OUTCOMES.
_TESTS = (
    "=1*(INDEX(means_sexes,$B{row})=0)",
    "=1*(INDEX(means_sexes,$B{row})=1)",
    "=1-INDEX(reached,$B{row})",
    f"=({_JUSTIFIED})*({_WORDS})",
    f"=1*({_JUSTIFIED})",
    f"=1*({_REMEDIED}=INDEX(yes_no,1))",
    f"=(1-has_duty)*OR(remedy_past=1,{_REMEDIED}=INDEX(yes_no,2))",
    f"=1*OR(remedy_past=1,{_REMEDIED}=INDEX(yes_no,2))",
    "=1",
)


def _shown(gaps: str, women: str, men: str) -> str:
    """A gap as others may see it; where one sex is absent there is none, and its code stays."""
    fewest = f"MIN(INDEX({women},$B{{row}}),INDEX({men},$B{{row}}))"
    return suppression.shown(f"INDEX({gaps},$B{{row}})", fewest)


_REACHED = (
    "=IF(O{row}=suppressed,suppressed,INDEX(reached_words,3-(INDEX(means_sexes,$B{row})=2)*(2-INDEX(reached,$B{row}))))"
)
# Head, formula, format and name of the columns after the tests.
_AFTER = (
    ("First that holds", "=MATCH(1,D{row}:L{row},0)", style.WHOLE, "outcomes"),
    ("Sign", "=INDEX(outcome_symbols,M{row})", style.GENERAL, "outcome_signs"),
    ("Shown: pay level", _shown("gaps_level", "means_women", "means_men"), style.PERCENT, "shown_level"),
    ("Shown: basic wage", _shown("gaps_basic", "means_women", "means_men"), style.PERCENT, "shown_basic"),
    ("Shown: variable pay", _shown("gaps_variable", "variable_women", "variable_men"), style.PERCENT, "shown_variable"),
    ("Size, -1 if not shown", "=IF(ISNUMBER(O{row}),ABS(N(O{row})),-1)", "0.0%;-0", "shown_sizes"),
    ("Place by size", f"=SUMPRODUCT(1*(shown_sizes>R{{row}}))+COUNTIF(R${FIRST_ROW}:R{{row}},R{{row}})", style.WHOLE,
     "shown_places"),
    ("Reached, as shown", _REACHED, style.GENERAL, "shown_reached"),
)  # fmt: skip


def write_tests(book: Book) -> Page:
    """The tests of Article 10 for every category, of which the first that holds decides, and what may be shown."""
    page = Page(book, "Category tests", "calc", (5, 26, *[12] * (len(_TESTS) + len(_AFTER))))
    page.head(
        "Tests of Article 10 by category",
        "1 = the test holds; the first that holds decides. Figures from Category means, answers from Categories.",
    )
    heads = ("No.", "Category", *(title for title, _, _ in OUTCOMES), *(head for head, *_ in _AFTER))
    page.heads(TOP, heads, right=(0, *range(2, len(heads))))
    columns = (
        ("=N(B{before})+1", style.WHOLE, ""),
        ("=INDEX(means_category,$B{row})", style.GENERAL, ""),
        *((test, style.WHOLE, "") for test in _TESTS),
        *((formula, number_format, name) for _, formula, number_format, name in _AFTER),
    )
    for row in range(FIRST_ROW, LAST_ROW + 1):
        for offset, (formula, number_format, _) in enumerate(columns):
            filled = formula.format(row=row, before=row - 1)
            page.put(row, FIRST + offset, filled, "Calculated text" if offset == 1 else "Calculated", number_format)
        page.height(row, 16)
    for offset, (_, _, name) in enumerate(columns):
        if name:
            book.define(name, page.sheet, (FIRST_ROW, FIRST + offset), (LAST_ROW, FIRST + offset))
    page.freeze(FIRST_ROW, FIRST + 2)
    page.close(LAST_ROW)
    return page

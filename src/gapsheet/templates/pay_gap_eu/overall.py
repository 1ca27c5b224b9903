"""What the EU pay gap workbook works out over the whole list: points a to f, and the dates of the report."""

from __future__ import annotations

from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.known import known, of_day
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.pay_gap_eu.columns import BASIC, SEX, VARIABLE

_CALL = f"EU_PAY_GAP({BASIC},{SEX},men_label,{VARIABLE},,whom_code,women_label)"
PAY = "#,##0.00"

# Point, what it compares, and the name of the flag that says whether it can be formed.
GAPS = (
    ("a", "Pay level, mean", "can_compare"),
    ("b", "Complementary or variable components, mean", "can_vary"),
    ("c", "Pay level, median", "can_compare"),
    ("d", "Complementary or variable components, median", "can_vary"),
)
BANDS = (
    "Lower quartile band",
    "Lower middle quartile band",
    "Upper middle quartile band",
    "Upper quartile band",
)  # point f
_COUNTED = (
    ("Women compared", f"=COUNTIF({SEX},women_label)", "women_n"),
    ("Men compared", f"=COUNTIF({SEX},men_label)", "men_n"),
    ("Women with variable pay", f'=COUNTIFS({SEX},women_label,{VARIABLE},">0")', "women_variable"),
    ("Men with variable pay", f'=COUNTIFS({SEX},men_label,{VARIABLE},">0")', "men_variable"),
    ("Only recipients compared (1 = yes)", "=1*(variable_whom=INDEX(whom_choices,2))", "only_recipients"),
    ("The function's word for it", "=INDEX(whom_codes,1+only_recipients)", "whom_code"),
    ("Women in points b and d", "=IF(only_recipients=1,women_variable,1*women_n)", "women_b"),
    ("Men in points b and d", "=IF(only_recipients=1,men_variable,1*men_n)", "men_b"),
    ("Enough people (1 = yes)", "=(MIN(women_n,men_n)>0)*(women_n+men_n>=least_people)", "can_compare"),
    ("Points b and d can be formed (1 = yes)", "=can_compare*(MIN(women_b,men_b)>0)", "can_vary"),
)
_ARTICLE_10 = (
    ("Categories with both sexes", "=COUNTIF(means_sexes,2)", "compared_categories"),
    ("At the trigger or above", "=SUM(reached)", "reached_n"),
    ("To be assessed jointly", "=COUNTIF(outcome_signs,INDEX(outcome_symbols,8))", "assess_n"),
    ("Undecided", "=COUNTIF(outcome_signs,INDEX(outcome_symbols,9))", "open_n"),
)
_DUE = (
    ("Workers, by Inputs or the list", "=IF(N(workers)>0,1*workers,women_n+men_n)", "workers_n", style.WHOLE),
    ("Row of the size class", "=MATCH(INDEX(EU_REPORT_DUE(workers_n),1,1),size_classes,0)", "size_row", style.WHOLE),
    ("Size class", "=INDEX(size_words,size_row)", "", style.GENERAL),
    ("Bound to report by the Directive (1 = yes)", "=1*(workers_n>=smallest_duty)", "has_duty", style.WHOLE),
    ("First report due by", "=IF(has_duty=1,INDEX(EU_REPORT_DUE(workers_n),1,2),dash)", "first_report", style.DATE),
    ("Years between reports", "=IF(has_duty=1,INDEX(EU_REPORT_DUE(workers_n),1,3),dash)", "report_every", style.YEAR),
    ("Rule", "=INDEX(size_rules,size_row)", "", None),
    ("Remedy possible until", "=" + known("EDATE(filed_on,remedy_months)", of_day("filed_on"), "dash"), "remedy_until", style.DATE),
    ("That day is past (1 = yes)", "=(N(remedy_until)>0)*(as_of>N(remedy_until))", "remedy_past", style.WHOLE),
    ("Row of the country", "=IF(COUNTIF(countries,country)=1,MATCH(country,countries,0),ROWS(countries))", "country_row",
     style.WHOLE),
    ("Its own report is asked for from", "=N(INDEX(country_fewest,country_row))", "national_fewest", style.WHOLE),
    ("It is asked for (1 = yes)", "=(national_fewest>0)*(workers_n>=national_fewest)", "national_asked", style.WHOLE),
)  # fmt: skip


def write_overall(book: Book) -> Page:
    """Write the sheet; every figure that others refer to has a name."""
    page = Page(book, "Overall", "calc", (52, 18, *[16] * 6))
    page.head(
        "The whole list",
        "Points a to f of Article 9(1), unrounded and before anything is held back; not for publication.",
    )
    row = page.heads(TOP, ("Who is compared", "Value"), right=(1,))
    for label, formula, name in _COUNTED:
        row = _line(page, row, label, formula, name)
    row = _gaps(page, row + 1)
    row = _bands(page, _receiving(page, row) + 1)
    page.new_page(row + 1)
    row = page.heads(row + 1, ("Dates of the report", "Value"), right=(1,))
    for label, formula, name, number_format in _DUE:
        row = _line(page, row, label, formula, name, number_format)
    row = page.heads(row + 1, ("Article 10", "Categories"), right=(1,))
    for label, formula, name in _ARTICLE_10:
        row = _line(page, row, label, formula, name)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row - 1)
    return page


def _line(page: Page, row: int, label: str, formula: str, name: str, number_format: str | None = style.WHOLE) -> int:
    page.put(row, FIRST, label, "Label")
    page.put(row, FIRST + 1, formula, "Calculated" if number_format else "Reading", number_format)
    if name:
        page.book.define(name, page.sheet, (row, FIRST + 1))
    page.height(row)
    return row + 1


def _gaps(page: Page, row: int) -> int:
    """Points a to d: women's and men's figure and the gap, from the function's first four rows."""
    heads = ("Point", "Row of the function", "Women", "Men", "Gap", "Women counted", "Men counted", "Can be formed")
    row = page.heads(row, heads, right=range(1, 8))
    for point, label, flag in GAPS:
        who = "_b" if flag == "can_vary" else "_n"
        formed = f"IF($I{row}=1,INDEX({_CALL},$C{row},{{column}}),not_available)"
        cells = (
            (f"=N(C{row - 1})+1", style.WHOLE),
            ("=" + formed.format(column=4), PAY),
            ("=" + formed.format(column=5), PAY),
            (f"=IF($I{row}*(N(E{row})>0)=1,INDEX({_CALL},$C{row},6),INDEX(gap_codes,4-$I{row}))", style.PERCENT),
            (f"=1*women{who}", style.WHOLE),
            (f"=1*men{who}", style.WHOLE),
            (f"=1*{flag}", style.WHOLE),
        )
        page.put(row, FIRST, f"{point}: {label}", "Label")
        _cells(page, row, cells)
        page.book.define(f"gap_{point}", page.sheet, (row, FIRST + 4))
        row += 1
    return row


def _bands(page: Page, row: int) -> int:
    """Points e and f: who receives variable pay, and women and men in each band; heads of equal pay may be shared."""
    heads = ("Point", "Row of the function", "Women", "Men", "In all", "Women's share", "Men's share")
    first = row = page.heads(row, heads, right=range(1, 7))
    for label in BANDS:
        start = f"=N(C{row - 1})+1" if row > first else f"=N(C{first - 3})+1"  # after point e, above the heads
        cells = (
            (start, style.WHOLE),
            (f"=IF(can_compare=1,INDEX({_CALL},C{row},7),not_available)", "#,##0.0"),
            (f"=IF(can_compare=1,INDEX({_CALL},C{row},8),not_available)", "#,##0.0"),
            (f"=IF(can_compare=1,D{row}+E{row},not_available)", style.WHOLE),
            (f"=IF(can_compare=1,D{row}/F{row},not_available)", style.PERCENT),
            (f"=IF(can_compare=1,E{row}/F{row},not_available)", style.PERCENT),
        )
        page.put(row, FIRST, f"f: {label}", "Label")
        _cells(page, row, cells)
        row += 1
    for name, offset in (("band_heads", 4), ("band_women", 5), ("band_men", 6)):
        page.book.define(name, page.sheet, (first, FIRST + offset), (row - 1, FIRST + offset))
    return row


def _receiving(page: Page, row: int) -> int:
    """Point e: the share of women and of men who receive variable components."""
    cells = (
        (f"=N(C{row - 1})+1", style.WHOLE),
        (f"=IF(can_compare=1,INDEX({_CALL},C{row},4),not_available)", style.PERCENT),
        (f"=IF(can_compare=1,INDEX({_CALL},C{row},5),not_available)", style.PERCENT),
        ("=dash", style.PERCENT),
        ("=1*women_variable", style.WHOLE),
        ("=1*men_variable", style.WHOLE),
    )
    page.put(row, FIRST, "e: Receive variable components", "Label")
    _cells(page, row, cells)
    for name, offset in (("receive_women", 2), ("receive_men", 3)):
        page.book.define(name, page.sheet, (row, FIRST + offset))
    return row + 1


def _cells(page: Page, row: int, cells: tuple[tuple[str, str], ...]) -> None:
    for offset, (formula, number_format) in enumerate(cells, start=1):
        page.put(row, FIRST + offset, formula, "Calculated", number_format)
    page.height(row)

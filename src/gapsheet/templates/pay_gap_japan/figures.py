"""The sheet Calculation: the four groups, the ratios by the function and by hand, what is withheld, and the finding."""

from __future__ import annotations

from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.cases import Placed
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.pay_gap_japan import working
from gapsheet.templates.pay_gap_japan.lists import VERDICTS, WORKERS
from gapsheet.templates.pay_gap_japan.month_checks import FIRST_GROUP
from gapsheet.templates.pay_gap_japan.notes_text import write_named
from gapsheet.templates.pay_gap_japan.people import CELLS, MONTHS
from gapsheet.templates.pay_gap_japan.staff_list import EMPLOYMENT, TOTAL_PAY, YEARS
from gapsheet.templates.staff.model import COUNTED_AS, TABLE

SHEET = "Calculation"
GROUPS = FIRST_GROUP  # the first of the four groups
MEDIANS = (f"I{GROUPS}", f"J{GROUPS}")
RATIOS = GROUPS + len(CELLS) + 3
_CALL = (
    "JP_PAY_RATIO(work_pay,work_heads,work_sex,work_kind,men_label,regular_label,work_hours,regular_hours,months_used)"
)
_WHY = 'WHY("JP_PAY_RATIO",' + _CALL.partition("(")[2]
_GROUP_HEADS = (
    "Workers", "Sex", "In use", "People, as counted", "People, converted", "Total pay, yen", "Pay a head, yen",
    "Median heads", "Median pay a head", "People, staff list", "Pay, staff list", "People: list against months",
    "Pay: list against months", "Too far",
)  # fmt: skip
_RATIO_HEADS = (
    "Workers", "As the form says", "Both sexes", "Ratio", "Gap", "Women, yen a year", "Men, yen a year", "Women",
    "Men", "Ratio by hand", "Women, as counted", "Men, as counted", "Small group",
)  # fmt: skip


def write_figures(book: Book) -> dict[str, int]:
    """Write the sheet; gives the rows of the sentences."""
    page = Page(book, SHEET, "calc", (40, 22, 30, *(14,) * 11))
    page.head(
        "Calculation",
        "What the months give: four groups, three ratios by the function and once more by hand, the finding.",
    )
    page.section(TOP, "The four groups over the months used, beside the staff list")
    page.heads(TOP + 1, _GROUP_HEADS, right=range(2, 14))
    for group in range(len(CELLS)):
        _group(page, GROUPS + group, group)
    book.define("cross_far", page.sheet, (GROUPS, FIRST + 13), (GROUPS + len(CELLS) - 1, FIRST + 13))
    page.section(RATIOS - 2, "The three ratios")
    page.heads(RATIOS - 1, _RATIO_HEADS, right=range(2, 13))
    for place in range(len(WORKERS)):
        _ratio(page, RATIOS + place, place + 1)
    last = RATIOS + len(WORKERS) - 1
    for name, column in (("both_sexes", 2), ("ratios", 3), ("small_groups", 12)):
        book.define(name, page.sheet, (RATIOS, FIRST + column), (last, FIRST + column))
    row = _gates(page, last + 2)
    page.new_page(row)
    sheets.verdict_tests(page, row, FIRST, TESTS, _VERDICT)
    after = row + len(TESTS) + 4
    rows = sheets.sentences(page, Placed(page.name, {}, (), after), _SENTENCES)
    last = max(rows.values())
    page.new_page(last + 2)
    end = write_named(page, last + 2)
    page.freeze(TOP + 2)
    sheets.repeat_title(page)
    page.close(end - 1)
    return rows


def _group(page: Page, row: int, group: int) -> None:
    """One group over the months used, with its medians and the staff list's figures."""
    sex, kind = CELLS[group]
    typed = working.group_of(working.VALID, group)
    paid = working.group_of(working.A_HEAD, group)
    of_group = f"work_sex,C{row},work_kind,B{row}"
    listed = f"{TABLE}[{COUNTED_AS}],C{row},{TABLE}[{EMPLOYMENT}],B{row}"
    far = f"MAX(ABS(N(M{row})),ABS(N(N{row})),(F{row}=0)*(K{row}>0))"
    cells = (
        (f"={kind.replace('-', '_')}_label", style.GENERAL),
        (f"={sex}_label", style.GENERAL),
        (f"='{working.SHEET}'!{working.IN_USE}{working.FIRST_CELL + group * MONTHS}", style.YEAR),
        (f"=SUMIFS(work_heads,{of_group})/MAX(1,months_used)", "#,##0.0"),
        (f"=SUMIFS(work_people,{of_group})/MAX(1,months_used)", "#,##0.00"),
        (f"=SUMIFS(work_pay,{of_group})", style.WHOLE),
        (f"=IF(F{row}>0,G{row}/F{row},dash)", style.WHOLE),
        (f"=IF(COUNT({typed})>0,MEDIAN({typed}),0)", "#,##0.0"),
        (f"=IF(COUNT({paid})>0,MEDIAN({paid}),0)", style.WHOLE),
        (f"=SUMIFS({TABLE}[{YEARS}],{listed})", "#,##0.00"),
        (f"=SUMIFS({TABLE}[{TOTAL_PAY}],{listed})", style.WHOLE),
        (f"=IF(can_cross*(F{row}>0)=1,K{row}/F{row}-1,dash)", "+0.0%;-0.0%;0.0%"),
        (f"=IF(can_cross*(G{row}>0)=1,L{row}/G{row}-1,dash)", "+0.0%;-0.0%;0.0%"),
        (f"=can_cross*({far}>N(staff_tolerance))", style.YEAR),
    )
    for offset, (formula, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, formula, "Calculated" if offset > 1 else "Calculated text", number_format)
    page.height(row)


def _ratio(page: Page, row: int, place: int) -> None:
    """One ratio: by the function, by hand, and whether a group behind it is small."""
    rows = {"women": (GROUPS, GROUPS + 2), "men": (GROUPS + 1, GROUPS + 3)}
    chosen = (0, 1) if place == 1 else (place - 2,)

    def added(letter: str, sex: str) -> str:
        return "+".join(f"{letter}${rows[sex][kind]}" for kind in chosen)

    def asked(column: int) -> str:
        return f"INDEX({_CALL},{place},{column})"

    by_hand = f"({added('G', 'women')})/({added('F', 'women')})/(({added('G', 'men')})/({added('F', 'men')}))"
    few = "+".join(f"({letter}{row}>0)*({letter}{row}<heads_needed)" for letter in "LM")
    cells = (
        (f"=INDEX(workers,{place})", style.GENERAL),
        (f"=INDEX(workers_in_japanese,{place})", style.GENERAL),
        (f"=(N(I{row})>0)*(N(H{row})>0)", style.YEAR),
        (f"=IF(D{row}=1,{asked(3)},dash)", style.PERCENT),
        (f"=IF(D{row}=1,{asked(4)},dash)", style.PERCENT),
        (f"=IF(N(I{row})>0,{asked(5)},dash)", style.WHOLE),
        (f"=IF(N(J{row})>0,{asked(6)},dash)", style.WHOLE),
        (f"=IF(can_ask=1,{asked(7)},not_available)", "#,##0.00"),
        (f"=IF(can_ask=1,{asked(8)},not_available)", "#,##0.00"),
        (f"=IF(D{row}=1,{by_hand},dash)", "0.0000%"),
        (f"={added('E', 'women')}", "#,##0.0"),
        (f"={added('E', 'men')}", "#,##0.0"),
        (f"=1*({few}>0)", style.YEAR),
    )
    for offset, (formula, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, formula, "Calculated" if offset > 1 else "Calculated text", number_format)
    page.height(row)


def _gates(page: Page, row: int) -> int:
    """What the inputs allow, and the signs that stand where a figure cannot."""
    everybody, others = f"MAX(1/1000,F{GROUPS}+F{GROUPS + 2})", f"MAX(1/1000,F{GROUPS + 1}+F{GROUPS + 3})"
    lowest = f"MIN(E{RATIOS + 1},E{RATIOS + 2})"
    lines = (
        ("Months used", "=SUM(month_used)", "months_used", style.YEAR),
        ("The function takes the months (1 = yes)", f"=(months_used>0)*(1-ISERROR(INDEX({_CALL},1,1)))", "can_ask", style.YEAR),
        ("Why it does not", f"=IF((can_ask=1)+(months_used=0)>0,dash,{_WHY})", "", style.GENERAL),
        ("The staff list can be compared (1 = yes)", "=(months_used=ROWS(month_used))*(N(staff_used)>0)", "can_cross", style.YEAR),
        ("Any small group (1 = yes)", "=MAX(small_groups)", "any_small", style.YEAR),
        ("Its ratio is withheld, too (1 = yes)", "=1*(withholding=INDEX(withholdings,2))", "withholds", style.YEAR),
        ("Sign: not available", "=not_available", "", style.GENERAL),
        ("Sign: nobody to compare", "=dash", "", style.GENERAL),
        ("Sign: withheld", "=suppressed", "", style.GENERAL),
        ("Women who are non-regular", f"=F{GROUPS + 2}/{everybody}", "women_non_regular", style.PERCENT),
        ("Men who are non-regular", f"=F{GROUPS + 3}/{others}", "men_non_regular", style.PERCENT),
        ("All lies below both others (1 = yes)", f"=(SUM(both_sexes)=ROWS(both_sexes))*(N(E{RATIOS})<{lowest})", "below_both", style.YEAR),
    )  # fmt: skip
    row = page.section(row, "What follows")
    for offset, (label, formula, name, number_format) in enumerate(lines):
        page.put(row + offset, FIRST, label, "Label")
        words = number_format == style.GENERAL
        page.put(row + offset, FIRST + 1, formula, "Calculated text" if words else "Calculated", number_format)
        if name:
            page.book.define(name, page.sheet, (row + offset, FIRST + 1))
        page.height(row + offset)
    page.book.define("figure_signs", page.sheet, (row + 6, FIRST + 1), (row + 8, FIRST + 1))
    return row + len(lines) + 1


TESTS = tuple(
    (words, formula, reading)
    for (words, _, _), (formula, reading) in zip(
        VERDICTS,
        (
            ("=1*(months_used=0)", "see Month checks"),
            ("=1-can_ask", "the reason stands above"),
            ("=1*(months_used<ROWS(month_used))", "see Month checks"),
            ("=1*(staff_excluded+SUM(code_faults)>0)", "see Data checks"),
            ("=1*(SUM(month_warning_n)+staff_warned+SUM(cross_far)>0)", "see both sheets of checks"),
            ("=1*(SUM(both_sexes)<ROWS(both_sexes))", "the form shows 「－」 for it"),
            ("=1", ""),
        ),
        strict=True,
    )
)
_VERDICT = ("=INDEX(verdict_symbols,verdict_code)", '=verdict_symbol&" "&INDEX(verdict_words,verdict_code)')
_SENTENCES: tuple[tuple[str, str], ...] = (
    ("all_words", '=IF(ISNUMBER(INDEX(ratios,1)),FIXED(INDEX(ratios,1)*100,1)&" %","no percentage")'),
    ("regular_words", '=IF(ISNUMBER(INDEX(ratios,2)),FIXED(INDEX(ratios,2)*100,1)&" %","no ratio")'),
    ("other_words", '=IF(ISNUMBER(INDEX(ratios,3)),FIXED(INDEX(ratios,3)*100,1)&" %","no ratio")'),
        ("finding", '="Women\'s average pay is "&[all_words]&" of men\'s: regular "&[regular_words]&", non-regular "&[other_words]'),
    ("headline", '=IF(withholds*any_small=1,"Women\'s average pay as % of men\'s, without small groups",[finding])'),
    ("shares", '=FIXED(women_non_regular*100,0)&" % of the women and "&FIXED(men_non_regular*100,0)&" % of the men are non-regular"'),
    ("below_words", '=IF(below_both=1,"The figure for all workers is below both others, since "&[shares],[shares])'),
    ("mix", '=IF(can_ask*(1-any_small)=1,[below_words]&".","")'),
    ("cross_words", '="Groups that differ from the staff list by more than "&FIXED(N(staff_tolerance)*100,0)&" %: "&FIXED(SUM(cross_far),0)&" of "&ROWS(cross_far)'),
    ("cross", '=IF(can_cross=1,[cross_words],"The staff list cannot be compared: no rows, or a month is left out.")'),
    ("axis", '="women\'s average pay, % of men\'s"'),
    ("source", '="Source: the employer\'s own figures, "&TEXT(year_begins,"yyyy-mm-dd")&" to "&TEXT(period_end,"yyyy-mm-dd")'),
)  # fmt: skip

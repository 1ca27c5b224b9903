"""The figures of the UK pay gap workbook: who is counted, the quarters and the 14 numbers, then the form as it is filed."""

from __future__ import annotations

from dataclasses import dataclass

from gapsheet.templates import charts, sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.known import day_told
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.pay_gap_uk.staff_list import BONUS_PAID, QUARTERS, RANKED
from gapsheet.templates.staff.hourly import HOURLY
from gapsheet.templates.staff.instructions import NOTICE
from gapsheet.templates.staff.suppression import any_few, shown
from gapsheet.templates.staff.words import write_words

_COUNTED = "Employees[Counted as]"
_STAFF = f"Employees[{HOURLY}],{_COUNTED},men_label"
_FORM = f"UK_PAY_GAP({_STAFF},Employees[{BONUS_PAID}],Employees[{RANKED}],tie_used,women_label,decimals_used)"
_BANDS = f"UK_PAY_QUARTERS({_STAFF},tie_used,Employees[{RANKED}],women_label,decimals_used)"
FIRST_SHARE = f"INDEX({_FORM},2,2)"  # women in the upper quarter, as the form's function gives it
_PLACE = "ROWS(A${top}:A{row})"


@dataclass(frozen=True, slots=True)
class Item:
    """A number of the form: its words, its raw value, the people behind it, and how it is told.

    `value` holds {row}, its own row; `men` and `women` are expressions for the people that it rests on.
    """

    label: str
    value: str
    men: str
    women: str
    told: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Where the figures stand on Calculation."""

    page: Page
    first_item: int
    last_item: int


def _items() -> list[Item]:
    """The numbers in the order of the official form."""
    items: list[Item] = []
    for number in range(len(QUARTERS), 0, -1):
        name = QUARTERS[number - 1].removesuffix(" quarter").capitalize()
        for sex, others in (
            ("men", f"1-INDEX(quarter_women_share,{number})"),
            ("women", f"INDEX(quarter_women_share,{number})"),
        ):
            value = f"=IF(can_rank=1,{others},not_available)"
            counts = f"INDEX(quarter_men,{number})", f"INDEX(quarter_women,{number})"
            items.append(
                Item(
                    f"{name} hourly pay quarter: {sex}",
                    value,
                    *counts,
                    f"{sex.capitalize()} among the people of this quarter",
                )
            )
    for place, word in ((9, "mean"), (10, "median")):
        value = f"=IF(can_rank=1,INDEX({_FORM},{place},2),not_available)"
        items.append(
            Item(
                f"{word.capitalize()} gender pay gap using hourly pay",
                value,
                "ranked_men",
                "ranked_women",
                f"Women's {word} hourly pay",
            )
        )
    for place, sex in ((11, "men"), (12, "women")):
        value = f"=IF(can_rank=1,INDEX({_FORM},{place},2),not_available)"
        items.append(
            Item(
                f"{sex.capitalize()} who received bonus pay",
                value,
                "bonus_men",
                "bonus_women",
                f"{sex.capitalize()} with a bonus among all {sex}",
            )
        )
    for place, word in ((13, "mean"), (14, "median")):
        value = f"=IF(can_rank*bonus_gap_wanted=1,INDEX({_FORM},{place},2),INDEX(no_gap_words,1+can_rank))"
        items.append(
            Item(
                f"{word.capitalize()} gender pay gap using bonus pay",
                value,
                "bonus_men",
                "bonus_women",
                f"Women's {word} bonus",
            )
        )
    return items


ITEMS = _items()
SHARES, GAPS = (*range(8), 10, 11), (8, 9, 12, 13)  # places of items that are shares of people, and gaps


def write_calculation(book: Book) -> Figures:
    """Write the sheet between the staff and the form; nothing on it is hidden, so it is not passed on."""
    page = Page(book, "Calculation", "calc", (46, 16, 16, 16, 16, 16, 52))
    page.head("Calculation", "Every figure before small groups are hidden: keep this sheet to yourself.")
    row = _counts(page, page.section(TOP, "Who is counted"))
    row = _quarters(page, page.section(row + 1, "Quarters by hourly pay, lowest first"))
    page.new_page(row + 1)
    first, last = _numbers(page, page.section(row + 1, "The numbers of the form"))
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(last)
    return Figures(page, first, last)


def _counts(page: Page, row: int) -> int:
    sexes = (("men", "men_label"), ("women", "women_label"))
    ranked = tuple(
        (f"{sex.capitalize()} in hourly pay and quarters", f"=COUNTIFS({_COUNTED},{label},Employees[{RANKED}],1)", f"ranked_{sex}",
         "full-pay relevant employees")
        for sex, label in sexes
    )  # fmt: skip
    paid = tuple(
        (f"{sex.capitalize()} with a bonus", f'=COUNTIFS({_COUNTED},{label},Employees[{BONUS_PAID}],">0")', f"bonus_{sex}",
         "paid in the 12 months, on full pay or not")
        for sex, label in sexes
    )  # fmt: skip
    flags = (
        ("Figures can be worked out", "=1*AND(ranked_men>0,ranked_women>0,ranked_men+ranked_women>=ROWS(quarter_names),ISNUMBER(decimals),N(decimals)=decimals_used)", "can_rank",
         "1 where there are men and women, four people or more, and decimals on Inputs"),
        ("Bonus gaps are asked for", "=1*(ROUND(bonus_men/MAX(1,staff_men)/rounding_step,0)>0)", "bonus_gap_wanted",
         "0 where men's share rounds to 0 %: the form wants both left empty"),
        ("Quarters with few people", f"={any_few('quarter_men', 'quarter_women')}", "few_in_quarters",
         "above 0 all four are hidden: one could be worked out from the others"),
        ("Few people in hourly pay", f"={_few('ranked_men')}+{_few('ranked_women')}", "few_in_pay", "above 0 both gaps are hidden"),
        ("Few people with a bonus, or without one",
         f"={_few('bonus_men')}+{_few('bonus_women')}+{_few('(staff_men-bonus_men)')}+{_few('(staff_women-bonus_women)')}", "few_in_bonus",
         "above 0 shares and gaps of bonuses are hidden"),
    )  # fmt: skip
    averages = tuple(
        (
            f"Mean gap in {what}, from the averages",
            f"=IF({asked}=1,{_mean_gap(column, condition)},0)",
            name,
            "a second way, for Checks",
        )
        for what, column, condition, asked, name in _AVERAGES
    )
    row = page.heads(row, ("Count", "Value", "", "", "", "", "What is counted"), right=(1,))
    for label, formula, name, meaning in (*ranked, *paid, *flags, *averages):
        page.put(row, FIRST, label, "Label")
        page.put(row, FIRST + 1, formula, "Calculated", "0.0000" if name.startswith("mean") else style.WHOLE)
        for offset in range(2, 6):
            page.put(row, FIRST + offset, None, "Label")
        page.put(row, FIRST + 6, meaning, "Aside")
        page.book.define(name, page.sheet, (row, FIRST + 1))
        page.fit(row)
        row += 1
    return row


_AVERAGES = (
    ("hourly pay", HOURLY, f"Employees[{RANKED}],1", "can_rank", "mean_gap_by_hand"),
    (
        "bonuses",
        BONUS_PAID,
        f'Employees[{BONUS_PAID}],">0"',
        "can_rank*bonus_gap_wanted*(bonus_women>0)",
        "mean_bonus_by_hand",
    ),
)


def _mean_gap(column: str, condition: str) -> str:
    """The gap of two means by the spreadsheet's own functions."""
    men, women = (f"AVERAGEIFS(Employees[{column}],{_COUNTED},{sex}_label,{condition})" for sex in ("men", "women"))
    return f"1-{women}/{men}"


def _quarters(page: Page, row: int) -> int:
    """The four bands: heads and women's share by the function, the rest from those."""
    heads = ("Quarter", "People", "Men", "Women", "Men's share", "Women's share", "")
    top = row = page.heads(row, heads, right=(1, 2, 3, 4, 5))
    for _ in QUARTERS:
        place = _PLACE.format(top=top, row=row)
        cells = (
            (f"=INDEX(quarter_names,{place})", "Label", None),
            (f"=IF(can_rank=1,D{row}+E{row},0)", "Calculated", style.WHOLE),
            (f"=IF(can_rank=1,INDEX({_BANDS},{place},3),0)", "Calculated", "#,##0.0"),
            (f"=IF(can_rank=1,INDEX({_BANDS},{place},4),0)", "Calculated", "#,##0.0"),
            (f"=IF(can_rank=1,1-G{row},0)", "Calculated", style.PERCENT),
            (f"=IF(can_rank=1,INDEX({_BANDS},{place},6),0)", "Calculated", style.PERCENT),
            (None, "Aside", None),
        )
        for offset, (formula, style_name, number_format) in enumerate(cells):
            page.put(row, FIRST + offset, formula, style_name, number_format)
        page.height(row)
        row += 1
    for name, offset in (("quarter_people", 1), ("quarter_men", 2), ("quarter_women", 3), ("quarter_women_share", 5)):
        page.book.define(name, page.sheet, (top, FIRST + offset), (row - 1, FIRST + offset))
    return row


_FEW = ("few_in_quarters",) * 8 + ("few_in_pay",) * 2 + ("few_in_bonus",) * 4  # of each number of the form


def _few(number: str) -> str:
    """1 where an expression counts too few people, but not nobody."""
    return f"({number}>0)*({number}<heads_needed)"


def _numbers(page: Page, row: int) -> tuple[int, int]:
    """The 14 raw figures with the people behind them; the first and the last row."""
    heads = ("Item", "Fraction", "In per cent", "Men behind it", "Women behind it", "Hidden", "How it is told")
    first = row = page.heads(row, heads, right=(1, 2, 3, 4, 5))
    for place, item in enumerate(ITEMS):
        few = _FEW[place]
        cells = (
            (item.label, "Label", None),
            (item.value, "Calculated", "0.0000"),
            (f"=IF(ISNUMBER(C{row}),ROUND(C{row}*100,decimals_used),C{row})", "Calculated", "0.0"),
            (f"={item.men}", "Calculated", "#,##0.0"),
            (f"={item.women}", "Calculated", "#,##0.0"),
            (f"=1*({few}>0)", "Calculated", style.YEAR),
            (item.told, "Aside", None),
        )
        for offset, (value, style_name, number_format) in enumerate(cells):
            page.put(row, FIRST + offset, value, style_name, number_format)
        page.fit(row)
        row += 1
    for name, offset in (
        ("form_items", 0),
        ("form_fractions", 1),
        ("form_figures", 2),
        ("form_men", 3),
        ("form_women", 4),
        ("form_hidden", 5),
        ("form_told", 6),
    ):
        page.book.define(name, page.sheet, (first, FIRST + offset), (row - 1, FIRST + offset))
    return first, row - 1


def write_results(book: Book) -> Page:
    """Write the form as it is filed: 14 figures in its order, with the people behind each."""
    page = Page(book, "Results", "output", (8, 50, 16, 8, 14, 14, 76))
    page.head(
        "Results, ready to file", f"{NOTICE} The 14 figures in the order of the official form; type or copy column D."
    )
    page.put(TOP, FIRST, FINDING, "Section")
    page.book.define("finding", page.sheet, (TOP, FIRST))
    page.put(TOP + 1, FIRST, '="Figures of "&employer&" on the snapshot date "&snapshot_told', "Reading")
    page.put(TOP + 2, FIRST, _COUNTS, "Reading")
    page.put(TOP + 3, FIRST, _DUTY, "Reading")
    row = top = page.heads(TOP + 5, ("No.", "Item", "Value", "Unit", "Men", "Women", "What it says"), right=(2, 4, 5))
    for place in range(len(ITEMS)):
        _filed(page, row, top, is_gap=place in GAPS, heads=style.WHOLE if place >= len(QUARTERS) * 2 else "#,##0.0")
        row += 1
    page.book.define("filed", page.sheet, (top, FIRST + 2), (row - 1, FIRST + 2))
    page.book.define("filed_words", page.sheet, (top, FIRST + 6), (row - 1, FIRST + 6))
    for offset, note in enumerate(_NOTES, start=1):
        page.note(row + offset, note)
    page.freeze(top)
    page.close(row + len(_NOTES))
    return page


_COUNTS = '="Relevant employees: "&FIXED(staff_used,0)&"; on full pay, so in hourly pay and quarters: "&FIXED(ranked_men+ranked_women,0)'
_DUTY = '=IF(staff_used<duty_from,"Fewer than "&FIXED(duty_from,0)&" employees: a voluntary report","The duty to report applies")'
_NOTES = (
    "A positive gap: women are paid less than men, in % of men's pay. Quarters: equal numbers of people ranked by hourly pay; men and women of one quarter make 100 %.",
    "Men and Women: the people behind the figure; where equal pay lies in two quarters they are shared in proportion, so parts of people are possible.",
    "leave empty: the form takes no bonus gap where 0 % of men had a bonus. [c]: fewer people than the least number on Inputs. [x]: fewer than four people on full pay, one sex only, or no decimals on Inputs.",
)


def _filed(page: Page, row: int, top: int, *, is_gap: bool, heads: str) -> None:
    """One number of the form."""
    place = _PLACE.format(top=top, row=row)
    said = f'INDEX(form_told,{place})&" is "&FIXED(ABS(D{row}),decimals_used)&" % "&INDEX(gap_words,2+SIGN(D{row}))'
    plain = f'INDEX(form_told,{place})&": "&FIXED(D{row},decimals_used)&" %"'
    cells = (
        (f"={place}", "Label", "0"),
        (f"=INDEX(form_items,{place})", "Calculated text", None),
        (f"=IF(INDEX(form_hidden,{place})=1,suppressed,INDEX(form_figures,{place}))", "Check", "0.0"),
        ("%", "Aside", None),
        (f"=IF(INDEX(form_hidden,{place})=1,suppressed,INDEX(form_men,{place}))", "Calculated", heads),
        (f"=IF(INDEX(form_hidden,{place})=1,suppressed,INDEX(form_women,{place}))", "Calculated", heads),
        (f"=IF(ISNUMBER(D{row}),{said if is_gap else plain},D{row})", "Aside", None),
    )
    for offset, (formula, style_name, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, formula, style_name, number_format)
    page.height(row)


_BAR = '0.0%;"–"'  # a figure that is hidden or missing is a bar below 0, which the axis does not reach


def write_chart(book: Book) -> Page:
    """Write the chart of the quarters with the numbers that it shows."""
    page = Page(book, "Chart", "output", (30, 16, 16, 16, 60))
    page.head(
        "Women in each quarter",
        "Shares of women among the people of each quarter by hourly pay, from the form's figures.",
    )
    page.sheet.page_setup.fitToHeight = 1
    row = top = page.heads(TOP, ("Quarter", "Women, %", "Men, %", "Bar"), right=(1, 2, 3))
    for number in range(len(QUARTERS), 0, -1):
        at = 2 * (len(QUARTERS) - number)
        cells = (
            (f"=INDEX(quarter_names,{number})", "Label", None),
            (f"=INDEX(filed,{at + 2})", "Calculated", "0.0"),
            (f"=INDEX(filed,{at + 1})", "Calculated", "0.0"),
            (f"=IF(ISNUMBER(C{row}),C{row}/100,-N(tolerance))", "Calculated", _BAR),
        )
        for offset, (formula, style_name, number_format) in enumerate(cells):
            page.put(row, FIRST + offset, formula, style_name, number_format)
        page.height(row)
        row += 1
    chart_row, row = row + 1, page.section(row + 20, "Words of the chart and of the sentences")
    rows = _words(page, row)
    frame = charts.Frame(
        (chart_row, FIRST),
        (rows["chart title"], FIRST + 1),
        "Bar chart of the share of women in each of the four quarters by hourly pay, the upper quarter on top.",
        f"=$C${rows['source']}",
        width=24.0,
        height=9.0,
        source_rows=17,
    )
    last = top + len(QUARTERS) - 1
    blocks = (FIRST, top, last), (FIRST + 3, top, last)
    axes = ("Quarter", (rows["axis"], FIRST + 1))
    charts.bars(page, frame, *blocks, axis_titles=axes, number_format=_BAR)
    page.freeze(TOP + 1)
    page.close(max(rows.values()))
    return page


def _words(page: Page, row: int) -> dict[str, int]:
    """Parts of sentences, each in a row; numbers of few people as a code."""
    words = (
        ("chart title", _TITLE, "chart_title"),
        ("lower quarter", "=FIXED(N(INDEX(filed,8)),decimals_used)", "lower_words"),
        ("upper quarter", "=FIXED(N(INDEX(filed,2)),decimals_used)", "upper_words"),
        ("median gap", _MEDIAN, "median_words"),
        ("men", shown('FIXED(staff_men,0)&""', "staff_men"), "men_words"),
        ("women", shown('FIXED(staff_women,0)&""', "staff_women"), "women_words"),
        ("axis", "% of the people of the quarter who are women", ""),
        ("source", '="Source: payroll of "&employer&", snapshot date "&snapshot_told', ""),
        ("snapshot date", "=" + day_told("snapshot_date"), "snapshot_told"),
    )
    return write_words(page, row, words)


_MEDIAN = '=FIXED(ABS(N(INDEX(filed,10))),decimals_used)&" % "&INDEX(gap_words,2+SIGN(N(INDEX(filed,10))))'
_TITLE = (
    '=IF(ISNUMBER(INDEX(filed,1)),"Women are "&lower_words&" % of the lower and "&upper_words&" % of the upper quarter",'
    '"The quarters are not shown")'
)
FINDING = '=IF(ISNUMBER(INDEX(filed,10)),"Women\'s median hourly pay is "&median_words,"The median gap is not shown")'

"""The months line by line: what is wrong with each figure, and what of it goes into the ratios."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.utils import get_column_letter

from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.pay_gap_japan import months
from gapsheet.templates.pay_gap_japan.months import MONTH_FORMAT
from gapsheet.templates.pay_gap_japan.people import CELLS, MONTHS, SEXES

SHEET = "Working"
FIRST_CELL = TOP + 1
LAST_CELL = FIRST_CELL + len(CELLS) * MONTHS - 1
FIRST_PART = LAST_CELL + 1  # part-timers, directly below: formulas take both blocks as one column
LAST = LAST_CELL + len(SEXES) * MONTHS
# Column letters: each column is written once here and read by others.
MONTH, SEX, KIND, IN_USE, ERROR, USED, HEADS, PAY, HOURS, PEOPLE, A_HEAD = "BCDEJKLMNOP"
ERRORS = "FGHI"  # first figure missing, second missing, first unfit, second unfit
WARNINGS = "QRSTU"
WARNED, FAULT, WARNING, ERROR_KEY, WARNING_KEY, VALID = (*"VWXYZ", "AA")
_HEADS = (
    "Month", "Sex", "Workers", "In use", "First figure missing", "Second figure missing", "First figure unfit",
    "Second figure unfit", "Error", "Month is used", "Heads used", "Pay used, yen", "Hours each", "People, converted",
    "Pay a head", "Pay, no heads", "Heads, no pay", "No whole number", "Heads jump", "Pay a head, or hours, jump",
    "Warning", "Error in words", "Warning in words", "Month of an error", "Month of a warning", "Heads typed",
)  # fmt: skip
_NAMES: Mapping[str, str] = {
    "work_month": MONTH,
    "work_sex": SEX,
    "work_kind": KIND,
    "work_in_use": IN_USE,
    "work_error": ERROR,
    "work_heads": HEADS,
    "work_pay": PAY,
    "work_hours": HOURS,
    "work_people": PEOPLE,
    "work_warned": WARNED,
    "work_fault": FAULT,
    "work_warning": WARNING,
    "error_keys": ERROR_KEY,
    "warning_keys": WARNING_KEY,
}


def write_working(book: Book, medians: tuple[str, str]) -> Page:
    """Write the sheet; `medians` are the columns of Calculation, first cell, with median heads and median pay a head."""
    page = Page(book, SHEET, "calc", (11, 9, 10, *(9,) * 7, 10, 13, *(10,) * 8, 9, 46, 46, 10, 10, 10))
    page.head(
        "Working",
        "First the four groups: heads, then pay. Below them part-timers: their number, then their hours. A month with an error is left out whole, for women and men alike.",
    )
    page.heads(TOP, _HEADS, right=(*range(3, 21), len(_HEADS) - 1))
    for group in range(len(CELLS)):
        for month in range(MONTHS):
            _cell(page, group, month, medians)
    for place in range(len(SEXES)):
        for month in range(MONTHS):
            _part_timers(page, place, month)
    for name, letter in _NAMES.items():
        column = page.sheet[f"{letter}{TOP}"].column
        book.define(name, page.sheet, (FIRST_CELL, column), (LAST, column))
    page.freeze(FIRST_CELL, FIRST + 3)
    page.close(LAST)
    return page


def cells_of(letter: str) -> str:
    """A column of the four groups, as a reference from another sheet."""
    return f"'{SHEET}'!${letter}${FIRST_CELL}:${letter}${LAST_CELL}"


def part_timers_of(letter: str) -> str:
    """The same column of the part-timers."""
    return f"'{SHEET}'!${letter}${FIRST_PART}:${letter}${LAST}"


def group_of(letter: str, group: int) -> str:
    """The twelve rows of one group."""
    first = FIRST_CELL + group * MONTHS
    return f"'{SHEET}'!${letter}${first}:${letter}${first + MONTHS - 1}"


def _typed(column: int, row: int) -> str:
    return f"'{months.SHEET}'!{get_column_letter(column)}{row}"


def _column(column: int, first: int) -> str:
    letter = get_column_letter(column)
    return f"'{months.SHEET}'!${letter}${first}:${letter}${first + MONTHS - 1}"


def _cell(page: Page, group: int, month: int, medians: tuple[str, str]) -> None:
    """Heads and pay of one group in one month."""
    row, at = FIRST_CELL + group * MONTHS + month, months.FIRST_ROW + month
    heads, pay = _typed(months.heads_column(group), at), _typed(months.pay_column(group), at)
    typed = "+".join(f"COUNTA({_column(column(group), months.FIRST_ROW)})" for column in (months.heads_column, months.pay_column))  # fmt: skip
    sex, kind = CELLS[group]
    part = FIRST_PART + SEXES.index(sex) * MONTHS + month
    median_heads, median_pay = (f"'Calculation'!${name[0]}${int(name[1:]) + group}" for name in medians)
    far = f"ABS(N(AA{row})-{median_heads})>MAX(1,N(heads_jump)*{median_heads})"
    cells = {
        SEX: f"={sex}_label",
        KIND: f"={kind.replace('-', '_')}_label",
        IN_USE: f"=1*({typed}>0)",
        "F": f"=E{row}*COUNTBLANK({heads})",
        "G": f"=E{row}*COUNTBLANK({pay})",
        "H": f"=1*IF(ISNUMBER({heads}),{heads}<0,COUNTBLANK({heads})=0)",
        "I": f"=1*IF(ISNUMBER({pay}),{pay}<0,COUNTBLANK({pay})=0)",
        HEADS: f"=IF(K{row}=1,N({heads}),0)" + ("" if kind == "regular" else f"-L{part}"),
        PAY: f"=IF(K{row}=1,N({pay}),0)",
        VALID: f"=IF(E{row}*(F{row}+H{row}=0)=1,N({heads}),dash)",
        A_HEAD: f"=IF((N(AA{row})>0)*(J{row}=0)=1,N({pay})/N({heads}),dash)",
        "Q": f'=COUNTIF({heads},0)*COUNTIF({pay},">0")',
        "R": f'=COUNTIF({heads},">0")*COUNTIF({pay},0)',
        "S": f"=1*(N(AA{row})<>INT(N(AA{row})))",
        "T": f"=(N(AA{row})>0)*({median_heads}>0)*({far})",
        "U": f"=(N(P{row})>0)*(ABS(LN(MAX(1,N(P{row}))/MAX(1,{median_pay})))>LN(MAX(1,N(pay_jump))))",
        FAULT: f'=IF(J{row}=1,INDEX(month_faults,MATCH(1,F{row}:I{row},0))&": "&D{row}&", "&C{row},dash)',
        WARNING: f'=IF(V{row}=1,INDEX(month_warnings,MATCH(1,Q{row}:U{row},0))&": "&D{row}&", "&C{row},dash)',
    }
    _line(page, row, month, cells)


def _part_timers(page: Page, place: int, month: int) -> None:
    """Number and hours of the part-timers of one sex in one month; they carry no pay of their own."""
    row, at = FIRST_PART + place * MONTHS + month, months.CONVERSION_ROW + month
    column = months.part_time_column(place)
    heads, hours = _typed(column, at), _typed(column + 1, at)
    group = next(number for number, cell in enumerate(CELLS) if cell == (SEXES[place], "non-regular"))
    others = _typed(months.heads_column(group), months.FIRST_ROW + month)
    typed = "+".join(f"COUNTA({_column(each, months.CONVERSION_ROW)})" for each in (column, column + 1))
    cells = {
        SEX: f"={SEXES[place]}_label",
        KIND: "=non_regular_label",
        IN_USE: f"=converting*({typed}>0)",
        "F": f"=E{row}*COUNTBLANK({heads})",
        "G": f'=E{row}*COUNTIF({heads},">0")*COUNTBLANK({hours})',
        "H": f'=E{row}*IF(ISNUMBER({heads}),({heads}<0)+({heads}>SUMIF({others},">0"))>0,COUNTBLANK({heads})=0)',
        "I": f'=E{row}*COUNTIF({heads},">0")*IF(ISNUMBER({hours}),{hours}<=0,COUNTBLANK({hours})=0)',
        HEADS: f"=IF(E{row}*K{row}=1,N({heads}),0)",
        PAY: "=0",
        HOURS: f'=IF(L{row}>0,N({hours}),"")',
        A_HEAD: "=dash",
        "U": f'=E{row}*COUNTIF({heads},">0")*COUNTIF({hours},">"&N(regular_hours))',
        VALID: "=dash",
        FAULT: f'=IF(J{row}=1,INDEX(conversion_faults,MATCH(1,F{row}:I{row},0))&": "&C{row},dash)',
        WARNING: f'=IF(V{row}=1,conversion_warning&": "&C{row},dash)',
    }
    _line(page, row, month, cells)


def _line(page: Page, row: int, month: int, cells: Mapping[str, str]) -> None:
    """A line with what all lines have."""
    shared = {
        MONTH: f"='{months.SHEET}'!$B${months.FIRST_ROW + month}",
        ERROR: f"=1*(COUNTIF(F{row}:I{row},1)>0)",
        USED: f"=INDEX(month_used,MATCH(B{row},month_dates,0))",
        PEOPLE: f"=IF(N(N{row})*N(regular_hours)>0,L{row}*N{row}/regular_hours,L{row})",
        WARNED: f"=(J{row}=0)*(COUNTIF(Q{row}:U{row},1)>0)",
        ERROR_KEY: f"=IF(J{row}=1,B{row},dash)",
        WARNING_KEY: f"=IF(V{row}=1,B{row},dash)",
    }
    formats = {MONTH: MONTH_FORMAT, ERROR_KEY: MONTH_FORMAT, WARNING_KEY: MONTH_FORMAT, PAY: style.WHOLE, A_HEAD: style.WHOLE, HEADS: "#,##0.0", PEOPLE: "#,##0.00", HOURS: "0.00"}  # fmt: skip
    for letter in map(get_column_letter, range(FIRST, FIRST + len(_HEADS))):
        formula = {**shared, **cells}.get(letter)
        words = letter in (MONTH, SEX, KIND, FAULT, WARNING, ERROR_KEY, WARNING_KEY)
        page.put(
            row,
            page.sheet[f"{letter}{row}"].column,
            formula,
            "Calculated text" if words else "Calculated",
            formats.get(letter, style.GENERAL if words else style.YEAR),
        )
    page.height(row, 16)

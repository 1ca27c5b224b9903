"""Which slots of Factors are used, and what each factor of the model reads in Employees: a list that may have gaps."""

from __future__ import annotations

from gapsheet.templates.page import FIRST, Page
from gapsheet.templates.pay_equity.staff_list import CANDIDATE_HEADS, CANDIDATES, SLOTS

FACTOR_TABLE = "Factor_list"


def write_slots(page: Page, row: int) -> int:
    """On Lists: which slots are used, and what the factors of the model read in Employees; the row after them."""
    row = page.section(row, "Slots of Factors, and the factors of the model in their order")
    row = top = page.heads(row, ("Slot, or factor", "Used", "Its place in the model"), right=(1, 2))
    for _ in range(SLOTS):
        place = f"ROWS(A${top}:A{row})"
        used = (
            f"COUNTIF({CANDIDATE_HEADS},INDEX({FACTOR_TABLE}[Column],{place}))"
            f"*COUNTIF(factor_kinds,INDEX({FACTOR_TABLE}[Kind],{place}))"
        )
        page.put(row, FIRST, f"={place}", "Label", "0")
        page.put(row, FIRST + 1, f"=1*({used}>0)", "Calculated", "0")
        page.put(row, FIRST + 2, f"=C{row}*COUNTIF(C${top}:C{row},1)", "Calculated", "0")
        page.height(row)
        row += 1
    page.book.define("slot_ranks", page.sheet, (top, FIRST + 2), (row - 1, FIRST + 2))
    page.put(row, FIRST, "Factors of the model", "Label")
    page.put(row, FIRST + 1, "=MAX(slot_ranks)", "Calculated", "0")
    page.book.define("factor_count", page.sheet, (row, FIRST + 1))
    page.put(row + 1, FIRST, "Block of Employees that functions read", "Label")
    page.put(row + 1, FIRST + 1, "=MAX(1,factor_count)", "Calculated", "0")
    page.book.define("block_number", page.sheet, (row + 1, FIRST + 1))
    return _read_factors(page, row + 2)


def _read_factors(page: Page, row: int) -> int:
    """Slot, place in Employees and kind of each factor of the model, then what each column of Employees must hold."""
    heads = ("Slot of the factor", "Column in Employees", "Kind", "Doubtful", "A category", "Power of a number")
    row = top = page.heads(row, heads, right=(1, 2, 3, 4, 5))
    for factor in range(1, SLOTS + 1):
        place = f"ROWS(A${top}:A{row})"
        column, kind = (f"INDEX({FACTOR_TABLE}[{head}],B{row})" for head in ("Column", "Kind"))
        doubt = f"1*(INDEX({FACTOR_TABLE}[Doubtful],B{row})=INDEX(yes_no,1))"
        cells = (
            f"=IF({place}<=factor_count,MATCH({place},slot_ranks,0),0)",
            f"=IF(B{row}>0,MATCH({column},{CANDIDATE_HEADS},0),1)",
            f"=IF(B{row}>0,MATCH({kind},factor_kinds,0),0)",
            f"=IF(B{row}>0,{doubt},0)",
            f"=1*(D{row}=ROWS(factor_kinds))",
            f"=D{row}*(1-F{row})",
        )
        for offset, formula in enumerate(cells):
            page.put(row, FIRST + offset, formula, "Calculated" if offset else "Label", "0")
        for name, offset in (("place", 1), ("words", 4), ("power", 5)):
            page.book.define(f"slot_{factor}_{name}", page.sheet, (row, FIRST + offset))
        page.height(row)
        row += 1
    for name, offset in (
        ("model_slots", 0),
        ("model_places", 1),
        ("model_doubts", 3),
        ("model_words", 4),
        ("model_powers", 5),
    ):
        page.book.define(name, page.sheet, (top, FIRST + offset), (row - 1, FIRST + offset))
    return _needs(page, row + 1)


def _needs(page: Page, row: int) -> int:
    """For each column of Employees that may be a factor: whether the model needs a number there, or anything at all."""
    row = top = page.heads(row, ("Column in Employees", "Needs a number", "Needs a value"), right=(1, 2))
    for _ in CANDIDATES:
        place = f"ROWS(A${top}:A{row})"
        cells = (
            f"=INDEX({CANDIDATE_HEADS},{place})",
            f'=1*(COUNTIFS(model_places,{place},model_powers,">0")>0)',
            f"=1*(COUNTIFS(model_places,{place},model_words,1)>0)",
        )
        for offset, formula in enumerate(cells):
            page.put(row, FIRST + offset, formula, "Calculated" if offset else "Label", "0" if offset else None)
        page.height(row)
        row += 1
    for name, offset in (("needs_number", 1), ("needs_value", 2)):
        page.book.define(name, page.sheet, (top, FIRST + offset), (row - 1, FIRST + offset))
    return row

"""Which slots of Factors are used, and what each factor of the model reads in Employees: a list that may have gaps."""

from __future__ import annotations

from gapsheet.templates.equity_staff import CANDIDATE_HEADS, SLOTS
from gapsheet.templates.page import FIRST, Page

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
    """Slot, place in Employees and kind of each factor of the model."""
    row = top = page.heads(row, ("Slot of the factor", "Column in Employees", "Kind", "Doubtful"), right=(1, 2, 3))
    for factor in range(1, SLOTS + 1):
        place = f"ROWS(A${top}:A{row})"
        column, kind = (f"INDEX({FACTOR_TABLE}[{head}],B{row})" for head in ("Column", "Kind"))
        page.put(row, FIRST, f"=IF({place}<=factor_count,MATCH({place},slot_ranks,0),0)", "Label", "0")
        page.put(row, FIRST + 1, f"=IF(B{row}>0,MATCH({column},{CANDIDATE_HEADS},0),1)", "Calculated", "0")
        page.put(row, FIRST + 2, f"=IF(B{row}>0,MATCH({kind},factor_kinds,0),1+ROWS(factor_kinds))", "Calculated", "0")
        doubt = f"1*(INDEX({FACTOR_TABLE}[Doubtful],B{row})=INDEX(yes_no,1))"
        page.put(row, FIRST + 3, f"=IF(B{row}>0,{doubt},0)", "Calculated", "0")
        page.book.define(f"slot_{factor}_place", page.sheet, (row, FIRST + 1))
        page.book.define(f"slot_{factor}_kind", page.sheet, (row, FIRST + 2))
        page.height(row)
        row += 1
    page.book.define("model_slots", page.sheet, (top, FIRST), (row - 1, FIRST))
    page.book.define("model_kinds", page.sheet, (top, FIRST + 2), (row - 1, FIRST + 2))
    page.book.define("model_doubts", page.sheet, (top, FIRST + 3), (row - 1, FIRST + 3))
    return row

"""The Data checks sheet: rows used and left out, every rule with how many rows fail it, and the first of those rows."""

from __future__ import annotations

from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.sheets import Check
from gapsheet.templates.staff.model import COUNTED_AS, FAULT, FAULT_NUMBER, FAULTY_ROW, ID, SEX, TABLE, StaffList

LISTED = 20  # rows with a fault that are named
NAME = "Data checks"
_LEAD = "Errors leave a row out, warnings do not. A row is counted once, under the first rule that it fails."
_COLUMNS = (30, 12, 46, 12, 14, 64)


def write_data_checks(book: Book, staff: StaffList, lead: str = _LEAD) -> Page:
    """Write the sheet; it reads Employees and Pay elements only."""
    page = Page(book, NAME, "calc", _COLUMNS)
    page.head(NAME, lead)
    page.put(TOP, FIRST, _FINDING, "Section")
    row = _counts(page, TOP + 2)
    row = _codes(page, row + 1, staff)
    row = _rules(page, row + 1, staff)
    page.new_page(row + 1)
    row = _faulty(page, row + 1)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row)
    return page


_FINDING = (
    '=FIXED(staff_used,0)&" of "&FIXED(staff_rows,0)&" rows are used; "&FIXED(staff_excluded,0)&" left out for errors, "'
    '&FIXED(staff_warned,0)&" used with a warning"'
)


def _counts(page: Page, row: int) -> int:
    """How many rows there are, are used, and are left out."""
    number = f"{TABLE}[{FAULT_NUMBER}]"
    lines = (
        ("Rows of Employees", f"=ROWS({TABLE}[{ID}])", "staff_rows", "all rows of the table"),
        ("Left out", f'=COUNTIF({number},"<="&error_rules)', "staff_excluded", "the first fault is an error"),
        ("Used", f'=COUNTIF({number},">"&error_rules)', "staff_used", "without an error"),
        ("Used with a warning", f'=COUNTIF({number},"<"&ROWS(fault_names))-staff_excluded', "staff_warned", "look at them"),
        ("Men", f"=COUNTIF({TABLE}[{COUNTED_AS}],men_label)", "staff_men", "rows used"),
        ("Women", f"=COUNTIF({TABLE}[{COUNTED_AS}],women_label)", "staff_women", "rows used"),
        ("Row of the heads", f"=ROW({TABLE}[[#Headers],[{ID}]])", "staff_head_row", "in Employees"),
    )  # fmt: skip
    row = page.heads(row, ("Count", "Rows", "What is counted"), right=(1,))
    for label, formula, name, meaning in lines:
        page.put(row, FIRST, label, "Label")
        page.put(row, FIRST + 1, formula, "Calculated", style.WHOLE)
        page.put(row, FIRST + 2, meaning, "Aside")
        page.book.define(name, page.sheet, (row, FIRST + 1))
        page.height(row)
        row += 1
    return row


def _codes(page: Page, row: int, staff: StaffList) -> int:
    """Faults of Pay elements: each is an error that a check repeats."""
    row = page.section(row, "Payroll codes")
    row = page.heads(row, ("Fault", "Severity", "Rule", "Codes", "The first", "What to do"), right=(3,))
    top = row
    for name, rule, count, first, cure in _code_rules(staff):
        cells = (
            (name, "Label", None),
            ("=INDEX(severities,1)", "Calculated text", None),
            (rule, "Aside", None),
            (count, "Calculated", style.WHOLE),
            (first.format(row=row), "Calculated text", None),
            (cure, "Aside", None),
        )
        for offset, (value, style_name, number_format) in enumerate(cells):
            page.put(row, FIRST + offset, value, style_name, number_format)
        page.fit(row)
        row += 1
    page.book.define("code_faults", page.sheet, (top, FIRST + 3), (row - 1, FIRST + 3))
    page.colour_by(f"E{top}:E{row - 1}", f"$E{top}>0", style.BAD, bold=True)
    return row


def _code_rules(staff: StaffList) -> list[tuple[str, str, str, str, str]]:
    """Name, rule, count, the first one (with {row} for its own row), cure."""
    known = "+".join(
        f"COUNTIF(code_treatments,INDEX(treatments,{number}))" for number, _ in enumerate(staff.treatments, 1)
    )
    heads = staff.code_heads
    rules = [
        (
            "code not mapped",
            "Every pay column's head stands on Pay elements with a treatment of the list.",
            f"=COLUMNS({heads})-({known})",
            f"=IF(COUNTIF(code_treatments,not_mapped)>0,INDEX({heads},MATCH(not_mapped,code_treatments,0)),dash)",
            "Add the code to Pay elements; copy the cells above the heads into new columns.",
        ),
        (
            "code listed twice",
            "Every code stands on Pay elements once.",
            "=COUNTIF(Pay_elements[On Employees],INDEX(element_states,3))",
            "=IF(E{row}>0,INDEX(Pay_elements[Code],MATCH(INDEX(element_states,3),Pay_elements[On Employees],0)),dash)",
            "Delete one of the two; the first counts until then.",
        ),
    ]
    if staff.prorated:
        prorated = f"COUNTIFS(code_treatments,INDEX(treatments,{staff.prorated}),code_days,0)"
        rules.append(
            (
                "bonus without days",
                "A payment that is cut to the pay period says how many days it is for.",
                f"={prorated}",
                f"=IF({prorated}>0,INDEX(treatments,{staff.prorated}),dash)",
                "Type the days on Pay elements: 365.25 for a year.",
            )
        )
    return rules


def _rules(page: Page, row: int, staff: StaffList) -> int:
    """Every rule for rows with how many fail it first, and the first of them."""
    row = page.section(row, "Rules for the rows of Employees")
    row = top = page.heads(row, ("Fault", "Severity", "Rule", "Rows", "First row", "What to do"), right=(3, 4))
    for fault in staff.rules:
        for offset, text in ((2, fault.rule), (5, fault.cure)):  # typed first, to measure how high the row must be
            page.put(row, FIRST + offset, text, "Aside")
        page.fit(row)
        _rule(page, row, f"ROWS(A${top}:A{row})")
        row += 1
    _colour(page, top, row - 1)
    return row


def _rule(page: Page, row: int, number: str) -> None:
    """One rule; `number` is an expression for its place in the list."""
    found = f"{TABLE}[{FAULT_NUMBER}]"
    cells = (
        (f"=INDEX(fault_names,{number})", "Label", None),
        (f"=INDEX(fault_severities,{number})", "Calculated text", None),
        (f"=INDEX(fault_rules,{number})", "Aside", None),
        (f"=COUNTIF({found},{number})", "Calculated", style.WHOLE),
        (f"=IF(E{row}>0,staff_head_row+MATCH({number},{found},0),dash)", "Calculated", style.YEAR),
        (f"=INDEX(fault_cures,{number})", "Aside", None),
    )
    for offset, (formula, style_name, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, formula, style_name, number_format)


def _colour(page: Page, top: int, last: int) -> None:
    """Counts above 0 in the colour of their severity, whose word stands beside them."""
    area = f"C{top}:C{last} E{top}:E{last}"
    page.colour_by(area, f"($E{top}>0)*($C{top}=INDEX(severities,1))", style.BAD, bold=True)
    page.colour_by(area, f"($E{top}>0)*($C{top}=INDEX(severities,2))", style.CAUTION, bold=True)


def _faulty(page: Page, row: int) -> int:
    """The first rows with a fault."""
    row = page.section(row, "The first rows with a fault")
    page.put(row, FIRST, _MORE, "Note")
    row = top = page.heads(row + 1, ("Id", "Row", "Fault", "Sex", "Counted as", "What to do"), right=(1,))
    for _ in range(LISTED):
        at = f"C{row}-staff_head_row"
        cells = (
            (f'=IF(ISNUMBER(C{row}),IFERROR(INDEX({TABLE}[{ID}],{at})&"",not_available),dash)', "Calculated text"),
            (f"=IF(ROWS(A${top}:A{row})<=COUNT({TABLE}[{FAULTY_ROW}]),SMALL({TABLE}[{FAULTY_ROW}],ROWS(A${top}:A{row})),dash)", "Calculated"),
            (f"=IF(ISNUMBER(C{row}),INDEX({TABLE}[{FAULT}],{at}),dash)", "Calculated text"),
            (f'=IF(ISNUMBER(C{row}),IFERROR(INDEX({TABLE}[{SEX}],{at})&"",not_available),dash)', "Calculated text"),
            (f"=IF(ISNUMBER(C{row}),INDEX({TABLE}[{COUNTED_AS}],{at}),dash)", "Calculated text"),
            (f"=IF(ISNUMBER(C{row}),INDEX(fault_cures,INDEX({TABLE}[{FAULT_NUMBER}],{at})),dash)", "Aside"),
        )  # fmt: skip
        for offset, (formula, style_name) in enumerate(cells):
            page.put(row, FIRST + offset, formula, style_name, style.YEAR if offset == 1 else None)
        page.height(row)
        row += 1
    page.book.define("faulty_list", page.sheet, (top, FIRST), (row - 1, FIRST))
    return row


_MORE = (
    f'=IF(COUNT({TABLE}[{FAULTY_ROW}])>ROWS(faulty_list),"More rows have faults than are listed here: filter the column Fault.",'
    '"All rows with faults are listed here.")'
)


def data_checks(staff: StaffList) -> list[Check]:
    """The lines of Checks that every book on a staff list has."""
    return [
        Check("Rows used and rows left out are all rows", "=staff_used+staff_excluded", "=staff_rows", "Report it: the arithmetic is wrong."),
        Check("Every row has a sex that is counted, or is left out",
              f"=staff_men+staff_women+COUNTIF({TABLE}[{COUNTED_AS}],other_label)", "=staff_used", "Labels on Inputs must differ."),
        Check("Every payroll code is mapped once, bonuses with their days", "=SUM(code_faults)", "=0", "See Payroll codes on Data checks."),
        Check("No more rows are left out than Inputs allow", "=1*(staff_excluded<=N(most_excluded)*staff_rows)", "=1",
              "Mend the rows named on Data checks."),
    ]  # fmt: skip

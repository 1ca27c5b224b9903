"""Each rule's check is shown a workbook that breaks the rule, and must tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl.styles import Font, Protection

from support.review import Review
from support.stored import StoredCell, StoredWorkbook, column_number
from workbooks.test_rules import RULES

Fault = Callable[[Review], Review | None]
FAR = "AZ300"


def sheet_of(review: Review, role: str) -> Any:
    """The first sheet with a role; where nothing is only calculated, "calc" is what calculates and shows."""
    return review.with_role(*(("calc", "output") if role == "calc" else (role,)))[0]


def cell(review: Review, role: str, formula: str | None = None, address: str = FAR, **changes: Any) -> StoredCell:
    """A stored cell on a sheet with this role; a formula's value is 1 unless told otherwise."""
    letters = address.rstrip("0123456789")
    given = {"form": "normal", "area": "", "dynamic": False, "kind": "", "value": 1.0, "has_value": True, **changes}
    return StoredCell(
        sheet=sheet_of(review, role).title,
        address=address,
        column=column_number(letters),
        row=int(address[len(letters) :]),
        formula=formula,
        **given,
    )


def with_cells(review: Review, *cells: StoredCell) -> Review:
    """The same workbook with further stored cells."""
    stored = StoredWorkbook(review.stored.path, review.stored.parts)
    stored.__dict__["cells"] = {**review.stored.cells, **{(item.sheet, item.address): item for item in cells}}
    return Review(stored, review.book)


def formula(text: str, role: str = "calc", **changes: Any) -> Fault:
    return lambda review: with_cells(review, cell(review, role, text, **changes))


def text(words: str, role: str = "calc") -> Fault:
    return lambda review: with_cells(review, cell(review, role, kind="str", value=words))


def part(pattern: str, old: bytes, new: bytes) -> Fault:
    """Other bytes in the first part whose name fits."""

    def changed(review: Review) -> Review:
        name = next(name for name in review.stored.parts if re.fullmatch(pattern, name))
        content = re.sub(old, new, review.stored.parts[name], count=1)
        assert content != review.stored.parts[name], f"{old!r} is not in {name}"
        return Review(StoredWorkbook(review.stored.path, {**review.stored.parts, name: content}), review.book)

    return changed


def first(role: str, change: Callable[[Any], object]) -> Fault:
    """Something done to the first sheet with a role."""

    def changed(review: Review) -> None:
        change(sheet_of(review, role))

    return changed


def attribute(name: str, value: object, of: str = "") -> Callable[[Any], object]:
    """Set an attribute of a sheet, or of something that belongs to it."""

    def change(sheet: Any) -> None:
        setattr(getattr(sheet, of) if of else sheet, name, value)

    return change


def merge(sheet: Any) -> None:
    sheet.merge_cells("ZA300:ZB901")


def type_into(address: str, value: object, style: str | None = None, **changes: object) -> Callable[[Any], object]:
    def change(sheet: Any) -> None:
        sheet[address] = value
        if style:
            sheet[address].style = style
        for name, given in changes.items():
            setattr(sheet[address], name, given)

    return change


def rename_table(sheet: Any) -> None:
    for table in sheet.tables.values():
        table.name = table.displayName = "Table1"


def rename_columns(review: Review) -> None:
    for sheet in review.with_role("data"):
        for table in sheet.tables.values():
            for column in table.tableColumns:
                column.name = "x"


def no_roles(review: Review) -> None:
    review.book.custom_doc_props.props[:] = []


def no_links(sheet: Any) -> None:
    for row in sheet.iter_rows():
        for item in row:
            item.hyperlink = None
            item.value = None


def without_checks(review: Review) -> Review:
    kept = {place: item for place, item in review.stored.cells.items() if review.roles[item.sheet] != "checks"}
    stored = StoredWorkbook(review.stored.path, review.stored.parts)
    stored.__dict__["cells"] = kept
    return Review(stored, review.book)


def orphan(review: Review) -> Review:
    review.stored.__dict__["names"] = {**review.stored.names, "left_alone": "Cover!$A$1"}
    return review


def failing_master(review: Review) -> Review:
    address = review.target("master_check")[1]
    return with_cells(review, cell(review, "checks", "=FALSE", address, kind="b", value=False))


def between(review: Review) -> Review:
    formulas = {"AY300": "AY1+1", "AZ300": "AZ1+2", "BA300": "BA1+1"}
    return with_cells(review, *(cell(review, "calc", text, address) for address, text in formulas.items()))


def chain(review: Review) -> Review:
    cells = {"AZ300": "AZ301", "AZ301": "AZ302", "AZ302": "AZ303"}
    return with_cells(review, *(cell(review, "calc", text, address) for address, text in cells.items()))


def short_sum(review: Review) -> Review:
    return with_cells(
        review,
        cell(review, "calc", "SUM(AY1:AY3)"),
        *(cell(review, "calc", None, f"AY{row}") for row in range(1, 5)),
    )


def unmarked_array(review: Review) -> Review:
    return with_cells(review, cell(review, "calc", "A1:A2", form="array", area="AZ300:AZ301"))


FAULTS: Mapping[int, tuple[Fault, ...]] = {
    1: (no_roles,),
    2: (first("calc", attribute("title", "Sheet1")),),
    3: (first("cover", no_links),),
    4: (
        first("calc", type_into(FAR, 7)),
        first("inputs", type_into(FAR, "=1", "Input")),
    ),
    5: (lambda review: formula(f"'{review.with_role('checks')[0].title}'!A9", "inputs")(review),),
    6: (
        formula("[1]Sheet1!A1"),
        part(r"xl/workbook\.xml", rb"</definedName>", b"#REF!</definedName>"),
    ),
    8: (first("calc", type_into("B1", None)), first("calc", type_into("B2", None))),
    9: (first("notes", attribute("sheet_state", "hidden")),),
    10: (between,),
    11: (formula("A1*1.05"), formula("INDEX(A1:A9,2)*3")),
    12: (formula('MATCH("Japan",A1:A9,0)'),),
    13: (formula("IF(A1,1,IF(A2,1,0))"), formula("+".join(["A1"] * 200))),
    14: (chain,),
    15: (part(r"xl/workbook\.xml", rb"<calcPr ", b'<calcPr iterate="1" '),),
    16: (formula("TODAY()"),),
    17: (
        formula("A1/0", kind="e", value="#DIV/0!"),
        formula("IF(A1,#N/A,1)"),
        formula("IFERROR(A1/A2,0)"),
    ),
    18: (formula("MATCH(A1,B1:B9)"), formula("VLOOKUP(A1,B1:C9,2,TRUE)")),
    19: (short_sum, formula("SUM(AZ299:AZ301)")),
    20: (
        formula("XLOOKUP(A1,B1:B9,C1:C9,,0)"),
        formula("_xlfn.SUM(A1)"),
        formula("_xlfn.WAGE_GAP(1,2)"),
        formula("_xlfn.rri(1,2,3)"),
    ),
    21: (formula("TARGET_PATH(1,2,2020,2030)"), unmarked_array, formula("A1", dynamic=True, form="array")),
    22: (
        formula("A1", has_value=False, value=None),
        part(r"xl/workbook\.xml", rb'fullCalcOnLoad="0"', b'fullCalcOnLoad="1"'),
        part(r"xl/workbook\.xml", rb'calcId="191029"', b'calcId="124519"'),
    ),
    23: (formula("AMOUNT_TEXT(1)"),),
    24: (first("calc", type_into(FAR, 7, "Input")), first("inputs", type_into("A300", "x", "Input"))),
    25: (first("inputs", type_into(FAR, 7, "Input")),),
    26: (
        first("inputs", type_into(FAR, 7, protection=Protection(locked=False))),
        first("inputs", type_into(FAR, 7, "Input", protection=Protection(locked=True))),
    ),
    27: (orphan,),
    28: (
        first("calc", attribute("sheet", False, "protection")),
        first("calc", attribute("password", "x", "protection")),
    ),
    29: (first("checks", type_into(FAR, True)),),
    30: (failing_master,),
    31: (without_checks,),
    32: (first("data", rename_table),),
    33: (first("calc", merge),),
    34: (formula("A1"), text("12.5 %".replace(" ", ""))),
    35: (first("notes", lambda sheet: setattr(sheet.column_dimensions["B"], "width", 200)),),
    36: (text("[q]"),),
    37: (text("[note 98]"),),
    38: (first("calc", attribute("ref", "A1:B2", "auto_filter")),),
    39: (
        part(r"xl/drawings/drawing1\.xml", rb' descr="[^"]*"', b""),
        part(r"xl/charts/chart1\.xml", rb"(?s)<title>.*?</title>", b""),
        part(r"xl/charts/chart1\.xml", rb"(?s)<numCache>.*?</numCache>", b""),
        part(r"xl/charts/chart2\.xml", rb"<valAx>", b"<valAx><majorGridlines/>"),
    ),
    40: (first("calc", type_into(FAR, "pale", font=Font(color="FFDDDDDD"))),),
    41: (
        first("calc", attribute("orientation", "portrait", "page_setup")),
        first("calc", attribute("print_area", None)),
    ),
    42: (part(r"docProps/core\.xml", rb"<dc:language[^>]*>[^<]*</dc:language>", b""),),
    43: (rename_columns,),
    44: (
        part(r"\[Content_Types\]\.xml", rb'<Override PartName="/xl/styles\.xml"[^>]*/>', b""),
        part(r"xl/_rels/workbook\.xml\.rels", rb"styles\.xml", b"stiles.xml"),
    ),
    45: (
        part(r"xl/styles\.xml", rb'formatCode="#,##0[^"]*"', b'formatCode="#,##0.##"'),
        part(r"xl/charts/chart\d+\.xml", rb"formatCode>[^<]+", b"formatCode>0.?%"),
    ),
}
WITH_FIGURES = {31, 32, 39, 43}  # rules about what only the workbook with sourced figures has, or bars


def test_every_check_is_shown_a_fault() -> None:
    assert set(FAULTS) == set(RULES)


SHOWN = [
    pytest.param(number, fault, id=f"{number}-{place}")
    for number, faults in FAULTS.items()
    for place, fault in enumerate(faults)
]


@pytest.mark.parametrize(("number", "fault"), SHOWN)
def test_a_fault_is_told(number: int, fault: Fault, built: dict[str, Path]) -> None:
    path = built["japan_policy_scorecard" if number in WITH_FIGURES else "growth_target"]
    sound = RULES[number](Review.of(path))
    review = Review.of(path)
    assert set(RULES[number](fault(review) or review)) - set(sound)

"""Rules about inputs, names, protection and checks (rules 24 to 31)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.datavalidation import DataValidation

from .review import Review, covers, references
from .stored import CellValue

SOURCED = "fact_name"  # the name that a workbook with sourced figures gives to their list
MASTER = "master_check"  # the name of the master check


def inputs_are_labelled(review: Review) -> list[str]:
    """24: every input has a label to its left or a column head above it, and words beside it that say the unit."""
    problems = []
    for cell in review.inputs:
        before = [cell.parent.cell(cell.row, column).value for column in range(1, cell.column)]
        after = [cell.parent.cell(cell.row, column).value for column in range(cell.column + 1, cell.column + 4)]
        if not any(map(_is_text, before)) and not _has_head(cell):
            problems.append(f"{_place(cell)} has no label")
        if isinstance(cell.value, (int, float)) and not (any(map(_is_text, after)) or _has_unit_before(cell)):
            problems.append(f"{_place(cell)} has no unit beside it")
    return problems


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _has_head(cell: Cell) -> bool:
    """Whether the nearest text above the cell is a column head, or the cell stands in a table, which has heads."""
    if any(covers(table.ref, cell) for table in cell.parent.tables.values()):
        return True
    above = (cell.parent.cell(row, cell.column) for row in range(cell.row - 1, 0, -1))
    nearest = next((other for other in above if _is_text(other.value)), None)
    return nearest is not None and str(nearest.style).startswith("Column head")


def _has_unit_before(cell: Cell) -> bool:
    """Whether label and unit both stand to the left, or the format itself says the unit."""
    before = [cell.parent.cell(cell.row, column).value for column in range(1, cell.column)]
    return sum(map(_is_text, before)) > 1 or "%" in cell.number_format or cell.number_format == "0"


def inputs_are_validated(review: Review) -> list[str]:
    """25: every input has a validation with a message, and what stands in it is accepted."""
    problems = []
    for cell in review.inputs:
        rules = [rule for rule in cell.parent.data_validations.dataValidation if covers(str(rule.sqref), cell)]
        if len(rules) != 1:
            problems.append(f"{_place(cell)} has {len(rules)} validations")
        elif not (rules[0].showErrorMessage and rules[0].error and rules[0].errorTitle):
            problems.append(f"{_place(cell)} refuses without saying why")
        elif not _accepts(review, cell, rules[0]):
            problems.append(f"{_place(cell)} holds {cell.value!r}, which its own rule refuses")
    return problems


def _accepts(review: Review, cell: Cell, rule: DataValidation) -> bool:
    """Whether the value in a cell satisfies its validation; a rule of another kind than these counts as refusing."""
    value = review.value(cell.parent.title, cell.coordinate)
    if value is None:
        return bool(rule.allow_blank)
    if rule.type == "list":
        return value in _options(review, cell, str(rule.formula1))
    if rule.type in ("decimal", "whole", "date", "textLength") and rule.operator in (None, "between"):
        size = len(str(value)) if rule.type == "textLength" else value
        low, high = _number(review, str(rule.formula1)), _number(review, str(rule.formula2))
        whole = rule.type != "whole" or (isinstance(value, float) and value.is_integer())
        return isinstance(size, (int, float)) and low <= size <= high and whole
    return False


def _options(review: Review, cell: Cell, formula: str) -> list[CellValue]:
    if formula.startswith('"'):
        return [option.strip() for option in formula.strip('"').split(",")]
    sheet, cells = review.target(formula) if formula in review.stored.names else _located(formula, cell)
    rows = review.book[sheet][cells]
    places = rows if isinstance(rows, tuple) else ((rows,),)
    return [review.value(sheet, item.coordinate) for row in places for item in row]


def _located(formula: str, cell: Cell) -> tuple[str, str]:
    sheet, _, cells = formula.replace("$", "").rpartition("!")
    return sheet.strip("'") or cell.parent.title, cells


def _number(review: Review, formula: str) -> float:
    """A limit: a number, or a name or cell that holds one."""
    if formula in review.stored.names:
        value = review.value(*review.target(formula))
        return float(value) if isinstance(value, (int, float)) else float("nan")
    return float(formula)


def inputs_look_like_inputs(review: Review) -> list[str]:
    """26: the style Input is on all inputs and nothing else; it differs from others by more than a colour."""
    problems = []
    for cell in review.inputs:
        if cell.protection.locked:
            problems.append(f"{_place(cell)} has the style of an input and is locked")
    for sheet in review.sheets:
        validated = [str(rule.sqref) for rule in sheet.data_validations.dataValidation]
        for row in sheet.iter_rows():
            for cell in row:
                unlocked = not cell.protection.locked
                if cell.style != "Input" and (unlocked or any(covers(area, cell) for area in validated)):
                    problems.append(f"{_place(cell)} can be filled in and does not look like it")
    return problems


def names_are_sound(review: Review) -> list[str]:
    """27: names are workbook-wide, unique whatever their case, point at one cell or line, and are used."""
    workbook = review.stored.tree("xl/workbook.xml")
    local = [element for element in workbook.iter("{*}definedName") if element.get("localSheetId")]
    problems = [
        f"{name.get('name')} belongs to one sheet" for name in local if not str(name.get("name")).startswith("_xlnm.")
    ]
    lowered = [name.lower() for name in review.stored.names]
    problems += [f"the name {name} is there twice" for name in set(lowered) if lowered.count(name) > 1]
    used = _words_used(review)
    for name, target in review.stored.names.items():
        if not re.fullmatch(r"('[^']+'|\w+)!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", target) or _is_block(target):
            problems.append(f"{name} stands for {target}")
        if name.lower() not in used:
            problems.append(f"{name} is used nowhere")
    return problems


def _is_block(target: str) -> bool:
    """Whether a target spans several rows and several columns."""
    corners = re.findall(r"\$([A-Z]+)\$(\d+)", target)
    return len({column for column, _ in corners}) > 1 and len({row for _, row in corners}) > 1


def _words_used(review: Review) -> set[str]:
    """Every word in formulas, conditional formats, validations and charts, and every name that a sheet explains."""
    words = {word.lower() for cell in review.formulas() for word in references(cell.formula or "")}
    for part, content in review.stored.parts.items():
        if part.startswith(("xl/worksheets/", "xl/charts/")):
            for text in re.findall(r"<(?:c:)?(?:formula\d?|f)\b[^>]*>([^<]*)<", content.decode()):
                words |= {word.lower() for word in re.findall(r"[A-Za-z_][\w.]*", text)}
    return words | {MASTER, "frozen_note"}  # these are found by their names


def workings_are_protected(review: Review) -> list[str]:
    """28: calculations and findings are protected against slips, without a password."""
    sheets = review.with_role("calc", "output", "checks")
    problems = [f"{sheet.title} is not protected" for sheet in sheets if not sheet.protection.sheet]
    locked = [sheet for sheet in review.sheets if sheet.protection.password]
    return problems + [f"{sheet.title} has a password" for sheet in locked]


def checks_are_formulas(review: Review) -> list[str]:
    """29: the checks are listed with what they compare, each result is a formula; counts of errors are among them."""
    sheets = review.with_role("checks")
    if len(sheets) != 1:
        return [f"{len(sheets)} sheets of checks"]
    results = [cell for cell in review.formulas("checks") if isinstance(cell.value, bool)]
    problems = [] if len(results) >= 2 else [f"{len(results)} checks with a result"]
    typed = [cell for cell in review.filled(sheets[0]) if isinstance(cell.value, bool)]
    return problems + [f"{_place(cell)} is a typed result" for cell in typed]


def the_master_check_passes(review: Review) -> list[str]:
    """30: one named master check holds, and every sheet's head shows it."""
    if MASTER not in review.stored.names:
        return [f"there is no name {MASTER}"]
    sheet, address = review.target(MASTER)
    problems = [] if review.value(sheet, address) is True else [f"{MASTER} is {review.value(sheet, address)}"]
    failing = [cell for cell in review.formulas("checks") if cell.value is False]
    return problems + [f"{cell.place} fails" for cell in failing] + list(_heads_without_checks(review))


def _heads_without_checks(review: Review) -> Iterator[str]:
    for sheet in review.with_role("output", "cover"):
        head = [cell for cell in review.formulas() if cell.sheet == sheet.title and cell.row <= 3]
        if not any("check" in (cell.formula or "").lower() for cell in head):
            yield f"{sheet.title} does not show the checks in its head"


def old_figures_are_noticed(review: Review) -> list[str]:
    """31: where figures with sources are kept, a check compares the as-of date, a typed one, with the latest year."""
    if SOURCED not in review.stored.names:
        return []
    mentioned = {word for cell in review.formulas("checks") for word in references(cell.formula or "")}
    problems = [f"no check mentions {name}" for name in ("as_of", "stale_after_years") if name not in mentioned]
    place = "!".join(review.target("as_of")) if "as_of" in review.stored.names else ""
    return problems + [f"{place} calculates the as-of date" for cell in review.formulas() if cell.place == place]


def _place(cell: Cell) -> str:
    return f"{cell.parent.title}!{cell.coordinate}"

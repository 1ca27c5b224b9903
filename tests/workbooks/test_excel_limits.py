"""What makes Excel offer a repair: texts, formulas, rules and references beyond what it takes, sought in the XML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree

from gapsheet.templates import TEMPLATES
from support.stored import StoredWorkbook, column_number

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# Excel specifications and limits; the lengths of validation messages are those its own dialogue accepts.
LONGEST_TEXT, LONGEST_FORMULA, LONGEST_QUOTED, DEEPEST = 32_767, 8_192, 255, 64
MESSAGES = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 225}
LONGEST_RULE = 255
TALLEST, WIDEST = 409.0, 255.0
LONGEST_FOOTER = 255
QUOTED = re.compile(r'"((?:[^"]|"")*)"')

Fault = Iterator[str]


def cell_faults(book: StoredWorkbook) -> Fault:
    for cell in book.cells.values():
        if isinstance(cell.value, str) and len(cell.value) > LONGEST_TEXT:
            yield f"{cell.place}: a text of {len(cell.value)} characters"
        formula = cell.formula or ""
        bare = QUOTED.sub("", formula)
        if len(formula) > LONGEST_FORMULA or _depth(bare) > DEEPEST:
            yield f"{cell.place}: a formula too long or too deep"
        if any(len(quoted) > LONGEST_QUOTED for quoted in QUOTED.findall(formula)):
            yield f"{cell.place}: a quoted text too long for a formula"
        if formula.startswith("=") or "@" in bare:
            yield f"{cell.place}: a formula as typed, not as stored"


def _depth(formula: str) -> int:
    deepest = depth = 0
    for character in formula:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest


def order_faults(book: StoredWorkbook) -> Fault:
    """Rows and cells stand in order, each once, and no measure is beyond the sheet's."""
    for name, root in _sheets(book):
        rows = [int(row.get("r", "0")) for row in root.iter(f"{MAIN}row")]
        if rows != sorted(set(rows)):
            yield f"{name}: rows out of order"
        for row in root.iter(f"{MAIN}row"):
            columns = [column_number(re.sub(r"\d", "", cell.get("r", ""))) for cell in row]
            if columns != sorted(set(columns)):
                yield f"{name}: cells out of order in row {row.get('r')}"
            if float(row.get("ht", "0")) > TALLEST:
                yield f"{name}: row {row.get('r')} is too tall"
        yield from (
            f"{name}: a column is too wide" for c in root.iter(f"{MAIN}col") if float(c.get("width", 0)) > WIDEST
        )


def style_faults(book: StoredWorkbook) -> Fault:
    """Every style that is referred to exists."""
    styles = book.tree("xl/styles.xml")
    known = {kind: len(styles.find(f"{MAIN}{kind}")) for kind in ("cellXfs", "dxfs", "fonts", "fills", "borders")}
    for place in styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf"):
        for kind, attribute in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId")):
            if int(place.get(attribute, "0")) >= known[kind]:
                yield f"styles: no {attribute} {place.get(attribute)}"
    for name, root in _sheets(book):
        used = {int(cell.get("s", "0")) for cell in root.iter(f"{MAIN}c")}
        conditional = {int(rule.get("dxfId", "0")) for rule in root.iter(f"{MAIN}cfRule")}
        if max(used, default=0) >= known["cellXfs"] or max(conditional, default=-1) >= known["dxfs"]:
            yield f"{name}: a style that does not exist"


def rule_faults(book: StoredWorkbook) -> Fault:
    """Validations and conditional formats stay within what their dialogues accept."""
    for name, root in _sheets(book):
        for validation in root.iter(f"{MAIN}dataValidation"):
            where = f"{name}!{validation.get('sqref')}"
            yield from (
                f"{where}: {key} too long" for key, most in MESSAGES.items() if len(validation.get(key, "")) > most
            )
            yield from (f"{where}: its rule is too long" for rule in validation if len(rule.text or "") > LONGEST_RULE)
        priorities = [rule.get("priority") for rule in root.iter(f"{MAIN}cfRule")]
        if len(priorities) != len(set(priorities)):
            yield f"{name}: two conditional formats of one priority"
        for text in root.iterfind(f"{MAIN}headerFooter/*"):
            if len(text.text or "") > LONGEST_FOOTER:
                yield f"{name}: its footer is too long"


def table_faults(book: StoredWorkbook) -> Fault:
    """A table's columns are named as its head cells, which hold texts, and its name is nobody else's."""
    names = {name.casefold() for name in book.names}
    for part, sheet in _tables(book):
        table = book.tree(part)
        name, first = table.get("displayName", ""), table.get("ref", "").partition(":")[0]
        if name.casefold() in names:
            yield f"{name}: the name of two things"
        row, left = re.sub(r"\D", "", first), column_number(re.sub(r"\d", "", first))
        heads = {
            cell.column: cell.value
            for cell in book.cells.values()
            if cell.sheet == sheet and str(cell.row) == row and cell.formula is None
        }
        for place, column in enumerate(table.iter(f"{MAIN}tableColumn")):
            if heads.get(left + place) != column.get("name"):
                yield f"{name}: column {column.get('name')} stands under {heads.get(left + place)!r}"


def _sheets(book: StoredWorkbook) -> Iterator[tuple[str, etree._Element]]:
    return ((name, book.tree(part)) for name, part in book.sheets.items())


def _tables(book: StoredWorkbook) -> Iterator[tuple[str, str]]:
    for sheet, part in book.sheets.items():
        folder, _, own = part.rpartition("/")
        links = book.parts.get(f"{folder}/_rels/{own}.rels", b"<none/>")
        for link in etree.fromstring(links):
            if link.get("Type", "").endswith("/table"):
                yield link.get("Target", "").removeprefix("/"), sheet


CHECKS = (cell_faults, order_faults, style_faults, rule_faults, table_faults)
FAULTS: tuple[tuple[Callable[[StoredWorkbook], Fault], str, str, str], ...] = (
    (cell_faults, "Targets", r"<f>", "<f>="),
    (cell_faults, "Targets", r"<f>", '<f>"' + "x" * 256 + '"&amp;'),
    (cell_faults, "Targets", r"<f>", "<f>" + "(" * 65),
    (cell_faults, "Targets", r"<is><t>", "<is><t>" + "x" * LONGEST_TEXT),
    (order_faults, "Targets", r'<row r="2"', '<row r="1"'),
    (order_faults, "Targets", r'<c r="[C-Z](\d+)"', r'<c r="A\1"'),
    (order_faults, "Targets", r'<row r="2"', '<row ht="410" r="2"'),
    (style_faults, "Targets", r' s="\d+"', ' s="9999"'),
    (rule_faults, "Inputs", r' promptTitle="', ' promptTitle="' + "x" * 33),
    (table_faults, "Article check", r"<t>The article says</t>", "<t>It says</t>"),
    (table_faults, "xl/tables/table1.xml", r'displayName="\w+"', 'displayName="AS_OF"'),
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_is_beyond_what_excel_takes(
    name: str, check: Callable[[StoredWorkbook], Fault], built: dict[str, Path]
) -> None:
    assert list(check(StoredWorkbook.of(built[name]))) == []


@pytest.mark.parametrize(("check", "place", "pattern", "fault"), FAULTS, ids=range(len(FAULTS)))
def test_a_fault_is_told(
    check: Callable[[StoredWorkbook], Fault], place: str, pattern: str, fault: str, built: dict[str, Path]
) -> None:
    book = StoredWorkbook.of(built["japan_policy_scorecard"])
    part = book.sheets.get(place, place)
    changed, count = re.subn(pattern, fault, book.parts[part].decode(), count=1)
    assert count == 1
    faulty = StoredWorkbook(book.path, {**book.parts, part: changed.encode()})
    assert list(check(faulty))

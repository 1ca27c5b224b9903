"""Rules about formulas and the values stored with them (rules 10 to 23)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openpyxl.formula.tokenizer import Token
from openpyxl.formula.translate import Translator
from openpyxl.utils import FORMULAE, range_boundaries

from gapsheet import catalog
from gapsheet.quantities import Shape

from .calls import functions, tokens
from .review import Review, references
from .stored import StoredCell

LITERALS = frozenset({0.0, 1.0, -1.0, 2.0, 12.0, 24.0, 100.0, 1000.0})
LONGEST = 140  # characters, a name counted like a cell's address: names are words so that formulas can be read
DEEPEST = 6
VOLATILE = frozenset({"OFFSET", "INDIRECT", "NOW", "TODAY", "RAND", "RANDBETWEEN", "CELL", "INFO", "NPV"})
# Arguments that say a place, a number of digits or a kind of match, from 1: not figures.
_PLACES = {"INDEX": (2, 3), "ROUND": (2,), "LEFT": (2,), "RIGHT": (2,), "MID": (2, 3), "MATCH": (3,), "SMALL": (2,)}
_MATCHING = {"MATCH": 3, "VLOOKUP": 4, "HLOOKUP": 4, "XLOOKUP": 5}  # which argument says how to match
_MOVING = re.compile(r"(?<![A-Za-z0-9_.$])(\$?[A-Z]{1,3}\d+|[A-Z]{1,3}\$\d+)(?![A-Za-z0-9_.(])")  # a relative address
_PREFIX = re.compile(r"_xlfn\.(_xlws\.)?")
_ARRAYS = {Shape.TABLE, Shape.SERIES}
_LANGUAGE = re.compile(r'"[a-z]{2}:"&')  # stands in every edition but the English before the function that WHY explains
_WORKINGS = ("calc", "output", "checks")


def neighbours_agree(review: Review) -> list[str]:
    """10: a formula between two that are alike is like them; a table's column holds one formula."""
    problems = []
    cells = {(cell.sheet, cell.row, cell.column): cell for cell in review.formulas(*_WORKINGS)}
    for (sheet, row, column), cell in cells.items():
        across = _odd(cell, cells.get((sheet, row, column - 1)), cells.get((sheet, row, column + 1)))
        down = _odd(cell, cells.get((sheet, row - 1, column)), cells.get((sheet, row + 1, column)))
        if (across and down is not False) or (down and across is not False):
            problems.append(f"{cell.place} differs from the like formulas on both sides: {cell.formula}")
    return problems + list(_mixed_table_columns(review))


def _odd(cell: StoredCell, before: StoredCell | None, after: StoredCell | None) -> bool | None:
    """Whether a cell differs from two neighbours that are alike; None if they tell nothing."""
    if before is None or after is None or _relative(before) != _relative(after):
        return None
    if not _MOVING.search(before.formula or ""):  # the same fixed cell on both sides: a row of links
        return None
    return _relative(cell) != _relative(before)


def _relative(cell: StoredCell) -> str:
    """The formula as it would read in one fixed far cell: equal for formulas that are copies of each other."""
    return str(Translator(f"={cell.formula}", origin=cell.address).translate_formula("ZZ9999"))


def _mixed_table_columns(review: Review) -> Iterator[str]:
    for sheet in review.sheets:
        for table in sheet.tables.values():
            left, top, right, bottom = range_boundaries(table.ref)
            for column in range(left, right + 1):
                own = [cell for cell in review.formulas() if cell.sheet == sheet.title and cell.column == column]
                kinds = {_relative(cell) for cell in own if top < cell.row <= bottom}
                if len(kinds) > 1:
                    yield f"table {table.name}: column {column} holds {len(kinds)} formulas"


def no_figures_inside_formulas(review: Review) -> list[str]:
    """11: a formula holds no number but 0, 1, 2, 12, 24, 100, 1000, and places in a list."""
    problems = []
    for cell in review.formulas(*_WORKINGS):
        for value, function, argument in _numbers(cell.formula or ""):
            if value not in LITERALS and argument not in _PLACES.get(function, ()):
                problems.append(f"{cell.place} holds the number {value:g}: {cell.formula}")
    return problems


def _numbers(formula: str) -> Iterator[tuple[float, str, int]]:
    """The numbers typed in a formula, each with the function around it and which argument it is."""
    for token, stack in _walk(formula):
        if token.type == Token.OPERAND and token.subtype == Token.NUMBER:
            yield float(token.value), *(stack[-1] if stack else ("", 0))


def _walk(formula: str) -> Iterator[tuple[Token, list[tuple[str, int]]]]:
    """Each token with the functions around it and which argument of each it belongs to."""
    stack: list[tuple[str, int]] = []
    for token in tokens(formula):
        if token.subtype == Token.CLOSE:
            stack.pop()
        yield token, stack
        if token.subtype == Token.OPEN:
            stack.append((token.value[:-1].upper(), 1))
        elif token.type == Token.SEP and token.subtype == Token.ARG and stack:
            stack[-1] = (stack[-1][0], stack[-1][1] + 1)


def no_word_is_looked_up(review: Review) -> list[str]:
    """12: what is looked up stands in a cell, not as a word inside the formula."""
    problems = []
    for cell in review.formulas():
        for token, stack in _walk(cell.formula or ""):
            if token.type == Token.OPERAND and token.subtype == Token.TEXT and stack and stack[-1][0] in _MATCHING:
                problems.append(f"{cell.place} looks up the word {token.value}")
    return problems


def formulas_are_short(review: Review) -> list[str]:
    """13: length and depth are bounded, IF is not nested, there is no line break."""
    problems = []
    for cell in review.formulas(*_WORKINGS):
        formula = cell.formula or ""
        depth = max((len(stack) for _, stack in _walk(formula)), default=0)
        nested = any([name for name, _ in stack].count("IF") > 1 for _, stack in _walk(formula))
        own = _LANGUAGE.sub("", formula)
        length = len(own) - sum(max(len(word) - 5, 0) for word in references(own))
        if length > LONGEST or depth > DEEPEST or nested or "\n" in formula:
            problems.append(f"{cell.place} is long or deep: {length} characters, depth {depth}: {formula}")
    return problems


def calculation_never_iterates(review: Review) -> list[str]:
    """15: no iteration; that no ring of references exists shows in every formula having a value."""
    (settings,) = review.stored.tree("xl/workbook.xml").iter("{*}calcPr")
    return ["iteration is on"] if settings.get("iterate") else []


def no_volatile_functions(review: Review) -> list[str]:
    """16: nothing that changes by itself or hides what it refers to."""
    return [
        f"{cell.place} calls {name}"
        for cell in review.formulas()
        for name in functions(cell.formula or "")
        if name.upper() in VOLATILE
    ]


def no_errors_are_stored(review: Review) -> list[str]:
    """17: no error values but declared ones, none typed into a formula, no IFERROR around everything."""
    cells = review.stored.cells.values()
    problems = [
        f"{cell.place} is {cell.value}" for cell in cells if cell.is_error and cell.place not in review.declared_errors
    ]
    for cell in review.formulas(*_WORKINGS):
        written = [token.value for token in tokens(cell.formula or "") if token.subtype == Token.ERROR]
        if written or "NA" in functions(cell.formula or ""):
            problems.append(f"{cell.place} holds an error in its formula")
        if (cell.formula or "").upper().startswith("IFERROR("):
            problems.append(f"{cell.place} hides every error: {cell.formula}")
    return problems


def matches_say_how(review: Review) -> list[str]:
    """18: a lookup says in its argument that only an exact match will do."""
    problems = []
    for cell in review.formulas():
        for name, arguments in _calls_with_arguments(cell.formula or ""):
            place = _MATCHING.get(name)
            if place and (len(arguments) < place or arguments[place - 1] not in ("0", "FALSE")):
                problems.append(f"{cell.place}: {name} does not ask for an exact match")
    return problems


def _calls_with_arguments(formula: str) -> Iterator[tuple[str, list[str]]]:
    """Every call with the text of its arguments, innermost first."""
    open_calls: list[tuple[str, list[str]]] = []
    for token in tokens(formula):
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            open_calls.append((_PREFIX.sub("", token.value[:-1]).upper(), [""]))
            continue
        if token.type == Token.FUNC and token.subtype == Token.CLOSE:
            name, arguments = open_calls.pop()
            yield name, arguments
            if open_calls:
                open_calls[-1][1][-1] += f"{name}({','.join(arguments)})"
            continue
        if token.type == Token.SEP and token.subtype == Token.ARG and open_calls:
            open_calls[-1][1].append("")
        elif open_calls:
            open_calls[-1][1][-1] += token.value


def sums_cover_their_block(review: Review) -> list[str]:
    """19: SUM leaves out no number next to its range and does not include itself."""
    problems = []
    for cell in review.formulas():
        for name, arguments in _calls_with_arguments(cell.formula or ""):
            if name == "SUM":
                problems += [text for area in arguments for text in _sum_problems(review, cell, area)]
    return problems


def _sum_problems(review: Review, cell: StoredCell, area: str) -> Iterator[str]:
    sheet = review.sheet_of(area) or cell.sheet
    cells = review.target(area)[1] if area in review.stored.names else area.rpartition("!")[2].replace("$", "")
    if not re.fullmatch(r"[A-Z]+\d+:[A-Z]+\d+", cells):
        return
    left, top, right, bottom = range_boundaries(cells)
    if sheet == cell.sheet and left <= cell.column <= right and top <= cell.row <= bottom:
        yield f"{cell.place} sums itself"
    ends = [(top - 1, left), (bottom + 1, left)] if left == right else [(top, left - 1), (top, right + 1)]
    for other in review.stored.cells.values():
        beside = other.sheet == sheet and (other.row, other.column) in ends and other != cell
        if beside and isinstance(other.value, float):
            yield f"{cell.place} leaves out {other.place}"


def newer_functions_are_spelled_as_stored(review: Review) -> list[str]:
    """20: functions that Excel 2007 did not know carry their prefix, all others none; capitals throughout."""
    problems = []
    for cell in review.formulas():
        for name in functions(cell.formula or ""):
            bare = _PREFIX.sub("", name)
            prefixed, old = bare != name, bare in FORMULAE
            if bare != bare.upper() or (prefixed == old and catalog.find(bare) is None):
                problems.append(f"{cell.place} spells {name}")
            if prefixed and catalog.find(bare) is not None:
                problems.append(f"{cell.place} spells {name} like a function of Excel's own")
    return problems


def arrays_are_stored_as_arrays(review: Review) -> list[str]:
    """21: what may return several cells is a dynamic array with registered metadata and room; nothing else is."""
    problems = [f"{cell.place} may spill and is stored as one cell" for cell in review.formulas() if _undeclared(cell)]
    dynamic = [cell for cell in review.stored.cells.values() if cell.dynamic]
    problems += [f"{cell.place} is marked and no array" for cell in dynamic if cell.form != "array"]
    registered = b"/xl/metadata.xml" in review.stored.parts["[Content_Types].xml"]
    if bool(dynamic) != ("xl/metadata.xml" in review.stored.parts) or bool(dynamic) != registered:
        problems.append("metadata.xml and the cells that need it do not agree")
    problems += [f"{cell.place} is an array and not marked" for cell in review.formulas() if _unmarked(cell)]
    return problems


def _undeclared(cell: StoredCell) -> bool:
    """Whether the outermost function returns a table and the cell does not say so."""
    names = functions(cell.formula or "")
    entry = catalog.find(names[0]) if names and (cell.formula or "").upper().startswith(names[0]) else None
    return entry is not None and entry.result.shape in _ARRAYS and cell.form != "array"


def _unmarked(cell: StoredCell) -> bool:
    return cell.form == "array" and not cell.dynamic


def every_formula_has_its_value(review: Review) -> list[str]:
    """22: every formula cell stores a value; no recalculation is asked for on opening."""
    problems = [f"{cell.place} has no value: {cell.formula}" for cell in review.formulas() if not cell.has_value]
    (settings,) = review.stored.tree("xl/workbook.xml").iter("{*}calcPr")
    if settings.get("fullCalcOnLoad") not in (None, "0", "false"):
        problems.append("the file asks to be recalculated on opening")
    if settings.get("calcId") != "191029":
        problems.append(f"calcId is {settings.get('calcId')}; another than Excel's own makes it recalculate")
    return problems


def functions_used_are_listed(review: Review) -> list[str]:
    """23: the notes list every gapsheet function that the book uses."""
    used = {name.upper() for cell in review.formulas() for name in functions(cell.formula or "") if catalog.find(name)}
    cells = (cell for sheet in review.with_role("notes", "cover") for cell in review.filled(sheet))
    listed = set(re.findall(r"[A-Z_]{3,}", " ".join(str(cell.value) for cell in cells)))
    return [f"{name} is used and not listed on the notes" for name in sorted(used - listed)]


def links_lead_straight(review: Review) -> list[str]:
    """14: a cell that only repeats another does so over at most one cell between: finding, working, figure."""
    links = {(cell.sheet, cell.address): _link(review, cell) for cell in review.formulas()}
    problems = []
    for (sheet, address), first in links.items():
        second = links.get(first) if first else None
        if second and links.get(second):
            problems.append(f"{sheet}!{address} repeats a cell that repeats a cell that repeats another")
    return problems


def _link(review: Review, cell: StoredCell) -> tuple[str, str] | None:
    """The one cell whose value a formula repeats."""
    found: Sequence[str] = references(cell.formula or "")
    if len(found) != 1 or found[0] != cell.formula:
        return None
    if found[0] in review.stored.names:
        return review.target(found[0])
    sheet = review.sheet_of(found[0]) or cell.sheet
    return sheet, found[0].rpartition("!")[2].replace("$", "")

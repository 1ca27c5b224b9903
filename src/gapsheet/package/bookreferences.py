"""The parts outside the rewritten sheets that speak of tables' cells: names, charts, pivot caches, other sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gapsheet.package.addresses import AREA, area, area_name
from gapsheet.package.archive import Archive, SheetPart
from gapsheet.package.celltext import escaped, unescaped
from gapsheet.package.draft import Draft
from gapsheet.package.formulamoves import FormulaMoves
from gapsheet.package.references import Reference, references, with_references
from gapsheet.package.rowmoves import with_formulas
from gapsheet.package.sheetaround import Around
from gapsheet.package.sheetxml import SheetXml
from gapsheet.package.structure import located_tables
from gapsheet.package.tablemoves import Reach

_NAME = re.compile(rb"(<(?:[\w.-]+:)?definedName\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>)([^<]+)(?=</)")
_NAMED = re.compile(rb"\sname\s*=\s*[\"']([^\"']*)")
_SERIES = re.compile(rb"(<(?:[\w.-]+:)?(?:f|sqref)(?:\s[^<>]*)?>)([^<]+)(?=</)")
_TEXT_LINK = re.compile(rb"(\s(?:textlink|fmlaLink|fmlaRange)\s*=\s*\")([^\"]+)")
_SOURCE = re.compile(rb"<(?:[\w.-]+:)?worksheetSource\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_SOURCE_REF = re.compile(rb"(\sref\s*=\s*\")(" + AREA + rb")(?=\")")
_SOURCE_SHEET = re.compile(rb"\ssheet\s*=\s*\"([^\"]*)")
_SOURCE_NAME = re.compile(rb"\sname\s*=\s*\"([^\"]*)")
_TABLE_FORMULA = re.compile(rb"(<(?:[\w.-]+:)?(?:calculatedColumnFormula|totalsRowFormula)(?:\s[^<>]*)?>)([^<]+)(?=</)")
_OVERRIDE = re.compile(rb"<(?:[\w.-]+:)?Override\s[^<>]*>")
_PART_NAME = re.compile(rb"PartName\s*=\s*[\"']/?([^\"']*)")
_TYPE = re.compile(rb"ContentType\s*=\s*[\"']([^\"']*)")
_SIMPLE = re.compile(r"[A-Za-z0-9_. ()-]+")  # sheet names that have one spelling in a part, but for capitals
_PLAIN = re.compile(r"[()\s,]*")  # what may stand between the references of a name that is nothing but references


def typed_parts(archive: Archive, *endings: str) -> Iterator[str]:
    """The parts whose content type ends so, in the order in which the file lists them."""
    for match in _OVERRIDE.finditer(archive.read("[Content_Types].xml")):
        name, kind = _PART_NAME.search(match[0]), _TYPE.search(match[0])
        if name and kind and unescaped(kind[1]).endswith(endings) and unescaped(name[1]) in archive:
            yield unescaped(name[1])


def follow_everywhere(draft: Draft, formula_moves: FormulaMoves, rewritten: set[str]) -> None:
    """Bring in line what speaks of the moved tables outside the sheets that are rewritten.

    Args:
        draft: The workbook.
        formula_moves: The moves.
        rewritten: The sheet parts in which formulas are in line already.
    """
    for part in typed_parts(draft, "spreadsheetml.pivotCacheDefinition+xml"):
        _lay(draft, part, _with_source(draft.read(part), formula_moves))
    if formula_moves.is_still:
        return
    _lay(draft, draft.workbook_part, _with_names(draft.read(draft.workbook_part), formula_moves))
    for sheet in draft.sheets:
        if sheet.part not in rewritten and _speaks(draft.read(sheet.part), formula_moves):
            _follow_on_sheet(draft, sheet, formula_moves)
    for part in typed_parts(draft, "drawing+xml", "controlproperties+xml"):
        _lay(draft, part, _with_links(draft.read(part), formula_moves))
    for _, part, sheet in located_tables(draft):
        _lay(draft, part, _with_table_formulas(draft.read(part), sheet.name, formula_moves))


def with_series(xml: bytes, formula_moves: FormulaMoves) -> bytes:
    """A chart whose series grow and shrink with the tables that they draw."""

    def moved(match: re.Match[bytes]) -> bytes:
        return _formula(match, formula_moves, "a chart", Reach.SPAN)

    return _SERIES.sub(moved, xml)


def _lay(draft: Draft, part: str, content: bytes) -> None:
    if content != draft.read(part):
        draft.put(part, content)


def _speaks(xml: bytes, formula_moves: FormulaMoves) -> bool:
    """Whether a part may refer to a sheet with a moved table: a quick look that spares most sheets."""
    lowered = xml.lower()
    names = [move.block.sheet.name for moves in formula_moves.moves.sheets.values() for move in moves[:1]]
    return any(not _SIMPLE.fullmatch(name) or name.lower().encode("ascii") in lowered for name in names)


def _follow_on_sheet(draft: Draft, sheet: SheetPart, formula_moves: FormulaMoves) -> None:
    xml = SheetXml.of(draft.read(sheet.part))
    cells = xml.content[xml.start : xml.end]
    new = with_formulas(cells, xml.prefix, sheet.name, formula_moves)
    tail = xml.content[xml.end :]
    after = Around(sheet.name, formula_moves).moved(tail)
    if new != cells or after != tail:
        draft.put(sheet.part, b"".join((xml.content[: xml.start], new, after)))


def _formula(match: re.Match[bytes], formula_moves: FormulaMoves, place: str, reach: Reach) -> bytes:
    """A formula between two tags or quotes, brought in line."""
    text = unescaped(match[2])
    new = formula_moves.elsewhere(text, "", place, reach)
    return match[0] if new == text else match[1] + escaped(new).replace(b'"', b"&quot;")


def _with_names(xml: bytes, formula_moves: FormulaMoves) -> bytes:
    def moved(match: re.Match[bytes]) -> bytes:
        named = _NAMED.search(match[1])
        place = f"the name {unescaped(named[1]) if named else ''}"
        text = unescaped(match[2])
        reach = Reach.NAME if _is_fixed_place(text) else Reach.FORMULA
        new = formula_moves.elsewhere(text, "", place, reach)
        return match[0] if new == text else match[1] + escaped(new)

    return _NAME.sub(moved, xml)


def _is_fixed_place(formula: str) -> bool:
    """Whether a name is nothing but references with dollar signs before their rows."""
    found: list[Reference] = references(formula)
    rest = with_references(formula, lambda reference: reference._replace(prefix="", is_range=False))
    for reference in found:
        rest = rest.replace(reference.first.written, "", 1)
    return bool(_PLAIN.fullmatch(rest)) and all(item.first.fixed_row and item.last.fixed_row for item in found)


def _with_source(xml: bytes, formula_moves: FormulaMoves) -> bytes:
    """A pivot cache whose source is a table's area; one that names the table needs no change."""

    def moved(match: re.Match[bytes]) -> bytes:
        ref, sheet, name = (pattern.search(match[0]) for pattern in (_SOURCE_REF, _SOURCE_SHEET, _SOURCE_NAME))
        tables = [move.block.table.name for moves in formula_moves.moves.sheets.values() for move in moves]
        if name and unescaped(name[1]).casefold() in {table.casefold() for table in tables}:
            _tell_of_pivot(formula_moves, unescaped(name[1]))
        if ref is None or sheet is None:
            return match[0]
        text, on = ref[2].decode("ascii"), unescaped(sheet[1])
        new = formula_moves.moves.area(on, area(text), Reach.SPAN).corners or area(text)
        if any(move.meets(area(text)) for move in formula_moves.moves.on(on)):
            _tell_of_pivot(formula_moves, f"'{on}'!{text}")
        if new == area(text):
            return match[0]
        return match[0][: ref.start(2)] + area_name(new).encode("ascii") + match[0][ref.end(2) :]

    return _SOURCE.sub(moved, xml)


def _tell_of_pivot(formula_moves: FormulaMoves, source: str) -> None:
    formula_moves.notes.append(f"a pivot table over {source} shows its old figures until it is refreshed in Excel")


def _with_links(xml: bytes, formula_moves: FormulaMoves) -> bytes:
    """Text boxes and controls that show or fill a cell."""

    def moved(match: re.Match[bytes]) -> bytes:
        return _formula(match, formula_moves, "a text box or control", Reach.NAME)

    return _TEXT_LINK.sub(moved, xml)


def _with_table_formulas(xml: bytes, sheet: str, formula_moves: FormulaMoves) -> bytes:
    """The formulas that a table's part keeps for its rows and totals."""

    def moved(match: re.Match[bytes]) -> bytes:
        text = unescaped(match[2])
        new = formula_moves.copied(text, sheet)
        return match[0] if new == text else match[1] + escaped(new)

    return _TABLE_FORMULA.sub(moved, xml)

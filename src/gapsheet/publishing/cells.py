"""Every cell of a worksheet part, with or without a formula: where it is, what it holds, and how it is written anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from openpyxl.formula.translate import Translator

from gapsheet.package.addresses import CellKey, cell_name, column_number
from gapsheet.package.celltext import escaped, stored_value, unescaped, written
from gapsheet.package.sheetxml import SheetXml
from gapsheet.quantities import CellValue

_ATTRIBUTE = re.compile(rb"([\w.:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_OUTER_SPACE = re.compile(r"\A\s|\s\Z|\n")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it stands in the part; formula and value are read on demand."""

    row: int
    column: int
    attributes: dict[bytes, bytes]
    inside: bytes
    strings: Sequence[str]
    prefix: bytes = b""

    @property
    def key(self) -> CellKey:
        """Row and column."""
        return self.row, self.column

    @property
    def style(self) -> int:
        """The position of its format in the list of formats."""
        return int(self.attributes.get(b"s", b"0"))

    @property
    def has_formula(self) -> bool:
        """Whether a formula, of its own or a shared one, gives its value."""
        return b"<%bf" % self.prefix in self.inside

    @property
    def formula(self) -> str:
        """The text of its own formula, "" if it has none or shares that of another cell."""
        found = _formula_pattern(self.prefix).search(self.inside)
        return unescaped(found[2]) if found and found[2] else ""

    @property
    def formula_attributes(self) -> dict[bytes, bytes]:
        """What the formula element says: its kind, its range, which shared one it is."""
        found = _formula_pattern(self.prefix).search(self.inside)
        return _attributes(found[1]) if found and found[1] else {}

    @property
    def has_value(self) -> bool:
        """Whether a value is stored, be it the empty text; what was never calculated has none."""
        return self.attributes.get(b"t") == b"str" or self.value is not None

    @property
    def value(self) -> CellValue:
        """The stored value."""
        found = _value_pattern(self.prefix).search(self.inside)
        return stored_value(self.attributes.get(b"t", b""), found[1] if found else None, self.inside, self.strings)

    @property
    def shared_string(self) -> int | None:
        """Which of the workbook's shared texts it shows."""
        found = _value_pattern(self.prefix).search(self.inside) if self.attributes.get(b"t") == b"s" else None
        return int(found[1]) if found and found[1] and found[1].strip().isdigit() else None


def cells(xml: SheetXml, strings: Sequence[str]) -> Iterator[Cell]:
    """Every cell of a sheet in the order of the part."""
    for match in _cell_pattern(xml.prefix).finditer(xml.content, xml.start, xml.end):
        yield _cell(match, strings, xml.prefix)


def rewritten(xml: SheetXml, strings: Sequence[str], change: Callable[[Cell], bytes | None]) -> bytes:
    """The sheet's rows with some cells written anew: `change` gives a cell's new element, or None to keep it."""

    def one(match: re.Match[bytes]) -> bytes:
        changed = change(_cell(match, strings, xml.prefix))
        return match[0] if changed is None else changed

    return _cell_pattern(xml.prefix).sub(one, xml.content[xml.start : xml.end])


def constant(cell: Cell, value: CellValue, style: int | None = None) -> bytes:
    """A cell's element with a value of its own in the place of whatever it held; None leaves it blank."""
    return _element(cell, b"", value, style)


def calculated(cell: Cell, formula: str, value: CellValue, style: int | None = None) -> bytes:
    """A cell's element with an ordinary formula and its value."""
    p = cell.prefix
    return _element(cell, b"<%bf>%b</%bf>" % (p, escaped(formula), p), value, style)


def restyled(cell: Cell, style: int) -> bytes:
    """A cell's element with another format and all else as it was."""
    kept = {name: value for name, value in cell.attributes.items() if name != b"s"} | {b"s": b"%d" % style}
    return _wrapped(cell.prefix, kept, cell.inside)


def without_metadata(cell: Cell) -> bytes:
    """A cell's element without the mark of a dynamic array."""
    kept = {name: value for name, value in cell.attributes.items() if name != b"cm"}
    return _wrapped(cell.prefix, kept, cell.inside)


def shared_formulas(found: Sequence[Cell]) -> dict[CellKey, str]:
    """The formula of each cell that shares one, as if it were its own."""
    masters: dict[bytes, tuple[str, Cell]] = {}
    formulas: dict[CellKey, str] = {}
    for cell in found:
        given = cell.formula_attributes
        if given.get(b"t") != b"shared" or b"si" not in given:
            continue
        if text := cell.formula:
            masters[given[b"si"]] = text, cell
        if given[b"si"] in masters:
            formulas[cell.key] = _moved(*masters[given[b"si"]], cell)
    return formulas


def _moved(text: str, master: Cell, cell: Cell) -> str:
    """A formula as it reads in another cell to which it was filled."""
    origin, target = cell_name(*master.key), cell_name(*cell.key)
    return str(Translator(f"={text}", origin).translate_formula(target))[1:]


def _element(cell: Cell, formula: bytes, value: CellValue, style: int | None) -> bytes:
    kept = {name: item for name, item in cell.attributes.items() if name not in (b"t", b"cm", b"vm")}
    if style is not None:
        kept[b"s"] = b"%d" % style
    if value is None and not formula:
        return _wrapped(cell.prefix, kept, b"")
    if isinstance(value, str) and not formula and not _is_error(value):
        return _wrapped(cell.prefix, kept | {b"t": b"inlineStr"}, _inline(value, cell.prefix))
    kind, element = written(value, cell.prefix)
    typed = {b"t": kind.split(b'"')[1]} if kind else {}
    return _wrapped(cell.prefix, kept | typed, formula + element)


def _is_error(value: str) -> bool:
    return type(value) is not str  # CellError is a text to Python


def _inline(text: str, prefix: bytes) -> bytes:
    preserve = b' xml:space="preserve"' if _OUTER_SPACE.search(text) else b""
    p = prefix
    return b"<%bis><%bt%b>%b</%bt></%bis>" % (p, p, preserve, escaped(text), p, p)


def _wrapped(prefix: bytes, attributes: dict[bytes, bytes], inside: bytes) -> bytes:
    written_out = b"".join(b' %b="%b"' % item for item in attributes.items())
    return b"<%bc%b>%b</%bc>" % (prefix, written_out, inside, prefix) if inside else b"<%bc%b/>" % (prefix, written_out)


def _cell(match: re.Match[bytes], strings: Sequence[str], prefix: bytes) -> Cell:
    column = column_number(match[1].decode("ascii"))
    attributes = {b"r": match[1] + match[2], **_attributes(match[3])}
    return Cell(int(match[2]), column, attributes, match[4] or b"", strings, prefix)


def _attributes(raw: bytes) -> dict[bytes, bytes]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(raw)}


@cache
def _cell_pattern(prefix: bytes) -> re.Pattern[bytes]:
    p = re.escape(prefix)
    return re.compile(rb'<%bc r="([A-Z]{1,3})([0-9]{1,7})"([^<>]*?)(?:/>|>(.*?)</%bc\s*>)' % (p, p), re.DOTALL)


@cache
def _formula_pattern(prefix: bytes) -> re.Pattern[bytes]:
    p = re.escape(prefix)
    return re.compile(rb"<%bf(\s[^<>]*?)?(?:/>|>([^<]*)</%bf\s*>)" % (p, p))


@cache
def _value_pattern(prefix: bytes) -> re.Pattern[bytes]:
    p = re.escape(prefix)
    return re.compile(rb"<%bv(?:\s[^<>]*)?(?:/>|>([^<]*)</%bv\s*>)" % (p, p))

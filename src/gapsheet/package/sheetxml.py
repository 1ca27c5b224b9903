"""A worksheet part as bytes: where its formulas are, and how they change while all else stays.

The part is matched by byte patterns that hold for what spreadsheet programs write. Where they do not hold (comments
among the cells, CDATA, cells without an address, another encoding) the part is first rewritten by an XML parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple

from lxml import etree

from gapsheet.counting import number_of
from gapsheet.errors import DamagedWorkbookError
from gapsheet.package.addresses import CellKey, column_letters, column_number
from gapsheet.package.celltext import escaped, stored_value, unescaped
from gapsheet.package.smallparts import serialised
from gapsheet.quantities import CellValue

_AT_ONCE = 1 << 18  # bytes of rows that are dealt with together
_new: Any = tuple.__new__
_DATA = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData(?:\s[^<>]*)?(/?)>")
_MAIN = re.compile(rb"spreadsheetml/(?:2006/)?main[\"']")
_ENCODING = re.compile(rb"\A<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"']")
_ATTRIBUTE = re.compile(rb"([\w.:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
TYPE = re.compile(rb"\st\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_FORMULA_TAGS = (re.compile(rb"<f[\s>/]"), re.compile(rb":f[\s>/]"))
_REF = re.compile(rb"(\sref\s*=\s*[\"'])([^\"']*)")


class Absent(Enum):
    """In the place of a value: there is none, the cell stays as it is."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


class FormulaCell(NamedTuple):
    """A cell with a formula, its pieces as they stand in the part and read on demand.

    (A tuple, and lazy: a large workbook makes hundreds of thousands of them.)
    """

    row: int
    column: int
    attributes: bytes  # of the cell
    formula_attributes: bytes | None  # None where there are none: the formula is an ordinary one
    formula_text: bytes | None
    value_text: bytes | None
    rest: bytes
    strings: Sequence[str] = ()  # the workbook's shared strings

    @property
    def formula(self) -> str | None:
        """The formula; None where the cell shares that of an earlier one."""
        return unescaped(self.formula_text) if self.formula_text else None

    @property
    def kind(self) -> str:
        """The formula's kind: normal, shared, array or dataTable."""
        return self._given(b"t") or "normal"

    @property
    def shared_index(self) -> int | None:
        """Which shared formula it is."""
        index = self._given(b"si")
        return int(index) if index else None

    @property
    def ref(self) -> str | None:
        """The range of a shared, array or data table formula."""
        return self._given(b"ref")

    @property
    def dynamic(self) -> bool:
        """Whether it carries cell metadata, as formulas do that may spill."""
        return b" cm=" in self.attributes

    @property
    def stored(self) -> CellValue:
        """The value in the file."""
        return stored_value(cell_type(self.attributes), self.value_text, self.rest, self.strings)

    def _given(self, name: bytes) -> str | None:
        """An attribute of the formula."""
        if not self.formula_attributes:
            return None
        found = (double or single for key, double, single in _ATTRIBUTE.findall(self.formula_attributes) if key == name)
        return next((value.decode("ascii") for value in found), None)


@dataclass(frozen=True, slots=True)
class SheetXml:
    """A worksheet part whose cells the byte patterns can find."""

    content: bytes
    prefix: bytes
    start: int
    end: int
    formulas: int  # how many formula elements there are, however they are wrapped

    @classmethod
    def of(cls, xml: bytes | SheetXml) -> SheetXml:
        """The part as it is if the patterns hold for it, else rewritten so that they do.

        Raises:
            DamagedWorkbookError: It is no worksheet, or not well-formed.
        """
        if isinstance(xml, SheetXml):
            return xml
        sheet = (cls._regular(xml) if _is_plain(xml) else None) or cls._regular(_rewritten(xml))
        if sheet is None:
            raise DamagedWorkbookError("a worksheet part holds no sheet data; open the file in Excel and save it again")
        return sheet

    @classmethod
    def _regular(cls, xml: bytes) -> SheetXml | None:
        """The part if the patterns hold for it."""
        sheet = cls._located(xml)
        return sheet if sheet is not None and sheet._is_regular() else None

    @classmethod
    def _located(cls, xml: bytes) -> SheetXml | None:
        opening = _DATA.search(xml)
        if opening is None:
            return None
        prefix = opening[1]
        end = opening.end() if opening[2] else xml.rfind(b"</%bsheetData" % prefix)
        if end < opening.end():
            return None
        has_letter = _has_letter_f(xml, opening.end(), end)
        formulas = _formula_opening(prefix).findall(xml, opening.end(), end) if has_letter else ()
        return cls(xml, prefix, opening.end(), end, len(formulas))

    def _is_regular(self) -> bool:
        """Whether every cell starts with its address, and none hides behind a prefix declared among the cells."""
        content, start, end = self.content, self.start, self.end
        declares = content.find(b":", start, end) >= 0 and content.find(b"spreadsheetml/", start, end) >= 0
        one_namespace = len(_MAIN.findall(content, 0, start)) == 1 and not declares
        return one_namespace and _cell_without_address(self.prefix).search(content, start, end) is None

    def matches(self) -> Iterator[re.Match[bytes]]:
        """Every formula cell; `complete` tells afterwards whether these were all."""
        return formula_cell_pattern(self.prefix).finditer(self.content, self.start, self.end)

    def rows(self) -> Iterator[bytes]:
        """Its rows, many at a time; what is one piece ends before the closing tag of a row."""
        start, closing = self.start, b"</%brow" % self.prefix
        while start < self.end:
            place = self.content.find(closing, start + _AT_ONCE, self.end)
            end = self.end if place < 0 else place
            yield self.content[start:end]
            start = end

    def formulas_in(self, rows: bytes) -> int:
        """How many formula elements there are in some of its rows."""
        return len(_formula_opening(self.prefix).findall(rows))

    def complete(self, found: int) -> None:
        """Make sure that a pass over the formula cells has met every formula.

        Raises:
            DamagedWorkbookError: Formulas stand where no cell is.
        """
        if found != self.formulas:
            lost = number_of(self.formulas - found, "formula stands", "formulas stand")
            raise DamagedWorkbookError(
                f"{lost} where no cell can be recognised; open the file in Excel and save it again"
            )


@cache
def _formula_opening(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(b"<%bf" % re.escape(prefix))


@cache
def _cell_without_address(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb'<%bc(?! r=")' % re.escape(prefix))


@cache
def _ordinary_cell(prefix: bytes) -> re.Pattern[bytes]:
    """A cell with an ordinary formula and its value: column, row, other attributes, formula, value."""
    p = re.escape(prefix)
    return re.compile(
        rb'<%bc r="([A-Z]{1,3})([0-9]{1,7})"([^<>]*)><%bf>([^<]*)</%bf><%bv>([^<]*)</%bv></%bc>' % (p, p, p, p, p, p)
    )


@cache
def formula_cell_pattern(prefix: bytes) -> re.Pattern[bytes]:
    """A cell with a formula: address, other attributes, formula, value, and what else it holds."""
    p = re.escape(prefix)
    return re.compile(
        rb'<%bc r="([A-Z]{1,3})([0-9]{1,7})"([^<>]*)>\s*'
        rb"<%bf(\s[^<>]*?)?(?:/>|>([^<]*)</%bf\s*>)"
        rb"(\s*<%bv(?:\s[^<>]*)?(?:/>|>([^<]*)</%bv\s*>))?"
        rb"(.*?)</%bc\s*>" % (p, p, p, p, p, p),
        re.DOTALL,
    )


def may_have_formulas(xml: bytes) -> bool:
    """Whether a worksheet part may have formulas; a sheet of nothing but data is told apart in one quick pass."""
    closing = xml.rfind(b"sheetData>")  # what follows the cells has formulas of another kind
    opening = max(xml.find(b"sheetData", 0, closing), 0)  # what goes before has none
    if closing < 0 or not _is_plain(xml):
        return True
    tags = _FORMULA_TAGS if _has_letter_f(xml, opening, closing) else ()
    return any(pattern.search(xml, opening, closing) for pattern in tags)


def _has_letter_f(xml: bytes, start: int, end: int) -> bool:
    """Whether there can be formulas: a letter is found much faster than a tag, and most figures do without this one."""
    return xml.find(b"f", start, end) >= 0


def _is_plain(xml: bytes) -> bool:
    """UTF-8 without comments, CDATA, document types and processing instructions."""
    encoding = _ENCODING.match(xml[:200])
    known = encoding is None or encoding[1].lower() in (b"utf-8", b"us-ascii", b"ascii")
    wide = xml.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in xml[:8]
    declared = xml.find(b">") if b"<?xml" in xml[:8] else 0
    return known and not wide and not _has(xml, b"!", 0) and not _has(xml, b"?", declared)


def _has(xml: bytes, sign: bytes, start: int) -> bool:
    """Whether a tag begins with this sign; the sign alone is found much faster, and most sheets do not have it."""
    return xml.find(sign, start) >= 0 and re.compile(b"<" + re.escape(sign)).search(xml, start) is not None


def _rewritten(xml: bytes) -> bytes:
    """The same sheet as an XML parser writes it: UTF-8, every row and cell with its address in front."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as problem:
        raise DamagedWorkbookError(
            f"a worksheet part is not well-formed XML ({problem.msg}); open the file in Excel and save it again"
        ) from problem
    for data in root.iter("{*}sheetData"):
        _address(data)
    main = etree.QName(root).namespace
    etree.cleanup_namespaces(root, keep_ns_prefixes=[name for name, uri in root.nsmap.items() if name and uri != main])
    return serialised(root)


def reparsed(xml: bytes) -> SheetXml:
    """The part as an XML parser writes it, whatever its spelling was.

    Raises:
        DamagedWorkbookError: It is no worksheet, or not well-formed.
    """
    return SheetXml.of(_rewritten(xml))


def _address(data: etree._Element) -> None:
    """Write the addresses that are implied by order; put each in front of the other attributes."""
    row_number = 0
    for row in data.iterchildren("{*}row"):
        row_number = int(row.get("r") or row_number + 1)
        _put_first(row, str(row_number))
        column = 0
        for cell in row.iterchildren("{*}c"):
            address = cell.get("r")
            column = column_number(address.rstrip("0123456789")) if address else column + 1
            _put_first(cell, f"{column_letters(column)}{row_number}")


def _put_first(element: etree._Element, address: str) -> None:
    others = [(name, value) for name, value in element.items() if name != "r"]
    element.attrib.clear()
    element.set("r", address)
    for name, value in others:
        element.set(name, value)


class _Columns(dict[bytes, int]):
    """Column numbers by the letters in the part, worked out once each."""

    def __missing__(self, letters: bytes) -> int:
        self[letters] = column_number(letters.decode("ascii"))
        return self[letters]


column_numbers = _Columns()


def scan(xml: bytes | SheetXml, strings: Sequence[str] = ()) -> Iterator[FormulaCell]:
    """Every formula cell of a worksheet part, in the order of the file.

    Args:
        xml: The part.
        strings: The workbook's shared strings; few formula cells refer to them.

    Raises:
        DamagedWorkbookError: The part is no worksheet, or has formulas outside its cells.
    """
    sheet, found = SheetXml.of(xml), 0
    once: dict[bytes, bytes] = {}  # a table's column has the same long text in each row: kept once
    for rows in sheet.rows():
        cells = _ordinary_cells(sheet, rows, once, strings) or _any_cells(sheet, rows, once, strings)
        found += len(cells)
        yield from cells
    sheet.complete(found)


def _ordinary_cells(
    sheet: SheetXml, rows: bytes, once: dict[bytes, bytes], strings: Sequence[str]
) -> list[FormulaCell] | None:
    """The formula cells of some rows, all at once; None where one of them holds more than a formula and a value."""
    found = _ordinary_cell(sheet.prefix).findall(rows)
    if not found or len(found) != sheet.formulas_in(rows):
        return None
    letters, numbers, attributes, formulas, values = zip(*found, strict=True)
    if b"[" in rows:
        formulas = tuple(map(once.setdefault, formulas, formulas))
    columns = map(column_numbers.__getitem__, letters)
    none, nothing, shared = repeat(None), repeat(b""), repeat(strings)
    cells = zip(map(int, numbers), columns, attributes, none, formulas, values, nothing, shared, strict=False)
    return [_new(FormulaCell, cell) for cell in cells]


def _any_cells(sheet: SheetXml, rows: bytes, once: dict[bytes, bytes], strings: Sequence[str]) -> list[FormulaCell]:
    """The formula cells of some rows."""
    cells = []
    for match in formula_cell_pattern(sheet.prefix).finditer(rows):
        letters, row, attributes, formula_attributes, formula, _, value, rest = match.groups()
        if formula is not None and b"[" in formula:
            formula = once.setdefault(formula, formula)
        # tuple.__new__ is what the class itself calls, without the detour through Python
        cell = (int(row), column_numbers[letters], attributes, formula_attributes, formula, value, rest, strings)
        cells.append(_new(FormulaCell, cell))
    return cells


def cell_type(attributes: bytes) -> bytes:
    """The t attribute of a cell, b"" if it has none."""
    found = TYPE.search(attributes)
    return (found[1] or found[2] or b"") if found else b""


def with_refs(xml: bytes | SheetXml, refs: Mapping[CellKey, str]) -> SheetXml:
    """The part with other ranges for some of its array formulas."""
    sheet = SheetXml.of(xml)
    content, done = sheet.content, 0
    pieces: list[bytes] = []
    for match in sheet.matches() if refs else ():
        ref = refs.get((int(match[2]), column_numbers[match[1]]))
        if ref is not None and match[4]:
            pieces += (
                content[done : match.start(4)],
                _REF.sub(lambda found, ref=ref: found[1] + ref.encode("ascii"), match[4]),
            )
            done = match.end(4)
    return SheetXml.of(b"".join([*pieces, content[done:]])) if pieces else sheet


def with_formulas(xml: bytes | SheetXml, formulas: Iterable[tuple[bytes, str] | None]) -> SheetXml:
    """The part with other ordinary formulas, given in their order by attributes and text; None leaves a formula."""
    sheet = SheetXml.of(xml)
    content, done = sheet.content, 0
    pieces: list[bytes] = []
    for match, formula in zip(sheet.matches(), formulas, strict=True):
        if formula is not None:
            attributes, text = formula
            pieces += (content[done : match.start(5) - 1], attributes, b">", escaped(text))
            done = match.end(5)
    return SheetXml.of(b"".join([*pieces, content[done:]])) if pieces else sheet

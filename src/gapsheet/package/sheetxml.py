"""A worksheet part as bytes: where its formulas are, and how their values change while all else stays.

The part is matched by byte patterns that hold for what spreadsheet programs write. Where they do not hold (comments
among the cells, CDATA, cells without an address, another encoding) the part is first rewritten by an XML parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from math import isfinite
from typing import Any, NamedTuple

from lxml import etree

from gapsheet.counting import number_of
from gapsheet.errors import DamagedWorkbookError
from gapsheet.package.addresses import CellKey, column_letters, column_number
from gapsheet.package.celltext import escaped, number, stored_value, unescaped, written
from gapsheet.package.smallparts import serialised
from gapsheet.quantities import CellValue

_PIECES = 4096  # pieces gathered before they are handed on
_new: Any = tuple.__new__
_DATA = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData(?:\s[^<>]*)?(/?)>")
_MAIN = re.compile(rb"spreadsheetml/(?:2006/)?main[\"']")
_ENCODING = re.compile(rb"\A<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"']")
_ATTRIBUTE = re.compile(rb"([\w.:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TYPE = re.compile(rb"\st\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
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
        return stored_value(_type(self.attributes), self.value_text, self.rest, self.strings)

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
        sheet = cls._located(xml) if _is_plain(xml) else None
        if sheet is None or not sheet._is_regular():
            sheet = cls._located(_rewritten(xml))
        if sheet is None or not sheet._is_regular():
            raise DamagedWorkbookError("a worksheet part holds no sheet data; open the file in Excel and save it again")
        return sheet

    @classmethod
    def _located(cls, xml: bytes) -> SheetXml | None:
        opening = _DATA.search(xml)
        if opening is None:
            return None
        prefix = opening[1]
        end = opening.end() if opening[2] else xml.rfind(b"</%bsheetData" % prefix)
        if end < opening.end():
            return None
        formulas = _formula_opening(prefix).findall(xml, opening.end(), end)  # in less time than bytes.count takes
        return cls(xml, prefix, opening.end(), end, len(formulas))

    def _is_regular(self) -> bool:
        """Whether every cell starts with its address, and none hides behind a prefix declared among the cells."""
        content, start, end = self.content, self.start, self.end
        one_namespace = len(_MAIN.findall(content, 0, start)) == 1 and content.find(b"spreadsheetml/", start, end) < 0
        return one_namespace and _cell_without_address(self.prefix).search(content, start, end) is None

    def matches(self) -> Iterator[re.Match[bytes]]:
        """Every formula cell; `complete` tells afterwards whether these were all."""
        return formula_cell_pattern(self.prefix).finditer(self.content, self.start, self.end)

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
    if closing < 0 or not _is_plain(xml):
        return True
    return any(pattern.search(xml, 0, closing) for pattern in _FORMULA_TAGS)


def _is_plain(xml: bytes) -> bool:
    """UTF-8 without comments, CDATA, document types and processing instructions."""
    encoding = _ENCODING.match(xml[:200])
    known = encoding is None or encoding[1].lower() in (b"utf-8", b"us-ascii", b"ascii")
    wide = xml.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in xml[:8]
    declared = xml.find(b">") if b"<?xml" in xml[:8] else 0
    return known and not wide and not _has(xml, b"!", 0) and not _has(xml, b"?", declared)


def _has(xml: bytes, sign: bytes, start: int) -> bool:
    """Whether a tag begins with this sign; the sign alone is found much faster, and most sheets do not have it."""
    return xml.find(sign, start) >= 0 and xml.find(b"<" + sign, start) >= 0


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


_columns = _Columns()


def scan(xml: bytes | SheetXml, strings: Sequence[str] = ()) -> Iterator[FormulaCell]:
    """Every formula cell of a worksheet part, in the order of the file.

    Args:
        xml: The part.
        strings: The workbook's shared strings; few formula cells refer to them.

    Raises:
        DamagedWorkbookError: The part is no worksheet, or has formulas outside its cells.
    """
    sheet, found = SheetXml.of(xml), 0
    columns: dict[bytes, bytes] = {}  # a table's column has the same long text in each row: kept once
    for match in sheet.matches():
        found += 1
        letters, row, attributes, formula_attributes, formula, _, value, rest = match.groups()
        if formula is not None and b"[" in formula:
            formula = columns.setdefault(formula, formula)
        # tuple.__new__ is what the class itself calls, without the detour through Python
        yield _new(
            FormulaCell,
            (int(row), _columns[letters], attributes, formula_attributes, formula, value, rest, strings),
        )
    sheet.complete(found)


def _type(attributes: bytes) -> bytes:
    found = _TYPE.search(attributes)
    return (found[1] or found[2] or b"") if found else b""


def patched(xml: bytes | SheetXml, values: Mapping[CellKey, CellValue]) -> Iterator[bytes]:
    """The part in pieces, with new values in some of its formula cells; every other byte is as it was.

    A cell that holds the value already keeps its bytes. None is written as the empty text, as Excel does.

    Args:
        xml: The part.
        values: New values by (row, column); formula cells not among them stay.
    """
    sheet = SheetXml.of(xml)
    keys = ((int(match[2]), _columns[match[1]]) for match in sheet.matches())
    return patched_in_order(sheet, (values.get(key, ABSENT) for key in keys))


def patched_in_order(xml: bytes | SheetXml, values: Iterable[CellValue | Absent]) -> Iterator[bytes]:
    """As `patched`, with a value for each formula cell in the order of the part; ABSENT leaves a cell as it is.

    Raises:
        DamagedWorkbookError: At the end, when formulas stand where no cell is.
    """
    sheet, found, done = SheetXml.of(xml), 0, 0
    content = sheet.content
    pieces: list[bytes] = []
    for match, value in zip(sheet.matches(), values, strict=True):
        found += 1
        attributes, raw = match.group(3, 7)
        if type(value) is float and raw is not None and b"t" not in attributes and isfinite(value):
            digits = number(value)  # a number in the place of a number: only the digits change
            if digits != raw and not (raw and _same_number(raw, value)):
                pieces += (content[done : match.start(7)], digits)
                done = match.end(7)
        elif not isinstance(value, Absent) and not _holds(match, value):
            pieces += (content[done : match.start()], _new_cell(match, sheet.prefix, value))
            done = match.end()
        if len(pieces) > _PIECES:
            yield b"".join(pieces)
            pieces.clear()
    sheet.complete(found)
    pieces.append(content[done:])
    yield b"".join(pieces)


def with_refs(xml: bytes | SheetXml, refs: Mapping[CellKey, str]) -> SheetXml:
    """The part with other ranges for some of its array formulas."""
    sheet = SheetXml.of(xml)
    content, done = sheet.content, 0
    pieces: list[bytes] = []
    for match in sheet.matches() if refs else ():
        ref = refs.get((int(match[2]), _columns[match[1]]))
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


def _same_number(raw: bytes, value: float) -> bool:
    try:
        return float(raw) == value
    except ValueError:
        return False


def _holds(match: re.Match[bytes], value: CellValue) -> bool:
    """Whether the cell stores this value already."""
    raw, attributes = match[7], match[3]
    if raw is None:
        return False
    kind = _type(attributes) if attributes else b""
    if kind == b"s":  # a shared string is moved into the cell, or two cells could come to share what differs
        return False
    stored = stored_value(kind, raw)
    return type(stored) is type("" if value is None else value) and stored == ("" if value is None else value)


def _new_cell(match: re.Match[bytes], prefix: bytes, value: CellValue) -> bytes:
    """The cell with another value; its other attributes, its formula and its extensions stay."""
    content = match.string
    kind, element = written(value, prefix)
    attributes = _TYPE.sub(b"", match[3]) if match[3] else b""
    formula = content[match.end(3) : match.start(6) if match[6] is not None else match.start(8)]
    rest = _without_inline(content[match.start(8) : match.end()], prefix)
    return b"".join((content[match.start() : match.start(3)], attributes, kind, formula, element, rest))


def _without_inline(rest: bytes, prefix: bytes) -> bytes:
    """What follows the value, without an inline string, which the value replaces."""
    if b"<%bis" % prefix not in rest:
        return rest
    p = re.escape(prefix)
    return re.sub(rb"<%bis(?:\s[^<>]*)?(?:/>|>.*?</%bis\s*>)" % (p, p), b"", rest, flags=re.DOTALL)

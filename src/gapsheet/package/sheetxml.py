"""A worksheet part as bytes: where its formulas are, and how their values change while all else stays.

The part is matched by byte patterns that hold for what spreadsheet programs write. Where they do not hold (comments
among the cells, CDATA, cells without an address, another encoding) the part is first rewritten by an XML parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import Any, NamedTuple

from lxml import etree

from gapsheet.errors import DamagedWorkbookError
from gapsheet.package.celltext import number, stored_value, unescaped, written
from gapsheet.quantities import CellValue

CellKey = tuple[int, int]  # row, column, counted from 1
Corners = tuple[int, int, int, int]  # first row, first column, last row, last column

_PIECES = 4096  # pieces gathered before they are handed on
_NORMAL = ("normal", None, None)
_ABSENT: Any = object()
_new: Any = tuple.__new__
_DATA = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData(?:\s[^<>]*)?(/?)>")
_MAIN = re.compile(rb"spreadsheetml/(?:2006/)?main[\"']")
_ENCODING = re.compile(rb"\A<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"']")
_ATTRIBUTE = re.compile(rb"([\w.:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TYPE = re.compile(rb"\st\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_REF = re.compile(rb"(\sref\s*=\s*[\"'])([^\"']*)")


class FormulaCell(NamedTuple):
    """A cell with a formula. (A tuple: a large workbook makes hundreds of thousands of them.)"""

    row: int
    column: int
    formula: str | None  # None where the cell shares the formula of an earlier one
    kind: str  # normal, shared, array or dataTable
    shared_index: int | None
    ref: str | None  # the range of a shared, array or data table formula
    dynamic: bool  # carries cell metadata, as formulas do that may spill
    stored: CellValue


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
        return cls(xml, prefix, opening.end(), end, xml.count(b"<%bf" % prefix, opening.end(), end))

    def _is_regular(self) -> bool:
        """Whether every cell starts with its address, and none hides behind a prefix declared among the cells."""
        content, start, end = self.content, self.start, self.end
        cell = b"<%bc" % self.prefix
        one_namespace = len(_MAIN.findall(content, 0, start)) == 1 and content.find(b"spreadsheetml/", start, end) < 0
        return one_namespace and content.count(cell + b' r="', start, end) == content.count(cell, start, end)

    def matches(self) -> Iterator[re.Match[bytes]]:
        """Every formula cell; `complete` tells afterwards whether these were all."""
        return _cell_pattern(self.prefix).finditer(self.content, self.start, self.end)

    def complete(self, found: int) -> None:
        """Make sure that a pass over the formula cells has met every formula.

        Raises:
            DamagedWorkbookError: Formulas stand where no cell is.
        """
        if found != self.formulas:
            raise DamagedWorkbookError(
                f"{self.formulas - found} formulas stand where no cell can be recognised; "
                "open the file in Excel and save it again"
            )


@cache
def _cell_pattern(prefix: bytes) -> re.Pattern[bytes]:
    """A cell with a formula: address, other attributes, formula, value, and what else it holds."""
    p = re.escape(prefix)
    return re.compile(
        rb'<%bc r="([A-Z]{1,3})([0-9]{1,7})"([^<>]*)>\s*'
        rb"<%bf(\s[^<>]*?)?(?:/>|>([^<]*)</%bf\s*>)"
        rb"(\s*<%bv(?:\s[^<>]*)?(?:/>|>([^<]*)</%bv\s*>))?"
        rb"(.*?)</%bc\s*>" % (p, p, p, p, p, p),
        re.DOTALL,
    )


def _is_plain(xml: bytes) -> bool:
    """UTF-8 without comments, CDATA, document types and processing instructions."""
    encoding = _ENCODING.match(xml[:200])
    known = encoding is None or encoding[1].lower() in (b"utf-8", b"us-ascii", b"ascii")
    wide = xml.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in xml[:8]
    return known and not wide and b"<!" not in xml and xml.find(b"<?", 5) < 0


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
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


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


@cache
def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column


@cache
def column_letters(column: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return letters


class _Columns(dict[bytes, int]):
    """Column numbers by the letters in the part, worked out once each."""

    def __missing__(self, letters: bytes) -> int:
        self[letters] = column_number(letters.decode("ascii"))
        return self[letters]


_columns = _Columns()


def cell_name(row: int, column: int) -> str:
    """B3 for row 3, column 2."""
    return f"{column_letters(column)}{row}"


def area_name(corners: Corners) -> str:
    """B2:C9 for its corners; B2 for a single cell."""
    first, last = cell_name(*corners[:2]), cell_name(*corners[2:])
    return first if first == last else f"{first}:{last}"


def area(ref: str) -> Corners:
    """First row, first column, last row, last column of "B2" or "B2:C9"."""
    first, _, last = ref.replace("$", "").partition(":")
    (top, left), (bottom, right) = _corner(first), _corner(last or first)
    return top, left, bottom, right


def keys(corners: Corners) -> Iterator[CellKey]:
    """Every cell of an area, row by row."""
    top, left, bottom, right = corners
    return ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def _corner(address: str) -> CellKey:
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]), column_number(letters)


def scan(xml: bytes | SheetXml, strings: Sequence[str] = ()) -> Iterator[FormulaCell]:
    """Every formula cell of a worksheet part, in the order of the file.

    Args:
        xml: The part.
        strings: The workbook's shared strings; few formula cells refer to them.

    Raises:
        DamagedWorkbookError: The part is no worksheet, or has formulas outside its cells.
    """
    sheet, found = SheetXml.of(xml), 0
    for match in sheet.matches():
        found += 1
        letters, row, attributes, formula_attributes, formula, _, value, rest = match.groups()
        kind = _type(attributes) if attributes else b""
        stored = stored_value(kind, value, rest, strings) if value or kind else None
        text = (
            None if formula is None else unescaped(formula) if b"&" in formula or b"_x" in formula else formula.decode()
        )
        form, index, ref = _formula_form(formula_attributes) if formula_attributes else _NORMAL
        # tuple.__new__ is what the class itself calls, without the detour through Python
        yield _new(FormulaCell, (int(row), _columns[letters], text, form, index, ref, b" cm=" in attributes, stored))
    sheet.complete(found)


def _type(attributes: bytes) -> bytes:
    found = _TYPE.search(attributes)
    return (found[1] or found[2] or b"") if found else b""


def _formula_form(attributes: bytes) -> tuple[str, int | None, str | None]:
    """The t, si and ref attributes of a formula element."""
    given = {name: double or single for name, double, single in _ATTRIBUTE.findall(attributes)}
    index = given.get(b"si")
    ref = given.get(b"ref")
    return (
        given.get(b"t", b"normal").decode("ascii"),
        int(index) if index else None,
        ref.decode("ascii") if ref else None,
    )


def patched(
    xml: bytes | SheetXml, values: Mapping[CellKey, CellValue], refs: Mapping[CellKey, str] | None = None
) -> Iterator[bytes]:
    """The part in pieces, with new values in some of its formula cells; every other byte is as it was.

    A cell that holds the value already keeps its bytes. None is written as the empty text, as Excel does.

    Args:
        xml: The part.
        values: New values by (row, column); formula cells not among them stay.
        refs: New ranges for array formulas whose result changed its size.
    """
    sheet = SheetXml.of(xml)
    content, done = sheet.content, 0
    pieces: list[bytes] = []
    found, known = 0, values.get
    for match in sheet.matches():
        found += 1
        letters, row, attributes, raw = match.group(1, 2, 3, 7)
        key = (int(row), _columns[letters])
        value = known(key, _ABSENT)
        if value is _ABSENT:
            continue
        if type(value) is float and raw is not None and b"t" not in attributes and not refs and isfinite(value):
            digits = number(value)  # a number in the place of a number: only the digits change
            if digits != raw and not (raw and _same_number(raw, value)):
                pieces += (content[done : match.start(7)], digits)
                done = match.end(7)
        elif (ref := refs.get(key) if refs else None) or not _holds(match, value):
            pieces += (content[done : match.start()], _new_cell(match, sheet.prefix, value, ref))
            done = match.end()
        if len(pieces) > _PIECES:
            yield b"".join(pieces)
            pieces.clear()
    sheet.complete(found)
    pieces.append(content[done:])
    yield b"".join(pieces)


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


def _new_cell(match: re.Match[bytes], prefix: bytes, value: CellValue, ref: str | None) -> bytes:
    """The cell with another value; its other attributes, its formula and its extensions stay."""
    content, start = match.string, match.start()
    kind, element = written(value, prefix)
    attributes = _TYPE.sub(b"", match[3]) if match[3] else b""
    formula = content[match.end(3) : match.start(6) if match[6] is not None else match.start(8)]
    if ref is not None:
        formula = _REF.sub(lambda found: found[1] + ref.encode("ascii"), formula, count=1)
    rest = _without_inline(content[match.start(8) : match.end()], prefix)
    return b"".join((content[start : match.start(3)], attributes, kind, formula, element, rest))


def _without_inline(rest: bytes, prefix: bytes) -> bytes:
    """What follows the value, without an inline string, which the value replaces."""
    if b"<%bis" % prefix not in rest:
        return rest
    p = re.escape(prefix)
    return re.sub(rb"<%bis(?:\s[^<>]*)?(?:/>|>.*?</%bis\s*>)" % (p, p), b"", rest, flags=re.DOTALL)

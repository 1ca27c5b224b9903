"""How a constant stands in a cell: text always as text, never as a formula or a link."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from gapsheet.errors import CellError, RewriteError
from gapsheet.package.addresses import AREA, CellKey, area, area_name, cell_name
from gapsheet.package.celltext import escaped, written
from gapsheet.package.sheetrows import COLUMNS, Cell, SheetRows, kind_of, plain_number, value_of
from gapsheet.quantities import CellValue

SPANS = re.compile(rb"\sspans\s*=\s*(?:\"[^\"]*\"|'[^']*')")  # a hint that new cells may make wrong
DIMENSION = re.compile(rb"(<(?:[\w.-]+:)?dimension\s+ref\s*=\s*[\"'])(" + AREA + rb")(?=[\"'])")
_NOT_STYLE = re.compile(rb"\s(?:t|cm|vm)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
LONGEST_TEXT = 32_767  # characters that a cell may hold
_OUTER_SPACE = re.compile(r"\A\s|\s\Z|\n|\t|  ")


@lru_cache(maxsize=4096)  # a large sheet has few different ones
def style_of(attributes: bytes) -> bytes:
    """The attributes of a cell that stay when its content changes."""
    return _NOT_STYLE.sub(b"", attributes)


def holds(cell: Cell, value: CellValue, prefix: bytes, strings: Sequence[str]) -> bool:
    """Whether a cell holds this constant already."""
    _, _, attributes, digits, inner = cell
    kind = kind_of(attributes)
    if digits and type(value) is float:
        return (not kind or kind == b"n") and plain_number(digits) == value
    if digits and kind == b"s" and type(value) is str:
        return value == value_of(cell, prefix, strings)
    if inner and b"<%bf" % prefix in inner:
        return False
    if value is None or value == "":
        return not digits and not inner
    if type(value) is str and b' t="inlineStr"' in attributes and inner == _text_element(value, prefix):
        return True
    stored = value_of(cell, prefix, strings)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return type(stored) is float and stored == value
    return type(stored) is type(value) and stored == value


def constant(value: CellValue, prefix: bytes = b"", place: str = "a cell") -> tuple[bytes, bytes]:
    """The t attribute (with a space before it; b"" for numbers) and the content of a cell that is not blank.

    Text is stored in the cell itself: whatever it begins with, a spreadsheet program reads it as text.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return written(float(value), prefix)  # float: a number of numpy's would give away its class
    if not isinstance(value, str) or isinstance(value, CellError):
        return written(value, prefix)
    if len(value) > LONGEST_TEXT:
        raise RewriteError(
            f"a text of {len(value):,} characters does not fit into {place}, which holds {LONGEST_TEXT:,}; "
            f"shorten it ({value[:40]!r}...)"
        )
    return b' t="inlineStr"', _text_element(value, prefix)


@lru_cache(maxsize=4096)
def _text_element(text: str, prefix: bytes) -> bytes:
    """A text as a cell of its own holds it; texts of tables are often the same."""
    preserve = b' xml:space="preserve"' if _OUTER_SPACE.search(text) else b""
    return b"<%bis><%bt%b>%b</%bt></%bis>" % (prefix, prefix, preserve, escaped(text), prefix, prefix)


def with_constants(rows: SheetRows, values: Mapping[CellKey, CellValue], strings: Sequence[str]) -> bytes:
    """The part with constants in some cells, which keep their styles; cells that hold them already keep their bytes.

    Args:
        rows: The sheet's rows.
        values: Constants by (row, column); None empties a cell.
        strings: The workbook's shared strings.
    """
    by_row: dict[int, dict[int, CellValue]] = {}
    for (row, column), value in values.items():
        by_row.setdefault(row, {})[column] = value
    pieces, done = [], rows.sheet.start
    for row in sorted(by_row):
        position = rows.position(row)
        new = _row(rows, row, by_row[row], strings)
        start, end = rows.span(position) if position is not None else (_beginning(rows, row),) * 2
        pieces += [rows.content[done:start], rows.content[start:end] if new is None else new]
        done = end
    head, tail = rows.content[: rows.sheet.start], rows.content[rows.sheet.end :]
    body = b"".join([*pieces, rows.content[done : rows.sheet.end]])
    if body and head.endswith(b"/>"):  # no rows at all before: the element has to be opened
        head, tail = head[:-2] + b">", b"</%bsheetData>" % rows.prefix + tail
    return _widened(head, values) + body + tail


def _beginning(rows: SheetRows, row: int) -> int:
    """Where a row that is missing would begin."""
    position = rows.index(row)
    return rows.span(position)[0] if position < len(rows) else rows.sheet.end


def _row(rows: SheetRows, row: int, values: Mapping[int, CellValue], strings: Sequence[str]) -> bytes | None:
    """A row with its new constants; None if it holds all of them."""
    placed = {COLUMNS[cell[1]]: cell for cell in rows.cells(row)}
    changed = {
        column: cell_with(rows.prefix, row, column, style_of(placed[column][2]) if column in placed else b"", value)
        for column, value in values.items()
        if not (holds(placed[column], value, rows.prefix, strings) if column in placed else value in (None, ""))
    }
    if not changed:
        return None
    position = rows.position(row)
    attributes = SPANS.sub(b"", rows.attributes(position)) if position is not None else b""
    cells = {column: cell[0] for column, cell in placed.items()} | changed
    inside = b"".join(cells[column] for column in sorted(cells))
    return b'<%brow r="%d"%b>%b</%brow>' % (rows.prefix, row, attributes, inside, rows.prefix)


def cell_with(prefix: bytes, row: int, column: int, style: bytes, value: CellValue) -> bytes:
    """A cell with a constant."""
    start = b'<%bc r="%b"%b' % (prefix, cell_name(row, column).encode("ascii"), style)
    if value is None or value == "":
        return start + b"/>"
    kind, content = constant(value, prefix, cell_name(row, column))
    return b"%b%b>%b</%bc>" % (start, kind, content, prefix)


def _widened(head: bytes, keys: Collection[CellKey]) -> bytes:
    """What stands before the rows, the new cells inside the range that the sheet says it uses."""

    def stated(match: re.Match[bytes]) -> bytes:
        top, left, bottom, right = area(match[2].decode("ascii"))
        rows, columns = [row for row, _ in keys], [column for _, column in keys]
        corners = (min(top, *rows), min(left, *columns), max(bottom, *rows), max(right, *columns))
        return match[1] + area_name(corners).encode("ascii")

    return DIMENSION.sub(stated, head, count=1) if keys else head

"""The range that a worksheet part says its cells take up: optional, often out of date, and here put right."""

from __future__ import annotations

import re
from dataclasses import replace

from gapsheet.package.addresses import area_name, column_number
from gapsheet.package.sheetxml import SheetXml

_STATED = re.compile(rb"<(?:[\w.-]+:)?dimension\s[^<>]*?(?:/>|>\s*</(?:[\w.-]+:)?dimension\s*>)")
_INSIDE = rb"(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?"
_BEFORE = re.compile(  # what a dimension follows: the sheet's properties, where it has any
    rb"<(?:[\w.-]+:)?worksheet(?=[\s>])%b>(?:\s*<((?:[\w.-]+:)?sheetPr)(?=[\s/>])%b(?:/>|(?<!/)>.*?</\1\s*>))?"
    % (_INSIDE, _INSIDE),
    re.DOTALL,
)


def with_true_dimension(sheet: SheetXml) -> SheetXml:
    """The part with the range that its cells take up; the same where it has no cells."""
    used = used_range(sheet)
    if not used:
        return sheet
    head = sheet.content[: sheet.start]
    new = with_dimension(head, sheet.prefix, used)
    if new == head:
        return sheet
    longer = len(new) - len(head)
    content = b"".join((new, memoryview(sheet.content)[sheet.start :]))
    return replace(sheet, content=content, start=sheet.start + longer, end=sheet.end + longer)


def with_dimension(head: bytes, prefix: bytes, used: str) -> bytes:
    """What stands before the rows of a part, with the range given."""
    stated = b'<%bdimension ref="%b"/>' % (prefix, used.encode("ascii"))
    if states_dimension(head):
        return _STATED.sub(stated, head, count=1)
    return _BEFORE.sub(lambda match: match[0] + stated, head, count=1)


def states_dimension(head: bytes) -> bool:
    """Whether what stands before the rows of a part tells the range of its cells."""
    return _STATED.search(head) is not None


def used_range(sheet: SheetXml) -> str:
    """The range from A1 to the last row and column with a cell; "" where there is none."""
    content, cell, row_end = sheet.content, b'<%bc r="' % sheet.prefix, b"</%brow" % sheet.prefix
    letters: set[bytes] = set()
    last, before = b"", sheet.start
    end = content.find(row_end, before, sheet.end)
    while end >= 0:
        place = content.rfind(cell, before, end)  # cells stand in order: the last of a row is its widest
        if place >= 0:
            start = place + len(cell)
            last = content[start : content.index(b'"', start)]
            letters.add(last.rstrip(b"0123456789"))
        before = end + 1
        end = content.find(row_end, before, sheet.end)
    if not letters:
        return ""
    widest = max(column_number(each.decode("ascii")) for each in letters)
    return area_name((1, 1, int(last.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")), widest))

"""The part that defines a table, with the area that the table takes after a rewrite."""

from __future__ import annotations

import re

from gapsheet.package.addresses import AREA, area, area_name
from gapsheet.package.tablemoves import TableMove

_REF = re.compile(
    rb"(<(?:[\w.-]+:)?(?:table|autoFilter|sortState|sortCondition)\s[^<>]*?\bref\s*=\s*[\"'])(" + AREA + rb")(?=[\"'])"
)
_INSERT_ROW = re.compile(rb"\sinsertRow(?:Shift)?\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_START = re.compile(rb"<(?:[\w.-]+:)?table\s[^<>]*>")


def with_moved_table(xml: bytes, move: TableMove) -> bytes:
    """The part of a table with the table's new area, and that of its filter and sorting."""

    def moved(match: re.Match[bytes]) -> bytes:
        top, left, bottom, right = area(match[2].decode("ascii"))
        if bottom < move.block.bottom:
            return match[0]
        return match[1] + area_name((top, left, bottom + move.shift, right)).encode("ascii")

    xml = _REF.sub(moved, xml) if move.shift else xml
    return _START.sub(lambda match: _INSERT_ROW.sub(b"", match[0]), xml, count=1)

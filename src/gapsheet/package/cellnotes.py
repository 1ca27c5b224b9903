"""The comments of a sheet: the parts that hold them, which cell each hangs on, what it says, and how it moves."""

from __future__ import annotations

import re
from collections.abc import Callable

from gapsheet.package.addresses import CellKey, area, cell_name
from gapsheet.package.archive import Archive, SheetPart
from gapsheet.package.celltext import unescaped

COMMENT_KINDS = ("comments", "threadedComment")
COMMENT = re.compile(
    rb"<((?:[\w.-]+:)?)(comment|threadedComment)(?=\s)[^<>]*?\sref\s*=\s*[\"']([A-Z]{1,3}[0-9]{1,7})[\"'][^<>]*?"
    rb"(?:/>|>.*?</\1\2\s*>)",
    re.DOTALL,
)
_TEXT = re.compile(rb"<(?:[\w.-]+:)?(?:t|text)(?:\s[^<>]*)?>([^<]*)</")


def comment_parts(archive: Archive, sheet: SheetPart) -> list[str]:
    """The parts that hold a sheet's comments, plain ones first."""
    links = archive.relationships(sheet.part).values()
    found = [(link.kind, link.target) for link in links if link.kind in COMMENT_KINDS and link.target in archive]
    return [target for _, target in sorted(found)]


def comments(archive: Archive, sheet: SheetPart) -> dict[CellKey, str]:
    """What the comments of a sheet say, by cell; of a thread all replies, one a line."""
    said: dict[CellKey, str] = {}
    for part in comment_parts(archive, sheet):
        own: dict[CellKey, str] = {}
        for match in COMMENT.finditer(archive.read(part)):
            key: CellKey = area(match[3].decode("ascii"))[:2]
            text = "".join(unescaped(run) for run in _TEXT.findall(match[0]))
            own[key] = f"{own[key]}\n{text}" if key in own else text
        said |= own  # a thread says better what the plain comment beside it repeats
    return said


_SHAPE = re.compile(rb"<((?:[\w.-]+:)?)shape(?=[\s>]).*?</\1shape\s*>", re.DOTALL)
_ROW = re.compile(rb"(<(?:[\w.-]+:)?Row>\s*)([0-9]+)(?=\s*</)")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?Column>\s*([0-9]+)\s*</")
_ANCHOR = re.compile(rb"(<(?:[\w.-]+:)?Anchor>)([^<]*)(?=</)")
_ANCHOR_ROWS = (2, 6)  # where an anchor gives its rows, among column, offset, row, offset of both corners

Mover = Callable[[CellKey], CellKey | None]  # where a cell goes; None if it vanishes


def with_moved_comments(xml: bytes, moved: Mover) -> bytes:
    """A part of comments, each at its cell's new place; those of cells that vanish are left out."""

    def placed(match: re.Match[bytes]) -> bytes:
        key: CellKey = area(match[3].decode("ascii"))[:2]
        new = moved(key)
        if new is None:
            return b""
        start, end = match.start(3) - match.start(), match.end(3) - match.start()
        return match[0] if new == key else match[0][:start] + cell_name(*new).encode("ascii") + match[0][end:]

    return COMMENT.sub(placed, xml)


def with_moved_shapes(vml: bytes, moved: Mover) -> bytes:
    """The old drawing part in which every comment has its box, in line with `with_moved_comments`."""

    def placed(match: re.Match[bytes]) -> bytes:
        row, column = _ROW.search(match[0]), _COLUMN.search(match[0])
        if row is None or column is None:  # a button or a picture
            return match[0]
        old = int(row[2]) + 1
        new = moved((old, int(column[1]) + 1))
        if new is None:
            return b""
        return match[0] if new[0] == old else _shifted(match[0], new[0] - old)

    return _SHAPE.sub(placed, vml)


def _shifted(shape: bytes, rows: int) -> bytes:
    def anchored(match: re.Match[bytes]) -> bytes:
        places = match[2].split(b",")
        for place in _ANCHOR_ROWS:
            if place < len(places) and places[place].strip().isdigit():
                places[place] = b" %d" % max(0, int(places[place]) + rows)
        return match[1] + b",".join(places)

    shape = _ROW.sub(lambda match: b"%b%d" % (match[1], int(match[2]) + rows), shape)
    return _ANCHOR.sub(anchored, shape)

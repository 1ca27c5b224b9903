"""The comments of a sheet: the parts that hold them, which cell each hangs on, and what it says."""

from __future__ import annotations

import re

from gapsheet.package.addresses import CellKey, area
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

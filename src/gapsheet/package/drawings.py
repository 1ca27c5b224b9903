"""Where charts and pictures lie on a sheet, as far as a growing table could come to lie under them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gapsheet.package.addresses import Corners, cell_name
from gapsheet.package.alttext import linked_parts
from gapsheet.package.archive import Archive, SheetPart
from gapsheet.package.tablemoves import TableMove

_CORNERS = re.compile(
    rb"<(?:[\w.-]+:)?from>.*?col>([0-9]+)</.*?row>([0-9]+)</.*?</(?:[\w.-]+:)?from>\s*"
    rb"(?:<(?:[\w.-]+:)?to>.*?col>([0-9]+)</.*?row>([0-9]+)</)?",
    re.DOTALL,
)


def covered_rows(archive: Archive, sheet: SheetPart, moves: Sequence[TableMove]) -> Iterator[str]:
    """Sentences about charts and pictures under which a table grows; they stay where they are."""
    places = list(_places(archive, sheet)) if any(move.shift > 0 for move in moves) else []
    for move in moves:
        for corners in places:
            if _grows_under(move, corners):
                yield (
                    f"the table '{move.block.table.name}' now reaches under a chart or picture at "
                    f"'{sheet.name}'!{cell_name(*corners[:2])}; move that in Excel"
                )


def _places(archive: Archive, sheet: SheetPart) -> Iterator[Corners]:
    for part in linked_parts(archive, sheet, "drawing"):
        for match in _CORNERS.finditer(archive.read(part)):
            left, top, right, bottom = (None if found is None else int(found) + 1 for found in match.groups())
            yield top or 1, left or 1, bottom or top or 1, right or left or 1


def _grows_under(move: TableMove, corners: Corners) -> bool:
    top, left, bottom, right = corners
    block = move.block
    return top <= move.new_end and bottom > block.end and left <= block.last and right >= block.first

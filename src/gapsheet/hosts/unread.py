"""Which sheets no formula can read: the engine takes a third of a second for a million cells, here for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from gapsheet.hosts.sheets import SheetCalculation, alike
from gapsheet.package.archive import Archive
from gapsheet.package.structure import Table

_SMALL = 1 << 16  # bytes of a sheet's part; it is loaded in no time
# References put together from texts, letters written by their numbers, references to all sheets between two.
_ANY_SHEET = re.compile(rb"indirect|&#|:(?:[\w.\x80-\xff]+|(?:[^'!\n]|'')*')!")


def unread_sheets(archive: Archive, sheets: Sequence[SheetCalculation], tables: Iterable[Table]) -> list[str]:
    """The parts of the large sheets without formulas that no formula and no defined name mentions.

    Args:
        archive: The workbook.
        sheets: Its sheets with formulas.
        tables: Its tables; who mentions one reads the sheet on which it lies.
    """
    names = "\n".join(_definitions(archive)).lower().encode("utf-8")
    shapes = b"\n".join({shape for sheet in sheets for shape in sheet.shapes}).lower()
    if any(_ANY_SHEET.search(text.replace(b"&apos;", b"'")) for text in (names, shapes)):
        return []
    cells = cache(lambda: [sheet.xml.content[sheet.xml.start : sheet.xml.end].lower() for sheet in sheets])
    few = [alike(names), shapes]
    read = {sheet.part for sheet in sheets}
    for sheet in archive.sheets:
        named = [table.name for table in tables if table.sheet == sheet.name]
        if any(_may_stand_in(name, few, digits=False) for name in named) or (
            _may_stand_in(sheet.name, few, digits=False) and _may_stand_in(sheet.name, [names, *cells()])
        ):
            read.add(sheet.part)
    unread = (sheet.part for sheet in archive.sheets if sheet.part not in read)
    return [part for part in unread if len(archive.read(part)) > _SMALL]


def _definitions(archive: Archive) -> Iterator[str]:
    """What the defined names stand for."""
    for name in archive.parsed(archive.workbook_part).iter("{*}definedName"):
        yield name.text or ""


def _may_stand_in(word: str, texts: Iterable[bytes], *, digits: bool = True) -> bool:
    """Whether texts in small letters may mention a word; one that has several spellings always may."""
    if not all(_has_one_spelling(sign) for sign in word):
        return True
    spelled = word.lower().encode("utf-8")
    spelled = spelled if digits else alike(spelled)
    return any(spelled in text for text in texts)


def _has_one_spelling(sign: str) -> bool:
    """Whether a sign stands as it is in the formulas of a file, but for the capitals of A to Z."""
    return sign in " _.-" or (sign.isalnum() and (sign.isascii() or sign.upper() == sign.lower()))

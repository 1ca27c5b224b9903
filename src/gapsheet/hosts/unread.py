"""Which sheets no formula can read: the engine takes a third of a second for a million cells, here for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from gapsheet.hosts.sheets import SheetCalculation, alike
from gapsheet.package.archive import Archive
from gapsheet.package.structure import Table

_SMALL = 1 << 16  # bytes of a sheet's part; it is loaded in no time
_FIRST = 1 << 14  # bytes of a sheet
_DIGIT = re.compile("[0-9]")
# References put together from texts, letters written by their numbers, references to all sheets between two.
_ANY_SHEET = re.compile(rb"indirect|&#|:(?:[\w.\x80-\xff]+|(?:[^'!\n]|'')*')!")


def unread_sheets(archive: Archive, sheets: Sequence[SheetCalculation], tables: Iterable[Table]) -> list[str]:
    """The parts of the large sheets without formulas that no formula and no defined name mentions.

    Args:
        archive: The workbook.
        sheets: Its sheets with formulas.
        tables: Its tables; who mentions one reads the sheet on which it lies.
    """
    calculated = {sheet.part for sheet in sheets}
    data = (sheet for sheet in archive.sheets if sheet.part not in calculated)
    large = [sheet for sheet in data if is_large(archive, sheet.part)]
    if not large:
        return []
    names = "\n".join(_definitions(archive)).lower().encode("utf-8")
    shapes = b"\n".join({shape for sheet in sheets for shape in sheet.shapes}).lower()
    if any(_ANY_SHEET.search(text.replace(b"&apos;", b"'")) for text in (names, shapes)):
        return []
    few = [alike(names), shapes]
    tables_read = {table.sheet for table in tables if _may_stand_in(table.name, few, digits=False)}
    unread = [sheet for sheet in large if sheet.name not in tables_read]
    alike_read = {sheet.name for sheet in unread if _may_stand_in(sheet.name, few, digits=False)}
    numbered = {name for name in alike_read if _DIGIT.search(name)}
    beginnings, cells = (_formulas(sheets, most) for most in (_FIRST, None))
    read = alike_read - numbered | _mentioned(numbered, chain([names], beginnings, cells))
    return [sheet.part for sheet in unread if sheet.name not in read]


def _formulas(sheets: Iterable[SheetCalculation], most: int | None) -> Iterator[bytes]:
    """The cells of sheets in small letters, or so many bytes of each: what a column reads its first cells tell."""
    for xml in (sheet.xml for sheet in sheets):
        yield xml.content[xml.start : xml.end if most is None else min(xml.start + most, xml.end)].lower()


def _mentioned(words: Iterable[str], texts: Iterable[bytes]) -> set[str]:
    """The words that one of the texts, all in small letters, may mention; each text is made and let go in its turn."""
    mentioned, left = set[str](), set(words)
    for text in texts:
        mentioned |= {word for word in left if _may_stand_in(word, [text])}
        left -= mentioned
        if not left:
            break
    return mentioned


def is_large(archive: Archive, part: str) -> bool:
    """Whether it takes the engine time to load a sheet; one that is packed is not unpacked to see that."""
    if type(archive) is Archive:
        return archive.infos[part].file_size > _SMALL
    packed = archive.packed(part)
    return (len(archive.read(part)) if packed is None else packed.size) > _SMALL


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

"""How the engine is told the width of a large sheet that states none, while the sheet stays packed as it lies.

What lies beyond the width that a sheet states the engine holds cell by cell, which takes twice the memory. How many
rows are stated makes no difference to it.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import replace

from gapsheet.package.addresses import column_letters, column_number
from gapsheet.package.archive import Archive
from gapsheet.package.packed import Packed, checksum

_LOOKED_AT = 1 << 13  # bytes at the beginning of a part: some rows, of which one is as wide as the sheet
_PIECE_FOLLOWS = b"\x00"  # among deflated bytes: what comes next is not deflated, and not the last piece
_ZEROS = bytes(1 << 16)
_BEGINNING = re.compile(rb"\s*(<\?xml\s[^>]*\?>\s*)?<(?:[\w.-]+:)?worksheet[\s>]")
_STATED = re.compile(rb"<(?:[\w.-]+:)?dimension\b")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?c r=\"([A-Z]{1,3})[0-9]")


def unstated_width(archive: Archive, part: str) -> int:
    """How many columns a sheet has that does not say so; 0 where it does, or where none are seen."""
    beginning = _beginning(archive, part)
    if not _is_plain(beginning) or _STATED.search(beginning):
        return 0
    return max((column_number(letters.decode("ascii")) for letters in set(_COLUMN.findall(beginning))), default=0)


def _beginning(archive: Archive, part: str) -> bytes:
    """The first bytes of a part; one that is packed is not unpacked for that. None where it is damaged."""
    packed = archive.packed(part)
    if packed is None or packed.method == zipfile.ZIP_STORED:
        return (archive.read(part) if packed is None else packed.content)[:_LOOKED_AT]
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed.content[:_LOOKED_AT], _LOOKED_AT)
    except zlib.error:
        return b""


def _is_plain(beginning: bytes) -> bool:
    """Whether it is that of a worksheet in UTF-8."""
    found = _BEGINNING.match(beginning)
    declared = (found[1] or b"").lower() if found else b""
    return found is not None and (b"encoding" not in declared or b"utf-8" in declared)


def with_width(sheet: Packed, width: int) -> Packed:
    """A sheet's part that states its width before it begins, for the engine alone.

    In front of the sheet's element no other program would look for it, but there it can be put without unpacking and
    packing the part: what is deflated refers to what stands before it by distances only.
    """
    text = b'<dimension ref="A1:%b1"/>' % column_letters(width).encode("ascii")
    length = len(text).to_bytes(2, "little")
    opening = _PIECE_FOLLOWS + length + bytes(0xFF ^ byte for byte in length)
    return replace(
        sheet,
        size=len(text) + sheet.size,
        checksum=_with_more(checksum(text), sheet.size) ^ sheet.checksum,
        content=b"".join((opening if sheet.method == zipfile.ZIP_DEFLATED else b"", text, sheet.content)),
    )


def _with_more(crc: int, size: int) -> int:
    """What a text's checksum turns the checksum of the bytes behind it by, whatever these are."""
    turned, plain = crc, 0
    for done in range(0, size, len(_ZEROS)):
        zeros = _ZEROS[: size - done]
        turned, plain = checksum(zeros, turned), checksum(zeros, plain)
    return turned ^ plain

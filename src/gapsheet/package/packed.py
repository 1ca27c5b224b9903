"""A part as a zip file packs it: how it is packed quickly, and how it is unpacked and checked at once.

zlib-ng takes half the time of zlib, but which repetitions it finds depends on the processor. A file that is to come
out the same everywhere is packed by zlib.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from zlib_ng import zlib_ng

LEVEL = 4  # of zlib's 9: worksheets come out 1 % larger than with its usual 6, in less than half the time
QUICK_LEVEL = 3  # of zlib-ng's 9: as small as what zlib makes on LEVEL, in half the time
_BARE = -zlib.MAX_WBITS  # deflated, without a frame around it: zip files have their own
_FAULT = cast("type[Exception]", zlib_ng.error)  # which its stubs take for an instance
_BATCH = 1 << 18  # bytes; to pack a few at a time would mostly be spent on the calls


@dataclass(frozen=True, slots=True)
class Packed:
    """A part as it lies in a zip file.

    Attributes:
        method: How it is packed, as zipfile says it: ZIP_STORED or ZIP_DEFLATED.
        size: How many bytes it unpacks to.
        checksum: CRC-32 of what it unpacks to.
        content: Its bytes in the file.
    """

    method: int
    size: int
    checksum: int
    content: bytes


def checksum(content: bytes, before: int = 0) -> int:
    """CRC-32, which zip files keep of every part; `before` is that of the bytes in front."""
    return zlib_ng.crc32(content, before)


def deflated(pieces: Iterable[bytes], *, everywhere_alike: bool = False) -> Packed:
    """A part packed from its pieces; where it is to come out the same on every machine, with the slower library."""
    packer = (
        zlib.compressobj(LEVEL, zlib.DEFLATED, _BARE)
        if everywhere_alike
        else zlib_ng.compressobj(QUICK_LEVEL, zlib_ng.DEFLATED, _BARE)
    )
    size, crc, packed = 0, 0, []
    for batch in _batches(pieces):
        size += len(batch)
        crc = checksum(batch, crc)
        packed.append(packer.compress(batch))
    packed.append(packer.flush())
    return Packed(zipfile.ZIP_DEFLATED, size, crc, b"".join(packed))


def _batches(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, small ones put together."""
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= _BATCH:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def stored(pieces: Iterable[bytes]) -> Packed:
    """A part as it is, for what does not get smaller."""
    content = b"".join(pieces)
    return Packed(zipfile.ZIP_STORED, len(content), checksum(content), content)


def unpacked(packed: Packed) -> bytes | None:
    """What a part holds; None where that is not of the size and the checksum that it states."""
    content = _inflated(packed) if packed.method == zipfile.ZIP_DEFLATED else packed.content
    if content is None or len(content) != packed.size or checksum(content) != packed.checksum:
        return None
    return content


def _inflated(packed: Packed) -> bytes | None:
    """The bytes that were deflated; None if they never end, or if there are more of them than stated."""
    unpacker = zlib_ng.decompressobj(_BARE)
    try:
        content = unpacker.decompress(packed.content, packed.size + 1)  # one more byte would show
    except _FAULT:
        return None
    return content if unpacker.eof and not unpacker.unused_data else None

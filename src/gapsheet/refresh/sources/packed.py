"""What was packed with gzip, unpacked no further than a limit: a few kilobytes may hold gigabytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

_GZIP = 16 + zlib.MAX_WBITS
_CHUNK = 1 << 20


class PackedError(Exception):
    """The bytes are damaged, or were cut short."""


class TooLargeError(Exception):
    """There are more bytes than the limit."""


def gathered(pieces: Iterable[bytes], limit: int) -> bytes:
    """Pieces as one, as long as they are not more than the limit."""
    kept = bytearray()
    for piece in pieces:
        kept += piece
        if len(kept) > limit:
            raise TooLargeError
    return bytes(kept)


def unpacked(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """The content of gzip's pieces, piece by piece, never much of it at once."""
    unpacker = zlib.decompressobj(_GZIP)
    for piece in pieces:
        while piece:
            if unpacker.eof:  # a gzip file may be several, one after the other
                unpacker = zlib.decompressobj(_GZIP)
            try:
                yield unpacker.decompress(piece, _CHUNK)
            except zlib.error as fault:
                raise PackedError(str(fault)) from fault
            piece = unpacker.unconsumed_tail or unpacker.unused_data
    if not unpacker.eof:
        raise PackedError("it was cut short")

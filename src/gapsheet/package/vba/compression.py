"""How VBA packs source text and project records: a signature, then chunks of 4096 bytes of literals and copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from gapsheet.errors import MacroError

CHUNK = 4096  # [MS-OVBA] 2.4.1.1.3: decompressed bytes of every chunk but the last
_SIGNATURE = 1  # [MS-OVBA] 2.4.1.1.1: the container's first byte
_CHUNK_SIGNATURE = 0b011 << 12  # [MS-OVBA] 2.4.1.1.5: bits 12 to 14 of a chunk's header
_CHUNK_SIGNATURE_MASK = 0b111 << 12
_COMPRESSED = 1 << 15  # [MS-OVBA] 2.4.1.1.5: bit 15; without it the chunk's bytes stand as they are
_SIZE_MASK = 0xFFF  # [MS-OVBA] 2.4.1.1.5: bits 0 to 11 hold the chunk's size less 3, header included
_SHORTEST = 3  # [MS-OVBA] 2.4.1.3.19.3: a copy of fewer bytes is not worth its two
_FEWEST_OFFSET_BITS = 4  # [MS-OVBA] 2.4.1.3.19.1


def compressed(data: bytes) -> bytes:
    """The data packed as a compressed container.

    Raises:
        MacroError: A chunk cannot be packed at all: noise that no source text consists of. (The format may store
            such a chunk as it stands, but fills a short one up, and Excel is reported to drop modules with one.)
    """
    chunks = (data[start : start + CHUNK] for start in range(0, len(data), CHUNK))
    return bytes([_SIGNATURE]) + b"".join(_chunk(chunk) for chunk in chunks)


def decompressed(container: bytes) -> bytes:
    """The data of a compressed container.

    Raises:
        MacroError: It is not such a container, or it is cut short.
    """
    if container[:1] != bytes([_SIGNATURE]):
        raise MacroError("a compressed VBA stream does not begin with its signature; the project is damaged")
    try:
        return b"".join(_unpacked(container))
    except IndexError:
        raise MacroError("a compressed VBA stream ends in the middle of a chunk; the project is damaged") from None


def _unpacked(container: bytes) -> Iterator[bytes]:
    """The chunks, decompressed."""
    position = 1
    while position < len(container):
        header = container[position] | container[position + 1] << 8
        end = position + (header & _SIZE_MASK) + 3
        if header & _CHUNK_SIGNATURE_MASK != _CHUNK_SIGNATURE or end > len(container):
            raise MacroError(f"the chunk at byte {position} of a compressed VBA stream is damaged")
        body = container[position + 2 : end]
        yield _decoded(body) if header & _COMPRESSED else body
        position = end


def _decoded(body: bytes) -> bytes:
    """A chunk's tokens carried out: [MS-OVBA] 2.4.1.3.5."""
    out, position = bytearray(), 0
    while position < len(body):
        flags, position = body[position], position + 1
        for bit in range(8):
            if position >= len(body):
                break
            if flags >> bit & 1:
                _copy(out, body[position] | body[position + 1] << 8)
                position += 2
            else:
                out.append(body[position])
                position += 1
    return bytes(out)


def _copy(out: bytearray, token: int) -> None:
    """Repeat earlier bytes; the copy may run into what it has itself just written."""
    length_bits = 16 - _offset_bits(len(out))
    length = (token & (1 << length_bits) - 1) + _SHORTEST
    offset = (token >> length_bits) + 1
    if offset > len(out):
        raise MacroError("a compressed VBA stream copies from before its chunk; the project is damaged")
    for _ in range(length):
        out.append(out[-offset])


def _offset_bits(position: int) -> int:
    """How many of a copy token's 16 bits tell how far back to look: [MS-OVBA] 2.4.1.3.19.1."""
    return max(_FEWEST_OFFSET_BITS, (position - 1).bit_length())


def _chunk(data: bytes) -> bytes:
    """One chunk with its header."""
    body = _encoded(data)
    if len(body) > CHUNK:
        raise MacroError(f"{len(data)} bytes of a VBA stream are noise that its packing would make longer")
    header = len(body) + 2 - 3 | _CHUNK_SIGNATURE | _COMPRESSED
    return header.to_bytes(2, "little") + body


def _encoded(data: bytes) -> bytes:
    """A chunk as groups of eight tokens, each group behind the byte that tells which of them are copies."""
    out, group, flags, count = bytearray(), bytearray(), 0, 0
    for token in _tokens(data):
        flags |= (len(token) == 2) << count
        group += token
        count += 1
        if count == 8:
            out += bytes([flags]) + group
            group, flags, count = bytearray(), 0, 0
    return bytes(out + bytes([flags]) + group if count else out)


def _tokens(data: bytes) -> Iterator[bytes]:
    """Literals of one byte and copies of two, the longest copy each time."""
    seen: defaultdict[bytes, list[int]] = defaultdict(list)
    position = 0
    while position < len(data):
        length_bits = 16 - _offset_bits(position)
        start, length = _longest(data, position, seen, (1 << length_bits) - 1 + _SHORTEST)
        if length:
            yield (position - start - 1 << length_bits | length - _SHORTEST).to_bytes(2, "little")
        else:
            yield data[position : position + 1]
        for place in range(position, position + max(length, 1)):
            seen[data[place : place + _SHORTEST]].append(place)
        position += max(length, 1)


def _longest(data: bytes, position: int, seen: dict[bytes, list[int]], most: int) -> tuple[int, int]:
    """Where the longest earlier stretch of the same bytes begins, and its length; 0 if none is long enough."""
    best, most = (0, 0), min(most, len(data) - position)
    if most < _SHORTEST:
        return best
    for start in reversed(seen.get(data[position : position + _SHORTEST], [])):
        length = _SHORTEST
        while length < most and data[start + length] == data[position + length]:
            length += 1
        if length > best[1]:
            best = start, length
            if length == most:
                break
    return best

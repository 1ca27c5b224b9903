"""Parts as zip files pack them, against the standard library."""

from __future__ import annotations

import random
import zipfile
import zlib
from dataclasses import replace

import pytest

from gapsheet.package.packed import LEVEL, Packed, deflated, stored, unpacked
from gapsheet.package.packs import Packs

WORDS = [b'<c r="A%d"><v>%d</v></c>' % (row, row * 7919 % 1000) for row in range(30_000)]
CONTENTS = {
    "nothing": b"",
    "one byte": b"x",
    "a sheet": b"".join(WORDS),
    "noise": random.Random(1).randbytes(300_000),
    "zeros": bytes(600_000),
}
each_content = pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)


def inflated(packed: bytes) -> bytes:
    """What the standard library unpacks, to the very end."""
    unpacker = zlib.decompressobj(-15)
    content = unpacker.decompress(packed)
    assert unpacker.eof
    assert not unpacker.unused_data
    return content


@each_content
@pytest.mark.parametrize("everywhere_alike", [False, True])
def test_the_standard_library_unpacks_what_is_packed(content: bytes, everywhere_alike: bool) -> None:
    packed = deflated((content,), everywhere_alike=everywhere_alike)
    assert inflated(packed.content) == content
    assert (packed.method, packed.size, packed.checksum) == (zipfile.ZIP_DEFLATED, len(content), zlib.crc32(content))


@each_content
def test_what_is_alike_everywhere_is_what_zlib_makes(content: bytes) -> None:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
    assert deflated((content,), everywhere_alike=True).content == packer.compress(content) + packer.flush()


def test_packing_the_quick_way_makes_sheets_no_larger() -> None:
    content = CONTENTS["a sheet"]
    quick, slow = deflated((content,)), deflated((content,), everywhere_alike=True)
    assert len(quick.content) < 1.1 * len(slow.content)


@pytest.mark.parametrize("everywhere_alike", [False, True])
def test_pieces_of_any_size_give_the_same(everywhere_alike: bool) -> None:
    content, whole = CONTENTS["a sheet"], deflated(WORDS, everywhere_alike=everywhere_alike)
    uneven = (content[:1], b"", content[1:400_000], content[400_000:])
    for pieces in (iter(WORDS), uneven):
        packed = deflated(pieces, everywhere_alike=everywhere_alike)
        assert (inflated(packed.content), packed.size, packed.checksum) == (content, whole.size, whole.checksum)


@each_content
def test_what_the_standard_library_packs_is_unpacked(content: bytes) -> None:
    for level in (0, 1, 9):
        packer = zlib.compressobj(level, zlib.DEFLATED, -15)
        made = packer.compress(content) + packer.flush()
        assert unpacked(Packed(zipfile.ZIP_DEFLATED, len(content), zlib.crc32(content), made)) == content
    assert unpacked(stored((content,))) == content


def test_what_is_not_what_it_states_does_not_unpack() -> None:
    sound = deflated((CONTENTS["a sheet"],))
    middle = len(sound.content) // 2
    flipped = sound.content[:middle] + bytes([sound.content[middle] ^ 4]) + sound.content[middle + 1 :]
    assert unpacked(sound) == CONTENTS["a sheet"]
    for damaged in (
        replace(sound, content=sound.content[:-1]),
        replace(sound, content=sound.content + b"\0"),
        replace(sound, content=flipped),
        replace(sound, content=b""),
        replace(sound, size=sound.size - 1),
        replace(sound, size=sound.size + 1),
        replace(sound, checksum=sound.checksum ^ 1),
        replace(sound, method=zipfile.ZIP_STORED),
    ):
        assert unpacked(damaged) is None


def test_no_more_is_unpacked_than_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    from gapsheet.package import packed as module

    asked: list[int] = []

    class Watched:
        eof, unused_data = False, b""

        def decompress(self, content: bytes, most: int) -> bytes:
            asked.append(most)
            return b"\0" * most

    monkeypatch.setattr(module.zlib_ng, "decompressobj", lambda bits: Watched())
    assert unpacked(replace(deflated((bytes(10_000_000),)), size=1_000)) is None
    assert asked == [1_001]


def test_a_part_is_packed_once_and_anew_when_it_changes() -> None:
    packs, content = Packs(), CONTENTS["a sheet"]
    packs.start({"a.xml": content, "left out.xml": b""})
    begun = packs.of("a.xml", content)
    assert begun is not None
    first = begun()
    assert unpacked(first) == content
    packs.start({"a.xml": content})
    again = packs.of("a.xml", content)
    assert again is not None
    assert again() is first
    other = content + b"<!-- -->"
    assert packs.of("a.xml", other) is None
    packs.start({"a.xml": other})
    assert packs.of("a.xml", content) is None
    assert packs.of("left out.xml", b"") is None
    changed = packs.of("a.xml", other)
    assert changed is not None
    assert unpacked(changed()) == other

"""Parts as zip files pack them, against the standard library."""

from __future__ import annotations

import pickle
import random
import zipfile
import zlib
from dataclasses import replace

import pytest

from gapsheet.package.packed import LEVEL, Packed, deflated, stored, unpacked
from gapsheet.package.parts import Parts

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


def test_large_parts_are_kept_packed_and_read_as_they_are() -> None:
    large, small, parts = CONTENTS["a sheet"], CONTENTS["a sheet"][:9], Parts()
    for name, content in {"large.xml": large, "small.xml": small, "left out.xml": b""}.items():
        parts.put(name, content)
    held = parts.held("large.xml")
    assert isinstance(held, Packed)
    assert unpacked(held) == large
    assert parts.held("large.xml") is held  # packed once
    assert (parts.held("small.xml"), parts.held("left out.xml")) == (small, b"")
    assert dict(parts) == {"large.xml": large, "small.xml": small, "left out.xml": b""}
    parts.put("large.xml", large + b"<!-- -->")
    assert parts["large.xml"] == large + b"<!-- -->"


def test_parts_go_to_another_process_packed() -> None:
    parts = Parts()
    parts.put("a.xml", CONTENTS["a sheet"])
    sent = pickle.dumps(parts)
    assert len(sent) < len(parts["a.xml"]) / 5
    assert pickle.loads(sent) == parts


def test_parts_joined_are_those_of_both_the_later_in_place_of_the_earlier() -> None:
    first, second = Parts({"a.xml": b"1", "b.xml": b"2"}), Parts({"c.xml": b"3", "a.xml": b"4"})
    assert list(first.joined(second).items()) == [("a.xml", b"4"), ("b.xml", b"2"), ("c.xml", b"3")]
    assert first == {"a.xml": b"1", "b.xml": b"2"}

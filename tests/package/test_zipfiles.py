"""How zip files are laid out, against the standard library's reading and writing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from gapsheet.package.packed import LEVEL, Packed, deflated, stored, unpacked
from gapsheet.package.zipfiles import Places, ZipWriter

PARTS = {
    "[Content_Types].xml": b"<Types/>" * 50,
    "xl/workbook.xml": b"<workbook/>",
    "xl/media/図.bin": bytes(range(256)) * 40,
    "empty": b"",
}
MOMENT = (2026, 1, 2, 3, 4, 6)


class Unseekable(io.RawIOBase):
    """A stream such as a pipe; what is zipped into it has its sizes behind the parts."""

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self.content += piece
        return len(piece)


def zipped(method: int = zipfile.ZIP_DEFLATED, *, comment: bytes = b"", extra: bytes = b"") -> bytes:
    """The parts as the standard library zips them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        container.comment = comment
        for name, content in PARTS.items():
            info = zipfile.ZipInfo(name, MOMENT)
            info.extra, info.compress_type = extra, method
            container.writestr(info, content)
    return stream.getvalue()


def streamed() -> bytes:
    stream = Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:  # type: ignore[arg-type]
        for name, content in PARTS.items():
            container.writestr(name, content)
    return bytes(stream.content)


def changed_in_place(content: bytes, sign: bytes, offset: int, value: int) -> bytes:
    """A file with one byte set, so far behind the first header of a kind."""
    place = content.index(sign) + offset
    return content[:place] + bytes([value]) + content[place + 1 :]


def found(content: bytes) -> list[Packed | None]:
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        places = Places(container)
        return [places.packed(info) for info in container.infolist()]


USUAL: dict[str, Callable[[], bytes]] = {
    "deflated": zipped,
    "stored": lambda: zipped(zipfile.ZIP_STORED),
    "with a comment": lambda: zipped(comment=b"made by hand"),
    "with extra fields": lambda: zipped(extra=b"\xfe\xca\x04\x00abcd"),
    "behind something else": lambda: b"#!/bin/sh\n" + zipped(),
    "with sizes behind the parts": streamed,
}


@pytest.mark.parametrize("made", USUAL.values(), ids=USUAL)
def test_parts_are_found_as_they_lie(made: Callable[[], bytes]) -> None:
    assert [unpacked(part) for part in found(made()) if part is not None] == list(PARTS.values())


LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
ODD: dict[str, Callable[[], bytes]] = {
    "encrypted, says the part": lambda: changed_in_place(zipped(), LOCAL, 6, 1),
    "encrypted, says the directory": lambda: changed_in_place(zipped(), CENTRAL, 8, 1),
    "patched data": lambda: changed_in_place(zipped(), LOCAL, 6, 0x20),
    "another method in front of the part": lambda: changed_in_place(zipped(), LOCAL, 8, 0),
    "another name in front of the part": lambda: changed_in_place(zipped(), LOCAL, 30, 0x41),
    "no header": lambda: changed_in_place(zipped(), LOCAL, 0, 0x41),
    "a size that reaches into the next part": lambda: changed_in_place(zipped(), CENTRAL, 20, 200),
    "a size past the end": lambda: changed_in_place(zipped(), CENTRAL, 22, 200),
}


@pytest.mark.parametrize("made", ODD.values(), ids=ODD)
def test_what_lies_in_another_way_is_not_taken(made: Callable[[], bytes]) -> None:
    first, *others = found(made())
    assert first is None
    assert None not in others


def test_parts_packed_in_ways_that_excel_does_not_know_are_not_taken() -> None:
    assert found(zipped(zipfile.ZIP_BZIP2)) == [None] * len(PARTS)


def written(parts: dict[str, Packed]) -> bytes:
    stream = io.BytesIO()
    with ZipWriter(stream) as container:
        for name, packed in parts.items():
            container.add(name, MOMENT, packed)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("method", "pack"),
    [
        (zipfile.ZIP_STORED, lambda content: stored((content,))),
        (zipfile.ZIP_DEFLATED, lambda content: deflated((content,), everywhere_alike=True)),
    ],
)
def test_a_file_is_what_the_standard_library_would_write(method: int, pack: Callable[[bytes], Packed]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compresslevel=LEVEL) as container:
        for name, content in PARTS.items():
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type, info.create_system = method, 0
            info.external_attr = 0o600 << 16
            container.writestr(info, content, compresslevel=LEVEL)
    assert written({name: pack(content) for name, content in PARTS.items()}) == stream.getvalue()


def test_more_parts_than_the_old_format_counts() -> None:
    part = stored((b"",))
    content = written({f"{number:x}": part for number in range(70_000)})
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        assert len(container.namelist()) == 70_000
        assert container.read("1116f") == b""


def test_parts_larger_than_the_old_format_holds_are_declared_so() -> None:
    content = written({"large": Packed(zipfile.ZIP_DEFLATED, 5 * 1024**3, 1, b"\x03\x00"), "small": stored((b"x",))})
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        assert [info.file_size for info in container.infolist()] == [5 * 1024**3, 1]
        assert container.read("small") == b"x"

"""How zip files are laid out: where a part lies in one, and how one is made of parts that are packed already."""

from __future__ import annotations

import os
import struct
import zipfile
from bisect import bisect_right
from types import TracebackType
from typing import BinaryIO

from gapsheet.package.packed import Packed

_HEADER = struct.Struct("<4s2xHH16xHH")  # signature, flags, method, and the lengths of name and extra field
_SIGNATURE = b"PK\x03\x04"
_UTF8 = 0x800
_HARMLESS = _UTF8 | 0x8 | 0x6  # sizes stand behind the part too; how thoroughly it was packed
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DOS = 0  # the system that Excel names
_OWNER_MAY = 0o600 << 16  # rights, which programs on Unix look for


class Places:
    """Where the parts of an opened zip file lie. Read from one thread only."""

    def __init__(self, container: zipfile.ZipFile) -> None:
        self._stream = container.fp
        self._borders = sorted([*(info.header_offset for info in container.infolist()), container.start_dir])

    def packed(self, info: zipfile.ZipInfo) -> Packed | None:
        """A part as it lies in the file; None if it is not packed as usual, or contradicts the file's directory."""
        end = self._end(info)
        if self._stream is None or info.compress_type not in _METHODS or info.header_offset < 0:
            return None
        if info.header_offset + info.compress_size > end:  # before as much is read as it states
            return None
        self._stream.seek(info.header_offset)
        header = self._stream.read(_HEADER.size)
        if len(header) < _HEADER.size or not _agrees(header, info):
            return None
        *_, name_length, extra_length = _HEADER.unpack(header)
        name, _ = self._stream.read(name_length), self._stream.seek(extra_length, os.SEEK_CUR)
        content = self._stream.read(info.compress_size)
        if name != _written_name(info) or len(content) < info.compress_size or self._stream.tell() > end:
            return None
        return Packed(info.compress_type, info.file_size, info.CRC, content)

    def _end(self, info: zipfile.ZipInfo) -> int:
        """Where something else begins in the file."""
        following = bisect_right(self._borders, info.header_offset)
        return self._borders[following] if following < len(self._borders) else info.header_offset


def _agrees(header: bytes, info: zipfile.ZipInfo) -> bool:
    """Whether what stands before a part is what the directory says, and nothing out of the way."""
    signature, flags, method, _, _ = _HEADER.unpack(header)
    return signature == _SIGNATURE and method == info.compress_type and not (flags | info.flag_bits) & ~_HARMLESS


def _written_name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")


class ZipWriter:
    """A new zip file, part by part. Use it in a `with` block, at whose end the directory is written."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._container = zipfile.ZipFile(stream, "w")

    def __enter__(self) -> ZipWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._container.close()

    def add(self, name: str, moment: tuple[int, int, int, int, int, int], packed: Packed) -> None:
        """Write a part. System, flags and rights are set here, so nothing of the machine gets into the file."""
        info = zipfile.ZipInfo(name, moment)
        info.create_system, info.external_attr = _DOS, _OWNER_MAY
        info.compress_type, info.CRC = packed.method, packed.checksum
        info.file_size, info.compress_size = packed.size, len(packed.content)
        info.header_offset = self._stream.tell()
        self._stream.write(info.FileHeader())
        self._stream.write(packed.content)
        self._container.filelist.append(info)  # zipfile has no way to take what is packed, but it writes
        self._container.start_dir = self._stream.tell()  # the directory of what stands in this list, from here on

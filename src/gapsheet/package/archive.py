"""An .xlsx or .xlsm file as its parts: which there are, what they hold, how the file is written anew."""

from __future__ import annotations

import contextlib
import os
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from urllib.parse import unquote

from lxml import etree

from gapsheet.errors import DamagedWorkbookError, NotAWorkbookError, UnwritableFileError
from gapsheet.package.atomic import refuse_unwritable, replacement
from gapsheet.package.opening import opened, oversized, refuse_foreign, refuse_oversized
from gapsheet.package.packed import Packed, deflated, stored, unpacked
from gapsheet.package.smallparts import listing_of
from gapsheet.package.workers import ahead, mapped
from gapsheet.package.zipfiles import Places, ZipWriter

UNPACKED_LIMIT = 2 * 1024**3  # bytes; Excel itself struggles long before
CHUNK = 1 << 18

Content = bytes | Iterable[bytes] | Packed  # of a part: whole, in pieces, or packed already


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet: its name as people see it and the part that holds it."""

    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link from one part to another; `target` is a part name, or as written when it leads outside."""

    id: str
    kind: str
    target: str
    external: bool


class Archive:
    """The parts of a workbook, opened for reading. Use it in a `with` block."""

    def __init__(self, path: Path, container: zipfile.ZipFile, limit: int, content: bytes | None = None) -> None:
        self.path = path
        self.content = content  # the file's bytes, where it was not opened from disk
        self.limit = limit
        self.infos: dict[str, zipfile.ZipInfo] = {info.filename: info for info in container.infolist()}
        self._container = container
        self._places = Places(container)
        self._ahead: dict[str, Future[bytes | None]] = {}
        self._links: dict[str, dict[str, Relationship]] = {}
        self._spelled = {name.lower(): name for name in self.infos}
        self.workbook_part = self._workbook_part()
        self.sheets: tuple[SheetPart, ...] = tuple(self._sheets())

    def holder(self, part: str) -> Archive:
        """The archive that holds a part as it is read here; of a draft, the one underneath for what it left alone."""
        return self

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    @property
    def names(self) -> tuple[str, ...]:
        """The part names in the order of the file."""
        return tuple(self.infos)

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._spelled

    def read(self, part: str) -> bytes:
        """A part, unpacked.

        Raises:
            DamagedWorkbookError: The part is missing, cut short, or not what its checksum says.
            OversizedWorkbookError: It unpacks to more than the limit.
        """
        begun = self._ahead.pop(part.lower(), None)
        packed = self.packed(part) if begun is None else None
        content = begun.result() if begun is not None else unpacked(packed) if packed is not None else None
        return b"".join(self.chunks(part)) if content is None else content  # piece by piece for what is odd or damaged

    def unpack_ahead(self, parts: Iterable[str]) -> None:
        """Begin to unpack parts that are read soon, while something else is waited for."""
        packed = {part.lower(): self.packed(part) for part in parts}
        self._ahead |= ahead(unpacked, {part: found for part, found in packed.items() if found is not None})

    def packed(self, part: str) -> Packed | None:
        """A part as it lies in the file, unchecked; None where it has to be read piece by piece."""
        info = self.infos.get(self._spelled.get(part.lower(), ""))
        if info is None or info.file_size > self.limit:
            return None
        return self._places.packed(info)

    def chunks(self, part: str) -> Iterator[bytes]:
        """A part, unpacked piece by piece; the pieces are counted, because a header can lie."""
        name = self._spelled.get(part.lower())
        if name is None:
            raise DamagedWorkbookError(f"{self.path} lacks its part {part}; open it in Excel and save it again")
        total = 0
        with _damage_named(self.path, name), self._container.open(self.infos[name]) as stream:
            while piece := stream.read(CHUNK):
                total += len(piece)
                if total > self.limit:
                    raise oversized(self.path, self.limit)
                yield piece

    def parsed(self, part: str) -> etree._Element:
        """A small part as a tree (sheets are scanned as bytes instead).

        Raises:
            DamagedWorkbookError: It is not well-formed XML.
        """
        try:
            return etree.fromstring(self.read(part), _safe_parser())
        except etree.XMLSyntaxError as problem:
            raise DamagedWorkbookError(
                f"{self.path}: {part} is not well-formed XML ({problem.msg}); open it in Excel and save it again"
            ) from problem

    def relationships(self, part: str) -> dict[str, Relationship]:
        """The links of a part by id, targets resolved to part names. `part` "" asks for those of the package."""
        if part not in self._links:  # which everything that looks for a sheet's tables asks for
            self._links[part] = self._read_links(part)
        return dict(self._links[part])

    def _read_links(self, part: str) -> dict[str, Relationship]:
        listing = listing_of(part)
        if listing not in self:
            return {}
        folder = posixpath.dirname(part)
        links = (_relationship(link, folder) for link in self.parsed(listing) if isinstance(link.tag, str))
        return {link.id: link for link in links}

    def _workbook_part(self) -> str:
        for link in self.relationships("").values():
            if link.kind == "officeDocument" and link.target in self:
                return self._spelled[link.target.lower()]
        raise NotAWorkbookError(
            f"{self.path} is a zip file without a workbook in it; give an .xlsx or .xlsm file saved by a spreadsheet"
        )

    def _sheets(self) -> Iterator[SheetPart]:
        """Worksheets in the order of their tabs; chart sheets and dialogues hold no cells to calculate."""
        links = self.relationships(self.workbook_part)
        for element in self.parsed(self.workbook_part).iter("{*}sheet"):
            link = links.get(_relationship_id(element))
            if link is None or link.target not in self:
                raise DamagedWorkbookError(
                    f"{self.path}: sheet '{element.get('name')}' has no part; open the file in Excel and save it again"
                )
            if link.kind == "worksheet":
                yield SheetPart(element.get("name", ""), self._spelled[link.target.lower()])


def open_archive(path: str | os.PathLike[str], limit: int = UNPACKED_LIMIT, *, content: bytes | None = None) -> Archive:
    """Open a workbook file for reading.

    Args:
        path: The file; with `content`, only the name that messages give it.
        limit: Bytes that all parts together may unpack to.
        content: The file's bytes, when they are not on disk.

    Raises:
        MissingFileError: There is no such file.
        EncryptedWorkbookError: It needs a password.
        NotAWorkbookError: It is something else: an .xls, .xlsb, .ods, or no spreadsheet at all.
        DamagedWorkbookError: It is cut short or contradicts itself.
        OversizedWorkbookError: It would unpack to more than the limit.
    """
    path = Path(path)
    container = opened(path, content)
    try:
        refuse_foreign(path, container)
        refuse_oversized(path, container, limit)
        return Archive(path, container, limit, content)
    except BaseException:
        container.close()
        raise


@contextlib.contextmanager
def _damage_named(path: Path, part: str) -> Iterator[None]:
    """Turn what zipfile and zlib raise into an error that names file, part and cure."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as problem:
        raise DamagedWorkbookError(
            f"{path} is damaged: {part} cannot be unpacked ({problem}); fetch the file again, "
            "or let Excel repair it with Open and Repair"
        ) from problem


def _safe_parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _relationship(link: etree._Element, folder: str) -> Relationship:
    external = link.get("TargetMode") == "External"
    target = link.get("Target", "")
    kind = link.get("Type", "").rsplit("/", 1)[-1]
    return Relationship(link.get("Id", ""), kind, target if external else _resolved(target, folder), external)


def _resolved(target: str, folder: str) -> str:
    """A target, relative or absolute, as a part name."""
    target = unquote(target).replace("\\", "/")
    joined = target[1:] if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(joined)


def _relationship_id(element: etree._Element) -> str:
    """The r:id attribute; its namespace differs between the transitional and the strict dialect."""
    return next((str(value) for name, value in element.items() if str(name).endswith("relationships}id")), "")


def write_archive(
    source: Archive | Mapping[str, bytes],
    out: str | os.PathLike[str],
    replaced: Mapping[str, Content] | None = None,
    timestamp: datetime | date | None = None,
    confirm: Callable[[BinaryIO], None] | None = None,
) -> None:
    """Write a workbook file: the source's parts in their order, some of them replaced, new ones at the end.

    Args:
        source: The opened workbook, or parts by name.
        out: The file to write; it may be the source's own.
        replaced: New content by part name, in pieces or packed already; a part for which there are only empty pieces
            is left out.
        timestamp: The time stored with every part, of a file that is to be the same wherever it is made; without one
            each part keeps its own (1980-01-01 for new parts), and parts that stay are taken over as they are packed.
        confirm: Is shown the new file, whole and on the disk, before it takes the place of the old one, and is to read
            all of it back; what it raises leaves the old one there. Without one every part is unpacked once.

    Raises:
        UnwritableFileError: The file could not be written; what stood at `out` is as it was.
        DamagedWorkbookError: A part of the source cannot be unpacked.
    """
    out = Path(out)
    refuse_unwritable(out)
    with replacement(out) as stream:
        lay_out(stream, source, replaced or {}, timestamp)
        if confirm is None:
            _check_written(stream, out)
        else:
            stream.flush()
            os.fsync(stream.fileno())
            confirm(stream)


def lay_out(
    stream: BinaryIO,
    source: Archive | Mapping[str, bytes],
    replaced: Mapping[str, Content],
    timestamp: datetime | date | None = None,
) -> None:
    """Write what `write_archive` writes into a stream; parts are packed ahead on other processors.

    Raises:
        DamagedWorkbookError: A part of the source cannot be unpacked.
    """
    with ZipWriter(stream) as container:
        for info, packed in mapped(_made, _entries(source, dict(replaced), _Packing(timestamp is not None))):
            if packed is None and isinstance(source, Archive):  # odd, or damaged; the slow way tells which
                packed = deflated((source.read(info.filename),))
            if packed is not None:
                container.add(info.filename, _stamp(timestamp) if timestamp else info.date_time, packed)


_Pack = Callable[[], Packed | None]


def _made(entry: tuple[zipfile.ZipInfo, _Pack]) -> tuple[zipfile.ZipInfo, Packed | None]:
    info, pack = entry
    return info, pack()


def _entries(
    source: Archive | Mapping[str, bytes], replaced: dict[str, Content], packing: _Packing
) -> Iterator[tuple[zipfile.ZipInfo, _Pack]]:
    """The parts of the new file, each with what packs it; None comes of one that has to be read piece by piece."""
    for name in source.names if isinstance(source, Archive) else source:
        info = source.infos[name] if isinstance(source, Archive) else zipfile.ZipInfo(name)
        if name in replaced:
            if not _is_nothing(pieces := replaced.pop(name)):
                yield info, packing.new(info, pieces)
        elif isinstance(source, Archive):
            yield info, packing.kept(info, source)
        else:
            yield info, packing.new(info, (source[name],))
    for name, pieces in replaced.items():
        if not _is_nothing(pieces):
            yield (info := zipfile.ZipInfo(name)), packing.new(info, pieces)


def _is_nothing(content: Content) -> bool:
    """Whether a part is to be left out; pieces that are still to be made count as something."""
    return content == b"" or (isinstance(content, (tuple, list)) and not any(content))


@dataclass(frozen=True, slots=True)
class _Packing:
    """How the parts of a file are packed: the same on every machine, or quickly and with what is packed already."""

    everywhere_alike: bool

    def kept(self, info: zipfile.ZipInfo, source: Archive) -> _Pack:
        """What packs a part that stays: it is taken over as it lies, once it has been seen to unpack."""
        if self.everywhere_alike or info.file_size == 0:
            return self.new(info, (source.read(info.filename),))
        packed = source.packed(info.filename)
        return lambda: packed if _is_sound(packed) else None

    def new(self, info: zipfile.ZipInfo, content: Content) -> _Pack:
        """What packs a new content: here and now where it is still to be made, which other threads may not stand."""
        if isinstance(content, Packed) and not self.everywhere_alike:
            return lambda: content
        pieces = _pieces(content)
        if info.compress_type == zipfile.ZIP_STORED and info.file_size > 0:
            return partial(stored, [*pieces])
        if not isinstance(pieces, (tuple, list)):
            packed = deflated(pieces, everywhere_alike=self.everywhere_alike)
            return lambda: packed
        return partial(deflated, pieces, everywhere_alike=self.everywhere_alike)


def _pieces(content: Content) -> Iterable[bytes]:
    """The pieces of a content, which may be whole, or packed."""
    if isinstance(content, Packed):
        return (unpacked(content) or b"",)
    return (content,) if isinstance(content, bytes) else content


def _is_sound(packed: Packed | None) -> bool:
    """Whether a part that lies in a file unpacks to what it states."""
    return packed is not None and unpacked(packed) is not None


def _stamp(moment: datetime | date) -> tuple[int, int, int, int, int, int]:
    time = (moment.hour, moment.minute, moment.second) if isinstance(moment, datetime) else (0, 0, 0)
    return (max(moment.year, 1980), moment.month, moment.day, *time)


def _check_written(stream: BinaryIO, out: Path) -> None:
    """Read the new file back before it takes the place of the old one."""
    with zipfile.ZipFile(stream) as container:
        places = Places(container)
        parts = (places.packed(info) for info in container.infolist())
        is_sound = all(mapped(_is_sound, parts))
        broken = None if is_sound else container.testzip()
    if broken is not None:
        raise UnwritableFileError(f"{out} was not written: {broken} did not read back as written; check the disk")

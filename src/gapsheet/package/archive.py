"""An .xlsx or .xlsm file as its parts: which there are, what they hold, how the file is written anew."""

from __future__ import annotations

import contextlib
import io
import os
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from urllib.parse import unquote

from lxml import etree

from gapsheet.errors import (
    DamagedWorkbookError,
    EncryptedWorkbookError,
    MissingFileError,
    NotAWorkbookError,
    OversizedWorkbookError,
    UnwritableFileError,
)
from gapsheet.package.atomic import refuse_unwritable, replacement
from gapsheet.package.smallparts import listing_of

UNPACKED_LIMIT = 2 * 1024**3  # bytes; Excel itself struggles long before
RATIO_LIMIT = 250  # unpacked / packed; zeros reach 1030, worksheets stay below 100
RATIO_FREE = 64 * 1024**2  # bytes that may unpack from next to nothing: a column of equal cells does
CHUNK = 1 << 18
LEVEL = 4  # of 9: worksheets come out 1 % larger than with zlib's usual 6, in less than half the time

_COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG = 0x1


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
        return b"".join(self.chunks(part))

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
                    raise _oversized(self.path, self.limit)
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
    container = _container(path, content)
    try:
        _refuse_foreign(path, container)
        _refuse_oversized(path, container, limit)
        return Archive(path, container, limit, content)
    except BaseException:
        container.close()
        raise


def _container(path: Path, content: bytes | None) -> zipfile.ZipFile:
    """The zip file, or the reason why there is none."""
    if content is None and not path.exists():
        raise MissingFileError(f"{path} does not exist; check the name and the folder")
    if content is None and path.is_dir():
        raise NotAWorkbookError(f"{path} is a folder; give an .xlsx or .xlsm file")
    try:
        _refuse_by_first_bytes(path, content)
        return zipfile.ZipFile(path if content is None else io.BytesIO(content))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as problem:
        raise DamagedWorkbookError(
            f"{path} is damaged or cut short ({problem}); fetch it again, or let Excel repair it with Open and Repair"
        ) from problem
    except OSError as problem:
        raise MissingFileError(
            f"{path} cannot be read: {problem.strerror or problem}; check its permissions"
        ) from problem


def _refuse_by_first_bytes(path: Path, content: bytes | None) -> None:
    """Tell zip files from the formats people take for them."""
    start = content[:8] if content is not None else _first_bytes(path)
    if start == _COMPOUND_FILE:
        whole = content if content is not None else path.read_bytes()
        if _ENCRYPTED_STREAM in whole:
            raise EncryptedWorkbookError(
                f"{path} is protected by a password; open it in Excel, remove the password "
                "(File > Info > Protect Workbook) and save it"
            )
        raise NotAWorkbookError(f"{path} is in the old .xls format; open it in Excel and save it as .xlsx")
    if not start.startswith(b"PK"):
        raise NotAWorkbookError(f"{path} is not a workbook; give an .xlsx or .xlsm file")


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(8)


def _refuse_foreign(path: Path, container: zipfile.ZipFile) -> None:
    names = container.namelist()
    if any(name.lower().endswith("xl/workbook.bin") for name in names):
        raise NotAWorkbookError(f"{path} is in the binary .xlsb format; open it in Excel and save it as .xlsx or .xlsm")
    if "mimetype" in names and "content.xml" in names:
        raise NotAWorkbookError(f"{path} is an OpenDocument file; open it in LibreOffice and save it as .xlsx")
    if len({name.lower() for name in names}) < len(names):
        raise DamagedWorkbookError(f"{path} holds two parts of one name; open it in Excel and save it again")
    if any(info.flag_bits & _ENCRYPTED_FLAG for info in container.infolist()):
        raise EncryptedWorkbookError(f"{path} is a zip file with a password; unpack it with the password first")


def _refuse_oversized(path: Path, container: zipfile.ZipFile, limit: int) -> None:
    """Refuse by the sizes the file admits to; those it hides are met while reading."""
    total = sum(info.file_size for info in container.infolist())
    packed = sum(info.compress_size for info in container.infolist())
    if total > limit or total > RATIO_FREE + RATIO_LIMIT * packed:
        raise _oversized(path, limit)


def _oversized(path: Path, limit: int) -> OversizedWorkbookError:
    return OversizedWorkbookError(
        f"{path} would unpack to more than {limit:,} bytes or swells as only a zip bomb does; "
        "if the file is from a source you trust, delete unused rows and sheets in Excel and save it"
    )


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
    replaced: Mapping[str, Iterable[bytes]] | None = None,
    timestamp: datetime | date | None = None,
    confirm: Callable[[BinaryIO], None] | None = None,
) -> None:
    """Write a workbook file: the source's parts in their order, some of them replaced, new ones at the end.

    Args:
        source: The opened workbook, or parts by name.
        out: The file to write; it may be the source's own.
        replaced: New content by part name, in pieces; a part for which there are only empty ones is left out.
        timestamp: The time stored with every part; without one each keeps its own (1980-01-01 for new parts).
        confirm: Is shown the new file, whole and on the disk, before it takes the place of the old one, and is to read
            all of it back; what it raises leaves the old one there. Without one every part is unpacked once.

    Raises:
        UnwritableFileError: The file could not be written; what stood at `out` is as it was.
        DamagedWorkbookError: A part of the source cannot be unpacked.
    """
    out = Path(out)
    refuse_unwritable(out)
    with replacement(out) as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
            for info, pieces in _entries(source, dict(replaced or {})):
                _write_entry(container, info, pieces, timestamp)
        if confirm is None:
            _check_written(stream, out)
        else:
            stream.flush()
            os.fsync(stream.fileno())
            confirm(stream)


def _entries(
    source: Archive | Mapping[str, bytes], replaced: dict[str, Iterable[bytes]]
) -> Iterator[tuple[zipfile.ZipInfo, Iterable[bytes]]]:
    for name in source.names if isinstance(source, Archive) else source:
        info = source.infos[name] if isinstance(source, Archive) else zipfile.ZipInfo(name)
        kept = source.chunks(name) if isinstance(source, Archive) else (source[name],)
        if name not in replaced or not _is_nothing(replaced[name]):
            yield info, replaced.pop(name, kept)
        else:
            del replaced[name]
    for name, pieces in replaced.items():
        yield zipfile.ZipInfo(name), pieces


def _is_nothing(pieces: Iterable[bytes]) -> bool:
    """Whether a part is to be left out; pieces that are still to be made count as something."""
    return isinstance(pieces, (tuple, list)) and not any(pieces)


def _write_entry(
    container: zipfile.ZipFile, original: zipfile.ZipInfo, pieces: Iterable[bytes], timestamp: datetime | date | None
) -> None:
    """Write one part; system, flags and times are set here, so nothing of the machine gets into the file."""
    info = zipfile.ZipInfo(original.filename, _stamp(timestamp) if timestamp else original.date_time)
    stored = original.compress_type == zipfile.ZIP_STORED and original.file_size > 0
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info.create_system = 0  # what Excel writes
    info._compresslevel = LEVEL  # type: ignore[attr-defined]  # public only from Python 3.13 on
    with container.open(info, "w") as target:
        for piece in pieces:
            target.write(piece)


def _stamp(moment: datetime | date) -> tuple[int, int, int, int, int, int]:
    time = (moment.hour, moment.minute, moment.second) if isinstance(moment, datetime) else (0, 0, 0)
    return (max(moment.year, 1980), moment.month, moment.day, *time)


def _check_written(stream: BinaryIO, out: Path) -> None:
    """Read the new file back before it takes the place of the old one."""
    with zipfile.ZipFile(stream) as container:
        broken = container.testzip()
    if broken is not None:
        raise UnwritableFileError(f"{out} was not written: {broken} did not read back as written; check the disk")

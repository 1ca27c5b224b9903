"""A workbook on its way to a new state: parts that were rewritten are read as they will be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from gapsheet.package.archive import Archive, Relationship
from gapsheet.package.packed import Packed, checksum
from gapsheet.package.smallparts import listing_of
from gapsheet.package.structure import shared_strings


class Draft(Archive):
    """An archive over which new parts are laid; the file is only read."""

    def __init__(self, base: Archive) -> None:
        self._base = base
        self._laid: dict[str, bytes] = {}  # by name in small letters
        self._spelled = {name.lower(): name for name in base.names}
        self.path, self.content, self.limit, self.infos = base.path, base.content, base.limit, base.infos
        self.workbook_part = base.workbook_part
        self.sheets = base.sheets

    @cached_property
    def strings(self) -> list[str]:
        """The texts that cells share; a rewrite adds none."""
        return shared_strings(self._base)

    def close(self) -> None:
        """The file belongs to the archive underneath."""

    def __contains__(self, part: str) -> bool:
        return bool(self._laid[part.lower()]) if part.lower() in self._laid else part in self._base

    def holder(self, part: str) -> Archive:
        """The archive underneath, where nothing is laid over the part."""
        return self if part.lower() in self._laid else self._base.holder(part)

    def read(self, part: str) -> bytes:
        """A part as it will be."""
        laid = self._laid.get(part.lower())
        return self._base.read(part) if laid is None else laid

    def unpack_ahead(self, parts: Iterable[str]) -> None:
        """Begin to unpack those of some parts that are read from the file."""
        self._base.unpack_ahead(part for part in parts if part.lower() not in self._laid)

    def packed(self, part: str) -> Packed | None:
        """A part as it lies in the file; None if another is laid over it."""
        return None if part.lower() in self._laid else self._base.packed(part)

    def relationships(self, part: str) -> dict[str, Relationship]:
        """The links of a part, as they will be."""
        is_new = listing_of(part).lower() in self._laid
        return self._read_links(part) if is_new else self._base.relationships(part)

    def chunks(self, part: str) -> Iterator[bytes]:
        """A part as it will be."""
        laid = self._laid.get(part.lower())
        return self._base.chunks(part) if laid is None else iter((laid,))

    def put(self, part: str, content: bytes) -> None:
        """Lay a new content over a part, or add one."""
        self._laid[part.lower()] = content
        self._spelled.setdefault(part.lower(), part)

    def drop(self, part: str) -> None:
        """Leave a part out."""
        self.put(part, b"")

    def list_sheets_anew(self) -> None:
        """Read the list of sheets again after one was added."""
        self.sheets = tuple(self._sheets())

    def changes(self) -> dict[str, bytes]:
        """The parts that differ from those of the file, under the names that the file gives them."""
        return {
            self._spelled[name]: content
            for name, content in self._laid.items()
            if name not in self._base or not self._equals(name, content)
        }

    def _equals(self, part: str, content: bytes) -> bool:
        """Whether a part of the file holds this already; unpacked only if its size and its checksum say so."""
        packed = self._base.packed(part)
        if packed is not None and (packed.size, packed.checksum) != (len(content), checksum(content)):
            return False
        return self._base.read(part) == content

    def free_part(self, pattern: str) -> str:
        """The first part name of a numbered series that is not taken, as xl/tables/table{}.xml."""
        number = 1
        while pattern.format(number) in self or listing_of(pattern.format(number)) in self:
            number += 1
        return pattern.format(number)

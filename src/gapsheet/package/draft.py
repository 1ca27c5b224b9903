"""A workbook on its way to a new state: parts that were rewritten are read as they will be."""

from __future__ import annotations

from functools import cached_property

from gapsheet.package.archive import Archive
from gapsheet.package.overlay import Overlay
from gapsheet.package.packed import Packed, checksum
from gapsheet.package.parts import Parts
from gapsheet.package.smallparts import listing_of
from gapsheet.package.structure import shared_strings


class Draft(Overlay):
    """An archive on its way; parts may be added and left out."""

    def __init__(self, base: Archive) -> None:
        super().__init__(base, Parts())
        self._spelled = {name.lower(): name for name in base.names}
        self.content, self.infos = base.content, base.infos
        self.workbook_part = base.workbook_part
        self.sheets = base.sheets

    @cached_property
    def strings(self) -> list[str]:
        """The texts that cells share; a rewrite adds none."""
        return shared_strings(self._base)

    def holder(self, part: str) -> Archive:
        """The archive underneath, where nothing is laid over the part."""
        return self if part.lower() in self._laid else self._base.holder(part)

    def __contains__(self, part: str) -> bool:
        return self._laid.held(part.lower()) != b"" if part.lower() in self._laid else part in self._base

    def put(self, part: str, content: bytes) -> None:
        """Lay a new content over a part, or add one."""
        self._laid.put(part.lower(), content)
        self._spelled.setdefault(part.lower(), part)

    def drop(self, part: str) -> None:
        """Leave a part out."""
        self.put(part, b"")

    def list_sheets_anew(self) -> None:
        """Read the list of sheets again after one was added."""
        self.sheets = tuple(self._sheets())

    def lay(self, parts: Parts) -> None:
        """Lay parts that another draft of the same workbook has made."""
        self._laid = self._laid.joined(parts.named({name: name.lower() for name in parts}))

    def laid(self) -> Parts:
        """All new parts, also those that differ in nothing, under the names that the file gives them."""
        return self._laid.named({name: self._spelled[name] for name in self._laid})

    def changes(self) -> Parts:
        """The parts that differ from those of the file, under the names that the file gives them."""
        changed = [name for name in self._laid if name not in self._base or not self._equals(name)]
        return self._laid.named({name: self._spelled[name] for name in changed})

    def _equals(self, part: str) -> bool:
        """Whether a part of the file holds the new content already; unpacked only if size and checksum say so."""
        packed, held = self._base.packed(part), self._laid.held(part)
        if packed is not None and (packed.size, packed.checksum) != _summed(held):
            return False
        return self._base.read(part) == self._laid[part]

    def free_part(self, pattern: str) -> str:
        """The first part name of a numbered series that is not taken, as xl/tables/table{}.xml."""
        number = 1
        while pattern.format(number) in self or listing_of(pattern.format(number)) in self:
            number += 1
        return pattern.format(number)


def _summed(held: bytes | Packed) -> tuple[int, int]:
    """Size and checksum of what a part holds."""
    return (held.size, held.checksum) if isinstance(held, Packed) else (len(held), checksum(held))

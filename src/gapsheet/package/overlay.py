"""A workbook over which new parts are laid; the file underneath is only read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gapsheet.package.archive import Archive, Relationship
from gapsheet.package.packed import Packed
from gapsheet.package.parts import Parts
from gapsheet.package.smallparts import listing_of


class Overlay(Archive):
    """An archive that reads some parts from elsewhere. Who derives from it says which names and sheets there are."""

    def __init__(self, base: Archive, laid: Parts) -> None:
        self._base = base
        self._laid = laid  # by name in small letters
        self.path, self.limit = base.path, base.limit

    def close(self) -> None:
        """The file belongs to the archive underneath."""

    def read(self, part: str) -> bytes:
        """A part, from what was laid over it or from the file."""
        return self._laid[part.lower()] if part.lower() in self._laid else self._base.read(part)

    def unpack_ahead(self, parts: Iterable[str]) -> None:
        """Begin to unpack those of some parts that are read from the file."""
        self._base.unpack_ahead(part for part in parts if part.lower() not in self._laid)

    def packed(self, part: str) -> Packed | None:
        """A part as it lies in the file; of one that was laid over it what is packed already, else None."""
        if part.lower() not in self._laid:
            return self._base.packed(part)
        held = self._laid.held(part.lower())
        return held if isinstance(held, Packed) else None

    def relationships(self, part: str) -> dict[str, Relationship]:
        """The links of a part, from what was laid over its list of them or from the file."""
        is_new = listing_of(part).lower() in self._laid
        return self._read_links(part) if is_new else self._base.relationships(part)

    def chunks(self, part: str) -> Iterator[bytes]:
        """A part, from what was laid over it or from the file."""
        return iter((self._laid[part.lower()],)) if part.lower() in self._laid else self._base.chunks(part)

"""A workbook with some of its parts replaced, in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping

from gapsheet.package.archive import Archive, Relationship, lay_out
from gapsheet.package.packed import Packed
from gapsheet.package.packs import Packs
from gapsheet.package.smallparts import listing_of


def changed(archive: Archive, replaced: Mapping[str, Iterable[bytes]], packs: Packs | None = None) -> Archive:
    """The workbook as it would be with other content in some parts; new parts come last.

    Args:
        archive: The workbook; it has to stay open as long as the copy is read.
        replaced: New content by part name, in pieces; a part without content is left out, as `write_archive` does.
        packs: Parts that are packed already, for programs that load the workbook as a file.
    """
    laid = {name: b"".join(pieces) for name, pieces in replaced.items()}
    if isinstance(archive, _Changed):  # what is packed of it already is packed for this copy too
        return archive.changed_further(laid, packs)
    return _Changed(archive, laid, packs)


class _Changed(Archive):
    """An archive over which new parts are laid."""

    def __init__(self, base: Archive, replaced: Mapping[str, bytes], packs: Packs | None) -> None:
        self._base = base
        self._replaced, self._packs = replaced, packs
        self._laid = {name.lower(): content for name, content in replaced.items()}
        self.path, self.limit = base.path, base.limit
        names = [name for name in dict.fromkeys((*base.names, *replaced)) if self._laid.get(name.lower()) != b""]
        self.infos = {name: base.infos.get(name) or zipfile.ZipInfo(name) for name in names}
        self._spelled = {name.lower(): name for name in names}
        self.workbook_part = self._workbook_part()
        self.sheets = tuple(self._sheets())

    def changed_further(self, replaced: Mapping[str, bytes], packs: Packs | None) -> Archive:
        """The same with other parts laid over it as well."""
        return _Changed(self._base, {**self._replaced, **replaced}, packs or self._packs)

    @property
    def content(self) -> bytes:  # type: ignore[override]
        """The workbook as a file, for programs that load one; put together each time, since it is large."""
        copy = io.BytesIO()
        lay_out(copy, self._base, {name: (part,) for name, part in self._replaced.items()}, packs=self._packs)
        return copy.getvalue()

    def close(self) -> None:
        """The file belongs to the archive underneath."""

    def read(self, part: str) -> bytes:
        """A part, from what was laid over it or from the file."""
        laid = self._laid.get(part.lower())
        return self._base.read(part) if laid is None else laid

    def unpack_ahead(self, parts: Iterable[str]) -> None:
        """Begin to unpack those of some parts that are read from the file."""
        self._base.unpack_ahead(part for part in parts if part.lower() not in self._laid)

    def packed(self, part: str) -> Packed | None:
        """A part as it lies in the file; of one that was laid over it what is packed already, else None."""
        laid = self._laid.get(part.lower())
        if laid is None:
            return self._base.packed(part)
        begun = self._packs.of(self._spelled[part.lower()], laid) if laid and self._packs is not None else None
        return begun() if begun is not None else None

    def relationships(self, part: str) -> dict[str, Relationship]:
        """The links of a part, from what was laid over its list of them or from the file."""
        is_new = listing_of(part).lower() in self._laid
        return self._read_links(part) if is_new else self._base.relationships(part)

    def chunks(self, part: str) -> Iterator[bytes]:
        """A part, from what was laid over it or from the file."""
        laid = self._laid.get(part.lower())
        return self._base.chunks(part) if laid is None else iter((laid,))

"""A workbook with some of its parts replaced, in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from gapsheet.package.archive import Archive, Content, lay_out
from gapsheet.package.overlay import Overlay
from gapsheet.package.packed import Packed
from gapsheet.package.parts import Parts


def changed(archive: Archive, replaced: Mapping[str, Content]) -> Archive:
    """The workbook as it would be with other content in some parts; new parts come last.

    Args:
        archive: The workbook; it has to stay open as long as the copy is read.
        replaced: New content by part name, in pieces or packed; a part without content is left out, as `write_archive`
            does.
    """
    laid = {name: made if isinstance(made, Packed | bytes) else b"".join(made) for name, made in replaced.items()}
    if isinstance(archive, _Changed):
        return archive.changed_further(laid)
    return _Changed(archive, laid)


class _Changed(Overlay):
    """An archive some parts of which are others."""

    def __init__(self, base: Archive, replaced: Mapping[str, bytes | Packed]) -> None:
        super().__init__(base, Parts({name.lower(): content for name, content in replaced.items()}))
        self._replaced = replaced
        names = [name for name in dict.fromkeys((*base.names, *replaced)) if replaced.get(name) != b""]
        self.infos = {name: base.infos.get(name) or zipfile.ZipInfo(name) for name in names}
        self._spelled = {name.lower(): name for name in names}
        self.workbook_part = self._workbook_part()
        self.sheets = tuple(self._sheets())

    def changed_further(self, replaced: Mapping[str, bytes | Packed]) -> Archive:
        """The same with other parts laid over it as well."""
        return _Changed(self._base, {**self._replaced, **replaced})

    @property
    def content(self) -> bytes:  # type: ignore[override]
        """The workbook as a file, for programs that load one; put together each time, since it is large."""
        copy = io.BytesIO()
        lay_out(copy, self._base, self._replaced)
        return copy.getvalue()

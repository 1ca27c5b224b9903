"""A workbook with some of its parts replaced, in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

from gapsheet.package.archive import Archive, open_archive


def changed(archive: Archive, replaced: Mapping[str, Iterable[bytes]]) -> Archive:
    """The workbook as it would be with other content in some parts; new parts come last.

    Args:
        archive: The workbook; it must stay open no longer than this takes.
        replaced: New content by part name, in pieces; a part without content is left out, as `write_archive` does.
    """
    new = {name: b"".join(pieces) for name, pieces in replaced.items()}
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as container:
        for name in archive.names:
            content = new.pop(name, None)
            if content != b"":
                container.writestr(name, archive.read(name) if content is None else content)
        for name, content in new.items():
            container.writestr(name, content)
    return open_archive(archive.path, archive.limit, content=copy.getvalue())

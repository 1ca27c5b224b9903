"""How a file is replaced so that it is always either the old one or the whole new one."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from gapsheet.errors import UnwritableFileError

_SECONDS_AT_WORK = 3600.0  # a file untouched for longer is nobody's any more
_CURES = {
    errno.ENOSPC: "the disk is full; free some space",
    errno.EDQUOT: "the disk quota is used up; free some space",
    errno.EACCES: "no permission to write there; choose another folder",
    errno.EPERM: "no permission to write there; choose another folder",
    errno.EROFS: "the folder is read-only; choose another",
    errno.EISDIR: "that is a folder; give a file name",
    errno.ENOENT: "there is no such folder; create it or choose another",
}


def refuse_unwritable(out: Path) -> None:
    """Find out before any work whether `out` could be replaced.

    Raises:
        UnwritableFileError: The folder is missing or read-only, or the workbook is open in Excel or LibreOffice.
    """
    target = Path(os.path.realpath(out))  # a link stays a link: its target is replaced
    for path in dict.fromkeys((out, target)):
        for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
            if lock.exists():
                raise UnwritableFileError(
                    f"{out} is open in a spreadsheet program ({lock.name} lies beside {path.name}); close it there"
                )
    if out.is_dir():
        raise _unwritable(out, errno.EISDIR)
    if out.exists() and not out.is_file():  # a device or a pipe would be replaced, not written to
        raise _unwritable(out, None, "that is a device or a pipe")
    if not target.parent.is_dir():
        raise _unwritable(out, errno.ENOENT)
    if not os.access(target.parent, os.W_OK):
        raise _unwritable(out, errno.EACCES)


def _unwritable(out: Path, number: int | None, detail: str = "") -> UnwritableFileError:
    cure = _CURES.get(number or 0) or f"{detail or 'the system refused'}; try another file"
    return UnwritableFileError(f"{out} cannot be written: {cure}")


@contextlib.contextmanager
def replacement(out: Path) -> Iterator[BinaryIO]:
    """A new file beside `out` that takes its place when the block ends well, and vanishes when it does not.

    Raises:
        UnwritableFileError: The system refused to create, fill or rename the file; `out` is as it was.
    """
    out = Path(os.path.realpath(out))  # a link stays a link: its target is replaced
    temporary = out.with_name(f".{out.name}.{secrets.token_hex(6)}.tmp")
    try:
        with open(temporary, "xb+") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if out.exists():
            os.chmod(temporary, out.stat().st_mode & 0o777)
        os.replace(temporary, out)
        _sync_folder(out.parent)
    except OSError as problem:
        raise _unwritable(out, problem.errno, problem.strerror or str(problem)) from problem
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def clear_leftovers(out: Path) -> None:
    """Remove unfinished files of processes that were killed while they replaced `out`; young ones may be in use."""
    out = Path(os.path.realpath(out))
    name = re.compile(rf"\.{re.escape(out.name)}\.[0-9a-f]{{12}}\.tmp")
    for path in out.parent.iterdir():
        if name.fullmatch(path.name):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _SECONDS_AT_WORK:
                    path.unlink()


def _sync_folder(folder: Path) -> None:
    """Make the renaming itself survive a power cut, where the system offers that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

"""One refresh at a time: a lock beside the workbook that the system lets go when its holder ends, however it ends."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from gapsheet.errors import ConflictError, UnwritableFileError

_TAKEN = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)  # what systems say when somebody else holds a lock


@contextlib.contextmanager
def locked(workbook: Path) -> Iterator[None]:
    """Hold the lock of a workbook.

    Raises:
        ConflictError: Another refresh is at work on it.
        UnwritableFileError: The lock cannot be made.
    """
    real = Path(os.path.realpath(workbook))
    path = real.with_name(f".{real.name}.refresh.lock")
    handle = _held(path, workbook)
    try:
        yield
    finally:
        if sys.platform != "win32":  # Windows cannot remove what is open; another may take it over in between
            path.unlink(missing_ok=True)
        os.close(handle)
        if sys.platform == "win32":
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _held(path: Path, workbook: Path) -> int:
    """An open file that holds the lock and still stands under its name."""
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as problem:
            raise UnwritableFileError(
                f"{workbook} cannot be refreshed: no lock can be put beside it ({problem.strerror}); "
                "make its folder writable, or refresh a copy"
            ) from problem
        try:
            _lock(handle)
        except OSError as problem:
            if problem.errno in _TAKEN:
                os.close(handle)
                raise ConflictError(
                    f"another refresh is at work on {workbook}; wait until it has ended, then try again"
                ) from None
            return handle  # a network folder without locks: that nobody changed the file is looked at before the end
        if _is_still(path, handle):
            return handle
        os.close(handle)  # its last holder removed it between our opening and our locking


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_still(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(handle))
    except FileNotFoundError:
        return False

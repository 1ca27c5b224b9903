"""A file that lies on the disk without a name: no other program finds it, and it is gone with its last reader."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_OPEN_FILES = Path("/proc/self/fd")  # where Linux shows the files that a process has open, those without a name too


@contextmanager
def nameless(write: Callable[[BinaryIO], None]) -> Iterator[str | bytes]:
    """The path under which this process alone reads what is written, or the bytes where there is no such path.

    Nothing of it is left behind, however the process ends.

    Args:
        write: Writes the file into a stream; once more where the disk does not take it.
    """
    stream = _on_disk(write) if _OPEN_FILES.is_dir() else None
    if stream is None:
        memory = io.BytesIO()
        write(memory)
        yield memory.getvalue()
    else:
        with stream:
            yield str(_OPEN_FILES / str(stream.fileno()))


def _on_disk(write: Callable[[BinaryIO], None]) -> BinaryIO | None:
    """The file; None where there is no room for it."""
    try:
        stream = tempfile.TemporaryFile()
    except OSError:
        return None
    try:
        write(stream)  # type: ignore[arg-type]
        stream.flush()
    except BaseException as problem:
        stream.close()
        if isinstance(problem, OSError):
            return None
        raise
    return stream  # type: ignore[return-value]

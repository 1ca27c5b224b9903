"""A file that lies on the disk without a name: none of it is left behind, however the process ends."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_OPEN_FILES = Path("/proc/self/fd")  # where Linux shows the files that a process has open, those without a name too


@contextmanager
def nameless(write: Callable[[BinaryIO], None]) -> Iterator[str | bytes]:
    """What is written, by the path under which this process can read it, or as bytes where there is no such path.

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
            yield str(_path(stream))


def _on_disk(write: Callable[[BinaryIO], None]) -> BinaryIO | None:
    """The file; None where there is no room for it, or no way to it."""
    with suppress(OSError), ExitStack() as closing:
        stream = closing.enter_context(tempfile.TemporaryFile())
        write(stream)
        stream.flush()
        _path(stream).open("rb").close()  # which not every system allows
        closing.pop_all()
        return stream
    return None


def _path(stream: BinaryIO) -> Path:
    return _OPEN_FILES / str(stream.fileno())

"""The log of the functions in Excel on Windows: where it lies, what it says, and that it never stands in the way."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from gapsheet.arguments import kinds_and_sizes

_NAME = "gapsheet in Excel"
_MOST_BYTES = 500_000
_log = logging.getLogger("gapsheet")


class QuietFile(RotatingFileHandler):
    """A file that is made for the first line, open only while a line is written, and given up silently if it cannot be.

    Each Excel has its own Python; a file that one of them kept open could be neither rotated nor removed.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_MOST_BYTES, backupCount=1, encoding="utf-8", delay=True)
        self.set_name(_NAME)
        self.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line and let go of the file."""
        try:
            Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            return
        super().emit(record)
        if self.stream is not None:
            self.stream.close()
            self.stream = None

    def doRollover(self) -> None:  # noqa: N802 - logging's own name
        """Begin a new file; where something stands in the way, the old one goes on."""
        with suppress(OSError):
            super().doRollover()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """A line that cannot be written is lost, nothing else."""


def place() -> Path | None:
    """Where the log lies; None on systems without a folder for local data."""
    folder = os.environ.get("LOCALAPPDATA")
    return Path(folder, "gapsheet", "log", "gapsheet.log") if folder else None


def start() -> None:
    """Write the log from now on; a second call, as when xlwings reloads the host, changes nothing."""
    path = place()
    if any(handler.get_name() == _NAME for handler in _log.handlers):
        return
    _log.addHandler(QuietFile(path) if path else logging.NullHandler())
    _log.setLevel(logging.INFO)


def fault(name: str, arguments: Sequence[Any], problem: Exception) -> None:
    """Tell an unexpected fault by kinds and sizes, never by values."""
    _log.error("%s failed on (%s): %s", name, kinds_and_sizes(arguments), type(problem).__name__)

"""What was installed and what was about to be: written before the first file and after the last.

So a killed installation can be completed or removed, and a file that the user has changed since is told from ours.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path


def fingerprint(content: bytes) -> str:
    """What tells two contents apart."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Record:
    """The contents of installed.json."""

    gapsheet: str = ""
    xlwings: str = ""
    finished: str | None = None  # local time; None while files are being written
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # name: fingerprints it may have
    created: tuple[str, ...] = ()  # folders, and the configuration, that were not there before

    def is_ours(self, name: str, content: bytes) -> bool:
        """Whether the file is as it was installed."""
        return fingerprint(content) in self.files.get(name, ())

    def written(self) -> bytes:
        """As the file holds it."""
        return (json.dumps(asdict(self), indent=2, sort_keys=True) + "\n").encode()

    def begun(self, gapsheet: str, xlwings: str, contents: Mapping[str, bytes], created: Iterable[str]) -> Record:
        """Before the files are written: each may be the old or the new one."""
        files = {name: self.files.get(name, ()) for name in (*self.files, *contents)}
        files |= {name: tuple(dict.fromkeys((*files[name], fingerprint(new)))) for name, new in contents.items()}
        return Record(gapsheet, xlwings, None, files, tuple(dict.fromkeys((*self.created, *created))))

    def ended(self, contents: Mapping[str, bytes], finished: str) -> Record:
        """After the files are written."""
        files = {name: (fingerprint(content),) for name, content in contents.items()}
        return Record(self.gapsheet, self.xlwings, finished, files, self.created)


def read(path: Path) -> Record:
    """The record in the file; an empty one if there is none, or none that can be read."""
    try:
        found = json.loads(path.read_bytes())
        files = {str(name): tuple(map(str, prints)) for name, prints in found["files"].items()}
        created = tuple(map(str, found["created"]))
        return Record(str(found["gapsheet"]), str(found["xlwings"]), found["finished"], files, created)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Record()

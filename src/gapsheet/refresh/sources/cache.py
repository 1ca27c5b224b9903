"""Answers of servers that are kept, so that a server need only say that nothing changed; it is asked every time."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from gapsheet.errors import UnwritableFileError
from gapsheet.package.atomic import replacement


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer: its content, and by what the server recognises it."""

    body: bytes
    etag: str
    modified: str
    media: str
    charset: str
    retrieved: str  # UTC, ISO


class Cache:
    """Kept answers in a folder, each in a file of its own.

    Answers to requests that carry a secret never come here: whoever asks sees to that.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def find(self, url: str, accept: str) -> Kept | None:
        """The answer that is kept for a request; None if there is none, or it was damaged."""
        if self._folder is None:
            return None
        try:
            head, _, body = self._file(url, accept).read_bytes().partition(b"\n")
            entry = json.loads(head)
            is_whole = entry.pop("digest") == hashlib.sha256(body).hexdigest()
            is_same = entry.pop("url") == url
            return Kept(body, **entry) if is_whole and is_same else None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def keep(self, url: str, accept: str, answer: Kept) -> None:
        """Keep an answer by which the server can recognise what it sent; a full disk only means that it is not kept."""
        if self._folder is None or not (answer.etag or answer.modified):
            return
        entry = {key: value for key, value in asdict(answer).items() if key != "body"}
        head = json.dumps({**entry, "url": url, "digest": hashlib.sha256(answer.body).hexdigest()})
        with contextlib.suppress(OSError, UnwritableFileError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with replacement(self._file(url, accept)) as stream:
                stream.write(head.encode("ascii") + b"\n" + answer.body)

    def _file(self, url: str, accept: str) -> Path:
        assert self._folder is not None
        return self._folder / hashlib.sha256(f"{url}\n{accept}".encode()).hexdigest()

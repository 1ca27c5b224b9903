"""Parts that are packed in the background, and only once, for all the files that they go into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from gapsheet.package.packed import Packed, deflated
from gapsheet.package.workers import submitted

_WORKERS = 2


class Packs:
    """Packed parts by name; a part with a new content takes the place of the old one.

    A refresh packs a sheet while it works on others. The engine loads it, and unless the engine changes it, the same
    bytes go into the file.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="packing")
        self._jobs: dict[str, tuple[bytes, Future[Packed]]] = {}

    def start(self, parts: Mapping[str, bytes]) -> None:
        """Begin to pack what is new among some parts."""
        for name, content in parts.items():
            if content and self.of(name, content) is None:
                self._jobs[name] = content, submitted(self._pool, deflated, (content,))

    def of(self, name: str, content: bytes) -> Callable[[], Packed] | None:
        """What waits for a part's packed form; None if this very content was not given to be packed."""
        known, job = self._jobs.get(name, (None, None))
        return job.result if job is not None and known is content else None

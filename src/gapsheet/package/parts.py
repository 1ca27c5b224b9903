"""New parts of a workbook: large ones are packed in the background, once for all the files that they go into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from types import MappingProxyType

from gapsheet.package.packed import Packed, deflated, unpacked
from gapsheet.package.workers import submitted

_LARGE = 1 << 16  # bytes; smaller parts are packed in no time when a file is written
_WORKERS = 2
_NONE: Mapping[str, bytes | Packed] = MappingProxyType({})


class Parts(Mapping[str, bytes]):
    """New contents by part name. A part whose content is empty is to be left out of the workbook.

    A refresh rewrites sheets that the engine loads and that then go into the file, mostly without another look at what
    they hold: packed they take a seventh of the memory.
    """

    def __init__(self, parts: Mapping[str, bytes | Packed] = _NONE) -> None:
        self._held: dict[str, bytes | Packed | Future[Packed]] = dict(parts)
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="packing")  # whose threads begin with their work

    def put(self, name: str, content: bytes) -> None:
        """Add a part, or give one another content."""
        is_large = len(content) >= _LARGE
        self._held[name] = submitted(self._pool, deflated, (content,)) if is_large else content

    def held(self, name: str) -> bytes | Packed:
        """A part as it is kept: packed if it is large."""
        held = self._held[name]
        return held.result() if isinstance(held, Future) else held

    def __getitem__(self, name: str) -> bytes:
        held = self.held(name)
        content = unpacked(held) if isinstance(held, Packed) else held
        if content is None:
            raise MemoryError(f"{name} does not unpack to what was packed")
        return content

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def joined(self, others: Parts) -> Parts:
        """These parts, with others in place of those of the same name and after them."""
        new = self.named(dict(zip(self, self, strict=True)))
        new._held |= others._held
        return new

    def named(self, names: Mapping[str, str]) -> Parts:
        """Some of the parts under other names: the new name by the old one."""
        new = Parts()
        new._held = {name: self._held[old] for old, name in names.items()}
        new._pool = self._pool
        return new

    def contents(self) -> dict[str, bytes | Packed]:
        """All parts as they are kept, for whoever writes them into a file."""
        return {name: self.held(name) for name in self._held}

    def __reduce__(self) -> tuple[type[Parts], tuple[dict[str, bytes | Packed]]]:
        return Parts, (self.contents(),)

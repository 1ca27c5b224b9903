"""Single changes of the user's files: each whole or not at all, each known before it is made."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gapsheet.errors import InstallError, UnwritableFileError
from gapsheet.package.atomic import replacement

Tell = Callable[[str], None]

_DONE = {
    "write": "wrote",
    "replace": "replaced",
    "remove": "removed",
    "set aside": "set aside",
    "back up": "backed up",
    "keep": "kept",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one file or folder."""

    action: str  # one of _DONE; to keep a file changes nothing
    path: Path
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.action} {self.path}" + (f" ({self.detail})" if self.detail else "")

    def done(self) -> str:
        """The same, told afterwards."""
        return str(self).replace(self.action, _DONE[self.action], 1)


@dataclass(frozen=True, slots=True)
class Step:
    """A change, and how it is made."""

    change: Change
    make: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was changed, or with a dry run would be, and what the user should know."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()
    dry_run: bool = False

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        changes = [asdict(change) | {"path": str(change.path)} for change in self.changes]
        return {"dry_run": self.dry_run, "changes": changes, "notes": list(self.notes)}


def carry_out(steps: Iterable[Step], tell: Tell) -> None:
    """Make the changes one after the other.

    Raises:
        InstallError: A file or folder could not be changed; the ones before it are, the ones after it are not.
    """
    for step in steps:
        tell(str(step.change))
        with refusals(step.change.path):
            step.make()


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """What the system refuses becomes an error that names the place and the cure."""
    try:
        yield
    except UnwritableFileError as problem:
        raise refused(path, problem.__cause__) from problem
    except OSError as problem:
        raise refused(Path(problem.filename or path), problem) from problem


def refused(path: Path, problem: BaseException | None) -> InstallError:
    """The error that tells why a file could not be changed, and the cure."""
    number = problem.errno if isinstance(problem, OSError) else None
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return InstallError(
            f"{path} cannot be changed: no permission, or a program has it open; close all Excel windows, make sure "
            "that you may write to this folder, and run the command again"
        )
    if number in (errno.ENOSPC, errno.EDQUOT):
        return InstallError(f"{path} cannot be written: the disk is full; free some space and run the command again")
    if number in (errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        return InstallError(f"{path} cannot be written: a file stands where a folder belongs, or the reverse; move it")
    reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
    return InstallError(f"{path} cannot be changed: {reason}; remove the cause and run the command again")


def write(path: Path, content: bytes, staged: Path | None = None) -> None:
    """Replace a file whole; by way of another place on the same disk where its folder must hold no half file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacement(staged or path) as stream:
        stream.write(content)
    if staged:
        os.replace(staged, path)


def removal(path: Path, detail: str = "") -> Step:
    """A file that goes."""
    return Step(Change("remove", path, detail), lambda: path.unlink(missing_ok=True))


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove these folders, inner ones first, as far as nothing is in them."""
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def probe(folder: Path) -> str:
    """Why no file can be made in the folder, or where it would be made; "" if one can."""
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            return ""
    except OSError as problem:
        return problem.strerror or str(problem)

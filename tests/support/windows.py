"""A Windows that is not there: a user's folders below a temporary one, and answers to what is asked of the system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from gapsheet.install import installing, removing
from gapsheet.install.contents import Makers
from gapsheet.install.profile import Profile
from gapsheet.install.steps import Outcome

NOON = datetime(2026, 11, 22, 12, 0, 0)
PYTHON = r"C:\Python\python.exe"


@dataclass
class Windows:
    """The answers; a test changes those that it is about."""

    system: str = "Windows"
    interpreter: str = PYTHON
    is_store_python: bool = False
    code_page: str = "cp1252"
    files: set[str] = field(default_factory=set)
    in_use: set[Path] = field(default_factory=set)
    running: bool | None = False
    bits: dict[str, int] = field(default_factory=dict)
    short: dict[str, str] = field(default_factory=dict)
    keys: dict[str, dict[str, object]] = field(default_factory=dict)  # by hive\key as Microsoft writes it

    def short_path(self, path: str) -> str | None:
        return self.short.get(path)

    def has_file(self, path: str) -> bool:
        return path in self.files

    def is_in_use(self, path: Path) -> bool:
        return path in self.in_use

    def excel_runs(self) -> bool | None:
        return self.running

    def program_bits(self, path: str) -> int | None:
        return self.bits.get(path)

    def registry(self, hive: str, key: str) -> Mapping[str, object]:
        wanted = f"{hive}\\{key}".lower()
        return next((values for name, values in self.keys.items() if name.lower() == wanted), {})


@dataclass
class Computer:
    """A user's folders and what installing puts there; the contents stand for the real files."""

    profile: Profile
    windows: Windows
    addin: bytes = b"add-in 1"
    reference: str = "# Functions\n"
    templates: dict[str, bytes] = field(default_factory=lambda: {"wage_gap": b"wage gap 1", "selfcheck": b"checks 1"})
    made: list[str] = field(default_factory=list)

    def install(self, *, dry_run: bool = False, now: datetime = NOON, stop_at: int | None = None) -> Outcome:
        return installing.install(
            self.profile, self.windows, self.makers(), dry_run=dry_run, now=now, tell=Stopping(stop_at, self.made)
        )

    def uninstall(self, stop_at: int | None = None) -> Outcome:
        return removing.uninstall(self.profile, self.windows, tell=Stopping(stop_at, self.made))

    def makers(self) -> Makers:
        """The makers of these contents."""
        return Makers(
            addin=lambda out: _put(out, self.addin),
            template=lambda name, folder: _copied(folder / f"{name}.xlsx", self.templates[name]),
            template_names=tuple(self.templates),
            reference=lambda: self.reference,
        )

    def configured(self, content: bytes) -> None:
        """The configuration as another program or the user wrote it."""
        self.profile.configuration.parent.mkdir(parents=True, exist_ok=True)
        self.profile.configuration.write_bytes(content)

    def files(self) -> dict[str, bytes]:
        """All files of the user, by their paths."""
        root = self.profile.user
        return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}

    def folders(self) -> set[str]:
        root = self.profile.user
        return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_dir()}


class Killed(BaseException):
    """The process ends here."""


class Stopping:
    """Listens to the steps, and ends everything before one of them."""

    def __init__(self, stop_at: int | None, heard: list[str]) -> None:
        self._stop_at = stop_at
        self._heard = heard
        self._count = 0

    def __call__(self, step: str) -> None:
        if self._count == self._stop_at:
            raise Killed(step)
        self._count += 1
        self._heard.append(step)


def computer(user: Path) -> Computer:
    """A user whose Excel has run before, so that its start folder is there."""
    profile = Profile(user / "AppData" / "Roaming", user / "AppData" / "Local", user)
    profile.xlstart.mkdir(parents=True)
    profile.local.mkdir(parents=True)
    return Computer(profile, Windows())


def _put(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _copied(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path

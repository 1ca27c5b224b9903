"""Where gapsheet's files lie in the folders of a Windows user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gapsheet.errors import InstallError

ADDIN, REFERENCE = "gapsheet.xlam", "FUNCTIONS.md"


@dataclass(frozen=True, slots=True)
class Profile:
    """The three folders that Windows gives every user, and gapsheet's places in them."""

    roaming: Path
    local: Path
    user: Path

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Profile:
        """The folders that Windows names in the environment.

        Raises:
            InstallError: One of them is not named.
        """
        names = ("APPDATA", "LOCALAPPDATA", "USERPROFILE")
        missing = [name for name in names if not environment.get(name)]
        if missing:
            raise InstallError(
                f"Windows does not say where the user's files belong: {', '.join(missing)} is not set; "
                "run the command as the user who works with Excel, in the Command Prompt"
            )
        return cls(*(Path(environment[name]) for name in names))

    @property
    def xlstart(self) -> Path:
        """Excel opens every file in this folder when it starts."""
        return self.roaming / "Microsoft" / "Excel" / "XLSTART"

    @property
    def addin(self) -> Path:
        """The add-in."""
        return self.xlstart / ADDIN

    @property
    def staged_addin(self) -> Path:
        """The add-in while it is written: on the same disk, where Excel does not open it half written."""
        return self.xlstart.with_name("gapsheet.new")

    @property
    def home(self) -> Path:
        """The folder that is gapsheet's alone."""
        return self.local / "gapsheet"

    @property
    def templates(self) -> Path:
        """The workbooks that the ribbon offers as templates."""
        return self.home / "templates"

    @property
    def reference(self) -> Path:
        """The list of functions for reading."""
        return self.home / REFERENCE

    @property
    def logs(self) -> Path:
        """Where Excel's half and Python's half write what went wrong."""
        return self.home / "log"

    @property
    def record(self) -> Path:
        """What was installed here; see `record`."""
        return self.home / "installed.json"

    @property
    def configuration(self) -> Path:
        """The file of xlwings that gapsheet's keys stand in."""
        return self.user / ".xlwings" / "xlwings.conf"

    def path(self, name: str) -> Path:
        """The place of an installed file by its name in the record, such as templates/wage_gap.xlsx."""
        return self.addin if name == ADDIN else self.home / name

    def folders(self) -> tuple[Path, ...]:
        """The folders that installing needs, outer ones first."""
        excel = self.xlstart.parent
        return (excel.parent, excel, self.xlstart, self.configuration.parent, self.home, self.templates)

    def leftovers(self) -> Iterator[Path]:
        """Files that a writing left behind because it was killed."""
        names = {
            self.xlstart.parent: self.staged_addin.name,
            self.configuration.parent: f"{self.configuration.name}*",
            self.home: "*",
            self.templates: "*.xlsx",
        }
        for folder, name in names.items():
            yield from sorted(folder.glob(f".{name}.{'[0-9a-f]' * 12}.tmp"))
        if self.staged_addin.is_file():
            yield self.staged_addin

"""What is installed, made anew for the versions that are present: add-in, workbooks, list of functions."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from gapsheet import addin, reference, templates
from gapsheet.install.profile import ADDIN, REFERENCE


@dataclass(frozen=True, slots=True)
class Makers:
    """Who makes the files; tests put something quicker in their place."""

    addin: Callable[[Path], None] = addin.write
    template: Callable[[str, Path], Path] = templates.build
    template_names: tuple[str, ...] = tuple(templates.TEMPLATES)
    reference: Callable[[], str] = reference.markdown

    def steps(self) -> int:
        """How often `made` tells what it does."""
        return len(self.template_names) + 2

    def made(self, tell: Callable[[str], None]) -> dict[str, bytes]:
        """The content of every file by its name in the record; nothing of the user's is touched."""
        with tempfile.TemporaryDirectory() as folder:
            made: dict[str, bytes] = {}
            for name in self.template_names:
                tell(f"making {name}")
                made[f"templates/{name}.xlsx"] = self.template(name, Path(folder)).read_bytes()
            tell(f"making {REFERENCE}")
            made[REFERENCE] = self.reference().encode()
            tell(f"making {ADDIN}")
            self.addin(Path(folder) / ADDIN)
            made[ADDIN] = (Path(folder) / ADDIN).read_bytes()
        return made


def xlwings_version() -> str:
    """The version of the installed xlwings, which the add-in is made for."""
    return metadata.version("xlwings")

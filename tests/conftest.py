"""What every test may ask for: programs a machine may lack, and the workbooks, built once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support import cps1985 as cps1985_data
from support import postgres
from support.libreoffice import LibreOffice, Recalculation

OPTIONAL_PARTS = {
    "LibreOffice": "soffice",
    "poppler": "pdftoppm",
    "R": "Rscript",
    "PostgreSQL": "initdb",
}  # name in the marker: the program it needs


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test marked `optional_part(name)` where its program is absent, and say which one."""
    for marker in item.iter_markers("optional_part"):
        for part in marker.args:
            if shutil.which(OPTIONAL_PARTS[part]) is None and not (part == "PostgreSQL" and postgres.programs()):
                pytest.skip(f"optional part absent: {part} ({OPTIONAL_PARTS[part]} is not on the path)")


@pytest.fixture(scope="session")
def recalculating(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """LibreOffice that calculates everything anew on opening."""
    return LibreOffice(tmp_path_factory.mktemp("libreoffice"), Recalculation.ALWAYS)


@pytest.fixture(scope="session")
def trusting(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """LibreOffice as it comes: it shows the stored values."""
    return LibreOffice(tmp_path_factory.mktemp("libreoffice"), Recalculation.NEVER)


class Built(dict[str, Path]):
    """The workbooks of this build by name; each is built when a test first asks for it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def __missing__(self, name: str) -> Path:
        from gapsheet.templates import build

        self[name] = build(name, self._folder)
        return self[name]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The workbooks, built once."""
    return Built(tmp_path_factory.mktemp("workbooks"))


@pytest.fixture(scope="session")
def cps1985() -> cps1985_data.People:
    """534 Americans of 1985, from R's package AER."""
    people = cps1985_data.people()
    if people is None:
        pytest.skip("optional part absent: R with its package AER (Rscript, or AER, is not installed)")
    return people

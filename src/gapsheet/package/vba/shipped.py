"""What gapsheet takes from the VBA project that the installed xlwings ships: settings, references, its module."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import olefile

from gapsheet.errors import MacroError
from gapsheet.package.vba.compression import decompressed
from gapsheet.package.vba.records import (
    MODULE_NAME,
    MODULE_OFFSET,
    MODULE_STREAM,
    REFERENCE_NAME,
    Directory,
    Record,
    content_of,
)

_FILE = "quickstart_standalone.xlsm"  # the book that xlwings copies for `xlwings quickstart --standalone`
_PART = "xl/vbaProject.bin"
_KEPT = {"stdole", "office"}  # references beside Excel's own and VBA's, which the host adds by itself
_VERSION = re.compile(r"^'Version: (\S+)$", re.MULTILINE)
_CURE = "install it anew with: python -m pip install --force-reinstall xlwings"


@dataclass(frozen=True, slots=True)
class Seed:
    """A project's settings and references, and xlwings' own module (BSD-3-Clause, its notice at the head)."""

    information: tuple[Record, ...]
    references: tuple[tuple[Record, ...], ...]
    xlwings_source: str
    xlwings_version: str

    @property
    def libraries(self) -> tuple[str, ...]:
        """The names of the libraries referred to."""
        return tuple(_name(reference) for reference in self.references)


@cache
def seed() -> Seed:
    """The seed in the installed xlwings.

    Raises:
        MacroError: xlwings is not installed, or its file is missing or not what it should be.
    """
    found = find_spec("xlwings")
    if found is None or found.origin is None:
        raise MacroError("xlwings is not installed; install it with: python -m pip install xlwings")
    return seed_of(Path(found.origin).parent / _FILE)


def seed_of(book: Path) -> Seed:
    """The seed in a macro-enabled workbook that holds xlwings' module.

    Raises:
        MacroError: The file is missing, damaged or without that module.
    """
    with _project(book) as project:
        if not project.exists("VBA/dir"):
            raise MacroError(f"{book} holds a VBA project without its directory; {_CURE}")
        directory = Directory.of(decompressed(_stream(project, "dir")))
        sources = {name: source.decode("cp1252") for name, source in _sources(project, directory)}
    source = sources.get("xlwings", "")
    version = _VERSION.search(source.replace("\r", ""))
    if version is None:
        raise MacroError(f"{book} holds no VBA module 'xlwings' that states its version; {_CURE}")
    kept = tuple(reference for reference in directory.references if _name(reference).lower() in _KEPT)
    return Seed(directory.information, kept, source, version[1])


def _project(book: Path) -> olefile.OleFileIO:
    """The VBA project of a workbook, opened by olefile."""
    try:
        with zipfile.ZipFile(book) as container:
            return olefile.OleFileIO(BytesIO(container.read(_PART)))
    except FileNotFoundError:
        raise MacroError(f"xlwings lacks its file {book}; {_CURE}") from None
    except (OSError, KeyError, zipfile.BadZipFile) as problem:  # olefile's own errors are of the kind OSError
        raise MacroError(f"no VBA project can be read from {book} ({problem}); {_CURE}") from problem


def _sources(project: olefile.OleFileIO, directory: Directory) -> Iterator[tuple[str, bytes]]:
    """Each module's name and its source, which follows the cache."""
    for module in directory.modules:
        start = int.from_bytes(content_of(module, MODULE_OFFSET), "little")
        stream = _stream(project, content_of(module, MODULE_STREAM).decode("cp1252"))
        yield content_of(module, MODULE_NAME).decode("cp1252"), decompressed(stream[start:])


def _stream(project: olefile.OleFileIO, name: str) -> bytes:
    try:
        content: bytes = project.openstream(f"VBA/{name}").read()
    except OSError as problem:
        raise MacroError(f"the VBA project of xlwings lacks its stream {name} ({problem}); {_CURE}") from problem
    return content


def _name(reference: tuple[Record, ...]) -> str:
    return content_of(reference, REFERENCE_NAME).decode("cp1252")

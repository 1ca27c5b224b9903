"""VBA projects as olefile and oletools read them: neither knows what gapsheet wrote."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path

import olefile
from lxml import etree

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # oletools calls its parser by names that are on their way out
    from oletools.olevba import VBA_Parser, decompress_stream

SHIPPED = "quickstart_standalone.xlsm"


def unpacked(container: bytes) -> bytes:
    """A compressed container, decompressed by oletools."""
    return bytes(decompress_stream(bytearray(container)))


def project_of(book: Path) -> bytes:
    """The content of vbaProject.bin in a workbook."""
    with zipfile.ZipFile(book) as container:
        return container.read("xl/vbaProject.bin")


def modules_of(project: bytes) -> dict[str, str]:
    """The text of each module by its file name (.bas, .cls); oletools raises where the project is not as it should."""
    parser = VBA_Parser("vbaProject.bin", data=project)
    try:
        return {name: text for _, _, name, text in parser.extract_macros()}
    finally:
        parser.close()


def opened(project: bytes) -> olefile.OleFileIO:
    """The compound file, opened so that olefile raises even where it is only unsure."""
    compound = olefile.OleFileIO(project, raise_defects=olefile.DEFECT_UNSURE)
    assert compound.parsing_issues == []
    return compound


def streams_of(project: bytes) -> dict[str, bytes]:
    """The content of each stream by its path."""
    with opened(project) as compound:
        return {"/".join(path): compound.openstream(path).read() for path in compound.listdir()}


def basic_of(document: Path) -> dict[str, str]:
    """The modules in the Basic libraries of an OpenDocument file; that of a workbook's VBA has the project's name."""
    with zipfile.ZipFile(document) as container:
        texts = {name: container.read(name) for name in container.namelist() if name.startswith("Basic/")}
    listings = ("script-lb", "script-lc")
    found = {Path(name).stem: etree.fromstring(text) for name, text in texts.items() if Path(name).stem not in listings}
    return {name: "".join(root.itertext()) for name, root in found.items()}

"""The Excel add-in as gapsheet ships it: all functions of the catalogue, and the workbooks that the ribbon offers."""

from __future__ import annotations

from pathlib import Path

from gapsheet import catalog
from gapsheet.facts import AS_OF
from gapsheet.hosts.vba.addin import write_add_in
from gapsheet.templates import TEMPLATES


def write(out: Path) -> None:
    """Write gapsheet.xlam for the xlwings that is installed.

    Args:
        out: The file to write, atomically.

    Raises:
        MacroError: The installed xlwings lacks the files that Excel's side is made from.
        UnwritableFileError: The file could not be written; what stood at `out` is as it was.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    titles = {name: name.replace("_", " ").capitalize() for name in TEMPLATES}
    write_add_in(out, catalog.FUNCTIONS, titles, timestamp=AS_OF)

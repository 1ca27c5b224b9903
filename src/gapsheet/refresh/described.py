"""What a workbook file says of its sources, those included that it describes wrongly."""

from __future__ import annotations

from pathlib import Path

from gapsheet.package.archive import open_archive
from gapsheet.refresh.book import Book, Described
from gapsheet.refresh.bookfile import FileReader


def read_described(path: Path) -> tuple[Described, ...]:
    """Every source of a workbook file, or what is wrong with its description, in the order of the sheet.

    Raises:
        SourceError: The file has no table of sources, or none of their columns.
        WorkbookError: The file cannot be read.
    """
    with open_archive(path) as archive:
        return Book(FileReader(archive), path).described

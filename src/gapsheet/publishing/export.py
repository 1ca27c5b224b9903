"""A workbook printed: all its sheets as a PDF, its pages as pictures, its headlines as one page."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from gapsheet.errors import PublishingError
from gapsheet.package.archive import open_archive, write_archive
from gapsheet.package.atomic import refuse_unwritable, replacement
from gapsheet.publishing import office
from gapsheet.publishing.brief import Brief, brief_of
from gapsheet.publishing.briefpage import markdown, page
from gapsheet.publishing.freezing import freeze
from gapsheet.publishing.parts import Parts
from gapsheet.publishing.pictures import page_pictures, refuse_without_drawer
from gapsheet.publishing.smallbook import Drawn, drawn
from gapsheet.publishing.snapshot import snapshot

Tell = Callable[[str], None]

_DPI = 110  # of pages; a landscape A4 page is 1,286 pixels wide


def pdf(path: Path, out: Path, tell: Tell) -> Path:
    """Print every sheet of a workbook to one PDF; the stored values are printed, nothing is calculated.

    Args:
        path: The workbook; it is only read.
        out: The PDF to write.
        tell: Is told what begins.

    Raises:
        MissingProgramError: LibreOffice is not installed or did not finish.
        PublishingError: The workbook cannot be frozen or printed.
    """
    _refuse_ending(out, ".pdf")
    with tempfile.TemporaryDirectory(prefix="gapsheet-") as folder:
        _save(_printed(path, Path(folder), tell).read_bytes(), out)
    return out


def pictures(path: Path, out: Path, tell: Tell) -> list[Path]:
    """Draw every page of a workbook as a PNG file in a folder, named by its sheet.

    Args:
        path: The workbook; it is only read.
        out: The folder; it is made where there is none.
        tell: Is told what begins.

    Raises:
        MissingProgramError: LibreOffice or the package for pictures is not installed.
        PublishingError: The workbook cannot be frozen or printed.
    """
    if out.exists() and not out.is_dir():
        raise PublishingError(f"{out} is a file; --png writes a picture for each page, so give a folder with --out")
    refuse_without_drawer()
    with tempfile.TemporaryDirectory(prefix="gapsheet-") as folder:
        printed = _printed(path, Path(folder), tell)
        tell("drawing")
        out.mkdir(parents=True, exist_ok=True)
        written = []
        for picture in page_pictures(printed, _DPI):
            _save(picture.content, out / picture.name)
            written.append(out / picture.name)
    return written


def brief(path: Path, out: Path, tell: Tell) -> Path:
    """Write the headlines of a workbook on one page, as a PDF or, by the ending of `out`, as Markdown.

    Args:
        path: The workbook; it is only read.
        out: The file to write, .pdf or .md.
        tell: Is told what begins.

    Raises:
        MissingProgramError: A PDF is wanted, and LibreOffice is not installed or did not finish.
        PublishingError: The workbook has no headlines.
    """
    _refuse_ending(out, ".pdf", ".md")
    refuse_unwritable(out)
    if out.suffix.lower() == ".pdf":
        office.program()
    tell("reading")
    said = brief_of(snapshot(path))
    if out.suffix.lower() == ".md":
        _save(markdown(said).encode("utf-8"), out)
        return out
    with tempfile.TemporaryDirectory(prefix="gapsheet-") as folder:
        tell("drawing")
        sheet = Path(folder) / "brief.xlsx"
        write_archive(page(said, _chart(path, said, Path(folder))), sheet)
        tell("printing")
        _save(office.to_pdf(sheet, Path(folder)).read_bytes(), out)
    return out


def _printed(path: Path, folder: Path, tell: Tell) -> Path:
    """A frozen copy, printed: LibreOffice would turn every gapsheet cell of the file itself into #NAME?."""
    office.program()
    tell("freezing")
    copy = folder / f"{path.stem}.xlsx"
    freeze(path, copy)
    tell("printing")
    return office.to_pdf(copy, folder)


def _chart(path: Path, said: Brief, folder: Path) -> Drawn | None:
    """The first chart of the headlines' sheet, or of the next that has one, as it may leave."""
    copy = folder / "frozen.xlsx"
    freeze(path, copy)
    with open_archive(copy) as archive:
        return drawn(Parts(archive), [(sheet.name, sheet.part) for sheet in archive.sheets], said.sheets)


def _refuse_ending(out: Path, *endings: str) -> None:
    if out.suffix.lower() not in endings:
        raise PublishingError(f"{out} has to end in {' or '.join(endings)}; give another name with --out")


def _save(content: bytes, out: Path) -> None:
    """Write a file whole, or leave what stood there."""
    refuse_unwritable(out)
    with replacement(out) as stream:
        stream.write(content)

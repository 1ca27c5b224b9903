"""Make docs/scorecard.png from the built flagship workbook: LibreOffice prints it, poppler draws the Scorecard's page.

Run it after `gapsheet build`: `.venv/bin/python docs/make_picture.py`. Both programs must be on the path.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).parents[1]
WORKBOOK = ROOT / "workbooks" / "japan_policy_scorecard.xlsx"
PICTURE = ROOT / "docs" / "scorecard.png"
SHEET = "Scorecard"
DOTS_PER_INCH = 110


def main() -> None:
    """Print, find the page, draw it."""
    if not WORKBOOK.exists():
        sys.exit(f"{WORKBOOK} is missing; run: gapsheet build")
    with tempfile.TemporaryDirectory() as folder:
        printed = printed_sheet(WORKBOOK, Path(folder))
        run("pdftoppm", "-png", "-singlefile", "-r", str(DOTS_PER_INCH), str(printed), str(PICTURE.with_suffix("")))
    print(PICTURE)


def printed_sheet(workbook: Path, folder: Path) -> Path:
    """The Scorecard as a PDF: in a copy the other sheets are hidden, and LibreOffice prints no hidden sheet."""
    copy = folder / workbook.name
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            content = source.read(part)
            target.writestr(part, with_one_sheet(content) if part == "xl/workbook.xml" else content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(copy))
    return copy.with_suffix(".pdf")


def with_one_sheet(workbook_part: bytes) -> bytes:
    """The workbook part with every sheet but the Scorecard hidden, and that one in front."""
    root = etree.fromstring(workbook_part)
    for position, sheet in enumerate(root.iterfind("{*}sheets/{*}sheet")):
        sheet.set("state", "visible" if sheet.get("name") == SHEET else "hidden")
        if sheet.get("name") == SHEET:
            for view in root.iterfind("{*}bookViews/{*}workbookView"):
                view.set("activeTab", str(position))
                view.attrib.pop("firstSheet", None)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def run(*command: str) -> None:
    """Run a program and wait; its messages are shown only if it fails."""
    result = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    if result.returncode:
        sys.exit(f"{command[0]} failed: {result.stderr or result.stdout}")


if __name__ == "__main__":
    main()

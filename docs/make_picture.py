"""Make docs/scorecard.png from the flagship workbook: LibreOffice prints it, poppler draws the Scorecard's first page.

Run it after `gapsheet build`: `.venv/bin/python docs/make_picture.py`. Both programs must be on the path.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

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
        printed = as_pdf(WORKBOOK, Path(folder))
        page = str(first_page(printed))
        where = ["-f", page, "-l", page, "-singlefile", "-r", str(DOTS_PER_INCH)]
        run("pdftoppm", "-png", *where, str(printed), str(PICTURE.with_suffix("")))
    print(PICTURE)


def as_pdf(workbook: Path, folder: Path) -> Path:
    """The whole workbook as LibreOffice prints it."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(workbook))
    return folder / workbook.with_suffix(".pdf").name


def first_page(printed: Path) -> int:
    """The first page of the sheet, by its footer, which names file and sheet."""
    pages = run("pdftotext", "-layout", str(printed), "-").split("\f")
    for number, page in enumerate(pages, start=1):
        if f"· {SHEET}" in page:
            return number
    sys.exit(f"no page of {printed.name} has a footer with the sheet {SHEET}")


def run(*command: str) -> str:
    """What a program prints; its messages are shown only if it fails."""
    result = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    if result.returncode:
        sys.exit(f"{command[0]} failed: {result.stderr or result.stdout}")
    return result.stdout


if __name__ == "__main__":
    main()

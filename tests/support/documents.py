"""Pages of the documentation as tests read them: tables by their first header, and blocks of code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class DocumentedTable:
    """A table of a page, with the line of text above it."""

    said: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, header: str) -> list[str]:
        """The cells below a header."""
        place = self.headers.index(header)
        return [row[place] for row in self.rows]


def section(page: str, heading: str) -> str:
    """What stands below a heading, up to the next one."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def tables(text: str) -> list[DocumentedTable]:
    """Every table of a text, in order."""
    found, above = [], ""
    for block in text.split("\n\n"):
        lines = block.strip().splitlines()
        if lines and lines[0].startswith("|"):
            head, _, *rows = [_cells(line) for line in lines]
            found.append(DocumentedTable(above, head, tuple(rows)))
        elif lines:
            above = " ".join(lines)
    return found


def code(text: str, language: str) -> str:
    """The first block of code in a language."""
    return text.partition(f"```{language}\n")[2].partition("```")[0]


def words(cell: str) -> list[str]:
    """What a cell shows as code."""
    return re.findall(r"`([^`]+)`", cell)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in _BETWEEN_CELLS.split(line.strip().strip("|")))

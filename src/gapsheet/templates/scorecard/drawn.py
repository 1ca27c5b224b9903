"""What a chart draws of a table that shows a word where it has no figure: there its line is not to be seen.

A chart draws a word as zero, and an error, which would be left out, has no place on a sheet. So the line lies under
another one, or is a single point. The numbers stand below what is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from gapsheet.templates import sheets as pieces
from gapsheet.templates import style
from gapsheet.templates.page import Page

TITLE = "Numbers of the chart; a line without figures is a point, or lies unseen under another one"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with years, one line of a chart in each column.

    Attributes:
        heads: The heads of the lines.
        columns: The column of years, the first and the last line.
        rows: The first and the last row.
        instead: For lines that may have no figures, what is drawn then: a name, or a cell of the row, as F{row}.
        flat: Lines that bound an area, which without figures lies flat on the axis.
    """

    heads: Sequence[str]
    columns: tuple[int, int, int]
    rows: tuple[int, int]
    instead: Mapping[int, str] = field(default_factory=dict)
    flat: Sequence[int] = ()


def write(page: Page, row: int, table: Table) -> tuple[int, int]:
    """Write the numbers, each in the column of its line; gives their rows."""
    year, first, last = table.columns
    row = page.section(row, TITLE)
    page.heads(row, ("Year",), column=year)
    top = page.heads(row, table.heads, right=range(len(table.heads)), column=first)
    for at, source in enumerate(range(table.rows[0], table.rows[1] + 1), start=top):
        pieces.left(page.put(at, year, f"=1*{get_column_letter(year)}{source}", "Calculated", style.YEAR))
        for column in range(first, last + 1):
            if page.sheet.cell(source, column).value is not None:
                page.put(at, column, f"={_number(table, column, source)}", "Linked number", style.TRILLION)
        page.height(at, 16)
    return top, top + table.rows[1] - table.rows[0]


def _number(table: Table, column: int, row: int) -> str:
    """What a line draws of a cell."""
    cell = f"{get_column_letter(column)}{row}"
    if column in table.flat:
        return f"N({cell})"
    if column in table.instead:
        return f"IF(ISNUMBER({cell}),{cell},{table.instead[column].format(row=row)})"
    return cell

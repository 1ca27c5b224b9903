"""What a refresh changes in a workbook, said without saying how: the rows of tables, and single cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gapsheet.package.addresses import CellKey
from gapsheet.quantities import CellValue


@dataclass(frozen=True, slots=True)
class TableRewrite:
    """The new rows of a table's owned columns, and the old row that each of them continues.

    What belongs to a row follows it: columns of the table that are not owned, cells directly beside the table, formats,
    comments, links. Calculated columns are filled down.

    Attributes:
        table: The name of the Excel table.
        headers: The owned columns by header, in any order.
        rows: One row of values per new row, in the order of `headers`.
        origins: For each new row the position of the old row (from 0) that it continues; None for a new one.
        lists_rest: Whether old rows that nothing continues may vanish with the user's cells in them. When False a
            rewrite that would lose such a cell is refused: whoever asks must first carry them elsewhere.
        held: The values with which the old rows were read, in the order of `headers`. A row, or a value of a row, that
            is the very object in both has its bytes left alone, without a look at them. None: look at all.
        dates: The headers of columns of dates. Where a blank table gets its first rows, their cells show dates, unless
            the blank row has a look of its own.
    """

    table: str
    headers: tuple[str, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    origins: tuple[int | None, ...]
    lists_rest: bool = False
    held: tuple[tuple[CellValue, ...], ...] | None = None
    dates: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A sheet to add at the end: a title, a line about it, and an empty table with these headers.

    Attributes:
        formats: Number formats of columns, by header.
        widths: The columns' widths in characters; as their headers need where there are none.
    """

    name: str
    table: str
    headers: tuple[str, ...]
    title: str
    lead: str
    formats: Mapping[str, str] = field(default_factory=dict)
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class BookRewrite:
    """Everything that a refresh changes in a workbook; what is not named here stays byte for byte.

    Attributes:
        tables: At most one rewrite per table.
        cells: For each sheet new constants by (row, column), in cells outside the tables that are rewritten.
        sheets: Sheets to add first; the rewrites may already speak of their tables.
    """

    tables: tuple[TableRewrite, ...] = ()
    cells: Mapping[str, Mapping[CellKey, CellValue]] = field(default_factory=dict)
    sheets: tuple[NewSheet, ...] = ()

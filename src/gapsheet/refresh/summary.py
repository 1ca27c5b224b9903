"""What is kept of a comparison once its table is rewritten: enough to tell about it, without the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gapsheet.errors import CellError
from gapsheet.package.tabledata import Holding, UserCell
from gapsheet.quantities import CellValue
from gapsheet.refresh.book import Book
from gapsheet.refresh.comparison import Change, Comparison
from gapsheet.refresh.prepared import Listed
from gapsheet.refresh.records import Source
from gapsheet.refresh.sentences import Say
from gapsheet.refresh.splitting import advance

# Of a cell that goes with its row: the key of the row, what the cell is called, its content.
Removed = tuple[str, str, CellValue]


@dataclass(frozen=True, slots=True)
class Summary:
    """A table that changes.

    Attributes:
        source: What fills it.
        is_first: Whether it was empty before.
        listed: The changed figures.
        removed: What the user had put beside or into rows that go.
        advance: How far the data go on in time, such as "1 year"; "" of targets.
    """

    source: Source
    is_first: bool
    listed: Listed
    removed: tuple[Removed, ...]
    advance: str

    @classmethod
    def of(cls, book: Book, comparison: Comparison) -> Summary:
        """The summary of a comparison with a table of this workbook."""
        return cls(
            comparison.source,
            comparison.is_first,
            Listed.of(comparison.changes),
            tuple(_removed(book, comparison)),
            advance(comparison),
        )

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changed figures."""
        return self.listed.changes()


def _removed(book: Book, comparison: Comparison) -> Iterator[Removed]:
    source, gone = comparison.source, comparison.placement.gone
    if gone:
        mine = book.reader.rows(source.table).user_cells([column.header for column in source.columns])
        for position in gone:
            for cell in mine.get(position, ()):
                yield comparison.key(comparison.old[position]), _label(cell, book.say), content_of(cell.content)


def _label(cell: UserCell, say: Say) -> str:
    """What a cell is called: its column, and that it is a comment."""
    return f"{cell.header} ({say(Holding.COMMENT.value)})" if cell.holding is Holding.COMMENT else cell.header


def content_of(value: CellValue) -> CellValue:
    """A value in a list: an error as its name, so that the list spoils no sum; a formula is a text already."""
    return value.value if isinstance(value, CellError) else value

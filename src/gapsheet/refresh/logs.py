"""The tables in which a refresh keeps what happened: Changes, RemovedRows and RefreshLog, the newest row first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gapsheet.package.rewrites import NewSheet, TableRewrite
from gapsheet.package.tabledata import UserCell
from gapsheet.refresh.book import Book
from gapsheet.refresh.comparison import Change, What
from gapsheet.refresh.controls import ControlTable
from gapsheet.refresh.outcome import Run, SourceOutcome
from gapsheet.refresh.periods import day_of
from gapsheet.refresh.records import (
    CHANGES,
    CHANGES_HEADERS,
    LOG,
    LOG_HEADERS,
    NUMBER_FORMATS,
    REMOVED_ROWS,
    REMOVED_ROWS_HEADERS,
    WIDTHS,
    Type,
)
from gapsheet.refresh.rows import Row
from gapsheet.refresh.summary import Summary, content_of

MOST_CHANGES = 5_000  # rows that the table Changes keeps
MOST_LOGGED = 1_000  # rows that RefreshLog keeps
_URGENCY = (What.BREAK, What.UNIT, What.REVISED, What.REMOVED, What.NEW)  # what comes first where room is short

TITLES = {
    CHANGES: ("Changes", "What each refresh changed, the newest first; at most 5,000 rows are kept."),
    REMOVED_ROWS: ("Removed rows", "Cells of yours beside rows that the data no longer have; nothing here is deleted."),
    LOG: ("Refresh log", "Each refresh, source by source, the newest first; at most 1,000 rows are kept."),
}
_HEADERS = {CHANGES: CHANGES_HEADERS, REMOVED_ROWS: REMOVED_ROWS_HEADERS, LOG: LOG_HEADERS}


def log_rewrites(
    book: Book,
    summaries: Sequence[Summary],
    outcomes: Sequence[SourceOutcome],
    run: Run,
) -> tuple[list[TableRewrite], list[NewSheet]]:
    """The rows that the three tables get, and the sheets of those that the workbook lacks."""
    wanted = {
        CHANGES: (_change_rows(book, summaries, run), MOST_CHANGES),
        REMOVED_ROWS: (list(_removed_rows(summaries, run)), None),
        LOG: (_log_rows(book, outcomes, run), MOST_LOGGED),
    }
    tables: list[TableRewrite] = []
    sheets: list[NewSheet] = []
    for name, (rows, most) in wanted.items():
        if rows:
            if not book.has_table(name):
                sheets.append(_new_sheet(book, name, sheets))
            tables.append(_topped(book, name, rows, most))
    return tables, sheets


def _new_sheet(book: Book, table: str, others: Iterable[NewSheet]) -> NewSheet:
    """A sheet for a table that the workbook lacks, under a name that it does not have yet."""
    title, lead = map(book.say, TITLES[table])
    taken = {name.casefold() for name in (*book.reader.sheets, *(sheet.name for sheet in others))}
    names = (title if number == 1 else f"{title} {number}" for number in range(1, len(taken) + 2))
    name = next(name for name in names if name.casefold() not in taken)
    formats = {book.say(header): code for header, code in NUMBER_FORMATS[table].items()}
    return NewSheet(name, table, tuple(map(book.say, _HEADERS[table])), title, lead, formats, WIDTHS[table])


def _topped(book: Book, name: str, rows: Sequence[Row], most: int | None) -> TableRewrite:
    """A table with rows put on top; the oldest beyond the limit go, but for those beside which the user wrote."""
    table = book.control(name)
    if table is None:
        return TableRewrite(name, tuple(map(book.say, _HEADERS[name])), tuple(rows), (None,) * len(rows))
    places = [_HEADERS[name].index(header) for header in table.columns]
    headers = tuple(table.data.headers[place] for place in table.columns.values())
    kept = list(_kept(table, headers, None if most is None else max(most - len(rows), 0)))
    old = [tuple(table.data.rows[row][place] for place in table.columns.values()) for row in kept]
    fresh = [tuple(row[place] for place in places) for row in rows]
    return TableRewrite(table.data.name, headers, (*fresh, *old), (*[None] * len(rows), *kept), lists_rest=True)


def _kept(table: ControlTable, headers: Sequence[str], room: int | None) -> Iterator[int]:
    """The old rows that stay."""
    count = len(table.data.rows)
    mine: Mapping[int, tuple[UserCell, ...]] = {}
    if room is not None and room < count:
        mine = table.data.user_cells(headers)
    return (row for row in range(count) if room is None or row < room or row in mine)


def _change_rows(book: Book, summaries: Sequence[Summary], run: Run) -> list[Row]:
    """The changes as rows, a table filled for the first time as one row.

    Where there are more than the table keeps, the last row says how many are left out.
    """
    later = [summary for summary in summaries if not summary.is_first]
    changes = [change for summary in later for change in summary.changes]
    dates = {
        (item.source.id, column.header) for item in later for column in item.source.columns if column.type is Type.DATE
    }
    first = [_remark(book, run, FIRST, len(item.changes), item.source.id) for item in summaries if item.is_first]
    room = MOST_CHANGES - len(first)
    listed = most_urgent(changes, room if len(changes) <= room else room - 1)
    told = (_with_days(book, change) if (change.source, change.column) in dates else change for change in listed)
    rows = [*first, *(_change_row(book, change, run) for change in told)]
    left_out = len(changes) - len(listed)
    return [*rows, _remark(book, run, MORE, left_out)] if left_out else rows


FIRST = "New observations: {count}; the table was empty"
MORE = "Changes not listed here: {count}; gapsheet refresh --json tells them"


def _remark(book: Book, run: Run, pattern: str, count: int, source: str | None = None) -> Row:
    """A row that stands for many."""
    text = book.say(pattern).format(count=f"{count:,}")
    return (run.id, source, text, *[None] * (len(CHANGES_HEADERS) - 3))


def most_urgent(changes: Sequence[Change], most: int) -> Sequence[Change]:
    """The changes that matter most: all of them in their order, or where there are too many, breaks before the rest."""
    if len(changes) <= most:
        return changes
    return sorted(changes, key=lambda change: _URGENCY.index(change.what))[:most]


def _with_days(book: Book, change: Change) -> Change:
    """A change of a date, told in days: the column has numbers of every kind, and no format of dates."""
    old, new = (
        day_of(value, book.reader.dates_1904).isoformat() if type(value) is float else value
        for value in (change.old, change.new)
    )
    return change._replace(old=old, new=new, percent=None)


def _change_row(book: Book, change: Change, run: Run) -> Row:
    return (
        run.id,
        change.source,
        book.say(change.what.value),
        change.key,
        change.column,
        content_of(change.old),
        content_of(change.new),
        change.percent,
        change.old_vintage or None,
        change.new_vintage or None,
        change.reason or None,
    )


def _removed_rows(summaries: Iterable[Summary], run: Run) -> Iterator[Row]:
    """What the user had put beside or into rows that go."""
    for summary in summaries:
        for key, label, content in summary.removed:
            yield run.id, summary.source.id, summary.source.table, key, label, content


def _log_rows(book: Book, outcomes: Sequence[SourceOutcome], run: Run) -> list[Row]:
    return [
        (
            run.id,
            run.stamp,
            run.version,
            outcome.id,
            book.say(outcome.status.value),
            None if outcome.rows is None else float(outcome.rows),
            float(outcome.new),
            float(outcome.revised + outcome.breaks),
            float(outcome.removed),
            outcome.said_in(book.say) or None,
        )
        for outcome in outcomes
    ]

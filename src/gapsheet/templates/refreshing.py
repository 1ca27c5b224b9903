"""The sheets with which a workbook is refreshed: its sources, what they own, and what the last refreshes did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from gapsheet import __version__
from gapsheet.phrases import Kept
from gapsheet.refresh import records
from gapsheet.refresh.records import Source, Status
from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Allowed, Page, choice
from gapsheet.templates.sheets import left

SHEETS = (
    ("Sources", "Where the series come from, how often they are expected, and how the last refresh went"),
    ("Source columns", "What each source owns in its table: roles, types, units and plausible ranges"),
    ("Headlines", "The outputs that a refresh watches: before, after, and what moved them"),
    ("Changes", "New observations, revised history and removed rows of the last refreshes"),
    ("Removed rows", "What you had written beside rows that their source no longer has"),
    ("Refresh log", "One line per source and refresh"),
)
SHIPPED = "gapsheet:"  # data that come with gapsheet, in each language a file of its own
_SOURCES_WIDTHS = (23, 8, 11, 28, 20, 8, 16, 9, 10, 10, 14, 32, 9, 14, 12, 6, 12, 12, 10, 32)
_COLUMNS_WIDTHS = (28, 16, 18, 13, 11, 13, 11, 11, 11, 48)
_HEADLINES_WIDTHS = (42, 24, 28, 28, 12, 17, 17, 17, 17, 17, 17, 60)
# What an empty log says; it stays true after a refresh that changes nothing, as most do.
_EMPTY = {
    "Changes": "Empty so far: no refresh has brought a new, revised or removed observation.",
    "Removed rows": "Empty so far: no refresh has removed a row beside which you had written.",
    "Refresh log": "Nothing yet: the first refresh fills this sheet.",
}
_TALL = 3  # lines that the reason of a movement may need


@dataclass(frozen=True, slots=True)
class Listed:
    """A source with what is known of its data when the workbook is built."""

    source: Source
    as_of: str
    vintage: str
    rows: int
    remark: str

    @property
    def status(self) -> Status:
        """How it stands in a new workbook."""
        return Status.BUILT if self.source.on else Status.OFF


@dataclass(frozen=True, slots=True)
class Watched:
    """An output that a refresh watches: its label, its cell or name, and how its figures and differences are shown."""

    label: str
    cell: str
    number_format: str | None = None
    difference_format: str | None = None


def write(book: Book, sources: Sequence[Listed], headlines: Sequence[Watched]) -> None:
    """Write all six sheets."""
    _sources(book, sources)
    _source_columns(book, [listed.source for listed in sources])
    _headlines(book, headlines)
    _log_sheet(book, "Changes", records.CHANGES, records.CHANGES_HEADERS, records.WIDTHS[records.CHANGES], (5, 6, 7))
    _log_sheet(
        book,
        "Removed rows",
        records.REMOVED_ROWS,
        records.REMOVED_ROWS_HEADERS,
        records.WIDTHS[records.REMOVED_ROWS],
        (),
    )
    _log_sheet(book, "Refresh log", records.LOG, records.LOG_HEADERS, records.WIDTHS[records.LOG], (5, 6, 7, 8))


def _sources(book: Book, sources: Sequence[Listed]) -> None:
    """The Sources sheet: the stamps of the last refresh, then a row for each source."""
    page = Page(book, "Sources", "data", _SOURCES_WIDTHS)
    page.head(
        "Sources",
        "“gapsheet refresh” reads every source that is on. Those outside gapsheet ask for your approval first: “gapsheet trust”.",
        status=False,
    )
    top = _stamps(page, TOP) + 1
    heads = records.SOURCES_HEADERS
    page.heads(top, heads, right=(heads.index("Threshold"), heads.index("Rows")))
    for offset, listed in enumerate(sources, start=1):
        _source_row(page, top + offset, listed)
    last = top + len(sources)
    state = get_column_letter(FIRST + heads.index("State"))
    for area, late in (
        (f"{state}{top + 1}:{state}{last}", f"OR({state}{top + 1}=status_stale,{state}{top + 1}=status_failed)"),
        (f"E{top - 2}", f"E{top - 2}>0"),
    ):
        page.colour_by(area, late, style.CAUTION)
    page.table(
        records.SOURCES, top, FIRST, len(sources), heads, "Every source with its kind, location, table and state"
    )
    for name, head in (
        ("source_id", "Source"),
        ("source_on", "On"),
        ("source_table", "Table"),
        ("source_status", "State"),
    ):
        column = FIRST + heads.index(head)
        book.define(name, page.sheet, (top + 1, column), (last, column))
    page.freeze(top + 1)
    page.close(last)


def _stamps(page: Page, row: int) -> int:
    """The moment and the state of the last refresh; the row after."""
    date = page.book.as_of
    lines: Sequence[tuple[str, object, str, str | None]] = (
        ("Refreshed (UTC)", dt.datetime.combine(date, dt.time()), "refresh_time", "yyyy-mm-dd hh:mm"),
        ("As of", date, "refresh_as_of", style.DATE),
        ("Run", "as built", "refresh_run", None),
        ("Version", Kept(__version__), "refresh_version", None),
        (
            "Stale or failed",
            "=COUNTIF(source_status,status_stale)+COUNTIF(source_status,status_failed)",
            "sources_stale",
            "0",
        ),
    )
    for offset, (label, content, name, number_format) in enumerate(lines):
        page.put(row + offset, FIRST, label, "Label")
        left(page.put(row + offset, FIRST + 3, content, "Calculated", number_format))
        page.book.define(name, page.sheet, (row + offset, FIRST + 3))
    return row + len(lines)


def _source_row(page: Page, row: int, listed: Listed) -> None:
    """One source; what the user may change is an input."""
    source = listed.source
    cells: Mapping[str, object] = {
        "Source": Kept(source.id),
        "Kind": Kept(source.kind.value),
        "Location": source.location if source.location.startswith(SHIPPED) else Kept(source.location),
        "Query": Kept(source.query) if source.query else None,
        "Secret": Kept(source.secret) if source.secret else None,
        "Table": Kept(source.table),
        "Purpose": Kept(source.purpose.value),
        "Frequency": Kept(source.expected),
        "As of": Kept(listed.as_of) if listed.as_of else None,
        "Vintage": listed.vintage or None,
        "Retrieved (UTC)": None,
        "Rows": listed.rows or None,
        "State": listed.status.value,
        "Run": None,
        "Version": Kept(__version__),
        "Remark": listed.remark,
        "Message": None,
    }
    at = {head: FIRST + offset for offset, head in enumerate(records.SOURCES_HEADERS)}
    for head, content in cells.items():
        page.put(
            row, at[head], content, "Calculated" if head == "Rows" else "Long text", "0" if head == "Rows" else None
        )
    left(page.input(row, at["On"], "yes" if source.on else "no", choice("yes_no", "no: this source is left alone")))
    share = Allowed(
        "decimal",
        0,
        10,
        "A share between 0 and 10 is expected, such as 5%.",
        "Revisions past this share of the old figure ask for a reason",
        blank=True,
    )
    page.input(row, at["Threshold"], source.threshold, share, "0%")
    why = Allowed(
        "textLength",
        0,
        250,
        "At most 250 characters are expected.",
        "Why revisions past the threshold, or data that end earlier, are accepted",
        blank=True,
    )
    left(page.input(row, at["Reason"], source.reason or None, why))
    page.fit(row)


def _source_columns(book: Book, sources: Sequence[Source]) -> None:
    """What each source owns."""
    page = Page(book, "Source columns", "data", _COLUMNS_WIDTHS)
    page.head(
        "Source columns",
        "A refresh owns these columns and no others; what you add beside them stays, row by row. A constant is what every row holds.",
        status=False,
    )
    heads = records.SOURCE_COLUMNS_HEADERS
    page.heads(TOP, heads, right=(heads.index("Minimum"), heads.index("Maximum")))
    row = TOP
    for source in sources:
        for column in source.columns:
            row += 1
            field = "" if column.constant else column.field
            words = (source.id, column.header, field, column.role.value, column.type.value, column.unit)
            for offset, text in enumerate(words):
                content = (text if offset == 1 else Kept(text)) if text else None
                page.put(row, FIRST + offset, content, "Long text")
            for offset, limit in ((6, column.low), (7, column.high)):
                page.put(row, FIRST + offset, limit, "Calculated", _limit_format(column, limit))
            page.put(row, FIRST + 8, "yes" if column.required else "no", "Long text")
            page.put(row, FIRST + 9, column.constant or None, "Long text")
            page.fit(row)
    page.table(records.SOURCE_COLUMNS, TOP, FIRST, row - TOP, heads, "The columns that each source owns in its table")
    page.freeze(TOP + 1)
    page.close(row)


def _limit_format(column: records.Column, limit: float | None) -> str:
    """How a limit is shown: years without a comma, whole numbers without a decimal point."""
    if column.role is records.Role.PERIOD:
        return style.YEAR
    return style.WHOLE if limit is None else style.by_value(limit)


def _headlines(book: Book, headlines: Sequence[Watched]) -> None:
    """What a refresh watches; add a row to have it watch more."""
    heads = records.HEADLINES_HEADERS
    page = _log_sheet(book, "Headlines", records.HEADLINES, heads, _HEADLINES_WIDTHS, range(2, 11), len(headlines))
    for row, watched in enumerate(headlines, start=TOP + 2):
        page.put(row, FIRST, watched.label, "Label")
        page.put(row, FIRST + 1, Kept(watched.cell), "Long text")
        for column, head in enumerate(heads[2:-1], start=FIRST + 2):
            is_level = head in ("Before", "After")
            page.put(row, column, None, "Case text", watched.number_format if is_level else watched.difference_format)
        page.put(row, FIRST + len(heads) - 1, None, "Long text")
        page.fit(row, _TALL)


def _log_sheet(
    book: Book,
    name: str,
    table: str,
    heads: Sequence[str],
    widths: Sequence[float],
    right: Sequence[int],
    rows: int = 1,
) -> Page:
    """A sheet with a table that refreshes write; Excel keeps one empty row in an empty table."""
    page = Page(book, name, "log", widths)
    lead = dict(SHEETS)[name]
    letter = get_column_letter(FIRST)
    runs = f"{letter}{TOP + 2}:{letter}{TOP + 1 + rows}"  # all of them: a reference to one row would lose it to another
    page.head(name, f'=IF(COUNTA({runs})=0,"{_EMPTY[name]}","{lead}")' if name in _EMPTY else lead, status=False)
    page.heads(TOP + 1, heads, right=right)
    for row in range(TOP + 2, TOP + 2 + rows):
        for offset in range(len(heads)):
            look = "Case text" if offset in right else "Long text"
            page.put(row, FIRST + offset, None, look, records.NUMBER_FORMATS.get(table, {}).get(heads[offset]))
    page.table(table, TOP + 1, FIRST, rows, heads, dict(SHEETS)[name])
    page.freeze(TOP + 2)
    page.close(TOP + 1 + rows)
    return page


def live(source: Source, remark: str) -> Listed:
    """A source that is listed but switched off."""
    return Listed(source, "", "", 0, remark)

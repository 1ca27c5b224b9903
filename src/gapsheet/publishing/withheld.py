"""Which cells must not leave: the rows of people, and where sources lie, what they are asked, their secrets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from gapsheet.languages.language import language
from gapsheet.package.addresses import CellKey, Corners, area
from gapsheet.package.sheetxml import SheetXml
from gapsheet.package.structure import Table
from gapsheet.publishing.cells import Cell, cells
from gapsheet.publishing.parts import Parts
from gapsheet.publishing.scrubbing import Scrub
from gapsheet.quantities import CellValue
from gapsheet.refresh import records

EMPLOYEES = "Employees"
_BLANKED = {  # columns whose cells are replaced by a word, by table
    records.SOURCES: ("Location", "Query", "Secret", "Message"),
    records.LOG: ("Message",),
}
_COMMANDS = ("gapsheet refresh", "gapsheet trust")  # of which the head of the sheet tells; a copy takes neither
_OF_PEOPLE = {records.CHANGES: ("Key", "Old", "New"), records.REMOVED_ROWS: ("Key", "Content")}

Band = tuple[int, int]  # first and last row


class Shown(Enum):
    """What a cell shows in the place of what must not leave."""

    REMOVED = auto()  # the word that says so
    OFF = auto()  # no: the source is not to be read
    NOTHING = auto()


@dataclass(slots=True)
class Withheld:
    """What is left out of the cells, by sheet."""

    bands: dict[str, list[Band]] = field(default_factory=dict)  # rows that are emptied
    masked: dict[str, dict[CellKey, Shown]] = field(default_factory=dict)  # cells that show something else
    people: set[str] = field(default_factory=set)  # texts by which people are known
    values: set[CellValue] = field(default_factory=set)  # whatever stands in their rows
    bodies: dict[str, list[Corners]] = field(default_factory=dict)  # their rows, without totals
    locations: set[str] = field(default_factory=set)

    def is_cleared(self, sheet: str, row: int) -> bool:
        """Whether a row is emptied."""
        return any(first <= row <= last for first, last in self.bands.get(sheet, ()))


def withheld(parts: Parts, sheets: Mapping[str, str], found: Sequence[Table], dropped: Collection[str]) -> Withheld:
    """Work out what must not leave.

    Args:
        parts: The workbook.
        sheets: The part of each sheet by its name.
        found: All tables.
        dropped: Tables of people, in lower case.
    """
    texts = strings(parts)
    left_out = Withheld()
    for table in found:
        if table.name.lower() in dropped:
            _people(left_out, table, _body(parts, sheets, table, texts))
    about_people = _sources_of(parts, sheets, found, dropped, texts)
    for table in found:
        if table.name in _BLANKED:
            _mask(left_out, table, _body(parts, sheets, table, texts), _BLANKED[table.name])
        if table.name == records.SOURCES:
            _switch_off(left_out, table, _body(parts, sheets, table, texts))
            _silence(left_out, table, cells(SheetXml.of(parts.contents[sheets[table.sheet]]), texts))
        if table.name in _OF_PEOPLE:
            body = _body(parts, sheets, table, texts)
            rows = _rows_about(table, body, {*dropped, *about_people})
            _mask(left_out, table, body, _OF_PEOPLE[table.name], rows)
    return left_out


def strings(parts: Parts) -> list[str]:
    """The texts that cells share."""
    part = next(iter(parts.linked(parts.workbook, "sharedStrings")), None)
    if part is None:
        return []
    items = parts.tree(part).iterchildren("{*}si")
    return ["".join(run.text or "" for run in (*item.iterfind("{*}t"), *item.iterfind("{*}r/{*}t"))) for item in items]


def register_sources(scrub: Scrub, parts: Parts, sheets: Mapping[str, str], found: Sequence[Table]) -> set[str]:
    """Tell the scrub of every source; gives their locations."""
    texts, locations = strings(parts), set()
    for table in found:
        if table.name == records.SOURCES:
            body = _body(parts, sheets, table, texts)
            for row in _band_rows(table):
                location, query, secret = (_text(body, table, row, name) for name in ("Location", "Query", "Secret"))
                scrub.add_source(location, query, secret)
                locations.add(location)
    return locations - {""}


def column_of(table: Table, header: str) -> int | None:
    """The column of a header in English or Japanese, counted on the sheet."""
    wanted = {header.casefold(), language("ja").say(header).casefold()}
    left = area(table.ref)[1]
    return next((left + place for place, name in enumerate(table.headers) if name.casefold() in wanted), None)


def band(table: Table) -> Band:
    """The rows below a table's headers, its totals among them."""
    top, _, bottom, _ = area(table.ref)
    return top + table.header_rows, bottom


def _band_rows(table: Table) -> range:
    first, last = band(table)
    return range(first, last + 1)


def _body(parts: Parts, sheets: Mapping[str, str], table: Table, texts: Sequence[str]) -> dict[CellKey, Cell]:
    """The cells of a table below its headers."""
    first, last = band(table)
    _, left, _, right = area(table.ref)
    xml = SheetXml.of(parts.contents[sheets[table.sheet]])
    return {cell.key: cell for cell in cells(xml, texts) if first <= cell.row <= last and left <= cell.column <= right}


def _text(body: Mapping[CellKey, Cell], table: Table, row: int, header: str) -> str:
    column = column_of(table, header)
    cell = body.get((row, column)) if column is not None else None
    value = cell.value if cell is not None else None
    return value if isinstance(value, str) else ""


def _mask(
    left_out: Withheld,
    table: Table,
    body: Mapping[CellKey, Cell],
    headers: Collection[str],
    rows: Collection[int] | None = None,
) -> None:
    """Mark the cells of some columns that hold anything."""
    columns = {column_of(table, header) for header in headers}
    masked = left_out.masked.setdefault(table.sheet, {})
    for (row, column), cell in body.items():
        if column in columns and (rows is None or row in rows) and cell.value not in (None, ""):
            masked[row, column] = Shown.REMOVED


def _switch_off(left_out: Withheld, table: Table, body: Mapping[CellKey, Cell]) -> None:
    """Let no source of the copy be read: where no cell can say that it is off, its location stays blank."""
    on, location = column_of(table, "On"), column_of(table, "Location")
    masked = left_out.masked.setdefault(table.sheet, {})
    for row in _band_rows(table):
        if location is None or (row, location) not in masked:
            continue
        if on is not None and (row, on) in body:
            masked[row, on] = Shown.OFF
        else:
            masked[row, location] = Shown.NOTHING


def _silence(left_out: Withheld, table: Table, found: Iterator[Cell]) -> None:
    """Take out the words above the table that tell how its sources are read."""
    top = area(table.ref)[0]
    masked = left_out.masked.setdefault(table.sheet, {})
    for cell in found:
        if cell.row >= top:
            return
        value = cell.value
        if isinstance(value, str) and any(command in value for command in _COMMANDS):
            masked[cell.key] = Shown.NOTHING


def _sources_of(
    parts: Parts, sheets: Mapping[str, str], found: Sequence[Table], dropped: Collection[str], texts: Sequence[str]
) -> Iterator[str]:
    """The ids, in lower case, of the sources that fill tables of people."""
    for table in found:
        if table.name == records.SOURCES:
            body = _body(parts, sheets, table, texts)
            for row in _band_rows(table):
                if _text(body, table, row, "Table").lower() in dropped:
                    yield _text(body, table, row, "Source").lower()


def _rows_about(table: Table, body: Mapping[CellKey, Cell], names: Collection[str]) -> set[int]:
    """The rows of a log that tell of these sources or tables."""
    rows = _band_rows(table)
    return {row for row in rows for head in ("Source", "Table") if _text(body, table, row, head).lower() in names}


def _people(left_out: Withheld, table: Table, body: Mapping[CellKey, Cell]) -> None:
    """Empty a table of people, and remember by what texts they are known."""
    left_out.bands.setdefault(table.sheet, []).append(band(table))
    top, left, bottom, right = area(table.ref)
    last = bottom - table.totals_rows
    left_out.bodies.setdefault(table.sheet, []).append((top + table.header_rows, left, last, right))
    for column in range(left, right + 1):
        values = [cell.value for cell in body.values() if cell.column == column and cell.row <= last]
        left_out.people.update(_telling(values))
        left_out.values.update(value for value in values if value not in (None, ""))


def _telling(values: Sequence[CellValue]) -> set[str]:
    """The texts of a column in which nearly every row has its own, an id that was exported twice among them."""
    counts = Counter(value for value in values if type(value) is str and value.strip())
    alone = {text for text, times in counts.items() if times == 1}
    is_telling = len(alone) > 1 and 2 * len(alone) >= len(counts) + 1 and len(alone) * 10 >= 9 * len(counts)
    return set(counts) if is_telling else set()

"""What a workbook says about its refreshing: its sources, its headlines, and the cells for stamps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

from gapsheet.errors import SourceError
from gapsheet.languages.language import language
from gapsheet.package.addresses import CellKey, column_number
from gapsheet.package.archive import open_archive
from gapsheet.package.tabledata import TableData
from gapsheet.quantities import CellValue
from gapsheet.refresh.controls import ControlTable, spelled, translated
from gapsheet.refresh.descriptions import described_columns, described_source
from gapsheet.refresh.records import (
    CHANGES,
    CHANGES_HEADERS,
    HEADLINES,
    HEADLINES_HEADERS,
    LOG,
    LOG_HEADERS,
    REMOVED_ROWS,
    REMOVED_ROWS_HEADERS,
    SOURCE_COLUMNS,
    SOURCE_COLUMNS_HEADERS,
    SOURCES,
    SOURCES_HEADERS,
    Source,
)

Place = tuple[str, CellKey]  # sheet, (row, column)

STAMP_NAMES = ("refresh_run", "refresh_time", "refresh_as_of", "refresh_version", "refresh_status", "refresh_stale")
_HEADERS = {
    SOURCES: SOURCES_HEADERS,
    SOURCE_COLUMNS: SOURCE_COLUMNS_HEADERS,
    HEADLINES: HEADLINES_HEADERS,
    CHANGES: CHANGES_HEADERS,
    REMOVED_ROWS: REMOVED_ROWS_HEADERS,
    LOG: LOG_HEADERS,
}
_CELL = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class Reader(Protocol):
    """A workbook to read from: a file, or one that is open in Excel."""

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the worksheets."""

    @property
    def tables(self) -> Mapping[str, tuple[str, ...]]:
        """The headers of every table, by its name."""

    @property
    def names(self) -> Mapping[str, Place]:
        """The defined names that stand for a single cell, in small letters."""

    @property
    def dates_1904(self) -> bool:
        """Whether dates count from 1904."""

    def rows(self, table: str) -> TableData:
        """What a table holds."""

    def let_go(self, table: str) -> None:
        """Keep what a table holds no longer; nobody is expected to ask for it again."""

    def values(self, places: tuple[Place, ...]) -> Mapping[Place, CellValue]:
        """The stored values of some cells."""

    def number_format(self, place: Place) -> str:
        """The number format of a cell."""


@dataclass(frozen=True, slots=True)
class Described:
    """A row of the Sources table: the source, or what is wrong with its description, and how it stood."""

    row: int
    id: str
    source: Source | None
    fault: str
    status: str
    as_of: str
    vintage: str


@dataclass(frozen=True, slots=True)
class Headline:
    """A row of the Headlines table: a cell that people look at."""

    row: int
    name: str
    number_format: str = "General"


class Book:
    """A workbook as a refresh sees it."""

    def __init__(self, reader: Reader, path: Path) -> None:
        self.reader = reader
        self.path = path
        self._tables = {name.casefold(): name for name in reader.tables}

    @cached_property
    def say(self) -> Callable[[str], str]:
        """Puts words into the language of the workbook, which the headers of its Sources table tell."""
        headers = {spelled(header) for header in self.reader.tables[self._tables[SOURCES.casefold()]]}
        if all(map(str.isascii, headers)):
            return str
        here = sum(translated(header) in headers for header in SOURCES_HEADERS)
        return language("ja").say if here > sum(spelled(header) in headers for header in SOURCES_HEADERS) else str

    def control(self, name: str) -> ControlTable | None:
        """A control table; None where the workbook has none of that name."""
        known = self._tables.get(name.casefold())
        return None if known is None else ControlTable.of(self.reader.rows(known), _HEADERS[name])

    def has_table(self, name: str) -> bool:
        """Whether there is a table of that name."""
        return name.casefold() in self._tables

    @cached_property
    def sources_table(self) -> ControlTable:
        """The Sources table.

        Raises:
            SourceError: The workbook has none, or it lacks the columns that say what a source is.
        """
        table = self.control(SOURCES)
        if table is None:
            raise SourceError(
                f"{self.path.name} has no table named {SOURCES}; list its sources in one, as docs/sources.md shows"
            )
        table.require("Source", "Kind", "Location", "Table")
        return table

    @cached_property
    def described(self) -> tuple[Described, ...]:
        """Every source of the workbook, in the order of the sheet.

        Raises:
            SourceError: There is no Sources table, or two sources have one name, or fill one table.
        """
        table = self.sources_table
        columns_table = self.control(SOURCE_COLUMNS)
        if columns_table is None:
            raise SourceError(
                f"{self.path.name} has no table named {SOURCE_COLUMNS}; list in it the columns that each source "
                "fills, as docs/sources.md shows"
            )
        columns_table.require("Source", "Column", "Role", "Type")
        columns = described_columns(columns_table)
        found = [self._described(table, row, columns_table, columns) for row in table.filled("Source")]
        self._refuse_twins(found)
        return tuple(found)

    def _described(
        self, table: ControlTable, row: int, columns_table: ControlTable, columns: Mapping[str, list[int]]
    ) -> Described:
        id = table.text(row, "Source")
        source, fault = None, ""
        try:
            source = self._fitted(described_source(table, row, columns_table, columns.get(spelled(id), [])))
        except SourceError as problem:
            source, fault = None, str(problem)
        return Described(
            row, id, source, fault, table.text(row, "State"), table.text(row, "As of"), table.text(row, "Vintage")
        )

    def _fitted(self, source: Source) -> Source:
        """A source with table and headers spelled as the workbook does; refuses one whose table is not there."""
        known = self._tables.get(source.table.casefold())
        if known is None or source.table.casefold() in {name.casefold() for name in _HEADERS}:
            raise SourceError(
                f"source {source.id}: the workbook has no table {source.table} for data; correct the column Table"
            )
        there = {spelled(header): header for header in self.reader.tables[known]}
        lacking = [column.header for column in source.columns if spelled(column.header) not in there]
        if lacking:
            raise SourceError(
                f"source {source.id}: the table {source.table} has no column {', '.join(lacking)}; it has "
                f"{', '.join(there.values())}"
            )
        columns = tuple(replace(column, header=there[spelled(column.header)]) for column in source.columns)
        return replace(source, table=known, columns=columns)

    def _refuse_twins(self, found: list[Described]) -> None:
        ids = Counter(spelled(item.id) for item in found)
        twice = [item.id for item in found if ids[spelled(item.id)] > 1]
        if twice:
            raise SourceError(f"two sources are called {twice[0]}; give each a name of its own in the table {SOURCES}")
        filled: dict[str, str] = {}
        for item in found:
            if item.source and item.source.on:
                other = filled.setdefault(item.source.table.casefold(), item.id)
                if other != item.id:
                    raise SourceError(
                        f"the sources {other} and {item.id} both fill the table {item.source.table}; "
                        "switch one of them off, or give it a table of its own"
                    )

    @cached_property
    def headlines(self) -> tuple[Headline, ...]:
        """The headlines whose cells are there."""
        table = self.control(HEADLINES)
        places = self.headline_places()
        return tuple(
            Headline(row, self._headline_name(table, row), self.reader.number_format(place))
            for row, place in places.items()
            if table is not None and place is not None
        )

    @property
    def headline_faults(self) -> tuple[str, ...]:
        """What is wrong with headlines that name no cell."""
        table = self.control(HEADLINES)
        return tuple(
            f"headline {self._headline_name(table, row)}: {table.text(row, 'Cell')} is neither a defined name for one "
            f"cell nor a cell as in Sheet!A1; correct it in the table {table.data.name}"
            for row, place in self.headline_places().items()
            if table is not None and place is None
        )

    def headline_places(self) -> dict[int, Place | None]:
        """For each row of the Headlines table the cell that it names; None where there is no such cell."""
        table = self.control(HEADLINES)
        if table is None:
            return {}
        return {row: self.place(table.text(row, "Cell")) for row in table.filled("Cell")}

    def _headline_name(self, table: ControlTable, row: int) -> str:
        return table.text(row, "Headline") or table.text(row, "Cell")

    def place(self, text: str) -> Place | None:
        """The cell that a defined name or an address with its sheet stands for."""
        named = self.reader.names.get(text.strip().casefold())
        place = named or cell_of(text.strip().removeprefix("="))
        sheets = {sheet.casefold(): sheet for sheet in self.reader.sheets}
        return (sheets[place[0].casefold()], place[1]) if place and place[0].casefold() in sheets else None


def cell_of(reference: str) -> Place | None:
    """The place of a reference as Sheet!$A$1; None for anything else."""
    found = _CELL.fullmatch(reference)
    if found is None:
        return None
    sheet = found[1].replace("''", "'") if found[1] else found[2]
    return sheet, (int(found[4]), column_number(found[3]))


def read_sources(path: Path) -> tuple[Source, ...]:
    """The sources of a workbook file, those that are switched off included.

    Raises:
        SourceError: The file has no Sources table, or describes a source wrongly.
        WorkbookError: The file cannot be read.
    """
    return tuple(_sound(read_described(path)))


def read_described(path: Path) -> tuple[Described, ...]:
    """The same with those that are described wrongly, and what is wrong with them.

    Raises:
        SourceError: The file has no Sources table, or no columns of its sources.
        WorkbookError: The file cannot be read.
    """
    from gapsheet.refresh.bookfile import FileReader

    with open_archive(path) as archive:
        return Book(FileReader(archive), path).described


def _sound(described: Iterable[Described]) -> Iterator[Source]:
    for item in described:
        if item.source is None:
            raise SourceError(item.fault)
        yield item.source

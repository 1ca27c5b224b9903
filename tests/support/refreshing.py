"""Workbooks with sources, made with openpyxl, and sources that answer with frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from gapsheet.package.archive import open_archive
from gapsheet.refresh.access import Access
from gapsheet.refresh.book import Book
from gapsheet.refresh.bookfile import FileReader
from gapsheet.refresh.configuration import Configuration
from gapsheet.refresh.outcome import Outcome
from gapsheet.refresh.records import (
    CHANGES_HEADERS,
    HEADLINES_HEADERS,
    LOG_HEADERS,
    REMOVED_ROWS_HEADERS,
    SOURCE_COLUMNS_HEADERS,
    SOURCES_HEADERS,
    Fetched,
    Source,
)
from gapsheet.refresh.running import refresh
from gapsheet.refresh.trust import Approvals

NOW = datetime(2026, 11, 22, 9, 30, 15, tzinfo=UTC)
STAMPS = ("refresh_run", "refresh_time", "refresh_as_of", "refresh_version", "refresh_status", "refresh_stale")
YEARLY = (("year", "period", "integer"), ("value", "value", "number"))


def put_table(
    page: Worksheet, name: str, headers: Sequence[str], rows: Sequence[Sequence[Any]], at: str = "A1"
) -> None:
    """A table with its rows; one blank row where there are none."""
    start = page[at]
    for down, row in enumerate([headers, *(rows or [[None] * len(headers)])]):
        for right, value in enumerate(row):
            page.cell(start.row + down, start.column + right, value)
    bottom, right = start.row + max(len(rows), 1), start.column + len(headers) - 1
    page.add_table(Table(displayName=name, ref=f"{at}:{get_column_letter(right)}{bottom}"))


@dataclass
class Said:
    """A source as a test describes it: its cells by header, and its columns."""

    id: str
    table: str
    columns: Sequence[tuple[Any, ...]] = YEARLY  # header, role, type, and further cells by position
    cells: Mapping[str, Any] = field(default_factory=dict)

    def row(self) -> list[Any]:
        """Its row on the Sources sheet."""
        told = {"Source": self.id, "On": "yes", "Kind": "csv", "Location": f"{self.id}.csv", "Table": self.table}
        told |= self.cells
        return [told.get(header) for header in SOURCES_HEADERS]

    def column_rows(self) -> list[list[Any]]:
        """Its rows on the SourceColumns sheet."""
        rows = []
        for header, role, kind, *more in self.columns:
            row = [self.id, header, None, role, kind, *more]
            rows.append(row + [None] * (len(SOURCE_COLUMNS_HEADERS) - len(row)))
        return rows


def write_controls(
    book: openpyxl.Workbook, sources: Sequence[Said], headlines: Sequence[tuple[str, str]] = (), *, logs: bool = False
) -> None:
    """The sheets that say what is refreshed."""
    put_table(book.create_sheet("Sources"), "Sources", SOURCES_HEADERS, [source.row() for source in sources], "B3")
    columns = [row for source in sources for row in source.column_rows()]
    put_table(book.create_sheet("Source columns"), "SourceColumns", SOURCE_COLUMNS_HEADERS, columns)
    if headlines:
        rows = [[name, cell, *[None] * (len(HEADLINES_HEADERS) - 2)] for name, cell in headlines]
        put_table(book.create_sheet("Headlines"), "Headlines", HEADLINES_HEADERS, rows)
    page = book.create_sheet("Stamp")
    for number, name in enumerate(STAMPS, 1):
        page.cell(number, 1, name)
        name_cell(book, name, f"Stamp!$B${number}")
    logged = {"Changes": CHANGES_HEADERS, "RemovedRows": REMOVED_ROWS_HEADERS, "RefreshLog": LOG_HEADERS}
    for name, headers in logged.items() if logs else ():
        put_table(book.create_sheet(name), name, headers, ())


def name_cell(book: openpyxl.Workbook, name: str, cell: str) -> None:
    """A defined name for a cell."""
    book.defined_names[name] = DefinedName(name, attr_text=cell)


def fetched(rows: Sequence[Mapping[str, Any]] | pd.DataFrame, **more: Any) -> Fetched:
    """What a source answers."""
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows)
    told = {"as_of": "", "vintage": "", "retrieved": NOW, "digest": "0" * 64} | more
    return Fetched(frame, **told)


class Answers:
    """A stand-in for the sources: answers by id, frames or errors; counts what was asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers, self.asked = dict(answers), []

    def __call__(self, source: Source, access: Access, tell: object = None) -> Fetched:
        self.asked.append(source.id)
        answer = self.answers[source.id]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Fetched) else fetched(answer)


def access_to(path: Path, *, trusted: bool = True) -> Access:
    """What the sources of a workbook may touch; all are approved."""
    approvals = Approvals(path.parent / "state" / "approvals.json")
    if trusted:
        approvals.add(path, sound_sources(path))
    return Access(path, Configuration(), approvals, None)


def sound_sources(path: Path) -> list[Source]:
    """The sources that are described well."""
    with open_archive(path) as archive:
        return [item.source for item in Book(FileReader(archive), path).described if item.source]


def run(path: Path, answers: Answers, **more: Any) -> Outcome:
    """A refresh on a fixed day with approved sources."""
    told = {"now": NOW, "as_of": date(2026, 11, 22)} | more
    told.setdefault("access", None)
    return refresh(path, fetch=answers, **told | {"access": told["access"] or access_to(path)})


def table_of(path: Path, name: str) -> list[dict[str, Any]]:
    """A table of a file as another program reads it."""
    book = openpyxl.load_workbook(path, data_only=True)
    for page in book:
        if name in page.tables:
            head, *rows = page[page.tables[name].ref]
            return [{h.value: cell.value for h, cell in zip(head, row, strict=True)} for row in rows]
    raise KeyError(name)

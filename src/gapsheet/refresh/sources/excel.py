"""Sources in Excel files: a sheet, a range of it, or a table, by its stored values.

Query: a sheet's name, Sheet!A1:D20, or the name of a table; the first sheet where it is empty. The first row holds the
names of the fields.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import compress, count
from pathlib import Path
from typing import Any

import pandas as pd
import python_calamine
from openpyxl.utils import column_index_from_string

from gapsheet.errors import DataError, SourceError, WorkbookError
from gapsheet.package.addresses import cell_name
from gapsheet.package.archive import Archive, open_archive
from gapsheet.refresh.access import Access
from gapsheet.refresh.configuration import Limits
from gapsheet.refresh.records import Source
from gapsheet.refresh.rownumbers import FIRST, PASSED
from gapsheet.refresh.sources.content import Content, Tell, digest_of, shown
from gapsheet.refresh.sources.csvtext import too_many_rows
from gapsheet.refresh.sources.files import file_bytes, joined
from gapsheet.refresh.sources.shaping import object_frame
from gapsheet.refresh.sources.survey import Survey, SurveyError

_SUFFIXES = (".xlsx", ".xlsm")
_XML = (".xml", ".rels")
_AREA = 32_000_000  # cells between the outermost ones of a sheet: the reader holds all of them in memory
_ROWS = 1_048_576  # of a sheet
_SWELLING = 4  # how many times the megabytes of the limit a file may unpack to
_RANGE = re.compile(r"(?P<sheet>.+)!\$?(?P<left>[A-Z]{1,3})\$?(?P<top>\d+):\$?(?P<right>[A-Z]{1,3})\$?(?P<bottom>\d+)")

Cells = list[list[Any]]


def read(source: Source, access: Access, tell: Tell) -> Content:
    """The rows of Excel files, one under the other."""
    paths = access.files(source, _SUFFIXES)
    parts, frames = [], []
    for path in paths:
        if not path.name.casefold().endswith(_SUFFIXES):
            raise SourceError(f"source {source.id}: {path.name} is no .xlsx or .xlsm file; save it as one")
        tell(f"reading {path.name}")
        parts.append(file_bytes(source, path, access.limits))
        chosen = _cells(source, path, parts[-1], access.limits)
        where = f"source {source.id}: {path.name}"
        frames.append(_frame(where, chosen.top + 1, chosen.cells, access.limits.rows))
    frame = joined(source, paths, frames, access.limits.rows)
    return Content(frame, digest_of(parts))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a query asks for: cells, names of fields first, and where on which sheet they lie."""

    sheet: str
    top: int
    left: int
    bottom: int
    cells: Cells


def _cells(source: Source, path: Path, content: bytes, limits: Limits) -> Chosen:
    """The cells that are asked for, when they hold what they show."""
    with _worded(source, path), open_archive(path, limits.bytes * _SWELLING, content=content) as archive:
        surveys: dict[str, Survey] = {}
        book = python_calamine.CalamineWorkbook.from_filelike(_surveyed(archive, surveys), load_tables=True)
        chosen = _chosen(source, book)
        for entry in archive.sheets:
            if entry.name == chosen.sheet:
                _refuse_unsound(source, chosen, surveys[entry.part])
        return chosen


def _refuse_unsound(source: Source, chosen: Chosen, survey: Survey) -> None:
    """Refuse errors, and formulas without a value in columns that are read: a reader takes them for blanks."""
    if survey.first_error:
        raise SurveyError(f"{chosen.sheet}!{survey.first_error} shows an error value; correct or clear it")
    fields = {column.field for column in source.read}
    names = chosen.cells[0] if chosen.cells else []
    read = {chosen.left + place for place, name in enumerate(names) if str(name).strip() in fields}
    blank = (place for place in survey.unvalued if chosen.top < place[0] <= chosen.bottom and place[1] in read)
    if place := next(blank, None):
        raise SurveyError(
            f"the formula in {chosen.sheet}!{cell_name(*place)} has no stored value; open the file in Excel and save "
            "it, or calculate it with 'gapsheet recalc'"
        )


@contextmanager
def _worded(source: Source, path: Path) -> Iterator[None]:
    """The faults of the package and its readers as errors of data."""
    where = f"source {source.id}: {path.name}"
    try:
        yield
    except (WorkbookError, SurveyError) as fault:
        told = str(fault).replace(str(path), path.name)
        raise DataError(f"source {source.id}: {told}" if told.startswith(path.name) else f"{where}: {told}") from fault
    except (python_calamine.CalamineError, OSError, ValueError) as fault:
        raise DataError(f"{where} cannot be read as a workbook ({shown(fault, 80)}); save it anew in Excel") from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # how a bug of a reader in Rust shows; it is no Exception
            raise
        raise DataError(f"{where} cannot be read as a workbook; save it anew in Excel") from fault


def _surveyed(archive: Archive, surveys: dict[str, Survey]) -> io.BytesIO:
    """The parts that are XML, each looked at once; what was not looked at, the reader cannot come across.

    Raises:
        SurveyError: A part defines entities, is no XML, or spans more cells than memory holds.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as kept:
        for part in archive.names:
            if not part.endswith(_XML):
                continue
            survey = surveys[part] = Survey(part)
            with kept.open(part, "w", force_zip64=True) as target:
                for piece in archive.chunks(part):
                    survey.feed(piece)
                    target.write(piece)
            survey.close()
            if survey.area > _AREA:
                raise SurveyError(
                    f"{part} spans {survey.area:,} cells, most of them empty; delete what stands far from the data"
                )
    content.seek(0)
    return content


def _chosen(source: Source, book: python_calamine.CalamineWorkbook) -> Chosen:
    """The cells that the query asks for, and where they lie."""
    query = source.query.strip()
    area = _RANGE.fullmatch(query)
    name = area["sheet"].strip("'") if area else query
    if not name and book.sheet_names:
        name = book.sheet_names[0]
    if name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if area is not None:
            top, left, bottom = int(area["top"]), column_index_from_string(area["left"]), int(area["bottom"])
            return Chosen(name, top, left, bottom, _cut(sheet.to_python(skip_empty_area=False), area))
        row, column = sheet.start or (0, 0)
        return Chosen(name, row + 1, column + 1, _ROWS, sheet.to_python(skip_empty_area=True))
    if book.table_names and name in book.table_names:
        table = book.get_table_by_name(name)
        row, column = table.start or (1, 0)  # of the data
        cells: Cells = [list(table.columns), *table.to_python()]
        return Chosen(table.sheet, row, column + 1, row + table.height, cells)
    there = ", ".join([*book.sheet_names, *(book.table_names or ())])
    raise SourceError(f"source {source.id}: there is no sheet or table {shown(name)}; there are {shown(there, 200)}")


def _cut(cells: Cells, area: re.Match[str]) -> Cells:
    left, right = column_index_from_string(area["left"]), column_index_from_string(area["right"])
    rows = cells[int(area["top"]) - 1 : int(area["bottom"])]
    return [row[left - 1 : right] for row in rows]


def _frame(where: str, first_row: int, cells: Cells, limit: int) -> pd.DataFrame:
    """Cells under their names; empty rows are passed over."""
    if not cells:
        raise DataError(f"{where} holds no cells there; a row of names is needed")
    names = [str(name).strip() for name in cells[0]]
    if "" in names:
        raise DataError(
            f"{where}: column {names.index('') + 1} of the area has no name in its first row; give it one, or name the "
            "area that begins with the names in the query, as in Sheet1!A3:D20"
        )
    filled = [any(cell != "" for cell in row) for row in cells[1:]]
    rows = [[None if cell == "" else cell for cell in row] for row in compress(cells[1:], filled)]
    if len(rows) > limit:
        raise too_many_rows(where, limit)
    frame = object_frame(where, names, rows)
    frame.attrs |= {
        FIRST: first_row,
        PASSED: tuple(compress(count(first_row), (not is_filled for is_filled in filled))),
    }
    return frame

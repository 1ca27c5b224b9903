"""A refresh of a workbook with everything in it: what is not a source's stays byte for byte."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from gapsheet.package.archive import open_archive, write_archive
from gapsheet.package.rewrites import BookRewrite, NewSheet, TableRewrite
from gapsheet.package.rewriting import rewritten
from gapsheet.refresh.records import SOURCE_COLUMNS_HEADERS, SOURCES_HEADERS
from support.books import read_parts
from support.libreoffice import LibreOffice
from support.refreshing import Answers, Said, run
from support.torture import COUNT, KEYS, TOP, torture_book, value

PAY = Said("pay", "Pay", (("Key", "key", "text"), ("Value", "value", "number")))
EVERYTHING = [(KEYS[place], value(place)) for place in range(COUNT)]


def with_sources(path: Path) -> Path:
    """Put the control tables into a workbook."""
    said = (("Sources", SOURCES_HEADERS, [PAY.row()]), ("SourceColumns", SOURCE_COLUMNS_HEADERS, PAY.column_rows()))
    sheets = tuple(NewSheet(name, name, headers, name, "") for name, headers, _ in said)
    tables = tuple(
        TableRewrite(name, headers, tuple(map(tuple, rows)), (None,) * len(rows)) for name, headers, rows in said
    )
    with open_archive(path) as archive:
        parts = rewritten(archive, BookRewrite(tables, {}, sheets))
        write_archive(archive, path, {name: (content,) for name, content in parts.items()})
    return path


def data(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["Key", "Value"])


@pytest.fixture
def torture(tmp_path: Path) -> Path:
    return with_sources(torture_book(tmp_path / "torture.xlsm"))


def sheet_parts(path: Path) -> dict[str, str]:
    with open_archive(path) as archive:
        return {sheet.name: sheet.part for sheet in archive.sheets}


@pytest.mark.parametrize(
    "rows",
    [[*EVERYTHING, ("new", 1.0), ("newer", 2.0)], [*EVERYTHING[2:5], ("new", 1.0)], list(reversed(EVERYTHING[1:]))],
    ids=["grown", "shrunk", "turned"],
)
def test_what_is_no_sources_stays_byte_for_byte(torture: Path, rows: list[tuple[Any, ...]]) -> None:
    before, sheets = read_parts(torture), sheet_parts(torture)
    outcome = run(torture, Answers(pay=data(*rows)))
    assert outcome.is_changed
    after = read_parts(torture)
    following = {
        *(sheets["Data"], sheets["Report"], sheets["Sources"]),
        *("xl/tables/table1.xml", "xl/charts/chart1.xml", "xl/pivotCache/pivotCacheDefinition1.xml", "xl/workbook.xml"),
        *("[Content_Types].xml", "docProps/app.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"),  # of added sheets
        "xl/calcChain.xml",
    }
    hung = {
        *("xl/comments1.xml", "xl/threadedComments/threadedComment1.xml"),
        *("xl/drawings/drawing1.xml", "xl/drawings/vmlDrawing1.vml"),
    }
    changed = {part for part in before if after.get(part) != before[part]}
    assert changed <= following | hung
    assert hung <= before.keys()
    for part in hung:
        assert but_for_rows(after[part]) == but_for_rows(before[part])
    assert len(before.keys() - following - hung) > 20
    assert formats(after)[: len(formats(before))] == formats(before)


def but_for_rows(xml: bytes) -> list[bytes]:
    """Tags and texts of a part, without the numbers that tell where they stand."""
    return sorted(re.split(rb"(?=<)", re.sub(rb"\d+", b"", xml)))


def formats(parts: dict[str, bytes]) -> list[bytes]:
    """The cell formats of a workbook, in the order in which cells name them."""
    return parts["xl/styles.xml"].split(b"<cellXfs", 1)[1].split(b"</cellXfs>")[0].split(b"<xf ")[1:]


def test_a_refresh_with_the_same_data_leaves_all_but_stamps(torture: Path) -> None:
    run(torture, Answers(pay=data(*EVERYTHING)))  # adds the log, and calculates what XlsxWriter left at 0
    before, sheets = read_parts(torture), sheet_parts(torture)
    run(torture, Answers(pay=data(*EVERYTHING)))
    after = read_parts(torture)
    stamped = {sheets["Sources"], sheets["Refresh log"]}
    tables = {part for part in before if b'"RefreshLog"' in before[part] and "/tables/" in part}
    assert {part for part in before if after.get(part) != before[part]} <= stamped | tables
    assert list(after) == list(before)


@pytest.mark.optional_part("LibreOffice")
def test_another_program_opens_what_a_refresh_wrote(torture: Path, tmp_path: Path, recalculating: LibreOffice) -> None:
    rows = [*EVERYTHING[2:], ("new", 1.0), ("newer", 2.0), ("newest", 3.0)]
    run(torture, Answers(pay=data(*rows)))
    opened = recalculating.convert(torture, "xlsx", tmp_path / "opened")
    for path in (torture, opened):
        held = pd.read_excel(path, sheet_name="Data", header=TOP - 2, engine="calamine")
        assert dict(zip(held["Key"], held["Value"], strict=True)).items() >= dict(rows).items()

"""Measures a refresh beside its parts, in one run, and writes REFRESH.md: `python benchmarks/refresh.py`.

The workbook has 20 sheets, 200,000 rows in ten tables and 50,000 formulas; ten sources are local Parquet files with a
tenth of the rows revised and some new. Beside the refresh stand its parts: reading the data, and the bare engine
loading and calculating the workbook. openpyxl loading and saving the same file loses parts of it, and is measured
for comparison.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import peak

TABLES, ROWS, FORMULAS = 10, 20_000, 50_000
SHEETS = 20
ROUNDS, LOOKS = 7, 3  # for time, for memory
HERE = Path(__file__).parent


def write(folder: Path) -> Path:
    """The workbook and its sources."""
    import duckdb
    import numpy as np
    import openpyxl
    import pandas as pd
    from openpyxl.worksheet.table import Table

    from gapsheet.refresh.records import SOURCE_COLUMNS_HEADERS, SOURCES_HEADERS

    book = openpyxl.Workbook(write_only=True)
    draw = np.random.default_rng(1)
    sources, columns = [], []
    for number in range(1, TABLES + 1):
        values = draw.normal(100, 10, ROWS)
        page = book.create_sheet(f"Data {number}")
        page.add_table(_table(Table, f"Figures{number}", f"A1:D{ROWS + 1}", ("id", "year", "value", "label")))
        page.append(["id", "year", "value", "label"])
        for row in range(ROWS):
            page.append([row, 2000 + row % 25, float(values[row]), f"label {row % 100}"])
        revised = np.where(draw.random(ROWS) < 0.1, values * 1.01, values)
        extra = 50
        frame = pd.DataFrame(
            {
                "id": np.arange(ROWS + extra),
                "year": 2000 + np.arange(ROWS + extra) % 25,
                "value": np.concatenate([revised, draw.normal(100, 10, extra)]),
                "label": [f"label {row % 100}" for row in range(ROWS + extra)],
            }
        )
        duckdb.from_df(frame).write_parquet(str(folder / f"s{number}.parquet"))
        told = {"Source": f"s{number}", "On": "yes", "Kind": "parquet", "Location": f"s{number}.parquet"}
        sources.append({**told, "Table": f"Figures{number}", "Purpose": "data", "Frequency": "never"})
        for name, role, kind in (
            ("id", "key", "integer"),
            ("year", "text", "integer"),
            ("value", "value", "number"),
            ("label", "text", "text"),
        ):
            columns.append({"Source": f"s{number}", "Column": name, "Role": role, "Type": kind})
    for number in range(1, SHEETS - TABLES - 1):
        page = book.create_sheet(f"Sums {number}")
        for row in range(1, FORMULAS // (SHEETS - TABLES - 2) + 1):
            page.append([f"='Data {number}'!C{row + 1}*2+A{max(row - 1, 1)}*0" if row > 1 else "=1"])
    for title, headers, rows in (
        ("Sources", SOURCES_HEADERS, sources),
        ("SourceColumns", SOURCE_COLUMNS_HEADERS, columns),
    ):
        page = book.create_sheet(title)
        page.append(list(headers))
        for told in rows:
            page.append([told.get(header) for header in headers])
        letter = openpyxl.utils.get_column_letter(len(headers))
        page.add_table(_table(Table, title, f"A1:{letter}{len(rows) + 1}", headers))
    path = folder / "book.xlsx"
    book.save(path)
    from gapsheet.recalc import recalculate

    recalculate(path)
    return path


def _table(kind: type, name: str, ref: str, headers: tuple[str, ...]) -> object:
    """A table for a sheet that is written once: its columns have to be told."""
    table = kind(displayName=name, ref=ref)
    table._initialise_columns()
    for column, header in zip(table.tableColumns, headers, strict=True):
        column.name = header
    return table


def refreshing(path: Path) -> None:
    """What `gapsheet refresh` does, on a copy, imports included."""
    from gapsheet.refresh.access import Access
    from gapsheet.refresh.book import read_sources
    from gapsheet.refresh.configuration import Configuration
    from gapsheet.refresh.running import refresh
    from gapsheet.refresh.trust import Approvals

    approvals = Approvals(path.parent / "approvals.json")
    approvals.add(path, list(read_sources(path)))
    outcome = refresh(path, access=Access(path, Configuration(), approvals, None))
    assert outcome.is_complete, [source.message for source in outcome.sources]
    assert len(outcome.changes) > TABLES * ROWS / 20


def alone(path: Path) -> None:
    """The same in one process, as on Windows and macOS."""
    from gapsheet.refresh import apart

    apart.can_fork = lambda: False
    refreshing(path)


def reading(path: Path) -> None:
    """The data alone, as DuckDB reads them."""
    import duckdb

    for number in range(1, TABLES + 1):
        duckdb.sql(f"SELECT * FROM '{path.parent / f's{number}.parquet'}'").df()


def bare(path: Path) -> None:
    """The engine alone: load, calculate."""
    import formualizer

    formualizer.Workbook.load_path(str(path)).evaluate_all()


def together(path: Path) -> None:
    """The data and the engine in one process."""
    reading(path)
    bare(path)


def rewriting(path: Path) -> None:
    """openpyxl loading and saving the file."""
    import openpyxl

    openpyxl.load_workbook(path).save(path.with_suffix(".openpyxl.xlsx"))


MEASURES: dict[str, Callable[[Path], None]] = {
    "refresh": refreshing,
    "alone": alone,
    "reading": reading,
    "bare": bare,
    "together": together,
    "openpyxl": rewriting,
}


def measured(name: str, path: Path) -> dict[str, float]:
    """One measurement of time in a fresh process."""
    return dict(json.loads(subprocess.run(_command(name, path), check=True, capture_output=True, text=True).stdout))


def peak_of(name: str, path: Path) -> float:
    """The most memory that a measurement takes, its child processes included; looking at it costs time."""
    printed, together = peak.together(_command(name, path))
    return max(together, json.loads(printed)["peak"])


def _command(name: str, path: Path) -> list[str]:
    return [sys.executable, __file__, name, str(path)]


def main() -> None:
    """Measure in turn, write the report."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["GAPSHEET_STATE"] = str(folder / "state")
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")  # modules are compiled once, as where gapsheet
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # has run before, whatever this machine is set to
        path = write(folder)
        content = path.read_bytes()
        unzipped = sum(info.file_size for info in zipfile.ZipFile(path).infolist() if "worksheets/" in info.filename)
        runs: dict[str, list[float]] = {name: [] for name in MEASURES}
        for _ in range(ROUNDS):
            for name, found in runs.items():
                path.write_bytes(content)
                found.append(measured(name, path)["seconds"])
        peaks: dict[str, list[float]] = {name: [] for name in MEASURES}
        for _ in range(LOOKS):
            for name, seen in peaks.items():
                path.write_bytes(content)
                seen.append(peak_of(name, path))
    seconds = {name: min(found) for name, found in runs.items()}
    most = {name: max(seen) for name, seen in peaks.items()}
    HERE.joinpath("REFRESH.md").write_text(_report(seconds, most, unzipped / 1024**2), encoding="utf-8")


def _report(seconds: dict[str, float], most: dict[str, float], unzipped: float) -> str:
    parts = seconds["reading"] + seconds["bare"]
    lines = (
        ("`gapsheet refresh`: read, compare, rewrite, calculate, check, write", "refresh"),
        ("the same in one process, as on Windows and macOS", "alone"),
        ("reading the data alone, DuckDB", "reading"),
        ("bare engine, load and calculate", "bare"),
        ("these two in one process", "together"),
        ("openpyxl, load and save (loses values and parts)", "openpyxl"),
    )
    table = "\n".join(f"| {what} | {seconds[key]:.2f} | {most[key]:.0f} |" for what, key in lines)
    kept = {True: "kept", False: "**missed**"}
    promises = "\n".join(
        f"| {what} | {ratio:.2f} times | at most {most_times} times | {kept[ratio <= most_times]} |"
        for what, ratio, most_times in (
            ("refresh against reading the data plus the bare engine", seconds["refresh"] / parts, 3),
            ("peak memory against the unzipped sheets", most["refresh"] / unzipped, 4),
            ("the same in one process, as on Windows and macOS: time", seconds["alone"] / parts, 3),
            ("and memory", most["alone"] / unzipped, 4),
        )
    )
    return f"""# Refreshing a large workbook

Written by `python benchmarks/refresh.py`; one run, each measurement from a fresh process, the fastest of {ROUNDS}
taken in turn ({os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}). {SHEETS} sheets,
{TABLES * ROWS:,} rows in {TABLES} tables, {FORMULAS:,} formulas, {TABLES} sources of local Parquet; a tenth of the
figures revised. The sheets unzipped are {unzipped:.0f} MB.

| | measured | promised | |
|---|---|---|---|
{promises}

| | seconds | peak MB |
|---|---|---|
{table}

Memory is that of all processes of a refresh together, pages in common counted once, looked at every 2 ms in
{LOOKS} runs of their own, the largest. On Linux a refresh asks its sources in one child process, works its tables out
in two that follow, and calculates when these have ended; elsewhere one process does it all.
Besides these two a refresh takes ten sheets of {ROWS:,} rows apart into values, compares them, writes the sheets with
their new figures, takes {FORMULAS:,} values back out of the engine, packs what changed, and reads the new file back
before it takes the old one's place.
"""


if __name__ == "__main__":
    if len(sys.argv) == 3:
        start = time.perf_counter()
        MEASURES[sys.argv[1]](Path(sys.argv[2]))
        spent = time.perf_counter() - start
        print(json.dumps({"seconds": spent, "peak": peak.peak_memory()}))
    else:
        main()

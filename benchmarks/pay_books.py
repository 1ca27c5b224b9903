"""Measures the pay workbooks with large staff lists and writes PAY_BOOKS.md: `python benchmarks/pay_books.py`.

Each workbook gets 20,000 and 100,000 people in the place of its example, as if they had been pasted, and is calculated
anew in a fresh process. Beside it stands the bare engine, which loads and calculates the same workbook with the tables'
references already written out. Fails where a row was left out.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BOOKS = ("pay_gap_uk", "pay_gap_eu", "pay_gap_japan", "pay_equity")
FEW, MANY = 20_000, 100_000
SECONDS, MEGABYTES = 120, 6 * 1024  # promised for the larger list
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Measured:
    """A workbook with so many people: the formulas and unzipped sheet, and what calculating takes both ways."""

    formulas: int
    sheet: float
    seconds: float
    peak: float
    bare_seconds: float
    bare_peak: float


def write(book: str, people: int, folder: Path) -> Path:
    """The workbook with this many people, drawn from those of the example that have no error."""
    from gapsheet.package.archive import open_archive, write_archive
    from gapsheet.package.rewrites import BookRewrite, TableRewrite
    from gapsheet.package.rewriting import rewritten
    from gapsheet.package.tabledata import table_rows
    from gapsheet.templates import build

    build(book, folder)
    path = folder / f"{book}-{people}.xlsx"
    with open_archive(folder / f"{book}.xlsx") as archive:
        data = table_rows(archive, "Employees")
        typed = [place for place, header in enumerate(data.headers) if header not in data.calculated]
        counted = data.headers.index("Counted as")
        example = [tuple(row[place] for place in typed) for row in data.rows if row[counted] != "–"]
        headers = tuple(data.headers[place] for place in typed)
        rows = tuple(_drawn(example, people))
        rewrite = TableRewrite("Employees", headers, rows, (None,) * people, lists_rest=True)
        parts = rewritten(archive, BookRewrite((rewrite,)))
        write_archive(archive, path, {name: (content,) for name, content in parts.items()})
    return path


def _drawn(example: Sequence[tuple[Any, ...]], people: int) -> Iterator[tuple[Any, ...]]:
    """People like those of the example, each with an id of his or her own and a pay that differs a little."""
    import numpy as np

    draw = np.random.default_rng(1)
    pay = next(place for place, value in enumerate(example[0]) if isinstance(value, float) and value > 1000)
    chosen = draw.integers(0, len(example), people).tolist()
    differing = draw.normal(1, 0.05, people).clip(0.8, 1.2).tolist()
    for number, (place, factor) in enumerate(zip(chosen, differing, strict=True), start=1):
        row = list(example[place])
        row[0], row[pay] = f"P{number}", round(row[pay] * factor, 2)
        yield tuple(row)


def recalculating(path: Path) -> int:
    """What `gapsheet recalc` does; how many formulas there are."""
    from gapsheet.recalc import recalculate

    report = recalculate(path, done(path))
    assert not report.kept, f"{path.name}: {len(report.kept)} cells could not be calculated, as {report.kept[0]}"
    return report.formulas


def bare(path: Path) -> int:
    """The engine alone, on the copy of the workbook that it is handed: load, calculate."""
    from gapsheet.hosts.engine import Engine, catalogue_functions

    engine = Engine.load(str(handed_over(path)))
    engine.register(catalogue_functions())
    engine.evaluate()
    return 0


WAYS: dict[str, Callable[[Path], int]] = {"recalc": recalculating, "bare": bare}


def done(path: Path) -> Path:
    """Where the calculated workbook goes."""
    return path.with_suffix(".done.xlsx")


def handed_over(path: Path) -> Path:
    """Where the copy goes that the engine loads."""
    return path.with_suffix(".engine.xlsx")


def write_handed_over(path: Path) -> float:
    """Write the copy of the workbook that the engine loads, references to tables written out; megabytes of sheets."""
    from gapsheet.hosts.enginesource import engine_source
    from gapsheet.hosts.sheets import read_sheets
    from gapsheet.hosts.tablecolumns import Tables
    from gapsheet.package.archive import open_archive
    from gapsheet.package.structure import tables

    with (
        open_archive(path) as archive,
        engine_source(archive, read_sheets(archive), Tables(tables(archive))) as source,
    ):
        unzipped = sum(info.file_size for name, info in archive.infos.items() if "worksheets/" in name)
        handed_over(path).write_bytes(source if isinstance(source, bytes) else Path(source).read_bytes())
    return unzipped / 1024**2


def refuse_lost(path: Path, people: int) -> None:
    """Fail unless the calculated workbook says that everybody is in its figures."""
    from gapsheet.package.archive import open_archive
    from gapsheet.refresh.bookfile import FileReader

    with open_archive(done(path)) as archive:
        reader = FileReader(archive)
        for name, wanted in (("staff_rows", people), ("staff_used", people), ("staff_excluded", 0)):
            place = reader.names[name]
            found = reader.values((place,))[place]
            assert found == wanted, f"{path.name}: {name} is {found}, not {wanted}"


def measured(way: str, path: Path) -> dict[str, float]:
    """One measurement in a fresh process."""
    command = [sys.executable, __file__, way, str(path)]
    return dict(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))


def compared(book: str, people: int, folder: Path) -> Measured:
    """A workbook with so many people, calculated by gapsheet and by the bare engine."""
    prepared = subprocess.run(
        [sys.executable, __file__, "write", book, str(people), str(folder)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    path, unzipped = json.loads(prepared.stdout)
    whole = measured("recalc", Path(path))
    refuse_lost(Path(path), people)
    engine = measured("bare", Path(path))
    for file in (Path(path), done(Path(path)), handed_over(Path(path))):
        file.unlink()
    return Measured(
        int(whole["formulas"]), unzipped, whole["seconds"], whole["peak"], engine["seconds"], engine["peak"]
    )


def main() -> None:
    """Measure one workbook after the other, write the report."""
    with tempfile.TemporaryDirectory() as name:
        found = {(book, people): compared(book, people, Path(name)) for book in BOOKS for people in (FEW, MANY)}
    HERE.joinpath("PAY_BOOKS.md").write_text(_report(found), encoding="utf-8")


def _report(found: dict[tuple[str, int], Measured]) -> str:
    kept = {True: "kept", False: "**missed**"}
    large = [found[book, MANY] for book in BOOKS]
    slowest, largest = max(item.seconds for item in large), max(item.peak for item in large)
    growths = {book: found[book, MANY].seconds / found[book, FEW].seconds for book in BOOKS}
    lines = "\n".join(
        f"| `{book}` | {people:,} | {item.formulas:,} | {item.sheet:.0f} | {item.seconds:.1f} | {item.peak:.0f} "
        f"| {item.bare_seconds:.1f} | {item.bare_peak:.0f} | {item.seconds / item.bare_seconds:.2f} |"
        for (book, people), item in found.items()
    )
    grown = "\n".join(
        f"| `{book}` | {growths[book]:.1f} | {found[book, MANY].peak / found[book, FEW].peak:.1f} |" for book in BOOKS
    )
    return f"""# The pay workbooks with large staff lists

Written by `python benchmarks/pay_books.py`; one run, each measurement once, from a fresh process, one after the other
({os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}; other programs may have shared
them: seconds then are too many, never too few). The people are drawn from the example of each workbook, every
calculated column filled down; that all of them were used, and that every cell was calculated, was checked each time.

| {MANY:,} people | measured | promised | |
|---|---|---|---|
| the slowest of the workbooks, `gapsheet recalc` | {slowest:.0f} s | at most {SECONDS} s | {kept[slowest <= SECONDS]} |
| the largest peak of memory | {largest / 1024:.1f} GB | at most {MEGABYTES // 1024} GB | {kept[largest <= MEGABYTES]} |

| | people | formulas | sheets, MB unzipped | `recalc`, s | peak MB | bare engine, s | peak MB | ratio of time |
|---|---|---|---|---|---|---|---|---|
{lines}

The bare engine loads and calculates a copy in which references to tables are already written out, with gapsheet's
functions registered; `recalc` also reads the file, makes that copy, looks for what the engine gets wrong, and writes
the values back.

From {FEW:,} to {MANY:,} people, {MANY / FEW:.0f} times as many:

| | times the seconds | times the memory |
|---|---|---|
{grown}
"""


def _prepare(book: str, people: str, folder: str) -> None:
    """Write a workbook and its copy for the engine; tells where, and how large its sheets are."""
    path = write(book, int(people), Path(folder))
    print(json.dumps([str(path), write_handed_over(path)]))


def _measure(way: str, path: str) -> None:
    """Measure one way in this process."""
    start = time.perf_counter()
    formulas = WAYS[way](Path(path))
    spent = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": spent, "peak": peak, "formulas": formulas}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["write", book, people, folder]:
            _prepare(book, people, folder)
        case [way, path]:
            _measure(way, path)
        case _:
            main()

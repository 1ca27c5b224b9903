"""Measures everything side by side in one run and writes README.md: `python benchmarks/run.py`.

Takes some minutes. LibreOffice and the package `formulas` are measured where they are installed
(`pip install -e .[bench]`).
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from book import FEW_ROWS, ROWS, write_book, write_flagships

HERE = Path(__file__).parent
HELP = "from gapsheet.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the fastest run (the others met other work on the machine) and the largest memory in MB."""

    seconds: float
    peak: float


@dataclass(frozen=True, slots=True)
class Promise:
    """A ratio or amount with what it must not exceed."""

    what: str
    value: float
    limit: float
    unit: str = "times"

    @property
    def row(self) -> str:
        """The line of the table."""
        verdict = "kept" if self.value <= self.limit else "**missed**"
        return f"| {self.what} | {self.value:.2f} {self.unit} | at most {self.limit:g} {self.unit} | {verdict} |"


def measured(name: str, *arguments: str) -> dict[str, float]:
    """One measurement in a fresh process."""
    command = [sys.executable, str(HERE / "measure.py"), name, *arguments]
    finished = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(finished.stdout.splitlines()[-1]))


def costs(names: Sequence[str], path: Path, rounds: int = 5) -> dict[str, Cost]:
    """Several measurements, taken in turn so that they share the machine's moods."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            runs[name].append(measured(name, str(path)))
    return {
        name: Cost(min(run["seconds"] for run in found), max(run["peak"] for run in found))
        for name, found in runs.items()
    }


def flagship_seconds(folder: Path, rounds: int = 7) -> tuple[float, float]:
    """Least seconds of recalculating the flagship, with its sheet Uncertainty and without, taken in turn."""
    whole, without = folder / "japan_policy_scorecard.xlsx", folder / "without.xlsx"
    write_flagships(whole, without)
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for path, found in zip((whole, without), times, strict=True):
            found.append(measured("flagship", str(path))["seconds"])
    return min(times[0]), min(times[1])


def help_seconds(rounds: int = 15) -> tuple[float, float]:
    """Least seconds of `gapsheet --help` and of the bare program's, taken in turn."""
    commands = ([sys.executable, "-c", HELP, "--help"], [sys.executable, str(HERE / "bare_program.py"), "--help"])
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for command, found in zip(commands, times, strict=True):
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            found.append(time.perf_counter() - start)
    return min(times[0]), min(times[1])


def line(what: str, cost: Cost, base: Cost) -> str:
    """A row of the side-by-side table."""
    ratio = f"{cost.seconds / base.seconds:.2f}"
    return f"| {what} | {cost.seconds:.2f} | {ratio} | {cost.peak:.0f} | {cost.peak / base.peak:.2f} |"


def in_excel(seconds: dict[str, float]) -> str:
    """The table of what xlwings' Python half takes."""
    rows = (
        ("`=WAGE_GAP(1966,2730)`", "call", "µs"),
        ("a trivial xlwings function of two numbers", "trivial call", "µs"),
        ("`WAGE_GAP` of 100,000 rows against one number", "range", "ms"),
        ("the same, one row in seven blank", "range with blanks", "ms"),
        ("100,000 rows handed back as they came, with xlwings' own conversion", "trivial range", "ms"),
        ("100,000 rows handed back as they came, without any conversion", "raw range", "ms"),
    )
    factor = {"µs": 1e6, "ms": 1e3}
    return "\n".join(
        ["| | |", "|---|---|", *(f"| {what} | {seconds[key] * factor[unit]:.1f} {unit} |" for what, key, unit in rows)]
    )


def report(folder: Path) -> str:
    """The text of README.md."""
    big, small = folder / "big.xlsx", folder / "small.xlsx"
    write_book(big, ROWS)
    write_book(small, FEW_ROWS)
    large = costs(("bare", "bare_one_thread", "recalc"), big)
    office = costs(("libreoffice",), big, rounds=2) if shutil.which("soffice") else {}
    few = costs(("recalc",), small, rounds=3)
    rival = costs(("formulas",), small, rounds=1) if importlib.util.find_spec("formulas") else {}
    border, ranges, excel = measured("border"), measured("ranges"), measured("excel")
    ours, theirs = help_seconds()
    drawn, cell = measured("bootstrap"), measured("simulating")
    whole, without = flagship_seconds(folder)
    base = large["bare"]
    promises = (
        Promise("`recalc` against the bare engine, time", large["recalc"].seconds / base.seconds, 2),
        Promise("`recalc` against the bare engine, peak memory", large["recalc"].peak / base.peak, 3),
        Promise("what the border adds to a scalar call", (border["bound"] - border["plain"]) * 1e6, 0.5, "µs"),
        Promise("a range of 100,000 rows against numpy with both conversions", ranges["bound"] / ranges["plain"], 1.5),
        Promise(
            "in Excel on Windows, a call against a trivial xlwings function", excel["call"] / excel["trivial call"], 1.5
        ),
        Promise("there, 100,000 rows in and out against xlwings' own", excel["range"] / excel["trivial range"], 1.3),
        Promise(
            "100,000 futures of 10 years against bare numpy doing the same draws", drawn["bound"] / drawn["plain"], 2
        ),
        Promise("the flagship with its chances against the same without them, `recalc`", whole / without, 2),
        Promise("`gapsheet --help` against a bare typer program", ours / theirs, 1.3),
    )
    side = [
        line("bare engine, load and calculate, function a plain lambda", base, base),
        line("the same without threads (as gapsheet runs it)", large["bare_one_thread"], base),
        line("`gapsheet recalc`: read, calculate, write", large["recalc"], base),
        *(line("LibreOffice, convert, functions unknown", cost, base) for cost in office.values()),
    ]
    two_thousand = [
        line("`gapsheet recalc`", few["recalc"], few["recalc"]),
        *(line("the package `formulas`, load and calculate", cost, few["recalc"]) for cost in rival.values()),
    ]
    head = "| | seconds | ratio | peak MB | ratio |\n|---|---|---|---|---|"
    return TEXT.format(
        machine=f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}",
        promises="\n".join(promise.row for promise in promises),
        side="\n".join([head, *side]),
        in_excel=in_excel(excel),
        few="\n".join([head, *two_thousand]),
        cells="\n".join(
            f"| {what} | {cell[key] * 1000:.1f} | {cell[key + '_most'] * 1000:.0f} |"
            for what, key in (("`TARGET_PROBABILITY_HISTORY`", "chance"), ("`FAN_PATH`, five lines", "fan"))
        ),
        rows=f"{ROWS:,}",
        formulas=f"{2 * ROWS:,}",
        few_rows=f"{FEW_ROWS:,}",
        absent="" if office and rival else "Not measured, because absent: "
        + ", ".join(name for name, found in (("LibreOffice", office), ("formulas", rival)) if not found) + ".\n",
    )  # fmt: skip


TEXT = """# Benchmarks

Written by `python benchmarks/run.py`; all figures come from one run, each measurement from a fresh process,
the fastest of several taken in turn ({machine}). Ratios travel between machines, seconds do not.

## Promises

| | measured | promised | |
|---|---|---|---|
{promises}

## {rows} gapsheet calls and {formulas} native formulas

{side}

Formulas that call Python make the engine's threads wait for each other, so gapsheet calculates without them; the
second row shows what that alone is worth. LibreOffice starts, loads, calculates and writes; the gapsheet cells show
#NAME? there.

## Excel on Windows, xlwings' Python half

{in_excel}

Measured without Excel, xlwings running as on Windows with stand-ins for COM. The way from Excel to Python and back,
a matter of milliseconds, comes on top and is the same for every function.

Ways between Excel and Python for one call: gapsheet's wrapper goes once, with values, after Excel has read each range
once by itself (the tests count both). xlwings' own wrapper goes once with the cells as objects, and Python comes back
for the type of each of them and of the calling cell, and for each range's value.

## {few_rows} rows

{few}

## Futures drawn from the past, nine years ahead: milliseconds a cell

| | 10,000 futures | 1,000,000 futures |
|---|---|---|
{cells}

10,000 futures are the default, in the functions and in the workbooks: chance then moves a probability by about one
percentage point, less than the choice of how many years are drawn together does, and a cell takes milliseconds, so
that a sheet with dozens of such cells recalculates before anybody notices. A fan that is asked for again, as scalar
cells do for each of its places, is remembered. A million futures make the error ten times smaller and the wait a
hundred times longer: enough of them on one sheet and Excel seems to hang, so they are for one cell at a time.
{absent}"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        (HERE / "README.md").write_text(report(Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()

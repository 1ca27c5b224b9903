"""Measures the threefold decomposition against statsmodels and over growing tables.

`python benchmarks/decomposition.py` writes DECOMPOSITION.md. Every measurement is a process of its own.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from peak import peak_memory

HERE = Path(__file__).parent
SIDE_BY_SIDE = 1_000_000
GROWING = (10**5, 10**6, 10**7, 10**8)
LEVELS = (8, 5)  # of the two categories, beside six numbers
BLOCK = 100_000  # rows that a growing table repeats
LEAST_RATIO = 20.0


@dataclass(frozen=True, slots=True)
class Table:
    """Invented rows as arrays."""

    woman: Any
    numbers: Any
    codes: tuple[Any, Any]
    pay: Any


def invented(rows: int) -> Table:
    random = np.random.default_rng(1)
    woman = random.random(rows) < 0.45
    numbers = random.normal(size=(6, rows))
    codes = random.integers(0, LEVELS[0], rows), random.integers(0, LEVELS[1], rows)
    pay = 10 + 0.1 * numbers.sum(0) + 0.02 * codes[0] + 0.03 * codes[1] - 0.1 * woman + random.normal(size=rows)
    return Table(woman, numbers, codes, pay)


def layout() -> Any:
    from gapsheet.decomposition.layout import Factor, Layout

    categories = (Factor(f"category {size}", tuple(range(size))) for size in LEVELS)
    return Layout((*(Factor(f"number {place}") for place in range(6)), *categories))


def threefold_of(model: Any) -> list[float]:
    """Endowments, coefficients and interaction, without errors."""
    own, other = model.means(model.reference), model.means(model.group)
    first, second = (model.real(side.fit.estimates) for side in model.sides)
    return [float((own - other) @ second), float(other @ (first - second)), float((own - other) @ (first - second))]


def gapsheet(rows: str) -> dict[str, Any]:
    """From columns in memory: pick each group, gather, solve."""
    from gapsheet.decomposition.moments import Rows, Selection
    from gapsheet.decomposition.references import model_of

    table, factors = invented(int(rows)), layout()

    def calculate() -> list[float]:
        whole = Rows(table.pay, table.numbers, table.codes, LEVELS)
        sides = Selection(whole, ~table.woman), Selection(whole, table.woman)
        return threefold_of(model_of(factors, ("M", "F"), sides))

    return timed(calculate)


def statsmodels(rows: str) -> dict[str, Any]:
    """From the matrix that it wants, the categories written out as dummies beforehand."""
    from statsmodels.stats.oaxaca import OaxacaBlinder

    table = invented(int(rows))
    dummies = [codes == level for codes, size in zip(table.codes, LEVELS, strict=True) for level in range(1, size)]
    matrix = np.column_stack([*table.numbers, *dummies, table.woman]).astype(float)

    def calculate() -> list[float]:
        found = OaxacaBlinder(table.pay, matrix, matrix.shape[1] - 1, hasconst=False).three_fold()
        return [float(part) for part in found.params[:3]]

    return timed(calculate)


def stream(rows: str) -> dict[str, Any]:
    """From a stream that never holds more than one block of the table."""
    from gapsheet.decomposition.moments import Rows
    from gapsheet.decomposition.references import model_of

    block, factors = invented(BLOCK), layout()

    class Stream:
        weighted = False

        def __init__(self, who: Any) -> None:
            codes = tuple(column[who] for column in block.codes)
            self.rows = Rows(block.pay[who], np.ascontiguousarray(block.numbers[:, who]), codes, LEVELS)

        def chunks(self) -> Iterator[Rows]:
            for again in repeat(self.rows, int(rows) // BLOCK):
                yield from again.chunks()

    streams = Stream(~block.woman), Stream(block.woman)
    return timed(lambda: threefold_of(model_of(factors, ("M", "F"), streams)), rounds=1)


def timed(calculate: Callable[[], list[float]], rounds: int = 5) -> dict[str, Any]:
    """The fastest of several runs, the result, and what the process took at most."""
    before = peak_memory()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        result = calculate()
        times.append(time.perf_counter() - start)
    peak = peak_memory()
    return {"seconds": min(times), "peak": peak, "added": peak - before, "result": result}


def measured(name: str, rows: int) -> dict[str, Any]:
    """One measurement in a fresh process."""
    command = [sys.executable, __file__, name, str(rows)]
    finished = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(finished.stdout.splitlines()[-1]))


def report() -> str:
    own, peer = measured("gapsheet", SIDE_BY_SIDE), measured("statsmodels", SIDE_BY_SIDE)
    assert np.allclose(own["result"], peer["result"], rtol=1e-8, atol=1e-10)
    ratio = peer["seconds"] / own["seconds"]
    verdict = "kept" if ratio >= LEAST_RATIO else "**missed**"
    lines = [
        "# Threefold decomposition, 8 factors (2 of them categories)",
        "",
        f"Written by `python benchmarks/decomposition.py` ({os.cpu_count()} processors, {platform.system()}, Python "
        f"{platform.python_version()}). Point estimates; both give the same figures to 8 digits.",
        "",
        f"{SIDE_BY_SIDE:,} rows in memory:",
        "",
        "| | seconds | memory that the calculation adds, MB |",
        "|---|---|---|",
        f"| gapsheet | {own['seconds']:.2f} | {own['added']:.0f} |",
        f"| statsmodels OaxacaBlinder, dummies ready | {peer['seconds']:.2f} | {peer['added']:.0f} |",
        "",
        f"{ratio:.0f} times faster; promised: at least {LEAST_RATIO:.0f} times: {verdict}.",
        "",
        f"Growing tables, streamed in blocks of {BLOCK:,} rows:",
        "",
        "| rows | seconds | rows per second | peak MB of the process |",
        "|---|---|---|---|",
    ]
    for rows in GROWING:
        found = measured("stream", rows)
        speed = rows / found["seconds"]
        lines.append(f"| {rows:,} | {found['seconds']:.2f} | {speed:,.0f} | {found['peak']:.0f} |")
    return "\n".join([*lines, ""])


MEASURES = {function.__name__: function for function in (gapsheet, statsmodels, stream)}

if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(MEASURES[sys.argv[1]](*sys.argv[2:])))
    else:
        (HERE / "DECOMPOSITION.md").write_text(report(), encoding="utf-8")

"""Measures the statistics over tables against plain queries, statsmodels and Spark: `python benchmarks/tables.py`.

Writes TABLES.md. Every measurement is a process of its own; those that are compared are taken in turn. The largest
table takes some 6 GB of disk; `python benchmarks/tables.py 7` stops at 10 million rows.
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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peak import peak_memory

HERE = Path(__file__).parent
NUMBERS = ["age", "tenure", "school", "hours", "distance", "score"]
FACTORS = [*NUMBERS, "grade", "job"]
SMALLEST, COMPARED, LARGEST = 5, 7, 8  # powers of ten of rows
DECOMPOSED = 6
GIB = 1024.0  # MB
LONG = 2**30  # bytes of a file that is read once a process


def invent(rows: int, path: Path) -> None:
    """Staff of two sexes in ten grades and eight jobs."""
    import duckdb

    duckdb.sql("select setseed(0.5)")
    duckdb.sql(f"""
        copy (select round(exp(3.2 + 0.45 * 1.7 * (random() + random() + random() + random() - 2)), 4) as pay,
            case when random() < 0.52 then 'M' else 'F' end as sex, 'grade ' || floor(random() * 10)::int as grade,
            'job ' || floor(random() * 8)::int as job, random() * 3 + 0.1 as weight, 20 + random() * 45 as age,
            random() * 30 as tenure, random() * 18 as school, random() * 40 as hours, random() * 7 as distance,
            random() as score
        from range({rows})) to '{path}' (format parquet)
    """)


def _plain(path: str, figure: str) -> Callable[[], object]:
    """The query alone, from the file as ours is: schema and all, by a DuckDB that has been started before."""
    import duckdb

    database = duckdb.connect()
    database.execute("SET GLOBAL parquet_metadata_cache = true")

    def ask() -> object:
        with database.cursor() as connection:
            return connection.sql(f"select grade, sex, {figure} from '{path}' group by all").fetchall()

    return ask


def plain_mean(path: str) -> Callable[[], object]:
    return _plain(path, "avg(pay)")


def plain_quantile(path: str) -> Callable[[], object]:
    return _plain(path, "quantile_cont(pay, 0.5)")


def _gap(path: str, weights: str | None, statistic: str, engine: str = "duckdb") -> Callable[[], object]:
    from gapsheet.frames.gaps import gap_by
    from gapsheet.frames.sources import Engine, opened

    def ask() -> object:
        with opened(path, Engine(engine)) as table:
            return gap_by(table.frame, "pay", "sex", "M", ["grade"], weights, statistic)

    return ask


def mean(path: str) -> Callable[[], object]:
    return _gap(path, None, "mean")


def weighted_median(path: str) -> Callable[[], object]:
    return _gap(path, "weight", "median")


def _threefold(path: str, engine: str) -> Callable[[], object]:
    from gapsheet.frames.decompositions import decomposed
    from gapsheet.frames.sources import Engine, opened

    def ask() -> object:
        with opened(path, Engine(engine)) as table:
            question = ("pay", "sex", "M", FACTORS, None, "reference")
            return decomposed(table.frame, *question, connection=table.connection)

    return ask


def threefold(path: str) -> Callable[[], object]:
    return _threefold(path, "duckdb")


def statsmodels_threefold(path: str) -> Callable[[], object]:
    """From the file, as ours."""
    from statsmodels.stats.oaxaca import OaxacaBlinder

    return lambda: OaxacaBlinder(*_matrix(path), "own", hasconst=True).three_fold()


def statsmodels_from_matrix(path: str) -> Callable[[], object]:
    """From the matrix that it wants, made beforehand."""
    from statsmodels.stats.oaxaca import OaxacaBlinder

    pay, matrix = _matrix(path)
    return lambda: OaxacaBlinder(pay, matrix, "own", hasconst=True).three_fold()


def _matrix(path: str) -> tuple[Any, Any]:
    """Pay in logarithms, and the factors with the group's column as statsmodels wants them."""
    import duckdb
    import pandas as pd
    import statsmodels.api as models

    people = duckdb.sql(f"select ln(pay) as pay, sex, {', '.join(FACTORS)} from '{path}'").df()
    levels = pd.get_dummies(people[["grade", "job"]], drop_first=True, dtype=float)
    own = (people["sex"] == "M").astype(float).rename("own")
    return people["pay"], models.add_constant(pd.concat([people[NUMBERS], levels, own], axis=1), prepend=False)


def spark_mean(path: str) -> Callable[[], object]:
    return _gap(path, None, "mean", "spark")


def spark_median(path: str) -> Callable[[], object]:
    return _gap(path, "weight", "median", "spark")


def spark_threefold(path: str) -> Callable[[], object]:
    return _threefold(path, "spark")


MEASURES: dict[str, Callable[[str], Callable[[], object]]] = {
    measure.__name__: measure for measure in (plain_mean, plain_quantile, mean, weighted_median, threefold)
} | {
    measure.__name__: measure
    for measure in (statsmodels_threefold, statsmodels_from_matrix, spark_mean, spark_median, spark_threefold)
}
AGAIN = {
    "statsmodels_threefold": 2,
    "statsmodels_from_matrix": 2,
}  # how often one process asks; the first time warms up


@dataclass(frozen=True, slots=True)
class Cost:
    """Least seconds, and most memory in MB."""

    seconds: float
    peak: float


def measure(name: str, path: str) -> None:
    """One measurement, in this process."""
    ask = MEASURES[name](path)
    times = []
    for _ in range(1 if os.path.getsize(path) > LONG else AGAIN.get(name, 3)):
        start = time.perf_counter()
        ask()
        times.append(time.perf_counter() - start)
    print(json.dumps({"seconds": min(times), "peak": peak_memory()}))


def costs(names: tuple[str, ...], path: Path, rounds: int = 3) -> dict[str, Cost]:
    """Several measurements, taken in turn so that they share the machine's moods."""
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            command = [sys.executable, __file__, "measure", name, str(path)]
            finished = subprocess.run(command, check=True, capture_output=True, text=True)
            runs[name].append(json.loads(finished.stdout.splitlines()[-1]))
    return {
        name: Cost(min(run["seconds"] for run in found), max(run["peak"] for run in found))
        for name, found in runs.items()
    }


def promise(what: str, value: float, limit: float, least: bool = False) -> str:
    kept = value >= limit if least else value <= limit
    bound = "at least" if least else "at most"
    return f"| {what} | {value:,.2f} | {bound} {limit:g} | {'kept' if kept else '**missed**'} |"


def measured(what: str, value: float) -> str:
    return f"| {what} | {value:,.2f} | | |"


def growth(power: int, found: dict[str, Cost]) -> str:
    cells = " | ".join(f"{cost.seconds:,.2f} s, {cost.peak:,.0f} MB" for cost in found.values())
    return f"| {10**power:,} | {cells} |"


def reports(folder: Path, largest: int) -> Iterator[str]:
    """The text after each size, so that a run that is broken off leaves what it has found."""
    questions = ("mean", "weighted_median", "threefold")
    growing, sparking, promises = [], [], []
    for power in range(SMALLEST, largest + 1):
        path = folder / f"{power}.parquet"
        invent(10**power, path)
        if power == DECOMPOSED:
            found = costs(("threefold", "statsmodels_threefold", "statsmodels_from_matrix"), path, rounds=2)
            ours = found["threefold"].seconds
            ratio, handed = (found[f"statsmodels_{start}"].seconds / ours for start in ("threefold", "from_matrix"))
            promises += [
                promise(
                    "1 million rows, threefold, 8 factors, both from the file: statsmodels' time by ours",
                    ratio,
                    20,
                    least=True,
                ),
                measured("the same, statsmodels handed its matrix and ours from the file", handed),
                promise("memory of ours there, GiB", found["threefold"].peak / GIB, 1),
            ]
        if power == COMPARED:
            found = costs(("plain_mean", "mean", "plain_quantile", "weighted_median"), path)
            by_mean = found["mean"].seconds / found["plain_mean"].seconds
            by_median = found["weighted_median"].seconds / found["plain_quantile"].seconds
            promises += [
                promise("10 million rows, mean gap by 10 categories against the plain query", by_mean, 1.5),
                promise("weighted median gap by them against unweighted `quantile_cont`", by_median, 3),
            ]
        growing.append(growth(power, costs(questions, path, rounds=1)))
        if power == DECOMPOSED and importlib.util.find_spec("pyspark") and shutil.which("java"):
            sparking.append(growth(power, costs(("spark_mean", "spark_median", "spark_threefold"), path, rounds=1)))
        path.unlink()
        yield TEXT.format(
            machine=f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}",
            promises="\n".join(promises),
            growth="\n".join([HEAD, *growing]),
            spark="\n".join([HEAD, *sparking]) if sparking else "Not measured: Spark or Java is absent.",
        )


HEAD = "| rows | mean by 10 categories | weighted median by them | threefold, 8 factors |\n|---|---|---|---|"
TEXT = """# Tables

Written by `python benchmarks/tables.py` ({machine}); every measurement is a process of its own that asks three times
(once at 100 million rows), and its quickest answer counts. Ratios travel between machines, seconds do not.

| | measured | promised | |
|---|---|---|---|
{promises}

statsmodels computes no standard errors here; our time includes those of the threefold split and of the twofold one at
the reference's coefficients. Both from arrays in memory stand in DECOMPOSITION.md.

## How time and memory grow: Parquet through DuckDB

{growth}

## The same through Spark in local mode

{spark}

The memory there is Python's alone; Java's comes on top.
"""


def main() -> None:
    match sys.argv[1:]:
        case ["measure", name, path]:
            measure(name, path)
        case found:
            with tempfile.TemporaryDirectory() as folder:
                for text in reports(Path(folder), int(found[0]) if found else LARGEST):
                    (HERE / "TABLES.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

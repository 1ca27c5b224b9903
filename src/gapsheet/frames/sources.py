"""Where a table comes from: files, a folder, a pattern or a Spark table, opened by DuckDB, pandas or Spark."""

from __future__ import annotations

import atexit
import glob
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals as nw

from gapsheet.errors import MissingEngineError, MissingTableError, UnreadableTableError

if TYPE_CHECKING:
    import pandas as pd

_PARQUET = (".parquet", ".pq")
_CSV = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
_BATCH = 262_144  # rows that are handed over at once


class Engine(StrEnum):
    """What reads and adds up the rows."""

    DUCKDB = "duckdb"
    PANDAS = "pandas"
    SPARK = "spark"


@dataclass(frozen=True, slots=True)
class Opened:
    """A table, and DuckDB's connection where there is one."""

    frame: nw.LazyFrame[Any]
    connection: Any = None


@contextmanager
def opened(data: str, engine: Engine = Engine.DUCKDB) -> Iterator[Opened]:
    """The table that `data` names, for as long as the block lasts.

    Args:
        data: A Parquet or CSV file, a pattern such as pay_*.parquet, a folder of such files, or, with Spark, the name
            of a table.
        engine: What reads it.

    Raises:
        MissingTableError: There is no such file or table.
        UnreadableTableError: The files are no tables, or their rows contradict the kinds of their columns.
        MissingEngineError: The engine is not installed.
    """
    if engine is Engine.SPARK:
        yield Opened(_in_spark(data))
        return
    import duckdb

    paths = files_of(data)
    with _database().cursor() as connection:
        try:
            # A path is taken as it is: in DuckDB's eyes a bracket or an asterisk would be a pattern
            names: Any = [glob.escape(str(path)) for path in paths]
            if _is_parquet(paths[0]):
                relation = connection.read_parquet(names, union_by_name=len(names) > 1)
            else:
                relation = connection.read_csv(names, union_by_name=len(names) > 1)
            if engine is Engine.PANDAS:
                yield Opened(nw.from_native(relation.df()).lazy())
            else:
                yield Opened(nw.from_native(relation).lazy(), connection)
        except duckdb.ConversionException as fault:
            raise UnreadableTableError(
                f"{data} holds a value that does not suit its column: {_first_line(fault)}; correct it, or leave it "
                "blank"
            ) from fault
        except (duckdb.InvalidInputException, duckdb.IOException, duckdb.BinderException) as fault:
            raise UnreadableTableError(
                f"{data} cannot be read as a table: {_first_line(fault)}; Parquet, or CSV in UTF-8 with a row of "
                "headings, is needed"
            ) from fault
        except duckdb.OutOfMemoryException as fault:
            raise UnreadableTableError(f"{data} needs more memory than there is: {_first_line(fault)}") from fault


@cache
def _database() -> Any:
    """DuckDB, started once: a fresh one takes longer to find its memory than to add up a million rows."""
    import duckdb

    folder = tempfile.mkdtemp(prefix="gapsheet-")
    database = duckdb.connect()
    database.execute("SET autoinstall_known_extensions = false")  # nothing is fetched from anywhere
    database.execute("SET temp_directory = $folder", {"folder": folder})  # what does not fit into memory
    # One question reads the list of a file's parts up to ten times; DuckDB reads it anew where the file is newer
    database.execute("SET GLOBAL parquet_metadata_cache = true")

    @atexit.register
    def leave() -> None:
        database.close()
        shutil.rmtree(folder, ignore_errors=True)

    return database


def files_of(data: str) -> list[Path]:
    """The files that a path, a pattern or a folder stands for, in alphabetical order.

    Raises:
        MissingTableError: There are none.
        UnreadableTableError: They are of different kinds, or of none that is read.
    """
    path = Path(data)
    if path.is_dir():
        found = [file for file in sorted(path.rglob("*")) if _kind(file) and not _hidden(file, path)]
        missing = f"{data} holds no Parquet or CSV file"
    elif path.exists():
        found, missing = [path], ""
    else:
        found = sorted(map(Path, glob.glob(data, recursive=True)))
        missing = f"there is no file {data}; give a file, a folder or a pattern such as pay_*.parquet"
    if not found:
        raise MissingTableError(missing)
    kinds = {_kind(file) for file in found}
    if None in kinds:
        odd = next(file for file in found if _kind(file) is None)
        raise UnreadableTableError(f"{odd} is neither Parquet (.parquet) nor CSV (.csv, .tsv, also .gz)")
    if len(kinds) > 1:
        raise UnreadableTableError(f"{data} stands for Parquet and CSV files; choose one kind with a pattern")
    return found


def slices(frame: nw.LazyFrame[Any]) -> Iterator[nw.LazyFrame[Any]]:
    """A table in parts: pandas would hold every product of its columns at once, other engines need no help."""
    native = nw.to_native(frame)
    if not is_pandas(native):
        yield frame
        return
    for start in range(0, max(len(native), 1), _BATCH):
        yield nw.from_native(native.iloc[start : start + _BATCH]).lazy()


def batches(frame: nw.LazyFrame[Any], connection: Any = None) -> Iterator[pd.DataFrame]:
    """The rows as pandas frames of some hundred thousand rows, so that memory does not grow with the table.

    Args:
        frame: The table.
        connection: DuckDB's connection to which a relation belongs; its default one if omitted.
    """
    native = nw.to_native(frame)
    if is_pandas(native):
        for start in range(0, len(native), _BATCH):
            yield native.iloc[start : start + _BATCH]
    elif "duckdb" in type(native).__module__:
        yield from _from_duckdb(native, connection)
    else:
        yield from _from_spark(native)


def is_pandas(native: Any) -> bool:
    """Whether a table is a frame of pandas, in memory."""
    return type(native).__module__.partition(".")[0] == "pandas"


def _from_duckdb(relation: Any, connection: Any) -> Iterator[pd.DataFrame]:
    import duckdb

    result = (connection or duckdb).cursor().execute(relation.sql_query())
    vectors = _BATCH // 2048  # the rows that DuckDB handles at once
    while len(part := result.fetch_df_chunk(vectors)):
        yield part


def _from_spark(table: Any) -> Iterator[pd.DataFrame]:
    import pandas as pd

    rows = map(tuple, table.toLocalIterator())
    while batch := list(islice(rows, _BATCH)):
        yield pd.DataFrame(batch, columns=table.columns)


def _in_spark(data: str) -> nw.LazyFrame[Any]:
    """A table of the running or a local Spark session."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as fault:
        raise MissingEngineError('Spark is not installed; pip install "gapsheet[spark]" brings it') from fault
    try:
        session = SparkSession.builder.appName("gapsheet").getOrCreate()
    except (PySparkException, RuntimeError, OSError) as fault:
        raise MissingEngineError(f"Spark did not start: {_first_line(fault)}; it needs Java 17 or later") from fault
    try:
        paths = [str(path.resolve()) for path in files_of(data)]
    except MissingTableError as missing:
        if not session.catalog.tableExists(data):
            raise MissingTableError(f"{missing}, or the name of a table that Spark knows") from missing
        return nw.from_native(session.table(data))
    if _is_parquet(Path(paths[0])):
        return nw.from_native(session.read.parquet(*paths))
    separator = "\t" if _stem(Path(paths[0])).endswith(".tsv") else ","
    return nw.from_native(session.read.csv(paths, header=True, inferSchema=True, sep=separator))


def _kind(path: Path) -> Callable[[Path], bool] | None:
    """Which of the tests for a kind of table a file passes."""
    return next((test for test in (_is_parquet, _is_csv) if test(path)), None)


def _is_parquet(path: Path) -> bool:
    return path.name.casefold().endswith(_PARQUET)


def _is_csv(path: Path) -> bool:
    return path.name.casefold().endswith(_CSV)


def _stem(path: Path) -> str:
    return path.name.casefold().removesuffix(".gz")


def _hidden(file: Path, folder: Path) -> bool:
    """Whether a file, or a folder on the way to it, is a by-product such as _SUCCESS or .crc."""
    return any(part.startswith(("_", ".")) for part in file.relative_to(folder).parts)


def _first_line(fault: Exception) -> str:
    return str(fault).strip().splitlines()[0] if str(fault).strip() else type(fault).__name__

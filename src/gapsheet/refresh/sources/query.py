"""SQL through DuckDB over a DuckDB file or over files of data, with everything else of the machine locked away.

The files that the location names are tables: `data` when they are of one kind, and each by its name without ending.
Parquet files taken as they are need no SQL of a workbook's. They are read by one DuckDB that all such sources share:
there the files are checked before they are named, extensions stay locked, and DuckDB could open other files, but the
only statement that it gets is the one written here.
"""

from __future__ import annotations

import glob
import hashlib
import re
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from gapsheet.errors import DataError, FetchError, SourceError
from gapsheet.refresh.access import Access
from gapsheet.refresh.configuration import Limits
from gapsheet.refresh.records import Source
from gapsheet.refresh.sources.content import Content, Tell, digest_of, shown
from gapsheet.refresh.sources.csvtext import too_many_rows
from gapsheet.refresh.sources.files import too_large

_PARQUET = (".parquet", ".pq")
_CSV = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
_DATABASE = (".duckdb", ".ddb")
_OF_FILE = re.compile(r"^ *file = (.+)$", re.MULTILINE)  # in DuckDB's words on a CSV
_TEXT = sys.getsizeof("漢")  # bytes of a short text, whatever its letters
_VECTORS = 64  # of 2,048 rows, fetched at once
_SIGNATURES = {_PARQUET: (0, b"PAR1"), _DATABASE: (8, b"DUCK")}  # where in the file, and what must stand there
_LIMITS = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET allow_persistent_secrets = false",
    "SET memory_limit = '2GB'",
    "SET max_temp_directory_size = '4GB'",
)
_UNTHREADED = "SET threads = 1"  # a file that fits a sheet is read before threads would have shared it out
_ALONE = "SET enable_external_access = false"
_LOCKED = "SET lock_configuration = true"  # after this one nothing can be set any more


def read(source: Source, access: Access, tell: Tell) -> Content:
    """The rows of one SELECT."""
    if not source.query.strip():
        raise SourceError(f"source {source.id}: its query is empty; write a SELECT over the table data")
    paths = _files(source, access, (*_PARQUET, *_CSV, *_DATABASE), tell)
    with _worded(source), _opened(source, paths) as connection:
        frame = _answer(source, connection, source.query, access.limits)
    return _content(frame, source.query, paths)


def read_parquet(source: Source, access: Access, tell: Tell) -> Content:
    """All rows of Parquet files."""
    if source.query.strip():
        raise SourceError(
            f"source {source.id}: a source of the kind parquet takes no query; use the kind query for SQL"
        )
    paths = _files(source, access, _PARQUET, tell)
    with _worded(source), _plain().cursor() as connection:
        frame = _answer(source, connection, f"SELECT * FROM {_scan('read_parquet', paths)}", access.limits)
    return _content(frame, "", paths)


def _files(source: Source, access: Access, suffixes: tuple[str, ...], tell: Tell) -> tuple[Path, ...]:
    """The files to read, each of which is what its ending says."""
    paths = access.files(source, suffixes)
    for path in paths:
        _refuse_disguised(source, path, suffixes)
    tell(f"asking {len(paths)} file{'s' if len(paths) > 1 else ''}")
    return paths


def _content(frame: pd.DataFrame, sql: str, paths: tuple[Path, ...]) -> Content:
    return Content(frame, digest_of([sql.encode(), *map(_file_digest, paths)]))


@cache
def _plain() -> duckdb.DuckDBPyConnection:
    """DuckDB for statements that no workbook has a say in: started once, and shared by sources."""
    connection = duckdb.connect()
    for setting in ("SET temp_directory = ''", _UNTHREADED, *_LIMITS, _LOCKED):
        connection.execute(setting)
    return connection


@contextmanager
def _opened(source: Source, paths: tuple[Path, ...]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that sees the files and nothing else."""
    databases = [path for path in paths if _suffix(path, _DATABASE)]
    if databases and len(paths) > 1:
        raise SourceError(f"source {source.id}: its location names a DuckDB file among others; name that file alone")
    target = str(databases[0]) if databases else ":memory:"
    with (
        tempfile.TemporaryDirectory(prefix="gapsheet-") as folder,
        duckdb.connect(target, read_only=bool(databases)) as connection,
    ):
        connection.execute("SET temp_directory = $folder", {"folder": folder})  # what does not fit into memory
        connection.execute("SET allowed_paths = $paths", {"paths": [name for path in paths for name in _spelled(path)]})
        if not databases:
            _name_tables(source, connection, paths)
        for setting in (*_LIMITS, _ALONE, _LOCKED):
            connection.execute(setting)
        yield connection


def _name_tables(source: Source, connection: duckdb.DuckDBPyConnection, paths: tuple[Path, ...]) -> None:
    """Views over the files; DuckDB reads the files when the query runs."""
    try:
        _create_views(connection, paths)
    except duckdb.Error as fault:
        raise DataError(
            f"source {source.id}: the files cannot be read: {_line(fault)}; make them anew, CSV in UTF-8"
        ) from fault


def _create_views(connection: duckdb.DuckDBPyConnection, paths: tuple[Path, ...]) -> None:
    for suffixes, reader in ((_PARQUET, "read_parquet"), (_CSV, "read_csv")):
        chosen = [path for path in paths if _suffix(path, suffixes)]
        if chosen and len(chosen) == len(paths):
            _create_view(connection, "data", reader, chosen)
        for path in chosen:
            _create_view(connection, path.name.partition(".")[0], reader, [path])


def _create_view(connection: duckdb.DuckDBPyConnection, name: str, reader: str, paths: list[Path]) -> None:
    quoted = name.replace('"', '""')
    connection.execute(f'CREATE VIEW IF NOT EXISTS "{quoted}" AS FROM {_scan(reader, paths)}')


def _scan(reader: str, paths: Iterable[Path]) -> str:
    """The rows of some files, as a statement names them."""
    files = [_text(glob.escape(str(path))) for path in paths]
    by_name = ", union_by_name = true" if len(files) > 1 else ""
    return f"{reader}([{', '.join(files)}]{by_name})"


def _answer(source: Source, connection: duckdb.DuckDBPyConnection, sql: str, limits: Limits) -> pd.DataFrame:
    """The rows of a query that only reads, as long as they are not too many and come in time."""
    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise SourceError(f"source {source.id}: its query is to be one SELECT and nothing else; take the rest out")
    timer = threading.Timer(limits.seconds, connection.interrupt)
    timer.start()
    try:
        return _gathered(source, connection.execute(statements[0]), limits)
    finally:
        timer.cancel()


def _gathered(source: Source, result: duckdb.DuckDBPyConnection, limits: Limits) -> pd.DataFrame:
    parts, rows, size = [], 0, 0
    while True:
        part = result.fetch_df_chunk(_VECTORS)
        parts.append(part)
        if not len(part):
            break
        rows += len(part)
        size += sum(_size(values) for _, values in part.items())
        if rows > limits.rows:
            raise too_many_rows(f"source {source.id}", limits.rows)
        if size > 4 * limits.bytes:  # objects take several times the bytes that they hold
            raise too_large(f"source {source.id}", limits.megabytes)
    return pd.concat(parts[:-1] or parts, ignore_index=True)


def _size(values: pd.Series[Any]) -> int:
    """How many bytes a column takes; of texts no fewer, which is found much faster than what each of them takes."""
    if isinstance(values.dtype, pd.StringDtype):
        with suppress(TypeError):  # a blank has no length
            joined = "".join(values.tolist())
            return len(values) * _TEXT + len(joined) * (1 if joined.isascii() else 4)
    return int(values.memory_usage(deep=True))


@contextmanager
def _worded(source: Source) -> Iterator[None]:
    """DuckDB's faults as errors that say what to do."""
    where = f"source {source.id}"
    try:
        yield
    except duckdb.PermissionException as fault:
        raise SourceError(
            f"{where}: its query reaches for something other than the files in its location ({_line(fault)}); "
            "write data, or a file's name without its ending, instead of a path"
        ) from fault
    except duckdb.InterruptException as fault:
        raise FetchError(
            f"{where}: its query takes too long; make it smaller, or raise seconds under [limits] in your configuration"
        ) from fault
    except duckdb.OutOfMemoryException as fault:
        raise FetchError(f"{where}: its query needs more than 2 GB of memory; make it smaller") from fault
    except (duckdb.ParserException, duckdb.CatalogException, duckdb.BinderException) as fault:
        raise SourceError(f"{where}: its query does not work: {_line(fault)}; correct it") from fault
    except duckdb.Error as fault:
        raise DataError(
            f"{where}: the files, or what the query makes of them, cannot be read: {_line(fault)}"
        ) from fault


def _refuse_disguised(source: Source, path: Path, suffixes: tuple[str, ...]) -> None:
    """Refuse a file that is not what its ending says."""
    if not _suffix(path, suffixes):
        raise SourceError(f"source {source.id}: {path.name} is of no kind that is read; known: {', '.join(suffixes)}")
    for kind, (start, signature) in _SIGNATURES.items():
        if not _suffix(path, kind):
            continue
        with path.open("rb") as stream:
            if stream.read(start + len(signature))[start:] != signature:
                raise DataError(f"source {source.id}: {path.name} is damaged, or no {kind[0][1:]} file; make it anew")


def _spelled(path: Path) -> tuple[str, str]:
    """A path as it is and as DuckDB is told it: it would take a bracket or an asterisk in it for a pattern."""
    return str(path), glob.escape(str(path))


def _suffix(path: Path, suffixes: tuple[str, ...]) -> bool:
    return path.name.casefold().endswith(suffixes)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _file_digest(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def _line(fault: Any) -> str:
    """The first line of what DuckDB says; of a CSV with its file and the reason, which stand further down."""
    said = str(fault).strip() or type(fault).__name__
    first, *further = said.splitlines()
    file = _OF_FILE.search(said)
    if file is None:
        return shown(first, 200)
    reason = next((line for line in further if line and not line.startswith("Original Line")), "")
    return shown(f"{Path(file[1]).name}: {first}: {reason}", 200)

"""One SELECT over a database that a SQLAlchemy address reaches, in a transaction that only reads and ends in time.

Location: dialect+driver://user@host/database, without password; sqlite:///file.db for a file beside the workbook.
Query: the SELECT. Secret: the password. What the account may do on the server is the server's to say: give the workbook
one that may read what it needs and no more.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import sqlalchemy
import sqlglot
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlglot import expressions
from sqlglot.errors import SqlglotError

from gapsheet.errors import AccessError, FetchError, SourceError
from gapsheet.refresh.access import Access
from gapsheet.refresh.configuration import Limits
from gapsheet.refresh.records import Source
from gapsheet.refresh.sources.address import Address, checked_addresses
from gapsheet.refresh.sources.content import Content, Tell, digest_of, shown
from gapsheet.refresh.sources.csvtext import too_many_rows
from gapsheet.refresh.sources.files import too_large
from gapsheet.refresh.sources.shaping import object_frame

_DIALECTS = {  # SQLAlchemy's own: what sqlglot calls them, and the usual port
    "postgresql": ("postgres", 5432),
    "mysql": ("mysql", 3306),
    "mariadb": ("mysql", 3306),
    "oracle": ("oracle", 1521),
    "mssql": ("tsql", 1433),
    "sqlite": ("sqlite", 0),
}
_SETTINGS = frozenset({"sslmode", "charset"})  # in an address; others could name files, commands and other hosts
_BATCH = 10_000
_STEPS = 10_000  # of SQLite's machine between two looks at the clock
_READING = frozenset(  # what SQLite may do for a query
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION,
    }
)
_WRITING = (
    expressions.DML,
    expressions.DDL,
    expressions.Command,
    expressions.Into,
    expressions.Lock,
    expressions.Set,
    expressions.Pragma,
)
_ODD = {
    ";": "after which another statement could follow",
    "/*!": "a comment that MySQL executes",
    "/*M!": "a comment that MariaDB executes",
}
_BEGIN = {  # what makes a transaction read-only and bounded in time, for `ms` milliseconds
    "postgresql": ("SET TRANSACTION READ ONLY", "SET LOCAL statement_timeout = {ms}"),
    "mysql": ("SET SESSION max_execution_time = {ms}", "SET TRANSACTION READ ONLY"),
    "mariadb": ("SET SESSION max_statement_time = {seconds}", "SET TRANSACTION READ ONLY"),
    "oracle": ("SET TRANSACTION READ ONLY",),
}


def read(source: Source, access: Access, tell: Tell) -> Content:
    """The rows of the SELECT."""
    url = database_address(source, access)
    refuse_other_than_select(source, url.get_backend_name())
    tell(f"asking {shown(url.host or url.database or url.drivername)}")
    with _worded(source), _connected(source, access, url) as connection:
        names, rows = _answer(source, connection, access.limits)
    frame = object_frame(f"source {source.id}", names, rows)
    return Content(frame, _digest(source, frame))


def database_address(source: Source, access: Access) -> URL:
    """The address in its parts, when it may be used at all.

    Raises:
        SourceError: It is none, holds a password, or settings that could reach for something else.
        AccessError: Its dialect is not one that SQLAlchemy brings, and the user does not allow it.
    """
    try:
        url = sqlalchemy.make_url(source.location)
    except ArgumentError:
        raise SourceError(
            f"source {source.id}: its location is no database address; write dialect://host/name"
        ) from None
    if url.password is not None:
        raise SourceError(f"source {source.id}: its location holds a password; take it out, and name a secret instead")
    unknown = sorted(set(url.query) - _SETTINGS)
    if unknown:
        raise SourceError(
            f"source {source.id}: the setting {shown(unknown[0])} in its location is not taken; known: "
            f"{', '.join(sorted(_SETTINGS))}"
        )
    name = url.get_backend_name()
    if name not in _DIALECTS and name not in access.configuration.dialects:
        raise AccessError(
            f"source {source.id}: databases of the kind {shown(name)} are not allowed; if that is intended, write "
            f'dialects = ["{shown(name)}"] under [databases] in your configuration'
        )
    return url


def refuse_other_than_select(source: Source, dialect: str) -> None:
    """Refuse a query that is not one SELECT, before anything is connected.

    Raises:
        SourceError: It does something else, or more.
    """
    query = source.query.strip().removesuffix(";")
    odd = next((sign for sign in _ODD if sign in query), None)  # whatever a server's own parser makes of it
    if odd is not None:
        raise SourceError(f"source {source.id}: its query holds '{odd}', {_ODD[odd]}; take it out")
    try:
        statements = [entry for entry in sqlglot.parse(query, read=_DIALECTS.get(dialect, (None, 0))[0]) if entry]
    except (SqlglotError, RecursionError) as fault:
        raise SourceError(
            f"source {source.id}: its query is not understood ({shown(fault, 120)}); correct it"
        ) from None
    is_select = len(statements) == 1 and isinstance(statements[0], expressions.Query)
    if not is_select or any(isinstance(part, _WRITING) for part in statements[0].walk()):
        raise SourceError(f"source {source.id}: its query is to be one SELECT and nothing else; take the rest out")


@contextmanager
def _connected(source: Source, access: Access, url: URL) -> Iterator[Connection]:
    """A connection whose transaction only reads, and is rolled back."""
    engine = _of_file(source, access, url) if url.get_backend_name() == "sqlite" else _of_server(source, access, url)
    try:
        with engine.connect() as connection:
            for statement in _BEGIN.get(url.get_backend_name(), ()):
                seconds = access.limits.seconds
                connection.exec_driver_sql(statement.format(ms=int(seconds * 1000), seconds=seconds))
            yield connection
            connection.rollback()
    finally:
        engine.dispose()


def _of_server(source: Source, access: Access, url: URL) -> Engine:
    """A server at an address that was checked."""
    if not url.host or "," in url.host or url.host.startswith("/"):
        raise SourceError(f"source {source.id}: its location names no single host; write dialect://host/name")
    dialect = url.get_backend_name()
    if dialect == "postgresql" and not url.get_driver_name().startswith("psycopg"):
        raise SourceError(f"source {source.id}: PostgreSQL is read through psycopg; write postgresql+psycopg://")
    port = url.port or _DIALECTS.get(dialect, (None, 443))[1]
    address = Address("https", url.host, port, "/")
    numbers = checked_addresses(source, access, address)
    password = access.secret(source, address.authority) or None
    settings = _of_postgres(access, address, numbers[0]) if dialect == "postgresql" else {}
    return sqlalchemy.create_engine(url.set(password=password), connect_args=settings, hide_parameters=True)


def _of_postgres(access: Access, address: Address, number: str) -> dict[str, Any]:
    """How a PostgreSQL server is reached: at the checked address, and encrypted unless it is the user's own."""
    settings: dict[str, Any] = {"hostaddr": number, "connect_timeout": 10, "passfile": os.devnull}
    if not (access.is_private_host(address.authority) or access.is_plain_host(address.authority)):
        certificates = access.configuration.certificates
        settings |= {"sslmode": "verify-full", "sslrootcert": str(certificates or "system")}
    return settings


def _of_file(source: Source, access: Access, url: URL) -> Engine:
    """A SQLite file, opened for reading only."""
    if url.host or not url.database or url.database.startswith((":", "file:")):
        raise SourceError(f"source {source.id}: its location names no file; write sqlite:///name.db")
    path = access.file(source, url.database)
    if path.stat().st_size and not _starts(path, b"SQLite format 3\0"):
        raise SourceError(f"source {source.id}: {path.name} is no SQLite file; check its location")
    readable = URL.create("sqlite", database=f"file:{quote(path.as_posix())}", query={"mode": "ro", "uri": "true"})
    engine = sqlalchemy.create_engine(readable, hide_parameters=True)
    deadline = time.monotonic() + access.limits.seconds

    def guard(connection: sqlite3.Connection, _: Any) -> None:
        connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY)
        connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)

    sqlalchemy.event.listen(engine, "connect", guard)
    return engine


def _starts(path: Path, signature: bytes) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(signature)) == signature


def _answer(source: Source, connection: Connection, limits: Limits) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names and rows, fetched in batches until they are too many."""
    rows: list[tuple[Any, ...]] = []
    size = 0
    options = {"stream_results": True, "max_row_buffer": _BATCH, "no_parameters": True}  # a % is a sign like others
    query = source.query.strip().removesuffix(";")
    with closing(connection.execution_options(**options).exec_driver_sql(query)) as result:
        for batch in result.partitions(_BATCH):
            rows.extend(map(tuple, batch))
            size += sum(len(cell) for row in batch for cell in row if isinstance(cell, str | bytes))
            if len(rows) > limits.rows:
                raise too_many_rows(f"source {source.id}", limits.rows)
            if size > limits.bytes:
                raise too_large(f"source {source.id}", limits.megabytes)
        return list(result.keys()), rows


@contextmanager
def _worded(source: Source) -> Iterator[None]:
    """The drivers' faults; their own words may quote the address, so only those about the query are passed on."""
    where = f"source {source.id}"
    try:
        yield
    except (NoSuchModuleError, ModuleNotFoundError) as fault:
        raise FetchError(
            f"{where}: the driver for this database is not installed; for PostgreSQL: pip install 'psycopg[binary]' "
            "and postgresql+psycopg:// in the location"
        ) from fault
    except sqlalchemy.exc.OperationalError as fault:
        raise _refusal(where, fault.orig) from None
    except (sqlalchemy.exc.ProgrammingError, sqlalchemy.exc.DatabaseError) as fault:
        raise SourceError(f"{where}: its query does not work: {_line(fault.orig)}; correct it") from None
    except SQLAlchemyError as fault:
        raise FetchError(f"{where}: the database cannot be read ({type(fault).__name__}); check its location") from None


def _refusal(where: str, fault: Any) -> FetchError | SourceError:
    """What a driver's refusal means; a server's words may quote the address, a file's cannot."""
    said = str(fault)
    if any(word in said for word in ("timeout", "interrupt", "max_statement_time", "execution time")):
        return FetchError(
            f"{where}: its query takes too long; make it smaller, or raise seconds under [limits] in your configuration"
        )
    if isinstance(fault, sqlite3.Error):
        return SourceError(f"{where}: its query does not work: {_line(fault)}; correct it")
    return FetchError(f"{where}: the database refuses ({type(fault).__name__}); check address, user and secret")


def _digest(source: Source, frame: pd.DataFrame) -> str:
    """The hash of the rows as they came, since a database has no bytes of its own."""
    return digest_of([source.query.encode(), repr(list(frame.columns)).encode(), *_row_bytes(frame)])


def _row_bytes(frame: pd.DataFrame) -> Iterator[bytes]:
    for row in frame.itertuples(index=False, name=None):
        yield repr(row).encode("utf-8", "backslashreplace")


def _line(fault: Any) -> str:
    return shown((str(fault).strip() or "no reason given").splitlines()[0], 200)

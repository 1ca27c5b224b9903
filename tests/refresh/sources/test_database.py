"""Databases: SQLite in a file and a real PostgreSQL server; one SELECT, read-only, within the time."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gapsheet.errors import AccessError, DataError, FetchError, SecretError, SourceError
from gapsheet.refresh.configuration import Binding, Limits
from gapsheet.refresh.records import Fetched, Kind, Type
from gapsheet.refresh.sources import database, fetch
from support.postgres import Postgres, postgres
from support.sources import access, source

NOT_ONE_SELECT = [
    "DELETE FROM pay",
    "UPDATE pay SET amount = 0",
    "INSERT INTO pay VALUES (1, 2)",
    "DROP TABLE pay",
    "CREATE TABLE x AS SELECT 1",
    "SELECT 1; DROP TABLE pay",
    "SELECT 1; SELECT 2",
    "ATTACH DATABASE 'x.db' AS x",
    "PRAGMA writable_schema = 1",
    "VACUUM",
    "WITH gone AS (DELETE FROM pay RETURNING *) SELECT * FROM gone",
    "SELECT * INTO copy FROM pay",
    "SELECT * FROM pay FOR UPDATE",
    "COPY pay TO PROGRAM 'touch elsewhere'",
    "SET default_transaction_read_only = off",
    "BEGIN",
    "COMMIT",
    "EXPLAIN ANALYZE DELETE FROM pay",
    "CALL something()",
    "SELECT 1 /*! INTO OUTFILE 'elsewhere' */",
    "",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A SQLite file with pay, and another that no source names."""
    for name in ("pay.db", "other.db"):
        with closing(sqlite3.connect(tmp_path / name)) as made, made:
            made.execute("CREATE TABLE pay (year INTEGER, amount REAL, note TEXT)")
            made.executemany("INSERT INTO pay VALUES (?, ?, ?)", [(2023, 1.5, "100%"), (2024, None, "=x")])
    return tmp_path


def of_file(folder: Path, query: str, location: str = "sqlite:///pay.db", **limits: Any) -> Fetched:
    asked = source(Kind.DATABASE, location, query, year=Type.INTEGER, amount=Type.NUMBER)
    return fetch(asked, access(folder, asked, limits=Limits(**limits)))


def test_rows_of_a_sqlite_file(folder: Path) -> None:
    frame = of_file(folder, "SELECT * FROM pay WHERE note LIKE '%' ORDER BY year;").frame
    assert frame["year"].tolist() == [2023.0, 2024.0]
    assert frame["amount"].isna().tolist() == [False, True]
    assert frame["note"].tolist() == ["100%", "=x"]


@pytest.mark.parametrize("query", NOT_ONE_SELECT)
def test_query_that_is_not_one_select_is_refused(folder: Path, query: str) -> None:
    before = (folder / "pay.db").read_bytes()
    with pytest.raises(SourceError, match=r"is to be one SELECT|holds '|is not understood"):
        of_file(folder, query)
    assert (folder / "pay.db").read_bytes() == before
    assert not (folder / "x.db").exists()


def test_what_a_query_may_not_hold_is_named_and_nothing_else(tmp_path: Path) -> None:
    asked = source(Kind.DATABASE, "sqlite:///pay.db", "SELECT 1; SELECT 2")
    with pytest.raises(SourceError, match=r"its query holds ';', after which another statement could follow; take it"):
        fetch(asked, access(tmp_path, asked))


@pytest.mark.parametrize(
    "query", ["DELETE FROM pay", "ATTACH DATABASE '{folder}/other.db' AS o", "PRAGMA user_version = 7", "VACUUM"]
)
def test_sqlite_file_is_safe_even_from_a_query_that_was_let_through(
    folder: Path, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "refuse_other_than_select", lambda *_: None)
    before = (folder / "pay.db").read_bytes()
    with pytest.raises((SourceError, FetchError)):
        of_file(folder, query.format(folder=folder))
    assert (folder / "pay.db").read_bytes() == before


@pytest.mark.parametrize(
    "location",
    ["sqlite:////etc/passwd", "sqlite:///../pay.db", "sqlite:///sub/../../pay.db"],
)
def test_sqlite_file_outside_the_folder_is_refused(folder: Path, location: str) -> None:
    inside = folder / "reports"
    (inside / "sub").mkdir(parents=True)
    with pytest.raises(AccessError, match="leads out of the folders"):
        of_file(inside, "SELECT 1", location)


@pytest.mark.parametrize(
    "location", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:pay.db?mode=rwc&uri=true", "sqlite:///none.db"]
)
def test_sqlite_location_that_is_no_file_is_refused(folder: Path, location: str) -> None:
    with pytest.raises(SourceError, match=r"names no file|there is no file|is not taken"):
        of_file(folder, "SELECT 1", location)


def test_other_file_is_not_taken_for_a_database(folder: Path) -> None:
    (folder / "pay.db").write_text("year,pay\n2023,1\n", encoding="utf-8")
    with pytest.raises(SourceError, match="is no SQLite file"):
        of_file(folder, "SELECT 1")


def test_more_rows_than_allowed_are_refused(folder: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    with pytest.raises(DataError, match="more than 100 rows"):
        of_file(folder, endless, rows=100)


def test_query_without_end_is_stopped(folder: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS c FROM n"
    with pytest.raises(FetchError, match="takes too long"):
        of_file(folder, endless, seconds=0.2)


def test_query_about_what_is_not_there(folder: Path) -> None:
    with pytest.raises((SourceError, FetchError), match="no such table: nowhere"):
        of_file(folder, "SELECT * FROM nowhere")


def test_two_columns_of_one_name_are_refused(folder: Path) -> None:
    with pytest.raises(DataError, match="two columns year"):
        of_file(folder, "SELECT year, amount AS year FROM pay")


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("postgresql://me:hunter2@db.example.org/pay", "holds a password"),
        ("postgresql://db.example.org/pay?sslkey=/etc/shadow", "the setting sslkey"),
        ("postgresql://db.example.org/pay?options=-c%20a=b", "the setting options"),
        ("postgresql:///pay?host=/var/run/postgresql", "the setting host"),
        ("postgresql:///pay", "names no single host"),
        ("postgresql://a.example.org,b.example.org/pay", "names no single host"),
        ("postgresql+pg8000://localhost/pay", "is read through psycopg"),
        ("nonsense", "is no database address"),
    ],
)
def test_address_with_what_is_not_taken(folder: Path, location: str, said: str) -> None:
    with pytest.raises(SourceError, match=said) as refused:
        of_file(folder, "SELECT 1", location)
    assert "hunter2" not in str(refused.value)


def test_dialect_that_sqlalchemy_does_not_bring_needs_the_users_word(folder: Path) -> None:
    with pytest.raises(AccessError, match=r'dialects = \["shillelagh"\]'):
        of_file(folder, "SELECT 1", "shillelagh:///x")


def test_database_on_the_own_computer_needs_the_users_word(folder: Path) -> None:
    with pytest.raises(AccessError, match=r"localhost:5432 leads to .* own network"):
        of_file(folder, "SELECT 1", "postgresql+psycopg://localhost/pay")


def test_server_of_strangers_is_only_spoken_to_encrypted() -> None:
    from gapsheet.refresh.sources.address import Address

    settings = database._of_postgres(
        access(Path("/nowhere").parent / "tmp"), Address("https", "db.example.org", 5432, "/"), "203.0.113.1"
    )
    assert (settings["sslmode"], settings["hostaddr"]) == ("verify-full", "203.0.113.1")


# A real server


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as made:
        made.run("CREATE ROLE reader LOGIN PASSWORD 'opensesame'")
        made.run("CREATE TABLE pay (year int, amount numeric(12,2), since date, full_time boolean, note text)")
        made.run("INSERT INTO pay VALUES (2023, 1.50, '2020-04-01', true, '50 %'), (2024, NULL, NULL, NULL, '=x')")
        made.run("GRANT SELECT, INSERT, UPDATE, DELETE ON pay TO reader")
        yield made


needs_postgres = pytest.mark.optional_part("PostgreSQL")
COLUMNS = {
    "year": Type.INTEGER,
    "amount": Type.NUMBER,
    "since": Type.DATE,
    "full_time": Type.BOOLEAN,
    "note": Type.TEXT,
}


def of_server(server: Postgres, folder: Path, query: str, bound: str = "localhost", **limits: Any) -> Fetched:
    location = f"postgresql+psycopg://reader@localhost:{server.port}/postgres"
    asked = source(Kind.DATABASE, location, query, "PAY_PASSWORD", **COLUMNS)
    allowed = access(
        folder,
        asked,
        private_hosts=frozenset({"localhost"}),
        secrets={"PAY_PASSWORD": Binding((bound,))},
        limits=Limits(**limits),
    )
    return fetch(asked, allowed)


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PAY_PASSWORD", "opensesame")
    return "opensesame"


@needs_postgres
def test_rows_of_a_server(server: Postgres, tmp_path: Path, password: str) -> None:
    frame = of_server(server, tmp_path, "SELECT * FROM pay WHERE note LIKE '%' ORDER BY year").frame
    assert frame["year"].tolist() == [2023.0, 2024.0]
    assert frame["amount"].tolist()[0] == 1.5
    assert frame["since"].tolist()[0] == datetime(2020, 4, 1)
    assert frame["full_time"].tolist() == [True, None]
    assert frame["note"].tolist() == ["50 %", "=x"]


@needs_postgres
@pytest.mark.parametrize("query", NOT_ONE_SELECT)
def test_server_is_not_asked_what_is_not_one_select(
    server: Postgres, tmp_path: Path, password: str, query: str
) -> None:
    with pytest.raises(SourceError, match=r"is to be one SELECT|holds '|is not understood"):
        of_server(server, tmp_path, query)


@needs_postgres
@pytest.mark.parametrize(
    "query", ["DELETE FROM pay", "WITH gone AS (DELETE FROM pay RETURNING *) SELECT * FROM gone", "SELECT nextval('s')"]
)
def test_server_itself_refuses_to_write(
    server: Postgres, tmp_path: Path, password: str, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "refuse_other_than_select", lambda *_: None)
    with pytest.raises(SourceError, match="does not work"):
        of_server(server, tmp_path, query)
    assert server.run("SELECT count(*) FROM pay") == [(2,)]


@needs_postgres
def test_server_stops_a_query_that_takes_too_long(server: Postgres, tmp_path: Path, password: str) -> None:
    with pytest.raises(FetchError, match="takes too long"):
        of_server(server, tmp_path, "SELECT pg_sleep(60)", seconds=0.2)


@needs_postgres
def test_more_rows_of_a_server_than_allowed_are_refused(server: Postgres, tmp_path: Path, password: str) -> None:
    with pytest.raises(DataError, match="more than 1,000 rows"):
        of_server(server, tmp_path, "SELECT * FROM generate_series(1, 5000000)", rows=1000)


@needs_postgres
def test_password_goes_to_no_host_to_which_it_is_not_bound(server: Postgres, tmp_path: Path, password: str) -> None:
    with pytest.raises(SecretError, match="not bound to localhost"):
        of_server(server, tmp_path, "SELECT 1", bound="db.example.org")


@needs_postgres
def test_wrong_password_is_not_repeated(server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAY_PASSWORD", "wrong-password")
    with pytest.raises(FetchError, match="the database refuses") as refused:
        of_server(server, tmp_path, "SELECT 1")
    assert "wrong-password" not in "".join(traceback.format_exception(refused.value))


@needs_postgres
def test_same_rows_have_the_same_digest(server: Postgres, tmp_path: Path, password: str) -> None:
    first, second = (of_server(server, tmp_path, "SELECT * FROM pay ORDER BY year") for _ in range(2))
    assert first.digest == second.digest
    other = of_server(server, tmp_path, "SELECT * FROM pay ORDER BY year DESC")
    assert other.digest != first.digest


@needs_postgres
def test_server_that_is_gone(tmp_path: Path, password: str) -> None:
    gone = Postgres(1)
    with pytest.raises(FetchError, match="the database refuses"):
        of_server(gone, tmp_path, "SELECT 1")

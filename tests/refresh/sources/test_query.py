"""Parquet files and SQL over files: one SELECT, and no way out of the named files."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from gapsheet.errors import DataError, FetchError, GapsheetError, SourceError
from gapsheet.refresh.configuration import Limits
from gapsheet.refresh.records import Fetched, Kind, Type
from gapsheet.refresh.sources import fetch
from support.sources import access, source

USUAL = Limits()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pay and hours as Parquet, staff as a DuckDB file, and a file that no source names."""
    connection = duckdb.connect()
    connection.execute(
        f"COPY (SELECT 2023 + i AS year, 100.5 + i AS pay FROM range(3) t(i)) TO '{tmp_path}/pay.parquet'"
    )
    (tmp_path / "hours.csv").write_text("year,hours\n2023,10\n2024,20\n", encoding="utf-8")
    (tmp_path / "other.csv").write_text("a\n1\n", encoding="utf-8")
    connection.close()
    with duckdb.connect(str(tmp_path / "staff.duckdb")) as database:
        database.execute("CREATE TABLE staff AS SELECT 'F' AS sex, 10 AS heads")
        database.execute(f"CREATE VIEW spy AS SELECT * FROM read_csv('{tmp_path}/other.csv', columns = {{'a': 'INT'}})")
    return tmp_path


def asked(folder: Path, location: str, query: str, limits: Limits = USUAL, **types: Type) -> Fetched:
    made = source(Kind.QUERY, location, query, **types)
    return fetch(made, access(folder, made, limits=limits))


def test_parquet_comes_with_its_types(folder: Path) -> None:
    made = source(Kind.PARQUET, "pay.parquet", year=Type.INTEGER, pay=Type.NUMBER)
    frame = fetch(made, access(folder, made)).frame
    assert frame.to_dict("list") == {"year": [2023.0, 2024.0, 2025.0], "pay": [100.5, 101.5, 102.5]}


def test_folder_of_parquet_is_one_table(folder: Path) -> None:
    (folder / "data").mkdir()
    for name in ("a[1].parquet", "b.parquet"):
        (folder / "data" / name).write_bytes((folder / "pay.parquet").read_bytes())
    made = source(Kind.PARQUET, "data")
    assert len(fetch(made, access(folder, made)).frame) == 6


def test_dates_decimals_and_gaps_of_parquet(folder: Path) -> None:
    full = "SELECT DATE '2025-08-31' d, 1.25::DECIMAL(9,2) n, NULL::INT g, true b, 'x' t"
    duckdb.sql(f"{full} UNION ALL SELECT NULL, NULL, 2, NULL, NULL").write_parquet(str(folder / "types.parquet"))
    types = {"d": Type.DATE, "n": Type.NUMBER, "g": Type.INTEGER, "b": Type.BOOLEAN, "t": Type.TEXT}
    made = source(Kind.PARQUET, "types.parquet", **types)
    frame = fetch(made, access(folder, made)).frame
    assert frame["d"].tolist() == [pd.Timestamp("2025-08-31"), pd.NaT]
    assert (frame["n"].tolist()[0], frame["g"].tolist()[1]) == (1.25, 2.0)
    assert (frame["b"].tolist(), frame["t"].tolist()) == ([True, None], ["x", None])


def test_whole_number_that_a_cell_cannot_hold_is_refused(folder: Path) -> None:
    duckdb.sql("SELECT 9007199254740993 AS id").write_parquet(str(folder / "ids.parquet"))
    made = source(Kind.PARQUET, "ids.parquet", id=Type.NUMBER)
    with pytest.raises(DataError, match="'9007199254740993'"):
        fetch(made, access(folder, made))


def test_damaged_parquet_is_refused(folder: Path) -> None:
    whole = (folder / "pay.parquet").read_bytes()
    for content in (b"a,b\n1,2\n", whole[:40], whole[: len(whole) // 2] + b"\xff" * 40 + whole[len(whole) // 2 + 40 :]):
        (folder / "bad.parquet").write_bytes(content)
        made = source(Kind.PARQUET, "bad.parquet", year=Type.INTEGER)
        with pytest.raises(DataError):
            fetch(made, access(folder, made))


def test_select_over_a_file(folder: Path) -> None:
    frame = asked(folder, "pay.parquet", "SELECT max(year) AS year FROM data", year=Type.INTEGER).frame
    assert frame["year"].tolist() == [2025.0]


def test_select_over_several_files_by_their_names(folder: Path) -> None:
    (folder / "data").mkdir()
    for name in ("pay.parquet", "hours.csv"):
        (folder / name).rename(folder / "data" / name)
    frame = asked(
        folder, "data", "SELECT year, pay / hours AS hourly FROM pay JOIN hours USING (year) ORDER BY year"
    ).frame
    assert frame["hourly"].tolist() == [10.05, 5.075]


def test_select_over_a_duckdb_file(folder: Path) -> None:
    assert asked(folder, "staff.duckdb", "SELECT * FROM staff").frame["heads"].tolist() == [10]


def test_order_of_the_query_is_kept(folder: Path) -> None:
    frame = asked(folder, "pay.parquet", "SELECT i FROM range(300000) t(i) ORDER BY i DESC").frame
    assert frame["i"].tolist() == list(range(299_999, -1, -1))


@pytest.mark.parametrize(
    "query",
    [
        "COPY data TO '{folder}/pay.parquet' (USE_TMP_FILE false)",
        "COPY data TO '{folder}/new.csv'",
        "ATTACH '{folder}/staff.duckdb'",
        "ATTACH ':memory:' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "LOAD '{folder}/evil.so'",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET allowed_directories = ['/']",
        "RESET allowed_paths",
        "PRAGMA database_list",
        "CREATE TABLE x AS SELECT 1",
        "CREATE SECRET (TYPE s3)",
        "EXPORT DATABASE '{folder}/all'",
        "SELECT 1; COPY data TO '{folder}/new.csv'",
        "SELECT 1; SELECT 2",
        "CALL pragma_version()",
        "DROP VIEW data",
    ],
)
def test_query_that_is_not_one_select_is_refused(folder: Path, query: str) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(SourceError, match=r"is to be one SELECT|reaches for something other|does not work"):
        asked(folder, "pay.parquet", query.format(folder=folder))
    (folder / "approvals.json").unlink()
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    "query",
    [
        "FROM '{folder}/other.csv'",
        "FROM 'other.csv'",
        "FROM read_csv('{folder}/sub/../other.csv')",
        "FROM read_text('/etc/passwd')",
        "FROM read_blob('/etc/passwd')",
        "FROM read_json('/etc/passwd')",
        "FROM glob('/*')",
        "FROM sniff_csv('/etc/passwd')",
        "FROM parquet_metadata('/etc/passwd')",
        "FROM read_csv('/dev/stdin')",
        "FROM read_csv('https://example.org/a.csv')",
        "FROM 's3://bucket/a.parquet'",
        "FROM query('FROM read_text(''/etc/passwd'')')",
        "SELECT (SELECT content FROM read_text('/etc/passwd')) FROM data",
        "WITH x AS (FROM read_csv('{folder}/other.csv')) FROM x",
    ],
)
def test_query_reaches_no_other_file(folder: Path, query: str) -> None:
    with pytest.raises(SourceError, match=r"reaches for something other than the files|does not work"):
        asked(folder, "pay.parquet", query.format(folder=folder))


def test_view_in_a_database_file_reaches_no_other_file(folder: Path) -> None:
    with pytest.raises(SourceError, match="reaches for something other"):
        asked(folder, "staff.duckdb", "SELECT * FROM spy")


def test_duckdb_file_among_others_is_refused(folder: Path) -> None:
    (folder / "data").mkdir()
    for name in ("pay.parquet", "staff.duckdb"):
        (folder / name).rename(folder / "data" / name)
    with pytest.raises(SourceError, match="names a DuckDB file among others"):
        asked(folder, "data", "SELECT 1")


def test_more_rows_than_allowed_are_refused_before_they_are_all_there(folder: Path) -> None:
    with pytest.raises(DataError, match="more than 1,000 rows"):
        asked(folder, "pay.parquet", "SELECT * FROM range(10000000000)", Limits(rows=1000))


def test_query_without_end_is_stopped(folder: Path) -> None:
    endless = "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE hash(a.range) = hash(b.range + 1)"
    with pytest.raises(FetchError, match="takes too long"):
        asked(folder, "pay.parquet", endless, Limits(seconds=0.2))


def test_broken_sql_is_named(folder: Path) -> None:
    with pytest.raises(SourceError, match="its query does not work"):
        asked(folder, "pay.parquet", "SELEC 1")
    with pytest.raises(SourceError, match=r"its query does not work.*nowhere"):
        asked(folder, "pay.parquet", "SELECT * FROM nowhere")


def test_empty_query_is_refused(folder: Path) -> None:
    with pytest.raises(SourceError, match="its query is empty"):
        asked(folder, "pay.parquet", " ")


def test_file_of_no_known_kind_is_refused(folder: Path) -> None:
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(GapsheetError, match="is of no kind that is read"):
        asked(folder, "notes.txt", "SELECT 1")


def test_name_with_quotation_marks_is_a_name(folder: Path) -> None:
    (folder / "pay.parquet").rename(folder / "it's; DROP.parquet")
    assert len(asked(folder, "it's; DROP.parquet", "FROM data").frame) == 3


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("年,値\n2020,1\n".encode("cp932"), r"bad\.csv: Invalid Input Error: CSV Error on Line: 1: Invalid unicode"),
        (b"year,v\n" + b"2020,1\n" * 30_000 + b"2021,x\n", r'bad\.csv: .*Line: 30002: .*column "v".*string "x"'),
    ],
    ids=["another encoding", "a text among figures"],
)
def test_the_file_of_a_folder_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "good.csv").write_bytes(b"year,v\n2020,1\n")
    (tmp_path / "bad.csv").write_bytes(content)
    with pytest.raises(DataError, match=told):
        asked(tmp_path, ".", "SELECT year, sum(v) AS v FROM data GROUP BY year")

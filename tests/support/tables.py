"""Comparing what a table answers with what the cells show, and a frame's columns as cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pytest

Holder = Callable[[pd.DataFrame], Any]  # what turns a pandas frame into a table of some engine


def cells(frame: pd.DataFrame, name: str) -> list[Any]:
    """A column as a range of cells: None for a blank."""
    return [None if pd.isna(cell) else cell for cell in frame[name].tolist()]


def block(frame: pd.DataFrame, names: Sequence[str]) -> list[list[Any]]:
    """Columns under their names as a block of cells."""
    return [list(names), *(list(row) for row in zip(*(cells(frame, name) for name in names), strict=True))]


def assert_same(found: list[list[Any]], expected: list[list[Any]], error: float = 1e-9) -> None:
    """The same rows: texts to the letter, numbers to within the error."""
    assert len(found) == len(expected)
    for row, other in zip(found, expected, strict=True):
        assert row == [pytest.approx(cell, rel=error, abs=error) if isinstance(cell, float) else cell for cell in other]

"""Which number people see beside a row of data, where blank rows were passed over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import count, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd  # for the hint alone: it takes long to import

FIRST, PASSED = "first_row", "passed_rows"  # of a frame's attrs: the number of its first row, and those passed over


def row_numbers(frame: pd.DataFrame) -> Sequence[int]:
    """The numbers of a frame's rows, as its attrs say; from 1 on where they say nothing."""
    first: int = frame.attrs.get(FIRST, 1)
    passed: Collection[int] = frame.attrs.get(PASSED, ())
    if not passed:
        return range(first, first + len(frame))
    gone = set(passed)
    return list(islice((number for number in count(first) if number not in gone), len(frame)))

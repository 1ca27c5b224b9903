"""Reads the package's CSV tables as text, cell for cell, with the columns checked."""

from __future__ import annotations

from enum import StrEnum
from importlib import resources
from typing import TypeVar

from gapsheet.errors import FactError

Row = dict[str, str]
Word = TypeVar("Word", bound=StrEnum)


def read_table(file_name: str, columns: tuple[str, ...]) -> list[Row]:
    """The rows of a table of this package; every cell is text, an empty cell is "".

    Raises:
        FactError: The columns are not the expected ones.
    """
    import pandas as pd  # here, because the base's date is wanted where tables are not

    with resources.files(__package__).joinpath(file_name).open(encoding="utf-8") as text:
        table = pd.read_csv(text, dtype=str, keep_default_na=False)
    if tuple(table.columns) != columns:
        raise FactError(f"{file_name} has the columns {', '.join(table.columns)}; expected {', '.join(columns)}")
    return [dict(zip(columns, row, strict=True)) for row in table.itertuples(index=False)]


def word_in(row: Row, column: str, words: type[Word], place: str) -> Word:
    """One of the few words a column may hold.

    Raises:
        FactError: The cell holds another word; the message says where (`place`) and what is allowed.
    """
    try:
        return words(row[column])
    except ValueError:
        allowed = ", ".join(repr(word.value) for word in words)
        raise FactError(f"{place}: {column} is {row[column]!r}; allowed are {allowed}") from None

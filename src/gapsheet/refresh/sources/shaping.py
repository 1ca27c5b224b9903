"""How data as they came become columns of declared types; what does not fit is named with its rows."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

from gapsheet.errors import DataError
from gapsheet.refresh.records import Column, Kind, Source, Type
from gapsheet.refresh.rownumbers import row_numbers
from gapsheet.refresh.sources.content import CELL_TEXT_LIMIT, Content, shown
from gapsheet.refresh.sources.csvtext import refuse_duplicates, too_many_rows

_DIGITS = r"[ \t]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t]*"
_NUMBER = re.compile(_DIGITS, re.ASCII)
_NUMBERS = re.compile(rf"(?:{_DIGITS})?+(?:\n(?:{_DIGITS})?+)*+", re.ASCII)  # one a line, or none
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]"
)  # XML, and so a cell, holds none of them
_EXACT = 2**53  # whole numbers up to here are themselves as float64
_TRUE, _FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
_COMMA = re.compile(r"[ \t]*[+-]?[0-9]*,[0-9]+[ \t]*")  # with one comma, be it a decimal one or between thousands
_NAMED_ROWS = 5  # that a message lists

_CURES = {
    Type.NUMBER: "write figures in digits without thousands separators, and leave gaps blank",
    Type.INTEGER: "write whole numbers, or declare the column as number",
    Type.TEXT: "take out control characters, and keep a text below 32,768 characters",
    Type.DATE: "write dates as 2025-08-31, or declare the column as text",
    Type.BOOLEAN: "write true or false, or declare the column as text",
}


def shaped(source: Source, content: Content, limit: int) -> pd.DataFrame:
    """The frame with every declared field in its type.

    Numbers and integers become float64 with NaN for blanks; dates datetime64 with NaT; text and booleans objects with
    None. A field that the data lack stays lacking, and a field that nobody declared stays as it came.

    Raises:
        DataError: Two fields share a name, there are too many rows, or a value does not suit its column.
    """
    where = f"source {source.id}"
    frame = content.frame
    refuse_duplicates(where, [str(name) for name in frame.columns])
    if len(frame) > limit:
        raise too_many_rows(where, limit)
    columns = {str(name): frame[name] for name in frame.columns}
    for column in source.read:
        if column.field in columns:
            columns[column.field] = _typed(source, column, columns[column.field], frame)
    typed = pd.DataFrame(columns, index=frame.index).reset_index(drop=True)
    typed.attrs |= frame.attrs
    return typed


def _typed(source: Source, column: Column, values: pd.Series[Any], frame: pd.DataFrame) -> pd.Series[Any]:
    if column.type in (Type.NUMBER, Type.INTEGER) and _is_plain_numbers(values):
        return values.astype("float64")
    cells = values.tolist()
    quickly = _at_once(column.type, cells)
    if quickly is not None:
        return quickly
    cells = [None if _is_blank(cell) else cell for cell in cells]
    convert = _CONVERTERS[column.type]
    if all(cell is None or type(cell) is str for cell in cells):  # texts are often the same
        known = {cell: None if cell is None else convert(cell) for cell in set(cells)}
        typed = [known[cell] for cell in cells]
    else:
        typed = [None if cell is None else convert(cell) for cell in cells]
    unfit = [
        place for place, (cell, new) in enumerate(zip(cells, typed, strict=True)) if cell is not None and new is None
    ]
    if unfit:
        numbers = row_numbers(frame)
        told = _unfit(column, cells[unfit[0]], [numbers[place] for place in unfit])
        raise DataError(f"source {source.id}: {told}; {_cure(source, column, cells[unfit[0]])}")
    return _series(column.type, typed)


def _is_plain_numbers(values: pd.Series[Any]) -> bool:
    """Whether a column holds gaps and numbers that float64 can hold already, as most columns of Parquet do."""
    if not types.is_numeric_dtype(values.dtype) or types.is_bool_dtype(values.dtype):
        return False
    numbers = values.to_numpy("float64", na_value=np.nan)
    if types.is_float_dtype(values.dtype):
        return not np.isinf(numbers).any()
    return not (np.abs(numbers) >= _EXACT).any()


def _at_once(kind: Type, cells: list[Any]) -> pd.Series[Any] | None:
    """A column as a whole where all its cells are alike and sound; None where each must be looked at."""
    kinds = set(map(type, cells))
    if kind is Type.NUMBER and kinds <= {float, NoneType}:
        numbers = np.array(cells, dtype="float64")  # None becomes NaN
        return None if np.isinf(numbers).any() else pd.Series(numbers)
    if not kinds <= {str, NoneType}:
        return None
    joined = "\n".join([cell or "" for cell in cells])
    if kind is Type.NUMBER and _NUMBERS.fullmatch(joined):
        numbers = np.array([float(cell) if cell else math.nan for cell in cells], dtype="float64")
        return None if np.isinf(numbers).any() else pd.Series(numbers)
    if (
        kind is Type.TEXT
        and not _UNFIT.search(joined)
        and max(map(len, filter(None, cells)), default=0) <= CELL_TEXT_LIMIT
    ):
        return pd.Series([cell or None for cell in cells], dtype=object)
    return None


def _series(kind: Type, cells: list[Any]) -> pd.Series[Any]:
    match kind:
        case Type.NUMBER | Type.INTEGER:
            return pd.Series([math.nan if cell is None else cell for cell in cells], dtype="float64")
        case Type.DATE:
            return pd.Series(
                np.array([np.datetime64("NaT") if cell is None else cell for cell in cells], "datetime64[us]")
            )
        case _:
            return pd.Series(cells, dtype=object)


def _cure(source: Source, column: Column, cell: Any) -> str:
    """What helps; only the query of a CSV names signs."""
    cure = _CURES[column.type]
    if source.kind not in (Kind.CSV, Kind.HTTP_CSV) or column.type not in (Type.NUMBER, Type.INTEGER):
        return cure
    if isinstance(cell, str) and _COMMA.fullmatch(cell):
        return f"{cure}; if the comma is a decimal sign, write decimal=comma in the query"
    return cure if column.type is Type.INTEGER else f"{cure}, or name their sign with blank= in the query"


def _unfit(column: Column, cell: Any, rows: Sequence[int]) -> str:
    """Which rows hold what does not suit a column, such as this cell."""
    listed = ", ".join(f"{row:,}" for row in rows[:_NAMED_ROWS])
    more = f" and {len(rows) - _NAMED_ROWS:,} more" if len(rows) > _NAMED_ROWS else ""
    row, hold = ("rows", "hold") if len(rows) > 1 else ("row", "holds")
    return (
        f"column {shown(column.field)} is declared as {column.type}, but {row} {listed}{more} of the data {hold} "
        f"something else, such as '{shown(cell)}'"
    )


def _is_blank(cell: Any) -> bool:
    if isinstance(cell, str):
        return not cell
    return cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell))


def _number(cell: Any) -> float | None:
    if isinstance(cell, str):
        return _finite(float(cell)) if _NUMBER.fullmatch(cell) else None
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return None
    if isinstance(cell, int) and abs(cell) > _EXACT:
        return None
    return _finite(float(cell))


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _integer(cell: Any) -> float | None:
    number = _number(cell)
    return number if number is not None and number.is_integer() else None


def _text(cell: Any) -> str | None:
    """A value as its text; it stays data whatever it begins with."""
    text = _spelled(cell)
    return None if text is None or len(text) > CELL_TEXT_LIMIT or _UNFIT.search(text) else text


def _spelled(cell: Any) -> str | None:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) <= _EXACT:
        return str(int(cell))  # a year or a code that a spreadsheet took for a figure
    if isinstance(cell, datetime):
        return (
            cell.date().isoformat()
            if cell == datetime.combine(cell.date(), datetime.min.time(), cell.tzinfo)
            else cell.isoformat()
        )
    return (
        cell.isoformat() if isinstance(cell, date) else str(cell) if isinstance(cell, int | float | Decimal) else None
    )


def _date(cell: Any) -> datetime | None:
    if isinstance(cell, str):
        try:
            cell = datetime.fromisoformat(cell.strip())
        except ValueError:
            return None
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)  # the clock where the data were made, as the source writes it
    return datetime(cell.year, cell.month, cell.day) if isinstance(cell, date) else None


def _boolean(cell: Any) -> bool | None:
    if isinstance(cell, bool):
        return cell
    word = str(cell).strip().casefold().removesuffix(".0")
    return True if word in _TRUE else False if word in _FALSE else None


_CONVERTERS: dict[Type, Callable[[Any], Any]] = {
    Type.NUMBER: _number,
    Type.INTEGER: _integer,
    Type.TEXT: _text,
    Type.DATE: _date,
    Type.BOOLEAN: _boolean,
}


def object_frame(where: str, names: Iterable[str], rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """A frame of objects from rows; nothing is converted.

    Raises:
        DataError: Two columns share a name.
    """
    names = list(names)
    refuse_duplicates(where, names)
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return pd.DataFrame(
        {name: pd.Series(list(cells), dtype=object) for name, cells in zip(names, columns, strict=True)}
    )

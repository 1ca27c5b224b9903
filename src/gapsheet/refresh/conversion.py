"""How values of data become values of cells: numbers, texts, dates as serials, true and false."""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import partial
from types import NoneType
from typing import Any

import numpy as np
import pandas as pd

from gapsheet.quantities import CellValue
from gapsheet.refresh.periods import EPOCH, FIRST_SERIAL, serial_of
from gapsheet.refresh.records import Type

MOST_CHARACTERS = 32_767  # in a cell
_EXACT = 2.0**53  # whole numbers up to here are exact in a cell
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_BOOLEANS = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}
KINDS = {
    Type.NUMBER: "numbers",
    Type.INTEGER: "whole numbers",
    Type.TEXT: "text",
    Type.DATE: "dates",
    Type.BOOLEAN: "true or false",
}


def cells_of(series: pd.Series[Any], kind: Type, dates_1904: bool = False) -> tuple[list[CellValue], Sequence[str]]:
    """A column of data as cells, and which rows, by the numbers of its index, hold something else: those stay blank."""
    values = _at_once(series, kind, dates_1904)
    return (values, ()) if values is not None else _each(series, _converter(kind, dates_1904))


def _at_once(series: pd.Series[Any], kind: Type, dates_1904: bool) -> list[CellValue] | None:
    """A column of which no value needs a look of its own; None where they do."""
    if not isinstance(series.dtype, np.dtype):
        return None
    if kind in (Type.NUMBER, Type.INTEGER) and series.dtype.kind in "iuf":
        return _numbers(series.to_numpy(dtype=np.float64), kind)
    if kind is Type.DATE and series.dtype.kind == "M":
        return _serials(series.to_numpy(dtype="datetime64[us]"), dates_1904)
    if kind is Type.TEXT and series.dtype.kind == "O":
        values = series.tolist()
        is_text = {*map(type, values)} <= {str, NoneType} and "" not in values
        if is_text and max(map(len, filter(None, values)), default=0) <= MOST_CHARACTERS:
            return values
    return None


def _numbers(array: np.ndarray[Any, np.dtype[np.float64]], kind: Type) -> list[CellValue] | None:
    is_blank = np.isnan(array)
    known = array[~is_blank]
    if np.isinf(known).any():
        return None
    if kind is Type.INTEGER and ((known != np.trunc(known)).any() or (np.abs(known) > _EXACT).any()):
        return None
    values = array.tolist()
    return [None if value != value else value for value in values] if is_blank.any() else values


def _serials(array: np.ndarray[Any, np.dtype[np.datetime64]], dates_1904: bool) -> list[CellValue] | None:
    """Serials of moments without a zone; None where one lies before what Excel counts."""
    days = (array - np.datetime64(EPOCH, "us")) / np.timedelta64(1, "D") + serial_of(EPOCH, dates_1904)
    if (days[~np.isnan(days)] < (0 if dates_1904 else FIRST_SERIAL)).any():
        return None
    return [None if value != value else value for value in days.tolist()]


def _each(series: pd.Series[Any], convert: Callable[[Any], CellValue]) -> tuple[list[CellValue], Sequence[str]]:
    """Every value converted, and those that could not be, with their rows by the numbers of the index."""
    values: list[CellValue] = []
    wrong: list[str] = []
    for number, value, is_blank in zip(series.index.tolist(), series.tolist(), series.isna().tolist(), strict=True):
        try:
            values.append(None if is_blank else convert(value))
        except (ValueError, OverflowError) as problem:
            values.append(None)
            wrong.append(f"row {number:,} holds {_quoted(value)}{_detail(problem)}")
    return values, wrong


class _UnfitError(ValueError):
    """A value of the right kind that a cell still cannot hold; says why."""


def _detail(problem: Exception) -> str:
    return f" ({problem})" if isinstance(problem, _UnfitError) else ""


def _quoted(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _converter(kind: Type, dates_1904: bool) -> Callable[[Any], CellValue]:
    match kind:
        case Type.NUMBER:
            return _number
        case Type.INTEGER:
            return _integer
        case Type.DATE:
            return partial(_date, dates_1904=dates_1904)
        case Type.BOOLEAN:
            return _boolean
    return _text


def _number(value: object) -> CellValue:
    """A number, also one that is written as a text in the way of programs."""
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise ValueError
        value = float(text)
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real | Decimal):
        raise ValueError
    figure = float(value)
    if math.isnan(figure):
        return None
    if math.isinf(figure):
        raise _UnfitError("no cell can hold it")
    return figure


def _integer(value: object) -> CellValue:
    figure = _number(value)
    if isinstance(figure, float) and not figure.is_integer():
        raise ValueError
    if isinstance(figure, float) and abs(figure) > _EXACT:
        raise _UnfitError("has more digits than a number in a cell; make the column text")
    return figure


def _text(value: object) -> CellValue:
    """A text; whole numbers are written without the decimal point that blanks in their column gave them."""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        value = int(value)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else str(value)
    if len(text) > MOST_CHARACTERS:
        raise _UnfitError(f"{len(text):,} characters; a cell holds {MOST_CHARACTERS:,}")
    return text or None


def _date(value: object, dates_1904: bool) -> CellValue:
    """A date as the serial of a cell; times of other zones become UTC."""
    moment = _moment(value)
    if moment is None:
        return None
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    serial = serial_of(moment, dates_1904)
    if serial < (0 if dates_1904 else FIRST_SERIAL):
        raise _UnfitError("lies before what Excel counts; make the column text")
    return serial


def _moment(value: object) -> datetime | None:
    if isinstance(value, pd.Period):
        value = value.start_time
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime(warn=False)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if not isinstance(value, str):
        raise ValueError
    return datetime.fromisoformat(value.strip()) if value.strip() else None


def _boolean(value: object) -> CellValue:
    if isinstance(value, bool | np.bool_):
        return bool(value)
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    text = text.strip().casefold()
    if not text:
        return None
    if text not in _BOOLEANS:
        raise ValueError
    return _BOOLEANS[text]

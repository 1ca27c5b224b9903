"""Whether data are what the workbook says they are: columns, types, units, duplicates, blanks, range, gaps."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from gapsheet.errors import DataError
from gapsheet.quantities import CellValue
from gapsheet.refresh import messages
from gapsheet.refresh.conversion import KINDS, cells_of
from gapsheet.refresh.messages import counted
from gapsheet.refresh.periods import EXPECTED, Frequency, Period, missing, period_of
from gapsheet.refresh.records import UNIT_WORDS, Column, Purpose, Role, Source, Type
from gapsheet.refresh.rownumbers import row_numbers
from gapsheet.refresh.rows import Row, Validated, key_text, listed
from gapsheet.refresh.sentences import Sentence

MOST_ROWS = 1_048_575  # a sheet's rows without the header
_WARNINGS = 10
_LONGEST = 40  # characters of a value that a message shows


def validated(source: Source, frame: pd.DataFrame, *, dates_1904: bool = False) -> Validated:
    """The data of a source as rows of cells.

    Args:
        source: What the workbook says about them.
        frame: The data. Where they tell units, these are compared: `attrs["units"]` by field, or else a column of
            units that the workbook does not take over. Rows have the numbers of `row_numbers`.
        dates_1904: Whether the workbook counts dates from 1904.

    Raises:
        DataError: They are something else; the message tells everything that is wrong, with the first offenders.
    """
    units = frame.attrs.get("units")
    frame = _numbered(frame).dropna(how="all")
    numbers = frame.index.tolist()
    _refuse_shape(source, frame)
    faults = list(_unit_faults(source, _told_units(source, frame) if units is None else units))
    columns = [_converted(column, _told(column, frame), numbers, faults, dates_1904) for column in source.columns]
    if not faults:
        faults += _duplicates(source, columns, numbers)
    if faults:
        told = "; ".join(faults)
        raise DataError(f"source {source.id}: {told}. Correct the data, or what SourceColumns says of them")
    if source.purpose is Purpose.TARGET:  # goals are set for few years, and may be called anything
        return Validated(tuple(columns))
    unread = _unread_periods(source, columns, dates_1904)
    return Validated(tuple(columns), (*unread, *_few(list(_gaps(source, columns, dates_1904)))))


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """The data, whose index are the numbers that people see beside the rows."""
    numbers = row_numbers(frame)
    frame = frame.copy(deep=False)
    frame.index = pd.Index(numbers)
    return frame


def _told(column: Column, frame: pd.DataFrame) -> pd.Series[Any]:
    """What the data tell for a column, or what the workbook says of every row."""
    return pd.Series(column.constant, frame.index, dtype=object) if column.constant else frame[column.field]


def _few(warnings: list[str]) -> tuple[str, ...]:
    """The first warnings, and how many more there are: a message has to fit into a cell."""
    left_out = len(warnings) - _WARNINGS
    more = [counted(messages.MORE_GAPS, left_out)] if left_out > 0 else []
    return (*warnings[:_WARNINGS], *more)


def _refuse_shape(source: Source, frame: pd.DataFrame) -> None:
    """Refuse data without the columns, or with no rows, or more than a sheet has."""
    fields = [str(name) for name in frame.columns]
    wanted = [column.field for column in source.read]
    lacking = [field for field in wanted if field not in fields]
    if lacking:
        one, those = ("column", "one") if len(lacking) == 1 else ("columns", "ones")
        raise DataError(
            f"source {source.id}: the data lack the {one} {listed(lacking)}; they have {listed(fields, 30)}. "
            f"Write the name of the right {those} under Field in SourceColumns"
        )
    twice = sorted({field for field in wanted if fields.count(field) > 1})
    if twice:
        raise DataError(f"source {source.id}: the data have several columns {listed(twice)}; name them differently")
    if frame.empty:
        raise DataError(f"source {source.id}: the data hold no rows; check location and query")
    if len(frame) > MOST_ROWS:
        raise DataError(
            f"source {source.id}: {len(frame):,} rows do not fit on a sheet, which has {MOST_ROWS:,}; "
            "let the query add them up first"
        )


def _told_units(source: Source, frame: pd.DataFrame) -> dict[str, str]:
    """The unit that an undeclared column of units tells for every figure."""
    declared = {column.field for column in source.read}
    names = [name for name in frame.columns if name not in declared and str(name).strip().casefold() in UNIT_WORDS]
    told = [str(unit).strip() for name in names for unit in frame[name].dropna().unique()]
    figures = [column.field for column in source.columns if column.role is Role.VALUE]
    return dict.fromkeys(figures, ", ".join(told)) if told else {}


def _unit_faults(source: Source, stated: Mapping[str, str]) -> Iterator[str]:
    """Columns of which the data tell another unit."""
    for column in source.columns:
        unit = str(stated.get(column.field) or "").strip()
        if unit and column.unit and unit.casefold() != column.unit.strip().casefold():
            yield f"column {column.field} is in {unit}, but the workbook expects {column.unit}"


def _converted(
    column: Column, series: pd.Series[Any], numbers: Sequence[int], faults: list[str], dates_1904: bool
) -> list[CellValue]:
    """A column as cells; what cannot be one is told, by the numbers of the rows, and left blank."""
    values, wrong = cells_of(series, column.type, dates_1904)
    if wrong:
        faults.append(f"column {column.field} should hold {KINDS[column.type]}: {listed(wrong)}")
        return values
    faults += _column_faults(column, values, numbers)
    return values


def _column_faults(column: Column, values: Sequence[CellValue], numbers: Sequence[int]) -> Iterator[str]:
    """Blanks where there may be none, and figures outside what is plausible."""
    if (column.required or column.role in (Role.KEY, Role.PERIOD)) and None in values:
        rows = [f"row {number:,}" for number, value in zip(numbers, values, strict=True) if value is None]
        yield f"column {column.field} may not be blank: {listed(rows)}"
    low = -math.inf if column.low is None else column.low
    high = math.inf if column.high is None else column.high
    if column.low is not None or column.high is not None:
        outside = [
            f"row {number:,} holds {value:.12g}"
            for number, value in zip(numbers, values, strict=True)
            if isinstance(value, float) and not low <= value <= high
        ]
        if outside:
            yield f"column {column.field} is plausible {_range(column)}: {listed(outside)}"


def _range(column: Column) -> str:
    if column.low is None:
        return f"up to {column.high:.12g}"
    return f"from {column.low:.12g}" + ("" if column.high is None else f" to {column.high:.12g}")


def _duplicates(source: Source, columns: Sequence[Sequence[CellValue]], numbers: Sequence[int]) -> Iterator[str]:
    """Rows that cannot be told apart."""
    keys = [values for column, values in zip(source.columns, columns, strict=True) if column in source.keys]
    told_apart = {*keys[0]} if len(keys) == 1 else {*zip(*keys, strict=True)}
    if len(told_apart) == len(numbers):
        return
    first: dict[Row, int] = {}
    twice = []
    for number, key in zip(numbers, zip(*keys, strict=True), strict=True):
        if first.setdefault(key, number) != number:
            twice.append(f"rows {first[key]:,} and {number:,} ({key_text(key)})")
    if twice:
        names = listed(column.field for column in source.keys)
        yield f"the key {names} does not tell rows apart: {listed(twice)}"


def _regular(period: Period, length: Frequency | None) -> Period:
    """A day as the month, quarter or year that it stands for, where data come that often."""
    return period.coarser(length) if length and period.frequency is Frequency.DAY else period


def _periods(source: Source) -> int | None:
    """The place of the column of periods."""
    return next((place for place, column in enumerate(source.columns) if column.role is Role.PERIOD), None)


def _unread_periods(source: Source, columns: Sequence[Sequence[CellValue]], dates_1904: bool) -> Iterator[str]:
    """That the column of periods holds what is none; the rows come in, but nobody watches over their time."""
    place = _periods(source)
    if place is None:
        return
    column = source.columns[place]
    values = dict.fromkeys(columns[place])  # many rows, few periods
    is_date = column.type is Type.DATE
    unread = [value for value in values if period_of(value, is_date=is_date, dates_1904=dates_1904) is None]
    if unread:
        held = listed((f"'{key_text([value])[:_LONGEST]}'" for value in unread), 3)
        patterns = messages.UNREAD if len(unread) == len(values) else messages.UNREAD_BESIDE_OTHERS
        yield counted(patterns, len(unread), source=source.id, column=column.field, values=held)


def _gaps(source: Source, columns: Sequence[Sequence[CellValue]], dates_1904: bool) -> Iterator[str]:
    """The periods that series leave out."""
    place = _periods(source)
    if place is None:
        return
    is_date = source.columns[place].type is Type.DATE
    others = [columns[index] for index, column in enumerate(source.columns) if column.role is Role.KEY]
    length = EXPECTED.get(source.expected)
    series: dict[Row, list[CellValue]] = {}
    keys = zip(*others, strict=True) if others else [()] * len(columns[place])
    for key, value in zip(keys, columns[place], strict=True):
        series.setdefault(key, []).append(value)
    for key, values in series.items():
        periods = [period_of(value, is_date=is_date, dates_1904=dates_1904) for value in values]
        known = [_regular(period, length) for period in periods if period]
        left_out = missing(known)
        if left_out:
            told = {"source": source.id, "periods": listed(map(str, left_out))}
            of_one = Sentence.of(messages.GAPS_OF, series=key_text(key), **told) if key else None
            yield of_one or Sentence.of(messages.GAPS, **told)

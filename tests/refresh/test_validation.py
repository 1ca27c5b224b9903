"""Data that are not what the workbook says they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from gapsheet.errors import DataError
from gapsheet.refresh.records import Column, Kind, Purpose, Role, Source, Type
from gapsheet.refresh.validation import validated


def source(*columns: Column, expected: str = "yearly") -> Source:
    return Source("sales", True, Kind.CSV, "sales.csv", "", "", "Sales", expected, columns)


YEAR = Column("Year", "year", Role.PERIOD, Type.INTEGER)
COUNTRY = Column("Country", "country", Role.KEY, Type.TEXT)
VALUE = Column("Value", "value", Role.VALUE, Type.NUMBER, unit="tn yen", low=0.0, high=100.0)
SALES = source(COUNTRY, YEAR, VALUE)


def frame(*rows: tuple[Any, ...], columns: tuple[str, ...] = ("country", "year", "value")) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns))


def cells(kind: Type, *values: Any) -> list[object]:
    column = Column("X", "x", Role.TEXT, kind, required=False)
    told = frame(*((n, value) for n, value in enumerate(values)), columns=("year", "x"))
    key = Column("Year", "year", Role.KEY, Type.NUMBER)
    return [row[1] for row in validated(source(key, column), told).rows]


def test_rows_come_in_the_order_of_the_columns() -> None:
    told = pd.DataFrame({"value": [6.0, 5.8], "extra": "x", "year": [2024, 2023], "country": "JP"})
    assert validated(SALES, told).rows == (("JP", 2024.0, 6.0), ("JP", 2023.0, 5.8))


def test_a_constant_stands_in_every_row_and_asks_for_no_field() -> None:
    """Also where the data have a field of that name, which is then not read."""
    publisher = Column("Source", "Source", Role.TEXT, Type.TEXT, constant="World Bank")
    told = frame(("JP", 2024, 6.0), ("KR", 2024, 7.0))
    expected = (("JP", 2024.0, 6.0, "World Bank"), ("KR", 2024.0, 7.0, "World Bank"))
    assert validated(source(COUNTRY, YEAR, VALUE, publisher), told).rows == expected
    assert validated(source(COUNTRY, YEAR, VALUE, publisher), told.assign(Source="x")).rows == expected


def test_missing_columns_are_named_with_those_that_exist() -> None:
    with pytest.raises(DataError, match=r"sales: the data lack the columns year, value; they have country, jahr"):
        validated(SALES, frame(("JP", 2024), columns=("country", "jahr")))


def test_all_faults_are_told_at_once_with_row_and_value() -> None:
    told = frame(("JP", 2024, "n/a"), ("JP", 2023, 6.0), ("KR", None, 7.0), ("KR", 2022, 1.0))
    with pytest.raises(DataError) as caught:
        validated(SALES, told)
    assert "column year may not be blank: row 3" in str(caught.value)
    assert "column value should hold numbers: row 1 holds 'n/a'" in str(caught.value)


def test_only_the_first_offenders_are_shown() -> None:
    told = frame(*(("JP", year, "x") for year in range(1990, 2000)))
    with pytest.raises(DataError, match=r"row 5 holds 'x' and 5 more"):
        validated(SALES, told)


def test_duplicate_keys_are_named_with_their_rows() -> None:
    with pytest.raises(DataError, match=r"the key country, year does not tell rows apart: rows 1 and 3 \(JP · 2024\)"):
        validated(SALES, frame(("JP", 2024, 6.0), ("KR", 2024, 1.0), ("JP", 2024, 6.1)))


def test_rows_have_the_numbers_that_people_see() -> None:
    told = frame(("JP", 2024, 6.0), (None, None, None), ("JP", 2024, -6.0), ("KR", 2024, None))
    told.attrs["first_row"] = 2
    with pytest.raises(DataError) as caught:
        validated(SALES, told)
    assert "value may not be blank: row 5;" in str(caught.value)
    assert "row 4 holds -6" in str(caught.value)
    told.loc[2:, "value"] = 6.0
    with pytest.raises(DataError, match=r"rows 2 and 4 \(JP · 2024\)"):
        validated(SALES, told)


def test_implausible_figures_are_named() -> None:
    with pytest.raises(DataError, match=r"value is plausible from 0 to 100: row 2 holds 6008"):
        validated(SALES, frame(("JP", 2023, 6.0), ("JP", 2024, 6008.0)))


def test_another_unit_is_refused() -> None:
    told = frame(("JP", 2024, 6.0))
    told.attrs["units"] = {"value": "bn yen"}
    with pytest.raises(DataError, match=r"column value is in bn yen, but the workbook expects tn yen"):
        validated(SALES, told)
    told.attrs["units"] = {"value": "Tn Yen"}
    assert validated(SALES, told).rows == (("JP", 2024.0, 6.0),)


def test_a_column_of_units_in_the_data_is_compared() -> None:
    told = pd.DataFrame({"country": "JP", "year": [2023, 2024], "value": 6.0, "UNIT": ["tn yen", "bn yen"]})
    with pytest.raises(DataError, match=r"column value is in tn yen, bn yen, but the workbook expects tn yen"):
        validated(SALES, told)
    assert len(validated(SALES, told.assign(UNIT="tn yen")).rows) == 2


def test_no_rows_are_no_data() -> None:
    with pytest.raises(DataError, match="hold no rows"):
        validated(SALES, frame((None, None, None)))


def test_blank_figures_are_refused_where_they_are_required() -> None:
    told = frame(("JP", 2023, 6.0), ("JP", 2024, None))
    with pytest.raises(DataError, match=r"value may not be blank: row 2"):
        validated(SALES, told)
    optional = Column("Value", "value", Role.VALUE, Type.NUMBER, required=False)
    assert validated(source(COUNTRY, YEAR, optional), told).rows[1] == ("JP", 2024.0, None)


def test_periods_that_a_series_leaves_out_are_a_warning() -> None:
    told = frame(("JP", 2020, 1.0), ("JP", 2022, 1.0), ("KR", 2019, 1.0), ("KR", 2020, 1.0))
    assert validated(SALES, told).warnings == ("source sales: the series of JP leaves out 2021",)


def test_warnings_are_few_enough_for_a_cell() -> None:
    told = frame(*((f"country {number}", year, 1.0) for number in range(25) for year in (2020, 2022)))
    warnings = validated(SALES, told).warnings
    assert (len(warnings), warnings[-1]) == (11, "15 more series leave out periods")


def test_periods_that_nobody_can_read_are_a_warning() -> None:
    when = Column("When", "when", Role.PERIOD, Type.TEXT)
    told = pd.DataFrame({"when": ["spring 2024", "autumn 2024"], "value": 1.0})
    assert validated(source(when, VALUE), told).warnings == (
        "source sales: column when of role period holds 'spring 2024', 'autumn 2024', which are no periods; gaps and "
        "age are not checked",
    )
    assert validated(replace(source(when, VALUE), purpose=Purpose.TARGET), told).warnings == ()


def test_rows_without_a_period_do_not_hide_the_gaps_of_others() -> None:
    when = Column("When", "when", Role.PERIOD, Type.TEXT)
    told = pd.DataFrame({"when": ["2024000101", "2024000303", "total"], "value": 1.0})
    assert validated(source(when, VALUE, expected="monthly"), told).warnings == (
        "source sales: column when of role period holds 'total', which is no period; gaps and age are checked without "
        "it",
        "source sales: the series leaves out 2024-02",
    )


def test_month_ends_of_a_monthly_series_are_months() -> None:
    day = Column("Day", "day", Role.PERIOD, Type.DATE)
    told = pd.DataFrame({"day": pd.to_datetime(["2024-01-31", "2024-02-29", "2024-04-30"]), "value": 1.0})
    checked = validated(source(day, VALUE, expected="monthly"), told)
    assert checked.warnings == ("source sales: the series leaves out 2024-03",)


@pytest.mark.parametrize(
    ("kind", "given", "cell"),
    [
        (Type.NUMBER, "1.5e3", 1500.0),
        (Type.NUMBER, Decimal("2.50"), 2.5),
        (Type.NUMBER, np.int64(7), 7.0),
        (Type.NUMBER, " ", None),
        (Type.INTEGER, 2024.0, 2024.0),
        (Type.TEXT, 2024.0, "2024"),
        (Type.TEXT, "=1+1", "=1+1"),
        (Type.TEXT, "", None),
        (Type.DATE, "2023-03-15", 45000.0),
        (Type.DATE, date(2023, 3, 15), 45000.0),
        (Type.DATE, pd.Timestamp("2023-03-15 12:00"), 45000.5),
        (Type.DATE, datetime(2023, 3, 15, 12, tzinfo=UTC), 45000.5),
        (Type.DATE, pd.NaT, None),
        (Type.BOOLEAN, "TRUE", True),
        (Type.BOOLEAN, 0.0, False),
    ],
)
def test_values_become_cells(kind: Type, given: Any, cell: object) -> None:
    values = cells(kind, given, None)
    assert values == [cell, None]
    assert type(values[0]) is type(cell)


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        (Type.NUMBER, "1,500", r"should hold numbers: row 1 holds '1,500'"),
        (Type.NUMBER, "nan", r"should hold numbers"),
        (Type.NUMBER, float("inf"), r"no cell can hold it"),
        (Type.NUMBER, True, r"should hold numbers: row 1 holds True"),
        (Type.INTEGER, 2.5, r"should hold whole numbers: row 1 holds 2.5"),
        (Type.INTEGER, 2**60, r"more digits than a number in a cell"),
        (Type.TEXT, "x" * 40_000, r"40,000 characters; a cell holds 32,767"),
        (Type.DATE, "15.3.2023", r"should hold dates: row 1 holds '15.3.2023'"),
        (Type.DATE, "1899-12-31", r"lies before what Excel counts"),
        (Type.DATE, 45000, r"should hold dates"),
        (Type.BOOLEAN, "maybe", r"should hold true or false: row 1 holds 'maybe'"),
    ],
)
def test_what_no_cell_of_its_type_can_hold_is_refused(kind: Type, given: Any, told: str) -> None:
    with pytest.raises(DataError, match=told):
        cells(kind, given, None)


def test_dates_count_from_1904_where_the_workbook_does() -> None:
    day = Column("Day", "day", Role.PERIOD, Type.DATE)
    told = pd.DataFrame({"day": ["2023-03-15"], "value": [1.0]})
    assert validated(source(day, VALUE), told, dates_1904=True).rows == ((43538.0, 1.0),)

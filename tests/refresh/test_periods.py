"""Periods as statistics write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapsheet.quantities import CellValue
from gapsheet.refresh.periods import Frequency, day_of, is_stale, missing, period_of, serial_of


@pytest.mark.parametrize(
    ("written", "read", "last_day"),
    [
        (2024.0, "2024", date(2024, 12, 31)),
        ("2024", "2024", date(2024, 12, 31)),
        ("FY2024", "2024", date(2024, 12, 31)),
        ("2024年度", "2024", date(2024, 12, 31)),
        ("2024-Q2", "2024-Q2", date(2024, 6, 30)),
        ("2024Q4", "2024-Q4", date(2024, 12, 31)),
        ("2024-S1", "2024-H1", date(2024, 6, 30)),
        ("2024-02", "2024-02", date(2024, 2, 29)),
        ("2024M11", "2024-11", date(2024, 11, 30)),
        (202311.0, "2023-11", date(2023, 11, 30)),
        ("2024年5月", "2024-05", date(2024, 5, 31)),
        ("2020-W53", "2020-W53", date(2021, 1, 3)),
        ("2024-05-31", "2024-05-31", date(2024, 5, 31)),
    ],
)
def test_periods_are_read_as_they_are_written(written: CellValue, read: str, last_day: date) -> None:
    period = period_of(written)
    assert period is not None
    assert (str(period), period.last_day) == (read, last_day)


# Codes and names as they stand side by side in time axes of e-Stat: quarters and halves in the quarterly estimates of
# GDP (0003109741), months in the population estimates (0003443838), years in trade, fiscal years in the CPI.
@pytest.mark.parametrize(
    ("code", "name", "read", "last_day"),
    [
        ("2015000000", "2015年", "2015", date(2015, 12, 31)),
        ("2015100000", "2015年度", "2015", date(2015, 12, 31)),
        ("1994010000", "1994年上期", "1994-H1", date(1994, 6, 30)),
        ("1994020000", "1994年下半期", "1994-H2", date(1994, 12, 31)),
        ("1994000103", "1994年1～3月期", "1994-Q1", date(1994, 3, 31)),
        ("1994000406", "1994年4〜6月期", "1994-Q2", date(1994, 6, 30)),
        ("1994000709", "1994年7-9月期", "1994-Q3", date(1994, 9, 30)),
        ("1994001012", "1994年10～12月期", "1994-Q4", date(1994, 12, 31)),
        ("2022000101", "2022年1月", "2022-01", date(2022, 1, 31)),
        ("2021001212", "２０２１年１２月", "2021-12", date(2021, 12, 31)),
    ],
)
def test_codes_of_e_stat_are_the_periods_that_they_are_called(code: str, name: str, read: str, last_day: date) -> None:
    periods = [period_of(written) for written in (code, float(code), name)]
    assert [(str(period), period.last_day) for period in periods if period] == [(read, last_day)] * 3


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2023年第1四半期", "2023-Q1"),
        ("2023年度第1四半期", "2023-Q2"),  # April to June
        ("2023年度第4四半期", "2024-Q1"),
        ("2023年4月1日", "2023-04-01"),
        ("令和元年", "2019"),
        ("令和5年度", "2023"),
        ("平成31年4月", "2019-04"),
        ("昭和64年", "1989"),
        ("令和6年1～3月期", "2024-Q1"),
        ("fy2024", "2024"),
        ("2024q1", "2024-Q1"),
    ],
)
def test_periods_are_read_as_japan_writes_them(written: str, read: str) -> None:
    assert str(period_of(written)) == read


@pytest.mark.parametrize(
    "written",
    [
        "2024000409",  # April to September: no half of a calendar year
        "2024000304",
        "2024000013",
        "2024001313",
        "2024200000",
        "2024100101",
        "0024000101",
        2024000101.5,
        20240001010.0,
        "2006年10月～2007年9月",
        "2023年度上期",
        "2023年4月31日",
        "2023年計",
    ],
)
def test_what_only_looks_like_a_period_is_none(written: CellValue) -> None:
    assert period_of(written) is None


@pytest.mark.parametrize(
    "written", ["2024-Q5", "2024-13", "2021-W53", "total", "", None, True, 12.0, 2024.5, "9999-12"]
)
def test_what_is_no_period_is_none(written: CellValue) -> None:
    assert period_of(written) is None


def test_serials_are_days_in_both_date_systems() -> None:
    assert serial_of(date(2023, 3, 15)) == 45000.0  # as Excel shows 45000
    assert serial_of(date(2023, 3, 15), dates_1904=True) == 43538.0
    assert (
        str(period_of(45000.0, is_date=True)) == str(period_of(43538.0, is_date=True, dates_1904=True)) == "2023-03-15"
    )


@given(st.dates(date(1900, 3, 1), date(2999, 12, 31)), st.booleans())
def test_days_survive_the_way_into_a_cell_and_back(day: date, from_1904: bool) -> None:
    assert day_of(serial_of(day, from_1904), from_1904) == day


def test_missing_periods_are_named() -> None:
    quarters = [period_of(text) for text in ("2023-Q3", "2024-Q1", "2024-Q2")]
    assert [str(period) for period in missing(filter(None, quarters))] == ["2023-Q4"]
    weeks = [period_of(text) for text in ("2020-W52", "2021-W01")]
    assert [str(period) for period in missing(filter(None, weeks))] == ["2020-W53"]


def test_days_have_no_gaps() -> None:
    days = [period_of(text) for text in ("2024-05-03", "2024-05-06")]
    assert missing(filter(None, days)) == []


def test_a_day_stands_for_the_month_in_which_it_lies() -> None:
    day, year = period_of("2024-05-31"), period_of("2024")
    assert day is not None
    assert year is not None
    assert str(day.coarser(Frequency.MONTH)) == "2024-05"
    assert year.coarser(Frequency.MONTH) == year


@pytest.mark.parametrize(
    ("last", "expected", "today", "stale"),
    [
        (date(2024, 12, 31), "yearly", date(2026, 12, 31), False),  # the figure of 2025 may still be due
        (date(2024, 12, 31), "yearly", date(2027, 1, 2), True),
        (date(2026, 9, 30), "monthly", date(2026, 11, 22), False),
        (date(2026, 8, 31), "monthly", date(2026, 11, 22), True),
        (date(2026, 11, 18), "daily", date(2026, 11, 22), False),
        (date(2026, 11, 13), "daily", date(2026, 11, 22), True),
        (date(1990, 1, 1), "never", date(2026, 11, 22), False),
    ],
)
def test_data_are_stale_when_newer_ones_should_have_come(last: date, expected: str, today: date, stale: bool) -> None:
    assert is_stale(last, expected, today) is stale

"""Data that stop short of what the workbook holds are not taken over without a reason."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from gapsheet.refresh.comparing import compared
from gapsheet.refresh.outcome import Outcome
from gapsheet.refresh.records import Column, Kind, Purpose, Role, Source, Status, Type
from gapsheet.refresh.shrinking import shrunk
from support.refreshing import Answers, Said, put_table, run, table_of, write_controls

COUNTRY = Column("Country", "country", Role.KEY, Type.TEXT)
YEAR = Column("Year", "year", Role.PERIOD, Type.INTEGER)
MONTH = Column("Month", "month", Role.PERIOD, Type.DATE)
VALUE = Column("Value", "value", Role.VALUE, Type.NUMBER, required=False)
NAME = Column("Name", "name", Role.TEXT, Type.TEXT)

Rows = list[tuple[Any, ...]]


def source(*columns: Column) -> Source:
    return Source("sales", True, Kind.CSV, "sales.csv", "", "", "Sales", "yearly", columns)


def yearly(*years: int) -> Rows:
    return [(float(year), 5.0) for year in years]


def doubts(columns: Source, old: Rows, new: Rows) -> tuple[str, ...]:
    return shrunk(compared(columns, old, new)).doubts


def test_data_that_end_earlier_are_told() -> None:
    told = doubts(source(YEAR, VALUE), yearly(2023, 2024, 2025), yearly(2023, 2024))
    assert told == ("the data end with 2024, the workbook's with 2025",)


def test_a_last_figure_that_became_blank_ends_the_data() -> None:
    told = doubts(source(YEAR, VALUE), yearly(2024, 2025), [(2024.0, 5.0), (2025.0, None)])
    assert told == ("the data end with 2024, the workbook's with 2025",)


def test_figures_that_all_became_blank_are_missed() -> None:
    blank = [(2024.0, None), (2025.0, None)]
    assert doubts(source(YEAR, VALUE), yearly(2024, 2025), blank) == (
        "the data have no figure any more in the column Value",
    )
    assert doubts(source(YEAR, VALUE), blank, blank) == ()
    assert doubts(source(COUNTRY, VALUE), [("a", 1.0), ("b", 0.0)], [("a", None), ("b", None)]) == (
        "the data have no figure any more in the column Value",
    )


def test_a_column_without_figures_is_missed_beside_one_that_has_them() -> None:
    pay = Column("Pay", "pay", Role.VALUE, Type.NUMBER, required=False)
    told = doubts(source(YEAR, VALUE, pay), [(2024.0, 1.0, 2.0), (2025.0, 1.0, 2.0)], [(2024.0, 1.0, None)])
    assert told[0] == "the data have no figure any more in the column Pay"


def test_a_series_whose_rows_have_no_figure_is_no_vanished_one() -> None:
    old = [(code, 2025.0, 1.0) for code in ("JP", "KR", "US")]
    comparison = compared(source(COUNTRY, YEAR, VALUE), old, [*old[:1], ("KR", 2025.0, None), ("US", 2025.0, None)])
    assert shrunk(comparison).doubts == ("the data have no figure any more for the series KR, US",)
    assert shrunk(comparison).warnings == ()
    pay = replace(VALUE, header="Pay", field="pay")
    wide = [(code, 2025.0, 1.0, 2.0) for code in ("JP", "KR")]
    assert doubts(source(COUNTRY, YEAR, VALUE, pay), wide, [("JP", 2025.0, 1.0, None), ("KR", 2025.0, None, None)]) == (
        "the data have no figure any more in the column Pay",
        "the data have no figure any more for the series KR",
    )
    partly = compared(source(COUNTRY, YEAR, VALUE), old, [*old[:1], ("KR", 2025.0, None)])
    assert shrunk(partly).doubts == ("the data have no figure any more for the series KR",)
    assert shrunk(partly).warnings == ("source sales: the data no longer have the series US",)


def test_a_series_that_ends_earlier_is_told_though_others_go_on() -> None:
    old = [("JP", 2024.0, 1.0), ("JP", 2025.0, 1.0), ("KR", 2024.0, 1.0), ("KR", 2025.0, 1.0)]
    told = doubts(source(COUNTRY, YEAR, VALUE), old, [*old[:1], *old[2:], ("KR", 2026.0, 1.0)])
    assert told == ("the series JP ends with 2024, the workbook's with 2025",)


def test_codes_typed_as_numbers_are_the_same_series() -> None:
    old, new = [(13.0, 2024.0, 1.0), (13.0, 2025.0, 1.0)], [("13", 2024.0, 1.0), ("27", 2025.0, 1.0)]
    assert doubts(source(COUNTRY, YEAR, VALUE), old, new) == ("the series 13 ends with 2024, the workbook's with 2025",)


def test_months_that_end_earlier_are_told_as_months_or_days() -> None:
    told = doubts(source(MONTH, VALUE), [(45992.0, 1.0), (46022.0, 2.0)], [(45992.0, 1.0)])
    assert told == ("the data end with 2025-12-01, the workbook's with 2025-12-31",)


def test_less_than_half_of_the_rows_is_told_and_half_is_not() -> None:
    old = yearly(*range(2016, 2026))
    assert doubts(source(YEAR, VALUE), old, old[-5:]) == ()
    told = "the data have 4 rows, less than half of the workbook's 10"
    assert doubts(source(YEAR, VALUE), old, old[-4:]) == (told,)


def test_tables_without_periods_and_figures_can_shrink_too() -> None:
    told = doubts(source(COUNTRY, NAME), [(code, code) for code in "abc"], [("a", "a")])
    assert told == ("the data have 1 row, less than half of the workbook's 3",)


@pytest.mark.parametrize("new", [yearly(2024, 2025), yearly(2022, 2023, 2024, 2025, 2026), yearly(2026, 2027)])
def test_tables_that_move_on_are_not_doubted(new: Rows) -> None:
    assert doubts(source(YEAR, VALUE), yearly(2023, 2024, 2025), new) == ()


def test_blank_rows_of_the_workbook_are_not_missed() -> None:
    assert doubts(source(YEAR, VALUE), [*yearly(2025), *[(None, None)] * 5], yearly(2025)) == ()


def test_a_goal_may_be_set_for_an_earlier_year() -> None:
    goals = replace(source(YEAR, VALUE), purpose=Purpose.TARGET)
    assert doubts(goals, yearly(2030, 2033), yearly(2030, 2031)) == ()


def test_series_that_vanish_are_named() -> None:
    old = [("JP", 2025.0, 1.0), ("KR", 2025.0, 1.0)]
    comparison = compared(source(COUNTRY, YEAR, VALUE), old, old[:1])
    assert shrunk(comparison).warnings == ("source sales: the data no longer have the series KR",)
    assert shrunk(comparison).doubts == ()
    renamed = compared(source(COUNTRY, YEAR, VALUE), old, [*old[:1], ("kr ", 2025.0, 1.0)])
    assert shrunk(renamed).warnings == ("source sales: the data no longer have the series KR (now spelled 'kr ')",)
    assert shrunk(compared(source(YEAR, VALUE), yearly(2024, 2025), yearly(2025))).warnings == ()


def test_rows_that_all_gave_way_to_others_are_told() -> None:
    days = source(MONTH, VALUE)
    comparison = compared(days, [(45992.0, 1.0), (46022.0, 2.0)], [(45962.0, 1.0), (46023.0, 2.0)])
    assert shrunk(comparison).warnings == (
        "source sales: the data have none of the workbook's 2 rows any more, only others; if they were meant to go on, "
        "see whether the key Month is written as before",
    )
    assert shrunk(compared(days, [(None, None)], [(45962.0, 1.0)])).warnings == ()
    assert shrunk(compared(days, [(45992.0, 1.0)], [(46023.0, 2.0)])).warnings == ()


class TestARefresh:
    """With data that end earlier."""

    REFUSED = (
        "source sales: the data end with 2024, the workbook's with 2025; if that is right, type a new reason in the "
        'column Reason of its row, or give it with --accept "why"'
    )

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        book = openpyxl.Workbook()
        put_table(book.active, "Sales", ("year", "value"), [(2023, 110.0), (2024, 120.0), (2025, 130.0)])
        columns = (("year", "period", "integer"), ("value", "value", "number", None, None, None, "no"))
        write_controls(book, [Said("sales", "Sales", columns)], logs=True)
        book.save(tmp_path / "report.xlsx")
        return tmp_path / "report.xlsx"

    @staticmethod
    def refresh(path: Path, *rows: tuple[int, float], **more: Any) -> Outcome:
        return run(path, Answers(sales=pd.DataFrame(rows, columns=["year", "value"])), **more)

    def test_keeps_the_old_values_and_says_why(self, path: Path) -> None:
        outcome = self.refresh(path, (2023, 110.0), (2024, 120.0))
        assert (outcome.sources[0].status, outcome.sources[0].message) == (Status.FAILED, self.REFUSED)
        assert len(table_of(path, "Sales")) == 3
        assert table_of(path, "RefreshLog")[0]["Message"] == self.REFUSED

    def test_keeps_figures_that_the_data_leave_blank(self, path: Path) -> None:
        outcome = self.refresh(path, (2023, math.nan), (2024, math.nan), (2025, math.nan))
        assert outcome.sources[0].status is Status.FAILED
        assert "the data have no figure any more in the column value; if that is right" in outcome.sources[0].message
        assert [row["value"] for row in table_of(path, "Sales")] == [110.0, 120.0, 130.0]

    def test_goes_through_for_a_reason_that_stands_beside_what_went(self, path: Path) -> None:
        outcome = self.refresh(path, (2023, 110.0), (2024, 120.0), accept="withdrawn")
        assert outcome.sources[0].warnings == (
            "source sales: the data end with 2024, the workbook's with 2025; accepted: withdrawn",
        )
        change = table_of(path, "Changes")[0]
        assert (change["What"], change["Key"], change["Reason"]) == ("removed", "2025", "withdrawn")
        again = self.refresh(path, (2023, 110.0), (2024, 120.0))
        assert (again.sources[0].status, again.sources[0].said) == (Status.UNCHANGED, "")

    def test_asks_once_for_all_that_is_doubtful(self, path: Path) -> None:
        book = openpyxl.load_workbook(path)
        book["Sources"]["K4"] = 0.05
        book.save(path)
        assert table_of(path, "Sources")[0]["Threshold"] == 0.05
        assert self.refresh(path, (2023, 220.0)).sources[0].message == (
            "source sales: value of 2023 was revised from 110 to 220 (+100.0%), past the threshold of 5%; the data "
            "end with 2023, the workbook's with 2025; the data have 1 row, less than half of the workbook's 3; if that "
            'is right, type a new reason in the column Reason of its row, or give it with --accept "why"'
        )

    def test_takes_a_reason_in_the_workbook_once(self, path: Path) -> None:
        book = openpyxl.load_workbook(path)
        book["Sources"]["L4"] = "withdrawn"
        book.save(path)
        assert self.refresh(path, (2023, 110.0), (2024, 120.0)).sources[0].status is not Status.FAILED
        assert self.refresh(path, (2023, 110.0), accept="").sources[0].status is Status.FAILED


def test_a_reason_for_rows_without_figures_serves_once_too(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    book = openpyxl.Workbook()
    put_table(book.active, "People", ("code", "name"), [(code, code) for code in "abcdefgh"])
    columns = (("code", "key", "text"), ("name", "text", "text"))
    write_controls(book, [Said("people", "People", columns, {"Reason": "closed"})], logs=True)
    book.save(path)
    found = [
        run(path, Answers(people=pd.DataFrame({"code": list(codes), "name": list(codes)}))).sources[0].status
        for codes in ("abc", "a")
    ]
    assert [status is Status.FAILED for status in found] == [False, True]

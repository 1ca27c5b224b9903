"""New observations, revisions, removals and breaks told apart."""

from __future__ import annotations

import math
from typing import Any

from gapsheet.errors import CellError
from gapsheet.refresh.comparing import compared
from gapsheet.refresh.comparison import Change, Comparison, What
from gapsheet.refresh.records import Column, Kind, Role, Source, Type

YEAR = Column("Year", "year", Role.PERIOD, Type.INTEGER)
VALUE = Column("Value", "value", Role.VALUE, Type.NUMBER, required=False)
DEFINITION = Column("Definition", "definition", Role.DEFINITION, Type.TEXT)
UNIT = Column("Unit", "unit", Role.DEFINITION, Type.TEXT)
VINTAGE = Column("Vintage", "vintage", Role.VINTAGE, Type.TEXT)
NOTE = Column("Note", "note", Role.TEXT, Type.TEXT, required=False)


def source(*columns: Column, threshold: float | None = None) -> Source:
    return Source("sales", True, Kind.CSV, "sales.csv", "", "", "Sales", "yearly", columns, threshold)


def told(comparison: Comparison) -> list[tuple[Any, ...]]:
    return [(c.what, c.key, c.column, c.old, c.new) for c in comparison.changes]


def test_the_four_things_that_can_happen_to_a_figure() -> None:
    old = [(2021.0, 5.0), (2022.0, 5.5), (2023.0, None), (2024.0, 6.0)]
    new = [(2022.0, 5.4), (2023.0, 5.8), (2024.0, 6.0), (2025.0, 6.3)]
    comparison = compared(source(YEAR, VALUE), old, new)
    assert told(comparison) == [
        (What.REVISED, "2022", "Value", 5.5, 5.4),
        (What.NEW, "2023", "Value", None, 5.8),
        (What.REMOVED, "2021", "Value", 5.0, None),
        (What.NEW, "2025", "Value", None, 6.3),
    ]
    assert comparison.changes[0].percent == (5.4 - 5.5) / 5.5
    assert comparison.placement.gone == (0,)
    assert str(comparison.latest) == "2025"


def test_a_figure_taken_back_is_removed() -> None:
    comparison = compared(source(YEAR, VALUE), [(2024.0, 6.0)], [(2024.0, None)])
    assert told(comparison) == [(What.REMOVED, "2024", "Value", 6.0, None)]


def test_the_last_bits_of_a_number_are_no_revision() -> None:
    comparison = compared(source(YEAR, VALUE), [(2024.0, 0.1 + 0.2)], [(2024.0, 0.3)])
    assert comparison.is_unchanged
    assert comparison.new == ((2024.0, 0.1 + 0.2),)


def test_rows_that_differ_in_last_bits_and_in_more_are_told_apart_among_many() -> None:
    old = [(float(year), 0.1 + 0.2) for year in range(2000, 2010)]
    new = [(float(year), 0.3 if year < 2009 else 0.3 + 1e-9) for year in range(2000, 2010)]
    comparison = compared(source(YEAR, VALUE), old, new)
    assert comparison.changed == {9}
    assert [change.key for change in comparison.changes] == ["2009"]


def test_a_number_that_became_a_text_among_many_is_no_last_bit() -> None:
    old = [(float(year), 1.0) for year in range(2000, 2005)]
    comparison = compared(source(YEAR, VALUE), old, [*old[:-1], (2004.0, "1")])
    assert comparison.changed == {4}


def test_a_number_too_large_to_subtract_is_compared_without_a_warning() -> None:
    comparison = compared(source(YEAR, VALUE), [(2024.0, 1.7e308)], [(2024.0, -1.7e308)])
    assert comparison.changed == {0}


def test_the_rows_that_change_are_told_by_their_places() -> None:
    old = [(2021.0, 5.0), (2022.0, 0.1 + 0.2), (2023.0, 7.0)]
    new = [(2021.0, 5.0), (2022.0, 0.3), (2023.0, 7.5), (2024.0, 8.0)]
    assert compared(source(YEAR, VALUE), old, new).changed == {2, 3}


def test_a_smallest_real_difference_is_a_revision() -> None:
    assert compared(source(YEAR, VALUE), [(2024.0, 1.0)], [(2024.0, 1.0 + 1e-12)]).count(What.REVISED) == 1


def test_the_sign_of_a_revision_is_that_of_the_change() -> None:
    comparison = compared(source(YEAR, VALUE), [(2024.0, -2.0)], [(2024.0, -3.0)])
    assert comparison.changes[0].percent == -0.5


def test_a_change_of_definition_is_a_break_and_never_a_revision() -> None:
    columns = source(YEAR, VALUE, DEFINITION, threshold=0.05)
    old = [(2023.0, 4.0, "narrow"), (2024.0, 5.0, "narrow")]
    new = [(2023.0, 4.0, "narrow"), (2024.0, 9.0, "wide")]
    comparison = compared(columns, old, new)
    assert told(comparison) == [
        (What.BREAK, "2024", "Definition", "narrow", "wide"),
        (What.BREAK, "2024", "Value", 5.0, 9.0),
    ]
    assert comparison.changes[1].percent is None
    assert comparison.excess is None
    assert comparison.breaks == {1}


def test_a_new_period_with_another_definition_is_marked() -> None:
    old = [(2024.0, 5.0, "narrow")]
    new = [(2024.0, 5.0, "narrow"), (2025.0, 9.0, "wide"), (2026.0, 9.5, "wide")]
    comparison = compared(source(YEAR, VALUE, DEFINITION), old, new)
    assert told(comparison) == [
        (What.BREAK, "2025", "Definition", "narrow", "wide"),
        (What.NEW, "2025", "Value", None, 9.0),
        (What.NEW, "2026", "Value", None, 9.5),
    ]


def test_definitions_of_different_series_are_not_compared() -> None:
    country = Column("Country", "country", Role.KEY, Type.TEXT)
    new = [("JP", 2024.0, 5.0, "narrow"), ("KR", 2025.0, 5.0, "wide")]
    comparison = compared(source(country, YEAR, VALUE, DEFINITION), [], new)
    assert comparison.count(What.BREAK) == 0


def test_another_unit_is_a_break_of_its_own_kind() -> None:
    comparison = compared(source(YEAR, VALUE, UNIT), [(2024.0, 5.0, "tn")], [(2024.0, 5000.0, "bn")])
    assert [change.what for change in comparison.changes] == [What.UNIT, What.UNIT]


def test_texts_and_vintages_change_quietly() -> None:
    old, new = [(2024.0, 5.0, "a", "May")], [(2024.0, 5.0, "b", "June")]
    comparison = compared(source(YEAR, VALUE, NOTE, VINTAGE), old, new)
    assert (comparison.changes, comparison.texts, comparison.is_unchanged) == ((), 2, False)


def test_vintages_are_those_of_the_row_or_of_the_source() -> None:
    by_row = compared(source(YEAR, VALUE, VINTAGE), [(2024.0, 5.0, "May")], [(2024.0, 6.0, "June")])
    assert (by_row.changes[0].old_vintage, by_row.changes[0].new_vintage) == ("May", "June")
    whole = compared(source(YEAR, VALUE), [(2024.0, 5.0)], [(2024.0, 6.0)], vintages=("2025a", "2026a"))
    assert (whole.changes[0].old_vintage, whole.changes[0].new_vintage) == ("2025a", "2026a")


def test_revisions_past_the_threshold_are_found() -> None:
    columns = source(YEAR, VALUE, threshold=0.05)
    small = compared(columns, [(2023.0, 100.0), (2024.0, 100.0)], [(2023.0, 104.0), (2024.0, 95.0)])
    assert small.excess is None
    large = compared(columns, [(2023.0, 100.0), (2024.0, 100.0)], [(2023.0, 106.0), (2024.0, 94.0001)])
    assert isinstance(large.excess, Change)
    assert large.excess.key == "2023"
    from_nothing = compared(columns, [(2023.0, 0.0), (2024.0, 100.0)], [(2023.0, 1.0), (2024.0, 200.0)])
    assert from_nothing.excess is not None
    assert (from_nothing.excess.key, from_nothing.excess.percent) == ("2023", None)


def test_years_typed_as_text_find_their_row() -> None:
    comparison = compared(source(YEAR, VALUE), [("2024", 5.0)], [(2024.0, 5.0)])
    assert comparison.placement.origins == (0,)
    assert comparison.changes == ()


def test_codes_typed_as_numbers_find_their_row() -> None:
    code = Column("Code", "code", Role.KEY, Type.TEXT)
    assert compared(source(code, VALUE), [(13.0, 5.0)], [("13", 5.0)]).placement.origins == (0,)


def test_dates_are_told_as_iso_text() -> None:
    day = Column("Day", "day", Role.PERIOD, Type.DATE)
    comparison = compared(source(day, VALUE), [], [(45000.0, 1.0)])
    assert comparison.changes[0].key == "2023-03-15"


def test_a_date_that_moved_has_no_percent_and_no_threshold() -> None:
    due = Column("Due", "due", Role.VALUE, Type.DATE)
    comparison = compared(source(YEAR, due, threshold=0.05), [(2024.0, 45000.0)], [(2024.0, 48000.0)])
    change = comparison.changes[0]
    assert (change.what, change.old, change.new, change.percent) == (What.REVISED, "2023-03-15", "2031-06-01", None)
    assert comparison.excess is None


def test_numbers_that_are_no_dates_are_told_as_they_are() -> None:
    day = Column("Day", "day", Role.PERIOD, Type.DATE)
    comparison = compared(source(day, VALUE), [(1e12, 1.0), (-5.0, 1.0), (math.inf, 1.0)], [(45000.0, 1.0)])
    assert sorted(change.key for change in comparison.changes) == ["-5", "1000000000000", "2023-03-15", "inf"]


def test_a_blank_row_of_an_empty_table_is_no_observation() -> None:
    comparison = compared(source(YEAR, VALUE), [(None, None)], [(2024.0, 5.0)])
    assert told(comparison) == [(What.NEW, "2024", "Value", None, 5.0)]


def test_an_error_in_the_table_is_revised_away() -> None:
    comparison = compared(source(YEAR, VALUE, threshold=0.05), [(2024.0, CellError.NA)], [(2024.0, 5.0)])
    assert told(comparison) == [(What.REVISED, "2024", "Value", CellError.NA, 5.0)]
    assert comparison.excess is not None


def test_the_latest_period_is_one_with_a_figure() -> None:
    assert str(compared(source(YEAR, VALUE), [], [(2024.0, 5.0), (2025.0, None)]).latest) == "2024"

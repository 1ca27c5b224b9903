"""What the staff sheets refuse to be made from, and how their formulas name columns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gapsheet.templates.pay_gap_uk.staff_list import uk_staff
from gapsheet.templates.staff.people import people


def test_a_place_in_a_formula_is_the_cell_of_the_same_row() -> None:
    assert uk_staff().formula("={Weekly hours}*2") == "=Employees[[#This Row],[Weekly hours]]*2"


def test_codes_are_all_pay_columns_of_the_row() -> None:
    assert uk_staff().formula("=SUM({codes})") == "=SUM(Employees[[#This Row],[BASIC]:[BONUS12]])"


def test_a_formula_about_no_column_is_refused() -> None:
    with pytest.raises(ValueError, match="Salary is no column of Employees"):
        uk_staff().formula("={Salary}")


def test_the_first_columns_tell_who_it_is() -> None:
    staff = uk_staff()
    with pytest.raises(ValueError, match="the first two columns are Id and Sex"):
        replace(staff, columns=staff.columns[::-1])


def test_errors_are_asked_before_warnings() -> None:
    staff = uk_staff()
    with pytest.raises(ValueError, match="errors come before warnings"):
        replace(staff, faults=staff.faults[::-1])


def test_every_row_fills_every_column() -> None:
    staff = uk_staff()
    with pytest.raises(ValueError, match="each row has 14 cells"):
        replace(staff, rows=(staff.rows[0][:-1],))


def test_the_sixty_people_hold_the_awkward_cases() -> None:
    sixty = people()
    assert len(sixty) == 60
    assert len({person.id for person in sixty}) == 59  # one is listed twice
    assert [person.id for person in sixty if not person.weekly_hours] == ["E058"]
    assert {person.sex for person in sixty} == {"M", "F", "X"}
    assert sum(not person.on_full_pay for person in sixty) == 5
    assert any(person.bonus == 0 for person in sixty)
    assert all((person.reason == "–") == person.on_full_pay for person in sixty)

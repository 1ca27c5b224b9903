"""Sixty invented people for the examples: no company's payroll, drawn by rule and not by chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

JOBS = ("Operations", "Customer service", "Selling", "Engineering", "Administration")
_GRADES = "112233112234112234112335122345"  # of women, then men
_GRADES_OF_MEN = "112344122345123345123445123455"
_MONTHLY = {1: 2140.0, 2: 2450.0, 3: 2950.0, 4: 3700.0, 5: 5400.0}  # full time
_FULL_TIME = 37.5
_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Person:
    """One person; pay is of one month but for the bonus of the year, in whatever currency the book says."""

    id: str
    sex: str
    job: str
    grade: int
    age: int
    service: int
    training: int
    weekly_hours: float
    basic: float
    shift: float
    allowance: float
    overtime: float
    sacrifice: float
    expenses: float
    commission: float
    bonus: float
    on_full_pay: bool
    reason: str


@cache
def people() -> tuple[Person, ...]:
    """The sixty, with the awkward cases among them.

    E013 stands twice (the second row is a fault), E058 has no hours (a fault), E060 leads the firm on very high pay
    (a warning), E037 has the label X; five are on reduced pay because of leave; some have no bonus at all.
    """
    made = list(_plain())
    made[36] = replace(made[36], sex="X")
    made[45] = replace(made[45], id="E013")
    made[57] = replace(made[57], weekly_hours=0.0)
    made[59] = replace(made[59], basic=16500.0, bonus=60000.0, grade=5, weekly_hours=40.0)
    for place, reason in _ON_LEAVE.items():
        made[place] = replace(made[place], on_full_pay=False, reason=reason, basic=round(made[place].basic * 0.4, 2))
    return tuple(made)


_ON_LEAVE = {
    4: "maternity leave",
    19: "maternity leave",
    22: "sick pay below full pay",
    41: "parental leave",
    28: "unpaid leave",
}


def _plain() -> Iterator[Person]:
    """Women have the even places, men the odd ones."""
    for place in range(_NUMBER):
        woman = place % 2 == 0
        grade = int((_GRADES if woman else _GRADES_OF_MEN)[place // 2])
        yield _person(place, grade, woman)


def _person(place: int, grade: int, woman: bool) -> Person:
    job = JOBS[place * 7 % 5]
    hours = _hours(place, woman)
    service = place * 5 % 17
    full = _MONTHLY[grade] + 22.0 * service + 15.0 * (place * 37 % 11) + (0.0 if woman else 35.0)
    return Person(
        id=f"E{place + 1:03d}",
        sex="F" if woman else "M",
        job=job,
        grade=grade,
        age=24 + service + grade * 3 + place % 9,
        service=service,
        training=10 + grade + place % 3,
        weekly_hours=hours,
        basic=round(full * hours / _FULL_TIME, 2),
        shift=140.0 if job == "Operations" and place % 3 else 0.0,
        allowance=60.0 if place % 4 == 1 else 0.0,
        overtime=float(place * 13 % 7 * 30) if not woman else 0.0,
        sacrifice=-50.0 if place % 10 == 2 else 0.0,
        expenses=float(place % 6 * 12),
        commission=float(80 + place * 11 % 90) if job == "Selling" else 0.0,
        bonus=_bonus(place, grade, woman),
        on_full_pay=True,
        reason="–",
    )


def _hours(place: int, woman: bool) -> float:
    """Many women and few men work part time."""
    if woman and place % 6 == 0:
        return 22.5
    if (woman and place % 10 == 4) or place == 33:
        return 30.0
    return _FULL_TIME


def _bonus(place: int, grade: int, woman: bool) -> float:
    """A year's bonus; the lower grades have one now and then."""
    if grade < 3 and place % 4:
        return 0.0
    return float(grade * (260 if woman else 310) + place * 17 % 200)

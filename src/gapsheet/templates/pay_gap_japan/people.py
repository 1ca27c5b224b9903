"""The invented company of the example: 60 people on the staff list, three who left, and their twelve months of pay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Sex = Literal["women", "men"]
Kind = Literal["regular", "non-regular"]
CELLS: tuple[tuple[Sex, Kind], ...] = (
    ("women", "regular"),
    ("men", "regular"),
    ("women", "non-regular"),
    ("men", "non-regular"),
)
SEXES: tuple[Sex, ...] = ("women", "men")
MONTHS = 12
REGULAR_HOURS = 40.0
_BONUS_MONTHS = (2, 8)  # June and December of a year that begins in April


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person: months on the payroll from `first` to before `end`, and what was paid in each."""

    number: int
    sex: Sex
    kind: Kind
    first: int
    end: int
    hours: float  # scheduled hours a week
    base: int
    post: int
    housing: int
    overtime: int
    bonus: int  # in June and again in December
    commuting: int
    retirement: int = 0

    @property
    def months(self) -> int:
        """Months on the payroll."""
        return self.end - self.first

    @property
    def part_time(self) -> bool:
        """Whether the hours are shorter than a regular worker's."""
        return self.hours < REGULAR_HOURS

    @property
    def hours_ratio(self) -> float:
        """Scheduled hours as a part of a regular worker's."""
        return self.hours / REGULAR_HOURS

    def is_paid_in(self, month: int) -> bool:
        """Whether the person is on the payroll in a month, counted from 0."""
        return self.first <= month < self.end

    def pay_in(self, month: int) -> int:
        """What is total pay by the example's pay elements: all but commuting and retirement allowances."""
        monthly = self.base + self.post + self.housing + self.overtime
        return monthly + self.bonus * (month in _BONUS_MONTHS)

    def elements(self) -> tuple[int, ...]:
        """The year's pay by element: base, post, housing, overtime, bonus, commuting, retirement."""
        bonuses = sum(map(self.is_paid_in, _BONUS_MONTHS))
        monthly = (self.base, self.post, self.housing, self.overtime)
        return (*(amount * self.months for amount in monthly), self.bonus * bonuses, self.commuting * self.months,
                self.retirement)  # fmt: skip


def people() -> tuple[Person, ...]:
    """The 60 people on the staff list of the last day."""
    return tuple(person for person in _all() if person.end == MONTHS)


def leavers() -> tuple[Person, ...]:
    """Those who left during the year: in the months, not on the list."""
    return tuple(person for person in _all() if person.end < MONTHS)


def heads(sex: Sex, kind: Kind, month: int) -> int:
    """People of a cell on the last day of a month."""
    return len(_of(sex, kind, month))


def total_pay(sex: Sex, kind: Kind, month: int) -> int:
    """Total pay of a cell in a month."""
    return sum(person.pay_in(month) for person in _of(sex, kind, month))


def part_timers(sex: Sex, month: int) -> tuple[int, float]:
    """How many of the non-regular work part time in a month, and their average hours a week."""
    hours = [person.hours for person in _of(sex, "non-regular", month) if person.part_time]
    return len(hours), sum(hours) / max(1, len(hours))


def _of(sex: Sex, kind: Kind, month: int) -> list[Person]:
    return [p for p in _all() if (p.sex, p.kind) == (sex, kind) and p.is_paid_in(month)]


def _all() -> tuple[Person, ...]:
    rows = (*_regular("men", 25, 262_000, 7_500), *_regular("women", 15, 246_000, 6_000), *_others("women", 17),
            *_others("men", 6))  # fmt: skip
    return tuple(Person(number, *row) for number, row in enumerate(rows, start=1))


_Row = tuple[Sex, Kind, int, int, float, int, int, int, int, int, int, int]


def _regular(sex: Sex, count: int, start: int, step: int) -> Iterator[_Row]:
    """People without a fixed term; one man leaves after six months, and two people join."""
    for place in range(count):
        leaves = sex == "men" and place == count - 2
        joins = place == 1
        base = start + step * place
        post = 45_000 if place % 6 == 5 else 0
        housing = 18_000 if place % 3 else 0
        overtime = 9_000 + 4_000 * (place * 5 % 7)
        yield (
            *(sex, "regular", 3 if joins else 0, 6 if leaves else MONTHS, REGULAR_HOURS, base, post, housing, overtime),
            *(base * 2, 6_000 + 1_500 * (place % 5), 1_800_000 if leaves else 0),
        )


_PART_TIME_HOURS = (20.0, 24.0, 30.0, 32.0)


def _others(sex: Sex, count: int) -> Iterator[_Row]:
    """People on fixed terms or part time; one woman leaves after four months, one man after eight."""
    for place in range(count):
        full_time = place % 4 == 3
        long = sex == "women" and place == 7  # the warning of the example
        hours = REGULAR_HOURS + 2 * long if full_time else _PART_TIME_HOURS[place % 4 + place % 2]
        left = {("women", 6): 4, ("men", 4): 8}.get((sex, place), MONTHS)
        base = round((206_000 + 2_500 * place + (9_000 if sex == "men" else 0)) * hours / REGULAR_HOURS / 100) * 100
        yield (
            *(sex, "non-regular", 5 if place == 2 else 0, left, hours, base, 0, 0, 2_000 * (place % 3)),
            *(40_000 if full_time else 12_000, 4_000 + 500 * (place % 4), 0),
        )

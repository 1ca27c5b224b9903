"""Periods as statistics write them: a year, half, quarter, month, week or day; their order and their last day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache

from gapsheet.quantities import CellValue

EPOCH = datetime(1899, 12, 30)  # Excel's serial 0, right from 1 March 1900 on
_EPOCH_1904_DAYS = 1462  # by which serials are smaller in workbooks that count from 1904
FIRST_SERIAL = 61  # 1 March 1900; before it Excel counts a day that never was
LAST_SERIAL = 2_900_000  # in the year 9839; Excel's calendar ends in 9999
_YEARS = range(1000, 3000)


class Frequency(Enum):
    """How long a period is: the value counts months, or where it is negative days."""

    YEAR = 12
    HALF = 6
    QUARTER = 3
    MONTH = 1
    WEEK = -7
    DAY = -1

    @property
    def days(self) -> int:
        """About how many days it has."""
        return self.value * 30 if self.value > 0 else -self.value


@dataclass(frozen=True, slots=True)
class Period:
    """A period; periods of one frequency that follow each other have ordinals that do."""

    frequency: Frequency
    ordinal: int

    @property
    def last_day(self) -> date:
        """Its last day."""
        months = self.frequency.value
        if months < 0:
            days = (self.ordinal + 1) * -months - 1
            return date(1, 1, 1) + timedelta(days)  # a Monday
        year, month = divmod((self.ordinal + 1) * months, 12)
        return date(year, month + 1, 1) - timedelta(1)

    def __str__(self) -> str:
        """As in 2024, 2024-H1, 2024-Q2, 2024-05, 2024-W09 and 2024-05-31."""
        last = self.last_day
        match self.frequency:
            case Frequency.YEAR:
                return f"{last.year:04}"
            case Frequency.HALF:
                return f"{last.year:04}-H{last.month // 6}"
            case Frequency.QUARTER:
                return f"{last.year:04}-Q{last.month // 3}"
            case Frequency.MONTH:
                return f"{last:%Y-%m}"
            case Frequency.WEEK:
                year, week, _ = last.isocalendar()
                return f"{year:04}-W{week:02}"
        return last.isoformat()

    def coarser(self, frequency: Frequency) -> Period:
        """The longer period in which it ends; itself where that would not be longer."""
        return _on_day(frequency, self.last_day) if self.frequency.days < frequency.days else self


def _on_day(frequency: Frequency, day: date) -> Period:
    """The period of that length around a day."""
    months = frequency.value
    if months < 0:
        return Period(frequency, (day - date(1, 1, 1)).days // -months)
    return Period(frequency, (day.year * 12 + day.month - 1) // months)


def _of_months(frequency: Frequency) -> Callable[[int, int], Period | None]:
    def period(year: int, number: int) -> Period | None:
        many = 12 // frequency.value
        is_known = year in _YEARS and 1 <= number <= many
        return Period(frequency, year * many + number - 1) if is_known else None

    return period


def _week(year: int, number: int) -> Period | None:
    try:
        return _on_day(Frequency.WEEK, date.fromisocalendar(year, number, 1))
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> Period | None:
    try:
        return _on_day(Frequency.DAY, date(year, month, day))
    except ValueError:
        return None


def _span(year: int, first: int, last: int) -> Period | None:
    """The months of a year from one to another, where they are one of its months, quarters or halves, or all of it."""
    count = last - first + 1
    lengths = {length.value: length for length in Frequency if length.value > 0}
    if not (count in lengths and (first - 1) % count == 0 and first >= 1 and last <= 12):
        return None
    return _of_months(lengths[count])(year, last // count)


def _fiscal_quarter(year: int, number: int) -> Period | None:
    """A quarter of a Japanese fiscal year, which begins in April."""
    return _PARTS["Q"](year + number // 4, number % 4 + 1)


def _year(year: int) -> Period | None:
    return _of_months(Frequency.YEAR)(year, 1)


_PARTS = {
    "H": _of_months(Frequency.HALF),
    "S": _of_months(Frequency.HALF),
    "Q": _of_months(Frequency.QUARTER),
    "M": _of_months(Frequency.MONTH),
    "W": _week,
}


# How statistics write periods. Numbers in a form are handed over as such, in its order; H, Q ... choose the length.
_FORMS: tuple[tuple[str, Callable[..., Period | None]], ...] = (
    (r"(?:FY ?)?([0-9]{4})(?:年度?|FY)?", _year),
    (r"([0-9]{4})[- /]?([HSQMW])([0-9]{1,2})", lambda year, part, number: _PARTS[part](year, number)),
    (r"([0-9]{4})[-/.年]([0-9]{1,2})月?", _of_months(Frequency.MONTH)),
    (r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日", _day),
    (r"([0-9]{4})年([0-9]{1,2})月?[-~〜–]([0-9]{1,2})月期?", _span),
    (r"([0-9]{4})年第([1-4])四半期", _of_months(Frequency.QUARTER)),
    (r"([0-9]{4})年度第([1-4])四半期", _fiscal_quarter),
    (r"([0-9]{4})年上半?期", lambda year: _PARTS["H"](year, 1)),
    (r"([0-9]{4})年下半?期", lambda year: _PARTS["H"](year, 2)),
    # The codes of e-Stat's time axes: a year, a fiscal year, a half, or the first and the last month.
    (r"([0-9]{4})[01]00000", _year),
    (r"([0-9]{4})0([12])0000", _of_months(Frequency.HALF)),
    (r"([0-9]{4})00([0-9]{2})([0-9]{2})", _span),
)
_PATTERNS = tuple((re.compile(pattern), period) for pattern, period in _FORMS)
_ERA = re.compile(r"(昭和|平成|令和)(元|[1-9][0-9]?)(?=年)")
_BEFORE_ERA = {"昭和": 1925, "平成": 1988, "令和": 2018}
_LAST_OF_ERA = {"昭和": 64, "平成": 31}
_CODES = range(1_000_000_000, 10_000_000_000)  # e-Stat's, as numbers


@lru_cache(maxsize=4096, typed=True)  # a table has many rows and few periods
def period_of(value: CellValue, *, is_date: bool = False, dates_1904: bool = False) -> Period | None:
    """The period that a cell tells; None if it tells none.

    Args:
        value: A year, a month or a code of e-Stat as a number (2024, 202405, 2024000101), a text as statistics write
            it, or with `is_date` a serial.
        is_date: Whether a number is a date.
        dates_1904: Whether serials count from 1904.
    """
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, bool) or not isinstance(value, float | int):
        return None
    if is_date:
        return _on_day(Frequency.DAY, day_of(value, dates_1904)) if 1 <= value < LAST_SERIAL else None
    if not 1 <= value < _CODES.stop or (whole := int(value)) != value:
        return None
    if whole in _CODES:
        return _of_text(str(whole))
    return _year(whole) or (_PARTS["M"](*divmod(whole, 100)) if whole < LAST_SERIAL else None)


def _of_text(text: str) -> Period | None:
    text = unicodedata.normalize("NFKC", text).strip().upper()
    text = _ERA.sub(_western, text, count=1)
    for pattern, period in _PATTERNS:
        if found := pattern.fullmatch(text):
            return period(*(int(part) if part.isdigit() else part for part in found.groups()))
    try:
        return _on_day(Frequency.DAY, datetime.fromisoformat(text).date()) if len(text) >= 8 else None
    except ValueError:
        return None


def _western(found: re.Match[str]) -> str:
    """A year of an era as that of the calendar; the first one is written 元."""
    era, number = found[1], 1 if found[2] == "元" else int(found[2])
    return str(_BEFORE_ERA[era] + number) if number <= _LAST_OF_ERA.get(era, number) else found[0]


def missing(periods: Iterable[Period]) -> list[Period]:
    """The periods that a series leaves out between its first and its last; days are never missed.

    Periods of several lengths are looked at each for itself.
    """
    found: list[Period] = []
    known = set(periods)
    for frequency in Frequency:
        if frequency is not Frequency.DAY:
            ordinals = {period.ordinal for period in known if period.frequency is frequency}
            span = range(min(ordinals), max(ordinals)) if ordinals else range(0)
            found += [Period(frequency, ordinal) for ordinal in span if ordinal not in ordinals]
    return found


def day_of(serial: float, dates_1904: bool = False) -> date:
    """The day of a serial in a cell."""
    return moment_of(serial, dates_1904).date()


def moment_of(serial: float, dates_1904: bool = False) -> datetime:
    """Day and time of a serial in a cell, to the second."""
    moment = EPOCH + timedelta(serial + (_EPOCH_1904_DAYS if dates_1904 else 0))
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def serial_of(moment: date | datetime, dates_1904: bool = False) -> float:
    """The serial that a cell holds for a day or a moment."""
    at = moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)
    days = (at - EPOCH) / timedelta(1)
    return days - (_EPOCH_1904_DAYS if dates_1904 else 0)


# How old the last day of the last observation may be: its own length and the time until the next one is published.
# Statistics come out up to one period late; days and weeks have holidays between them.
_ALLOWED_DAYS = {"daily": 5, "weekly": 14, "monthly": 62, "quarterly": 184, "half-yearly": 366, "yearly": 731}
EXPECTED = {
    "daily": Frequency.DAY,
    "weekly": Frequency.WEEK,
    "monthly": Frequency.MONTH,
    "quarterly": Frequency.QUARTER,
    "half-yearly": Frequency.HALF,
    "yearly": Frequency.YEAR,
}


def is_stale(last: date, expected: str, today: date) -> bool:
    """Whether newer data should have come by now; never for what is expected never, or not at all."""
    allowed = _ALLOWED_DAYS.get(expected)
    return allowed is not None and (today - last).days > allowed

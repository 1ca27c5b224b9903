"""Texts put together from parts that still know how, so that another language can put them together its own way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, Self


class Kept(str):
    """A text that is the same in every language: the title of a source, a function's own word."""

    __slots__ = ()


class Period(str):
    """A year, a month or a day, written as in 2024, 2024-06 and 2024-06-21."""

    __slots__ = ()

    @classmethod
    def read(cls, text: str) -> str:
        """The text as a period where it is written like one; other words as they are."""
        return cls(text) if re.fullmatch(r"\d{4}(-\d\d){0,2}", text) else text

    @property
    def numbers(self) -> tuple[int, ...]:
        """Year, month and day, as far as they are given."""
        return tuple(map(int, self.split("-")))


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as published, with its unit; `value` is the same in the base unit."""

    stated: float
    unit: str
    value: float
    base_unit: str

    def __str__(self) -> str:
        """In English: 6.008 tn JPY."""
        return f"{self.figure} {self.unit}"

    @property
    def figure(self) -> str:
        """The figure as published, without its unit."""
        return f"{self.stated:,.12g}"


Part = str | int | float | date | Amount


class Tongue(Protocol):
    """What a language does to the parts of a phrase."""

    def say(self, text: str) -> str:
        """A text in the language."""

    def day(self, day: date) -> str:
        """A date in a sentence."""

    def period(self, period: Period) -> str:
        """A year, a month or a day in a sentence."""

    def amount(self, amount: Amount) -> str:
        """A figure with its unit."""


class Phrase(str):
    """A text in English that remembers its pattern and its parts, such as "as of {day}" and a date."""

    pattern: str
    parts: Mapping[str, Part]
    __slots__ = ("parts", "pattern")

    def __new__(cls, pattern: str, **parts: Part) -> Self:
        """The English text: the pattern with its parts filled in; a date is written as in 2026-11-22."""
        made = super().__new__(cls, pattern.format(**{name: str(part) for name, part in parts.items()}))
        made.pattern, made.parts = pattern, parts
        return made

    def said(self, tongue: Tongue) -> str:
        """The text in another language: the pattern and the parts are translated, then put together."""
        said = {name: _said(part, tongue) for name, part in self.parts.items()}
        is_bare = self.pattern in {f"{{{name}}}" for name in said}
        return (self.pattern if is_bare else tongue.say(self.pattern)).format(**said)


class Listing(Phrase):
    """Texts in a row with a comma between: each is translated, and the language chooses its comma."""

    __slots__ = ()

    def __new__(cls, items: Iterable[str]) -> Self:
        """The English text, "Scorecard, Wages"."""
        listed = {f"part_{number}": item for number, item in enumerate(items)}
        return super().__new__(cls, ", ".join(f"{{{name}}}" for name in listed), **listed)

    def said(self, tongue: Tongue) -> str:
        """The texts in the other language, with its comma."""
        comma = tongue.say("{first}, {second}").format(first="", second="")
        return comma.join(_said(part, tongue) for part in self.parts.values())


def _said(part: Part, tongue: Tongue) -> str:
    match part:
        case Phrase():
            return part.said(tongue)
        case Kept():
            return part
        case Period():
            return tongue.period(part)
        case str():
            return tongue.say(part)
        case date():
            return tongue.day(part)
        case Amount():
            return tongue.amount(part)
    return str(part)

"""Texts put together from parts that still know how, so that another language can put them together its own way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, Self


class Kept(str):
    """A text that is the same in every language: the title of a source, a function's own word."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as published, with its unit; `value` is the same in the base unit."""

    stated: float
    unit: str
    value: float
    base_unit: str

    def __str__(self) -> str:
        """In English: 6.008 tn JPY."""
        return self.with_unit(self.unit)

    def with_unit(self, unit: str) -> str:
        """The figure as published, its unit written so."""
        return f"{self.stated:,.12g} {unit}"


Part = str | int | float | date | Amount


class Tongue(Protocol):
    """What a language does to the parts of a phrase."""

    def say(self, text: str) -> str:
        """A text in the language."""

    def day(self, day: date) -> str:
        """A date in a sentence."""

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
        case str():
            return tongue.say(part)
        case date():
            return tongue.day(part)
        case Amount():
            return tongue.amount(part)
    return str(part)

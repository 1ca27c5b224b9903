"""Turns the rows of facts.csv into checked records; the only place where units are converted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache

from gapsheet.errors import FactError
from gapsheet.facts.base import FactBase
from gapsheet.facts.records import Bound, Confidence, Fact, Unit, Use
from gapsheet.facts.tables import Row, read_table, word_in

COLUMNS = (
    *("id", "name", "series", "title", "period", "value", "unit", "bound", "definition", "vintage"),
    *("source", "publisher", "url", "published", "confidence", "use", "note"),
)
UNIT_COLUMNS = ("unit", "factor", "base", "words")
REQUIRED = ("id", "name", "series", "title", "period", "definition", "vintage", "source", "publisher", "published")
SOURCELESS = {Confidence.DERIVED, Confidence.COULD_NOT_VERIFY}  # a figure of these kinds may have no page of its own

# A defined name in a workbook. The underscore keeps it from ever being read as a cell or as an Excel function.
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
DAY = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
PUBLISHED = re.compile(rf"{DAY}(/{DAY})?|not stated")  # a day, a month or a year as far as known, or between two


@cache
def load() -> FactBase:
    """The fact base of this package, read and checked once.

    Raises:
        FactError: A row breaks a rule; the message names the row and the rule.
    """
    return FactBase.of(facts_of(read_table("facts.csv", COLUMNS), units()))


@cache
def units() -> Mapping[str, Unit]:
    """The closed list of units, by the way they are written in the tables."""
    return {row["unit"]: Unit(**row) for row in read_table("units.csv", UNIT_COLUMNS)}


def facts_of(rows: list[Row], known_units: Mapping[str, Unit]) -> tuple[Fact, ...]:
    """Records of the rows, after every check.

    Raises:
        FactError: A row breaks a rule; the message names the row and the rule.
    """
    facts = tuple(_fact(row, known_units) for row in rows)
    _refuse_repeated(facts)
    _refuse_mixed_series(facts)
    return facts


def in_base_unit(number: str, unit: Unit) -> float:
    """A number as published, in the unit's base unit: the nearest float to the exact product."""
    return float(Decimal(number) * Decimal(unit.factor))


def _fact(row: Row, known_units: Mapping[str, Unit]) -> Fact:
    """One record, its words and numbers checked."""
    _refuse_incomplete(row)
    unit = known_units.get(row["unit"])
    if unit is None:
        raise _fault(row, f"the unit {row['unit']!r} is not in units.csv; add it there with its factor")
    stated = _number(row)
    confidence, use = word_in(row, "confidence", Confidence, _place(row)), word_in(row, "use", Use, _place(row))
    if not row["url"] and confidence not in SOURCELESS:
        raise _fault(row, f"a figure of confidence {confidence.value!r} needs a url")
    if use is not Use.FREE and not row["note"]:
        raise _fault(row, f"use is {use.value!r} and the note does not say why")
    checked = {
        "value": in_base_unit(row["value"], unit),
        "base_unit": unit.base,
        "stated_value": stated,
        "bound": word_in(row, "bound", Bound, _place(row)),
        "confidence": confidence,
        "use": use,
    }
    return Fact(**(row | checked))  # type: ignore[arg-type]  # the columns are the fields, the checked ones typed


def _refuse_incomplete(row: Row) -> None:
    """Raise for an empty required cell, an unfit name or a date that is none."""
    for column in REQUIRED:
        if not row[column].strip():
            raise _fault(row, f"{column} is empty")
    if not NAME.fullmatch(row["name"]):
        raise _fault(row, f"the name {row['name']!r} must be lower-case words joined by underscores")
    if not PUBLISHED.fullmatch(row["published"]):
        raise _fault(
            row, f"published {row['published']!r} is not a date such as 2025-12-01, 2025-12, 2025 or 2024/2025"
        )


def _number(row: Row) -> float:
    """The value as published."""
    try:
        number = Decimal(row["value"])
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise _fault(row, f"the value {row['value']!r} is not a number")
    return float(number)


def _refuse_repeated(facts: tuple[Fact, ...]) -> None:
    """Raise where an id or a name could mean two figures."""
    taken: dict[str, Fact] = {}
    for fact in facts:
        for key in {fact.id.lower(), fact.name}:  # names in a workbook do not tell capitals apart
            if key in taken:
                raise FactError(f"facts.csv, {fact.id}: {key!r} is already taken by {taken[key].id}")
            taken[key] = fact


def _refuse_mixed_series(facts: tuple[Fact, ...]) -> None:
    """Raise where a series holds two definitions or vintages, or two figures for one period."""
    first: dict[str, Fact] = {}
    periods: set[tuple[str, str]] = set()
    for fact in facts:
        opening = first.setdefault(fact.series, fact)
        for field in ("title", "definition", "vintage", "base_unit"):
            if getattr(fact, field) != getattr(opening, field):
                raise FactError(
                    f"facts.csv, {fact.id}: its {field} differs from {opening.id}'s in series {fact.series}"
                )
        if (fact.series, fact.period) in periods:
            raise FactError(f"facts.csv, {fact.id}: the series {fact.series} already has a figure for {fact.period}")
        periods.add((fact.series, fact.period))


def _fault(row: Row, what: str) -> FactError:
    """The error for a row."""
    return FactError(f"{_place(row)}: {what}")


def _place(row: Row) -> str:
    """Where a row stands, for messages."""
    return f"facts.csv, {row['id'] or 'a row without id'}"

"""Gap and ratio of two pays, as a function that refuses or as cells of a table, and how headings name both sides."""

from __future__ import annotations

from typing import Any, Protocol

from gapsheet.errors import CellError, DomainError, ZeroBaseError
from gapsheet.group_gaps.subgroups import Subgroups, statistic_of


class Sides(Protocol):
    """Two groups under the names that a heading gives them."""

    @property
    def reference_name(self) -> str:
        """The yardstick."""

    @property
    def group_name(self) -> str:
        """The group that is compared with it."""


def compared(reference: float, group: float) -> tuple[Any, Any]:
    """Gap and ratio as cells of a table; an error value where pay is no base for them."""
    if reference < 0 or group < 0:
        return CellError.NUM, CellError.NUM
    if reference == 0:
        return CellError.DIV0, CellError.DIV0
    return (reference - group) / reference, group / reference


def refuse_no_base(statistic: str, what: str, names: tuple[str, str], pays: tuple[float, float]) -> None:
    """Raise where two pays have no gap.

    Args:
        statistic: The mean or the median.
        what: The pay, as messages call it.
        names: The yardstick group and the other one.
        pays: Their pays.

    Raises:
        DomainError: A pay is negative.
        ZeroBaseError: The reference's pay is 0.
    """
    for name, pay in zip(names, pays, strict=True):
        if pay < 0:
            raise DomainError(f"{statistic} {what} of {name} is {pay:,.12g}; pay cannot be negative")
    if pays[0] == 0:
        raise ZeroBaseError(f"{statistic} {what} of {names[0]} is 0; a gap needs a yardstick")


def gap_in_total(people: Subgroups, statistic: str) -> float:
    """The gap of all people, whatever their cell.

    Raises:
        DomainError: A pay is negative.
        ZeroBaseError: The reference's pay is 0.
    """
    reference, group = (statistic_of(side.sample, statistic) for side in (people.reference, people.group))
    refuse_no_base(statistic, "pay", (people.reference_name, people.group_name), (reference, group))
    return (reference - group) / reference


def gap_heading(sides: Sides) -> str:
    """The gap's formula with the names of the groups, and its sign in words."""
    reference, group = sides.reference_name, sides.group_name
    return f"gap = ({reference} - {group}) / {reference}, positive = {group} earns less"


def ratio_heading(sides: Sides) -> str:
    """The ratio's formula with the names of the groups."""
    return f"ratio = {sides.group_name} / {sides.reference_name}"


def heads_headings(sides: Sides) -> list[str]:
    """Headings of two columns of heads."""
    return [f"heads: {sides.reference_name}", f"heads: {sides.group_name}"]


def whole_number(name: str, value: float, least: int, most: int) -> int:
    """A whole number in its range.

    Raises:
        DomainError: It is another number.
    """
    if value % 1 or not least <= value <= most:
        raise DomainError(f"{name} is {value:,.12g}; a whole number from {least:,} to {most:,} is needed")
    return int(value)


def is_true(name: str, value: float) -> bool:
    """Whether a flag is set.

    Raises:
        DomainError: It is neither TRUE nor FALSE.
    """
    if value not in (0, 1):
        raise DomainError(f"{name} is {value:,.12g}; it is TRUE or FALSE")
    return bool(value)


def joined(*remarks: str) -> str:
    """The remarks that say something, in one cell."""
    return "; ".join(remark for remark in remarks if remark)

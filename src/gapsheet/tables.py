"""Tables that spill: a series as an index, and peers ranked against a home value."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gapsheet.errors import (
    CellError,
    DomainError,
    LimitError,
    MissingValueError,
    ShapeError,
    UnknownLabelError,
    ZeroBaseError,
)
from gapsheet.quantities import MOST_ROWS, Amounts, IndexNumber, IndexSeries, Label, Labels, PeerTable, Position
from gapsheet.samples import label_key


def rebased_index(values: Amounts, base_position: Position = 1.0, base_value: IndexNumber = 100.0) -> IndexSeries:
    """A series as index numbers that stand at 100, or another value, at a chosen position.

    Args:
        values: A row or a column of values; blanks keep their place and give #N/A there.
        base_position: Position of the base in values, counted from 1; the first value if omitted.
        base_value: Index number of the base; 100 if omitted.

    Returns:
        An index number for each value, beside it.

    Raises:
        DomainError: base_position is no whole number between 1 and the number of values.
        MissingValueError: The base is blank.
        ZeroBaseError: The base is zero.
        LimitError: There are more than 10,000 values.

    Working:
        values / (value at base_position) * base_value

    Source:
        Index numbers with a fixed base.

    Examples:
        >>> rebased_index([4.0, 5.0, 6.0])
        [100.0, 125.0, 150.0]
        >>> rebased_index([4.0, 5.0, 8.0], 3.0, 1.0)
        [0.5, 0.625, 1.0]
    """
    values = np.asarray(values, dtype=float)
    _refuse_too_long("values", values.size)
    if base_position % 1 or not 1 <= base_position <= values.size:
        raise DomainError(f"base_position is {base_position:.10g}; it must be a whole number from 1 to {values.size}")
    base = float(values[int(base_position) - 1])
    if math.isnan(base):
        raise MissingValueError(f"values is blank at base_position {base_position:.0f}")
    if base == 0:
        raise ZeroBaseError(f"values is 0 at base_position {base_position:.0f}; an index needs a base")
    return [CellError.NA if math.isnan(value) else value / base * base_value for value in values.tolist()]


def peer_table(labels: Labels, values: Amounts, home_label: Label) -> PeerTable:
    """Peers ranked by value, each with its multiple of the home value and its gap to it.

    Args:
        labels: A row or a column of names; a blank is skipped with its value.
        values: The value of each name; a blank is skipped with its name.
        home_label: The name against which the others are measured; capitals do not matter.

    Returns:
        A row for each peer, largest first: rank (ties share one: 1, 1, 3), label, value, multiple of home, gap to
        home = (home - value) / home, positive = the peer lies below home.

    Raises:
        UnknownLabelError: home_label is not among the labels that have a value.
        DomainError: home_label stands more than once among them.
        ShapeError: labels and values differ in length, or one of them is no single row or column.
        LimitError: There are more than 10,000 labels.

    Warnings:
        A home value of 0 gives #DIV/0! in the last two columns; a peer on the other side of zero has no multiple
        (#NUM! in that cell).

    Working:
        each of values / the value of home_label; gap = (home - value) / home

    Source:
        Ranking by competition ("1224"), as Excel's RANK.EQ.

    Examples:
        >>> peer_table(["Home", "North", "South"], [50.0, 200.0, 25.0], "Home")
        [[1.0, 'North', 200.0, 4.0, -3.0], [2.0, 'Home', 50.0, 1.0, 0.0], [3.0, 'South', 25.0, 0.5, 0.5]]
    """
    peers = _peers(labels, np.asarray(values, dtype=float))
    home = _home_value(peers, home_label)
    ranked = sorted(peers, key=lambda peer: -peer[1])
    ranks: dict[float, int] = {}
    for place, (_, value) in enumerate(ranked, start=1):
        ranks.setdefault(value, place)
    return [[float(ranks[value]), label, value, *_against(home, value)] for label, value in ranked]


def _peers(labels: list[Any], values: np.ndarray[Any, Any]) -> list[tuple[Any, float]]:
    """The labels that have a value, and their values."""
    if len(labels) != values.size:
        raise ShapeError(f"labels has {len(labels)} cells, values {values.size}; each label needs its value")
    _refuse_too_long("labels", len(labels))
    pairs = zip(labels, values.tolist(), strict=True)
    return [(label, value) for label, value in pairs if label is not None and not math.isnan(value)]


def _home_value(peers: list[tuple[Any, float]], home_label: Any) -> float:
    """The one value under the home label."""
    found = [value for label, value in peers if label_key(label) == label_key(home_label)]
    if not found:
        raise UnknownLabelError(f"home_label '{home_label}' is not among the labels that have a value")
    if len(found) > 1:
        raise DomainError(f"home_label '{home_label}' stands {len(found)} times in labels; which one is meant?")
    return found[0]


def _against(home: float, value: float) -> tuple[Any, Any]:
    """Multiple of the home value and gap to it."""
    if home == 0:
        return CellError.DIV0, CellError.DIV0
    opposite = value < 0 < home or home < 0 < value
    return (CellError.NUM if opposite else value / home), (home - value) / home


def _refuse_too_long(name: str, length: int) -> None:
    """A table holds no more rows than a reader could look at."""
    if length > MOST_ROWS:
        raise LimitError(f"{name} has {length:,} cells; at most {MOST_ROWS:,} can be shown")

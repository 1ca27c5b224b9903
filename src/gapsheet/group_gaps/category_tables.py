"""The table of gaps by category, from figures gathered in whatever way: one for cells and for tables of any length."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from gapsheet.errors import CellError, LimitError
from gapsheet.group_gaps.figures import (
    Sides,
    compared,
    gap_heading,
    heads_headings,
    is_true,
    joined,
    ratio_heading,
    whole_number,
)
from gapsheet.group_gaps.subgroups import shown
from gapsheet.group_gaps.units import CategoryTable
from gapsheet.quantities import MOST_ROWS

_LARGEST_THRESHOLD = 1_000_000
_BLANK = "(blank)"

Pair: TypeAlias = tuple[float, float]  # of the reference, then of the group


def category_table(
    sides: Sides,
    statistic: str,
    categories: Iterable[tuple[tuple[Any, ...], Pair, Pair]],
    total: tuple[Pair, Pair],
    smallest: float,
    hide_small: float,
    remark: str,
) -> CategoryTable:
    """The table of figures that were gathered in whatever way.

    Args:
        sides: The names of the groups.
        statistic: What the headings call the statistic of pay.
        categories: For each category its labels, and heads and pay of the reference and of the group.
        total: Heads and pay of both groups as a whole.
        smallest: Heads below which a group is noted as small.
        hide_small: Whether the pay of a small group is hidden.
        remark: What to note beside the total.

    Raises:
        DomainError: smallest or hide_small is out of its range.
    """
    least = whole_number("smallest", smallest, 0, _LARGEST_THRESHOLD)
    hidden = is_true("hide_small", hide_small)
    names = (sides.reference_name, sides.group_name)
    rows = [[category_of(labels), *_figures(names, heads, pays, least, hidden)] for labels, heads, pays in categories]
    last = ["Total", *_figures(names, *total, least, hidden)]
    last[-1] = joined(last[-1], remark)
    return [_header(sides, statistic), *rows, last]


def _header(sides: Sides, statistic: str) -> list[Any]:
    """The headings of the columns, with the names of the groups."""
    return [
        "category",
        *heads_headings(sides),
        f"{statistic} pay: {sides.reference_name}",
        f"{statistic} pay: {sides.group_name}",
        gap_heading(sides),
        ratio_heading(sides),
        "note",
    ]


def refuse_too_many(categories: int) -> None:
    """Raise where the categories would not fit into a table.

    Raises:
        LimitError: There would be more than 10,000 rows.
    """
    if categories + 2 > MOST_ROWS:
        raise LimitError(f"by has {categories:,} categories; at most {MOST_ROWS - 2:,} can be shown")


def category_of(labels: tuple[Any, ...]) -> Any:
    """The label of a category; of several, all of them in one text."""
    if len(labels) == 1:
        return _BLANK if labels[0] is None else labels[0]
    return " / ".join(_BLANK if label is None else shown(label) for label in labels)


def _figures(sides: tuple[str, str], heads: Pair, pays: Pair, least: int, hidden: bool) -> list[Any]:
    """Heads, pays, gap, ratio and note of one row."""
    small = [0 < number < least for number in heads]
    note = _note(sides, heads, small, least)
    cells: list[Any] = [
        CellError.NA if number == 0 or (hidden and is_small) else pay
        for number, is_small, pay in zip(heads, small, pays, strict=True)
    ]
    withheld = CellError.NA in cells
    return [*map(float, heads), *cells, *((CellError.NA, CellError.NA) if withheld else compared(*pays)), note]


def _note(sides: tuple[str, str], heads: Pair, small: list[bool], least: int) -> str:
    """Which group is missing from a category, and which is small."""
    missing = [f"no {side}" for side, number in zip(sides, heads, strict=True) if number == 0]
    few = " and ".join(side for side, is_small in zip(sides, small, strict=True) if is_small)
    return joined(*missing, f"fewer than {least:,} {few}" if few else "")

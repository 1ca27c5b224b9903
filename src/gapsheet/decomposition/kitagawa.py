"""Kitagawa's decomposition: how far two totals differ by who is in which cell, and by what each cell earns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gapsheet.decomposition.units import CellLabels, CellRates, CellTable, Shares
from gapsheet.errors import CellError, DomainError, LimitError, MissingValueError, ShapeError
from gapsheet.quantities import MOST_ROWS, FloatArray

_SLACK = 0.01  # shares that were rounded before they were added

_HEADER = [
    "cell",
    "reference: share times rate",
    "group: share times rate",
    "gap: reference minus group",
    "composition: reference's shares minus group's, at mean rates",
    "rate: reference's rates minus group's, at mean shares",
    "cells of one group only",
    "threefold: composition at the group's rates",
    "threefold: rate at the group's shares",
    "threefold: interaction",
]


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell: the share of each group that is in it, and its rate there."""

    name: Any
    group_share: float
    group_rate: float
    reference_share: float
    reference_rate: float

    @property
    def contributions(self) -> list[float]:
        """The columns of the result; the gap is composition + rate, or the cell's own where one group is absent."""
        reference = self.reference_share * self.reference_rate if self.reference_share else 0.0
        group = self.group_share * self.group_rate if self.group_share else 0.0
        gap = reference - group
        if not (self.reference_share and self.group_share):
            return [reference, group, gap, 0.0, 0.0, gap, 0.0, 0.0, 0.0]
        shares = self.reference_share - self.group_share
        rates = self.reference_rate - self.group_rate
        composition = (self.reference_rate + self.group_rate) / 2 * shares
        rate = (self.reference_share + self.group_share) / 2 * rates
        threefold = [shares * self.group_rate, self.group_share * rates, shares * rates]
        return [reference, group, gap, composition, rate, 0.0, *threefold]


def kitagawa(
    group_shares: Shares,
    group_rates: CellRates,
    reference_shares: Shares,
    reference_rates: CellRates,
    labels: CellLabels | None = None,
) -> CellTable:
    """The gap between two totals, cell by cell: how much is composition (who is where) and how much is rate (pay).

    Args:
        group_shares: Share of your group in each cell, as fractions or as percentages adding to 100.
        group_rates: Mean pay, or another rate, of your group in each cell.
        reference_shares: Share of the yardstick group in each cell, in the same order.
        reference_rates: Rate of the yardstick group in each cell.
        labels: Names of the cells; their positions if omitted.

    Returns:
        A header, a row of totals, a row of their shares of the gap, and a row for each cell: share times rate of
        both groups, the gap (reference minus group, positive = the group has less), its composition and rate parts,
        what cells with people of one group only bring, and the threefold split with its interaction.

    Raises:
        ShapeError: The ranges differ in length.
        MissingValueError: A cell has a share without a rate, or a rate without a share, or all cells are blank.
        DomainError: A share is negative, or shares add up to more than 1 without being percentages.
        LimitError: There are more than 9,997 cells.

    Warnings:
        Shares may add up to less than 1, as where only part of a group earns at all; they are used as they are.
        Percentages are recognised by both groups' adding up to 100. A cell in which one group has nobody has no
        rates to compare: its whole contribution stands in a column of its own.

    Working:
        composition = (reference_rates + group_rates) / 2 * (reference_shares - group_shares), rate =
        (reference_shares + group_shares) / 2 * (reference_rates - group_rates), summed over cells

    Source:
        Kitagawa (1955), Components of a difference between two rates; Das Gupta (1993).

    Examples:
        >>> kitagawa([0.25, 0.75], [2.0, 4.0], [0.75, 0.25], [4.0, 8.0])  # doctest: +NORMALIZE_WHITESPACE
        [['cell', 'reference: share times rate', 'group: share times rate', 'gap: reference minus group',
          "composition: reference's shares minus group's, at mean rates",
          "rate: reference's rates minus group's, at mean shares", 'cells of one group only',
          "threefold: composition at the group's rates", "threefold: rate at the group's shares",
          'threefold: interaction'],
         ['total', 5.0, 3.5, 1.5, -1.5, 3.0, 0.0, -1.0, 3.5, -1.0],
         ['share of the gap', '', '', 1.0, -1.0, 2.0, 0.0, -0.6666666666666666, 2.3333333333333335,
          -0.6666666666666666],
         [1.0, 3.0, 0.5, 2.5, 1.5, 1.0, 0.0, 1.0, 0.5, 1.0],
         [2.0, 2.0, 3.0, -1.0, -3.0, 2.0, 0.0, -2.0, 3.0, -2.0]]
    """
    columns = {
        "group_shares": np.asarray(group_shares, dtype=float),
        "group_rates": np.asarray(group_rates, dtype=float),
        "reference_shares": np.asarray(reference_shares, dtype=float),
        "reference_rates": np.asarray(reference_rates, dtype=float),
    }
    cells = _cells(columns, labels)
    rows = np.array([cell.contributions for cell in cells])
    totals = rows.sum(axis=0)
    gap = float(totals[2])
    shares = [CellError.DIV0 if gap == 0 else total / gap for total in totals[2:].tolist()]
    return [
        list(_HEADER),
        ["total", *totals.tolist()],
        ["share of the gap", "", "", *shares],
        *([cell.name, *row] for cell, row in zip(cells, rows.tolist(), strict=True)),
    ]


def _cells(columns: dict[str, FloatArray], labels: list[Any] | None) -> list[_Cell]:
    """The cells that hold anything."""
    names = _names(columns, labels)
    _scale_percentages(columns)
    for column in ("group_shares", "reference_shares"):
        _refuse_bad_shares(column, columns[column])
    cells = [
        _cell(name, *values)
        for name, *values in zip(names, *(column.tolist() for column in columns.values()), strict=True)
        if not all(map(math.isnan, values))
    ]
    if not cells:
        raise MissingValueError("every cell is blank")
    if len(cells) > MOST_ROWS - 3:
        raise LimitError(f"there are {len(cells):,} cells; at most {MOST_ROWS - 3:,} can be shown")
    return cells


def _names(columns: dict[str, FloatArray], labels: list[Any] | None) -> list[Any]:
    """The cells' names, or their positions."""
    length = columns["group_shares"].size
    sizes = {name: column.size for name, column in columns.items()} | ({"labels": len(labels)} if labels else {})
    for name, size in sizes.items():
        if size != length:
            raise ShapeError(f"{name} has {size} cells, group_shares {length}; they stand side by side")
    positions = [float(position) for position in range(1, length + 1)]
    if not labels:
        return list(positions)
    return [position if label is None else label for position, label in zip(positions, labels, strict=True)]


def _scale_percentages(columns: dict[str, FloatArray]) -> None:
    """Shares of both groups that add up to 100 are percentages."""
    names = ("group_shares", "reference_shares")
    if all(abs(np.nansum(columns[name]) - 100) <= 100 * _SLACK for name in names):
        for name in names:
            columns[name] = columns[name] / 100


def _refuse_bad_shares(name: str, shares: FloatArray) -> None:
    if (shares < 0).any():
        raise DomainError(f"{name} holds {np.nanmin(shares):,.12g}; a share is 0 or more")
    total = float(np.nansum(shares))
    if total > 1 + _SLACK:
        raise DomainError(
            f"{name} adds up to {total:,.6g}; give the part of the group that is in each cell, as fractions or, in "
            "both groups, as percentages that add up to 100"
        )


def _cell(name: Any, group_share: float, group_rate: float, reference_share: float, reference_rate: float) -> _Cell:
    """One cell; a blank share with a blank rate is nobody."""
    sides = []
    for side, share, rate in (("group", group_share, group_rate), ("reference", reference_share, reference_rate)):
        if math.isnan(share) and not math.isnan(rate):
            raise MissingValueError(f"cell {_shown(name)} has a rate in {side}_rates but no share in {side}_shares")
        if share > 0 and math.isnan(rate):
            raise MissingValueError(f"cell {_shown(name)} has a share in {side}_shares but no rate in {side}_rates")
        sides += [0.0 if math.isnan(share) else share, rate]
    return _Cell(name, *sides)


def _shown(name: Any) -> str:
    return f"{name:.15g}" if isinstance(name, float) else f"'{name}'"

"""Samples: which rows of pay, group and weight count, and what is refused before anything is estimated from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gapsheet.errors import DomainError, MissingValueError, ShapeError, UnknownLabelError
from gapsheet.guards import clipped
from gapsheet.quantities import FloatArray

_MOST_NAMED = 6  # labels that one message lists


@dataclass(frozen=True, slots=True)
class Sample:
    """Values and their sampling weights, without blanks; every weight is above 0."""

    values: FloatArray
    weights: FloatArray

    @property
    def heads(self) -> int:
        """Number of rows, whatever they weigh."""
        return int(self.values.size)

    @property
    def total_weight(self) -> float:
        """What the rows weigh together: the people they stand for."""
        return float(self.weights.sum())


@dataclass(frozen=True, slots=True)
class TwoGroups:
    """The yardstick group and the group that is compared with it, under the names they have in the data."""

    reference: Sample
    group: Sample
    reference_label: Any
    group_label: Any


def weighted_sample(
    values: FloatArray, weights: FloatArray | None = None, name: str = "values"
) -> tuple[FloatArray, FloatArray]:
    """The values that count and their weights, as arrays of equal length without blanks.

    Args:
        values: Numbers; NaN marks a blank.
        weights: A sampling weight of 0 or more for each value, NaN for a blank; 1 each if omitted.
        name: What a message calls the values.

    Returns:
        Values and weights of the rows that have both. A row of weight 0 stands for nobody and is left out.

    Raises:
        ShapeError: Values and weights differ in length.
        DomainError: A weight is negative, all weights are 0, or a number is infinite.
        MissingValueError: No row has both a value and a weight.
    """
    values = np.asarray(values, dtype=float)
    weights = weights_for(values, weights, name)
    rows = _complete(name, values, weights)
    counted = _weighing(weights, rows)
    return values[counted], weights[counted]


def two_groups(
    pay: FloatArray,
    group: Sequence[Any],
    reference_value: Any,
    weights: FloatArray | None = None,
    name: str = "pay",
) -> TwoGroups:
    """The rows of the yardstick group and those of the other one.

    Args:
        pay: Numbers; NaN marks a blank.
        group: The group of each row, under exactly two labels; blank rows are left out.
        reference_value: The label of the yardstick group; capitals do not matter.
        weights: A sampling weight of 0 or more for each row; 1 each if omitted.
        name: What a message calls the pay.

    Raises:
        ShapeError: The columns differ in length.
        DomainError: The group column holds not exactly two labels among complete rows, a weight is negative, all
            weights are 0, or a number is infinite.
        MissingValueError: No row has pay, group and weight.
        UnknownLabelError: reference_value is not among the labels.
    """
    pay = np.asarray(pay, dtype=float)
    weights = weights_for(pay, weights, name)
    codes, labels = label_codes(group)
    if codes.size != pay.size:
        raise ShapeError(f"group has {codes.size} cells, {name} {pay.size}; each row needs its group")
    rows = _complete(name, pay, weights, codes >= 0)
    counted = _weighing(weights, rows)
    reference = _reference_code(codes[counted], labels, reference_value)
    inside, outside = counted & (codes == reference), counted & (codes != reference)
    other = labels[int(codes[outside][0])]
    return TwoGroups(
        Sample(pay[inside], weights[inside]), Sample(pay[outside], weights[outside]), labels[reference], other
    )


def weights_for(values: FloatArray, weights: FloatArray | None, name: str = "values") -> FloatArray:
    """The weights of these values, as they are given or 1 each; negative and infinite ones are refused."""
    if weights is None:
        return np.ones(values.size)
    weights = np.asarray(weights, dtype=float)
    if weights.size != values.size:
        raise ShapeError(f"weights has {weights.size} cells, {name} {values.size}; each row needs its weight")
    if np.isinf(weights).any():
        raise DomainError("weights holds an infinite number")
    if (weights < 0).any():
        raise DomainError(f"weights holds {np.nanmin(weights):,.12g}; a weight is 0 or more")
    return weights


def label_key(label: Any) -> tuple[type, Any]:
    """What makes two labels the same: the text whatever its capitals, as in Excel; TRUE is not 1, and 1 is 1.0."""
    if isinstance(label, str):
        return str, label.casefold()
    if isinstance(label, Real) and not isinstance(label, bool):
        return float, float(label)
    return type(label), label


def label_codes(labels: Sequence[Any]) -> tuple[NDArray[np.intp], list[Any]]:
    """Labels as positions in the list of distinct ones, each as it is first spelled; -1 for a blank."""
    kinds = list(zip(map(type, labels), labels, strict=True))
    distinct: dict[tuple[type, Any], int] = {}
    spelled: list[Any] = []
    position: dict[tuple[type, Any], int] = {}
    for kind in dict.fromkeys(kinds):  # far fewer than rows, so that each text is folded once
        label = kind[1]
        if is_blank(label):
            position[kind] = -1
            continue
        code = distinct.setdefault(label_key(label), len(spelled))
        if code == len(spelled):
            spelled.append(label)
        position[kind] = code
    return np.fromiter(map(position.__getitem__, kinds), dtype=np.intp, count=len(kinds)), spelled


def is_blank(label: Any) -> bool:
    """Whether a label names nothing: an empty cell, an empty text, or a frame's NaN."""
    return label is None or label == "" or bool(label != label)


def _complete(name: str, values: FloatArray, weights: FloatArray, also: NDArray[np.bool_] | None = None) -> Any:
    """Which rows have everything."""
    rows = ~(np.isnan(values) | np.isnan(weights))
    if also is not None:
        rows &= also
    if not rows.any():
        raise MissingValueError(f"{name} has no row in which every cell is filled")
    if np.isinf(values[rows]).any():
        raise DomainError(f"{name} holds an infinite number")
    return rows


def _weighing(weights: FloatArray, rows: NDArray[np.bool_]) -> Any:
    """Which of the complete rows stand for anybody."""
    counted = rows & (weights > 0)
    if not counted.any():
        raise DomainError("weights are all 0; somebody has to count")
    return counted


def _reference_code(codes: NDArray[np.intp], labels: list[Any], reference_value: Any) -> int:
    """The position of the yardstick among exactly two labels."""
    found = np.unique(codes).tolist()
    named = _listed([labels[code] for code in found])
    wanted = label_key(reference_value)
    reference = next((code for code in found if label_key(labels[code]) == wanted), None)
    if reference is None:
        raise UnknownLabelError(f"reference_value '{clipped(str(reference_value))}' is not in group, which has {named}")
    if len(found) != 2:
        raise DomainError(f"group has {named} in complete rows; a gap compares exactly two groups")
    return int(reference)


def _listed(labels: list[Any]) -> str:
    """Labels in a message: how many, and which."""
    shown = [f"'{clipped(str(label))}'" for label in labels[:_MOST_NAMED]]
    more = ["…"] if len(labels) > _MOST_NAMED else []
    return f"{len(labels)} {'label' if len(labels) == 1 else 'labels'} ({', '.join(shown + more)})"

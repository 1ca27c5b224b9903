"""From ranges to regressions: which rows count, which columns are numbers or categories, and the scale of the pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gapsheet.columns import Column, named_columns, refuse_mixed
from gapsheet.decomposition.layout import Factor, Layout
from gapsheet.decomposition.moments import Codes, Rows
from gapsheet.errors import DomainError, LimitError, MissingValueError, UnknownLabelError
from gapsheet.guards import clipped
from gapsheet.quantities import FloatArray
from gapsheet.samples import label_codes, label_key, two_groups

_MOST_VARIABLES = 1_000  # numbers and levels together; more is a column of names rather than of categories
SCALES = ("log", "level")


@dataclass(frozen=True, slots=True)
class Observations:
    """The complete rows of two groups, with their factors."""

    layout: Layout
    labels: tuple[str, str]  # the reference's, then the group's
    rows: tuple[Rows, Rows]

    def with_pay(self, pays: tuple[FloatArray, FloatArray]) -> Observations:
        """The same rows with something else in the place of pay."""
        first, second = (replace(rows, pay=pay) for rows, pay in zip(self.rows, pays, strict=True))
        return replace(self, rows=(first, second))

    @property
    def membership(self) -> FloatArray:
        """0 for each row of the reference, 1 for each of the group, as `together` orders them."""
        return np.repeat([0.0, 1.0], [len(rows) for rows in self.rows])

    def together(self) -> Rows:
        """The rows of both groups, the reference's first."""
        first, second = self.rows
        weights = None
        if first.weights is not None and second.weights is not None:
            weights = np.concatenate([first.weights, second.weights])
        return Rows(
            np.concatenate([first.pay, second.pay]),
            np.hstack([first.numbers, second.numbers]),
            tuple(np.concatenate(pair) for pair in zip(first.codes, second.codes, strict=True)),
            first.sizes,
            weights,
        )

    @property
    def pays(self) -> tuple[FloatArray, FloatArray]:
        """Pay of the reference and of the group."""
        return self.rows[0].pay, self.rows[1].pay


def observations(
    pay: FloatArray, group: Sequence[Any], reference_value: Any, factors: Sequence[Any], weights: FloatArray | None
) -> Observations:
    """The rows that have pay, group, every factor and weight, split by group.

    Raises:
        ShapeError: The ranges differ in length.
        MissingValueError: No row is complete, or a factor is blank throughout.
        UnknownLabelError: reference_value is not in group.
        DomainError: Not two groups, an infinite number, bad weights, a factor that never varies.
        ArgumentTypeError: A factor mixes numbers and texts.
        LimitError: More than 1,000 variables.
    """
    pay = np.asarray(pay, dtype=float)
    columns = _columns(factors, pay.size)
    numbers = {column.name: _numbers(column) for column in columns if not column.is_category}
    coded = {column.name: label_codes(column.cells) for column in columns if column.is_category}
    complete = ~np.isnan(pay)
    for values in numbers.values():
        complete &= ~np.isnan(values)
    for codes, _ in coded.values():
        complete &= codes >= 0
    _refuse_infinite(pay[complete])
    places = np.where(complete, np.arange(pay.size, dtype=float), np.nan)  # row numbers travel as values
    groups = two_groups(places, group, reference_value, weights)
    chosen = [side.values.astype(np.intp) for side in (groups.reference, groups.group)]
    levels = {name: _levels(name, codes, labels, np.concatenate(chosen)) for name, (codes, labels) in coded.items()}
    factors_found = (Factor(column.name, levels[column.name][1] if column.is_category else ()) for column in columns)
    layout = Layout(tuple(factors_found))
    _refuse_too_wide(layout)
    whole = _whole(pay, layout, numbers, {name: codes for name, (codes, _) in levels.items()})
    weighs = (None, None) if weights is None else (groups.reference.weights, groups.group.weights)
    first, second = (_picked(whole, rows, weight) for rows, weight in zip(chosen, weighs, strict=True))
    labels_found = (_shown(groups.reference_label), _shown(groups.group_label))
    return Observations(layout, labels_found, (first, second))


def _columns(factors: Sequence[Any], rows: int) -> list[Column]:
    """The factors' columns, which are called differently and do not mix numbers and texts."""
    columns = named_columns("factors", factors, rows)
    _refuse_same_names(columns)
    for column in columns:
        refuse_mixed("factors", column)
    return columns


def _whole(pay: FloatArray, layout: Layout, numbers: dict[str, FloatArray], codes: dict[str, Codes]) -> Rows:
    """All rows, complete or not, as the layout orders their factors."""
    matrix = np.array([numbers[factor.name] for factor in layout.numbers]).reshape(-1, pay.size)
    ordered = tuple(codes[factor.name] for factor in layout.categories)
    return Rows(pay, matrix, ordered, tuple(len(factor.levels) for factor in layout.categories))


def _picked(whole: Rows, rows: Codes, weights: FloatArray | None) -> Rows:
    """Some of the rows, with their weights."""
    codes = tuple(column[rows] for column in whole.codes)
    return Rows(whole.pay[rows], np.ascontiguousarray(whole.numbers[:, rows]), codes, whole.sizes, weights)


def scaled(observed: Observations, scale: str) -> Observations:
    """The same rows with pay as it is, or its natural logarithm.

    Raises:
        DomainError: Pay of zero or less has no logarithm.
        UnknownLabelError: scale is neither "log" nor "level".
    """
    if scale.strip().casefold() not in SCALES:
        raise UnknownLabelError(f"scale is '{clipped(scale)}'; it is log (natural logarithms of pay) or level (pay)")
    if not is_log(scale):
        return observed
    for label, pay in zip(observed.labels, observed.pays, strict=True):
        unfit = int((pay <= 0).sum())
        if unfit:
            raise DomainError(
                f"pay holds {pay.min():,.12g} in {label} ({unfit:,} row{'s' * (unfit != 1)} of zero or less), which "
                'has no logarithm; leave those rows out or set scale to "level"'
            )
    first, second = (np.log(pay) for pay in observed.pays)
    return observed.with_pay((first, second))


def is_log(scale: str) -> bool:
    """Whether pay is taken in logarithms."""
    return scale.strip().casefold() == "log"


def _numbers(column: Column) -> FloatArray:
    """A column of numbers and truth values; NaN marks a blank."""
    values = np.array([np.nan if cell is None else float(cell) for cell in column.cells], dtype=float)
    if np.isnan(values).all():
        raise MissingValueError(f"column '{column.name}' of factors is blank")
    if np.isinf(values).any():
        raise DomainError(f"column '{column.name}' of factors holds an infinite number")
    return values


def _levels(name: str, codes: Codes, spelled: list[Any], counted: Codes) -> tuple[Codes, tuple[Any, ...]]:
    """Codes of the levels that complete rows have, in alphabetical order."""
    used = sorted(set(codes[counted].tolist()), key=lambda code: label_key(spelled[code]))
    if len(used) < 2:
        raise DomainError(f"'{name}' is '{clipped(str(spelled[used[0]]))}' in every complete row; leave it out")
    position = np.zeros(len(spelled) + 1, dtype=np.intp)  # the last place takes the blanks' -1
    position[used] = np.arange(len(used))
    return position[codes], tuple(spelled[code] for code in used)


def _refuse_same_names(columns: list[Column]) -> None:
    """Two columns of one name could not be told apart in a result."""
    names = [column.name for column in columns]
    for name in names:
        if names.count(name) > 1:
            raise DomainError(f"factors has {names.count(name)} columns called '{clipped(name)}'; rename or drop one")


def _refuse_infinite(pay: FloatArray) -> None:
    if np.isinf(pay).any():
        raise DomainError("pay holds an infinite number")


def _refuse_too_wide(layout: Layout) -> None:
    if layout.width > _MOST_VARIABLES:
        widest = max(layout.factors, key=lambda factor: len(factor.levels))
        raise LimitError(
            f"factors make {layout.width:,} variables, {len(widest.levels):,} of them levels of '{widest.name}'; at "
            f"most {_MOST_VARIABLES:,} are estimated"
        )


def _shown(label: Any) -> str:
    """A label as tables show it, without the decimal point that cells give to whole numbers."""
    return str(int(label) if isinstance(label, float) and label.is_integer() else label)

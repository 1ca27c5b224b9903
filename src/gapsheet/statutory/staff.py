"""Staff tables: who is a man, who a woman, who is left out, and what is refused before anybody is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gapsheet.counting import number_of
from gapsheet.errors import DomainError, ShapeError, UnknownLabelError
from gapsheet.guards import clipped
from gapsheet.quantities import FloatArray
from gapsheet.samples import is_blank, label_codes, label_key
from gapsheet.statutory.figures import percent, rounded

Rows = NDArray[np.bool_]

_MOST_NAMED = 6  # labels that one message lists
_YES = {True, "true", "yes", "y", "1", "x"}
_NO = {False, "false", "no", "n", "0"}


@dataclass(frozen=True, slots=True)
class Sexes:
    """Which rows are men, women, of another gender, or of none that is told."""

    men: Rows
    women: Rows
    others: Rows
    untold: Rows

    @property
    def known(self) -> Rows:
        """The rows that are compared."""
        return self.men | self.women


def sexes(gender: Sequence[Any], reference_value: Any, group_value: Any, size: int, beside: str) -> Sexes:
    """The men, by their label, and the women: by theirs, or by being the only other one.

    Args:
        gender: The label of each row; blank where it is not told.
        reference_value: The men's label; capitals do not matter.
        group_value: The women's label, or None where there are only two labels.
        size: How many rows there are.
        beside: The column that gender stands beside, for messages.

    Raises:
        ShapeError: gender has another number of rows.
        UnknownLabelError: A label is not among the rows.
        DomainError: The women cannot be told from the labels.
    """
    codes, labels = label_codes(gender)
    refuse_other_length("gender", codes.size, beside, size)
    men = _code("reference_value", reference_value, labels)
    if group_value is None:
        _refuse_not_two(labels)
    women = 1 - men if group_value is None else _code("group_value", group_value, labels)
    if women == men:
        raise DomainError(f"reference_value and group_value are both '{labels[men]}'; the women have another")
    untold = codes < 0
    return Sexes(codes == men, codes == women, ~untold & (codes != men) & (codes != women), untold)


def _refuse_not_two(labels: list[Any]) -> None:
    """Without the women's label, two labels are needed to tell it."""
    if len(labels) < 2:
        raise DomainError(f"gender has {_listed(labels)}; two are needed, men and women")
    if len(labels) > 2:
        raise DomainError(
            f"gender has {_listed(labels)}; two are needed, men and women; name the women's in group_value, and all "
            "others are left out"
        )


def pay_column(name: str, values: FloatArray, beside: str = "", size: int | None = None) -> FloatArray:
    """A column of pay of zero or more, NaN where a cell is blank.

    Raises:
        ShapeError: It is longer or shorter than the column it stands beside.
        DomainError: A number is infinite or negative.
    """
    column = np.asarray(values, dtype=float)
    if size is not None:
        refuse_other_length(name, column.size, beside, size)
    if np.isinf(column).any():
        raise DomainError(f"{name} holds an infinite number")
    if (column < 0).any():
        raise DomainError(f"{name} holds {np.nanmin(column):,.12g}; it is 0 or more")
    return column


def flags(name: str, values: Sequence[Any], blank: bool, beside: str, size: int) -> Rows:
    """A column of TRUE or FALSE, yes or no, 1 or 0.

    Raises:
        ShapeError: It is longer or shorter than the column it stands beside.
        UnknownLabelError: A cell says something else.
    """
    refuse_other_length(name, len(values), beside, size)
    return np.fromiter((_flag(name, value, blank) for value in values), dtype=bool, count=size)


def refuse_other_length(name: str, size: int, beside: str, wanted: int) -> None:
    """Raise where two columns of one table differ in length."""
    if size != wanted:
        raise ShapeError(f"{name} has {size:,} cells, {beside} {wanted:,}; both need one for each row")


def refuse_one_sex(name: str, men: int, women: int) -> None:
    """Raise where there is nobody to compare with."""
    if men and women:
        return
    raise DomainError(
        f"{name} is filled for no {'man' if women else 'woman' if men else 'man and no woman'}; a gap compares both"
    )


def told(*remarks: str) -> str:
    """Remarks as one text; empty ones are passed over."""
    return "; ".join(remark for remark in remarks if remark)


def counted(number: int, one: str, many: str) -> str:
    """A remark about people, "" where there are none: 1 person has, 2 people have."""
    return number_of(number, one, many) if number else ""


def left_out(sex: Sexes, filled: Rows) -> str:
    """A remark on filled rows that are in no comparison, because of their gender."""
    untold, others = int((sex.untold & filled).sum()), int((sex.others & filled).sum())
    return told(
        counted(untold, "row without a gender is left out", "rows without a gender are left out"),
        counted(others, "row of another gender is left out", "rows of another gender are left out"),
    )


def direction(found: Fraction, what: str, decimals: int) -> str:
    """A gap in words."""
    if rounded(found, decimals) == 0:
        return f"women's {what} is as high as men's, to the decimals shown"
    return f"women's {what} is {percent(found, decimals)} {'lower' if found > 0 else 'higher'} than men's"


def in_order(label: Any) -> tuple[str, Any]:
    """Numbers before texts, each in their own order."""
    kind, key = label_key(label)
    return ("0" if kind is float else "1" + kind.__name__), key


def _code(name: str, label: Any, labels: list[Any]) -> int:
    """The position of a label."""
    wanted = label_key(label)
    for position, known in enumerate(labels):
        if label_key(known) == wanted:
            return position
    raise UnknownLabelError(f"{name} '{clipped(str(label))}' is not in gender, which has {_listed(labels)}")


def _flag(name: str, value: Any, blank: bool) -> bool:
    if is_blank(value):
        return blank
    key = value.strip().casefold() if isinstance(value, str) else value
    if key in _YES:
        return True
    if key in _NO:
        return False
    raise UnknownLabelError(f"{name} holds '{clipped(str(value))}'; TRUE or FALSE, yes or no is needed")


def _listed(labels: list[Any]) -> str:
    """Labels in a message: how many, and which."""
    shown = [f"'{clipped(str(label))}'" for label in labels[:_MOST_NAMED]]
    more = ["…"] if len(labels) > _MOST_NAMED else []
    return f"{len(labels)} {'label' if len(labels) == 1 else 'labels'} ({', '.join(shown + more)})"

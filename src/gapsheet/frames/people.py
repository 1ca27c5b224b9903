"""Whose pay is compared: which label is which group, which labels are one category, and which rows count for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from gapsheet.frames.columns import plain
from gapsheet.group_gaps.subgroups import named, sort_key
from gapsheet.samples import label_key, two_groups

Key: TypeAlias = tuple[Any, ...]  # the labels that a row has: of its group, then of each category


@dataclass(frozen=True, slots=True)
class Sides:
    """The two groups under the names that headings give them, and the labels they have in the data."""

    reference: Any
    group: Any

    @property
    def reference_name(self) -> str:
        """The yardstick in a heading."""
        return named(self.reference)

    @property
    def group_name(self) -> str:
        """The other group in a heading."""
        return named(self.group)

    def place(self, label: Any) -> int:
        """0 for a label of the reference, 1 for one of the group."""
        return int(label_key(label) != label_key(self.reference))


def sides_of(labels: Iterable[Any], reference_value: Any) -> Sides:
    """The two groups among the labels of rows that count.

    Raises:
        DomainError: There are not exactly two.
        UnknownLabelError: reference_value is none of them.
    """
    spelled = sorted({label for label in labels if label is not None}, key=sort_key)
    found = two_groups(np.zeros(len(spelled)), spelled, reference_value)
    return Sides(found.reference_label, found.group_label)


def in_order(categories: Iterable[Key]) -> list[Key]:
    """Categories as a sheet sorts them, each once however it is spelled; a blank comes last."""
    spelled: dict[tuple[Any, ...], Key] = {}
    for labels in sorted(categories, key=lambda labels: list(map(str, labels))):
        spelled.setdefault(key_of(labels), labels)
    return sorted(spelled.values(), key=_place)


def key_of(labels: Key) -> tuple[Any, ...]:
    """What makes two categories the same."""
    return tuple(None if label is None else label_key(label) for label in labels)


def keys_of(frame: pd.DataFrame, names: Sequence[str]) -> tuple[np.ndarray[Any, Any], list[Key]]:
    """For each row of a frame the position of its labels in a list of distinct ones."""
    groups = frame.groupby(list(names), dropna=False, sort=False)
    codes = groups.ngroup().to_numpy()
    firsts = frame.loc[~pd.Series(codes, index=frame.index).duplicated(), list(names)]
    found = [tuple(map(plain, labels)) for labels in firsts.itertuples(index=False, name=None)]
    order = np.unique(codes, return_index=True)[1].argsort()  # codes in the order in which they first appear
    return codes, [found[place] for place in np.argsort(order)]


def _place(labels: Key) -> list[tuple[Any, ...]]:
    return [(1,) if label is None else (0, sort_key(label)) for label in labels]

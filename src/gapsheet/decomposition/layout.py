"""Factors as variables of a regression: numbers as they are, each category as its levels, and which are left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gapsheet.quantities import FloatArray


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor: a number, or a category with its levels."""

    name: str
    levels: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One factor, or one level of one, with its positions among constant and variables."""

    factor: str
    level: Any  # None for a number and for a category as a whole
    positions: tuple[int, ...]


@dataclass(frozen=True)
class Layout:
    """The variables in their order: the constant, the numbers, then the levels of each category."""

    factors: tuple[Factor, ...]  # as the user gave them

    @property
    def numbers(self) -> list[Factor]:
        """The factors that are numbers."""
        return [factor for factor in self.factors if not factor.levels]

    @property
    def categories(self) -> list[Factor]:
        """The factors that are categories."""
        return [factor for factor in self.factors if factor.levels]

    @cached_property
    def starts(self) -> dict[str, int]:
        """Where each factor begins, counting the constant as 0."""
        starts: dict[str, int] = {}
        position = 1
        for factor in (*self.numbers, *self.categories):
            starts[factor.name] = position
            position += max(1, len(factor.levels))
        return starts

    @property
    def width(self) -> int:
        """Constant and variables together."""
        return 1 + sum(max(1, len(factor.levels)) for factor in self.factors)

    @cached_property
    def kept(self) -> NDArray[np.intp]:
        """Positions that a regression estimates: all but the first level of each category."""
        bases = {self.starts[factor.name] for factor in self.categories}
        return np.array([position for position in range(self.width) if position not in bases], dtype=np.intp)

    def name_of(self, position: int) -> str:
        """The variable at a position, as messages call it."""
        for term in self.terms():
            if term.positions == (position,):
                return f"'{term.factor}'" if term.level is None else f"level '{term.level}' of '{term.factor}'"
        return "the constant"

    def terms(self) -> Iterator[Term]:
        """Every factor in the user's order; a category as a whole, then level by level."""
        for factor in self.factors:
            start = self.starts[factor.name]
            yield Term(factor.name, None, tuple(range(start, start + max(1, len(factor.levels)))))
            for place, level in enumerate(factor.levels):
                yield Term(factor.name, level, (start + place,))

    def normalised(self, origin: FloatArray) -> FloatArray:
        """The map from coefficients as estimated to those of all levels, in real units.

        As estimated they belong to the kept variables, measured from the origin. As shown, the coefficients of a
        category are deviations from their mean, which moves into the constant (Yun 2005; Gardeazabal and Ugidos
        2004): so no level is the base, and none of the contributions depends on which one was left out.
        """
        mapping = np.zeros((self.width, len(self.kept)))
        mapping[self.kept, np.arange(len(self.kept))] = 1
        mapping[0] -= origin[self.kept] * (self.kept > 0)
        for factor in self.categories:
            levels = slice(self.starts[factor.name], self.starts[factor.name] + len(factor.levels))
            mean = mapping[levels].mean(axis=0)
            mapping[levels] -= mean
            mapping[0] += mean
        return mapping

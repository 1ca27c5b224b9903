"""Invented payrolls with a seed: numbers, a category, two groups that overlap, and pay that depends on all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Payroll:
    """Columns as lists, as a sheet would hold them."""

    pay: list[float]
    group: list[str]
    age: list[float]
    hours: list[float]
    region: list[str]
    weights: list[float]  # whole numbers from 1 to 4

    @property
    def factors(self) -> list[list[Any]]:
        """All factors, with their names above."""
        rows = zip(self.age, self.hours, self.region, strict=True)
        return [["age", "hours", "region"], *map(list, rows)]

    def reordered(self, order: list[int]) -> Payroll:
        """The same people, or some of them, in another order, also more than once."""
        columns = (self.pay, self.group, self.age, self.hours, self.region, self.weights)
        return Payroll(*([column[place] for place in order] for column in columns))

    @property
    def replicated(self) -> Payroll:
        """Every person as often as the weight says."""
        return self.reordered([place for place, weight in enumerate(self.weights) for _ in range(int(weight))])


def payroll(people: int = 240, seed: int = 3) -> Payroll:
    """A payroll in which women are somewhat older, work fewer hours and earn less for the same."""
    random = np.random.default_rng(seed)
    woman = random.random(people) < 0.45
    age = random.normal(40 + 2 * woman, 9)
    hours = random.normal(38 - 3 * woman, 4)
    region = random.integers(0, 3, people)
    logs = 2 + 0.01 * age + 0.005 * hours + 0.1 * region - 0.12 * woman + random.normal(0, 0.3, people)
    return Payroll(
        np.exp(logs).tolist(),
        np.where(woman, "F", "M").tolist(),
        age.tolist(),
        hours.tolist(),
        np.array(["north", "south", "west"])[region].tolist(),
        random.integers(1, 5, people).astype(float).tolist(),
    )

"""Which columns a decomposition reads, as numbers and labels: the rows as they are, the complete ones, and their values
from an origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import narwhals as nw

from gapsheet.frames.columns import Columns, Lazy, with_logarithm


@dataclass(frozen=True, slots=True)
class Design:
    """Which columns are what, under the names they have on the way."""

    table: Lazy
    read: dict[str, nw.Expr]  # group, pay, number 0 ..., category 0 ..., weight; of pay in logarithms "logarithm", too
    numbers: list[str]
    categories: list[str]
    texts: list[str]  # of group and categories the columns that hold texts

    @property
    def in_logs(self) -> bool:
        """Whether pay is taken in logarithms."""
        return "logarithm" in self.read

    @property
    def weighted(self) -> bool:
        """Whether rows carry weights of their own."""
        return "weight" in self.read

    def frame(self, *names: str) -> Lazy:
        """All rows, with these of the columns that are read; with every one if none is named."""
        return self.table.select(**{name: self.read[name] for name in names or self.read})

    @property
    def values(self) -> int:
        """How many numbers each row has, pay included."""
        return 1 + len(self.numbers)

    @property
    def labels(self) -> list[str]:
        """The columns of group and categories."""
        return ["group", *(f"category {place}" for place in range(len(self.categories)))]

    def complete(self) -> Lazy:
        """The rows that have everything."""
        wanted = [~nw.col(name).is_null() for name in ("pay", "group", *self._factors)]
        wanted += [nw.col(name) != "" for name in self.texts]
        return self.frame().filter(*wanted, *([nw.col("weight") > 0] if self.weighted else []))

    def without_factor(self) -> nw.Expr:
        """Whether a row lacks a factor."""
        blanks = [nw.col(name).is_null() for name in self._factors]
        blanks += [nw.col(name) == "" for name in self.texts if name != "group"]
        return nw.any_horizontal(*blanks, ignore_nulls=True)

    def all_from(self, origin: Sequence[float]) -> Lazy:
        """All rows as what is added up: `_values` tells of the columns."""
        return self.table.select(**self._values(self.read, origin))

    def complete_from(self, origin: Sequence[float]) -> Lazy:
        """The complete rows as what is added up."""
        return self.complete().select(**self._values({name: nw.col(name) for name in self.read}, origin))

    def complete_in_logs(self) -> Lazy:
        """The complete rows with pay on the scale of the question."""
        return self.complete().with_columns(pay=nw.col("logarithm")) if self.in_logs else self.complete()

    def _values(self, read: Mapping[str, nw.Expr], origin: Sequence[float]) -> dict[str, nw.Expr]:
        """Labels, weight, "value 0" (pay) and so on from the origin, and "filled": null where a value or weight is."""
        columns = [
            read["logarithm" if self.in_logs else "pay"],
            *(read[f"number {place}"] for place in range(len(self.numbers))),
        ]
        values = [column - middle if middle else column for column, middle in zip(columns, origin, strict=True)]
        found = {name: read[name] for name in [*self.labels, *(["weight"] if self.weighted else [])]}
        found |= {f"value {place}": value for place, value in enumerate(values)}
        return found | {"filled": reduce(add, [*values, *([read["weight"]] if self.weighted else [])])}

    @property
    def _factors(self) -> list[str]:
        """The columns of numbers and of categories."""
        return [*(f"number {place}" for place in range(len(self.numbers))), *self.labels[1:]]


def designed(
    columns: Columns,
    pay: str,
    group: str,
    factors: Sequence[str],
    weights: str | None,
    *,
    in_logs: bool,
    careful: bool,
) -> Design:
    """The columns that are needed, as numbers and labels.

    Args:
        columns: The table.
        pay: Column of pay.
        group: Column of groups.
        factors: Columns of numbers or texts.
        weights: Column of weights, if rows have any.
        in_logs: Whether pay is taken in logarithms.
        careful: Whether NaN counts as blank; `Columns.number` tells what that costs.

    Raises:
        ArgumentTypeError: A column holds what cannot be used.
    """
    categories = [name for name in factors if columns.is_text(name)]
    numbers = [name for name in factors if name not in categories]
    read = {"pay": (pay, "pay")} | {f"number {place}": (name, "factors") for place, name in enumerate(numbers)}
    if weights is not None:
        read["weight"] = (weights, "weights")
    labels = {"group": group} | {f"category {place}": name for place, name in enumerate(categories)}
    expressions = {name: columns.number(*told, careful=careful) for name, told in read.items()}
    expressions |= {name: columns.label(column) for name, column in labels.items()}
    texts = [name for name, column in labels.items() if columns.is_text(column) or columns.kinds[column].is_temporal()]
    table = columns.frame
    if in_logs:
        table, expressions["logarithm"] = with_logarithm(table, pay)
    return Design(table, expressions, numbers, categories, texts)

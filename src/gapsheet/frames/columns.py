"""The columns of a table as statistics need them: which there are, which hold numbers, and what counts as blank."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeAlias

import narwhals as nw
import pandas as pd

from gapsheet.errors import ArgumentTypeError, DomainError, MissingColumnError
from gapsheet.guards import clipped

Table: TypeAlias = Any  # a pandas frame, a DuckDB relation, a Spark data frame, or narwhals around one of them
Lazy: TypeAlias = nw.LazyFrame[Any]


class Columns:
    """A table and the kinds of its columns, with the expressions that read them."""

    def __init__(self, table: Table) -> None:
        self.frame: Lazy = nw.from_native(table).lazy()
        self.kinds = self.frame.collect_schema()

    def require(self, *names: str | None) -> None:
        """Check before any row is read that the columns exist.

        Raises:
            MissingColumnError: One does not; the message lists those that do.
        """
        missing = [name for name in names if name is not None and name not in self.kinds]
        if missing:
            wanted = f"column '{clipped(missing[0])}'" if len(missing) == 1 else f"columns {_quoted(missing)}"
            raise MissingColumnError(f"the table has no {wanted}; it has {_quoted(self.kinds)}")

    def is_text(self, name: str) -> bool:
        """Whether a column holds texts."""
        return self.kinds[name] in (nw.String, nw.Categorical, nw.Enum)

    def number(self, name: str, role: str, *, careful: bool = True) -> nw.Expr:
        """A column of numbers or truth values; null marks a blank.

        Args:
            name: The column.
            role: What a message calls it.
            careful: Whether NaN counts as blank too. Without this test, which every row pays for, a sum over NaN is
                NaN, and the question can be asked again.

        Raises:
            ArgumentTypeError: The column holds something else.
        """
        kind = self.kinds[name]
        if not (kind.is_numeric() or kind in (nw.Boolean, nw.Unknown)):
            raise ArgumentTypeError(f"{role} needs numbers, and column '{clipped(name)}' holds {self._other(name)}")
        value = nw.col(name) if kind == nw.Float64 else nw.col(name).cast(nw.Float64)
        return nw.when(~value.is_nan()).then(value) if careful and kind.is_float() else value

    def label(self, name: str) -> nw.Expr:
        """A column of labels as they are, blank ones too: `plain` sees to those, once for each label and not each row.

        Raises:
            ArgumentTypeError: The column mixes kinds, or holds lists and the like.
        """
        kind = self.kinds[name]
        value = nw.col(name)
        if kind.is_numeric() or kind in (nw.Boolean, nw.String):
            return value
        if self.is_text(name) or kind.is_temporal():
            return value.cast(nw.String)
        raise ArgumentTypeError(
            f"labels are texts, numbers, dates or truth values, and column '{clipped(name)}' holds {kind}"
        )

    def _other(self, name: str) -> str:
        """What a column holds in place of numbers."""
        if not self.is_text(name):
            return f"{self.kinds[name]} values"
        text = nw.col(name).cast(nw.String)
        example = values_of(
            self.frame.select(value=text).filter(~nw.col("value").is_null()).filter(nw.col("value") != "").head(1),
            "value",
        )
        return f"text such as '{clipped(example[0])}'" if example else "texts, all of them blank"


def with_logarithm(frame: Lazy, name: str) -> tuple[Lazy, nw.Expr]:
    """A column's natural logarithm, null where there is none, and the table in which to look for it.

    narwhals divides decimal logarithms in DuckDB, which takes twice as long as its natural one and rounds twice.
    """
    native = nw.to_native(frame)
    if not type(native).__module__.startswith("duckdb"):
        plain_value = nw.col(name).cast(nw.Float64)
        return frame, nw.when(plain_value > 0).then(plain_value).log()
    from duckdb import CaseExpression, ColumnExpression, ConstantExpression, FunctionExpression, StarExpression

    value = ColumnExpression(name).cast("DOUBLE")
    logarithm = CaseExpression(value > ConstantExpression(0), FunctionExpression("ln", value))
    added = nw.generate_temporary_column_name(8, native.columns)
    return nw.from_native(native.select(StarExpression(), logarithm.alias(added))).lazy(), nw.col(added)


def collected(frame: Lazy) -> nw.DataFrame[Any]:
    """A small result, in memory."""
    native = nw.to_native(frame)
    if type(native).__module__.startswith("pyspark"):  # whose own way to pandas is not ready for pandas 3
        rows = [tuple(row) for row in native.collect()]
        return nw.from_native(pd.DataFrame(rows, columns=native.columns))
    return frame.collect(backend="pandas")


def small(frame: Lazy, most: int) -> pd.DataFrame | None:
    """A result as a pandas frame, or nothing if it has more than so many rows."""
    found = collected(frame.head(most + 1)).to_native()
    return None if len(found) > most else found


def values_of(frame: Lazy, name: str) -> list[Any]:
    """A column of a small result."""
    return collected(frame).get_column(name).to_list()


def plain(label: Any) -> Any:
    """A label as Python has it: None for any kind of blank, a number for a decimal, a text for a date."""
    if label is None or isinstance(label, str):
        return label or None
    if isinstance(label, Decimal):
        return float(label)
    if hasattr(label, "item"):
        label = label.item()
    if isinstance(label, float):
        return None if math.isnan(label) else label
    if isinstance(label, (bool, int)):
        return label
    return None if not isinstance(label, datetime.date) else label.isoformat()


def reference_of(columns: Columns, name: str, written: Any) -> Any:
    """The yardstick's label as the column has it, from the word on a command line."""
    kind = columns.kinds[name]
    if not isinstance(written, str) or columns.is_text(name):
        return written
    if kind == nw.Boolean:
        return {"true": True, "false": False}.get(written.casefold(), written)
    try:
        return float(written) if kind.is_numeric() else written
    except ValueError:
        return written


def refuse_infinite(role: str, sums: Iterable[float]) -> None:
    """Raise where a sum over rows shows that one of them was no finite number.

    Raises:
        DomainError: It was not.
    """
    if not all(map(math.isfinite, sums)):
        raise DomainError(f"{role} holds an infinite number, or numbers too large to be added up")


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{clipped(name)}'" for name in names)

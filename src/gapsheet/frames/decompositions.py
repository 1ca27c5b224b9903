"""Oaxaca and Blinder's decomposition over a table of any length, from sums that the table's engine gathers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from gapsheet.counting import number_of
from gapsheet.decomposition.layout import Factor, Layout
from gapsheet.decomposition.moments import Moments
from gapsheet.decomposition.observations import SCALES, is_log
from gapsheet.decomposition.references import CHOICES, chosen, model_from
from gapsheet.decomposition.tables import detail_table, part_table
from gapsheet.errors import CalculationError, DomainError, LimitError, MissingValueError, UnknownLabelError
from gapsheet.frames.answers import Answer, Rows, Tell, silent
from gapsheet.frames.columns import Columns, Lazy, Table, collected, reference_of, refuse_infinite, small, values_of
from gapsheet.frames.people import Key, Sides, in_order, keys_of, sides_of
from gapsheet.frames.products import Sums, assembled, gathered_sums
from gapsheet.frames.reader import Levels, Reader, SideRows
from gapsheet.group_gaps.subgroups import shown
from gapsheet.guards import clipped
from gapsheet.quantities import FloatArray
from gapsheet.samples import label_key

_TOGETHER = 20_000  # combinations of levels up to which all products are summed by them in one pass
_MOST_LABELS = 10_000  # of groups, which should be two
_MOST_VARIABLES = 1_000
_FIRST = 1_000  # rows whose means are the origin of the sums
_PARTS = ("General", "#,##0.0000", "#,##0.0000", "0.0%")
_DETAIL = ("General", "General", *("#,##0.0000",) * 6)


@dataclass(frozen=True, slots=True)
class _Design:
    """Which columns are what, under the names they have on the way."""

    frame: Lazy  # group, pay, number 0 ..., category 0 ..., weight
    numbers: list[str]
    categories: list[str]
    in_logs: bool

    @property
    def weighted(self) -> bool:
        """Whether rows carry weights of their own."""
        return "weight" in self.frame.collect_schema()

    def complete(self) -> Lazy:
        """The rows that have everything."""
        names = ["pay", "group", *self.factors]
        wanted = [~nw.col(name).is_null() for name in names]
        wanted += [nw.col(name) != "" for name in names if self._is_text(name)]
        return self.frame.filter(*wanted, *([nw.col("weight") > 0] if self.weighted else []))

    def without_factor(self) -> nw.Expr:
        """Whether a row lacks a factor."""
        blanks = [nw.col(name).is_null() for name in self.factors]
        blanks += [nw.col(name) == "" for name in self.factors if self._is_text(name)]
        return nw.any_horizontal(*blanks, ignore_nulls=True)

    def logged(self) -> nw.Expr:
        """Pay on the scale of the question; null where it has no logarithm."""
        pay = nw.col("pay")
        return nw.when(pay > 0).then(pay).log() if self.in_logs else pay

    def _is_text(self, name: str) -> bool:
        return self.frame.collect_schema()[name] == nw.String

    @property
    def factors(self) -> list[str]:
        """The columns of numbers and of categories."""
        places = [f"number {place}" for place in range(len(self.numbers))]
        return places + [f"category {place}" for place in range(len(self.categories))]


def decomposed(
    table: Table,
    pay: str,
    group: str,
    reference_value: Any,
    factors: Sequence[str],
    weights: str | None = None,
    coefficients: Any = None,
    scale: str = "log",
    detail: bool = False,
    tell: Tell = silent,
    connection: Any = None,
) -> Answer:
    """The gap in mean pay and its parts, as OAXACA gives them for a range, or OAXACA_DETAIL.

    Args:
        table: A pandas frame, a DuckDB relation, a Spark data frame, or another table that narwhals knows.
        pay: Column of pay.
        group: Column of groups, under exactly two labels.
        reference_value: Label of the yardstick group; capitals do not matter.
        factors: Columns of numbers or of texts (categories).
        weights: Column of sampling weights; 1 each if omitted.
        coefficients: Whose coefficients value the factors: reference, comparison, reimers, cotton, neumark, pooled or
            a weight from 0 to 1; all six in turn if omitted, and the reference's for the detail.
        scale: log or level.
        detail: Whether the parts are shown factor by factor.
        tell: Is called with the name of each step that begins.
        connection: DuckDB's connection to which a relation belongs; its default one if omitted.

    Raises:
        MissingColumnError: A column does not exist; the message lists those that do.
        ArgumentTypeError: pay or weights hold texts, or a factor neither numbers nor texts.
        DomainError: As OAXACA.
        MissingValueError: No row is complete.
        UnknownLabelError: reference_value is not in group, or coefficients or scale is no such choice.
        LimitError: Factors make more than 1,000 variables.
    """
    if scale.strip().casefold() not in SCALES:
        raise UnknownLabelError(f"scale is '{clipped(scale)}'; it is log (natural logarithms of pay) or level (pay)")
    choices = [chosen(coefficients)] if coefficients is not None else ["reference"] if detail else list(CHOICES)
    columns = Columns(table)
    columns.require(pay, group, *factors, weights)
    _refuse_twice(factors)
    wanted = reference_of(columns, group, reference_value)

    def gather(careful: bool) -> _Gathered:
        design = _designed(columns, pay, group, factors, weights, is_log(scale), careful)
        return _gathered(design, factors, wanted, tell)

    try:
        gathered = gather(careful=False)
    except CalculationError:  # perhaps for NaN, which only a test of every cell tells from a number
        gathered = gather(careful=True)
    design, sides, layout = gathered.design, gathered.sides, gathered.layout
    tell("solving")
    names = tuple(shown(label) for label in (sides.reference, sides.group))
    reader = replace(_reader(gathered), connection=connection)
    model = model_from(layout, (names[0], names[1]), gathered.found, (SideRows(reader, 0), SideRows(reader, 1)))
    body = detail_table(model, choices[0], design.in_logs) if detail else part_table(model, choices, design.in_logs)
    return Answer(f"Gap in {clipped(pay)}, decomposed", body, _DETAIL if detail else _PARTS, gathered.rows)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What the engine found: who the complete rows are, and their moments."""

    design: _Design
    rows: Rows
    sides: Sides
    layout: Layout
    found: tuple[Moments, Moments]


def _gathered(design: _Design, factors: Sequence[str], reference_value: Any, tell: Tell) -> _Gathered:
    """Add up products over the complete rows, in one pass if their levels have few combinations, and count the rest."""
    tell("adding up products")
    origin, few = _first_look(design)
    sums = _summed(_from_origin(design, origin), design, len(origin), few)
    tell("counting")
    figures, keys = sums[0].figures, sums[0].keys
    used = int(figures["rows"].sum())
    rows = _counted(design, used)
    sides = sides_of((key[0] for key in keys), reference_value)
    refuse_infinite("weights", figures["total"])
    if int(figures["paid"].sum()) < used:
        _refuse_unfit(design)
    layout = _laid_out(factors, design, sums)
    whole = np.concatenate([[0.0], origin, np.zeros(sum(len(factor.levels) for factor in layout.categories))])
    found = assembled(sums, layout, sides, whole)
    refuse_infinite("pay or a factor", (float(np.abs(moments.products).sum()) for moments in found))
    return _Gathered(design, rows, sides, layout, found)


def _summed(frame: Lazy, design: _Design, values: int, few: bool) -> list[Sums]:
    """The sums by all categories together, or by one and two at a time where together they are too many."""
    if few or _combinations(design) <= _TOGETHER:
        try:
            return gathered_sums(frame, values, len(design.categories), together=True)
        except LimitError:  # the first rows do not tell of the others where a table is sorted
            pass
    return gathered_sums(frame, values, len(design.categories), together=False)


def _combinations(design: _Design) -> float:
    """How many combinations the levels have."""
    names = ["group", *(f"category {place}" for place in range(len(design.categories)))]
    found = small(design.complete().group_by(*names).agg(nw.len().alias("rows")), _TOGETHER)
    if found is None:
        _by_group(design.complete(), [nw.len().alias("rows")])
    return math.inf if found is None else len(found)


def _by_group(frame: Lazy, aims: list[nw.Expr]) -> pd.DataFrame:
    figures = small(frame.group_by("group").agg(*aims), _MOST_LABELS)
    if figures is None:
        raise DomainError("group has thousands of labels; a gap compares exactly two groups")
    return figures


def coefficients_named(written: str | None) -> Any:
    """The word on a command line as OAXACA understands it: a name, or a weight from 0 to 1."""
    try:
        return None if written is None else float(written)
    except ValueError:
        return written


def _designed(
    columns: Columns,
    pay: str,
    group: str,
    factors: Sequence[str],
    weights: str | None,
    in_logs: bool,
    careful: bool,
) -> _Design:
    """The columns that are needed, as numbers and labels."""

    def number(name: str, role: str) -> nw.Expr:
        return columns.number(name, role, careful=careful)

    categories = [name for name in factors if columns.is_text(name)]
    numbers = [name for name in factors if name not in categories]
    chosen_columns = {"pay": number(pay, "pay"), "group": columns.label(group)}
    chosen_columns |= {f"number {place}": number(name, "factors") for place, name in enumerate(numbers)}
    chosen_columns |= {f"category {place}": columns.label(name) for place, name in enumerate(categories)}
    if weights is not None:
        chosen_columns["weight"] = number(weights, "weights")
    return _Design(columns.frame.select(**chosen_columns), numbers, categories, in_logs)


def _refuse_twice(factors: Sequence[str]) -> None:
    for name in factors:
        if list(factors).count(name) > 1:
            raise DomainError(f"factors names column '{clipped(name)}' twice; drop one")


def _counted(design: _Design, used: int) -> Rows:
    """Which rows count, and why the others do not: a pass of its own where there are any.

    Raises:
        DomainError: A weight is negative or infinite.
        MissingValueError: No row is complete.
    """
    read = int(values_of(design.frame.select(rows=nw.len()), "rows")[0])
    if used and used == read:
        return Rows(read)
    pay, weight = nw.col("pay"), nw.col("weight")
    frame = design.frame.with_columns(full=nw.when(~design.without_factor()).then(pay))
    if design.weighted:
        frame = frame.with_columns(weighed=nw.when(~weight.is_null()).then(nw.col("full")))
        frame = frame.with_columns(used=nw.when(weight > 0).then(nw.col("weighed")))
    steps = ["pay", "full", *(["weighed", "used"] if design.weighted else [])]
    aims = [nw.len().alias("rows"), *(nw.col(step).count().alias(f"{step} rows") for step in steps)]
    if design.weighted:
        aims += [weight.min().alias("least"), weight.max().alias("most")]
    figures = _by_group(frame, aims)
    _refuse_weights(design, figures)
    if not used:
        raise MissingValueError("no row has pay, group, every factor and a weight above 0")
    keys = keys_of(figures, ["group"])[1]
    return _rows([figures["rows"], *(figures[f"{step} rows"] for step in steps)], keys, design.weighted)


def _rows(counts: list[pd.Series[Any]], keys: list[Key], weighted: bool) -> Rows:
    reasons = ["pay is blank", "a factor is blank", *(["weight is blank", "weight is 0"] if weighted else [])]
    totals = [int(count.sum()) for count in counts]
    lost = {reason: before - after for reason, before, after in zip(reasons, totals, totals[1:], strict=False)}
    nameless = int(counts[-1][np.array([key[0] is None for key in keys], dtype=bool)].sum())
    return Rows(totals[0], lost | {"group is blank": nameless})


def _refuse_weights(design: _Design, figures: pd.DataFrame) -> None:
    if not design.weighted:
        return
    if figures["least"].min() < 0:
        raise DomainError(f"weights holds {figures['least'].min():,.12g}; a weight is 0 or more")
    if np.isinf(figures["most"].max()):
        raise DomainError("weights holds an infinite number")


def _refuse_unfit(design: _Design) -> None:
    """Raise where pay has no logarithm."""
    low = design.complete().filter(nw.col("pay") <= 0)
    found = collected(low.group_by("group").agg(nw.len().alias("rows"), nw.col("pay").min())).to_native()
    if len(found):
        label, rows, least = found.sort_values("rows", ascending=False)[["group", "rows", "pay"]].iloc[0]
        many = number_of(rows, "row")
        raise DomainError(
            f"pay holds {least:,.12g} in {shown(label)} ({many} of zero or less), which has "
            'no logarithm; leave those rows out or set scale to "level"'
        )


def _first_look(design: _Design) -> tuple[FloatArray, bool]:
    """From the first rows a point near the middle of pay and numbers, and whether combinations of levels look few.

    Any point will do, so blanks among these rows do no harm.
    """
    first = collected(design.frame.head(_FIRST)).to_native()
    names = ["pay", *(f"number {place}" for place in range(len(design.numbers)))]
    columns = [first[name].to_numpy(dtype=float) for name in names]
    if design.in_logs:
        columns[0] = np.log(columns[0][columns[0] > 0])
    finite = [column[np.isfinite(column)] for column in columns]
    middle = np.array([column.mean() if column.size else 0.0 for column in finite], dtype=np.float64)
    combinations = len(first[["group", *first.filter(like="category ")]].drop_duplicates())
    return middle, combinations <= min(_TOGETHER, _FIRST // 2)


def _from_origin(design: _Design, origin: FloatArray) -> Lazy:
    values = [design.logged(), *(nw.col(f"number {place}") for place in range(len(design.numbers)))]
    kept = ["group", *(f"category {place}" for place in range(len(design.categories)))]
    kept += ["weight"] if design.weighted else []
    shifted = {
        f"value {place}": value - float(middle)
        for place, (value, middle) in enumerate(zip(values, origin, strict=True))
    }
    return design.complete().select(*kept, **shifted)


def _laid_out(factors: Sequence[str], design: _Design, sums: list[Sums]) -> Layout:
    """The factors in the user's order, each category with the levels that rows have."""
    levels: dict[str, tuple[Any, ...]] = {}
    for place, name in enumerate(design.categories):
        part = next(part for part in sums if place in part.categories)
        position = 1 + part.categories.index(place)
        spelled = [labels[0] for labels in in_order((key[position],) for key in part.keys)]
        levels[name] = tuple(sorted(spelled, key=label_key))
        if len(spelled) < 2:
            raise DomainError(f"'{clipped(name)}' is '{clipped(str(spelled[0]))}' in every complete row; leave it out")
    layout = Layout(tuple(Factor(name, levels.get(name, ())) for name in factors))
    if layout.width > _MOST_VARIABLES:
        widest = max(layout.factors, key=lambda factor: len(factor.levels))
        raise LimitError(
            f"factors make {layout.width:,} variables, {len(widest.levels):,} of them levels of '{widest.name}'; at "
            f"most {_MOST_VARIABLES:,} are estimated"
        )
    return layout


def _reader(gathered: _Gathered) -> Reader:
    """The same rows again, with the layout's codes."""
    levels: dict[str, Levels] = {
        f"category {place}": {label_key(level): code for code, level in enumerate(factor.levels)}
        for place, factor in enumerate(gathered.layout.categories)
    }
    numbers = [f"number {place}" for place in range(len(gathered.design.numbers))]
    design = gathered.design

    def frame() -> Lazy:
        return design.complete().with_columns(pay=design.logged())

    return Reader(frame, gathered.sides, numbers, levels, design.weighted, gathered.rows.used)

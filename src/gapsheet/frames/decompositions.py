"""Oaxaca and Blinder's decomposition over a table of any length, from sums that the table's engine gathers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gapsheet.decomposition.layout import Factor, Layout
from gapsheet.decomposition.moments import Moments
from gapsheet.decomposition.observations import SCALES, is_log
from gapsheet.decomposition.references import CHOICES, chosen, model_from
from gapsheet.decomposition.tables import ROWS_USED, detail_table, part_table
from gapsheet.errors import DomainError, LimitError, UnknownLabelError
from gapsheet.frames.answers import Answer, Rows, Tell, silent
from gapsheet.frames.columns import Columns, Table, reference_of
from gapsheet.frames.designs import Design, designed
from gapsheet.frames.people import Sides, in_order, sides_of
from gapsheet.frames.products import assembled
from gapsheet.frames.reader import Levels, Reader, SideRows
from gapsheet.frames.summing import Summed, summed
from gapsheet.group_gaps.subgroups import shown
from gapsheet.guards import clipped
from gapsheet.samples import label_key

_MOST_VARIABLES = 1_000
_FIRST = 1_000  # rows whose means are the origin of the sums
_PARTS = ("General", "#,##0.0000", "#,##0.0000", "0.0%")
_DETAIL = ("General", "General", *("#,##0.0000",) * 6)


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

    def design(careful: bool) -> Design:
        return designed(columns, pay, group, factors, weights, in_logs=is_log(scale), careful=careful)

    found = summed(design, tell)
    gathered = _gathered(found, factors, reference_of(columns, group, reference_value))
    tell("solving")
    names = tuple(shown(label) for label in (gathered.sides.reference, gathered.sides.group))
    reader = replace(_reader(gathered), connection=connection)
    rows = SideRows(reader, 0), SideRows(reader, 1)
    model = model_from(gathered.layout, (names[0], names[1]), gathered.found, rows)
    in_logs = is_log(scale)
    title = f"Gap in {clipped(pay)}, decomposed"
    if detail:
        return Answer(title, detail_table(model, choices[0], in_logs), _DETAIL, found.rows)
    body = part_table(model, choices, in_logs)
    counts = tuple(place for place, row in enumerate(body) if str(row[0]).startswith(ROWS_USED))
    return Answer(title, body, _PARTS, found.rows, counts)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What the engine found: who the complete rows are, and their moments."""

    design: Design
    rows: Rows
    sides: Sides
    layout: Layout
    found: tuple[Moments, Moments]


def _gathered(found: Summed, factors: Sequence[str], reference_value: Any) -> _Gathered:
    """Who is compared by which variables, and the moments of both groups."""
    sides = sides_of((key[0] for key in found.sums[0].keys), reference_value)
    layout = _laid_out(factors, found)
    origin = np.concatenate([[0.0], found.origin, np.zeros(sum(len(factor.levels) for factor in layout.categories))])
    return _Gathered(found.design, found.rows, sides, layout, assembled(found.sums, layout, sides, origin))


def coefficients_named(written: str | None) -> Any:
    """The word on a command line as OAXACA understands it: a name, or a weight from 0 to 1."""
    try:
        return None if written is None else float(written)
    except ValueError:
        return written


def _refuse_twice(factors: Sequence[str]) -> None:
    for name in factors:
        if list(factors).count(name) > 1:
            raise DomainError(f"factors names column '{clipped(name)}' twice; drop one")


def _laid_out(factors: Sequence[str], found: Summed) -> Layout:
    """The factors in the user's order, each category with the levels that rows have."""
    levels: dict[str, tuple[Any, ...]] = {}
    for place, name in enumerate(found.design.categories):
        part = next(part for part in found.sums if place in part.categories)
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
    return Reader(design.complete_in_logs, gathered.sides, numbers, levels, design.weighted, gathered.rows.used)

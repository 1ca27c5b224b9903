"""How a row of the Sources table, with its rows of SourceColumns, becomes a source."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from gapsheet.errors import SourceError
from gapsheet.refresh.controls import ControlTable, spelled, word
from gapsheet.refresh.periods import EXPECTED
from gapsheet.refresh.records import Column, Kind, Purpose, Role, Source, Type

_Choice = TypeVar("_Choice", bound=StrEnum)
_YES, _NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0")
NEVER = "never"  # in the column Expected


def described_columns(table: ControlTable) -> dict[str, list[int]]:
    """The rows of SourceColumns by source."""
    found: dict[str, list[int]] = {}
    for row in table.filled("Source"):
        found.setdefault(spelled(table.text(row, "Source")), []).append(row)
    return found


def described_source(table: ControlTable, row: int, columns: ControlTable | None, rows: Sequence[int]) -> Source:
    """A source as the workbook describes it.

    Args:
        table: The Sources table.
        row: The source's row.
        columns: The SourceColumns table.
        rows: The rows of the source's columns in it.

    Raises:
        SourceError: Something in it is not understood.
    """
    id = table.text(row, "Source")
    listed = tuple(_told_column(columns, place, id) for place in rows) if columns else ()
    _refuse_columns(id, listed)
    expected = word(table.text(row, "Frequency") or NEVER, (*EXPECTED, NEVER))
    if expected is None:
        raise _unknown(id, _shown(table, "Frequency"), table.text(row, "Frequency"), (*EXPECTED, NEVER))
    return Source(
        id=id,
        on=_yes(table, row, "On", id, otherwise=True),
        kind=_choice(table, row, "Kind", Kind, id),
        location=_required(table, row, "Location", id),
        query=table.text(row, "Query"),
        secret=table.text(row, "Secret"),
        table=_required(table, row, "Table", id),
        expected=expected,
        columns=listed,
        threshold=_number(table, row, "Threshold", id),
        reason=table.text(row, "Reason"),
        purpose=_choice(table, row, "Purpose", Purpose, id, Purpose.DATA),
    )


def _told_column(table: ControlTable, row: int, id: str) -> Column:
    """A column of a source; its faults are told with its name."""
    try:
        return _column(table, row, id)
    except SourceError as fault:
        name = table.text(row, "Column") or f"in row {table.cell(row, 'Column')[0]}"
        told = str(fault).removeprefix(f"source {id}: ")
        raise SourceError(f"source {id}: column {name} in {table.data.name}: {told}") from fault


def _column(table: ControlTable, row: int, id: str) -> Column:
    header, field, constant = _required(table, row, "Column", id), table.text(row, "Field"), table.text(row, "Constant")
    role = _choice(table, row, "Role", Role, id)
    if constant:
        _refuse_constant(table, id, field, role)
    return Column(
        header=header,
        field=field or header,
        role=role,
        type=_choice(table, row, "Type", Type, id),
        unit=table.text(row, "Unit"),
        low=_number(table, row, "Minimum", id),
        high=_number(table, row, "Maximum", id),
        required=_yes(table, row, "Required", id, otherwise=True),
        constant=constant,
    )


def _refuse_constant(table: ControlTable, id: str, field: str, role: Role) -> None:
    """Refuse a constant that would hide a field, tell no rows apart, or be no figure."""
    name = _shown(table, "Constant")
    if field:
        raise SourceError(f"source {id}: both {_shown(table, 'Field')} and {name} are filled; clear one of them")
    if role in (Role.KEY, Role.PERIOD, Role.VALUE):
        raise SourceError(f"source {id}: {name} may stand only where the role is definition, vintage or text; clear it")


def _refuse_columns(id: str, columns: Sequence[Column]) -> None:
    """Refuse columns that leave open which rows belong together."""
    if not any(column.role in (Role.KEY, Role.PERIOD) for column in columns):
        raise SourceError(f"source {id}: SourceColumns lists no column of role key or period for it; list one at least")
    if sum(column.role is Role.PERIOD for column in columns) > 1:
        raise SourceError(f"source {id}: it has several columns of role period; make all but one a key")
    headers = [spelled(column.header) for column in columns]
    twice = [column.header for column in columns if headers.count(spelled(column.header)) > 1]
    if twice:
        raise SourceError(f"source {id}: SourceColumns lists its column {twice[0]} twice; delete one of the rows")


def _required(table: ControlTable, row: int, header: str, id: str) -> str:
    text = table.text(row, header)
    if not text:
        raise SourceError(
            f"source {id}: its column {_shown(table, header)} in the table {table.data.name} is blank; fill it in"
        )
    return text


def _number(table: ControlTable, row: int, header: str, id: str) -> float | None:
    try:
        return table.number(row, header)
    except SourceError as problem:
        raise SourceError(f"source {id}: {problem}") from problem


def _yes(table: ControlTable, row: int, header: str, id: str, *, otherwise: bool) -> bool:
    text = table.text(row, header)
    if not text:
        return otherwise
    known = word(text, (*_YES, *_NO))
    if known is None:
        raise _unknown(id, _shown(table, header), text, ("yes", "no"))
    return known in _YES


def _choice(
    table: ControlTable, row: int, header: str, choices: type[_Choice], id: str, otherwise: _Choice | None = None
) -> _Choice:
    text = table.text(row, header)
    if not text and otherwise is not None:
        return otherwise
    known = word(text, [choice.value for choice in choices])
    if known is None:
        raise _unknown(id, _shown(table, header), text, [choice.value for choice in choices])
    return choices(known)


def _shown(table: ControlTable, header: str) -> str:
    """A column as the workbook calls it."""
    return table.data.headers[table.columns[header]] if table.has(header) else header


def _unknown(id: str, header: str, text: str, known: Sequence[str]) -> SourceError:
    return SourceError(f"source {id}: its column {header} holds {text!r}; it may hold {', '.join(known)}")

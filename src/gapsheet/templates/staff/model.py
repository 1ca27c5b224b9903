"""What a book says about its staff list: columns, payroll codes, what is worked out for each row, and what a fault is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gapsheet.templates import style
from gapsheet.templates.page import Allowed

TABLE = "Employees"
ID, SEX, READABLE = "Id", "Sex", "Readable"
FAULT_NUMBER, FAULT, FAULTY_ROW, COUNTED_AS = "Fault no.", "Fault", "Faulty row", "Counted as"
MONEY = '#,##0.00;-#,##0.00;"–"'  # nothing paid shows a dash

Cell = str | float | int | bool
Severity = Literal["error", "warning"]

_HEAD = re.compile(r"\{([^}]+)\}")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the user fills; its caption stands above the head."""

    head: str
    caption: str
    width: float
    allowed: Allowed
    number_format: str | None = None


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a payroll code counts as; `prorated` ones are cut to the days of the pay period."""

    word: str
    meaning: str
    prorated: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """A payroll code of the example: what it is, how it is treated and why; `days` where it is paid for a period."""

    code: str
    name: str
    treatment: str
    reason: str
    days: float = 0.0


@dataclass(frozen=True, slots=True)
class Calculated:
    """A column that follows: `formula` holds {Head} for a cell of the same row and {codes} for all pay columns."""

    head: str
    caption: str
    width: float
    formula: str
    number_format: str = MONEY
    style_name: str = "Calculated"
    unreadable: str = "0"  # what a row shows that holds an error value


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a row: `test` is a condition in the manner of a calculated column's formula, without the equals sign."""

    name: str
    severity: Severity
    test: str
    rule: str
    cure: str


@dataclass(frozen=True, slots=True)
class StaffList:
    """Everything that the sheets about the staff are made from.

    Args:
        columns: What the user fills beside pay; the first two are IDENTITY and SEX_COLUMN.
        treatments: What payroll codes may count as; formulas say INDEX(treatments,1) for the first.
        elements: The payroll codes of the example, one pay column each.
        calculated: What is worked out for each row before its faults are looked for.
        faults: Errors first, then warnings; a row is told by the first that it has.
        rows: The people of the example: a value for each of `columns`, then one for each code.
        after: What is worked out for each row once its fault is known.
    """

    columns: tuple[Column, ...]
    treatments: tuple[Treatment, ...]
    elements: tuple[Element, ...]
    calculated: tuple[Calculated, ...]
    faults: tuple[Fault, ...]
    rows: tuple[tuple[Cell, ...], ...]
    after: tuple[Calculated, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what could not be written."""
        if [column.head for column in self.columns[:2]] != [ID, SEX]:
            raise ValueError(f"the first two columns are {ID} and {SEX}")
        severities = [fault.severity for fault in self.faults]
        if severities != sorted(severities):
            raise ValueError("errors come before warnings")
        wide = len(self.columns) + len(self.elements)
        if any(len(row) != wide for row in self.rows):
            raise ValueError(f"each row has {wide} cells")

    @property
    def codes(self) -> tuple[str, ...]:
        """The heads of the pay columns."""
        return tuple(element.code for element in self.elements)

    @property
    def prorated(self) -> int:
        """Which treatment, from 1, is cut to the days of the pay period; 0 for none."""
        return next((place for place, item in enumerate(self.treatments, start=1) if item.prorated), 0)

    @property
    def followed(self) -> tuple[Calculated, ...]:
        """Every calculated column in its order, those that name the fault included."""
        return (self._readable(), *map(_guarded, self.calculated), *self._fault_columns(), *map(_guarded, self.after))

    @property
    def rules(self) -> tuple[Fault, ...]:
        """Every rule for rows in its order: first that the row can be read at all."""
        return (_UNREADABLE, *self.faults)

    @property
    def heads(self) -> tuple[str, ...]:
        """Every head of the table."""
        return (*(item.head for item in self.columns), *self.codes, *(item.head for item in self.followed))

    @property
    def code_heads(self) -> str:
        """A reference to the heads of the pay columns."""
        return f"{TABLE}[[#Headers],[{self.codes[0]}]:[{self.codes[-1]}]]"

    def formula(self, pattern: str) -> str:
        """A formula with its places filled by cells of the same row."""
        return _HEAD.sub(lambda place: self._reference(place[1]), pattern)

    def _reference(self, head: str) -> str:
        if head == "codes":
            return f"{TABLE}[[#This Row],[{self.codes[0]}]:[{self.codes[-1]}]]"
        if head not in self.heads:
            raise ValueError(f"{head} is no column of {TABLE}: {', '.join(self.heads)}")
        return f"{TABLE}[[#This Row],[{head}]]"

    def _readable(self) -> Calculated:
        """Whether no cell of a row is an error: else nothing is worked out from it."""
        typed = f"{TABLE}[[#This Row],[{ID}]:[{self.codes[-1]}]]"
        return Calculated(READABLE, "1: no error value", 9, f"=1*NOT(ISERROR(SUM({typed})))", style.YEAR)

    def _fault_columns(self) -> Sequence[Calculated]:
        tests = "&".join(f"1*({fault.test})" for fault in self.faults)
        return (
            Calculated(
                FAULT_NUMBER, "first rule it fails", 8, f'=IF({{{READABLE}}}=1,1+FIND("1",{tests}&1),1)', style.YEAR
            ),
            Calculated(FAULT, "in words", 30, f"=INDEX(fault_names,{{{FAULT_NUMBER}}})", style.GENERAL, "Aside"),
            Calculated(
                FAULTY_ROW,
                "its row, to be found",
                8,
                f"=IF({{{FAULT_NUMBER}}}<ROWS(fault_names),ROW(),dash)",
                style.YEAR,
            ),
            Calculated(
                COUNTED_AS,
                "a dash: left out for an error",
                9,
                f"=IF({{{FAULT_NUMBER}}}>error_rules,{{{SEX}}},dash)",
                style.GENERAL,
                "Calculated text",
            ),
        )


def _guarded(item: Calculated) -> Calculated:
    """The same column with 0, or what else it says, for rows that cannot be read."""
    return replace(item, formula=f"=IF({{{READABLE}}}=1,{item.formula.removeprefix('=')},{item.unreadable})")


_UNREADABLE = Fault(
    "error value in the row",
    "error",
    "",
    "A cell of the row shows an error such as #N/A.",
    "Type what is meant, or leave the cell empty.",
)
IDENTITY = Column(
    ID,
    "your own number, once only; no names",
    10,
    Allowed(
        "textLength", 1, 60, "A text of 1 to 60 characters is expected.", "Your own number of the person; no names"
    ),
    style.TEXT,
)
SEX_COLUMN = Column(
    SEX,
    "a label from Inputs",
    7,
    Allowed("list", "sex_labels", None, "Choose a label from Inputs.", "As recorded in the payroll"),
)

"""The named units of the gaps between two groups: columns of people, choices, and the tables that spill."""

from __future__ import annotations

from typing import Annotated, Any

from gapsheet.quantities import FloatArray, Quantity, Shape

_LABEL = Quantity("label", "General", Shape.LABEL)
_NOTE = Quantity("what to know about the row, in words", "General", Shape.LABEL)
_HEADS = Quantity("people counted, whatever they weigh", "#,##0")
_CELLS = Quantity("number of cells", "#,##0")
_PAY = Quantity("pay, in the unit given", "#,##0.00")
_GAP = Quantity("fraction of the reference's pay, positive = the group earns less", "0.0%")
_RATIO = Quantity("fraction, 1 = equal", "0.0%")
_SHARE = Quantity("fraction of the people's weight", "0.0%")
_ERROR = Quantity("fraction of the reference's pay", "0.0%")

_GAP_NAME = "gap = (reference - group) / reference, positive = the group earns less"

_BY_CATEGORY = (
    ("category", _LABEL),
    ("heads of the reference", _HEADS),
    ("heads of the group", _HEADS),
    ("pay of the reference", _PAY),
    ("pay of the group", _PAY),
    (_GAP_NAME, _GAP),
    ("ratio = group / reference", _RATIO),
    ("note", _NOTE),
)
_INTERVAL = (
    (_GAP_NAME, _GAP),
    ("standard error", _ERROR),
    ("low", _GAP),
    ("high", _GAP),
    ("heads of the reference", _HEADS),
    ("heads of the group", _HEADS),
    ("note", _NOTE),
)
_FACTOR_WEIGHTED = (
    (f"factor-weighted {_GAP_NAME}", _GAP),
    ("raw gap, the same way round", _GAP),
    ("coverage: share of all people in cells that hold both groups", _SHARE),
    ("cells with both", _CELLS),
    ("cells with the reference only", _CELLS),
    ("cells with the group only", _CELLS),
    ("heads of the reference", _HEADS),
    ("heads of the group", _HEADS),
    ("note", _NOTE),
)
_NOPO = (
    ("part of the gap", _LABEL),
    ("reference - group in pay, positive = the group earns less", _PAY),
    ("the same as a fraction of the reference's pay", _GAP),
    ("cells", _CELLS),
    ("heads of the reference", _HEADS),
    ("heads of the group", _HEADS),
    ("share of the reference", _SHARE),
    ("share of the group", _SHARE),
    ("meaning", _NOTE),
)

Table = list[list[Any]]

PeoplesPay = Annotated[FloatArray, Quantity("pay, one person a row", "General", Shape.RANGE)]
HourlyEarnings = Annotated[FloatArray, Quantity("gross pay per hour, one person a row", "General", Shape.RANGE)]
GroupLabels = Annotated[list[Any], Quantity("group of each person, two labels", "General", Shape.LABELS)]
FullTimeFlags = Annotated[list[Any], Quantity("TRUE or FALSE, yes or no, 1 or 0, one a row", "General", Shape.LABELS)]
EnterpriseSizes = Annotated[FloatArray, Quantity("employees of each person's enterprise", "#,##0", Shape.RANGE)]
Statistic = Annotated[str, Quantity('"mean" or "median"', "@", Shape.TEXT)]
Heads = Annotated[float, Quantity("people", "0")]
Flag = Annotated[float, Quantity("TRUE or FALSE")]
Resamples = Annotated[float, Quantity("number of resamples", "#,##0")]

CategoryTable = Annotated[Table, Quantity("a header and a row a category", "General", Shape.TABLE, _BY_CATEGORY)]
IntervalTable = Annotated[Table, Quantity("a header and one row", "General", Shape.TABLE, _INTERVAL)]
FactorWeightedTable = Annotated[Table, Quantity("a header and one row", "General", Shape.TABLE, _FACTOR_WEIGHTED)]
NopoTable = Annotated[Table, Quantity("a header and a row a part", "General", Shape.TABLE, _NOPO)]

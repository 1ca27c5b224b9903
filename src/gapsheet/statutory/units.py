"""The named units of the statutory functions: staff columns, heads, shares, and the tables that they spill."""

from __future__ import annotations

from typing import Annotated, Any

from gapsheet.quantities import FloatArray, Quantity, Shape

_LABEL = Quantity("label", "General", Shape.LABEL)
_NOTE = Quantity("what to know about the row, in words", "General", Shape.LABEL)
_SHARE = Quantity("fraction of the people named, 0.5 = half", "0.0%")
_HEADS = Quantity("people", "#,##0.0")  # a shared tie or converted hours make parts of people
_PEOPLE = Quantity("people", "#,##0")
_GAP = Quantity("fraction of the men's figure, positive = women are paid less", "0.0%")
_RATIO = Quantity("fraction of the men's average, 1 = equal", "0.0%")
_PAY = Quantity("pay, in the unit given", "#,##0.00")
_FLAG = Quantity("TRUE or FALSE; empty where it does not apply")
_FIGURE = Quantity("pay in the unit given, or a fraction of the people named")
_FILED = Quantity("fraction: of a gap of men's pay, positive = women are paid less; of people, a share", "0.0%")

_FORM = (("item", _LABEL), ("figure to file", _FILED), ("men", _HEADS), ("women", _HEADS), ("note", _NOTE))
_QUARTERS = (
    ("quarter", _LABEL),
    ("people", _PEOPLE),
    ("men", _HEADS),
    ("women", _HEADS),
    ("men's share", _SHARE),
    ("women's share", _SHARE),
    ("note", _NOTE),
)
_POINTS = (
    ("point of Art. 9(1)", _LABEL),
    ("item", _LABEL),
    ("category", _LABEL),
    ("women", _FIGURE),
    ("men", _FIGURE),
    ("gap = (men - women) / men", _GAP),
    ("women counted", _HEADS),
    ("men counted", _HEADS),
    ("5 % reached (Art. 10)", _FLAG),
    ("note", _NOTE),
)
_DUE = (
    ("size", _LABEL),
    ("first report by", Quantity("date; empty where no report is due", "yyyy-mm-dd")),
    ("years between reports", Quantity("years; empty where no report is due", "0")),
    ("rule", _NOTE),
)
_JAPAN = (
    ("workers", _LABEL),
    ("区分", _LABEL),
    ("ratio = women's average pay / men's", _RATIO),
    ("gap = 1 - ratio, positive = women are paid less", _GAP),
    ("women's average annual pay", _PAY),
    ("men's average annual pay", _PAY),
    ("women", _HEADS),
    ("men", _HEADS),
    ("note", _NOTE),
)
_REGISTER = (
    ("group", _LABEL),
    ("women", _PEOPLE),
    ("men", _PEOPLE),
    ("women's mean", _PAY),
    ("men's mean", _PAY),
    ("gap of means = (men - women) / men", _GAP),
    ("women's median", _PAY),
    ("men's median", _PAY),
    ("gap of medians = (men - women) / men", _GAP),
    ("25 % reached", _FLAG),
    ("note", _NOTE),
)

Table = list[list[Any]]

HourlyRates = Annotated[FloatArray, Quantity("pay per hour, one person a row", "#,##0.00", Shape.RANGE)]
StaffPay = Annotated[FloatArray, Quantity("pay in one unit and period, one person a row", "#,##0", Shape.RANGE)]
TotalPay = Annotated[FloatArray, Quantity("pay of all people of a row", "#,##0", Shape.RANGE)]
Heads = Annotated[FloatArray, Quantity("people of a row", "#,##0", Shape.RANGE)]
RowHours = Annotated[FloatArray, Quantity("hours of one person of a row, unit as regular_hours", "0.0", Shape.RANGE)]
StaffLabels = Annotated[list[Any], Quantity("labels, one a row", "General", Shape.LABELS)]
Flags = Annotated[list[Any], Quantity("TRUE or FALSE, yes or no, 1 or 0, one a row", "General", Shape.LABELS)]
Decimals = Annotated[float, Quantity("decimals of a percentage, 0 to 6", "0")]
ScheduledHours = Annotated[float, Quantity("hours", "0.0")]
Counts = Annotated[float, Quantity("how many times people were counted", "0")]
PeriodDays = Annotated[float, Quantity("days; a month counts as 30.44, a year as 365.25", "0.00")]
WeeklyHours = Annotated[float, Quantity("hours per week", "0.0")]
Workers = Annotated[float, Quantity("workers", "#,##0")]

FormTable = Annotated[Table, Quantity("one row a number of the form", "General", Shape.TABLE, _FORM)]
QuarterTable = Annotated[Table, Quantity("one row a quarter, lowest pay first", "General", Shape.TABLE, _QUARTERS)]
PointTable = Annotated[Table, Quantity("one row a point, band or category", "General", Shape.TABLE, _POINTS)]
DueTable = Annotated[Table, Quantity("one row", "General", Shape.TABLE, _DUE)]
RatioTable = Annotated[Table, Quantity("one row each: all, regular, non-regular", "General", Shape.TABLE, _JAPAN)]
RegisterTable = Annotated[Table, Quantity("one row for all, one a group", "General", Shape.TABLE, _REGISTER)]

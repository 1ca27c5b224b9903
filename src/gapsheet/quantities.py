"""Named units: one word in a signature that says what a number means, how a cell shows it, and how it travels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gapsheet.errors import CellError

FloatArray: TypeAlias = NDArray[np.float64]
CellValue: TypeAlias = float | str | bool | CellError | None


class Shape(Enum):
    """How an argument or a result travels between a cell and a function."""

    NUMBER = "number"  # one number; a range is calculated element by element
    TEXT = "text"  # one text; a range is read element by element
    LABEL = "label"  # one cell of any kind, used as a name
    RANGE = "range"  # a row or column of numbers; NaN marks a blank
    LABELS = "labels"  # a row or column of names
    TABLE = "table"  # rows that spill
    SERIES = "series"  # spills in the shape of the first range argument
    FUNCTION = "function"  # the name of a catalogue function
    ANYTHING = "anything"  # whatever the cell holds, errors and blanks too


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a number means (`unit`, for help texts) and how a cell shows it (`number_format`, Excel's code)."""

    unit: str
    number_format: str = "General"
    shape: Shape = Shape.NUMBER

    @property
    def is_percent(self) -> bool:
        """Whether people read it as a percentage."""
        return "%" in self.number_format


Amount = Annotated[float, Quantity("amount, any unit", "#,##0.##")]
Pay = Annotated[float, Quantity("pay, any currency and period", "#,##0")]
Multiple = Annotated[float, Quantity("multiple, 1 = unchanged", '0.00"×"')]
Rate = Annotated[float, Quantity("fraction per year, 0.04 = 4 %", "0.0%")]
Change = Annotated[float, Quantity("fraction, 0.04 = 4 %", "0.0%")]
Gap = Annotated[float, Quantity("fraction of the reference, positive = the group earns less", "0.0%")]
Ratio = Annotated[float, Quantity("fraction, 1 = equal", "0.0%")]
Years = Annotated[float, Quantity("duration in years", "0.0")]
CalendarYear = Annotated[float, Quantity("calendar year, such as 2024", "0")]
Hours = Annotated[float, Quantity("hours per year", "#,##0")]
HourlyPay = Annotated[float, Quantity("pay per hour", "#,##0.00")]
Headcount = Annotated[float, Quantity("people", "#,##0")]
PriceIndex = Annotated[float, Quantity("price index, any base", "0.0")]
Position = Annotated[float, Quantity("position in the range, 1 = first", "0")]
Confidence = Annotated[float, Quantity("confidence level between 0 and 1", "0%")]
Text = Annotated[str, Quantity("text", "@", Shape.TEXT)]
Label = Annotated[Any, Quantity("label", "General", Shape.LABEL)]
Amounts = Annotated[FloatArray, Quantity("amounts in one unit, a row or a column", "#,##0.##", Shape.RANGE)]
CalendarYears = Annotated[FloatArray, Quantity("calendar years, as many as values", "0", Shape.RANGE)]
Labels = Annotated[list[Any], Quantity("labels, as many as values", "General", Shape.LABELS)]
Table = Annotated[list[list[Any]], Quantity("table that spills", "General", Shape.TABLE)]
IndexSeries = Annotated[list[Any], Quantity("index numbers that spill beside the values", "0.0", Shape.SERIES)]

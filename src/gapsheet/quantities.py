"""Named units: one word in a signature that says what a number means, how a cell shows it, and how it travels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from gapsheet.errors import CellError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray: TypeAlias = NDArray[np.float64]
else:
    FloatArray = Any  # numpy takes long to import, and who only wants to know what a cell holds needs none
CellValue: TypeAlias = float | str | bool | CellError | None

MOST_ROWS = 10_000  # rows that a table may spill; more is a slip in an argument rather than a wish


class Shape(Enum):
    """How an argument or a result travels between a cell and a function."""

    NUMBER = "number"  # one number; a range is calculated element by element
    TEXT = "text"  # one text; a range is read element by element
    LABEL = "label"  # one cell of any kind, used as a name
    RANGE = "range"  # a row or column of numbers; NaN marks a blank
    LABELS = "labels"  # a row or column of names
    COLUMNS = "columns"  # a block of one or more columns, numbers or labels; a row is an observation
    TABLE = "table"  # rows that spill
    SERIES = "series"  # spills in the shape of the first range argument
    FUNCTION = "function"  # the name of a catalogue function
    ANYTHING = "anything"  # whatever the cell holds, errors and blanks too


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a number means (`unit`, for help texts) and how a cell shows it (`number_format`, Excel's code).

    A table names its columns, each with its own quantity. `omitted` is what a working shows where nothing was given.
    """

    unit: str
    number_format: str = "General"
    shape: Shape = Shape.NUMBER
    columns: tuple[tuple[str, Quantity], ...] = ()
    omitted: str = ""

    @property
    def is_percent(self) -> bool:
        """Whether people read it as a percentage."""
        return "%" in self.number_format

    @property
    def is_year(self) -> bool:
        """Whether it is a calendar year or a position, which take no thousands separator."""
        return self.number_format == "0"


_AMOUNT = Quantity("amount, any unit")
_MULTIPLE = Quantity("multiple, 1 = unchanged", '0.00"×"')
_CHANGE = Quantity("fraction, 0.04 = 4 %", "0.0%")
_GAP = Quantity("fraction of the reference, positive = the group earns less", "0.0%")
_COUNT = Quantity("count", "0")
_YEAR = Quantity("calendar year, such as 2024", "0")
_LABEL = Quantity("label", "General", Shape.LABEL)
RATE = Quantity("fraction per year, 0.04 = 4 %", "0.0%")
LOG_RATE = Quantity("of ln(1 + growth) per year, 0.04 = about 4 %", "0.0%")

_PATH = (("year", _YEAR), ("value", _AMOUNT), ("growth since start", _CHANGE))
_TREND = (
    ("growth", RATE),
    ("low", RATE),
    ("high", RATE),
    ("n", _COUNT),
    ("first year", _YEAR),
    ("last year", _YEAR),
)
_PEERS = (
    ("rank", _COUNT),
    ("label", _LABEL),
    ("value", _AMOUNT),
    ("multiple of home", _MULTIPLE),
    ("gap to home", Quantity("fraction of the home value, positive = the peer lies below it", "0.0%")),
)

_FAN = (("year", _YEAR), ("value at each quantile", _AMOUNT))  # the last column repeats, once for each quantile

Amount = Annotated[float, _AMOUNT]
Yen = Annotated[float, Quantity("yen, or the plain number where the text names no currency", "#,##0")]
Pay = Annotated[float, Quantity("pay, any currency and period", "#,##0")]
Multiple = Annotated[float, _MULTIPLE]
Rate = Annotated[float, RATE]
LogRate = Annotated[float, LOG_RATE]
Change = Annotated[float, _CHANGE]
Gap = Annotated[float, _GAP]
Ratio = Annotated[float, Quantity("fraction, 1 = equal", "0.0%")]
Years = Annotated[float, Quantity("duration in years", "0.0")]
CalendarYear = Annotated[float, _YEAR]
DateSerial = Annotated[float, Quantity("date, in a cell as in =DATE(2026,12,31)", "yyyy-mm-dd")]
Hours = Annotated[float, Quantity("hours per year", "#,##0")]
HourlyPay = Annotated[float, Quantity("pay per hour", "#,##0.00")]
Headcount = Annotated[float, Quantity("people", "#,##0")]
PriceIndex = Annotated[float, Quantity("price or pay index, any base", "0.0")]
IndexNumber = Annotated[float, Quantity("index number", "0.0")]
Position = Annotated[float, Quantity("position in the range, 1 = first", "0")]
Confidence = Annotated[float, Quantity("confidence level between 0 and 1", "0%")]
Probability = Annotated[float, Quantity("probability between 0 and 1", "0.0%")]
QuantileShare = Annotated[float, Quantity("fraction between 0 and 1, 0.5 = the median", "0.0%")]
QuantileType = Annotated[float, Quantity("quantile type: 1, 2 or 7", "0")]
QuantileMultiple = Annotated[float, Quantity("multiple of the lower quantile, 1 = equal", '0.00"×"')]
Dispersion = Annotated[float, Quantity("fraction of the median, 0 = no spread", "0.000")]
Inequality = Annotated[float, Quantity("inequality, 0 = all equal", "0.000")]
Paths = Annotated[float, Quantity("number of simulated futures", "#,##0")]
Seed = Annotated[float, Quantity("whole number, 0 or more", "0")]
BlockLength = Annotated[float, Quantity("years", "0")]
Text = Annotated[str, Quantity("text", "@", Shape.TEXT)]
Label = Annotated[Any, _LABEL]
Amounts = Annotated[FloatArray, Quantity("amounts in one unit, a row or a column", "General", Shape.RANGE)]
CalendarYears = Annotated[
    FloatArray, Quantity("calendar years, as many as values", "0", Shape.RANGE, omitted="{1, 2, 3, …}")
]
Quantiles = Annotated[FloatArray, Quantity("fractions between 0 and 1, a row or a column", "0%", Shape.RANGE)]
Weights = Annotated[
    FloatArray, Quantity("weights of 0 or more, one a row", "General", Shape.RANGE, omitted="{1, 1, 1, …}")
]
LowerBounds = Annotated[FloatArray, Quantity("lower bounds of classes, smallest first", "General", Shape.RANGE)]
ClassCounts = Annotated[FloatArray, Quantity("people, or any share, in each class", "General", Shape.RANGE)]
Labels = Annotated[list[Any], Quantity("labels, as many as values", "General", Shape.LABELS)]
Columns = Annotated[
    list[list[Any]],
    Quantity(
        "one or more columns, numbers or labels, a row for each pay; with one row more, the first holds their names",
        "General",
        Shape.COLUMNS,
    ),
]
PathTable = Annotated[list[list[Any]], Quantity("one row a year", "General", Shape.TABLE, _PATH)]
FanTable = Annotated[list[list[Any]], Quantity("one row a year", "General", Shape.TABLE, _FAN)]
TrendTable = Annotated[list[list[Any]], Quantity("one row of six cells", "General", Shape.TABLE, _TREND)]
PeerTable = Annotated[list[list[Any]], Quantity("one row a peer, largest first", "General", Shape.TABLE, _PEERS)]
IndexSeries = Annotated[list[Any], Quantity("index numbers that spill beside the values", "0.0", Shape.SERIES)]

"""The named units of the decompositions: their inputs, their choices, and the tables they spill."""

from __future__ import annotations

from typing import Annotated, Any

from gapsheet.quantities import FloatArray, Quantity, Shape

_LABEL = Quantity("label", "General", Shape.LABEL)
_ESTIMATE = Quantity("pay or its natural logarithm, as scale says", "#,##0.0000")
_ERROR = Quantity("standard error, in the unit of the estimate; empty where there is none", "#,##0.0000")
_SHARE = Quantity("fraction of the gap; empty where it is no part of it", "0.0%")
_VALUE = Quantity("as the row says", "General")

_PARTS = (
    ("part, reference minus group: positive = the group earns less", _LABEL),
    ("estimate", _ESTIMATE),
    ("standard error", _ERROR),
    ("share of the gap", _SHARE),
)
_DETAIL = (
    ("factor", _LABEL),
    ("level of a category", _LABEL),
    ("mean of the reference", _VALUE),
    ("mean of the group", _VALUE),
    ("explained, reference minus group", _ESTIMATE),
    ("its standard error", _ERROR),
    ("unexplained, reference minus group", _ESTIMATE),
    ("its standard error", _ERROR),
)
_CELLS = (
    ("cell", _LABEL),
    ("reference: share times rate", _VALUE),
    ("group: share times rate", _VALUE),
    ("gap, reference minus group", _VALUE),
    ("composition: difference of shares at mean rates", _VALUE),
    ("rate: difference of rates at mean shares", _VALUE),
    ("cells of one group only", _VALUE),
    ("threefold: composition at the group's rates", _VALUE),
    ("threefold: rate at the group's shares", _VALUE),
    ("threefold: interaction", _VALUE),
)
_WEIGHED = (
    ("part, reference minus group: positive = the group has less", _LABEL),
    ("estimate", _VALUE),
    ("fraction of the reference's", _SHARE),
    ("share of the gap", _SHARE),
)
_ITEMS = (("item", _LABEL), ("value", _VALUE), ("meaning", _LABEL))

GroupLabels = Annotated[list[Any], Quantity("group of each pay, two labels", "General", Shape.LABELS)]
CellLabels = Annotated[list[Any], Quantity("names of the cells, as many as shares", "General", Shape.LABELS)]
ReferenceLabel = Annotated[Any, Quantity("label of the yardstick group, such as M", "General", Shape.LABEL)]
Pays = Annotated[FloatArray, Quantity("pay of each person, a row or a column", "General", Shape.RANGE)]
SampleWeights = Annotated[FloatArray, Quantity("sampling weight of each pay, 0 or more", "General", Shape.RANGE)]
Shares = Annotated[FloatArray, Quantity("share of each cell, fractions or percentages", "0.0%", Shape.RANGE)]
CellRates = Annotated[FloatArray, Quantity("rate or mean of each cell", "General", Shape.RANGE)]
Scale = Annotated[str, Quantity('"log" or "level"', "@", Shape.TEXT)]
ReferenceChoice = Annotated[
    Any,
    Quantity(
        "reference, comparison, reimers, cotton, neumark, pooled, or a weight from 0 to 1", "General", Shape.LABEL
    ),
]
Statistic = Annotated[
    Any, Quantity("a quantile between 0 and 1, median, variance, gini or mean", "General", Shape.LABEL)
]
Threshold = Annotated[float, Quantity("fraction of the reference's pay, 0.05 = 5 %", "0.0%")]
Bandwidth = Annotated[float, Quantity("width of the kernel, in the unit of the scaled pay", "General")]
PartTable = Annotated[list[list[Any]], Quantity("a header and a row a part", "General", Shape.TABLE, _PARTS)]
DetailTable = Annotated[list[list[Any]], Quantity("a header and a row a factor", "General", Shape.TABLE, _DETAIL)]
CellTable = Annotated[list[list[Any]], Quantity("a header and a row a cell", "General", Shape.TABLE, _CELLS)]
ItemTable = Annotated[list[list[Any]], Quantity("a header and a row an item", "General", Shape.TABLE, _ITEMS)]

WeighedTable = Annotated[list[list[Any]], Quantity("a header and a row an item", "General", Shape.TABLE, _WEIGHED)]

"""Ranges of labels at the border: those that are taken as they stand and those that are looked at cell by cell."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import numpy as np
import pytest

from gapsheet import cells
from gapsheet.arguments import PLAIN, PlainCodec, Refusal
from gapsheet.entries import section
from gapsheet.errors import CellError
from gapsheet.quantities import Columns, Labels, Quantity


def of_labels(labels: Labels) -> Annotated[Any, Quantity("text")]:
    """What arrives of labels."""
    return repr(labels)


def of_columns(block: Columns) -> Annotated[Any, Quantity("text")]:
    """What arrives of a block."""
    return repr(block)


class ErrorTexts(PlainCodec):
    """A host that writes an error as a text."""

    def decode(self, value: Any) -> Any:
        return CellError.DIV0 if value == "Error 2007" else value

    def encode(self, refusal: Refusal) -> Any:
        return refusal.error


def arriving(function: Any, value: Any, codec: PlainCodec = PLAIN) -> Any:
    [entry] = section("Test", function)
    return cells.evaluate(entry, [value], lambda name: None, codec)


@pytest.mark.parametrize(
    ("given", "arrived"),
    [
        ([["M"], ["F"], [None]], "['M', 'F', None]"),
        ((("M", "F"),), "['M', 'F']"),
        (["M", True, 1.0], "['M', True, 1.0]"),
        ([["M"], [""], [0.5]], "['M', None, 0.5]"),
        ([["M"], [1]], "['M', 1.0]"),
        ([["M"], [dt.date(2024, 1, 1)]], "['M', 45292.0]"),
        (np.array(["M", "F"]), "['M', 'F']"),
        ([["M"], "F"], "['M', 'F']"),
    ],
)
def test_labels_arrive_as_plain_values(given: Any, arrived: str) -> None:
    assert arriving(of_labels, given).replace("np.str_('M'), np.str_('F')", "'M', 'F'") == arrived


@pytest.mark.parametrize("function", [of_labels, of_columns])
@pytest.mark.parametrize(
    ("given", "error"),
    [
        ([["M"], ["#SPILL!"]], CellError.VALUE),
        ([["M"], [CellError.REF]], CellError.REF),
        ([["M"], ["Error 2007"]], CellError.DIV0),
        ([[None], [None]], CellError.NA),
        ([[None], [""]], CellError.NA),
        ([["M"], ["F", "F"]], CellError.VALUE),
    ],
)
def test_a_single_bad_cell_decides(function: Any, given: Any, error: CellError) -> None:
    assert arriving(function, given, ErrorTexts()) is error


def test_labels_are_one_row_or_one_column() -> None:
    assert arriving(of_labels, [["M", "F"], ["F", "M"]]) is CellError.VALUE
    assert arriving(of_columns, [["M", "F"], ["F", "M"]]) == "[['M', 'F'], ['F', 'M']]"

"""The border to cells: what stands in a cell, what the function gets, and what may come out."""

from __future__ import annotations

import datetime as dt
import logging
import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapsheet import catalog, cells
from gapsheet.arguments import Refusal
from gapsheet.entries import Entry, section
from gapsheet.errors import CellError
from gapsheet.quantities import Amount, Shape

NA, VALUE, NUM, DIV0 = CellError.NA, CellError.VALUE, CellError.NUM, CellError.DIV0


def bound(name: str) -> Callable[..., Any]:
    entry = catalog.find(name)
    assert entry is not None
    return cells.bind(entry, catalog.find)


# The cell rules, one by one

gap, cost, trend, multiple = map(bound, ("WAGE_GAP", "COST_TO_CLOSE", "TREND_GROWTH", "GROWTH_MULTIPLE"))


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (5.0, 0.5),
        (5, 0.5),
        (Decimal("5"), 0.5),
        (np.float64(5), 0.5),
        (True, 0.9),
        (False, 1.0),
        (dt.date(1900, 3, 1), -5.1),  # serial day 61
        (dt.datetime(1900, 3, 1, 12), -5.15),
        (dt.timedelta(days=5), 0.5),
        (dt.time(12), 0.95),
        (None, NA),
        ("", NA),
        ("5", VALUE),
        ("five", VALUE),
        (math.nan, NUM),
        (math.inf, NUM),
        (10**400, NUM),
        (object(), VALUE),
        ([[5.0]], 0.5),
        ([5.0], 0.5),
        ([], VALUE),
        ([[]], VALUE),
        ([[], []], VALUE),
        ([[1.0, 2.0], [3.0]], VALUE),
        *((error, error) for error in CellError),
        *((error, VALUE) for error in ("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!")),
    ],
    ids=repr,
)
def test_cell_becomes(value: Any, result: Any) -> None:
    found = gap(value, 10.0)
    assert found == (pytest.approx(result) if isinstance(result, float) else result)
    assert isinstance(found, CellError) == isinstance(result, CellError)


@pytest.mark.parametrize(
    "value", [5.0, 5, True, None, "", "five", math.nan, CellError.REF, dt.date(1900, 3, 1)], ids=repr
)
def test_cell_in_a_range_becomes_the_same(value: Any) -> None:
    assert gap([[value], [4.0]], 10.0) == [[gap(value, 10.0)], [0.6]]


def test_infinity_is_refused_even_where_it_would_vanish() -> None:
    assert multiple(math.inf, 5.0) == NUM
    assert multiple([[math.inf], [2.0]], 5.0) == [[NUM], [2.5]]


def test_zero_base_divides_by_zero() -> None:
    assert gap(5.0, 0.0) == DIV0


def test_blank_in_a_range_leaves_the_rest_calculated() -> None:
    assert multiple([[2.0], [None], [4.0]], 8.0) == [[4.0], [NA], [2.0]]


@pytest.mark.parametrize("blank", [None, "", [[None]], [[""]]], ids=repr)
def test_blank_optional_argument_is_its_default(blank: Any) -> None:
    assert cost(1.0, 3.0, 5.0, blank) == cost(1.0, 3.0, 5.0) == 10.0
    assert cost([[1.0], [2.0]], 3.0, 5.0, blank) == [[10.0], [5.0]]
    assert trend([[100.0], [110.0]], blank) == pytest.approx(0.1)


def test_blank_range_for_an_optional_range_is_its_default() -> None:
    assert trend([[100.0], [110.0]], [[None], [None]]) == pytest.approx(0.1)


def test_first_faulty_argument_from_the_left_decides() -> None:
    assert gap(None, CellError.REF) == NA
    assert gap(CellError.REF, None) == CellError.REF
    assert gap("five", CellError.DIV0) == VALUE
    assert gap([[CellError.REF], [1.0]], [[None], [None]]) == [[CellError.REF], [NA]]


def test_column_against_row_fills_a_table() -> None:
    assert multiple([[1.0], [2.0]], [[2.0, 4.0, 6.0]]) == [[2.0, 4.0, 6.0], [1.0, 2.0, 3.0]]


def test_flat_list_is_a_column() -> None:
    assert multiple([1.0, 2.0], 4.0) == [[4.0], [2.0]]
    assert multiple([1.0, None], 4.0) == [[4.0], [NA]]


def test_ranges_that_do_not_fit_are_refused_whole() -> None:
    assert multiple([[1.0], [2.0]], [[1.0], [2.0], [3.0]]) == VALUE
    assert bound("AMOUNT_TEXT")([[1.0], [2.0]], [["en"], ["ja"], ["en"]]) == VALUE


def test_result_larger_than_five_whole_columns_is_refused() -> None:
    assert multiple([[1.0]] * 3000, [[2.0] * 3000]) == NUM


def test_range_where_one_cell_belongs_is_refused() -> None:
    assert bound("TARGET_PATH")([[1.0], [2.0]], 5.0, 2024, 2030) == VALUE


def test_two_dimensions_where_a_row_belongs_are_refused() -> None:
    assert trend([[1.0, 2.0], [3.0, 4.0]]) == VALUE


def test_too_few_and_too_many_arguments_are_refused() -> None:
    assert (gap(), gap(1.0), gap(1.0, 2.0, 3.0)) == (VALUE, VALUE, VALUE)


def test_series_spills_the_way_its_values_lie() -> None:
    index = bound("REBASED_INDEX")
    assert index([[4.0], [5.0]]) == [[100.0], [125.0]]
    assert index([[4.0, 5.0]]) == [[100.0, 125.0]]


def test_number_is_read_as_its_text() -> None:
    assert bound("AMOUNT_VALUE")([[1966], [1e21], [None], [True]]) == [[1966.0], [1e21], [NA], [VALUE]]


def test_result_that_overflows_is_num() -> None:
    projected = bound("PROJECTED_VALUE")
    assert projected(1e300, 0.5, 100.0) == NUM
    assert projected([[1e300], [1.0]], 1.0, [[100.0], [1.0]]) == [[NUM], [2.0]]
    assert multiple(1e-300, 1e300) == NUM


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("GROWTH_MULTIPLE", (-5.0, 0.0)),
        ("GROWTH_MULTIPLE", ([[-5.0], [-4.0]], 0.0)),
        ("YEARS_TO_TARGET", (5.0, 5.0, -0.04)),
        ("REBASED_INDEX", ([[-5.0], [0.0]], 1.0)),
        ("PEER_TABLE", ([["a"], ["b"]], [[-5.0], [0.0]], "a")),
    ],
)
def test_minus_zero_never_reaches_a_cell(name: str, arguments: tuple[Any, ...]) -> None:
    assert re.search(r"(?<!-)0\.0\b", repr(bound(name)(*arguments)))
    assert "-0.0" not in repr(bound(name)(*arguments))


def test_divisor_that_underflows_is_num_for_a_cell_and_for_a_range() -> None:
    hourly = bound("HOURLY_WAGE_GAP")
    assert hourly(1.0, 5e-324, 1.0, 1e10) == NUM
    assert hourly([[1.0], [1.0]], [[5e-324], [2.0]], 1.0, [[1e10], [1.0]]) == [[NUM], [0.5]]


def fails(amount: Amount) -> Amount:
    """Fails in a way nobody foresaw.

    Args:
        amount: A number.
    """
    raise RuntimeError(f"secret {amount}")


@pytest.mark.parametrize("value", [12345.0, [[12345.0], [1.0]]], ids=["cell", "range"])
def test_unexpected_fault_is_logged_without_values(value: Any, caplog: pytest.LogCaptureFixture) -> None:
    [entry] = section("Test", fails)
    with caplog.at_level(logging.ERROR, logger="gapsheet"):
        assert cells.bind(entry, catalog.find)(value) == VALUE
    assert "RuntimeError" in caplog.text
    assert "12345" not in caplog.text


# The sweep: every function against every kind of cell value in every argument

KINDS: list[Any] = [
    *(1.5, 7, 0, 0.0, -0.0, -3.0, -0.5, 1e308, -1e308, 5e-324, 1e-300, 10**400, math.nan, math.inf, -math.inf),
    *(True, False, "", None, "text", "5", "1兆2,387億円", "en", "ja", "WAGE_GAP", "HOW", "#SPILL!"),
    *CellError,
    *(
        dt.date(2024, 1, 1),
        dt.datetime(2024, 1, 1, 6),
        dt.time(6),
        dt.timedelta(hours=5),
        Decimal("1.5"),
        np.float64(2),
    ),
    *(
        np.int64(3),
        np.bool_(True),
        object(),
        {},
        [],
        [[]],
        [[], []],
        [[1.5]],
        [1.5, 2.5],
        (1.5, 2.5),
        np.array([1.5, 2.5]),
    ),
    *([[1.5], [2.5]], [[1.5, 2.5]], [[1.5, 2.5], [3.5, 4.5]], [[1.5, 2.5], [3.5]], [1.5, [2.5]], [[1.5], 2.5]),
    *([[1.5], [None], [""]], [[1.5, CellError.REF]], [["text"], [1.5]], [[None], [None]], [[[1.5]]], [[[1.5], [2.5]]]),
    *(
        [[0.0], [-1.0], [math.inf]],
        [[1e308], [5e-324]],
        [["A"], ["B"]],
        [[1.5], [2.5], [3.5]],
        [[True], [dt.date(2024, 1, 1)]],
    ),
]
SHOWN = [repr(kind)[:40] for kind in KINDS]


def is_cell(value: Any, text_allowed: bool) -> bool:
    """Whether a value may stand in a cell: a finite number, one of the seven errors, text where text is the result."""
    if isinstance(value, CellError):
        return True
    if isinstance(value, str):
        return text_allowed
    return type(value) is float and math.isfinite(value)


COLUMNS_OF_LABELS = {"PEER_TABLE": (1,), "INVOICE_METHODS": (0, 1, 2, 3, 4)}  # which hold texts, TRUE or FALSE
COLUMNS_OF_LABELS |= {entry.name: tuple(range(10)) for entry in catalog.FUNCTIONS if entry.family == "Decomposition"}


def assert_cells(entry: Entry, result: Any) -> None:
    text_allowed = entry.result.shape is Shape.TEXT or entry.name in COLUMNS_OF_LABELS
    if not isinstance(result, list):
        assert is_cell(result, text_allowed), result
        return
    assert result
    assert len({len(row) for row in result}) == 1
    labels = COLUMNS_OF_LABELS.get(entry.name, ())
    for row in result:
        for column, cell in enumerate(row):
            assert is_cell(cell, text_allowed) or (column in labels and isinstance(cell, (bool, str))), cell


def filling(entry: Entry) -> list[Any]:
    """Arguments with which the function works, the optional ones included."""
    longest = max(entry.examples, key=lambda example: len(example.arguments)).arguments
    defaults = [argument.default for argument in entry.arguments]
    return [*longest, *defaults[len(longest) :]]


CASES = [
    (entry, position)
    for entry in catalog.FUNCTIONS
    for position in range(max(len(filling(entry)), len(entry.arguments)))
]


@pytest.mark.parametrize(("entry", "position"), CASES, ids=[f"{entry.name}-{position}" for entry, position in CASES])
def test_only_cell_values_come_out(entry: Entry, position: int, caplog: pytest.LogCaptureFixture) -> None:
    function = cells.bind(entry, catalog.find)
    for kind in KINDS:
        arguments = filling(entry)
        arguments[position] = kind
        assert_cells(entry, function(*arguments))
    assert not caplog.records  # no fault was a surprise


@pytest.mark.parametrize("entry", catalog.FUNCTIONS, ids=lambda entry: entry.name)
@pytest.mark.parametrize("kind", KINDS, ids=SHOWN)
def test_only_cell_values_come_out_of_the_same_in_every_argument(
    entry: Entry, kind: Any, caplog: pytest.LogCaptureFixture
) -> None:
    assert_cells(entry, cells.bind(entry, catalog.find)(*[kind] * len(entry.arguments)))
    assert not caplog.records


OPTIONAL = [
    (entry, position)
    for entry in catalog.FUNCTIONS
    for position, argument in enumerate(entry.arguments)
    if not argument.required and not argument.repeats
]


@pytest.mark.parametrize(
    ("entry", "position"), OPTIONAL, ids=[f"{entry.name}-{position}" for entry, position in OPTIONAL]
)
def test_optional_argument_omitted_blank_or_given(entry: Entry, position: int) -> None:
    function = cells.bind(entry, catalog.find)
    arguments = filling(entry)[:position]
    omitted = function(*arguments)
    assert not isinstance(omitted, CellError)
    assert function(*arguments, None) == function(*arguments, "") == omitted
    default = entry.arguments[position].default
    if default is not None:
        assert function(*arguments, default) == omitted
    else:
        assert function(*arguments, [2020.0, 2022.0, 2024.0]) != omitted


@pytest.mark.parametrize(
    "entry",
    [entry for entry in catalog.FUNCTIONS if entry.broadcasts and len(entry.arguments) > 1],
    ids=lambda entry: entry.name,
)
def test_mismatching_ranges_are_refused_by_every_function(entry: Entry) -> None:
    first, second, *rest = filling(entry)
    function = cells.bind(entry, catalog.find)
    assert function([[first]] * 2, [[second]] * 3, *rest) == VALUE
    assert function([[first] * 2], [[second] * 3], *rest) == VALUE


# A range is its elements

EVEN_IF_STRANGE = st.one_of(
    st.floats(-2, 2),
    st.floats(0, 1e6),
    st.integers(-3, 2040),
    st.sampled_from([0.0, 1.0, -1.0, 2024.0, 1e308, 5e-324, None, "", "text", True, math.nan, CellError.REF]),
)
NUMERIC = [entry for entry in catalog.FUNCTIONS if entry.plain_numbers]


@pytest.mark.parametrize("entry", NUMERIC, ids=lambda entry: entry.name)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_range_gives_what_its_elements_give(entry: Entry, data: st.DataObject) -> None:
    """Values, errors and reasons, element by element; the last bits of exp, ln and powers may differ."""
    count = len(entry.arguments)
    rows = data.draw(st.lists(st.tuples(*[EVEN_IF_STRANGE] * count), min_size=2, max_size=5))
    columns = [[[cell] for cell in column] for column in zip(*rows, strict=True)]
    together = cells.evaluate(entry, columns, catalog.find)
    alone = [cells.evaluate(entry, row, catalog.find) for row in rows]
    for [found], wanted in zip(together, alone, strict=True):
        if isinstance(wanted, Refusal):
            assert found == wanted
        else:
            assert found == pytest.approx(wanted, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("entry", NUMERIC, ids=lambda entry: entry.name)
def test_row_and_column_ranges_give_every_combination(entry: Entry) -> None:
    function = cells.bind(entry, catalog.find)
    first, second, *rest = [*filling(entry), None][: max(2, len(entry.arguments))]
    if len(entry.arguments) == 1:
        assert function([[first], [first]]) == [[function(first)]] * 2
        return
    downwards, across = (first, first * 1.25), (second, second * 1.5, second * 1.75)
    wanted = [[function(down, right, *rest) for right in across] for down in downwards]
    found = function([[down] for down in downwards], [list(across)], *rest)
    for found_row, wanted_row in zip(found, wanted, strict=True):
        for one, other in zip(found_row, wanted_row, strict=True):
            assert one == other if isinstance(other, CellError) else one == pytest.approx(other, rel=1e-12)


def test_every_reason_of_a_range_is_its_elements_own() -> None:
    entry = catalog.find("WAGE_GAP")
    assert entry is not None
    result = cells.evaluate(entry, ([[-1.0], [5.0], [-3.0]], 10.0), catalog.find)
    reasons = [cell.reason for [cell] in result if isinstance(cell, Refusal)]
    assert reasons == [f"group_pay is {pay}; pay cannot be negative" for pay in (-1, -3)]


def test_sweep_meets_every_kind_of_argument() -> None:
    shapes = {argument.shape for entry in catalog.FUNCTIONS for argument in entry.arguments}
    assert shapes == set(Shape) - {Shape.TABLE, Shape.SERIES}
    assert {type(kind) for kind in KINDS} >= {float, int, bool, str, type(None), CellError, list, dt.date, Decimal}

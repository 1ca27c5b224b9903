"""The promises that every entry of the catalogue keeps, so that hosts and documents need not check."""

from __future__ import annotations

import ast
import inspect
import math
import operator
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

from gapsheet import (
    amounts,
    catalog,
    cells,
    columns,
    crossings,
    distribution,
    errors,
    explanation,
    grouped,
    growth,
    guards,
    inequality,
    quantiles,
    samples,
    tables,
    targets,
    trend,
    uncertainty,
    wages,
)
from gapsheet.decomposition import (
    adjusted,
    adjustment,
    kitagawa,
    oaxaca,
    observations,
    references,
    regression,
    reweighting,
    rif,
    rif_decomposition,
)
from gapsheet.entries import Entry, Example
from gapsheet.group_gaps import by_category, category_tables, interval, matching, official, subgroups
from gapsheet.group_gaps import figures as group_figures
from gapsheet.invoice import buyer, rules, seller
from gapsheet.quantities import Shape
from gapsheet.statutory import bands, eu, figures, ireland, japan, spain, staff, uk

MODULES = (
    growth,
    targets,
    trend,
    tables,
    wages,
    distribution,
    inequality,
    grouped,
    by_category,
    interval,
    matching,
    official,
    kitagawa,
    oaxaca,
    adjusted,
    rif_decomposition,
    reweighting,
    uk,
    eu,
    japan,
    ireland,
    spain,
    uncertainty,
    crossings,
    seller,
    buyer,
    amounts,
    explanation,
)
KERNELS = (guards, rules, samples, quantiles, columns)  # public, though not in the catalogue
KERNELS += (observations, references, regression, rif, adjustment)
KERNELS += (group_figures, subgroups, category_tables, bands, figures, staff)
HOMES = {module.__name__ for module in MODULES + KERNELS}
LONGEST_HELP = 255  # characters that Excel's function window shows

READING_ORDER = re.findall(
    r"\w+",
    """
    GROWTH_MULTIPLE GROWTH_RATE CAGR REQUIRED_GROWTH YEARS_TO_TARGET YEAR_REACHED PROJECTED_VALUE TARGET_SHORTFALL
    DOUBLING_TIME TREND_GROWTH TREND_SUMMARY TARGET_PATH REBASED_INDEX CONTRIBUTION_TO_GROWTH SHARE_OF_GROWTH
    REAL_VALUE PEER_TABLE WAGE_GAP WAGE_RATIO RAISE_TO_CLOSE YEARS_TO_PARITY HOURLY_PAY HOURLY_WAGE_GAP COST_TO_CLOSE
    HEADCOUNT_COVERED UPRATED_PAY
    WEIGHTED_MEAN WEIGHTED_MEDIAN WEIGHTED_QUANTILE QUANTILE_RATIO QUANTILE_DISPERSION GINI THEIL MEAN_LOG_DEVIATION
    GROUPED_QUANTILE GROUPED_MEAN
    WAGE_GAP_BY WAGE_GAP_INTERVAL FACTOR_WEIGHTED_GAP NOPO_GAP EUROSTAT_GAP OECD_GAP BLS_RATIO
    KITAGAWA OAXACA OAXACA_DETAIL ADJUSTED_GAP RIF_DECOMPOSITION REWEIGHTED_GAP
    UK_HOURLY_PAY UK_PAY_GAP UK_PAY_QUARTERS EU_PAY_GAP EU_REPORT_DUE JP_PAY_RATIO IE_PAY_GAP ES_PAY_REGISTER
    TARGET_PROBABILITY TARGET_PROBABILITY_HISTORY FAN_PATH REQUIRED_GROWTH_AFTER
    CUMULATIVE_VALUE CROSSING_YEAR CONSUMPTION_TAX_DUE INVOICE_METHODS INVOICE_NET_INCOME INVOICE_BREAK_EVEN
    BUYER_CREDIT_LOSS AMOUNT_VALUE AMOUNT_TEXT WHY HOW
    """,
)
VBA_WORDS = (Path(__file__).parent / "names" / "vba_words.txt").read_text(encoding="utf-8").splitlines()[1:]

every_entry = pytest.mark.parametrize("entry", catalog.FUNCTIONS, ids=lambda entry: entry.name)
EXAMPLES = [(entry, example) for entry in catalog.FUNCTIONS for example in entry.examples]
every_example = pytest.mark.parametrize(
    ("entry", "example"), EXAMPLES, ids=[f"{entry.name} {example.arguments}" for entry, example in EXAMPLES]
)


def test_functions_stand_in_reading_order() -> None:
    assert [entry.name for entry in catalog.FUNCTIONS] == READING_ORDER


def test_no_public_function_is_missing() -> None:
    public = {
        name.upper()
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert public == {entry.name for entry in catalog.FUNCTIONS}


def test_names_are_found_however_capitalised() -> None:
    entry = catalog.find(" wage_Gap ")
    assert entry is not None
    assert entry.name == "WAGE_GAP"
    assert catalog.find("WAGE_GAPS") is None


@every_entry
def test_entry_tells_meaning_result_source_and_working(entry: Entry) -> None:
    texts = (entry.family, entry.summary, entry.returns, entry.source, entry.working, entry.result.unit)
    assert all(texts)
    assert all(argument.description and argument.quantity.unit for argument in entry.arguments)
    assert entry.examples


@every_entry
def test_help_fits_the_function_window(entry: Entry) -> None:
    texts = [entry.summary, *(argument.description for argument in entry.arguments)]
    assert max(map(len, texts)) <= LONGEST_HELP
    assert all(text.endswith(".") for text in texts)


@every_entry
def test_documented_errors_exist(entry: Entry) -> None:
    known = {
        name for name, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.CalculationError)
    }
    assert {name for name, _ in entry.raises} <= known
    assert all(description for _, description in entry.raises)


@every_entry
def test_every_refusal_is_documented(entry: Entry) -> None:
    assert raised_by(entry.function) <= {name for name, _ in entry.raises}


def raised_by(function: FunctionType) -> set[str]:
    """The errors that a function names, itself or through the functions of the maths that it calls."""
    found: set[str] = set()
    for name in names_in(function.__code__):
        named = function.__globals__.get(name)
        if inspect.isclass(named) and issubclass(named, errors.CalculationError):
            found.add(name)
        elif inspect.isfunction(named) and named.__module__ in HOMES:
            found |= raised_by(named)
    return found


def names_in(code: CodeType) -> Iterator[str]:
    """The global names that code uses, also inside its comprehensions."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)


def test_refusals_are_found_through_guards() -> None:
    assert raised_by(targets.target_shortfall) == {"DomainError"}
    assert raised_by(wages.wage_gap) == {"DomainError", "ZeroBaseError"}


@every_entry
def test_argument_names_suit_every_host(entry: Entry) -> None:
    for argument in entry.arguments:
        assert argument.name not in VBA_WORDS
        assert argument.name.isidentifier()
        assert argument.name.islower()


@every_entry
def test_optional_arguments_come_last(entry: Entry) -> None:
    required = [argument.required for argument in entry.arguments]
    assert required == sorted(required, reverse=True)


@every_entry
def test_tables_name_their_columns(entry: Entry) -> None:
    assert bool(entry.result.columns) == (entry.result.shape is Shape.TABLE)


def test_help_of_every_gap_says_whose_pay_comes_first() -> None:
    gaps = [entry for entry in catalog.FUNCTIONS if entry.family == "Wages" and entry.name.endswith("WAGE_GAP")]
    assert len(gaps) == 2
    wanted = "your group first, the yardstick second; positive = your group earns less"
    assert all(wanted in entry.summary for entry in gaps)


@every_example
def test_example_comes_out_through_the_border(entry: Entry, example: Example) -> None:
    result = cells.bind(entry, catalog.find)(*example.arguments)
    if entry.result.shape is Shape.SERIES:
        result = [value for [value] in result]
    assert result == example.expected


@pytest.mark.parametrize(
    "name", ["TREND_SUMMARY", "REBASED_INDEX", "COST_TO_CLOSE", "HEADCOUNT_COVERED", "AMOUNT_TEXT"]
)
def test_optional_arguments_are_optional(name: str) -> None:
    entry = catalog.find(name)
    assert entry is not None
    assert any(not argument.required for argument in entry.arguments)
    assert f"[{entry.arguments[-1].name}]" in entry.usage


# Workings: the text that HOW fills in is calculated here, by other means, and compared with the function.

IN_WORDS = {
    "TREND_GROWTH",
    "TREND_SUMMARY",
    "TARGET_PATH",
    "REBASED_INDEX",
    "PEER_TABLE",
    "WEIGHTED_MEAN",
    "WEIGHTED_MEDIAN",
    "WEIGHTED_QUANTILE",
    "QUANTILE_RATIO",
    "QUANTILE_DISPERSION",
    "GINI",
    "THEIL",
    "MEAN_LOG_DEVIATION",
    "GROUPED_QUANTILE",
    "GROUPED_MEAN",
    "WAGE_GAP_BY",
    "WAGE_GAP_INTERVAL",
    "FACTOR_WEIGHTED_GAP",
    "NOPO_GAP",
    "EUROSTAT_GAP",
    "OECD_GAP",
    "BLS_RATIO",
    "TARGET_PROBABILITY",
    "TARGET_PROBABILITY_HISTORY",
    "FAN_PATH",
    "CUMULATIVE_VALUE",
    "CONSUMPTION_TAX_DUE",
    "INVOICE_METHODS",
    "INVOICE_NET_INCOME",
    "INVOICE_BREAK_EVEN",
    "BUYER_CREDIT_LOSS",
    "UK_PAY_GAP",
    "UK_PAY_QUARTERS",
    "EU_PAY_GAP",
    "EU_REPORT_DUE",
    "JP_PAY_RATIO",
    "IE_PAY_GAP",
    "ES_PAY_REGISTER",
    "AMOUNT_VALUE",
    "AMOUNT_TEXT",
    "WHY",
    "HOW",
}
IN_WORDS |= {"KITAGAWA", "OAXACA", "OAXACA_DETAIL", "ADJUSTED_GAP", "RIF_DECOMPOSITION", "REWEIGHTED_GAP"}
OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
CALLS: dict[str, Callable[..., float]] = {
    "ln": math.log,
    "exp": math.exp,
    "ceiling": math.ceil,
    "floor": math.floor,
    "max": max,
}


def calculated(working: str, values: dict[str, float]) -> float:
    """The value of a working: names, numbers, + - * / ^, and the five functions."""

    def value(node: ast.expr) -> float:
        match node:
            case ast.Constant(value=float() | int() as number):
                return number
            case ast.Name(id=name):
                return values[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -value(operand)
            case ast.BinOp(left=left, op=sign, right=right):
                return OPERATORS[type(sign)](value(left), value(right))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return CALLS[name](*map(value, arguments))
        raise AssertionError(f"{ast.unparse(node)} is no part of a working")

    return value(ast.parse(working.replace("^", "**"), mode="eval").body)


def given(entry: Entry, example: Example) -> dict[str, Any]:
    values = {argument.name: argument.default for argument in entry.arguments}
    return values | dict(zip(values, example.arguments, strict=False))


@pytest.mark.parametrize(
    ("entry", "example"),
    [pair for pair in EXAMPLES if pair[0].name not in IN_WORDS],
    ids=[f"{entry.name} {example.arguments}" for entry, example in EXAMPLES if entry.name not in IN_WORDS],
)
def test_working_gives_the_result(entry: Entry, example: Example) -> None:
    assert calculated(entry.working, given(entry, example)) == pytest.approx(example.expected, rel=1e-12)


@pytest.mark.parametrize(
    "entry", [entry for entry in catalog.FUNCTIONS if entry.name not in IN_WORDS], ids=lambda entry: entry.name
)
def test_working_uses_every_argument(entry: Entry) -> None:
    names = {node.id for node in ast.walk(ast.parse(entry.working.replace("^", "**"))) if isinstance(node, ast.Name)}
    assert {argument.name for argument in entry.arguments} == names - set(CALLS)


@every_entry
def test_working_says_what_stands_for_an_omitted_range(entry: Entry) -> None:
    optional = [argument for argument in entry.arguments if not argument.required and not argument.repeats]
    unsaid = [argument for argument in optional if argument.default is None and not argument.quantity.omitted]
    assert not any(re.search(rf"\b{argument.name}\b", entry.working) for argument in unsaid)


def test_working_of_a_path_gives_each_of_its_rows() -> None:
    entry = catalog.find("TARGET_PATH")
    assert entry is not None
    values = given(entry, entry.examples[0])
    for year, amount, _ in entry.examples[0].expected:
        assert calculated(entry.working, values | {"year": year}) == pytest.approx(amount)

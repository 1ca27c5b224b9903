"""The sentences that the functions say, read off their source: every message, with {} where a value is put in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path

import gapsheet
from gapsheet import amounts
from gapsheet.catalog import FUNCTIONS
from gapsheet.invoice.rules import METHODS, table
from gapsheet.quantities import Shape

SOURCE = Path(gapsheet.__file__).parent
MODULES = (
    *("growth", "targets", "trend", "tables", "wages", "amounts", "uncertainty", "crossings", "guards"),
    *("arguments", "ranges", "cells", "explanation", "invoice/rules", "invoice/buyer", "invoice/seller"),
    *("samples", "quantiles", "distribution", "inequality", "grouped", "columns"),
)
OF_TABLES = ("group_gaps", "decomposition", "statutory")  # folders whose texts are cells of tables where not raised
UNITS_AND_PATTERNS = {"Quantity", "compile", "match", "error"}  # calls whose texts no reason is made of
NO_REASONS = {"{} yen", "{} {} yen", "buyer credit"}  # what AMOUNT_TEXT answers; a name in the table of rules
NAMING = {"_listed", "name_of"}  # functions whose texts go into messages
TOLD = {"fitted", "solved_slopes", "gap"}  # functions that are told what messages call the rows or the pay
REMARKED = "{} ({})"  # a rule or a reason with a word on it
WORD = re.compile(r"[A-Za-z]{2,}")
PLACE = re.compile(r"\{(?::[^}]*)?\}")


def sentences() -> set[str]:
    """Every sentence of which WHY may make its answer."""
    read = {text for module in MODULES for text in _Source.read(SOURCE / f"{module}.py").sentences()}
    tables = (path for folder in OF_TABLES for path in sorted((SOURCE / folder).glob("*.py")))
    read.update(text for path in tables for text in _Source.read(path).raised())
    refused = {reason for _, reason in amounts._REFUSED}
    rules = {text for rule in table() for text in (rule.condition, rule.note) if text}
    people = {rule.who for rule in table()} - {"anyone"}
    methods = {f"{method} ({japanese})" for method, japanese in METHODS.items()}
    return (read - NO_REASONS - _patterns()) | refused | rules | people | methods | {REMARKED}


def words() -> set[str]:
    """What HOW says besides: the workings that hold words, the columns of tables, what single cells of them hold."""
    explained = [
        entry for entry in FUNCTIONS if all(argument.shape is not Shape.FUNCTION for argument in entry.arguments)
    ]
    workings = {entry.working for entry in explained if _has_words(entry.working, {a.name for a in entry.arguments})}
    columns = {name for entry in FUNCTIONS for name, _ in entry.result.columns}
    return workings | columns | set(METHODS) | {"blank", "nothing", "mean", "median"}


def _has_words(working: str, names: set[str]) -> bool:
    """Whether a working holds more than names of arguments and of mathematical functions."""
    return bool(set(WORD.findall(re.sub(r"\w*_\w*", "", working))) - names - {"ln", "max", "floor", "ceiling", "year"})


def _patterns() -> set[str]:
    """Regular expressions, which look like sentences where they hold English words."""
    return {pattern.pattern for pattern, _ in amounts._REFUSED}


@dataclass(frozen=True, slots=True)
class _Source:
    """A module: its texts that are no messages, and what its names stand for where that is a text."""

    tree: ast.Module
    left_out: frozenset[int]

    @classmethod
    def read(cls, path: Path) -> _Source:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        return cls(tree, frozenset(map(id, [*_docstrings(tree), *_units(tree), *_parts(tree)])))

    def sentences(self) -> Iterator[str]:
        """Texts of several words, and the words that stand for a quantity in a message of `refuse_negative`."""
        for scope in ast.walk(self.tree):
            if isinstance(scope, (ast.FunctionDef, ast.Module)):
                names = dict(_assigned(scope))
                for node in _own(scope):
                    if id(node) not in self.left_out:
                        yield from self._said(node, names)

    def raised(self) -> Iterator[str]:
        """What is said in the raising of errors alone: the other texts are cells of a table, the same everywhere."""
        for scope in ast.walk(self.tree):
            if isinstance(scope, (ast.FunctionDef, ast.Module)):
                names = dict(_assigned(scope))
                for node in chain.from_iterable(map(ast.walk, filter(_raises, [scope, *_own(scope)]))):
                    if id(node) not in self.left_out:
                        yield from self._said(node, names)

    def _said(self, node: ast.AST, names: Mapping[str, ast.expr]) -> Iterator[str]:
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "refuse_negative":
            yield from _texts(node.args[2], names)
        if isinstance(node, (ast.Constant, ast.JoinedStr, ast.BinOp)):
            yield from (text for text in _texts(node, names) if WORD.search(text) and " " in text.strip())


def _texts(node: ast.AST, names: Mapping[str, ast.expr]) -> Iterator[str]:
    """What an expression may say, a place for everything that is not written there."""
    match node:
        case ast.Constant(value=str(text)):
            yield PLACE.sub("{}", text)
        case ast.JoinedStr(values=parts):
            yield from map("".join, product(*(list(_texts(part, names)) for part in parts)))
        case ast.FormattedValue(value=ast.IfExp() as value):
            yield from _texts(value, names)
        case ast.FormattedValue(value=ast.Name(id=name)) | ast.Name(id=name) if name in names:
            yield from _texts(names[name], {other: text for other, text in names.items() if other != name})
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from map("".join, product(_texts(left, names), list(_texts(right, names))))
        case ast.IfExp(body=body, orelse=other):
            yield from _texts(body, names)
            yield from _texts(other, names)
        case _:
            yield "{}"


def _assigned(scope: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The names that stand for a text put together from others."""
    for node in _own(scope):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=(ast.JoinedStr() | ast.BinOp()) as value):
                if any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in ast.walk(value)):
                    yield name, value


def _raises(node: ast.AST) -> bool:
    """Whether a node raises an error of the functions, has it raised, or names what a message is about."""
    match node:
        case ast.Raise(exc=ast.Call(func=ast.Name(id=error))):
            return error != "ValueError"
        case ast.Call(func=ast.Name(id=function)):
            return function.startswith("refuse_") or function in TOLD
        case ast.FunctionDef(name=name):
            return name in NAMING
    return False


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """Everything in a scope but what stands in functions inside it."""
    for node in ast.iter_child_nodes(scope):
        if not isinstance(node, ast.FunctionDef):
            yield node
            yield from _own(node)


def _docstrings(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def _units(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) in UNITS_AND_PATTERNS
        ):
            yield from ast.walk(node)


def _parts(tree: ast.Module) -> Iterator[ast.AST]:
    """What is only a part of a longer text, and texts that only go into another one."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.JoinedStr, ast.BinOp)):
            yield from (part for part in ast.walk(node) if part is not node)

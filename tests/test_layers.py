"""Imports run one way: the maths knows no host, and nothing points back."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import gapsheet

SOURCE = Path(gapsheet.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))

FOUNDATIONS = {
    "collector",
    "counting",
    "errors",
    "quantities",
    "elementwise",
    "guards",
    "columns",
    "phrases",
    "reasons",
}
MATHS = {"growth", "targets", "trend", "tables", "wages", "amounts", "uncertainty", "crossings", "invoice"} | {
    "samples",
    "quantiles",
    "distribution",
    "inequality",
    "grouped",
    "group_gaps",
    "statutory",
    "decomposition",
}
LAYERS = (  # each module imports from its own layer and those before it
    FOUNDATIONS,
    MATHS,
    {"entries", "arguments", "ranges", "cells"},
    {"explanation"},
    {"catalog"},
    {"formula_tree", "excel_functions", "names", "reference", "facts", "package"},
    {"hosts"},
    {"answers", "recalc", "languages", "refresh", "templates"},
    {"publishing"},
    {"frames"},
    {"addin", "install"},
    {"terminal", "excel_commands", "publish_commands", "refresh_commands", "trust_commands"},
    {"cli"},
    {"__main__"},
)
HEAVY = {"xlwings", "openpyxl", "pandas", "formualizer", "lxml", "narwhals", "duckdb", "pyspark"}
MATHS_MAY_IMPORT = {"numpy", "scipy", "gapsheet"} | set(sys.stdlib_module_names)


def module_of(path: Path) -> str:
    """The module or package directly under gapsheet to which a file belongs."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def layer_of(module: str) -> int:
    return next(position for position, layer in enumerate(LAYERS) if module in layer)


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, at its head or inside a function, by its dotted name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from (f"gapsheet.{name.name}" for name in names) if module == "gapsheet" else [module]
            case ast.ImportFrom():
                raise AssertionError(f"{path} imports relatively; this test could not follow")


def own(path: Path) -> set[str]:
    """The modules of gapsheet that a file imports, without the names in gapsheet itself."""
    inside = {name.split(".")[1] for name in imports(path) if name.startswith("gapsheet.")}
    return {name for name in inside if not name.startswith("__")}


every_file = pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(SOURCE)) for path in FILES])


@every_file
def test_every_module_has_its_layer(path: Path) -> None:
    assert module_of(path) == "__init__" or sum(module_of(path) in layer for layer in LAYERS) == 1


@every_file
def test_imports_run_one_way(path: Path) -> None:
    module = module_of(path)
    if module == "__init__":
        assert not own(path)
        return
    assert {imported for imported in own(path) if layer_of(imported) > layer_of(module)} == set()


@every_file
def test_arithmetic_knows_no_host(path: Path) -> None:
    module = module_of(path)
    outside = {name.partition(".")[0] for name in imports(path)}
    if module in MATHS | FOUNDATIONS:
        assert outside <= MATHS_MAY_IMPORT
        assert own(path) <= MATHS | FOUNDATIONS
    if module != "__init__" and layer_of(module) <= layer_of("catalog"):
        assert not outside & HEAVY


def test_test_sees_the_whole_house() -> None:
    assert {module_of(path) for path in FILES} >= MATHS | FOUNDATIONS

"""The least that xlwings can be asked to do: what a call and a range cost before any function does its work."""

from __future__ import annotations

from typing import Any

import xlwings


@xlwings.func
def add(a: Any, b: Any) -> Any:
    return a + b


@xlwings.func
@xlwings.arg("values", ndim=2)
def same(values: Any) -> Any:
    return values


@xlwings.func
@xlwings.arg("values", "raw")
@xlwings.ret("raw")
def same_raw(values: Any) -> Any:
    return values

"""From an authored workbook to the finished file: calculate every formula, then write the values into its parts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from gapsheet.errors import WorkbookError
from gapsheet.hosts import headless
from gapsheet.languages.language import Language
from gapsheet.package.finish import finish
from gapsheet.templates import Host
from gapsheet.templates.book import Book
from gapsheet.templates.windows import with_functions


def build_from(module: str, name: str, directory: Path, language: Language, host: Host = "any") -> Path:
    """Build the workbook that `module.author()` writes, in a language and for a host."""
    author: Callable[[Language], Book] = import_module(module).author
    book = author(language)
    directory.mkdir(parents=True, exist_ok=True)
    if host == "any":
        return _finished(book, directory / f"{name}.xlsx")
    with tempfile.TemporaryDirectory() as folder:
        plain = _finished(book, Path(folder) / f"{name}.xlsx")
        with_functions(plain, directory / f"{name}.xlsm", book.as_of)
    return directory / f"{name}.xlsm"


def _finished(book: Book, out: Path) -> Path:
    """Calculate an authored workbook and write the finished file."""
    with tempfile.TemporaryDirectory() as folder:
        authored = Path(folder) / out.name
        authored.write_bytes(book.saved())
        result = headless.calculate(authored, clock=book.as_of)
        if result.kept:
            cells = ", ".join(f"{kept.sheet}!{kept.cell} ({kept.reason})" for kept in result.kept)
            raise WorkbookError(f"{out.name} holds formulas that cannot be calculated: {cells}")
        finish(
            authored,
            out,
            values=result.values,
            chart_texts=book.chart_texts,
            table_texts=book.table_texts,
            timestamp=book.as_of,
        )
    return out

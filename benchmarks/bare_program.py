"""A typer program with gapsheet's commands and nothing behind them: what `--help` costs at least."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.command()
def build(names: list[str] | None = None, out: Path = Path("workbooks")) -> None:
    """Write the ready workbooks."""


@app.command()
def recalc(file: Path, out: Path | None = None) -> None:
    """Calculate a workbook anew."""


@app.command("eval")
def evaluate(formula: str, how: Annotated[bool, typer.Option("--how")] = False) -> None:
    """Calculate one formula."""


@app.command()
def functions(name: str | None = None, as_json: bool = False, as_markdown: bool = False) -> None:
    """List the functions."""


if __name__ == "__main__":
    app()

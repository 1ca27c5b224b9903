"""The command that brings new data into a workbook, and how it tells what changed."""

# Nothing but typer is imported before a command needs it: `gapsheet --help` answers at once.
from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gapsheet.counting import number_of
from gapsheet.terminal import INCOMPLETE, not_calculated, progress, stop, user_errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gapsheet.refresh.outcome import Outcome

_FIXED_STEPS = 4  # reading, rewriting, calculating, writing
_PIPE_WIDTH = 200  # columns of text where there is no terminal
_MOST_CHANGES = 20  # that the terminal shows; the workbook and --json have all


def refresh(
    file: Annotated[Path, typer.Argument(help="The workbook, .xlsx or .xlsm.")],
    source: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only this source; may be given repeatedly.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change; nothing is written.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="As of when the report stands; today if not given."),
    ] = None,
    accept: Annotated[
        str, typer.Option(metavar="WHY", help="Why revisions past the threshold, or data that stop short, are right.")
    ] = "",
) -> None:
    """Bring new data into a workbook, and say what changed: figures, history, headlines.

    Its sources stand in its table Sources and are read only after 'gapsheet trust FILE'. Whatever is not a source's
    stays as it is; the file as it was is copied beside it first. A source that fails keeps its old values, the others
    go on, and the exit status is 2.

    Example: gapsheet refresh report.xlsx --dry-run
    """
    import json

    from gapsheet.refresh.running import refresh as bring

    with user_errors(), progress(file.name, _FIXED_STEPS) as tell:
        outcome = bring(
            file,
            sources=source or (),
            dry_run=dry_run,
            as_of=as_of.date() if as_of else None,
            accept=accept,
            progress=tell,
        )
    if as_json:
        typer.echo(json.dumps(outcome.as_dict(), indent=2, ensure_ascii=False))
    else:
        _show(outcome)
    if not outcome.is_complete:
        stop(_incomplete(outcome), INCOMPLETE)


def _incomplete(outcome: Outcome) -> str:
    """What is missing, in one line."""
    from gapsheet.refresh.records import Status

    failed = [source.id for source in outcome.sources if source.status is Status.FAILED]
    told = [f"{', '.join(failed)} failed and kept the old values"] if failed else []
    if outcome.kept:
        told.append(not_calculated(len(outcome.kept)))
    return "; ".join(told)


def _show(outcome: Outcome) -> None:
    """The outcome on the terminal: sources, changes, headlines."""
    from gapsheet.refresh.wording import why

    done = "would be refreshed" if outcome.dry_run else "refreshed"
    typer.echo(f"{outcome.path} {done} as of {outcome.run.as_of}, run {outcome.run.id}")
    _show_sources(outcome)
    _show_changes(outcome)
    for effect in outcome.headlines:
        if effect.is_moved:
            typer.echo(_printable(why(effect, outcome.elapsed)))
    if outcome.backup:
        typer.echo(f"the file as it was: {outcome.backup}")
    for source in outcome.sources:
        if source.said:
            typer.echo(_printable(source.named), err=True)
    for note in (*outcome.notes, *(f"{cell.sheet}!{cell.cell}: {cell.reason}" for cell in outcome.kept)):
        typer.echo(_printable(note), err=True)


def _printable(text: str) -> str:
    """A text from data or workbook without the signs by which it could command a terminal."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _show_sources(outcome: Outcome) -> None:
    """Each source with its status and counts."""
    rows = [
        (
            source.id,
            source.status.value,
            source.as_of,
            *("" if count is None else f"{count:,}" for count in (source.rows, source.new, source.revised)),
            f"{source.removed:,}",
            f"{source.breaks:,}",
        )
        for source in outcome.sources
    ]
    _print_table(("source", "status", "as of", "rows", "new", "revised", "removed", "breaks"), rows, numbers=3)


def _show_changes(outcome: Outcome) -> None:
    """The first changes; those that matter most come first."""
    from gapsheet.refresh.logs import most_urgent
    from gapsheet.refresh.wording import exact

    changes = most_urgent(outcome.changes, _MOST_CHANGES)
    if not changes:
        return
    rows = [
        (
            change.source,
            change.what.value,
            change.key,
            change.column,
            exact(change.old),
            exact(change.new),
            "" if change.percent is None else f"{change.percent:+.1%}",
        )
        for change in changes
    ]
    _print_table(("source", "what", "key", "column", "old", "new", "percent"), rows, numbers=4)
    left_out = len(outcome.changes) - len(changes)
    if left_out:
        typer.echo(f"{number_of(left_out, 'more change')}; --json lists all")


def _print_table(headers: tuple[str, ...], rows: Sequence[tuple[str, ...]], numbers: int) -> None:
    """A table on the terminal; columns from `numbers` on are aligned right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, header in enumerate(headers):
        table.add_column(header, justify="right" if place >= numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_printable(text)) for text in row))
    console = Console()
    if not console.is_terminal:
        console = Console(width=_PIPE_WIDTH)
    console.print(table)


COMMANDS = (refresh,)  # in the order of the help

"""What all commands share: how a mistake ends a command, the exit status, and the line that shows progress."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from gapsheet.counting import number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FAILED, INCOMPLETE = 1, 2


def stop(message: str, status: int = FAILED) -> None:
    """One line on stderr and out."""
    typer.echo(message, err=True)
    raise typer.Exit(status)


def not_calculated(count: int) -> str:
    """That cells keep the values that they had."""
    return number_of(
        count, "cell could not be calculated and keeps its value", "cells could not be calculated and keep their values"
    )


@contextmanager
def user_errors(*, has_out: bool = False) -> Iterator[None]:
    """Faults of files and formulas end the command with their message, and a closed pipe without one.

    Args:
        has_out: Whether the command has the option --out, which is then named where a file cannot be written.
    """
    from gapsheet.errors import GapsheetError, UnwritableFileError

    try:
        yield
    except UnwritableFileError as fault:
        stop(f"{fault}; --out names another place" if has_out else str(fault))
    except GapsheetError as fault:
        stop(str(fault))
    except BrokenPipeError:  # whoever reads the output has seen enough: typer ends the command without a word
        raise
    except OSError as fault:
        place = f"{fault.filename}: " if fault.filename else ""
        stop(f"{place}{fault.strerror or fault}{'; choose another place with --out' if has_out else ''}")
    except RecursionError:
        stop("the formula is nested too deeply; Excel allows 64 levels")


@contextmanager
def progress(task: str, steps: int) -> Iterator[Callable[[str], None]]:
    """A line that tells which step has begun, on a terminal; nothing in a pipe."""
    from itertools import count

    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    begun = count()
    with Progress(
        console=console, transient=True, disable=not console.is_terminal, redirect_stdout=False, redirect_stderr=False
    ) as progress:
        line = progress.add_task(task, total=steps)
        yield lambda step: progress.update(line, completed=next(begun), description=f"{task}: {step}")

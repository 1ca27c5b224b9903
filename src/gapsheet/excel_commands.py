"""The commands for Excel on Windows: put the functions in, take them out, and find out why they do not work."""

# Nothing but typer is imported before a command needs it: `gapsheet --help` answers at once.
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gapsheet.terminal import FAILED, progress, user_errors

if TYPE_CHECKING:
    from gapsheet.install.profile import Profile
    from gapsheet.install.steps import Outcome


def install(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be changed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Put the functions into your Excel on Windows: add-in, templates and settings, for you alone.

    Close Excel first. No administrator is needed, and the registry is not touched. The add-in goes into Excel's start
    folder; settings of other programs in xlwings' configuration stay as they are, and the file is copied before it is
    changed. After an update of gapsheet or xlwings, and after an interruption, run it again. On other systems it says
    what works there, and the exit status is 1.

    Example: gapsheet install --dry-run
    """
    from gapsheet.install import installing
    from gapsheet.install.contents import Makers
    from gapsheet.install.fitness import refuse_unfit
    from gapsheet.install.machine import this_machine

    machine, makers = this_machine(), Makers()
    with user_errors(), progress("Installing", makers.steps()) as tell:
        refuse_unfit(machine)
        outcome = installing.install(_profile(), machine, makers, dry_run=dry_run, tell=tell)
    _show_changes(outcome, as_json, nothing="nothing to do: everything is installed and current")
    if not (as_json or dry_run):
        typer.echo("Start Excel and type =WAGE_GAP(1966,2730) into a cell. If it does not show 0.2799: gapsheet doctor")


def addin(
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("addin/windows/gapsheet.xlam"),
) -> None:
    """Write the add-in alone, for the xlwings that is installed, without installing it.

    'gapsheet install' makes the same file and puts it where Excel finds it.

    Example: gapsheet addin --out gapsheet.xlam
    """
    from gapsheet.addin import write

    with user_errors(has_out=True):
        write(out)
    typer.echo(out)


def uninstall(as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Take the functions out of your Excel: add-in, settings, templates and logs; it says what it removed.

    Close Excel first. Files that you made or changed in gapsheet's folders stay and are named. gapsheet itself stays
    until "pip uninstall gapsheet".

    Example: gapsheet uninstall
    """
    from gapsheet.install import removing
    from gapsheet.install.fitness import refuse_other_system
    from gapsheet.install.machine import this_machine

    machine = this_machine()
    with user_errors():
        refuse_other_system(machine)
        outcome = removing.uninstall(_profile(), machine)
    _show_changes(outcome, as_json, nothing="nothing to remove: gapsheet is not installed in Excel")


def doctor(
    file: Annotated[Path | None, typer.Argument(help="A workbook whose functions do not calculate.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a support desk.")] = False,
) -> None:
    """Find out why the functions do not work in Excel, and what cures it.

    Every line says ok, warn, fail or unknown. The exit status is 1 if anything fails. Nothing is changed, and no
    figure from a workbook is read or shown.

    Example: gapsheet doctor report.xlsm
    """
    import json

    from gapsheet.install.doctor import examine
    from gapsheet.install.findings import failed
    from gapsheet.install.machine import this_machine

    machine = this_machine()
    with user_errors():
        findings = examine(machine, _profile() if machine.system == "Windows" else None, file)
    if as_json:
        typer.echo(json.dumps([finding.as_dict() for finding in findings], indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(map(str, findings)))
    if failed(findings):
        raise typer.Exit(FAILED)


def _profile() -> Profile:
    """The folders of the user who runs this."""
    import os

    from gapsheet.install.profile import Profile

    return Profile.of(os.environ)


def _show_changes(outcome: Outcome, as_json: bool, nothing: str) -> None:
    """What was changed or would be, a line each."""
    import json

    if as_json:
        typer.echo(json.dumps(outcome.as_dict(), indent=2, ensure_ascii=False))
        return
    for change in outcome.changes:
        typer.echo(f"would {change}" if outcome.dry_run else change.done())
    if not outcome.changes:
        typer.echo(nothing)
    for note in outcome.notes:
        typer.echo(note, err=True)


COMMANDS = (install, addin, uninstall, doctor)  # in the order of the help

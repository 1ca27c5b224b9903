"""The command line: what is asked for, what is printed, and the exit status; the work is done elsewhere.

Exit status: 0 all went well, 1 the answer is an error or a file could not be used, 2 the command was not
understood or its result is incomplete.
"""

# Nothing but typer is imported before a command needs it: `gapsheet --help` answers at once.
from __future__ import annotations

import io
import sys
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gapsheet import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gapsheet.install.profile import Profile
    from gapsheet.install.steps import Outcome
    from gapsheet.recalc import Report

FAILED, INCOMPLETE = 1, 2


class EngineOption(StrEnum):
    """What reads a table and adds up its rows."""

    DUCKDB = "duckdb"
    SPARK = "spark"
    PANDAS = "pandas"


class HostOption(StrEnum):
    """What a workbook is built for."""

    ANY = "any"
    WINDOWS = "windows"


app = typer.Typer(
    name="gapsheet",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line; mistakes of the user end in one line, never in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # Windows would use a code page without 兆 for a file or a pipe
    app(prog_name="gapsheet")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gapsheet {__version__}")
        raise typer.Exit


@app.callback()
def gapsheet(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Growth multiples and wage gaps: workbooks and formulas, calculated without Excel.

    Example: gapsheet eval "WAGE_GAP(1966, 2730)"
    """


@app.command()
def build(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Which workbooks; all if none.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The folder to write to; workbooks, or workbooks/ja, if not given.")
    ] = None,
    lang: Annotated[str, typer.Option(help="The language: en or ja.")] = "en",
    host: Annotated[
        HostOption, typer.Option("--for", help="windows: .xlsm files that bring their functions along.")
    ] = HostOption.ANY,
) -> None:
    """Write the ready workbooks, with every value calculated.

    With --for windows they are macro-enabled: Excel calculates them where 'gapsheet install' was run, even without
    the add-in, and shows the stored figures everywhere else.

    Example: gapsheet build wage_gap --out reports
    """
    from gapsheet import templates

    wanted = list(names or templates.TEMPLATES)
    unknown = [name for name in wanted if name not in templates.TEMPLATES]
    if unknown:
        _stop(f"no workbook is called {', '.join(unknown)}; there are {', '.join(templates.TEMPLATES)}", INCOMPLETE)
    usual = Path("workbooks", _folder(lang))
    written: list[Path] = []
    with _user_errors(), _progress("Building", len(wanted)) as tell:
        for name in wanted:
            tell(name)
            written.append(templates.build(name, out or usual, lang, host.value))
    for path in written:
        typer.echo(path)


def _folder(code: str) -> str:
    """Where an edition stands below the workbooks; ends the command if there is no such edition."""
    from gapsheet.errors import LanguageError
    from gapsheet.languages.language import language

    try:
        return language(code).folder
    except LanguageError as fault:
        _stop(str(fault), INCOMPLETE)
        raise


@app.command()
def recalc(
    file: Annotated[Path, typer.Argument(help="The workbook, .xlsx or .xlsm.")],
    out: Annotated[Path | None, typer.Option(help="Write here instead of into the file itself.")] = None,
) -> None:
    """Calculate a workbook anew; everything in it but the values stays as it is.

    Cells that cannot be calculated here keep their values and are listed; the exit status is then 2.

    Example: gapsheet recalc report.xlsx --out report_new.xlsx
    """
    from gapsheet.recalc import recalculate

    with _user_errors(), _progress(file.name, steps=3) as tell:
        report = recalculate(file, out, progress=tell)
    _show(report)


@app.command("eval", context_settings={"ignore_unknown_options": True})  # a formula may start with a minus
def evaluate(
    formula: Annotated[str, typer.Argument(help="The formula, with or without its equals sign.")],
    how: Annotated[bool, typer.Option("--how", help="Print the working of every gapsheet function too.")] = False,
) -> None:
    """Calculate one formula and print its value; for an error, the reason too.

    Example: gapsheet eval --how "WAGE_GAP(1966, 2730)"
    """
    from gapsheet.answers import answered, first_reference, workings

    with _user_errors():
        reference = first_reference(formula)
        if reference:
            _stop(f"{reference} refers to cells, and there is no sheet here; write their values instead", INCOMPLETE)
        answer = answered(formula)
        typer.echo(answer.text)
        for line in workings(formula) if how else ():
            typer.echo(line)
    if answer.reason:
        _stop(answer.reason)


@app.command()
def gap(
    data: Annotated[
        str, typer.Argument(metavar="DATA", help="Parquet or CSV: a file, a folder, or a pattern in quotation marks.")
    ],
    pay: Annotated[str, typer.Option(metavar="COLUMN", help="The column of pay.")],
    group: Annotated[str, typer.Option(metavar="COLUMN", help="The column of groups, two labels.")],
    reference: Annotated[str, typer.Option(metavar="VALUE", help="The label of the yardstick group, such as M.")],
    by: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="A column of categories; may be given repeatedly.")
    ] = None,
    weights: Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of sampling weights.")] = None,
    statistic: Annotated[str, typer.Option(help="mean, median, or a quantile as p90 or 0.9.")] = "mean",
    factors: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="A factor that may explain the gap; may be given repeatedly."),
    ] = None,
    coefficients: Annotated[
        str | None, typer.Option(help="Whose coefficients value the factors, as in OAXACA; all six if not given.")
    ] = None,
    scale: Annotated[str, typer.Option(help="With factors: log or level of pay.")] = "log",
    detail: Annotated[bool, typer.Option("--detail", help="Show the parts factor by factor.")] = False,
    smallest: Annotated[float, typer.Option(help="Heads below which a group is noted as small.")] = 10.0,
    hide_small: Annotated[bool, typer.Option("--hide-small", help="Hide the pay of small groups.")] = False,
    engine: Annotated[EngineOption, typer.Option(help="What reads the rows.")] = EngineOption.DUCKDB,
    out: Annotated[Path | None, typer.Option(help="Write the table too: .xlsx, .csv or .json.")] = None,
) -> None:
    """The wage gap in a table of any length, in each category and in total.

    The figures are those of WAGE_GAP_BY in a sheet; with --factors the gap is taken apart as OAXACA does, or as
    OAXACA_DETAIL with --detail. Files may be larger than memory. With --engine spark, DATA may be the name of a Spark
    table.

    Example: gapsheet gap staff.parquet --pay hourly --group sex --reference M --by grade --out gap.xlsx
    """
    from gapsheet.frames import output
    from gapsheet.frames.decompositions import coefficients_named, decomposed
    from gapsheet.frames.gaps import gap_by, quantile_named
    from gapsheet.frames.sources import Engine, opened

    if factors and (by or statistic != "mean"):
        _stop("--factors takes the gap in mean pay apart as a whole; leave --by and --statistic out", INCOMPLETE)
    with _user_errors(), _progress("Gap", steps=6) as tell:
        quantile_named(statistic)
        if out is not None:
            output.check_place(out)
        tell("opening")
        with opened(data, Engine(engine.value)) as table:
            if factors:
                whose = coefficients_named(coefficients)
                answer = decomposed(
                    table.frame,
                    pay,
                    group,
                    reference,
                    factors,
                    weights,
                    whose,
                    scale,
                    detail,
                    tell,
                    table.connection,
                )
            else:
                answer = gap_by(
                    table.frame, pay, group, reference, by or (), weights, statistic, smallest, hide_small, tell
                )
        if out is not None:
            output.write(answer, out)
    output.show(answer)


@app.command()
def functions(
    name: Annotated[str | None, typer.Argument(help="One function; all if none.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="As Markdown.")] = False,
) -> None:
    """List the functions, or show the help of one.

    Example: gapsheet functions WAGE_GAP
    """
    from gapsheet import catalog, reference

    if as_json and as_markdown:
        _stop("--json and --markdown exclude each other; give one of them", INCOMPLETE)
    entry = catalog.find(name) if name else None
    if name and entry is None:
        _stop(_no_function(name), INCOMPLETE)
    if as_json:
        typer.echo(reference.as_json((entry,) if entry else catalog.FUNCTIONS))
    elif as_markdown:
        typer.echo(reference.function_markdown(entry) if entry else reference.markdown(), nl=False)
    else:
        typer.echo(reference.function_text(entry) if entry else reference.list_text())


@app.command()
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
    with _user_errors(), _progress("Installing", makers.steps()) as tell:
        refuse_unfit(machine)
        outcome = installing.install(_profile(), machine, makers, dry_run=dry_run, tell=tell)
    _show_changes(outcome, as_json, nothing="nothing to do: everything is installed and current")
    if not (as_json or dry_run):
        typer.echo("Start Excel and type =WAGE_GAP(1966,2730) into a cell. If it does not show 0.2799: gapsheet doctor")


@app.command()
def addin(
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("addin/windows/gapsheet.xlam"),
) -> None:
    """Write the add-in alone, for the xlwings that is installed, without installing it.

    'gapsheet install' makes the same file and puts it where Excel finds it.

    Example: gapsheet addin --out gapsheet.xlam
    """
    from gapsheet.addin import write

    with _user_errors():
        write(out)
    typer.echo(out)


@app.command()
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
    with _user_errors():
        refuse_other_system(machine)
        outcome = removing.uninstall(_profile(), machine)
    _show_changes(outcome, as_json, nothing="nothing to remove: gapsheet is not installed in Excel")


@app.command()
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
    with _user_errors():
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


def _no_function(name: str) -> str:
    """Which function may have been meant."""
    from difflib import get_close_matches

    from gapsheet.catalog import FUNCTIONS

    near = get_close_matches(name.upper(), [entry.name for entry in FUNCTIONS])
    hint = f"did you mean {' or '.join(near)}?" if near else "'gapsheet functions' lists them"
    return f"there is no function {name}; {hint}"


def _show(report: Report) -> None:
    """What was calculated and which cells were not."""
    typer.echo(f"{report.out}: {report.calculated:,} of {report.formulas:,} formulas calculated")
    for cell in report.kept:
        typer.echo(f"{cell.sheet}!{cell.cell}: {cell.reason}", err=True)
    if report.kept:
        _stop(f"{len(report.kept):,} cells could not be calculated and keep their values", INCOMPLETE)


def _stop(message: str, status: int = FAILED) -> None:
    """One line on stderr and out."""
    typer.echo(message, err=True)
    raise typer.Exit(status)


@contextmanager
def _user_errors() -> Iterator[None]:
    """Faults of files and formulas end the command with their message."""
    from gapsheet.errors import GapsheetError

    try:
        yield
    except GapsheetError as fault:
        _stop(str(fault))
    except OSError as fault:
        _stop(f"{fault.filename}: {fault.strerror}; choose another place with --out")
    except RecursionError:
        _stop("the formula is nested too deeply; Excel allows 64 levels")


@contextmanager
def _progress(task: str, steps: int) -> Iterator[Callable[[str], None]]:
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

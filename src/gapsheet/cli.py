"""The command line: what is asked for, what is printed, and the exit status; the work is done elsewhere.

Exit status: 0 all went well, 1 the answer is an error or a file could not be used, 2 the command was not
understood or its result is incomplete.
"""

# Nothing but typer is imported before a command needs it: `gapsheet --help` answers at once.
from __future__ import annotations

import io
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gapsheet import __version__, excel_commands, publish_commands, refresh_commands, trust_commands
from gapsheet.counting import number_of
from gapsheet.terminal import INCOMPLETE, not_calculated, progress, stop, user_errors

if TYPE_CHECKING:
    from gapsheet.recalc import Report


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
        stop(f"no workbook is called {', '.join(unknown)}; there are {', '.join(templates.TEMPLATES)}", INCOMPLETE)
    usual = Path("workbooks", _folder(lang))
    written: list[Path] = []
    with user_errors(has_out=True), progress("Building", len(wanted)) as tell:
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
        stop(str(fault), INCOMPLETE)
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

    with user_errors(has_out=True), progress(file.name, steps=3) as tell:
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

    with user_errors():
        reference = first_reference(formula)
        if reference:
            stop(f"{reference} refers to cells, and there is no sheet here; write their values instead", INCOMPLETE)
        answer = answered(formula)
        typer.echo(answer.text)
        for line in workings(formula) if how else ():
            typer.echo(line)
    if answer.reason:
        stop(answer.reason)


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
        stop("--factors takes the gap in mean pay apart as a whole; leave --by and --statistic out", INCOMPLETE)
    with user_errors(has_out=True), progress("Gap", steps=6) as tell:
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
        stop("--json and --markdown exclude each other; give one of them", INCOMPLETE)
    entry = catalog.find(name) if name else None
    if name and entry is None:
        stop(_no_function(name), INCOMPLETE)
    if as_json:
        typer.echo(reference.as_json((entry,) if entry else catalog.FUNCTIONS))
    elif as_markdown:
        typer.echo(reference.function_markdown(entry) if entry else reference.markdown(), nl=False)
    else:
        typer.echo(reference.function_text(entry) if entry else reference.list_text())


for command in (
    *refresh_commands.COMMANDS,
    *trust_commands.COMMANDS,
    *publish_commands.COMMANDS,
    *excel_commands.COMMANDS,
):
    app.command()(command)


def _no_function(name: str) -> str:
    """Which function may have been meant."""
    from difflib import get_close_matches

    from gapsheet.catalog import FUNCTIONS

    near = get_close_matches(name.upper(), [entry.name for entry in FUNCTIONS])
    hint = f"did you mean {' or '.join(near)}?" if near else "'gapsheet functions' lists them"
    return f"there is no function {name}; {hint}"


def _show(report: Report) -> None:
    """What was calculated and which cells were not."""
    typer.echo(f"{report.out}: {report.calculated:,} of {number_of(report.formulas, 'formula')} calculated")
    for cell in report.kept:
        typer.echo(f"{cell.sheet}!{cell.cell}: {cell.reason}", err=True)
    if report.kept:
        stop(not_calculated(len(report.kept)), INCOMPLETE)

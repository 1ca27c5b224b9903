"""The commands that hand work on: freeze a copy, compare two files, print pages, pictures and a brief."""

# Nothing but typer is imported before a command needs it: `gapsheet --help` answers at once.
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gapsheet.counting import number_of
from gapsheet.terminal import INCOMPLETE, progress, stop, user_errors

if TYPE_CHECKING:
    from gapsheet.publishing.diffing import Change, Differences
    from gapsheet.publishing.freezing import Frozen

DIFFERENT, TROUBLE = 1, 2
_MOST_SHOWN = 25  # differences of one kind; --json has them all
_HEADINGS = {
    "sheets": "Sheets",
    "names": "Names",
    "inputs": "Inputs",
    "figures": "Figures",
    "rows": "Rows of tables",
    "formulas": "Formulas",
    "outputs": "What that did to the results",
}


def freeze(
    file: Annotated[Path, typer.Argument(help="The workbook, .xlsx or .xlsm; it is only read.")],
    out: Annotated[Path, typer.Option(help="The copy to write, .xlsx.")],
    native: Annotated[
        bool,
        typer.Option("--native", help="Keep Excel's own formulas, and turn gapsheet's into Excel's where it can be."),
    ] = False,
    drop_table: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Empty this table, as Employees always is; may be given repeatedly."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Write a copy to send out: values only, for people without gapsheet.

    Formulas become their values; links to files, queries, macros, hidden sheets, pivot caches, the rows of the table
    Employees, paths, names of authors, and where sources lie go. Charts, comments and the sources' provenance stay.
    With --native a reader can still change the inputs that Excel's own formulas follow.

    Example: gapsheet freeze report.xlsx --out report_public.xlsx
    """
    import json

    from gapsheet.publishing.freezing import freeze as frozen

    with user_errors(has_out=True):
        report = frozen(file, out, native=native, drop_tables=drop_table or ())
    if as_json:
        typer.echo(json.dumps(report.as_dict(), indent=2, ensure_ascii=False))
        return
    for line in _told(report):
        typer.echo(line)
    for note in report.notes:
        typer.echo(note, err=True)


def diff(
    old: Annotated[Path, typer.Argument(help="The earlier workbook.")],
    new: Annotated[Path, typer.Argument(help="The later workbook.")],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, every difference.")] = False,
) -> None:
    """Say what differs between two workbooks, and what that did to their results.

    Rows of tables are matched by key, other rows by their words; a formula filled down is one difference. Formats,
    comments and charts do not count. The exit status is that of diff: 0 no difference, 1 differences, 2 a file could
    not be read.

    Example: gapsheet diff report_may.xlsx report_june.xlsx
    """
    import json

    from gapsheet.errors import GapsheetError
    from gapsheet.publishing.diffing import diff as differences

    try:
        found = differences(old, new)
    except (GapsheetError, OSError) as fault:
        stop(str(fault), TROUBLE)
        raise
    if as_json:
        typer.echo(json.dumps(found.as_dict(), indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(_listed(found)) or "no differences")
    if found:
        raise typer.Exit(DIFFERENT)


def export(
    file: Annotated[Path, typer.Argument(help="The workbook, .xlsx or .xlsm; it is only read.")],
    pdf: Annotated[bool, typer.Option("--pdf", help="All sheets as one PDF.")] = False,
    png: Annotated[bool, typer.Option("--png", help="Every page as a picture, named by its sheet.")] = False,
    brief: Annotated[bool, typer.Option("--brief", help="One page: the headlines with source and caveat.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="The file, with --png the folder; a .md for a brief as Markdown.")
    ] = None,
) -> None:
    """Print a workbook to PDF or pictures, or its headlines to one page; LibreOffice does the drawing.

    The stored values are printed: a frozen copy is drawn, and nothing is calculated. A brief as Markdown needs no
    LibreOffice. Pictures need the extra "pictures": pip install "gapsheet[pictures]".

    Example: gapsheet export report.xlsx --brief --out brief.pdf
    """
    from gapsheet.publishing import export as printing

    if pdf + png + brief != 1:
        stop("give one of --pdf, --png and --brief", INCOMPLETE)
    with user_errors(has_out=True), progress(file.name, steps=3) as tell:
        if brief:
            written = [printing.brief(file, out or file.with_name(f"{file.stem}_brief.pdf"), tell)]
        elif png:
            written = printing.pictures(file, out or file.with_name(f"{file.stem}_pages"), tell)
        else:
            written = [printing.pdf(file, out or file.with_suffix(".pdf"), tell)]
    for path in written:
        typer.echo(path)


def _told(report: Frozen) -> list[str]:
    """What freezing did, in lines."""
    lines = [
        f"{report.out}: {number_of(report.values, 'formula became a value', 'formulas became values')}"
        + (f", {report.live:,} live" if report.live else "")
    ]
    if report.sheets:
        lines.append(f"left out: {', '.join(report.sheets)}")
    if report.tables:
        lines.append(f"emptied: {', '.join(report.tables)}")
    said = (
        number_of(report.names, "name") + " left out" if report.names else "",
        number_of(report.removed, "text") + " cleaned" if report.removed else "",
        number_of(report.inputs, "input") + " made plain" if report.inputs else "",
    )
    if any(said):
        lines.append(", ".join(filter(None, said)))
    return lines


def _listed(found: Differences) -> list[str]:
    """The differences in lines, kind by kind."""
    lines: list[str] = []
    for name, changes in found.sections():
        if changes:
            lines.append(f"{_HEADINGS[name]} ({len(changes):,})")
            lines += [_line(change, is_result=name == "outputs") for change in changes[:_MOST_SHOWN]]
        if len(changes) > _MOST_SHOWN:
            lines.append(f"  ... and {len(changes) - _MOST_SHOWN:,} more; --json lists them")
    if found.other_values:
        counts = ", ".join(f"{sheet} {count:,}" for sheet, count in found.other_values.items())
        lines.append(f"Other calculated cells that moved: {counts}")
    return lines


def _line(change: Change, *, is_result: bool) -> str:
    label = f" {change.label}" if change.label else ""
    cells = f" ({number_of(change.cells, 'cell')})" if change.cells > 1 else ""
    old, new = _in_words(change, is_result=is_result)
    moved = f": {old} → {new}" if change.what == "changed" else _other(change, old, new)
    return f"  {change.place}{label}{cells}{moved}"


def _other(change: Change, old: str, new: str) -> str:
    if "row" in change.what or change.old is None or change.new is None:
        value, shown = (change.new, new) if change.old is None else (change.old, old)
        return f": {change.what}" + (f" {shown}" if value not in (change.label, change.place) else "")
    return f": {change.what}, {old} → {new}"


def _in_words(change: Change, *, is_result: bool) -> tuple[str, str]:
    """Both values as their cell shows them: a result rounded as there, or as far as it takes to see a difference."""
    from gapsheet.refresh.wording import apart

    if is_result and float in (type(change.old), type(change.new)):
        return apart(change.old, change.new, change.number_format)
    return _shown(change.old, change.number_format), _shown(change.new, change.number_format)


def _shown(value: object, number_format: str) -> str:
    from gapsheet.refresh.wording import unrounded

    if isinstance(value, bool) or value is None:
        return str(value).upper() if isinstance(value, bool) else "nothing"
    return unrounded(value, number_format) if isinstance(value, float) else str(value)


COMMANDS = (freeze, diff, export)  # in the order of the help

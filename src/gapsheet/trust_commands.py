"""The command by which a user approves the sources of a workbook, after seeing what they would do."""

# Nothing but typer is imported before a command needs it: `gapsheet --help` answers at once.
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gapsheet.terminal import INCOMPLETE, stop, user_errors

if TYPE_CHECKING:
    from gapsheet.refresh.access import Access
    from gapsheet.refresh.book import Described
    from gapsheet.refresh.records import Source


def trust(
    file: Annotated[Path, typer.Argument(help="The workbook, .xlsx or .xlsm.")],
    yes: Annotated[bool, typer.Option("--yes", help="Approve all that are switched on without asking.")] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="Take back what was approved for this workbook.")] = False,
) -> None:
    """Show what the sources of a workbook would read, ask and send, and approve them.

    A refresh reads no source before that, except gapsheet's own data. An approval covers kind, location, query and the
    secret's name, for workbooks in the same folder: when one of these changes, and in another folder, it is asked for
    again. Approvals are kept in your data folder, not in the workbook. What cannot be read as it stands is not
    approved. The exit status is 2 if a source that is switched on stays without approval, or one is described wrongly.

    Example: gapsheet trust report.xlsx
    """
    from gapsheet.refresh.access import Access
    from gapsheet.refresh.book import read_described
    from gapsheet.refresh.sources.content import visible

    with user_errors():
        described = read_described(file)
        access = Access.of(file)
        if revoke:
            _revoke(access, tuple(item.source for item in described if item.source))
            return
        refused = [visible(item.id) for item in described if not _is_settled(item, access, yes)]
    if refused:
        stop(f"not approved or described wrongly: {', '.join(refused)}", INCOMPLETE)


def _revoke(access: Access, sources: tuple[Source, ...]) -> None:
    """Take approvals back and say which."""
    from gapsheet.refresh.sources.content import visible

    gone = access.approvals.revoke(access.workbook, sources)
    for approval in gone:
        typer.echo(f"no longer approved: {visible(approval.source)}, approved {approval.approved}")
    if not gone:
        typer.echo("nothing was approved for this workbook")


def _is_settled(item: Described, access: Access, yes: bool) -> bool:
    """Show a source and ask about it where that is needed; whether it may be read then, or needs not to be."""
    from gapsheet.refresh.sources.content import visible
    from gapsheet.refresh.sources.description import description, is_readable

    source = item.source
    if source is None:
        typer.echo(f"{visible(item.id)}: described wrongly\n  {visible(item.fault)}")
        return False
    typer.echo("\n".join(description(source, access)))
    if not source.on:
        typer.echo("  switched off: nothing to approve")
        return True
    can_be_read = is_readable(source, access)
    if access.is_approved(source):
        typer.echo("  may be read" if can_be_read else "  approved")
        return True
    if not can_be_read:
        typer.echo("  not approved: mend that first")
        return False
    earlier = access.approvals.earlier(access.workbook, source)
    if earlier is not None:
        typer.echo(f"  changed since it was approved {earlier.approved}")
    if not (yes or typer.confirm("  approve it?")):
        return False
    access.approvals.add(access.workbook, (source,))
    typer.echo("  approved")
    return True


COMMANDS = (trust,)

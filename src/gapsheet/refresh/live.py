"""A refresh of a workbook that is open in Excel: planned on a copy of it as it stands, made there as edits.

The copy takes the same way as a file: sources asked, figures compared, rows placed, headlines explained. What then
separates it from the open workbook is entered there. Excel's Undo does not reach what a program enters; the workbook
as it was lies in the backup beside it.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlwings

from gapsheet.counting import number_of
from gapsheet.errors import GapsheetError, UnwritableFileError
from gapsheet.package.archive import open_archive
from gapsheet.package.changed import changed
from gapsheet.refresh import journal
from gapsheet.refresh import sources as reading
from gapsheet.refresh.access import Access
from gapsheet.refresh.apart import Tell
from gapsheet.refresh.asking import Fetch
from gapsheet.refresh.backups import back_up
from gapsheet.refresh.edits import edits
from gapsheet.refresh.locking import locked
from gapsheet.refresh.openbook import carry_out
from gapsheet.refresh.outcome import Outcome
from gapsheet.refresh.records import SOURCES, Status
from gapsheet.refresh.running import new_run, outcome_of, worked_out
from gapsheet.refresh.wording import why

_MOST_LINES = 12  # of a message in Excel
UNDO = "Undo does not take a refresh back."

log = logging.getLogger("gapsheet")


def refresh(
    book: Any,
    *,
    sources: Sequence[str] = (),
    as_of: date | None = None,
    accept: str = "",
    fetch: Fetch = reading.fetch,
    access: Access | None = None,
    now: datetime | None = None,
    progress: Tell | None = None,
) -> Outcome:
    """Bring new data into a workbook that is open in Excel; it is not saved.

    Args:
        book: The workbook, an xlwings Book.
        sources: The ids of the sources to ask; all that are switched on if none.
        as_of: The day as of which the report stands; today if omitted.
        accept: The reason for accepting revisions past the thresholds of their sources, and data that stop short.
        fetch: Asks a source.
        access: What the sources may touch; as the user has configured and approved if omitted.
        now: The time of the refresh; the machine's clock if omitted.
        progress: Is told what begins.

    Returns:
        What was done; its backup is the workbook as it stood, unsaved changes included.

    Raises:
        UnwritableFileError: The workbook has no place on this machine yet.
        RefreshError: As `gapsheet.refresh.running.refresh`; the open workbook is as it was.
    """
    workbook, tell = place_of(book), progress or (lambda step: None)
    with locked(workbook):
        content = _copied(book, workbook.suffix)
        with open_archive(workbook, content=content) as archive:
            run = new_run(as_of, now)
            prepared, carried = worked_out(
                archive, workbook, sources, run, accept, fetch, access or Access.of(workbook), tell
            )
            outcome = outcome_of(workbook, prepared, carried, dry_run=False)
            if prepared.is_changed:
                outcome = replace(outcome, backup=back_up(workbook, content, run.time))
            tell("writing")
            with changed(archive, carried.parts.contents()) as after:
                carry_out(book, edits(archive, after))
    trouble = journal.written(outcome)
    return replace(outcome, notes=(*outcome.notes, trouble)) if trouble else outcome


def place_of(book: Any) -> Path:
    """Where the open workbook lies.

    Raises:
        UnwritableFileError: Nowhere yet, or only in a cloud: there is no folder for its sources and its backup.
    """
    name = str(book.fullname)
    path = Path(name)
    if "://" in name or not path.parent.is_dir() or not path.suffix:
        raise UnwritableFileError(f"{name} has no folder on this machine; save the workbook in one, then refresh it")
    return path


def _copied(book: Any, suffix: str) -> bytes:
    """The workbook as it stands in Excel, unsaved changes included."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"copy{suffix}"
        book.api.SaveCopyAs(str(copy))
        return copy.read_bytes()


@xlwings.func
@xlwings.ret("raw")
@xlwings.arg("workbook", "raw")
def refresh_in_excel(workbook: Any) -> list[list[str]]:
    """What the ribbon's button does, told in words; "" where the workbook has no sources of its own.

    Args:
        workbook: Excel's own object. (The words travel as the one cell that xlwings takes a function's answer for.)
    """
    book = xlwings.Book(impl=xlwings._xlwindows.Book(xl=workbook))  # type: ignore[attr-defined]  # on Windows it is there
    return [[refreshed_in_words(book)]]


def refreshed_in_words(book: Any) -> str:
    """Refresh and tell how it went; no fault leaves this function."""
    try:
        if not _has_sources(book):
            return ""
        return _told(refresh(book))
    except GapsheetError as fault:
        return f"Nothing was changed. {fault}"
    except Exception as fault:
        log.exception("refresh in Excel")
        return f"The workbook could not be refreshed ({type(fault).__name__}); the log has the details."


def _has_sources(book: Any) -> bool:
    return any(table.name.casefold() == SOURCES.casefold() for sheet in book.sheets for table in sheet.tables)


def _told(outcome: Outcome) -> str:
    """The outcome in a few lines: how the sources stand, what moved, where the workbook as it was lies."""
    counts = {status: sum(source.status is status for source in outcome.sources) for status in Status}
    stand = ", ".join(f"{count} {status.value}" for status, count in counts.items() if count)
    lines = [f"Sources: {stand or 'none switched on'}. Figures changed: {len(outcome.changes):,}."]
    lines += [why(effect, outcome.elapsed) for effect in outcome.headlines if effect.is_moved]
    lines += [source.named for source in outcome.sources if source.said]
    lines += outcome.notes
    if len(lines) > _MOST_LINES:
        more = number_of(len(lines) - _MOST_LINES, "more line")
        lines = [*lines[:_MOST_LINES], f"and {more} on the sheets of the refresh"]
    if outcome.backup is not None:
        lines.append(f"{UNDO} The workbook as it was: {outcome.backup}")
    return "\n".join(lines)

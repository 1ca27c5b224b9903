"""A refresh from beginning to end: the file is found free, read, asked for, worked out, written; or left as it was.

Where that is safe sources are asked in a child process, and large tables rewritten in another that follows: what
pandas, DuckDB and the rows take is given back before the calculation engine takes its own.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gapsheet.collector import collector_resting
from gapsheet.errors import MissingFileError, UnwritableFileError
from gapsheet.package.archive import Archive, open_archive
from gapsheet.package.atomic import clear_leftovers, refuse_unwritable
from gapsheet.package.damage import damage_told
from gapsheet.refresh import journal
from gapsheet.refresh import sources as reading
from gapsheet.refresh.access import Access
from gapsheet.refresh.answers import Answers
from gapsheet.refresh.apart import Tell, apart, beside
from gapsheet.refresh.asking import Fetch, asked, chosen, refuse_unapproved
from gapsheet.refresh.book import Book
from gapsheet.refresh.bookfile import FileReader
from gapsheet.refresh.locking import locked
from gapsheet.refresh.outcome import Outcome, Run
from gapsheet.refresh.prepared import Prepared

if TYPE_CHECKING:
    from gapsheet.refresh.carrying import Carried


def refresh(
    path: Path | str,
    *,
    sources: Sequence[str] = (),
    dry_run: bool = False,
    as_of: date | None = None,
    accept: str = "",
    fetch: Fetch = reading.fetch,
    access: Access | None = None,
    now: datetime | None = None,
    progress: Tell | None = None,
) -> Outcome:
    """Bring new data into a workbook.

    Args:
        path: The workbook, .xlsx or .xlsm.
        sources: The ids of the sources to ask; all that are switched on if none.
        dry_run: Work everything out and write nothing.
        as_of: The day as of which the report stands; today if omitted.
        accept: The reason for accepting revisions past the thresholds of their sources, and data that stop short.
        fetch: Asks a source, in this process.
        access: What the sources may touch; as the user has configured and approved if omitted.
        now: The time of the refresh; the machine's clock if omitted.
        progress: Is told what begins.

    Returns:
        What was done, or would be. Sources that failed are in it, with the reason; their tables keep the old values.

    Raises:
        AccessError: A source is not approved; nothing was asked.
        ConflictError: Another refresh is at work on the file, or another program changed it meanwhile.
        SourceError: The workbook does not say what its sources are.
        RewriteError: The tables cannot take their rows together, or one of the logs cannot.
        RefreshError: A process that did a part of the work was ended; the file is as it was.
        WorkbookError: The file cannot be read, calculated or written.
    """
    workbook, tell = Path(path), progress or (lambda step: None)
    if not dry_run:
        refuse_unwritable(workbook)
        _refuse_protected(workbook)

    def work() -> Outcome:
        with _opened(workbook) as archive:
            if not dry_run:
                clear_leftovers(workbook)
            tell("reading")
            run = new_run(as_of, now)
            prepared, carried = worked_out(
                archive, workbook, sources, run, accept, fetch, access or Access.of(workbook), tell
            )
            outcome = outcome_of(workbook, prepared, carried, dry_run)
            if dry_run:
                return outcome
            tell("writing")
            from gapsheet.refresh.carrying import put_in_place

            return replace(outcome, backup=put_in_place(archive, prepared, carried, workbook))

    with nullcontext() if dry_run else locked(workbook), collector_resting():
        outcome = work()  # what it needed is gone before the collector sets out to look through it
    if dry_run:
        return outcome
    trouble = journal.written(outcome)
    return replace(outcome, notes=(*outcome.notes, trouble)) if trouble else outcome


def _refuse_protected(workbook: Path) -> None:
    """Refuse a file that its owner has made read-only: replacing it would go around that.

    Raises:
        UnwritableFileError: Nobody may write to it.
    """
    if not workbook.exists():
        return
    if not (workbook.stat().st_mode & 0o222 and os.access(workbook, os.W_OK)):
        raise UnwritableFileError(f"{workbook} is read-only; make it writable, or copy it and refresh the copy")


def _opened(workbook: Path) -> Archive:
    """The file as it is now; from here on only these bytes count."""
    if not workbook.is_file():
        return open_archive(workbook)  # which says what it is instead
    try:
        content = workbook.read_bytes()
    except OSError as problem:
        raise MissingFileError(f"{workbook} cannot be read: {problem.strerror}; check its permissions") from problem
    return open_archive(workbook, content=content)


def new_run(as_of: date | None, now: datetime | None) -> Run:
    """A refresh that begins now, or at the time given."""
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    today = as_of or (now or datetime.now().astimezone()).date()
    return Run(f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}", moment, today)


def worked_out(
    archive: Archive,
    workbook: Path,
    ids: Sequence[str],
    run: Run,
    accept: str,
    fetch: Fetch,
    access: Access,
    tell: Tell,
) -> tuple[Prepared, Carried]:
    """Ask the sources of a workbook and carry out in memory what comes of it; nothing is written.

    Raises:
        AccessError: A source is not approved.
        SourceError: An id is no source's, or that of one that is switched off.
    """
    book = Book(FileReader(archive), workbook)
    answers = _answers(book, ids, fetch, access, tell)

    def told(step: str) -> None:
        tell(step)
        if step == "rewriting":
            _import_what_follows()

    work = partial(_prepared, archive, book, answers, run, accept)
    prepared = apart(work, told) if answers.are_many else work(told)
    del answers, work  # the engine needs the room
    from gapsheet.refresh.carrying import carried_out

    with damage_told(archive.path):
        return prepared, carried_out(archive, book, prepared, tell)


def _import_what_follows() -> None:
    """Import the engine while a child still works; not earlier, as then there are two, which need the room."""
    from gapsheet.refresh import carrying  # noqa: F401


def _answers(book: Book, ids: Sequence[str], fetch: Fetch, access: Access, tell: Tell) -> Answers:
    """What the sources answer; nothing is asked before all are found approved."""
    items = chosen(book, ids)
    refuse_unapproved(items, access)

    def ask(tell: Tell) -> Answers:
        return Answers.of(asked(items, fetch, access, tell, dates_1904=book.reader.dates_1904))

    if fetch is not reading.fetch:
        return ask(tell)
    with beside(ask) as asking:
        from gapsheet.refresh import preparing  # noqa: F401 - while the sources are asked

        return asking.result(tell)


def _prepared(archive: Archive, book: Book, answers: Answers, run: Run, accept: str, tell: Tell) -> Prepared:
    from gapsheet.refresh.preparing import prepared

    return prepared(archive, book, answers, run, accept, tell)


def outcome_of(workbook: Path, prepared: Prepared, carried: Carried, dry_run: bool) -> Outcome:
    """What a refresh did."""
    return Outcome(
        path=workbook,
        run=prepared.run,
        dry_run=dry_run,
        is_changed=prepared.is_changed,
        sources=prepared.sources,
        changes=prepared.listed.get().changes(),
        headlines=carried.headlines,
        elapsed=prepared.elapsed,
        kept=carried.kept,
        notes=carried.notes,
    )

"""A refresh from beginning to end: the file is found free, read, asked for, worked out, written; or left as it was."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from gapsheet.collector import collector_resting
from gapsheet.errors import AccessError, GapsheetError, MissingFileError, RewriteError, SourceError
from gapsheet.package.archive import Archive, open_archive
from gapsheet.package.atomic import clear_leftovers, refuse_unwritable
from gapsheet.package.damage import damage_told
from gapsheet.package.sheetrows import remembering
from gapsheet.package.structure import located_tables
from gapsheet.refresh import journal
from gapsheet.refresh import sources as reading
from gapsheet.refresh.access import Access
from gapsheet.refresh.book import Book, Described
from gapsheet.refresh.bookfile import FileReader
from gapsheet.refresh.carrying import Carried, Tell, carried_out, put_in_place, refuse_protected, refused_rewrites
from gapsheet.refresh.controls import spelled
from gapsheet.refresh.locking import locked
from gapsheet.refresh.outcome import Outcome, Run
from gapsheet.refresh.plan import Plan, planned
from gapsheet.refresh.records import Fetched, Source

Fetch = Callable[[Source, Access, Tell | None], Fetched]
Answer = tuple[Described, Fetched | GapsheetError]


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
        fetch: Asks a source.
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
        WorkbookError: The file cannot be read, calculated or written.
    """
    workbook, tell = Path(path), progress or (lambda step: None)
    if not dry_run:
        refuse_unwritable(workbook)
        refuse_protected(workbook)

    def work() -> Outcome:
        with _opened(workbook) as archive:
            if not dry_run:
                clear_leftovers(workbook)
            tell("reading")
            plan, carried = worked_out(
                archive, workbook, sources, new_run(as_of, now), accept, fetch, access or Access.of(workbook), tell
            )
            outcome = outcome_of(workbook, plan, carried, dry_run)
            if dry_run:
                return outcome
            tell("writing")
            return replace(outcome, backup=put_in_place(archive, plan, carried, workbook))

    with nullcontext() if dry_run else locked(workbook), collector_resting():
        outcome = work()  # what it needed is gone before the collector sets out to look through it
    if dry_run:
        return outcome
    trouble = journal.written(outcome)
    return replace(outcome, notes=(*outcome.notes, trouble)) if trouble else outcome


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
) -> tuple[Plan, Carried]:
    """Ask the sources of a workbook and carry the plan out in memory; nothing is written."""
    book = Book(FileReader(archive), workbook)
    _unpack_ahead(archive, _chosen(book, ids))
    answers = asked(book, ids, fetch, access, tell)
    with remembering(archive):
        return _carried_out(archive, book, answers, run, accept, tell)


def _carried_out(
    archive: Archive, book: Book, answers: list[Answer], run: Run, accept: str, tell: Tell
) -> tuple[Plan, Carried]:
    """Work the refresh out and carry it out in memory; a source whose table cannot take its rows fails for itself.

    Raises:
        RewriteError: The tables cannot take their rows together, or one of the logs cannot.
    """
    plan = planned(book, answers, run, accept)
    with damage_told(archive.path):
        try:
            return plan, carried_out(archive, plan, tell)
        except RewriteError:
            unfit = refused_rewrites(archive, plan)
            if not unfit:
                raise
    answers = [(item, unfit.get(item.id, answer)) for item, answer in answers]
    plan = planned(book, answers, run, accept)
    with damage_told(archive.path):
        return plan, carried_out(archive, plan, tell)


def _unpack_ahead(archive: Archive, chosen: Sequence[Described]) -> None:
    """Let the sheets be unpacked that get the data of sources which are asked meanwhile."""
    filled = {item.source.table for item in chosen if item.source}
    with damage_told(archive.path):
        archive.unpack_ahead({sheet.part for table, _, sheet in located_tables(archive) if table.name in filled})


def asked(book: Book, ids: Sequence[str], fetch: Fetch, access: Access, tell: Tell) -> list[Answer]:
    """What each source answers; nothing is asked before all are found approved.

    Raises:
        AccessError: A source is not approved.
        SourceError: An id is no source's, or that of one that is switched off.
    """
    chosen = _chosen(book, ids)
    _refuse_unapproved([item.source for item in chosen if item.source], access)
    return [(item, _answer(item, fetch, access, tell)) for item in chosen]


def _chosen(book: Book, ids: Sequence[str]) -> list[Described]:
    """The sources to ask, in the order of the sheet."""
    wanted = {spelled(id) for id in ids}
    known = {spelled(item.id): item for item in book.described}
    for id in ids:
        item = known.get(spelled(id))
        if item is None:
            there = ", ".join(item.id for item in book.described)
            raise SourceError(f"the workbook has no source {id}; it has {there or 'none'}")
        if item.source is not None and not item.source.on:
            raise SourceError(f"source {item.id} is switched off; write yes into its cell in the column On")
    return [
        item
        for item in book.described
        if (spelled(item.id) in wanted if wanted else item.source is None or item.source.on)
    ]


def _refuse_unapproved(sources: Sequence[Source], access: Access) -> None:
    lacking = [source.id for source in sources if not access.is_approved(source)]
    if lacking:
        raise AccessError(
            f"{access.workbook} asks for sources that nobody has approved, or that have changed since: "
            f"{', '.join(lacking)}; see what they do with 'gapsheet trust {access.workbook.name}', nothing was sent"
        )


def _answer(item: Described, fetch: Fetch, access: Access, tell: Tell) -> Fetched | GapsheetError:
    if item.source is None:
        return SourceError(item.fault)
    tell(item.id)
    try:
        return fetch(item.source, access, tell)
    except GapsheetError as problem:
        return problem


def outcome_of(workbook: Path, plan: Plan, carried: Carried, dry_run: bool) -> Outcome:
    """What a plan did once it was carried out."""
    return Outcome(
        path=workbook,
        run=plan.run,
        dry_run=dry_run,
        is_changed=plan.is_changed,
        sources=plan.sources,
        changes=plan.changes,
        headlines=carried.headlines,
        elapsed=plan.elapsed,
        kept=carried.kept,
        notes=(*plan.book.headline_faults, *carried.notes),
    )

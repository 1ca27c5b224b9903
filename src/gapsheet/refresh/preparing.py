"""How answers become a prepared refresh: planned, and the workbook's tables rewritten in memory."""

from __future__ import annotations

from collections.abc import Sequence

from gapsheet.errors import RewriteError
from gapsheet.package.archive import Archive
from gapsheet.package.damage import damage_told
from gapsheet.package.parts import Parts
from gapsheet.package.rewrites import BookRewrite, TableRewrite
from gapsheet.package.rewriting import rewritten
from gapsheet.package.sheetrows import remembering
from gapsheet.package.tablesamples import sampled
from gapsheet.refresh.answers import Answer
from gapsheet.refresh.apart import Later, Tell
from gapsheet.refresh.book import Book
from gapsheet.refresh.outcome import Run
from gapsheet.refresh.plan import Plan, planned
from gapsheet.refresh.prepared import SAMPLED, ExpectedRows, Listed, Prepared


def prepared(archive: Archive, book: Book, answers: Sequence[Answer], run: Run, accept: str, tell: Tell) -> Prepared:
    """Plan a refresh and rewrite the tables; a source whose table cannot take its rows fails for itself.

    Args:
        archive: The workbook.
        book: The same, as a refresh sees it.
        answers: For each source that was asked what came, or why nothing did.
        run: The refresh.
        accept: The reason for revisions past a threshold, given for this run.
        tell: Is told what begins.

    Raises:
        RewriteError: The tables cannot take their rows together, or one of the logs cannot.
    """
    with remembering(archive):
        plan = planned(book, answers, run, accept)
        tell("rewriting")
        notes: list[str] = []
        try:
            parts = _rewritten(archive, plan, notes)
        except RewriteError:
            with damage_told(archive.path):
                unfit = _refused_rewrites(archive, plan)
            if not unfit:
                raise
            plan = planned(book, [(item, unfit.get(item.id, answer)) for item, answer in answers], run, accept)
            notes.clear()
            parts = _rewritten(archive, plan, notes)
    return Prepared(
        run=run,
        sources=plan.sources,
        is_changed=plan.is_changed,
        elapsed=plan.elapsed,
        parts=parts,
        notes=tuple(notes),
        expected=tuple(map(_expected, plan.rewrite.tables)),
        listed=Later(Listed.of(plan.changes)),
        steps=Later(plan.steps),
    )


def _rewritten(archive: Archive, plan: Plan, notes: list[str]) -> Parts:
    with damage_told(archive.path):
        return rewritten(archive, plan.rewrite, notes)


def _refused_rewrites(archive: Archive, plan: Plan) -> dict[str, RewriteError]:
    """The sources, by id, whose tables cannot take their rows, each for itself; and why."""
    found: dict[str, RewriteError] = {}
    for comparison, table in zip(plan.comparisons, plan.rewrite.tables, strict=False):  # the logs' tables come last
        try:
            rewritten(archive, BookRewrite((table,)))
        except RewriteError as problem:
            found[comparison.source.id] = problem
    return found


def _expected(table: TableRewrite) -> ExpectedRows:
    count = len(table.rows)
    rows = {position: table.rows[position] for position in sampled(count, SAMPLED)}
    return ExpectedRows(table.table, table.headers, count, rows)

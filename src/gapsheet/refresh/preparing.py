"""How answers become a prepared refresh: one table after the other is compared and rewritten, then what is about them.

The rows of a table are let go when it is done. Where there are many, a second process takes every other table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from gapsheet.errors import GapsheetError, RewriteError
from gapsheet.package.archive import Archive
from gapsheet.package.damage import damage_told
from gapsheet.package.rewrites import BookRewrite, TableRewrite
from gapsheet.package.rewriting import RewrittenTable, TableRewriter, rewritten
from gapsheet.package.sheetrows import remembering
from gapsheet.package.tablesamples import sampled
from gapsheet.refresh.answers import Answered, Answers
from gapsheet.refresh.apart import Later, Tell, beside
from gapsheet.refresh.book import Book, Described
from gapsheet.refresh.comparison import Comparison
from gapsheet.refresh.headlinecells import misplaced
from gapsheet.refresh.judging import judged
from gapsheet.refresh.logs import log_rewrites
from gapsheet.refresh.outcome import Run, SourceOutcome
from gapsheet.refresh.prepared import SAMPLED, ExpectedRows, Listed, Prepared
from gapsheet.refresh.records import Type
from gapsheet.refresh.splitting import elapsed, rewrites
from gapsheet.refresh.stamps import as_of_cells, stamp_cells
from gapsheet.refresh.summary import Summary


@dataclass(frozen=True, slots=True)
class _Settled:
    """A source of which is known what becomes of it.

    Attributes:
        outcome: How it stands.
        summary: What changes in its table; None if nothing does, as in the next three.
        expected: What the table will hold.
        done: The table rewritten; None where it waits for the others.
        waiting: Its rewrite where it waits.
        comparison: Kept where headlines are to be explained.
        notes: What people should know.
    """

    outcome: SourceOutcome
    summary: Summary | None = None
    expected: ExpectedRows | None = None
    done: RewrittenTable | None = None
    waiting: TableRewrite | None = None
    comparison: Comparison | None = None
    notes: tuple[str, ...] = ()


def prepared(archive: Archive, book: Book, answers: Answers, run: Run, accept: str, tell: Tell) -> Prepared:
    """Compare answers with their tables and rewrite these; a source whose table cannot take its rows fails for itself.

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
    tell("comparing")
    settler = _Settler(archive, book, run, accept)
    with damage_told(archive.path), remembering(archive):
        settled = _all_settled(settler, answers, tell)
        tell("rewriting")
        try:
            return _finished(archive, book, settled, run)
        except RewriteError:
            unfit = _unfit(archive, settled)
            if not unfit:
                raise
        again = [
            settler.settled(item, unfit[item.id]) if item.id in unfit else known
            for (item, _), known in zip(answers.all.get(), settled, strict=True)
        ]
        return _finished(archive, book, again, run)


def _all_settled(settler: _Settler, answers: Answers, tell: Tell) -> list[_Settled]:
    """What becomes of each source."""
    items = answers.all.get()
    if not answers.are_many or settler.keeps_comparisons:
        return [settler.settled(*item) for item in items]
    with beside(lambda tell: [settler.settled(*item) for item in items[1::2]]) as others:
        settled = [settler.settled(*item) for item in items[::2]]
        return _alternating(settled, others.result(tell))


def _alternating(first: Sequence[_Settled], second: Sequence[_Settled]) -> list[_Settled]:
    """One of the first, one of the second, and so on."""
    return [known for pair in zip_longest(first, second) for known in pair if known is not None]


class _Settler:
    """Decides about sources, and rewrites the tables of those that bring something new."""

    def __init__(self, archive: Archive, book: Book, run: Run, accept: str) -> None:
        self._book, self._run, self._accept = book, run, accept
        self._rewriter = TableRewriter(archive)
        self.keeps_comparisons = bool(book.headlines)

    def settled(self, item: Described, answer: Answered | GapsheetError) -> _Settled:
        """What becomes of a source; its table, if it cannot take the rows, keeps the old ones."""
        try:
            return self._settled(item, answer)
        except RewriteError as problem:
            return self._settled(item, problem)

    def _settled(self, item: Described, answer: Answered | GapsheetError) -> _Settled:
        judgement = judged(self._book, item, answer, self._run, self._accept)
        comparison = judgement.comparison
        if comparison is None or comparison.is_unchanged:
            return _Settled(judgement.outcome)
        rewrite = _rewrite(comparison)
        done = self._rewriter.rewritten(rewrite)
        settled = _Settled(
            judgement.outcome,
            Summary.of(self._book, comparison),
            _expected(rewrite),
            done,
            None if done else rewrite,
            comparison if self.keeps_comparisons else None,
            tuple(misplaced(self._book, comparison)) if self.keeps_comparisons else (),
        )
        self._book.reader.let_go(comparison.source.table)
        return settled


def _rewrite(comparison: Comparison) -> TableRewrite:
    """A table's new rows; what the user had beside rows that go is listed under RemovedRows."""
    source = comparison.source
    headers = tuple(column.header for column in source.columns)
    return TableRewrite(
        source.table,
        headers,
        comparison.new,
        comparison.placement.origins,
        lists_rest=True,
        held=comparison.old,
        dates=frozenset(column.header for column in source.columns if column.type is Type.DATE),
    )


def _expected(table: TableRewrite) -> ExpectedRows:
    count = len(table.rows)
    rows = {position: table.rows[position] for position in sampled(count, SAMPLED)}
    return ExpectedRows(table.table, table.headers, count, rows)


def _finished(archive: Archive, book: Book, settled: Sequence[_Settled], run: Run) -> Prepared:
    """The tables that waited rewritten, the logs and the stamps written, and everything told."""
    outcomes = tuple(known.outcome for known in settled)
    summaries = [known.summary for known in settled if known.summary]
    waiting = [known.waiting for known in settled if known.waiting]
    logs, sheets = log_rewrites(book, summaries, outcomes, run)
    stamps = stamp_cells(book, {outcome.id: outcome for outcome in outcomes}, run)
    comparisons = [known.comparison for known in settled if known.comparison]
    steps = rewrites(comparisons, as_of_cells(book, run)) if book.headlines else []
    notes = [note for known in settled for note in known.notes]
    done = [known.done for known in settled if known.done]
    parts = rewritten(archive, BookRewrite((*waiting, *logs), stamps, tuple(sheets)), notes, done)
    return Prepared(
        run=run,
        sources=outcomes,
        is_changed=bool(summaries),
        elapsed=elapsed(summary.advance for summary in summaries),
        parts=parts,
        notes=tuple(notes),
        expected=(*(known.expected for known in settled if known.expected), *map(_expected, logs)),
        listed=Later(Listed.joined(summary.listed for summary in summaries)),
        steps=Later(tuple(steps)),
    )


def _unfit(archive: Archive, settled: Iterable[_Settled]) -> dict[str, RewriteError]:
    """The sources, by id, whose tables cannot take their rows, each for itself; and why."""
    found: dict[str, RewriteError] = {}
    for known in settled:
        try:
            rewritten(archive, BookRewrite((known.waiting,) if known.waiting else ()))
        except RewriteError as problem:
            found[known.outcome.id] = problem
    return found

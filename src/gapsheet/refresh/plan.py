"""A refresh worked out before anything is written: the rewrite of the workbook, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gapsheet.package.rewrites import BookRewrite, TableRewrite
from gapsheet.refresh.answers import Answer
from gapsheet.refresh.book import Book
from gapsheet.refresh.comparison import Change, Comparison
from gapsheet.refresh.judging import Judgement, judged
from gapsheet.refresh.logs import log_rewrites
from gapsheet.refresh.outcome import Run, SourceOutcome
from gapsheet.refresh.splitting import Step, elapsed, rewrites
from gapsheet.refresh.stamps import as_of_cells, stamp_cells


@dataclass(frozen=True, slots=True)
class Plan:
    """What a refresh is about to do.

    Attributes:
        sources: How each source that was asked stands.
        comparisons: The tables that change.
        rewrite: Everything but the Headlines table, whose figures are known only after calculation.
        steps: The workbook after each reason for change, for the split of the headlines.
    """

    sources: tuple[SourceOutcome, ...]
    comparisons: tuple[Comparison, ...]
    rewrite: BookRewrite
    steps: tuple[tuple[Step, BookRewrite], ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every figure that changes."""
        return tuple(change for comparison in self.comparisons for change in comparison.changes)

    @property
    def is_changed(self) -> bool:
        """Whether anything but stamps changes."""
        return bool(self.comparisons)

    @property
    def elapsed(self) -> str:
        """How far the data go on in time, such as "1 year"."""
        return elapsed(self.comparisons)


def planned(book: Book, answers: Sequence[Answer], run: Run, accept: str = "") -> Plan:
    """Work out a refresh.

    Args:
        book: The workbook.
        answers: For each source that was asked what came, or why nothing did.
        run: The refresh.
        accept: The reason for revisions past a threshold, given for this run.
    """
    judgements = [judged(book, item, answer, run, accept) for item, answer in answers]
    comparisons = tuple(_changed(judgements))
    outcomes = tuple(judgement.outcome for judgement in judgements)
    logs, sheets = log_rewrites(book, comparisons, outcomes, run)
    stamps = stamp_cells(book, {outcome.id: outcome for outcome in outcomes}, run)
    tables = (*map(_rewrite, comparisons), *logs)
    steps = rewrites(comparisons, as_of_cells(book, run)) if book.headlines else []
    return Plan(outcomes, comparisons, BookRewrite(tables, stamps, tuple(sheets)), tuple(steps))


def _changed(judgements: Iterable[Judgement]) -> Iterable[Comparison]:
    return (item.comparison for item in judgements if item.comparison and not item.comparison.is_unchanged)


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
    )

"""A refresh worked out before anything is written: the rewrite of the workbook, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gapsheet.errors import GapsheetError
from gapsheet.package.rewrites import BookRewrite, TableRewrite
from gapsheet.quantities import CellValue
from gapsheet.refresh.book import Book, Described, Place
from gapsheet.refresh.comparison import Change, Comparison
from gapsheet.refresh.effects import Effect
from gapsheet.refresh.judging import Judgement, judged
from gapsheet.refresh.logs import log_rewrites
from gapsheet.refresh.outcome import Run, SourceOutcome
from gapsheet.refresh.records import HEADLINES, Fetched
from gapsheet.refresh.splitting import Step, elapsed, rewrites
from gapsheet.refresh.stamps import Cells, as_of_cells, by_sheet, stamp_cells
from gapsheet.refresh.wording import entered, why


@dataclass(frozen=True, slots=True)
class Plan:
    """What a refresh is about to do; carried out on a file, or on a workbook that is open.

    Attributes:
        book: The workbook as it was read.
        run: The refresh.
        sources: How each source that was asked stands.
        comparisons: The tables that change.
        rewrite: Everything but the Headlines table, whose figures are known only after calculation.
        steps: The workbook after each reason for change, for the split of the headlines.
    """

    book: Book
    run: Run
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


def planned(
    book: Book, answers: Sequence[tuple[Described, Fetched | GapsheetError]], run: Run, accept: str = ""
) -> Plan:
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
    return Plan(book, run, outcomes, comparisons, BookRewrite(tables, stamps, tuple(sheets)), tuple(steps))


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


def headline_cells(plan: Plan, book: Book, effects: Sequence[Effect]) -> Cells:
    """The figures of the Headlines table; none while nothing moved, so that it keeps telling the last movement.

    Args:
        plan: The refresh.
        book: The workbook with the plan's rewrite carried out.
        effects: The headlines' movements.
    """
    table = book.control(HEADLINES)
    if table is None or not (plan.is_changed or any(effect.is_moved for effect in effects)):
        return {}
    cells: list[tuple[Place, CellValue]] = []
    for effect in effects:
        for header, value in _columns(plan, effect).items():
            if table.has(header):
                place = table.data.sheet, table.cell(effect.headline.row, header)
                form = book.reader.number_format(place)
                cells.append((place, entered(value, effect.headline.number_format, form, plan.book.say)))
    return by_sheet(cells)


def _columns(plan: Plan, effect: Effect) -> Mapping[str, CellValue]:
    return {
        "Before": effect.before,
        "After": effect.after,
        "Change": effect.change,
        **{f"By {step.value}": effect.parts.get(step) for step in Step},
        "Why": why(effect, plan.elapsed, plan.book.say) if effect.is_moved else None,
    }

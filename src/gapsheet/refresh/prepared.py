"""A refresh that is worked out but for calculation: the parts that it rewrites, and what it will have done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from gapsheet.package.parts import Parts
from gapsheet.package.rewrites import BookRewrite
from gapsheet.quantities import CellValue
from gapsheet.refresh.apart import Later
from gapsheet.refresh.comparison import Change
from gapsheet.refresh.outcome import Run, SourceOutcome
from gapsheet.refresh.splitting import Step

SAMPLED = 200  # rows of each table, about, that are read back one by one
Steps = tuple[tuple[Step, BookRewrite], ...]


@dataclass(frozen=True, slots=True)
class ExpectedRows:
    """What a rewritten table has to hold when it is read back: how many rows, and some of them by position."""

    table: str
    headers: tuple[str, ...]
    count: int
    rows: Mapping[int, tuple[CellValue, ...]]


@dataclass(frozen=True, slots=True)
class Listed:
    """Changes by columns: those of a hundred thousand figures go from process to process in a tenth of the time."""

    columns: tuple[Sequence[object], ...]

    @classmethod
    def of(cls, changes: Iterable[Change]) -> Listed:
        """The columns of some changes."""
        return cls(tuple(zip(*changes, strict=True)))

    @classmethod
    def joined(cls, parts: Iterable[Listed]) -> Listed:
        """Several lists as one."""
        columns = zip(*(part.columns for part in parts if part.columns), strict=True)
        return cls(tuple(tuple(chain.from_iterable(pieces)) for pieces in columns))

    def changes(self) -> tuple[Change, ...]:
        """The changes."""
        return tuple(map(Change._make, zip(*self.columns, strict=True)))


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a refresh has come to before anything is calculated.

    Attributes:
        run: The refresh.
        sources: How each source that was asked stands.
        is_changed: Whether anything but stamps changes.
        elapsed: How far the data go on in time, such as "1 year".
        parts: The parts with new rows and stamps; the Headlines table's figures are known only after calculation.
        notes: What people should know about formulas that speak of moved rows.
        expected: What the rewritten tables hold.
        listed: Every figure that changes.
        steps: The workbook after each reason for change, for the split of the headlines.
    """

    run: Run
    sources: tuple[SourceOutcome, ...]
    is_changed: bool
    elapsed: str
    parts: Parts
    notes: tuple[str, ...]
    expected: tuple[ExpectedRows, ...]
    listed: Later[Listed]
    steps: Later[Steps]

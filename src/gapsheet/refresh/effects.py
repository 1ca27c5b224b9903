"""What a refresh did to the headlines: before, after, and how much of it each reason for change accounts for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gapsheet.package.rewrites import BookRewrite
from gapsheet.quantities import CellValue
from gapsheet.refresh.book import Headline
from gapsheet.refresh.splitting import Step

Values = Mapping[int, CellValue]  # of headlines, by their rows


@dataclass(frozen=True, slots=True)
class Effect:
    """A headline's movement.

    Attributes:
        parts: Per step the difference it made; of a text, what it turned it into. Steps without effect are left out.
    """

    headline: Headline
    before: CellValue
    after: CellValue
    parts: Mapping[Step, CellValue]

    @property
    def change(self) -> float | None:
        """After minus before, of numbers."""
        return _difference(self.before, self.after)

    @property
    def is_moved(self) -> bool:
        """Whether it is another value."""
        return not _equal(self.before, self.after)


def effects(
    headlines: Sequence[Headline],
    stored: Values,
    final: Values,
    steps: Sequence[tuple[Step, BookRewrite]],
    calculated: Callable[[BookRewrite], Values],
) -> tuple[Effect, ...]:
    """The movement of each headline, step by step.

    The steps are let in one after the other, each upon those before it. The last of them needs no calculation of its
    own, for then the workbook is as it will be, and neither does a single one.

    Args:
        headlines: Which cells they are.
        stored: Their values in the file.
        final: Their values afterwards.
        steps: The workbook after each step that has something to do.
        calculated: Calculates the headlines of a copy of the workbook.
    """
    if not any(not _equal(stored[headline.row], final[headline.row]) for headline in headlines):
        return tuple(Effect(headline, stored[headline.row], final[headline.row], {}) for headline in headlines)
    path = [(Step.OTHER, stored)]
    if steps:
        path.append((Step.OTHER, calculated(BookRewrite())))
        path += [(step, calculated(rewrite)) for step, rewrite in steps[:-1]]
    path.append((steps[-1][0] if steps else Step.OTHER, final))
    return tuple(_effect(headline, path) for headline in headlines)


def _effect(headline: Headline, path: Sequence[tuple[Step, Values]]) -> Effect:
    """One headline along the path; several stretches of one reason are added up."""
    values = [(step, at[headline.row]) for step, at in path]
    parts: dict[Step, CellValue] = {}
    for (_, old), (step, new) in pairwise(values):
        if not _equal(old, new):
            difference = _difference(old, new)
            so_far = parts.get(step, 0.0)
            added = isinstance(so_far, float) and difference is not None
            parts[step] = so_far + difference if added else new  # type: ignore[operator]
    return Effect(headline, values[0][1], values[-1][1], parts)


def _difference(old: CellValue, new: CellValue) -> float | None:
    if isinstance(old, bool) or isinstance(new, bool):
        return None
    return new - old if isinstance(old, float) and isinstance(new, float) else None


def _equal(old: CellValue, new: CellValue) -> bool:
    """Whether two values are the same; the last bits of calculations are no movement."""
    if isinstance(old, float) and isinstance(new, float):
        return abs(old - new) <= 1e-12 * max(abs(old), abs(new))
    return type(old) is type(new) and old == new

"""What a refresh did, for people and for programs: per source, per figure and per headline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from gapsheet import __version__
from gapsheet.hosts.gaps import Kept
from gapsheet.refresh.comparison import Change
from gapsheet.refresh.effects import Effect
from gapsheet.refresh.messages import in_one
from gapsheet.refresh.records import Status
from gapsheet.refresh.sentences import Say
from gapsheet.refresh.splitting import Step
from gapsheet.refresh.wording import unit, why

_LONGEST = 2_000  # characters of a message in a cell


@dataclass(frozen=True, slots=True)
class Run:
    """One refresh: its name, when it was, and the day as of which the report stands."""

    id: str
    time: datetime  # UTC
    as_of: date
    version: str = __version__

    @property
    def stamp(self) -> str:
        """The time as cells and logs show it."""
        return f"{self.time.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """How a source stands after a refresh; `message` says why it failed, `warnings` what is odd."""

    id: str
    table: str
    status: Status
    as_of: str = ""
    vintage: str = ""
    retrieved: str = ""
    rows: int | None = None
    new: int = 0
    revised: int = 0
    removed: int = 0
    breaks: int = 0
    texts: int = 0
    message: str = ""
    warnings: tuple[str, ...] = ()
    is_cached: bool = False

    @property
    def said(self) -> str:
        """The message and the warnings, in English."""
        return self.said_in(str)

    def said_in(self, say: Say) -> str:
        """The same in the language of a workbook, as far as it speaks that, for the column Message."""
        return in_one((self.message, *self.warnings), say, _LONGEST)

    @property
    def named(self) -> str:
        """The same with the name of the source ahead, for where messages of several stand."""
        ahead = f"source {self.id}: "
        return self.said if not self.said or self.said.startswith(ahead) else f"{ahead}{self.said}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a refresh did.

    Attributes:
        path: The workbook.
        dry_run: Whether nothing was to be written.
        is_changed: Whether anything but stamps changed.
        sources: Those of the workbook in its order; sources that were not asked for are not among them.
        changes: Every figure that changed, also those for which the table Changes has no room.
        headlines: The headlines, moved or not.
        elapsed: How far the data went on in time, such as "1 year".
        kept: Formulas that could not be calculated and keep their values.
        notes: What else people should know.
        backup: The copy of the file as it was; None where only stamps changed.
    """

    path: Path
    run: Run
    dry_run: bool
    is_changed: bool
    sources: tuple[SourceOutcome, ...]
    changes: tuple[Change, ...]
    headlines: tuple[Effect, ...] = ()
    elapsed: str = ""
    kept: tuple[Kept, ...] = ()
    notes: tuple[str, ...] = ()
    backup: Path | None = None

    @property
    def status(self) -> Status:
        """The worst of the sources: failed, stale, or fresh."""
        return overall(source.status for source in self.sources)

    @property
    def is_complete(self) -> bool:
        """Whether every source was read and every formula calculated."""
        return self.status is not Status.FAILED and not self.kept

    def as_dict(self) -> dict[str, Any]:
        """The outcome as JSON has it; docs/refresh.md explains its keys."""
        return {
            "file": str(self.path),
            "run": self.run.id,
            "time": self.run.time.astimezone(UTC).isoformat(timespec="seconds"),
            "as_of": self.run.as_of.isoformat(),
            "version": self.run.version,
            "dry_run": self.dry_run,
            "changed": self.is_changed,
            "status": short(self.status),
            "backup": str(self.backup) if self.backup else None,
            "sources": [_source(source) for source in self.sources],
            "changes": [_change(change) for change in self.changes],
            "headlines": [self._headline(effect) for effect in self.headlines],
            "not_calculated": [{"cell": f"{cell.sheet}!{cell.cell}", "reason": cell.reason} for cell in self.kept],
            "notes": list(self.notes),
        }

    def _headline(self, effect: Effect) -> dict[str, Any]:
        return {
            "headline": effect.headline.name,
            "before": effect.before,
            "after": effect.after,
            "change": effect.change,
            "unit": unit(effect),
            "effects": {step.value: effect.parts.get(step) for step in Step if step in effect.parts},
            "why": why(effect, self.elapsed) if effect.is_moved else None,
        }


def overall(statuses: Iterable[Status]) -> Status:
    """The worst of some statuses."""
    found = set(statuses)
    return next((status for status in (Status.FAILED, Status.STALE) if status in found), Status.FRESH)


def short(status: Status) -> str:
    """A status in one word."""
    return status.value.partition(":")[0]


def _source(source: SourceOutcome) -> dict[str, Any]:
    return {
        "source": source.id,
        "table": source.table,
        "status": source.status.value,
        "as_of": source.as_of,
        "vintage": source.vintage,
        "retrieved": source.retrieved,
        "cached": source.is_cached,
        "rows": source.rows,
        "new": source.new,
        "revised": source.revised,
        "removed": source.removed,
        "breaks": source.breaks,
        "texts": source.texts,
        "message": source.message,
        "warnings": list(source.warnings),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "source": change.source,
        "what": change.what.value,
        "key": change.key,
        "column": change.column,
        "old": change.old,
        "new": change.new,
        "percent": change.percent,
        "old_vintage": change.old_vintage,
        "new_vintage": change.new_vintage,
        "reason": change.reason,
    }

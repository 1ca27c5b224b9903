"""The log outside the workbook: one line of JSON a refresh, with counts and no figures, in the user's own folder."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from gapsheet.refresh.outcome import Outcome, short

MOST_BYTES = 1_000_000  # then the log becomes the old log, of which one is kept
VARIABLE = "GAPSHEET_STATE"  # names another folder than the system's usual one


def place() -> Path:
    """Where the log lies, whether or not it exists."""
    import platformdirs

    named = os.environ.get(VARIABLE)
    folder = Path(named) if named else platformdirs.user_state_path("gapsheet", appauthor=False)
    return folder / "refresh.jsonl"


def written(outcome: Outcome) -> str:
    """Add a line about a refresh; what stood in the way, "" if nothing did. A log never spoils the work itself."""
    path = place()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileNotFoundError):
            if path.stat().st_size > MOST_BYTES:
                os.replace(path, path.with_suffix(".old.jsonl"))
        with path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(_line(outcome), ensure_ascii=False) + "\n")
    except OSError as problem:
        return f"the log {path} could not be written: {problem.strerror}"
    return ""


def _line(outcome: Outcome) -> dict[str, object]:
    return {
        "run": outcome.run.id,
        "time": outcome.run.stamp,
        "version": outcome.run.version,
        "file": outcome.path.name,
        "status": short(outcome.status),
        "changed": outcome.is_changed,
        "not_calculated": len(outcome.kept),
        "headlines_moved": sum(effect.is_moved for effect in outcome.headlines),
        "sources": [
            {
                "source": source.id,
                "status": source.status.value,
                "rows": source.rows,
                "new": source.new,
                "revised": source.revised,
                "removed": source.removed,
                "breaks": source.breaks,
                "texts": source.texts,
                "warnings": len(source.warnings),
            }
            for source in outcome.sources
        ],
    }

"""Refreshes a workbook in a fresh interpreter: `python apart.py FILE fork|stay` prints how many children it had."""

from __future__ import annotations

import json
import os
import secrets
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from gapsheet.refresh import apart
from gapsheet.refresh.access import Access
from gapsheet.refresh.book import read_sources
from gapsheet.refresh.configuration import Configuration
from gapsheet.refresh.running import refresh
from gapsheet.refresh.trust import Approvals

forked: list[int] = []
_fork = os.fork


def counted() -> int:
    """A fork that is counted where it is made."""
    forked.append(1)
    return _fork()


def main(name: str, how: str) -> None:
    path = Path(name)
    secrets.token_hex = lambda size=None: "0" * 4
    os.fork = counted
    if how == "stay":
        apart.can_fork = lambda: False
    approvals = Approvals(path.parent / "state" / "approvals.json")
    approvals.add(path, list(read_sources(path)))
    steps: list[str] = []
    outcome = refresh(
        path,
        access=Access(path, Configuration(), approvals, None),
        now=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        as_of=date(2026, 11, 22),
        progress=steps.append,
    )
    told = outcome.as_dict() | {"file": "", "backup": bool(outcome.backup)}
    print(json.dumps({"children": len(forked), "steps": steps, "outcome": told}))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""A refresh killed at random instants, again and again; run as a program by the tests of safety.

It loads everything once and forks for each trial, so that a trial costs a refresh and no start of Python. The refresh
has all the child processes that a large one has, and reads a CSV file. What numpy loads may start no threads.
Arguments: workbook, number of trials, seed. Prints how often the file was the old one, the new one, or lost, and
whether processes of a refresh outlived it.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
import time
import zipfile
from pathlib import Path

import duckdb  # noqa: F401 - what follows is loaded once, not in each child
import pandas  # noqa: F401

from gapsheet.errors import GapsheetError
from gapsheet.package.archive import open_archive
from gapsheet.package.tabledata import table_rows
from gapsheet.refresh import answers, preparing, validation  # noqa: F401
from gapsheet.refresh.running import refresh
from support.refreshing import NOW, access_to

YEARS = range(2000, 2025)


def refreshed(path: Path) -> None:
    """One refresh; the process ends with it."""
    refresh(path, access=access_to(path), now=NOW)
    os._exit(0)


def main() -> None:
    """The trials."""
    path, trials, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    chance, old = random.Random(seed), path.read_bytes()
    answers._MANY = 0  # so that a few rows are worth all the processes of a large refresh
    path.with_name("sales.csv").write_text("year,value\n" + "".join(f"{year},{year / 10}\n" for year in YEARS))
    timed(path)  # the first one finds nothing in the caches of the system
    wanted, length = rows(path), 0.0
    path.write_bytes(old)
    counts = {"old": 0, "new": 0, "lost": 0, "ended": 0, "with children": 0}
    for trial in range(trials):
        if trial % 25 == 0:  # the machine has other work, and not always as much
            length = timed(path)
            path.write_bytes(old)
        was_running, had_children = killed(path, length * instant(chance))
        counts["ended"] += not was_running
        counts["with children"] += had_children
        content = path.read_bytes()
        if hashlib.sha256(content).digest() == hashlib.sha256(old).digest():
            counts["old"] += 1
        else:
            counts["new" if holds(path, wanted) else "lost"] += 1
            path.write_bytes(old)
    timed(path)  # nothing that a killed one left stands in the way of the next
    counts["while writing"] = sum(item.name.endswith(".tmp") for item in path.parent.iterdir())
    told = {"trials": trials, "next works": holds(path, wanted), "left over": len(others())}
    print(json.dumps(counts | told))


def others() -> set[int]:
    """The processes that work for killed refreshes still: those of this group, but for this one and dead ones."""
    time.sleep(1.0)  # the system needs a moment to end them
    groups = ((item, (item / "stat").read_text().rsplit(")", 1)[1].split()) for item in Path("/proc").glob("[0-9]*"))
    alive = {int(item.name) for item, stat in groups if int(stat[2]) == os.getpgrp() and stat[0] not in "ZX"}
    return alive - {os.getpid()}


def instant(chance: random.Random) -> float:
    """A share of the whole time: half of the instants fall anywhere, half where the file is written and replaced."""
    return chance.choice((chance.uniform(0.0, 1.0), chance.uniform(0.6, 1.05)))


def timed(path: Path) -> float:
    """How long a whole refresh takes in a fork."""
    start, child = time.monotonic(), os.fork()
    if child == 0:
        refreshed(path)
    _, status = os.waitpid(child, 0)
    assert status == 0, status
    return time.monotonic() - start


def killed(path: Path, after: float) -> tuple[bool, bool]:
    """Start a refresh and kill it; whether it was still running, and had children of its own."""
    child = os.fork()
    if child == 0:
        refreshed(path)
    time.sleep(after)
    listed = Path(f"/proc/{child}/task/{child}/children")
    had_children = listed.exists() and bool(listed.read_text().strip())
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status), had_children


def holds(path: Path, wanted: object) -> bool:
    """Whether the file is a whole workbook with the new rows."""
    try:
        with zipfile.ZipFile(path) as container:
            return container.testzip() is None and rows(path) == wanted
    except (GapsheetError, OSError, zipfile.BadZipFile):
        return False


def rows(path: Path) -> object:
    """The rows of the refreshed table."""
    with open_archive(path) as archive:
        return table_rows(archive, "Sales").rows


if __name__ == "__main__":
    main()

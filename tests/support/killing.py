"""A refresh killed at random instants, again and again; run as a program by the tests of safety.

It loads everything once and forks for each trial, so that a trial costs a refresh and no start of Python.
Arguments: workbook, number of trials, seed. Prints how often the file was the old one, the new one, or lost.
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

from gapsheet.errors import GapsheetError
from gapsheet.package.archive import open_archive
from gapsheet.package.tabledata import table_rows
from gapsheet.refresh.running import refresh
from support.refreshing import NOW, Answers, access_to


def refreshed(path: Path, answers: Answers) -> None:
    """One refresh; the process ends with it."""
    refresh(path, fetch=answers, access=access_to(path), now=NOW)
    os._exit(0)


def main() -> None:
    """The trials."""
    path, trials, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    chance, old = random.Random(seed), path.read_bytes()
    answers = Answers(sales=[{"year": year, "value": year / 10} for year in range(2000, 2025)])
    timed(path, answers)  # the first one finds nothing in the caches of the system
    wanted, length = rows(path), 0.0
    path.write_bytes(old)
    counts = {"old": 0, "new": 0, "lost": 0, "ended": 0}
    for trial in range(trials):
        if trial % 25 == 0:  # the machine has other work, and not always as much
            length = timed(path, answers)
            path.write_bytes(old)
        counts["ended"] += not killed(path, answers, length * instant(chance))
        content = path.read_bytes()
        if hashlib.sha256(content).digest() == hashlib.sha256(old).digest():
            counts["old"] += 1
        else:
            counts["new" if holds(path, wanted) else "lost"] += 1
            path.write_bytes(old)
    timed(path, answers)  # nothing that a killed one left stands in the way of the next
    counts["while writing"] = sum(item.name.endswith(".tmp") for item in path.parent.iterdir())
    print(json.dumps(counts | {"trials": trials, "next works": holds(path, wanted)}))


def instant(chance: random.Random) -> float:
    """A share of the whole time: half of the instants fall anywhere, half where the file is written and replaced."""
    return chance.choice((chance.uniform(0.0, 1.0), chance.uniform(0.6, 1.05)))


def timed(path: Path, answers: Answers) -> float:
    """How long a whole refresh takes in a fork."""
    start, child = time.monotonic(), os.fork()
    if child == 0:
        refreshed(path, answers)
    _, status = os.waitpid(child, 0)
    assert status == 0, status
    return time.monotonic() - start


def killed(path: Path, answers: Answers, after: float) -> bool:
    """Start a refresh and kill it; whether it was still running."""
    child = os.fork()
    if child == 0:
        refreshed(path, answers)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


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

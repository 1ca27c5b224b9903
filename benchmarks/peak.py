"""The most memory that a process has taken, or several together, in MB."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

_STATUS = Path("/proc/self/status")
_LOOK = 0.002  # seconds between two looks


def peak_memory() -> float:
    """That of this process; on Linux from the kernel's own count, as the usual one starts with what the parent had."""
    if _STATUS.exists():
        line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return _told(resource.RUSAGE_SELF)


def peak_of_children() -> float:
    """That of the largest program that this process has started and seen end."""
    return _told(resource.RUSAGE_CHILDREN)


def together(command: Sequence[str]) -> tuple[str, float]:
    """What a program prints, and the most memory that it and its children take at one time; on Linux only.

    Every two milliseconds the shares of all of them are added up, memory that several have in common counted once.
    What is shorter than that is missed, but not in the first process, whose own peak the kernel keeps.
    """
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        most = 0.0
        while process.poll() is None:
            most = max(most, sum(map(_share, _family(process.pid))))
            time.sleep(_LOOK)
        if process.returncode or process.stdout is None:
            raise subprocess.CalledProcessError(process.returncode, command)
        return process.stdout.read(), most


def _family(number: int) -> Iterator[int]:
    """A process and its children, and theirs."""
    yield number
    try:
        children = Path(f"/proc/{number}/task/{number}/children").read_text(encoding="ascii").split()
    except OSError:  # it has ended
        return
    for child in children:
        yield from _family(int(child))


def _share(number: int) -> float:
    """The memory of a process in MB; of what it shares with others its part."""
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _told(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)

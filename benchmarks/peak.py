"""The most memory that a process has taken, in MB."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak_memory() -> float:
    """That of this process; on Linux from the kernel's own count, as the usual one starts with what the parent had."""
    if _STATUS.exists():
        line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return _told(resource.RUSAGE_SELF)


def peak_of_children() -> float:
    """That of the largest program that this process has started and seen end."""
    return _told(resource.RUSAGE_CHILDREN)


def _told(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)

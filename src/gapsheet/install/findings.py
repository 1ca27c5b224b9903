"""What an examination finds, and how it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum


class Status(StrEnum):
    """How good or bad a finding is."""

    OK = "ok"
    WARN = "warn"  # works, or works partly
    FAIL = "fail"  # keeps the functions from working
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was examined."""

    check: str
    status: Status
    detail: str
    cure: str = ""

    def __str__(self) -> str:
        shown = f"{self.status.value:8}{self.check}: {self.detail}"
        return f"{shown}\n        cure: {self.cure}" if self.cure else shown

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        return asdict(self)


def failed(findings: Sequence[Finding]) -> bool:
    """Whether anything keeps the functions from working."""
    return any(finding.status is Status.FAIL for finding in findings)

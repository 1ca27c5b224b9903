"""Sources and what they may touch, for tests: a workbook's folder, a configuration, approvals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gapsheet.refresh.access import Access
from gapsheet.refresh.configuration import Configuration
from gapsheet.refresh.records import Column, Kind, Role, Source, Type
from gapsheet.refresh.trust import Approvals


def column(field: str, kind: Type = Type.TEXT, role: Role = Role.TEXT) -> Column:
    """A column whose header is its field."""
    return Column(field, field, role, kind)


def source(kind: Kind, location: str, query: str = "", secret: str = "", **types: Type) -> Source:
    """A source `pay` with fields of these types."""
    columns = tuple(column(field, kind) for field, kind in types.items())
    return Source("pay", True, kind, location, query, secret, "Pay", "yearly", columns)


def access(folder: Path, *approved: Source, cache: Path | None = None, **configured: Any) -> Access:
    """The access of folder/report.xlsx with these sources approved."""
    made = Access(folder / "report.xlsx", Configuration(**configured), Approvals(folder / "approvals.json"), cache)
    made.approvals.add(made.workbook, approved)
    return made

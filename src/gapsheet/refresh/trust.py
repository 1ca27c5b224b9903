"""Which sources of which workbooks the user has approved; kept in the user's data folder, never in a workbook.

An approval covers a source's fingerprint (kind, location, query, name of the secret) in one folder. The folder is part
of it because a relative location means another file elsewhere; the workbook's name is not, because a report is saved
under a new name every month. So a copy in the same folder needs no new approval, a workbook that was sent to somebody
asks there first, and a source whose fingerprint changes asks again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from gapsheet.errors import AccessError
from gapsheet.package.atomic import replacement
from gapsheet.refresh.records import Kind, Source

OWN = "gapsheet:"  # how the location of data that come with gapsheet begins


@dataclass(frozen=True, slots=True)
class Approval:
    """A source that may be read for the workbooks in a folder."""

    folder: str
    fingerprint: str
    workbook: str  # for people: the file for which it was given
    source: str
    approved: str  # UTC, ISO


def needs_approval(source: Source) -> bool:
    """Whether reading it reaches anything but gapsheet's own data."""
    return not (source.kind is Kind.CSV and source.location.startswith(OWN))


class Approvals:
    """The user's approvals, in a file."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or approvals_path()

    def __contains__(self, asked: tuple[Path, Source]) -> bool:
        workbook, source = asked
        wanted = (_folder(workbook), source.fingerprint)
        return any((approval.folder, approval.fingerprint) == wanted for approval in self._read())

    def earlier(self, workbook: Path, source: Source) -> Approval | None:
        """What was approved under a source's name when it still did something else."""
        return next(
            (
                approval
                for approval in self._read()
                if (approval.folder, approval.workbook, approval.source)
                == (_folder(workbook), workbook.name, source.id)
                and approval.fingerprint != source.fingerprint
            ),
            None,
        )

    def add(self, workbook: Path, sources: Iterable[Source]) -> None:
        """Approve sources for the workbooks in a workbook's folder."""
        kept = {(approval.folder, approval.fingerprint): approval for approval in self._read()}
        for source in sources:
            approval = Approval(
                _folder(workbook),
                source.fingerprint,
                workbook.name,
                source.id,
                datetime.now(UTC).isoformat("T", "seconds"),
            )
            kept[approval.folder, approval.fingerprint] = approval
        self._write(kept.values())

    def revoke(self, workbook: Path, sources: Iterable[Source]) -> tuple[Approval, ...]:
        """Take back what was approved for a workbook or for these sources in its folder; what was taken back."""
        fingerprints = {source.fingerprint for source in sources}
        approvals = self._read()
        gone = tuple(
            approval
            for approval in approvals
            if approval.folder == _folder(workbook)
            and (approval.workbook == workbook.name or approval.fingerprint in fingerprints)
        )
        self._write(approval for approval in approvals if approval not in gone)
        return gone

    def _read(self) -> list[Approval]:
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            return [Approval(**{key: str(value) for key, value in entry.items()}) for entry in content["approvals"]]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as fault:
            raise AccessError(
                f"the list of approved sources {self._path} cannot be read; delete it and approve them again with "
                "'gapsheet trust'"
            ) from fault

    def _write(self, approvals: Iterable[Approval]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        content = json.dumps({"approvals": [asdict(approval) for approval in approvals]}, ensure_ascii=False, indent=1)
        with replacement(self._path) as stream:
            stream.write(content.encode("utf-8"))


def approvals_path() -> Path:
    """Where the user's approvals stand."""
    import platformdirs

    return platformdirs.user_data_path("gapsheet", appauthor=False) / "approvals.json"


def _folder(workbook: Path) -> str:
    return str(workbook.resolve().parent)

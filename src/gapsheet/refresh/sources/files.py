"""Sources in files: CSV, and the data that come with gapsheet."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pandas as pd

from gapsheet.errors import DataError, FetchError, SourceError
from gapsheet.refresh.access import Access
from gapsheet.refresh.configuration import Limits
from gapsheet.refresh.records import Source
from gapsheet.refresh.sources.content import Content, Tell, digest_of, shown
from gapsheet.refresh.sources.csvtext import csv_frame, too_many_rows
from gapsheet.refresh.sources.packed import PackedError, TooLargeError, gathered, unpacked
from gapsheet.refresh.trust import OWN

_CSV = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
_OWN_NAME = re.compile(r"[A-Za-z0-9_-]+\.csv")
_CHUNK = 1 << 20


def read_csv(source: Source, access: Access, tell: Tell) -> Content:
    """The rows of CSV files, one under the other."""
    if source.location.startswith(OWN):
        return _own(source, access)
    paths = access.files(source, _CSV)
    parts, frames = [], []
    for path in paths:
        tell(f"reading {path.name}")
        parts.append(file_bytes(source, path, access.limits))
        frames.append(csv_frame(source, path.name, parts[-1], access.limits))
    frame = joined(source, paths, frames, access.limits.rows)
    return Content(frame, digest_of(parts))


def _own(source: Source, access: Access) -> Content:
    """Data of gapsheet itself; a name that is not plain leads nowhere."""
    name = source.location.removeprefix(OWN)
    file = resources.files("gapsheet.refresh") / "series" / name
    if not _OWN_NAME.fullmatch(name) or not file.is_file():
        raise SourceError(f"source {source.id}: gapsheet has no data called {shown(name)}; correct its location")
    content = file.read_bytes()
    return Content(csv_frame(source, name, content, access.limits), digest_of([content]))


def file_bytes(source: Source, path: Path, limits: Limits) -> bytes:
    """A whole file, unpacked where it is gzip's, as long as it is not larger than allowed.

    Raises:
        FetchError: It cannot be read.
        DataError: It is damaged, or too large.
    """
    where = f"source {source.id}: {path}"
    try:
        with path.open("rb") as stream:
            pieces = iter(lambda: stream.read(_CHUNK), b"")
            is_packed = path.name.casefold().endswith(".gz")
            return gathered(unpacked(pieces) if is_packed else pieces, limits.bytes)
    except OSError as fault:
        raise FetchError(f"{where} cannot be read ({fault.strerror}); check its permissions") from fault
    except PackedError as fault:
        raise DataError(f"{where} is a damaged gzip file ({fault}); fetch it again") from fault
    except TooLargeError:
        raise too_large(where, limits.megabytes) from None


def too_large(where: str, megabytes: float) -> DataError:
    """The refusal of more bytes than one source may bring."""
    return DataError(
        f"{where} has more than {megabytes:,g} megabytes; choose less of it with a query, or raise megabytes "
        "under [limits] in your configuration"
    )


def joined(source: Source, paths: tuple[Path, ...], frames: list[pd.DataFrame], limit: int) -> pd.DataFrame:
    """Files of the same columns, one under the other."""
    first = frames[0]
    for path, frame in zip(paths, frames, strict=True):
        if set(frame.columns) != set(first.columns):
            odd = sorted(set(frame.columns) ^ set(first.columns))
            raise DataError(
                f"source {source.id}: {path.name} and {paths[0].name} differ in the columns "
                f"{shown(', '.join(odd), 80)}; give all files the same"
            )
    if sum(map(len, frames)) > limit:
        raise too_many_rows(f"source {source.id}: {source.location}", limit)
    if len(frames) == 1:
        return first
    rows = pd.concat(frames, ignore_index=True)
    rows.attrs.clear()  # their rows are numbered from 1 on
    return rows

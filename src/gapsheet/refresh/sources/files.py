"""Sources in files: CSV, and the data that come with gapsheet."""

from __future__ import annotations

import re
import zlib
from importlib import resources
from pathlib import Path

import pandas as pd

from gapsheet.errors import DataError, FetchError, SourceError
from gapsheet.refresh.access import Access
from gapsheet.refresh.configuration import Limits
from gapsheet.refresh.records import Source
from gapsheet.refresh.sources.content import Content, Tell, digest_of, shown
from gapsheet.refresh.sources.csvtext import csv_frame, too_many_rows
from gapsheet.refresh.trust import OWN

_CSV = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
_OWN_NAME = re.compile(r"[A-Za-z0-9_-]+\.csv")
_GZIP = 16 + zlib.MAX_WBITS


def read_csv(source: Source, access: Access, tell: Tell) -> Content:
    """The rows of CSV files, one under the other."""
    if source.location.startswith(OWN):
        return _own(source, access)
    paths = access.files(source, _CSV)
    parts, frames = [], []
    for path in paths:
        tell(f"reading {path.name}")
        parts.append(_bytes(source, path, access.limits))
        frames.append(csv_frame(source, path.name, parts[-1], access.limits))
    return Content(
        _joined(source, paths, frames, access.limits.rows), digest_of(parts), first_row=2 if len(paths) == 1 else 1
    )


def _own(source: Source, access: Access) -> Content:
    """Data of gapsheet itself; a name that is not plain leads nowhere."""
    name = source.location.removeprefix(OWN)
    file = resources.files("gapsheet.refresh") / "series" / name
    if not _OWN_NAME.fullmatch(name) or not file.is_file():
        raise SourceError(f"source {source.id}: gapsheet has no data called {shown(name)}; correct its location")
    content = file.read_bytes()
    return Content(csv_frame(source, name, content, access.limits), digest_of([content]))


def _bytes(source: Source, path: Path, limits: Limits) -> bytes:
    """A whole file, unpacked, as long as it is not larger than allowed."""
    try:
        with path.open("rb") as stream:
            content = stream.read(limits.bytes + 1)
    except OSError as fault:
        raise FetchError(
            f"source {source.id}: {path} cannot be read ({fault.strerror}); check its permissions"
        ) from fault
    if path.name.casefold().endswith(".gz"):
        content = _unpacked(source, path, content, limits)
    if len(content) > limits.bytes:
        raise too_large(f"source {source.id}: {path}", limits)
    return content


def _unpacked(source: Source, path: Path, content: bytes, limits: Limits) -> bytes:
    """A gzip file's content, no further than the limit: a few kilobytes may unpack to gigabytes."""
    unpacker = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacker.decompress(content, limits.bytes + 1)
    except zlib.error as fault:
        raise DataError(f"source {source.id}: {path} is a damaged gzip file ({fault}); fetch it again") from fault
    if len(unpacked) <= limits.bytes and not unpacker.eof:
        raise DataError(f"source {source.id}: {path} is a gzip file that was cut short; fetch it again")
    return unpacked


def too_large(where: str, limits: Limits) -> DataError:
    """The refusal of more bytes than one source may bring."""
    return DataError(
        f"{where} has more than {limits.megabytes:,} megabytes; choose less of it with a query, or raise megabytes "
        "under [limits] in your configuration"
    )


def _joined(source: Source, paths: tuple[Path, ...], frames: list[pd.DataFrame], limit: int) -> pd.DataFrame:
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
    return first if len(frames) == 1 else pd.concat(frames, ignore_index=True)

"""Reading sources: one module per kind, behind one function."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module

from gapsheet.errors import FetchError, RefreshError
from gapsheet.refresh.access import Access
from gapsheet.refresh.records import Fetched, Kind, Source
from gapsheet.refresh.sources.content import Content, Tell, visible

_READERS = {  # kind: the module below here, and its function; none is imported before it is needed
    Kind.CSV: ("files", "read_csv"),
    Kind.EXCEL: ("excel", "read"),
    Kind.PARQUET: ("query", "read_parquet"),
    Kind.QUERY: ("query", "read"),
    Kind.DATABASE: ("database", "read"),
    Kind.SDMX: ("sdmxdata", "read"),
    Kind.ESTAT: ("estat", "read"),
    Kind.WORLD_BANK: ("worldbank", "read"),
    Kind.HTTP_JSON: ("https", "read_json"),
    Kind.HTTP_CSV: ("https", "read_csv"),
}


def fetch(source: Source, access: Access, tell: Tell | None = None) -> Fetched:
    """Read a source as it is described; nothing is touched before it is found approved and within what is allowed.

    Args:
        source: Its row on the Sources sheet.
        access: What the user allows the sources of this workbook.
        tell: Called with a few words at each step.

    Returns:
        The data with declared fields in their types: numbers as float64 (NaN where blank), dates as datetime64 (NaT),
        text and booleans as objects (None).

    Raises:
        AccessError: It is not approved, or leads to a folder, host or address that is not allowed.
        SecretError: Its secret does not exist or is not bound to its host.
        SourceError: It is described wrongly.
        FetchError: A server, database or file did not answer, or not with data.
        DataError: The data are damaged, too many, or do not suit the declared types.
    """
    try:
        return _fetched(source, access, tell or _silent)
    except RefreshError as fault:
        fault.args = (visible(str(fault)),)  # ids and locations are a stranger's text, and messages go to terminals
        raise
    except Exception as fault:  # a reader that stumbles over hostile data must not take the other sources along
        raise FetchError(
            f"source {visible(source.id)}: it cannot be read ({type(fault).__name__}); check its location and query, "
            "and report this with the data if they are as they should be"
        ) from (None if source.secret else fault)


def _fetched(source: Source, access: Access, tell: Tell) -> Fetched:
    from gapsheet.refresh.sources.shaping import shaped  # takes long to import, and only data need it

    access.refuse_unapproved(source)
    module, name = _READERS[source.kind]
    reader = getattr(import_module(f"{__name__}.{module}"), name)
    content: Content = reader(source, access, tell)
    return Fetched(
        frame=shaped(source, content, access.limits.rows),
        as_of=content.as_of,
        vintage=content.vintage,
        retrieved=content.retrieved or datetime.now(UTC),
        digest=content.digest,
        is_cached=content.is_cached,
    )


def _silent(step: str) -> None:
    """Progress that nobody watches."""

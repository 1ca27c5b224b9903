"""What a source would do, in lines for the person who is to approve it; nothing is touched or sent to find out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from gapsheet.errors import RefreshError
from gapsheet.refresh.access import Access
from gapsheet.refresh.records import Kind, Source
from gapsheet.refresh.sources.content import visible
from gapsheet.refresh.trust import needs_approval

_ASKING = {  # kinds that ask a server, and the module that says what
    Kind.HTTP_CSV: "https",
    Kind.HTTP_JSON: "https",
    Kind.WORLD_BANK: "worldbank",
    Kind.ESTAT: "estat",
    Kind.SDMX: "sdmxdata",
}


def description(source: Source, access: Access) -> tuple[str, ...]:
    """A source in lines: what it is, what it reads or asks, and what it sends where.

    Everything is shown in full, because what is not shown would be approved unseen, and signs that could hide something
    are shown as their codes.
    """
    return (
        f"{visible(source.id)}: {source.kind}{'' if source.on else ', switched off'}",
        f"  location: {visible(source.location)}",
        *_lines("query", source.query),
        *_guarded(_effects, source, access),
    )


def is_readable(source: Source, access: Access) -> bool:
    """Whether nothing is known that keeps a source from being read; a file or a server is not asked."""
    try:
        for _ in _effects(source, access):
            pass
    except RefreshError:
        return False
    return True


def _lines(label: str, text: str) -> Iterator[str]:
    for place, line in enumerate(text.splitlines()):
        yield f"  {label if place == 0 else ' ' * len(label)}: {visible(line)}"


def _guarded(lines: Callable[[Source, Access], Iterator[str]], *about: Any) -> Iterator[str]:
    """Lines, up to what is wrong with the source."""
    try:
        yield from lines(*about)
    except RefreshError as fault:
        yield f"  cannot be read as it stands: {visible(str(fault))}"


def _effects(source: Source, access: Access) -> Iterator[str]:
    if not needs_approval(source):
        yield "  reads: gapsheet's own data; needs no approval"
    elif source.kind in _ASKING:
        yield from _of_web(source, access)
    elif source.kind is Kind.DATABASE:
        yield from _of_database(source, access)
    else:
        yield f"  reads: files, from the folder {access.home}, and sends nothing"
        if source.kind is not Kind.QUERY:  # whose location may name several
            access.refuse_out_of_reach(source)


def _of_web(source: Source, access: Access) -> Iterator[str]:
    from gapsheet.refresh.sources.address import address_of, refuse_written_address

    question = import_module(f"gapsheet.refresh.sources.{_ASKING[source.kind]}").question(source)
    address = address_of(source, access, question.whole_url)
    yield f"  asks: {address.authority}"
    yield f"  sends: GET {visible(address.path)}"
    yield from _of_secret(source, access, address.authority)
    refuse_written_address(source, access, address.authority, address.host)


def _of_database(source: Source, access: Access) -> Iterator[str]:
    from gapsheet.refresh.sources.address import refuse_written_address
    from gapsheet.refresh.sources.database import database_address, refuse_other_than_select

    url = database_address(source, access)
    refuse_other_than_select(source, url.get_backend_name())
    if url.host is None:
        yield f"  reads: the file {visible(url.database or '')}, from the folder {access.home}, and sends nothing"
        return
    host = f"{url.host}:{url.port}" if url.port else url.host
    yield f"  asks: {visible(host)}, as the user {visible(url.username or '(none)')}"
    yield "  sends: the query"
    yield from _of_secret(source, access, host)
    refuse_written_address(source, access, host, url.host)


def _of_secret(source: Source, access: Access, host: str) -> Iterator[str]:
    if not source.secret:
        return
    hosts = access.bound_hosts(source.secret)
    bound = f"your configuration binds it to {', '.join(hosts)}" if hosts else "your configuration binds it to no host"
    yield f"  secret: {visible(source.secret)}, for {visible(host)}; {bound}"

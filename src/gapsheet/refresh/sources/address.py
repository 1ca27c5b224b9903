"""Where a request may go: its scheme, its host, the address behind the host's name, and where it may be sent on to."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from gapsheet.errors import AccessError, FetchError, SourceError
from gapsheet.refresh.access import Access
from gapsheet.refresh.configuration import normal_host
from gapsheet.refresh.records import Source
from gapsheet.refresh.sources.content import shown

_USUAL_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Address:
    """A web address in its checked parts."""

    scheme: str
    host: str
    port: int
    path: str  # with its parameters; "/" at least

    @property
    def authority(self) -> str:
        """Host and, where it is not the usual one, port: what the configuration and messages call a host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _USUAL_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address as text."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def shown(self) -> str:
        """The address for messages: without parameters, which may hold a secret."""
        return shown(self.url.partition("?")[0], 120)


def address_of(source: Source, access: Access, url: str) -> Address:
    """An address that a source names, when it may be asked at all.

    Raises:
        SourceError: It is no web address, or holds a password.
        AccessError: It is not encrypted, and the user does not allow that for its host.
    """
    address = _parsed(source, url)
    if address.scheme == "http" and not access.is_plain_host(address.authority):
        raise AccessError(
            f"source {source.id}: {address.shown} is asked without encryption; write https, or, if there is none, "
            f'plain = ["{address.authority}"] under [hosts] in your configuration'
        )
    return address


def next_address(source: Source, access: Access, here: Address, target: str) -> Address:
    """Where a redirect leads: to the same host, or to one that the configuration names for it.

    Raises:
        AccessError: It leads elsewhere.
        FetchError: It leads nowhere.
    """
    try:
        there = address_of(source, access, urljoin(here.url, target))
    except SourceError as fault:
        raise FetchError(f"source {source.id}: {here.shown} redirects to something that is no web address") from fault
    if not _is_same_host(here, there) and not access.may_redirect(here.authority, there.authority):
        raise AccessError(
            f"source {source.id}: {here.authority} redirects to {there.authority}, another host; correct the "
            f'location, or, if it may do so, write "{here.authority}" = ["{there.authority}"] under [redirects] in '
            "your configuration"
        )
    return there


def _is_same_host(here: Address, there: Address) -> bool:
    """Whether scheme, host and port stay; from http to https of one host counts as staying."""
    if (here.scheme, here.authority) == (there.scheme, there.authority):
        return True
    usual = here.port == _USUAL_PORTS[here.scheme] and there.port == _USUAL_PORTS[there.scheme]
    return here.host == there.host and there.scheme == "https" and usual


def checked_addresses(source: Source, access: Access, address: Address) -> tuple[str, ...]:
    """The IP addresses behind a host's name, looked up once; whoever connects must use one of these.

    A name could lead to a public address when it is checked and to this computer when it is used.

    Raises:
        AccessError: One of them is not public, and the user does not allow that for the host.
        FetchError: The name is not known.
    """
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise FetchError(
            f"source {source.id}: the host {shown(address.host)} is not found; check the connection and the location"
        ) from fault
    numbers = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    for number in numbers:
        access.refuse_address(source, address.authority, number)
    return numbers


def refuse_written_address(source: Source, access: Access, authority: str, host: str) -> None:
    """Refuse a host that says itself where it leads, as 127.0.0.1 and localhost do; no name is looked up.

    Raises:
        AccessError: It leads to this computer or into the own network, and the user does not allow that.
    """
    if host == "localhost" or host.endswith(".localhost"):
        access.refuse_address(source, authority, "127.0.0.1")
    with suppress(OSError):  # a name, of which only a look at the network would tell
        for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST):
            access.refuse_address(source, authority, str(entry[4][0]))


def _parsed(source: Source, url: str) -> Address:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _no_address(source, url) from None
    if parts.scheme not in _USUAL_PORTS or not parts.hostname or not url.isprintable() or " " in url or "\\" in url:
        raise _no_address(source, url)
    if "@" in parts.netloc:
        raise SourceError(
            f"source {source.id}: its location holds a user name or password; take it out, and name a secret instead"
        )
    return Address(parts.scheme, _ascii_host(source, url, parts), port or _USUAL_PORTS[parts.scheme], _path(parts))


def _ascii_host(source: Source, url: str, parts: SplitResult) -> str:
    """A host as it goes over the wire: letters that only look like others are seen in what is shown."""
    host = normal_host(parts.hostname or "")
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise _no_address(source, url) from None


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _no_address(source: Source, url: str) -> SourceError:
    return SourceError(
        f"source {source.id}: '{shown(url.partition('?')[0], 120)}' is no web address; write https://host/path"
    )

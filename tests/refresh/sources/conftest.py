"""Servers that the tests of sources share."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gapsheet.refresh.access import Access
from gapsheet.refresh.records import Source
from gapsheet.refresh.sources import web
from support import servers, sources


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> servers.Authority:
    """The certificate authority of the tests."""
    return servers.authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def _https(authority: servers.Authority) -> Iterator[servers.Server]:
    with servers.running(authority.context) as server:
        yield server


@pytest.fixture
def server(_https: servers.Server) -> servers.Server:
    """A server over HTTPS without pages yet."""
    _https.pages.clear()
    _https.pages.requests.clear()
    return _https


class Web:
    """A server, and the access that lets a workbook reach it."""

    def __init__(self, server: servers.Server, authority: servers.Authority, folder: Path) -> None:
        self.pages = server.pages
        self.port = server.port
        self.server = server
        self.folder = folder
        self._authority = authority
        self.pauses: list[float] = []

    def url(self, path: str, host: str = "localhost") -> str:
        return f"https://{host}:{self.port}{path}"

    def access(self, *approved: Source, **configured: Any) -> Access:
        settings = {"private_hosts": frozenset({"localhost"}), "certificates": self._authority.pem, **configured}
        return sources.access(self.folder, *approved, cache=self.folder / "cache", **settings)


@pytest.fixture
def net(server: servers.Server, authority: servers.Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    """The server as localhost, as data.example.test and as other.example.test; pauses are noted, not waited for."""
    made = Web(server, authority, tmp_path)
    usual = socket.getaddrinfo

    def looked_up(host: str, *arguments: Any, **named: Any) -> Any:
        return usual("127.0.0.1" if host.endswith(".example.test") else host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(web, "pause", made.pauses.append)
    return made

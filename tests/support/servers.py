"""Servers on loopback for tests: HTTPS with a certificate made for the test, and pages that misbehave on request."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme

NAMES = ("localhost", "127.0.0.1", "data.example.test", "other.example.test")


@dataclass
class Page:
    """What a path answers."""

    body: bytes = b""
    media: str = "text/csv"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    says_length: bool = True
    sent: int | None = None  # bytes that are sent before the connection ends; None for all


class Pages(dict[str, "Page | Callable[[Handler], Page]"]):
    """The pages of a server by path, and the requests that came."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[tuple[str, dict[str, str]]] = []


class Handler(BaseHTTPRequestHandler):
    """Answers with the pages of its server."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        pages = self.server.pages
        pages.requests.append((self.path, dict(self.headers)))
        page: Any = pages.get(self.path.partition("?")[0], Page(b"nothing here", "text/plain", 404))
        self._answer(page(self) if callable(page) else page)

    def _answer(self, page: Page) -> None:
        self.close_connection = True
        self.send_response(page.status)
        if page.media:
            self.send_header("Content-Type", page.media)
        for name, value in page.headers.items():
            self.send_header(name, value)
        if page.says_length:
            self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        with suppress(OSError):  # the other side may have had enough
            self.wfile.write(page.body if page.sent is None else page.body[: page.sent])

    def log_message(self, *_: object) -> None:
        """Nothing: pytest shows what matters."""


class Server(ThreadingHTTPServer):
    """A server with its pages."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self.pages = Pages()
        self.context = context
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def get_request(self) -> Any:
        connection, address = super().get_request()
        if self.context is not None:
            connection = self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, *_: object) -> None:
        """A client that breaks off is what some tests want."""


@contextmanager
def running(context: ssl.SSLContext | None) -> Iterator[Server]:
    """A server for as long as the block lasts."""
    with Server(context) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the tests' own."""

    pem: Path
    context: ssl.SSLContext


def authority(folder: Path) -> Authority:
    """An authority, and the certificate that it gave to the names of the tests' servers."""
    made = trustme.CA()
    pem = folder / "authority.pem"
    made.cert_pem.write_to_path(str(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.issue_cert(*NAMES).configure_cert(context)
    return Authority(pem, context)

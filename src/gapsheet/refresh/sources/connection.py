"""A connection to an address that was checked, and that ends when its time is over, whatever the server does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter


class ToNumber(HTTPAdapter):
    """Connects to an IP address, and asks for the certificate of the host's name."""

    def __init__(self, scheme: str, host: str, number: str) -> None:
        self._scheme, self._host, self._number = scheme, host, number
        self._connections: list[Any] = []
        super().__init__(max_retries=0)

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        """Where to connect, and whose certificate to ask for; part of requests' interface."""
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        host["host"] = f"[{self._number}]" if ":" in self._number else self._number
        name = {"server_hostname": self._host, "assert_hostname": self._host}
        return host, {**pool, **(name if self._scheme == "https" else {})}

    def get_connection_with_tls_context(self, *arguments: Any, **named: Any) -> Any:
        """The pool of connections, each of which is noted; part of requests' interface."""
        pool: Any = super().get_connection_with_tls_context(*arguments, **named)
        noted = self._connections

        class Noted(pool.ConnectionCls):  # type: ignore[misc]
            def connect(self) -> None:
                noted.append(self)
                super().connect()

        pool.ConnectionCls = Noted
        return pool

    @contextmanager
    def until(self, seconds: float) -> Iterator[None]:
        """Cut the connection after a time: a server that sends a byte now and then never runs into a time-out."""
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        for connection in self._connections:
            with suppress(OSError, AttributeError):  # it may have no socket yet, or no more
                connection.sock.shutdown(socket.SHUT_RDWR)

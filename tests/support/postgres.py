"""A PostgreSQL server of a test's own, in a folder of its own, on a free port of loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

_ACCOUNT = "postgres"  # the server does not run as root; Debian's package makes this account


def programs() -> Path | None:
    """The folder of the server's programs: Debian keeps them off the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    port: int

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """What the server's owner gets for a statement."""
        with psycopg.connect(f"host=127.0.0.1 port={self.port} user=owner dbname=postgres", autocommit=True) as made:
            cursor = made.execute(statement)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A server for as long as the block lasts; its folder is not pytest's, which only root may enter."""
    place = programs()
    assert place is not None
    with tempfile.TemporaryDirectory(prefix="gapsheet-postgres-") as folder:
        if os.getuid() == 0:
            shutil.chown(folder, _ACCOUNT, _ACCOUNT)
        data = Path(folder, "data")
        port = _prepared(place, data)
        options = f"-p {port} -k {data} -c listen_addresses=localhost -c fsync=off"
        _run(place / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", data / "log", "-o", options, "start")
        try:
            yield Postgres(port)
        finally:
            _run(place / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _prepared(place: Path, data: Path) -> int:
    """Make a server's data; the port on which it is to listen."""
    _run(place / "initdb", "-D", data, "-U", "owner", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
    rules = data / "pg_hba.conf"
    rules.write_text("host all owner 127.0.0.1/32 trust\nhost all all localhost scram-sha-256\n", encoding="ascii")
    return _free_port()


def _run(*command: object) -> None:
    """Run one of the server's programs, as somebody who is not root."""
    settings: dict[str, Any] = {"user": _ACCOUNT, "group": _ACCOUNT, "extra_groups": []} if os.getuid() == 0 else {}
    done = subprocess.run(
        list(map(str, command)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        cwd="/",
        **settings,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

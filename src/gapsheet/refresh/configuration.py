"""What the user's configuration file says of sources: folders, hosts, secrets and limits; a workbook has no say in it.

The file is `config.toml` in the user's configuration folder for gapsheet; GAPSHEET_CONFIG names another. Without a file
everything has its default: the workbook's own folder, public hosts over https, no secret. All keys are optional:

    folders = ["/data/statistics"]             # read besides the workbook's own folder
    certificates = "/etc/ssl/company.pem"      # certificate authorities, instead of the usual public ones

    [hosts]
    private = ["db.intranet.example"]          # hosts that may lie on this computer or in the own network
    plain = ["old.intranet.example"]           # hosts that may be asked over http, which anyone on the way can change

    [redirects]
    "data.example.org" = ["files.example.org"] # where a host may send a request on to

    [secrets]                                  # the name of a keyring entry or environment variable, and its hosts
    ESTAT_APP_ID = ["api.e-stat.go.jp"]
    [secrets.STOCK_KEY]
    hosts = ["api.example.org"]
    send = "header X-Api-Key"                  # or "parameter NAME"; "bearer" if nothing is said

    [limits]
    rows = 1000000
    megabytes = 256                            # a quarter of it for JSON and XML
    seconds = 120
    wait = 60                                  # the longest pause that a server may ask for

    [databases]
    dialects = ["snowflake"]                   # SQLAlchemy dialects besides those that come with SQLAlchemy
"""

from __future__ import annotations

import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gapsheet.errors import AccessError

VARIABLE = "GAPSHEET_CONFIG"
_SENDINGS = ("bearer", "header", "parameter")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one source may cost."""

    rows: int = 1_000_000
    megabytes: float = 256
    seconds: float = 120
    wait: float = 60  # the longest pause between two attempts that a server may ask for

    @property
    def bytes(self) -> int:
        """The size limit in bytes."""
        return int(self.megabytes * 1024**2)


@dataclass(frozen=True, slots=True)
class Binding:
    """The hosts to which a secret may be sent, and how an https source sends it: its value is not here."""

    hosts: tuple[str, ...]
    send: str = "bearer"  # bearer, "header NAME" or "parameter NAME"


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the user allows sources to do."""

    folders: tuple[Path, ...] = ()
    certificates: Path | None = None
    private_hosts: frozenset[str] = frozenset()
    plain_hosts: frozenset[str] = frozenset()
    redirects: Mapping[str, frozenset[str]] = field(default_factory=dict)
    secrets: Mapping[str, Binding] = field(default_factory=dict)
    dialects: frozenset[str] = frozenset()
    limits: Limits = Limits()


def configuration_path() -> Path:
    """Where the user's configuration stands, whether or not it exists."""
    import platformdirs

    named = os.environ.get(VARIABLE)
    return Path(named) if named else platformdirs.user_config_path("gapsheet", appauthor=False) / "config.toml"


def configuration(path: Path | None = None) -> Configuration:
    """The user's configuration, or the defaults where there is no file.

    Args:
        path: The file; the user's own if omitted.

    Raises:
        AccessError: It cannot be read, or says something that is not understood.
    """
    path = path or configuration_path()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        if os.environ.get(VARIABLE):
            raise AccessError(f"{VARIABLE} names {path}, which does not exist; create it or unset {VARIABLE}") from None
        return Configuration()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise AccessError(f"the configuration {path} cannot be read: {fault}; correct it") from fault
    return _Reader(path).configuration(content)


class _Reader:
    """The parts of a configuration file, each refused by name where it is wrong: a slip here would be a hole."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def configuration(self, content: dict[str, Any]) -> Configuration:
        known = ("folders", "certificates", "hosts", "redirects", "secrets", "limits", "databases")
        self._refuse_unknown(content, known, "")
        hosts = self._table(content, "hosts", ("private", "plain"))
        databases = self._table(content, "databases", ("dialects",))
        certificates = content.get("certificates")
        return Configuration(
            folders=tuple(self._folder(name) for name in self._texts(content, "folders")),
            certificates=self._folder(self._text(certificates, "certificates")) if certificates is not None else None,
            private_hosts=self._hosts(hosts, "private"),
            plain_hosts=self._hosts(hosts, "plain"),
            redirects={
                normal_host(host): self._hosts(content["redirects"], host) for host in self._table(content, "redirects")
            },
            secrets={name: self._binding(name, said) for name, said in self._table(content, "secrets").items()},
            dialects=frozenset(self._texts(databases, "dialects")),
            limits=self._limits(self._table(content, "limits", ("rows", "megabytes", "seconds", "wait"))),
        )

    def _binding(self, name: str, said: Any) -> Binding:
        if isinstance(said, list):
            return Binding(tuple(sorted(self._hosts({name: said}, name))))
        if not isinstance(said, dict):
            raise self._wrong(f"secrets.{name}", "a list of hosts")
        self._refuse_unknown(said, ("hosts", "send"), f"secrets.{name}.")
        send = self._text(said.get("send", "bearer"), f"secrets.{name}.send")
        words = send.split()
        if not words or words[0] not in _SENDINGS or len(words) != (1 if words[0] == "bearer" else 2):
            raise self._wrong(f"secrets.{name}.send", '"bearer", "header NAME" or "parameter NAME"')
        return Binding(tuple(sorted(self._hosts(said, "hosts"))), send)

    def _limits(self, said: dict[str, Any]) -> Limits:
        for name, limit in said.items():
            if isinstance(limit, bool) or not isinstance(limit, int | float) or not 0 < limit < math.inf:
                raise self._wrong(f"limits.{name}", "a number above 0")
        return Limits(**said)

    def _folder(self, name: str) -> Path:
        path = Path(name).expanduser()
        if not path.is_absolute():
            raise self._wrong(f'"{name}"', "a path from the root")
        return path

    def _hosts(self, table: dict[str, Any], key: str) -> frozenset[str]:
        return frozenset(normal_host(name) for name in self._texts(table, key))

    def _table(self, content: dict[str, Any], key: str, known: tuple[str, ...] = ()) -> dict[str, Any]:
        table = content.get(key, {})
        if not isinstance(table, dict):
            raise self._wrong(key, "a table")
        if known:
            self._refuse_unknown(table, known, f"{key}.")
        return table

    def _texts(self, table: dict[str, Any], key: str) -> list[str]:
        texts = table.get(key, [])
        if not isinstance(texts, list):
            raise self._wrong(key, "a list of texts")
        return [self._text(text, key) for text in texts]

    def _text(self, said: Any, key: str) -> str:
        if not isinstance(said, str) or not said:
            raise self._wrong(key, "text")
        return said

    def _refuse_unknown(self, table: dict[str, Any], known: tuple[str, ...], prefix: str) -> None:
        for key in table:
            if key not in known:
                raise AccessError(
                    f"the configuration {self._path}: {prefix}{key} means nothing; known: {', '.join(known)}"
                )

    def _wrong(self, key: str, wanted: str) -> AccessError:
        return AccessError(f"the configuration {self._path}: {key} is to be {wanted}; correct it")


def normal_host(name: str) -> str:
    """A host as it is compared: small letters, no dot at the end, with its port only where one is named."""
    return name.strip().rstrip(".").lower()

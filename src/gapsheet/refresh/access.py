"""What a source of one workbook may touch: files in allowed folders, secrets at their hosts, network addresses."""

from __future__ import annotations

import glob
import ipaddress
import os
import re
from dataclasses import dataclass
from pathlib import Path

from gapsheet.errors import AccessError, SecretError, SourceError
from gapsheet.refresh.configuration import Configuration, Limits, configuration, normal_host
from gapsheet.refresh.records import Source
from gapsheet.refresh.trust import Approvals, needs_approval

_PATTERN = "*?["
_SERVICE = "gapsheet"  # under which the keyring keeps secrets


@dataclass(frozen=True, slots=True)
class Access:
    """What the sources of a workbook may touch.

    Attributes:
        workbook: The workbook's file; relative locations start in its folder.
        configuration: What the user allows.
        approvals: What the user has approved.
        cache: The folder for answers of servers; None keeps nothing.
    """

    workbook: Path
    configuration: Configuration
    approvals: Approvals
    cache: Path | None = None

    @classmethod
    def of(cls, workbook: Path) -> Access:
        """The access that the user's own configuration and approvals give.

        Raises:
            AccessError: The configuration cannot be used.
        """
        import platformdirs

        cache = platformdirs.user_cache_path("gapsheet", appauthor=False) / "answers"
        return cls(workbook, configuration(), Approvals(), cache)

    @property
    def limits(self) -> Limits:
        """What one source may cost."""
        return self.configuration.limits

    @property
    def home(self) -> Path:
        """The workbook's own folder, links resolved."""
        return self.workbook.resolve().parent

    def is_approved(self, source: Source) -> bool:
        """Whether the source may be read: it needs no approval, or has one."""
        return not needs_approval(source) or (self.workbook, source) in self.approvals

    def refuse_unapproved(self, source: Source) -> None:
        """Stop before anything is touched.

        Raises:
            AccessError: Nobody has approved the source, or it has changed since.
        """
        if not self.is_approved(source):
            raise AccessError(
                f"source {source.id} is not approved, or has changed since it was; "
                f"see what it does with 'gapsheet trust {self.workbook.name}'"
            )

    def files(self, source: Source, suffixes: tuple[str, ...]) -> tuple[Path, ...]:
        """The files that a location names: one, those of a folder, or those that fit a pattern; in alphabetical order.

        Raises:
            AccessError: The location leads out of the allowed folders.
            SourceError: There is no such file.
        """
        start = self._start(source, source.location)
        fixed = _without_pattern(start)
        self._refuse_outside(source, fixed)
        if start.is_dir():
            found = [path for path in sorted(start.rglob("*")) if _is_data(path, start, suffixes)]
        elif fixed != start and not start.exists():
            found = [Path(name) for name in sorted(glob.glob(str(start), recursive=True)) if Path(name).is_file()]
        else:
            found = [start] if start.is_file() else []
        if not found:
            raise self._missing(source, source.location)
        for path in found:
            self._refuse_outside(source, path)
        return tuple(path.resolve() for path in found)

    def refuse_out_of_reach(self, source: Source) -> None:
        """Refuse a location that leads out of the allowed folders, whether or not there is a file.

        Raises:
            AccessError: It does.
            SourceError: It names no file.
        """
        self._refuse_outside(source, _without_pattern(self._start(source, source.location)))

    def file(self, source: Source, location: str) -> Path:
        """One file that a part of a source's location names.

        Raises:
            AccessError: The location leads out of the allowed folders.
            SourceError: There is no such file.
        """
        path = self._start(source, location)
        self._refuse_outside(source, path)
        if not path.is_file():
            raise self._missing(source, location)
        return path.resolve()

    def secret(self, source: Source, host: str) -> str:
        """The value of the secret that a source names, for a host to which it is bound; "" where none is named.

        Raises:
            SecretError: It does not exist, or is not bound to this host.
        """
        name = source.secret
        if not name:
            return ""
        if not any(_is_host(host, allowed) for allowed in self.bound_hosts(name)):
            raise SecretError(
                f"source {source.id}: the secret {name} is not bound to {host}; if that host may have it, write "
                f'{name} = ["{host}"] under [secrets] in your configuration'
            )
        value = os.environ.get(name) or _from_keyring(name)
        if not value:
            raise SecretError(
                f"source {source.id}: there is no secret {name}; set the environment variable {name}, or run "
                f"'keyring set {_SERVICE} {name}'"
            )
        return value

    def bound_hosts(self, secret: str) -> tuple[str, ...]:
        """The hosts to which the user's configuration lets a secret be sent."""
        binding = self.configuration.secrets.get(secret)
        return binding.hosts if binding else ()

    def refuse_address(self, source: Source, host: str, address: str) -> None:
        """Refuse the address to which a host's name leads, unless it is a public one or the user allows the host.

        Raises:
            AccessError: It is on this computer, in the own network, or reserved.
        """
        if self.is_private_host(host) or is_public(address):
            return
        raise AccessError(
            f"source {source.id}: {host} leads to {address}, which is on this computer or in your own network; if "
            f'that is intended, write private = ["{host}"] under [hosts] in your configuration'
        )

    def is_private_host(self, host: str) -> bool:
        """Whether the user says that a host may lie on this computer or in the own network."""
        return any(_is_host(host, allowed) for allowed in self.configuration.private_hosts)

    def is_plain_host(self, host: str) -> bool:
        """Whether the user says that a host may be asked without encryption."""
        return any(_is_host(host, allowed) for allowed in self.configuration.plain_hosts)

    def may_redirect(self, host: str, to: str) -> bool:
        """Whether the user says that a host may send a request on to another."""
        allowed = (names for start, names in self.configuration.redirects.items() if _is_host(host, start))
        return any(_is_host(to, name) for names in allowed for name in names)

    def without_folders(self, text: str) -> str:
        """A message that may go into a workbook, and so to others: its files lose the folders of this machine."""
        folders = {self.home, self.workbook.parent, *self.configuration.folders}
        folders |= {folder.resolve() for folder in self.configuration.folders}
        for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
            text = _replaced(text, folder, "", rf"[{re.escape(os.sep)}/]")
        return _replaced(text, Path.home(), "~", r"(?!\w)")

    def _start(self, source: Source, location: str) -> Path:
        """A location from the workbook's folder on.

        A share of another computer is refused before its name is looked up: looking would already call there.
        """
        if not location or "\0" in location:
            raise SourceError(f"source {source.id}: its location names no file; write one relative to the workbook")
        location = location.replace("\\", "/")
        folders = [str(folder).replace("\\", "/") for folder in self.configuration.folders]
        if location.startswith("//") and not any(location.startswith(f"{folder}/") for folder in folders):
            raise self._outside(source)
        return self.home / location

    def _missing(self, source: Source, location: str) -> SourceError:
        return SourceError(
            f"source {source.id}: there is no file {location}; it is looked for in the workbook's folder"
        )

    def _refuse_outside(self, source: Source, path: Path) -> None:
        resolved = path.resolve()
        roots = (self.home, *(folder.resolve() for folder in self.configuration.folders))
        if not any(resolved.is_relative_to(root) for root in roots):
            raise self._outside(source)

    def _outside(self, source: Source) -> AccessError:
        return AccessError(
            f"source {source.id}: {source.location} leads out of the folders that may be read; copy the data to the "
            "workbook's folder, or list their folder under 'folders' in your configuration"
        )


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet's, whatever form it is written in."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inside = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo or (None, None))[1]
        if inside is not None and not is_public(str(inside)):
            return False
        if parsed in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)))
    return parsed.is_global and not parsed.is_multicast


def _is_host(host: str, allowed: str) -> bool:
    """Whether a host, with its port, is one that the configuration names, with or without a port."""
    host = normal_host(host)
    return allowed in (host, _without_port(host))


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() and not name.endswith(":") and (":" not in name or "]" in name) else host


def _replaced(text: str, folder: Path, shorter: str, end: str) -> str:
    """A text with something else for a folder that it names in full; the root of a disk stays."""
    if not folder.is_absolute() or folder == folder.parent:
        return text
    spellings = "|".join(map(re.escape, {str(folder), folder.as_posix()}))
    return re.sub(rf"(?<!\w)(?:{spellings}){end}", shorter, text)


def _without_pattern(path: Path) -> Path:
    """How far out a pattern can lead: its part before the first wildcard, and then every step upwards."""
    parts = path.parts
    first = next((place for place, part in enumerate(parts) if any(sign in part for sign in _PATTERN)), len(parts))
    upwards = (part for part in parts[first:] if part == "..")  # as if nothing lay between: no step leads further out
    return Path(*parts[:first], *upwards)


def _is_data(path: Path, folder: Path, suffixes: tuple[str, ...]) -> bool:
    """Whether a file of a folder holds data rather than a by-product such as _SUCCESS or .crc."""
    hidden = any(part.startswith(("_", ".", "~$")) for part in path.relative_to(folder).parts)
    return not hidden and path.name.casefold().endswith(suffixes) and path.is_file()


def _from_keyring(name: str) -> str:
    """A secret of the keyring; "" where there is none, or no keyring."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, name) or ""
    except KeyringError:
        return ""

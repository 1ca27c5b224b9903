"""What has to be asked of Windows itself: programs that run, files in use, the registry. Nothing here writes."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Mapping
from pathlib import Path, PureWindowsPath
from typing import Protocol

_NAMES = {"darwin": "macOS", "linux": "Linux", "win32": "Windows"}


class Machine(Protocol):
    """The questions; tests answer them for a Windows that is not there."""

    @property
    def system(self) -> str:
        """Windows, macOS, Linux or another name."""

    @property
    def interpreter(self) -> str:
        """The full path of the Python that runs this."""

    @property
    def is_store_python(self) -> bool:
        """Whether this Python came from the Microsoft Store, whose files in the user's folders nobody else sees."""

    @property
    def code_page(self) -> str:
        """The codec for the texts of programs that know no Unicode; VBA's files and environment are such texts."""

    def short_path(self, path: str) -> str | None:
        """The same place in short names of plain letters (C:\\\\PROGRA~1), where the disk keeps such names."""

    def has_file(self, path: str) -> bool:
        """Whether there is such a file."""

    def is_in_use(self, path: Path) -> bool:
        """Whether another program has the file open in a way that forbids writing to it."""

    def excel_runs(self) -> bool | None:
        """Whether an Excel of this user runs; None if that cannot be found out."""

    def program_bits(self, path: str) -> int | None:
        """32 or 64 by the header of a program file; None if it cannot be read."""

    def registry(self, hive: str, key: str) -> Mapping[str, object]:
        """The values of a key under HKCU or HKLM by their names in lower case; empty if there is no such key."""


def this_machine() -> Machine:
    """The machine that this runs on."""
    return ThisMachine()


class ThisMachine:
    """The real answers; outside Windows those that need it are empty."""

    system = _NAMES.get(sys.platform, sys.platform)
    interpreter = sys.executable
    is_store_python = "windowsapps" in {part.lower() for part in PureWindowsPath(sys.base_prefix).parts}
    code_page = "mbcs" if sys.platform == "win32" else "utf-8"

    def short_path(self, path: str) -> str | None:
        """Asked for the part of the path that exists; the rest is added as it is."""
        if sys.platform != "win32":
            return None
        existing = next((place for place in (Path(path), *Path(path).parents) if place.exists()), None)
        if existing is None:
            return None
        buffer = ctypes.create_unicode_buffer(32768)
        if not ctypes.windll.kernel32.GetShortPathNameW(str(existing), buffer, len(buffer)):
            return None
        return str(Path(buffer.value, Path(path).relative_to(existing)))

    def has_file(self, path: str) -> bool:
        """Whether there is such a file."""
        return Path(path).is_file()

    def is_in_use(self, path: Path) -> bool:
        """Opened for writing, and nothing written: Windows refuses while Excel has the file loaded."""
        if sys.platform != "win32" or not path.is_file() or not os.access(path, os.W_OK):
            return False
        try:
            with open(path, "r+b"):
                return False
        except PermissionError:
            return True

    def excel_runs(self) -> bool | None:
        """By the class of Excel's main window, which an invisible Excel has too."""
        if sys.platform != "win32":
            return None
        return bool(ctypes.windll.user32.FindWindowW("XLMAIN", None))

    def program_bits(self, path: str) -> int | None:
        """By the machine type in the header."""
        try:
            with open(path, "rb") as stream:
                return header_bits(stream.read(4096))
        except OSError:
            return None

    def registry(self, hive: str, key: str) -> Mapping[str, object]:
        """Read in the 64-bit view, where Office of either kind keeps what is asked here."""
        if sys.platform != "win32":
            return {}
        import winreg

        root = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}[hive]
        try:
            with winreg.OpenKey(root, key, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as opened:
                count = winreg.QueryInfoKey(opened)[1]
                return {name.lower(): value for name, value, _ in (winreg.EnumValue(opened, at) for at in range(count))}
        except OSError:
            return {}


def header_bits(start: bytes) -> int | None:
    """Whether a program is for 32 or 64 bits (Microsoft PE format: the signature's place stands at 0x3c)."""
    if len(start) < 0x40 or start[:2] != b"MZ":
        return None
    (place,) = struct.unpack_from("<I", start, 0x3C)
    if start[place : place + 4] != b"PE\0\0" or len(start) < place + 6:
        return None
    (kind,) = struct.unpack_from("<H", start, place + 4)
    return {0x014C: 32, 0x8664: 64, 0xAA64: 64}.get(kind)  # x86, x64, ARM64

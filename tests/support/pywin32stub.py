"""xlwings' Windows half on any system: stand-ins for pywin32, and xlwings imported anew on top of them.

Nothing of it stays behind: the modules, the name of the platform, ctypes and the log are as before when the block ends.
"""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import ctypes
import datetime as dt
import importlib
import io
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest import mock

HOST = "gapsheet.hosts.windows"
REFRESH = "gapsheet.refresh.live"
MISSING = -2147352572  # how pywin32 hands over an argument that was left out
_FIRST_ERROR = -2146828288  # 0x800A0000, to which Excel adds the number of an error value

_OURS = ("xlwings", "pythoncom", "pywintypes", "win32api", "win32com", "win32con", "win32event", "win32gui")
_OURS += ("win32process", "win32timezone", HOST, REFRESH)


def error_code(number: int) -> int:
    """What arrives for CVErr(number), such as 2042 for #N/A."""
    return _FIRST_ERROR + number


class PyTime(dt.datetime):
    """The kind of datetime that pywin32 makes of a date: one with a time zone."""

    @classmethod
    def of(cls, moment: dt.datetime) -> PyTime:
        return cls.combine(moment.date(), moment.time(), tzinfo=dt.UTC)


class ComError(Exception):
    """What pywin32 raises where COM reports a failure."""


@dataclass(frozen=True, slots=True)
class Windows:
    """xlwings as it is on Windows, for as long as the block lasts."""

    udfs: ModuleType
    com_server: ModuleType

    def call_udf(self, function: str, *arguments: Any, module: str = HOST) -> Any:
        """What xlwings' own `call_udf` gives: always rows, as Excel hands over neither workbook nor caller."""
        return self.udfs.call_udf(module, function, arguments)

    def call(self, function: str, *arguments: Any, module: str = HOST) -> Any:
        """What arrives in VBA: a value for one cell, a flat list for one row, else rows."""
        return self.com_server.XLPython().CallUDF(module, function, arguments, None, None)

    def host(self, module: str = HOST) -> ModuleType:
        """The module whose functions are called."""
        return self.udfs.get_udf_module(module, None)  # type: ignore[no-any-return]

    def vba(self, module: str = HOST, book: str = "gapsheet.xlam") -> str:
        """The VBA that xlwings' own generator writes for the functions of a module."""
        text = io.StringIO()
        self.udfs.generate_vba_wrapper(module, self.host(module), text, SimpleNamespace(Name=book))
        return text.getvalue()


@contextmanager
def windows_xlwings() -> Iterator[Windows]:
    """Import xlwings anew as if this were Windows; what xlwings and gapsheet's host had been comes back afterwards."""
    _import_what_must_not_see_windows()
    with ExitStack() as undo:
        undo.enter_context(_modules_put_aside())
        undo.enter_context(_log_put_aside())
        sys.modules.update(_stand_ins())
        with _as_on_windows():
            xlwings = importlib.import_module("xlwings")
        undo.callback(_stop, xlwings)
        assert xlwings.has_pywin32
        yield Windows(sys.modules["xlwings.udfs"], sys.modules["xlwings.com_server"])


def xlwings_vba(module: str = HOST, book: str = "gapsheet.xlam") -> str:
    """The VBA that xlwings' own generator writes for a module's functions, calculated on any system."""
    with windows_xlwings() as windows:
        return windows.vba(module, book)


def _import_what_must_not_see_windows() -> None:
    """xlwings as it is on this system brings in pandas and all else that looks at the platform when it is imported."""
    for name in ("xlwings", "xlwings.utils", asyncio.__name__, concurrent.futures.__name__):
        importlib.import_module(name)


def _is_ours(name: str) -> bool:
    return name in _OURS or name.partition(".")[0] in _OURS


@contextmanager
def _modules_put_aside() -> Iterator[None]:
    """Forget xlwings, pywin32 and the host; afterwards they are what they were."""
    saved = {name: module for name, module in sys.modules.items() if _is_ours(name)}
    kept = [_attribute(module) for module in (HOST, REFRESH)]
    _forget()
    try:
        yield
    finally:
        _forget()
        sys.modules.update(saved)
        for package, name, attribute in kept:
            vars(package).pop(name, None)
            if attribute is not None:
                setattr(package, name, attribute)


def _attribute(module: str) -> tuple[ModuleType, str, ModuleType | None]:
    """A module as its package knows it: the package, the name there, and the module if it was imported."""
    package, _, name = module.rpartition(".")
    home = importlib.import_module(package)
    return home, name, vars(home).get(name)


def _forget() -> None:
    for name in [name for name in sys.modules if _is_ours(name)]:
        del sys.modules[name]


@contextmanager
def _log_put_aside() -> Iterator[None]:
    """What the host adds to gapsheet's log goes when the block ends."""
    log = logging.getLogger("gapsheet")
    handlers, level = list(log.handlers), log.level
    log.handlers.clear()
    try:
        yield
    finally:
        for handler in log.handlers:
            handler.close()
        log.handlers[:] = handlers
        log.setLevel(level)


@contextmanager
def _as_on_windows() -> Iterator[None]:
    """The platform's name and what only ctypes on Windows has, while xlwings is imported."""
    library = mock.MagicMock(name="library")
    with (
        mock.patch.object(sys, "platform", "win32"),
        mock.patch.object(ctypes, "oledll", library, create=True),
        mock.patch.object(ctypes, "windll", library, create=True),
        mock.patch.object(ctypes, "PyDLL", library),
    ):
        yield


def _stop(xlwings: ModuleType) -> None:
    """Close what xlwings' Windows half keeps open, and spare the end of the tests its clearing up."""
    sys.modules["xlwings.com_server"].loop.close()
    sys.modules["xlwings.udfs"].com_executor.shutdown()
    atexit.unregister(xlwings._xlwindows.cleanup)


def _stand_ins() -> Mapping[str, ModuleType]:
    """The least of pywin32 that xlwings wants when it is imported and when it calls a function."""
    stubs = {
        "pywintypes": {"com_error": ComError, "error": OSError, "TimeType": PyTime, "IID": str},
        "pythoncom": {
            "__file__": "pythoncom.dll",
            "ole_error": ComError,
            "com_error": ComError,
            "IID_IDispatch": "IDispatch",
            "IID_IEnumVARIANT": "IEnumVARIANT",
            "TypeIIDs": {"IDispatch": type("PyIDispatch", (), {})},
            "CoInitialize": lambda: None,
        },
        "win32api": {},
        "win32con": {},
        "win32event": {},
        "win32gui": {},
        "win32process": {},
        "win32timezone": {"TimeZoneInfo": SimpleNamespace(utc=lambda: dt.UTC)},
        "win32com": {},
        "win32com.client": {
            "CDispatch": type("CDispatch", (), {}),
            "CoClassBaseClass": type("CoClassBaseClass", (), {}),
            "DispatchBaseClass": type("DispatchBaseClass", (), {}),
            "Dispatch": lambda thing, **kwargs: thing,
            "DispatchEx": lambda thing, **kwargs: thing,
            "gencache": SimpleNamespace(EnsureModule=lambda *args, **kwargs: None),
        },
        "win32com.server": {},
        "win32com.server.dispatcher": {},
        "win32com.server.exception": {"COMException": ComError},
        "win32com.server.policy": {"DefaultPolicy": type("DefaultPolicy", (), {})},
        "win32com.server.util": {"wrap": lambda thing, **kwargs: thing, "unwrap": _unwrap},
    }
    modules = {name: _module(name, contents) for name, contents in stubs.items()}
    for name, module in modules.items():
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(modules[parent], child, module)
    return modules


def _module(name: str, contents: Mapping[str, Any]) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(contents)
    return module


def _unwrap(thing: Any) -> Any:
    """A plain value is no object of Python's that went to Excel and came back."""
    raise TypeError(f"{type(thing).__name__} is no COM object")

"""Work done in a process of its own, whose memory goes back to the system with it, and whose crash takes nothing along.

The child is a fork, so that nothing is read or imported twice. A process with threads cannot be forked safely, and
other systems fork badly or not at all: there the same work is done in this process, and only memory differs.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO, Generic, NoReturn, Protocol, TypeVar

from gapsheet.errors import RefreshError

Tell = Callable[[str], None]
_T = TypeVar("_T")
_R = TypeVar("_R", covariant=True)
Work = Callable[[Tell], _T]
_TASKS = Path("/proc/self/task")  # a folder for each thread, those of libraries included
_ALONE = {"OPENBLAS_NUM_THREADS": "1"}  # a child may fork again, once numpy is there, only if numpy has no threads
_PR_SET_PDEATHSIG = 1  # of Linux' prctl
_PATIENCE = 2.0  # seconds


class _What(Enum):
    """What a message of the child is."""

    STEP = "a step begins"
    RESULT = "the work is done"
    FAULT = "it cannot be done"


def apart(work: Work[_T], tell: Tell) -> _T:
    """What some work comes to; done in a child process where that is safe.

    Args:
        work: Is given what to tell its steps to. What it returns or raises has to be such that pickle takes it, and
            nothing else that it does to this process's memory is seen here.
        tell: Is told the steps.

    Raises:
        RefreshError: The child ended before its work did.
    """
    with beside(work) as started:
        return started.result(tell)


@contextlib.contextmanager
def beside(work: Work[_T]) -> Iterator[Started[_T]]:
    """Begin some work in a child process while this one goes on; where that is not safe, it is done when asked for."""
    child = _forked(work) if can_fork() else None
    try:
        yield child or _PutOff(work)
    finally:
        if child is not None:
            child.end()


class Started(Protocol[_R]):
    """Work that has begun."""

    def result(self, tell: Tell) -> _R:
        """What it comes to."""


@dataclass(frozen=True, slots=True)
class _PutOff(Generic[_T]):
    """Work that is done when its result is asked for."""

    work: Work[_T]

    def result(self, tell: Tell) -> _T:
        """What it comes to."""
        return self.work(tell)


class _Child(Generic[_T]):
    """A process that works for this one."""

    def __init__(self, number: int, stream: BinaryIO) -> None:
        self._number, self._stream = number, stream
        self._is_over = False

    def result(self, tell: Tell) -> _T:
        """What its work comes to; waits for it, and tells its steps."""
        last = ""
        while (message := _next(self._stream)) is not None:
            what, content = message
            if what is _What.STEP:
                last = content
                tell(last)
                continue
            self._is_over = True
            if what is _What.FAULT:
                raise content
            return content  # type: ignore[no-any-return]
        self._is_over = True
        raise RefreshError(_ended(_waited_for(self._number), last))

    def end(self) -> None:
        """Let it go; one that is still at work is asked to clear up, and stopped if it takes long."""
        self._stream.close()
        if not self._is_over:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                _stop(self._number)
        _waited_for(self._number)


def _stop(number: int) -> None:
    """Interrupt a child, and kill it if it does not end in time."""
    os.kill(number, signal.SIGINT)
    patience = time.monotonic() + _PATIENCE
    while time.monotonic() < patience:
        if os.waitpid(number, os.WNOHANG)[0]:
            return
        time.sleep(_PATIENCE / 100)
    os.kill(number, signal.SIGKILL)


def _waited_for(number: int) -> int | None:
    """The status with which a child ended; None where somebody else has taken it, or it is told to nobody."""
    try:
        return os.waitpid(number, 0)[1]
    except ChildProcessError:
        return None


def _forked(work: Work[_T]) -> _Child[_T] | None:
    """A child at work; None where the system has no room for another process."""
    parent, (reading, writing) = os.getpid(), os.pipe()
    try:
        number = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return None
    if not number:
        os.close(reading)
        _work(work, writing, parent)
    os.close(writing)
    return _Child(number, os.fdopen(reading, "rb"))


def can_fork() -> bool:
    """Whether a child may be forked: on Linux, from a process with a single thread."""
    return sys.platform == "linux" and _TASKS.is_dir() and len(os.listdir(_TASKS)) == 1


def _work(work: Work[Any], writing: int, parent: int) -> NoReturn:
    """Do the work in the child. It never returns: what the parent would clean up is the parent's."""
    code = 1
    try:
        _end_with(parent)
        os.environ.update(_ALONE)
        with os.fdopen(writing, "wb") as stream:

            def told(what: _What, content: object) -> None:
                pickle.dump((what, content), stream, pickle.HIGHEST_PROTOCOL)
                stream.flush()

            try:
                told(_What.RESULT, work(lambda step: told(_What.STEP, step)))
            except Exception as problem:
                problem.add_note(traceback.format_exc())
                told(_What.FAULT, _portable(problem))
        code = 0
    finally:
        os._exit(code)


def _end_with(parent: int) -> None:
    """Let this process end when its parent does, however that ends: it holds what the parent holds, as its lock."""
    import ctypes  # in the child alone, where other libraries need it anyway

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was quicker
        os._exit(1)


def _portable(problem: Exception) -> Exception:
    """A fault that can be put together again elsewhere: itself, or one that says the same."""
    try:
        pickle.loads(pickle.dumps(problem))
    except Exception:
        return RuntimeError("".join(traceback.format_exception(problem)))
    return problem


def _next(stream: BinaryIO) -> tuple[_What, Any] | None:
    """The next message of the child; None where it ended without one."""
    try:
        return pickle.load(stream)  # type: ignore[no-any-return]  # our own child's: nobody else has the pipe
    except (EOFError, pickle.UnpicklingError):
        return None


def _ended(status: int | None, last: str) -> str:
    """What to say of a child that ended early."""
    where = f" at its step '{last}'" if last else ""
    return (
        f"a process that worked for the refresh {_how(status)}{where}; nothing was changed. "
        "Look at the data it was at, and at the memory of this machine"
    )


def _how(status: int | None) -> str:
    if status is None:
        return "was ended"
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"ended with {code}"
    known = {each.value: each.name for each in signal.Signals}
    return f"was ended by {known.get(-code, f'signal {-code}')}"


class Later(Generic[_T]):
    """A value that travels between processes as bytes, and is put together there only when somebody asks for it."""

    def __init__(self, value: _T) -> None:
        self._value: _T | None = value
        self._packed = b""

    @classmethod
    def _of(cls, packed: bytes) -> Later[_T]:
        later = cls.__new__(cls)
        later._value, later._packed = None, packed
        return later

    def get(self) -> _T:
        """The value."""
        return pickle.loads(self._packed) if self._packed else self._value  # type: ignore[return-value]

    def __reduce__(self) -> tuple[Callable[[bytes], Later[_T]], tuple[bytes]]:
        return Later._of, (self._packed or pickle.dumps(self._value, pickle.HIGHEST_PROTOCOL),)

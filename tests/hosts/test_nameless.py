"""A copy without a name: read by its path, and gone with the process, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from gapsheet.hosts.nameless import nameless

on_linux = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files have no paths here")


def write(stream: BinaryIO) -> None:
    stream.write(b"the salaries")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@on_linux
def test_what_was_written_is_read_by_a_path_and_no_folder_lists_it(folder: Path) -> None:
    with nameless(write) as source:
        assert isinstance(source, str)
        assert Path(source).read_bytes() == b"the salaries"
        assert list(folder.iterdir()) == []
    assert not Path(source).exists()


@on_linux
def test_nothing_is_left_of_it_after_a_kill(tmp_path: Path) -> None:
    script = (
        "import sys, time\n"
        "from gapsheet.hosts.nameless import nameless\n"
        "with nameless(lambda stream: stream.write(b'the salaries')) as source:\n"
        "    print(source, flush=True)\n"
        "    time.sleep(60)\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None
        assert child.stdout.readline().startswith("/proc/self/fd/")
        child.send_signal(signal.SIGKILL)
    assert list(tmp_path.iterdir()) == []


@on_linux
def test_where_an_open_file_cannot_be_opened_again_the_bytes_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gapsheet.hosts.nameless._path", lambda stream: Path("/missing") / str(stream.fileno()))
    with nameless(write) as source:
        assert source == b"the salaries"


def test_where_open_files_have_no_paths_the_bytes_are_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("gapsheet.hosts.nameless._OPEN_FILES", tmp_path / "missing")
    with nameless(write) as source:
        assert source == b"the salaries"


def test_a_folder_that_takes_no_files_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(*_: Any, **__: Any) -> BinaryIO:
        raise PermissionError("read only")

    monkeypatch.setattr(tempfile, "TemporaryFile", refusing)
    with nameless(write) as source:
        assert source == b"the salaries"


@on_linux
def test_a_disk_that_gets_full_is_done_without(folder: Path) -> None:
    def filling(stream: BinaryIO) -> None:
        write(stream)
        if hasattr(stream, "name"):  # a file, not memory
            raise OSError(28, "No space left on device")

    with nameless(filling) as source:
        assert source == b"the salaries"
    assert list(folder.iterdir()) == []


def test_what_fails_while_it_is_written_is_told() -> None:
    def failing(stream: BinaryIO) -> None:
        raise ValueError("no such part")

    with pytest.raises(ValueError, match="no such part"), nameless(failing):
        pass

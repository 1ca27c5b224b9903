"""How commands end when something is wrong that is no fault of a workbook."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import typer

from gapsheet.terminal import user_errors
from support.refreshing import Said, put_table, write_controls


def test_a_reader_that_has_seen_enough_ends_a_command_without_a_word(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    put_table(book.active, "Sales", ("year", "value"), [(2024, 1)])
    write_controls(book, [Said("sales", "Sales", cells={"On": "no"})])
    book.save(tmp_path / "report.xlsx")
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "gapsheet", "trust", tmp_path / "report.xlsx"],
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (1, b"")  # as the documentation of Python's signals advises


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (OSError(errno.EACCES, "Permission denied", "out.xlsx"), "out.xlsx: Permission denied"),
        (OSError("handle is closed"), "handle is closed"),
    ],
)
def test_a_fault_of_the_system_names_the_file_where_there_is_one(
    fault: OSError, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit), user_errors():
        raise fault
    assert capsys.readouterr().err == f"{told}\n"

"""R as a second opinion: one script, run once, its printed lines read back."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

PROGRAM = "Rscript"
TIMEOUT = 120  # seconds; loading survey takes one or two


def lines_of(script: str, folder: Path, *packages: str) -> list[str]:
    """What a script prints, line by line; where R lacks a package the test is skipped, and says which."""
    for package in packages:
        if _run(f'quit(status = !requireNamespace("{package}", quietly = TRUE))', folder).returncode:
            pytest.skip(f"optional part absent: R (its package {package} is not installed)")
    done = _run(script, folder)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def _run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = folder / "script.R"
    path.write_text(script, encoding="utf-8")
    return subprocess.run(
        [PROGRAM, "--vanilla", str(path)], capture_output=True, text=True, timeout=TIMEOUT, cwd=folder, check=False
    )

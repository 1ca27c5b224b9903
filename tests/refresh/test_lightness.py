"""What a refresh begins with: modules that leave the memory of data and engine to those who need it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"numpy", "scipy", "pandas", "duckdb", "openpyxl", "formualizer"}
FIRST = (
    *("gapsheet.refresh_commands", "gapsheet.collector", "gapsheet.hosts.gaps"),
    *(
        f"gapsheet.refresh.{name}"
        for name in (
            *("access", "book", "bookfile", "comparison", "configuration", "effects", "journal", "outcome", "records"),
            *("rows", "sources", "splitting", "stamps", "trust", "wording"),
        )
    ),
)
WORKBOOKS = Path(__file__).parents[2] / "workbooks"
NAME = "japan_policy_scorecard.xlsx"


def loaded_by(program: str, *arguments: str) -> set[str]:
    """The heavy modules that a program has loaded at its end, in an interpreter of its own."""
    told = f"import sys\n{program}\nprint(*{HEAVY} & {{*sys.modules}})"
    command = [sys.executable, "-c", told, *arguments]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return set(result.stdout.split())


def test_what_a_refresh_begins_with_loads_nothing_heavy() -> None:
    assert loaded_by(f"import {', '.join(FIRST)}") == set()


@pytest.mark.parametrize("path", [WORKBOOKS / NAME, WORKBOOKS / "ja" / NAME], ids=["English", "Japanese"])
def test_reading_what_a_workbook_says_of_its_sources_loads_nothing_heavy(path: Path) -> None:
    program = (
        "from pathlib import Path; from gapsheet.refresh.book import read_described;"
        "assert len(read_described(Path(sys.argv[1]))) > 1"
    )
    assert loaded_by(program, str(path)) == set()

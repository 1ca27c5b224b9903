"""Every test of refreshing keeps its log to itself."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def state_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the log goes instead of the user's own folder."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("GAPSHEET_STATE", str(folder))
    return folder


@pytest.fixture(autouse=True)
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What tests put in the place of functions has to be seen: test_apart.py tells what child processes do."""
    monkeypatch.setattr("gapsheet.refresh.apart.can_fork", lambda: False)
